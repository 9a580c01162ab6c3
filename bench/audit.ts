// What the record costs: a move with its act and event against the same move without them, with and without the sequencer; and how many rows a second the offline verifier reads.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { endText, exported } from '#kernel/audit/export.ts'
import { extend, leafHash, rootOf, type Frontier } from '#kernel/audit/merkle.ts'
import { checkpointText, signedNote, signerOf } from '#kernel/audit/note.ts'
import { cpu, middle } from './cpu.ts'
import { fill } from './fill.ts'
import { load } from './load.ts'

const goals = { cost: 1.1, rows: 100_000 }
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, seconds: { type: 'string', default: '2' }, rows: { type: 'string', default: '300000' } } })
const city = await fill(), keeper = new pg.Client({ ...city.target.connection, user: 'keeper' }), watcher = new pg.Client({ ...city.target.connection, user: 'postgres' })
const scratch = mkdtempSync(join(tmpdir(), 'linyan-audit-'))
for (const c of [keeper, watcher]) { c.on('error', () => {}); await c.connect() }
const child = fork(new URL('./product.ts', import.meta.url), [JSON.stringify({ target: city.target })])
try {
  const [{ port }] = await once(child, 'message') as [AddressInfo]
  const seal = async (on: boolean) => { child.send(on); await once(child, 'message') }

  // What was there before: the city's history comes in, by the key of the product, as on the first start after an upgrade.
  const waiting = async () => (await keeper.query<{ n: number }>('select ((select count(*) from kernel.act) + (select count(*) from kernel.event) + (select count(*) from kernel.note) - (select count(*) from kernel.leaf))::int n')).rows[0]!.n
  const backlog = await waiting(), began = performance.now()
  await seal(true)
  while (await waiting() > 0) await new Promise((done) => setTimeout(done, 50))
  const taken = (performance.now() - began) / 1000
  await seal(false)

  // Moves: 立项 to and fro, each case resting until all others have moved.
  const turn = (() => { let i = 0; return () => city.lanes[i++ % city.lanes.length]! })(), seen = new Map<string, number>(), at = (org: string, role: string) => city.people.find((p) => p.org === org && p.role === role)!
  let key = 0
  const next = () => {
    const { id, org } = turn(), version = seen.get(id) ?? 1, passes = version % 2 === 1
    seen.set(id, version + 1)
    return { method: 'POST' as const, path: `/api/startup.initiation.${passes ? 'pass' : 'object'}`, headers: { cookie: `linyan=${at(org, passes ? 'research-office' : 'department-head').token}`, origin: `http://127.0.0.1:${port}`, 'idempotency-key': `benchmark-${key++}` }, body: JSON.stringify({ id, seen: version, ...(passes ? {} : { note: '请科室补充说明床位与护理人员安排。' }) }) }
  }
  // Without a record: an act's insert is rewritten into nothing, and the function that moves a case leaves the event out.
  const { rows: [moved] } = await keeper.query<{ text: string }>("select pg_get_functiondef('kernel.case_moved(jsonb)'::regprocedure) as text"), silent = moved!.text.replace(/insert into kernel\.event[^;]*?returning id into v_event;/, 'v_event := 0;')
  if (silent === moved!.text) throw new Error('kernel.case_moved no longer writes its event as this benchmark knows it')
  const record = async (on: boolean) => { await keeper.query(on ? 'drop rule if exists unrecorded on kernel.act' : 'create rule unrecorded as on insert to kernel.act do instead nothing'); await keeper.query(on ? moved!.text : silent) }
  const kinds = { bare: [false, false], recorded: [true, false], sealed: [true, true] } as const
  const measure = async (kind: keyof typeof kinds, ms: number) => {
    await record(kinds[kind][0]); await seal(kinds[kind][1])
    await load(port, next, { ms: 400 })
    const backends = (await watcher.query<{ pid: number }>("select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")).rows.map((r) => r.pid), pids = [child.pid!, ...backends]
    const before = cpu(pids), ran = await load(port, next, { ms })
    if (kinds[kind][1]) await new Promise((done) => setTimeout(done, 600)) // what waits for the sequencer is part of the price
    const per = (cpu(pids) - before) / ran.done
    await seal(false); await record(true)
    return { per, rate: ran.done / ran.seconds }
  }
  const found = { bare: [] as number[], recorded: [] as number[], sealed: [] as number[] }
  for (let i = -1; i < Number(values.rounds); i++) for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) { const { per } = await measure(kind, i < 0 ? 1_500 : Number(values.seconds) * 1_000); if (i >= 0) found[kind].push(per) }

  // The verifier on a log of this city's own rows, with a checkpoint every so many of them.
  const signer = signerOf(Buffer.alloc(32, 7)), rows: string[] = []
  let after = 0
  for (let batch; (batch = (await keeper.query<{ seq: number; row_text: string }>('select seq, row_text from kernel.audit_rows($1, 20000)', [after])).rows).length > 0; after = batch.at(-1)!.seq) rows.push(...batch.map((r) => r.row_text))
  const write = (many: number, every: number): string => {
    const now = new Date().toISOString(), parts = [`{"linyan-audit":1,"origin":"${signer.origin}","key":"${signer.pinned}"}`]
    let frontier: Frontier = [], checkpoints = 0
    for (let seq = 1; seq <= many; seq++) {
      const row = rows[(seq - 1) % rows.length]!, hash = leafHash(Buffer.from(row))
      frontier = extend(seq - 1, frontier, [hash]).frontier
      parts.push(`{"leaf":${seq},"hash":"${hash.toString('hex')}","row":${row}}`)
      if (seq % every === 0 || seq === many) { const c = { size: seq, root: rootOf(frontier), at: now }; checkpoints++; parts.push(JSON.stringify({ checkpoint: signedNote(signer.origin, { ...c, keyId: signer.keyId, signature: signer.sign(checkpointText(signer.origin, c)) }) })) }
    }
    parts.push(JSON.stringify({ end: { leaves: many, checkpoints, at: now, signature: signer.sign(endText(signer.origin, many, checkpoints, now)).toString('base64') } }))
    const path = join(scratch, `${many}-${every}.jsonl`)
    writeFileSync(path, `${parts.join('\n')}\n`)
    return path
  }
  // by CPU time, so that neighbours on the machine do not count: the very program a stranger runs, in this process
  const { verify, readKey } = await import(new URL('../tools/verify.mjs', import.meta.url).href) as { verify: (chunks: AsyncIterable<Buffer>, given: { key: Buffer }) => Promise<{ ok: boolean; leaves: number; fault?: string }>; readKey: (text: string) => Buffer }
  const rates: number[] = []
  const rate = async (path: string) => {
    for (let i = 0; i < 3; i++) {
      const before = process.cpuUsage(), ran = await verify(createReadStream(path, { highWaterMark: 4 * 2 ** 20 }), { key: readKey(signer.pinned) }), { user, system } = process.cpuUsage(before)
      if (!ran.ok) throw new Error(`the log does not verify: ${ran.fault}`)
      rates.push((ran.leaves * 1e6) / (user + system))
    }
    return Math.round(middle(rates.splice(0)))
  }
  const many = Number(values.rows), speeds: { every: number; rate: number }[] = []
  for (const every of [1_000, 100, 1]) speeds.push({ every, rate: await rate(write(every === 1 ? Math.min(many, 20_000) : many, every)) })
  // and the real one, as it is written out now
  const from = performance.now()
  let bytes = 0, lines = 0
  for await (const text of exported(keeper, signer, new Date().toISOString())) { bytes += text.length; lines += text.split('\n').length - 1 }
  const exporting = lines / ((performance.now() - from) / 1000)

  console.log(`history taken in: ${backlog} rows in ${taken.toFixed(1)} s; export: ${Math.round(exporting)} rows/s, ${Math.round(bytes / lines)} characters a row`)
  for (const { every, rate: r } of speeds) console.log(`verify, a checkpoint every ${String(every).padStart(4)} rows: ${r} rows a CPU second`)
  console.log(`a move, CPU µs (product and PostgreSQL, ${values.rounds} rounds of ${values.seconds} s in turns, medians): not recorded ${middle(found.bare).toFixed(0)}, act and event ${middle(found.recorded).toFixed(0)}, and sealed ${middle(found.sealed).toFixed(0)}`)
  const ratio = (kind: 'recorded' | 'sealed') => middle(found[kind].map((f, i) => f / found.bare[i]!)), cost = ratio('sealed')
  console.log(`recorded: ${ratio('recorded').toFixed(3)} × not recorded; recorded and sealed: ${cost.toFixed(3)} × (${found.sealed.map((f, i) => (f / found.bare[i]!).toFixed(2)).join(' ')}), goal ≤ ${goals.cost}: ${cost > goals.cost ? 'missed' : 'reached'}`)
  console.log(`verify: ${speeds[0]!.rate} rows a CPU second, goal ≥ ${goals.rows}: ${speeds[0]!.rate < goals.rows ? 'missed' : 'reached'}`)
  if (cost > goals.cost || speeds[0]!.rate < goals.rows) process.exitCode = 1
} finally {
  await keeper.end()
  await watcher.end()
  if (child.connected) { child.disconnect(); await once(child, 'exit') }
  await city.close()
  rmSync(scratch, { recursive: true, force: true })
}
