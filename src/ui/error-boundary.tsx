import { Component, type ErrorInfo, type ReactNode } from 'react'
import { me } from '#kernel/api.ts'
import { call, Problem } from '#kernel/client.ts'
import { ErrorPage } from './error-page.tsx'

interface Props {
  readonly children: ReactNode
  /** changes with the page: a new page starts clean */
  readonly page?: string | undefined
  /** tells the house; answers the number to quote */
  readonly report?: ((error: unknown, info: ErrorInfo) => string | undefined) | undefined
}
interface Held { readonly error: unknown; readonly away?: boolean | undefined; readonly number?: string | undefined; readonly page?: string | undefined }

/** After an upgrade an open page asks for pieces that are no longer there. */
export const isStaleBundle = (error: unknown) => error instanceof Error && /dynamically imported module|Importing a module script failed|Unable to preload/i.test(error.message)
const bundle = () => document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? ''

/** A stale bundle reloads itself once; the same bundle is never reloaded twice. */
export const reloadOnce = () => {
  try {
    if (sessionStorage.getItem('reloaded') === bundle()) return false
    sessionStorage.setItem('reloaded', bundle())
  } catch { return false }
  location.reload()
  return true
}

/** A fault of one page stays on that page. */
export class ErrorBoundary extends Component<Props, Held> {
  override state: Held = { error: null, page: this.props.page }
  static getDerivedStateFromError(error: unknown) { return { error } }
  static getDerivedStateFromProps(props: Props, held: Held) { return props.page === held.page ? null : { error: null, away: false, page: props.page } }
  override componentDidCatch(error: unknown, info: ErrorInfo) {
    if (isStaleBundle(error)) return this.again(reloadOnce)
    const number = this.props.report?.(error, info)
    if (number) this.setState({ number })
  }
  /** A piece is missing because it is old, or because nobody answers: then the page is taken anew when somebody does. */
  again = (reload: () => void) => {
    const wait = () => { this.setState({ away: true }); this.timer = setTimeout(() => { if (this.state.error) this.again(() => location.reload()) }, 5_000) }
    clearTimeout(this.timer)
    call(me, {}).then(reload, (e: unknown) => { if (e instanceof Problem && (e.status === 0 || e.status === 503)) wait(); else reload() })
  }
  timer: ReturnType<typeof setTimeout> | undefined
  override componentWillUnmount() { clearTimeout(this.timer) }
  override render() {
    const { error, away, number } = this.state, stale = isStaleBundle(error)
    if (!error) return this.props.children
    return <ErrorPage kind={away ? 'offline' : stale ? 'stale' : 'broken'} number={number} onRetry={() => { if (stale) this.again(() => location.reload()); else this.setState({ error: null }) }} />
  }
}
