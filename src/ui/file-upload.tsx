import { useEffect, useRef, useState } from 'react'
import { accepted, file as filing, fileLimit, type DocumentItem, type FilingItem } from '#kernel/documents/api.ts'
import { Btn } from './button.tsx'
import { useAction } from './data.tsx'
import { Dialog } from './dialog.tsx'
import { Check, Field } from './field.tsx'
import { FileDrop, FileRow } from './file-drop.tsx'
import { FileProblem, sizeText, versionText } from './file-words.tsx'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { useSay } from './say.ts'
import { toast } from './toast.tsx'
import './files.css'

type Kind = FilingItem['kinds'][number]
interface Staged { readonly key: number; readonly file: File; readonly kind: string; readonly label: string; readonly datedOn: string; readonly expiresOn: string; readonly audience: Kind['audience']; readonly parent: string; readonly difference: string; readonly state: 'ready' | 'done' | 'failed' }

/** What a file's name already says: its kind, version number and date. */
function guessed(file: File, kinds: readonly Kind[]): Pick<Staged, 'kind' | 'label' | 'datedOn' | 'audience'> {
  const name = file.name.replace(/\.[^.]+$/, ''), kind = [...kinds].sort((a, b) => b.label.length - a.label.length).find((k) => name.includes(k.label)) ?? (kinds.length === 1 ? kinds[0] : undefined)
  const label = /(?:^|[^a-z\d])(v\s?\d+(?:\.\d+)*(?:-[a-z]?\d+)?)/i.exec(name)?.[1]?.replace(/\s/g, '').toUpperCase() ?? '', day = /(20\d\d)[-.]?([01]\d)[-.]?([0-3]\d)(?!\d)/.exec(name)
  return { kind: kind?.name ?? '', label, datedOn: day ? `${day[1]}-${day[2]}-${day[3]}` : '', audience: kind?.audience ?? 'all' }
}
/** The one it can only be made from, unless another is chosen. */
const parentOf = (r: Staged, kind: Kind | undefined): string => r.parent || (kind?.from?.length === 1 ? kind.from[0]!.id : '')
const lacking = (r: Staged, kind: Kind | undefined): string | undefined => (r.file.size > fileLimit ? 'documents.too-large' : !kind ? 'documents.choose-kind' : !r.label.trim() ? 'documents.choose-label' : kind.dated && !r.datedOn ? 'documents.date-missing' : kind.expires && !r.expiresOn ? 'documents.expiry-missing' : kind.from && !parentOf(r, kind) ? 'documents.choose-parent' : kind.from && !r.difference.trim() ? 'documents.choose-difference' : undefined)

/** Many files at once into one case: each says its kind and version, they go up one after another, and one bad file loses none of the others. */
export const FileUpload = ({ filing: place, documents }: { readonly filing: FilingItem; readonly documents: readonly DocumentItem[] }) => {
  const say = useSay(), [rows, setRows] = useState<readonly Staged[]>([]), [going, setGoing] = useState(false), next = useRef(0)
  const change = (key: number, part: Partial<Staged>) => setRows((all) => all.map((r) => (r.key === key ? { ...r, ...part } : r)))
  const kindOf = (r: Staged) => place.kinds.find((k) => k.name === r.kind), waiting = rows.filter((r) => r.state === 'ready'), turn = going ? waiting[0] : undefined, bad = waiting.find((r) => lacking(r, kindOf(r)))
  const done = (key: number, ok: boolean) => { change(key, { state: ok ? 'done' : 'failed' }) }
  useEffect(() => {
    if (!going || rows.some((r) => r.state === 'ready')) return
    const went = rows.filter((r) => r.state === 'done').length
    setGoing(false)
    setRows((all) => all.filter((r) => r.state !== 'done'))
    if (went > 0) toast(say('documents.uploaded', { n: went }))
  }, [going, rows, say])
  const started = going ? rows.filter((r) => r.state !== 'ready').length + 1 : 0
  return <div className="no-print">
    <FileDrop label={say('documents.drop', { where: place.where })} hint={say('documents.drop.hint')} accept={accepted} many off={going} onFiles={(files) => setRows((all) => [...all, ...files.map((file) => ({ key: next.current++, file, expiresOn: '', parent: '', difference: '', state: 'ready' as const, ...guessed(file, place.kinds) }))])} />
    {rows.length > 0 && <><ul className="Staged">{rows.map((r) => <StagedRow key={r.key} row={r} place={place} documents={documents} turn={turn?.key === r.key} still={going} onChange={(part) => change(r.key, part)} onRemove={() => setRows((all) => all.filter((x) => x.key !== r.key))} onDone={(ok) => done(r.key, ok)} />)}</ul>
      <p className="row wrap"><Btn kind="primary" busy={going} off={waiting.length === 0 ? say('documents.none-ready') : bad ? say('documents.one-lacks', { name: bad.file.name, what: say(lacking(bad, kindOf(bad))!) }) : undefined} onClick={() => setGoing(true)}>{say('documents.send', { n: waiting.length })}</Btn>
        {going && <span className="note" role="status">{say('documents.progress', { at: started, of: rows.length })}</span>}{!going && <Btn kind="text" onClick={() => setRows([])}>{say('ui.cancel')}</Btn>}</p></>}
  </div>
}
const StagedRow = ({ row, place, documents, turn, still, onChange, onRemove, onDone }: { readonly row: Staged; readonly place: FilingItem; readonly documents: readonly DocumentItem[]; readonly turn: boolean; readonly still: boolean; readonly onChange: (part: Partial<Staged>) => void; readonly onRemove: () => void; readonly onDone: (ok: boolean) => void }) => {
  const say = useSay(), deed = useAction(filing), kind = place.kinds.find((k) => k.name === row.kind), there = kind && !kind.many ? documents.find((d) => d.caseId === place.caseId && d.kind === kind.name && d.mayRenew) : undefined, active = there?.versions.find((v) => v.id === there.active), sent = useRef(false)
  useEffect(() => {
    if (!turn || !kind) { sent.current = false; return }
    if (sent.current) return
    sent.current = true
    const title = kind.many || kind.name === 'other' ? { title: row.file.name.replace(/\.[^.]+$/, '').slice(0, 200) } : {}
    void row.file.arrayBuffer().then((bytes) => deed.run({ caseId: place.caseId, kind: kind.name, name: row.file.name, label: row.label.trim(), ...title, ...(row.datedOn ? { datedOn: row.datedOn } : {}), ...(row.expiresOn ? { expiresOn: row.expiresOn } : {}), ...(kind.from ? { difference: row.difference.trim(), ...(there ? {} : { parent: parentOf(row, kind) as never }) } : {}), ...(there ? { document: there.id, seen: there.version } : row.audience === kind.audience ? {} : { audience: row.audience }) }, bytes)).then((ok) => { onDone(ok !== undefined) }, () => { onDone(false) })
  })
  const edit = (part: Partial<Staged>) => { deed.clear(); onChange({ ...part, state: 'ready' }) }
  return <li>
    <div className="head"><Icon name={row.state === 'done' ? 'check' : 'file'} /><span className="nm">{row.file.name} <span className="note">{sizeText(row.file.size, say)}{turn ? ` · ${say('documents.sending')}` : row.state === 'done' ? ` · ${say('documents.sent')}` : ''}</span></span><Btn kind="text" small icon="close" off={still} aria-label={say('ui.file.remove', { name: row.file.name })} onClick={onRemove} /></div>
    {row.state !== 'done' && <div className="set">
      <label>{say('documents.field.kind')}<select className="Input slim" value={row.kind} disabled={still} onChange={(e) => { const k = place.kinds.find((x) => x.name === e.target.value); edit({ kind: e.target.value, audience: k?.audience ?? 'all' }) }}><option value="">{say('documents.choose')}</option>{place.kinds.map((k) => <option key={k.name} value={k.name}>{k.label}</option>)}</select></label>
      <label>{say('documents.field.label')}<input className="Input slim w-s" value={row.label} maxLength={40} disabled={still} placeholder="V1.0" onChange={(e) => edit({ label: e.target.value })} /></label>
      <label>{say('documents.field.datedOn')}<input className="Input slim" type="date" value={row.datedOn} disabled={still} onChange={(e) => edit({ datedOn: e.target.value })} /></label>
      {kind?.expires && <label>{say('documents.field.expiresOn')}<input className="Input slim" type="date" value={row.expiresOn} disabled={still} onChange={(e) => edit({ expiresOn: e.target.value })} /></label>}
      {kind?.from && !there && <label>{say('documents.field.parent')}<select className="Input slim" value={parentOf(row, kind)} disabled={still} onChange={(e) => edit({ parent: e.target.value })}><option value="">{say('documents.choose')}</option>{kind.from.map((d) => <option key={d.id} value={d.id}>{d.title}</option>)}</select></label>}
      {kind?.from && <label>{say('documents.field.from')}<input className="Input slim" value={row.difference} maxLength={500} disabled={still} onChange={(e) => edit({ difference: e.target.value })} /></label>}
      {kind && !there && kind.audiences.length > 1 && <label>{say('documents.field.audience')}<select className="Input slim" value={row.audience} disabled={still} onChange={(e) => edit({ audience: e.target.value as Kind['audience'] })}>{kind.audiences.map((a) => <option key={a} value={a}>{say(`documents.audience.${a}`)}</option>)}</select></label>}
    </div>}
    {there && row.state !== 'done' && <p className="note">{say(active ? 'documents.becomes' : 'documents.becomes.none', { title: there.title, label: active ? versionText(active) : '' })}</p>}
    <FileProblem problem={deed.problem} />
  </li>
}
/** A new version of one document: the old one is kept and points to it. */
export const RenewFile = ({ doc, kind, onClose }: { readonly doc: DocumentItem; readonly kind: Kind; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(filing), [file, setFile] = useState<File>(), [now, setNow] = useState({ label: '', datedOn: '', expiresOn: '', signedBy: '', difference: '' }), [draft, setDraft] = useState(false), [eye, setEye] = useState(false)
  const at = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text, active = doc.versions.find((v) => v.id === doc.active)
  const off = !file ? say('documents.choose-file') : !now.label.trim() ? say('documents.choose-label') : undefined
  const send = async () => { const ok = file && await deed.run({ caseId: doc.caseId, kind: doc.kind, name: file.name, label: now.label.trim(), document: doc.id, seen: doc.version, ...(now.datedOn ? { datedOn: now.datedOn } : {}), ...(now.expiresOn ? { expiresOn: now.expiresOn } : {}), ...(now.signedBy.trim() ? { signedBy: now.signedBy.trim() } : {}), ...(now.difference.trim() ? { difference: now.difference.trim() } : {}), ...(draft ? { draft } : {}), ...(eye ? { eye } : {}) }, await file.arrayBuffer()); if (ok) { toast(say('documents.uploaded', { n: 1 })); onClose() } }
  return <Dialog title={`${say('documents.act.renew')} · ${doc.title}`} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} off={off} onClick={() => { void send() }}>{say('documents.send', { n: 1 })}</Btn></>}>
    {active && <Notice>{say('documents.replaces', { label: versionText(active) })}</Notice>}
    {file ? <FileRow name={file.name} bytes={file.size} onRemove={() => setFile(undefined)} /> : <FileDrop label={say('documents.file-of')} hint={say('documents.drop.one')} accept={accepted} onFiles={([one]) => { setFile(one); if (one) setNow({ ...now, ...(({ label, datedOn }) => ({ label: now.label || label, datedOn: now.datedOn || datedOn }))(guessed(one, [kind])) }) }} />}
    <Field label={say('documents.field.label')} required short error={at('label')}>{(input) => <input {...input} maxLength={40} value={now.label} onChange={(e) => setNow({ ...now, label: e.target.value })} />}</Field>
    <Field label={say('documents.field.datedOn')} required={kind.dated} optional={!kind.dated} short error={at('datedOn')}>{(input) => <input {...input} type="date" value={now.datedOn} onChange={(e) => setNow({ ...now, datedOn: e.target.value })} />}</Field>
    {kind.expires && <Field label={say('documents.field.expiresOn')} required short error={at('expiresOn')}>{(input) => <input {...input} type="date" value={now.expiresOn} onChange={(e) => setNow({ ...now, expiresOn: e.target.value })} />}</Field>}
    <Field label={say('documents.field.signedBy')} optional hint={say('documents.field.signedBy.hint')}>{(input) => <input {...input} maxLength={100} value={now.signedBy} onChange={(e) => setNow({ ...now, signedBy: e.target.value })} />}</Field>
    <Field label={say('documents.field.difference')} optional>{(input) => <textarea {...input} rows={2} maxLength={500} value={now.difference} onChange={(e) => setNow({ ...now, difference: e.target.value })} />}</Field>
    <Check label={say('documents.eye')} checked={eye} onChange={setEye} note={say('documents.eye.why')} />
    <Check label={say('documents.as-draft')} checked={draft} onChange={setDraft} note={say('documents.as-draft.why')} />
    <FileProblem problem={deed.problem} />
  </Dialog>
}
