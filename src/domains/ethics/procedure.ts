import { cite } from '#kernel/cite.ts'
import { migration, procedure } from '#kernel/procedure.ts'
import { issuing, receiving, receivingAfter, rechecking, review30, signatures } from './terms.ts'

const secretary = { side: 'site', roles: ['ethics-secretary'] }
const chair = { side: 'site', roles: ['ethics-chair'] }
const applicant = { side: 'sponsor', roles: ['cra', 'sponsor'] }
/** The members the chair named; outside the committee they are the committee. */
const members = { side: 'site', roles: ['ethics-member'], person: 'reviewers' }
/** Who of the hospital belongs to the committee: reviewers, recusals and votes are read by them alone. */
export const committee = ['ethics-secretary', 'ethics-chair', 'ethics-member'] as const
const inside = { audience: 'office', within: committee } as const
const recuse = (to: 'mode' | 'meeting' | 'assigning') => ({ to, by: secretary, ...inside }) as const
const opinion = { note: 'required', letter: 'ethics.opinion' } as const

/** 受理 → 审查方式 → 会议或简易程序 → 意见函 → 修改与会签核对 → 批件 at one committee. The statutory 30 days run from the committee's own acceptance to the signed opinion and are not stopped by questions. */
export const review = procedure('ethics.review', {
  edition: 2, cites: [cite('HZ-09', '优化伦理审查流程')], start: 'receiving', charge: 'committee',
  stages: {
    receiving: { by: secretary, moves: { accept: 'mode', return: { to: 'returned', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' }, initiated: { to: 'receiving', automatic: true } } },
    returned: { by: applicant, moves: { resubmit: { to: 'receiving', note: 'required' }, initiated: { to: 'returned', automatic: true } } },
    mode: { by: chair, moves: { convene: 'meeting', expedite: { to: 'expedited', ...inside }, recuse: recuse('mode') } },
    meeting: { by: secretary, moves: { minute: { to: 'opining', dated: true, ...inside }, defer: { to: 'meeting', dated: true, note: 'required', ...inside }, recuse: recuse('meeting') } },
    expedited: { by: members, moves: { concur: { to: 'opining', of: { count: signatures, among: 'reviewers' }, ...inside }, object: { to: 'meeting', note: 'required', ...inside } } },
    opining: { by: chair, moves: { agree: 'issuing', agreeWithChanges: { to: 'revising', returns: true, ...opinion }, rereview: { to: 'reworking', returns: true, ...opinion }, disagree: { to: 'declined', ...opinion } } },
    revising: { by: applicant, moves: { revise: { to: 'assigning', note: 'required' } } },
    reworking: { by: applicant, moves: { rework: { to: 'mode', note: 'required' } } },
    assigning: { by: chair, moves: { assign: { to: 'confirming', ...inside }, recuse: recuse('assigning') } },
    confirming: { by: members, moves: { confirm: { to: 'issuing', of: { count: signatures, among: 'reviewers' }, ...inside }, again: { to: 'revising', note: 'required', returns: true, within: committee }, dissent: { to: 'meeting', note: 'required', ...inside }, assign: { to: 'confirming', by: chair, ...inside } } },
    issuing: { by: chair, moves: { issue: { to: 'approved', letter: 'ethics.approval' } } },
    approved: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' } },
  clocks: [receiving, receivingAfter, review30, rechecking, issuing],
  escalation: { head: ['ethics-chair'], also: ['alliance-office'], inside: true },
})

/** The first edition, for reviews that began by it: one opinion by the chair, the secretary checks the changes. */
export const review1 = procedure('ethics.review', {
  edition: 1, cites: [cite('HZ-09', '优化伦理审查流程')], start: 'receiving', charge: 'committee',
  stages: {
    receiving: { by: secretary, moves: { accept: 'reviewing', return: { to: 'returned', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' }, initiated: { to: 'receiving', automatic: true } } },
    returned: { by: applicant, moves: { resubmit: { to: 'receiving', note: 'required' }, initiated: { to: 'returned', automatic: true } } },
    reviewing: { by: chair, moves: { agree: 'issuing', agreeWithChanges: { to: 'revising', note: 'required', returns: true }, disagree: { to: 'declined', note: 'required' } } },
    revising: { by: applicant, moves: { revise: { to: 'confirming', note: 'required' } } },
    confirming: { by: secretary, moves: { confirm: 'issuing', again: { to: 'revising', note: 'required', returns: true } } },
    issuing: { by: chair, moves: { issue: { to: 'approved', letter: 'ethics.approval' } } },
    approved: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' } },
  clocks: [receiving, receivingAfter, { ...review30, end: ['agree', 'agreeWithChanges', 'disagree', 'withdraw'] }, issuing],
  escalation: { head: ['ethics-chair'], also: ['alliance-office'], inside: true },
})
/** A review of the first edition goes on by the second: the chair sets its kind, the chair names who checks. */
export const reviewOn = migration(review1, review, { stages: { reviewing: 'mode', confirming: 'assigning' } })
