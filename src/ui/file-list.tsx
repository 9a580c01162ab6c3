import { useState } from 'react'
import { activate, certify, copy, open, preview, revise, withdraw, type DocumentItem, type FilingItem, type VersionItem } from '#kernel/documents/api.ts'
import { fileAddress } from '#kernel/client.ts'
import { Btn } from './button.tsx'
import { Copy } from './copy.tsx'
import { useAction } from './data.tsx'
import { Confirm, Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { RenewFile } from './file-upload.tsx'
import { FileProblem, sizeText, versionText } from './file-words.tsx'
import { useFormat } from './format.ts'
import { Icon } from './icons.tsx'
import { Menu } from './menu.tsx'
import { Tag } from './marks.tsx'
import { Notice } from './notice.tsx'
import { useSay } from './say.ts'
import { toast } from './toast.tsx'
import './files.css'

type Doing = { readonly what: 'show' | 'renew' | 'revise' | 'withdraw'; readonly doc: DocumentItem; readonly version?: VersionItem }
export interface FileListProps { readonly documents: readonly DocumentItem[]; readonly filing: readonly FilingItem[]; readonly label: string; /** without the heading of each case: only one is shown */ readonly alone?: boolean | undefined }

/** Documents by case: the version in force unmistakable, the last valid day, who signed; shown in place, saved, copied; earlier versions below. */
export const FileList = ({ documents, filing, label, alone }: FileListProps) => {
  const [doing, setDoing] = useState<Doing>(), end = () => setDoing(undefined)
  const groups = [...new Set(documents.map((d) => d.caseId as string))].map((c) => documents.filter((d) => d.caseId === c)), kindOf = (d: DocumentItem) => filing.find((f) => f.caseId === d.caseId)?.kinds.find((k) => k.name === d.kind)
  return <>
    {groups.map((group) => <section className="FileGroup" key={group[0]!.caseId} aria-label={`${label} ${group[0]!.where}`}>
      {!alone && <h3>{group[0]!.where}</h3>}
      <ul className="FileList">{group.map((doc) => <FileItem key={doc.id} doc={doc} onDo={setDoing} />)}</ul>
    </section>)}
    {doing?.what === 'show' && <Shown doc={doing.doc} version={doing.version!} onClose={end} />}
    {doing?.what === 'renew' && kindOf(doing.doc) && <RenewFile doc={doing.doc} kind={kindOf(doing.doc)!} onClose={end} />}
    {doing?.what === 'revise' && <Revise doc={doing.doc} onClose={end} />}
    {doing?.what === 'withdraw' && <Withdraw doc={doing.doc} onClose={end} />}
  </>
}
const FileItem = ({ doc, onDo }: { readonly doc: DocumentItem; readonly onDo: (d: Doing) => void }) => {
  const say = useSay(), format = useFormat(), active = doc.versions.find((v) => v.id === doc.active), v = active ?? doc.versions[0]!
  const [opened, setOpened] = useState(false)
  const put = useAction(activate), make = useAction(certify), draft = doc.versions.find((x) => x.state === 'draft')
  const copyOut = async () => { const made = await make.run({ id: v.id }); if (made) { toast(say('documents.copied', { number: made.number })); location.assign(fileAddress(copy, { id: made.id })) } }
  const acts = [
    { label: say('documents.act.save'), onPick: () => { location.assign(fileAddress(open, { id: v.id, save: true })) } },
    ...(v.certifies && active ? [{ label: say('documents.act.copy'), onPick: () => { void copyOut() } }] : []),
    ...(doc.mayRenew ? [{ label: say('documents.act.renew'), onPick: () => onDo({ what: 'renew', doc }) }, ...(active ? [{ label: say('documents.act.revise'), onPick: () => onDo({ what: 'revise', doc }) }, { label: say('documents.act.withdraw'), onPick: () => onDo({ what: 'withdraw', doc }) }] : [])] : []),
  ]
  return <li>
    <Icon name="file" />
    <span className="nm">{v.shows || v.previews ? <button type="button" className="open" onClick={() => onDo({ what: 'show', doc, version: v })}>{doc.title}</button> : <a href={fileAddress(open, { id: v.id, save: true })}>{doc.title}</a>}{doc.title !== doc.kindText && <span className="note">{doc.kindText}</span>}{doc.audience !== 'all' && <Tag tone="lead">{doc.readers}</Tag>}</span>
    <span className="ver">{active ? <span className="Active">{say('documents.state.active')} {versionText(active)}</span> : <Tag tone="over">{say(`documents.state.${v.state}`)} {versionText(v)}</Tag>}</span>
    <span className="acts no-print">{draft && doc.mayRenew && <Btn small busy={put.busy} onClick={() => { void put.run({ id: doc.id, seen: doc.version, versionId: draft.id }) }}>{say('documents.act.activate', { label: draft.label })}</Btn>}<Menu label={say('documents.act.more', { title: doc.title })} button={<Icon name="more" />} className="Btn text sm icon" edge="end" items={acts} /></span>
    <span className="under note">
      {v.expiresOn && <span className={v.expired ? 'over' : ''}>{say(v.expired ? 'documents.expired' : 'documents.until', { day: v.expiresOn })}</span>}
      {v.signedBy && <span>{say('documents.signed', { who: v.signedBy })}</span>}
      {doc.parent && <span>{say('documents.from', { title: doc.parent })}</span>}
      {v.difference && <span>{say('documents.difference', { text: v.difference })}</span>}
      {v.pages !== null && <span>{say('documents.pages', { n: v.pages })}</span>}
      {(v.readable === 'scan' || v.readable === 'part') && <span>{say(`documents.readable.${v.readable}`)}{v.eye ? say('documents.eye.done', { who: v.who }) : ''}</span>}
      <span>{v.who} {format.moment(v.at)}</span>
      <button type="button" className="no-print" aria-expanded={opened} onClick={() => setOpened(!opened)}>{say('documents.versions', { n: doc.versions.length })}</button>
    </span>
    <FileProblem problem={put.problem ?? make.problem} />
    {opened && <ol className="Versions">{doc.versions.map((x) => <li key={x.id} data-state={x.state}>
      <span>{versionText(x)} · {say(`documents.state.${x.state}`)}</span>
      <span className="no-print">{(x.shows || x.previews) && <Btn small kind="text" onClick={() => onDo({ what: 'show', doc, version: x })}>{say('documents.act.show')}</Btn>}<a className="Btn text sm" href={fileAddress(open, { id: x.id, save: true })}>{say('documents.act.save')}</a></span>
      <span className="note">{x.name} · {sizeText(x.size, say)}{x.pages === null ? '' : ` · ${say('documents.pages', { n: x.pages })}`} · {x.who} {format.moment(x.at)}{x.difference ? ` · ${say('documents.difference', { text: x.difference })}` : ''}{x.reason ? ` · ${x.reason}` : ''}</span>
      <span className="note">SHA-256 <Copy text={x.hash} label="SHA-256" /></span>
    </li>)}</ol>}
  </li>
}
/** A file in place, where its kind is harmless. */
const Shown = ({ doc, version, onClose }: { readonly doc: DocumentItem; readonly version: VersionItem; readonly onClose: () => void }) => {
  const say = useSay(), address = fileAddress(version.previews ? preview : open, { id: version.id }), title = `${doc.title} ${versionText(version)}`
  return <Dialog wide title={title} onClose={onClose} footer={<><a className="Btn" href={address} target="_blank" rel="noreferrer">{say('documents.act.window')}</a><a className="Btn" href={fileAddress(open, { id: version.id, save: true })}>{say('documents.act.save')}</a><Btn kind="primary" onClick={onClose}>{say('ui.close')}</Btn></>}>
    {version.state !== 'active' && <Notice tone="soon">{say('documents.not-active', { state: say(`documents.state.${version.state}`) })}</Notice>}
    {version.type === 'application/pdf' || version.previews ? <iframe className="Preview" title={title} src={address} /> : <img className="Preview" alt={title} src={address} />}
  </Dialog>
}
const Revise = ({ doc, onClose }: { readonly doc: DocumentItem; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(revise), v = doc.versions.find((x) => x.id === doc.active)!, [now, setNow] = useState({ title: doc.title, label: v.label, datedOn: v.datedOn ?? '', expiresOn: v.expiresOn ?? '', signedBy: v.signedBy ?? '' })
  const at = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text
  const send = (reason: string) => { void deed.run({ id: doc.id, seen: doc.version, title: now.title, label: now.label, datedOn: now.datedOn || null, expiresOn: now.expiresOn || null, signedBy: now.signedBy.trim() || null, reason }).then((ok) => { if (ok) { toast(say('documents.revised')); onClose() } }) }
  return <Confirm title={`${say('documents.act.revise')} · ${doc.title}`} confirm={say('documents.act.revise')} busy={deed.busy} onClose={onClose} onConfirm={send} happens={[say('documents.revise.happens')]} note={{ label: say('documents.reason'), required: true }}>
    {([['title', 'text'], ['label', 'text'], ['datedOn', 'date'], ['expiresOn', 'date'], ['signedBy', 'text']] as const).map(([f, type]) => <Field key={f} label={say(`documents.field.${f}`)} short={f !== 'title'} error={at(f)}>{(input) => <input {...input} type={type} maxLength={200} value={now[f]} onChange={(e) => setNow({ ...now, [f]: e.target.value })} />}</Field>)}
    <FileProblem problem={deed.problem} />
  </Confirm>
}
const Withdraw = ({ doc, onClose }: { readonly doc: DocumentItem; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(withdraw)
  return <Confirm title={`${say('documents.act.withdraw')} · ${doc.title}`} confirm={say('documents.act.withdraw')} kind="danger" busy={deed.busy} onClose={onClose} happens={[say('documents.withdraw.happens')]} note={{ label: say('documents.reason'), required: true }}
    onConfirm={(reason) => { void deed.run({ id: doc.id, seen: doc.version, reason }).then((ok) => { if (ok) { toast(say('documents.withdrawn')); onClose() } }) }}><FileProblem problem={deed.problem} /></Confirm>
}
