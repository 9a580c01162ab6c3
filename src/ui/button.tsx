import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Go } from './go.tsx'
import { Icon, type IconName } from './icons.tsx'
import './controls.css'

export interface BtnProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly kind?: 'primary' | 'plain' | 'text' | 'danger' | undefined
  readonly small?: boolean | undefined
  readonly icon?: IconName | undefined
  /** why it cannot be pressed now; it stays reachable and says so */
  readonly off?: string | boolean | undefined
  readonly busy?: boolean | undefined
  /** an address: the button is a link */
  readonly to?: string | undefined
  readonly children?: ReactNode
}

/** An act, a verb of two to four characters. One primary on a page. */
export const Btn = ({ kind = 'plain', small, icon, off, busy, to, children, onClick, className = '', type = 'button', ...rest }: BtnProps) => {
  const name = `Btn ${kind === 'plain' ? '' : kind} ${small ? 'sm' : ''} ${icon && children === undefined ? 'icon' : ''} ${className}`
  const inside = <>{icon && <Icon name={icon} />}{children}</>
  if (to && !off) return <Go to={to} className={name} {...(rest['aria-label'] ? { 'aria-label': rest['aria-label'] } : {})}>{inside}</Go>
  const still = !!off || !!busy
  return <button type={type} className={name} {...(still ? { 'aria-disabled': true } : {})} {...(busy ? { 'aria-busy': true } : {})} {...(typeof off === 'string' ? { title: off } : {})} {...rest}
    onClick={e => { if (still) { e.preventDefault(); return } onClick?.(e) }}>{inside}</button>
}
