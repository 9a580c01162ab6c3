import * as z from 'zod'
import { query } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'
import { moveEndpoints } from '#kernel/moves.ts'
import { named } from '../api.ts'
import { recognition } from './procedure.ts'
import { leadItems, localItems, reasons } from './terms.ts'

const words = z.string().trim().min(1).max(1000)
const Paper = z.object({ paper: z.string(), label: z.string(), dated: z.string(), hash: z.string() })
/** The whole package as its members open it: what differs here first, then the lead's approval, its papers, its votes, what this site has added. */
export const parcel = query('ethics.recognition.package', {
  who: ['ethics-secretary', 'ethics-chair', 'ethics-member'], input: z.object({ id: id('case') }),
  output: z.object({
    studyId: id('case'), differences: z.array(z.object({ item: z.string(), label: z.string(), lead: z.string(), here: z.string() })),
    lead: z.string(), number: z.string(), approvedOn: z.iso.date(), validUntil: z.iso.date(), receivedAt: z.string(), remarks: z.string(), votes: z.array(z.object({ vote: z.string(), count: z.string() })), papers: z.array(Paper),
    items: z.array(z.object({ item: z.string(), label: z.string(), words: z.string(), agreed: z.boolean().nullable() })), ownVersion: z.string().nullable(),
  }),
})
export const endpoints = [parcel, ...moveEndpoints(recognition, {
  name: named, transfer: { reason: z.enum(reasons) },
  attach: { item: z.enum([...localItems, ...leadItems]), words }, compensate: { yuan: z.int().min(1).max(1_000_000), words },
  recuse: { member: z.uuid(), interest: z.enum(['investigator', 'sub-investigator', 'sponsor', 'other']) },
})]
