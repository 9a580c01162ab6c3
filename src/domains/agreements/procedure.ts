import { cite } from '#kernel/cite.ts'
import { migration, procedure } from '#kernel/procedure.ts'
import { signingLimit } from './terms.ts'

const applicant = { side: 'sponsor', roles: ['sponsor-legal', 'sponsor', 'cra'] }
const office = { side: 'site', roles: ['research-office'] }
const comments = { note: 'required', returns: true } as const
/** 起草 → 机构办 → 法务 → 签署. What the lawyers remark the sponsor accepts, or sends a new draft. Signing order: sponsor, investigator, pharmacy, institution (seal). */
export const signing = procedure('agreements.signing', {
  edition: 2, cites: [cite('HZ-09', '多中心合同审签绿色通道')], start: 'drafting',
  stages: {
    drafting: { by: applicant, moves: { propose: 'reviewing' } },
    reviewing: { by: office, moves: { forward: { to: 'legal', audience: 'org' }, clear: 'sponsor-signing', comment: { to: 'drafting', ...comments }, decline: { to: 'declined', note: 'required' } } },
    legal: { by: { side: 'site', roles: ['legal'] }, moves: { pass: 'sponsor-signing', comment: { to: 'answering', ...comments } } },
    answering: { by: applicant, moves: { accept: 'sponsor-signing', propose: 'reviewing' } },
    'sponsor-signing': { by: { side: 'sponsor', roles: ['sponsor-legal', 'sponsor'] }, moves: { sign: 'investigator-signing', signOnPaper: { to: 'investigator-signing', by: { side: 'sponsor', roles: ['cra'] }, note: 'required' } } },
    'investigator-signing': { by: { side: 'site', roles: ['pi'], person: 'investigator' }, moves: { countersign: 'pharmacy-signing' } },
    'pharmacy-signing': { by: { side: 'site', roles: ['pharmacy'] }, moves: { endorse: 'sealing' } },
    sealing: { by: { side: 'site', roles: ['seal-keeper'] }, moves: { seal: 'effective' } },
    effective: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
    lapsed: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' }, lapse: { to: 'lapsed', automatic: true } },
  clocks: [signingLimit],
})

/** The first edition, for contracts that began by it: the lawyers' remarks go back to the draft, the pharmacy does not sign. */
export const signing1 = procedure('agreements.signing', {
  edition: 1, cites: [cite('HZ-09', '多中心合同审签绿色通道')], start: 'drafting',
  stages: {
    drafting: { by: applicant, moves: { propose: 'reviewing' } },
    reviewing: { by: office, moves: { forward: { to: 'legal', audience: 'org' }, comment: { to: 'drafting', ...comments }, decline: { to: 'declined', note: 'required' } } },
    legal: { by: { side: 'site', roles: ['legal'] }, moves: { pass: 'sponsor-signing', comment: { to: 'drafting', ...comments } } },
    'sponsor-signing': { by: { side: 'sponsor', roles: ['sponsor-legal', 'sponsor'] }, moves: { sign: 'investigator-signing' } },
    'investigator-signing': { by: { side: 'site', roles: ['pi'], person: 'investigator' }, moves: { countersign: 'sealing' } },
    sealing: { by: { side: 'site', roles: ['seal-keeper'] }, moves: { seal: 'effective' } },
    effective: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
    lapsed: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: applicant, note: 'required' }, lapse: { to: 'lapsed', automatic: true } },
  clocks: [{ ...signingLimit, stop: ['comment', 'pass'], resume: ['propose', 'sign'] }],
})
/** A contract of the first edition goes on by the second where it stands. */
export const signingOn = migration(signing1, signing)
