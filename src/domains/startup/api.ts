import * as z from 'zod'
import { action, query } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'
import { moveEndpoints } from '#kernel/moves.ts'
import { Hospital } from '#domains/institutions/public.ts'
import { dispensings, insurances, mostCompensationFen, payments } from './opening/rules.ts'
import { initiation, site, site1, start } from './procedure.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
/** What differs at one hospital; what is not given is as in the common dossier. */
export const VariationShape = z.object({ telephone: text(40).nullable(), email: text(200).nullable(), compensationFen: z.int().min(0).max(mostCompensationFen).nullable(), consentVersion: text(40).nullable(), dispensing: z.enum(dispensings).nullable(), payment: z.enum(payments), insurance: z.enum(insurances), startOn: z.iso.date().nullable(), consentOn: z.iso.date().nullable() })
const sites = z.array(z.object({ orgId: id('org'), investigatorId: id('investigator'), planned: z.int().min(1).max(100_000), ...VariationShape.partial().shape }).strict()).min(1).max(60)
/** What the start form shows: the study, what it still lacks, the hospitals to choose from and those where a start is open already. */
export const prepare = query('startup.prepare', { who: ['cra', 'sponsor'], input: z.object({ studyId: id('case') }), output: z.object({ study: z.object({ id: id('case'), short: z.string(), title: z.string(), sponsorName: z.string(), targetSize: z.number().nullable(), protocolVersion: z.string().nullable() }), stage: z.string(), stageText: z.string(), running: z.array(id('org')), hospitals: z.array(Hospital), papers: z.array(z.object({ kind: z.string(), label: z.string(), required: z.boolean(), state: z.enum(['missing', 'ready', 'expired']) })), today: z.iso.date() }) })
/** Opens the start of a study at up to sixty hospitals in one act, each with what differs there; each investigator is asked to sign. All or none. */
export const begin = action('startup.begin', { who: ['cra', 'sponsor'], cites: start.cites, input: z.object({ studyId: id('case'), leadOrgId: id('org'), sites, /** 联盟互认: the lead reviews, participating committees of the alliance recognise */ alliance: z.boolean().optional() }), output: z.object({ id: id('case'), sites: z.number() }) })
const SiteVariation = VariationShape.extend({ caseId: id('case'), orgId: id('org'), name: z.string(), short: z.string(), lead: z.boolean(), investigator: z.string(), department: z.string(), planned: z.number(), stageText: z.string(), open: z.boolean(), version: z.number() })
/** 各家不同 as far as this person's side may know: an applicant sees every hospital, a hospital its own. */
export const variations = query('startup.variations', { who: 'member', input: z.object({ studyId: id('case') }), output: z.object({ study: z.object({ id: id('case'), short: z.string(), protocolVersion: z.string().nullable() }), mayEdit: z.boolean(), today: z.iso.date(), sites: z.array(SiteVariation) }) })
/** Changes what differs at one hospital while its start is open; old and new stand in its history, for the applicant's side only. */
export const vary = action('startup.vary', { who: ['cra', 'sponsor'], input: VariationShape.partial().extend({ id: id('case'), seen: z.int().min(1) }), output: z.object({ id: id('case'), version: z.number() }) })
/** 递交信与接收回执: what was handed in, version by version, by whom and when, and who has received it. */
export const receipt = query('startup.receipt', {
  who: 'member', input: z.object({ studyId: id('case') }),
  output: z.object({
    study: z.object({ id: id('case'), short: z.string(), title: z.string(), protocolNo: z.string().nullable() }), from: z.array(z.string()), submittedAt: z.string().nullable(), to: z.array(z.object({ org: z.string(), lead: z.boolean(), receivedAt: z.string().nullable() })),
    documents: z.array(z.object({ id: z.string(), kind: z.string(), title: z.string(), label: z.string(), datedOn: z.iso.date().nullable(), expiresOn: z.iso.date().nullable(), pages: z.number().nullable(), hash: z.string() })), now: z.string(),
  }),
})
export const endpoints = [
  prepare, begin, receipt, variations, vary,
  ...moveEndpoints(start),
  ...moveEndpoints([site, site1]),
  ...moveEndpoints(initiation, { approve: { number: z.string().trim().min(1).max(60) } }),
]
