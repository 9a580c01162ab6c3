import type { CaseRow } from '#kernel/case.ts'
import type { Call } from '#kernel/implement.ts'
import type { LetterKind, LetterWork } from '#kernel/letters/kind.ts'
import { today } from '#kernel/calendar.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { papersInForce, studyLetter } from '#domains/studies/public.ts'

const study = ['study', 'protocolNo', 'sponsor', 'investigator', 'department', 'papers', 'papers.paper', 'papers.label', 'papers.dated', 'papers.hash', 'contact']
/** 受理通知: what was accepted, and by when this hospital answers. Sent after the acceptance; nothing waits for it. */
export const receiptLetter: LetterKind = { name: 'startup.receipt-letter', procedure: 'startup.site', stages: ['lanes'], who: ['research-office'], signers: ['research-office'], number: '{year}-受-{n:4}', names: [...study, 'acceptedOn', 'within', 'dueOn'] }
