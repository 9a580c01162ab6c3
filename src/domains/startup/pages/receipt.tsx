import { receipt } from '../api.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Tag } from '#ui/marks.tsx'
import { Page, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'

registerLabels(labels)
export const title = 'startup.receipt'
/** The first paper both sides sign: what was handed in, version by version, and who has received it. Made for A4. */
function Receipt() {
  const say = useSay(), format = useFormat(), [address] = useAddress(), asked = useQuery(receipt, { studyId: (address.get('study') ?? '') as never })
  return <Loaded asked={asked}>{(data) => <Page title={say('startup.receipt.letter')} beside={data.study.protocolNo && <span className="mono">{data.study.protocolNo}</span>} above={{ to: `/studies/${data.study.id}/files`, label: data.study.short }} acts={<Btn icon="print" kind="primary" onClick={() => window.print()}>{say('ui.print')}</Btn>}>
    <p>{say('startup.receipt.letter.text', { title: data.study.title, n: data.documents.length })}</p>
    <Facts wide items={[{ label: say('startup.receipt.from'), value: data.from.join('、') }, { label: say('startup.receipt.at'), value: data.submittedAt ? format.moment(data.submittedAt) : say('startup.receipt.not-yet') }, { label: say('startup.receipt.sign'), value: '＿＿＿＿＿＿＿＿＿＿＿＿' }]} />
    <DataTable caption={say('startup.receipt')} dense rows={data.documents.map((d, i) => ({ ...d, no: i + 1 }))} rowKey={(d) => d.id} empty={<p className="note">{say('startup.receipt.none')}</p>} columns={[
      { key: 'no', label: say('startup.receipt.no'), width: '48px', align: 'right', wideOnly: true, cell: (d) => d.no }, { key: 'title', label: say('startup.receipt.document'), cell: (d) => <>{d.title}{d.title !== d.kind && <span className="note"> {d.kind}</span>}</> }, { key: 'version', label: say('startup.receipt.version'), nowrap: true, cell: (d) => [d.label, d.datedOn].filter(Boolean).join(' / ') },
      { key: 'expires', label: say('startup.receipt.expires'), nowrap: true, cell: (d) => d.expiresOn ?? '—' }, { key: 'pages', label: say('startup.receipt.pages'), align: 'right', cell: (d) => d.pages ?? '—' }, { key: 'hash', label: say('startup.receipt.hash'), nowrap: true, cell: (d) => <span className="mono">{d.hash.slice(0, 16)}</span> },
    ]} />
    <Section title={say('startup.receipt.receipt')}><p>{say('startup.receipt.receipt.text')}</p>
      <DataTable caption={say('startup.receipt.receipt')} rows={data.to} rowKey={(t) => t.org} empty={<p className="note">{say('startup.receipt.not-yet')}</p>} columns={[
        { key: 'org', label: say('startup.receipt.to'), cell: (t) => <>{t.org} {t.lead && <Tag tone="lead">{say('startup.form.lead')}</Tag>}</> }, { key: 'at', label: say('startup.receipt.received'), nowrap: true, cell: (t) => (t.receivedAt ? format.moment(t.receivedAt) : '—') }, { key: 'sign', label: say('startup.receipt.sign'), width: '34%', cell: () => '' },
      ]} /></Section>
    <p className="note">{say('startup.receipt.printed', { at: format.moment(data.now) })}</p>
  </Page>}</Loaded>
}
export { Receipt as Page }
