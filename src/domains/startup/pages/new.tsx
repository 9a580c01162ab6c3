import { begin, prepare } from '../api.ts'
import { labels } from '../labels.ts'
import { labels as openingLabels } from '../opening/labels.ts'
import { dispensings, fenOf, insurances, nothing, pasted, payments, refusals, unopenable, yuanOf, type Chosen, type Fault } from '../opening/rules.ts'
import { Btn } from '#ui/button.tsx'
import { Dial } from '#ui/clock-dial.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { Confirm } from '#ui/dialog.tsx'
import { useDraft } from '#ui/draft.ts'
import { Empty } from '#ui/empty.tsx'
import { Check } from '#ui/field.tsx'
import { SavedAt } from '#ui/form-page.tsx'
import { useFormat } from '#ui/format.ts'
import { useGo } from '#ui/go.tsx'
import { Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { CheckList } from '#ui/check-list.tsx'
import { Page, Section } from '#ui/page.tsx'
import { Reasons } from '#ui/reasons.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { useState } from 'react'
import type * as z from 'zod'

registerLabels(labels); registerLabels(openingLabels)
export const title = 'startup.begin'
/** A row as it is typed: everything text, so that nothing half-written is lost. */
interface Row { orgId: string; investigator: string; planned: string; telephone: string; email: string; compensation: string; consentVersion: string; dispensing: string; payment: string; insurance: string; startOn: string; consentOn: string }
type Field = keyof Omit<Row, 'orgId'>
interface Typed { lead: string; rows: Row[]; paste: string; /** every committee reviews for itself */ alone?: boolean }
type Prepared = z.output<typeof prepare.output>
const empty = (orgId: string): Row => ({ orgId, investigator: '', planned: '', telephone: '', email: '', compensation: '', consentVersion: '', dispensing: '', payment: 'common', insurance: 'common', startOn: '', consentOn: '' })
const given = (t: string) => t.trim() || null
/** What is sent of a row; a sum that is none is told as such. */
const chosenOf = (r: Row): Chosen => ({ ...nothing, orgId: r.orgId, investigatorId: r.investigator, planned: Number(r.planned), telephone: given(r.telephone), email: given(r.email), compensationFen: fenOf(r.compensation) === undefined ? Number.NaN : fenOf(r.compensation)!, consentVersion: given(r.consentVersion), dispensing: (r.dispensing || null) as Chosen['dispensing'], payment: r.payment as Chosen['payment'], insurance: r.insurance as Chosen['insurance'], startOn: r.startOn || null, consentOn: r.consentOn || null })
const typedOf = (s: Chosen): Row => ({ orgId: s.orgId, investigator: s.investigatorId, planned: s.planned ? String(s.planned) : '', telephone: s.telephone ?? '', email: s.email ?? '', compensation: yuanOf(s.compensationFen), consentVersion: s.consentVersion ?? '', dispensing: s.dispensing ?? '', payment: s.payment, insurance: s.insurance, startOn: s.startOn ?? '', consentOn: s.consentOn ?? '' })
const fieldOf: Record<string, Field> = { investigatorId: 'investigator', compensationFen: 'compensation' }
/** The fields behind 各家不同, and whether one hospital's may be copied to the next. */
const differing: readonly { readonly field: Field; readonly type?: string; readonly choices?: readonly string[]; readonly own?: true }[] = [{ field: 'telephone', type: 'tel' }, { field: 'email', type: 'email' }, { field: 'compensation' }, { field: 'consentVersion', own: true }, { field: 'dispensing', choices: ['', ...dispensings] }, { field: 'payment', choices: payments }, { field: 'insurance', choices: insurances }, { field: 'startOn', type: 'date' }, { field: 'consentOn', type: 'date' }]

/** Choose hospitals or paste them, say what differs at each, see what each lacks; one act opens them all. */
function NewStart() {
  const [address] = useAddress(), [studyId] = useState(address.get('study') ?? ''), asked = useQuery(prepare, { studyId: studyId as never })
  return <Loaded asked={asked}>{(data) => <Form data={data} />}</Loaded>
}
function Form({ data }: { readonly data: Prepared }) {
  const say = useSay(), format = useFormat(), go = useGo(), deed = useAction(begin), draft = useDraft<Typed>(`start:${data.study.id}`, { lead: '', rows: [], paste: '' }), { lead, rows, paste } = draft.value, alliance = rows.length > 1 && draft.value.alone !== true
  const [open, setOpen] = useState<string | null>(null), [asking, ask] = useState(false), [find, setFind] = useState('')
  const back = `/studies/${data.study.id}`, sites = rows.map(chosenOf), known = { hospitals: data.hospitals, running: data.running as readonly string[], leadOrgId: lead, today: data.today }
  const faults = sites.map((_, i) => unopenable(sites, i, known)), ready = faults.filter((f) => f.length === 0).length, all = refusals(sites, known)
  const hospital = (orgId: string) => data.hospitals.find((h) => h.orgId === orgId), words = (f: Fault) => say(`startup.begin.${f.code}`, f.facts)
  const put = (next: Row[], more: Partial<Typed> = {}) => draft.set({ rows: next, lead: next.some((r) => r.orgId === lead) ? lead : next[0]?.orgId ?? '', ...more })
  const change = (orgId: string, part: Partial<Row>) => put(rows.map((r) => (r.orgId === orgId ? { ...r, ...part } : r)))
  const pick = (orgId: string, on: boolean) => put(on ? [...rows, empty(orgId)] : rows.filter((r) => r.orgId !== orgId))
  const copyDown = (from: number, field: Field) => put(rows.map((r, i) => (i > from ? { ...r, [field]: rows[from]![field] } : r)))
  const send = async () => {
    const done = await deed.run({ studyId: data.study.id, leadOrgId: lead as never, sites: sites.map((s) => ({ ...s, orgId: s.orgId as never, investigatorId: s.investigatorId as never })), alliance })
    if (done) { await draft.drop(); go(back) }
  }
  const refused = (i: number) => deed.problem?.issues.filter((x) => x.path.startsWith(`sites.${i}.`)) ?? [], total = sites.reduce((n, s) => n + (Number.isInteger(s.planned) ? s.planned : 0), 0), paid = sites.flatMap((s) => (Number.isInteger(s.compensationFen) ? [s.compensationFen!] : []))
  const startable = data.stage === 'prepared', off = !startable ? say('startup.begin.not-prepared', { stage: data.stageText }) : rows.length === 0 ? say('startup.form.none') : all.length > 0 ? say('startup.form.not-all', { n: rows.length - ready }) : undefined
  const found = data.hospitals.filter((h) => !find.trim() || `${h.name} ${h.short}`.toLowerCase().includes(find.trim().toLowerCase()))
  const error = (i: number, field: Field) => [...faults[i]!.filter((f) => (fieldOf[f.field] ?? f.field) === field && (field !== 'investigator' || f.code !== 'no-investigator') && (field !== 'planned' || rows[i]!.planned !== '')).map(words), ...refused(i).filter((x) => (fieldOf[x.path.split('.')[2]!] ?? x.path.split('.')[2]) === field).map((x) => x.text)][0]
  const summary = (r: Row) => differing.flatMap(({ field, choices }) => { const v = r[field]; return !v || v === 'common' ? [] : [choices ? say(`startup.${field}.${v}`) : field === 'compensation' ? say('startup.form.yuan', { n: v }) : field === 'startOn' || field === 'consentOn' ? `${say(`startup.field.${field}`)} ${format.day(v)}` : v] }).join(' · ')
  return <Page title={say('startup.begin')} beside={<span className="dim">{data.study.short}</span>} above={{ to: back, label: data.study.short }} sub={say('startup.form.sub')} acts={<SavedAt at={draft.savedAt} />}>
    {!startable && <Notice tone="soon" act={<Btn small to={back}>{say('startup.form.see')}</Btn>}>{data.running.length > 0 ? say('startup.begin.already') : off}</Notice>}
    {draft.other && <Notice tone="soon" act={<><Btn small onClick={draft.takeOther}>{say('ui.draft.take')}</Btn> <Btn small onClick={draft.keepMine}>{say('ui.draft.keep')}</Btn></>}>{say('ui.draft.other', { at: draft.other.at ? format.moment(draft.other.at) : '' })}</Notice>}
    {deed.problem && <Notice tone="over">{deed.problem.status === 0 ? say('ui.error.offline.deed') : [deed.problem.message, ...deed.problem.issues.filter((i) => !i.path.startsWith('sites.')).map((i) => i.text)].join(' ')}</Notice>}
    {!!deed.problem?.reasons.length && <Reasons reasons={deed.problem.reasons} />}
    <Section title={say('startup.form.hospitals')} note={say('startup.form.hospitals.note', { n: data.hospitals.length, chosen: rows.length })} more={data.hospitals.length > 8 && <input className="Input slim" type="search" placeholder={say('startup.form.find')} aria-label={say('startup.form.find')} value={find} onChange={(e) => setFind(e.target.value)} />}>
      {data.hospitals.length === 0 ? <Empty title={say('startup.form.no-hospital')}>{null}</Empty> : <div className="PickGrid">{found.map((h) => <Check key={h.orgId} checked={rows.some((r) => r.orgId === h.orgId)} onChange={(on) => pick(h.orgId, on)} label={h.name} note={[data.running.includes(h.orgId) ? say('startup.begin.already-running') : '', say(h.acceptsUnified ? 'startup.form.unified' : 'startup.form.own'), h.initiationFirst ? say('startup.form.initiation-first') : '', say('startup.form.days', { initiation: format.brief(h.initiationDays, 'workday'), agreement: format.brief(h.agreementDays, 'workday') })].filter(Boolean).join(' · ')} />)}</div>}
      <details className="Idle paste"><summary>{say('startup.paste')}</summary><Paste data={data} value={paste} onChange={(text) => draft.set({ paste: text })} onTake={(taken) => put([...rows.map((r) => { const t = taken.find((s) => s.orgId === r.orgId); return t ? { ...r, ...typedOf(t) } : r }), ...taken.filter((s, i) => !rows.some((r) => r.orgId === s.orgId) && taken.findIndex((x) => x.orgId === s.orgId) === i).map(typedOf)], { paste: '' })} /></details>
    </Section>
    {rows.length > 0 && <Section title={say('startup.form.rows')} note={say('startup.form.rows.note')}>
      <table className="Sheet"><caption className="sr">{say('startup.form.rows')}</caption>
        <thead><tr><th scope="col">{say('startup.form.pick')}</th><th scope="col">{say('startup.form.lead')}</th><th scope="col">{say('role.pi.short')}</th><th scope="col">{say('startup.form.planned')}</th><th scope="col">{say('startup.variations')}</th><th scope="col">{say('startup.form.can')}</th></tr></thead>
        {rows.map((r, i) => { const h = hospital(r.orgId), wrong = faults[i]!, name = h?.short ?? r.orgId, differs = summary(r); return <tbody key={r.orgId}>
          <tr className={open === r.orgId ? 'open' : ''}>
            <th scope="row"><span className="b">{h?.name ?? say('startup.form.gone')}</span></th>
            <td data-label={say('startup.form.lead')}><label className="row"><input type="radio" className="Box" name="lead" checked={lead === r.orgId} onChange={() => draft.set({ lead: r.orgId })} aria-label={say('startup.form.lead-is', { name })} />{lead === r.orgId && <Tag tone="lead">{say('startup.form.lead')}</Tag>}</label></td>
            <td data-label={say('role.pi.short')}><select className="Input slim" aria-label={say('startup.form.pi-of', { name })} value={r.investigator} onChange={(e) => change(r.orgId, { investigator: e.target.value })}><option value="">{say('startup.form.choose')}</option>{h?.investigators.map((p) => <option key={p.id} value={p.id}>{p.name} · {p.department}</option>)}</select></td>
            <td data-label={say('startup.form.planned')}><span className="row"><input className="Input slim count" type="number" min={1} inputMode="numeric" aria-label={say('startup.form.planned-of', { name })} value={r.planned} onChange={(e) => change(r.orgId, { planned: e.target.value })} />{i === 0 && rows.length > 1 && r.planned && <Btn kind="text" small icon="down" title={say('startup.form.copy')} aria-label={say('startup.form.copy-of', { what: say('startup.form.planned') })} onClick={() => copyDown(0, 'planned')} />}</span></td>
            <td data-label={say('startup.variations')}><button type="button" className="More" aria-expanded={open === r.orgId} onClick={() => setOpen(open === r.orgId ? null : r.orgId)}><span className="sr">{name} </span>{differs || <span className="dim">{say('startup.form.common')}</span>}</button></td>
            <td data-label={say('startup.form.can')}>{wrong.length === 0 ? <span className="ok nw"><Dial look="done" /> {say('startup.form.ok')}</span> : <ul className="Wrong">{[...wrong.map(words), ...refused(i).map((x) => x.text)].filter((t, n, list) => list.indexOf(t) === n).map((t) => <li key={t}>{t}</li>)}</ul>} <Btn kind="text" small icon="close" aria-label={say('startup.form.drop', { name })} onClick={() => pick(r.orgId, false)} /></td>
          </tr>
          {open === r.orgId && <tr className="details"><td colSpan={6}><div className="Details">{differing.map(({ field, type, choices, own }) => { const id = `${r.orgId}-${field}`, bad = error(i, field); return <div key={field} className={`Field ${bad ? 'err' : ''}`}><label htmlFor={id}>{say(`startup.field.${field}`)}</label><span className="row">
            {choices ? <select id={id} className="Input" value={r[field]} onChange={(e) => change(r.orgId, { [field]: e.target.value })}>{choices.map((c) => <option key={c} value={c}>{c === '' ? say('startup.form.unsaid') : say(`startup.${field}.${c}`)}</option>)}</select>
              : <input id={id} className="Input" type={type ?? 'text'} {...(field === 'compensation' ? { inputMode: 'decimal' as const } : {})} {...(type === 'date' ? { min: data.today } : {})} maxLength={200} placeholder={field === 'consentVersion' ? `${data.study.protocolVersion ?? 'V1.0'}-…` : undefined} value={r[field]} {...(bad ? { 'aria-invalid': true, 'aria-describedby': `${id}-bad` } : {})} onChange={(e) => change(r.orgId, { [field]: e.target.value })} />}
            {!own && i < rows.length - 1 && <Btn kind="text" small icon="down" title={say('startup.form.copy')} aria-label={say('startup.form.copy-of', { what: say(`startup.field.${field}`) })} onClick={() => copyDown(i, field)} />}</span>{bad && <p className="msg" id={`${id}-bad`}>{bad}</p>}</div> })}</div></td></tr>}
        </tbody> })}
        <tfoot><tr><th scope="row">{say('startup.form.sum', { n: rows.length })}</th><td /><td /><td className="b">{say('startup.form.total', { n: total })}{data.study.targetSize ? <span className={`note blk ${total !== data.study.targetSize ? 'soon' : ''}`}>{say('startup.form.of', { n: data.study.targetSize })}</span> : null}</td><td className="note">{paid.length > 0 ? say('startup.form.paid', { low: yuanOf(Math.min(...paid)), high: yuanOf(Math.max(...paid)), n: paid.length }) : ''}</td><td className="note">{say('startup.form.ready', { n: ready, all: rows.length })}</td></tr></tfoot>
      </table>
    </Section>}
    {rows.length > 1 && <Section title={say('startup.form.ethics')}><Check checked={alliance} onChange={(on) => draft.set({ alone: !on })} label={say('startup.form.alliance')} note={say('startup.form.alliance.note', { name: hospital(lead)?.short ?? '' })} /></Section>}
    <Section title={say('startup.form.papers')} note={say('startup.form.papers.note')} more={<Btn small to={`${back}/files`}>{say('startup.form.papers.see')}</Btn>}><CheckList label={say('startup.form.papers')} lines={data.papers.filter((l) => l.required || l.state === 'expired').map((l) => ({ key: l.kind, label: l.label, required: l.required, state: l.state }))} /></Section>
    <p className="row wrap"><Btn kind="primary" busy={deed.busy} off={off} onClick={() => ask(true)}>{say('startup.form.send', { n: rows.length })}</Btn><Btn to={back}>{say('ui.cancel')}</Btn>{off && rows.length > 0 && <span className="note soon">{off}</span>}</p>
    <p className="note">{say('startup.form.next')}</p>
    {asking && <Confirm title={`${say('startup.form.send', { n: rows.length })} · ${data.study.short}`} confirm={say('startup.begin.confirm')} busy={deed.busy} onClose={() => ask(false)} onConfirm={() => { void send().finally(() => ask(false)) }}
      happens={[say('startup.form.happens.all', { n: rows.length, total }), say('startup.form.happens.lead', { name: hospital(lead)?.name ?? '' }), say('startup.form.happens.sign'), ...(alliance ? [say('startup.form.happens.alliance', { name: hospital(lead)?.short ?? '' })] : []), say('startup.form.happens.seen')]} />}
  </Page>
}
/** Rows copied from a spreadsheet, each matched to a hospital and an investigator or told why not; nothing goes into the table before it is taken. */
function Paste({ data, value, onChange, onTake }: { readonly data: Prepared; readonly value: string; readonly onChange: (text: string) => void; readonly onTake: (sites: Chosen[]) => void }) {
  const say = useSay(), rows = value.trim() ? pasted(value, data, (key) => `${labels[`startup.paste.${key}`]?.join('|') ?? openingLabels[`startup.paste.${key}`]!.join('|')}`) : [], matched = rows.filter((r) => r.site.orgId), investigator = (s: Chosen) => data.hospitals.find((h) => h.orgId === s.orgId)?.investigators.find((p) => p.id === s.investigatorId)
  return <div className="Paste"><label><span className="note">{say('startup.paste.how')}</span><textarea className="Input" rows={5} spellCheck={false} maxLength={40_000} value={value} onChange={(e) => onChange(e.target.value)} /></label>
    {rows.length > 0 && <><ol className="Pasted">{rows.map((r) => <li key={r.line} value={r.line}><span className={r.faults.length === 0 ? 'ok' : 'soon'}><Dial look={r.faults.length === 0 ? 'done' : 'soon'} /></span><span>{data.hospitals.find((h) => h.orgId === r.site.orgId)?.name ?? r.said}{investigator(r.site) && <> · {investigator(r.site)!.name}</>}{r.site.planned > 0 && <> · {say('startup.form.total', { n: r.site.planned })}</>}{r.faults.map((f) => <span key={f.field + f.code} className="note blk soon">{say(`startup.begin.${f.code}`, f.facts)}</span>)}</span></li>)}</ol>
      <Btn off={matched.length === 0 ? say('startup.paste.nothing') : undefined} onClick={() => onTake(matched.map((r) => r.site))}>{say('startup.paste.take', { n: matched.length, left: rows.length - matched.length })}</Btn></>}</div>
}
export { NewStart as Page }
