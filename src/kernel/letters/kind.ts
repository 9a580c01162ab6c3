import type { CaseRow } from '../case.ts'
import type { Call } from '../implement.ts'

/** What a letter says: by fact name, a text or a list of rows (版本清单, 签到). The name's Chinese label (`letter.${name}`) is the placeholder an office writes in its template. */
export type LetterFacts = { readonly [name: string]: string | readonly Readonly<Record<string, string>>[] }
/** A kind of letter an institution sends: 受理通知, 意见函, 批件 … Its name is also its label key. */
export interface LetterKind {
  readonly name: string
  /** the platform's own template, when it is not called as the kind is */
  readonly template?: string
  /** the procedure whose cases it belongs to, and the stages at which it may be drawn up */
  readonly procedure: string
  readonly stages: readonly string[]
  /** offices that draw it up, withdraw it, register its paper */
  readonly who: readonly string[]
  /** offices that sign it, in this order; each a re-authenticated signature or a signature on paper */
  readonly signers: readonly string[]
  /** first numbering pattern, an institution's own replaces it: `{year}-药伦审-{n:4}` */
  readonly number: string
  /** the facts it says, for those who write a template: `list` and `list.column` */
  readonly names?: readonly string[]
}
/** What a room adds to a kind: how its facts are read from the case. */
export interface LetterWork { readonly kind: LetterKind; readonly facts: (call: Call, it: CaseRow) => Promise<LetterFacts> }
