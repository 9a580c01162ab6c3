import { useState } from 'react'
import { timeline } from '#kernel/api.ts'
import { one } from '../api.ts'
import { StudyPage } from './one.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { useSay } from '#ui/say.ts'
import { Timeline } from '#ui/timeline.tsx'

export const title = 'studies.page.timeline'
/** Everything that happened in a study, as far as this person may know it. */
function StudyTimeline() {
  const say = useSay(), id = useId(), [before, setBefore] = useState<number>(), study = useQuery(one, { id: id as never }), asked = useQuery(timeline, { subject: id, ...(before ? { before } : {}) }, { keep: true })
  return <Loaded asked={study}>{(data) => <StudyPage data={data} tab="timeline"><Loaded asked={asked}>{(d) => <>
    <Timeline label={say('studies.page.timeline')} items={d.events.map((e) => ({ id: e.id, at: e.at, who: e.who, text: e.text, note: [e.where, e.note].filter(Boolean).join(' · '), to: `/studies/${id}?case=${e.caseId}`, changes: changesOf(e.facts['changed'], say) }))} />
    {d.next !== null && <p><Btn onClick={() => setBefore(d.next!)}>{say('studies.earlier')}</Btn></p>}
    {before !== undefined && <p><Btn kind="text" onClick={() => setBefore(undefined)}>{say('studies.latest')}</Btn></p>}
  </>}</Loaded></StudyPage>}</Loaded>
}
const changesOf = (changed: unknown, say: (key: string) => string) => Object.entries((changed ?? {}) as Record<string, [unknown, unknown]>).map(([field, [from, to]]) => ({ field: say(`studies.field.${field}`), ...(from === null || from === undefined || from === '' ? {} : { from: String(from) }), ...(to === null || to === undefined || to === '' ? {} : { to: String(to) }) }))
export { StudyTimeline as Page }
