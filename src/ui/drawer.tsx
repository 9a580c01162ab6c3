import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Btn } from './button.tsx'
import { composing } from './keys.ts'
import { useSay } from './say.ts'
import './overlay.css'

export interface DrawerProps {
  readonly title: string
  readonly sub?: ReactNode | undefined
  /** words beside the keys ↑ ↓, with what they do */
  readonly move?: { readonly label: string; readonly by: (step: 1 | -1) => void } | undefined
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode | undefined
}

const writes = (el: EventTarget) => el instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT|SUMMARY)$/.test(el.tagName)

/** Beside the page, which stays readable and usable; Esc closes it and the focus goes back to where it was opened. */
export const Drawer = ({ title, sub, move, onClose, children, footer }: DrawerProps) => {
  const say = useSay()
  const self = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement, el = self.current
    el?.focus({ preventScroll: true })
    return () => { if (before instanceof HTMLElement && (document.activeElement === document.body || el?.contains(document.activeElement))) before.focus({ preventScroll: true }) }
  }, [])
  const press = (e: KeyboardEvent) => {
    if (composing(e.nativeEvent)) return
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); onClose() }
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
    if (step && move && !writes(e.target)) { e.preventDefault(); move.by(step) }
  }
  return <div ref={self} className="Drawer" role="dialog" aria-label={title} tabIndex={-1} onKeyDown={press}>
    <header><div className="row"><h2 className="grow">{title}</h2>
      <span className="note hide-s">{move && <><kbd>↑</kbd> <kbd>↓</kbd> {move.label}　</>}<kbd>Esc</kbd> {say('ui.close')}</span>
      <Btn kind="text" small icon="close" aria-label={say('ui.close')} onClick={onClose} /></div>
      {sub && <div className="sub">{sub}</div>}</header>
    <div className="body" tabIndex={0} role="region" aria-label={title}>{children}</div>
    {footer && <footer>{footer}</footer>}
  </div>
}
