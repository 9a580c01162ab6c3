import { sql } from 'kysely'
import type * as z from 'zod'
import type { BoardCase, EventShape } from './api.ts'
import { today as dayOf } from './calendar.ts'
import { eventsOf, reasonsAgainst, shown, signedIn, type CaseRow, type EventRow, type Signed } from './case.ts'
import { glance, type Anchor, type Face } from './clock.ts'
import type { Id } from './id.ts'
import type { Call } from './implement.ts'
import { movesAt } from './machine.ts'
import { holderOf, named, openMove, signs, type Holder, type Procedure, type Stage } from './procedure.ts'
import type { Reason } from './refusal.ts'

/** A task is one's own when it waits for one's role, and for no other person by name. */
export const own = sql<boolean>`roles && (select kernel.my_roles()) and (person_id is null or person_id = (select kernel.my_person())) and (persons is null or (select kernel.my_person()) = any(persons))`
type Shown = z.input<typeof BoardCase>
type ShownEvent = z.input<typeof EventShape>
export const reasonTexts = (call: Call, reasons: readonly Reason[]) => reasons.map((r) => ({ code: r.code, text: call.say(r.code, r.facts ?? {}), basis: (r.basis ?? []).map((b) => ({ ...b })) }))

/** The events of a dossier or of one case, newest first, in words; outside its institution an actor is an office, never a person. */
export async function history(call: Call, where: { subject?: string; cases?: readonly string[]; before?: number; limit: number }): Promise<ShownEvent[]> {
  const rows = await call.db.selectFrom('kernel.event as e').innerJoin('kernel.case as c', 'c.id', 'e.caseId').leftJoin('kernel.person as p', 'p.id', 'e.personId').leftJoin('kernel.org as o', 'o.id', 'e.orgId').leftJoin('kernel.org as place', 'place.id', 'c.orgId')
    .leftJoin('kernel.note as n', 'n.eventId', 'e.id')
    .select(['e.id', 'e.at', 'e.effectiveAt', 'e.name', 'e.caseId', 'c.procedure', 'e.orgId', 'p.name as person', 'p.nameEn as personEn', 'o.short as org', 'o.shortEn as orgEn', 'place.short as place', 'place.shortEn as placeEn', 'n.body as note', 'e.data'])
    .$if(where.subject !== undefined, (q) => q.where('e.subjectId', '=', where.subject!))
    .$if(where.cases !== undefined, (q) => q.where('e.caseId', '=', sql<Id<'case'>>`any(${where.cases})`))
    .$if(where.before !== undefined, (q) => q.where('e.id', '<', where.before!))
    .orderBy('e.id', 'desc').limit(where.limit).execute()
  const me = await call.me, en = call.lang === 'en'
  return rows.map((r) => {
    const own = r.orgId === me.orgId ? (en ? r.personEn : r.person) : null
    const { signed, of } = r.data as { signed?: number; of?: number }, count = signed && of ? call.say('case.signing', { signed, of }) : ''
    const day = dayOf(r.effectiveAt) === dayOf(r.at) ? '' : call.say('case.took-place', { day: dayOf(r.effectiveAt) })
    return { id: r.id, at: r.at, text: call.say(r.name) + count + day, who: own ?? (en ? r.orgEn : r.org) ?? call.say('case.platform'), where: [en ? r.placeEn : r.place, call.say(r.procedure)].filter(Boolean).join(' · '), procedure: r.procedure, caseId: r.caseId, note: r.note, facts: r.data as Record<string, unknown> }
  })
}

const none: Procedure = { name: '', edition: 0, cites: [], basis: [], start: '', stages: {}, clocks: [] }
/** Every case of a dossier this person may see, with clock, holder, history and the moves open to them. One reading for one page. */
export async function board(call: Call, subject: string): Promise<Shown[]> {
  const [me, cases, events, parties] = await Promise.all([
    call.me,
    call.db.selectFrom('kernel.case as c').innerJoin('kernel.desk as d', (j) => j.onRef('d.caseId', '=', 'c.id').on('d.orgId', '=', sql<Id<'org'>>`kernel.my_org()`)).leftJoin('kernel.org as o', 'o.id', 'c.orgId')
      .selectAll('c').select(['d.side', 'o.short as place', 'o.shortEn as placeEn']).where('c.subjectId', '=', subject).orderBy('c.depth').orderBy('c.openedAt').orderBy('c.id').execute(),
    history(call, { subject, limit: 2000 }),
    call.db.selectFrom('kernel.party as y').innerJoin('kernel.case as c', 'c.id', 'y.caseId').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select(['y.caseId', 'y.side', 'o.short', 'o.shortEn', 'o.kind']).where('c.subjectId', '=', subject).orderBy('o.kind').orderBy('o.short').execute(),
  ])
  const signing = cases.filter((c) => c.closedAt === null && signs(call.work.procedures.get(c.procedure) ?? none)).map((c) => c.id)
  const [clocks, signed] = await Promise.all([eventsOf(call, cases.map((c) => c.id)), signing.length > 0 ? signedIn(call, signing) : []]), en = call.lang === 'en'
  const all: Shown[] = []
  for (const c of cases) {
    const it = c as unknown as CaseRow & { place: string | null; placeEn: string | null }
    const p = call.work.procedures.get(c.procedure)
    if (!p) continue
    const stage = p.stages[c.stage]!, own = events.filter((e) => e.caseId === c.id), clock = shown(p, it.limits, clocks.get(c.id) ?? [], call)
    const holder = stage.by ? { side: stage.by.side, org: parties.filter((y) => y.caseId === c.id && y.side === stage.by!.side).map((y) => (en ? y.shortEn : y.short)).join(' / '), office: stage.by.roles.length === 1 ? call.say(`role.${stage.by.roles[0]}`) : '' } : null
    const meant = (h: Holder) => h.side === it.side && h.roles.some((r) => me.roles.includes(r)) && (h.person === undefined || named(it.facts, h.person).includes(me.personId))
    const by = holderOf(p, c.stage), mine = by !== undefined && meant(by) && !(Array.isArray(it.facts[by.person ?? '']) && signed.some((s) => s.caseId === c.id && s.personId === me.personId))
    const since = clocks.get(c.id)?.at(-1)?.at ?? c.openedAt
    all.push({
      id: c.id, procedure: c.procedure, kind: call.say(c.procedure), parentId: c.parentId, orgId: c.orgId, place: (en ? it.placeEn : it.place) ?? '', stage: c.stage, stageText: call.say(`${p.name}.stage.${c.stage}`), outcome: c.outcome, version: c.version, side: it.side,
      holder, mine, face: clock ? withheld(clock.face, own) : null, waitedDays: call.calendar.workdaysBetween(dayOf(since), call.today), moves: await movesFor(call, p, it, meant, signed), last: own[0] ?? null, openedAt: c.openedAt, closedAt: c.closedAt, events: own,
      stages: course(call, p, c.stage, clocks.get(c.id) ?? []),
    })
  }
  return all
}
/** A move this reader may not know of still counts in the figure; its name stays inside. */
export const withheld = (face: Face, known: readonly { readonly id: number }[]): Face => ({ ...face, events: face.events.map((e) => (known.some((k) => k.id === e.id) ? e : { ...e, name: 'inside' })) })
/** The moves whose turn is this person's, each with every reason against it. */
async function movesFor(call: Call, p: Procedure, it: CaseRow, meant: (h: Holder) => boolean, signed: readonly Signed[]): Promise<Shown['moves']> {
  const found: Shown['moves'] = []
  for (const name of movesAt(p, it.stage)) {
    const open = openMove(p, it.stage, name)!
    if (!open.holder || !meant(open.holder)) continue
    found.push({ name, label: call.say(`${p.name}.${name}`), to: open.to, note: open.note === 'required', dated: open.dated === true, returns: open.returns === true, audience: open.audience ?? 'all' as const, closes: p.stages[open.to]?.ends !== undefined && p.stages[open.to]?.ends !== 'granted', fields: (call.work.fields.get(`${p.name}.${name}`) ?? []).map((f) => ({ ...f, label: call.say(`field.${f.name}`) })), reasons: reasonTexts(call, await reasonsAgainst(call, it, name, {}, signed)) })
  }
  return found
}
/** The declared course with where the case stands: drawn from the procedure, so it cannot lie. */
function course(call: Call, p: Procedure, at: string, events: readonly EventRow[]): Shown['stages'] {
  const been = new Map(events.map((e) => [e.stage, dayOf(e.at)]))
  return Object.entries<Stage>(p.stages).filter(([key, s]) => been.has(key) || s.ends === undefined || s.ends === 'granted')
    .map(([key]) => ({ key, label: call.say(`${p.name}.stage.${key}`), state: key === at ? 'now' as const : been.has(key) ? 'done' as const : 'later' as const, date: been.get(key) ?? null }))
}
/** A list row's clock without folding: from the anchor left at the last event. */
export const glanced = (call: Call, clock: unknown) => {
  const kept = clock as { rule: string; anchor: Anchor } | null
  return kept ? glance(kept.anchor, call.now, call.calendar) : null
}
