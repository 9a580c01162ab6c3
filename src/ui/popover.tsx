import { useEffect, useLayoutEffect, useRef, type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { composing } from './keys.ts'
import { useSay } from './say.ts'
import './overlay.css'

export interface PopoverProps {
  readonly anchor: RefObject<HTMLElement | null>
  readonly label: string
  readonly onClose: () => void
  readonly role?: 'dialog' | 'menu' | undefined
  /** which edge of the anchor it keeps to */
  readonly edge?: 'start' | 'end' | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
}

const margin = 8
/** Below what opened it, else above, else beside it, always inside the window. */
const place = (anchor: HTMLElement, el: HTMLElement, edge: 'start' | 'end') => {
  const at = anchor.getBoundingClientRect(), w = el.offsetWidth, h = el.offsetHeight
  const inside = (v: number, size: number, room: number) => `${Math.max(margin, Math.min(v, room - size - margin))}px`
  const below = at.bottom + 4, above = at.top - 4 - h, beside = at.right + margin + w < innerWidth ? at.right + margin : at.left - margin - w
  const fits = below + h + margin <= innerHeight ? below : above >= margin ? above : null
  el.style.setProperty('--x', inside(fits === null ? beside : edge === 'start' ? at.left : at.right - w, w, innerWidth))
  el.style.setProperty('--y', inside(fits ?? at.top, h, innerHeight))
}

/** Floats beside what opened it; a sheet from below on a phone. Esc, a press outside or leaving by Tab closes it, and the focus goes back. */
export const Popover = ({ anchor, label, onClose, role = 'dialog', edge = 'start', className = '', children }: PopoverProps) => {
  const say = useSay()
  const self = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useLayoutEffect(() => {
    const el = self.current, from = anchor.current
    if (!el || !from) return
    const again = () => place(from, el, edge)
    again()
    el.focus({ preventScroll: true })
    const watch = new ResizeObserver(again)
    watch.observe(el)
    addEventListener('scroll', again, true)
    addEventListener('resize', again)
    return () => {
      watch.disconnect()
      removeEventListener('scroll', again, true)
      removeEventListener('resize', again)
      if (el.contains(document.activeElement)) from.focus({ preventScroll: true })
    }
  }, [anchor, edge])
  useEffect(() => {
    const outside = (e: PointerEvent) => {
      const at = e.target as Node
      if (!self.current?.contains(at) && !anchor.current?.contains(at)) close.current()
    }
    addEventListener('pointerdown', outside, true)
    return () => removeEventListener('pointerdown', outside, true)
  }, [anchor])
  const press = (e: KeyboardEvent<HTMLDivElement>) => {
    e.stopPropagation()
    const stops = [...e.currentTarget.querySelectorAll<HTMLElement>('a[href],button,input,select,textarea,summary')].filter(el => el.tabIndex >= 0 && el.offsetParent)
    const edgeOf = e.shiftKey ? stops[0] : stops.at(-1), at = document.activeElement
    const leaves = e.key === 'Tab' && (!edgeOf || at === edgeOf || (e.shiftKey && at === e.currentTarget))
    if (leaves || (e.key === 'Escape' && !composing(e.nativeEvent))) { e.preventDefault(); close.current() }
  }
  // a card goes beside the page, above whatever is stacked in it, or into the dialog it was opened from; a menu stays in its landmark
  const floating = <div className={`Popover ${className}`} ref={self} role={role} aria-label={label} tabIndex={-1} style={{ '--x': '0px', '--y': '0px' } as CSSProperties}
    onClick={e => e.stopPropagation()}
    onBlur={e => { if (e.relatedTarget && !e.currentTarget.contains(e.relatedTarget)) close.current() }}
    onKeyDown={press}>
    {children}
    {role === 'dialog' && <button type="button" className="Btn sheet-close" onClick={() => close.current()}>{say('ui.close')}</button>}
  </div>
  return role === 'menu' ? floating : createPortal(floating, anchor.current?.closest('dialog') ?? document.body)
}
