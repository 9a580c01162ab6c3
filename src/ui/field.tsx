import { useId, type ReactNode } from 'react'
import { Dial } from './clock-dial.tsx'
import { Go } from './go.tsx'
import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import './form.css'

/** What the native control inside a field takes: `{input => <input {...input} type="date" />}`. */
export interface FieldInput { readonly id: string; readonly className: string; readonly 'aria-describedby'?: string; readonly 'aria-invalid'?: true; readonly 'aria-required'?: true }

export interface FieldProps {
  readonly label: string
  /** beside the label: what is needed, in a few words */
  readonly hint?: string | undefined
  readonly required?: boolean | undefined
  readonly optional?: boolean | undefined
  /** 为什么问这个: why it is asked and what it rests on, unfolded on demand */
  readonly why?: ReactNode | undefined
  /** under the control: where it was read from, what to check */
  readonly note?: ReactNode | undefined
  readonly error?: string | undefined
  readonly short?: boolean | undefined
  /** target of links to this field */
  readonly at?: string | undefined
  readonly children: (input: FieldInput) => ReactNode
  /** what hangs on the field: a question and its answer */
  readonly below?: ReactNode | undefined
}

/** One question: its label, its control, why it is asked, and what is wrong with the answer. */
export const Field = ({ label, hint, required, optional, why, note, error, short, at, children, below }: FieldProps) => {
  const say = useSay(), own = useId(), id = at ?? own
  const described = [error && `${id}-error`, note && `${id}-note`].filter(Boolean).join(' ')
  return <div className={`Field ${error ? 'err' : ''} ${short ? 'short' : ''}`}>
    <label htmlFor={id}>{label}{(hint ?? optional) && <span className="note">{hint ?? say('ui.form.optional')}</span>}</label>
    {children({ id, className: 'Input', ...(described ? { 'aria-describedby': described } : {}), ...(error ? { 'aria-invalid': true } : {}), ...(required ? { 'aria-required': true } : {}) })}
    {error && <p className="msg" id={`${id}-error`}><Dial look="overdue" /><span>{error}</span></p>}
    {note && <p className="note under" id={`${id}-note`}>{note}</p>}
    {why && <details className="Why"><summary className="note">{say('ui.form.why')}</summary><div className="note">{why}</div></details>}
    {below}
  </div>
}

/** A fact that comes from elsewhere: shown, not asked again. */
export const FactField = ({ label, value, from, to, mono, short }: { readonly label: string; readonly value: ReactNode; readonly from: ReactNode; readonly to?: string | undefined; readonly mono?: boolean | undefined; readonly short?: boolean | undefined }) => {
  const say = useSay(), id = useId()
  return <div className={`Field ${short ? 'short' : ''}`}><span className="label" id={id}>{label}</span>
    <div className="Input fact" role="group" aria-labelledby={id}><span className={`grow ${mono ? 'mono' : ''}`}>{value}</span><Icon name="lock" small /></div>
    <p className="note under">{from}{to && <>　<Go to={to}>{say('ui.form.goto')}</Go></>}</p></div>
}

export interface Choice { readonly value: string; readonly label: string; readonly note?: string | undefined; readonly off?: boolean | undefined }
export interface ChoicesProps {
  readonly label: string
  readonly name: string
  readonly choices: readonly Choice[]
  /** one value: pick one; a list: pick any */
  readonly value: string | readonly string[]
  readonly onChange: (value: string, on: boolean) => void
  readonly hint?: string | undefined
  readonly error?: string | undefined
}

/** A closed question: one of a few, or any of a few. */
export const Choices = ({ label, name, choices, value, onChange, hint, error }: ChoicesProps) => {
  const many = typeof value !== 'string', id = useId()
  return <fieldset className={`Field ${error ? 'err' : ''}`} aria-describedby={error ? id : undefined}>
    <legend>{label}{hint && <span className="note">{hint}</span>}</legend>
    <div className={`Choices ${choices.length > 5 ? 'many' : ''}`}>{choices.map(c => <label key={c.value} className="Choice">
      <input className="Box" type={many ? 'checkbox' : 'radio'} name={name} value={c.value} disabled={c.off ?? false}
        checked={many ? value.includes(c.value) : value === c.value} onChange={e => onChange(c.value, e.target.checked)} />
      <span>{c.label}{c.note && <span className="note blk">{c.note}</span>}</span></label>)}</div>
    {error && <p className="msg" id={id}><Dial look="overdue" /><span>{error}</span></p>}
  </fieldset>
}

/** One box to tick. */
export const Check = ({ label, checked, onChange, note }: { readonly label: ReactNode; readonly checked: boolean; readonly onChange: (on: boolean) => void; readonly note?: string | undefined }) =>
  <label className="Choice"><input className="Box" type="checkbox" checked={checked} onChange={e => onChange(e.target.checked)} /><span>{label}{note && <span className="note blk">{note}</span>}</span></label>
