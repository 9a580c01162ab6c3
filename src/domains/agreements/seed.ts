// How the contracts of the demo went; days are working days ago.
import type { Step, Story } from '#domains/institutions/seed.ts'

export { endpoints as deeds } from './api.ts'
/** What the hospital's seal of one day carries. */
export const sealed = (on: string, n: number) => ({ number: `HT-${on.slice(0, 4)}-${String(n).padStart(3, '0')}` })
const legal = { by: 'legal' }
/** 送稿 → 送法务 → 法务通过 → 申办方签 → 研究者签 → 药学签 → 用印, as far as it came. */
const smooth = (...ago: number[]): Step[] => ['propose', 'forward', 'pass', 'sign', 'countersign', 'endorse', 'seal'].slice(0, ago.length).map((move, i) => [move, ago[i]!])

export const contracts: Story = {
  'QH-101': {
    a: smooth(8, 6),
    b: [['propose', 10], ['comment', 8, '第 5 条付款节点与受试者补偿发放时间对不上。'], ['propose', 7], ['forward', 6], ['comment', 5, '第 12 条责任上限不能覆盖受试者损害赔偿；第 15 条管辖请改为本院所在地。', legal]],
    c: [['propose', 6], ['comment', 3, '检查费按本院现行价目重列；研究护士费漏列。']],
    e: smooth(4),
  },
  'QH-062': { a: smooth(20, 18, 15, 8, 5, 4), b: smooth(22, 20, 18, 12, 9, 6, 6), d: smooth(15, 13, 10, 6, 4, 3), e: smooth(18, 15, 12, 7, 4, 2) },
  'MC-205': { a: smooth(20, 18, 14, 5, 3), c: smooth(27, 25, 22, 16, 13, 9, 9) },
  'QH-015': { a: smooth(30, 27, 24, 12, 9, 7, 7), b: smooth(33, 31, 29, 8, 6, 4), c: smooth(30, 28, 25, 9, 8, 6), d: smooth(28, 26, 24, 6), e: smooth(36, 34, 31, 22, 20, 17, 17) },
  'QH-120': { a: smooth(5), b: smooth(5, 3) },
  'MC-019': { a: [['propose', 3], ['comment', 1, '附件二预算缺药品管理费，样本运输费由谁付没有写。']], c: smooth(3) },
  'HC-20': { a: smooth(2) },
  'QH-131': { a: smooth(1), c: smooth(2, 1), d: smooth(2, 1), e: smooth(2, 1) },
  'MC-410': { a: [['propose', 11], ['comment', 8, '第 9 条数据归属与本院制度不符，请用范本条款。'], ['propose', 6]] },
  'QH-140': { a: smooth(6, 5, 3), e: smooth(4) },
}
