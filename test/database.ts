import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '#kernel/db/postgres.ts'

declare module 'vitest' { interface ProvidedContext { postgres: { host: string; port: number } } }

const roomy = (path: string): boolean => { const { bavail, bsize } = statfsSync(path); return bavail * bsize > 4 * 2 ** 30 }
/** Where specifications keep their databases: in memory where there is room, for some disks take a second to forget one. */
export const scratch = existsSync('/dev/shm') && roomy('/dev/shm') ? '/dev/shm' : tmpdir()

/** One PostgreSQL for all database specifications of a run: fast rather than durable, and gone afterwards. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(scratch, 'linyan-test-'))
  const cluster = await startPostgres({ dataDir, log: () => {}, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' } })
  provide('postgres', { host: cluster.host, port: cluster.port })
  return async () => { await cluster.stop(); rmSync(dataDir, { recursive: true, force: true }) }
}
