import { tinyPdf } from '#kernel/documents/tiny.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { trialKind, trialTemplate as template } from '../../../test/letters.ts'
import { created, running, type Story } from '../../../test/story.ts'
import { verifyInclusion } from '../audit/merkle.ts'
import { signerOf } from '../audit/note.ts'
import { sequenceAll } from '../audit/sequencer.ts'
import { contentHash } from './content.ts'
import { inspectSeal } from './seal.ts'

interface Drawn { id: string; number: string; hash: string; pages: number }
interface Shown { id: string; number: string; state: string; next: string; title: string; own: boolean; hash: string | null; signers: { office: string; name: string | null }[]; deeds: { name: string; reasons: { text: string }[] }[]; voidReason: string | null; corrects: string | null }
let h: House, s: Story, stage: string, caseId: string, first = ''
const kind = 'ethics.trial-letter', chair = '赵启明', secretary = '周敏'
const refused = (code: string) => ({ reasons: [{ code }] })
const draft = (who = 'a-secretary', id = caseId) => h.as<Drawn>(who, 'letters.draft', { id, kind })
const confirmed = async (who: string, hash: string, password: string) => (await h.as<{ id: string }>(who, 'session.confirm', { hash, act: 'letters.sign', password })).id
const signed = async (l: Drawn) => { const confirmation = await confirmed('a-chair', l.hash, chair); return h.as<{ state: string }>('a-chair', 'letters.sign', { id: l.id, confirmation }) }
const letter = async (who: string, id: string) => (await h.as<{ letters: Shown[] }>(who, 'letters.of', { id: caseId })).letters.find((l) => l.id === id)
const drop = (id: string, reason = '拟错了') => h.as('a-secretary', 'letters.void', { id, reason })
const scan = async (pages = 1) => tinyPdf(Array.from({ length: pages }, (_, i) => [`第 ${i + 1} 页`]))
const bytes = async (who: string, id: string) => Buffer.from((await h.o.ground.keep.files.get((await h.as<{ hash: string }>(who, 'letters.pdf', { id })).hash))!)
const onPaper = async (l: Drawn, upTo: 'printed' | 'stamped' | 'scanned') => {
  await h.as('a-secretary', 'letters.print', { id: l.id })
  if (upTo !== 'printed') await h.as('a-seal', 'letters.register', { id: l.id, copies: 3, across: true, handler: secretary, sealer: '丁宁', on: '2026-09-14', oa: 'OA-77' })
  if (upTo === 'scanned') await h.as('a-secretary', 'letters.scan', { id: l.id }, { body: await scan(l.pages) })
}
/** A fresh letter where the one before is put away first: one a stage. */
async function fresh(): Promise<Drawn> { if (first) await drop(first).catch(() => {}); const l = await draft(); first = l.id; return l }

beforeAll(async () => {
  h = await openHouse('2026-09-14T10:00')
  s = await running(h, ['a', 'b'])
  const stand = await s.stand('ethics.review', 'a')
  ;({ stage, id: caseId } = stand)
  trialKind(h, kind, ['ethics-secretary'], [stage])
  await h.as('a-secretary', 'letters.template', { kind, name: '批件.docx' }, { body: await template() })
}, 120_000)
afterAll(async () => { await h?.close() })

describe('编号：不跳号', () => {
  it('四十人同时拟稿、半数退回、几份作废，号连着，查缺号为零', async () => {
    const orgs = await h.org('a'), studies = await Promise.all(Array.from({ length: 4 }, () => created(h)))
    expect(studies).toHaveLength(4)
    // forty transactions race for one counter; every other one fails after its number was taken
    const body = async (i: number) => h.as('a-secretary', 'letters.reserve', { kind, count: 1 + (i % 3), reason: `纸质第${i}批` })
    const failing = async () => { const db = await h.o.pool.connect(); try { await db.query('begin'); await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token('a-secretary')), h.now(), []]); await db.query("insert into kernel.number_counter as c (org_id, kind, year, start, next) values (kernel.my_org(), $1, 2026, 1, 2) on conflict (org_id, kind, year) do update set next = c.next + 1", [kind]); await db.query('rollback') } finally { db.release() } }
    const done = await Promise.allSettled([...Array.from({ length: 20 }, (_, i) => body(i)), ...Array.from({ length: 20 }, failing), ...Array.from({ length: 6 }, () => draft())])
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(41)
    const { letters } = await h.as<{ letters: Shown[] }>('a-secretary', 'letters.of', { id: caseId })
    expect(letters).toHaveLength(1)
    await drop(letters[0]!.id)
    for (let i = 0; i < 3; i++) await drop((await draft()).id)
    const uses = await h.sql<{ n: number; number: string }>('select n, number from kernel.number_use where org_id = $1 and kind = $2 order by n', [orgs, kind])
    expect(uses.map((u) => u.n)).toEqual(uses.map((_, i) => i + 1))
    expect(new Set(uses.map((u) => u.number)).size).toBe(uses.length)
    expect(uses[0]!.number).toBe('2026-药伦审-0001')
    const { years } = await h.as<{ years: { missing: number[]; last: number }[] }>('a-secretary', 'letters.gaps', { kind })
    expect(years).toMatchObject([{ missing: [], last: uses.length }])
  }, 60_000)
  it('种一个缺号，审计就看见：号被人从登记里删去，或文书不见了', async () => {
    const orgs = await h.org('a'), gaps = async () => (await h.as<{ years: { missing: number[] }[] }>('a-secretary', 'letters.gaps', { kind })).years[0]!.missing
    const [row] = await h.sql<{ n: number }>("delete from kernel.number_use where org_id = $1 and n = 5 and kind = $2 returning *", [orgs, kind])
    expect(await gaps()).toEqual([5])
    await h.sql("insert into kernel.number_use (org_id, kind, year, n, number, use, reason, person_id) select $1, $2, 2026, $3, '2026-药伦审-0005', 'paper', '补回', person_id from kernel.account where login = 'a-secretary'", [orgs, kind, row!.n])
    expect(await gaps()).toEqual([])
  })
  it('样式由办公室自己改，有预览，自某日起；发过的号不变，已开始的年份不能改起始号，不能与别的文书同号', async () => {
    const renumber = (more: object, who = 'a-secretary') => h.as<{ next: string }>(who, 'letters.renumber', { kind, pattern: '伦审〔{year}〕{n:3}号', from: '2027-01-01', ...more })
    for (const [pattern, code] of [['药伦审-{year}', 'no-number'], ['{n}-{n:2}', 'two-numbers'], ['{month}-{n}', 'unknown-part'], [' {n}-号', 'blank']]) await expect(renumber({ pattern })).rejects.toMatchObject({ issues: [{ path: 'pattern', code: `letters.pattern.${code}` }] })
    await expect(renumber({ from: '2026-09-13' })).rejects.toMatchObject({ issues: [{ code: 'letters.renumber.past' }] })
    await expect(renumber({ from: '2026-09-14', start: 900 })).rejects.toMatchObject(refused('letters.renumber.begun'))
    await expect(renumber({}, 'a-chair')).rejects.toMatchObject(refused('letters.not-your-office'))
    expect(await renumber({ start: 31 })).toEqual({ next: '伦审〔2027〕031号' })
    const { kinds } = await h.as<{ kinds: { kind: string; rule: { pattern: string }; coming: { pattern: string }; next: string; missing: number }[] }>('a-secretary', 'letters.numbering')
    expect(kinds.find((k) => k.kind === kind)).toMatchObject({ rule: { pattern: '{year}-药伦审-{n:4}' }, coming: { pattern: '伦审〔{year}〕{n:3}号' }, missing: 0 })
    const was = h.now()
    h.at('2027-01-04T10:00')
    const l = await draft()
    expect(l.number).toBe('伦审〔2027〕031号')
    await drop(l.id); h.at(was)
  })
  it('预留的纸质号写明用处，只写一次；没预留的号不能登记', async () => {
    const { first: number } = await h.as<{ first: string }>('a-secretary', 'letters.reserve', { kind, count: 1, reason: '停电期间手写' }), n = Number(number.slice(-4)), note = { kind, year: 2026, n, note: '快审意见函，手写' }
    expect(await h.as('a-secretary', 'letters.paper', note)).toEqual({ number })
    await expect(h.as('a-secretary', 'letters.paper', note)).rejects.toMatchObject(refused('letters.paper.not-free'))
    await expect(h.as('a-secretary', 'letters.paper', { ...note, n: n + 1 })).rejects.toMatchObject(refused('letters.paper.not-free'))
  })
})

describe('拟稿', () => {
  it('只有经办岗位、只在声明的环节、本环节只有一份；别家医院与申办方说没有找到', async () => {
    const l = await fresh()
    expect(l).toMatchObject({ pages: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    await expect(draft()).rejects.toMatchObject(refused('letters.draft.exists'))
    await expect(draft('a-chair')).rejects.toMatchObject({ reasons: [{ code: 'letters.not-your-office' }, { code: 'letters.draft.exists' }] })
    for (const who of ['b-secretary', 'qizhou-cra', 'c-secretary']) await expect(draft(who)).rejects.toMatchObject({ name: 'NotFound' })
  })
  it('模板里有认不得的占位符：不收，说是哪个、可以用哪些', async () => {
    await expect(h.as('a-secretary', 'letters.template', { kind, name: 'x.docx' }, { body: await template('{编号}{申请单位电话}') })).rejects.toMatchObject({ reasons: [{ code: 'letter.fault.unknown', facts: { names: expect.stringContaining('申请单位电话'), known: expect.stringContaining('事项') } }] })
    await expect(h.as('a-chair', 'letters.template', { kind, name: 'x.docx' }, { body: await template('{编号}') })).rejects.toMatchObject(refused('letters.not-your-office'))
    const { kinds } = await h.as<{ kinds: { versions: { version: number; active: boolean }[] }[] }>('a-secretary', 'letters.templates')
    expect(kinds.find((k) => k.versions.length > 0)?.versions).toMatchObject([{ version: 1, active: true }])
  })
  it('换了模板，已拟的不变；新拟的用新版', async () => {
    const l = await fresh(), before = await bytes('a-secretary', l.id)
    await h.as('a-secretary', 'letters.template', { kind, name: '二版.docx' }, { body: await template('新版 {编号}', '{事项}', '{#电子签署}{姓名}{/电子签署}') })
    expect((await bytes('a-secretary', l.id)).equals(before)).toBe(true)
    expect((await h.sql<{ template: string }>('select template from kernel.letter where id = any($1)', [[l.id, (await fresh()).id]])).length).toBe(2)
    expect(new Set((await h.sql<{ template: string }>('select template from kernel.letter where case_id = $1', [caseId])).map((r) => r.template)).size).toBe(2)
  })
})

describe('身份再确认：一次、两分钟、只对这份内容、只是本人', () => {
  it('姓名或口令不对不签；连错五次锁住，对的也不行，十五分钟后再来', async () => {
    const l = await fresh()
    for (let i = 0; i < 4; i++) await expect(confirmed('a-chair', l.hash, '赵启')).rejects.toMatchObject(refused('session.confirm.wrong-name'))
    await expect(confirmed('a-chair', l.hash, '不是我')).rejects.toMatchObject({ name: 'Refusal' })
    await expect(confirmed('a-chair', l.hash, chair)).rejects.toMatchObject(refused('session.locked'))
    const was = h.now(); h.at('2026-09-14T10:16'); expect(await confirmed('a-chair', l.hash, chair)).toMatch(/-/); h.at(was)
  })
  it('用过的不能再用，同时用也只成一次', async () => {
    const l = await fresh(), confirmation = await confirmed('a-chair', l.hash, chair), sign = () => h.as('a-chair', 'letters.sign', { id: l.id, confirmation })
    const done = await Promise.allSettled([sign(), sign(), sign()])
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(1)
    expect(await h.sql('select 1 from kernel.signature where letter_id = $1', [l.id])).toHaveLength(1)
    const next = await fresh()
    await expect(h.as('a-chair', 'letters.sign', { id: next.id, confirmation })).rejects.toMatchObject(refused('confirm.used'))
  })
  it('过了两分钟、换了内容、为别的事确认的、别人的，各有各的说法', async () => {
    const l = await fresh(), was = h.now(), sign = (confirmation: string) => h.as('a-chair', 'letters.sign', { id: l.id, confirmation })
    const late = await confirmed('a-chair', l.hash, chair)
    h.at('2026-09-14T10:02:00'); await expect(sign(late)).rejects.toMatchObject(refused('confirm.expired'))
    h.at('2026-09-14T10:01:59'); const { state } = await h.as<{ state: string }>('a-chair', 'letters.sign', { id: l.id, confirmation: late }); expect(state).toBe('signed'); h.at(was)
    const m = await fresh()
    await expect(h.as('a-chair', 'letters.sign', { id: m.id, confirmation: await confirmed('a-chair', l.hash, chair) })).rejects.toMatchObject(refused('confirm.changed'))
    await expect(h.as('a-chair', 'letters.sign', { id: m.id, confirmation: (await h.as<{ id: string }>('a-chair', 'session.confirm', { hash: m.hash, act: 'posts.hand-over', password: chair })).id })).rejects.toMatchObject(refused('confirm.other-act'))
    await expect(h.as('a-chair', 'letters.sign', { id: m.id, confirmation: await confirmed('a-secretary', m.hash, secretary) })).rejects.toMatchObject(refused('confirm.unknown'))
  })
  it('口令与姓名哪里也没有存下：留痕、幂等、确认、事件', async () => {
    const l = await fresh(), canary = '口令金丝雀-7f3c'
    await h.sql("update kernel.account set password = '$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' where login = 'a-chair'")
    await expect(confirmed('a-chair', l.hash, canary)).rejects.toMatchObject(refused('session.confirm.wrong'))
    await expect(confirmed('a-chair', l.hash, chair)).rejects.toMatchObject(refused('session.confirm.wrong'))
    await h.sql("update kernel.account set password = null, failures = 0 where login = 'a-chair'")
    const key = 'same-key-twice-1', ask = (password: string) => h.as<{ id: string }>('a-chair', 'session.confirm', { hash: l.hash, act: 'letters.sign', password }, { key })
    const { id } = await ask(chair)
    // a key is bound to all that was asked but the secret: no hash of it is kept either
    expect((await ask('另一个口令')).id).toBe(id)
    for (const table of ['act', 'idempotency', 'confirmation', 'event', 'signature', 'draft']) expect((await h.sql<{ t: string }>(`select t::text from kernel.${table} t`)).filter(({ t }) => t.includes(canary) || (table !== 'event' && t.includes(chair))), table).toEqual([])
  })
})

describe('签署', () => {
  it('只有声明的岗位签；任职结束的人说到哪天为止', async () => {
    const l = await fresh()
    await expect(h.as('a-secretary', 'letters.sign', { id: l.id, confirmation: await confirmed('a-secretary', l.hash, secretary) })).rejects.toMatchObject(refused('letters.against.office'))
    await h.sql("insert into kernel.membership (id, person_id, org_id, roles, from_on, to_on) select gen_random_uuid(), m.person_id, m.org_id, '{ethics-chair}', '2024-01-01', '2026-09-11' from kernel.membership m join kernel.account a using (person_id) where a.login = 'a-secretary'")
    await expect(h.as('a-secretary', 'letters.sign', { id: l.id, confirmation: await confirmed('a-secretary', l.hash, secretary) })).rejects.toMatchObject({ reasons: [{ code: 'letters.against.ended', facts: { day: '2026-09-11' } }] })
    // a stand-in signs in the office of whoever asked him to, until the last day; after it, not
    await h.sql("delete from kernel.membership where to_on = '2026-09-11'")
    const stood = (to: string) => h.sql("update kernel.delegation set to_on = $1", [to])
    await h.sql("insert into kernel.delegation (id, org_id, from_person, to_person, roles, from_on, to_on, reason, made_by) select gen_random_uuid(), m.org_id, c.person_id, s.person_id, '{ethics-chair}', '2026-09-01', '2026-09-13', '出差', c.person_id from kernel.account c, kernel.account s, kernel.membership m where c.login = 'a-chair' and s.login = 'a-secretary' and m.person_id = s.person_id")
    const again = { id: l.id, confirmation: await confirmed('a-secretary', l.hash, secretary) }
    await expect(h.as('a-secretary', 'letters.sign', again)).rejects.toMatchObject({ reasons: [{ code: 'letters.against.ended', facts: { day: '2026-09-13' } }] })
    await stood('2026-09-14')
    const m = await fresh()
    expect(await h.as('a-secretary', 'letters.sign', { id: m.id, confirmation: await confirmed('a-secretary', m.hash, secretary) })).toMatchObject({ state: 'signed' })
    expect((await letter('a-secretary', m.id))!.signers).toMatchObject([{ office: '伦理委员会主任委员（受托代签）', name: secretary }])
    await h.sql('delete from kernel.delegation')
  })
  it('看过之后、签之前离任的人，进都进不来；回任后可签', async () => {
    const l = await fresh()
    // whoever leaves between reading and signing is not let in at all
    const confirmation = await confirmed('a-chair', l.hash, chair)
    await h.sql("update kernel.membership set to_on = '2026-09-13' where person_id = (select person_id from kernel.account where login = 'a-chair')")
    await expect(h.as('a-chair', 'letters.sign', { id: l.id, confirmation })).rejects.toMatchObject({ name: 'NotSignedIn' })
    await h.sql("update kernel.membership set to_on = null where person_id = (select person_id from kernel.account where login = 'a-chair')")
    expect(await h.as('a-chair', 'letters.sign', { id: l.id, confirmation })).toMatchObject({ state: 'signed' })
  })
  it('签过之后有人绕过程序改了库里的内容：不能签章、不能打印，说内容已变', async () => {
    const l = await fresh()
    await signed(l)
    await h.sql('alter table kernel.letter disable trigger letter_guard')
    await h.sql("update kernel.letter set content = jsonb_set(content, '{facts,title}', '\"另一项研究\"') where id = $1", [l.id])
    for (const [name, more] of [['seal', { how: 'ca' }], ['seal', { how: 'trace' }], ['print', {}]] as const) await expect(h.as('a-secretary', `letters.${name}`, { id: l.id, ...more })).rejects.toMatchObject(refused('letters.changed'))
    await expect(h.as('a-secretary', 'letters.pdf', { id: l.id })).rejects.toMatchObject(refused('letters.changed'))
    // nor does it help to make the hash fit: what was signed is another one
    const [row] = await h.sql<Record<string, never>>('select * from kernel.letter where id = $1', [l.id]), fits = contentHash({ kind: row!['kind']!, number: row!['number']!, caseId: row!['case_id']!, orgId: row!['org_id']!, drawnAt: new Date(row!['drawn_at']!).toISOString(), token: row!['token']!, template: row!['template']!, corrects: row!['corrects']!, content: row!['content']! })
    await h.sql('update kernel.letter set content_hash = $2 where id = $1', [l.id, fits])
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.changed'))
    await h.sql("update kernel.letter set state = 'void', void_reason = 'x' where id = $1", [l.id])
    const m = await fresh()
    await h.sql("update kernel.letter set content = jsonb_set(content, '{facts,title}', '\"另一项研究\"') where id = $1", [m.id])
    await expect(signed(m)).rejects.toMatchObject(refused('letters.changed'))
    await h.sql("update kernel.letter set state = 'void', void_reason = 'x' where id = $1", [m.id])
    await h.sql('alter table kernel.letter enable trigger letter_guard')
  })
})

describe('生效之一：持牌认证机构签章', () => {
  it('签章盖住整份文件即生效，各方可见，记一条事件；生效后谁也改不动，数据库里也不行', async () => {
    const l = await fresh()
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.against.draft'))
    await signed(l)
    expect((await h.as<{ letters: Shown[] }>('qizhou-cra', 'letters.of', { id: caseId })).letters).toEqual([])
    expect(await h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).toMatchObject({ state: 'in-force' })
    const file = await bytes('qizhou-cra', l.id)
    expect(inspectSeal(file).signer).toContain('Linyan Test CA')
    const bad = Buffer.from(file); bad[file.length >> 2]! ^= 1
    expect(() => inspectSeal(bad)).toThrow('letters.seal.changed')
    expect(await h.sql("select name, audience, data->>'number' number from kernel.event where case_id = $1 and name = 'letters.in-force'", [caseId])).toEqual([{ name: 'letters.in-force', audience: 'all', number: l.number }])
    expect(await letter('qizhou-cra', l.id)).toMatchObject({ state: 'in-force', own: false, hash: null, signers: [], deeds: [] })
    for (const name of ['sign', 'print', 'void', 'register'] as const) await expect(h.as('a-secretary', `letters.${name}`, { id: l.id, ...{ sign: { confirmation: l.id }, void: { reason: 'x' }, print: {}, register: { copies: 1, across: true, handler: 'x', sealer: 'y', on: '2026-09-14' } }[name] })).rejects.toMatchObject(refused('letters.against.in-force'))
    for (const change of ["content = '{}'", "number = 'x'", "state = 'void', void_reason = 'x', audience = 'office', in_force_at = null", "pdf_hash = repeat('0', 64)", "token = repeat('x', 30)", "in_force_at = '2020-01-01'"]) await expect(h.sql(`update kernel.letter set ${change} where id = $1`, [l.id]), change).rejects.toMatchObject({ code: expect.stringMatching(/LY409|23514/) })
  })
  it('有错出更正函：新号、连着原件；它生效时原件即被取代，而原件一字不动', async () => {
    const [was] = await h.sql<{ id: string; content_hash: string; pdf_hash: string }>("select id, content_hash, pdf_hash from kernel.letter where state = 'in-force'")
    const c = await h.as<Drawn>('a-secretary', 'letters.correct', { id: was!.id, reason: '版本日期写错' })
    await expect(h.as('a-secretary', 'letters.correct', { id: was!.id, reason: '再来一份' })).rejects.toMatchObject(refused('letters.against.corrected'))
    await signed(c)
    expect((await letter('a-secretary', was!.id))!.state).toBe('in-force')
    await h.as('a-secretary', 'letters.seal', { id: c.id, how: 'ca' })
    expect(await letter('qizhou-cra', was!.id)).toMatchObject({ state: 'superseded' })
    expect((await letter('qizhou-cra', c.id))!.corrects).not.toBeNull()
    expect(await h.sql('select content_hash, pdf_hash from kernel.letter where id = $1', [was!.id])).toEqual([{ content_hash: was!.content_hash, pdf_hash: was!.pdf_hash }])
    await h.sql('alter table kernel.letter disable trigger letter_guard'); await h.sql("update kernel.letter set state = 'void', void_reason = '测试', audience = 'office', in_force_at = null where case_id = $1 and state <> 'void'", [caseId]); await h.sql('alter table kernel.letter enable trigger letter_guard')
  })
  it('没有接入持牌机构：说清楚，指去纸质那条路；盖得不全、换了文件的签章不采用', async () => {
    const l = await fresh(), keep = h.o.ground.keep as { seal?: unknown }, real = keep.seal
    await signed(l)
    keep.seal = undefined
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.seal.none'))
    const sealing = real as { seal(pdf: Uint8Array, what: object): Promise<{ pdf: Uint8Array; receipt: object }> }
    keep.seal = { name: 'bad', seal: async (pdf: Uint8Array, what: object) => { const done = await sealing.seal(pdf, what); return { ...done, pdf: Buffer.concat([done.pdf, Buffer.from('\n%')]) } } }
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.seal.part-only'))
    keep.seal = { name: 'bad', seal: async (_: Uint8Array, what: object) => sealing.seal(await scan(), what) }
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.seal.other-file'))
    keep.seal = { name: 'lazy', seal: async (pdf: Uint8Array) => ({ pdf, receipt: {} }) }
    await expect(h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })).rejects.toMatchObject(refused('letters.seal.none-found'))
    keep.seal = real
    expect((await letter('a-secretary', l.id))!.state).toBe('signed')
  })
})

describe('凭文书才能办的一步', () => {
  const accept = () => s.move('a-secretary', 'ethics.review.accept', 'a')
  it('没拟、没签、只有内部留痕、没用印、没回传、没核对，都不行，各说缺什么；生效即可', async () => {
    const procedures = h.o.ground.work.editions as unknown as Map<string, { stages: Record<string, { moves: Record<string, unknown> }> }>, [{ edition }] = await h.sql<{ edition: number }>('select edition from kernel.case where id = $1', [caseId]) as [{ edition: number }], key = `ethics.review@${edition}`, p = procedures.get(key)!
    procedures.set(key, { ...p, stages: { ...p.stages, [stage]: { ...p.stages[stage]!, moves: { ...p.stages[stage]!.moves, accept: { to: 'mode', letter: kind } } } } } as never)
    await drop(first).catch(() => {})
    const why = async () => accept().then(() => 'done', (e: { reasons?: { code: string; basis: unknown[] }[] }) => { expect(e.reasons?.[0]?.basis.length).toBeGreaterThan(0); return e.reasons?.[0]?.code })
    const said = [await why()]
    let l = await fresh(); said.push(await why())
    await signed(l); said.push(await why())
    await h.as('a-secretary', 'letters.seal', { id: l.id, how: 'trace' }); said.push(await why())
    expect((await h.as<{ letters: Shown[] }>('qizhou-cra', 'letters.of', { id: caseId })).letters).toEqual([])
    l = await fresh()
    for (const at of ['printed', 'stamped', 'scanned'] as const) { l = await fresh(); await onPaper(l, at); said.push(await why()) }
    expect(said).toEqual(['none', 'draft', 'signed', 'sealed', 'printed', 'stamped', 'scanned'].map((x) => `letters.gate.${x}`))
    await h.as('a-chair', 'letters.verify', { id: l.id, number: l.number, pages: l.pages })
    await accept()
    first = ''
  })
  it('退回来再到这一环节，上一回的文书不算数', async () => {
    const t = await running(h, ['a']), { id } = await t.stand('ethics.review', 'a'), l = await draft('a-secretary', id)
    await signed(l); await h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })
    await t.move('a-secretary', 'ethics.review.return', 'a', { note: '补正' }); await t.move('qizhou-cra', 'ethics.review.resubmit', 'a', { note: '已补' })
    await expect(t.move('a-secretary', 'ethics.review.accept', 'a')).rejects.toMatchObject(refused('letters.gate.none'))
    const again = await draft('a-secretary', id)
    expect(again.number).not.toBe(l.number)
  })
})

describe('生效之二：打印—签字—用印登记—扫描回传—核对', () => {
  let t: Story, id: string, l: Drawn
  beforeAll(async () => { t = await running(h, ['a']); id = (await t.stand('ethics.review', 'a')).id; l = await draft('a-secretary', id) })
  it('一步一步，不能跳；每一步谁办、缺什么都说', async () => {
    const register = { copies: 3, across: true, handler: secretary, sealer: '丁宁', on: '2026-09-14', oa: 'OA-77' }
    await expect(h.as('a-seal', 'letters.register', { id: l.id, ...register })).rejects.toMatchObject(refused('letters.against.draft'))
    await h.as('a-secretary', 'letters.print', { id: l.id })
    expect((await h.as<{ name: string; inline: boolean }>('a-seal', 'letters.pdf', { id: l.id }))).toMatchObject({ name: `${l.number}.pdf`, inline: true })
    expect(await h.as('a-seal', 'letters.form', { id: l.id })).toMatchObject({ type: 'application/pdf' })
    await expect(h.as('a-secretary', 'letters.scan', { id: l.id }, { body: await scan(l.pages) })).rejects.toMatchObject(refused('letters.against.printed'))
    for (const [on, code] of [['2026-09-15', 'case.in-the-future'], ['2026-09-13', 'letters.register.before-drawn']]) await expect(h.as('a-seal', 'letters.register', { id: l.id, ...register, on })).rejects.toMatchObject({ issues: [{ path: 'on', code }] })
    await h.as('a-seal', 'letters.register', { id: l.id, ...register })
    for (const [body, code] of [[Buffer.from('MZ not a scan'), /^letters\.scan\.not-a-scan$/], [Buffer.from('%PDF-1.7 nothing more'), /^documents\.check\./]] as const) await expect(h.as('a-secretary', 'letters.scan', { id: l.id }, { body })).rejects.toMatchObject({ reasons: [{ code: expect.stringMatching(code) }] })
    expect(await h.as('a-secretary', 'letters.scan', { id: l.id }, { body: await scan(l.pages + 1) })).toEqual({ id: l.id, state: 'scanned', pages: l.pages + 1 })
  })
  it('核对由另一人做：编号、页数都要对', async () => {
    await expect(h.as('a-secretary', 'letters.verify', { id: l.id, number: l.number, pages: l.pages })).rejects.toMatchObject(refused('letters.against.same-person'))
    await expect(h.as('a-office', 'letters.verify', { id: l.id, number: l.number, pages: l.pages })).rejects.toMatchObject({ name: 'NotFound' })
    await expect(h.as('a-chair', 'letters.verify', { id: l.id, number: '2026-药伦审-9999', pages: l.pages + 4 })).rejects.toMatchObject({ reasons: [{ code: 'letters.verify.number' }, { code: 'letters.verify.pages' }] })
    expect(await h.as('a-chair', 'letters.verify', { id: l.id, number: l.number, pages: l.pages })).toMatchObject({ state: 'in-force' })
    expect(await h.sql('select way from kernel.letter where id = $1', [l.id])).toEqual([{ way: 'paper' }])
    expect(await h.sql('select copies, across, sealer, oa from kernel.seal_use where letter_id = $1', [l.id])).toEqual([{ copies: 3, across: true, sealer: '丁宁', oa: 'OA-77' }])
  })
})

describe('谁看得见：未生效只在本机构经办岗位；二维码只有四样', () => {
  it('草稿：申办方、别家医院、本院别的科室都看不到，文件也取不到', async () => {
    const t = await running(h, ['a', 'b']), { id } = await t.stand('ethics.review', 'a'), l = await draft('a-secretary', id)
    for (const who of ['qizhou-cra', 'qihang-lead', 'a-office', 'a-pi', 'b-secretary', 'c-secretary', 'health-head']) {
      for (const name of ['letters.pdf', 'letters.form', 'letters.print']) await expect(h.as(who, name, { id: l.id }), `${who} ${name}`).rejects.toMatchObject({ name: 'NotFound' })
      expect((await h.as<{ letters: Shown[] }>(who, 'letters.list')).letters.map((x) => x.id), who).not.toContain(l.id)
      const seen = await h.as<{ letters: Shown[] }>(who, 'letters.of', { id }).then((r) => r.letters, () => [])
      expect(seen, who).toEqual([])
    }
    for (const who of ['a-chair', 'a-seal', 'a-secretary']) expect((await h.as<{ letters: Shown[] }>(who, 'letters.list')).letters.map((x) => x.id)).toContain(l.id)
    for (const who of ['qizhou-cra', 'a-office', 'a-pi']) await expect(h.as(who, 'letters.gaps', { kind })).rejects.toMatchObject({ name: 'NotFound' })
    const [{ token }] = await h.sql<{ token: string }>('select token from kernel.letter where id = $1', [l.id]) as [{ token: string }], public_ = async (t: string) => { const impl = h.o.implementations.find((i) => i.endpoint.name === 'letters.check')!; expect(impl.endpoint.who).toBe('public'); const { ask } = await import('#app/open.ts'); return ask(h.o, null, 'letters.check', { token: t }) }
    expect(await public_(token)).toEqual({ number: l.number, date: '2026-09-14', inForce: false, since: null, state: '未生效', org: '杭城市第一人民医院', proof: null })
    await signed(l); await h.as('a-secretary', 'letters.seal', { id: l.id, how: 'ca' })
    const told = await public_(token)
    expect(told).toEqual({ number: l.number, date: '2026-09-14', inForce: true, since: '2026-09-14', state: '已生效', org: '杭城市第一人民医院', proof: null })
    const clerk = new pg.Client({ ...h.target.connection, user: 'clerk' })
    await clerk.connect(); await sequenceAll(clerk, signerOf(h.o.ground.keep.secret('audit-key')), h.now); await clerk.end()
    const { proof, ...four } = await public_(token) as unknown as { proof: { seq: number; hash: string; path: string[]; size: number; root: string; row: null } }
    expect({ ...four, proof: null }).toEqual(told)
    expect(verifyInclusion(proof.seq - 1, proof.size, Buffer.from(proof.hash, 'hex'), proof.path.map((p) => Buffer.from(p, 'hex')), Buffer.from(proof.root, 'hex'))).toBe(true)
    expect(proof.row).toBeNull()
    expect(JSON.stringify([told, proof])).not.toMatch(/QH-101|启航|胃癌|批件/)
    for (const guess of [token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'), 'A'.repeat(24)]) await expect(public_(guess)).rejects.toMatchObject({ name: 'NotFound' })
    await expect(public_('short')).rejects.toMatchObject({ name: 'Invalid' })
    await expect(h.as('b-secretary', 'letters.pdf', { id: l.id })).rejects.toMatchObject({ name: 'NotFound' })
    expect((await bytes('qihang-lead', l.id)).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
