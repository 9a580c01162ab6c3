import { cite } from '#kernel/cite.ts'
import { migration, procedure } from '#kernel/procedure.ts'
import { initiationLimit, intake, receive } from './terms.ts'

const sponsor = { side: 'sponsor', roles: ['cra', 'sponsor'] }
const leadOffice = { side: 'lead', roles: ['research-office'] }
const office = { side: 'site', roles: ['research-office'] }
const investigator = { side: 'site', roles: ['pi'], person: 'investigator' }
const parallel = [cite('HZ-09', '并联审查'), cite('HZ-08', '提高临床试验效率')]

const withdraw = { to: 'withdrawn', by: sponsor, note: 'required' } as const
/** One dossier, several hospitals: signed by every investigator, accepted once by the lead's office (T0), then each site on its own. */
export const start = procedure('startup.start', {
  edition: 1, cites: parallel, start: 'preparing',
  stages: {
    preparing: { by: sponsor, moves: { submit: 'intake', withdraw } },
    intake: { by: leadOffice, moves: { accept: 'running', return: { to: 'returned', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' }, withdraw } },
    returned: { by: sponsor, moves: { resubmit: { to: 'intake', note: 'required' }, withdraw } },
    running: { together: ['startup.site'], joined: { all: 'finished', otherwise: 'closed' } },
    finished: { ends: 'granted' },
    closed: { ends: 'refused' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  clocks: [intake],
})

/** The sponsor takes one hospital out, whatever the others do. */
const leave = { to: 'withdrawn', by: sponsor, note: 'required' } as const
const follow = { to: 'withdrawn', automatic: true } as const
/** One hospital of the start: its investigator signs, its lanes run side by side, it joins them and starts alone. */
export const site = procedure('startup.site', {
  edition: 2, cites: parallel, start: 'signing',
  stages: {
    signing: { by: investigator, moves: { sign: 'signed', refuse: { to: 'declined', note: 'required' }, withdraw: follow } },
    signed: { moves: { unify: { to: 'lanes', automatic: true }, invite: { to: 'accepting', automatic: true }, withdraw: follow } },
    accepting: { by: office, moves: { accept: 'lanes', decline: { to: 'declined', note: 'required' }, leave } },
    lanes: { together: ['startup.initiation', 'ethics.review', 'ethics.recognition', 'agreements.signing'], joined: { all: 'ready', otherwise: 'stopped' } },
    ready: { by: office, moves: { kickOff: { to: 'kicked-off', dated: true }, leave } },
    'kicked-off': { by: investigator, moves: { enrol: { to: 'started', dated: true }, leave } },
    started: { ends: 'granted' },
    stopped: { ends: 'refused' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  clocks: [receive],
})

/** The first edition, for sites that began by it: every committee reviews for itself, and a site cannot be taken out alone. */
export const site1 = procedure('startup.site', {
  edition: 1, cites: parallel, start: 'signing',
  stages: {
    signing: { by: investigator, moves: { sign: 'signed', refuse: { to: 'declined', note: 'required' }, withdraw: follow } },
    signed: { moves: { unify: { to: 'lanes', automatic: true }, invite: { to: 'accepting', automatic: true }, withdraw: follow } },
    accepting: { by: office, moves: { accept: 'lanes', decline: { to: 'declined', note: 'required' } } },
    lanes: { together: ['startup.initiation', 'ethics.review', 'agreements.signing'], joined: { all: 'ready', otherwise: 'stopped' } },
    ready: { by: office, moves: { kickOff: { to: 'kicked-off', dated: true } } },
    'kicked-off': { by: investigator, moves: { enrol: { to: 'started', dated: true } } },
    started: { ends: 'granted' },
    stopped: { ends: 'refused' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  clocks: [{ ...receive, end: ['accept', 'decline', 'withdraw'] }],
})
export const siteOn = migration(site1, site)

/** 立项 at one hospital: the office checks, the department assesses, the executive decides. */
export const initiation = procedure('startup.initiation', {
  edition: 1, cites: parallel, start: 'checking',
  stages: {
    checking: { by: office, moves: { pass: { to: 'assessing', audience: 'org' }, return: { to: 'returned', note: 'required', returns: true }, decline: { to: 'declined', note: 'required' } } },
    returned: { by: sponsor, moves: { resubmit: { to: 'checking', note: 'required' } } },
    assessing: { by: { side: 'site', roles: ['department-head'] }, moves: { support: { to: 'approving', audience: 'org' }, object: { to: 'checking', note: 'required', audience: 'org' } } },
    approving: { by: { side: 'site', roles: ['institution-head'] }, moves: { approve: 'approved', reconsider: { to: 'assessing', note: 'required', audience: 'org' }, decline: { to: 'declined', note: 'required' } } },
    approved: { ends: 'granted' },
    declined: { ends: 'refused' },
    withdrawn: { ends: 'withdrawn' },
  },
  anywhere: { withdraw: { to: 'withdrawn', by: sponsor, note: 'required' } },
  clocks: [initiationLimit],
})
