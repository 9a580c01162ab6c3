import { useState } from 'react'
import type * as z from 'zod'
import { confirm, decide, preview, queue, receipts, type Line } from '../api.ts'
import { labels as roomLabels } from '../../labels.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { FileDrop } from '#ui/file-drop.tsx'
import { useFormat } from '#ui/format.ts'
import { Go, useGo } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Figures, Page, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { toast } from '#ui/toast.tsx'

registerLabels(roomLabels)
registerLabels(labels)
export const title = 'studies.import'
type Plan = z.output<typeof preview.output>
export const outcomes = ['made', 'changed', 'queued', 'same'] as const

/** Drop a register's export: see what would be made, changed or left to a person, and why; only then write it. */
function ImportPage() {
  const allowed = useQuery(receipts, {})
  return <Loaded asked={allowed}>{() => <Import />}</Loaded>
}
function Import() {
  const say = useSay(), go = useGo(), look = useAction(preview), write = useAction(confirm), [file, setFile] = useState<{ name: string; bytes: ArrayBuffer }>(), [plan, setPlan] = useState<Plan>()
  const read = async ([one]: readonly File[]) => {
    if (!one) return
    const bytes = await one.arrayBuffer()
    setFile({ name: one.name, bytes })
    setPlan(undefined)
    setPlan(await look.run({ fileName: one.name }, bytes))
  }
  const send = async () => { if (!file || !plan) return; const done = await write.run({ fileName: file.name, plan: plan.plan }, file.bytes); if (done) go(`/studies/import/${done.receiptId}`) }
  const problem = look.problem ?? write.problem, wrong = problem && (problem.status === 0 ? say('ui.error.offline.deed') : problem.reasons[0]?.text ?? String(problem.now?.['did'] ?? problem.message))
  const again = () => { setPlan(undefined); setFile(undefined); look.clear(); write.clear() }
  return <Page title={say('studies.import')} sub={say('studies.import.sub')} above={{ to: '/studies', label: say('studies') }}>
    {!plan && <FileDrop label={say('studies.import.drop')} hint={say('studies.import.hint')} accept=".json,.csv" off={look.busy} onFiles={(files) => { void read(files) }} />}
    {look.busy && <Notice>{say('studies.import.reading', { file: file?.name ?? '' })}</Notice>}
    {problem && <Notice tone="over" act={<Btn small onClick={again}>{say('studies.import.other')}</Btn>}>{wrong}</Notice>}
    {plan && <>
      <Figures small items={outcomes.map((o) => ({ label: say(`studies.import.outcome.${o}`), value: plan.counts[o], unit: say('studies.import.unit') }))} />
      <p className="note">{say('studies.import.read', { file: plan.fileName, format: say(`studies.import.format.${plan.format}`), encoding: plan.encoding, n: plan.lines.length })} {say('studies.import.masked', { n: plan.masked })}</p>
      {plan.remarks.map((r) => <Notice key={r} tone="soon">{r}</Notice>)}
      <p className="row"><Btn kind="primary" busy={write.busy} off={plan.counts.made + plan.counts.changed + plan.counts.queued === 0 ? say('studies.import.nothing') : undefined} onClick={() => { void send() }}>{say('studies.import.write', { n: plan.counts.made + plan.counts.changed })}</Btn><Btn onClick={again}>{say('studies.import.other')}</Btn><span className="note">{say('studies.import.not-yet')}</span></p>
      <Lines lines={plan.lines} />
    </>}
    {!plan && <><Waiting /><Past /></>}
  </Page>
}
/** Row by row: what becomes of it, and why. */
export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const say = useSay()
  return <DataTable<Line> caption={say('studies.import.lines')} dense rows={[...lines].sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) || a.row - b.row)} rowKey={(l) => String(l.row)} group={(l) => ({ key: l.outcome, label: say(`studies.import.outcome.${l.outcome}`) })} columns={[
    { key: 'row', label: say('studies.import.row'), align: 'right', dim: true, width: '56px', wideOnly: true, cell: (l) => l.row },
    { key: 'number', label: say('studies.import.number'), nowrap: true, cell: (l) => (l.studyId ? <Go to={`/studies/${l.studyId}`} className="mono">{l.number || '—'}</Go> : <span className="mono">{l.number || '—'}</span>) },
    { key: 'title', label: say('studies.import.title'), width: '46%', cell: (l) => <>{l.title}<span className="note blk">{l.sponsor}</span></> },
    { key: 'why', label: say('studies.import.why'), cell: (l) => <>{l.why.map((w) => <span key={w} className="soon blk">{w}</span>)}{l.changes.map((c) => <span key={c.field} className="note blk">{say(`studies.field.${c.field}`)}：<del>{c.was || '—'}</del> → <ins>{c.is || '—'}</ins></span>)}{l.doubts.length > 0 && <details className="note"><summary>{say('studies.import.doubts', { n: l.doubts.length })}</summary>{l.doubts.map((d, i) => <span key={i} className="blk">{d}</span>)}</details>}{l.why.length + l.changes.length + l.doubts.length === 0 && <span className="dim">{say(`studies.import.because.${l.outcome}`)}</span>}</> },
  ]} />
}
function Waiting() {
  const say = useSay(), asked = useQuery(queue, {}), deed = useAction(decide), [titles, setTitles] = useState<Record<string, string>>({})
  const act = async (id: string, make: boolean) => { const title = titles[id]?.trim(), done = await deed.run({ id: id as never, make, ...(make && title ? { title } : {}) }); if (done) toast(say(make ? 'studies.import.made' : 'studies.import.dropped')) }
  return <Loaded asked={asked} rows={2}>{(d) => (d.rows.length === 0 ? null : <Section title={say('studies.import.queue')} note={say('studies.import.queue.note', { n: d.rows.length })}>
    {deed.problem && <Notice tone="over">{deed.problem.issues[0]?.text ?? deed.problem.message}</Notice>}
    <DataTable caption={say('studies.import.queue')} rows={d.rows} rowKey={(q) => q.id} columns={[
      { key: 'number', label: say('studies.import.number'), nowrap: true, cell: (q) => <span className="mono">{q.number || '—'}</span> }, { key: 'title', label: say('studies.import.title'), cell: (q) => q.title || <input className="Input slim" aria-label={say('studies.import.give-title')} placeholder={say('studies.import.give-title')} maxLength={1000} value={titles[q.id] ?? ''} onChange={(e) => setTitles({ ...titles, [q.id]: e.target.value })} /> }, { key: 'why', label: say('studies.import.why'), cell: (q) => <span className="soon">{q.why.join('；')}</span> },
      { key: 'act', label: say('studies.import.act'), align: 'right', nowrap: true, cell: (q) => <><Btn small onClick={() => { void act(q.id, true) }}>{say('studies.import.make')}</Btn> <Btn small kind="text" onClick={() => { void act(q.id, false) }}>{say('studies.import.drop-it')}</Btn></> },
    ]} /></Section>)}</Loaded>
}
function Past() {
  const say = useSay(), format = useFormat(), asked = useQuery(receipts, {})
  return <Loaded asked={asked} rows={3}>{(d) => <Section title={say('studies.import.receipts')}><DataTable caption={say('studies.import.receipts')} rows={d.receipts} rowKey={(r) => r.id} to={(r) => `/studies/import/${r.id}`} empty={<Empty title={say('studies.import.receipts.none')}>{say('studies.import.receipts.none.text')}</Empty>} columns={[
    { key: 'file', label: say('studies.import.file'), cell: (r) => <Go to={`/studies/import/${r.id}`}>{r.fileName}</Go> }, { key: 'at', label: say('studies.import.at'), nowrap: true, cell: (r) => format.moment(r.at) },
    { key: 'counts', label: say('studies.import.result'), align: 'right', cell: (r) => outcomes.filter((o) => r.counts[o] > 0).map((o) => `${say(`studies.import.outcome.${o}`)} ${r.counts[o]}`).join(' · ') || '—' },
  ]} /></Section>}</Loaded>
}
export { ImportPage as Page }
