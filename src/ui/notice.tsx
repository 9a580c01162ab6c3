import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import './overlay.css'

export interface NoticeProps { readonly tone?: 'info' | 'soon' | 'over' | 'ok' | undefined; readonly children: ReactNode; readonly act?: ReactNode | undefined }
const signs = { info: 'info', soon: 'warn', over: 'warn', ok: 'check' } as const

/** Something that must be known on this page, in one or two sentences. */
export const Notice = ({ tone = 'info', children, act }: NoticeProps) =>
  <div className="Notice" data-tone={tone} role={tone === 'over' ? 'alert' : 'note'}><Icon name={signs[tone]} /><div>{children}</div>{act}</div>
