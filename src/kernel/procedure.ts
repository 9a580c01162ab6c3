import type { Basis, Cite } from './cite.ts'
import type { ClockRule } from './clock.ts'

/** Whose turn it is: a side of the case and the offices on that side that may act. Outside its institution only the office is ever named. */
export interface Holder { readonly side: string; readonly roles: readonly string[]; /** the fact of the case that names the one person meant; without it anyone of the office */ readonly person?: string }
export interface Move<Stage extends string = string> {
  readonly to: Stage
  /** who may make this move, when not the stage's holder */
  readonly by?: Holder
  /** a note must be given (退回补正, 不予…); the parties read it */
  readonly note?: 'required'
  /** who may know that it was made and read its note; without it, every party. The stage reached is always seen, and the clock counts it for everybody alike. */
  readonly audience?: 'side' | 'org' | 'office'
  /** it took place on a day the actor states (启动会, 首例知情), never after today */
  readonly dated?: true
  /** made with a letter of this kind, which must be in force first (意见函, 批件) */
  readonly letter?: string
  /** made by the platform when another case moves, never by a person */
  readonly automatic?: true
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
  readonly escalation?: Escalation
}
/** Who is told when the time of a case is up, beside those who must act. Without it: the heads of the institution. */
export interface Escalation {
  readonly head: readonly string[]
  /** roles in organisations of the kind 'office' that are told too, without becoming parties */
  readonly also?: readonly string[]
  /** nobody outside the case's own institution and `also` is ever warned */
  readonly inside?: true
}
interface Spec<Name extends string> {
  edition: number; cites?: readonly Cite[]; basis?: readonly Basis[]; start: NoInfer<Name>
  stages: Record<Name, Stage<NoInfer<Name>>>; clocks?: readonly ClockRule[]; escalation?: Escalation
  /** moves open in every stage that does not end (撤回) */
  anywhere?: Readonly<Record<string, Move<NoInfer<Name>>>>
}
/** Declares a procedure. Stages label as `${name}.stage.${stage}`, moves as `${name}.${move}`. */
export function procedure<Name extends string>(name: string, { anywhere = {}, cites = [], basis = [], clocks = [], ...spec }: Spec<Name>): Procedure<Name> {
  const stages = Object.fromEntries(Object.entries<Stage<Name>>(spec.stages).map(([key, stage]) =>
    [key, stage.ends ? stage : { ...stage, moves: { ...stage.moves, ...anywhere } }])) as Record<Name, Stage<Name>>
  return { name, cites, basis, clocks, edition: spec.edition, start: spec.start, stages, ...(spec.escalation ? { escalation: spec.escalation } : {}) }
}

/** A move of a stage in full, or undefined when it is not open there. */
export function openMove(p: Procedure, stage: string, move: string): (Move & { readonly holder: Holder | undefined }) | undefined {
  const at = p.stages[stage], found = at?.moves?.[move]
  if (!at || !found) return undefined
  const full: Move = typeof found === 'string' ? { to: found } : found
  return { ...full, holder: full.by ?? at.by }
}
export const moveNames = (p: Procedure): string[] => [...new Set(Object.values<Stage>(p.stages).flatMap((s) => Object.keys(s.moves ?? {})))]
/** Everyone who may ever make this move: the `who` of its endpoint. */
export const rolesOf = (p: Procedure, move: string): string[] =>
  [...new Set(Object.keys(p.stages).flatMap((stage) => { const m = openMove(p, stage, move); return m && !m.automatic ? m.holder?.roles ?? [] : [] }))]

/** How many ancestors a move must lock first: a closing child decides its parent's join, which may close the parent in turn. */
export function lockHeight(all: ReadonlyMap<string, Procedure>, p: Procedure, to: string): number {
  if (!p.stages[to]?.ends) return 0
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
      ...(s.together && !s.joined ? [`${p.name}: ${stage} opens children and never joins`] : []),
      ...(s.together ?? []).filter((child) => !all.has(child)).map((child) => `${p.name}: ${stage} opens ${child}, which does not exist`),
      ...next(stage).filter((t) => !(t in p.stages)).map((t) => `${p.name}: ${stage} leads to ${t}, which does not exist`),
    ]),
    ...p.clocks.flatMap((c) => [...c.start, ...(c.stop ?? []), ...(c.resume ?? []), ...c.end].filter((e) => !known.has(e) && e !== 'join').map((e) => `${c.name}: no event ${e}`)),
  ]
}
