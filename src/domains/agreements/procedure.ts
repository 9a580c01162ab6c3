import { cite } from '#kernel/cite.ts'
import { procedure } from '#kernel/procedure.ts'
import { signingLimit } from './terms.ts'

const applicant = { side: 'sponsor', roles: ['sponsor-legal', 'sponsor', 'cra'] }
const office = { side: 'site', roles: ['research-office'] }
/** 起草 → 审核 → 签署. Signing order: sponsor, investigator, institution (seal). */
export const signing = procedure('agreements.signing', {
  edition: 1, cites: [cite('HZ-09', '多中心合同审签绿色通道')], start: 'drafting',
  stages: {
    drafting: { by: applicant, moves: { propose: 'reviewing' } },
    reviewing: { by: office, moves: { forward: { to: 'legal', audience: 'org' }, comment: { to: 'drafting', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' } } },
    legal: { by: { side: 'site', roles: ['legal'] }, moves: { pass: 'sponsor-signing', comment: { to: 'drafting', note: 'required', returns: true } } },
    'sponsor-signing': { by: { side: 'sponsor', roles: ['sponsor-legal', 'sponsor'] }, moves: { sign: 'investigator-signing' } },
    'investigator-signing': { by: { side: 'site', roles: ['pi'], person: 'investigator' }, moves: { countersign: 'sealing' } },
    sealing: { by: { side: 'site', roles: ['seal-keeper'] }, moves: { seal: 'effective' } },
    effective: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' } },
  clocks: [signingLimit],
})
