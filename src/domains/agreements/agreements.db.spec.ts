import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { grant, running, type Story } from '../../../test/story.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') })
afterAll(async () => { await h?.close() })
const note = { note: '第 7 条责任上限请改' }, sealed = { number: 'QH-2026-HT-07' }
const walk = async (s: Story, ...steps: (readonly [who: string, move: string, to: string, more?: object])[]) => { for (const [who, move, to, more] of steps) expect([move, (await s.move(who, `agreements.signing.${move}`, 'a', more)).stage]).toEqual([move, to]) }
const propose = ['qizhou-cra', 'propose', 'reviewing'] as const, forward = ['a-office', 'forward', 'legal'] as const, pass = ['a-legal', 'pass', 'sponsor-signing'] as const, sign = ['qihang-lead', 'sign', 'investigator-signing'] as const, countersign = ['a-pi', 'countersign', 'pharmacy-signing'] as const, endorse = ['a-pharmacy', 'endorse', 'sealing'] as const
interface Face { state: string; tone: string; used: number; left: number; limit: number; dueOn: string | null; waitingFor: string | null }
const face = async (s: Story, place = 'a'): Promise<Face> => (await h.as<{ face: Face }>(`${place}-office`, 'case.clock', { id: (await s.stand('agreements.signing', place)).id })).face

describe('合同 · 按顺序签署', () => {
  it('起草、机构办、法务、申办方、主要研究者、药学部、用印，一步不能跳', async () => {
    const s = await running(h, ['a']), order = [propose, forward, pass, sign, countersign, endorse] as const
    await grant(s, 'a', ['startup.initiation'])
    for (const [i, step] of order.entries()) {
      for (const [who, move] of [...order.slice(i + 1), ['a-seal', 'seal'] as const]) await expect(s.move(who, `agreements.signing.${move}`, 'a', move === 'seal' ? sealed : {})).rejects.toMatchObject({ reasons: [{ code: 'case.not-open-now' }] })
      await walk(s, step)
    }
    await walk(s, ['a-seal', 'seal', 'effective', sealed])
    expect(await s.stand('agreements.signing', 'a')).toMatchObject({ outcome: 'granted' })
  })
  it('机构办与法务都可以提意见退回起草；不予签署与撤回就此结束', async () => {
    const s = await running(h, ['a'])
    await walk(s, propose, ['a-office', 'comment', 'drafting', note], ['qihang-legal', 'propose', 'reviewing'], forward, ['a-legal', 'comment', 'answering', note], ['qihang-lead', 'propose', 'reviewing'], ['a-office', 'decline', 'declined', note])
    const t = await running(h, ['a'])
    await walk(t, propose, forward, pass, sign, ['qihang-legal', 'withdraw', 'withdrawn', note])
    for (const [story, outcome] of [[s, 'refused'], [t, 'withdrawn']] as const) { expect(await story.stand('agreements.signing', 'a')).toMatchObject({ outcome }); await expect(story.move('qihang-legal', 'agreements.signing.propose', 'a')).rejects.toMatchObject({ reasons: [{ code: 'case.not-open-now' }] }) }
  })
  it('立项没有通过不能用印，写明编号也不行；立项不予通过后同样', async () => {
    const s = await running(h, ['a'])
    await walk(s, propose, forward, pass, sign, countersign, endorse)
    await expect(s.move('a-seal', 'agreements.signing.seal', 'a', sealed)).rejects.toMatchObject({ reasons: [{ code: 'agreements.signing.sealable.not-initiated' }] })
    await expect(s.move('a-seal', 'agreements.signing.seal', 'a', {})).rejects.toMatchObject({ issues: [{ path: 'number' }] })
  })
  it('立项不予通过、伦理撤回：合同随之自动关闭，不是谁退的，也没有谁再等', async () => {
    for (const end of [['a-office', 'startup.initiation.decline'], ['qizhou-cra', 'ethics.review.withdraw']] as const) {
      const s = await running(h, ['a'])
      await walk(s, propose)
      await s.move(end[0], end[1], 'a', note)
      expect(await s.stand('agreements.signing', 'a')).toMatchObject({ stage: 'lapsed', outcome: 'withdrawn' })
      expect(await h.sql('select holder_side, mine, open from kernel.desk where case_id = $1 and (open or mine or holder_side is not null)', [(await s.stand('agreements.signing', 'a')).id])).toEqual([])
      for (const lane of ['ethics.review', 'startup.initiation']) if ((await s.stand(lane, 'a')).outcome === null) await s.move('qizhou-cra', `${lane}.withdraw`, 'a', note)
      expect(await s.stand('startup.site', 'a')).toMatchObject({ stage: 'stopped', outcome: 'refused' })
    }
  })
  it('没有改动的范本，机构办不必送法务；改了责任条款（C 类）的，要先经法务', async () => {
    const s = await running(h, ['a'])
    await walk(s, propose, ['a-office', 'clear', 'sponsor-signing'])
    const t = await running(h, ['a'])
    await walk(t, ['qizhou-cra', 'propose', 'reviewing', { clauses: '第 3、7 条' }])
    await expect(t.move('a-office', 'agreements.signing.clear', 'a')).rejects.toMatchObject({ reasons: [{ code: 'agreements.signing.clearable.class-c', facts: { clauses: '7' } }] })
    await walk(t, forward, ['a-legal', 'comment', 'answering', note], ['qihang-legal', 'accept', 'sponsor-signing'])
  })
  it('申办方不在平台上，CRO 上传线下签字页并写明；申办方自己在的，CRA 不能代签', async () => {
    const s = await running(h, ['a'], { sponsorName: '外地某制药有限公司' })
    await walk(s, propose, forward, pass)
    await expect(s.move('qizhou-cra', 'agreements.signing.signOnPaper', 'a')).rejects.toMatchObject({ issues: [{ path: 'note', code: 'case.note-required' }] })
    await walk(s, ['qizhou-cra', 'signOnPaper', 'investigator-signing', { note: '申办方 09-20 盖章页，快递 SF1203' }])
    const t = await running(h, ['a'])
    await walk(t, propose, forward, pass)
    await expect(t.move('qizhou-cra', 'agreements.signing.signOnPaper', 'a', note)).rejects.toMatchObject({ reasons: [{ code: 'agreements.signing.onPaper.sponsor-here' }] })
  })
  it('签字的是这项研究的主要研究者；CRA 不能代申办方签，机构办不能代法务，研究者不能自己用印', async () => {
    const s = await running(h, ['a'])
    await walk(s, propose)
    await expect(s.move('a-legal', 'agreements.signing.forward', 'a')).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, forward)
    await expect(s.move('a-office', 'agreements.signing.comment', 'a', note)).rejects.toMatchObject({ reasons: [{ code: 'case.not-your-turn' }] })
    await expect(s.move('a-office', 'agreements.signing.pass', 'a')).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, pass)
    await expect(s.move('qizhou-cra', 'agreements.signing.sign', 'a')).rejects.toMatchObject({ name: 'WrongRole' })
    await walk(s, sign)
    await expect(s.move('a-pi2', 'agreements.signing.countersign', 'a')).rejects.toMatchObject({ reasons: [{ code: 'case.not-the-person' }] })
    await walk(s, countersign)
    await expect(s.move('a-pi', 'agreements.signing.seal', 'a', sealed)).rejects.toMatchObject({ name: 'WrongRole' })
  })
})
describe('合同 · 时限只数机构一侧', () => {
  it('稿子在申办方手里时停，回到机构接着数；各院按自己的天数', async () => {
    h.at('2026-09-14T11:05')
    const s = await running(h, ['a', 'b'])
    expect(await face(s)).toMatchObject({ state: 'none' })
    await walk(s, propose)
    expect([(await face(s)).limit, (await s.move('qizhou-cra', 'agreements.signing.propose', 'b'), await face(s, 'b')).limit]).toEqual([15, 10])
    h.at('2026-09-17T10:00'); await walk(s, ['a-office', 'comment', 'drafting', note])
    h.at('2026-09-24T10:00'); expect(await face(s)).toMatchObject({ state: 'stopped', used: 3, left: 12, waitingFor: 'sponsor', dueOn: null })
    await walk(s, propose)
    h.at('2026-09-28T10:00'); await walk(s, forward, pass)
    expect(await face(s)).toMatchObject({ state: 'stopped', used: 4 })
    h.at('2026-10-09T10:00'); await walk(s, sign)
    expect(await face(s)).toMatchObject({ state: 'running', used: 4, dueOn: '2026-10-23' })
    h.at('2026-10-24T10:00'); expect(await face(s)).toMatchObject({ tone: 'overdue' })
  })
})
