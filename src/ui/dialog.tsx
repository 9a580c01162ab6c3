import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { Btn } from './button.tsx'
import { Field } from './field.tsx'
import { Reasons, type ReasonItem } from './reasons.tsx'
import { useSay } from './say.ts'
import './overlay.css'

export interface DialogProps { readonly title: string; readonly onClose: () => void; readonly children: ReactNode; readonly footer?: ReactNode | undefined; /** has a page to show */ readonly wide?: boolean | undefined }

/** A page above the page: the rest rests until it is answered or closed. */
export const Dialog = ({ title, onClose, children, footer, wide }: DialogProps) => {
  const say = useSay(), id = useId()
  const self = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const el = self.current, before = document.activeElement
    el?.showModal()
    return () => { el?.close(); (before instanceof HTMLElement && before.isConnected ? before : document.querySelector<HTMLElement>('.Drawer') ?? document.querySelector('main'))?.focus() }
  }, [])
  return <dialog ref={self} className={`Dialog ${wide ? 'wide' : ''}`} aria-labelledby={id} onCancel={e => { e.preventDefault(); onClose() }} onKeyDown={e => e.stopPropagation()}
    onClick={e => { e.stopPropagation(); if (e.target === e.currentTarget) onClose() }}>
    <header><h2 id={id}>{title}</h2><Btn kind="text" small icon="close" aria-label={say('ui.close')} onClick={onClose} /></header>
    <div className="body">{children}</div>
    {footer && <footer>{footer}</footer>}
  </dialog>
}

export interface ConfirmProps {
  readonly title: string
  /** what will happen, sentence by sentence */
  readonly happens: readonly string[]
  readonly confirm: string
  readonly kind?: 'primary' | 'danger' | undefined
  /** a field for words that go with the act */
  readonly note?: { readonly label?: string | undefined; readonly hint?: string | undefined; readonly required?: boolean | undefined } | undefined
  readonly reasons?: readonly ReasonItem[] | undefined
  readonly busy?: boolean | undefined
  readonly onConfirm: (note: string) => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Before anything is decided: what will happen, the words that go with it, and why it was declined if it was. */
export const Confirm = ({ title, happens, confirm, kind = 'primary', note, reasons, busy, onConfirm, onClose, children }: ConfirmProps) => {
  const say = useSay()
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  const go = () => { if (note?.required && !text.trim()) setMissing(true); else onConfirm(text.trim()) }
  return <Dialog title={title} onClose={onClose} footer={<>
    <Btn onClick={onClose}>{say('ui.cancel')}</Btn>
    <Btn kind={kind} busy={busy} onClick={go}>{busy ? say('ui.confirm.busy') : confirm}</Btn></>}>
    {happens.length > 0 && <div><p className="note">{say('ui.confirm.happens')}</p><ul className="Happens">{happens.map(line => <li key={line}>{line}</li>)}</ul></div>}
    {children}
    {note && <Field label={note.label ?? say('ui.confirm.note')} hint={note.hint} optional={!note.required} error={missing && !text.trim() ? say('ui.confirm.needed') : undefined}>
      {input => <textarea {...input} rows={3} value={text} onChange={e => setText(e.target.value)} />}</Field>}
    {!!reasons?.length && <Reasons reasons={reasons} />}
  </Dialog>
}
