import { useState } from 'react'
import { remind, waiting, type Wait } from '#kernel/notices/api.ts'
import { labels } from '#kernel/notices/labels.ts'
import { BulkBar } from '#ui/bulk-bar.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { Confirm } from '#ui/dialog.tsx'
import { Empty } from '#ui/empty.tsx'
import { useFormat } from '#ui/format.ts'
import { Page } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { toast } from '#ui/toast.tsx'
import { WorkList } from '#ui/work-list.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'notices.waiting'
const tabs = ['theirs', 'ours'] as const

/** 谁在等谁: what my side waits for, by the office that holds it; and who waits for us. */
export function Page_() {
  const say = useSay(), [address, turn] = useAddress(), tab = tabs.find((t) => t === address.get('tab')) ?? 'theirs', asked = useQuery(waiting, { tab }, { every: 60_000, keep: true })
  return <Page title={say('notices.waiting')}><Loaded asked={asked} rows={8}>{(data) => <>
    <Tabs label={say('notices.waiting')} current={tab} onPick={(key) => turn({ tab: key === 'theirs' ? undefined : key })} tabs={tabs.map((t) => ({ key: t, label: say(`notices.waiting.${t}`), count: data.counts[t] > 999 ? '999+' : data.counts[t] }))} />
    <List key={tab} tab={tab} first={data} />
  </>}</Loaded></Page>
}
export { Page_ as Page }
/** Whoever holds it, as an office. */
const holderOf = (r: Wait): string => [r.holder, r.office].filter(Boolean).join(' ')
function List({ tab, first }: { readonly tab: typeof tabs[number]; readonly first: z.output<typeof waiting.output> }) {
  const say = useSay(), format = useFormat(), [after, setAfter] = useState<string>(), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set()), [one, setOne] = useState<Wait>(), deed = useAction(remind)
  const more = useQuery(waiting, { tab, ...(after ? { after } : {}) }, { when: after !== undefined, keep: true }), rows = after && more.data ? [...first.rows, ...more.data.rows] : first.rows, next = after ? more.data?.next ?? null : first.next, theirs = tab === 'theirs'
  if (rows.length === 0) return <Empty title={say(`notices.waiting.none.${tab}`)}>{say('notices.waiting.none.text')}</Empty>
  const offices = [...Map.groupBy(rows, holderOf)].sort(([, a], [, b]) => Math.max(...b.map((r) => r.waitedDays)) - Math.max(...a.map((r) => r.waitedDays))), picked = rows.filter((r) => chosen.has(r.caseId))
  const send = (ids: Wait['caseId'][]) => { void deed.run({ ids }).then((done) => { if (!done) return; toast(done.done.length > 0 ? say('notices.waiting.done', { n: done.done.length }) : done.skipped[0]?.why ?? ''); setChosen(new Set()); setOne(undefined) }) }
  const row = (r: Wait) => ({
    id: r.caseId, to: `/studies/${r.subjectId}?case=${r.caseId}`, kind: r.kind, title: say('notices.row', { what: r.what, study: r.title }), note: [r.place === r.holder ? '' : r.place, r.dueOn && r.face === null ? say('notices.waiting.due', { day: format.dayWeek(r.dueOn) }) : ''].filter(Boolean).join(' · ') || undefined, noteTail: [r.waitedDays > 0 ? say('notices.waiting.days', { n: r.waitedDays }) : say('notices.waiting.today'), r.reminded ? say('notices.waiting.reminded', { day: format.day(r.reminded) }) : ''].filter(Boolean).join(' · '),
    face: r.face?.state === 'running' || r.face?.state === 'stopped' ? r.face : null, mine: !theirs, ...(r.may ? { act: { label: say('notices.remind'), onPick: () => { deed.clear(); setOne(r) } } } : {}),
  })
  return <>
    <WorkList keysHint groups={offices.map(([office, of]) => ({ key: office || '-', label: theirs ? office : say('notices.waiting.by', { who: office }), rows: of.map(row) }))} {...(theirs ? { selected: chosen, onSelect: (id: string, on: boolean) => setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((x) => x !== id))) } : {})} />
    {next && <p><Btn onClick={() => setAfter(next)} busy={more.loading && after !== undefined}>{say('notices.more')}</Btn></p>}
    {picked.length > 0 && <BulkBar act={say('notices.remind')} busy={deed.busy} onClear={() => setChosen(new Set())} onRun={() => send(picked.filter((r) => r.may).map((r) => r.caseId))} rows={picked.map((r) => ({ key: r.caseId, title: say('notices.row', { what: r.what, study: r.title }), text: say('notices.waiting.will', { office: holderOf(r) }), skip: r.why ?? undefined }))} />}
    {one && <Confirm title={say('notices.remind')} happens={[say('notices.waiting.will', { office: holderOf(one) }), say('notices.waiting.happens.one'), say('notices.waiting.happens.two')]} confirm={say('notices.remind')} busy={deed.busy} reasons={deed.problem?.reasons} onConfirm={() => send([one.caseId])} onClose={() => setOne(undefined)} />}
  </>
}
