import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { house } from '#app/house.ts'
import { tinyPdf } from '#kernel/documents/tiny.ts'
import { openHttp } from '#kernel/http.ts'
import { fileOne } from '../../test/files.ts'
import { openHouse, type House } from '../../test/house.ts'
import { dossier, running, type Story } from '../../test/story.ts'

let h: House, app: FastifyInstance, story: Story
const logged: Record<string, unknown>[] = [], site = 'http://localhost:80'
const mount = (secure: boolean, more: object = {}) => openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure, log: (line) => { logged.push(line) }, ...more })
interface Sent { who?: string | null; body?: unknown; raw?: string | Buffer; headers?: Record<string, string | undefined>; on?: FastifyInstance }
let n = 0
/** A request as a browser of this site sends it, but for what the case changes; undefined takes a header away. */
async function send(method: 'GET' | 'POST' | 'PUT' | 'HEAD', url: string, { who = 'qizhou-cra', body, raw, headers = {}, on = app }: Sent = {}): Promise<LightMyRequestResponse> {
  const token = who === null ? undefined : await h.token(who), payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const all = { ...(method === 'GET' ? {} : { origin: site, 'idempotency-key': `key-${(n++).toString().padStart(8, '0')}` }), ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...(token ? { cookie: `linyan=${token}` } : {}), ...headers }
  const options: InjectOptions = { method, url, headers: Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined)) as Record<string, string>, ...(payload === undefined ? {} : { payload }) }
  return on.inject(options)
}
const post = (name: string, body: unknown, more: Sent = {}) => send('POST', `/api/${name}`, { body, ...more })
interface ProblemBody { status: number; code: string; title: string; request: string; issues?: { path: string; code: string; text: string }[]; reasons?: { code: string; text: string }[] }
const problem = (r: LightMyRequestResponse) => r.json<ProblemBody>()
const codes = (r: LightMyRequestResponse) => [r.statusCode, ...(problem(r).issues ?? []).map((i) => `${i.path}:${i.code}`)]
/** Every no is a page a person can act on: the right form, words in Chinese, a number to quote, nothing of the machine. */
function sound(r: LightMyRequestResponse): ProblemBody {
  const body = problem(r), said = [body.title, ...(body.issues ?? []).map((i) => i.text), ...(body.reasons ?? []).map((x) => x.text)]
  expect(r.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(body).toMatchObject({ status: r.statusCode, request: r.headers['x-request'] })
  // a sentence about numbering patterns shows one
  for (const words of said) { expect(words).toMatch(/\p{Script=Han}.*[。！？]$/u); expect(words.replace(/\{(n|n:4|year)\}/g, '')).not.toMatch(/[{}]|\bat \w|select |kernel\./) }
  return body
}
const edited = (more: object) => ({ ...dossier, ...more })

beforeAll(async () => { h = await openHouse(); app = mount(false); story = await running(h, ['a', 'b']) })
afterAll(async () => { await app?.close(); await h?.close() })

describe('请求的样子不对，一律说清哪里不对、怎样改', () => {
  const bodies: [string, string, (string | number)[]][] = [
    ['半截的 JSON', '{"a":', [400, ':input.not-json']], ['不是 JSON', 'name=x', [400, ':input.not-json']], ['空的正文', '', [400, ':input.not-json']], ['NaN', '{"title":NaN}', [400, ':input.not-json']],
    ['嵌套一万层', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, [400, ':input.too-deep']], ['只有左括号的一百万层', '['.repeat(1_000_000), [400, ':input.too-deep']],
    ['夹带 __proto__', '{"__proto__":{"admin":true}}', [400, '__proto__:input.unknown-field']], ['深处夹带 __proto__', '{"name":"x","seen":0,"body":{"a":{"__proto__":{"admin":true}}}}', [400, '__proto__:input.unknown-field']],
    ['正文是数组', '[]', [400, ':input.wrong-type']], ['正文是一句话', '"x"', [400, ':input.wrong-type']],
  ]
  it.each(bodies)('%s', async (_, raw, expected) => {
    const r = await send('POST', '/api/draft.save', { raw })
    expect(codes(r)).toEqual(expected); sound(r)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
  it('不认识的栏目、类型不对、数值出界、缺少的栏目，一次全部指出', async () => {
    const r = await post('studies.create', { ...edited({ targetSize: 1e-3, regime: 'magic', protocolDate: '2026-02-30', short: 'x'.repeat(81), title: 7 }), constructor: 1, isAdmin: true, version: 9 })
    expect(codes(r)).toEqual([400, 'title:input.wrong-type', 'short:input.too-long', 'regime:input.not-a-choice', 'protocolDate:input.not-date', 'targetSize:input.wrong-type', 'constructor:input.unknown-field', 'isAdmin:input.unknown-field', 'version:input.unknown-field'])
    sound(r)
    expect(codes(await post('startup.begin', { studyId: story.study, leadOrgId: await h.org('a'), sites: [{ orgId: await h.org('a'), investigatorId: await h.investigator('a-pi'), planned: 1, secret: 1 }] }))).toEqual([400, 'sites.0.secret:input.unknown-field'])
  })
  it('几千个不认识的栏目，答复仍然很短', async () => {
    const r = await post('studies.create', Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i])))
    expect(r.statusCode).toBe(400); expect(problem(r).issues!.length).toBeLessThanOrEqual(50); expect(r.body.length).toBeLessThan(10_000)
  })
  it.each([['空字符', '卷宗\u0000标题'], ['半个字', '卷宗\ud842标题']])('正文里的%s不能保存，指出在哪一栏', async (_, title) => {
    for (const r of [await post('studies.create', edited({ title })), await post('draft.save', { name: 'n', seen: 0, body: { deep: [{ title }] } }), await post('draft.save', { name: 'n', seen: 0, body: { [title]: 1 } })]) { expect(r.statusCode).toBe(400); expect(sound(r).issues![0]!.code).toBe('input.not-text') }
  })
  it('放不进数据库的数字与日期是填写有误，不是系统出错', async () => {
    for (const r of [await post('draft.save', { name: 'n', seen: 9_007_199_254_740_990, body: {} }), await post('studies.create', edited({ protocolDate: '0000-01-01' })), await send('GET', '/api/studies.list?after=no~no'), await send('GET', `/api/case.tasks?tab=mine&after=----------~${'-'.repeat(36)}`),
      await send('GET', '/api/calendar.deadline?start=2026-13-45&days=1'), await send('GET', '/api/calendar.deadline?start=9999-12-31&days=400'), await send('GET', '/api/calendar.span?from=0000-01-01&to=0000-01-02'), await send('GET', '/api/calendar.year?from=0000-01-01&to=0000-01-02'), await send('GET', `/api/case.clock?id=${(await story.stand('ethics.review', 'a')).id}&at=0000-01-01T00:00:00Z`)]) { expect([r.statusCode, r.body]).toEqual([400, r.body]); sound(r) }
  })
  it('推算的年份有边，远处不会把人拖住', async () => {
    const from = performance.now(), id = (await story.stand('ethics.review', 'a')).id
    for (const url of ['calendar.span?from=1950-01-01&to=2100-12-31', 'calendar.span?from=1000-01-01&to=9999-12-31', `case.clock?id=${id}&at=9999-12-31T00:00:00Z`, `case.clock?id=${id}&at=2100-12-31T00:00:00Z`, 'calendar.deadline?start=2026-09-14&days=40000', 'calendar.deadline?start=2026-09-14&hours=1000000']) expect((await send('GET', `/api/${url}`)).statusCode).toBeLessThan(500)
    expect(performance.now() - from).toBeLessThan(20_000)
  })
  it('缺提交编号、编号太短、正文不是 JSON、正文太大', async () => {
    expect(codes(await post('studies.create', dossier, { headers: { 'idempotency-key': undefined } }))).toEqual([400, 'Idempotency-Key:road.key-missing'])
    expect(codes(await post('studies.create', dossier, { headers: { 'idempotency-key': 'short' } }))).toEqual([400, 'Idempotency-Key:road.key-missing'])
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', 'multipart/form-data']) expect([type, sound(await post('studies.create', dossier, { headers: { 'content-type': type } })).status]).toEqual([type, 415])
    expect(sound(await post('studies.create', edited({ title: 'x'.repeat(1_100_000) }))).status).toBe(413)
  })
  it('地址写坏了，也是中文答复，也带安全头', async () => {
    for (const url of ['/api/%E0%A4%A', '/api/no.such', '/nowhere', '/api/studies.list/../../etc/passwd']) { const r = await send('GET', url); sound(r); expect(r.headers['content-security-policy']).toContain("default-src 'none'") }
  })
})

describe('查询参数按声明的类型读', () => {
  const row = async (url: string) => { const r = await send('GET', `/api/${url}`); return r.statusCode === 200 ? r.json<Record<string, unknown>>() : codes(r) }
  it('数字读成数字，写错的数字被指出', async () => {
    expect(await row('calendar.deadline?start=2026-09-14&workdays=5')).toMatchObject({ due: '2026-09-20' })
    expect(await row('calendar.deadline?start=2026-09-14&workdays=five')).toEqual([400, 'workdays:input.wrong-type'])
    expect(await row('calendar.deadline?start=2026-09-14&workdays=')).toEqual([400, 'workdays:input.wrong-type'])
    expect(await row('calendar.deadline?start=2026-09-14&workdays=5.5')).toEqual([400, 'workdays:input.wrong-type'])
  })
  it('一个参数给了两次，只有声明为列表的才收', async () => expect(await row('calendar.span?from=2026-09-14&from=2026-09-15&to=2026-09-20')).toEqual([400, 'from:input.wrong-type']))
  it('嵌套写法与 __proto__ 都是不认识的栏目', async () => {
    expect(await row('studies.list?q[a]=1')).toEqual([400, 'q[a]:input.unknown-field'])
    expect(await row('studies.list?__proto__=1')).toEqual([400, '__proto__:input.unknown-field'])
  })
  it('是非与列表', async () => {
    const flags = { ...h.o.implementations[0]!, endpoint: { kind: 'query' as const, name: 'test.flags', who: 'public' as const, cites: [], input: z.object({ on: z.boolean(), ids: z.array(z.string()).optional() }), output: z.any() }, run: async (call: { input: unknown }) => call.input }
    const own = openHttp({ ground: h.o.ground, implementations: [flags as never], secure: false, log: () => {} })
    const ask = async (q: string) => { const r = await send('GET', `/api/test.flags?${q}`, { on: own }); return r.statusCode === 200 ? r.json<unknown>() : codes(r) }
    expect([await ask('on=true'), await ask('on=false&ids=a'), await ask('on=true&ids=a&ids=b'), await ask('on=yes')]).toEqual([{ on: true }, { on: false, ids: ['a'] }, { on: true, ids: ['a', 'b'] }, [400, 'on:input.wrong-type']])
    await own.close()
  })
})

describe('只认本站的页面与本人的会话', () => {
  it('别的网站发来的提交被拦下，什么都没有发生', async () => {
    const before = (await h.sql<{ n: number }>('select count(*)::int n from studies.study'))[0]!.n
    for (const headers of [{ origin: undefined }, { origin: 'null' }, { origin: 'https://evil.example' }, { origin: 'http://localhost:8080' }, { origin: 'https://localhost:80' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }, { host: 'evil.example', origin: site }])
      expect(sound(await post('studies.create', dossier, { headers }))).toMatchObject({ status: 422, code: 'road.cross-site' })
    expect((await post('studies.create', dossier, { headers: { 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(200)
    expect((await h.sql<{ n: number }>('select count(*)::int n from studies.study'))[0]!.n).toBe(before + 1)
  })
  it('没有会话、会话是假的：401；岗位不对：403 并说出由谁办；没有与不给看：404 同样的话', async () => {
    expect(sound(await send('GET', '/api/session.me', { who: null })).status).toBe(401)
    expect(sound(await send('GET', '/api/session.me', { who: null, headers: { cookie: 'linyan=forged' } })).status).toBe(401)
    expect(sound(await post('studies.create', dossier, { who: 'a-chair' }))).toMatchObject({ status: 403, title: expect.stringContaining('申办方') as string })
    const ids = [story.study, '01999999-0000-7000-8000-000000000000'], answers = await Promise.all(ids.map((id) => send('GET', `/api/studies.one?id=${id}`, { who: 'mingchuan-lead' })))
    const [mine, none] = answers.map((r) => { const { request: _, ...rest } = sound(r); return rest })
    expect(mine).toEqual(none); expect(mine!.status).toBe(404)
  })
  it('进入、换机构、退出：口令牌只在 HttpOnly 的 Cookie 里，正式运行时带 Secure 与 __Host-', async () => {
    const [row] = await h.sql<{ id: string }>("select m.id from kernel.membership m join kernel.account a using (person_id) where a.login = 'b-head'"), secure = mount(true, { trustProxy: true })
    const entered = await post('session.adopt', { membershipId: row!.id }, { who: null })
    expect(entered.headers['set-cookie']).toMatch(/^linyan=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    expect(entered.body).toBe('{"ok":true}')
    const behind = await post('session.adopt', { membershipId: row!.id }, { who: null, on: secure, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'linyan.example', origin: 'https://linyan.example' } })
    expect(behind.headers['set-cookie']).toMatch(/^__Host-linyan=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200$/)
    expect(behind.headers['strict-transport-security']).toBe('max-age=31536000')
    const cookie = String(entered.headers['set-cookie']).split(';')[0]!, left = await post('session.sign-out', {}, { who: null, headers: { cookie } })
    expect(left.headers['set-cookie']).toMatch(/^linyan=; .*Max-Age=0$/)
    expect((await send('GET', '/api/session.me', { who: null, headers: { cookie } })).statusCode).toBe(401)
    await secure.close()
  })
  it('每个答复都有安全头、不缓存、带请求编号，编号与问题单上的一致', async () => {
    for (const r of [await send('GET', '/api/session.me'), await send('GET', '/api/studies.one?id=x'), await post('studies.create', dossier), await send('GET', '/api/openapi.json'), await send('HEAD', '/api/session.me')]) {
      expect(r.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'x-request': expect.stringMatching(/^[\w-]{12}$/) as string })
      expect(r.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/)
      expect(r.headers).not.toHaveProperty('server'); expect(r.headers).not.toHaveProperty('access-control-allow-origin')
      if (!r.payload.includes('openapi')) expect(r.headers['cache-control']).toBe('no-store')
    }
  })
  it('上传：会话不对、岗位不对，正文还没有收就答复，不替生人存几十兆', async () => {
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo, only = (cookie: string) => new Promise<string>((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => { socket.write(`PUT /api/studies.import.preview?fileName=x.csv HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Type: application/octet-stream\r\nContent-Length: 19000000\r\nCookie: ${cookie}\r\n\r\n`) })
      socket.once('data', (head) => { done(head.toString().slice(9, 12)); socket.destroy() }).once('error', fail)
    })
    expect([await only('linyan=forged'), await only(`linyan=${await h.token('a-pi')}`), await only('x=y')]).toEqual(['401', '403', '401'])
  })
  it('导入文件：校验值不符不保存，确认写入必须带提交编号', async () => {
    const bytes = Buffer.from('TrialID\n'), hash = createHash('sha256').update(bytes).digest('hex'), headers = { 'content-type': 'application/octet-stream', 'x-content-sha256': hash }
    const put = (name: string, more: Record<string, string | undefined>, query = '') => send('PUT', `/api/${name}?fileName=x.csv${query}`, { raw: bytes, headers: { ...headers, ...more } })
    expect(codes(await put('studies.import.preview', { 'x-content-sha256': 'f'.repeat(64) }))).toEqual([400, 'X-Content-SHA256:road.hash-differs'])
    expect(codes(await put('studies.import.confirm', { 'idempotency-key': undefined }, `&plan=${hash}`))).toEqual([400, 'Idempotency-Key:road.key-missing'])
    expect((await put('studies.import.preview', { 'content-type': 'text/csv' })).statusCode).toBe(415)
    expect((await put('studies.import.preview', { cookie: 'linyan=forged' })).statusCode).toBe(401)
  })
})

describe('文字原样来去', () => {
  it.each([['四十字的名称', '临'.repeat(40)], ['生僻字', '𠮷䶮㛃𬭊𱁬〇㐂'], ['表情与组合', '👩‍⚕️🧪é e\u0301 नि'], ['从右到左的标记', 'abc\u202edef\u2066 \u200f试验'], ['引号与反斜杠', `'"\\ ; -- \${x} {name} <script>alert(1)</script> %00`], ['控制字符', 'a\u0001\u001f\u007fb\u2028c']])('%s', async (_, text) => {
    const id = (await post('studies.create', edited({ title: text, short: text.slice(0, 80), product: text }))).json<{ id: string }>().id
    const { study } = (await send('GET', `/api/studies.one?id=${id}`)).json<{ study: { title: string; short: string; product: string } }>()
    expect(Buffer.from(study.title)).toEqual(Buffer.from(text)); expect(study.product).toBe(text)
    const found = (await send('GET', `/api/studies.list?q=${encodeURIComponent(text)}`)).json<{ rows: { id: string }[] }>()
    expect(found.rows.map((r) => r.id)).toContain(id)
  })
})

describe('随机请求：没有一个 5xx，每个“不”都说得清', () => {
  type Schema = { type?: string; format?: string; pattern?: string; enum?: unknown[]; const?: unknown; anyOf?: Schema[]; properties?: Record<string, Schema>; items?: Schema; minimum?: number; maximum?: number; required?: string[] }
  let ids: string[], texts: string[], files: Buffer[]
  const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'null', '0', '-1', '9'.repeat(30), "' or 1=1 --", '../../x', '2026-02-30', '9999-12-31', '０', '\u202e'), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(Number))
  const valueOf = (s: Schema): fc.Arbitrary<unknown> => {
    if (s.anyOf) return fc.oneof(...s.anyOf.map(valueOf))
    if (s.enum) return fc.constantFrom(...s.enum)
    if ('const' in s) return fc.constant(s.const)
    if (s.format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid())
    if (s.format === 'date') return fc.date({ min: new Date('1890-01-01'), max: new Date('2210-01-01'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10))
    if (s.type === 'integer' || s.type === 'number') return fc.integer({ min: Math.max(s.minimum ?? -5, -5), max: Math.min(s.maximum ?? 9, 9) })
    if (s.type === 'boolean') return fc.boolean()
    if (s.type === 'array') return fc.array(valueOf(s.items ?? {}), { maxLength: 4 })
    if (s.type === 'object') return s.properties ? recordOf(s) : fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 })
    return fc.oneof(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), fc.constantFrom('2026-09-14', '2026-09-14T09:00:00Z', 'a'.repeat(64), '../../etc/passwd', 'a\r\nX-Evil: 1', '=cmd|x', '"; filename=x.html', 'x'.repeat(3_000), '临'.repeat(900), ...texts))
  }
  const recordOf = (s: Schema): fc.Arbitrary<Record<string, unknown>> => fc.record(Object.fromEntries(Object.entries(s.properties ?? {}).map(([k, v]) => [k, fc.oneof({ weight: 9, arbitrary: valueOf(v) }, { weight: 1, arbitrary: odd })])), { requiredKeys: s.required ?? [] })
  const register = 'TrialID,Public title,Scientific title,Primary sponsor,Source Register,Study type,Phase,Target size\nChiCTR2600000001,一项示例研究,一项示例研究,示例大学,ChiCTR,Interventional study,4,40\n'
  const people = ['qizhou-cra', 'qihang-lead', 'mingchuan-lead', 'a-office', 'a-pi', 'a-secretary', 'a-member1', 'a-executive', 'b-secretary', 'b-chair', 'health-head', null] as const
  const classes = { query: 'GET', ask: 'POST', action: 'POST', upload: 'PUT', download: 'GET' } as const
  // FUZZ: how many requests each endpoint is asked with; SEED: the same requests again
  const trial = Number(process.env['TRIAL'] ?? 0), each = Number(process.env['FUZZ'] ?? (trial ? 1_000 : 0)), seed = Number(process.env['SEED'] ?? (each ? Date.now() % 2 ** 31 : 7))
  beforeAll(async () => {
    if (each) console.log(`seed ${seed}`)
    const lane = (await story.stand('ethics.review', 'a')).id
    for (const draft of [true, false]) await h.as('a-secretary', 'threads.ask', { caseId: lane, toSide: 'sponsor', anchor: { kind: 'clause', anchor: 'x', label: '第 3 页' }, body: '请说明', draft })
    const filed = await fileOne(h, 'qizhou-cra', lane, 'supplement', { title: '补充' })
    await h.as('a-office', 'letters.draft', { id: (await story.stand('startup.initiation', 'a')).id, kind: 'startup.initiation' }).catch(() => {})
    await h.as('a-office', 'posts.handover', { toPersonId: (await h.sql<{ id: string }>("select person_id id from kernel.account where login = 'a-head'"))[0]!.id, roles: ['research-office'], reason: '交接', leaving: false })
    const tables = ['kernel.case', 'kernel.org', 'institutions.investigator', 'kernel.membership', 'kernel.person', 'kernel.thread', 'kernel.letter', 'kernel.document', 'kernel.document_version', 'kernel.handover', 'kernel.delegation', 'kernel.notice']
    ids = (await h.sql<{ id: string }>(tables.map((t) => `(select id from ${t} order by id desc limit 40)`).join(' union all '))).map((r) => r.id)
    const pdf = tinyPdf([['随机', '一页']]), docx = await readFile(new URL('../../letters/ethics.approval.docx', import.meta.url))
    texts = [...h.o.ground.work.letters.keys(), ...h.o.ground.work.papers.keys(), filed.hash, 'letters.sign', 'research-office']
    files = [Buffer.from(register), Buffer.from(pdf), docx, Buffer.from(pdf).subarray(0, 60), docx.subarray(0, 900), Buffer.alloc(0), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('%PDF-1.7\n'), Buffer.from('PK\x03\x04'), Buffer.alloc(2_000, 7)]
  }, 60_000)
  it.each(Object.keys(classes) as (keyof typeof classes)[])('%s 类端点', async (kind) => {
    const endpoints = house(true).endpoints.filter((e) => e.kind === kind && e.name !== 'session.sign-in')
    if (endpoints.length === 0) return
    const tally: Record<number, number> = {}
    for (const e of endpoints) {
      const schema = z.toJSONSchema(e.input, { io: 'input', unrepresentable: 'any' }) as Schema
      await fc.assert(fc.asyncProperty(recordOf(schema), fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd }), fc.constantFrom(...people), fc.constantFrom(...files), async (input, extra, who, file) => {
        const whole = { ...input, ...(extra === undefined ? {} : { extra }) }, flat = new URLSearchParams(Object.entries(whole).flatMap(([k, v]) => [v].flat().map((x) => [k, typeof x === 'object' ? JSON.stringify(x) : String(x)])))
        const bytes = extra === undefined ? file : Buffer.from(JSON.stringify(extra)), hash = createHash('sha256').update(bytes).digest('hex')
        const r = kind === 'query' || kind === 'download' ? await send('GET', `/api/${e.name}?${flat}`, { who }) : kind === 'upload' ? await send('PUT', `/api/${e.name}?${flat}`, { who, raw: bytes, headers: { 'content-type': 'application/octet-stream', 'x-content-sha256': hash } }) : await post(e.name, whole, { who })
        if (e.name.startsWith('session.')) h.at(h.now())
        tally[r.statusCode] = (tally[r.statusCode] ?? 0) + 1
        for (const [name, value] of Object.entries(r.headers)) if (/[\r\n]/.test(String(value)) || name === 'x-evil') throw new Error(`${name}: ${String(value)}`)
        if (r.statusCode >= 500) throw new Error(`${e.name} ${r.statusCode} ${JSON.stringify(logged.at(-1))}`)
        if (r.statusCode >= 400) sound(r)
      }), { numRuns: each || Math.ceil(500 / endpoints.length), seed, endOnFailure: true })
    }
    expect(tally[200] ?? 0, JSON.stringify(tally)).toBeGreaterThan(0)
  }, each ? 3_600_000 : 60_000)
})
