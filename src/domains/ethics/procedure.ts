import { cite } from '#kernel/cite.ts'
import { procedure } from '#kernel/procedure.ts'
import { issuing, receiving, receivingAfter, review30 } from './terms.ts'

const secretary = { side: 'site', roles: ['ethics-secretary'] }
const chair = { side: 'site', roles: ['ethics-chair'] }
const applicant = { side: 'sponsor', roles: ['cra', 'sponsor'] }
const members = { side: 'site', roles: ['ethics-secretary'] }

/** 受理 → 审查 → 意见 → 批件 at one committee. The statutory 30 days run from the committee's own acceptance to the signed opinion and are not stopped by questions. */
export const review = procedure('ethics.review', {
  edition: 1, cites: [cite('HZ-09', '优化伦理审查流程')], start: 'receiving',
  stages: {
    receiving: { by: secretary, moves: { accept: 'reviewing', return: { to: 'returned', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' }, initiated: { to: 'receiving', automatic: true } } },
    returned: { by: applicant, moves: { resubmit: { to: 'receiving', note: 'required' }, initiated: { to: 'returned', automatic: true } } },
    reviewing: { by: chair, moves: { agree: 'issuing', agreeWithChanges: { to: 'revising', note: 'required', returns: true }, disagree: { to: 'declined', note: 'required' } } },
    revising: { by: applicant, moves: { revise: { to: 'confirming', note: 'required' } } },
    confirming: { by: members, moves: { confirm: 'issuing', again: { to: 'revising', note: 'required', returns: true } } },
    issuing: { by: chair, moves: { issue: 'approved' } },
    approved: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' } },
  clocks: [receiving, receivingAfter, review30, issuing],
  escalation: { head: ['ethics-chair'], also: ['alliance-office'], inside: true },
})
