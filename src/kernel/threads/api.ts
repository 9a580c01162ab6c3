// Questions about one spot of a dossier, asked in a case, answered once for all who asked.
import * as z from 'zod'
import { action, query } from '../endpoint.ts'
import { id } from '../id.ts'

export const anchorKinds = ['whole', 'field', 'file', 'page', 'clause'] as const
/** The spot a question hangs on: a field of the dossier, a file, a page of it, a clause; `anchor` names it, `label` says it. */
export const AnchorShape = z.object({ kind: z.enum(anchorKinds), anchor: z.string().max(160), label: z.string().trim().max(200) })
const Reply = z.object({ at: z.string(), who: z.string(), body: z.string(), /** how many questions this one answer closed */ closes: z.number() })
export const ThreadShape = z.object({
  id: id('thread'), caseId: id('case'), subjectId: z.string(), subject: z.string(), kind: z.string(), place: z.string(),
  anchor: AnchorShape, body: z.string(), state: z.enum(['draft', 'open', 'answered', 'closed', 'dropped']), stateText: z.string(), round: z.number(), version: z.number(), group: z.string().nullable(),
  who: z.string(), toWhom: z.string(), at: z.string(), waitedDays: z.number(), mayAnswer: z.boolean(), mayJudge: z.boolean(), replies: z.array(Reply),
})
export type Thread = z.infer<typeof ThreadShape>
const threadIds = z.array(id('thread')).min(1).max(50)
const changed = z.object({ changed: z.number() })

/** The questions of one case, and what may be asked about. */
export const of = query('threads.of', { who: 'member', input: z.object({ id: id('case') }), output: z.object({ threads: z.array(ThreadShape), anchors: z.array(AnchorShape), /** the sides one may ask; none: not one's office */ asks: z.array(z.object({ side: z.string(), label: z.string() })) }) })
/** Questions across cases: those we must answer, those we asked, those that are done with. */
export const list = query('threads.list', { who: 'member', input: z.object({ tab: z.enum(['answer', 'asked', 'done']) }), output: z.object({ rows: z.array(ThreadShape), more: z.boolean(), counts: z.object({ answer: z.number(), asked: z.number() }) }) })
/** Asks about one spot. A draft goes out with the others when the case is returned (一次性告知); otherwise it is asked at once and stops nothing. */
export const ask = action('threads.ask', { who: 'member', input: z.object({ caseId: id('case'), toSide: z.string().max(20), anchor: AnchorShape, body: z.string().trim().min(1).max(2000), draft: z.boolean() }), output: z.object({ id: id('thread') }) })
/** One answer to one or more questions, of one institution or several. */
export const answer = action('threads.answer', { who: 'member', input: z.object({ ids: threadIds, body: z.string().trim().min(1).max(4000) }), output: changed })
/** The asker is satisfied. */
export const close = action('threads.close', { who: 'member', input: z.object({ ids: threadIds }), output: changed })
/** The asker is not: the question is open again, with what is still missing. */
export const again = action('threads.again', { who: 'member', input: z.object({ id: id('thread'), body: z.string().trim().min(1).max(2000) }), output: changed })
/** A draft is dropped, or a question asked in error is taken back before it was answered. */
export const drop = action('threads.drop', { who: 'member', input: z.object({ id: id('thread') }), output: changed })
/** The same thing asked by several: one question from now on for those who answer. */
export const join = action('threads.join', { who: 'member', input: z.object({ ids: z.array(id('thread')).min(2).max(50) }), output: changed })
export const endpoints = [of, list, ask, answer, close, again, drop, join]
