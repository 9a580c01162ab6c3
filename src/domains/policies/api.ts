import * as z from 'zod'
import { query } from '#kernel/endpoint.ts'

export const states = ['supported', 'partly', 'not-yet', 'not-software'] as const
export const kinds = ['must', 'encourage', 'explore'] as const
const State = z.enum(states), Kind = z.enum(kinds)
/** Where something is seen; null where nothing stands yet. */
const Linked = z.object({ name: z.string(), label: z.string(), to: z.string().nullable() })
/** Real cases this person may see, counted now: studies and sites under way in parallel, and calendar days from T0 (统一受理, that day not counted) to a site's first consent. */
export const Live = z.object({ studies: z.number(), sites: z.number(), consents: z.number(), medianDays: z.number().nullable(), to: z.string() })
/** My bureau's part in it; null for anybody else. */
const Mine = z.enum(['lead', 'joint']).nullable()
const Document = z.object({ code: z.enum(['HZ', 'ZJ']), name: z.string(), title: z.string(), number: z.string().nullable(), issued: z.iso.date().nullable(), from: z.iso.date().nullable(), status: z.enum(['in-force', 'draft']) })

const common = { number: z.string(), short: z.string(), title: z.string(), state: State, because: z.string(), tracked: z.string().nullable(), rooms: z.array(Linked), live: Live.nullable(), mine: Mine }
export const LedgerRow = z.object({ ...common, lead: z.string().nullable(), joint: z.array(z.string()), kinds: z.array(Kind) })
export type LedgerRow = z.infer<typeof LedgerRow>
/** The thirty-three measures as the bureaus wrote them down, each with what answers it today. */
export const ledger = query('policies.ledger', {
  who: 'member', input: z.object({}),
  output: z.object({
    now: z.string(), bureau: z.string().nullable(), counts: z.object({ all: z.number(), lead: z.number(), joint: z.number(), states: z.record(State, z.number()) }),
    documents: z.array(Document.extend({ chapters: z.array(z.object({ title: z.string().nullable(), measures: z.array(LedgerRow) })) })),
  }),
})

const Parameter = z.object({ key: z.string(), value: z.number(), unit: z.enum(['fen', 'percent', 'quarter', 'year', 'class', 'phase']), quoteKind: z.enum(['cap', 'floor', 'about', 'frequency', 'condition']), kind: Kind, of: z.string(), basis: z.string(), from: z.iso.date().nullable() })
/** What of the house cites the measure, with its phrase; procedures with their edition and the cases this person may see. */
const Citing = Linked.extend({ kind: z.enum(['procedure', 'rule', 'endpoint']), phrase: z.string(), edition: z.number().nullable(), cases: z.number().nullable(), open: z.number().nullable() })
/** One measure as we read it, never its official text. */
export const measure = query('policies.measure', {
  who: 'member', input: z.object({ number: z.string().max(10) }),
  output: z.object({
    ...common, now: z.string(), document: Document, chapter: z.string().nullable(), lead: z.string().nullable(), joint: z.array(z.string()),
    asks: z.array(z.object({ kind: Kind, says: z.string() })), parameters: z.array(Parameter), phrases: z.array(z.string()), closing: z.object({ phrase: z.string(), says: z.string() }).nullable(),
    cites: z.array(Citing), cases: z.object({ total: z.number(), open: z.number(), to: z.string() }).nullable(),
  }),
})
export const endpoints = [ledger, measure]
