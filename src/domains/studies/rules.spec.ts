import { describe, expect, it } from 'vitest'
import { checklist, differing, type Held } from './rules.ts'
import { kinds, papers, papersOf } from './terms.ts'

const held = (kind: string, more: Partial<Held> = {}): Held => ({ id: kind, kind, title: kind, label: 'V2.0', datedOn: '2026-08-20', expiresOn: null, ...more })
const states = (regime: string | null, all: readonly Held[], today = '2026-09-14') => Object.fromEntries(checklist(regime, all, today).filter((l) => l.need === 'required').map((l) => [l.kind, l.state]))

describe('卷宗清单', () => {
  it('药物临床试验一共二十一类，与医院的初审清单一致', () => { expect(papersOf('drug')).toHaveLength(21) })
  it.each([
    ['drug', ['protocol', 'icf', 'drug-test-report']], ['device', ['protocol', 'icf', 'type-test-report']], ['ivd', ['protocol', 'icf', 'type-test-report']], ['food', ['protocol', 'icf']],
    ['iit-interventional', ['protocol', 'icf']], ['iit-observational', ['protocol', 'icf']], [null, ['protocol', 'icf']],
  ] as const)('%s：必备的只有这几类，其余是建议', (regime, required) => { expect(Object.keys(states(regime, []))).toEqual(required) })
  it('每一类都有出处，凭记忆写的都标明待核；每一类都能归档', () => {
    for (const p of papers) expect([p.basis.length > 0, p.basis.every((b) => b.unverified), kinds.some((k) => k.name === p.kind)], p.kind).toEqual([true, true, true])
    expect(new Set(kinds.map((k) => k.name)).size).toBe(kinds.length)
  })
  it('没有的待补，过了有效期的算过期，有效期最后一天还算数', () => {
    const all = [held('protocol'), held('drug-test-report', { expiresOn: '2026-08-30' })]
    expect(states('drug', all)).toEqual({ protocol: 'ready', icf: 'missing', 'drug-test-report': 'expired' })
    expect(states('drug', all, '2026-08-30')['drug-test-report']).toBe('ready')
  })
  it.each([
    ['V2.0', '2026-08-20', false], ['2.0', '2026-08-20', false], ['v2.0 ', '2026-08-20', false], ['V2.1', '2026-08-20', true], ['V2.0', '2026-08-21', true], ['V2.0', null, true], [null, null, false],
  ] as const)('卷宗写 %s / %s，现行方案是 V2.0 / 2026-08-20：%s', (protocolVersion, protocolDate, wrong) => { expect(differing({ protocolVersion, protocolDate }, [held('protocol')]) !== undefined).toBe(wrong) })
})
