import type { ReactNode } from 'react'
import { standing, type Face } from './clock-face.ts'
import { sideNamer } from './clock-chip.tsx'
import { useFormat } from './format.ts'
import { useSay } from './say.ts'
import { useNow } from './time.ts'
import './page.css'

export interface TurnLineProps {
  /** whose turn: outside one's own house an office, never a person; null when it is closed */
  readonly holder: string | null
  /** what is to be done */
  readonly what?: ReactNode | undefined
  readonly face?: Face | null | undefined
  readonly note?: ReactNode | undefined
  /** overrides the clock's */
  readonly tone?: 'accent' | 'soon' | 'overdue' | 'quiet' | undefined
  readonly sideNames?: Readonly<Record<string, string>> | undefined
  /** the next act first, as the page's one primary button */
  readonly acts?: ReactNode | undefined
}

/** 轮到谁 · 第几日，共几日 · 剩多少: directly beneath the title of whatever has a course to run. */
export const TurnLine = ({ holder, what, face, note, tone, sideNames, acts }: TurnLineProps) => {
  const say = useSay(), format = useFormat(), now = useNow()
  const live = face && (face.state === 'running' || face.state === 'stopped') && face.bound === 'at-most' ? face : null
  const { left, over, late } = live ? standing(live, now) : { left: 0, over: 0, late: false }
  const words = !live ? ''
    : late ? over > 0 ? say('ui.turn.over', { span: format.span(over, live.unit) }) : say('ui.turn.overnow')
    : live.state === 'stopped' ? say('ui.turn.paused', { side: live.waitingFor ? sideNamer(sideNames)(live.waitingFor) : '' })
    : left > 0 ? say('ui.turn.left', { span: format.span(left, live.unit) })
    : live.dueOn && live.dueOn > format.today(now) ? say('ui.turn.dueon', { date: format.date(live.dueOn) }) : say('ui.turn.today')
  const nth = live?.state === 'running' && !late && (live.unit === 'hour' || live.used >= 1) ? say(`ui.turn.nth.${live.unit}`, { n: Math.floor(live.used), limit: live.limit }) : ''
  const state = tone ?? (late ? 'overdue' : face?.tone === 'soon' ? 'soon' : holder === null ? 'quiet' : 'accent')
  return <section className="TurnLine" data-s={state}>
    <p>{holder === null ? <b>{say('ui.turn.done')}</b> : <>{say('ui.turn')}<span className="who">{holder}</span></>}
      {what && <> · {what}</>}{nth && <> · {nth}</>}{words && <> · <b>{words}</b></>}{note && <span className="dim"> {note}</span>}</p>
    {acts && <div className="acts">{acts}</div>}
  </section>
}
