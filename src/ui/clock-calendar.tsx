import type { LedgerDay } from '#kernel/clock.ts'
import { useFormat } from './format.ts'
import { useSay } from './say.ts'

/** One calendar day as the clock counted it; weekday 1 Monday … 7 (or 0) Sunday. */
export type ClockDay = Pick<LedgerDay, 'date' | 'weekday' | 'kind' | 'side'> & { readonly n?: number | undefined; readonly name?: string | undefined; readonly makeup?: true | undefined; readonly holiday?: true | undefined }

const monday = (weekday: number) => (weekday + 6) % 7
/** Whole weeks from Monday; null where the strip has not begun or has ended. */
export const weeksOf = (days: readonly ClockDay[]): (ClockDay | null)[][] => {
  const first = days[0]
  if (!first) return []
  const cells: (ClockDay | null)[] = [...Array<null>(monday(first.weekday)).fill(null), ...days]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

const Cell = ({ day, before, today, late }: { readonly day: ClockDay; readonly before: ClockDay | undefined; readonly today: boolean; readonly late: boolean }) => {
  const say = useSay(), format = useFormat()
  const named = (name: string) => name.split('、').map(f => { const key = `ui.feast.${f}`, said = say(key); return said === key ? f : said }).join(say('ui.feast.and'))
  const long = !before || day.date.endsWith('-01')
  const feast = day.holiday && day.name !== undefined && day.name !== before?.name
  const mark = day.makeup ? <span className="work">{say('ui.clock.makeup')}</span> : day.holiday && !long ? <span>{say('ui.clock.rest')}</span> : null
  const word = day.kind === 'due' ? say('ui.clock.due') : feast || (!day.holiday && !day.makeup && day.name) ? named(day.name)
    : day.n ? say('ui.clock.nth', { n: day.n }) : day.kind === 'stopped' && before?.kind !== 'stopped' && before?.kind !== 'rest' ? say('ui.clock.stop') : ''
  return <td className={`Day ${day.kind} ${today ? 'today' : ''} ${late ? 'late' : ''}`} title={format.date(day.date)} aria-current={today ? 'date' : undefined}>
    <span className="top"><span>{long ? format.day(day.date) : Number(day.date.slice(8))}</span>{mark}</span>
    <span className={`k ${feast ? 'dim' : ''}`}>{word}</span>
  </td>
}

/** The week grid: which days counted, which stood still, which were rest, and the day it is due. */
export const ClockCalendar = ({ days, today, over }: { readonly days: readonly ClockDay[]; readonly today: string; readonly over: boolean }) => {
  const say = useSay(), format = useFormat()
  const head = [1, 2, 3, 4, 5, 6, 0], due = days.find(d => d.kind === 'due')?.date
  return <>
    <table className="CalGrid" data-over={over || undefined}>
      <caption className="sr">{say('ui.clock.grid')}</caption>
      <thead><tr>{head.map(w => <th key={w} scope="col">{format.weekdayName(w)}</th>)}</tr></thead>
      <tbody>{weeksOf(days).map((week, at) => <tr key={at}>{week.map((day, w) => day
        ? <Cell key={w} day={day} before={days[days.indexOf(day) - 1]} today={day.date === today} late={over && day.kind === 'counted' && due !== undefined && day.date > due} /> : <td key={w} className="Day" />)}</tr>)}</tbody>
    </table>
    <div className="Legend">
      <span><i className="counted" />{say('ui.clock.legend.counted')}</span><span><i className="stopped" />{say('ui.clock.legend.stopped')}</span>
      <span><i className="rest" />{say('ui.clock.legend.rest')}</span><span><b className="work">{say('ui.clock.makeup')}</b>{say('ui.clock.legend.makeup')}</span>
    </div>
  </>
}
