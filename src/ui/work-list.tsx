import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Btn } from './button.tsx'
import { ClockChip } from './clock-chip.tsx'
import type { Face, Waits } from './clock-face.ts'
import { useFormat } from './format.ts'
import { Go } from './go.tsx'
import { commandKey, keysSwitch } from './keys.ts'
import { useSay } from './say.ts'
import './work.css'

export interface WorkItem {
  readonly id: string
  readonly to: string
  /** two to four characters before the title; `hot` makes it heavy */
  readonly kind?: string | undefined
  readonly hot?: boolean | undefined
  /** not read yet */
  readonly fresh?: boolean | undefined
  readonly title: string
  /** second line: what gives way when there is no room, and what stays */
  readonly note?: string | undefined
  readonly noteTail?: string | undefined
  readonly face?: Face | null | undefined
  readonly waits?: Waits | undefined
  readonly mine?: boolean | undefined
  readonly sideNames?: Readonly<Record<string, string>> | undefined
  readonly card?: (() => ReactNode) | undefined
  readonly act?: { readonly label: string; readonly to?: string | undefined; readonly onPick?: (() => void) | undefined } | undefined
}
export interface WorkGroup { readonly key: 'overdue' | 'today' | 'week' | 'later' | string; readonly label?: string | undefined; readonly hint?: string | undefined; readonly rows: readonly WorkItem[] }
export interface WorkListProps {
  readonly groups: readonly WorkGroup[]
  readonly selected?: ReadonlySet<string> | undefined
  readonly onSelect?: ((id: string, on: boolean) => void) | undefined
  /** nothing here runs or waits: no column for it */
  readonly plain?: boolean | undefined
  /** a line telling the keys beneath the list */
  readonly keysHint?: boolean | undefined
}

/** What waits, grouped by when: 逾期 · 今天 · 本周 · 以后. The title is the link; `j k` move between titles, `x` selects. */
export const WorkList = ({ groups, selected, onSelect, plain, keysHint }: WorkListProps) => {
  const say = useSay(), format = useFormat(), keys = keysSwitch.use()
  const self = useRef<HTMLDivElement>(null)
  const press = (e: KeyboardEvent) => {
    const title = (e.target as Element).closest<HTMLElement>('.WorkRow .t')
    if (!title || !commandKey(e.nativeEvent)) return
    const titles = [...self.current?.querySelectorAll<HTMLElement>('.WorkRow .t') ?? []]
    const step = e.key === 'j' ? 1 : e.key === 'k' ? -1 : 0
    const id = title.dataset['id'] ?? ''
    if (step) titles[titles.indexOf(title) + step]?.focus()
    else if (e.key === 'x' && onSelect) onSelect(id, !selected?.has(id))
    else return
    e.preventDefault()
  }
  const name = (g: WorkGroup) => g.label ?? say(`ui.work.${g.key}`)
  return <div className={`WorkList ${plain ? 'plain' : ''}`} ref={self} onKeyDown={press}>{groups.filter(g => g.rows.length).map(g => <section key={g.key} aria-label={name(g)}>
    <h2 className="GroupHead"><b className={g.key === 'overdue' ? 'over' : ''}>{name(g)}</b><span>{format.number(g.rows.length)}</span>{g.hint && <span className="hint">{g.hint}</span>}</h2>
    <ul>{g.rows.map(row => <WorkRow key={row.id} row={row} on={selected?.has(row.id)} onSelect={onSelect} />)}</ul></section>)}
    {keysHint && keys === 'on' && <p className="note hide-s no-print keys"><kbd>j</kbd> <kbd>k</kbd> {say('ui.keys.hint.move')}　{onSelect && <><kbd>x</kbd> {say('ui.keys.select')}　</>}<kbd>Enter</kbd> {say('ui.keys.open')}</p>}
  </div>
}

const WorkRow = ({ row, on, onSelect }: { readonly row: WorkItem; readonly on: boolean | undefined; readonly onSelect: WorkListProps['onSelect'] }) => {
  const say = useSay()
  const full = [row.note, row.noteTail].filter(Boolean).join(' · ')
  return <li className={`WorkRow ${on ? 'sel' : ''} ${row.fresh ? 'fresh' : ''}`}>
    {onSelect ? <input className="Box" type="checkbox" tabIndex={-1} checked={!!on} aria-label={say('ui.work.select', { title: row.title })} onChange={e => onSelect(row.id, e.target.checked)} /> : <span className="nobox" />}
    <span className={`kind ${row.hot ? 'hot' : ''}`}>{row.kind}</span>
    <div className="ti"><Go className="t cut" to={row.to} title={row.title} data-id={row.id}>{row.fresh && <span className="sr">{say('ui.work.fresh')} </span>}{row.title}</Go>
      {full && <div className="note two" title={full}><span className="cut">{row.note}</span>{row.noteTail && <span className="tail">{row.note ? ' · ' : ''}{row.noteTail}</span>}</div>}</div>
    <div className="clock">{(row.face !== null || row.waits) && <ClockChip face={row.face} waits={row.waits} mine={row.mine ?? true} sideNames={row.sideNames} card={row.card} />}</div>
    {row.act ? <Btn small className="act" to={row.act.to} onClick={row.act.onPick}>{row.act.label}</Btn> : <span />}
  </li>
}
