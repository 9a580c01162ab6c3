import { variations, vary } from '../api.ts'
import { labels } from '../labels.ts'
import { labels as openingLabels } from '../opening/labels.ts'
import { dispensings, fenOf, insurances, payments, yuanOf } from '../opening/rules.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { useFormat } from '#ui/format.ts'
import { Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { toast } from '#ui/toast.tsx'
import { useState } from 'react'
import type * as z from 'zod'

registerLabels(labels); registerLabels(openingLabels)
export const title = 'startup.variations'
type Sites = z.output<typeof variations.output>
type Site = Sites['sites'][number]
/** What was agreed for each hospital when its start was begun: an applicant sees all, a hospital its own. */
function Variations() {
  const id = useId(), asked = useQuery(variations, { studyId: id as never })
  return <Loaded asked={asked}>{(data) => <Table data={data} />}</Loaded>
}
function Table({ data }: { readonly data: Sites }) {
  const say = useSay(), format = useFormat(), [editing, edit] = useState<Site | null>(null), none = <span className="dim">—</span>, back = `/studies/${data.study.id}`
  const day = (d: string | null) => (d ? format.day(d) : none)
  return <Page title={say('startup.variations')} beside={<span className="dim">{data.study.short}</span>} above={{ to: back, label: data.study.short }} sub={say(data.mayEdit ? 'startup.variations.sub' : 'startup.variations.sub.site')} acts={<Btn icon="print" onClick={() => window.print()}>{say('ui.print')}</Btn>}>
    <DataTable<Site> caption={say('startup.variations')} dense={data.sites.length > 8} rows={data.sites} rowKey={(s) => s.caseId} empty={<p className="note">{say('startup.variations.none')}</p>} columns={[
      { key: 'name', label: say('startup.form.pick'), width: '20%', cell: (s) => <><b>{s.name}</b> {s.lead && <Tag tone="lead">{say('startup.form.lead')}</Tag>}<span className="note blk">{s.department} · {s.investigator} · {say('startup.form.total', { n: s.planned })}</span></> },
      { key: 'contact', label: say('startup.variations.contact'), cell: (s) => (s.telephone || s.email ? <>{s.telephone}{s.email && <span className="note blk">{s.email}</span>}</> : none) },
      { key: 'compensation', label: say('startup.field.compensation'), align: 'right', nowrap: true, cell: (s) => (s.compensationFen === null ? none : format.exact(s.compensationFen)) },
      { key: 'version', label: say('startup.field.consentVersion'), nowrap: true, cell: (s) => s.consentVersion ?? none },
      { key: 'dispensing', label: say('startup.field.dispensing'), cell: (s) => (s.dispensing ? say(`startup.dispensing.${s.dispensing}`) : none) },
      { key: 'annexes', label: say('startup.variations.annexes'), cell: (s) => [s.payment === 'annex' ? say('startup.payment.annex') : '', s.insurance === 'endorsement' ? say('startup.insurance.endorsement') : ''].filter(Boolean).join(' · ') || <span className="dim">{say('startup.form.common')}</span> },
      { key: 'start', label: say('startup.field.startOn'), nowrap: true, cell: (s) => day(s.startOn) }, { key: 'consent', label: say('startup.field.consentOn'), nowrap: true, cell: (s) => day(s.consentOn) },
      ...(data.mayEdit ? [{ key: 'edit', label: say('startup.variations.edit'), bare: true as const, nowrap: true as const, cell: (s: Site) => (s.open ? <Btn kind="text" small aria-label={`${say('startup.variations.edit')} ${s.short}`} onClick={() => edit(s)}>{say('startup.variations.edit')}</Btn> : <span className="note">{s.stageText}</span>) }] : []),
    ]} />
    {editing && <Edit key={editing.caseId} site={editing} onClose={() => edit(null)} />}
  </Page>
}
function Edit({ site, onClose }: { readonly site: Site; readonly onClose: () => void }) {
  const say = useSay(), deed = useAction(vary), [v, set] = useState({ telephone: site.telephone ?? '', email: site.email ?? '', compensation: yuanOf(site.compensationFen), consentVersion: site.consentVersion ?? '', dispensing: site.dispensing ?? '', payment: site.payment as string, insurance: site.insurance as string, startOn: site.startOn ?? '', consentOn: site.consentOn ?? '' })
  const fen = fenOf(v.compensation), at = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text
  const save = async () => { if (fen === undefined) return; const done = await deed.run({ id: site.caseId, seen: site.version, telephone: v.telephone.trim() || null, email: v.email.trim() || null, compensationFen: fen, consentVersion: v.consentVersion.trim() || null, dispensing: (v.dispensing || null) as never, payment: v.payment as never, insurance: v.insurance as never, startOn: v.startOn || null, consentOn: v.consentOn || null }); if (done) { toast(say('startup.variations.saved')); onClose() } }
  const text = (key: 'telephone' | 'email' | 'compensation' | 'consentVersion' | 'startOn' | 'consentOn', type = 'text', error = at(key)) => <Field label={say(`startup.field.${key}`)} optional short error={error}>{(input) => <input {...input} type={type} maxLength={200} value={v[key]} onChange={(e) => set({ ...v, [key]: e.target.value })} />}</Field>
  const choice = (key: 'dispensing' | 'payment' | 'insurance', values: readonly string[]) => <Field label={say(`startup.field.${key}`)} short>{(input) => <select {...input} value={v[key]} onChange={(e) => set({ ...v, [key]: e.target.value })}>{values.map((c) => <option key={c} value={c}>{c === '' ? say('startup.form.unsaid') : say(`startup.${key}.${c}`)}</option>)}</select>}</Field>
  return <Dialog title={`${say('startup.vary')} · ${site.short}`} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={() => { void save() }}>{say('startup.variations.save')}</Btn></>}>
    <p className="note">{say('startup.variations.seen')}</p>
    <div className="Details two">{text('telephone', 'tel')}{text('email', 'email')}{text('compensation', 'text', fen === undefined ? say('startup.begin.odd-sum', { said: v.compensation }) : at('compensationFen'))}{text('consentVersion')}{choice('dispensing', ['', ...dispensings])}{choice('payment', payments)}{choice('insurance', insurances)}{text('startOn', 'date')}{text('consentOn', 'date')}</div>
    {deed.problem && deed.problem.issues.length === 0 && <Notice tone={deed.problem.status === 409 ? 'soon' : 'over'}>{deed.problem.status === 0 ? say('ui.error.offline.deed') : deed.problem.status === 409 ? say('startup.variations.moved') : [deed.problem.message, ...deed.problem.reasons.map((r) => r.text)].join(' ')}</Notice>}
  </Dialog>
}
export { Variations as Page }
