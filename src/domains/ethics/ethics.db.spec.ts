import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { lettered, running, type Story } from '../../../test/story.ts'
import { memberId, minutes, two } from './seed.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') })
afterAll(async () => { await h?.close() })
const note = { note: '理由见附件' }
interface Face { name: string; state: string; tone: string; used: number; dueOn: string | null; doneOn: string | null; stoppedSince: string | null; unrolledDueOn: string | null }
interface Board { stage: string; stageText: string; events: { text: string; who: string; note: string | null; facts: Record<string, unknown> }[]; moves: { name: string; label: string; fields: { name: string; label: string; kind: string; options: { value: string; label: string; note?: string }[] }[]; reasons: { text: string }[] }[] }
const face = async (s: Story, clock: string): Promise<Face> => (await h.as<{ face: Face }>('a-secretary', 'case.clock', { id: (await s.stand('ethics.review', 'a')).id, clock: `ethics.review.${clock}` })).face
const open = async (s: Story, who: string, place = 'a') => h.as<Board>(who, 'case.one', { id: (await s.stand('ethics.review', place)).id })
const walk = async (s: Story, ...steps: (readonly [who: string, move: string, to: string, more?: object])[]) => { for (const [who, move, to, more] of steps) expect([move, (await s.move(who, `ethics.review.${move}`, who.split('-')[0]!.length === 1 ? who[0]! : 'a', more)).stage]).toEqual([move, to]) }
const accept = ['a-secretary', 'accept', 'mode'] as const, convene = ['a-chair', 'convene', 'meeting'] as const, minute = (kind: 'agree' | 'agreeWithChanges' = 'agree') => ['a-secretary', 'minute', 'opining', minutes('a', kind)] as const, agree = ['a-chair', 'agree', 'issuing'] as const
const assign = ['a-chair', 'assign', 'confirming', two('a')] as const, changes = ['a-chair', 'agreeWithChanges', 'revising', note] as const, revise = ['qihang-lead', 'revise', 'assigning', note] as const
const refused = (code: string, facts = {}) => ({ reasons: expect.arrayContaining([expect.objectContaining({ code: `ethics.review.${code}`, ...facts })]) as unknown })

describe('伦理审查 · 每一步由谁办、到哪里', () => {
  it('受理、会议、同意、签发批件；批件编号与有效期留在案里', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, convene, minute(), agree, ['a-chair', 'issue', 'approved'])
    expect(await s.stand('ethics.review', 'a')).toMatchObject({ outcome: 'granted' })
    expect(await h.sql('select number, valid_until, approved_on from ethics.approval where case_id = $1', [(await s.stand('ethics.review', 'a')).id])).toMatchObject([{ number: '2026-药伦审-0001', valid_until: '2027-09-13', approved_on: '2026-09-14' }])
  })
  it('退回补正再受理；必要的修改后同意，改两轮，两位委员会签才出批件', async () => {
    const s = await running(h, ['a'])
    await walk(s, ['a-secretary', 'return', 'returned', note], ['qizhou-cra', 'resubmit', 'receiving', note], accept, convene, minute('agreeWithChanges'), changes, revise, assign, ['a-member1', 'confirm', 'confirming'], ['a-member2', 'again', 'revising', note], ['qizhou-cra', 'revise', 'assigning', note], assign, ['a-member1', 'confirm', 'confirming'])
    await expect(s.move('a-member1', 'ethics.review.confirm', 'a')).rejects.toMatchObject({ reasons: [{ code: 'case.signed-already' }] })
    await expect(s.move('a-member3', 'ethics.review.confirm', 'a')).rejects.toMatchObject({ reasons: [{ code: 'case.not-named' }] })
    await walk(s, ['a-member2', 'confirm', 'issuing'], ['a-chair', 'issue', 'approved'])
  })
  it('会签中一位不同意，提交会议；简易审查中一位要求会审，也转会议', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, convene, minute('agreeWithChanges'), changes, revise, assign, ['a-member1', 'confirm', 'confirming'], ['a-member2', 'dissent', 'meeting', note], minute(), agree)
    const t = await running(h, ['a'])
    await walk(t, accept, ['a-chair', 'expedite', 'expedited', two('a')], ['a-member1', 'concur', 'expedited'], ['a-member2', 'object', 'meeting', note])
  })
  it('简易程序：主任指定两位委员，都同意后签意见；只指定一位被拒', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept)
    await expect(s.move('a-chair', 'ethics.review.expedite', 'a', { reviewers: [memberId('a', 2)] })).rejects.toMatchObject(refused('nameable.too-few'))
    await walk(s, ['a-chair', 'expedite', 'expedited', two('a')], ['a-member1', 'concur', 'expedited'], ['a-member2', 'concur', 'opining'])
    await expect(s.move('a-chair', 'ethics.review.agreeWithChanges', 'a', note)).rejects.toMatchObject(refused('voted.other-opinion'))
    await walk(s, agree)
  })
  it('没有一种意见够数不能登记结论，登记再议后再开一次会；够数的不能登记再议', async () => {
    const s = await running(h, ['a']), split = minutes('a', 'agree', 4)
    await walk(s, accept, convene)
    await expect(s.move('a-secretary', 'ethics.review.minute', 'a', split)).rejects.toMatchObject(refused('decided.none-carried', { facts: { members: 9, voting: 7, most: 4 } }))
    await walk(s, ['a-secretary', 'defer', 'meeting', { ...split, ...note }])
    await expect(s.move('a-secretary', 'ethics.review.defer', 'a', { ...minutes('a'), ...note })).rejects.toMatchObject(refused('undecided.carried'))
    await walk(s, minute())
    expect(await h.sql('select members, decision, arithmetic from ethics.meeting where case_id = $1 order by turn', [(await s.stand('ethics.review', 'a')).id])).toEqual([{ members: 9, decision: null, arithmetic: ['nhc', 'science'] }, { members: 9, decision: 'agree', arithmetic: ['nhc', 'science'] }])
  })
  it('不予受理、不同意、申办方撤回都就此结束，之后什么也不能办', async () => {
    const none = { place: '会议室', attending: [1, 2, 3, 4, 5].map((n) => memberId('a', n)), recused: [], agree: 0, agreeWithChanges: 0, disagree: 5 }
    for (const [path, ends] of [[[['a-secretary', 'decline', 'declined', note]], 'refused'], [[accept, convene, ['a-secretary', 'minute', 'opining', none], ['a-chair', 'disagree', 'declined', note]], 'refused'], [[['qizhou-cra', 'withdraw', 'withdrawn', note]], 'withdrawn'], [[accept, convene, minute(), agree, ['qihang-lead', 'withdraw', 'withdrawn', note]], 'withdrawn']] as const) {
      const s = await running(h, ['a'])
      await walk(s, ...path)
      expect(await s.stand('ethics.review', 'a')).toMatchObject({ outcome: ends })
      for (const [who, move] of [['a-secretary', 'accept'], ['a-chair', 'agree'], ['qizhou-cra', 'withdraw']] as const) await expect(s.move(who, `ethics.review.${move}`, 'a', note)).rejects.toMatchObject({ reasons: [{ code: 'case.not-open-now' }] })
    }
  })
  it('对申请人不利的每一步都要写明理由，空白不算', async () => {
    const s = await running(h, ['a'])
    const bare = async (who: string, move: string) => { for (const more of [{}, { note: ' \n\u3000' }]) await expect(s.move(who, `ethics.review.${move}`, 'a', more)).rejects.toMatchObject({ issues: [{ path: 'note', code: 'case.note-required' }] }) }
    await bare('a-secretary', 'return'); await bare('a-secretary', 'decline'); await bare('qizhou-cra', 'withdraw')
    await walk(s, accept, convene, minute('agreeWithChanges')); await bare('a-chair', 'agreeWithChanges')
  })
  it('秘书不能签意见，主任委员不能代秘书受理，委员不能登记会议，申办方与院领导都不能', async () => {
    const s = await running(h, ['a'])
    for (const who of ['a-chair', 'qizhou-cra', 'a-executive', 'a-office', 'a-pi', 'a-member1', 'health-head', 'alliance-head']) await expect(s.move(who, 'ethics.review.accept', 'a')).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, accept, convene)
    await expect(s.move('a-member1', 'ethics.review.minute', 'a', minutes('a'))).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, minute())
    for (const who of ['a-secretary', 'qizhou-cra', 'a-executive', 'a-office', 'a-pi', 'a-member1']) for (const move of ['agree', 'disagree', 'agreeWithChanges', 'issue']) await expect(s.move(who, `ethics.review.${move}`, 'a', note)).rejects.toMatchObject({ name: 'WrongRole' })
  })
  it('别家医院的秘书、主任与委员：说没有找到，与真的没有一个样', async () => {
    const s = await running(h, ['a', 'b'])
    for (const who of ['b-secretary', 'c-secretary']) await expect(s.move(who, 'ethics.review.accept', 'a')).rejects.toMatchObject({ name: 'NotFound' })
    await expect(s.move('b-member1', 'ethics.review.confirm', 'a')).rejects.toMatchObject({ name: 'NotFound' })
    await expect(h.as('b-secretary', 'ethics.review.accept', { id: '01999999-0000-7000-8000-000000000000', seen: 1 })).rejects.toMatchObject({ name: 'NotFound' })
  })
})

describe('伦理审查 · 审的是谁，只在委员会之内', () => {
  it('谁到会、谁回避、怎样表决、指定了谁：机构办、研究者、申办方都读不到，只知道环节到了哪里', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, convene, ['a-secretary', 'recuse', 'meeting', { member: memberId('a', 9), interest: 'other' }], minute('agreeWithChanges'), changes, revise, assign, ['a-member1', 'confirm', 'confirming'])
    await walk(s, ['a-member2', 'again', 'revising', { note: '第 3 页仍是旧标准' }])
    for (const who of ['a-office', 'a-pi', 'a-head', 'a-executive', 'qizhou-cra', 'qihang-lead']) {
      const seen = await open(s, who), text = JSON.stringify(seen)
      expect([who, seen.stage, /戚文|陆衡|尤嘉|倪珊|沙莉|门诊楼/.test(text), seen.events.some((e) => /回避|登记会议|会签|指定/.test(e.text))]).toEqual([who, 'revising', false, false])
      for (const id of [1, 2, 3, 9].map((n) => memberId('a', n))) expect(text).not.toContain(id)
    }
    expect((await open(s, 'a-office')).events.find((e) => e.note === '第 3 页仍是旧标准')).toMatchObject({ text: '仍需修改', who: '伦理委员会' })
    expect((await open(s, 'qizhou-cra')).events.find((e) => e.note === '第 3 页仍是旧标准')).toMatchObject({ who: '杭城一院' })
    expect((await open(s, 'a-chair')).events.map((e) => [e.text, e.who])).toEqual(expect.arrayContaining([['仍需修改', '陆衡'], ['登记回避', '周敏'], ['指定核对委员', '赵启明']]))
    for (const who of ['a-office', 'qizhou-cra']) expect((await h.as<{ rows: { holder: string; office: string }[] }>(who, 'case.tasks', { tab: 'waiting' })).rows.every((r) => !/戚文|陆衡/.test(JSON.stringify(r)))).toBe(true)
  })
  it('委员只看到指名给自己的待办；签过就不再等自己', async () => {
    const s = await running(h, ['b']), mine = async (who: string) => (await h.as<{ rows: { subjectId: string }[] }>(who, 'case.tasks', { tab: 'mine' })).rows.filter((r) => r.subjectId === s.study).length
    for (const [who, move, more] of [['b-secretary', 'accept'], ['b-chair', 'expedite', two('b')]] as const) await s.move(who, `ethics.review.${move}`, 'b', more)
    expect(await Promise.all(['b-member1', 'b-member2', 'b-member3'].map(mine))).toEqual([1, 1, 0])
    await s.move('b-member1', 'ethics.review.concur', 'b')
    expect(await Promise.all(['b-member1', 'b-member2', 'b-member3'].map(mine))).toEqual([0, 1, 0])
  })
  it('主任要选的委员有类别，须回避的不在名单上；登记会议的名单全在，须回避的写明', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, ['a-secretary', 'recuse', 'mode', { member: memberId('a', 3), interest: 'sub-investigator' }])
    const names = (await open(s, 'a-chair')).moves.find((m) => m.name === 'expedite')!.fields.find((f) => f.name === 'reviewers')!
    expect([names.kind, names.options.map((o) => `${o.label} ${o.note}`)]).toEqual(['any', ['赵启明 医学', '戚文 医学', '尤嘉 社区代表 · 院外']])
    await expect(s.move('a-chair', 'ethics.review.expedite', 'a', { reviewers: [memberId('a', 2), memberId('a', 3)] })).rejects.toMatchObject(refused('nameable.conflicted'))
    await walk(s, convene)
    const seats = (await open(s, 'a-secretary')).moves.find((m) => m.name === 'minute')!.fields.find((f) => f.name === 'attending')!
    expect([seats.options.length, seats.options.find((o) => o.label === '陆衡')!.note]).toEqual([9, '法律 · 院外 · 须回避'])
  })
})

describe('伦理审查 · 回避与批件', () => {
  it('自己主持的研究，主任委员不能签意见也不能签批件；到会而不回避，会议不能登记', async () => {
    const s = await running(h, ['a']), [chair] = await h.sql<{ person_id: string }>("select person_id from kernel.account where login = 'a-chair'"), [mine] = await h.sql<{ person_id: string }>("select person_id from kernel.account where login = 'a-pi'")
    const lead = (to: string, from: string) => h.sql('update institutions.investigator set person_id = $1 where person_id = $2', [to, from])
    await walk(s, accept, convene)
    await lead(chair!.person_id, mine!.person_id)
    await expect(s.move('a-secretary', 'ethics.review.minute', 'a', minutes('a'))).rejects.toMatchObject(refused('quorate.must-recuse', { facts: { names: '赵启明' } }))
    await lead(mine!.person_id, chair!.person_id)
    await walk(s, minute())
    await lead(chair!.person_id, mine!.person_id)
    for (const move of ['agree', 'agreeWithChanges', 'disagree']) await expect(s.move('a-chair', `ethics.review.${move}`, 'a', note)).rejects.toMatchObject(refused('independent.own-study', { basis: [expect.objectContaining({ kind: 'ministerial' })] }))
    await lead(mine!.person_id, chair!.person_id)
    await walk(s, agree)
    await lead(chair!.person_id, mine!.person_id)
    await expect(s.move('a-chair', 'ethics.review.issue', 'a')).rejects.toMatchObject(refused('independent.own-study'))
    await lead(mine!.person_id, chair!.person_id)
  })
  it('参与研究的委员：登记回避之后不能被指定，已被指定的也不能再签', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, convene, minute('agreeWithChanges'), changes, revise, assign)
    await h.sql("insert into ethics.conflict (id, org_id, subject_id, member_id, interest, act_id) values (gen_random_uuid(), $1, $2, $3, 'sub-investigator', gen_random_uuid())", [await h.org('a'), s.study, memberId('a', 2)])
    await expect(s.move('a-member1', 'ethics.review.confirm', 'a')).rejects.toMatchObject(refused('independent.interest'))
    await expect(s.move('a-chair', 'ethics.review.assign', 'a', two('a'))).rejects.toMatchObject(refused('nameable.conflicted'))
    await walk(s, ['a-chair', 'assign', 'confirming', { reviewers: [memberId('a', 3), memberId('a', 4)] }], ['a-member2', 'confirm', 'confirming'], ['a-member3', 'confirm', 'issuing'])
  })
  it('意见函、批件没有生效，不能签出意见、不能签发；批件一年之后才来签发，要重新拟', async () => {
    h.at('2026-09-14T11:05')
    const s = await running(h, ['a']), bare = async (who: string, move: string, more = {}) => { const { id, version: seen } = await s.stand('ethics.review', 'a'); return h.as(who, `ethics.review.${move}`, { id, seen, ...more }) }
    await walk(s, accept, convene, minute('agreeWithChanges'))
    await expect(bare('a-chair', 'agreeWithChanges', note)).rejects.toMatchObject({ reasons: [{ code: 'letters.gate.none', facts: { letter: '意见函' } }] })
    await walk(s, changes, revise, assign, ['a-member1', 'confirm', 'confirming'], ['a-member2', 'confirm', 'issuing'])
    await expect(bare('a-chair', 'issue')).rejects.toMatchObject({ reasons: [{ code: 'letters.gate.none', facts: { letter: '批件' } }] })
    await lettered(h, s, 'a-secretary', 'ethics.approval', 'a')
    h.at('2027-09-13T10:00')
    await expect(bare('a-chair', 'issue')).rejects.toMatchObject(refused('valid.past', { facts: { day: '2027-09-13' } }))
  })
  it('批件写明应到、实到、回避、各类票数、每份文件的版本与日期、到会名单；申办方读得到批件，读不到会议记录', async () => {
    h.at('2026-09-14T11:05')
    const s = await running(h, ['a'])
    await walk(s, accept, ['a-secretary', 'recuse', 'mode', { member: memberId('a', 7), interest: 'sub-investigator' }], convene, ['a-secretary', 'minute', 'opining', { ...minutes('a'), recused: [memberId('a', 7)], agree: 6, agreeWithChanges: 0 }], agree, ['a-chair', 'issue', 'approved'])
    const { id } = await s.stand('ethics.review', 'a'), [{ facts } = { facts: {} }] = await h.sql<{ facts: Record<string, unknown> }>("select content->'facts' facts from kernel.letter where case_id = $1 and kind = 'ethics.approval'", [id])
    expect(facts).toMatchObject({ committee: '杭城一院医学伦理委员会', way: '会议审查', members: '9', attending: '7', recused: '1', votes: [{ vote: '同意', count: '6' }], decision: '同意', validFrom: '2026-09-14', validUntil: '2027-09-13', investigator: '李岩' })
    expect((facts['papers'] as { paper: string; label: string; dated: string; hash: string }[]).map((p) => [p.paper, p.label, p.dated, p.hash.length])).toEqual(expect.arrayContaining([['方案', 'V2.0', '2026-08-20', 64]]))
    expect((facts['attendance'] as { name: string; inside: string }[]).map((a) => `${a.name} ${a.inside}`)).toEqual(expect.arrayContaining(['陆衡 院外', '裴立 院内']))
    expect((await h.as<{ letters: { number: string }[] }>('qizhou-cra', 'letters.of', { id })).letters.map((l) => l.number)).toEqual(['2026-药伦审-0001'].map(() => expect.stringMatching(/^2026-药伦审-/) as unknown as string))
  })
  it('各委员会说自己的用语：按 2023 年办法的说“批准、修改后批准”，按 GCP 的说“同意、必要的修改后同意”', async () => {
    const s = await running(h, ['a', 'd']), labels = async (who: string, place: string) => (await open(s, who, place)).moves.map((m) => m.label)
    await s.move('d-office', 'startup.site.accept', 'd')
    for (const k of ['a', 'd']) for (const [who, move, more] of [['secretary', 'accept'], ['chair', 'convene'], ['secretary', 'minute', minutes(k)]] as const) await s.move(`${k}-${who}`, `ethics.review.${move}`, k, more)
    expect(await labels('a-chair', 'a')).toEqual(['同意', '必要的修改后同意', '修改后再审', '不同意'])
    expect(await labels('d-chair', 'd')).toEqual(['批准', '修改后批准', '修改后再审', '不批准'])
    await s.move('d-chair', 'ethics.review.agree', 'd')
    expect((await open(s, 'qizhou-cra', 'd')).events[0]!.text).toBe('批准')
  })
})

describe('伦理审查 · 时限', () => {
  it('受理答复五个工作日，补正时停；法定三十日自受理起，中途提问不停，到签出意见为止，末日逢假顺延；核对与送达各有自己的钟', async () => {
    h.at('2026-09-04T10:00')
    const s = await running(h, ['a'])
    expect(await face(s, 'receiving')).toMatchObject({ state: 'running', dueOn: '2026-09-11' })
    h.at('2026-09-08T10:00'); await s.move('a-secretary', 'ethics.review.return', 'a', note)
    h.at('2026-09-10T10:00'); expect(await face(s, 'receiving')).toMatchObject({ state: 'stopped', used: 2, tone: 'paused' })
    expect(await face(s, 'review30')).toMatchObject({ state: 'none' })
    await s.move('qizhou-cra', 'ethics.review.resubmit', 'a', note)
    h.at('2026-09-11T10:00'); await s.move('a-secretary', 'ethics.review.accept', 'a')
    expect(await face(s, 'receiving')).toMatchObject({ state: 'done', tone: 'done', used: 3 })
    expect(await face(s, 'review30')).toMatchObject({ state: 'running', dueOn: '2026-10-12', unrolledDueOn: '2026-10-11' })
    h.at('2026-10-12T10:00'); await walk(s, convene, minute('agreeWithChanges'), changes)
    h.at('2026-10-20T10:00'); expect(await face(s, 'review30')).toMatchObject({ state: 'done', tone: 'done', doneOn: '2026-10-12' })
    await walk(s, revise)
    expect(await face(s, 'rechecking')).toMatchObject({ state: 'running', dueOn: '2026-10-27' })
    await walk(s, assign, ['a-member1', 'confirm', 'confirming'], ['a-member2', 'confirm', 'issuing'])
    expect(await face(s, 'issuing')).toMatchObject({ state: 'running', dueOn: '2026-10-27' })
    h.at('2026-10-28T10:00'); await s.move('a-chair', 'ethics.review.issue', 'a')
    expect(await face(s, 'issuing')).toMatchObject({ state: 'done', tone: 'doneLate' })
  })
})
