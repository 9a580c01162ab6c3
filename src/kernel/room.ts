import type { CaseWork } from './case.ts'
import type { Endpoint } from './endpoint.ts'
import type { Anchors, HandedOver, Implementation } from './implement.ts'
import type { Apart } from './posts/rules.ts'
import type { DocumentKind } from './documents/kind.ts'
import type { LetterWork } from './letters/kind.ts'
import type { Labels } from './labels.ts'
import type { Migration, Procedure } from './procedure.ts'
import type { Rule } from './rule.ts'

/** A room's table of contents: what it is called, which earlier rooms it uses, what it declares and what it does. */
export interface Room {
  readonly name: string
  readonly uses: readonly string[]
  readonly labels: Labels
  readonly endpoints: readonly Endpoint[]
  /** several editions of one procedure stand side by side; the newest opens new cases */
  readonly procedures: readonly Procedure[]
  readonly migrations: readonly Migration[]
  /** offices one person may not hold together */
  readonly apart: readonly Apart[]
  readonly handedOver: readonly HandedOver[]
  readonly rules: readonly Rule<never>[]
  readonly implementations: readonly Implementation[]
  readonly works: Readonly<Record<string, CaseWork>>
  /** spots of a dossier one may ask about, for those who see it */
  readonly anchors: readonly Anchors[]
  /** the letters its cases send */
  readonly letters: readonly LetterWork[]
  /** the kinds of documents filed with its cases */
  readonly papers: readonly DocumentKind[]
}
/** A part of the kernel with endpoints of its own: files, letters, notices … */
export type Part = Pick<Room, 'labels' | 'endpoints' | 'implementations'>
export const room = (r: Partial<Room> & Pick<Room, 'name' | 'labels'>): Room => ({ uses: [], endpoints: [], procedures: [], migrations: [], apart: [], handedOver: [], rules: [], implementations: [], works: {}, letters: [], anchors: [], papers: [], ...r })
