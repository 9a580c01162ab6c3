import type { ReactNode } from 'react'
import { Basis, type BasisItem } from './basis.tsx'
import { ClockCalendar, type ClockDay } from './clock-calendar.tsx'
import { ClockChip, sideNamer } from './clock-chip.tsx'
import { Dial } from './clock-dial.tsx'
import { ownerOf, type Face, type Look } from './clock-face.ts'
import { dayOf, useFormat, type Formats } from './format.ts'
import { Tag } from './marks.tsx'
import { useSay, weave, type Say } from './say.ts'
import './clock.css'

export interface ClockCardData {
  readonly title: string
  readonly subtitle?: string | undefined
  readonly face: Face
  readonly days: readonly ClockDay[]
  /** when it would be due had nothing stopped it */
  readonly noStopDue?: string | null | undefined
  readonly basis: readonly BasisItem[]
  /** what each event was, by its id */
  readonly eventTexts?: Readonly<Record<string, string>> | undefined
  readonly sideNames?: Readonly<Record<string, string>> | undefined
  readonly mine?: boolean | undefined
  /** links under the basis: the rule, all stops, reckoning for another day */
  readonly links?: ReactNode | undefined
  /** standing on a page of its own, with its own border */
  readonly alone?: boolean | undefined
}

const signOf: Record<string, Look> = { start: 'ontime', stop: 'paused', resume: 'ontime', end: 'done' }

const Sides = ({ face, name }: { readonly face: Face; readonly name: (side: string) => string }) => {
  const say = useSay(), format = useFormat()
  const { unit, limit } = face, owner = ownerOf(face), key = ({ workday: 'workdays', day: 'days', hour: 'hours' } as const)[unit]
  const sides = (face.sides ?? []).flatMap(s => s.side === null ? [] : [{ side: s.side, n: s[key] }])
  const widest = Math.max(1, limit * 1.1, ...sides.map(s => s.n * 1.1))
  const part = (n: number) => `${(n / widest * 100).toFixed(1)}%`
  return <div className="TwoClocks">{sides.map(({ side, n }, at) => {
    const own = side === owner
    return <div key={side}><span className="note">{say('ui.clock.side', { side: name(side) })}</span>
      <span className="bar" aria-hidden="true"><i className={own ? 'own' : at > 1 ? 'third' : ''} style={{ width: part(n) }} />{own && limit > 0 && <u style={{ left: part(limit) }} />}</span>
      <span>{own && limit > 0 ? weave(say('ui.clock.side.of'), { used: <b>{unit === 'hour' ? format.brief(n, unit) : format.number(n)}</b>, limit: format.brief(limit, unit) }) : unit === 'hour' ? <b>{format.brief(n, unit)}</b> : <><b>{format.number(n)}</b>{format.brief(n, unit).slice(format.number(n).length)}</>}</span></div>
  })}</div>
}

/** The sum in one line: limit, used, what is left or over, and the day. */
const sum = (face: Face, say: Say, format: Formats): ReactNode => {
  const limit = <b>{format.brief(face.limit, face.unit)}</b>, used = <b>{face.unit === 'hour' ? format.brief(face.used, 'hour') : format.number(face.used)}</b>
  if (face.state === 'none') return weave(say('ui.clock.sum.none'), { limit })
  if (face.state === 'done') return weave(say('ui.clock.sum.done'), { limit, used: <b>{format.brief(face.used, face.unit)}</b>, date: <b>{format.date(face.doneOn ?? face.opensOn ?? face.asOf)}</b> })
  const over = face.over > 0, n = over ? face.over : face.left
  const result = weave(say(over ? 'ui.clock.sum.over' : 'ui.clock.sum.left'), { n: <b>{face.unit === 'hour' ? format.brief(n, 'hour') : format.number(n)}</b> })
  const end = face.state === 'stopped' && !face.dueOn ? say('ui.clock.sum.stopped')
    : face.bound === 'at-least' && face.opensOn ? weave(say('ui.clock.sum.opens'), { date: <b>{format.date(face.opensOn)}</b> })
    : face.dueAt && face.unit === 'hour' ? weave(say('ui.clock.sum.due'), { date: <b>{format.moment(face.dueAt)}</b> })
    : face.dueOn ? weave(say('ui.clock.sum.due'), { date: <b>{format.date(face.dueOn)}</b> }) : ''
  return <>{weave(say('ui.clock.sum'), { limit, used, result })} {end}</>
}

/** The opened clock: how much each side used, the days as they were counted, what started and stopped it, the sum and its basis. */
export const ClockCard = ({ title, subtitle, face, days, noStopDue, basis, eventTexts = {}, sideNames, mine, links, alone }: ClockCardData) => {
  const say = useSay(), format = useFormat()
  const ignored = face.ignoredStops ?? 0, without = noStopDue ?? face.noStopDue
  const stopped = days.filter(d => d.kind === 'stopped').length
  const asides = [
    without && without !== face.dueOn && stopped > 0 && say('ui.clock.nostop', { date: format.date(without) }),
    stopped > 0 && say('ui.clock.stops', { span: format.span(stopped, face.unit === 'workday' ? 'workday' : 'day') }),
    face.unrolledDueOn && face.unrolledDueOn !== face.dueOn && say('ui.clock.rolled', { date: format.date(face.unrolledDueOn) }),
    ignored > 0 && say('ui.clock.ignored', { n: ignored }),
    face.provisional && say('ui.clock.provisional.why'),
    say('ui.clock.asof', { moment: format.moment(face.asOf) }),
  ]
  return <div role="group" className={`ClockCard ${alone ? 'alone' : ''}`} aria-label={say('ui.clock.card', { title })}>
    <header><b className="cut title">{title}</b><span className="note grow cut" title={subtitle}>{subtitle}</span><ClockChip face={face} mine={mine ?? true} sideNames={sideNames} dated={false} /></header>
    {!!face.sides?.length && <Sides face={face} name={sideNamer(sideNames)} />}
    {days.length > 0 && <><hr /><ClockCalendar days={days} today={dayOf(face.asOf)} over={face.tone === 'overdue'} /></>}
    {!!face.events?.length && <><hr /><ol className="Events">{face.events.map(e => <li key={e.id}>
      <time dateTime={e.at}>{format.day(e.at)} {format.time(e.at)}</time><Dial look={signOf[e.effect ?? ''] ?? 'none'} share={e.effect === 'resume' ? .6 : .3} /><span>{eventTexts[String(e.id)] ?? e.name}</span></li>)}</ol></>}
    <hr /><p className="Sum">{sum(face, say, format)}{face.provisional && <> <Tag tone="soon" title={say('ui.clock.provisional.why')}>{say('ui.clock.provisional')}</Tag></>}</p><p className="note">{asides.filter(Boolean).join('')}</p>
    <hr /><div className="note"><p>{say(`ui.clock.force.${face.force}`)}{basis.length > 0 && <>　{say('ui.basis')}　<Basis items={basis} /></>}</p>{links}</div>
  </div>
}
