import { Btn } from './button.tsx'
import { useSay } from './say.ts'
import './table.css'

export interface FiltersProps {
  readonly label: string
  readonly values: Readonly<Partial<Record<string, string>>>
  readonly choices: readonly { readonly key: string; readonly label: string; readonly options: readonly { readonly key: string; readonly label: string }[] }[]
  /** labels of the first and last day, kept as `from` and `to` */
  readonly days?: { readonly from: string; readonly to: string } | undefined
  readonly onChange: (change: Record<string, string | undefined>) => void
}

/** What a list is narrowed by, in one line; its values live in the address. */
export const Filters = ({ label, values, choices, days, onChange }: FiltersProps) => {
  const say = useSay(), set = Object.keys(values).filter(k => values[k])
  return <div className="Filters no-print" role="group" aria-label={label}>
    {choices.map(c => <label key={c.key}><span className="note">{c.label}</span><select className="Input slim" value={values[c.key] ?? ''} onChange={e => onChange({ [c.key]: e.target.value || undefined })}><option value="">{say('ui.filter.all')}</option>{values[c.key] && !c.options.some(o => o.key === values[c.key]) && <option value={values[c.key]}>{values[c.key]}</option>}{c.options.map(o => <option key={o.key} value={o.key}>{o.label}</option>)}</select></label>)}
    {days && (['from', 'to'] as const).map(k => <label key={k}><span className="note">{days[k]}</span><input className="Input slim" type="date" value={values[k] ?? ''} {...(k === 'from' ? { max: values['to'] } : { min: values['from'] })} onChange={e => onChange({ [k]: e.target.value || undefined })} /></label>)}
    {set.length > 0 && <Btn kind="text" small onClick={() => onChange(Object.fromEntries(set.map(k => [k, undefined])))}>{say('ui.filter.clear')}</Btn>}
  </div>
}
