import type { ReactNode } from 'react'
import { dayOf, useFormat } from './format.ts'
import { Go } from './go.tsx'
import { useSay } from './say.ts'
import './flow.css'

export interface TimelineItem {
  readonly id: string | number
  readonly at: string
  /** person or office, as the reader may know it */
  readonly who?: string | undefined
  readonly text: ReactNode
  readonly note?: ReactNode | undefined
  readonly to?: string | undefined
  readonly tone?: 'ok' | 'soon' | 'over' | 'accent' | undefined
  /** what changed, old and new */
  readonly changes?: readonly { readonly field: string; readonly from?: string | undefined; readonly to?: string | undefined }[] | undefined
}

/** One row an event, the newest day first or as given, grouped by day; each opens what it changed. */
export const Timeline = ({ items, label }: { readonly items: readonly TimelineItem[]; readonly label?: string | undefined }) => {
  const say = useSay(), format = useFormat()
  const days = [...new Set(items.map(i => dayOf(i.at)))]
  return <div className="Timeline" {...(label ? { role: 'group', 'aria-label': label } : {})}>{days.map(day => <section key={day}>
    <p className="day">{format.dayWeek(day)}</p>
    <ol>{items.filter(i => dayOf(i.at) === day).map(i => <li key={i.id}>
      <time dateTime={i.at}>{format.time(i.at)}</time><i className="pip" data-tone={i.tone} aria-hidden="true" />
      <div>{i.who && <>{i.who} </>}{i.to ? <Go to={i.to}>{i.text}</Go> : i.text}{i.note && <span className="note blk">{i.note}</span>}
        {!!i.changes?.length && <details className="Changes"><summary className="note">{say('ui.changes', { n: i.changes.length })}</summary>
          <dl>{i.changes.map(c => <div key={c.field}><dt className="note">{c.field}</dt><dd><del>{c.from ?? say('ui.none')}</del> → <ins>{c.to ?? say('ui.none')}</ins></dd></div>)}</dl></details>}</div></li>)}</ol>
  </section>)}</div>
}
