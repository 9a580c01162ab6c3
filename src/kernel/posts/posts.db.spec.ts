import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Invalid, Refusal } from '#kernel/refusal.ts'
import { procedure } from '#kernel/procedure.ts'
import { NotSignedIn, WrongRole } from '#kernel/road.ts'
import { ask } from '#app/open.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { probe, type Probe } from '../../../test/probe.ts'
import { begun, grant, running, type Story } from '../../../test/story.ts'

let h: House, s: Story, p: Probe
const note = { note: '理由' }, reason = '外出学习'
const confirm = procedure('test.confirm', { edition: 1, start: 'confirming', stages: { confirming: { by: { side: 'site', roles: ['ethics-chair', 'legal'] }, moves: { confirm: { to: 'done', of: { count: 2, among: 'members' } } } }, done: { ends: 'granted' } } })
const code = (asked: Promise<unknown>): Promise<string> => asked.then(() => 'done', (e: unknown) => (e instanceof Refusal ? e.reasons.map((r) => r.code).join() : e instanceof Invalid ? e.issues.map((i) => i.code).join() : (e as Error).name))
const id = (login: string) => p.person(login)
/** A colleague of hospital a with an office of his own. */
async function hired(login: string, name: string, roles: string[], from = '2026-01-01'): Promise<string> {
  const [{ id: person }] = await h.sql<{ id: string }>('insert into kernel.person (id, name, name_en) values (gen_random_uuid(), $1, $1) returning id', [name]) as [{ id: string }]
  await h.sql('insert into kernel.account (person_id, login) values ($1, $2)', [person, login])
  await h.sql("insert into kernel.membership (id, person_id, org_id, roles, unit, from_on) values (gen_random_uuid(), $1, $2, $3, '科室', $4)", [person, await h.org('a'), roles, from])
  return person
}
const delegate = async (who: string, to: string, roles: string[], fromOn = '2026-09-14', toOn = '2026-09-16', more: object = {}) => h.as<{ id: string }>(who, 'posts.delegate', { toPersonId: await id(to), roles, fromOn, toOn, reason, ...more })
const clear = () => h.sql('delete from kernel.delegation')
const texts = async (who: string, caseId: string) => (await h.as<{ events: { text: string; who: string }[] }>(who, 'case.one', { id: caseId })).events.map((e) => `${e.who} ${e.text}`)
const tasks = async (who: string) => (await h.as<{ rows: { caseId: string }[]; counts: { mine: number } }>(who, 'case.tasks', { tab: 'mine' }))

beforeAll(async () => {
  h = await openHouse('2026-09-14T11:05')
  s = await running(h, ['a', 'b'])
  p = probe(h, [confirm])
  await hired('a-deputy', '钱工', ['assistant']); await hired('a-admin', '管理员', ['system-admin'])
})
afterAll(async () => { await h?.close() })

describe('委托代办', () => {
  it('起止日之间代行岗位：看得到待办、办得了，时间线写“张三 代 李四”；机构之外只见机构；到期次日说出结束之日', async () => {
    const { id: lane } = await s.stand('startup.initiation', 'a')
    await expect(s.move('a-deputy', 'startup.initiation.pass', 'a')).rejects.toBeInstanceOf(WrongRole)
    await delegate('a-office', 'a-deputy', ['research-office'])
    expect((await tasks('a-deputy')).rows.map((r) => r.caseId)).toContain(lane)
    expect((await h.as<{ counts: { mine: number }; roles: string[] }>('a-deputy', 'session.me'))).toMatchObject({ roles: ['assistant', 'research-office'] })
    await s.move('a-deputy', 'startup.initiation.return', 'a', note)
    expect((await texts('a-office', lane))[0]).toBe('钱工 代 陈岚 退回补正')
    expect((await texts('qizhou-cra', lane))[0]).toBe('杭城一院 退回补正')
    const [event] = await h.sql<{ data: { onBehalfOf: string } }>("select data from kernel.event where case_id = $1 and move = 'return'", [lane])
    expect(event!.data.onBehalfOf).toBe(await id('a-office'))
    for (const who of ['qizhou-cra', 'a-office']) expect(JSON.stringify(await h.as(who, 'case.one', { id: lane }))).not.toContain(event!.data.onBehalfOf)
    await s.move('qizhou-cra', 'startup.initiation.resubmit', 'a', note)
    h.at('2026-09-16T23:30'); await s.move('a-deputy', 'startup.initiation.pass', 'a')
    h.at('2026-09-17T00:30')
    await expect(s.move('a-deputy', 'startup.initiation.pass', 'a')).rejects.toMatchObject({ reasons: [{ code: 'posts.delegation-ended', facts: { day: '2026-09-16' } }] })
    expect((await tasks('a-deputy')).counts.mine).toBe(0)
    h.at('2026-09-14T11:05'); await clear()
  })
  it('收回当场生效，说出收回之日；还没到起日的也不能办', async () => {
    const made = await delegate('a-office', 'a-deputy', ['research-office'], '2026-09-14', '2026-10-14'), free = async () => code(h.as('a-deputy', 'startup.initiation.pass', { id: (await s.stand('startup.initiation', 'b')).id, seen: 1 }))
    expect(await free()).toBe('NotFound')
    expect(await code(h.as('a-legal', 'posts.revoke', { id: made.id }))).toBe('posts.not-yours-to-revoke')
    expect(await code(h.as('b-office', 'posts.revoke', { id: made.id }))).toBe('NotFound')
    await h.as('a-office', 'posts.revoke', { id: made.id })
    expect(await free()).toBe('posts.delegation-ended')
    expect(await code(h.as('a-office', 'posts.revoke', { id: made.id }))).toBe('posts.over-already')
    await clear(); await delegate('a-office', 'a-deputy', ['research-office'], '2026-09-15', '2026-09-16'); expect(await free()).toBe('WrongRole'); await clear()
  })
  it('指名本人的办件，代办人也能办；须本人会签的不能代签', async () => {
    const t = await begun(h, ['a']), deputy = await hired('a-pi3', '孙研', ['sub-investigator'])
    await delegate('a-pi', 'a-pi3', ['pi']); expect(deputy).toBeTruthy()
    expect((await tasks('a-pi3')).rows.map((r) => r.caseId)).toContain((await t.stand('startup.site', 'a')).id)
    await t.move('a-pi3', 'startup.site.sign', 'a')
    expect((await texts('a-pi', (await t.stand('startup.site', 'a')).id))[0]).toBe('孙研 代 李岩 签署申请')
    await delegate('a-chair', 'a-deputy', ['ethics-chair'])
    const open = await p.open('test.confirm', s, { members: [await id('a-chair'), await id('a-legal')] })
    expect(await code(p.move('a-deputy', 'test.confirm.confirm', open))).toBe('case.not-named')
    expect(await p.move('a-chair', 'test.confirm.confirm', open)).toMatchObject({ version: 2 })
    await clear()
  })
  it.each([
    ['伦理秘书代机构办', 'a-office', 'a-secretary', ['research-office'], 'posts.apart'], ['机构办代伦理主任', 'a-chair', 'a-office', ['ethics-chair'], 'posts.apart'], ['研究者代伦理主任', 'a-chair', 'a-pi', ['ethics-chair'], 'posts.apart'], ['用印代法务', 'a-legal', 'a-seal', ['legal'], 'posts.apart'],
    ['委托给本人', 'a-office', 'a-office', ['research-office'], 'posts.to-oneself'], ['委托给别家的人', 'a-office', 'b-office', ['research-office'], 'posts.not-in-office'], ['没有这个岗位', 'a-office', 'a-deputy', ['legal'], 'posts.not-your-office'],
  ])('%s：不行，说出依据', async (_, who, to, roles, expected) => expect(await code(delegate(who, to, roles))).toBe(expected))
  it('止日早于起日、已过、超过一年：填写有误；绕回本人、重复委托：不行', async () => {
    for (const [from, to, expected] of [['2026-09-16', '2026-09-15', 'posts.backwards'], ['2026-09-01', '2026-09-13', 'posts.in-the-past'], ['2026-09-14', '2028-01-01', 'posts.too-long']] as const) expect(await code(delegate('a-office', 'a-deputy', ['research-office'], from, to))).toBe(expected)
    await delegate('a-office', 'a-deputy', ['research-office']); expect(await code(delegate('a-office', 'a-deputy', ['research-office'], '2026-09-16', '2026-09-20'))).toBe('posts.overlapping')
    expect(await code(delegate('a-deputy', 'a-office', ['assistant']))).toBe('posts.circular')
    expect(await code(delegate('a-deputy', 'a-legal', ['research-office']))).toBe('posts.not-your-office')
    await clear()
  })
  it('两人同时互相委托，只成一个', async () => {
    for (let i = 0; i < 8; i++) {
      const told = await Promise.all([code(delegate('a-legal', 'a-deputy', ['legal'])), code(delegate('a-deputy', 'a-legal', ['assistant']))])
      expect(told.sort()).toEqual(['done', 'posts.circular']); await clear()
    }
  })
  it('离任的人不能代办；委托人离任，代办随之结束；通知知道谁在代办', async () => {
    await hired('a-gone', '已离', ['legal'], '2026-01-01'); await h.sql("update kernel.membership set to_on = '2026-09-01' where person_id = $1", [await id('a-gone')])
    expect(await code(delegate('a-office', 'a-gone', ['research-office']))).toBe('posts.not-in-office')
    await hired('a-leaving', '将离', ['legal']); await delegate('a-leaving', 'a-deputy', ['legal'], '2026-09-14', '2026-09-30')
    const ins = async (day: string) => (await h.sql<{ p: string }>('select kernel.stand_ins($1, $2) p', [await id('a-leaving'), day])).map((r) => r.p)
    expect([await ins('2026-09-20'), await ins('2026-10-01')]).toEqual([[await id('a-deputy')], []])
    await h.sql("update kernel.membership set to_on = '2026-09-15' where person_id = $1", [await id('a-leaving')])
    h.at('2026-09-16T09:00'); expect((await h.as<{ roles: string[] }>('a-deputy', 'session.me')).roles).toEqual(['assistant']); expect(await ins('2026-09-16')).toEqual([])
    h.at('2026-09-14T11:05'); await clear()
  })
  it('分管领导可以替不能办的人委托，写明原因；别人不行；外院看不到', async () => {
    expect(await code(delegate('a-legal', 'a-deputy', ['research-office'], '2026-09-14', '2026-09-16', { fromPersonId: await id('a-office') }))).toBe('posts.not-a-head')
    await delegate('a-executive', 'a-deputy', ['research-office'], '2026-09-14', '2026-09-16', { fromPersonId: await id('a-office') })
    const seen = async (who: string) => (await h.as<{ delegations: { from: string; to: string; mine: string; state: string }[] }>(who, 'posts.mine')).delegations
    expect(await seen('a-deputy')).toMatchObject([{ from: '陈岚', to: '钱工', mine: 'received', state: 'in-force' }])
    expect([await seen('a-legal'), await seen('b-executive'), await seen('qizhou-cra')]).toEqual([[], [], []])
    await clear()
  })
})

describe('岗位交接', () => {
  interface List { digest: string; items: { what: string; title: string; bound: boolean }[]; counts: { office: number; drafts: number }; may: { sign: boolean; cancel: boolean; why: string | null }; doneAt: string | null; giverSignedBy: string | null; openedBy: string; gone: boolean }
  const open = async (who: string, to: string, roles: string[], leaving: boolean, more: object = {}) => (await h.as<{ id: string }>(who, 'posts.handover', { toPersonId: await id(to), roles, leaving, reason: '调离', ...more })).id
  const list = (who: string, one: string) => h.as<List>(who, 'posts.list', { id: one })
  /** Confirms identity (in the demo by one's own name) and signs the list as it is now, or as it was. */
  const sign = async (who: string, one: string, was?: string) => {
    const digest = was ?? (await list(who, one)).digest, [{ name }] = await h.sql<{ name: string }>('select p.name from kernel.person p join kernel.account a on a.person_id = p.id where a.login = $1', [who]) as [{ name: string }]
    return h.as<{ done: boolean }>(who, 'posts.sign', { id: one, digest, confirmation: (await h.as<{ id: string }>(who, 'session.confirm', { hash: digest, act: 'posts.sign', password: name })).id })
  }
  it('离任：清单列出指名本人的办件、委托与草稿数；双方签同一份，岗位与办件当场过去，会话当场结束，历史仍有两人之名', async () => {
    await hired('a-pi4', '周研', ['pi']); await hired('a-next', '吴研', ['pi'])
    for (const who of ['a-pi4', 'a-next']) await h.sql('insert into institutions.investigator (id, org_id, department_id, person_id, name, name_en) select gen_random_uuid(), org_id, department_id, $2, $3, $3 from institutions.investigator where person_id = $1', [await id('a-pi'), await id(who), who === 'a-pi4' ? '周研' : '吴研'])
    const t = await running(h, ['a']), site = await t.stand('startup.site', 'a'), pi4 = await id('a-pi4')
    await h.sql("update kernel.case set facts = facts || jsonb_build_object('investigator', $2::text) where subject_id = $1 and facts ? 'investigator'", [t.study, pi4])
    await h.sql('update studies.site set investigator_id = (select id from institutions.investigator where person_id = $2) where case_id = $1', [site.id, pi4])
    await h.sql('update kernel.desk set person_id = $2 where case_id = $1 and person_id is not null', [site.id, pi4])
    await h.as('a-pi4', 'draft.save', { name: 'x:1', seen: 0, body: {} }); await delegate('a-pi4', 'a-deputy', ['pi'], '2026-09-14', '2026-09-30')
    const token = await h.token('a-pi4'), one = await open('a-pi4', 'a-next', ['pi'], true), shown = await list('a-pi4', one)
    expect(shown.items.map((i) => i.what)).toEqual(expect.arrayContaining(['中心'])); expect(shown.items.every((i) => i.bound)).toBe(true); expect(shown.counts.drafts).toBe(1)
    expect(await code(sign('a-next', one))).toBe('posts.giver-first')
    expect(await code(sign('a-pi4', one, '0'.repeat(64)))).toBe('posts.list-changed')
    expect([await code(h.as('a-legal', 'posts.list', { id: one })), await code(h.as('b-executive', 'posts.list', { id: one }))]).toEqual(['NotFound', 'NotFound'])
    const { id: given } = await h.as<{ id: string }>('a-pi4', 'session.confirm', { hash: '1'.repeat(64), act: 'posts.sign', password: '周研' })
    expect(await code(h.as('a-pi4', 'posts.sign', { id: one, digest: shown.digest, confirmation: given }))).toBe('confirm.changed')
    expect(await sign('a-pi4', one)).toEqual({ done: false })
    expect(await sign('a-next', one)).toEqual({ done: true })
    await expect(ask(h.o, token, 'session.me', {})).rejects.toBeInstanceOf(NotSignedIn)
    await expect(h.token('a-pi4').then((x) => ask(h.o, x, 'session.me', {}))).rejects.toThrow()
    expect(await h.sql('select i.name from studies.site s join institutions.investigator i on i.id = s.investigator_id where s.case_id = $1', [site.id])).toEqual([{ name: '吴研' }])
    expect(await h.sql("select count(*)::int n from kernel.case where subject_id = $1 and facts::text like '%' || $2 || '%'", [t.study, pi4])).toEqual([{ n: 0 }])
    expect(await h.sql('select to_on from kernel.membership where person_id = $1', [pi4])).toEqual([{ to_on: '2026-09-13' }])
    expect((await texts('a-next', site.id))[0]).toBe('吴研 交接：吴研')
    expect((await texts('qizhou-cra', site.id))[0]).toBe('杭城一院 交接')
    expect(await list('a-executive', one)).toMatchObject({ doneAt: h.now(), items: shown.items, may: { sign: false, cancel: false } })
    expect(await h.sql('select revoked_at is not null as ended from kernel.delegation')).toEqual([{ ended: true }])
    await grant(t, 'a', ['startup.initiation', 'ethics.review']); await clear()
  })
  it('接收人不是在册研究者，整个交接不成，什么都没有动', async () => {
    const t = await begun(h, ['a']), [{ n }] = await h.sql<{ n: number }>('select count(*)::int n from kernel.event') as [{ n: number }], one = await open('a-pi', 'a-deputy', ['pi'], false)
    await sign('a-pi', one)
    expect(await code(sign('a-deputy', one))).toBe('startup.site.handover.not-an-investigator')
    expect([(await t.stand('startup.site', 'a')).version, (await h.sql<{ n: number }>('select count(*)::int n from kernel.event'))[0]!.n, (await h.as<{ roles: string[] }>('a-deputy', 'session.me')).roles]).toEqual([1, n, ['assistant']])
    await h.as('a-pi', 'posts.cancel', { id: one })
    expect(await code(sign('a-pi', one))).toBe('posts.over-already')
  })
  it('不离任只交一个岗位：别的岗位与办件不动；转给本人的办件随岗位走；签后清单变了，移交人再签', async () => {
    await hired('a-two', '郑工', ['legal', 'assistant']); await hired('a-heir', '王工', ['assistant'])
    const t = await running(h, ['a'])
    await t.move('qihang-legal', 'agreements.signing.propose', 'a'); await t.move('a-office', 'agreements.signing.forward', 'a')
    const lane = await t.stand('agreements.signing', 'a')
    const one = await open('a-two', 'a-heir', ['legal'], false); await sign('a-two', one)
    await h.as('a-legal', 'case.assign', { id: lane.id, seen: lane.version, personId: await id('a-two') })
    expect((await list('a-heir', one)).may).toMatchObject({ sign: false, why: expect.stringContaining('再签') as string })
    expect(await code(sign('a-heir', one))).toBe('posts.giver-again')
    await sign('a-two', one); expect(await sign('a-heir', one)).toEqual({ done: true })
    const roles = async (who: string) => (await h.as<{ roles: string[] }>(who, 'session.me')).roles
    expect([await roles('a-two'), await roles('a-heir')]).toEqual([['assistant'], ['assistant', 'legal']])
    expect((await tasks('a-heir')).rows.map((r) => r.caseId)).toContain(lane.id)
  })
  it('接了就会一人兼办互斥的岗位、交给本人、已有一份没办完：不行', async () => {
    expect(await code(open('a-chair', 'a-office', ['ethics-chair'], false))).toBe('posts.apart')
    expect(await code(open('a-chair', 'a-chair', ['ethics-chair'], false))).toBe('posts.to-oneself')
    const one = await open('a-seal', 'a-deputy', ['seal-keeper'], false); expect(await code(open('a-seal', 'a-head', ['seal-keeper'], true))).toBe('posts.open-already')
    await h.as('a-deputy', 'posts.cancel', { id: one })
  })
  it('人已不在：分管领导代为移交，写明原因；两人之名都在；别人不能替', async () => {
    await hired('a-lost', '失联', ['legal'])
    expect(await code(open('a-legal', 'a-heir', ['legal'], true, { fromPersonId: await id('a-lost') }))).toBe('posts.not-a-head')
    const one = await open('a-executive', 'a-heir', ['legal'], true, { fromPersonId: await id('a-lost') })
    expect(await code(sign('a-lost', one))).toBe('posts.not-a-party')
    await sign('a-executive', one); expect(await sign('a-heir', one)).toEqual({ done: true })
    expect(await list('a-executive', one)).toMatchObject({ gone: true, openedBy: '沈国平', giverSignedBy: '沈国平' })
    await expect(h.as('a-lost', 'session.me')).rejects.toThrow()
  })
  it('双方最后一签同时来两次，只办一次', async () => {
    await hired('a-x', '甲工', ['assistant']); await hired('a-y', '乙工', ['assistant'])
    const one = await open('a-x', 'a-y', ['assistant'], true); await sign('a-x', one)
    const { digest } = await list('a-y', one), told = await Promise.all([1, 2, 3].map(() => code(sign('a-y', one, digest))))
    expect(told.sort()).toEqual(['done', 'posts.over-already', 'posts.over-already'])
  })
})
describe('成批转办', () => {
  it('选中的全转或全不转；有一件已有人办理，说出是哪一件', async () => {
    await hired('a-office9', '冯工', ['research-office'])
    const to = await id('a-office9'), lanes = await Promise.all([running(h, ['a']), running(h, ['a'])].map(async (t) => (await t).stand('startup.initiation', 'a')))
    const { rows } = await h.as<{ rows: { id: string; version: number; to: string[] }[] }>('a-office', 'posts.held'), cases = lanes.map((l) => ({ id: l.id, seen: rows.find((r) => r.id === l.id)!.version }))
    expect(rows.find((r) => r.id === lanes[0]!.id)!.to).toContain(to)
    expect(await code(h.as('a-office', 'posts.reassign', { personId: to, cases: [cases[0], { ...cases[1]!, seen: cases[1]!.seen + 1 }] }))).toBe('posts.moved')
    expect((await tasks('a-office9')).rows.filter((r) => lanes.some((l) => l.id === r.caseId))).toHaveLength(2)
    expect(await h.as('a-office', 'posts.reassign', { personId: to, cases, note: '请冯工' })).toEqual({ done: 2 })
    expect((await tasks('a-office')).rows.filter((r) => lanes.some((l) => l.id === r.caseId))).toHaveLength(0)
    expect(await code(h.as('a-legal', 'posts.reassign', { personId: to, cases: lanes.map((l) => ({ id: l.id, seen: l.version + 1 })) }))).toBe('case.not-yours-to-assign')
  })
})
