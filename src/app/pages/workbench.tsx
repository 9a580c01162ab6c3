import { useState } from 'react'
import * as api from '#kernel/api.ts'
import { list as studies } from '#domains/studies/api.ts'
import { Btn } from '#ui/button.tsx'
import { CalStrip } from '#ui/day-bar.tsx'
import { Loaded, useAddress, useQuery } from '#ui/data.tsx'
import { Empty } from '#ui/empty.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { LaneStrips } from '#ui/lane-strip.tsx'
import { Page, Section, Split } from '#ui/page.tsx'
import { useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { useNow } from '#ui/time.ts'
import { WorkList } from '#ui/work-list.tsx'
import { grouped, plusDays, stripOf } from './work.ts'

const tabs = ['mine', 'team', 'waiting'] as const
type Tab = typeof tabs[number]

/** What waits for me, grouped by when it is due; beside it the next three weeks and my studies. */
export function Workbench() {
  const say = useSay(), format = useFormat(), now = useNow(), [address, turn] = useAddress()
  const tab: Tab = tabs.find((t) => t === address.get('tab')) ?? 'mine'
  const asked = useQuery(api.tasks, { tab }, { every: 30_000, keep: true })
  return <Page title={say('work.title')} beside={format.moment(now)}>
    <Loaded asked={asked} rows={8}>{(first) => <Split width="narrow" label={say('work.my-studies')} side={<Aside today={first.today} />}>
      <Tabs label={say('work.title')} current={tab} tabs={tabs.map((t) => ({ key: t, label: say(`work.${t}`), count: first.counts[t] > api.countedTo ? `${api.countedTo}+` : first.counts[t] }))} onPick={(key) => turn({ tab: key === 'mine' ? undefined : key })} />
      <List key={tab} tab={tab} first={first} />
    </Split>}</Loaded>
  </Page>
}
function List({ tab, first }: { readonly tab: Tab; readonly first: { readonly today: string; readonly rows: readonly Row[]; readonly next: string | null } }) {
  const say = useSay(), [after, setAfter] = useState<string>(), me = useQuery(api.me, {}).data, more = useQuery(api.tasks, { tab, ...(after ? { after } : {}) }, { when: after !== undefined, keep: true })
  const rows = after && more.data ? [...first.rows, ...more.data.rows] : first.rows, next = after ? more.data?.next ?? null : first.next
  if (rows.length === 0) return <Empty title={say(`work.none.${tab}`)} acts={tab === 'mine' ? <Btn to="/studies">{say('app.studies')}</Btn> : undefined}>{tab === 'team' ? undefined : say(`work.none.${tab}.text`)}</Empty>
  return <>
    <WorkList keysHint groups={grouped(rows, first.today, tab, say).map((g) => ({ ...g, rows: g.rows.map((r) => ({
      id: r.caseId, to: `/studies/${r.subjectId}?case=${r.caseId}`, kind: r.kind, title: say('work.row', { what: r.what, study: r.title }), note: r.place && r.place !== me?.org ? r.place : r.office, ...(counting(r) ? { face: r.face } : tab === 'waiting' ? {} : { face: null, noteTail: r.waitedDays > 0 ? say('work.waited', { n: r.waitedDays }) : undefined }), mine: tab !== 'waiting',
      ...(tab === 'waiting' ? { waits: { label: r.holderSide === 'sponsor' ? say('side.sponsor') : r.holder, days: r.waitedDays }, note: [r.holder, r.office].filter(Boolean).join(' ') } : { act: { label: r.act, to: `/studies/${r.subjectId}?case=${r.caseId}` } }),
    })) }))} />
    {next && <p><Btn onClick={() => setAfter(next)} busy={more.loading && after !== undefined}>{say('work.more')}</Btn></p>}
  </>
}
/** A clock that runs or stands still says something; one that has ended, or has not begun, does not. */
const counting = (r: Row) => r.face?.state === 'running' || r.face?.state === 'stopped'
type Row = import('zod').output<typeof api.tasks.output>['rows'][number]

function Aside({ today }: { readonly today: string }) {
  const say = useSay(), from = plusDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7)), days = useQuery(api.calendarYear, { from, to: plusDays(from, 20) }), mine = useQuery(studies, { tab: 'starting' })
  return <>
    <Section title={say('work.three-weeks')} note={say('work.three-weeks.note')}>{days.data && <CalStrip label={say('work.three-weeks')} today={today} days={days.data.days.map((d) => ({ date: d.date, ...(d.due > 0 ? { n: d.due } : {}), rest: !d.working, holiday: d.kind === 'holiday', makeup: d.kind === 'makeup' }))} />}</Section>
    <Section title={say('work.my-studies')} more={mine.data && <Go to="/studies">{say('work.all', { n: mine.data.counts.all })}</Go>}>
      {mine.data && (mine.data.rows.length === 0 ? <p className="note">{say('work.studies.none')}</p> : <LaneStrips heads={mine.data.rows[0]!.lanes.map((l) => l.label)} rows={mine.data.rows.slice(0, 8).map((r) => ({ key: r.id, name: r.short, to: `/studies/${r.id}`, note: r.sponsorName, lanes: r.lanes.map((l) => stripOf(l, say)) }))} />)}
    </Section>
  </>
}
