import { Btn } from './button.tsx'
import { Dial } from './clock-dial.tsx'
import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import './work.css'

export interface BulkBarProps {
  readonly act: string
  /** row by row what will happen; `skip` says why it will not */
  readonly rows: readonly { readonly key: string; readonly title: string; readonly text?: string | undefined; readonly skip?: string | undefined }[]
  readonly busy?: boolean | undefined
  readonly onRun: () => void
  readonly onClear: () => void
}

/** One act on many: what will be done and what will be passed over, before it is done. */
export const BulkBar = ({ act, rows, busy, onRun, onClear }: BulkBarProps) => {
  const say = useSay(), skip = rows.filter(r => r.skip).length, go = rows.length - skip
  return <section className="BulkBar" aria-label={say('ui.bulk', { n: rows.length })}>
    <div className="row wrap"><b>{say('ui.bulk', { n: rows.length })}</b><span className="note grow">{say('ui.bulk.plan', { act, go, skip })}</span>
      <Btn kind="text" onClick={onClear}>{say('ui.bulk.clear')}</Btn><Btn kind="primary" busy={busy} off={go === 0} onClick={onRun}>{say('ui.bulk.run', { n: go })}</Btn></div>
    <ul>{rows.map(r => <li key={r.key}>{r.skip ? <span className="soon"><Icon name="close" small /></span> : <span className="ok"><Dial look="done" /></span>}<span>{r.title}</span><span className="note">{r.skip ?? r.text}</span></li>)}</ul>
  </section>
}
