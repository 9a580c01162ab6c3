import { cite } from '#kernel/cite.ts'
import { procedure } from '#kernel/procedure.ts'

const sponsor = { side: 'sponsor', roles: ['sponsor', 'cra'] }
const close = { to: 'closed', by: sponsor, note: 'required' } as const
/** A study's dossier from entry to archive; its case is what makes it visible to its parties. */
export const study = procedure('studies.study', {
  edition: 1, cites: [cite('HZ-09', '并联审查')], start: 'prepared',
  stages: {
    prepared: { moves: { begin: { to: 'starting', automatic: true }, close } },
    starting: { moves: { run: { to: 'running', automatic: true }, halt: { to: 'prepared', automatic: true } } },
    running: { moves: { close } },
    closed: { ends: 'granted' },
  },
})
