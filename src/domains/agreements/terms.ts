import { basis } from '#kernel/cite.ts'
import type { ClockRule } from '#kernel/clock.ts'

/** 合同审签: the institution's own working days; while the sponsor holds the draft the count stands still. */
export const signingLimit: ClockRule = { name: 'agreements.signing.limit', limit: 15, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['propose'], stop: ['comment', 'clear', 'pass'], resume: ['propose', 'sign', 'signOnPaper'], end: ['seal', 'decline', 'withdraw', 'lapse'], rolls: false, basis: [basis('platform', '平台约定：合同审签时限（机构一侧）', { unverified: true })] }
/** Clauses of the common template whose change is class C: liability and compensation of harm, insurance, disputes. A change of them is read by the hospital's lawyers. */
export const lawyersClauses: readonly string[] = ['7', '12', '15']
