import { useState, type ReactNode } from 'react'
import type * as z from 'zod'
import { fileAddress } from '#kernel/client.ts'
import { cancel, correct, form, pdf, print, register, scan, seal, sign, verify, type LetterShape } from '#kernel/letters/api.ts'
import { labels } from '#kernel/letters/labels.ts'
import { Btn } from './button.tsx'
import { useAction, type Problem } from './data.tsx'
import { Confirm, Dialog } from './dialog.tsx'
import { Check, Field } from './field.tsx'
import { FileDrop } from './file-drop.tsx'
import { dayOf, useFormat } from './format.ts'
import { Tag } from './marks.tsx'
import { Problems } from './problems.tsx'
import { registerLabels, useSay } from './say.ts'
import { Sheet, SignDialog } from './sign-dialog.tsx'
import { nowIso } from './time.ts'
import { toast } from './toast.tsx'
import './letters.css'

registerLabels(labels)
export type LetterItem = z.output<typeof LetterShape>
const tones: Record<string, 'ok' | 'over' | undefined> = { 'in-force': 'ok', void: 'over', superseded: 'over' }
/** What brings it on, and all in order: last what ends it. */
const onward = ['sign', 'seal', 'register', 'scan', 'verify']
const order = ['sign', 'seal', 'register', 'scan', 'verify', 'print', 'trace', 'correct', 'void']

/** One letter: its number and state, who signed, what comes next, and every step this person may take. */
export const LetterView = ({ letter, place }: { readonly letter: LetterItem; readonly place?: ReactNode }) => {
  const say = useSay(), format = useFormat(), [doing, setDoing] = useState<string | null>(null), deeds = [...letter.deeds].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)), first = deeds.find((d) => d.reasons.length === 0 && onward.includes(d.name))
  const paper = letter.way === 'paper' && letter.own
  return <article className="Letter" aria-label={`${letter.label} ${letter.number}`}>
    <div className="head"><b>{letter.label}</b><span className="no">{letter.number}</span><Tag tone={tones[letter.state]}>{letter.stateText}</Tag><span className="note">{say('letters.ui.drawn', { day: letter.date, pages: letter.pages })}</span></div>
    {place}
    {letter.next && <p className="dim">{letter.next}</p>}
    {letter.signers.length > 0 && letter.way !== 'paper' && letter.state !== 'void' && <p className="note">{letter.signers.map((s) => (s.at ? say('letters.ui.signed', { office: s.office, name: s.name ?? '', at: format.moment(s.at) }) : say('letters.ui.unsigned', { office: s.office }))).join('　')}</p>}
    {letter.stamped && <p className="note">{say('letters.ui.stamped', { on: letter.stamped.on, copies: letter.stamped.copies, across: say(letter.stamped.across ? 'letters.yes' : 'letters.no'), handler: letter.stamped.handler, sealer: letter.stamped.sealer })}{letter.stamped.oa ? `　OA ${letter.stamped.oa}` : ''}</p>}
    {letter.inForceAt && <p className="note">{say('letters.ui.since', { at: format.moment(letter.inForceAt) })}</p>}
    {letter.corrects && <p className="note">{say('letters.ui.corrects', { number: letter.corrects })}</p>}
    {letter.voidReason && <p className="note">{say('letters.ui.void', { reason: letter.voidReason })}</p>}
    <div className="acts no-print">
      {deeds.map((d) => <Btn key={d.name} small kind={d === first ? 'primary' : d.name === 'void' ? 'text' : 'plain'} off={d.reasons.length > 0 ? d.reasons.map((r) => r.text).join(' ') : undefined} onClick={() => setDoing(d.name)}>{d.label}</Btn>)}
      <a href={fileAddress(pdf, { id: letter.id })} target="_blank" rel="noreferrer">{say(letter.state === 'printed' ? 'letters.ui.print-sheet' : 'letters.ui.open')}</a>
      {paper && <a href={fileAddress(form, { id: letter.id })} target="_blank" rel="noreferrer">{say('letters.form')}</a>}
    </div>
    {doing && <Doing key={doing} name={doing} letter={letter} onClose={() => setDoing(null)} />}
  </article>
}
const Doing = ({ name, letter, onClose }: { readonly name: string; readonly letter: LetterItem; readonly onClose: () => void }) => {
  const Step = ({ sign: SignStep, register: RegisterStep, scan: ScanStep, verify: VerifyStep } as Record<string, typeof SignStep>)[name] ?? Simple
  return <Step name={name} letter={letter} onClose={onClose} />
}
interface StepProps { readonly name: string; readonly letter: LetterItem; readonly onClose: () => void }
const useDone = (name: string, { label, number }: LetterItem, onClose: () => void) => { const say = useSay(); return (ok: unknown) => { if (ok) { toast(say('letters.ui.done', { deed: say(`letters.${name}`), letter: `${label} ${number}` })); onClose() } } }
const headOf = (say: ReturnType<typeof useSay>, name: string, l: LetterItem) => `${say(`letters.${name}`)} · ${l.label} ${l.number}`

const SignStep = ({ name, letter, onClose }: StepProps) => {
  const say = useSay(), deed = useAction(sign), done = useDone(name, letter, () => {})
  return <SignDialog title={headOf(say, name, letter)} sheet={fileAddress(pdf, { id: letter.id })} hash={letter.hash!} act={sign.name} meaning={say('letters.meaning.approve')} problem={deed.problem} onClose={onClose}
    onSign={async (confirmation) => { const ok = await deed.run({ id: letter.id, confirmation: confirmation as never }); done(ok); return ok !== undefined }} />
}
/** Steps that want no more than a word: seal, trace, print, void, correct. */
const Simple = ({ name, letter, onClose }: StepProps) => {
  const say = useSay(), sealing = useAction(seal), printing = useAction(print), voiding = useAction(cancel), correcting = useAction(correct), done = useDone(name, letter, onClose), worded = name === 'void' || name === 'correct'
  const deed: { busy: boolean; problem: Problem | undefined } = name === 'print' ? printing : name === 'void' ? voiding : name === 'correct' ? correcting : sealing
  const run = (reason: string): Promise<unknown> => (name === 'print' ? printing.run({ id: letter.id }) : name === 'void' ? voiding.run({ id: letter.id, reason }) : name === 'correct' ? correcting.run({ id: letter.id, reason }) : sealing.run({ id: letter.id, how: name === 'trace' ? 'trace' : 'ca' }))
  return <Confirm title={headOf(say, name, letter)} confirm={say(`letters.${name}`)} kind={name === 'void' ? 'danger' : 'primary'} busy={deed.busy} onClose={onClose} onConfirm={(note) => { void run(note).then(done) }} happens={[say(`letters.ui.happens.${name}`)]}
    {...(worded ? { note: { label: say('letters.ui.reason'), required: true } } : {})}><Problems problem={deed.problem} /></Confirm>
}
const RegisterStep = ({ name, letter, onClose }: StepProps) => {
  const say = useSay(), deed = useAction(register), done = useDone(name, letter, onClose), today = dayOf(nowIso()), [f, set] = useState({ copies: '2', across: true, handler: '', sealer: '', on: today, oa: '' }), [tried, setTried] = useState(false)
  const put = (more: Partial<typeof f>) => set({ ...f, ...more }), needed = (v: string) => (tried && !v.trim() ? say('ui.sign.needed') : undefined), at = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text
  const go = () => { setTried(true); if (f.handler.trim() && f.sealer.trim() && Number(f.copies) > 0) void deed.run({ id: letter.id, copies: Number(f.copies), across: f.across, handler: f.handler.trim(), sealer: f.sealer.trim(), on: f.on, ...(f.oa.trim() ? { oa: f.oa.trim() } : {}) }).then(done) }
  return <Dialog title={headOf(say, name, letter)} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={go}>{say('letters.register')}</Btn></>}>
    <p className="note">{say('letters.ui.happens.register')}</p>
    <Field label={say('letter.copies')} required short error={at('copies')}>{(i) => <input {...i} type="number" min={1} max={999} value={f.copies} onChange={(e) => put({ copies: e.target.value })} />}</Field>
    <Check label={say('letter.across')} checked={f.across} onChange={(across) => put({ across })} />
    <Field label={say('letter.handler')} required short error={needed(f.handler)}>{(i) => <input {...i} maxLength={40} value={f.handler} onChange={(e) => put({ handler: e.target.value })} />}</Field>
    <Field label={say('letter.sealer')} required short error={needed(f.sealer)}>{(i) => <input {...i} maxLength={40} value={f.sealer} onChange={(e) => put({ sealer: e.target.value })} />}</Field>
    <Field label={say('letter.stampedOn')} required short error={at('on')}>{(i) => <input {...i} type="date" max={today} value={f.on} onChange={(e) => put({ on: e.target.value })} />}</Field>
    <Field label={say('letter.oa')} optional short>{(i) => <input {...i} maxLength={60} value={f.oa} onChange={(e) => put({ oa: e.target.value })} />}</Field>
    {deed.problem && deed.problem.issues.length === 0 && <Problems problem={deed.problem} />}
  </Dialog>
}
const ScanStep = ({ name, letter, onClose }: StepProps) => {
  const say = useSay(), deed = useAction(scan), done = useDone(name, letter, onClose)
  return <Dialog title={headOf(say, name, letter)} onClose={onClose} footer={<Btn onClick={onClose}>{say('ui.cancel')}</Btn>}>
    <p className="note">{say('letters.ui.happens.scan', { pages: letter.pages })}</p>
    <FileDrop label={say('letters.scan')} accept=".pdf,.jpg,.jpeg,.png" off={deed.busy} onFiles={([file]) => { if (file) void file.arrayBuffer().then((bytes) => deed.run({ id: letter.id }, bytes)).then(done) }} />
    <Problems problem={deed.problem} />
  </Dialog>
}
const VerifyStep = ({ name, letter, onClose }: StepProps) => {
  const say = useSay(), deed = useAction(verify), done = useDone(name, letter, onClose), [number, setNumber] = useState(''), [pages, setPages] = useState(''), [tried, setTried] = useState(false), needed = (v: string) => (tried && !v.trim() ? say('ui.sign.needed') : undefined)
  const go = () => { setTried(true); if (number.trim() && Number(pages) > 0) void deed.run({ id: letter.id, number: number.trim(), pages: Number(pages) }).then(done) }
  return <Dialog wide title={`${say('letters.verify')} · ${letter.label}`} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={go}>{say('letters.ui.verify-go')}</Btn></>}>
    <Sheet title={say('letters.ui.scan-shown')} address={fileAddress(pdf, { id: letter.id })} />
    <p className="note">{say('letters.ui.happens.verify')}</p>
    <Field label={say('letters.ui.number-seen')} required short error={needed(number)}>{(i) => <input {...i} maxLength={80} autoComplete="off" value={number} onChange={(e) => setNumber(e.target.value)} />}</Field>
    <Field label={say('letters.ui.pages-seen')} required short error={needed(pages)}>{(i) => <input {...i} type="number" min={1} max={9999} value={pages} onChange={(e) => setPages(e.target.value)} />}</Field>
    <Problems problem={deed.problem} />
  </Dialog>
}
