import type { Look } from './clock-face.ts'
import { Go } from './go.tsx'
import './work.css'

export interface StripRow {
  readonly key: string
  readonly name: string
  readonly to: string
  readonly note?: string | undefined
  /** one per lane: a word or two, how it looks, the share used; `na` where the lane is not needed */
  readonly lanes: readonly { readonly word: string; readonly look: Look | 'na'; readonly share?: number | undefined }[]
}

/** Several cases' lanes in a side column, one strip a case. */
export const LaneStrips = ({ heads, rows }: { readonly heads: readonly string[]; readonly rows: readonly StripRow[] }) => {
  const columns = { gridTemplateColumns: `repeat(${heads.length},minmax(0,1fr))` }
  return <div><div className="LaneHead" style={columns} aria-hidden="true">{heads.map(h => <span key={h}>{h}</span>)}</div>
    <ul>{rows.map(r => <li key={r.key} className="LaneRow"><div className="row"><Go to={r.to} className="b">{r.name}</Go><span className="note cut grow">{r.note}</span></div>
      <div className="LaneStrip" style={columns}>{r.lanes.map((lane, at) => <div key={at} className={lane.look}><i aria-hidden="true"><u style={{ width: `${(lane.look === 'ontime' || lane.look === 'soon' ? lane.share ?? .5 : 1) * 100}%` }} /></i><span className="sr">{heads[at]} </span><span className="cut blk" title={lane.word}>{lane.word}</span></div>)}</div></li>)}</ul></div>
}
