import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Go } from './go.tsx'
import { Icon, type IconName } from './icons.tsx'
import { Popover } from './popover.tsx'

export type MenuItem =
  | { readonly kind: 'line' }
  | { readonly kind: 'head'; readonly label: string }
  | { readonly kind?: undefined; readonly label: string; readonly note?: string | undefined; readonly icon?: IconName | undefined; readonly to?: string | undefined; readonly onPick?: (() => void) | undefined; /** given: one of a choice */ readonly checked?: boolean | undefined }

export interface MenuProps { readonly label: string; readonly button: ReactNode; readonly items: readonly MenuItem[]; readonly className?: string | undefined; readonly edge?: 'start' | 'end' | undefined }

const steps: Record<string, (at: number, n: number) => number> = {
  ArrowDown: (at, n) => (at + 1) % n, ArrowUp: (at, n) => (at - 1 + n) % n, Home: () => 0, End: (_, n) => n - 1,
}

/** A button that opens a short list of acts or choices. */
export const Menu = ({ label, button, items, className = 'Btn', edge = 'start' }: MenuProps) => {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null), list = useRef<HTMLDivElement>(null)
  const all = () => [...list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []]
  useEffect(() => { if (open) all()[0]?.focus() }, [open])
  const shut = () => { setOpen(false); anchor.current?.focus() }
  const press = (e: KeyboardEvent) => {
    const step = steps[e.key], nodes = all()
    if (e.key === 'Tab') return setOpen(false)
    if (!step || !nodes.length) return
    e.preventDefault()
    nodes[step(nodes.indexOf(document.activeElement as HTMLElement), nodes.length)]?.focus()
  }
  const row = (item: MenuItem, key: number) => {
    if (item.kind === 'line') return <hr key={key} />
    if (item.kind === 'head') return <div key={key} className="head" role="presentation">{item.label}</div>
    const inside = <>{item.checked !== undefined && <span className="tick">{item.checked && <Icon name="check" />}</span>}
      {item.icon && <Icon name={item.icon} />}<span>{item.label}</span>{item.note && <span className="note">{item.note}</span>}</>
    if (item.to) return <Go key={key} to={item.to} role="menuitem" tabIndex={-1} onClick={() => setOpen(false)}>{inside}</Go>
    const role = item.checked === undefined ? 'menuitem' : 'menuitemradio'
    return <button key={key} type="button" role={role} tabIndex={-1} {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}
      onClick={() => { shut(); item.onPick?.() }}>{inside}</button>
  }
  return <>
    <button ref={anchor} type="button" className={className} aria-label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>{button}</button>
    {open && <Popover anchor={anchor} label={label} role="menu" edge={edge} onClose={() => setOpen(false)}>
      <div ref={list} className="Menu" role="presentation" onKeyDown={press}>{items.map(row)}</div></Popover>}
  </>
}
