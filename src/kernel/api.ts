// What the kernel itself answers: sessions, the calendar, tasks, clocks, timelines, drafts.
import * as z from 'zod'
import { action, personal, query, secret } from './endpoint.ts'
import { id } from './id.ts'

const date = z.iso.date()
/** A day or instant the calendar can speak of; beyond it a question would only cost time. */
const within = <T extends z.ZodType<string>>(schema: T) => schema.refine((d) => d >= '1950' && d < '2101', 'beyond-calendar')
/** Where a list goes on: what it is ordered by, then the id. */
export const cursor = z.string().max(120).regex(/^\d{4}-\d\d-\d\d[^~]*~[0-9a-f-]{36}$/)
const sideTime = z.object({ side: z.string().nullable(), workdays: z.number(), days: z.number(), restDays: z.number(), hours: z.number() })
/** A clock's figure in a list; see clock.ts. */
export const GlanceShape = z.object({
  name: z.string(), limit: z.number(), unit: z.enum(['workday', 'day', 'hour']), bound: z.enum(['at-most', 'at-least']), force: z.enum(['statutory', 'promised', 'agreed']), rolls: z.boolean(), dayEnds: z.string().nullable(),
  state: z.enum(['none', 'running', 'stopped', 'done']), tone: z.enum(['none', 'ontime', 'soon', 'overdue', 'paused', 'done', 'doneLate']), startedAt: z.string().nullable(), startOn: date.nullable(), doneOn: date.nullable(),
  used: z.number(), over: z.number(), dueOn: date.nullable(), dueAt: z.string().nullable(), unrolledDueOn: date.nullable(), opensOn: date.nullable(), opened: z.boolean(), stoppedSince: z.string().nullable(), waitingFor: z.string().nullable(), noStopDue: z.string().nullable(), asOf: z.string(),
  left: z.number(), share: z.number(), waitingDays: z.number(), waitingHours: z.number(), provisional: z.boolean(),
})
/** The same with both sides' time and the events that made it. */
export const FaceShape = GlanceShape.extend({ sides: z.array(sideTime).readonly(), ignoredStops: z.number(), events: z.array(z.object({ id: z.union([z.number(), z.string()]), at: z.string(), name: z.string(), side: z.string().nullable(), effect: z.enum(['start', 'stop', 'resume', 'end', 'ignored', 'hold']) })).readonly() })
export const BasisShape = z.object({ kind: z.string(), document: z.string(), article: z.string().optional(), from: z.string().optional(), to: z.string().optional(), unverified: z.literal(true).optional() })
export const ReasonShape = z.object({ code: z.string(), text: z.string(), basis: z.array(BasisShape) })

const Me = z.object({ person: z.string(), personId: id('person'), org: z.string(), orgId: id('org'), orgKind: z.string(), unit: z.string().nullable(), roles: z.array(z.string()), office: z.string(), demo: z.boolean(), now: z.string(), memberships: z.array(z.object({ id: id('membership'), org: z.string(), office: z.string(), current: z.boolean() })), counts: z.object({ mine: z.number(), overdue: z.number(), unread: z.number() }) })
export const me = query('session.me', { who: 'member', input: z.object({}), output: Me })
export const personas = query('session.personas', { who: 'public', demo: true, input: z.object({}), output: z.object({ now: z.string(), people: z.array(z.object({ membershipId: id('membership'), name: z.string(), org: z.string(), orgKind: z.string(), role: z.string(), office: z.string(), unit: z.string().nullable(), waiting: z.number(), overdue: z.number() })) }) })
const done = z.object({ ok: z.literal(true) })
export const adopt = action('session.adopt', { who: 'public', demo: true, input: z.object({ membershipId: id('membership') }), output: done })
export const signIn = action('session.sign-in', { who: 'public', input: z.object({ login: personal(z.string().min(1).max(100)), password: secret(z.string().min(1).max(200)) }), output: done })
export const switchTo = action('session.switch', { who: 'member', input: z.object({ membershipId: id('membership') }), output: done })
/** Re-authentication before a signature: good once, for two minutes, for this content and this act only. In the demo one types one's own name. */
export const confirm = action('session.confirm', { who: 'member', input: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), act: z.string().max(80).regex(/^[a-z][a-zA-Z.-]*$/), password: secret(z.string().min(1).max(200)) }), output: z.object({ id: id('confirmation'), expiresAt: z.string() }) })
export const signOut = action('session.sign-out', { who: 'member', input: z.object({}), output: done })

const passed = z.object({ date, kind: z.enum(['work', 'weekend', 'holiday', 'makeup']), name: z.string().nullable() })
const exactlyOne = (v: { workdays?: number | undefined; days?: number | undefined; hours?: number | undefined }) => [v.workdays, v.days, v.hours].filter((x) => x !== undefined).length === 1
/** When a period ends. `start` is a date, or an instant when hours are asked; exactly one of workdays, days, hours. */
export const deadline = query('calendar.deadline', {
  who: 'member',
  input: z.object({ start: within(z.string().max(40)), workdays: z.int().min(0).max(10_000).optional(), days: z.int().min(0).max(40_000).optional(), hours: z.number().min(0).max(1_000_000).optional() }),
  output: z.object({ due: date, dueAt: z.string().nullable(), rolled: z.boolean(), provisional: z.boolean(), passed: z.array(passed) }),
})
export const oneUnit = exactlyOne
export const span = query('calendar.span', { who: 'member', input: z.object({ from: within(date), to: within(date) }), output: z.object({ days: z.number(), workdays: z.number(), restDays: z.number(), provisional: z.boolean() }) })
export const calendarYear = query('calendar.year', { who: 'member', input: z.object({ from: within(date), to: within(date) }), output: z.object({ days: z.array(z.object({ date, working: z.boolean(), kind: z.string(), name: z.string().nullable(), published: z.boolean(), due: z.number() })) }) })

const Task = z.object({ caseId: id('case'), subjectId: z.string(), kind: z.string(), what: z.string(), act: z.string(), title: z.string(), place: z.string(), holder: z.string(), office: z.string(), holderSide: z.string().nullable(), mine: z.boolean(), procedure: z.string(), stage: z.string(), dueOn: date.nullable(), face: GlanceShape.nullable(), waitedDays: z.number(), updatedAt: z.string() })
/** The counts of the tabs are exact to here; one more says that there are more. */
export const countedTo = 999
export const tasks = query('case.tasks', { who: 'member', input: z.object({ tab: z.enum(['mine', 'team', 'waiting']), after: cursor.optional() }), output: z.object({ today: date, rows: z.array(Task), next: z.string().nullable(), counts: z.object({ mine: z.number(), team: z.number(), waiting: z.number() }) }) })

const DayShape = z.object({ date, weekday: z.number(), kind: z.enum(['start', 'counted', 'stopped', 'rest', 'left', 'due', 'plain']), n: z.number().optional(), side: z.string().nullable(), name: z.string().optional(), makeup: z.literal(true).optional(), holiday: z.literal(true).optional() })
export const clockCard = query('case.clock', { who: 'member', input: z.object({ id: id('case'), clock: z.string().max(100).optional(), at: within(z.iso.datetime()).optional() }), output: z.object({ title: z.string(), subtitle: z.string(), face: FaceShape, days: z.array(DayShape), basis: z.array(BasisShape), eventTexts: z.record(z.string(), z.string()), sideNames: z.record(z.string(), z.string()), others: z.array(z.object({ name: z.string(), label: z.string() })) }) })

export const EventShape = z.object({ id: z.number(), at: z.string(), text: z.string(), who: z.string(), where: z.string(), procedure: z.string(), caseId: id('case'), note: z.string().nullable(), facts: z.record(z.string(), z.unknown()) })
const Choice = z.object({ key: z.string(), label: z.string() })
/** What happened in a dossier, a hundred at a time, newest first: by kind of case, hospital, acting office, colleague, kind of act and days; the first page says what can be chosen. */
export const timeline = query('case.timeline', {
  who: 'member', input: z.object({ subject: z.uuid(), before: z.int().optional(), case: id('case').optional(), procedure: z.string().max(100).optional(), site: id('org').optional(), by: id('org').optional(), person: id('person').optional(), act: z.string().max(60).optional(), from: within(date).optional(), to: within(date).optional() }),
  output: z.object({ events: z.array(EventShape), next: z.number().nullable(), choices: z.object({ procedure: z.array(Choice), site: z.array(Choice), by: z.array(Choice), person: z.array(Choice), act: z.array(Choice) }).nullable() }),
})

const Draft = z.object({ name: z.string(), version: z.number(), body: z.unknown(), updatedAt: z.string() })
const draftName = z.string().regex(/^[a-z0-9.:-]{1,160}$/)
export const draftLoad = query('draft.load', { who: 'member', input: z.object({ name: draftName }), output: z.object({ draft: Draft.nullable() }) })
export const draftSave = action('draft.save', { who: 'member', quiet: true, input: z.object({ name: draftName, seen: z.int().min(0), body: personal(z.record(z.string(), z.unknown())) }), output: z.object({ version: z.number(), updatedAt: z.string() }) })
export const draftDrop = action('draft.drop', { who: 'member', quiet: true, input: z.object({ name: draftName }), output: done })

export const MoveShape = z.object({ name: z.string(), label: z.string(), to: z.string(), note: z.boolean(), dated: z.boolean(), /** sends the case back to the applicant */ returns: z.boolean(), audience: z.enum(['all', 'side', 'org', 'office']), closes: z.boolean(), fields: z.array(z.object({ name: z.string(), label: z.string(), kind: z.enum(['text', 'date', 'number', 'one', 'any']), max: z.number().nullable(), required: z.boolean(), options: z.array(z.object({ value: z.string(), label: z.string(), note: z.string().optional() })) })), reasons: z.array(ReasonShape) })
/** What a case did last, in a line. */
const LastShape = z.object({ id: z.number(), at: z.string(), text: z.string(), who: z.string() })
/** One case as a board shows it: where it stands, whose turn it is and since when, its clock; its moves when it is this person's turn, with the reasons against. */
export const BoardCase = z.object({ id: id('case'), procedure: z.string(), kind: z.string(), parentId: id('case').nullable(), orgId: id('org').nullable(), place: z.string(), stage: z.string(), stageText: z.string(), outcome: z.string().nullable(), version: z.number(), side: z.string(), holder: z.object({ side: z.string(), org: z.string(), office: z.string() }).nullable(), mine: z.boolean(), face: GlanceShape.nullable(), since: z.string(), waitedDays: z.number(), moves: z.array(MoveShape), last: LastShape.nullable(), openedAt: z.string(), closedAt: z.string().nullable() })
/** The same opened: every move open to this person, the clock with what made it, the declared course, what happened. */
export const CaseShape = BoardCase.extend({ face: FaceShape.nullable(), /** what is to be read first, on a page of its own */ page: z.object({ to: z.string(), label: z.string() }).nullable(), events: z.array(EventShape), stages: z.array(z.object({ key: z.string(), label: z.string(), state: z.enum(['done', 'now', 'later']), date: date.nullable() })) })
export const caseOne = query('case.one', { who: 'member', input: z.object({ id: id('case') }), output: CaseShape })

const turned = z.object({ id: id('case'), stage: z.string(), version: z.number() })
const why = z.string().trim().min(1).max(4000), seenCase = { id: id('case'), seen: z.int().min(1) }
/** What may be done with the turn besides moving on, and why not: send back, take back, hand to a colleague. */
export const turn = query('case.turn', { who: 'member', input: z.object({ id: id('case') }), output: z.object({ version: z.number(), back: z.object({ to: z.array(Choice), against: z.array(ReasonShape) }), recall: z.object({ label: z.string().nullable(), against: z.array(ReasonShape) }), assign: z.object({ to: z.array(Choice), now: z.string().nullable(), against: z.array(ReasonShape) }) }) })
/** 退回任一环节: whoever holds the case sends it back to an earlier stage it has been in. */
export const back = action('case.back', { who: 'member', input: z.object({ ...seenCase, to: z.string().max(100), note: why }), output: turned })
/** 撤回: the office that made the last move takes it back, the same day, while nothing followed. */
export const recall = action('case.recall', { who: 'member', input: z.object({ ...seenCase, note: why }), output: turned })
/** 转办: an open task goes to one person of the same office. */
export const assign = action('case.assign', { who: 'member', input: z.object({ ...seenCase, personId: id('person'), note: z.string().max(4000).optional() }), output: turned })
const editionKey = { procedure: z.string().max(100), from: z.int().min(1), to: z.int().min(1) }
/** What going over to another edition would change for each running case of my institution. */
export const migrations = query('case.migrations', { who: ['institution-head', 'research-office', 'system-admin'], input: z.object({}), output: z.object({ migrations: z.array(z.object({ ...editionKey, label: z.string(), digest: z.string(), cases: z.array(z.object({ id: id('case'), title: z.string(), version: z.number(), stage: z.string(), stageText: z.string(), to: z.string(), toText: z.string(), gained: z.array(z.string()), lost: z.array(z.string()), clocks: z.array(z.object({ name: z.string(), label: z.string(), was: date.nullable(), becomes: date.nullable() })) })) })) }) })
/** Does exactly what was shown, or nothing. */
export const migrate = action('case.migrate', { who: ['institution-head', 'system-admin'], input: z.object({ ...editionKey, digest: z.string().regex(/^[0-9a-f]{64}$/) }), output: z.object({ moved: z.number() }) })

export const kernelEndpoints = [turn, back, recall, assign, migrations, migrate, me, personas, adopt, signIn, switchTo, confirm, signOut, deadline, span, calendarYear, tasks, clockCard, timeline, caseOne, draftLoad, draftSave, draftDrop]
