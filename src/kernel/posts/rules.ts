import type { Basis } from '../cite.ts'
import type { Reason } from '../refusal.ts'

/** Offices one person may not hold together, and on what that rests. Declared by the room that knows the offices. */
export interface Apart { readonly one: readonly string[]; readonly other: readonly string[]; readonly basis: readonly Basis[] }
/** Why these offices may not come together in one hand: each pair with its basis, once. */
export function together(table: readonly Apart[], held: readonly string[], added: readonly string[]): Reason[] {
  const all = [...new Set([...held, ...added])]
  return table.flatMap(({ one, other, basis }) => {
    const [a, b] = [all.find((r) => one.includes(r)), all.find((r) => other.includes(r))]
    return a && b && [a, b].some((r) => added.includes(r)) ? [{ code: 'posts.apart', facts: { one: a, other: b }, basis }] : []
  })
}

export interface Period { readonly from: string; readonly to: string; readonly fromOn: string; readonly toOn: string }
const overlaps = (a: Period, b: Period): boolean => a.fromOn <= b.toOn && b.fromOn <= a.toOn
/** Whether somebody would in the end stand in for himself: following stand-ins whose days overlap leads back to the giver. */
export function circular(fresh: Period, standing: readonly Period[]): boolean {
  const reached = new Set<string>(), todo = [fresh.to]
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (at === fresh.from) return true
    if (reached.has(at)) continue
    reached.add(at)
    todo.push(...standing.filter((d) => d.from === at && overlaps(d, fresh)).map((d) => d.to))
  }
  return false
}
