import type { ReactNode } from 'react'
import { useFormat } from './format.ts'
import './controls.css'

/** A short word in a thin border; `lead` is lit in the accent. */
export const Tag = ({ children, tone, title }: { readonly children: ReactNode; readonly tone?: 'lead' | 'ok' | 'soon' | 'over' | undefined; readonly title?: string | undefined }) =>
  <span className="Tag" data-tone={tone} title={title}>{children}</span>

export const Kbd = ({ children }: { readonly children: ReactNode }) => <kbd>{children}</kbd>

/** How far something is answered: full, in part, not, or not a matter of software; always with its word. */
export const State = ({ level, children }: { readonly level: 'full' | 'part' | 'none' | 'na'; readonly children: ReactNode }) =>
  <span className="State" data-level={level}>{children}</span>

/** Money as people say it (万元), the exact sum on hover. */
export const Money = ({ fen }: { readonly fen: number | string | bigint }) => {
  const format = useFormat()
  return <span className="nw" title={format.exact(fen)}>{format.money(fen)}</span>
}
