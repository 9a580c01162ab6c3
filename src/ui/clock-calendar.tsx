import { useFormat } from './format.ts'
import { useSay } from './say.ts'

/** One calendar day as the clock counted it. */
export interface ClockDay {
  readonly date: string
  /** 0 Sunday … 6 Saturday */
  readonly weekday: number
  readonly kind: 'start' | 'counted' | 'stopped' | 'rest' | 'left' | 'due' | 'plain'
  /** which counted day it is */
  readonly n?: number | null | undefined
  readonly side?: string | null | undefined
  /** what happened or what feast it is: 受理, 答复, 中秋 */
  readonly name?: string | null | undefined
  /** a Saturday or Sunday worked in exchange */
  readonly makeup?: boolean | undefined
  /** rest by the State Council's table, not by the weekend */
  readonly holiday?: boolean | undefined
}

const monday = (weekday: number) => (weekday + 6) % 7
/** Whole weeks from Monday; null where the strip has not begun or has ended. */
export const weeksOf = (days: readonly ClockDay[]): (ClockDay | null)[][] => {
  const first = days[0]
  if (!first) return []
  const cells: (ClockDay | null)[] = [...Array<null>(monday(first.weekday)).fill(null), ...days]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

const Cell = ({ day, today, first }: { readonly day: ClockDay; readonly today: boolean; readonly first: boolean }) => {
  const say = useSay(), format = useFormat()
  const long = first || day.date.endsWith('-01')
  const mark = day.makeup ? <span className="work">{say('ui.clock.makeup')}</span> : day.holiday && !long ? <span>{say('ui.clock.rest')}</span> : null
  const word = day.kind === 'due' ? say('ui.clock.due') : day.name ?? (day.n != null ? say('ui.clock.nth', { n: day.n }) : '')
  const named = day.kind !== 'due' && !!day.name
  return <td className={`Day ${day.kind} ${today ? 'today' : ''}`} title={format.date(day.date)} aria-current={today ? 'date' : undefined}>
    <span className="top"><span>{long ? format.day(day.date) : Number(day.date.slice(8))}</span>{mark}</span>
    <span className={`k ${named ? 'dim' : ''}`}>{word}</span>
  </td>
}

/** The week grid: which days counted, which stood still, which were rest, and the day it is due. */
export const ClockCalendar = ({ days, today, over }: { readonly days: readonly ClockDay[]; readonly today: string; readonly over: boolean }) => {
  const say = useSay(), format = useFormat()
  const head = [1, 2, 3, 4, 5, 6, 0]
  return <>
    <table className="CalGrid" data-over={over || undefined}>
      <caption className="sr">{say('ui.clock.grid')}</caption>
      <thead><tr>{head.map(w => <th key={w} scope="col">{format.weekdayName(w)}</th>)}</tr></thead>
      <tbody>{weeksOf(days).map((week, at) => <tr key={at}>{week.map((day, w) => day
        ? <Cell key={w} day={day} today={day.date === today} first={day === days[0]} /> : <td key={w} className="Day" />)}</tr>)}</tbody>
    </table>
    <div className="Legend">
      <span><i className="counted" />{say('ui.clock.legend.counted')}</span><span><i className="stopped" />{say('ui.clock.legend.stopped')}</span>
      <span><i className="rest" />{say('ui.clock.legend.rest')}</span><span><b className="work">{say('ui.clock.makeup')}</b>{say('ui.clock.legend.makeup')}</span>
    </div>
  </>
}
