import { Fragment } from 'react'
import { ledger, states, type LedgerRow } from '../api.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { State } from '#ui/marks.tsx'
import { Page, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'policies.ledger'
const tabs = ['all', 'lead', 'joint'] as const
type Ledger = z.output<typeof ledger.output>
/** How a state is marked, always with its words. */
export const levels = { supported: 'full', partly: 'part', 'not-yet': 'none', 'not-software': 'na' } as const
export const StateWord = ({ state }: { readonly state: LedgerRow['state'] }) => { const say = useSay(); return <State level={levels[state]}>{say(`policies.state.${state}`)}</State> }

/** The thirty-three measures of the two documents: who is responsible, what answers them here, how far. */
function PolicyLedger() {
  const say = useSay(), format = useFormat(), [address, turn] = useAddress(), asked = useQuery(ledger, {}, { every: 60_000 })
  const tab = tabs.find((t) => t === address.get('tab')) ?? 'all', now = asked.data?.now
  return <Page title={say('policies.ledger')} beside={asked.data && now && <span className="dim">{say('policies.ledger.as-of', { n: asked.data.counts.all, moment: format.moment(now) })}</span>} acts={<Btn icon="print" className="hide-s" onClick={() => window.print()}>{say('ui.print')}</Btn>}>
    <Loaded asked={asked} rows={12}>{(d) => <>
      {d.bureau && <Tabs label={say('policies.ledger')} current={tab} tabs={tabs.map((t) => ({ key: t, label: say(`policies.ledger.${t}`), count: d.counts[t] }))} onPick={(key) => turn({ tab: key === 'all' ? undefined : key })} />}
      <div className="Sec bare"><p className="Legend">{states.map((s) => <State key={s} level={levels[s]}>{say(`policies.state.${s}`)} <b>{d.counts.states[s]}</b></State>)}<span className="grow" /><span className="note hide-s">{say('policies.ledger.hint')}</span></p></div>
      {d.documents.map((one) => <Measures key={one.code} document={one} tab={d.bureau ? tab : 'all'} />)}
    </>}</Loaded>
  </Page>
}
function Measures({ document: d, tab }: { readonly document: Ledger['documents'][number]; readonly tab: typeof tabs[number] }) {
  const say = useSay(), all = d.chapters.flatMap((c) => c.measures.map((m) => ({ ...m, chapter: c.title }))), rows = all.filter((m) => tab === 'all' || m.mine === tab)
  const note = d.status === 'draft' || !d.number || !d.from ? say('policies.ledger.draft', { title: d.title }) : say('policies.ledger.in-force', { number: d.number, from: d.from })
  if (rows.length === 0) return null
  return <Section bare title={say('policies.ledger.document', { name: d.name, n: rows.length })} note={note}>
    <DataTable caption={d.title} dense rows={rows} rowKey={(m) => m.number} to={(m) => `/policies/${m.number}`}
      {...(rows.some((m) => m.chapter) ? { group: (m: typeof rows[number]) => ({ key: m.chapter ?? '', label: m.chapter }) } : {})}
      columns={[
        { key: 'number', label: say('policies.ledger.number'), width: '60px', nowrap: true, dim: true, wideOnly: true, cell: (m) => m.short },
        { key: 'title', label: say('policies.ledger.title'), bare: true, cell: (m) => <><span className="only-s dim">{m.short}　</span><Go className="ink" to={`/policies/${m.number}`}>{m.live ? <b>{m.title}</b> : m.title}</Go></> },
        { key: 'bureaus', label: say('policies.ledger.bureaus'), width: '23%', wideOnly: true, cell: (m) => m.lead ? <>{m.lead} <span className="note">{m.joint.join(say('policies.and'))}</span></> : <span className="dim">{say('policies.unnamed')}</span> },
        { key: 'rooms', label: say('policies.ledger.rooms'), width: '17%', wideOnly: true, cell: (m) => <Rooms rooms={m.rooms} /> },
        { key: 'live', label: say('policies.ledger.live'), width: '14%', align: 'right', nowrap: true, cell: (m) => <Now live={m.live} /> },
        { key: 'state', label: say('policies.ledger.state'), width: '132px', bare: true, nowrap: true, cell: (m) => <StateWord state={m.state} /> },
      ]} />
  </Section>
}
function Rooms({ rooms }: { readonly rooms: LedgerRow['rooms'] }) {
  const say = useSay(), standing = rooms.filter((r) => r.to !== null)
  if (standing.length === 0) return <span className="dim">{say('policies.none')}</span>
  return <>{standing.map((r, i) => <Fragment key={r.name}>{i > 0 && say('policies.and')}<Go to={r.to!}>{r.label}</Go></Fragment>)}</>
}
function Now({ live }: { readonly live: LedgerRow['live'] }) {
  const say = useSay(), format = useFormat()
  if (!live || live.studies === 0) return <span className="dim">{say('policies.nothing')}</span>
  const studies = format.number(live.studies)
  return <Go to={live.to}>{live.medianDays === null ? say('policies.live.sites', { studies, sites: format.number(live.sites) }) : say('policies.live.median', { studies, days: format.number(live.medianDays) })}</Go>
}
export { PolicyLedger as Page }
