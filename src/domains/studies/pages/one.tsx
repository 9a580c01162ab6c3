import { useMemo, useRef, useState } from 'react'
import { remind } from '#kernel/notices/api.ts'
import { one } from '../api.ts'
import { labels } from '../labels.ts'
import { CaseClock, CaseDrawer } from '#ui/case-drawer.tsx'
import { CaseMoveDialog, CaseMoves, type BoardItem } from '#ui/case-moves.tsx'
import { Btn } from '#ui/button.tsx'
import { Copy } from '#ui/copy.tsx'
import { Loaded, useAction, useAddress, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { DayBar, SideBars, type Charged } from '#ui/day-bar.tsx'
import { Empty } from '#ui/empty.tsx'
import { Facts, Person } from '#ui/facts.tsx'
import { useFormat, type Formats } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { LaneMatrix, type LaneRow } from '#ui/lane-matrix.tsx'
import { Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page, Section, Split } from '#ui/page.tsx'
import { Popover } from '#ui/popover.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { Timeline } from '#ui/timeline.tsx'
import { toast } from '#ui/toast.tsx'
import { TurnLine } from '#ui/turn-line.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'studies.one'
export type Study = z.output<typeof one.output>
type Say = ReturnType<typeof useSay>
const siteKind = 'startup.site', startKind = 'startup.start'
const holderOf = (c: BoardItem) => (c.holder ? [c.holder.org, c.holder.office].filter(Boolean).join(' ') : null)
const open = (c: BoardItem) => c.outcome === null && c.holder !== null
/** Working days a case has put its site's start off: those it has waited while it is the lane that decides. */
const putsOff = (data: Study, c: BoardItem) => (data.sites.some((s) => s.forecast?.lane === c.id) ? c.waitedDays : 0)
/** The case whose turn it is: mine first, then the one that puts a start off most, then the one due first, then the one that waits longest. */
const pressing = (data: Study, cases: readonly BoardItem[]) => [...cases].filter(open).sort((a, b) => Number(b.mine) - Number(a.mine) || putsOff(data, b) - putsOff(data, a) || (a.face?.dueOn ?? '9999').localeCompare(b.face?.dueOn ?? '9999') || b.waitedDays - a.waitedDays)[0]
/** Those that put a start off first, then the longest waits. */
const waiting = (data: Study, cases: readonly BoardItem[]) => cases.filter(open).sort((a, b) => putsOff(data, b) - putsOff(data, a) || b.waitedDays - a.waitedDays)

export type StudyTab = 'start' | 'dossier' | 'files' | 'process' | 'timeline' | 'members'
/** The head every page of a study shares: what it is, its numbers, and where else to look. */
export function StudyPage({ data, tab, children }: { readonly data: Study; readonly tab: StudyTab; readonly children: React.ReactNode }) {
  const say = useSay(), { study, identifiers, sites } = data, base = `/studies/${study.id}`, start = data.cases.find((c) => c.procedure === startKind && (c.outcome === null || c.outcome === 'granted'))
  return <Page above={{ to: '/studies', label: say('studies') }} title={study.short} beside={<Tag>{start && start.outcome === null ? start.stageText : study.stageText}</Tag>}
    sub={<span className="row wrap"><span>{[study.sponsorName, study.phase ? say(`studies.phase.${study.phase}`) : null, sites.length > 0 ? say('studies.sites', { n: sites.length }) : null, study.side === 'site' && sites.length === 1 ? say('studies.planned-here', { n: sites[0]!.planned }) : study.targetSize ? say('studies.people', { n: study.targetSize }) : null].filter(Boolean).join(' · ')}</span>{[...identifiers.map((i) => ({ value: i.value, label: say(`studies.kind.${i.kind}`) })), ...(study.protocolNo ? [{ value: study.protocolNo, label: say('studies.field.protocolNo') }] : [])].slice(0, 5).map((i) => <Copy key={i.value} text={i.value} label={i.label} />)}</span>}
    acts={<Btn icon="print" onClick={() => window.print()}>{say('ui.print')}</Btn>}>
    <Tabs label={study.short} current={tab} tabs={[{ key: 'dossier', label: say('studies.page.dossier'), to: `${base}/dossier` }, { key: 'start', label: say('studies.page.start'), to: base }, ...(data.cases.length > 1 ? [{ key: 'process', label: say('studies.page.process'), to: `${base}/process` }] : []), { key: 'files', label: say('studies.page.files'), to: `${base}/files` }, { key: 'timeline', label: say('studies.page.timeline'), to: `${base}/timeline` }, { key: 'members', label: say('studies.page.members'), to: `${base}/members` }]} />
    {children}
  </Page>
}

function StudyStart() {
  const id = useId(), asked = useQuery(one, { id: id as never }, { every: 30_000 })
  return <Loaded asked={asked}>{(data) => <StudyPage data={data} tab="start"><Start data={data} /></StudyPage>}</Loaded>
}
function Start({ data }: { readonly data: Study }) {
  const say = useSay(), format = useFormat(), [address, turn] = useAddress()
  const cases = data.cases.filter((c) => c.procedure !== 'studies.study'), chosen = cases.find((c) => c.id === address.get('case')), now = pressing(data, cases), mine = cases.filter((c) => c.mine && open(c)), queue = waiting(data, cases), others = queue.filter((c) => c.holder!.side !== data.study.side && c.orgId !== null && c.waitedDays > 0)
  const current = chosen?.id, { rows, axis } = useMemo(() => rowsOf(data, say, format, current), [data, say, format, current])
  if (cases.length === 0) return <Empty title={say('studies.not-started')} acts={data.mayStart && <Btn kind="primary" to={`/startup/new?study=${data.study.id}`}>{say('studies.begin')}</Btn>}>{say('studies.not-started.text')}</Empty>
  const quiet = data.sites.length > 0 && cases.every((c) => c.procedure !== siteKind || c.stage === 'lanes'), columns = [...(quiet ? [] : [siteKind]), ...data.lanes.map((l) => l.procedure)], at = chosen ? cases.indexOf(chosen) : -1
  const neighbour = (step: 1 | -1) => { const same = cases.filter((c) => c.procedure === chosen!.procedure), next = same[(same.indexOf(chosen!) + step + same.length) % same.length]; if (next) turn({ case: next.id }) }
  const deciding = new Set(data.sites.flatMap((s) => cases.find((c) => c.id === s.forecast?.lane)?.procedure ?? [])), off = now ? putsOff(data, now) : 0
  const note = [now && off > 0 ? say('studies.puts-off', { place: now.place }) : '', mine.length > 1 ? say('studies.also-mine', { n: mine.length - 1 }) : queue.length > 1 ? say('studies.also', { n: queue.length - 1 }) : ''].filter(Boolean).join(' ')
  return <>
    {now ? <TurnLine holder={holderOf(now)} face={now.face} what={<>{[now.place, now.kind].filter(Boolean).join(' ')} · {now.stageText}{!now.mine && now.waitedDays > 0 && now.face?.state !== 'running' && <> · {say('studies.has-waited')} <b>{format.span(now.waitedDays, 'workday')}</b></>}</>} tone={now.mine ? 'accent' : 'quiet'} note={note || undefined}
      acts={now.mine ? <>{now.moves.filter((m) => !m.closes).length <= 3 ? <CaseMoves item={now} forward /> : null}<Btn kind="text" onClick={() => turn({ case: now.id })}>{say('studies.open-case')}</Btn></> : <>{now.holder!.side !== data.study.side && <Remind ids={[now.id]} primary />}<Btn onClick={() => turn({ case: now.id })}>{say('studies.open-case')}</Btn></>} /> : <TurnLine holder={null} note={data.study.stageText} />}
    {now?.mine && now.moves.some((m) => m.reasons.length > 0) && <Notice tone="soon">{now.moves.flatMap((m) => m.reasons.map((r) => r.text)).filter((t, i, all) => all.indexOf(t) === i).join(' ')}</Notice>}
    <p className="row wrap no-print matrix-head"><span className="note grow">{say('studies.matrix.order')}</span><Go to={`/studies/${data.study.id}/process`}>{say('studies.see-process')}</Go>{(data.study.side === 'sponsor' || data.study.side === 'site') && <Go to={`/startup/${data.study.id}/sites`}>{say('studies.see-variation')}</Go>}</p>
    <LaneMatrix label={say('studies.matrix')} corner={{ label: say('studies.site'), note: say('studies.matrix.note', { n: rows.length, people: data.sites.reduce((n, s) => n + s.planned, 0) }) }}
      columns={columns.map((key) => { const lane = cases.filter((c) => c.procedure === key); return key === siteKind ? { key, label: say('studies.column.site') } : { key, label: data.lanes.find((l) => l.procedure === key)!.label, critical: deciding.size === 1 && deciding.has(key), note: say('studies.column.done', { n: lane.filter((c) => c.outcome === 'granted').length, all: Math.max(lane.length, rows.filter((r) => r.cells[key] && r.cells[key]?.plain === undefined).length) }) } })}
      rows={rows} {...(axis ? { end: { label: say('studies.forecast'), note: say('studies.forecast.note'), ticks: axis } } : {})} onOpen={(row, column) => { const found = find(data, row, column); if (found) turn({ case: found.id }) }} card={(row, column) => { const found = find(data, row, column); return found?.face ? <CaseClock id={found.id} mine={found.mine} /> : null }} />
    <Split width="narrow" label={say('studies.dates')} side={<>
      <Section title={say('studies.dates')}><Facts items={[
        ...(data.count ? [{ label: say('studies.t0'), value: format.moment(data.count.from) }, { label: say(data.count.to ? 'studies.took' : 'studies.runs'), value: say('studies.count', { days: data.count.days, workdays: data.count.workdays, rest: data.count.restDays }) }] : [{ label: say('studies.t0'), value: say('studies.t0.none') }]),
        ...(data.sinceSubmission !== null ? [{ label: say('studies.since-submission'), value: say('studies.days', { n: data.sinceSubmission }) }] : []),
        ...(data.study.protocolNo ? [{ label: say('studies.protocol'), value: [data.study.protocolVersion, data.study.protocolDate].filter(Boolean).join(' / ') || data.study.protocolNo }] : []),
        ...(data.count?.to ? [{ label: say('studies.first-consent'), value: format.date(data.count.to) }] : []),
        ...firstStart(data, say, format),
      ]} /></Section>
      <Section title={say('studies.members')} more={<Go to={`/studies/${data.study.id}/members`}>{say('studies.members.all', { n: data.parties.length })}</Go>}>{data.sites.slice(0, 6).map((s) => <Person key={s.caseId} name={s.investigator} role={s.lead ? say('studies.lead-pi') : say('studies.pi')} note={`${s.name} ${s.department}`} />)}{data.parties.filter((y) => y.side === 'sponsor').map((y) => <Person key={y.org} name={y.org} role={say('side.sponsor')} />)}</Section>
      <Section title={say('studies.recent')} more={<Go to={`/studies/${data.study.id}/timeline`}>{say('studies.page.timeline')}</Go>}><Timeline label={say('studies.recent')} items={data.events.map((e) => ({ id: e.id, at: e.at, who: e.who, text: e.text, note: [e.where, e.note].filter(Boolean).join(' · ') }))} /></Section>
    </>}>
      <Section title={say('studies.whose-turn')} note={say('studies.whose-turn.note', { n: queue.length })} more={others.length > 0 && <Remind ids={others.slice(0, 50).map((c) => c.id)} all />}>
        <DataTable<BoardItem> caption={say('studies.whose-turn')} rows={queue} rowKey={(c) => c.id} onOpen={(c) => turn({ case: c.id })} empty={<p className="note">{say('studies.nobody')}</p>}
          columns={[{ key: 'who', label: say('studies.who'), cell: (c) => <b>{holderOf(c)}</b> }, { key: 'what', label: say('studies.what'), cell: (c) => `${c.kind} · ${c.stageText}` }, { key: 'where', label: say('studies.where'), cell: (c) => c.place || '—' }, { key: 'since', label: say('studies.since'), nowrap: true, wideOnly: true, cell: (c) => format.day(c.since) },
            { key: 'waited', label: say('studies.waited'), nowrap: true, cell: (c) => <b className={c.face?.tone === 'overdue' ? 'over' : putsOff(data, c) >= 5 ? 'soon' : ''}>{c.waitedDays > 0 ? format.span(c.waitedDays, 'workday') : say('studies.today')}</b> },
            { key: 'off', label: say('studies.off'), nowrap: true, cell: (c) => (putsOff(data, c) > 0 ? format.span(putsOff(data, c), 'workday') : <span className="dim">{say('studies.off.none')}</span>) }]} />
      </Section>
      {data.spent.length > 0 && <Spent data={data} onOpen={(id) => turn({ case: id })} />}
      {data.sites.some((s) => s.used.length > 0) && <Section title={say('studies.used')} note={say('studies.used.note')}>
        <SideBars rows={data.sites.filter((s) => s.used.length > 0).map((s) => ({ key: s.caseId, name: s.short, parts: ([['site', 1], ['sponsor', 2]] as const).map(([side, to]) => ({ to, label: say(`studies.used.${side}`), n: s.used.find((u) => u.side === side)?.workdays ?? 0 })) }))} />
      </Section>}
    </Split>
    <CaseMoveDialog />
    {chosen && at >= 0 && <CaseDrawer key={chosen.id} item={chosen} onClose={() => turn({ case: undefined })} move={chosen.procedure !== startKind && cases.filter((c) => c.procedure === chosen.procedure).length > 1 ? { label: say('studies.other-site'), by: neighbour } : undefined} />}
  </>
}
const charge: Readonly<Record<string, Charged>> = { institution: 1, sponsor: 2, committee: 3, authority: 4, rest: 'rest', nobody: 'next' }
const order = ['sponsor', 'institution', 'committee', 'authority', 'rest'] as const
/** 日子花在哪里: a cell a day on the lane that decides, and run by run what made it so. */
function Spent({ data, onOpen }: { readonly data: Study; readonly onOpen: (id: string) => void }) {
  const say = useSay(), format = useFormat(), [at, pick] = useState<string>(data.sites.find((s) => s.lead)?.caseId ?? ''), anchor = useRef<HTMLButtonElement>(null), [rule, show] = useState(false)
  const s = data.spent.find((x) => x.site === at) ?? data.spent[0]!, forecast = s.ended ? undefined : data.sites.find((x) => x.caseId === s.site)?.forecast, next: string[] = []
  if (forecast) for (let d = Date.parse(s.to) + day; d <= Date.parse(forecast.on) && next.length < 400; d += day) next.push(new Date(d).toISOString().slice(0, 10))
  const cells = s.runs.flatMap((r) => Array.from({ length: r.days }, (_, i) => ({ date: new Date(Date.parse(r.from) + i * day).toISOString().slice(0, 10), to: charge[r.charged]!, name: [say(`studies.spent.${r.charged}`), r.text].filter(Boolean).join(' · ') })))
  const span = (r: typeof s.runs[number]) => (r.from === r.to ? format.day(r.from) : `${format.day(r.from)} – ${format.day(r.to)}`)
  return <Section title={say('studies.spent')} note={say('studies.spent.note')} more={<button ref={anchor} type="button" className="Why-day" aria-haspopup="dialog" aria-expanded={rule} onClick={() => show(!rule)}>{say('studies.spent.rule')}</button>}>
    {rule && <Popover anchor={anchor} label={say('studies.spent.rule')} onClose={() => show(false)} edge="end" className="holds-text"><p className="b">{say('studies.spent.rule')}</p><p>{say('studies.spent.rule.text')}</p></Popover>}
    {data.spent.length > 1 && <p><select className="Input slim" aria-label={say('studies.site')} value={s.site} onChange={(e) => pick(e.target.value)}>{data.spent.map((x) => <option key={x.site} value={x.site}>{x.short}</option>)}</select></p>}
    <DayBar label={`${say('studies.spent')} ${s.short}`} days={[...cells, ...next.map((date) => ({ date, to: 'next' as const }))]} start={`${format.day(s.from)} ${say('studies.t0')}`} end={forecast ? say('studies.spent.ahead', { day: format.day(forecast.on), n: cells.length + next.length }) : say(s.ended ? 'studies.spent.ended' : 'studies.spent.today', { day: format.day(s.to), n: cells.length })}
      legend={[...order.filter((k) => k === 'committee' || (s.sums[k] ?? 0) > 0).map((k) => ({ to: charge[k]!, label: say(`studies.spent.${k}`), value: say('studies.days', { n: s.sums[k] ?? 0 }) })), ...(next.length > 0 ? [{ to: 'next' as const, label: say('studies.spent.next') }] : [])]} />
    <details className="Idle"><summary>{say('studies.spent.each', { n: cells.length })}</summary><ol className="Runs">{s.runs.map((r) => <li key={r.from + r.text}><i data-who={charge[r.charged]} aria-hidden="true" /><span className="nw">{span(r)}</span><span className="nw b">{say('studies.days', { n: r.days })}</span><span>{say(`studies.spent.${r.charged}`)}{r.text && <> · {r.caseId ? <button type="button" className="Why-day" onClick={() => onOpen(r.caseId!)}>{r.text}</button> : r.text}</>}{r.since && <span className="note"> {say('studies.spent.since', { at: format.moment(r.since) })}</span>}</span></li>)}</ol></details>
  </Section>
}
/** 催办: the waiting side reminds the office that holds a case, once a working day; what was passed over is said. */
const Remind = ({ ids, primary, all }: { readonly ids: readonly string[]; readonly primary?: boolean | undefined; readonly all?: boolean | undefined }) => {
  const say = useSay(), deed = useAction(remind)
  const run = async () => { const done = await deed.run({ ids: ids as never }); if (done) toast([say('studies.reminded', { n: done.done.length }), ...new Set(done.skipped.map((s) => s.why))].join(' ')); else toast(say('studies.remind.failed')) }
  return <Btn kind={primary ? 'primary' : 'text'} small={all} busy={deed.busy} onClick={() => { void run() }}>{all ? say('studies.remind.all', { n: ids.length }) : say('studies.remind')}</Btn>
}
/** The first site expected to start, while none has. */
const firstStart = (data: Study, say: Say, format: Formats) => {
  const first = data.count?.to ? undefined : data.sites.flatMap((s) => (s.forecast ? [{ s, f: s.forecast }] : [])).sort((a, b) => a.f.on.localeCompare(b.f.on))[0]
  return first ? [{ label: say(first.f.rests === 'done' ? 'studies.first-start.done' : 'studies.first-start'), value: format.date(first.f.on), note: first.s.short }] : []
}
/** Of a hospital, at any depth: a lane may have opened another. */
const under = (data: Study, c: BoardItem | undefined, row: string): boolean => c !== undefined && (c.parentId === row || (c.parentId !== null && under(data, data.cases.find((p) => p.id === c.parentId), row)))
const find = (data: Study, row: string, column: string) => data.cases.find((c) => (column === siteKind ? c.id === row : c.procedure === column && under(data, c, row)))
const day = 86_400_000
/** One row a site, the one that starts first above; the lane that keeps it longest carries the ink bar; at its end when it may start, on one axis for all. */
function rowsOf(data: Study, say: Say, format: Formats, current: string | undefined): { readonly rows: LaneRow[]; readonly axis: readonly string[] | null } {
  const known = data.sites.flatMap((s) => (s.forecast ? [s.forecast] : [])), days = known.flatMap((f) => [f.from, f.to, f.on]).map((d) => Date.parse(d)), low = Math.min(...days), high = Math.max(...days, low + 7 * day), share = (d: string) => (Date.parse(d) - low) / (high - low), on = (ms: number) => format.day(new Date(ms).toISOString().slice(0, 10))
  const byStart = (id: string) => data.sites.find((s) => s.caseId === id)?.forecast?.on ?? '9999', leads = (id: string) => data.sites.find((s) => s.caseId === id)?.lead ?? false
  const rows = data.cases.filter((c) => c.procedure === siteKind && data.sites.some((s) => s.caseId === c.id)).sort((a, b) => byStart(a.id).localeCompare(byStart(b.id)) || Number(leads(b.id)) - Number(leads(a.id))).map((site): LaneRow => {
    const facts = data.sites.find((s) => s.caseId === site.id)!, f = facts.forecast
    const counting = (c: BoardItem) => c.face?.state === 'running' || c.face?.state === 'stopped' || (c.outcome !== null && c.face?.state === 'done')
    const cell = (c: BoardItem | undefined) => c && { state: c.stageText, face: counting(c) ? c.face : null, mine: true, critical: c.id === f?.lane, current: c.id === current, ...(c.mine ? { tone: 'mine' as const } : {}), ...(holderOf(c) && c.outcome === null ? { holder: holderOf(c)!, ...(!counting(c) ? { waits: { label: c.holder!.side === 'sponsor' ? say('side.sponsor') : c.holder!.org, days: c.waitedDays } } : {}) } : {}), ...(c.last ? { last: `${c.last.who} ${c.last.text}` } : {}) }
    const begun = data.cases.filter((c) => c.parentId === site.id).length > 1, none = begun ? { state: '—', plain: say('studies.not-needed') } : site.stage === 'lanes' ? { state: '—', plain: say('studies.theirs') } : null
    const lane = f?.lane ? data.cases.find((c) => c.id === f.lane) : undefined
    return { key: site.id, name: facts.name, note: `${facts.department} · PI ${facts.investigator} · ${say('studies.planned', { n: facts.planned })}`, ...(facts.lead ? { tag: say('studies.lead') } : {}),
      cells: { [siteKind]: cell(site), ...Object.fromEntries(data.lanes.map(({ procedure }) => [procedure, cell(find(data, site.id, procedure)) ?? none])) },
      end: f ? { label: f.rests === 'done' ? <>{format.dayWeek(f.on)} <span className="dim">{say('studies.forecast.done')}</span></> : <Rests day={format.dayWeek(f.on)} f={f} lane={lane} />, note: lane ? say('studies.forecast.last', { lane: lane.kind }) : f.rests === 'ready' ? say('studies.forecast.ready') : undefined, at: share(f.on), ...(f.rests === 'limits' || f.rests === 'cases' ? { from: share(f.from), to: share(f.to) } : {}) }
        : { label: <span className="dim">{say(site.outcome !== null ? 'studies.forecast.ended' : 'studies.forecast.none')}</span> } }
  })
  return { rows, axis: known.length > 0 ? [on(low), on((low + high) / 2), on(high)] : null }
}
/** The forecast day; pressed, it says what it rests on. */
const Rests = ({ day: text, f, lane }: { readonly day: string; readonly f: NonNullable<Study['sites'][number]['forecast']>; readonly lane: BoardItem | undefined }) => {
  const say = useSay(), format = useFormat(), anchor = useRef<HTMLButtonElement>(null), [shown, show] = useState(false)
  return <><button ref={anchor} type="button" className="Why-day" aria-haspopup="dialog" aria-expanded={shown} onClick={(e) => { e.stopPropagation(); show(!shown) }}>{text}</button>
    {shown && <Popover anchor={anchor} label={say('studies.forecast.why')} onClose={() => show(false)} edge="end" className="holds-text"><p className="b">{say('studies.forecast.why')}</p>
      <p>{say(f.rests === 'ready' ? 'studies.forecast.why.ready' : f.rests === 'cases' ? 'studies.forecast.why.cases' : 'studies.forecast.why.limits', { n: f.cases, lane: lane?.kind ?? '' })}</p>
      {f.rests !== 'ready' && <p className="note">{say('studies.forecast.why.band', { from: format.dayWeek(f.from), to: format.dayWeek(f.to) })}</p>}</Popover>}</>
}
export { StudyStart as Page }
