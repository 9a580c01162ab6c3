// CPU and round trips of the page of a study at twenty sites, each with its lanes under way, among forty thousand other cases: the product as it serves, one connection, user and system of server and backend together.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { ask, open } from '#app/open.ts'
import { cpu, middle } from './cpu.ts'
import { fill, pepper } from './fill.ts'
import { fileRequired } from '../test/files.ts'
import type { House } from '../test/house.ts'
import { load } from './load.ts'

const goals = { ms: 150, trips: 4 }, many = 20
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, profile: { type: 'string' } } })
const city = await fill(), o = await open(city.target, { demo: true, pepper, connections: 1 })
const keeper = new pg.Client({ ...city.target.connection, user: 'keeper' }), watcher = new pg.Client({ ...city.target.connection, user: 'postgres' })
for (const client of [keeper, watcher]) { client.on('error', () => {}); await client.connect() }
try {
  // the hospitals of the city have rules, and their investigators may sign
  await keeper.query("insert into institutions.profile select id, true, false, 5, 15, 'gcp', '本院制度', '2020-01-01' from kernel.org where kind = 'hospital'")
  await keeper.query("update kernel.membership set roles = roles || array['pi', 'legal', 'seal-keeper', 'institution-head'] where person_id in (select person_id from institutions.investigator)")
  const hospitals = (await keeper.query<{ org: string; investigator: string }>('select org_id org, id investigator from institutions.investigator order by org_id')).rows.slice(0, many)
  const cra = city.people.find((p) => p.role === 'cra')!, of = (org: string, role = 'research-office') => city.people.find((p) => p.org === org && p.role === role)!
  const at = async (token: string, name: string, raw: Record<string, unknown>) => ask(o, token, name, raw)
  const facts = { title: '某片治疗晚期实体瘤的二十中心随机对照试验', titleEn: null, short: '某片 晚期实体瘤 Ⅲ期', product: '某片', regime: 'drug', phase: '3', condition: '晚期实体瘤', protocolNo: 'BENCH-301', protocolVersion: 'V1.0', protocolDate: '2026-08-20', sponsorName: 'company 0', targetSize: 400 }
  const { id } = await at(cra.token, 'studies.create', facts) as { id: string }
  await at(cra.token, 'startup.begin', { studyId: id, leadOrgId: hospitals[0]!.org, sites: hospitals.map((h) => ({ orgId: h.org, investigatorId: h.investigator, planned: 20 })) })
  interface Case { id: string; version: number; procedure: string; orgId: string | null; stage: string; moves: { name: string; fields: { name: string }[] }[] }
  const cases = async () => (await at(cra.token, 'studies.one', { id }) as unknown as { cases: Case[] }).cases
  const move = (token: string, c: Case, name: string, more = {}) => at(token, `${c.procedure}.${name}`, { id: c.id, seen: c.version, ...more })
  for (const c of (await cases()).filter((x) => x.procedure === 'startup.site')) await move(city.people.find((p) => p.org === c.orgId && p.role === 'research-office')!.token, c, 'sign')
  const start = async () => (await cases()).find((c) => c.procedure === 'startup.start')!
  await fileRequired({ as: (_: string, name: string, raw: object, more: object) => ask(o, cra.token, name, raw, more), sql: async (text: string, values: unknown[]) => (await keeper.query(text, values)).rows } as unknown as House, 'cra', id)
  await move(cra.token, await start(), 'submit')
  await move(of(hospitals[0]!.org).token, await start(), 'accept')
  // every third site further on, so that the lanes stand at different stages
  for (let turn = 0; turn < 3; turn++) for (const [i, c] of (await cases()).entries()) {
    if (i % 3 > turn || !c.orgId) continue
    if (c.procedure === 'startup.initiation' && c.stage === 'checking') await move(of(c.orgId).token, c, turn === 2 ? 'return' : 'pass', turn === 2 ? { note: '缺研究者履历' } : {})
    else if (c.procedure === 'ethics.review' && c.stage === 'receiving') await move(of(c.orgId, 'ethics-secretary').token, c, 'accept').catch(() => {})
    else if (c.procedure === 'agreements.signing' && c.stage === 'drafting') await move(cra.token, c, 'propose').catch(() => {})
    else if (c.procedure === 'agreements.signing' && c.stage === 'reviewing' && turn > 0) await move(of(c.orgId).token, c, 'comment', { note: '第 12 条责任上限请改' })
  }
  await watcher.query('vacuum analyze')
  const child = fork(new URL('./product.ts', import.meta.url), [JSON.stringify({ target: city.target })], { execArgv: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [] })
  const [address] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error('the product did not start') })]) as [AddressInfo]
  const people = { CRA: cra, 'lead office': of(hospitals[0]!.org) }
  console.log(`${city.cases} cases, ${city.rows} desk rows; a study at ${many} sites, ${(await cases()).length} cases, ${(await keeper.query('select count(*)::int n from kernel.event where subject_id = $1', [id])).rows[0].n} events; ${values.rounds} rounds of ${values.seconds} s, medians`)
  console.log(['', 'CPU ms', 'server', 'postgres', 'p50 ms', 'trips', 'kB'].map((h, i) => (i ? h.padStart(10) : h.padEnd(14))).join(''))
  try {
    for (const [who, { token }] of Object.entries(people)) {
      const client = await o.pool.connect(), socket = (client as unknown as { connection: { stream: { uncork: () => void } } }).connection.stream, plain = socket.uncork
      let trips = 0
      socket.uncork = function (this: { readonly writableCorked: number }) { if (this.writableCorked === 1) trips++; plain.call(this) }
      client.release()
      const size = JSON.stringify(await ask(o, token, 'studies.one', { id })).length
      socket.uncork = plain
      const asked = { method: 'GET' as const, path: `/api/studies.one?id=${id}`, headers: { cookie: `linyan=${token}` } }, found: { app: number; postgres: number; p50: number }[] = []
      await load(address.port, () => asked, { ms: 1_500, connections: 1 })
      const pids = (await watcher.query<{ pid: number }>("select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")).rows.map((r) => r.pid)
      for (let i = 0; i < Number(values.rounds); i++) {
        const before = [cpu([child.pid!]), cpu(pids)] as const, ran = await load(address.port, () => asked, { ms: Number(values.seconds) * 1_000, connections: 1 })
        found.push({ app: (cpu([child.pid!]) - before[0]) / ran.done / 1_000, postgres: (cpu(pids) - before[1]) / ran.done / 1_000, p50: ran.p50 })
      }
      const mid = (pick: (f: typeof found[number]) => number) => middle(found.map(pick)), total = mid((f) => f.app + f.postgres)
      console.log(who.padEnd(14) + [total.toFixed(1), mid((f) => f.app).toFixed(1), mid((f) => f.postgres).toFixed(1), mid((f) => f.p50).toFixed(1), String(trips), (size / 1000).toFixed(0)].map((s) => s.padStart(10)).join(''))
      const missed = total > goals.ms || trips > goals.trips
      if (missed) process.exitCode = 1
      console.log(`study, ${who}: ${total.toFixed(1)} ms of CPU (goal ≤ ${goals.ms}), ${trips} round trips (goal ≤ ${goals.trips}): ${missed ? 'missed' : 'reached'}`)
    }
  } finally { child.disconnect(); await once(child, 'exit') }
} finally {
  await keeper.end(); await watcher.end()
  await o.close()
  await city.close()
}
