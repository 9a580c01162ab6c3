import { describe, expect, it } from 'vitest'
import { carried, decided, independent, nameable, opinions, quorate, undecided, valid, voted, type Arithmetic, type Meeting, type Opinion, type Seat } from './rules.ts'

const votes = (v: Partial<Record<Opinion, number>>) => ({ agree: 0, agreeWithChanges: 0, rereview: 0, disagree: 0, ...v })
const seat = (id: number, more: Partial<Seat> = {}): Seat => ({ id: String(id), personId: `p${id}`, name: `委员${id}`, sex: id % 2 ? 'male' : 'female', kind: 'medical', outside: false, from: '2024-01-01', to: null, conflicted: false, ...more })
/** Nine members: 医4 药1 法律1 伦理1 社区1 护理1; the third a lawyer from outside. */
const roster = [seat(1), seat(2), seat(3, { kind: 'law', outside: true, sex: 'female' }), seat(4, { kind: 'community', outside: true, sex: 'male' }), seat(5, { kind: 'pharmacy', sex: 'female' }), seat(6, { sex: 'male' }), seat(7, { sex: 'male' }), seat(8, { kind: 'ethics', outside: true }), seat(9)]
const sitting = (more: Partial<Meeting> = {}): Meeting => ({ on: '2026-09-23', roster, attending: ['1', '2', '3', '4', '5', '6', '7'], recused: [], arithmetic: ['nhc'], words: 'gcp', votes: votes({ agree: 7 }), ...more })
const codes = (reasons: readonly { code: string }[]) => reasons.map((r) => r.code.split('.').at(-1))

describe('表决：哪一种意见算通过', () => {
  const pass = (arithmetic: Arithmetic[], members: number, voting: number, n: number) => carried({ arithmetic, members, voting, votes: votes({ agree: n, disagree: voting - n }) }) === 'agree'
  it.each([
    ['涉及人的审查办法：全体 7 人，4 票同意，过半', ['nhc'], 7, 7, 4, true], ['全体 8 人，4 票，正好一半不算过半', ['nhc'], 8, 8, 4, false], ['全体 9 人，到会 7 人，5 票，过全体之半', ['nhc'], 9, 7, 5, true],
    ['科技伦理：到会 6 人，4 票，恰为三分之二', ['science'], 9, 6, 4, true], ['到会 7 人，4 票，不足三分之二', ['science'], 9, 7, 4, false], ['到会 4 人，全票，人数不够', ['science'], 9, 4, 4, false],
    ['两种都适用：过了三分之二而不过全体之半，不通过', ['nhc', 'science'], 9, 6, 4, false], ['两种都适用：都过，通过', ['nhc', 'science'], 9, 6, 5, true], ['过全体之半而不到三分之二，也不通过', ['nhc', 'science'], 9, 9, 5, false],
  ] as [string, Arithmetic[], number, number, number, boolean][])('%s', (_, arithmetic, members, voting, n, yes) => expect(pass(arithmetic, members, voting, n)).toBe(yes))
  it('同意 3、必要的修改后同意 3：哪一种都不够，不把两种加在一起；登记会议被拒，说要再议', () => {
    const m = sitting({ recused: ['7'], votes: votes({ agree: 3, agreeWithChanges: 3 }) })
    expect(codes(decided.failing(m))).toEqual(['none-carried'])
    expect(decided.failing(m)[0]!.facts).toEqual({ members: 9, voting: 6, most: 3 })
    expect(undecided.failing(m)).toEqual([])
  })
  it('够数的不能登记为再议', () => expect(codes(undecided.failing(sitting()))).toEqual(['carried']))
  it('流程一：九位委员到会七位，一位参与研究回避，六人表决，必要的修改后同意 5、同意 1，过全体之半', () => {
    const m = sitting({ roster: roster.map((s) => (s.id === '7' ? { ...s, conflicted: true } : s)), recused: ['7'], arithmetic: ['nhc', 'science'], votes: votes({ agreeWithChanges: 5, agree: 1 }) })
    expect([quorate.failing(m), carried({ arithmetic: m.arithmetic, members: 9, voting: 6, votes: m.votes })]).toEqual([[], 'agreeWithChanges'])
  })
  it('无论怎样投票：只会有一种意见通过；多一票不会使已通过的变为不通过', () => {
    for (const arithmetic of [['nhc'], ['science'], ['nhc', 'science']] as Arithmetic[][]) for (let members = 5; members <= 11; members++) for (let voting = 1; voting <= members; voting++) for (let n = 0; n <= voting; n++) {
      const of = (v: Partial<Record<Opinion, number>>) => carried({ arithmetic, members, voting, votes: votes(v) })
      const both = [of({ agree: n, disagree: voting - n }), of({ disagree: n, agree: voting - n })]
      expect(both[0] === 'agree' && both[1] === 'agree').toBe(false)
      if (n < voting && both[0] === 'agree') expect(of({ agree: n + 1, disagree: voting - n - 1 })).toBe('agree')
    }
  })
})

describe('会议：谁到会、谁回避，都在表决之前看', () => {
  it.each([
    ['须回避的人坐着表决', { roster: roster.map((s) => (s.id === '6' ? { ...s, conflicted: true } : s)) }, 'must-recuse'], ['票数与可表决人数不符', { votes: votes({ agree: 6 }) }, 'votes-differ'], ['回避的人不计入到会，票数也要少一票', { recused: ['7'] }, 'votes-differ'],
    ['昨天任期届满的委员', { roster: roster.map((s) => (s.id === '2' ? { ...s, to: '2026-09-22' } : s)) }, 'not-serving'], ['名册上没有的人', { attending: ['1', '2', '3', '4', '5', '6', 'x'], votes: votes({ agree: 6 }) }, 'not-serving'],
    ['回避后没有院外委员', { recused: ['3', '4'], votes: votes({ agree: 5 }) }, 'no-outside'], ['回避后没有法律或伦理学委员', { recused: ['3'], votes: votes({ agree: 6 }) }, 'no-law-ethics'], ['只剩一种性别', { attending: ['1', '3', '4', '6', '7'], recused: ['3'], votes: votes({ agree: 4 }) }, 'one-sex'],
    ['没有医药专业的人', { attending: ['3', '4', '8'], votes: votes({ agree: 3 }) }, 'no-medical'], ['科技伦理规则下回避后不足五人', { arithmetic: ['science'], attending: ['1', '2', '3', '4', '5'], recused: ['1'], votes: votes({ agree: 4 }) }, 'too-few'], ['本委员会用语里没有“修改后再审”', { votes: votes({ rereview: 7 }) }, 'not-our-words'],
  ] as [string, Partial<Meeting>, string][])('%s，不能作出决定', (_, more, code) => expect(codes(quorate.failing(sitting(more)))).toContain(code))
  it('一次说全：回避、票数、组成，有几条说几条', () => expect(codes(quorate.failing(sitting({ attending: ['3', '4'], votes: votes({ agree: 7 }) })))).toEqual(['votes-differ', 'no-medical']))
})

describe('谁不能办', () => {
  it('主要研究者、参与研究的人、有利益冲突的人都不能决定这项研究', () => {
    const who = (actorId: string) => codes(independent.failing({ actorId, investigators: ['pi', 'sub'], conflicted: ['sub', 'kin'] }))
    expect([who('pi'), who('sub'), who('kin'), who('other')]).toEqual([['own-study'], ['own-study'], ['interest'], []])
  })
  it('会签至少两位不同的在任委员，没有账号的、须回避的不能指定', () => {
    const name = (...named: string[]) => codes(nameable.failing({ roster: [...roster.slice(0, 2), seat(3, { personId: null }), seat(4, { conflicted: true })], named, on: '2026-09-23' }))
    expect([name('1', '2'), name('1'), name('1', '1'), name('1', '3'), name('1', '4'), name('1', 'x')]).toEqual([[], ['too-few'], ['too-few'], ['not-serving'], ['conflicted'], ['not-serving']])
  })
  it('签发的意见就是表决的意见', () => expect([codes(voted.failing({ opinion: 'agree', decision: 'agreeWithChanges' })), voted.failing({ opinion: 'agree', decision: 'agree' })]).toEqual([['other-opinion'], []]))
  it('批件有效期晚于今天，最长十二个月', () => expect(['2026-09-28', '2027-09-28', '2027-09-29'].map((until) => codes(valid.failing({ today: '2026-09-28', latest: '2027-09-28', until })))).toEqual([['past'], [], ['too-long']]))
})
