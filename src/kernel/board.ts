import { sql } from 'kysely'
import type * as z from 'zod'
import type { BoardCase, CaseShape, EventShape } from './api.ts'
import { today as dayOf } from './calendar.ts'
import { actsAs, byCase, masked, reasonsAgainst, shown, type CaseRow, type ClockRow, type EventRow, type Signed } from './case.ts'
import { glance, type Anchor, type Face } from './clock.ts'
import type { Id } from './id.ts'
import type { Actor, Call } from './implement.ts'
import { worded, type Say } from './labels.ts'
import { movesAt } from './machine.ts'
import { holderOf, openMove, signs, type Holder, type Procedure, type Stage } from './procedure.ts'
import { NotFound, type Reason } from './refusal.ts'

/** A task is one's own when it waits for one's role, and for no other person by name. */
export const own = sql<boolean>`roles && (select kernel.my_roles()) and (person_id is null or person_id = any((select kernel.my_persons())::uuid[])) and (not named or kernel.names_me(case_id))`
type Shown = z.input<typeof BoardCase>
type ShownEvent = z.input<typeof EventShape>
export const reasonTexts = (call: Call, reasons: readonly Reason[]) => reasons.map((r) => ({ code: r.code, text: call.say(r.code, r.facts ?? {}), basis: (r.basis ?? []).map((b) => ({ ...b })) }))

/** The events of a dossier or of one case, newest first, in words; outside its institution an actor is an office, never a person. */
export interface Told {
  readonly subject?: string | undefined; readonly cases?: readonly string[] | undefined; readonly before?: number | undefined; readonly limit: number
  /** kind of case, hospital, acting organisation, colleague, kind of act, first and last day */
  readonly procedure?: string | undefined; readonly site?: string | undefined; readonly by?: string | undefined; readonly person?: string | undefined; readonly act?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined
}
export async function history(call: Call, where: Told): Promise<ShownEvent[]> {
  const rows = await call.db.selectFrom('kernel.event as e').innerJoin('kernel.case as c', 'c.id', 'e.caseId').leftJoin('kernel.person as p', 'p.id', 'e.personId').leftJoin('kernel.org as o', 'o.id', 'e.orgId').leftJoin('kernel.org as place', 'place.id', 'c.orgId')
    .leftJoin('kernel.note as n', 'n.eventId', 'e.id').leftJoin('kernel.person as named', (j) => j.on('named.id', '=', sql<Id<'person'>>`case when e.move in ('case.assign', 'case.handover') then (e.data->>'to')::uuid end`))
    .leftJoin('kernel.person as behalf', (j) => j.on('behalf.id', '=', sql<Id<'person'>>`(e.data->>'onBehalfOf')::uuid`))
    .select(['e.id', 'e.at', 'e.effectiveAt', 'e.name', 'e.caseId', 'c.procedure', 'e.orgId', 'p.name as person', 'p.nameEn as personEn', 'o.short as org', 'o.shortEn as orgEn', 'place.short as place', 'place.shortEn as placeEn', 'n.body as note', 'e.data', 'e.stageTo', 'named.name as toName', 'named.nameEn as toNameEn', 'behalf.name as forName', 'behalf.nameEn as forNameEn']).select(sql<string | null>`c.facts->>'wording'`.as('wording'))
    .$if(where.subject !== undefined, (q) => q.where('e.subjectId', '=', where.subject!))
    .$if(where.cases !== undefined, (q) => q.where('e.caseId', '=', sql<Id<'case'>>`any(${where.cases})`))
    .$if(where.before !== undefined, (q) => q.where('e.id', '<', where.before!))
    .$if(where.procedure !== undefined, (q) => q.where('c.procedure', '=', where.procedure!))
    .$if(where.site !== undefined, (q) => q.where('c.orgId', '=', where.site as Id<'org'>))
    .$if(where.by !== undefined, (q) => q.where('e.orgId', '=', where.by as Id<'org'>))
    // a person is found by name inside the own house only
    .$if(where.person !== undefined, (q) => q.where('e.personId', '=', where.person as Id<'person'>).where('e.orgId', '=', sql<Id<'org'>>`kernel.my_org()`))
    .$if(where.act !== undefined, (q) => q.where('e.move', '=', where.act!))
    .$if(where.from !== undefined, (q) => q.where('e.at', '>=', `${where.from}T00:00:00+08:00`))
    .$if(where.to !== undefined, (q) => q.where('e.at', '<=', `${where.to}T23:59:59.999+08:00`))
    .orderBy('e.id', 'desc').limit(where.limit).execute()
  const me = await call.me, en = call.lang === 'en'
  return rows.flatMap((r) => {
    const hidden = r.orgId === me.orgId ? masked(call, me, r.procedure, r.name) : null, say = worded(call.say, r.wording)
    if (hidden !== null && where.person !== undefined) return []
    const acted = r.orgId === me.orgId ? (en ? r.personEn : r.person) : null, stood = acted ? (en ? r.forNameEn : r.forName) : null, own = hidden ?? (acted && stood ? call.say('case.on-behalf', { who: acted, of: stood }) : acted)
    // which persons an event concerns is never told by number
    const { signed, of, onBehalfOf: _of, ...facts } = (r.name === 'case.assign' || r.name === 'case.handover' ? {} : r.data) as { signed?: number; of?: number; onBehalfOf?: string }, count = signed && of ? call.say('case.signing', { signed, of }) : ''
    const leads = r.name === 'case.back' || r.name === 'case.recall' ? call.say('case.to-stage', { stage: say(`${r.procedure}.stage.${r.stageTo}`) }) : r.toName ? call.say('case.to-whom', { name: (en ? r.toNameEn : r.toName) ?? '' }) : ''
    const day = dayOf(r.effectiveAt) === dayOf(r.at) ? '' : call.say('case.took-place', { day: dayOf(r.effectiveAt) })
    return [{ id: r.id, at: r.at, text: say(r.name) + leads + count + day, who: own ?? (en ? r.orgEn : r.org) ?? call.say('case.platform'), where: [en ? r.placeEn : r.place, call.say(r.procedure)].filter(Boolean).join(' · '), procedure: r.procedure, caseId: r.caseId, note: r.note, facts: facts as Record<string, unknown> }]
  })
}

const columns = ['c.id', 'c.procedure', 'c.edition', 'c.stage', 'c.version', 'c.parentId', 'c.subjectId', 'c.depth', 'c.orgId', 'c.title', 'c.limits', 'c.openedAt', 'c.closedAt', 'c.outcome'] as const
/** The cases of a dossier, or one of them, with their parties and clocks: what stands, in one batch, before any rule is asked. */
async function stand(call: Call, where: { readonly subject: string } | { readonly id: string }) {
  const those = 'subject' in where ? sql<boolean>`c.subject_id = ${where.subject}` : sql<boolean>`c.id = ${where.id}`
  const some = [...call.work.editions.values()].some(signs)
  const [me, cases, parties, { rows: events }, { rows: signed }] = await Promise.all([
    call.me,
    call.db.selectFrom('kernel.case as c').innerJoin('kernel.desk as d', (j) => j.onRef('d.caseId', '=', 'c.id').on('d.orgId', '=', sql<Id<'org'>>`kernel.my_org()`)).leftJoin('kernel.org as o', 'o.id', 'c.orgId')
      .select(columns).select(['d.side', 'o.short as place', 'o.shortEn as placeEn']).select(sql<Record<string, unknown>>`kernel.facts_known(c.id, c.facts)`.as('facts')).where(those).orderBy('c.depth').orderBy('c.openedAt').orderBy('c.id').execute(),
    call.db.selectFrom('kernel.party as y').innerJoin('kernel.case as c', 'c.id', 'y.caseId').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select(['y.caseId', 'y.side', 'o.short', 'o.shortEn', 'o.kind']).where(those).orderBy('o.kind').orderBy('o.short').execute(),
    sql<ClockRow>`select * from kernel.clock_events(array(select c.id from kernel.case c where ${those}))`.execute(call.db),
    some ? sql<Signed>`select * from kernel.signed(array(select c.id from kernel.case c where ${those}))`.execute(call.db) : { rows: [] as Signed[] },
  ])
  const clocks = byCase(events), of = new Map<string, typeof parties>()
  for (const y of parties) of.set(y.caseId, [...(of.get(y.caseId) ?? []), y])
  return { me, clocks, cases: cases.flatMap((c) => { const p = call.work.editions.get(`${c.procedure}@${c.edition}`); return p ? [{ c, it: c as unknown as CaseRow, p, events: clocks.get(c.id) ?? [], parties: of.get(c.id) ?? [], signed: signed.filter((x) => x.caseId === c.id) }] : [] }) }
}
type Standing = Awaited<ReturnType<typeof stand>>
/** One case in words: where it stands, whose turn it is, its clock; the moves are asked for by the caller. */
function inWords(call: Call, { c, it, p, events, parties, signed }: Standing['cases'][number], me: Actor, last: Shown['last']): Omit<Shown, 'moves' | 'face'> & { readonly face: Face | null } {
  const en = call.lang === 'en', stage = p.stages[c.stage]!, by = holderOf(p, c.stage), clock = shown(p, it.limits, events, call)
  return {
    id: c.id, procedure: c.procedure, kind: call.say(c.procedure), parentId: c.parentId, orgId: c.orgId, place: (en ? c.placeEn : c.place) ?? '', stage: c.stage, stageText: worded(call.say, it.facts['wording'])(`${p.name}.stage.${c.stage}`), outcome: c.outcome, version: c.version, side: c.side,
    holder: stage.by ? { side: stage.by.side, org: parties.filter((y) => y.side === stage.by!.side).map((y) => (en ? y.shortEn : y.short)).join(' / '), office: stage.by.roles.length === 1 ? call.say(`role.${stage.by.roles[0]}`) : '' } : null,
    mine: by !== undefined && meant(it, me, by) && !(Array.isArray(it.facts[by.person ?? '']) && signed.some((x) => x.personId === me.personId)), face: clock?.face ?? null, since: arrived(events) ?? c.openedAt, waitedDays: call.calendar.workdaysBetween(dayOf(arrived(events) ?? c.openedAt), call.today), last, openedAt: c.openedAt, closedAt: c.closedAt,
  }
}
/** What each case of a dossier did last, as far as this reader may know: one row a case. */
const lasts = (call: Call, subject: string) => sql<{ caseId: string; procedure: string; id: number; at: string; name: string; orgId: string | null; person: string | null; personEn: string | null; org: string | null; orgEn: string | null }>`
  select c.id case_id, c.procedure, e.id, e.at, e.name, e.org_id, p.name person, p.name_en person_en, o.short org, o.short_en org_en
    from kernel.case c cross join lateral (select x.id, x.at, x.name, x.org_id, x.person_id from kernel.event x where x.case_id = c.id order by x.id desc limit 1) e
    left join kernel.person p on p.id = e.person_id left join kernel.org o on o.id = e.org_id where c.subject_id = ${subject}`.execute(call.db)
const actorOf = (call: Call, me: Actor, r: { procedure: string; name: string; orgId: string | null; person: string | null; personEn: string | null; org: string | null; orgEn: string | null }): string => (r.orgId === me.orgId ? masked(call, me, r.procedure, r.name) ?? (call.lang === 'en' ? r.personEn : r.person) : null) ?? (call.lang === 'en' ? r.orgEn : r.org) ?? call.say('case.platform')

/** Every case of a dossier this person may see, with clock and holder, and the moves of those whose turn it is; and the clock events they rest on. One reading for one page. */
export async function board(call: Call, subject: string): Promise<{ cases: Shown[]; clocks: ReadonlyMap<string, readonly EventRow[]>; rows: ReadonlyMap<string, CaseRow> }> {
  const [{ me, cases, clocks }, { rows }] = await Promise.all([stand(call, { subject }), lasts(call, subject)]), last = new Map(rows.map((r) => [r.caseId, r]))
  const shownCases = await Promise.all(cases.map(async (s): Promise<Shown> => {
    const l = last.get(s.c.id), words = inWords(call, s, me, l ? { id: l.id, at: l.at, text: worded(call.say, s.it.facts['wording'])(l.name), who: actorOf(call, me, l) } : null)
    return { ...words, moves: words.mine && s.c.outcome === null ? await movesFor(call, s, me) : [] }
  }))
  return { cases: shownCases, clocks, rows: new Map(cases.map((s) => [s.c.id, s.it])) }
}
/** One case opened: besides what the board shows, every move open to this person, its course and its history. */
export async function oneCase(call: Call, id: string): Promise<z.input<typeof CaseShape>> {
  const [{ me, cases: [s] }, events] = await Promise.all([stand(call, { id }), history(call, { cases: [id], limit: 500 })])
  if (!s) throw new NotFound()
  const words = inWords(call, s, me, events[0] ?? null), page = s.c.orgId === me.orgId ? call.work.works.get(s.c.procedure)?.page?.(s.it) : null
  return { ...words, page: page?.roles.some((r) => me.roles.includes(r)) ? { to: page.to, label: call.say(page.label) } : null, face: words.face && withheld(words.face, events), moves: s.c.outcome === null ? await movesFor(call, s, me) : [], events, stages: course(worded(call.say, s.it.facts['wording']), s.p, s.c.stage, s.events) }
}
/** Since when the case waits where it is: a file handed in or a question asked meanwhile changes nothing of that. */
const arrived = (events: readonly EventRow[]): string | undefined => events.findLast((e, i) => i === 0 || e.stage !== events[i - 1]!.stage || e.side !== events[i - 1]!.side)?.at
/** A move this reader may not know of still counts in the figure; its name stays inside. */
export const withheld = (face: Face, known: readonly { readonly id: number }[]): Face => ({ ...face, events: face.events.map((e) => (known.some((k) => k.id === e.id) ? e : { ...e, name: 'inside' })) })
/** Whether a holder's office, or the one person it names, is this person. */
const meant = (it: CaseRow, me: Actor, h: Holder): boolean => actsAs(me, h, it) !== undefined
/** The moves open to this person, each with every reason against it; the rules of all are asked together. */
const movesFor = (call: Call, { p, it, signed }: Standing['cases'][number], me: Actor): Promise<Shown['moves']> => Promise.all(movesAt(p, it.stage).flatMap((name) => {
  const open = openMove(p, it.stage, name)!
  return open.holder && meant(it, me, open.holder) ? [{ name, open }] : []
}).map(async ({ name, open }) => ({ name, label: worded(call.say, it.facts['wording'])(`${p.name}.${name}`), to: open.to, note: open.note === 'required', dated: open.dated === true, returns: open.returns === true, audience: open.audience ?? 'all' as const, closes: p.stages[open.to]?.ends !== undefined && p.stages[open.to]?.ends !== 'granted', fields: await fieldsFor(call, p, it, name), reasons: reasonTexts(call, await reasonsAgainst(call, it, name, {}, signed)) })))
/** What the move asks, with what may be chosen: the names its work offers, else the words of its own choices. */
async function fieldsFor(call: Call, p: Procedure, it: CaseRow, move: string): Promise<Shown['moves'][number]['fields']> {
  const fields = call.work.fields.get(`${p.name}.${move}`) ?? [], offered = fields.some((f) => f.kind === 'one' || f.kind === 'any') ? await call.work.works.get(p.name)?.moves?.[move]?.options?.(call, it) ?? {} : {}
  const say = worded(call.say, it.facts['wording'])
  return fields.map(({ choices, ...f }) => ({ ...f, label: say(`field.${f.name}`), options: offered[f.name]?.map((o) => ({ ...o })) ?? choices.map((value) => ({ value, label: say(`field.${f.name}.${value}`) })) }))
}
/** The declared course with where the case stands: drawn from the procedure, so it cannot lie. */
function course(say: Say, p: Procedure, at: string, events: readonly EventRow[]): z.input<typeof CaseShape>['stages'] {
  const been = new Map(events.map((e) => [e.stage, dayOf(e.at)]))
  return Object.entries<Stage>(p.stages).filter(([key, s]) => been.has(key) || s.ends === undefined || s.ends === 'granted')
    .map(([key]) => ({ key, label: say(`${p.name}.stage.${key}`), state: key === at ? 'now' as const : been.has(key) ? 'done' as const : 'later' as const, date: been.get(key) ?? null }))
}
/** A list row's clock without folding: from the anchor left at the last event. */
export const glanced = (call: Call, clock: unknown) => {
  const kept = clock as { rule: string; anchor: Anchor } | null
  return kept ? glance(kept.anchor, call.now, call.calendar) : null
}
