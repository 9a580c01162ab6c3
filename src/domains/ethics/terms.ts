import { basis } from '#kernel/cite.ts'
import type { ClockRule } from '#kernel/clock.ts'

const rule2023 = basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })
const civilCode = basis('law', '中华人民共和国民法典', { article: '第二百零三条' })
const alliance = (what: string) => [basis('alliance', `伦理审查联盟约定：${what}`, { unverified: true })]

/** 受理: the committee says within this time whether it accepts. A promise; each institution's own rule replaces it. */
export const receiving: ClockRule = { name: 'ethics.review.receiving', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['open'], stop: ['return'], stops: 'first', resume: ['resubmit'], end: ['accept', 'decline', 'withdraw'], rolls: false, basis: [basis('platform', '平台约定：受理答复时限', { unverified: true })] }
/** The same where the hospital grants 立项 first: the committee may not accept before, so its time begins with 立项. */
export const receivingAfter: ClockRule = { ...receiving, name: 'ethics.review.receivingAfter', start: ['initiated'] }
/** 审查意见: 30 calendar days from acceptance to the signed opinion, whatever it says; questions do not stop it. */
export const review30: ClockRule = { name: 'ethics.review.review30', limit: 30, unit: 'day', bound: 'at-most', force: 'statutory', start: ['accept'], end: ['agree', 'agreeWithChanges', 'rereview', 'disagree', 'withdraw'], rolls: true, basis: [rule2023, civilCode] }
/** 核对修改: the committee's own time for the two members; the applicant's changes are the applicant's time. */
export const rechecking: ClockRule = { name: 'ethics.review.rechecking', limit: 5, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['revise'], stop: ['again'], resume: ['revise'], end: ['confirm', 'dissent', 'withdraw'], rolls: false, basis: alliance('修改核对时限') }
/** 批件送达: from the decision that nothing more is asked to the letter. */
export const issuing: ClockRule = { name: 'ethics.review.issuing', limit: 5, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['agree', 'confirm'], end: ['issue', 'withdraw'], rolls: false, basis: alliance('批件送达时限') }

/** 科技伦理: at least so many present, and so large a part of those present, as an exact fraction. */
export const science = { attending: 5, part: [2, 3] } as const
/** An approval is valid for so many months at most; then the study is looked at again. */
export const longestMonths = 12
/** 会签: so many members confirm a change, review without a meeting, recognise the lead's opinion. */
export const signatures = 2
