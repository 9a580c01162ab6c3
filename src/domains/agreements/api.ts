import * as z from 'zod'
import { moveEndpoints } from '#kernel/moves.ts'
import { signing, signing1 } from './procedure.ts'

/** A draft names the clauses in which it departs from the common template; an answer to the lawyers' remarks may too. */
const clauses = { clauses: z.string().trim().max(200).optional() }
export const endpoints = moveEndpoints([signing, signing1], { propose: clauses, seal: { number: z.string().trim().min(1).max(60) } })
