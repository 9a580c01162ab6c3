// CPU per request of a list and of a move down the one road, beside a bare peer on the same rows in the same run, taken in turns.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { cpu, middle } from './cpu.ts'
import { fill, type City, type Lane } from './fill.ts'
import { load, type Asked } from './load.ts'

const goals = { list: 2.3, move: 3 }
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '5' }, profile: { type: 'string' }, only: { type: 'string' } } })
const asked = (['list', 'move'] as const).filter((kind) => values.only === undefined || values.only === kind)

interface Program { readonly child: ChildProcess; readonly port: number }
async function start(city: City, file: string): Promise<Program> {
  const child = fork(new URL(file, import.meta.url), [JSON.stringify({ target: city.target })], { execArgv: values.profile && file.includes('product') ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [] })
  const [address] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${file} did not start`) })]) as [AddressInfo]
  return { child, port: address.port }
}
const round = <T>(things: readonly T[]): (() => T) => { let i = 0; return () => things[i++ % things.length]! }

/** 立项 to and fro: the office passes, the department head objects with a note; each case rests until all others have moved. */
function moves(city: City, lanes: readonly Lane[], ask: (lane: Lane, seen: number, to: 'assessing' | 'checking', key: number) => Asked): () => Asked {
  const turn = round(lanes), seen = new Map<string, number>()
  let key = 0
  return () => { const lane = turn(), version = seen.get(lane.id) ?? 1; seen.set(lane.id, version + 1); return ask(lane, version, version % 2 === 1 ? 'assessing' : 'checking', key++) }
}
const note = '请科室补充说明床位与护理人员安排。'

const city = await fill()
const programs = await Promise.all([start(city, './peer.ts'), start(city, './product.ts')]), [peer, product] = programs as [Program, Program]
try {
  const at = (org: string, role: string) => city.people.find((p) => p.org === org && p.role === role)!
  const offices = city.people.filter((p) => p.role === 'research-office'), cookie = (token: string) => ({ cookie: `linyan=${token}` }), origin = `http://127.0.0.1:${product.port}`
  const list = round(offices), listed = round(offices), [ours, theirs] = [0, 1].map((odd) => city.lanes.filter((_, i) => i % 2 === odd)) as [Lane[], Lane[]]
  const kinds = {
    list: {
      peer: () => { const { org, role } = listed(); return { method: 'GET', path: `/list?org=${org}&role=${role}` } as Asked },
      road: () => ({ method: 'GET', path: '/api/case.tasks?tab=mine', headers: cookie(list().token) }) as Asked,
    },
    move: {
      peer: moves(city, theirs, ({ id, org }, seen, stage) => ({ method: 'POST', path: '/move', body: JSON.stringify({ id, seen, stage, org, person: id, roles: [stage === 'checking' ? 'research-office' : 'department-head'], ...(stage === 'checking' ? { note } : {}) }) })),
      road: moves(city, ours, ({ id, org }, seen, stage, key) => ({ method: 'POST', path: `/api/startup.initiation.${stage === 'assessing' ? 'pass' : 'object'}`, headers: { ...cookie(at(org, stage === 'assessing' ? 'research-office' : 'department-head').token), origin, 'idempotency-key': `benchmark-${key}` }, body: JSON.stringify({ id, seen, ...(stage === 'checking' ? { note } : {}) }) })),
    },
  }
  const watcher = new pg.Client({ ...city.target.connection, user: 'postgres' })
  watcher.on('error', () => {})
  await watcher.connect()
  const measure = async (program: Program, next: () => Asked, ms: number) => {
    const backends = async () => (await watcher.query<{ pid: number }>("select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")).rows.map((r) => r.pid)
    await load(program.port, next, { ms: 300 })
    const pids = await backends(), before = [cpu([program.child.pid!]), cpu(pids)] as const, ran = await load(program.port, next, { ms })
    const app = (cpu([program.child.pid!]) - before[0]) / ran.done, postgres = (cpu(pids) - before[1]) / ran.done
    return { ...ran, app, postgres, total: app + postgres, rate: ran.done / ran.seconds }
  }
  type Figures = Awaited<ReturnType<typeof measure>>
  const found = { list: { peer: [] as Figures[], road: [] as Figures[] }, move: { peer: [] as Figures[], road: [] as Figures[] } }
  for (const kind of asked) for (let i = -1; i < Number(values.rounds); i++) for (const who of ['peer', 'road'] as const) {
    const figures = await measure(who === 'peer' ? peer : product, kinds[kind][who], i < 0 ? 1_500 : Number(values.seconds) * 1_000)
    if (i >= 0) found[kind][who].push(figures)
  }
  await watcher.end()
  console.log(`${city.cases} cases, ${city.rows} desk rows, ${offices.length} people, ${offices[0]!.rows} rows an organisation; ${values.rounds} rounds of ${values.seconds} s in turns, 8 connections; medians`)
  console.log(['', 'CPU µs', 'app', 'postgres', 'req/s', 'p50 ms', 'p99 ms'].map((h, i) => (i ? h.padStart(10) : h.padEnd(12))).join(''))
  for (const kind of asked) for (const who of ['peer', 'road'] as const) {
    const of = (key: keyof Figures) => middle(found[kind][who].map((f) => f[key]))
    console.log(`${kind} ${who}`.padEnd(12) + [of('total').toFixed(0), of('app').toFixed(0), of('postgres').toFixed(0), of('rate').toFixed(0), of('p50').toFixed(1), of('p99').toFixed(1)].map((s) => s.padStart(10)).join(''))
  }
  for (const kind of asked) {
    const ratios = found[kind].road.map((f, i) => f.total / found[kind].peer[i]!.total), ratio = middle(ratios)
    if (ratio > goals[kind]) process.exitCode = 1
    console.log(`${kind}: ${ratio.toFixed(2)} × bare (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}), goal ≤ ${goals[kind]}: ${ratio > goals[kind] ? 'missed' : 'reached'}`)
  }
} finally {
  await Promise.all(programs.map(({ child }) => { if (!child.connected) return undefined; child.disconnect(); return once(child, 'exit') }))
  await city.close()
}
