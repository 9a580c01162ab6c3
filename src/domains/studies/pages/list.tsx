import { list } from '../api.ts'
import { labels as importLabels } from '../import/labels.ts'
import { labels } from '../labels.ts'
import { useState } from 'react'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { ClockChip } from '#ui/clock-chip.tsx'
import { Page } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import type * as z from 'zod'

registerLabels(labels)
registerLabels(importLabels)
export const title = 'studies'
const tabs = ['all', 'starting', 'prepared', 'running'] as const
type Row = z.output<typeof list.output>['rows'][number]

/** Every study this person may see, with its lanes at a glance. */
export function StudyList() {
  const say = useSay(), format = useFormat(), [address, turn] = useAddress()
  const tab = tabs.find((t) => t === address.get('tab')) ?? 'all', q = address.get('q') ?? ''
  const asked = useQuery(list, { tab, ...(q ? { q } : {}) }, { keep: true, every: 60_000 })
  const [after, setAfter] = useState<string>(), more = useQuery(list, { tab, ...(q ? { q } : {}), ...(after ? { after } : {}) }, { when: after !== undefined, keep: true })
  return <Page title={say('studies')} acts={<form role="search" className="row" onSubmit={(e) => { e.preventDefault(); turn({ q: String(new FormData(e.currentTarget).get('q') ?? '').trim() }) }}>
    <input key={q} className="Input slim" type="search" name="q" defaultValue={q} aria-label={say('studies.find')} placeholder={say('studies.find')} />
    <Btn type="submit">{say('ui.search')}</Btn></form>}>
    <Loaded asked={asked}>{(d) => {
      const rows = after && more.data ? [...d.rows, ...more.data.rows] : d.rows, next = after ? more.data?.next ?? null : d.next
      return <>
        <Tabs label={say('studies')} current={tab} tabs={tabs.map((t) => ({ key: t, label: say(`studies.tab.${t}`), count: d.counts[t] }))} onPick={(key) => { setAfter(undefined); turn({ tab: key === 'all' ? undefined : key }) }} />
        {q && <p className="note">{say('studies.found', { q, n: rows.length })} <Btn kind="text" small onClick={() => turn({ q: undefined })}>{say('studies.find.clear')}</Btn></p>}
        <DataTable<Row> caption={say('studies')} rows={rows} rowKey={(r) => r.id} to={(r) => `/studies/${r.id}`} empty={<Empty title={say(q ? 'studies.none.found' : 'studies.none')} acts={!q && <Btn to="/studies/import">{say('studies.import')}</Btn>}>{say(q ? 'studies.none.found.text' : 'studies.none.text')}</Empty>}
          columns={[
            { key: 'short', label: say('studies.name'), width: '38%', cell: (r) => <><Go to={`/studies/${r.id}`}><b>{r.short}</b></Go><span className="note blk cut">{[r.sponsorName, r.phase ? say(`studies.phase.${r.phase}`) : null, r.sites > 0 ? say('studies.sites', { n: r.sites }) : null].filter(Boolean).join(' · ')}</span></> },
            { key: 'stage', label: say('studies.stage'), nowrap: true, cell: (r) => r.stageText },
            ...(d.rows[0]?.lanes ?? []).map((lane, i) => ({ key: lane.procedure, label: lane.label, wideOnly: true, cell: (r: Row) => <LaneWord lane={r.lanes[i]!} /> })),
            { key: 'waiting', label: say('studies.mine'), align: 'right' as const, cell: (r) => (r.waiting > 0 ? <b>{say('studies.todo', { n: r.waiting })}</b> : <span className="dim">—</span>) },
            { key: 'updated', label: say('studies.updated'), align: 'right' as const, dim: true, nowrap: true, wideOnly: true, cell: (r) => format.day(r.updatedAt) },
          ]} />
        {next && <p><Btn onClick={() => setAfter(next)} busy={after !== undefined && more.loading}>{say('studies.more')}</Btn></p>}
      </>
    }}</Loaded>
  </Page>
}
function LaneWord({ lane }: { readonly lane: Row['lanes'][number] }) {
  const say = useSay()
  if (lane.total === 0) return <span className="dim">{say('studies.lane.none')}</span>
  return <>{lane.total > 1 ? `${lane.granted}/${lane.total} ` : ''}{lane.granted === lane.total ? say('studies.lane.done') : lane.stageText}{lane.face && lane.granted < lane.total && <span className="blk"><ClockChip face={lane.face} mine small reachable={false} /></span>}</>
}
export { StudyList as Page }
