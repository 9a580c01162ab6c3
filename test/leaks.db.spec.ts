import { Document, Packer, Paragraph } from 'docx'
import pg from 'pg'
import * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cast } from '#domains/institutions/seed.ts'
import { house } from '#app/house.ts'
import type { Endpoint } from '#kernel/endpoint.ts'
import { openHttp } from '#kernel/http.ts'
import { signerOf } from '#kernel/audit/note.ts'
import { sequenceAll } from '#kernel/audit/sequencer.ts'
import { openHouse, type House } from './house.ts'
import { openTicker } from './notices.ts'
import { fileOne } from './files.ts'
import { dossier, grant, lettered, running, toGrant, type Story } from './story.ts'
import { trialKind, trialTemplate } from './letters.ts'

// Every text of one study carries a mark: whose it is. Then everybody asks for everything.
let h: House, s: Story, app: ReturnType<typeof openHttp>, ids: string[], events: number[] = []
const unknown = ['01999999-0000-7000-8000-000000000000']
const mark = (whose: string) => `漏洞记号·${whose}·`, leak = '漏洞记号'
const people = cast.flatMap((o) => o.people.map(([login, name, nameEn]) => ({ login, name, nameEn, org: o.key })))
const published = new Set(cast.flatMap((o) => (o.investigators ?? []).map(([login]) => login)))
const endpoints = house(true).endpoints, reads = endpoints.filter((e) => ['query', 'ask', 'download'].includes(e.kind)), writes = endpoints.filter((e) => e.kind === 'action' && !e.name.startsWith('session.'))
/** Steps a hospital takes for itself: no other organisation reads of them, its sponsor least of all. */
const inner = ['startup.initiation.pass', 'startup.initiation.support', 'agreements.signing.forward']
const inside = ['qizhou-cra', 'qihang-lead', 'a-office', 'a-pi', 'b-office', 'b-secretary', 'd-office', 'd-pi'], outside = ['mingchuan-lead', 'c-office', 'c-pi', 'c-secretary', 'e-chair', 'health-head', 'market-head', 'alliance-head']
let expired: string
const before = new Map<string, string>()

beforeAll(async () => {
  h = await openHouse('2026-09-14T06:00'); expired = await h.token('qizhou-cra')
  h.at('2026-09-14T09:12'); app = openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure: false, log: () => {} })
  const stages: string[] = []
  for (const kind of ['ethics.trial-sent', 'ethics.trial-held', 'ethics.trial-open']) trialKind(h, kind, ['ethics-secretary'], stages)
  for (const who of outside) before.set(who, await blind(who))
  s = await running(h, ['a', 'b', 'd'], Object.fromEntries((['title', 'short', 'product', 'condition', 'protocolNo'] as const).map((f) => [f, mark('卷宗') + dossier[f]])))
  await s.move('d-office', 'startup.site.accept', 'd', { note: mark('中心d') })
  // a second start in alliance mode: the lead's package has reached the other committee
  await grant(await running(h, ['a', 'b'], { alliance: true, ...Object.fromEntries((['title', 'short', 'product', 'condition', 'protocolNo'] as const).map((f) => [f, mark('卷宗') + dossier[f]])) }), 'a', ['ethics.review'])
  for (const k of ['a', 'b', 'd']) for (const [draft, who] of [[false, '线'], [true, '内']] as const) await h.as(`${k}-secretary`, 'threads.ask', { caseId: (await s.stand('ethics.review', k)).id, toSide: 'sponsor', anchor: { kind: 'clause', anchor: 'x', label: mark(`${who}${k}`) }, body: mark(`${who}${k}`), draft })
  for (const [kind, whose] of [['ethics.trial-sent', '线'], ['ethics.trial-held', '内']] as const) {
    stages.push(...await Promise.all(['a', 'b', 'd'].map(async (k) => (await s.stand('ethics.review', k)).stage)))
    for (const k of ['a', 'b', 'd']) {
      await h.as(`${k}-secretary`, 'letters.renumber', { kind, pattern: `${mark(whose + k)}{n}`, from: '2026-09-14' })
      await h.as(`${k}-secretary`, 'letters.template', { kind, name: `${mark(`内${k}`)}.docx` }, { body: await trialTemplate() })
      if (whose === '线') await lettered(h, s, `${k}-secretary`, kind, k); else await h.as(`${k}-secretary`, 'letters.draft', { id: (await s.stand('ethics.review', k)).id, kind })
    }
  }
  // whoever holds a printed letter is told four things of it, and none of them is what it is about
  await h.as('a-secretary', 'letters.renumber', { kind: 'ethics.trial-open', pattern: '试-{n}', from: '2026-09-14' })
  await h.as('a-secretary', 'letters.template', { kind: 'ethics.trial-open', name: 'x.docx' }, { body: await trialTemplate() })
  special['letters.check'] = await h.sql<{ token: string }>('select token from kernel.letter where id = $1', [(await lettered(h, s, 'a-secretary', 'ethics.trial-open', 'a')).id])
  special['audit.letter'] = special['letters.check']
  special['letters.gaps'] = [{ kind: 'ethics.trial-held' }]; special['letters.template-file'] = [{ kind: 'ethics.trial-held' }]
  for (const k of ['a', 'b', 'd']) for (const [lane, steps] of Object.entries(toGrant)) for (const [who, move, more] of steps(k)) await s.move(who, `${lane}.${move}`, k, { ...Object.fromEntries(Object.entries(more ?? {}).map(([f, v]) => [f, f === 'number' ? mark(`线${k}`) + '1' : v])), note: mark(`${inner.includes(`${lane}.${move}`) ? '内' : '线'}${k}`) })
  await fileOne(h, 'qizhou-cra', s.study, 'other', { title: mark('卷宗'), name: `${mark('卷宗')}.pdf` })
  await fileOne(h, 'qizhou-cra', s.study, 'other', { title: mark('草稿'), name: `${mark('草稿')}.pdf`, draft: true })
  for (const k of ['a', 'b', 'd']) for (const [kind, who] of [['site-paper', '中心'], ['site-internal', '内']] as const) if (k !== 'a' || kind === 'site-internal') await fileOne(h, `${k}-office`, (await s.stand('startup.site', k)).id, kind, { title: mark(who + k), name: `${mark(who + k)}.pdf`, signedBy: mark(who + k) })
  await fileOne(h, 'd-office', (await s.stand('startup.site', 'd')).id, 'site-paper', { title: mark('中心d'), name: `${mark('中心d')}.docx`, body: await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph(mark('中心d'))] }] })) })
  await h.as('a-office', 'documents.certify', { id: (await h.sql<{ id: string }>("select id from kernel.document_version where file_name ~ '内a'"))[0]!.id })
  for (const k of ['b', 'd']) await s.move(`${k}-office`, 'startup.site.kickOff', k, { note: mark(`中心${k}`) })
  await h.as('qizhou-cra', 'draft.save', { name: 'x', seen: 0, body: { text: mark('草稿') } })
  await h.sql("insert into studies.receipt (id, org_id, person_id, file_name, file_hash, format, encoding, made, changed, same, queued, rows) select gen_random_uuid(), m.org_id, m.person_id, $1, '', '', '', 1, 0, 0, 0, '[]' from kernel.membership m join kernel.account a using (person_id) where a.login = 'qizhou-cra'", [mark('回执')])
  await h.sql("insert into studies.queued (id, receipt_id, org_id, fingerprint, record, reasons) select gen_random_uuid(), id, org_id, 'x', $1, '[]' from studies.receipt", [JSON.stringify({ titlePublic: mark('待定'), identifiers: [] })])
  const ticker = await openTicker(h); await ticker.tick(); await ticker.close()
  await h.sql("update kernel.notice set code = 'cccccccccc' where id = (select n.id from kernel.notice n join kernel.account a using (person_id) where a.login = 'qizhou-cra' limit 1)")
  const clerk = new pg.Client({ ...h.target.connection, user: 'clerk' })
  await clerk.connect()
  await sequenceAll(clerk, signerOf(h.o.ground.keep.secret('audit-key')), h.now)
  await clerk.end()
  events = (await h.sql<{ id: number }>('select id from kernel.event order by id')).map((r) => r.id)
  const colleague = (await h.sql<{ person_id: string }>("select person_id from kernel.account where login = 'a-head'"))[0]!.person_id, post = { toPersonId: colleague, roles: ['research-office'], reason: mark('岗位a') }
  await h.as('a-office', 'posts.delegate', { ...post, fromOn: '2026-12-01', toOn: '2026-12-02' }); await h.as('a-office', 'posts.handover', { ...post, leaving: false })
  ids = (await h.sql<{ id: string }>('select id from kernel.handover union all select id from kernel.delegation union all select id from kernel.case union all select id from kernel.letter union all select id from kernel.thread union all (select id from kernel.document_version where file_name ~ $1) union all select id from kernel.document_copy union all select id from studies.receipt union all select id from studies.queued', ['内b|草稿|docx$'])).map((r) => r.id)
}, 240_000)
afterAll(async () => { await app?.close(); await h?.close() })

type Schema = { type?: string; format?: string; enum?: unknown[]; anyOf?: Schema[]; pattern?: string; properties?: Record<string, Schema>; items?: Schema; minItems?: number }
/** Endpoints whose declaration alone does not make a valid question. */
const special: Record<string, Record<string, unknown>[]> = { 'notices.open': [{ code: 'cccccccccc' }], 'calendar.deadline': [{ start: '2026-09-14', workdays: 5 }], 'policies.measure': [{ number: 'HZ-09' }] }
/** Valid questions for an endpoint, from its own declaration: every id we know in every place an id is wanted. */
function questions({ name, input }: Endpoint, known: readonly string[]): Record<string, unknown>[] {
  if (special[name]) return special[name]
  if (name === 'audit.proof') return (known === unknown ? [2 ** 40] : events).map((event) => ({ event }))
  const one = (s: Schema, id: string, i: number): unknown => s.anyOf ? one(s.anyOf[0]!, id, i) : s.enum ? s.enum[i % s.enum.length] : s.format === 'uuid' ? id : s.format === 'date' ? '2026-10-1' + (i % 9) : s.format === 'date-time' ? '2026-10-01T00:00:00Z' : s.type === 'integer' || s.type === 'number' ? 1 + (i % 4) : s.type === 'boolean' ? i % 2 === 0
    : s.type === 'array' ? Array.from({ length: Math.max(1, s.minItems ?? 0) }, () => one(s.items!, id, i)) : s.type === 'object' ? Object.fromEntries(Object.entries(s.properties ?? {}).map(([k, v]) => [k, one(v, id, i)])) : s.pattern ? 'x' : '2026-10-01'
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema & { required?: string[] }
  const asksId = JSON.stringify(properties).includes('"uuid"')
  const all = (asksId ? known : known.slice(0, 3)).flatMap((id, i) => [required, Object.keys(properties)].map((keys) => Object.fromEntries(keys.map((k) => [k, one(properties[k]!, id, i)]))))
  return [...new Map(all.map((q) => [JSON.stringify(q), q])).values()]
}
/** What a person is told by one endpoint, answers and refusals alike, as a browser would get it. */
async function told(token: string | null, name: string, kind: string, input: Record<string, unknown>, lang = 'zh'): Promise<{ ok: boolean; text: string }> {
  const flat = new URLSearchParams(Object.entries(input).map(([k, v]) => [k, typeof v === 'object' ? JSON.stringify(v) : String(v)])), cookie = `${token === null ? '' : `linyan=${token}; `}lang=${lang}`
  const r = await app.inject(kind === 'query' || kind === 'download' ? { method: 'GET', url: `/api/${name}?${flat}`, headers: { cookie } } : { method: 'POST', url: `/api/${name}`, headers: { cookie, origin: 'http://localhost:80', 'content-type': 'application/json', 'idempotency-key': `${Math.random()}-key` }, payload: JSON.stringify(input) })
  if (r.statusCode >= 500) throw new Error(`${name} ${r.body}`)
  return { ok: r.statusCode === 200, text: r.body }
}
const asked = new Map<string, number>()
/** Everything a person can be told; who sees which marks. */
async function everything(token: string | null, of = reads, lang = 'zh', known: readonly string[] = ids): Promise<string> {
  let all = ''
  for (const e of of) for (const input of questions(e, known)) { const { ok, text } = await told(token, e.name, e.kind, input, lang); if (ok) asked.set(e.name, (asked.get(e.name) ?? 0) + 1); all += `${e.name} ${text}\n` }
  return all
}
/** All that can be asked without knowing an id, at one fixed moment; the state of the log tells its officers how many rows it has, never what. */
const blind = async (who: string): Promise<string> => (await everything(await h.token(who), reads.filter((e) => !['session.personas', 'audit.status', 'audit.letter', 'letters.check', 'letters.gaps', 'letters.template-file'].includes(e.name)), 'zh', unknown)).replace(/^.*"status":404.*$/gm, '').replace(/"request":"[^"]*"/g, '')
/** The same for one of the cast, asked once. */
const heard = new Map<string, Promise<string>>()
const heardBy = (who: string, lang = 'zh'): Promise<string> => heard.get(who + lang) ?? (heard.set(who + lang, h.token(who).then((token) => everything(token, reads, lang))), heard.get(who + lang)!)
const marks = (text: string) => [...new Set([...text.matchAll(/漏洞记号·(.*?)·/g)].map((m) => m[1]))].sort()

describe('谁看得见什么：每一个查询都问遍', () => {
  it('办件各方只看到自己这一份', async () => {
    const seen = Object.fromEntries(await Promise.all(inside.map(async (who) => [who, marks(await heardBy(who))])))
    const lines = (...k: string[]) => k.map((x) => `线${x}`), own = (k: string) => [`线${k}`, `内${k}`]
    expect(seen).toEqual({
      'qizhou-cra': ['中心b', '中心d', '卷宗', '回执', '待定', ...lines('a', 'b', 'd'), '草稿'].sort(), 'qihang-lead': ['中心b', '中心d', '卷宗', ...lines('a', 'b', 'd')].sort(),
      'a-office': ['中心b', '中心d', '卷宗', ...own('a'), '岗位a'].sort(), 'a-pi': ['中心b', '中心d', '卷宗', ...own('a')].sort(), 'b-office': ['中心b', '卷宗', ...own('b')].sort(), 'b-secretary': ['中心b', '卷宗', ...own('b')].sort(), 'd-office': ['中心d', '卷宗', ...own('d')].sort(), 'd-pi': ['中心d', '卷宗', ...own('d')].sort(),
    })
  }, 240_000)
  it('每个查询都确实有人问到了答案：新添的查询没有问法，这里就不通过', () => { expect(reads.filter((e) => !asked.has(e.name)).map((e) => e.name)).toEqual([]); expect(endpoints.filter((e) => !['query', 'ask', 'action', 'upload', 'download'].includes(e.kind)).map((e) => e.name)).toEqual(['live']) })
  it.each([...outside, '没有会话的人', '会话过期的人'])('%s：一个字也没有，清单与计数都是空的', async (who) => {
    const text = outside.includes(who) ? await heardBy(who) + await heardBy(who, 'en') : await everything(who === '没有会话的人' ? null : expired)
    expect(text).not.toContain(leak)
    if (outside.includes(who)) { const list = await h.as<{ rows: unknown[]; counts: object }>(who, 'studies.list'), tasks = await h.as<{ rows: unknown[]; counts: object }>(who, 'case.tasks', { tab: 'waiting' }); expect([list.rows, list.counts, tasks.rows, tasks.counts]).toEqual([[], { all: 0, starting: 0, prepared: 0, running: 0 }, [], { mine: 0, team: 0, waiting: 0 }]) }
  }, 240_000)
  it.each(outside)('%s：别家的研究从无到有走了一程，他看到的一切一字不变', async (who) => expect(await blind(who)).toBe(before.get(who)))
  it('拿别人的编号来办事，只说没有找到，不漏一个字，也不改一个字', async () => {
    const ours = () => h.sql('select count(*)::int n, max(id) last from kernel.event where subject_id = $1', [s.study]), before = await ours()
    for (const who of ['mingchuan-lead', 'c-office', 'c-secretary', 'e-chair', 'c-pi', null]) expect(await everything(who === null ? null : await h.token(who), writes)).not.toContain(leak)
    expect(await ours()).toEqual(before)
  }, 240_000)
  it('机构之外见不到人名：除了对外公布的研究者，各家的答复里没有别家的人', async () => {
    const found: string[] = []
    for (const lang of ['zh', 'en']) for (const me of people.filter((p) => [...inside, ...outside, 'b-pi', 'd-chair', 'a-executive'].includes(p.login))) {
      const text = (await heardBy(me.login, lang)).replace(/^session\.personas .*$/m, '')
      found.push(...people.filter((p) => p.org !== me.org && !published.has(p.login)).map((p) => (lang === 'en' ? p.nameEn : p.name)).filter((name) => text.includes(name)).map((name) => `${me.login} ${lang} ${name}`))
    }
    expect(found).toEqual([])
  }, 240_000)
})

describe('行级安全：绕过程序，直接以程序的数据库角色查', () => {
  let db: pg.Client, tables: string[]
  beforeAll(async () => { db = new pg.Client({ ...h.target.connection, user: 'app' }); await db.connect(); tables = (await h.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")).map((r) => r.name) })
  afterAll(async () => { await db?.end() })
  /** Every row of every table this person may read; a table that may not be read at all gives nothing. */
  async function rows(who: string | null): Promise<string> {
    let all = ''
    for (const table of tables) {
      await db.query('begin')
      if (who !== null) await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token(who)), h.now(), []])
      const [readable] = (await db.query<{ of: string | null }>("select string_agg(format('%I', a.attname), ', ') of from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and has_column_privilege(a.attrelid, a.attnum, 'select')", [table]).catch(() => ({ rows: [] }))).rows
      all += await db.query<{ t: string }>(`select t::text from (select ${readable?.of ?? '*'} from ${table}) t`).then((r) => r.rows.map((x) => x.t).join('\n'), () => '')
      await db.query('rollback')
    }
    return all
  }
  it.each([...outside, '没有会话的人'])('%s：没有一行', async (who) => expect(await rows(who === '没有会话的人' ? null : who)).not.toContain(leak))
  it('参加的医院看不到别家的线与说明，同一边也不行', async () => {
    expect(marks(await rows('b-office'))).toEqual(['中心b', '内b', '卷宗', '线b']); expect(marks(await rows('d-secretary'))).toEqual(['中心d', '内d', '卷宗', '线d'])
    expect(marks(await rows('qihang-lead'))).toEqual(['中心b', '中心d', '卷宗', '线a', '线b', '线d'])
    expect((await rows('b-office')).includes(`${await h.org('d')},f,${await h.investigator('d-pi')}`)).toBe(false)
    expect((await rows('a-office')).includes(`${await h.org('d')},f,${await h.investigator('d-pi')}`)).toBe(true)
  })
  it('说明各有读者：各方、本方、本机构、本办公室', async () => {
    const { id } = await s.stand('ethics.review', 'b'), [act] = await h.sql<{ id: string }>('select id from kernel.act limit 1')
    const note = (login: string, audience: string, side: string, roles: string[] = []) => h.sql('insert into kernel.note (id, case_id, act_id, audience, side, org_id, roles, person_id, body) select gen_random_uuid(), $1, $2, $3, $4, m.org_id, $5, m.person_id, $6 from kernel.membership m join kernel.account a using (person_id) where a.login = $7', [id, act!.id, audience, side, roles, mark(`${login}给${audience}`), login])
    for (const audience of ['all', 'side', 'org', 'office']) { await note('b-secretary', audience, 'site', ['ethics-secretary']); await note('qizhou-cra', audience, 'sponsor', ['cra']) }
    const sees = async (who: string) => marks(await rows(who)).filter((m) => m!.includes('给')).map((m) => m!.replace('b-secretary给', '院 ').replace('qizhou-cra给', '申 ')).join('，')
    const seen: Record<string, string> = {}
    for (const who of ['b-secretary', 'b-office', 'qizhou-cra', 'qihang-lead', 'a-office', 'c-office']) seen[who] = await sees(who)
    expect(seen).toEqual({
      'b-secretary': '院 all，院 office，院 org，院 side，申 all', 'b-office': '院 all，院 org，院 side，申 all', 'qizhou-cra': '院 all，申 all，申 office，申 org，申 side', 'qihang-lead': '院 all，申 all，申 side', 'a-office': '', 'c-office': '',
    })
  })
  it('人名只给同机构的人，任职只看本机构的', async () => {
    for (const who of ['b-office', 'qizhou-cra', 'health-head']) {
      await db.query('begin'); await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token(who)), h.now(), []])
      const names = (await db.query<{ name: string }>('select name from kernel.person')).rows.map((r) => r.name), posts = (await db.query('select 1 from kernel.membership')).rowCount
      await db.query('rollback')
      const own = people.filter((p) => who.startsWith(`${p.org}-`)).map((p) => p.name)
      expect([names.sort(), posts]).toEqual([own.sort(), own.length])
    }
  })
  it('留痕只增不改，台面与各方只经函数写，口令、会话、留痕不可读', async () => {
    const may = async (text: string) => { await db.query('begin'); await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token('b-office')), h.now(), []]); const answer = await db.query(text).then((r) => `${r.rowCount}`, (e: { code: string }) => e.code); await db.query('rollback'); return answer }
    for (const text of ['select from kernel.session', 'select from kernel.account', 'select from kernel.act', 'update kernel.act set name = name', "update kernel.event set name = 'x'", 'delete from kernel.event', 'delete from kernel.case', 'delete from kernel.note', "update kernel.note set body = 'x'", "update kernel.desk set title = 'x'", "insert into kernel.party select case_id, org_id, 'x' from kernel.desk", 'delete from kernel.desk', "update kernel.membership set roles = '{cra}'", "update kernel.person set name = 'x'", "update kernel.org set name = 'x'", 'delete from studies.study', 'truncate kernel.event', 'create table kernel.x ()', 'alter table kernel.desk disable row level security', 'set role keeper', 'delete from kernel.idempotency'])
      expect([text, await may(text)]).toEqual([text, '42501'])
    expect(await may(`update studies.study set title = 'x' where id not in (select case_id from kernel.desk)`)).toBe('0')
  })
  it('每张表都受保护并强制，给每个角色的策略没有一条是放行一切的写', async () => {
    expect(await h.sql("select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'house') and n.nspname !~ '^pg_' and not (c.relrowsecurity and c.relforcerowsecurity)")).toEqual([])
    expect(await h.sql("select tablename from pg_policies where 'app' = any(roles) and cmd <> 'SELECT' and (with_check = 'true' or qual = 'true')")).toEqual([])
  })
})
