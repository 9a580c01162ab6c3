import * as z from 'zod'
import type { Cite } from './cite.ts'

export type EndpointKind = 'query' | 'ask' | 'action' | 'upload' | 'download' | 'live'
/** Who may call: 'public' without a session, 'member' any signed-in person, or one of these roles. */
export type Who = 'public' | 'member' | readonly string[]

/** One thing the platform can be asked to do. Its name is its URL, permission, audit name, label key and spec title. */
export interface Endpoint<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly kind: EndpointKind
  readonly name: string
  readonly who: Who
  readonly cites: readonly Cite[]
  readonly input: I
  readonly output: O
  /** a read of personal data: it leaves an act, as a change does */
  readonly recorded?: true
  /** shown only in demo mode; not mounted in production */
  readonly demo?: true
  /** leaves no act: the person's own scratch paper (drafts), an upload that is only looked at */
  readonly quiet?: true
  /** largest body of an upload, bytes */
  readonly limit?: number
}
type Spec<I extends z.ZodObject, O extends z.ZodType> = Omit<Endpoint<I, O>, 'kind' | 'name' | 'cites'> & { cites?: readonly Cite[] }
const declare = (kind: EndpointKind) => <I extends z.ZodObject, O extends z.ZodType>(name: string, spec: Spec<I, O>): Endpoint<I, O> => ({ kind, name, cites: [], ...spec })

/** A read: GET, flat parameters. */
export const query = declare('query')
/** A read whose question itself is personal: POST, no key, never cached. */
export const ask = declare('ask')
/** A change: POST with an Idempotency-Key; the version seen travels as `seen`. */
export const action = declare('action')
/** A stream of server-sent events, each saying only which endpoints' answers went stale for this person. */
export const live = declare('live')
/** A file with flat parameters in the address: PUT, octet-stream, hash first. */
export const upload = declare('upload')

/** A file sent to the browser: GET, flat parameters; the handler answers which of the kept files, under what name. Always leaves an act. */
export const download = <I extends z.ZodObject>(name: string, spec: Omit<Spec<I, typeof Kept>, 'output'>): Endpoint<I, typeof Kept> => declare('download')(name, { ...spec, output: Kept })
const Kept = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), name: z.string(), type: z.string(), /** may be shown in the page (PDF, images); else it is saved */ inline: z.boolean().optional() })

/** Never stored, never logged: passwords, one-time codes. */
export const secret = <T extends z.ZodType>(schema: T): T => schema.meta({ secret: true }) as T
/** Belongs to a person: an act keeps only that it was given. */
export const personal = <T extends z.ZodType>(schema: T): T => schema.meta({ personal: true }) as T

/** The part of an input that may be remembered: secrets gone, personal values replaced by a mark. */
export function recordable(schema: z.ZodObject, input: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const meta = field.meta()
    if (!(key in input) || meta?.['secret']) continue
    kept[key] = meta?.['personal'] ? '‹personal›' : input[key]
  }
  return kept
}
