import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { running, type Story } from '../../../test/story.ts'
import type { Thread } from './api.ts'

let h: House, s: Story
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') })
afterAll(async () => { await h?.close() })
beforeEach(async () => { h.at('2026-09-14T11:05'); s = await running(h, ['a', 'b']) }, 30_000)

const field = { kind: 'field', anchor: 'protocolVersion', label: '方案版本号' }, insurance = { kind: 'clause', anchor: '保险单', label: '保险单' }
const asks = async (who: string, place: string, more: object = {}): Promise<string> => (await h.as<{ id: string }>(who, 'threads.ask', { caseId: (await s.stand('ethics.review', place)).id, toSide: 'sponsor', anchor: field, body: '方案版本号与方案首页不一致，请统一。', draft: false, ...more })).id
const of = async (who: string, place = 'a'): Promise<readonly Thread[]> => (await h.as<{ threads: Thread[] }>(who, 'threads.of', { id: (await s.stand('ethics.review', place)).id })).threads
const list = async (who: string, tab = 'answer'): Promise<readonly Thread[]> => (await h.as<{ rows: Thread[] }>(who, 'threads.list', { tab })).rows.filter((t) => t.subjectId === s.study)
const status = (e: unknown) => (e as { name: string; reasons?: { code: string }[] }).reasons?.[0]?.code ?? (e as Error).name
const refused = (p: Promise<unknown>) => p.then(() => 'done', status)

describe('一问一处，该谁答就是谁答', () => {
  it('伦理办公室问方案版本号：申办方看到哪家问、问的哪一处，看不到人名；答复后由问的一家认可', async () => {
    const id = await asks('a-secretary', 'a')
    const [seen] = await list('qizhou-cra')
    expect(seen).toMatchObject({ id, anchor: field, state: 'open', who: '杭城一院', mayAnswer: true, mayJudge: false })
    await h.as('qizhou-cra', 'threads.answer', { ids: [id], body: '已统一为 V2.0/2026-08-20。' })
    expect(await list('qizhou-cra')).toEqual([])
    const [answered] = await of('a-secretary')
    expect(answered).toMatchObject({ state: 'answered', mayJudge: true, replies: [{ who: '启舟医药研发', body: '已统一为 V2.0/2026-08-20。', closes: 1 }] })
    await h.as('a-secretary', 'threads.close', { ids: [id] })
    expect((await of('qizhou-cra'))[0]).toMatchObject({ state: 'closed' })
  })
  it('不满意就再问：轮次加一，回到待答复', async () => {
    const id = await asks('a-secretary', 'a')
    await h.as('qizhou-cra', 'threads.answer', { ids: [id], body: '见附件。' })
    await h.as('a-secretary', 'threads.again', { id, body: '附件里没有第 3 页。' })
    expect((await of('qizhou-cra'))[0]).toMatchObject({ state: 'open', round: 2 })
  })
  it('问自己一方、问没有的一方、不归自己办公室的、办件已办结的，各有一句', async () => {
    expect(await refused(asks('a-secretary', 'a', { toSide: 'site' }))).toBe('threads.nobody-there')
    expect(await refused(asks('a-secretary', 'a', { toSide: 'moon' }))).toBe('threads.nobody-there')
    expect(await refused(asks('a-seal', 'a'))).toBe('threads.not-your-office')
    const id = await asks('a-secretary', 'a')
    expect(await refused(h.as('qihang-legal', 'threads.answer', { ids: [id], body: '代答' }))).toBe('threads.not-your-office')
    expect(await refused(h.as('a-secretary', 'threads.answer', { ids: [id], body: '自答' }))).toBe('threads.not-your-office')
    await s.move('a-secretary', 'ethics.review.decline', 'a', { note: '不属本委员会审查范围' })
    expect(await refused(asks('a-secretary', 'a'))).toBe('threads.case-closed')
  })
})

describe('一次告知：起草的问题随退回一并发出', () => {
  it('起草的只有本委员会看得见；退回时一次发出；答齐才能补正后重交，没答的逐条说出', async () => {
    await asks('a-secretary', 'a', { draft: true })
    await asks('a-secretary', 'a', { draft: true, anchor: insurance, body: '保险单已过期，请更换。' })
    expect([(await of('a-secretary')).length, (await of('a-chair')).length, (await of('a-office').catch(() => [])).length, (await of('qizhou-cra')).length]).toEqual([2, 2, 0, 0])
    await s.move('a-secretary', 'ethics.review.return', 'a', { note: '两处需补正，见问题。' })
    const open = await list('qizhou-cra')
    expect(open.map((t) => [t.anchor.label, t.state, t.round]).sort()).toEqual([['保险单', 'open', 1], ['方案版本号', 'open', 1]])
    const reason = await s.move('qizhou-cra', 'ethics.review.resubmit', 'a', { note: '已补' }).then(() => null, (e: { reasons: { code: string; facts: { n: number; spots: string } }[] }) => e.reasons)
    expect(reason?.map((r) => [r.code, r.facts.n, r.facts.spots])).toEqual([['threads.unanswered', 2, '保险单、方案版本号']])
    await h.as('qizhou-cra', 'threads.answer', { ids: open.map((t) => t.id), body: '保险单已更换，方案版本号已统一。' })
    expect((await s.move('qizhou-cra', 'ethics.review.resubmit', 'a', { note: '已补' })).stage).toBe('receiving')
    expect((await of('a-secretary')).map((t) => [t.state, t.replies[0]!.closes])).toEqual([['answered', 2], ['answered', 2]])
  })
  it('第一轮停表，第二轮不停表也照记', async () => {
    const clock = async () => (await h.as<{ face: { state: string; ignoredStops: number } }>('a-secretary', 'case.clock', { id: (await s.stand('ethics.review', 'a')).id, clock: 'ethics.review.receiving' })).face
    await asks('a-secretary', 'a', { draft: true }); await s.move('a-secretary', 'ethics.review.return', 'a', { note: '见问题' })
    h.at('2026-09-15T09:00'); expect((await clock()).state).toBe('stopped')
    await h.as('qizhou-cra', 'threads.answer', { ids: (await list('qizhou-cra')).map((t) => t.id), body: '已补' }); await s.move('qizhou-cra', 'ethics.review.resubmit', 'a', { note: '已补' })
    await asks('a-secretary', 'a', { draft: true, anchor: insurance }); await s.move('a-secretary', 'ethics.review.return', 'a', { note: '还有一处' })
    expect([(await list('qizhou-cra')).map((t) => t.round), await clock()]).toMatchObject([[2], { state: 'running', ignoredStops: 1 }])
  })
  it('现在就问的不停表，也不挡流程之外的办理；撤回整个办件不必先答', async () => {
    await asks('a-secretary', 'a')
    expect((await s.move('a-secretary', 'ethics.review.accept', 'a')).stage).not.toBe('receiving')
    expect((await s.move('qizhou-cra', 'ethics.review.withdraw', 'a', { note: '不做了' })).stage).toBe('withdrawn')
  })
})

describe('两家问同一件事，只答一次', () => {
  it('并作一问，一答了两问，各家只看到自己的一问', async () => {
    const ids = [await asks('a-secretary', 'a'), await asks('b-secretary', 'b')]
    await h.as('qizhou-cra', 'threads.join', { ids })
    const joined = await list('qizhou-cra')
    expect([joined.length, new Set(joined.map((t) => t.group)).size, joined[0]!.group === null]).toEqual([2, 1, false])
    await h.as('qizhou-cra', 'threads.answer', { ids, body: '已统一。' })
    for (const k of ['a', 'b']) expect((await of(`${k}-secretary`, k)).map((t) => [t.who, t.replies[0]!.closes])).toEqual([[k === 'a' ? '周敏' : expect.any(String), 1]])
    expect((await of('b-secretary', 'b')).length).toBe(1)
    expect(await refused(h.as('b-secretary', 'threads.of', { id: (await s.stand('ethics.review', 'a')).id }))).toBe('NotFound')
  })
  it('两个人同时答：一个答成，一个被告知，答复只有一条', async () => {
    const id = await asks('a-secretary', 'a')
    const outcomes = await Promise.all(['qizhou-cra', 'qihang-lead'].map((who) => refused(h.as(who, 'threads.answer', { ids: [id], body: `${who} 答` }))))
    expect(outcomes.sort()).toEqual(['Conflict', 'done'])
    expect((await of('a-secretary'))[0]!.replies).toHaveLength(1)
  })
  it('别的研究、别的医院、主管部门拿编号来答，只说没有找到', async () => {
    const id = await asks('a-secretary', 'a')
    for (const who of ['mingchuan-lead', 'b-secretary', 'c-secretary', 'health-head', 'alliance-head']) for (const [name, input] of [['threads.answer', { ids: [id], body: '答' }], ['threads.close', { ids: [id] }], ['threads.drop', { id }], ['threads.join', { ids: [id, id] }]] as const) expect([who, name, await refused(h.as(who, name, input))]).toEqual([who, name, 'NotFound'])
    expect((await of('a-secretary'))[0]).toMatchObject({ state: 'open', replies: [] })
  })
})
