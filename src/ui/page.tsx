import type { ReactNode } from 'react'
import { Go } from './go.tsx'
import { Brand } from './icons.tsx'
import { useSay } from './say.ts'
import './page.css'

export interface PageProps {
  readonly title: ReactNode
  /** beside the title: state in words, date */
  readonly beside?: ReactNode | undefined
  /** under the title: identifiers, sponsor, size */
  readonly sub?: ReactNode | undefined
  /** at the right of the title */
  readonly acts?: ReactNode | undefined
  readonly above?: { readonly to: string; readonly label: string; readonly here?: string | undefined } | undefined
  readonly children: ReactNode
}

/** A page's head and body. */
export const Page = ({ title, beside, sub, acts, above, children }: PageProps) =>
  <div className="Page"><header>
    {above && <p className="note above"><Go to={above.to}>{above.label}</Go>{above.here && <>　/　{above.here}</>}</p>}
    <div className="row head"><h1>{title}</h1>{beside}{acts && <><span className="grow" /><div className="row wrap no-print">{acts}</div></>}</div>
    {sub && <div className="sub dim">{sub}</div>}
  </header>{children}</div>

/** A page before the frame: signing in, choosing who one is, or what stands alone. */
export const Plain = ({ title, sub, children, foot }: { readonly title: string; readonly sub?: ReactNode | undefined; readonly children: ReactNode; readonly foot?: ReactNode | undefined }) => {
  const say = useSay()
  return <div className="Plain"><main><div className="brand"><Brand />{say('ui.brand')}</div><h1>{title}</h1>{sub && <p className="dim read">{sub}</p>}{children}{foot && <p className="note foot">{foot}</p>}</main></div>
}

/** Main column and side column; one beneath the other where there is no room. */
export const Split = ({ children, side, width = 'wide', label }: { readonly children: ReactNode; readonly side: ReactNode; readonly width?: 'wide' | 'narrow' | undefined; readonly label?: string | undefined }) =>
  <div className="Split" data-w={width}><div className="grow">{children}</div><aside className="Side" aria-label={label}>{side}</aside></div>

export interface SectionProps { readonly title: ReactNode; readonly note?: ReactNode | undefined; readonly more?: ReactNode | undefined; readonly bare?: boolean | undefined; readonly id?: string | undefined; readonly children: ReactNode }

/** A part of a page under its own title. */
export const Section = ({ title, note, more, bare, id, children }: SectionProps) =>
  <section className={`Sec ${bare ? 'bare' : ''}`} id={id}><SecHead title={title} note={note} more={more} />{children}</section>

export const SecHead = ({ title, note, more }: Pick<SectionProps, 'title' | 'note' | 'more'>) =>
  <div className="SecHead"><h2>{title}</h2>{note && <span className="note">{note}</span>}{more && <span className="more">{more}</span>}</div>

export interface FigureItem { readonly label: string; readonly value: ReactNode; readonly unit?: string | undefined; readonly to?: string | undefined; readonly note?: string | undefined }

/** A line of figures, each opening its rows; `small` for a side column. */
export const Figures = ({ items, small }: { readonly items: readonly FigureItem[]; readonly small?: boolean | undefined }) =>
  <div className={`Fig ${small ? 'small' : ''}`}>{items.map(f => {
    const inside = <><span className="note blk">{f.label}</span><span className="num">{f.value}</span>{f.unit && <> {f.unit}</>}{f.note && <span className="note blk">{f.note}</span>}</>
    return f.to ? <Go key={f.label} to={f.to}>{inside}</Go> : <div key={f.label}>{inside}</div>
  })}</div>

/** The official words beside our reading; `<mark>` for the phrases found. */
export const Quote = ({ children, source }: { readonly children: ReactNode; readonly source?: ReactNode | undefined }) =>
  <figure><blockquote className="Quote">{children}</blockquote>{source && <figcaption className="note">{source}</figcaption>}</figure>
