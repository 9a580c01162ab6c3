import * as z from 'zod'
import { moveEndpoints } from '#kernel/moves.ts'
import { review, review1 } from './procedure.ts'

const some = z.array(z.uuid()).max(60), votes = z.int().min(0).max(99)
/** How a meeting went on this item: where, who sat, who stood aside, the votes by kind. */
const minutes = { place: z.string().trim().min(1).max(100), attending: some.min(1), recused: some, agree: votes, agreeWithChanges: votes, rereview: votes.optional(), disagree: votes, remarks: z.string().trim().min(1).max(4000).optional() }
export const named = { reviewers: some.min(1) }
export const endpoints = moveEndpoints([review, review1], {
  recuse: { member: z.uuid(), interest: z.enum(['investigator', 'sub-investigator', 'sponsor', 'other']) },
  expedite: named, assign: named, minute: minutes, defer: minutes,
})
