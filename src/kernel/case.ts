import { sql } from 'kysely'
import { today } from './calendar.ts'
import { anchor, fold, type ClockEvent, type ClockRule, type Face } from './clock.ts'
import type { Id } from './id.ts'
import type { Endpoint } from './endpoint.ts'
import type { Actor, Call, Implementation, Option } from './implement.ts'
import { letterReasons } from './letters/gate.ts'
import { issueDrafts, returnedTo, threadReasons } from './threads/gate.ts'
import { can } from './machine.ts'
import { holderOf, insideOf, lockHeight, named, openMove, signs, withinOf, type Holder, type Procedure } from './procedure.ts'
import { Conflict, Invalid, NotFound, Refusal, type Reason } from './refusal.ts'

export type CaseId = Id<'case'>
/** A case as its row stands, with the side my organisation is on. */
export interface CaseRow {
  readonly id: CaseId; readonly procedure: string; readonly edition: number; readonly stage: string; readonly version: number
  readonly parentId: CaseId | null; readonly subjectId: string; readonly depth: number; readonly orgId: Id<'org'> | null; readonly title: string
  readonly limits: Record<string, number | null>; readonly facts: Record<string, unknown>; readonly openedAt: string; readonly closedAt: string | null; readonly outcome: string | null; readonly side: string
}
export interface Party { readonly orgId: string; readonly side: string }
export interface Opening { readonly procedure: string; readonly id?: CaseId; readonly parent?: Pick<CaseRow, 'id' | 'subjectId' | 'depth'> | null; readonly subjectId?: string; readonly orgId?: string | null; readonly title: string; readonly parties: readonly Party[]; readonly limits?: Record<string, number | null>; readonly facts?: Record<string, unknown>; readonly data?: Record<string, unknown> }

/** What a move is asked with: the version seen, a note for the parties, the day it took place, and the move's own facts. */
export interface MoveInput { readonly id: string; readonly seen: number; readonly note?: string | undefined; readonly on?: string | undefined; readonly [fact: string]: unknown }
export interface MoveWork {
  /** every failing reason, from facts read in this transaction; also shown beside the closed button before anyone clicks */
  readonly reasons?: (call: Call, it: CaseRow, input: Partial<MoveInput>, signed: readonly string[]) => Promise<readonly Reason[]>
  /** what a field of the move may be chosen from, by field name: members of a committee, sites of a study */
  readonly options?: (call: Call, it: CaseRow) => Promise<Readonly<Record<string, readonly Option[]>>>
  /** what else the move writes, after the case has moved; a signed move (会签) once, at its last signing, with all who signed */
  readonly effect?: (call: Call, it: CaseRow, input: MoveInput, signed: readonly string[]) => Promise<void>
  /** undoes the effect when the move is taken back (撤回); without it a move with an effect stays made */
  readonly undo?: (call: Call, it: CaseRow) => Promise<void>
}
/** What a room adds to its procedure, by its name, or by `name@edition` where an edition differs: how a child is opened from its parent, and the work of single moves. */
export interface CaseWork {
  /** null: this child is not opened for this parent */
  readonly opening?: (call: Call, parent: CaseRow) => Promise<Partial<Opening> | null>
  /** what a case of this kind is read from before one acts, on a page of its own: its address, its label, who reads it; null while there is nothing to read */
  readonly page?: (it: Pick<CaseRow, 'id' | 'stage'>) => { readonly to: string; readonly label: string; readonly roles: readonly string[] } | null
  /** what follows when a case of this kind has just been opened by its parent */
  readonly opened?: (call: Call, id: CaseId, subjectId: string) => Promise<void>
  /** what follows when a child of this case ended otherwise than granted; the case is locked */
  readonly lost?: (call: Call, it: CaseRow, child: CaseRow) => Promise<void>
  readonly moves?: Readonly<Record<string, MoveWork>>
  /** 交接: what the room itself keeps of a person bound to the case passes to another; the case's own facts have passed already */
  readonly handover?: (call: Call, it: CaseRow, from: string, to: string) => Promise<void>
}

/** What a new case of this kind opens with. */
const procedureOf = (call: Call, name: string): Procedure => { const p = call.work.procedures.get(name); if (!p) throw new Error(`no procedure ${name}`); return p }
/** The edition a running case keeps. */
export const editionOf = (call: Pick<Call, 'work'>, { procedure, edition }: Pick<CaseRow, 'procedure' | 'edition'>): Procedure => { const p = call.work.editions.get(`${procedure}@${edition}`); if (!p) throw new Error(`no procedure ${procedure}@${edition}`); return p }
const editions = (call: Call, name: string): Procedure[] => [...call.work.editions.values()].filter((p) => p.name === name)
const workOf = (call: Call, p: Procedure): CaseWork | undefined => call.work.works.get(`${p.name}@${p.edition}`) ?? call.work.works.get(p.name)
/** The clock rules of a case with the limits agreed when it was opened; null: this clock does not apply to it. */
export const rulesOf = (p: Procedure, limits: CaseRow['limits']): ClockRule[] => p.clocks.filter((c) => limits[c.name] !== null).map((c) => ({ ...c, limit: limits[c.name] ?? c.limit }))
/** The clock a case shows: the one that counts or stands still now, else the last that ran. */
export function shown(p: Procedure, limits: CaseRow['limits'], events: readonly ClockEvent[], call: Pick<Call, 'now' | 'calendar'>): { rule: ClockRule; face: Face } | null {
  const faces = rulesOf(p, limits).map((rule) => ({ rule, face: fold(rule, events, call.now, call.calendar) }))
  const rank = (f: Face) => (f.state === 'running' || f.state === 'stopped' ? 2 : f.state === 'done' ? 1 : 0)
  return faces.reduce<typeof faces[number] | null>((best, f) => (!best || rank(f.face) > rank(best.face) || (rank(f.face) === rank(best.face) && (f.face.startedAt ?? '') > (best.face.startedAt ?? '')) ? f : best), null)
}
/** Where every party's list shows the case now. Whom it waits for by name the database reads from the case's facts: whoever moves it need not know. */
function desk(call: Call, p: Procedure, limits: CaseRow['limits'], stage: string, events: readonly ClockEvent[]) {
  const s = p.stages[stage]!, clock = shown(p, limits, events, call), by = holderOf(p, stage)
  return { open: !s.ends, holderSide: by?.side ?? null, roles: by?.roles ?? [], personFact: by?.person ?? null, stage, outcome: s.ends ?? null, dueOn: clock && clock.face.state !== 'done' ? clock.face.dueOn : null, clock: clock ? { rule: clock.rule.name, anchor: anchor(clock.face) } : null }
}
const myOrg = sql<Id<'org'>>`kernel.my_org()`, myPerson = sql<Id<'person'>>`kernel.my_person()`
const fan = (call: Call, id: string, row: unknown) => sql`select kernel.fan(${id}, ${JSON.stringify(row)}::jsonb)`.execute(call.db)

/** Opens a case for its parties; children of its first stage open with it. */
export async function openCase(call: Call, o: Opening): Promise<CaseId> {
  const p = procedureOf(call, o.procedure), stage = p.stages[p.start]!
  const id = o.id ?? call.newId<'case'>('case'), subjectId = o.subjectId ?? o.parent?.subjectId ?? id
  const row = { id, procedure: p.name, edition: p.edition, stage: p.start, parentId: o.parent?.id ?? null, subjectId, orgId: o.orgId ?? null, title: o.title, limits: o.limits ?? {}, facts: o.facts ?? {}, parties: o.parties, actId: call.act, holderSide: stage.by?.side ?? null, data: o.data ?? {} }
  // sent in one breath: cases opened together leave together
  await Promise.all([
    sql`select kernel.case_open(${JSON.stringify(row)}::jsonb)`.execute(call.db),
    fan(call, id, desk(call, p, o.limits ?? {}, p.start, [{ id: 0, at: call.now, name: 'open', side: stage.by?.side ?? null }])),
  ])
  if (stage.together) await openTogether(call, p, p.start, { id, procedure: p.name, edition: p.edition, stage: p.start, version: 1, parentId: o.parent?.id ?? null, subjectId, depth: (o.parent?.depth ?? -1) + 1, orgId: (o.orgId ?? null) as Id<'org'> | null, title: o.title, limits: o.limits ?? {}, facts: o.facts ?? {}, openedAt: call.now, closedAt: null, outcome: null, side: '' })
  return id
}
/** Opens the children a stage declares, unless a room has opened children of that kind already. */
async function openTogether(call: Call, p: Procedure, stage: string, parent: CaseRow): Promise<void> {
  for (const name of p.stages[stage]?.together ?? []) {
    const child = procedureOf(call, name), sides = new Set(Object.keys(child.stages).flatMap((s) => [child.stages[s]!.by?.side, ...Object.keys(child.stages[s]!.moves ?? {}).map((m) => openMove(child, s, m)!.by?.side)]))
    const { rows } = await sql<{ n: number }>`select kernel.children_of(${parent.id}, ${name}) n`.execute(call.db)
    if ((rows[0]?.n ?? 0) > 0) continue
    const parties = await call.db.selectFrom('kernel.party').select(['orgId', 'side']).where('caseId', '=', parent.id).execute()
    const own = await workOf(call, child)?.opening?.(call, parent)
    if (own === null) continue
    const id = await openCase(call, { procedure: name, parent, orgId: parent.orgId, title: parent.title, facts: parent.facts, parties: parties.filter((y) => sides.has(y.side)), ...own })
    await workOf(call, child)?.opened?.(call, id, parent.subjectId)
  }
}

/** One who has signed in this stay of a case at its stage. */
export interface Signed { readonly caseId: string; readonly move: string; readonly personId: string }
export const signedIn = async (call: Call, ids: readonly string[]): Promise<readonly Signed[]> => (await sql<Signed>`select * from kernel.signed(${ids}::uuid[])`.execute(call.db)).rows

export interface EventRow { readonly id: number; readonly at: string; readonly name: string; readonly side: string | null; readonly stage: string }
/** The events of cases as the clock sees them: all of them, by the day they took place, the same for every reader. */
export const eventsOf = async (call: Call, ids: readonly string[]): Promise<Map<string, EventRow[]>> => byCase((await sql<ClockRow>`select * from kernel.clock_events(${ids}::uuid[])`.execute(call.db)).rows)
export interface ClockRow extends Omit<EventRow, 'name'> { readonly caseId: string; readonly move: string }
/** Clock events by their case; what was taken back (撤回) no longer starts, stops or ends anything. */
export function byCase(rows: readonly ClockRow[]): Map<string, EventRow[]> {
  const by = new Map<string, EventRow[]>()
  for (const { caseId, move, ...e } of rows) by.set(caseId, [...(move === 'case.recall' ? withoutLast(by.get(caseId) ?? []) : by.get(caseId) ?? []), { ...e, name: move }])
  return by
}
export const withoutLast = <E extends ClockEvent>(events: readonly E[]): E[] => { const last = events.findLastIndex((e) => !e.name.startsWith('case.')); return events.map((e, i) => (i === last ? { ...e, name: `${e.name}.recalled` } : e)) }
export async function lockCase(call: Call, id: string, up: number): Promise<CaseRow> {
  const { rows: [row] } = await sql<CaseRow>`select * from kernel.case_lock(${id}, ${up})`.execute(call.db)
  if (!row) throw new NotFound()
  return row
}

/** How many ancestors this move locks, wherever it is made from. */
const heightOf = (call: Call, name: string, move: string): number => Math.max(0, ...editions(call, name).flatMap((p) => Object.keys(p.stages).map((s) => { const m = openMove(p, s, move); return m ? lockHeight(call.work.editions, p, m.to) : 0 })))
const share = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.includes(x))
/** As whom a person may act where this holder's turn it is: as oneself, or for the person one stands in for; undefined: not at all. One of several named acts in person only. */
export function actsAs(me: Actor, h: Holder, it: Pick<CaseRow, 'side' | 'facts'>): { readonly behalf: string | null } | undefined {
  if (h.side !== it.side) return undefined
  const meant = h.person ? named(it.facts, h.person) : null, several = h.person !== undefined && Array.isArray(it.facts[h.person])
  if (share(h.roles, me.own) && (!meant || meant.includes(me.personId))) return { behalf: null }
  const stand = several ? undefined : me.stands.find((s) => share(h.roles, s.roles) && (!meant || meant.includes(s.personId)))
  return stand && { behalf: stand.personId }
}
/** 代: the mark an event keeps of the person stood in for. */
export const onBehalf = (me: Actor, h: Holder | undefined, it: Pick<CaseRow, 'side' | 'facts'>): { onBehalfOf?: string } => { const behalf = h ? actsAs(me, h, it)?.behalf : null; return behalf ? { onBehalfOf: behalf } : {} }
/** Why it is not this person's turn: another office's, another person's, or no longer theirs because a delegation has ended. */
export async function notTheirTurn(call: Call, h: Holder, it: CaseRow, several: 'case.not-the-person' | 'case.not-named'): Promise<Reason[]> {
  const me = await call.me
  if (actsAs(me, h, it)) return []
  const { rows: [ended] } = h.side === it.side ? await sql<{ day: string | null }>`select kernel.delegation_ended(${me.personId}, kernel.my_org(), ${[...h.roles]}::text[], ${call.today}) as day`.execute(call.db) : { rows: [] }
  const named = h.side === it.side && share(h.roles, me.roles)
  return [named ? { code: several, facts: { office: call.say(`role.${h.roles[0]}`) } } : { code: 'case.not-your-turn', facts: { office: h.roles.map((r) => call.say(`role.${r}`)).join(call.say('case.or')) } }, ...(ended?.day ? [{ code: 'posts.delegation-ended', facts: { day: ended.day } }] : [])]
}
/** Every reason why a person cannot make this move now: not open, not their turn, or a rule fails. */
export async function reasonsAgainst(call: Call, it: CaseRow, move: string, input: Partial<MoveInput> = {}, known?: readonly Signed[]): Promise<Reason[]> {
  const p = editionOf(call, it), open = openMove(p, it.stage, move)
  if (!open || !can(p, it.stage, move)) return [{ code: 'case.not-open-now', facts: { move: call.say(`${p.name}.${move}`), stage: call.say(`${p.name}.stage.${it.stage}`) } }]
  const me = await call.me
  const against = open.holder ? await notTheirTurn(call, open.holder, it, open.of ? 'case.not-named' : 'case.not-the-person') : []
  if (against.length > 0) return against
  const meant = open.holder?.person ? named(it.facts, open.holder.person) : null
  const signed = open.of && meant ? (known ?? await signedIn(call, [it.id])).filter((s) => s.caseId === it.id && s.move === move && meant.includes(s.personId)).map((s) => s.personId) : []
  if (signed.includes(me.personId)) return [{ code: 'case.signed-already', facts: { left: open.of!.count - signed.length } }]
  if (open.of && meant && meant.length < open.of.count) return [{ code: 'case.too-few-named', facts: { named: meant.length, count: open.of.count } }]
  return [...((await workOf(call, p)?.moves?.[move]?.reasons?.(call, it, input, signed)) ?? []), ...(open.letter ? await letterReasons(call, it, open.letter) : []), ...(returnedTo(p, it.stage) && !p.stages[open.to]?.ends ? await threadReasons(call, it) : [])]
}

/** Moves a case: locks from the top down, compares the version seen, asks the procedure and the rules, writes, tells every desk, joins the parent. */
export async function moveCase(call: Call, name: string, move: string, input: MoveInput): Promise<{ id: CaseId; stage: string; version: number }> {
  const [it, events, known] = await Promise.all([lockCase(call, input.id, heightOf(call, name, move)), eventsOf(call, [input.id]), editions(call, name).some(signs) ? signedIn(call, [input.id]) : []])
  if (it.procedure !== name) throw new NotFound()
  const p = editionOf(call, it)
  if (it.version !== input.seen) throw new Conflict(await sinceThen(call, it))
  const open = openMove(p, it.stage, move)
  const day = input.on ?? call.today
  const backdated = day < call.today
  const reasons = await reasonsAgainst(call, it, move, input, known)
  if (reasons.length > 0) throw new Refusal(reasons)
  if (!open || open.automatic) throw new Refusal('case.not-open-now', { move: call.say(`${name}.${move}`), stage: call.say(`${name}.stage.${it.stage}`) })
  if (open.note === 'required' && !input.note?.trim()) throw new Invalid([{ path: 'note', code: 'case.note-required' }])
  if (day > call.today) throw new Invalid([{ path: 'on', code: 'case.in-the-future' }])
  const last = events.get(it.id)?.at(-1)
  if (last && day < today(last.at)) throw new Invalid([{ path: 'on', code: 'case.before-the-last', facts: { day: today(last.at) } }])
  const effectiveAt = backdated ? [`${day}T15:59:59.000Z`, last?.at ?? ''].sort().at(-1)! : call.now
  if (backdated && !input.note?.trim()) throw new Invalid([{ path: 'note', code: 'case.backdated-without-reason' }])
  const readers = open.audience ? { audience: open.audience, roles: [...(open.within ?? open.holder?.roles ?? [])] } : undefined, actor = await call.me, me = actor.personId, among = open.of ? named(it.facts, open.of.among) : []
  const signed = open.of ? [...known.filter((s) => s.move === move && among.includes(s.personId)), { caseId: it.id, move, personId: me }] : [], told = { ...input, ...(open.of ? { signed: signed.length, of: open.of.count } : {}), ...onBehalf(actor, open.holder, it) }
  if (open.of && signed.length < open.of.count)
    return { id: it.id, stage: it.stage, version: await settle(call, p, it, `${move}.signing`, it.stage, effectiveAt, events.get(it.id) ?? [], told, readers) }
  const version = await settle(call, p, it, move, open.to, effectiveAt, events.get(it.id) ?? [], told, readers)
  if (open.returns) await issueDrafts(call, it, p, events.get(it.id) ?? [])
  await workOf(call, p)?.moves?.[move]?.effect?.(call, { ...it, stage: open.to, version }, input, signed.map((s) => s.personId))
  await arrive(call, p, open.to, it)
  return { id: it.id, stage: open.to, version }
}
/** A move the platform makes because another case moved; the same road, no person's turn. Locks from the top down like any other. */
export async function moveAutomatically(call: Call, name: string, id: string, move: string, data: Record<string, unknown> = {}): Promise<void> {
  const it = await lockCase(call, id, heightOf(call, name, move)), p = editionOf(call, it), open = openMove(p, it.stage, move)
  if (!open?.automatic) throw new Error(`${p.name}: ${move} is not automatic at ${it.stage}`)
  await settle(call, p, it, move, open.to, call.now, (await eventsOf(call, [it.id])).get(it.id) ?? [], data)
  await arrive(call, p, open.to, it)
}
export type Readers = { readonly audience: 'all' | 'side' | 'org' | 'office'; readonly roles: string[] }
const everybody: Readers = { audience: 'all', roles: [] }
/** What a step changes besides the stage: facts (known to the readers of the step), the edition. */
interface Besides { readonly facts?: Record<string, unknown>; readonly edition?: number }
/** Writes the new stage, its event and note, and every desk. The row is locked and its version compared. A verb of the kernel itself (`case.…`) is an event under its own name. */
export async function settle(call: Call, p: Procedure, it: CaseRow, move: string, to: string, effectiveAt: string, before: readonly ClockEvent[], input: Partial<MoveInput>, readers: Readers = everybody, besides: Besides = {}): Promise<number> {
  const stage = p.stages[to]!, version = it.version + 1, { id: _i, seen: _s, note, on: _o, ...data } = input
  const row = { caseId: it.id, actId: call.act, subjectId: it.subjectId, name: move.startsWith('case.') ? move : `${p.name}.${move}`, move, stageFrom: it.stage, stageTo: to, version, effectiveAt, data, ...besides, ...readers, desk: desk(call, p, it.limits, to, [...before, { id: 'now', at: effectiveAt, name: move, side: stage.by?.side ?? null }]) }
  const { rows: [event] } = await sql<{ id: number }>`select kernel.case_moved(${JSON.stringify(row)}::jsonb) id`.execute(call.db)
  if (note?.trim()) await call.db.insertInto('kernel.note').values({ id: call.newId('note'), caseId: it.id, eventId: event!.id, actId: call.act, ...readers, side: it.side, orgId: myOrg, personId: myPerson, body: note.trim() }).execute()
  return version
}
/** What follows arriving at a stage: children open, or the parent joins when the last child has closed. The parent is locked already. */
async function arrive(call: Call, p: Procedure, to: string, it: CaseRow): Promise<void> {
  if (p.stages[to]!.together) {
    await openTogether(call, p, to, await lockCase(call, it.id, 0))
    return join(call, it.id)
  }
  if (!p.stages[to]!.ends || !it.parentId) return
  if (p.stages[to]!.ends !== 'granted') await lost(call, it, to)
  await join(call, it.parentId)
}
/** Joins a case none of whose children is open any more; it and whatever its join may close are locked. */
async function join(call: Call, id: string): Promise<void> {
  const { rows: [left] } = await sql<{ open: number; otherwise: number }>`select * from kernel.children_left(${id})`.execute(call.db)
  if (!left || left.open > 0) return
  const parent = await lockCase(call, id, 0), q = editionOf(call, parent), joined = q.stages[parent.stage]?.joined
  if (!joined) return
  const next = left.otherwise === 0 ? joined.all : joined.otherwise
  const version = await settle(call, q, parent, 'join', next, call.now, (await eventsOf(call, [parent.id])).get(parent.id) ?? [], {})
  await workOf(call, q)?.moves?.['join']?.effect?.(call, { ...parent, stage: next, version }, { id: parent.id, seen: parent.version }, [])
  await arrive(call, q, next, parent)
}
/** Tells the parent's room that a child will not be granted. */
async function lost(call: Call, it: CaseRow, stage: string): Promise<void> {
  const above = await lockCase(call, it.parentId!, 0)
  await call.work.works.get(above.procedure)?.lost?.(call, above, { ...it, stage })
}
/** Sets facts of a case from the work of a move (who is named, what was agreed): known to those who may read of it, within the institution unless said otherwise; an event of its own, and every desk told anew. Answers the case as it is now. */
export async function setFacts(call: Call, it: CaseRow, facts: Record<string, unknown>, readers: Readers = { audience: 'org', roles: [] }): Promise<CaseRow> {
  const p = editionOf(call, it), by = holderOf(p, it.stage), events = await eventsOf(call, [it.id])
  const row = { caseId: it.id, actId: call.act, facts, ...readers, holderSide: by?.side ?? null, desk: desk(call, p, it.limits, it.stage, [...events.get(it.id) ?? [], { id: 'now', at: call.now, name: 'case.facts', side: by?.side ?? null }]) }
  await sql`select kernel.case_facts(${JSON.stringify(row)}::jsonb)`.execute(call.db)
  return { ...it, facts: { ...it.facts, ...facts } }
}
/** News of a case that moves nothing: an event under its own name with its words, read by every party. */
export async function tell(call: Call, caseId: string, name: string, words: string, data: Record<string, unknown> = {}): Promise<void> {
  const it = await call.db.selectFrom('kernel.case as c').innerJoin('kernel.desk as d', 'd.caseId', 'c.id').select(['c.id', 'c.subjectId', 'c.stage', 'd.side']).where('c.id', '=', caseId as CaseId).where('d.orgId', '=', myOrg).executeTakeFirst()
  if (!it) throw new NotFound()
  const event = await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: it.id, subjectId: it.subjectId, name, move: name, stageFrom: it.stage, stageTo: it.stage, orgId: myOrg, personId: myPerson, data: JSON.stringify(data), side: it.side }).returning('id').executeTakeFirstOrThrow()
  await call.db.insertInto('kernel.note').values({ id: call.newId('note'), caseId: it.id, eventId: event.id, actId: call.act, audience: 'all', roles: [], side: it.side, orgId: myOrg, personId: myPerson, body: words }).execute()
}
/** What an actor is called to colleagues outside the offices that may know who it was; null: by name. Where some moves keep their actor inside, whatever is done beside the moves (a question, a file, 退回) keeps him inside too. */
export function masked(call: Call, me: Actor, procedure: string, name: string): string | null {
  const p = call.work.procedures.get(procedure), known = name.startsWith(`${procedure}.`) ? withinOf(p, name.slice(procedure.length + 1)) : insideOf(p)
  return known && !known.within.some((r) => me.roles.includes(r)) ? call.say(`role.${known.office}`) : null
}
/** What the other did while this person looked at an older version; outside its institution an actor is an office, never a person. */
export async function sinceThen(call: Call, it: CaseRow): Promise<Record<string, unknown>> {
  const last = await call.db.selectFrom('kernel.event as e').leftJoin('kernel.person as p', 'p.id', 'e.personId').leftJoin('kernel.org as o', 'o.id', 'e.orgId')
    .select(['e.name', 'e.at', 'e.orgId', 'p.name as person', 'p.nameEn as personEn', 'o.short as org', 'o.shortEn as orgEn']).where('e.caseId', '=', it.id).orderBy('e.id', 'desc').limit(1).executeTakeFirst()
  const me = await call.me, [person, org] = call.lang === 'en' ? [last?.personEn, last?.orgEn] : [last?.person, last?.org], hidden = last ? masked(call, me, it.procedure, last.name) : null
  return { version: it.version, stage: call.say(`${it.procedure}.stage.${it.stage}`), did: last ? call.say(last.name) : '', at: last?.at ?? null, who: (last?.orgId === me.orgId ? hidden ?? person : null) ?? org ?? '' }
}
/** The handlers of a procedure's moves: each goes down the one way cases move. */
export const moveServices = (declared: Procedure | readonly Procedure[], endpoints: readonly Endpoint[]): Implementation[] => {
  const p = [declared].flat()[0]!
  return endpoints.filter((e) => e.name.startsWith(`${p.name}.`) && !e.name.slice(p.name.length + 1).includes('.')).map((endpoint) => ({ endpoint, run: (call) => moveCase(call, p.name, endpoint.name.slice(p.name.length + 1), call.input as MoveInput) }))
}
