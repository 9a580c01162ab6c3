import { useState, type ReactNode } from 'react'
import { confirm, me } from '#kernel/api.ts'
import { Btn } from './button.tsx'
import { useAction, useQuery } from './data.tsx'
import { Dialog } from './dialog.tsx'
import { Facts } from './facts.tsx'
import { Field } from './field.tsx'
import { Notice } from './notice.tsx'
import { Problems } from './problems.tsx'
import { useSay } from './say.ts'
import './letters.css'

export interface SignDialogProps {
  readonly title: string
  /** where the pages that are signed can be seen; without it `children` shows what is signed */
  readonly sheet?: string | undefined
  readonly children?: ReactNode
  /** SHA-256 of the content: what the confirmation is bound to */
  readonly hash: string
  /** the act the confirmation is for, an endpoint's name */
  readonly act: string
  /** what the signature says */
  readonly meaning: string
  /** signs with the confirmation; answers whether it was done */
  readonly onSign: (confirmation: string) => Promise<boolean>
  readonly problem?: Parameters<typeof Problems>[0]['problem']
  readonly onClose: () => void
}
/** Signing: what is signed, what it means, and who signs it, confirmed anew. */
export const SignDialog = ({ title, sheet, children, hash, act, meaning, onSign, problem, onClose }: SignDialogProps) => {
  const say = useSay(), person = useQuery(me, {}), confirming = useAction(confirm), [typed, setTyped] = useState(''), [missing, setMissing] = useState(false), [busy, setBusy] = useState(false), demo = person.data?.demo ?? false
  const go = async () => {
    if (!typed.trim()) { setMissing(true); return }
    setBusy(true)
    setMissing(false)
    const given = await confirming.run({ hash, act, password: typed })
    if (given && await onSign(given.id)) onClose()
    // good for one signature: whatever happened, it is typed again
    setTyped('')
    setBusy(false)
  }
  return <Dialog wide={sheet !== undefined} title={title} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={busy} onClick={() => { void go() }}>{say('ui.sign.go')}</Btn></>}>
    {sheet ? <Sheet title={title} address={sheet} /> : children}
    <Facts items={[{ label: say('ui.sign.meaning'), value: meaning }, { label: say('ui.sign.who'), value: [person.data?.person, person.data?.office].filter(Boolean).join('　') }, { label: say('ui.sign.hash'), value: <code className="Hash">{hash}</code> }]} />
    <Problems problem={confirming.problem ?? problem} />
    {demo && <Notice>{say('ui.sign.demo')}</Notice>}
    <form onSubmit={(e) => { e.preventDefault(); void go() }}>
      <Field label={say(demo ? 'ui.sign.name' : 'ui.sign.password')} required short hint={say('ui.sign.once')} error={missing && !typed.trim() ? say('ui.sign.needed') : undefined}>
        {(input) => <input {...input} type={demo ? 'text' : 'password'} autoComplete={demo ? 'off' : 'current-password'} maxLength={200} value={typed} onChange={(e) => setTyped(e.target.value)} />}</Field>
    </form>
  </Dialog>
}
/** The pages of a PDF, or a way to open them where none can be shown in a page. */
export const Sheet = ({ title, address }: { readonly title: string; readonly address: string }) => {
  const say = useSay()
  return <div className="Sheet"><iframe title={title} src={`${address}#toolbar=0&view=FitH`} /><a href={address} target="_blank" rel="noreferrer">{say('ui.sign.open')}</a></div>
}
