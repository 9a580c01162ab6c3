import type { ReactNode } from 'react'
import { useSay } from './say.ts'
import './page.css'

export interface Fact { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode | undefined }

/** Label and value, in two columns. */
export const Facts = ({ items, wide }: { readonly items: readonly Fact[]; readonly wide?: boolean | undefined }) => {
  const say = useSay()
  return <dl className={`Facts ${wide ? 'wide' : ''}`}>{items.map(f => <div key={f.label}><dt>{f.label}</dt><dd>{f.value ?? say('ui.none')}{f.note && <span className="note blk">{f.note}</span>}</dd></div>)}</dl>
}

/** Someone on the case: name, role, and where. */
export const Person = ({ name, role, note }: { readonly name: string; readonly role: string; readonly note?: ReactNode | undefined }) =>
  <div className="Person"><b>{name}</b><span className="dim">{role}</span>{note && <span className="note">{note}</span>}</div>
