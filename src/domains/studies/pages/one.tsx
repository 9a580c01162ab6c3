import { useMemo } from 'react'
import { one } from '../api.ts'
import { labels } from '../labels.ts'
import { CaseClock, CaseDrawer } from '#ui/case-drawer.tsx'
import { CaseMoveDialog, CaseMoves, type BoardItem } from '#ui/case-moves.tsx'
import { Btn } from '#ui/button.tsx'
import { Copy } from '#ui/copy.tsx'
import { Loaded, useAddress, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { Facts, Person } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { LaneMatrix, type LaneRow } from '#ui/lane-matrix.tsx'
import { Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page, Section, Split } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { Timeline } from '#ui/timeline.tsx'
import { TurnLine } from '#ui/turn-line.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'studies.one'
export type Study = z.output<typeof one.output>
const siteKind = 'startup.site', startKind = 'startup.start'
const lanes = ['startup.initiation', 'ethics.review', 'agreements.signing'] as const
const holderOf = (c: BoardItem) => (c.holder ? [c.holder.org, c.holder.office].filter(Boolean).join(' ') : null)
const open = (c: BoardItem) => c.outcome === null && c.holder !== null
/** The case whose turn it is: mine first, then the one due first, then the one that waits longest. */
const pressing = (cases: readonly BoardItem[]) => [...cases].filter(open).sort((a, b) => Number(b.mine) - Number(a.mine) || (a.face?.dueOn ?? '9999').localeCompare(b.face?.dueOn ?? '9999') || b.waitedDays - a.waitedDays)[0]

/** The head every page of a study shares: what it is, its numbers, and where else to look. */
export function StudyPage({ data, tab, children }: { readonly data: Study; readonly tab: 'start' | 'dossier' | 'files' | 'timeline'; readonly children: React.ReactNode }) {
  const say = useSay(), { study, identifiers, sites } = data, base = `/studies/${study.id}`, start = data.cases.find((c) => c.procedure === startKind && (c.outcome === null || c.outcome === 'granted'))
  return <Page above={{ to: '/studies', label: say('studies') }} title={study.short} beside={<Tag>{start && start.outcome === null ? start.stageText : study.stageText}</Tag>}
    sub={<span className="row wrap"><span>{[study.sponsorName, study.phase ? say(`studies.phase.${study.phase}`) : null, sites.length > 0 ? say('studies.sites', { n: sites.length }) : null, study.side === 'site' && sites.length === 1 ? say('studies.planned-here', { n: sites[0]!.planned }) : study.targetSize ? say('studies.people', { n: study.targetSize }) : null].filter(Boolean).join(' · ')}</span>{identifiers.slice(0, 4).map((i) => <Copy key={i.value} text={i.value} label={say(`studies.kind.${i.kind}`)} />)}</span>}
    acts={<Btn icon="print" onClick={() => window.print()}>{say('ui.print')}</Btn>}>
    <Tabs label={study.short} current={tab} tabs={[{ key: 'start', label: say('studies.page.start'), to: base }, { key: 'dossier', label: say('studies.page.dossier'), to: `${base}/dossier` }, { key: 'files', label: say('studies.page.files'), to: `${base}/files` }, { key: 'timeline', label: say('studies.page.timeline'), to: `${base}/timeline` }]} />
    {children}
  </Page>
}

function StudyStart() {
  const id = useId(), asked = useQuery(one, { id: id as never }, { every: 30_000 })
  return <Loaded asked={asked}>{(data) => <StudyPage data={data} tab="start"><Start data={data} /></StudyPage>}</Loaded>
}
function Start({ data }: { readonly data: Study }) {
  const say = useSay(), format = useFormat(), [address, turn] = useAddress()
  const cases = data.cases.filter((c) => c.procedure !== 'studies.study'), chosen = cases.find((c) => c.id === address.get('case')), now = pressing(cases), mine = cases.filter((c) => c.mine && open(c))
  const rows = useMemo(() => rowsOf(data, say), [data, say])
  if (cases.length === 0) return <Empty title={say('studies.not-started')} acts={data.mayStart && <Btn kind="primary" to={`/startup/new?study=${data.study.id}`}>{say('studies.begin')}</Btn>}>{say('studies.not-started.text')}</Empty>
  const shown = [siteKind, ...lanes], at = chosen ? cases.indexOf(chosen) : -1
  const neighbour = (step: 1 | -1) => { const same = cases.filter((c) => c.procedure === chosen!.procedure), next = same[(same.indexOf(chosen!) + step + same.length) % same.length]; if (next) turn({ case: next.id }) }
  return <>
    {now ? <TurnLine holder={holderOf(now)} face={now.face} what={<>{[now.place, now.kind].filter(Boolean).join(' ')} · {now.stageText}</>} tone={now.mine ? 'accent' : 'quiet'}
      note={mine.length > 1 ? say('studies.also-mine', { n: mine.length - 1 }) : cases.filter(open).length > 1 ? say('studies.also', { n: cases.filter(open).length - 1 }) : undefined}
      acts={now.mine ? <>{now.moves.filter((m) => !m.closes).length <= 3 ? <CaseMoves item={now} forward /> : null}<Btn kind="text" onClick={() => turn({ case: now.id })}>{say('studies.open-case')}</Btn></> : <Btn onClick={() => turn({ case: now.id })}>{say('studies.open-case')}</Btn>} /> : <TurnLine holder={null} note={data.study.stageText} />}
    {now?.mine && now.moves.some((m) => m.reasons.length > 0) && <Notice tone="soon">{now.moves.flatMap((m) => m.reasons.map((r) => r.text)).filter((t, i, all) => all.indexOf(t) === i).join(' ')}</Notice>}
    <LaneMatrix label={say('studies.matrix')} corner={{ label: say('studies.site'), note: say('studies.matrix.note', { n: rows.length, people: data.sites.reduce((n, s) => n + s.planned, 0) }) }}
      columns={[{ key: siteKind, label: say('studies.column.site') }, ...lanes.map((l) => ({ key: l, label: cases.find((c) => c.procedure === l)?.kind ?? say(`studies.lane.${l}`), note: say('studies.column.done', { n: cases.filter((c) => c.procedure === l && c.outcome === 'granted').length, all: Math.max(cases.filter((c) => c.procedure === l).length, rows.filter((r) => r.cells[l] && r.cells[l]?.plain === undefined).length) }) }))]}
      rows={rows} onOpen={(row, column) => { const found = find(data, row, column); if (found) turn({ case: found.id }) }} card={(row, column) => { const found = find(data, row, column); return found?.face ? <CaseClock id={found.id} mine={found.mine} /> : null }} />
    <Split label={say('studies.dates')} side={<>
      <Section title={say('studies.dates')}><Facts items={[
        ...(data.count ? [{ label: say('studies.t0'), value: format.moment(data.count.from) }, { label: say(data.count.to ? 'studies.took' : 'studies.runs'), value: say('studies.count', { days: data.count.days, workdays: data.count.workdays, rest: data.count.restDays }) }] : [{ label: say('studies.t0'), value: say('studies.t0.none') }]),
        ...(data.sinceSubmission !== null ? [{ label: say('studies.since-submission'), value: say('studies.days', { n: data.sinceSubmission }) }] : []),
        ...(data.study.protocolNo ? [{ label: say('studies.protocol'), value: [data.study.protocolNo, data.study.protocolVersion, data.study.protocolDate].filter(Boolean).join(' / ') }] : []),
      ]} /></Section>
      <Section title={say('studies.investigators')}>{data.sites.map((s) => <Person key={s.caseId} name={s.investigator} role={s.lead ? say('studies.lead-pi') : say('studies.pi')} note={`${s.name} ${s.department}`} />)}</Section>
      <Section title={say('studies.recent')}><Timeline label={say('studies.recent')} items={data.events.slice(0, 8).map((e) => ({ id: e.id, at: e.at, who: e.who, text: e.text, note: [e.where, e.note].filter(Boolean).join(' · ') }))} /></Section>
    </>}>
      <Section title={say('studies.whose-turn')} note={say('studies.whose-turn.note', { n: cases.filter(open).length })}>
        <DataTable<BoardItem> caption={say('studies.whose-turn')} rows={cases.filter(open).sort((a, b) => b.waitedDays - a.waitedDays)} rowKey={(c) => c.id} onOpen={(c) => turn({ case: c.id })} empty={<p className="note">{say('studies.nobody')}</p>}
          columns={[{ key: 'who', label: say('studies.who'), cell: (c) => <b>{holderOf(c)}</b> }, { key: 'what', label: say('studies.what'), cell: (c) => `${c.kind} · ${c.stageText}` }, { key: 'where', label: say('studies.site'), wideOnly: true, cell: (c) => c.place || '—' }, { key: 'waited', label: say('studies.waited'), align: 'right', nowrap: true, cell: (c) => format.span(c.waitedDays, 'workday') }]} />
      </Section>
    </Split>
    <CaseMoveDialog />
    {chosen && at >= 0 && <CaseDrawer key={chosen.id} item={chosen} onClose={() => turn({ case: undefined })} move={shown.includes(chosen.procedure as never) && cases.filter((c) => c.procedure === chosen.procedure).length > 1 ? { label: say('studies.other-site'), by: neighbour } : undefined} />}
  </>
}
const find = (data: Study, row: string, column: string) => data.cases.find((c) => (column === siteKind ? c.id === row : c.parentId === row && c.procedure === column))
/** One row a site; the lane that keeps it longest is the critical one. */
function rowsOf(data: Study, say: (key: string, facts?: Record<string, string | number>) => string): LaneRow[] {
  return data.cases.filter((c) => c.procedure === siteKind).sort((a, b) => Number(data.sites.find((s) => s.caseId === b.id)?.lead ?? false) - Number(data.sites.find((s) => s.caseId === a.id)?.lead ?? false)).map((site) => {
    const facts = data.sites.find((s) => s.caseId === site.id), own = lanes.map((l) => find(data, site.id, l)), left = own.filter((c): c is BoardItem => c !== undefined && c.outcome === null)
    const critical = [...left].sort((a, b) => (b.face?.dueOn ?? '9999').localeCompare(a.face?.dueOn ?? '9999'))[0]
    const counting = (c: BoardItem) => c.face?.state === 'running' || c.face?.state === 'stopped' || (c.outcome !== null && c.face?.state === 'done')
    const cell = (c: BoardItem | undefined) => c && { state: c.stageText, face: counting(c) ? c.face : null, mine: true, critical: c === critical, ...(c.mine ? { tone: 'mine' as const } : {}), ...(holderOf(c) && c.outcome === null ? { holder: holderOf(c)!, ...(!counting(c) ? { waits: { label: c.holder!.side === 'sponsor' ? say('side.sponsor') : c.holder!.org, days: c.waitedDays } } : {}) } : {}), ...(c.last ? { last: `${c.last.who} ${c.last.text}` } : {}) }
    return { key: site.id, name: facts?.name ?? site.place, note: facts ? `${facts.department} · PI ${facts.investigator} · ${say('studies.planned', { n: facts.planned })}` : undefined, ...(facts?.lead ? { tag: say('studies.lead') } : {}), cells: { [siteKind]: cell(site), ...Object.fromEntries(lanes.map((l, i) => [l, cell(own[i]) ?? (site.stage === 'lanes' ? { state: '—', plain: say('studies.theirs') } : null)])) } }
  })
}
export { StudyStart as Page }
