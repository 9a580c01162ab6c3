// `npm run permissions`: writes test/permissions.txt, the reviewed table of who may call what. A change of it is read by a person before it is committed.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Endpoint } from '#kernel/endpoint.ts'

export const table = new URL('../test/permissions.txt', import.meta.url)
/** One line an endpoint: name · kind · who; `demo` where it exists in the demonstration only. */
export const permissions = (endpoints: readonly Endpoint[]): string => endpoints
  .map(({ name, kind, who, demo }) => [name, kind, typeof who === 'string' ? who : [...who].sort().join(' '), ...(demo ? ['demo'] : [])].join(' · ')).sort().map((line) => `${line}\n`).join('')

if (import.meta.main) {
  const { house } = await import('#app/house.ts')
  const was = readFileSync(table, 'utf8').split('\n'), is = permissions(house(true).endpoints)
  writeFileSync(table, is)
  for (const line of is.split('\n')) if (!was.includes(line)) console.log(`+ ${line}`)
  for (const line of was) if (!is.split('\n').includes(line)) console.log(`- ${line}`)
}
