import type { ReactNode } from 'react'
import { Dial } from './clock-dial.tsx'
import type { Look } from './clock-face.ts'
import { useFormat } from './format.ts'
import { Go } from './go.tsx'
import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import './form.css'

export type SectionState = 'none' | 'doing' | 'fix' | 'done'
export interface SectionItem { readonly key: string; readonly label: string; readonly state: SectionState; readonly note?: string | undefined; readonly to?: string | undefined; readonly share?: number | undefined }

const looks: Record<SectionState, Look> = { none: 'none', doing: 'ontime', fix: 'overdue', done: 'done' }
const tones: Record<SectionState, string> = { none: 'dim', doing: 'dim', fix: 'over', done: 'ok' }

export interface SectionListProps { readonly sections: readonly SectionItem[]; readonly current: string; readonly onPick?: ((key: string) => void) | undefined; readonly note?: ReactNode | undefined }

/** The sections of a form with how each stands; on a phone the present one, the others on demand. */
export const SectionList = ({ sections, current, onPick, note }: SectionListProps) => {
  const say = useSay()
  const at = sections.findIndex(s => s.key === current), now = sections[at]
  const row = (s: SectionItem) => {
    const inside = <><span className={tones[s.state]}><Dial look={looks[s.state]} share={s.share ?? .6} /></span><span>{s.label}<span className="sr"> {say(`ui.form.state.${s.state}`)}</span></span><i className={s.state === 'fix' ? 'need' : ''}>{s.note}</i></>
    const here = s.key === current ? { 'aria-current': 'step' as const } : {}
    return <li key={s.key}>{s.to ? <Go to={s.to} {...here}>{inside}</Go> : <button type="button" {...here} onClick={() => onPick?.(s.key)}>{inside}</button>}</li>
  }
  return <nav className="SecList" aria-label={say('ui.form.sections')}>
    <ol className="hide-s">{sections.map(row)}</ol>
    <details className="only-s"><summary>{now && <span className={tones[now.state]}><Dial look={looks[now.state]} share={now.share ?? .6} /></span>}<b>{now?.label}</b>{now?.note && <i className={now.state === 'fix' ? 'need' : ''}>{now.note}</i>}<span className="note">{say('ui.form.nth', { n: at + 1, total: sections.length })} · {say('ui.form.all')}</span></summary><ol>{sections.map(row)}</ol></details>
    {note && <p className="note foot hide-s">{note}</p>}
  </nav>
}

/** Three columns: sections, the questions, and why they are asked. */
export const FormPage = ({ sections, children, aside }: { readonly sections: ReactNode; readonly children: ReactNode; readonly aside?: ReactNode | undefined }) =>
  <div className="FormPage">{sections}<div className="fields">{children}</div>{aside && <aside>{aside}</aside>}</div>

/** 已保存 10:32:05, always in sight. `at` is the instant of the server's answer. */
export const SavedAt = ({ at }: { readonly at: string | 'saving' | 'unsaved' | null }) => {
  const say = useSay(), format = useFormat()
  return <span className="SavedAt dim" role="status">{at === null ? '' : at === 'saving' ? say('ui.form.saving')
    : at === 'unsaved' ? <span className="over"><Icon name="warn" small /> {say('ui.form.unsaved')}</span>
    : <><span className="ok"><Icon name="check" small /></span> {say('ui.form.saved', { at: format.second(at) })}</>}</span>
}

/** A question hung on a field, page or clause: who asks, what, and who must answer. */
export const Thread = ({ who, office, at, children, turn, act }: { readonly who: string; readonly office?: string | undefined; readonly at: string; readonly children: ReactNode; readonly turn?: ReactNode | undefined; readonly act?: ReactNode | undefined }) =>
  <div className="Thread"><div className="row wrap"><b>{who}</b>{office && <span className="dim">{office}</span>}<span className="note grow r">{at}</span></div><div>{children}</div>
    {(turn || act) && <div className="row"><span className="note grow">{turn}</span>{act}</div>}</div>
