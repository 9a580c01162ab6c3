import { describe, expect, it } from 'vitest'
import { basis } from '../cite.ts'
import { circular, together, type Apart } from './rules.ts'
import { renamed } from './services.ts'

const table: readonly Apart[] = [{ one: ['秘书', '委员'], other: ['机构办'], basis: [basis('platform', '平台约定')] }, { one: ['用印'], other: ['法务', '机构办'], basis: [basis('platform', '平台约定')] }]
const d = (from: string, to: string, fromOn = '2026-10-01', toOn = '2026-10-07') => ({ from, to, fromOn, toOn })
describe('不能由一人兼办的岗位', () => {
  it.each([
    ['秘书代机构办', ['秘书'], ['机构办'], 1], ['机构办代委员', ['机构办'], ['委员'], 1], ['用印代法务', ['用印'], ['法务'], 1], ['秘书代委员', ['秘书'], ['委员'], 0], ['法务代机构办', ['法务'], ['机构办'], 0],
    ['一次给两个互斥的', [], ['用印', '法务'], 1], ['接机构办，自己兼用印与秘书，两条都说', ['用印', '秘书'], ['机构办'], 2], ['早已兼着的，与这次无关不算', ['秘书', '机构办'], ['药房'], 0],
  ] as const)('%s', (_, held, added, n) => { const found = together(table, held, added); expect(found).toHaveLength(n); expect(found.every((r) => r.basis!.length > 0)).toBe(true) })
})
describe('辗转代办', () => {
  it.each([
    ['没有别的委托', [], false], ['对方正由本人代办', [d('乙', '甲')], true], ['隔一人绕回来', [d('乙', '丙'), d('丙', '甲')], true], ['日子不重叠', [d('乙', '甲', '2026-10-08', '2026-10-09')], false], ['首尾同一天也算重叠', [d('乙', '甲', '2026-10-07', '2026-10-09')], true], ['别人之间绕圈与此无关', [d('乙', '丙'), d('丙', '乙')], false],
  ] as const)('甲委托乙：%s', (_, standing, is) => expect(circular(d('甲', '乙'), standing)).toBe(is))
})
it('交接时处处换名：一人的、名单里的、转办里的；名单里已有接收人不重复', () => {
  expect(renamed({ investigator: '甲', members: ['甲', '乙'], assigned: { stage: 's', personId: '甲' }, title: '甲方' }, '甲', '乙')).toEqual({ investigator: '乙', members: ['乙'], assigned: { stage: 's', personId: '乙' }, title: '甲方' })
})
