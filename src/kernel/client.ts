import * as z from 'zod'
import type { Endpoint } from './endpoint.ts'

z.config({ jitless: true })

export interface ProblemReason { readonly code: string; readonly text: string; readonly basis: readonly { readonly kind: string; readonly document: string; readonly article?: string; readonly unverified?: true }[] }
/** An answer that is no: the sentence, its reasons, where the case stands now, and the number to quote. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly reasons: readonly ProblemReason[]
  readonly issues: readonly { readonly path: string; readonly code: string; readonly text: string }[]
  readonly now: Readonly<Record<string, unknown>> | undefined
  readonly request: string | undefined
  constructor(status: number, body: Partial<{ code: string; title: string; reasons: Problem['reasons']; issues: Problem['issues']; now: Record<string, unknown>; request: string }>) {
    super(body.title ?? '')
    this.status = status
    this.code = body.code ?? (status === 0 ? 'offline' : 'unknown')
    this.reasons = body.reasons ?? []
    this.issues = body.issues ?? []
    this.now = body.now
    this.request = body.request
  }
}

/** A key for one deed of one person; the same deed retried keeps it. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
const sha256 = async (bytes: ArrayBuffer): Promise<string> => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) => b.toString(16).padStart(2, '0')).join('')

interface More { readonly key?: string; readonly file?: ArrayBuffer; readonly heard?: (headers: Headers) => void; readonly lang?: string; readonly signal?: AbortSignal }
/** Calls an endpoint over HTTP. The declaration is the type: nothing is generated, nothing is repeated. */
export async function call<I extends z.ZodObject, O extends z.ZodType>(endpoint: Endpoint<I, O>, input: z.input<I>, more: More = {}): Promise<z.output<O>> {
  const flat = endpoint.kind === 'query' || endpoint.kind === 'upload'
  const pairs = Object.entries(input as Record<string, unknown>).filter(([, v]) => v !== undefined).flatMap(([k, v]) => (Array.isArray(v) ? v.map((x) => [k, String(x)]) : [[k, String(v)]]))
  const search = flat && pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': more.lang ?? 'zh', ...(more.key ? { 'idempotency-key': more.key } : {}) }
  if (endpoint.kind === 'upload') Object.assign(headers, { 'content-type': 'application/octet-stream', 'x-content-sha256': await sha256(more.file ?? new ArrayBuffer(0)) })
  else if (!flat) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(`/api/${endpoint.name}${search}`, { method: flat ? (endpoint.kind === 'upload' ? 'PUT' : 'GET') : 'POST', headers, credentials: 'same-origin', ...(more.signal ? { signal: more.signal } : {}), ...(endpoint.kind === 'upload' ? { body: more.file ?? new ArrayBuffer(0) } : flat ? {} : { body: JSON.stringify(input) }) })
  } catch (e) { if ((e as Error).name === 'AbortError') throw e; throw new Problem(0, {}) }
  more.heard?.(response.headers)
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (!response.ok) throw new Problem(response.status, body)
  return endpoint.output.parse(body)
}
/** The address of a file to save or to show. */
export const fileAddress = <I extends z.ZodObject>(endpoint: Endpoint<I>, input: z.input<I>): string => `/api/${endpoint.name}?${new URLSearchParams(Object.entries(input as Record<string, unknown>).filter(([, v]) => v !== undefined).map(([k, v]) => [k, String(v)]))}`
/** Listens to a live endpoint until told to stop: `came` with each answer, `opened` at every (re)connection, `closed` when the server will not have it. */
export function listen<O extends z.ZodType>(endpoint: Endpoint<z.ZodObject, O>, heard: { readonly came: (answer: z.output<O>) => void; readonly opened: () => void; readonly closed: () => void }): () => void {
  const source = new EventSource(`/api/${endpoint.name}`)
  source.onopen = heard.opened
  source.onmessage = (e: MessageEvent<string>) => { heard.came(endpoint.output.parse(JSON.parse(e.data))) }
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) heard.closed() }
  return () => { source.close() }
}
