import type { Basis, Cite } from './cite.ts'
import type { ClockRule } from './clock.ts'
import type { Labels } from './labels.ts'

/** Whose turn it is: a side of the case and the offices on that side that may act. Outside its institution only the office is ever named. */
export interface Holder { readonly side: string; readonly roles: readonly string[]; /** the fact of the case that names the person meant, or several of whom any may; without it anyone of the office */ readonly person?: string }
export interface Move<Stage extends string = string> {
  readonly to: Stage
  /** who may make this move, when not the stage's holder */
  readonly by?: Holder
  /** a note must be given (退回补正, 不予…); the parties read it */
  readonly note?: 'required'
  /** who may know that it was made and read its note; without it, every party. The stage reached is always seen, and the clock counts it for everybody alike. */
  readonly audience?: 'side' | 'org' | 'office'
  /** offices of the actor's institution that may know who made it; to its other colleagues the actor is an office too. With audience 'office' they are its readers. */
  readonly within?: readonly string[]
  /** it took place on a day the actor states (启动会, 首例知情), never after today */
  readonly dated?: true
  /** made with a letter of this kind, which must be in force first (意见函, 批件) */
  readonly letter?: string
  /** made by the platform when another case moves, never by a person */
  readonly automatic?: true
  /** 会签: it takes effect when so many different persons named by the fact `among` have made it, each in person; until then the case stays and every signing is an event of its own, `${move}.signing` */
  readonly of?: { readonly count: number; readonly among: string }
  /** goes back to the applicant: the round counts up */
  readonly returns?: true
}
export interface Stage<Name extends string = string> {
  readonly by?: Holder
  readonly moves?: Readonly<Record<string, Move<Name> | Name>>
  /** child cases opened together when the stage is entered, by procedure name (并联); the stage waits for all of them */
  readonly together?: readonly string[]
  /** where the case goes when every child has closed: all granted, or otherwise */
  readonly joined?: { readonly all: Name; readonly otherwise: Name }
  readonly ends?: 'granted' | 'refused' | 'withdrawn'
  /** from here it is not sent back to earlier stages (退回任一环节) */
  readonly back?: false
}
/** How a case of one kind travels. Versioned: a running case keeps its edition. */
export interface Procedure<Name extends string = string> {
  readonly name: string
  readonly edition: number
  readonly cites: readonly Cite[]
  readonly basis: readonly Basis[]
  readonly start: Name
  readonly stages: Readonly<Record<Name, Stage<Name>>>
  readonly clocks: readonly ClockRule[]
  /** whose days its institution's days are in the ledger of days, when not the institution's: a committee decides for itself */
  readonly charge?: 'committee' | 'authority'
  readonly escalation?: Escalation
}
/** Who is told when the time of a case is up, beside those who must act. Without it: the heads of the institution. */
export interface Escalation {
  readonly head: readonly string[]
  /** roles in organisations of the kind 'office' that are told too, without becoming parties */
  readonly also?: readonly string[]
  /** those are warned from the first, not only at its day */
  readonly early?: true
  /** nobody outside the case's own institution and `also` is ever warned */
  readonly inside?: true
}
interface Spec<Name extends string> {
  edition: number; cites?: readonly Cite[]; basis?: readonly Basis[]; start: NoInfer<Name>
  stages: Record<Name, Stage<NoInfer<Name>>>; clocks?: readonly ClockRule[]; escalation?: Escalation; charge?: 'committee' | 'authority'
  /** moves open in every stage that does not end (撤回) */
  anywhere?: Readonly<Record<string, Move<NoInfer<Name>>>>
}
/** Declares a procedure. Stages label as `${name}.stage.${stage}`, moves as `${name}.${move}`. */
export function procedure<Name extends string>(name: string, { anywhere = {}, cites = [], basis = [], clocks = [], charge, ...spec }: Spec<Name>): Procedure<Name> {
  const stages = Object.fromEntries(Object.entries<Stage<Name>>(spec.stages).map(([key, stage]) =>
    [key, stage.ends ? stage : { ...stage, moves: { ...stage.moves, ...anywhere } }])) as Record<Name, Stage<Name>>
  return { name, cites, basis, clocks, edition: spec.edition, start: spec.start, stages, ...(spec.escalation ? { escalation: spec.escalation } : {}), ...(charge ? { charge } : {}) }
}

/** How running cases of one edition go over to another: declared, shown before it is done, never silent. */
export interface Migration {
  readonly procedure: string; readonly from: number; readonly to: number
  /** where a case standing in an old stage stands in the new edition */
  readonly stages: Readonly<Record<string, string>>
  readonly facts?: (facts: Readonly<Record<string, unknown>>) => Record<string, unknown>
}
/** Declares a migration; stages of the same name stay, every other stage a case may stand in must be mapped. */
export function migration<A extends string, B extends string>(from: Procedure<A>, to: Procedure<B>, { stages = {}, facts }: { readonly stages?: Partial<Record<A, B>>; readonly facts?: Migration['facts'] } = {}): Migration {
  const map = Object.fromEntries(Object.entries<Stage>(from.stages).filter(([, s]) => !s.ends).map(([stage]) => [stage, (stages as Record<string, string>)[stage] ?? stage]))
  const lost = Object.entries(map).filter(([, next]) => { const s = (to.stages as Record<string, Stage>)[next]; return !s || s.ends })
  if (from.name !== to.name || from.edition === to.edition || lost.length > 0) throw new Error(`${from.name}@${from.edition} → ${to.name}@${to.edition}: ${lost.map(([s]) => s).join(' ') || 'not two editions of one procedure'}`)
  return { procedure: from.name, from: from.edition, to: to.edition, stages: map, ...(facts ? { facts } : {}) }
}
/** Every declared edition by `name@edition`. */
export const editionsOf = (procedures: readonly Procedure[]): ReadonlyMap<string, Procedure> => {
  const all = new Map(procedures.map((p) => [`${p.name}@${p.edition}`, p]))
  if (all.size < procedures.length) throw new Error(`one edition of a procedure is declared twice: ${procedures.map((p) => `${p.name}@${p.edition}`).join(' ')}`)
  return all
}
/** The newest edition of each: new cases open with it. */
export const newest = (procedures: readonly Procedure[]): ReadonlyMap<string, Procedure> => new Map([...procedures].sort((a, b) => a.edition - b.edition).map((p) => [p.name, p]))

/** Whether persons can carry a case from a stage to another: joins count, the platform's own moves do not. */
function walkable(p: Procedure, from: string, to: string): boolean {
  const seen = new Set<string>(), todo = [from]
  for (let s = todo.pop(); s !== undefined; s = todo.pop()) {
    if (s === to) return true
    if (seen.has(s)) continue
    seen.add(s)
    const stage = p.stages[s]
    todo.push(...Object.keys(stage?.moves ?? {}).map((m) => openMove(p, s, m)!).filter((m) => !m.automatic).map((m) => m.to), ...(stage?.joined ? [stage.joined.all] : []))
  }
  return false
}
/** Where a case may be sent back to: an earlier stage it has been in, that somebody holds and from which persons can carry it here again; not where a move of its own leads. */
export function returns(p: Procedure, at: string, been: ReadonlySet<string>): string[] {
  const here = p.stages[at], order = Object.keys(p.stages)
  if (!here?.by || here.back === false) return []
  return order.slice(0, order.indexOf(at)).filter((s) => been.has(s) && p.stages[s]!.by && !p.stages[s]!.ends && !p.stages[s]!.together && walkable(p, s, at) && !Object.keys(here.moves ?? {}).some((m) => openMove(p, at, m)!.to === s && openMove(p, at, m)!.holder?.side === here.by!.side))
}

/** A move of a stage in full, or undefined when it is not open there. */
export function openMove(p: Procedure, stage: string, move: string): (Move & { readonly holder: Holder | undefined }) | undefined {
  const at = p.stages[stage], found = at?.moves?.[move]
  if (!at || !found) return undefined
  const full: Move = typeof found === 'string' ? { to: found } : found
  const by = full.by ?? at.by
  return { ...full, holder: by && full.of ? { ...by, person: full.of.among } : by }
}
/** Who holds a stage: its office, or those named to sign there. */
export function holderOf(p: Procedure, stage: string): Holder | undefined {
  const by = p.stages[stage]?.by, signing = Object.keys(p.stages[stage]?.moves ?? {}).map((m) => openMove(p, stage, m)!).find((m) => m.of && !m.by)
  return by && signing ? { ...by, person: signing.of!.among } : by
}
/** The persons a fact names: one, several, or nobody yet. */
export const named = (facts: Readonly<Record<string, unknown>>, fact: string): readonly string[] => { const value = facts[fact]; return (Array.isArray(value) ? value : [value]).filter((x) => typeof x === 'string') }
/** The offices that alone may know who made a move, and what the actor is called to others. */
export function withinOf(p: Procedure | undefined, move: string): { readonly within: readonly string[]; readonly office: string } | undefined {
  for (const stage of Object.keys(p?.stages ?? {})) { const open = openMove(p!, stage, move.replace(/\.signing$/, '')); if (open?.within) return { within: open.within, office: open.holder?.roles[0] ?? '' } }
  return undefined
}
/** The offices that keep among themselves who did what in a case of this kind, and what their people are called to others; undefined: nobody is kept inside. */
export const insideOf = (p: Procedure | undefined): ReturnType<typeof withinOf> => p && moveNames(p).flatMap((m) => withinOf(p, m) ?? [])[0]
export const signs = (p: Procedure): boolean => Object.keys(p.stages).some((s) => Object.keys(p.stages[s]!.moves ?? {}).some((m) => openMove(p, s, m)!.of))
/** The words of each single signing, made from the words of its move. */
export const signingLabels = (procedures: readonly Procedure[], labels: Labels): Labels =>
  Object.fromEntries(procedures.flatMap((p) => Object.keys(p.stages).flatMap((s) => Object.keys(p.stages[s]!.moves ?? {}).filter((m) => openMove(p, s, m)!.of).map((m) => { const words = (i: 0 | 1) => (labels['case.one-signature']?.[i] ?? '').replace('{move}', labels[`${p.name}.${m}`]?.[i] ?? ''); return [`${p.name}.${m}.signing`, [words(0), words(1)]] as const }))))
export const moveNames = (p: Procedure): string[] => [...new Set(Object.values<Stage>(p.stages).flatMap((s) => Object.keys(s.moves ?? {})))]
/** Everyone who may ever make this move: the `who` of its endpoint. */
export const rolesOf = (p: Procedure, move: string): string[] =>
  [...new Set(Object.keys(p.stages).flatMap((stage) => { const m = openMove(p, stage, move); return m && !m.automatic ? m.holder?.roles ?? [] : [] }))]

/** How many ancestors a move must lock first: a closing child decides its parent's join, which may close the parent in turn. */
export function lockHeight(all: ReadonlyMap<string, Procedure>, p: Procedure, to: string): number {
  const { together, joined, ends } = p.stages[to] ?? {}
  // children that are all not opened join at once
  if (together && joined) return Math.max(...[joined.all, joined.otherwise].map((next) => lockHeight(all, p, next)))
  if (!ends) return 0
  const parents = [...all.values()].flatMap((q) => Object.values<Stage>(q.stages).filter((s) => s.together?.includes(p.name) && s.joined).map((s) => ({ q, s })))
  return parents.length === 0 ? 0 : 1 + Math.max(...parents.flatMap(({ q, s }) => [s.joined!.all, s.joined!.otherwise].map((next) => lockHeight(all, q, next))))
}

/** Design faults a reader would trip on: dead ends, unreachable stages, nobody responsible, children that do not exist. */
export function faults(p: Procedure, all: ReadonlyMap<string, Procedure>): string[] {
  const next = (stage: string): string[] => { const s = p.stages[stage]; return [...Object.keys(s?.moves ?? {}).map((m) => openMove(p, stage, m)!.to), ...(s?.joined ? [s.joined.all, s.joined.otherwise] : [])] }
  const walk = (from: string): Set<string> => { const seen = new Set<string>(), todo = [from]; for (let s = todo.pop(); s !== undefined; s = todo.pop()) if (!seen.has(s)) { seen.add(s); todo.push(...next(s)) } return seen }
  const reached = walk(p.start)
  const known = new Set(['open', ...moveNames(p)])
  return [
    ...Object.entries<Stage>(p.stages).flatMap(([stage, s]) => [
      ...(reached.has(stage) ? [] : [`${p.name}: nothing leads to ${stage}`]),
      ...(s.ends && (s.moves || s.together) ? [`${p.name}: ${stage} ends and yet goes on`] : []),
      ...(s.ends || [...walk(stage)].some((t) => p.stages[t]?.ends) ? [] : [`${p.name}: no way out of ${stage}`]),
      ...(s.ends || s.by || s.together || Object.keys(s.moves ?? {}).every((m) => { const o = openMove(p, stage, m)!; return o.by ?? o.automatic }) ? [] : [`${p.name}: nobody holds ${stage}`]),
      ...Object.keys(s.moves ?? {}).map((m) => [m, openMove(p, stage, m)!] as const).flatMap(([m, o]) => (o.of && (o.automatic || !o.holder || !(o.of.count > 0)) ? [`${p.name}: ${stage} ${m} is signed by nobody`] : [])),
      ...(s.together && !s.joined ? [`${p.name}: ${stage} opens children and never joins`] : []),
      ...(s.together ?? []).filter((child) => !all.has(child)).map((child) => `${p.name}: ${stage} opens ${child}, which does not exist`),
      ...next(stage).filter((t) => !(t in p.stages)).map((t) => `${p.name}: ${stage} leads to ${t}, which does not exist`),
    ]),
    ...p.clocks.flatMap((c) => [...c.start, ...(c.stop ?? []), ...(c.resume ?? []), ...c.end].filter((e) => !known.has(e) && e !== 'join').map((e) => `${c.name}: no event ${e}`)),
  ]
}
