import { useState } from 'react'
import { list, log, read, set, settings, type NoticeRow } from '#kernel/notices/api.ts'
import { groups, kinds, type Group } from '#kernel/notices/kinds.ts'
import { labels } from '#kernel/notices/labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { Choices, Field } from '#ui/field.tsx'
import { dayOf, useFormat } from '#ui/format.ts'
import { Notice } from '#ui/notice.tsx'
import { Page, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { useNow } from '#ui/time.ts'
import { toast } from '#ui/toast.tsx'
import { WorkList } from '#ui/work-list.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'notices'
const tabs = ['unread', 'all', 'log', 'settings'] as const
type Tab = typeof tabs[number]

/** What I was told, newest first; what became of it on each channel; how I want to be reached. */
export function Page_() {
  const say = useSay(), now = useNow(), [address, turn] = useAddress(), tab: Tab = tabs.find((t) => t === address.get('tab')) ?? 'unread'
  const shown = tab === 'all' ? 'all' as const : 'unread' as const, asked = useQuery(list, { tab: shown }, { every: 60_000, keep: true }), reading = useAction(read)
  return <Page title={say('notices')} acts={(asked.data?.counts.unread ?? 0) > 0 && (tab === 'unread' || tab === 'all') ? <Btn busy={reading.busy} onClick={() => { void reading.run({ until: asked.data?.rows[0]?.at ?? now }) }}>{say('notices.read-all')}</Btn> : undefined}>
    <Loaded asked={asked} rows={8}>{(data) => <>
      <Tabs label={say('notices')} current={tab} onPick={(key) => turn({ tab: key === 'unread' ? undefined : key })} tabs={tabs.map((t) => ({ key: t, label: say(`notices.tab.${t}`), ...(t === 'unread' || t === 'all' ? { count: data.counts[t] > 999 ? '999+' : data.counts[t] } : {}) }))} />
      {tab === 'log' ? <Log /> : tab === 'settings' ? <Settings /> : <List key={tab} tab={tab} first={data} />}
    </>}</Loaded>
  </Page>
}
export { Page_ as Page }

function List({ tab, first }: { readonly tab: 'unread' | 'all'; readonly first: z.output<typeof list.output> }) {
  const say = useSay(), format = useFormat(), [after, setAfter] = useState<string>(), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set()), reading = useAction(read)
  const more = useQuery(list, { tab, ...(after ? { after } : {}) }, { when: after !== undefined, keep: true }), rows = after && more.data ? [...first.rows, ...more.data.rows] : first.rows, next = after ? more.data?.next ?? null : first.next
  if (rows.length === 0) return <Empty title={say(`notices.none.${tab}`)}>{say('notices.none.text')}</Empty>
  const days = [...new Set(rows.map((r) => dayOf(r.at)))], picked = rows.filter((r) => chosen.has(r.id) && !r.read)
  const row = (r: NoticeRow) => ({ id: r.id, to: `/t/${r.code}`, kind: say(`notices.mark.${kinds[r.kind as keyof typeof kinds]}`), hot: r.kind === 'due' || r.kind === 'remind', fresh: !r.read, title: r.text, note: [r.place, r.title].filter(Boolean).join(' · '), noteTail: format.time(r.at), face: null })
  return <>
    <WorkList plain keysHint groups={days.map((day) => ({ key: day, label: format.date(day), rows: rows.filter((r) => dayOf(r.at) === day).map(row) }))} selected={chosen} onSelect={(id, on) => setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((x) => x !== id)))} />
    {next && <p><Btn onClick={() => setAfter(next)} busy={more.loading && after !== undefined}>{say('notices.more')}</Btn></p>}
    {picked.length > 0 && <section className="BulkBar" aria-label={say('ui.bulk', { n: picked.length })}><div className="row wrap"><b className="grow">{say('ui.bulk', { n: picked.length })}</b><Btn kind="text" onClick={() => setChosen(new Set())}>{say('ui.bulk.clear')}</Btn>
      <Btn kind="primary" busy={reading.busy} onClick={() => { void reading.run({ ids: picked.map((r) => r.id) }).then((ok) => { if (ok) setChosen(new Set()) }) }}>{say('notices.read-these', { n: picked.length })}</Btn></div></section>}
  </>
}
type Delivery = z.output<typeof log.output>['rows'][number]
function Log() {
  const say = useSay(), format = useFormat(), [after, setAfter] = useState<string>(), first = useQuery(log, {}, { every: 60_000 }), more = useQuery(log, after ? { after } : {}, { when: after !== undefined, keep: true })
  const state = (d: Delivery) => <>{d.state === 'waiting' && d.attempts > 0 && d.nextAt ? say('notices.state.retry', { n: d.attempts, at: format.moment(d.nextAt) }) : say(`notices.state.${d.state}`)}{d.error && <span className="note blk">{say(`notices.error.${d.error}`)}</span>}</>
  return <Loaded asked={first}>{(data) => {
    const rows = after && more.data ? [...data.rows, ...more.data.rows] : data.rows, next = after ? more.data?.next ?? null : data.next
    return <>
      <DataTable caption={say('notices.log')} dense rows={rows} rowKey={(d) => d.id} empty={<Empty title={say('notices.none.log')} />} columns={[
        ...(data.everybody ? [{ key: 'org', label: say('notices.log.org'), bare: true, cell: (d: Delivery) => d.org }] : [{ key: 'what', label: say('notices.log.what'), bare: true, cell: (d: Delivery) => d.text }]),
        { key: 'at', label: say('notices.log.at'), width: '210px', nowrap: true, cell: (d) => format.moment(d.at) },
        { key: 'channel', label: say('notices.log.channel'), width: '110px', nowrap: true, dim: true, cell: (d) => say(`notices.channel.${d.channel}`) },
        { key: 'state', label: say('notices.log.state'), width: '260px', cell: state },
      ]} />
      {next && <p><Btn onClick={() => setAfter(next)} busy={more.loading && after !== undefined}>{say('notices.more')}</Btn></p>}
    </>
  }}</Loaded>
}
function Settings() {
  const asked = useQuery(settings, {})
  return <Loaded asked={asked}>{(now) => <Form key={JSON.stringify(now)} now={now} />}</Loaded>
}
const hours = ['07:30', '08:30', '12:00', '17:00']
function Form({ now }: { readonly now: z.output<typeof settings.output> }) {
  const say = useSay(), deed = useAction(set), [email, setEmail] = useState(now.email), [wanted, setWanted] = useState<readonly Group[]>(now.groups), [digest, setDigest] = useState(now.digest ?? '')
  const wrong = deed.problem?.issues.find((i) => i.path === 'email')?.text
  return <>{!now.mails && <Notice>{say('notices.no-mail')}</Notice>}<Section bare title={say('notices.settings')}>
    <form onSubmit={(e) => { e.preventDefault(); void deed.run({ email: email.trim(), groups: [...wanted], digest: digest || null }).then((ok) => { if (ok) toast(say('notices.saved')) }) }}>
      <Field label={say('notices.email')} optional why={say('notices.email.why')} error={wrong}>{(input) => <input {...input} type="text" inputMode="email" autoComplete="email" maxLength={200} value={email} onChange={(e) => setEmail(e.target.value)} />}</Field>
      <Choices label={say('notices.groups')} name="groups" value={wanted} choices={groups.map((g) => ({ value: g, label: say(`notices.group.${g}`) }))} onChange={(value, on) => setWanted(groups.filter((g) => (g === value ? on : wanted.includes(g))))} />
      <Field label={say('notices.digest')} short>{(input) => <select {...input} value={digest} onChange={(e) => setDigest(e.target.value)}><option value="">{say('notices.digest.none')}</option>{[...new Set([...hours, ...(digest ? [digest] : [])])].sort().map((h) => <option key={h}>{h}</option>)}</select>}</Field>
      <p><Btn kind="primary" type="submit" busy={deed.busy}>{say('notices.save')}</Btn></p>
    </form>
  </Section></>
}
