import type { Basis } from './cite.ts'

/** One failing reason: its label key, the facts its sentence needs, and what it rests on. */
export interface Reason { readonly code: string; readonly facts?: Readonly<Record<string, string | number>>; readonly basis?: readonly Basis[] }

/** The platform understood and declines (422): an expected answer naming every failing reason and its basis. Not a bug. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly reasons: readonly Reason[]
  constructor(reasons: readonly Reason[] | string, facts: Reason['facts'] = {}) {
    const list = typeof reasons === 'string' ? [{ code: reasons, facts }] : reasons
    super(list.map((r) => r.code).join(', '))
    this.reasons = list
  }
}
/** It moved meanwhile (409): what the other did, when, and where the case stands now. */
export class Conflict extends Error {
  override name = 'Conflict'
  readonly now: Readonly<Record<string, unknown>>
  constructor(now: Readonly<Record<string, unknown>>) { super('moved'); this.now = now }
}
/** Not there, or not yours (404): the same words for both. */
export class NotFound extends Error { override name = 'NotFound' }
/** The request itself is wrong (400): per field, a code and its facts. */
export class Invalid extends Error {
  override name = 'Invalid'
  readonly issues: readonly { path: string; code: string; facts?: Record<string, string | number> }[]
  constructor(issues: Invalid['issues']) { super('invalid'); this.issues = issues }
}
