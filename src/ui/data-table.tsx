import type { ReactNode } from 'react'
import { Btn } from './button.tsx'
import { useFormat } from './format.ts'
import { Icon } from './icons.tsx'
import { useGo } from './go.tsx'
import { useSay } from './say.ts'
import './table.css'

export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** any CSS width; the rest is shared */
  readonly width?: string | undefined
  readonly align?: 'right' | undefined
  readonly nowrap?: boolean | undefined
  /** quiet second ink */
  readonly dim?: boolean | undefined
  readonly sortable?: boolean | undefined
  /** on a phone without its label: the value speaks for itself */
  readonly bare?: boolean | undefined
  /** not shown on a phone */
  readonly wideOnly?: boolean | undefined
}
export interface DataTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** a row's own page; the first column should hold the link too */
  readonly to?: ((row: Row) => string) | undefined
  /** opens beside the page; the first column becomes the button that does it */
  readonly onOpen?: ((row: Row) => void) | undefined
  /** a line above the first row of each group, by the value it gives */
  readonly group?: ((row: Row) => { readonly key: string; readonly label: ReactNode }) | undefined
  readonly sort?: { readonly key: string; readonly down: boolean; readonly onSort: (key: string) => void } | undefined
  readonly dense?: boolean | undefined
  readonly empty?: ReactNode | undefined
  readonly current?: string | undefined
}

/** Real rows under a head that stays in sight. */
export function DataTable<Row>({ caption, columns, rows, rowKey, to, onOpen, group, sort, dense, empty, current }: DataTableProps<Row>) {
  const say = useSay(), go = useGo()
  if (!rows.length && empty) return <>{empty}</>
  const press = (row: Row, target: EventTarget) => {
    if ((target as Element).closest('a,button,input,summary,label') || getSelection()?.toString()) return
    if (onOpen) onOpen(row)
    else if (to) go(to(row))
  }
  const head = (c: Column<Row>) => {
    const sorted = sort?.key === c.key
    return <th key={c.key} scope="col" className={`${c.align === 'right' ? 'r' : ''} ${c.wideOnly ? 'wide' : ''}`} {...(sorted ? { 'aria-sort': sort.down ? 'descending' as const : 'ascending' as const } : {})}>
      {c.sortable && sort ? <button type="button" className="sorter" aria-label={say('ui.table.sort', { label: c.label })} onClick={() => sort.onSort(c.key)}>{c.label}{sorted && <Icon name={sort.down ? 'down' : 'up'} small />}</button> : c.label}</th>
  }
  let last = ''
  return <table className={`DataTable ${dense ? 'dense' : ''}`}>
    <caption className="sr">{caption}</caption>
    <colgroup>{columns.map(c => <col key={c.key} className={c.wideOnly ? 'wide' : ''} style={c.width ? { width: c.width } : {}} />)}</colgroup>
    <thead><tr>{columns.map(head)}</tr></thead>
    <tbody>{rows.flatMap(row => {
      const key = rowKey(row), g = group?.(row), begins = g && g.key !== last
      last = g?.key ?? ''
      return [
        begins && <tr key={`group ${g.key}`} className="group"><th colSpan={columns.length} scope="colgroup">{g.label}</th></tr>,
        <tr key={key} className={to || onOpen ? 'opens' : ''} aria-current={current === key ? 'true' : undefined} onClick={e => press(row, e.target)}>{columns.map((c, at) =>
          <td key={c.key} data-label={at && !c.bare ? c.label : undefined} className={`${c.align === 'right' ? 'r' : ''} ${c.nowrap ? 'nw' : ''} ${c.dim ? 'dim' : ''} ${c.wideOnly ? 'wide' : ''}`}>{onOpen && at === 0 ? <button type="button" className="opener" onClick={() => onOpen(row)}>{c.cell(row)}</button> : c.cell(row)}</td>)}</tr>,
      ]
    })}</tbody>
  </table>
}

export interface PagerProps { readonly page: number; readonly size: number; readonly total: number; readonly onPage: (page: number) => void }

/** Pages of a list the server cuts; the first page is 1. */
export const Pager = ({ page, size, total, onPage }: PagerProps) => {
  const say = useSay(), format = useFormat()
  const pages = Math.max(1, Math.ceil(total / size))
  return <nav className="Pager" aria-label={say('ui.pager.label')}>
    <span className="note">{say('ui.pager', { from: format.number(total ? (page - 1) * size + 1 : 0), to: format.number(Math.min(total, page * size)), total: format.number(total) })}</span>
    <Btn small icon="back" aria-label={say('ui.pager.before')} off={page <= 1} onClick={() => onPage(page - 1)} />
    <Btn small icon="next" aria-label={say('ui.pager.after')} off={page >= pages} onClick={() => onPage(page + 1)} />
  </nav>
}
