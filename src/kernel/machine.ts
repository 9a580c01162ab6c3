import { createMachine, type AnyStateMachine } from 'xstate'
import { openMove, type Procedure, type Stage } from './procedure.ts'

/** The declaration as an XState machine: serves `can`, path exploration and drawing; no snapshot is ever stored. */
export function machine(p: Procedure): AnyStateMachine {
  const joins = (s: Stage) => (s.joined ? { 'join.all': s.joined.all, 'join.otherwise': s.joined.otherwise } : {})
  return createMachine({
    id: p.name, initial: p.start,
    states: Object.fromEntries(Object.entries<Stage>(p.stages).map(([name, s]) => [name, s.ends
      ? { type: 'final' as const }
      : { on: { ...Object.fromEntries(Object.keys(s.moves ?? {}).map((m) => [m, openMove(p, name, m)!.to])), ...joins(s) } }])),
  }) as AnyStateMachine
}
const compiled = new WeakMap<Procedure, AnyStateMachine>()
/** Whether the move is open in the stage, asked of the machine. */
export function can(p: Procedure, stage: string, move: string): boolean {
  let m = compiled.get(p)
  if (!m) compiled.set(p, m = machine(p))
  return m.resolveState({ value: stage, context: {} }).can({ type: move })
}
/** The moves a person could make from a stage, by whoever holds it. */
export const movesAt = (p: Procedure, stage: string): string[] => Object.keys(p.stages[stage]?.moves ?? {}).filter((m) => { const o = openMove(p, stage, m); return o && !o.automatic })
