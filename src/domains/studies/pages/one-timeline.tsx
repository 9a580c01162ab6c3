import { useState } from 'react'
import { timeline } from '#kernel/api.ts'
import { one } from '../api.ts'
import { StudyPage } from './one.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAddress, useId, useQuery } from '#ui/data.tsx'
import { Empty } from '#ui/empty.tsx'
import { Filters } from '#ui/filters.tsx'
import { useSay } from '#ui/say.ts'
import { Timeline } from '#ui/timeline.tsx'

export const title = 'studies.page.timeline'
const keys = ['by', 'person', 'procedure', 'site', 'act', 'from', 'to'] as const
/** Everything that happened in a study, as far as this person may know it: by office, colleague, lane, hospital, kind of act and days, in the address. */
function StudyTimeline() {
  const say = useSay(), id = useId(), [address, turn] = useAddress(), [before, setBefore] = useState<number>(), study = useQuery(one, { id: id as never })
  const chosen = Object.fromEntries(keys.flatMap((k) => { const v = address.get(k); return v ? [[k, v]] : [] })) as Partial<Record<(typeof keys)[number], string>>
  const first = useQuery(timeline, { subject: id, ...chosen } as never, { keep: true }), more = useQuery(timeline, { subject: id, ...chosen, before } as never, { keep: true, when: before !== undefined }), asked = before === undefined ? first : more
  const pick = (change: Record<string, string | undefined>) => { setBefore(undefined); turn(change) }
  return <Loaded asked={study}>{(data) => <StudyPage data={data} tab="timeline">
    <Filters label={say('studies.timeline.filter')} values={chosen} onChange={pick} choices={([['by', 'studies.timeline.by'], ['person', 'studies.timeline.person'], ['procedure', 'studies.timeline.lane'], ['site', 'studies.site'], ['act', 'studies.timeline.act']] as const).flatMap(([key, label]) => { const of = first.data?.choices?.[key] ?? []; return of.length > 1 || chosen[key] ? [{ key, label: say(label), options: of }] : [] })} days={{ from: say('studies.timeline.from'), to: say('studies.timeline.to') }} />
    <Loaded asked={asked}>{(d) => d.events.length === 0 ? <Empty title={say('studies.timeline.none')} acts={<Btn onClick={() => pick(Object.fromEntries(keys.map((k) => [k, undefined])))}>{say('studies.timeline.all')}</Btn>}>{say('studies.timeline.none.text')}</Empty> : <>
      <Timeline label={say('studies.page.timeline')} items={d.events.map((e) => ({ id: e.id, at: e.at, who: e.who, text: e.text, note: [e.where, e.note].filter(Boolean).join(' · '), to: `/studies/${id}?case=${e.caseId}`, changes: [...changesOf(e.facts['changed'], say), ...factsOf(e.facts, say)] }))} />
      <p className="row wrap no-print">{before !== undefined && <Btn kind="text" onClick={() => setBefore(undefined)}>{say('studies.latest')}</Btn>}{d.next !== null && <Btn onClick={() => { setBefore(d.next!); scrollTo({ top: 0 }) }}>{say('studies.earlier')}</Btn>}<span className="note">{say('studies.timeline.count', { n: d.events.length })}</span></p>
    </>}</Loaded>
  </StudyPage>}</Loaded>
}
const said = (say: ReturnType<typeof useSay>, field: string) => { const text = say(`studies.field.${field}`); return text === `studies.field.${field}` ? field : text }
const shown = (v: unknown): string | undefined => (v === null || v === undefined || v === '' ? undefined : typeof v === 'object' ? JSON.stringify(v) : String(v))
const changesOf = (changed: unknown, say: ReturnType<typeof useSay>) => Object.entries((changed ?? {}) as Record<string, [unknown, unknown]>).map(([field, [from, to]]) => ({ field: said(say, field), from: shown(from), to: shown(to) }))
/** What else the act carried: the number of a letter, until when it is valid. */
const factsOf = (facts: Record<string, unknown>, say: ReturnType<typeof useSay>) => Object.entries(facts).flatMap(([field, v]) => { const label = said(say, field), to = shown(v); return label !== field && to && typeof v !== 'object' ? [{ field: label, to }] : [] })
export { StudyTimeline as Page }
