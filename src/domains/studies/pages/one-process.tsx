import { one, process } from '../api.ts'
import { StudyPage } from './one.tsx'
import { chipWords } from '#ui/clock-face.ts'
import { ClockChip, sideNamer } from '#ui/clock-chip.tsx'
import { Loaded, useAddress, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { useFormat, type Formats } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Section } from '#ui/page.tsx'
import { ProcessMap } from '#ui/process-map.tsx'
import type { MapStage } from '#ui/process-layout.ts'
import { useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { useNow } from '#ui/time.ts'
import type * as z from 'zod'

export const title = 'studies.page.process'
type Drawn = z.output<typeof process.output>
type Say = ReturnType<typeof useSay>
/** The start of a study as a drawing of its declared procedures: one hospital, or all seen together. */
function StudyProcess() {
  const id = useId(), [address] = useAddress(), site = address.get('site') ?? undefined
  const study = useQuery(one, { id: id as never }), asked = useQuery(process, { id: id as never, ...(site ? { site: site as never } : {}) }, { every: 30_000, keep: true })
  return <Loaded asked={study}>{(data) => <StudyPage data={data} tab="process"><Loaded asked={asked}>{(d) => <Course data={d} />}</Loaded></StudyPage>}</Loaded>
}
function Course({ data }: { readonly data: Drawn }) {
  const say = useSay(), format = useFormat(), now = useNow(), base = `/studies/${data.study.id}`, stages = data.boxes.map((b) => boxOf(data, b, say, format, now))
  if (!data.begun || data.sites.length === 0) return <Empty title={say('studies.not-started')}>{say('studies.process.none')}</Empty>
  return <>
    <p className="note">{say('studies.process.note', { name: data.procedure.label, edition: data.procedure.edition, at: format.moment(now) })}</p>
    {data.sites.length > 1 && <Tabs label={say('studies.process.sites')} current={data.site ?? 'all'} tabs={[{ key: 'all', label: say('studies.process.all', { n: data.sites.length }), to: `${base}/process` }, ...data.sites.map((s) => ({ key: s.caseId as string, label: s.lead ? `${s.short} ${say('studies.process.lead')}` : s.short, to: `${base}/process?site=${s.caseId}` }))]} />}
    <ProcessMap label={say('studies.page.process')} stages={stages} edges={data.edges} lanes={data.lanes.map((l) => ({ key: l.key, label: l.label, note: [l.total === 0 ? say('studies.process.not-begun') : l.total === 1 ? say(l.granted ? 'studies.process.done' : l.refused ? 'studies.process.ended' : 'studies.process.open') : say('studies.process.of', { n: l.granted, all: l.total }), l.face?.state === 'done' ? say('studies.process.took', { span: format.brief(l.face.used, l.face.unit) }) : '', l.critical ? say('ui.matrix.critical') : ''].filter(Boolean).join(' · ') }))} />
    <div className="Halves">
      <Section title={say('studies.process.lit', { n: data.lit.length })}>
        <DataTable<Drawn['lit'][number]> caption={say('studies.process.lit', { n: data.lit.length })} rows={data.lit} rowKey={(l) => l.id} to={(l) => `${base}?case=${l.id}`} empty={<p className="note">{say('studies.nobody')}</p>} columns={[
          { key: 'stage', label: say('studies.what'), cell: (l) => <><b>{l.stageText}</b><span className="note blk">{[data.site ? '' : l.place, l.kind].filter(Boolean).join(' · ')}</span></> }, { key: 'holder', label: say('studies.who'), cell: (l) => <>{l.holder}<span className="note blk">{l.last}</span></> },
          { key: 'clock', label: say('ui.clock'), nowrap: true, bare: true, cell: (l) => <ClockChip face={l.face?.state === 'running' || l.face?.state === 'stopped' ? l.face : null} waits={l.face?.state === 'running' || l.face?.state === 'stopped' ? undefined : { label: l.holder, days: l.waitedDays }} mine={l.mine} small /> }, { key: 'open', label: say('studies.open-case'), bare: true, nowrap: true, cell: (l) => <Go to={`${base}?case=${l.id}`}>{say('studies.open-case')}</Go> },
        ]} />
      </Section>
      <Section title={say('studies.process.next')}>
        {data.site === null && data.sites.length > 1 ? <p className="note">{say('studies.process.next.choose')}</p> : <ul className="NextSteps">{data.next.map((n) => <li key={n.key}><b>{n.kind}</b><div>{n.steps.map((s) => s.label).join(' → ')}<span className="note blk">{n.steps.map((s) => s.office).filter((o, i, all) => o && all[i - 1] !== o).join(' → ')}</span></div></li>)}
          {data.forecast && <li><b>{say('studies.forecast')}</b><div>{format.date(data.forecast.on)}<span className="note blk">{data.forecast.rests === 'done' ? say('studies.forecast.done') : say('studies.forecast.why.band', { from: format.dayWeek(data.forecast.from), to: format.dayWeek(data.forecast.to) })}</span></div></li>}
          {data.next.length === 0 && !data.forecast && <li><span className="note">{say('studies.process.next.none')}</span></li>}</ul>}
      </Section>
    </div>
  </>
}
/** What a box of the drawing says: the day, how often, who has it and how long they have left; of several hospitals, how many stand there. */
function boxOf(data: Drawn, b: Drawn['boxes'][number], say: Say, format: Formats, now: string): MapStage {
  const one = data.site !== null || data.sites.length === 1, lit = data.lit.find((l) => l.id === b.caseId), times = b.times > 1 ? say('studies.process.times', { n: b.times }) : ''
  const clock = lit?.face && (lit.face.state === 'running' || lit.face.state === 'stopped') ? chipWords(lit.face, { mine: true, now, dated: false, sideName: sideNamer() }, say, format) : null
  const words = clock ? Object.entries(clock.facts).reduce((t, [k, v]) => t.replace(`{${k}}`, v), clock.sentence) : lit && lit.waitedDays > 0 ? say('studies.process.waited', { span: format.brief(lit.waitedDays, 'workday') }) : ''
  const many = [b.here > 0 ? say('studies.process.here', { n: b.here }) : '', b.through > 0 ? say('studies.process.through', { n: b.through }) : ''].filter(Boolean).join(' · ')
  const site = one || b.lane === null && b.here + b.through <= 1 ? (b.state === 'now' ? [lit?.holder ?? '', words] : [b.on ? format.day(b.on) : '', times]) : [many, '']
  return { key: b.key, label: b.label, state: b.state, lane: b.lane ?? undefined, date: site[0] || undefined, note: [site[1], b.state === 'now' ? times : ''].filter(Boolean).join(' · ') || undefined }
}
export { StudyProcess as Page }
