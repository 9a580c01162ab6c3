import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { ClockChip } from './clock-chip.tsx'
import type { Face, Waits } from './clock-face.ts'
import { Tag } from './marks.tsx'
import { useSay } from './say.ts'
import { denseFrom } from './tokens.ts'
import './matrix.css'

export interface LaneColumn { readonly key: string; readonly label: string; readonly note?: string | undefined; readonly critical?: boolean | undefined; /** needs little room: nothing to declare in it */ readonly narrow?: boolean | undefined }
export interface LaneCell {
  readonly state: string
  /** null: no clock to show here; absent: not begun */
  readonly face?: Face | null | undefined
  readonly waits?: Waits | undefined
  readonly mine?: boolean | undefined
  /** outside one's own house an office, never a person */
  readonly holder?: string | undefined
  /** the lane that decides when this row may begin */
  readonly critical?: boolean | undefined
  /** it waits for the reader's side */
  readonly tone?: 'mine' | undefined
  /** the lane is not needed here, in words; nothing to open */
  readonly plain?: string | undefined
  /** shown in the drawer now */
  readonly current?: boolean | undefined
  /** its last event, told beneath the matrix while the cell is pointed at or has the focus */
  readonly last?: string | undefined
}
export interface LaneRow {
  readonly key: string
  readonly name: string
  readonly note?: string | undefined
  readonly tag?: string | undefined
  readonly cells: Readonly<Record<string, LaneCell | null | undefined>>
  /** the forecast at the row's end; `from … to` and `at` as shares of one common axis */
  readonly end?: { readonly label: ReactNode; readonly note?: string | undefined; readonly from?: number | undefined; readonly to?: number | undefined; readonly at?: number | undefined } | undefined
}
export interface LaneMatrixProps {
  readonly label: string
  readonly corner: { readonly label: string; readonly note?: string | undefined }
  readonly columns: readonly LaneColumn[]
  readonly rows: readonly LaneRow[]
  readonly end?: { readonly label: string; readonly note?: string | undefined; readonly ticks?: readonly string[] | undefined } | undefined
  readonly onOpen: (row: string, column: string) => void
  readonly card?: ((row: string, column: string) => ReactNode) | undefined
  readonly sideNames?: Readonly<Record<string, string>> | undefined
  readonly dense?: boolean | undefined
}

const moves: Record<string, readonly [row: number, column: number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
const part = (share: number) => `${(share * 100).toFixed(1)}%`

/** Rows that run several lanes at once; every cell says its state, its clock and who holds it, and Enter opens it. */
export const LaneMatrix = ({ label, corner, columns, rows, end, onOpen, card, sideNames, dense = rows.length >= denseFrom }: LaneMatrixProps) => {
  const say = useSay()
  const self = useRef<HTMLTableElement>(null)
  const open = (row: LaneRow | undefined, c: LaneColumn | undefined) => { const cell = row && c ? row.cells[c.key] : null; return !!cell && cell.plain === undefined }
  const firstRow = rows.findIndex(r => columns.some(c => open(r, c)))
  const [at, setAt] = useState({ row: Math.max(0, firstRow), column: Math.max(0, columns.findIndex(c => open(rows[Math.max(0, firstRow)], c))) })
  const [pointed, setPointed] = useState<LaneCell | null>(null), tells = rows.some(r => columns.some(c => r.cells[c.key]?.last))
  const press = (e: KeyboardEvent, row: number, column: number) => {
    if (e.target !== e.currentTarget) return
    const key = [rows[row]?.key, columns[column]?.key] as const
    if ((e.key === 'Enter' || e.key === ' ') && key[0] && key[1]) { e.preventDefault(); onOpen(key[0], key[1]) }
    const move = moves[e.key]
    if (!move) return
    e.preventDefault()
    for (let r = row + move[0], c = column + move[1]; rows[r] && columns[c]; r += move[0], c += move[1]) {
      if (!open(rows[r], columns[c])) continue
      self.current?.querySelector<HTMLElement>(`[data-at="${r} ${c}"]`)?.focus()
      return
    }
  }
  const draw = (row: LaneRow, r: number, column: LaneColumn, c: number) => {
    const cell = row.cells[column.key]
    const above = rows[r - 1]?.cells[column.key]?.plain
    if (!cell) return <td key={column.key} role="gridcell" className="plain" data-l={column.label}><span className="dim">{say('ui.none')}</span></td>
    if (cell.plain !== undefined) return <td key={column.key} role="gridcell" className={`plain ${above === cell.plain ? 'same' : ''}`} data-l={column.label} title={cell.plain}><span className="st">{cell.state}</span><span className="who">{cell.plain}</span></td>
    const active = at.row === r && at.column === c
    const chip = card ? () => card(row.key, column.key) : undefined
    return <td key={column.key} role="gridcell" data-l={column.label} data-at={`${r} ${c}`} tabIndex={active ? 0 : -1}
      className={`opens ${cell.critical ? 'crit' : ''} ${cell.tone ?? ''}`} aria-current={cell.current ? 'true' : undefined}
      onFocus={() => { setAt({ row: r, column: c }); setPointed(cell) }} onBlur={() => setPointed(null)} onMouseEnter={() => setPointed(cell)} onMouseLeave={() => setPointed(null)} onKeyDown={e => press(e, r, c)} onClick={() => onOpen(row.key, column.key)}>
      <span className="st">{cell.state}{cell.critical && <span className="sr"> {say('ui.matrix.critical')}</span>}</span>
      {(cell.face !== null || cell.waits) && <ClockChip small face={cell.face} waits={cell.waits} mine={cell.mine ?? true} sideNames={sideNames} card={chip} reachable={active} />}
      {cell.holder && <span className="who cut" title={cell.holder}>{cell.holder}</span>}</td>
  }
  return <div className="LaneScroll"><table className={`LaneMatrix ${dense ? 'dense' : ''}`} role="grid" aria-label={label} ref={self}>
    <colgroup><col className="first" />{columns.map(c => <col key={c.key} className={c.narrow ? 'narrow' : ''} />)}{end && <col className="end" />}</colgroup>
    <thead role="rowgroup"><tr role="row"><th role="columnheader"><b>{corner.label}</b><span>{corner.note}</span></th>
      {columns.map(c => <th key={c.key} role="columnheader" className={c.critical ? 'crit' : ''}><b>{c.label}</b><span>{[c.note, c.critical && say('ui.matrix.critical')].filter(Boolean).join(' · ')}</span></th>)}
      {end && <th role="columnheader"><b>{end.label}</b>{end.note}{end.ticks && <span className="Ticks">{end.ticks.map(t => <em key={t}>{t}</em>)}</span>}</th>}</tr></thead>
    <tbody role="rowgroup">{rows.map((row, r) => <tr role="row" key={row.key}>
      <th scope="row" role="rowheader"><span className="nm b" title={row.name}>{row.name}{row.tag && <> <Tag tone="lead">{row.tag}</Tag></>}</span>{row.note && <span className="note blk">{row.note}</span>}</th>
      {columns.map((c, i) => draw(row, r, c, i))}
      {end && <td role="gridcell" className="Forecast" data-l={end.label}>{row.end && <><span className="b">{row.end.label}</span>
        {row.end.at !== undefined && <span className="ax" aria-hidden="true">{row.end.from !== undefined && row.end.to !== undefined && <i style={{ left: part(row.end.from), width: part(row.end.to - row.end.from) }} />}<u style={{ left: part(row.end.at) }} /></span>}
        {row.end.note && <span className="note blk">{row.end.note}</span>}</>}</td>}</tr>)}</tbody>
  </table>{tells && <p className="note last" aria-live="polite">{pointed?.last ? say('ui.matrix.last', { what: pointed.last }) : ''}</p>}</div>
}
