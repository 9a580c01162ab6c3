import type { ReactNode } from 'react'
import { Btn } from './button.tsx'
import { Copy } from './copy.tsx'
import { Reasons, type ReasonItem } from './reasons.tsx'
import { useSay } from './say.ts'
import './controls.css'

export type ErrorKind = 'not-found' | 'forbidden' | 'conflict' | 'refused' | 'broken' | 'offline' | 'stale'
const codes: Record<ErrorKind, number | null> = { 'not-found': 404, forbidden: 403, conflict: 409, refused: 422, broken: 500, offline: null, stale: null }

export interface ErrorPageProps {
  readonly kind: ErrorKind
  /** the number to quote */
  readonly number?: string | undefined
  /** who moved it and when; which role is needed */
  readonly detail?: ReactNode | undefined
  readonly reasons?: readonly ReasonItem[] | undefined
  readonly onRetry?: (() => void) | undefined
  readonly home?: string | undefined
}

/** What is the matter, in words, with its number and the next step. */
export const ErrorPage = ({ kind, number, detail, reasons, onRetry, home = '/' }: ErrorPageProps) => {
  const say = useSay(), code = codes[kind]
  const again = kind === 'conflict' || kind === 'stale' ? 'ui.reload' : 'ui.retry'
  return <section className="ErrorPage">
    {code && <p className="note">{say('ui.error.code', { code })}</p>}
    <h1>{say(`ui.error.${kind}`)}</h1>
    {detail && <p>{detail}</p>}
    <p className="dim">{say(`ui.error.${kind}.text`)}</p>
    {!!reasons?.length && <Reasons reasons={reasons} />}
    {number && <p className="dim">{say('ui.error.number')}　<Copy text={number} /></p>}
    <div className="acts">{(onRetry || kind === 'stale') && <Btn kind="primary" onClick={onRetry ?? (() => location.reload())}>{say(again)}</Btn>}
      <Btn onClick={() => history.back()}>{say('ui.back')}</Btn><Btn kind="text" to={home}>{say('ui.home')}</Btn></div>
  </section>
}
