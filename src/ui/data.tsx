import { keepPreviousData, QueryClient, QueryClientProvider, useQuery as useAsked, useQueryClient } from '@tanstack/react-query'
import { useParams, useRouterState } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type * as z from 'zod'
import { call, listen, newKey, Problem } from '#kernel/client.ts'
import type { Endpoint } from '#kernel/endpoint.ts'
import { Skeleton } from './empty.tsx'
import { ErrorPage, type ErrorKind } from './error-page.tsx'
import { useGo } from './go.tsx'
import { getLang, useLang } from './say.ts'
import { hearServerTime } from './time.ts'

export { Problem }
const client = new QueryClient({ defaultOptions: { queries: { retry: (n, e) => n < 2 && e instanceof Problem && (e.status === 0 || e.status === 503), staleTime: 10_000, refetchOnWindowFocus: true }, mutations: { retry: false } } })
export const DataProvider = ({ children }: { readonly children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
/** Another person sits here now: nothing of the former stays. */
export const forgetAll = () => { client.clear() }
export const askAgain = () => client.invalidateQueries()
const keyOf = (endpoint: Endpoint, input: unknown) => [endpoint.name, getLang(), input] as const

export interface Asked<T> { readonly data: T | undefined; readonly problem: Problem | undefined; readonly loading: boolean; readonly again: () => void }
/** What an endpoint answers, kept fresh: asked again after any deed of this person and when the window comes back. */
export function useQuery<I extends z.ZodObject, O extends z.ZodType>(endpoint: Endpoint<I, O>, input: z.input<I>, options: { readonly when?: boolean; readonly every?: number; readonly keep?: boolean } = {}): Asked<z.output<O>> {
  useLang()
  const asked = useAsked<z.output<O>>({ queryKey: keyOf(endpoint as unknown as Endpoint, input), queryFn: ({ signal }) => call(endpoint, input, { signal, heard: hearServerTime, lang: getLang() }) as Promise<z.output<O>>, enabled: options.when ?? true, ...(options.every ? { refetchInterval: options.every } : {}), ...(options.keep ? { placeholderData: keepPreviousData } : {}) })
  const problem = asked.error instanceof Problem ? asked.error : asked.error ? new Problem(500, { title: asked.error.message }) : undefined
  return { data: asked.data as z.output<O> | undefined, problem, loading: asked.isPending && (options.when ?? true), again: () => { void asked.refetch() } }
}

type Stale = Endpoint<z.ZodObject, z.ZodType<{ stale: string[] }>>
/** While somebody signed in looks at this window, what went stale on the server is asked again at once; where that cannot be, pages go on asking by themselves. `first` says who is here: it is asked before listening, so that nobody listens with a session that ended. A hidden window lets go of its connection: a browser has six, for all its windows. */
export function useLive(endpoint: Endpoint, first: Endpoint): void {
  const queries = useQueryClient()
  useEffect(() => {
    let stop: (() => void) | undefined, again: ReturnType<typeof setTimeout> | undefined, missed = false, gone = false
    const visible = () => !gone && document.visibilityState === 'visible'
    const later = () => { clearTimeout(again); if (visible()) again = setTimeout(turn, 60_000) }
    const begin = () => {
      stop ??= listen(endpoint as Stale, {
        came: ({ stale }) => { void queries.invalidateQueries({ predicate: (q) => stale.includes(String(q.queryKey[0])) }) },
        opened: () => { if (missed) void queries.invalidateQueries(); missed = true },
        closed: () => { end(); later() },
      })
    }
    const end = () => { clearTimeout(again); stop?.(); stop = undefined }
    const turn = () => {
      if (!visible()) { end(); return }
      queries.fetchQuery({ queryKey: keyOf(first, {}), queryFn: ({ signal }) => call(first, {}, { signal, heard: hearServerTime, lang: getLang() }), staleTime: 10_000 }).then(() => { if (visible()) begin() }, later)
    }
    turn()
    document.addEventListener('visibilitychange', turn)
    return () => { gone = true; document.removeEventListener('visibilitychange', turn); end() }
  }, [endpoint, first, queries])
}

const kinds: Record<number, ErrorKind> = { 0: 'offline', 403: 'forbidden', 404: 'not-found', 400: 'not-found', 409: 'conflict', 422: 'refused', 503: 'offline' }
/** A page that needs an answer: the rows of a page to come, the page, or what went wrong and what to do. */
export function Loaded<T>({ asked, rows, children }: { readonly asked: Asked<T>; readonly rows?: number; readonly children: (data: T) => ReactNode }) {
  const go = useGo(), signedOut = asked.problem?.status === 401
  useEffect(() => { if (signedOut) go(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`) }, [signedOut, go])
  if (asked.data !== undefined && (!asked.problem || asked.problem.status === 0 || asked.problem.status === 503)) return children(asked.data)
  if (asked.problem && !signedOut) return <ErrorPage kind={kinds[asked.problem.status] ?? 'broken'} detail={asked.problem.status === 404 ? undefined : asked.problem.message} reasons={asked.problem.reasons} number={asked.problem.status >= 500 ? asked.problem.request : undefined} onRetry={asked.again} />
  return <Skeleton {...(rows ? { rows } : {})} />
}

export interface Deed<I, O> { readonly run: (input: I, file?: ArrayBuffer) => Promise<O | undefined>; readonly busy: boolean; readonly problem: Problem | undefined; readonly clear: () => void }
/** One deed of this person: the same deed tried again after a lost connection keeps its key, so it takes effect once. `last` when nobody is here after it: nothing is asked again. */
export function useAction<I extends z.ZodObject, O extends z.ZodType>(endpoint: Endpoint<I, O>, last = false): Deed<z.input<I>, z.output<O>> {
  const queries = useQueryClient(), go = useGo()
  const key = useRef<{ body: string; key: string } | null>(null)
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState<Problem>()
  const run = useCallback(async (input: z.input<I>, file?: ArrayBuffer) => {
    const body = JSON.stringify(input)
    if (key.current?.body !== body) key.current = { body, key: newKey() }
    setBusy(true)
    setProblem(undefined)
    try {
      const answer = await call(endpoint, input, { key: key.current.key, heard: hearServerTime, lang: getLang(), ...(file ? { file } : {}) })
      key.current = null
      if (!last) await queries.invalidateQueries()
      // told by a timer: only after it is the page as it now stands, and the focus can be given to what is still there
      await new Promise((told) => setTimeout(told))
      return answer
    } catch (e) {
      const wrong = e instanceof Problem ? e : new Problem(500, { title: (e as Error).message })
      if (wrong.status !== 0 && wrong.status < 500) key.current = null
      if (wrong.status === 401) go(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
      if (wrong.status === 409) void queries.invalidateQueries()
      setProblem(wrong)
      return undefined
    } finally { setBusy(false) }
  }, [endpoint, last, queries, go])
  return { run, busy, problem, clear: () => setProblem(undefined) }
}

/** The id in the address. */
export const useId = (): string => (useParams({ strict: false }) as { id?: string }).id ?? ''
/** The question part of the address, and how to change it without a new page in the history. */
export function useAddress(): readonly [URLSearchParams, (change: Readonly<Record<string, string | undefined>>) => void] {
  const href = useRouterState({ select: (s) => s.location.href }), go = useGo()
  const url = new URL(href, 'http://x')
  return [url.searchParams, (change) => {
    for (const [k, v] of Object.entries(change)) { if (v === undefined || v === '') url.searchParams.delete(k); else url.searchParams.set(k, v) }
    go(url.pathname + url.search)
  }]
}
