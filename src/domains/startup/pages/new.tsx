import { begin, prepare } from '../api.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
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

registerLabels(labels)
export const title = 'startup.begin'
interface Chosen { lead: string; sites: Record<string, { investigator: string; planned: string }> }
type Prepared = z.output<typeof prepare.output>

/** Choose hospitals, their investigators and the lead; one act opens them all. */
function NewStart() {
  const [address] = useAddress(), [studyId] = useState(address.get('study') ?? ''), asked = useQuery(prepare, { studyId: studyId as never })
  return <Loaded asked={asked}>{(data) => <Form data={data} />}</Loaded>
}
function Form({ data }: { readonly data: Prepared }) {
  const say = useSay(), format = useFormat(), go = useGo(), deed = useAction(begin), draft = useDraft<Chosen>(`start:${data.study.id}`, { lead: '', sites: {} }), { lead, sites } = draft.value
  const chosen = data.hospitals.filter((h) => sites[h.orgId]), back = `/studies/${data.study.id}`
  const change = (orgId: string, part: Partial<Chosen['sites'][string]>) => draft.set({ sites: { ...sites, [orgId]: { investigator: '', planned: '', ...sites[orgId], ...part } } })
  const pick = (orgId: string, on: boolean) => {
    const rest = Object.fromEntries(Object.entries(sites).filter(([k]) => k !== orgId)), first = data.hospitals.find((h) => h.orgId === orgId)?.investigators[0]?.id ?? ''
    draft.set(on ? { sites: { ...rest, [orgId]: { investigator: first, planned: '' } }, lead: lead || orgId } : { sites: rest, lead: lead === orgId ? Object.keys(rest)[0] ?? '' : lead })
  }
  const send = async () => {
    const done = await deed.run({ studyId: data.study.id, leadOrgId: lead as never, sites: chosen.map((h) => ({ orgId: h.orgId, investigatorId: sites[h.orgId]!.investigator as never, planned: Number(sites[h.orgId]!.planned) || 0 })) })
    if (done) { await draft.drop(); go(back) }
  }
  const wrong = (orgId: string, field: string) => deed.problem?.issues.find((i) => i.path === `sites.${chosen.findIndex((h) => h.orgId === orgId)}.${field}`)?.text
  const total = chosen.reduce((n, h) => n + (Number(sites[h.orgId]?.planned) || 0), 0)
  const off = chosen.length === 0 ? say('startup.form.none') : chosen.some((h) => !Number(sites[h.orgId]?.planned)) ? say('startup.form.planned-missing') : undefined
  return <Page title={say('startup.begin')} beside={data.study.short} above={{ to: back, label: data.study.short }} sub={say('startup.form.sub')}>
    {data.running && <Notice tone="soon" act={<Btn small to={back}>{say('startup.form.see')}</Btn>}>{say('startup.begin.already')}</Notice>}
    {draft.other && <Notice tone="soon" act={<><Btn small onClick={draft.takeOther}>{say('ui.draft.take')}</Btn> <Btn small onClick={draft.keepMine}>{say('ui.draft.keep')}</Btn></>}>{say('ui.draft.other', { at: draft.other.at ? format.moment(draft.other.at) : '' })}</Notice>}
    {deed.problem && <Notice tone="over">{deed.problem.status === 0 ? say('ui.error.offline.deed') : deed.problem.message}</Notice>}
    {!!deed.problem?.reasons.length && <Reasons reasons={deed.problem.reasons} />}
    <DataTable caption={say('startup.form.hospitals')} rows={data.hospitals} rowKey={(h) => h.orgId} empty={<Empty title={say('startup.form.no-hospital')}>{null}</Empty>} columns={[
      { key: 'pick', label: say('startup.form.pick'), width: '36%', cell: (h) => <Check checked={sites[h.orgId] !== undefined} onChange={(on) => pick(h.orgId, on)} label={h.name} note={say(h.acceptsUnified ? 'startup.form.unified' : 'startup.form.own') + (h.initiationFirst ? ` · ${say('startup.form.initiation-first')}` : '')} /> },
      { key: 'lead', label: say('startup.form.lead'), nowrap: true, cell: (h) => (sites[h.orgId] ? <label className="row"><input type="radio" name="lead" checked={lead === h.orgId} onChange={() => draft.set({ lead: h.orgId })} aria-label={say('startup.form.lead-is', { name: h.short })} />{lead === h.orgId && <Tag tone="lead">{say('startup.form.lead')}</Tag>}</label> : null) },
      { key: 'pi', label: say('role.pi.short'), cell: (h) => (sites[h.orgId] ? <><select className="Input slim" aria-label={say('startup.form.pi-of', { name: h.short })} value={sites[h.orgId]!.investigator} onChange={(e) => change(h.orgId, { investigator: e.target.value })}>{h.investigators.map((i) => <option key={i.id} value={i.id}>{i.name} · {i.department}</option>)}</select>{wrong(h.orgId, 'investigatorId') && <span className="over blk">{wrong(h.orgId, 'investigatorId')}</span>}</> : null) },
      { key: 'planned', label: say('startup.form.planned'), align: 'right', cell: (h) => (sites[h.orgId] ? <><input className="Input slim" type="number" min={1} inputMode="numeric" aria-label={say('startup.form.planned-of', { name: h.short })} value={sites[h.orgId]!.planned} onChange={(e) => change(h.orgId, { planned: e.target.value })} />{wrong(h.orgId, 'planned') && <span className="over blk">{wrong(h.orgId, 'planned')}</span>}</> : null) },
      { key: 'rules', label: say('startup.form.promise'), wideOnly: true, dim: true, cell: (h) => say('startup.form.days', { initiation: format.span(h.initiationDays, 'workday'), agreement: format.span(h.agreementDays, 'workday') }) },
    ]} />
    <Section title={say('startup.form.papers')} note={say('startup.form.papers.note')} more={<Btn small to={`${back}/files`}>{say('startup.form.papers.see')}</Btn>}><CheckList label={say('startup.form.papers')} lines={data.papers.filter((l) => l.required || l.state === 'expired').map((l) => ({ key: l.kind, label: l.label, required: l.required, state: l.state }))} /></Section>
    <p className="row wrap"><Btn kind="primary" busy={deed.busy} off={off} onClick={() => { void send() }}>{say('startup.form.send', { n: chosen.length })}</Btn><Btn to={back}>{say('ui.cancel')}</Btn><span className="note">{say('startup.form.total', { n: total })}{data.study.targetSize ? say('startup.form.of', { n: data.study.targetSize }) : ''}</span><SavedAt at={draft.savedAt} /></p>
    <p className="note">{say('startup.form.next')}</p>
  </Page>
}
export { NewStart as Page }
