// Who is told of what: the one table, and how its words are read. Pure.
import { holderOf, named, openMove, type Holder, type Procedure, type Stage } from '../procedure.ts'
import type { Kind } from './kinds.ts'

/** An event as it was written, with what its case knows. */
export interface Happening {
  readonly id: number; readonly name: string; readonly move: string; readonly caseId: string; readonly procedure: string; readonly edition: number; readonly stageFrom: string | null; readonly stageTo: string
  readonly orgId: string | null; readonly personId: string | null; readonly audience: string; readonly side: string; readonly roles: readonly string[]
  readonly data: Readonly<Record<string, unknown>>; readonly facts: Readonly<Record<string, unknown>>; readonly place: string | null
}
export interface Party { readonly orgId: string; readonly side: string }
/** A post someone holds today. */
export interface Post { readonly personId: string; readonly orgId: string; readonly roles: readonly string[]; readonly unit: string | null; readonly orgKind: string }

/** 'holder': whoever holds the case now. 'left': whoever held it before. 'part': every office with a part in it, here or in what it belongs to. 'others': those offices on the other sides. */
export type Told = 'holder' | 'left' | 'part' | 'others'
/** The recipient table. `event` names an event of a part; without it the kind is read from what a move did. */
export const table: readonly { readonly kind: Kind; readonly event?: readonly string[]; readonly tells: readonly Told[] }[] = [
  { kind: 'arrived', tells: ['holder'] },
  { kind: 'returned', tells: ['holder'] },
  { kind: 'granted', tells: ['part'] },
  { kind: 'refused', tells: ['part'] },
  { kind: 'withdrawn', tells: ['left', 'part'] },
  { kind: 'question', event: ['threads.ask', 'threads.again'], tells: ['others'] },
  { kind: 'answer', event: ['threads.answer'], tells: ['others'] },
  { kind: 'letter', event: ['letters.in-force'], tells: ['part'] },
  { kind: 'handover', event: ['posts.handover', 'posts.handed-over'], tells: ['holder'] },
]
const closing = { granted: 'granted', refused: 'refused', withdrawn: 'withdrawn' } as const
/** What kind of news an event is, or null: it is not news to anybody. */
export function kindOf(p: Procedure, e: Happening): Kind | null {
  const ofAPart = table.find((r) => r.event?.includes(e.name))
  if (ofAPart) return ofAPart.kind
  const stage = p.stages[e.stageTo]
  if (!stage) return null
  // another person was named for the stage the case stands at (转办)
  const person = holderOf(p, e.stageTo)?.person
  if (e.name === 'case.facts') return person && (e.data['facts'] as readonly unknown[] | undefined)?.includes(person) ? 'arrived' : null
  if (e.stageFrom === e.stageTo) return null
  if (stage.ends) return closing[stage.ends]
  if (!stage.by) return null
  return e.stageFrom !== null && openMove(p, e.stageFrom, e.move)?.returns ? 'returned' : 'arrived'
}

const holdersAt = (p: Procedure, stage: string | null): Holder[] => { const h = stage === null ? undefined : holderOf(p, stage); return h ? [h] : [] }
const holdersIn = (p: Procedure): Holder[] => Object.keys(p.stages).flatMap((s) => holdersAt(p, s))
/** The procedures whose stages open this one (并联): what a case of this kind belongs to. */
const above = (all: ReadonlyMap<string, Procedure>, p: Procedure): Procedure[] => [...all.values()].filter((q) => Object.values<Stage>(q.stages).some((s) => s.together?.includes(p.name)))
/** Everybody a holder means: the office's people on that side, or those a fact names. While nobody is named, whoever of the office holds it now may be meant; nobody has had a part in it. */
const meant = (h: Holder, facts: Happening['facts'], parties: readonly Party[], posts: readonly Post[], now: boolean): Post[] =>
  posts.filter((x) => parties.some((y) => y.orgId === x.orgId && y.side === h.side) && x.roles.some((r) => h.roles.includes(r)) && (h.person === undefined || (now && facts[h.person] == null) || named(facts, h.person).includes(x.personId)))
/** Whether someone at this post may know of the event; what comes to the next desk of the same institution always may. */
const mayKnow = (e: Happening, parties: readonly Party[], x: Post, holds: boolean): boolean =>
  e.audience === 'all' || (e.audience === 'side' && parties.some((y) => y.orgId === x.orgId && y.side === e.side))
  || (x.orgId === e.orgId && (e.audience === 'org' || holds || (e.audience === 'office' && x.roles.some((r) => e.roles.includes(r)))))

/** One person in one organisation, to be told once. */
export interface Recipient { readonly personId: string; readonly orgId: string }
const once = (posts: readonly Post[]): Recipient[] => [...new Map(posts.map(({ personId, orgId }) => [`${personId} ${orgId}`, { personId, orgId }])).values()]
/** Who is told of an event: by the table, of the case's own parties, within the event's audience, never the one who did it. */
export function tell(all: ReadonlyMap<string, Procedure>, p: Procedure | undefined, e: Happening, parties: readonly Party[], posts: readonly Post[]): { readonly kind: Kind; readonly to: readonly Recipient[] } | null {
  const kind = p && kindOf(p, e)
  if (!p || !kind) return null
  const part = [...holdersIn(p), ...above(all, p).flatMap(holdersIn)]
  const who: Record<Told, readonly Holder[]> = { holder: holdersAt(p, e.stageTo), left: holdersAt(p, e.stageFrom), part, others: part.filter((h) => h.side !== e.side) }
  const to = table.find((r) => r.kind === kind)!.tells.flatMap((t) => who[t].flatMap((h) => meant(h, e.facts, parties, posts, t === 'holder').filter((x) => mayKnow(e, parties, x, t === 'holder'))))
  return { kind, to: once(to.filter((x) => x.personId !== e.personId)) }
}

/** Who stands above an office when its time is up, where the procedure does not say (see Procedure.escalation). */
const heads = { everywhere: ['institution-head'], ofTheUnit: ['department-head'] } as const
/** A case whose time runs: where it stands, who must act. */
export interface Waiting { readonly procedure: string; readonly stage: string; readonly place: string | null; readonly persons: readonly string[] | null; readonly side: string; readonly roles: readonly string[] }
/** Who is warned of a limit: those who must act; at its day and after it also those above them. What a procedure keeps inside stays in its own institution and the offices it names. */
export function warned(p: Procedure, c: Waiting, late: boolean, parties: readonly Party[], posts: readonly Post[]): Recipient[] {
  const inside = p.escalation?.inside === true
  const actors = posts.filter((x) => parties.some((y) => y.orgId === x.orgId && y.side === c.side) && (!inside || x.orgId === c.place) && x.roles.some((r) => c.roles.includes(r)) && (c.persons === null || c.persons.includes(x.personId)))
  const home = c.place === null ? new Set(actors.map((x) => x.orgId)) : new Set([c.place])
  const above = posts.filter((x) => home.has(x.orgId) && (p.escalation ? x.roles.some((r) => p.escalation!.head.includes(r))
    : x.roles.some((r) => (heads.everywhere as readonly string[]).includes(r)) || (x.unit !== null && x.roles.some((r) => (heads.ofTheUnit as readonly string[]).includes(r)) && actors.some((a) => a.orgId === x.orgId && a.unit === x.unit))))
  const also = posts.filter((x) => x.orgKind === 'office' && x.roles.some((r) => p.escalation?.also?.includes(r)))
  return once(late ? [...actors, ...above, ...also] : p.escalation?.early ? [...actors, ...also] : actors)
}
