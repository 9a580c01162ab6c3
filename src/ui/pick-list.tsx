import { Go } from './go.tsx'
import './page.css'

export interface PickItem { readonly key: string; readonly name: string; readonly role: string; readonly count?: string | undefined; readonly quiet?: boolean | undefined; readonly note?: string | undefined; readonly to?: string | undefined }
export interface PickListProps { readonly groups: readonly { readonly label: string; readonly items: readonly PickItem[] }[]; readonly onPick?: ((key: string) => void) | undefined }

/** People or things to choose one from, in two columns of groups: the personas of a demonstration, offices to switch to. */
export const PickList = ({ groups, onPick }: PickListProps) => {
  const half = Math.ceil(groups.reduce((n, g) => n + g.items.length + 1, 0) / 2)
  const left: PickListProps['groups'][number][] = [], right: PickListProps['groups'][number][] = []
  let height = 0
  for (const g of groups) { (height + g.items.length / 2 < half ? left : right).push(g); height += g.items.length + 1 }
  const row = (i: PickItem) => {
    const inside = <><span className="nm">{i.name}</span><span>{i.role}</span><span className={`nw count ${i.quiet ? 'dim' : 'b'}`}>{i.count}</span>{i.note && <span className="note">{i.note}</span>}</>
    return <li key={i.key}>{i.to ? <Go to={i.to}>{inside}</Go> : <button type="button" onClick={() => onPick?.(i.key)}>{inside}</button>}</li>
  }
  return <div className="PickList">{[left, right].map((side, at) => <div key={at}>{side.map(g => <section key={g.label} aria-label={g.label}><h2>{g.label}</h2><ul>{g.items.map(row)}</ul></section>)}</div>)}</div>
}
