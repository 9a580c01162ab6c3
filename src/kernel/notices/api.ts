import * as z from 'zod'
import { cursor, GlanceShape } from '../api.ts'
import { action, live as stream, personal, query } from '../endpoint.ts'
import { id } from '../id.ts'
import { groups } from './kinds.ts'

const Notice = z.object({ id: id('notice'), code: z.string(), kind: z.string(), text: z.string(), title: z.string().nullable(), place: z.string(), at: z.string(), read: z.boolean(), caseId: z.string().nullable(), subjectId: z.string().nullable() })
export type NoticeRow = z.output<typeof Notice>
/** What I was told as who I am now, newest first. */
export const list = query('notices.list', { who: 'member', input: z.object({ tab: z.enum(['unread', 'all']), after: cursor.optional() }), output: z.object({ rows: z.array(Notice), next: z.string().nullable(), counts: z.object({ unread: z.number(), all: z.number() }) }) })
/** The counts are exact to here; one more says that there are more. */
export const countedTo = 999
/** Marks notices as read: those given, or every one of mine up to a moment. */
export const read = action('notices.read', { who: 'member', quiet: true, input: z.object({ ids: z.array(id('notice')).max(200).optional(), until: z.iso.datetime().optional() }), output: z.object({ n: z.number() }) })
const code = z.string().regex(/^[0-9a-z]{10}$/)
/** Where a short link leads for the person it was sent to; for everybody else there is nothing. */
export const open = query('notices.open', { who: 'member', input: z.object({ code }), output: z.object({ id: id('notice'), subjectId: z.string().nullable(), caseId: z.string().nullable(), membershipId: id('membership').nullable(), org: z.string() }) })

const Delivery = z.object({ id: z.string(), at: z.string(), text: z.string().nullable(), org: z.string(), channel: z.string(), state: z.string(), attempts: z.number(), nextAt: z.string().nullable(), sentAt: z.string().nullable(), error: z.string().nullable() })
/** What became of each notice on each channel: one's own; for the system administrator everybody's, without saying whose or of what. */
export const log = query('notices.log', { who: 'member', input: z.object({ after: cursor.optional() }), output: z.object({ rows: z.array(Delivery), next: z.string().nullable(), everybody: z.boolean() }) })

const time = z.string().max(5).refine((t) => /^([01]\d|2[0-3]):[0-5]\d$/.test(t), 'not-time-of-day')
const address = z.string().max(200).refine((a) => a === '' || z.email().safeParse(a).success, 'not-email')
export const settings = query('notices.settings', { who: 'member', input: z.object({}), output: z.object({ mails: z.boolean(), email: z.string(), groups: z.array(z.enum(groups)), digest: z.string().nullable() }) })
/** How I am to be reached; an empty address means not by e-mail. */
export const set = action('notices.set', { who: 'member', quiet: true, input: z.object({ email: personal(address), groups: z.array(z.enum(groups)).max(groups.length), digest: time.nullable() }), output: z.object({ ok: z.literal(true) }) })

const Wait = z.object({ caseId: id('case'), subjectId: z.string(), kind: z.string(), what: z.string(), title: z.string(), place: z.string(), holder: z.string(), office: z.string(), side: z.string().nullable(), dueOn: z.iso.date().nullable(), face: GlanceShape.nullable(), waitedDays: z.number(), since: z.string(), reminded: z.iso.date().nullable(), may: z.boolean(), why: z.string().nullable() })
export type Wait = z.output<typeof Wait>
/** 谁在等谁: what my side waits for, by office; or what others wait for from us. */
export const waiting = query('notices.waiting', { who: 'member', input: z.object({ tab: z.enum(['theirs', 'ours']), after: cursor.optional() }), output: z.object({ rows: z.array(Wait), next: z.string().nullable(), counts: z.object({ theirs: z.number(), ours: z.number() }) }) })
/** 催办: the waiting side reminds the office that holds a case, once a working day. What cannot be is passed over and said why. */
export const remind = action('notices.remind', { who: 'member', input: z.object({ ids: z.array(id('case')).min(1).max(50) }), output: z.object({ done: z.array(id('case')), skipped: z.array(z.object({ id: id('case'), why: z.string() })) }) })

/** Which answers went stale, as it happens. */
export const live = stream('live', { who: 'member', input: z.object({}), output: z.object({ stale: z.array(z.string()) }) })

export const endpoints = [list, read, open, log, settings, set, waiting, remind, live]
