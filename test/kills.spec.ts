// Kills under load, on the real server and its real database: what was acknowledged is there, what was not is there whole or not at all, and asking again with the same key settles it.
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { exported } from '#kernel/audit/export.ts'
import { signerOf } from '#kernel/audit/note.ts'
import { sequenceAll } from '#kernel/audit/sequencer.ts'
import { secret } from '#kernel/config.ts'
import { socketDir } from '#kernel/db/launch.ts'
import { dossier } from './story.ts'
import { folder, freePort, launch, postmaster, sweep, until, type Run } from './start-support.ts'

/** Rounds of each kind of kill: few in `npm test`, all under `npm run trial`. */
const trial = process.env['TRIAL'] !== undefined, rounds = { server: trial ? 200 : 2, database: trial ? 50 : 1 }
const server = join(import.meta.dirname, 'kill-server.ts')
afterAll(sweep)

interface Deed { readonly name: string; readonly body: Record<string, unknown>; readonly key: string; readonly cookie: string; status?: number; answer?: string }
/** One person at a machine: signs in once, then does one deed after another. */
class Desk {
  readonly deeds: Deed[] = []
  cookie = ''
  readonly port: number
  readonly membership: string
  #study: { id: string; version: number; started: boolean } | null = null
  constructor(port: number, membership: string) { this.port = port; this.membership = membership }
  async ask(name: string, body: Record<string, unknown>, key: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}/api/${name}`, { method: 'POST', headers: { cookie: this.cookie, origin: `http://127.0.0.1:${this.port}`, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) })
  }
  async signIn(): Promise<void> { const r = await this.ask('session.adopt', { membershipId: this.membership }, randomUUID()); this.cookie = r.headers.getSetCookie()[0]!.split(';')[0]! }
  /** Does a deed until it has an answer: after a lost connection the same deed with the same key. */
  async do(name: string, body: Record<string, unknown>, gaveUp: () => boolean): Promise<Record<string, never> | null> {
    const deed: Deed = { name, body, key: randomUUID(), cookie: this.cookie }
    this.deeds.push(deed)
    return this.settle(deed, gaveUp)
  }
  async settle(deed: Deed, gaveUp: () => boolean): Promise<Record<string, never> | null> {
    while (true) {
      try {
        const r = await this.ask(deed.name, deed.body, deed.key), text = await r.text()
        if (r.status < 500) { deed.status = r.status; deed.answer = text; return r.ok ? JSON.parse(text) as Record<string, never> : null }
      } catch { /* no answer: it may have happened */ }
      if (gaveUp()) return null
      await delay(30)
    }
  }
  /** The next deed of a believable day: a dossier, its corrections, a start at two hospitals, its withdrawal. */
  async step(sites: readonly { orgId: string; investigatorId: string; planned: number }[], gaveUp: () => boolean): Promise<void> {
    const at = this.#study
    if (!at) { const made = await this.do('studies.create', { ...dossier, short: `杀进程试验 ${randomUUID().slice(0, 8)}` }, gaveUp); if (made) this.#study = { id: made['id']!, version: 1, started: false } }
    else if (at.version < 3) { const done = await this.do('studies.edit', { id: at.id, seen: at.version, targetSize: 100 + at.version }, gaveUp); if (done) at.version++; else this.#study = null }
    else if (!at.started) { await this.do('startup.begin', { studyId: at.id, leadOrgId: sites[0]!.orgId, sites }, gaveUp); at.started = true }
    else this.#study = null
  }
}

/** Looks behind everything; waits for a database that is only just coming back. */
async function psql(dataDir: string): Promise<pg.Client> {
  for (let tries = 0; ; tries++) {
    const c = new pg.Client({ host: socketDir(dataDir)!, port: 5432, user: 'postgres', database: 'linyan' })
    c.on('error', () => {})
    try { await c.connect(); return c } catch (e) { if (tries > 300) throw e; await delay(50) }
  }
}
/** Everything that must hold of the whole database after any kill; empty when it does. */
const laws: Readonly<Record<string, string>> = {
  '办件与各方台面一致': 'select c.id from kernel.case c join kernel.desk d on d.case_id = c.id where d.stage <> c.stage or d.outcome is distinct from c.outcome',
  '各方都有台面': 'select y.case_id from kernel.party y left join kernel.desk d using (case_id, org_id) where d.case_id is null',
  '最后一件事就是现在的环节': 'select c.id from kernel.case c where c.stage <> (select e.stage_to from kernel.event e where e.case_id = c.id order by e.id desc limit 1)',
  '每件事都有一次请求': 'select e.id from kernel.event e left join kernel.act a on a.id = e.act_id where a.id is null',
  '每次做成的请求都答复过': "select a.id from kernel.act a where a.key is not null and a.person_id is not null and a.outcome = 'done' and a.name not like 'session.%' and not exists (select from kernel.idempotency i where i.person_id = a.person_id and i.key = a.key)",
  '一个键只做成一次': "select key from kernel.act where outcome = 'done' and key is not null group by person_id, key having count(*) > 1",
  '启动与它的中心同生': "select c.id from kernel.case c where c.procedure = 'startup.start' and not exists (select from kernel.case k where k.parent_id = c.id)",
  '中心都有研究者与例数': "select c.id from kernel.case c where c.procedure = 'startup.site' and not exists (select from studies.site s where s.case_id = c.id)",
  '卷宗都有事实': "select c.id from kernel.case c where c.procedure = 'studies.study' and not exists (select from studies.study s where s.id = c.id)",
}
/** The log written out and verified offline, after everything committed was sealed; empty when it holds. */
async function audited(db: pg.Client, dataDir: string): Promise<string> {
  const signer = signerOf(secret(dataDir, 'audit-key')), clock = () => new Date().toISOString()
  const { rows: [all] } = await db.query<{ n: number }>('select (select count(*) from kernel.act)::int + (select count(*) from kernel.event)::int + (select count(*) from kernel.note)::int n')
  const sealed = async () => { await sequenceAll(db, signer, clock); return Number((await db.query<{ size: string }>('select size from kernel.sequencer')).rows[0]!.size) }
  await until(async () => await sealed() >= all!.n, 20_000, '此前的每一行都已封链')
  const chunks: Buffer[] = []
  for await (const text of exported(db, signer, clock())) chunks.push(Buffer.from(text))
  const { main: _, verify, readKey } = await import('../tools/verify.mjs' as string) as { main: unknown; verify(chunks: readonly Buffer[], given: { key: Buffer }): Promise<{ ok: boolean; fault?: string; leaves: number }>; readKey(text: string): Buffer }
  const told = await verify(chunks, { key: readKey(readFileSync(join(dataDir, 'audit.pub'), 'utf8')) })
  return !told.ok ? `留痕没有通过离线验证：${told.fault}` : told.leaves < all!.n ? `留痕只封了 ${told.leaves} / ${all!.n}` : ''
}
async function broken(dataDir: string, deeds: readonly Deed[]): Promise<string[]> {
  const db = await psql(dataDir)
  try {
    const found: string[] = []
    for (const [law, query] of Object.entries(laws)) { const { rowCount } = await db.query(query); if (rowCount) found.push(`${law}：${rowCount} 处`) }
    const acked = deeds.filter((d) => d.status === 200)
    const { rows } = await db.query<{ key: string; answer: string; acts: number }>("select i.key, i.answer, (select count(*)::int from kernel.act a where a.key = i.key and a.outcome = 'done') acts from kernel.idempotency i where i.key = any($1)", [acked.map((d) => d.key)])
    const kept = new Map(rows.map((r) => [r.key, r]))
    for (const d of acked) { const k = kept.get(d.key); if (!k) found.push(`已答复而丢失：${d.name}`); else if (k.answer !== d.answer || k.acts !== 1) found.push(`答复或次数不符：${d.name} ${k.acts}`) }
    const made = acked.filter((d) => d.name === 'studies.create').map((d) => (JSON.parse(d.answer!) as { id: string }).id)
    const { rows: [there] } = await db.query<{ n: number }>('select count(*)::int n from studies.study where id = any($1)', [made])
    if (there!.n !== made.length) found.push(`已答复的卷宗 ${made.length} 件，只有 ${there!.n} 件`)
    const log = await audited(db, dataDir)
    return log ? [...found, log] : found
  } finally { await db.end() }
}
/** The server of a folder, up and answering. */
async function up(dataDir: string, port: number, env: Record<string, string> = {}): Promise<Run> {
  const run = launch(dataDir, port, { command: [process.execPath, server], env })
  await run.said('选一个人进入', 120_000)
  return run
}
async function scene(env: Record<string, string> = {}) {
  const dataDir = folder('linyan-kill-'), port = await freePort(), run = await up(dataDir, port, env)
  const db = await psql(dataDir)
  const { rows: people } = await db.query<{ id: string }>("select m.id from kernel.membership m join kernel.account a using (person_id) where a.login in ('qizhou-cra', 'qihang-lead') order by a.login")
  const { rows: sites } = await db.query<{ orgId: string; investigatorId: string; planned: number }>('select i.org_id "orgId", i.id "investigatorId", 20 planned from (select distinct on (org_id) * from institutions.investigator order by org_id, id) i limit 2')
  await db.end()
  const desks = Array.from({ length: 6 }, (_, i) => new Desk(port, people[i % people.length]!.id))
  for (const d of desks) await d.signIn()
  return { dataDir, port, run, desks, sites }
}
const deedsOf = (desks: readonly Desk[]): Deed[] => desks.flatMap((d) => d.deeds)

describe('写到一半被杀', () => {
  it(`服务进程被 kill -9 ${rounds.server} 次：已答复的一件不丢，没答复的要么整件在、要么整件不在，用原来的键再问就清楚`, async () => {
    const { dataDir, port, run, desks, sites } = await scene()
    let now = run, busy = true, still = false
    const work = desks.map(async (d) => { while (busy) await (still ? delay(20) : d.step(sites, () => false)) })
    for (let i = 0; i < rounds.server; i++) {
      await delay(200 + ((i * 137) % 400))
      now.child.kill('SIGKILL')
      await now.ended
      now = await up(dataDir, port)
      if (i % 20 === 19) console.log(`kill -9 服务 ${i + 1}，已办 ${deedsOf(desks).length} 件`)
      still = true
      expect(await broken(dataDir, deedsOf(desks).filter((d) => d.status !== undefined))).toEqual([])
      still = false
    }
    busy = false
    await Promise.all(work)
    expect(await broken(dataDir, deedsOf(desks))).toEqual([])
    expect(deedsOf(desks).filter((d) => d.status !== 200).map((d) => `${d.name} ${d.status} ${d.answer}`)).toEqual([])
    expect(deedsOf(desks).length).toBeGreaterThan(8)
    console.log(`kill -9 服务 ${rounds.server} 次，办 ${deedsOf(desks).length} 件，丢 0 件，半件 0`)
  }, trial ? 3_600_000 : 120_000)

  it(`数据库全部进程被 kill -9 ${rounds.database} 次：服务不重启自己恢复，已答复的一件不丢`, async () => {
    const { dataDir, run, desks, sites } = await scene()
    let busy = true, still = false
    const work = desks.map(async (d) => { while (busy) await (still ? delay(20) : d.step(sites, () => false)) })
    for (let i = 0; i < rounds.database; i++) {
      await delay(300 + ((i * 211) % 500))
      const head = postmaster(dataDir), all = readdirSync('/proc').filter((p) => /^\d+$/.test(p)).map(Number).filter((p) => { try { return p === head || Number(readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === head } catch { return false } })
      for (const pid of all) { try { process.kill(pid, 'SIGKILL') } catch { /* gone with its head */ } }
      await (await psql(dataDir).catch((e: Error) => { throw new Error(`${e.message}\n${run.text()}`) })).end()
      const from = deedsOf(desks).filter((d) => d.status === 200).length
      await until(() => deedsOf(desks).filter((d) => d.status === 200).length > from, 30_000, '数据库恢复之后又办成一件')
      still = true
      expect(await broken(dataDir, deedsOf(desks).filter((d) => d.status !== undefined))).toEqual([])
      still = false
    }
    busy = false
    await Promise.all(work)
    expect(await broken(dataDir, deedsOf(desks))).toEqual([])
    console.log(`kill -9 数据库 ${rounds.database} 次，办 ${deedsOf(desks).length} 件，丢 0 件，半件 0`)
  }, trial ? 3_600_000 : 120_000)

  it.skipIf(!trial)('种下的毛病看得见：先答复、后提交，杀掉就丢', async () => {
    const { dataDir, port, run, desks, sites } = await scene({ PLANT: '1' })
    writeFileSync(join(dataDir, 'plant'), '')
    let now = run, busy = true, seen: string[] = []
    const work = desks.map(async (d) => { while (busy) await d.step(sites, () => !busy) })
    for (let i = 0; i < 10 && seen.length === 0; i++) { await delay(400); now.child.kill('SIGKILL'); await now.ended; rmSync(join(dataDir, 'plant')); now = await up(dataDir, port, { PLANT: '1' }); seen = await broken(dataDir, deedsOf(desks).filter((d) => d.status !== undefined)); writeFileSync(join(dataDir, 'plant'), '') }
    busy = false
    await Promise.all(work)
    expect(seen.join()).toContain('已答复而丢失')
  }, 600_000)
})
