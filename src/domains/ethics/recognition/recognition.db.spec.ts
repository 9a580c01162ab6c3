import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../../test/house.ts'
import { grant, running, type Story } from '../../../../test/story.ts'
import { memberId, minutes, two } from '../seed.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') }, 60_000)
afterAll(async () => { await h?.close() })
const note = { note: '理由见附件' }, refused = (code: string, facts = {}) => ({ reasons: expect.arrayContaining([expect.objectContaining({ code: code.startsWith('case.') ? code : `ethics.recognition.${code}`, ...facts })]) as unknown })
const stage = async (s: Story, place: string, procedure = 'ethics.recognition') => (await s.stand(procedure, place)).stage
/** The lead has approved; the package is with the other committees. */
const pushed = async (...places: string[]) => { const s = await running(h, ['a', ...places], { alliance: true }); await grant(s, 'a', ['ethics.review']); return s }
const names = /戚文|陆衡|尤嘉|臧可|鲁茵|庞川/

describe('互认 · 哪家走哪条线', () => {
  it('不在联盟内的委员会、没有选互认的启动，都各自审查；组长单位总是自己审', async () => {
    await h.sql('update ethics.committee set alliance = false where org_id = $1', [await h.org('c')])
    const s = await running(h, ['a', 'b', 'c'], { alliance: true }), t = await running(h, ['a', 'b'])
    await h.sql('update ethics.committee set alliance = true where org_id = $1', [await h.org('c')])
    const lanes = (x: Story) => h.sql<{ place: string; procedure: string }>("select o.short place, c.procedure from kernel.case c join kernel.org o on o.id = c.org_id where c.subject_id = $1 and c.procedure like 'ethics.%' order by 1, 2", [x.study])
    expect((await lanes(s)).map((r) => `${r.place} ${r.procedure}`)).toEqual(['杭城一院 ethics.review', '西泠医院 ethics.recognition', '钱潮三院 ethics.review'])
    expect((await lanes(t)).map((r) => `${r.place} ${r.procedure}`)).toEqual(['杭城一院 ethics.review', '西泠医院 ethics.review'])
  })
  it('主审已出批件之后才自行受理的医院，一开线就收到整包', async () => {
    const s = await pushed('d')
    await s.move('d-office', 'startup.site.accept', 'd')
    expect(await stage(s, 'd')).toBe('received')
    expect(await h.sql('select number, lead_org_id from ethics.package where case_id = $1', [(await s.stand('ethics.recognition', 'd')).id])).toMatchObject([{ lead_org_id: await h.org('a') }])
  })
  it('主审没有同意：各家不会跟着通过，由自己的主任定去向', async () => {
    const s = await running(h, ['a', 'b', 'c'], { alliance: true })
    await s.move('a-secretary', 'ethics.review.accept', 'a'); await s.move('a-chair', 'ethics.review.convene', 'a')
    await s.move('a-secretary', 'ethics.review.minute', 'a', { ...minutes('a'), agree: 0, agreeWithChanges: 0, disagree: 7 })
    await s.move('a-chair', 'ethics.review.disagree', 'a', note)
    expect([await stage(s, 'b'), await stage(s, 'c')]).toEqual(['unled', 'unled'])
    await s.move('b-chair', 'ethics.recognition.decline', 'b', note)
    await s.move('c-chair', 'ethics.recognition.transfer', 'c', { reason: 'opinion', ...note })
    expect([await stage(s, 'b'), await stage(s, 'c'), await stage(s, 'c', 'ethics.review')]).toEqual(['declined', 'boarding', 'receiving'])
  })
})

describe('互认 · 认可、转会审、不参与', () => {
  it('一人不能认可，同一人不能签两次，没有指名的不能签；主任不能代委员签，平台不因逾期而认可', async () => {
    const s = await pushed('b')
    await expect(s.move('b-chair', 'ethics.recognition.name', 'b', { reviewers: [memberId('b', 2)] })).rejects.toMatchObject({ reasons: [{ code: 'ethics.review.nameable.too-few' }] })
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b'))
    await s.move('b-member1', 'ethics.recognition.recognise', 'b')
    await expect(s.move('b-member1', 'ethics.recognition.recognise', 'b')).rejects.toMatchObject(refused('case.signed-already'))
    await expect(s.move('b-member3', 'ethics.recognition.recognise', 'b')).rejects.toMatchObject(refused('case.not-named'))
    await expect(s.move('b-chair', 'ethics.recognition.recognise', 'b')).rejects.toMatchObject({ name: 'WrongRole' })
    h.at('2026-10-20T10:00')
    expect((await h.as<{ face: { tone: string } }>('b-chair', 'case.clock', { id: (await s.stand('ethics.recognition', 'b')).id })).face.tone).toBe('overdue')
    expect([await stage(s, 'b'), (await s.stand('ethics.recognition', 'b')).outcome]).toEqual(['examining', null])
    h.at('2026-09-14T11:05')
  })
  it('认可的文书没有生效，主任签不出去', async () => {
    const s = await pushed('b')
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b'))
    for (const m of ['b-member1', 'b-member2']) await s.move(m, 'ethics.recognition.recognise', 'b')
    const { id, version: seen } = await s.stand('ethics.recognition', 'b')
    await expect(h.as('b-chair', 'ethics.recognition.sign', { id, seen })).rejects.toMatchObject({ reasons: [{ code: 'letters.gate.none' }] })
  })
  it('一位委员不同意，退回主任；主任转会审，本院批准了中心照样合拢', async () => {
    const s = await pushed('b')
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b'))
    await s.move('b-member1', 'ethics.recognition.recognise', 'b'); await s.move('b-member2', 'ethics.recognition.object', 'b', note)
    expect(await stage(s, 'b')).toBe('received')
    await expect(s.move('b-chair', 'ethics.recognition.transfer', 'b', note)).rejects.toMatchObject({ issues: [{ path: 'reason' }] })
    await s.move('b-chair', 'ethics.recognition.transfer', 'b', { reason: 'population', ...note })
    await grant(s, 'b', ['ethics.review', 'startup.initiation', 'agreements.signing'])
    expect([await stage(s, 'b'), await stage(s, 'b', 'startup.site')]).toEqual(['reviewed', 'ready'])
    await h.as('qizhou-cra', 'studies.confirm', { id: s.study, kind: 'ctr', value: 'CTR20260001' })
    await s.move('b-office', 'startup.site.kickOff', 'b'); await s.move('b-pi', 'startup.site.enrol', 'b')
  })
  it('本院会审不同意，互认即为不参与，中心未能启动，合同自动关闭', async () => {
    const s = await pushed('b')
    await s.move('b-chair', 'ethics.recognition.transfer', 'b', { reason: 'capacity', ...note })
    await s.move('b-secretary', 'ethics.review.decline', 'b', note)
    expect([await stage(s, 'b'), await stage(s, 'b', 'agreements.signing')]).toEqual(['declined', 'lapsed'])
  })
  it('不同意的补偿不写进文书；申办方没有答复，委员不能签', async () => {
    const s = await pushed('c')
    await s.move('c-chair', 'ethics.recognition.name', 'c', two('c'))
    await s.move('c-secretary', 'ethics.recognition.compensate', 'c', { yuan: 500, words: '每次访视 500 元' })
    for (const who of ['qizhou-cra', 'qihang-legal']) await expect(s.move(who, 'ethics.recognition.consent', 'c')).rejects.toMatchObject({ name: 'WrongRole' })
    await s.move('qihang-lead', 'ethics.recognition.refuse', 'c', note)
    await s.move('c-secretary', 'ethics.recognition.attach', 'c', { item: 'regulation', words: '样本不出本省' })
    for (const m of ['c-member1', 'c-member2']) await s.move(m, 'ethics.recognition.recognise', 'c')
    await s.move('c-chair', 'ethics.recognition.sign', 'c')
    expect((await h.sql<{ locals: unknown }>("select content->'facts'->'locals' locals from kernel.letter where case_id = $1", [(await s.stand('ethics.recognition', 'c')).id]))[0]!.locals).toEqual([{ report: '本地法规', words: '样本不出本省' }])
  })
})

describe('互认 · 谁看得见什么', () => {
  it('谁来审，只在本委员会：组长单位、申办方、本院机构办都看不到；别家的整包读不到', async () => {
    const s = await pushed('b', 'c')
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b')); await s.move('b-member1', 'ethics.recognition.recognise', 'b'); await s.move('b-member2', 'ethics.recognition.object', 'b', { note: '鲁茵：风险未说清' })
    const { id } = await s.stand('ethics.recognition', 'b')
    for (const who of ['a-chair', 'a-secretary', 'b-office', 'b-pi', 'qizhou-cra', 'qihang-lead']) expect([who, names.test(JSON.stringify(await h.as(who, 'case.one', { id })))]).toEqual([who, false])
    expect(names.test(JSON.stringify(await h.as('b-chair', 'case.one', { id })))).toBe(true)
    for (const who of ['c-chair', 'c-member1']) await expect(h.as(who, 'ethics.recognition.package', { id })).rejects.toMatchObject({ name: 'NotFound' })
    await expect(h.as('b-office', 'ethics.recognition.package', { id })).rejects.toMatchObject({ name: 'WrongRole' })
    await expect(h.as('c-office', 'case.one', { id })).rejects.toMatchObject({ name: 'NotFound' })
  })
  it('一处简易审查，下一次会议登记时即作通报', async () => {
    const s = await pushed('b')
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b'))
    for (const m of ['b-member1', 'b-member2']) await s.move(m, 'ethics.recognition.recognise', 'b')
    await s.move('b-chair', 'ethics.recognition.sign', 'b')
    const waiting = async () => (await h.sql('select 1 from ethics.report where org_id = $1 and meeting_id is null', [await h.org('b')])).length
    expect(await waiting()).toBe(1)
    const t = await running(h, ['b'])
    await t.move('b-secretary', 'ethics.review.accept', 'b'); await t.move('b-chair', 'ethics.review.convene', 'b'); await t.move('b-secretary', 'ethics.review.minute', 'b', minutes('b'))
    expect(await waiting()).toBe(0)
  })
})
