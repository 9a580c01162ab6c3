import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { running, type Story } from '../../../test/story.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') })
afterAll(async () => { await h?.close() })
const note = { note: '理由见附件' }, letter = { number: '2026-药伦审-0123', validUntil: '2027-09-27' }
interface Face { name: string; state: string; tone: string; used: number; dueOn: string | null; doneOn: string | null; stoppedSince: string | null; unrolledDueOn: string | null }
const face = async (s: Story, clock: string): Promise<Face> => (await h.as<{ face: Face }>('a-secretary', 'case.clock', { id: (await s.stand('ethics.review', 'a')).id, clock: `ethics.review.${clock}` })).face
const walk = async (s: Story, ...steps: (readonly [who: string, move: string, to: string, more?: object])[]) => { for (const [who, move, to, more] of steps) expect([move, (await s.move(who, `ethics.review.${move}`, 'a', more)).stage]).toEqual([move, to]) }
const accept = ['a-secretary', 'accept', 'reviewing'] as const, agree = ['a-chair', 'agree', 'issuing'] as const

describe('伦理审查 · 每一步由谁办、到哪里', () => {
  it('受理、同意、签发批件', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, agree, ['a-chair', 'issue', 'approved', letter])
    expect(await s.stand('ethics.review', 'a')).toMatchObject({ outcome: 'granted' })
    expect(await h.sql('select data from kernel.event where case_id = $1 and move = $2', [(await s.stand('ethics.review', 'a')).id, 'issue'])).toEqual([{ data: letter }])
  })
  it('退回补正再受理；必要的修改后同意，改两轮才确认', async () => {
    const s = await running(h, ['a'])
    await walk(s, ['a-secretary', 'return', 'returned', note], ['qizhou-cra', 'resubmit', 'receiving', note], accept, ['a-chair', 'agreeWithChanges', 'revising', note], ['qihang-lead', 'revise', 'confirming', note], ['a-secretary', 'again', 'revising', note], ['qizhou-cra', 'revise', 'confirming', note], ['a-secretary', 'confirm', 'issuing'], ['a-chair', 'issue', 'approved', letter])
  })
  it('不予受理、不同意、申办方撤回都就此结束，之后什么也不能办', async () => {
    for (const [path, ends] of [[[['a-secretary', 'decline', 'declined', note]], 'refused'], [[accept, ['a-chair', 'disagree', 'declined', note]], 'refused'], [[['qizhou-cra', 'withdraw', 'withdrawn', note]], 'withdrawn'], [[accept, agree, ['qihang-lead', 'withdraw', 'withdrawn', note]], 'withdrawn']] as const) {
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
    await walk(s, accept); await bare('a-chair', 'disagree'); await bare('a-chair', 'agreeWithChanges')
  })
  it('秘书不能签意见，主任委员不能代秘书受理，申办方与院领导都不能', async () => {
    const s = await running(h, ['a'])
    for (const who of ['a-chair', 'qizhou-cra', 'a-executive', 'a-office', 'a-pi', 'health-head', 'alliance-head']) await expect(s.move(who, 'ethics.review.accept', 'a')).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, accept)
    for (const who of ['a-secretary', 'qizhou-cra', 'a-executive', 'a-office', 'a-pi']) for (const move of ['agree', 'disagree', 'agreeWithChanges', 'issue']) await expect(s.move(who, `ethics.review.${move}`, 'a', { ...note, ...(move === 'issue' ? letter : {}) })).rejects.toMatchObject({ name: 'WrongRole' })
  })
  it('别家医院的秘书与主任：说没有找到，与真的没有一个样', async () => {
    const s = await running(h, ['a', 'b'])
    for (const who of ['b-secretary', 'c-secretary']) await expect(s.move(who, 'ethics.review.accept', 'a')).rejects.toMatchObject({ name: 'NotFound' })
    await expect(h.as('b-secretary', 'ethics.review.accept', { id: '01999999-0000-7000-8000-000000000000', seen: 1 })).rejects.toMatchObject({ name: 'NotFound' })
  })
})
describe('伦理审查 · 回避与批件', () => {
  it('自己主持的研究，主任委员不能签意见也不能签批件', async () => {
    const s = await running(h, ['a']), [chair] = await h.sql<{ person_id: string }>("select person_id from kernel.account where login = 'a-chair'"), [mine] = await h.sql<{ person_id: string }>("select person_id from kernel.account where login = 'a-pi'")
    await walk(s, accept)
    await h.sql('update institutions.investigator set person_id = $1 where person_id = $2', [chair!.person_id, mine!.person_id])
    for (const move of ['agree', 'agreeWithChanges', 'disagree']) await expect(s.move('a-chair', `ethics.review.${move}`, 'a', note)).rejects.toMatchObject({ reasons: [{ code: 'ethics.review.independent.own-study', basis: [{ kind: 'ministerial' }] }] })
    expect((await h.as<{ cases: { procedure: string; moves: { name: string; reasons: { text: string }[] }[] }[] }>('a-chair', 'studies.one', { id: s.study })).cases.find((c) => c.procedure === 'ethics.review')!.moves.map((m) => [m.name, m.reasons.length])).toEqual([['agree', 1], ['agreeWithChanges', 1], ['disagree', 1]])
    await h.sql('update institutions.investigator set person_id = $2 where person_id = $1', [chair!.person_id, mine!.person_id])
    await walk(s, agree)
    await h.sql('update institutions.investigator set person_id = $1 where person_id = $2', [chair!.person_id, mine!.person_id])
    await expect(s.move('a-chair', 'ethics.review.issue', 'a', letter)).rejects.toMatchObject({ reasons: [{ code: 'ethics.review.independent.own-study' }] })
    await h.sql('update institutions.investigator set person_id = $2 where person_id = $1', [chair!.person_id, mine!.person_id])
  })
  it('批件要有编号与晚于今天的有效期', async () => {
    const s = await running(h, ['a'])
    await walk(s, accept, agree)
    await expect(s.move('a-chair', 'ethics.review.issue', 'a', { validUntil: '2027-01-01' })).rejects.toMatchObject({ issues: [{ path: 'number' }] })
    await expect(s.move('a-chair', 'ethics.review.issue', 'a', { number: '   ', validUntil: '2027-01-01' })).rejects.toMatchObject({ issues: [{ path: 'number' }] })
    for (const validUntil of ['2026-09-14', '2020-01-01']) await expect(s.move('a-chair', 'ethics.review.issue', 'a', { number: '1', validUntil })).rejects.toMatchObject({ reasons: [{ code: 'ethics.review.issue.validity-past', facts: { day: validUntil } }] })
    await expect(s.move('a-chair', 'ethics.review.issue', 'a', { number: '1', validUntil: '2027-02-29' })).rejects.toMatchObject({ issues: [{ path: 'validUntil', code: 'input.not-date' }] })
  })
})
describe('伦理审查 · 时限', () => {
  it('受理答复五个工作日，补正时停；法定三十日自受理起，中途提问不停，到签出意见为止，末日逢假顺延', async () => {
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
    h.at('2026-10-12T10:00'); await s.move('a-chair', 'ethics.review.agreeWithChanges', 'a', note)
    h.at('2026-10-20T10:00'); expect(await face(s, 'review30')).toMatchObject({ state: 'done', tone: 'done', doneOn: '2026-10-12' })
    await s.move('qizhou-cra', 'ethics.review.revise', 'a', note); await s.move('a-secretary', 'ethics.review.confirm', 'a')
    expect(await face(s, 'issuing')).toMatchObject({ state: 'running', dueOn: '2026-10-27' })
    h.at('2026-10-28T10:00'); await s.move('a-chair', 'ethics.review.issue', 'a', letter)
    expect(await face(s, 'issuing')).toMatchObject({ state: 'done', tone: 'doneLate' })
  })
})
