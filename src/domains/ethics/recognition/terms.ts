import { basis } from '#kernel/cite.ts'
import type { ClockRule } from '#kernel/clock.ts'

/** 互认: each site's own time, from the receipt of the push. While the sponsor answers on a compensation it stands still; silence ends nothing. */
export const answering: ClockRule = { name: 'ethics.recognition.limit', limit: 5, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['push'], stop: ['compensate'], resume: ['consent', 'refuse'], end: ['sign', 'transfer', 'decline', 'withdraw'], rolls: false, basis: [basis('alliance', '伦理审查联盟约定：参加单位认可时限', { unverified: true })] }
/** What a participating site may add of its own. */
export const localItems = ['contact', 'staff', 'regulation'] as const
/** What it may not change: that is an amendment, and the lead's. */
export const leadItems = ['protocol', 'eligibility', 'consent-content'] as const
/** Why a committee may want to review in full. */
export const reasons = ['safety', 'population', 'capacity', 'opinion', 'rules'] as const
