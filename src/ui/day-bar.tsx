import { useFormat } from './format.ts'
import { useSay } from './say.ts'
import './page.css'
import './clock.css'

/** Who a day is charged to: 1 the house's own side, 2 the other, 3 a third, 4 a fourth, rest days, and days still to come. */
export type Charged = 1 | 2 | 3 | 4 | 'rest' | 'next'
export interface DayBarProps {
  readonly label: string
  readonly days: readonly { readonly date: string; readonly to: Charged; readonly name?: string | undefined }[]
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly legend: readonly { readonly to: Charged; readonly label: string; readonly value?: string | undefined }[]
}

/** 日子花在哪里: one cell a day, coloured by who held it. */
export const DayBar = ({ label, days, start, end, legend }: DayBarProps) => {
  const format = useFormat()
  return <div><div className="DayBar" role="img" aria-label={[label, ...legend.map(l => `${l.label} ${l.value ?? ''}`)].join(', ')}>{days.map(d => <i key={d.date} data-who={d.to} title={`${format.date(d.date)} ${d.name ?? ''}`} />)}</div>
    <div className="note ends"><span>{start}</span><span>{end}</span></div>
    <div className="Legend">{legend.map(l => <span key={l.label}><i data-who={l.to} />{l.label} {l.value && <b>{l.value}</b>}</span>)}</div></div>
}

export interface SideBarsProps { readonly rows: readonly { readonly key: string; readonly name: string; readonly parts: readonly { readonly to: Charged; readonly label: string; readonly n: number }[] }[]; readonly max?: number | undefined }

/** How much each side used, a row for each. */
export const SideBars = ({ rows, max }: SideBarsProps) => {
  const format = useFormat()
  const widest = max ?? Math.max(1, ...rows.map(r => r.parts.reduce((n, p) => n + p.n, 0))) * 1.3
  return <div className="SideBars">{rows.map(r => <div key={r.key}><span className="cut" title={r.name}>{r.name}</span>
    <span className="bar" aria-hidden="true">{r.parts.map(p => <i key={p.label} data-who={p.to} style={{ width: `${(p.n / widest * 100).toFixed(1)}%` }} />)}</span>
    <span className="nw">{r.parts.map((p, at) => <span key={p.label}>{at > 0 && '　'}{p.label} <b>{format.number(p.n)}</b></span>)}</span></div>)}</div>
}

export interface CalStripDay { readonly date: string; readonly n?: number | undefined; readonly rest?: boolean | undefined; readonly holiday?: boolean | undefined; readonly makeup?: boolean | undefined }

/** The weeks ahead, Monday first: how many fall due each day. `days` are whole weeks. */
export const CalStrip = ({ label, days, today }: { readonly label: string; readonly days: readonly CalStripDay[]; readonly today: string }) => {
  const say = useSay(), format = useFormat()
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, w) => days.slice(w * 7, w * 7 + 7))
  const under = (d: CalStripDay) => d.n ? <em>{d.n}</em> : d.makeup ? <em className="work">{say('ui.clock.makeup')}</em> : d.holiday ? <em className="quiet">{say('ui.clock.rest')}</em> : <em />
  return <table className="CalStrip"><caption className="sr">{label}</caption><thead><tr>{[1, 2, 3, 4, 5, 6, 0].map(w => <th key={w} scope="col">{format.weekdayName(w)}</th>)}</tr></thead>
    <tbody>{weeks.map(week => <tr key={week[0]?.date}>{week.map(d => <td key={d.date} className={d.date === today ? 'now' : d.rest ? 'off' : ''} title={format.date(d.date)}><b>{Number(d.date.slice(8))}</b>{under(d)}</td>)}</tr>)}</tbody></table>
}
