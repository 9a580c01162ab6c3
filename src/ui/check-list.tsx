import { Basis, type BasisItem } from './basis.tsx'
import { Tag } from './marks.tsx'
import { useSay } from './say.ts'
import './files.css'

export interface CheckLine { readonly key: string; readonly label: string; readonly required: boolean; readonly state: 'missing' | 'ready' | 'expired'; readonly note?: string | undefined; readonly basis?: readonly BasisItem[] | undefined }
const tones = { missing: 'soon', ready: 'ok', expired: 'over' } as const

/** What is asked for and how it stands: required first, then advised; a word beside every colour. */
export const CheckList = ({ label, lines }: { readonly label: string; readonly lines: readonly CheckLine[] }) => {
  const say = useSay()
  return <ul className="PaperList" aria-label={label}>{[...lines].sort((a, b) => Number(b.required) - Number(a.required)).map((l) => <li key={l.key}>
    <span>{l.required ? <b>{l.label}</b> : l.label}{!l.required && <span className="note"> {say('ui.check.advised')}</span>}</span>
    {l.required || l.state !== 'missing' ? <Tag tone={tones[l.state]}>{say(`ui.check.${l.state}`)}</Tag> : <span className="dim">{say('ui.check.none')}</span>}
    {l.note && <span className={`note ${l.state === 'expired' ? 'over' : ''}`}>{l.note}</span>}
    {l.required && l.state !== 'ready' && !!l.basis?.length && <span className="note">{say('ui.basis')}　<Basis items={l.basis} /></span>}
  </li>)}</ul>
}
