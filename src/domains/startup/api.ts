import * as z from 'zod'
import { action, query } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'
import { moveEndpoints } from '#kernel/moves.ts'
import { Hospital } from '#domains/institutions/public.ts'
import { initiation, site, start } from './procedure.ts'

const sites = z.array(z.object({ orgId: id('org'), investigatorId: id('investigator'), planned: z.int().min(1).max(100_000) }).strict()).min(1).max(60)
/** What the start form shows: the study, what it still lacks, the hospitals to choose from. */
export const prepare = query('startup.prepare', { who: ['cra', 'sponsor'], input: z.object({ studyId: id('case') }), output: z.object({ study: z.object({ id: id('case'), short: z.string(), title: z.string(), sponsorName: z.string(), targetSize: z.number().nullable() }), running: z.boolean(), hospitals: z.array(Hospital) }) })
/** Opens the start of a study at several hospitals in one act; each investigator is asked to sign. */
export const begin = action('startup.begin', { who: ['cra', 'sponsor'], cites: start.cites, input: z.object({ studyId: id('case'), leadOrgId: id('org'), sites }), output: z.object({ id: id('case') }) })
export const endpoints = [
  prepare, begin,
  ...moveEndpoints(start),
  ...moveEndpoints(site),
  ...moveEndpoints(initiation, { approve: { number: z.string().trim().min(1).max(60) } }),
]
