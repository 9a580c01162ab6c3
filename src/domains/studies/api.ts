import * as z from 'zod'
import { BasisShape, BoardCase, cursor, EventShape, GlanceShape } from '#kernel/api.ts'
import { action, query } from '#kernel/endpoint.ts'
import { id } from '#kernel/id.ts'
import { moveEndpoints } from '#kernel/moves.ts'
import { study } from './procedure.ts'

export const applicants = ['cra', 'sponsor'] as const
export const regimes = ['drug', 'device', 'ivd', 'food', 'iit-interventional', 'iit-observational'] as const
export const phases = ['0', '1', '1/2', '2', '2/3', '3', '4', 'na'] as const
export const identifierKinds = ['ctr', 'device-filing', 'mr', 'nct', 'chictr', 'protocol', 'euctr', 'isrctn', 'jprn', 'actrn', 'ntr', 'other'] as const
export const text = (max: number) => z.string().trim().min(1).max(max)
/** The facts of a dossier a person enters once. */
export const Facts = z.object({
  title: text(1000), titleEn: text(1000).nullable(), short: text(80), product: text(200).nullable(), regime: z.enum(regimes).nullable(), phase: z.enum(phases).nullable(), condition: text(300).nullable(),
  protocolNo: text(60).nullable(), protocolVersion: text(20).nullable(), protocolDate: z.iso.date().nullable(), sponsorName: text(200), targetSize: z.int().min(1).max(10_000_000).nullable(),
})
export type Facts = z.infer<typeof Facts>
const Identifier = z.object({ kind: z.enum(identifierKinds), value: z.string(), valid: z.boolean(), confirmedOn: z.iso.date().nullable() })
/** When a site may start: the day to reckon with, the band, the lane that decides, and what it rests on. */
const Forecast = z.object({ on: z.iso.date(), from: z.iso.date(), to: z.iso.date(), lane: id('case').nullable(), rests: z.enum(['limits', 'cases', 'done', 'ready']), cases: z.number() })
/** 日子花在哪里 at one hospital: runs of days with one holder, each with the stage that made it so. */
const charged = z.enum(['sponsor', 'institution', 'committee', 'authority', 'rest', 'nobody'])
const Spent = z.object({ site: id('case'), short: z.string(), from: z.iso.date(), to: z.iso.date(), runs: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), days: z.number(), charged, caseId: id('case').nullable(), text: z.string(), since: z.string().nullable() })), sums: z.record(charged, z.number()), ended: z.boolean() })
const Site = z.object({ caseId: id('case'), orgId: id('org'), name: z.string(), short: z.string(), lead: z.boolean(), investigator: z.string(), department: z.string(), planned: z.number(), forecast: Forecast.nullable(), used: z.array(z.object({ side: z.string(), workdays: z.number() })) })

const Lane = z.object({ procedure: z.string(), label: z.string(), total: z.number(), granted: z.number(), stageText: z.string(), face: GlanceShape.nullable(), mine: z.boolean() })
export const StudyRow = z.object({ id: id('case'), short: z.string(), title: z.string(), sponsorName: z.string(), phase: z.string().nullable(), source: z.string(), stageText: z.string(), sites: z.number(), lanes: z.array(Lane), waiting: z.number(), updatedAt: z.string() })
export const list = query('studies.list', { who: 'member', input: z.object({ tab: z.enum(['all', 'starting', 'prepared', 'running']).optional(), q: z.string().max(100).optional(), after: cursor.optional() }), output: z.object({ rows: z.array(StudyRow), next: z.string().nullable(), counts: z.object({ all: z.number(), starting: z.number(), prepared: z.number(), running: z.number() }) }) })
/** One page, one question: the dossier, its sites, every case this person may see with clock, holder and moves, and what happened. */
export const one = query('studies.one', {
  who: 'member', input: z.object({ id: id('case') }),
  output: z.object({
    study: Facts.extend({ id: id('case'), version: z.number(), source: z.enum(['entered', 'imported']), stage: z.string(), stageText: z.string(), side: z.string(), registered: z.record(z.string(), z.unknown()).nullable() }),
    identifiers: z.array(Identifier), lanes: z.array(z.object({ procedure: z.string(), label: z.string() })), sites: z.array(Site), cases: z.array(BoardCase), events: z.array(EventShape), spent: z.array(Spent), parties: z.array(z.object({ org: z.string(), kind: z.string(), side: z.string() })), mayEdit: z.boolean(), mayStart: z.boolean(), today: z.iso.date(),
    count: z.object({ from: z.string(), to: z.string().nullable(), days: z.number(), workdays: z.number(), restDays: z.number() }).nullable(), sinceSubmission: z.number().nullable(),
  }),
})
const Box = z.object({ key: z.string(), label: z.string(), lane: z.string().nullable(), state: z.enum(['done', 'now', 'later', 'not']), on: z.iso.date().nullable(), times: z.number(), here: z.number(), through: z.number(), caseId: id('case').nullable() })
/** The declared course of the start at one hospital, or of all seen together: what is drawn, what is lit, what comes next. */
export const process = query('studies.process', {
  who: 'member', input: z.object({ id: id('case'), site: id('case').optional() }),
  output: z.object({
    study: z.object({ id: id('case'), short: z.string() }), procedure: z.object({ label: z.string(), edition: z.number() }), today: z.iso.date(),
    sites: z.array(z.object({ caseId: id('case'), short: z.string(), lead: z.boolean() })), site: id('case').nullable(), begun: z.boolean(),
    boxes: z.array(Box), edges: z.array(z.object({ from: z.string(), to: z.string(), taken: z.boolean() })),
    lanes: z.array(z.object({ key: z.string(), label: z.string(), total: z.number(), granted: z.number(), refused: z.number(), face: GlanceShape.nullable(), critical: z.boolean() })),
    lit: z.array(z.object({ id: id('case'), key: z.string(), kind: z.string(), place: z.string(), stageText: z.string(), holder: z.string(), mine: z.boolean(), face: GlanceShape.nullable(), waitedDays: z.number(), last: z.string() })),
    next: z.array(z.object({ key: z.string(), kind: z.string(), place: z.string(), steps: z.array(z.object({ label: z.string(), office: z.string() })) })),
    forecast: Forecast.nullable(),
  }),
})
const saved = z.object({ id: id('case'), version: z.number() })
export const create = action('studies.create', { who: applicants, input: Facts, output: saved })
/** Changes facts of the dossier; only what is named changes, and the version seen must still be the one in force. */
export const edit = action('studies.edit', { who: applicants, input: Facts.partial().extend({ id: id('case'), seen: z.int().min(1) }), output: saved })
/** A registration number, checked by a person against the register's page; a form that does not fit is a warning, never a refusal. */
export const confirmNumber = action('studies.confirm', { who: ['cra', 'sponsor', 'research-office'], input: z.object({ id: id('case'), kind: z.enum(identifierKinds), value: text(60) }), output: z.object({ kind: z.string(), value: z.string(), valid: z.boolean() }) })

/** The dossier against its list: what is there, what is still wanted, what has run out. */
export const PaperShape = z.object({ kind: z.string(), label: z.string(), need: z.enum(['required', 'advised']), state: z.enum(['missing', 'ready', 'expired']), held: z.array(z.object({ id: z.string(), title: z.string(), label: z.string(), datedOn: z.iso.date().nullable(), expiresOn: z.iso.date().nullable() })), basis: z.array(BasisShape), from: z.string() })
export const papers = query('studies.papers', { who: 'member', input: z.object({ id: id('case') }), output: z.object({ lines: z.array(PaperShape), differs: z.object({ said: z.string(), is: z.string() }).nullable() }) })

export const endpoints = [list, one, process, papers, create, edit, confirmNumber, ...moveEndpoints(study)]
