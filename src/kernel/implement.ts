import type * as z from 'zod'
import type { Calendar } from './calendar.ts'
import type { Cite } from './cite.ts'
import type { Db } from './db/open.ts'
import type { DocumentKind } from './documents/kind.ts'
import type { Endpoint } from './endpoint.ts'
import type { Id } from './id.ts'
import type { Lang, Say } from './labels.ts'
import type { Keep } from './keep.ts'
import type { LetterWork } from './letters/kind.ts'
import type { Migration, Procedure } from './procedure.ts'
import type { CaseWork } from './case.ts'
import type { Apart } from './posts/rules.ts'

/** A room's own record of a post follows it from one membership to another. */
export type HandedOver = (call: Call, fromMembership: string, toMembership: string, roles: readonly string[]) => Promise<void>
/** Who acts, and for which organisation. */
export interface Actor {
  readonly personId: Id<'person'>; readonly orgId: Id<'org'>
  /** one's own offices and those one stands in for */
  readonly roles: readonly string[]
  readonly own: readonly string[]
  /** whom one stands in for today, and in which offices */
  readonly stands: readonly { readonly personId: string; readonly roles: readonly string[] }[]
}

/** What every handler is given: the question, one transaction as that person, and the only sources of time, ids and words. */
export interface Call<I = unknown, B = unknown> {
  readonly input: I
  readonly db: Db
  /** resolves with the first answer of the database; awaiting it costs no extra round trip */
  readonly me: Promise<Actor>
  /** the one instant of this request, ISO */
  readonly now: string
  /** its date in Asia/Shanghai */
  readonly today: string
  readonly calendar: Calendar
  readonly lang: Lang
  readonly say: Say
  readonly work: Workshop
  /** id of the act this request becomes */
  readonly act: Id<'act'>
  newId<K extends string>(kind: K): Id<K>
  /** the uploaded bytes */
  readonly body: Uint8Array
  readonly before: B
  /** gives the browser a session token, or takes it away */
  session(token: string | null): void
}
/** What a move asks of the person: one of its choices, any of them, a text, a day, a number. `choices` are those its declaration names; the move's work may offer others (委员名单). */
export interface Field { readonly name: string; readonly kind: 'text' | 'date' | 'number' | 'one' | 'any'; readonly max: number | null; readonly required: boolean; readonly choices: readonly string[] }
export interface Option { readonly value: string; readonly label: string; readonly note?: string }
/** Something of the house that answers a measure: a rule, a procedure or an endpoint, by its name. */
export interface Cited extends Cite { readonly kind: 'procedure' | 'rule' | 'endpoint'; readonly name: string }
/** Names the spots of a dossier a question may hang on: its fields, its files. */
export type Anchors = (call: Call, subjectId: string) => Promise<readonly { readonly kind: 'field' | 'file'; readonly anchor: string; readonly label: string }[]>
/** What the kernel knows of the rooms at run time: their procedures, the work done at each move, and what answers which measure. */
export interface Workshop {
  /** what a move asks besides version, note and day, by endpoint name */
  readonly fields: ReadonlyMap<string, readonly Field[]>
  /** the newest edition of each procedure, by name: what new cases open with */
  readonly procedures: ReadonlyMap<string, Procedure>
  /** every edition by `name@edition`: a running case keeps its own */
  readonly editions: ReadonlyMap<string, Procedure>
  readonly migrations: readonly Migration[]
  /** offices one person may not hold together */
  readonly apart: readonly Apart[]
  /** what rooms keep of who holds which post, moved when a post is handed over */
  readonly handedOver: readonly HandedOver[]
  readonly works: ReadonlyMap<string, CaseWork>
  readonly cites: readonly Cited[]
  readonly anchors: readonly Anchors[]
  readonly letters: ReadonlyMap<string, LetterWork>
  /** every word of the house in Chinese, whatever language the reader has: letters and mails */
  readonly zh: Say
  /** a licensed electronic seal is connected */
  readonly ca?: true
  readonly papers: ReadonlyMap<string, DocumentKind>
}

/** What may be used outside the transaction: a short transaction of its own, a reading as the person who asks, files and keys, randomness, the token hash. */
export interface Outside { readonly keep: Keep; readonly mine: <T>(run: (call: Call) => Promise<T>) => Promise<T>; readonly now: string; readonly random: (bytes: number) => Uint8Array; readonly hash: (token: string) => Uint8Array; readonly once: <T>(run: (db: Db) => Promise<T>) => Promise<T> }

export interface Implementation<I = unknown, B = unknown> {
  readonly endpoint: Endpoint
  readonly before?: (input: I, outside: Outside, body: Uint8Array) => Promise<B>
  readonly run: (call: Call<I, B>) => Promise<unknown>
}
/** Binds a handler to its endpoint; the compiler holds it to the declared answer. */
export const implement = <I extends z.ZodObject, O extends z.ZodType>(endpoint: Endpoint<I, O>, run: (call: Call<z.output<I>, undefined>) => Promise<z.input<O>>): Implementation =>
  ({ endpoint, run }) as unknown as Implementation
/** The same with work done before the transaction opens: hashing, parsing, rendering. */
export const prepared = <I extends z.ZodObject, O extends z.ZodType, B>(
  endpoint: Endpoint<I, O>,
  before: (input: z.output<I>, outside: Outside, body: Uint8Array) => Promise<B>,
  run: (call: Call<z.output<I>, B>) => Promise<z.input<O>>,
): Implementation => ({ endpoint, run, before }) as unknown as Implementation
