import type { Basis, Cite } from './cite.ts'
import { Refusal, type Reason } from './refusal.ts'

/** A decision taken from facts alone, named as a sentence; it runs in the browser as well as in the server. */
export interface Rule<Facts, Code extends string = string> {
  readonly name: string
  readonly cites: readonly Cite[]
  readonly codes: readonly Code[]
  /** Every reason the facts fail, in order, each with what it rests on; empty means yes. */
  readonly failing: (facts: Facts) => Reason[]
}
interface Test<Facts> { readonly broken: (facts: Facts) => boolean; readonly basis: readonly Basis[]; readonly facts?: (facts: Facts) => Reason['facts'] }

/** Declares a rule: each code with the fact that breaks it and the basis of refusing. Label key: `${name}.${code}`. */
export const rule = <Facts, Code extends string>(name: string, cites: readonly Cite[], tests: Record<Code, Test<Facts>>): Rule<Facts, Code> => ({
  name, cites, codes: Object.keys(tests) as Code[],
  failing: (facts) => (Object.entries(tests) as [Code, Test<Facts>][]).filter(([, t]) => t.broken(facts))
    .map(([code, t]) => ({ code: `${name}.${code}`, basis: t.basis, ...(t.facts ? { facts: t.facts(facts) ?? {} } : {}) })),
})
export function uphold<Facts>(rule: Rule<Facts>, facts: Facts): void {
  const failing = rule.failing(facts)
  if (failing.length > 0) throw new Refusal(failing)
}
