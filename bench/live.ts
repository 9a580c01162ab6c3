// How soon another person's open page hears of a change: from the answer to the mover to the line on the other's stream, on the filled city, with the dispatcher and some fifty streams at work.
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { open } from '#app/open.ts'
import { connectionAs } from '#kernel/db/migrate.ts'
import { openPool } from '#kernel/db/open.ts'
import { openHttp } from '#kernel/http.ts'
import { dispatch } from '#kernel/notices/dispatch.ts'
import { deskOf, startNotices } from '#kernel/notices/work.ts'
import { fill, pepper } from './fill.ts'

const goal = 1_000, moves = 120, behind = 10_000
const city = await fill(), o = await open(city.target, { demo: true, pepper }), clerks = openPool(connectionAs(city.target, 'clerk'), 4)
const clerk = await clerks.connect()
// the dispatcher has this many events to catch up with, and every case's warnings to plan
await clerk.query("update kernel.dispatch set (xact, id) = (select e.xact, e.id from kernel.event e order by e.xact desc, e.id desc offset $1 limit 1) where name = 'notices'", [behind])
const begun = performance.now()
await dispatch(clerk, deskOf(o.ground, false), o.ground.clock())
const caught = (performance.now() - begun) / 1000, { rows: [made] } = await clerk.query<{ n: number; planned: number }>('select (select count(*)::int from kernel.notice) n, (select count(*)::int from kernel.escalation) planned')
const idle = performance.now()
for (let i = 0; i < 100; i++) await dispatch(clerk, deskOf(o.ground, false), o.ground.clock())
const tick = (performance.now() - idle) / 100
clerk.release()
const work = startNotices({ pool: clerks, ground: o.ground, endpoints: o.endpoints, log: (line) => { console.error(JSON.stringify(line)) } })
const app = openHttp({ ground: o.ground, implementations: o.implementations, secure: false, live: work.live, log: (line) => { console.error(JSON.stringify(line)) } })
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo, origin = `http://127.0.0.1:${port}`
const heard = new Map<string, () => void>()
/** The organisation's stream; `heard` is told at its next line. */
const listen = (token: string, org: string) => new Promise<void>((ready, fail) => { get({ port, host: '127.0.0.1', path: '/api/live', headers: { cookie: `linyan=${token}` } }, (r) => { r.setEncoding('utf8').on('data', (text: string) => { if (text.includes('data:')) heard.get(org)?.() }); ready() }).on('error', fail) })
const took: number[] = []
try {
  const offices = [...new Map(city.people.filter((p) => p.role === 'research-office').map((p) => [p.org, p])).values()], others = city.people.filter((p) => p.role === 'sponsor' || p.role === 'cra').slice(0, 30)
  for (const p of [...offices, ...others]) await listen(p.token, p.org)
  const chosen = city.lanes.filter((l) => offices.some((p) => p.org === l.org))
  for (let i = 0; i < moves; i++) {
    const lane = chosen[(i * 97) % chosen.length]!, mover = offices.find((p) => p.org === lane.org)!
    let told = 0
    const line = new Promise<void>((done) => heard.set(lane.org, () => { told = performance.now(); done() }))
    const answer = await fetch(`${origin}/api/startup.initiation.pass`, { method: 'POST', headers: { cookie: `linyan=${mover.token}`, origin, 'content-type': 'application/json', 'idempotency-key': `bench-live-${i}` }, body: JSON.stringify({ id: lane.id, seen: 1 }) })
    const answered = performance.now()
    if (answer.status !== 200) { if (answer.status !== 409) throw new Error(`${answer.status} ${await answer.text()}`); continue }
    if (await Promise.race([line.then(() => false), delay(10_000, true)])) throw new Error('a change was never heard of')
    took.push(told - answered)
    heard.delete(lane.org)
    await delay(100 + (i * 37) % 250)
  }
} finally { await app.close(); await work.stop(); await clerks.end(); await o.close(); await city.close() }
took.sort((a, b) => a - b)
const at = (share: number) => Math.max(0, took[Math.min(took.length - 1, Math.floor(took.length * share))]!)
console.log(`dispatcher: ${behind} events and the plan of ${city.cases} cases in ${caught.toFixed(1)} s, ${made!.n} notices, ${made!.planned} warnings planned; a look with nothing to do ${tick.toFixed(1)} ms`)
console.log(`live: ${took.length} changes, seen after ${at(0.5).toFixed(0)} ms (median), ${at(0.99).toFixed(0)} ms (99 %), ${at(1).toFixed(0)} ms (worst); goal ${goal} ms`)
process.exitCode = at(1) > goal ? 1 : 0
