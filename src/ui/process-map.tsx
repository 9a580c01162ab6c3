import { useEffect, useRef } from 'react'
import { Dial } from './clock-dial.tsx'
import type { Look } from './clock-face.ts'
import { layout, type Box, type MapEdge, type MapLane, type MapStage, type StageState } from './process-layout.ts'
import { useSay } from './say.ts'
import './flow.css'

export interface ProcessMapProps {
  readonly label: string
  /** in the declared order of travel */
  readonly stages: readonly MapStage[]
  readonly lanes?: readonly MapLane[] | undefined
  /** as declared; without them each stage follows the one before it in its lane */
  readonly edges?: readonly MapEdge[] | undefined
  /** as a list at any width, where there is no room to draw */
  readonly list?: boolean | undefined
}

const looks: Record<StageState, Look> = { done: 'done', now: 'ontime', later: 'none', not: 'none' }
const states: readonly StageState[] = ['done', 'now', 'later', 'not']

const StageBox = ({ box: { stage, x, y, w, h, lines } }: { readonly box: Box }) => <g className={`n ${stage.state}`}>
  <rect x={x} y={y} width={w} height={h} rx="4" /><text x={x + w / 2} y={y + 20}>{stage.label}</text>
  {lines.map((line, at) => <text key={at} className="s" x={x + w / 2} y={y + 37 + at * 17}>{line}</text>)}
  {stage.state === 'done' && <g className="stamp" transform={`translate(${x + w - 9} ${y - 5})`}><circle className="rim" cx="7" cy="7" r="7" /><circle className="fill" cx="7" cy="7" r="6.5" /><path d="m4 7.2 2.2 2.1L10.1 5" /></g>}
</g>

/** The declared procedure as a drawing: what is done and when, what is lit, what is to come, what was not taken. A list on a phone and to a reader. */
export const ProcessMap = ({ label, stages, lanes = [], edges, list }: ProcessMapProps) => {
  const say = useSay()
  const room = useRef<HTMLDivElement>(null), lit = stages.find(s => s.state === 'now')?.key
  // what is lit is in sight, however far along
  useEffect(() => { const box = drawn?.boxes.find(b => b.stage.key === lit), el = room.current; if (box && el && el.scrollWidth > el.clientWidth) el.scrollLeft = Math.max(0, box.x + box.w / 2 - el.clientWidth / 2) }, [lit])
  const drawn = list ? null : layout(stages, lanes, edges)
  const first = stages.findIndex(s => s.lane)
  const groups = lanes.length && first >= 0 ? [
    { key: 'before', label: say('ui.map.before'), stages: stages.slice(0, first).filter(s => !s.lane) },
    ...lanes.map(l => ({ key: l.key, label: l.label, stages: stages.filter(s => s.lane === l.key) })),
    { key: 'after', label: say('ui.map.after'), stages: stages.slice(first).filter(s => !s.lane) },
  ].filter(g => g.stages.length) : [{ key: 'all', label: '', stages }]
  return <figure className={`ProcessMap ${list ? 'listed' : ''}`} aria-label={label}>
    {drawn && <div className="scroll" ref={room} tabIndex={0} role="group" aria-label={label}><svg viewBox={`0 -6 ${drawn.width} ${drawn.height + 12}`} width={drawn.width} height={drawn.height + 12} aria-hidden="true">
      <defs>{(['done', 'next', 'not'] as const).map(s => <marker key={s} id={`tip-${s}`} viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path className={`e ${s} tip`} d="M1 1l5 3-5 3" /></marker>)}</defs>
      {drawn.bands.map((b, at) => b.lane && <g key={at}><rect className="band" x={b.x} y={b.y} width={b.w} height={b.h} rx="6" /><text className="lane" x={b.x + 14} y={b.y + 22}>{b.lane.label}<tspan className="s" dx="8">{b.lane.note}</tspan></text></g>)}
      {drawn.lines.map((l, at) => <path key={at} className={`e ${l.state}`} d={l.path} markerEnd={`url(#tip-${l.state})`} />)}
      {drawn.bars.map((b, at) => <rect key={at} className={`bar ${b.done ? 'done' : ''}`} x={b.x} y={b.y} width="5" height={b.h} rx="2.5" />)}
      {drawn.boxes.map(box => <StageBox key={box.stage.key} box={box} />)}
    </svg></div>}
    <div className="as-list">{groups.map(g => <section key={g.key}>{g.label && <p className="b head">{g.label}</p>}<ol>{g.stages.map(s => <li key={s.key} className={s.state} {...(s.state === 'now' ? { 'aria-current': 'step' } : {})}>
      <span className={s.state === 'done' ? 'ok' : s.state === 'now' ? 'acc' : 'dim'}><Dial look={looks[s.state]} share={.5} /></span><span>{s.label}<span className="sr"> {say(`ui.map.${s.state}`)}</span></span><span className="note">{[s.date, s.note].filter(Boolean).join(' · ')}</span></li>)}</ol></section>)}</div>
    {drawn && <figcaption className="Legend">{states.filter(s => stages.some(x => x.state === s)).map(s => <span key={s}><i className={`key ${s}`} />{say(`ui.map.${s}`)}</span>)}</figcaption>}
  </figure>
}
