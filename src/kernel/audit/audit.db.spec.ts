import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query } from '../endpoint.ts'
import { kyselyOn, Session } from '../db/open.ts'
import { implement } from '../implement.ts'
import { NotFound, Refusal } from '../refusal.ts'
import { travel } from '../road.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { trialKind, trialTemplate } from '../../../test/letters.ts'
import { begun, dossier, lettered, running } from '../../../test/story.ts'
import { exported } from './export.ts'
import { extend, leafHash, rootOf } from './merkle.ts'
import { signerOf } from './note.ts'
import { proofOf, type Proof } from './proof.ts'
import { cut, sequence, sequenceAll, start } from './sequencer.ts'

interface Found { ok: boolean; trusted: boolean; fault?: string; leaves: number; checkpoints: number; root: string }
type Verify = (chunks: Iterable<Uint8Array>, given?: { key?: Buffer; seen?: readonly string[] }) => Promise<Found>
const { verify, verifyProof, readKey } = await import(new URL('../../../tools/verify.mjs', import.meta.url).href) as { verify: Verify; verifyProof: (text: string, given?: { key?: Buffer }) => { ok: boolean; trusted: boolean; fault?: string }; readKey: (text: string) => Buffer }

let h: House, clerk: pg.Client
const key = (n = 1) => signerOf(Buffer.alloc(32, n)), signer = key()
const client = async (user: string) => { const c = new pg.Client({ ...h.target.connection, user }); c.on('error', () => {}); await c.connect(); return c }
/** Until nothing waits: other specifications' transactions on the same server hold the horizon back for a moment. */
async function seal(): Promise<number> {
  let all = 0
  for (let i = 0; i < 400; i++) {
    all += await sequenceAll(clerk, signer, h.now)
    if ((await h.sql<{ n: number }>('select waiting::int n from kernel.audit_waiting()'))[0]!.n === 0) return all
    await delay(25)
  }
  throw new Error('something holds the horizon')
}
const leaves = () => h.sql<{ seq: number; kind: string; id: string; hash: Buffer }>('select seq, kind, coalesce(event_id::text, row_id::text) id, hash from kernel.leaf order by seq')
const written = async (by = signer) => { const c = await client('keeper'); try { let text = ''; for await (const part of exported(c, by, h.now())) text += part; return text } finally { await c.end() } }
const verified = async (text: string, more: object = {}) => verify([Buffer.from(text)], { key: readKey(signer.pinned), ...more })
/** A proof as nobody in particular: the application's role, with no session. */
async function proofOn(c: pg.PoolClient, event: number): Promise<Proof | null> {
  await c.query('begin')
  const session = new Session(c, () => {}, false)
  try { return await proofOf({ db: kyselyOn(session) }, event) } finally { await session.settle(); await c.query('rollback') }
}
const act = (c: pg.Client, name: string) => c.query("insert into kernel.act (id, name, outcome, request, input) values (gen_random_uuid(), $1, 'done', 'r', '{}') returning id", [name])
const place = async (name: string) => (await h.sql<{ seq: number }>('select l.seq from kernel.leaf l join kernel.act a on a.id = l.row_id where a.name = $1', [name]))[0]?.seq
/** As superuser: what no role of ours may do. */
const tampered = async <T>(text: string, look: () => Promise<T>, values: unknown[] = []): Promise<T> => {
  const root = await client('postgres')
  try { await root.query("set session_replication_role = 'replica'"); expect((await root.query(text, values)).rowCount).toBeGreaterThan(0); return await look() } finally { await root.end() }
}

beforeAll(async () => { h = await openHouse(); clerk = await client('clerk'); await running(h, ['a', 'b']); await seal() })
afterAll(async () => { await clerk?.end(); await h?.close() })

describe('封链', () => {
  it('每个请求、事件、说明恰好一行，连号无空；根与从头重算的相同，检查点由密钥签名', async () => {
    const rows = await leaves(), counted = await h.sql<{ n: number }>('select ((select count(*) from kernel.act) + (select count(*) from kernel.event) + (select count(*) from kernel.note))::int n')
    expect([rows.length, rows.map((r) => r.seq)]).toEqual([counted[0]!.n, rows.map((_, i) => i + 1)])
    expect(new Set(rows.map((r) => `${r.kind} ${r.id}`)).size).toBe(rows.length)
    const [last] = await h.sql<{ root: Buffer }>('select root from kernel.checkpoint order by size desc limit 1')
    expect(last!.root).toEqual(rootOf(extend(0, [], rows.map((r) => r.hash)).frontier))
    const found = await verified(await written())
    expect(found).toMatchObject({ ok: true, trusted: true, leaves: rows.length, root: last!.root.toString('hex') })
  })
  it('原文由那一行自己写出：键按长度再按字节，空列与事务号不写，时刻为 UTC，数字照写；与连接的时区无关', async () => {
    await h.sql("insert into kernel.act (id, name, at, outcome, request, input) values ('01900000-0000-7000-8000-0000000000ff', 'test.form', '2026-09-14T09:00:00.123456+08:00', 'done', 'r', $1)", ['{"long": null, "b": 1.50, "名": "“引号”\\n"}'])
    await clerk.query("set timezone = 'America/New_York'")
    await seal()
    const text = '{"act": {"at": "2026-09-14T01:00:00.123456+00:00", "id": "01900000-0000-7000-8000-0000000000ff", "name": "test.form", "input": {"b": 1.50, "名": "“引号”\\n", "long": null}, "outcome": "done", "reasons": [], "request": "r"}}'
    const [row] = await h.sql<{ text: string; hash: Buffer }>('select r.row_text as text, r.hash from kernel.audit_rows($1, 1) r', [(await place('test.form'))! - 1])
    expect(row!.text).toBe(text)
    expect(row!.hash).toEqual(leafHash(Buffer.from(text)))
  })
  it('以后添一列（可空）：旧行的摘要不变，新行的新列入链', async () => {
    await h.sql('alter table kernel.note add column extra text')
    await h.sql("insert into kernel.note (id, case_id, act_id, audience, side, org_id, person_id, body, extra) select gen_random_uuid(), c.id, gen_random_uuid(), 'all', 'x', m.org_id, m.person_id, '新列', '也在' from kernel.case c, kernel.membership m limit 1")
    await seal()
    const text = await written()
    expect((await verified(text)).ok).toBe(true)
    expect(text).toContain('"extra": "也在"')
  })
  it('三张表里的 jsonb 只有事件的 data、请求的 input：别的列里的空值会被当作没有', async () => {
    const inner = () => h.sql("select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid where c.oid = any('{kernel.act,kernel.event,kernel.note}'::regclass[]) and a.atttypid in ('jsonb'::regtype, 'json'::regtype) and not a.attisdropped order by 1")
    expect(await inner()).toEqual([{ relname: 'act', attname: 'input' }, { relname: 'event', attname: 'data' }])
    // a column added later is nullable and has no default: old rows keep their bytes
    expect(await h.sql("select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid where c.oid = any('{kernel.act,kernel.event,kernel.note}'::regclass[]) and a.attnum > (select x.attnum from pg_attribute x where x.attrelid = a.attrelid and x.attname = 'xact') and not a.attisdropped and (a.attnotnull or a.atthasdef)")).toEqual([])
  })
  it('早开始、晚提交的一行不被跳过：等它提交，且排在后开始的前面', async () => {
    const [early, late] = [await client('keeper'), await client('keeper')]
    try {
      await early.query('begin'); await act(early, 'test.early')
      await late.query('begin'); await act(late, 'test.late'); await late.query('commit')
      for (let i = 0; i < 3; i++) await sequence(clerk, signer, h.now())
      expect([await place('test.early'), await place('test.late')]).toEqual([undefined, undefined])
      await early.query('commit')
      await seal()
      expect((await place('test.early'))!).toBeLessThan((await place('test.late'))!)
    } finally { await early.end(); await late.end() }
  })
  it('许多事务乱着开始、乱着提交、有的撤销，同时几个封链的人：没有一行跳过、重复', async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, () => client('keeper'))), clerks = await Promise.all(Array.from({ length: 3 }, () => client('clerk')))
    let seed = 20_260_914, writing = true
    const chance = (n: number) => { seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31; return seed % n }
    const sealing = Promise.all(clerks.map(async (c) => { while (writing) { await sequence(c, signer, h.now()); await delay(1) } }))
    await Promise.all(writers.map(async (c, w) => {
      for (let i = 0; i < 40; i++) {
        await c.query('begin')
        for (let k = 0; k <= chance(3); k++) { await act(c, `test.storm.${w}.${i}.${k}`); await delay(chance(4)) }
        await c.query(chance(5) === 0 ? 'rollback' : 'commit')
      }
    }))
    writing = false
    await sealing
    await seal()
    const rows = await leaves()
    expect(rows.map((r) => r.seq)).toEqual(rows.map((_, i) => i + 1))
    expect(await h.sql("select a.name from kernel.act a left join kernel.leaf l on l.row_id = a.id where l.seq is null")).toEqual([])
    expect((await verified(await written())).ok).toBe(true)
    await Promise.all([...writers, ...clerks].map((c) => c.end()))
  })
  it('后台的文员自己封链：新的一行很快就在里面，停下就停下', async () => {
    const stop = start(h.target, { ...h.o.ground.keep, secret: () => Buffer.alloc(32, 1) }, h.now, () => {})
    await h.sql("insert into kernel.act (id, name, outcome, request, input) values (gen_random_uuid(), 'test.worker', 'done', 'r', '{}')")
    for (let i = 0; i < 400 && await place('test.worker') === undefined; i++) await delay(25)
    await stop()
    expect(await place('test.worker')).toBeDefined()
  })
  it('换了密钥、前沿被人改过：不接着签，说明为什么', async () => {
    await act(clerk, 'x').catch(() => {})
    await h.sql("insert into kernel.act (id, name, outcome, request, input) values (gen_random_uuid(), 'test.other', 'done', 'r', '{}')")
    const until = async (by: typeof signer) => { for (let i = 0; i < 400; i++) { if (await sequence(clerk, by, h.now()) > 0) return; await delay(25) } }
    await expect(until(key(2))).rejects.toThrow('另一把密钥')
    const [was] = await h.sql<{ frontier: Buffer }>('select frontier from kernel.sequencer')
    await h.sql("update kernel.sequencer set frontier = sha256(frontier) || substring(frontier from 33)")
    await expect(until(signer)).rejects.toThrow('前沿')
    await h.sql('update kernel.sequencer set frontier = $1', [was!.frontier])
    expect(await seal()).toBeGreaterThan(0)
  })
  it('一批装不下时分批，同一事务的几千行也不重不漏', async () => {
    await h.sql("insert into kernel.act (id, name, outcome, request, input) select gen_random_uuid(), 'test.bulk', 'done', 'r', '{}' from generate_series(1, 3000)")
    for (let i = 0; i < 400 && await sequence(clerk, signer, h.now(), 700) === 0; i++) await delay(25)
    while (await sequence(clerk, signer, h.now(), 700) > 0);
    expect((await h.sql<{ n: number }>("select count(l.seq)::int n from kernel.act a left join kernel.leaf l on l.row_id = a.id where a.name = 'test.bulk'"))[0]!.n).toBe(3000)
    expect((await verified(await written())).ok).toBe(true)
  })
  it('从别处逻辑导入的库，事务号比本机的大：还没入链的补齐，已入链的不重，以后照常', async () => {
    const [was] = await h.sql<{ horizon: string; size: number }>('select horizon, size from kernel.sequencer')
    await h.sql("update kernel.sequencer set horizon = '9000000000'")
    await h.sql("insert into kernel.act (id, name, outcome, request, input, xact) values (gen_random_uuid(), 'test.moved', 'done', 'r', '{}', '8000000000')")
    for (let i = 0; i < 400 && await sequence(clerk, signer, h.now()) === 0; i++) await delay(25)
    await h.sql("insert into kernel.act (id, name, outcome, request, input) values (gen_random_uuid(), 'test.after', 'done', 'r', '{}')")
    for (let i = 0; i < 400 && await place('test.after') === undefined; i++) { await sequence(clerk, signer, h.now()); await delay(25) }
    expect([await place('test.moved'), await place('test.after')]).toEqual([was!.size + 1, was!.size + 2])
    expect((await verified(await written())).ok).toBe(true)
  })
})

describe('只增不改', () => {
  const tables = ['act', 'event', 'note', 'leaf', 'branch', 'checkpoint']
  it.each(['app', 'clerk', 'reader', 'keeper'])('%s 不能改、不能删、不能清空', async (user) => {
    const c = await client(user)
    try {
      for (const t of tables) for (const text of [`update kernel.${t} set ${['leaf', 'branch'].includes(t) ? 'hash = hash' : 'at = at'}`, `delete from kernel.${t}`, `truncate kernel.${t} cascade`]) {
        // nothing to refuse where there is no row: a log of fewer than 256 rows has no branch
        if (t === 'branch' && user === 'keeper' && !text.startsWith('truncate') && (await h.sql('select 1 from kernel.branch')).length === 0) continue
        await expect(c.query(text), text).rejects.toMatchObject({ code: '42501' })
      }
    } finally { await c.end() }
  })
  it('维护时先说明才行；撤销后什么也没有变', async () => {
    const c = await client('keeper')
    try { await c.query('begin; set local linyan.maintenance = on'); expect((await c.query('delete from kernel.note')).rowCount).toBeGreaterThan(0); await c.query('rollback') } finally { await c.end() }
    await expect(h.sql('delete from kernel.note')).rejects.toMatchObject({ code: '42501' })
  })
  it('应用不能给行写一个旧的事务号，好叫封链的人以为它已经在里面', async () => {
    const app = await client('app')
    try {
      await app.query('begin'); await app.query('select kernel.enter_public($1)', [h.now()])
      await expect(app.query("insert into kernel.act (id, name, outcome, request, input, xact) values (gen_random_uuid(), 'x', 'done', 'r', '{}', '3')")).rejects.toMatchObject({ code: '42501' })
    } finally { await app.end() }
  })
  it('应用碰不到封链的函数与表，只读得到摘要', async () => {
    const app = await client('app')
    try { for (const text of ['select * from kernel.audit_take(1)', "select kernel.audit_sign('{}')", 'select * from kernel.audit_rows(0, 1)', 'select * from kernel.leaf', 'select * from kernel.checkpoint', 'select * from kernel.sequencer', 'select * from kernel.audit_missing(1)']) await expect(app.query(text), text).rejects.toMatchObject({ code: '42501' }) } finally { await app.end() }
  })
})

describe('谁看了什么，也在链上', () => {
  const look = implement(query('test.look', { who: 'member', recorded: true, input: z.object({ id: z.string() }), output: z.object({ ok: z.literal(true) }) }), async (call) => { await call.me; return { ok: true as const } })
  const last = async () => (await verifiedRows()).at(-1)!
  const verifiedRows = async () => { const text = await written(); expect((await verified(text)).ok).toBe(true); return text.split('\n').filter((l) => l.startsWith('{"leaf"')).map((l) => (JSON.parse(l) as { row: { act?: Record<string, unknown> } }).row) }
  it('读了个人信息：谁、为哪家、看的是什么，一行', async () => {
    await travel(h.o.ground, look, { token: await h.token('a-office'), raw: { id: 'x-1' }, lang: 'zh', request: 'read-1' })
    await seal()
    expect((await last()).act).toMatchObject({ name: 'test.look', outcome: 'done', request: 'read-1', input: { id: 'x-1' }, org_id: await h.org('a') })
  })
  it('被拒的办理也是一行，写明理由', async () => {
    const s = await begun(h, ['a'])
    await expect(s.move('qizhou-cra', 'startup.start.submit')).rejects.toBeInstanceOf(Refusal)
    await seal()
    expect((await last()).act).toMatchObject({ name: 'startup.start.submit', outcome: 'refused', reasons: expect.arrayContaining([expect.any(String)]) as string[] })
  })
})

describe('一件事的证明', () => {
  const ask = (who: string, event: number) => h.as<{ proof: Proof | null }>(who, 'audit.proof', { event })
  it('看得见的人拿到原文、摘要、路径与检查点，自己就能核对；事件多到成百上千也一样', async () => {
    await h.sql("insert into kernel.act (id, name, outcome, request, input) select gen_random_uuid(), 'test.many', 'done', 'r', '{}' from generate_series(1, 900)")
    const id = (await h.as<{ id: string }>('qizhou-cra', 'studies.create', { ...dossier, short: '证明' })).id
    const [event] = await h.sql<{ id: number }>('select id from kernel.event where subject_id = $1', [id])
    expect(await ask('qizhou-cra', event!.id)).toEqual({ proof: null })
    await seal()
    const seen = (await ask('qizhou-cra', event!.id)).proof!
    expect([seen.intact, JSON.parse(seen.row!)]).toMatchObject([true, { event: { id: event!.id, subject_id: id } }])
    const { verifyInclusion } = await import('./merkle.ts'), bytes = (hex: string) => Buffer.from(hex, 'hex')
    expect(verifyInclusion(seen.seq - 1, seen.size, leafHash(Buffer.from(seen.row!)), seen.path.map(bytes), bytes(seen.root))).toBe(true)
    expect((await verified(await written(), { seen: [seen.checkpoint] })).ok).toBe(true)
    expect(seen.key).toBe(signer.pinned)
  })
  it('从头到尾每一个事件都证得出', async () => {
    const events = await h.sql<{ id: number; subject_id: string }>('select id, subject_id from kernel.event order by id')
    expect(events.length).toBeGreaterThan(20)
    for (const { id } of events) {
      const proof = await h.o.ground.pool.connect().then(async (c) => { try { return await proofOn(c, id) } finally { c.release() } })
      expect([proof?.row, proof?.intact]).toEqual([null, null])
    }
  })
  it('看不见的人问，只说没有找到', async () => {
    const [event] = await h.sql<{ id: number }>('select min(id) id from kernel.event')
    for (const who of ['mingchuan-lead', 'c-office', 'health-head']) await expect(ask(who, event!.id)).rejects.toBeInstanceOf(NotFound)
  })
  it('现状说得出：多少行、最后封链的时刻、有没有落下的', async () => {
    await h.token('health-head')
    await seal()
    expect(await h.as('health-head', 'audit.status')).toMatchObject({ state: 'sealed', waiting: 0, fingerprint: signer.fingerprint })
    await h.sql("insert into kernel.act (id, name, at, outcome, request, input) values (gen_random_uuid(), 'test.wait', $1, 'done', 'r', '{}')", [new Date(Date.parse(h.now()) - 120_000).toISOString()])
    expect(await h.as('health-head', 'audit.status')).toMatchObject({ state: 'stalled', waiting: 1, lagSeconds: 120 })
    await seal()
    expect(await h.as('health-head', 'audit.status')).toMatchObject({ state: 'sealed', lagSeconds: 0 })
  })
})

describe('信函上的码', () => {
  const kind = 'ethics.trial-proof'
  let token: string, proofText: string
  const asked = async (t: string) => { const { ask } = await import('#app/open.ts'); return ask<{ number: string; file: string | null; proof: Proof | null }>(h.o, null, 'audit.letter', { token: t }) }
  beforeAll(async () => {
    const s = await running(h, ['a'])
    trialKind(h, kind, ['ethics-secretary'], [(await s.stand('ethics.review', 'a')).stage])
    await h.as('a-secretary', 'letters.template', { kind, name: 'x.docx' }, { body: await trialTemplate() })
    const { id } = await lettered(h, s, 'a-secretary', kind, 'a')
    token = (await h.sql<{ token: string }>('select token from kernel.letter where id = $1', [id]))[0]!.token
    expect((await asked(token)).proof).toBeNull()
    await seal()
  }, 60_000)
  it('没有登录的人，凭码拿到生效那一行的原文与证明；离线一核对就成', async () => {
    const found = await asked(token)
    expect([found.proof?.intact, (JSON.parse(found.proof!.row!) as { event: { data: { number: string } } }).event.data.number]).toEqual([true, found.number])
    // what is sealed is the very file that people hold
    expect(await h.o.ground.keep.files.get(found.file!)).toBeInstanceOf(Uint8Array)
    proofText = JSON.stringify(found)
    expect(verifyProof(proofText, { key: readKey(signer.pinned) })).toMatchObject({ ok: true, trusted: true, seq: found.proof!.seq })
    expect(verifyProof(proofText)).toMatchObject({ ok: true, trusted: false })
  })
  it('改了号、换了路径、换了密钥、抄错一位，都核对不过', () => {
    const { proof, ...rest } = JSON.parse(proofText) as { proof: Proof }, pinned = { key: readKey(signer.pinned) }, with_ = (more: Partial<Proof>) => verifyProof(JSON.stringify({ ...rest, proof: { ...proof, ...more } }), pinned)
    expect(with_({}).ok).toBe(true)
    for (const more of [{ row: proof.row!.replace('"letter"', '"Letter"') }, { path: proof.path.slice(1) }, { path: [...proof.path, proof.hash] }, { path: proof.path.with(0, proof.hash) }, { seq: proof.seq - 1 }, { seq: 0 }, { checkpoint: proof.checkpoint.replace('2026-', '2025-') }, { row: null }]) expect(with_(more as Partial<Proof>).ok, JSON.stringify(more)).toBe(false)
    expect(verifyProof(proofText, { key: readKey(key(2).pinned) }).ok).toBe(false)
  })
  it('别的码，没有', async () => { await expect(asked('x'.repeat(30))).rejects.toBeInstanceOf(NotFound) })
})

describe('动过手脚就看得出', () => {
  let text: string, small: string[], old: string
  const rebuilt = (lines: readonly string[]) => verified(`${lines.join('\n')}\n`)
  const at = (kind: string, n = 0) => small.map((l, i) => (l.startsWith(`{"${kind}"`) ? i : -1)).filter((i) => i >= 0).at(n)!
  let tiny: House
  beforeAll(async () => {
    tiny = await openHouse()
    const c = new pg.Client({ ...tiny.target.connection, user: 'keeper' })
    await c.connect()
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k <= i; k++) await act(c, `t.${i}${k}`)
      for (let n = 0, tries = 0; n <= i && tries < 400; tries++) { n += await sequence(c, signer, tiny.now()); if (n <= i) await delay(25) }
    }
    const all = async (by: typeof signer) => { let t = ''; for await (const part of exported(c, by, tiny.now())) t += part; return t }
    text = await all(signer)
    old = await all(key(2))
    await c.end()
    small = text.trimEnd().split('\n')
  }, 60_000)
  afterAll(async () => { await tiny?.close() })

  it('完好的一份：可信；没有钉住的公钥，不说可信；公钥不对，不通过', async () => {
    expect(await verified(text)).toMatchObject({ ok: true, trusted: true, leaves: 6, checkpoints: 3 })
    expect(await verify([Buffer.from(text)])).toMatchObject({ ok: true, trusted: false })
    expect((await verify([Buffer.from(text)], { key: readKey(key(2).pinned) })).fault).toContain('不是您钉住的')
    const bytes = Buffer.from(text), cutInto = (size: number) => Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => Buffer.from(bytes.subarray(i * size, (i + 1) * size)))
    for (const size of [1, 7, 64, 1000]) expect((await verify(cutInto(size), { key: readKey(signer.pinned) })).fault).toBeUndefined()
  })
  it('每一个字节的每一位，翻一位都看得出', async () => {
    const bytes = Buffer.from(text), missed: number[] = [], pinned = readKey(signer.pinned)
    for (let i = 0; i < bytes.length; i++) for (let bit = 0; bit < 8; bit++) {
      const copy = Buffer.from(bytes)
      copy[i]! ^= 1 << bit
      if ((await verify([copy], { key: pinned })).ok) missed.push(i * 8 + bit)
    }
    expect(missed).toEqual([])
  }, 180_000)
  it('每一个字节删去、重复，从每一处截断，都看得出', async () => {
    const bytes = Buffer.from(text), missed: string[] = [], pinned = readKey(signer.pinned)
    for (let i = 0; i < bytes.length; i++) for (const [how, copy] of [['cut', bytes.subarray(0, i)], ['drop', Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)])], ['twice', Buffer.concat([bytes.subarray(0, i + 1), bytes.subarray(i)])]] as const) {
      if ((await verify([Buffer.from(copy)], { key: pinned })).ok) missed.push(`${how} ${i}`)
    }
    expect(missed).toEqual([])
  }, 180_000)
  it('每一行删去、重复，每两行调换，都看得出', async () => {
    const missed: string[] = []
    for (let i = 0; i < small.length; i++) {
      if ((await rebuilt(small.toSpliced(i, 1))).ok) missed.push(`drop ${i}`)
      if ((await rebuilt(small.toSpliced(i, 0, small[i]!))).ok) missed.push(`twice ${i}`)
      for (let k = i + 1; k < small.length; k++) if ((await rebuilt(small.with(i, small[k]!).with(k, small[i]!))).ok) missed.push(`swap ${i} ${k}`)
    }
    expect(missed).toEqual([])
  })
  it('意思不变、写法变了，尾后多出一点，也不放过', async () => {
    const c = at('checkpoint'), head = small[0]!
    for (const [line, to] of [[c, small[c]!.replace('":"', '": "')], [c, small[c]!.replace('linyan', '\\u006cinyan')], [0, head.replace('{"', '{ "')], [0, head.replace('"origin"', '"more":1,"origin"')]] as const) { expect(to).not.toBe(small[line]); expect((await rebuilt(small.with(line, to))).ok, to).toBe(false) }
    for (const more of [' ', '\n', 'x', '{}\n', small[1]!, `${small.at(-1)!}\n`]) expect((await verified(text + more)).ok, more).toBe(false)
  })
  it('改了内容又重算了摘要：根不符；改了根又重写检查点：签名不符；说出是哪一段', async () => {
    const i = at('leaf', 3), row = /"row":(.*)\}$/.exec(small[i]!)![1]!.replace('"done"', '"refused"'), forged = `{"leaf":4,"hash":"${leafHash(Buffer.from(row)).toString('hex')}","row":${row}}`
    expect(await rebuilt(small.with(i, forged))).toMatchObject({ ok: false, fault: expect.stringMatching(/第 4 至 6 条/) as string })
    expect((await rebuilt(small.with(i, small[i]!.replace('"done"', '"refused"')))).fault).toContain('留痕第 4 条')
    const c = at('checkpoint', 1), note = (JSON.parse(small[c]!) as { checkpoint: string }).checkpoint
    for (const edited of [note.replace('\n3\n', '\n2\n'), note.replace('2026-', '2025-'), note.replace(/[A-Za-z0-9+/]{43}=/, leafHash(Buffer.of(1)).toString('base64'))]) expect((await rebuilt(small.with(c, JSON.stringify({ checkpoint: edited })))).fault).toContain('签名不对')
  })
  it('截去后面几条、把文件尾改得对得上：没有密钥，签不出文件尾', async () => {
    const cut = small.slice(0, at('checkpoint', 1) + 1), { end } = JSON.parse(small.at(-1)!) as { end: { at: string; signature: string } }
    expect((await rebuilt([...cut, JSON.stringify({ end: { ...end, leaves: 3, checkpoints: 2 } })])).fault).toContain('截短')
  })
  it('用新密钥重写尾巴或整份：钉住的公钥认得出；不给公钥，就不说可信', async () => {
    expect((await verified(old)).fault).toContain('不是您钉住的')
    const fresh = old.split('\n')
    for (let i = 1; i < small.length; i++) expect((await rebuilt([...small.slice(0, i), ...fresh.slice(i, small.length)])).ok, `${i}`).toBe(false)
  })
  it('真的密钥另签一份更短的：单看它是好的，与从前的检查点一对就看得出', async () => {
    const note = (JSON.parse(small[at('checkpoint', 2)]!) as { checkpoint: string }).checkpoint, cut = small.slice(0, at('checkpoint', 1) + 1), { end } = JSON.parse(small.at(-1)!) as { end: { at: string } }
    const shorter = `${[...cut, JSON.stringify({ end: { leaves: 3, checkpoints: 2, at: end.at, signature: signer.sign(`${signer.origin}\nend of export\n3\n2\n${end.at}\n`).toString('base64') } })].join('\n')}\n`
    expect((await verified(shorter)).ok).toBe(true)
    expect((await verified(shorter, { seen: [note] })).fault).toContain('被删去了')
    expect((await verified(text, { seen: [note] })).ok).toBe(true)
    expect((await verified(text, { seen: [note.replace('2026-', '2025-')] })).fault).toContain('不是这把密钥签的')
  })
})

describe('以数据库超级用户动手，也看得出', () => {
  const check = async () => (await verified(await written())).fault
  const undo = async (text: string, values: unknown[]) => { await tampered(text, async () => undefined, values) }
  it('改一个事件、一条说明、一行请求：说出是第几条', async () => {
    for (const [table, column, to] of [['event', 'stage_to', 'approved'], ['note', 'body', '同意'], ['act', 'name', 'x']] as const) {
      const [row] = await h.sql<{ id: string; was: string; seq: number }>(`select t.id::text, t.${column} was, l.seq from kernel.${table} t join kernel.leaf l on l.kind = $1 and coalesce(l.event_id::text, l.row_id::text) = t.id::text order by l.seq desc limit 1`, [table])
      const change = `update kernel.${table} set ${column} = $1 where id::text = $2`
      expect(await tampered(change, check, [to, row!.id])).toContain(`留痕第 ${row!.seq} 条`)
      await undo(change, [row!.was, row!.id])
      expect(await check()).toBeUndefined()
    }
  })
  it('改了行又改了它的摘要：根对不上', async () => {
    const [row] = await h.sql<{ id: number; was: string; seq: number; hash: Buffer }>('select e.id, e.stage_to was, l.seq, l.hash from kernel.event e join kernel.leaf l on l.event_id = e.id order by e.id limit 1 offset 3')
    await tampered("update kernel.event set stage_to = 'approved' where id = $1", async () => undefined, [row!.id])
    const found = await tampered("update kernel.leaf set hash = (select sha256('\\x00'::bytea || convert_to(r.row_text, 'UTF8')) from kernel.audit_rows($1, 1) r) where seq = $1 + 1", check, [row!.seq - 1])
    expect(found).toMatch(/根与重算的不符/)
    await undo('update kernel.event set stage_to = $1 where id = $2', [row!.was, row!.id])
    await undo('update kernel.leaf set hash = $1 where seq = $2', [row!.hash, row!.seq])
    expect(await check()).toBeUndefined()
  })
  it('删一行：原文没有了；连它的叶一起删：有缺', async () => {
    const root = await client('postgres'), seq = (await place('test.late'))!
    try {
      for (const [text, why] of [["delete from kernel.act where name = 'test.late'", `留痕第 ${seq} 条的原文没有了`], ['delete from kernel.leaf where seq = $1', '有缺']] as const) {
        await root.query("begin; set local session_replication_role = 'replica'")
        await root.query(text, text.includes('$1') ? [seq] : [])
        let all = ''
        await root.query('commit')
        for await (const part of exported(root, signer, h.now())) all += part
        expect((await verified(all)).fault).toContain(why)
      }
    } finally { await root.end() }
  })
  it('塞进一行、写成很早的事务：它没有入链，核对时找得出来', async () => {
    await h.sql("insert into kernel.act (id, name, outcome, request, input, xact) values ('01900000-0000-7000-8000-00000000abcd', 'test.slipped', 'done', 'r', '{}', '3')")
    for (let i = 0; i < 5; i++) await sequence(clerk, signer, h.now())
    expect(await h.sql('select * from kernel.audit_missing(10)')).toEqual(expect.arrayContaining([{ kind: 'act', id: '01900000-0000-7000-8000-00000000abcd' }]))
  })
})
