import type { ReactNode } from 'react'
import type { Face } from './clock-face.ts'
import { sideNamer } from './clock-chip.tsx'
import { useFormat } from './format.ts'
import { useSay } from './say.ts'
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
  const say = useSay(), format = useFormat()
  const running = face && face.state === 'running' && face.bound === 'at-most' ? face : null
  const over = running?.over ?? 0, left = running?.left ?? 0
  const words = face?.state === 'stopped' ? say('ui.turn.paused', { side: face.waitingFor ? sideNamer(sideNames)(face.waitingFor) : '' })
    : !running ? ''
    : over > 0 ? say('ui.turn.over', { span: format.span(over, running.unit) })
    : left <= 0 ? say('ui.turn.today') : say('ui.turn.left', { span: format.span(left, running.unit) })
  const nth = running && over <= 0 ? say(`ui.turn.nth.${running.unit}`, { n: Math.min(running.limit, Math.floor(running.used) + 1), limit: running.limit }) : ''
  const state = tone ?? (over > 0 ? 'overdue' : face?.tone === 'soon' ? 'soon' : holder === null ? 'quiet' : 'accent')
  return <section className="TurnLine" data-s={state}>
    <p>{holder === null ? <b>{say('ui.turn.done')}</b> : <>{say('ui.turn')}<span className="who">{holder}</span></>}
      {what && <> · {what}</>}{nth && <> · {nth}</>}{words && <> · <b>{words}</b></>}{note && <span className="dim"> {note}</span>}</p>
    {acts && <div className="acts">{acts}</div>}
  </section>
}
