import * as z from 'zod'
import { moveEndpoints } from '#kernel/moves.ts'
import { signing } from './procedure.ts'

export const endpoints = moveEndpoints(signing, { seal: { number: z.string().trim().min(1).max(60) } })
