import * as z from 'zod'
import { moveEndpoints } from '#kernel/moves.ts'
import { review } from './procedure.ts'

/** A letter's own number, written by the committee; free text because every committee has its pattern. */
export const letterNumber = z.string().trim().min(1).max(60)
export const endpoints = moveEndpoints(review, {
  issue: { number: letterNumber, validUntil: z.iso.date() },
})
