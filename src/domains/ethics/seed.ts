// How the reviews of the demo went at each committee; days are working days ago.
import type { Calendar } from '#kernel/calendar.ts'
import type { Step, Story } from '#domains/institutions/seed.ts'

export { endpoints as deeds } from './api.ts'
/** What the letter of one day carries. */
export const letter = (on: string, n: number, calendar: Calendar) => ({ number: `${on.slice(0, 4)}-药伦审-${String(n).padStart(4, '0')}`, validUntil: calendar.addDays(on, 364) })
const straight = (accept: number, agree: number, issue: number): Step[] => [['accept', accept], ['agree', agree], ['issue', issue]]

export const reviews: Story = {
  'QH-101': {
    a: [['accept', 11], ['agreeWithChanges', 6, '知情同意书第 4 页写明妊娠检测由申办方付费；补研究者 24 小时联系电话。'], ['revise', 4, '知情同意书改为 V2.1，两处改动见对照表。'], ['confirm', 3], ['issue', 2]],
    b: [['accept', 10], ['agreeWithChanges', 2, '招募广告“免费治疗”改为“免费检查”；知情同意书写明全程采血总量。']],
    c: [['accept', 9]],
    d: [['accept', 5]],
    e: [['return', 10, '本院先立项、后伦理；本院版知情同意书缺联系人和电话。'], ['resubmit', 3, '联系人和电话已补，随立项补正一并重交。']],
  },
  'QH-062': {
    a: [['accept', 23], ['agreeWithChanges', 9, '备用药发放记录表缺回收栏；交通补偿标准请写进知情同意书。'], ['revise', 1, '回收栏已加，补偿写在知情同意书第 7 页。']],
    b: straight(24, 16, 13), d: straight(19, 11, 8),
    e: [['return', 23, '立项通过后再受理；伦理申请表缺科室意见。'], ['resubmit', 15, '立项已通过，科室意见已补。'], ['accept', 14]],
  },
  'MC-205': { a: [['return', 28, '研究者手册为上一版；保险凭证上周到期。'], ['resubmit', 3, '手册换为 V4，续保凭证已到。']], c: straight(28, 20, 17) },
  'QH-015': {
    a: [['accept', 36], ['agreeWithChanges', 24, '体重下降的判定标准前后不一致，请统一。'], ['revise', 18, '判定标准已统一为方案 5.2 节。'], ['again', 15, '知情同意书第 3 页仍是旧标准，随访窗也请核对。'], ['revise', 2, '第 3 页和随访窗都已改。']],
    b: straight(37, 28, 25), c: straight(37, 26, 23), d: straight(33, 25, 22),
    e: [['accept', 36], ['agreeWithChanges', 27, '颗粒冲服的水温请写进患者日记卡。'], ['revise', 25, '日记卡已加水温。'], ['confirm', 24], ['issue', 23]],
  },
  'QH-131': { b: [['accept', 2]], c: [['accept', 1]] },
  'MC-410': { a: [['accept', 10]], b: [['return', 10, '方案与知情同意书的访视次数不一致（9 次、8 次）；请一并补主要研究者简历。']] },
  'QH-140': { a: [['return', 5, '贴剂样品照片缺批号；数据安全说明未写存放地点。']] },
}
