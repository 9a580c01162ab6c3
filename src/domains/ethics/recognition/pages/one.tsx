import type * as z from 'zod'
import { parcel } from '../api.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { dayOf, useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'

registerLabels(labels)
export const title = 'ethics.recognition.package'
type Parcel = z.output<typeof parcel.output>

/** The lead's whole package as the members of a participating committee read it before they sign: what differs here comes first. */
function RecognitionPackage() {
  const asked = useQuery(parcel, { id: useId() as never })
  return <Loaded asked={asked}>{(d) => <Whole d={d} />}</Loaded>
}
function Whole({ d }: { readonly d: Parcel }) {
  const say = useSay(), format = useFormat(), settled = (agreed: boolean | null) => say(agreed === null ? 'ethics.recognition.page.pending' : agreed ? 'ethics.recognition.page.agreed' : 'ethics.recognition.page.refused')
  return <Page title={say('ethics.recognition.package')} acts={<Btn icon="print" className="hide-s" onClick={() => window.print()}>{say('ui.print')}</Btn>}
    sub={say('ethics.recognition.page.from', { lead: d.lead, number: d.number, day: d.approvedOn, until: d.validUntil, received: format.day(dayOf(d.receivedAt)) })}>
    <Section title={say('ethics.recognition.page.differences')} note={say('ethics.recognition.page.differences.note')}>
      <DataTable caption={say('ethics.recognition.page.differences')} rows={d.differences} rowKey={(x) => x.item} empty={<p className="note">{say('ethics.recognition.page.none')}</p>} columns={[
        { key: 'what', label: say('ethics.recognition.page.what'), width: '160px', bare: true, cell: (x) => <b>{x.label}</b> }, { key: 'lead', label: say('ethics.recognition.page.lead'), cell: (x) => x.lead }, { key: 'here', label: say('ethics.recognition.page.here'), cell: (x) => <b>{x.here}</b> },
      ]} />
    </Section>
    <Section title={say('ethics.recognition.page.items')}>
      <DataTable caption={say('ethics.recognition.page.items')} rows={d.items} rowKey={(x) => x.item + x.words} empty={<p className="note">{say('ethics.recognition.page.no-items')}</p>} columns={[
        { key: 'item', label: say('ethics.recognition.page.what'), width: '160px', bare: true, cell: (x) => <b>{x.label}</b> }, { key: 'words', label: say('field.words'), bare: true, cell: (x) => <span lang="zh">{x.words}</span> }, { key: 'agreed', label: '', width: '140px', bare: true, dim: true, cell: (x) => (x.item === 'compensation' ? settled(x.agreed) : '') },
      ]} />
      {d.ownVersion && <Notice>{say('ethics.recognition.page.own-version', { version: d.ownVersion })}</Notice>}
    </Section>
    <Section title={say('ethics.recognition.page.votes')}><p lang={d.votes.length > 0 ? 'zh' : undefined}>{d.votes.map((v) => `${v.vote} ${v.count}`).join('　') || say('ui.none')}</p></Section>
    {d.remarks && <Section title={say('ethics.recognition.page.remarks')}><p className="read" lang="zh">{d.remarks}</p></Section>}
    <Section title={say('ethics.recognition.page.papers')} note={say('ethics.recognition.page.papers.note')} more={<Go to={`/studies/${d.studyId}/files`}>{say('ethics.recognition.page.open')}</Go>}>
      <DataTable caption={say('ethics.recognition.page.papers')} rows={d.papers} rowKey={(p) => p.hash + p.paper} columns={[
        { key: 'paper', label: say('ethics.recognition.page.paper'), bare: true, cell: (p) => <b lang="zh">{p.paper}</b> }, { key: 'label', label: say('ethics.recognition.page.version'), width: '100px', nowrap: true, cell: (p) => p.label }, { key: 'dated', label: say('ethics.recognition.page.dated'), width: '120px', nowrap: true, cell: (p) => p.dated },
        { key: 'hash', label: say('ethics.recognition.page.hash'), width: '180px', nowrap: true, dim: true, wideOnly: true, cell: (p) => <span className="mono" title={p.hash}>{p.hash.slice(0, 16)}…</span> },
      ]} />
    </Section>
  </Page>
}
export { RecognitionPackage as Page }
