import { measure } from '../api.ts'
import { labels } from '../labels.ts'
import { StateWord } from './list.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Money, Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { Figures, Page, Section, Split } from '#ui/page.tsx'
import { registerLabels, useSay, weave } from '#ui/say.ts'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'policies.measure'
type Measure = z.output<typeof measure.output>

/** One measure: our reading, its numbers, what answers and cites it here, and the cases under it. */
function PolicyMeasure() {
  const asked = useQuery(measure, { number: useId() })
  return <Loaded asked={asked}>{(m) => <Whole m={m} />}</Loaded>
}
function Whole({ m }: { readonly m: Measure }) {
  const say = useSay(), and = say('policies.and')
  return <Page above={{ to: '/policies', label: say('policies.ledger'), here: m.chapter ?? m.document.name }} title={`${m.short}　${m.title}`} beside={<StateWord state={m.state} />} acts={<Btn icon="print" className="hide-s" onClick={() => window.print()}>{say('ui.print')}</Btn>}
    sub={<><span>{say('policies.lead', { names: m.lead ?? say('policies.unnamed') })}</span>{m.joint.length > 0 && <span>{say('policies.joint', { names: m.joint.join(and) })}</span>}</>}>
    {m.document.status === 'draft' && <Notice>{say('policies.document.draft')}</Notice>}
    <Numbers m={m} />
    <Split width="narrow" label={say('policies.measure.document')} side={<Aside m={m} />}>
      <Section title={say('policies.measure.reading')} note={say('policies.measure.reading.note')}>
        <DataTable caption={say('policies.measure.reading')} rows={m.asks} rowKey={(a) => a.says} columns={[
          { key: 'kind', label: say('policies.measure.kind'), width: '112px', bare: true, nowrap: true, cell: (a) => <Tag tone={a.kind === 'must' ? 'lead' : undefined}>{say(`policies.kind.${a.kind}`)}</Tag> },
          { key: 'says', label: say('policies.measure.says'), bare: true, cell: (a) => a.says },
        ]} />
      </Section>
      <Section title={say('policies.measure.why')}><p className="read">{m.because}</p>{m.tracked && <p className="read">{say('policies.measure.tracked', { what: m.tracked })}</p>}</Section>
      <Parameters m={m} />
      <Cites m={m} />
      {m.closing && <Section title={say('policies.measure.closing')}><p className="read"><mark lang="zh-CN">{m.closing.phrase}</mark>　{m.closing.says}</p></Section>}
    </Split>
  </Page>
}
function Numbers({ m }: { readonly m: Measure }) {
  const say = useSay(), format = useFormat(), { live, cases } = m
  if (!live && !cases) return null
  return <Figures items={[
    ...(live ? [
      { label: say('policies.measure.studies'), value: format.number(live.studies), unit: say('policies.measure.studies.unit'), to: live.to },
      { label: say('policies.measure.sites'), value: format.number(live.sites), unit: say('policies.measure.sites.unit'), to: live.to },
      live.medianDays === null ? { label: say('policies.measure.median'), value: say('ui.none'), note: say('policies.measure.median.none') } : { label: say('policies.measure.median'), value: format.number(live.medianDays), unit: say('policies.measure.median.unit'), note: say('policies.measure.median.note', { n: live.consents }) },
    ] : []),
    ...(cases ? [{ label: say('policies.measure.cases'), value: format.number(cases.total), unit: say('policies.measure.cases.unit'), to: cases.to, note: say('policies.measure.cases.note', { n: cases.open }) }] : []),
  ]} />
}
function Parameters({ m }: { readonly m: Measure }) {
  const say = useSay(), value = (p: Measure['parameters'][number]) => weave(say(`policies.quote.${p.quoteKind}`), { v: p.unit === 'fen' ? <Money fen={p.value} /> : say(`policies.unit.${p.unit}`, { n: p.value }) })
  return <Section title={say('policies.measure.parameters')} note={m.parameters.length > 0 ? say('policies.measure.parameters.note') : undefined}>
    <DataTable caption={say('policies.measure.parameters')} rows={m.parameters} rowKey={(p) => p.key} empty={<p className="note">{say('policies.measure.parameters.none')}</p>} columns={[
      { key: 'of', label: say('policies.measure.parameter'), cell: (p) => p.of },
      { key: 'value', label: say('policies.measure.value'), nowrap: true, cell: (p) => <b>{value(p)}</b> },
      { key: 'kind', label: say('policies.measure.kind'), nowrap: true, cell: (p) => say(`policies.kind.${p.kind}`) },
      { key: 'basis', label: say('policies.measure.basis'), cell: (p) => <mark lang="zh-CN">{p.basis}</mark> },
      { key: 'from', label: say('policies.measure.from'), dim: true, nowrap: true, align: 'right', cell: (p) => (p.from ? say('policies.measure.from.day', { day: p.from }) : say('policies.measure.from.draft')) },
    ]} />
  </Section>
}
function Cites({ m }: { readonly m: Measure }) {
  const say = useSay(), format = useFormat()
  return <Section title={say('policies.measure.cites')}>
    <DataTable dense caption={say('policies.measure.cites')} rows={m.cites} rowKey={(c) => `${c.name} ${c.phrase}`} empty={<p className="note">{say('policies.measure.cites.none')}</p>} columns={[
      { key: 'name', label: say('policies.cite.name'), cell: (c) => (c.to ? <Go to={c.to}>{c.label}</Go> : c.label) },
      { key: 'kind', label: say('policies.cite.kind'), bare: true, dim: true, nowrap: true, cell: (c) => [say(`policies.cite.${c.kind}`), c.edition && say('policies.cite.edition', { n: c.edition })].filter(Boolean).join(' · ') },
      { key: 'phrase', label: say('policies.measure.phrases'), bare: true, cell: (c) => <span lang="zh-CN">{c.phrase}</span> },
      { key: 'cases', label: say('policies.measure.cases'), bare: true, align: 'right', nowrap: true, cell: (c) => (c.cases === null ? <span className="dim">{say('policies.nothing')}</span> : say('policies.cite.cases', { n: format.number(c.cases), open: format.number(c.open ?? 0) })) },
    ]} />
  </Section>
}
function Aside({ m }: { readonly m: Measure }) {
  const say = useSay(), { document: d } = m
  return <>
    <Section title={say('policies.measure.phrases')}><p lang="zh-CN">{m.phrases.map((phrase, i) => <span key={phrase}>{i > 0 && ' · '}<mark>{phrase}</mark></span>)}</p><p className="note">{say('policies.measure.phrases.note')}</p></Section>
    <Section title={say('policies.measure.rooms')}><ul>{m.rooms.map((r) => <li key={r.name}>{r.to ? <Go to={r.to}>{r.label}</Go> : <>{r.label}　<span className="note">{say('policies.none')}</span></>}</li>)}</ul></Section>
    <Section title={say('policies.measure.document')}><p>{d.title}</p><Facts items={[
      ...(d.number ? [{ label: say('policies.document.number'), value: d.number }] : []), ...(d.issued ? [{ label: say('policies.document.issued'), value: d.issued }] : []), ...(d.from ? [{ label: say('policies.measure.from'), value: d.from }] : []),
      { label: say('policies.ledger.state'), value: say(`policies.document.${d.status}`) },
    ]} /></Section>
  </>
}
export { PolicyMeasure as Page }
