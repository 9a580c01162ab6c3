import * as z from 'zod'
import { query } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'

const Investigator = z.object({ id: id('investigator'), name: z.string(), department: z.string() })
export const Hospital = z.object({ orgId: id('org'), name: z.string(), short: z.string(), acceptsUnified: z.boolean(), initiationFirst: z.boolean(), initiationDays: z.number(), agreementDays: z.number(), document: z.string(), committee: z.string().nullable(), investigators: z.array(Investigator) })
export type Hospital = z.infer<typeof Hospital>
/** Hospitals that may take part in a study, with their investigators and their own rules. */
export const hospitals = query('institutions.hospitals', { who: 'member', input: z.object({}), output: z.object({ hospitals: z.array(Hospital) }) })
export const endpoints = [hospitals]
