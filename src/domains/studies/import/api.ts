import * as z from 'zod'
import { action, query, upload } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'
import { applicants, text } from '../api.ts'

const Line = z.object({ row: z.number(), outcome: z.enum(['made', 'changed', 'same', 'queued']), title: z.string(), number: z.string(), sponsor: z.string(), why: z.array(z.string()), doubts: z.array(z.string()), changes: z.array(z.object({ field: z.string(), was: z.string(), is: z.string() })), studyId: id('case').nullable() })
export type Line = z.infer<typeof Line>
const Plan = z.object({ fileName: z.string(), format: z.string(), encoding: z.string(), plan: z.string(), counts: z.object({ made: z.number(), changed: z.number(), same: z.number(), queued: z.number() }), masked: z.number(), remarks: z.array(z.string()), lines: z.array(Line) })
const fileName = z.string().min(1).max(200)
/** What a registry file would make, change or leave to a person; nothing is written. */
export const preview = upload('studies.import.preview', { who: applicants, quiet: true, limit: 32_000_000, input: z.object({ fileName }), output: Plan })
/** Writes exactly the plan that was seen, in one transaction; the same file again changes nothing. */
export const confirm = upload('studies.import.confirm', { who: applicants, limit: 32_000_000, input: z.object({ fileName, plan: z.string().regex(/^[0-9a-f]{64}$/) }), output: z.object({ receiptId: id('receipt'), counts: Plan.shape.counts }) })
const Receipt = z.object({ id: id('receipt'), fileName: z.string(), at: z.string(), counts: Plan.shape.counts })
export const receipts = query('studies.import.receipts', { who: applicants, input: z.object({}), output: z.object({ receipts: z.array(Receipt) }) })
export const receipt = query('studies.import.receipt', { who: applicants, input: z.object({ id: id('receipt') }), output: Receipt.extend({ format: z.string(), encoding: z.string(), lines: z.array(Line) }) })
const Queued = z.object({ id: id('queued'), title: z.string(), number: z.string(), why: z.array(z.string()), receiptId: id('receipt'), fileName: z.string() })
export const queue = query('studies.import.queue', { who: applicants, input: z.object({}), output: z.object({ rows: z.array(Queued) }) })
/** A person decides on a queued record: make the dossier with this title, or drop it. */
export const decide = action('studies.import.decide', { who: applicants, input: z.object({ id: id('queued'), make: z.boolean(), title: text(1000).optional() }), output: z.object({ studyId: id('case').nullable() }) })

export const endpoints = [preview, confirm, receipts, receipt, queue, decide]
