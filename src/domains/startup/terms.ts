import { basis } from '#kernel/cite.ts'
import type { ClockRule } from '#kernel/clock.ts'

const ours = (what: string) => [basis('platform', `平台约定：${what}`, { unverified: true })]
/** 统一受理: the lead's office answers a complete application within this time. */
export const intake: ClockRule = { name: 'startup.start.intake', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['submit'], stop: ['return'], stops: 'first', resume: ['resubmit'], end: ['accept', 'decline', 'withdraw'], rolls: false, basis: ours('联盟统一受理答复时限') }
/** 本院受理: a hospital that does not accept 统一受理 accepts for itself, and its wait is charged to it. */
export const receive: ClockRule = { name: 'startup.site.receive', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['invite'], end: ['accept', 'decline', 'leave', 'withdraw'], rolls: false, basis: ours('本院受理答复时限') }
/** 立项: a promise of each institution; its own number replaces this one when the case opens. Only the first complete list of gaps stops it (一次性告知). */
export const initiationLimit: ClockRule = { name: 'startup.initiation.limit', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['open'], stop: ['return'], stops: 'first', resume: ['resubmit'], end: ['approve', 'decline', 'withdraw'], rolls: false, basis: [basis('institution', '本机构承诺：立项审查时限', { unverified: true })] }
