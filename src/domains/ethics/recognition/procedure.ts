import { cite } from '#kernel/cite.ts'
import { procedure } from '#kernel/procedure.ts'
import { answering } from './terms.ts'

const chair = { side: 'site', roles: ['ethics-chair'] }, secretary = { side: 'site', roles: ['ethics-secretary'] }
const members = { side: 'site', roles: ['ethics-member'], person: 'reviewers' }
const sponsor = { side: 'sponsor', roles: ['sponsor'] }
const inside = { audience: 'office', within: ['ethics-secretary', 'ethics-chair', 'ethics-member'] } as const
const transfer = { to: 'boarding', by: chair, note: 'required' } as const, decline = { to: 'declined', by: chair, note: 'required' } as const
const withdraw = { to: 'withdrawn', by: { side: 'sponsor', roles: ['cra', 'sponsor'] }, note: 'required' } as const
/** 互认: a participating site's own review of the lead's approval, by 简易程序: two members named by the chair sign, then the chair signs the site's own letter. Silence never approves. */
export const recognition = procedure('ethics.recognition', {
  edition: 1, cites: [cite('ZJ-03', '伦理审查结果互认'), cite('HZ-09', '优化伦理审查流程')], start: 'waiting', charge: 'committee',
  stages: {
    waiting: { moves: { push: { to: 'received', automatic: true }, unled: { to: 'unled', automatic: true }, withdraw } },
    received: { by: chair, moves: { name: { to: 'examining', ...inside }, transfer, decline, withdraw } },
    examining: { by: members, moves: {
      recognise: { to: 'signing', of: { count: 2, among: 'reviewers' }, ...inside }, object: { to: 'received', note: 'required', ...inside },
      attach: { to: 'examining', by: secretary }, compensate: { to: 'consulting', by: secretary }, suggest: { to: 'examining', by: secretary, note: 'required' },
      name: { to: 'examining', by: chair, ...inside }, recuse: { to: 'examining', by: secretary, ...inside }, transfer, decline, withdraw,
    } },
    consulting: { by: sponsor, moves: { consent: 'examining', refuse: { to: 'examining', note: 'required' }, withdraw } },
    signing: { by: chair, moves: { sign: { to: 'recognised', letter: 'ethics.recognition' }, reopen: { to: 'examining', note: 'required', ...inside }, withdraw } },
    boarding: { together: ['ethics.review'], joined: { all: 'reviewed', otherwise: 'declined' } },
    unled: { by: chair, moves: { transfer, decline, withdraw } },
    recognised: { ends: 'granted' },
    reviewed: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  clocks: [answering],
  escalation: { head: ['ethics-chair'], also: ['alliance-office'], early: true, inside: true },
})
