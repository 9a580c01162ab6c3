import type { Holder } from '../procedure.ts'

export const audiences = ['all', 'side', 'org', 'office'] as const
export type Audience = (typeof audiences)[number]
/** A kind of document a room files with its cases; its label is `document.kind.${name}`. */
export interface DocumentKind {
  readonly name: string
  /** procedures whose cases it is filed with */
  readonly procedures: readonly string[]
  /** who files and renews it: a side of that case and its offices */
  readonly by: readonly Holder[]
  /** every organisation of that side keeps it together; else only the one that filed it */
  readonly shared?: true
  /** who reads it when nobody says otherwise; without it every party */
  readonly audience?: Audience
  /** the only readers that may be named; without it any */
  readonly readers?: readonly Audience[]
  /** several at once in one case (履历); else a new one is a version of the one there */
  readonly many?: true
  /** its versions carry a version date (方案 V2.0 / 2026-08-20) */
  readonly dated?: true
  /** the kind it is made from: its parent and what differs are asked for */
  readonly from?: string
  /** it has a last day, which is asked for */
  readonly expires?: true
}
