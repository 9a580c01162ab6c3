import { parcel } from '../api.ts'
import { labels } from '../labels.ts'
import type { BoardItem } from '#ui/case-moves.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Tag } from '#ui/marks.tsx'
import { Page as Frame, Section } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'ethics.recognition.package'
type Box = z.output<typeof parcel.output>
/** The lead's package whole, as the members read it before they sign: what differs here first, then its approval, votes and papers. */
export function Page() {
  const say = useSay(), id = useId(), asked = useQuery(parcel, { id: id as never })
  return <Loaded asked={asked}>{(box) => <Frame title={say(title)} above={{ to: `/studies/${box.studyId}?case=${id}`, label: say('ethics.recognition.page.case') }}><Parcel box={box} /></Frame>}</Loaded>
}
/** The same beside the case, once it has been received. */
export const Panel = ({ item }: { readonly item: BoardItem }) => {
  const say = useSay(), there = item.stage !== 'waiting' && item.stage !== 'unled', box = useQuery(parcel, { id: item.id }, { when: there }).data
  return box ? <Section title={say(title)} more={<Go to={`/ethics/recognition/${item.id}`}>{say('ethics.recognition.page.whole')}</Go>} bare><Parcel box={box} short /></Section> : null
}
const Parcel = ({ box, short }: { readonly box: Box; readonly short?: true }) => {
  const say = useSay(), format = useFormat()
  return <>
    <DataTable caption={say('ethics.recognition.page.differences')} dense rows={box.differences} rowKey={(d) => d.item} empty={<p className="note">{say('ethics.recognition.page.same')}</p>} columns={[
      { key: 'what', label: say('ethics.recognition.page.differs'), cell: (d) => <b>{d.label}</b> }, { key: 'lead', label: box.lead, cell: (d) => d.lead }, { key: 'here', label: say('ethics.recognition.page.here'), cell: (d) => d.here },
    ]} />
    {box.items.length > 0 && <Section title={say('ethics.recognition.page.items')} note={box.ownVersion ? say('ethics.recognition.page.own', { version: box.ownVersion }) : undefined} bare><Facts items={box.items.map((i) => ({ label: i.label, value: <span lang="zh">{i.words}</span>, ...(i.item === 'compensation' ? { note: <Tag tone={i.agreed ? 'ok' : i.agreed === null ? undefined : 'over'}>{say(`ethics.recognition.page.${i.agreed ? 'agreed' : i.agreed === null ? 'asked' : 'refused'}`)}</Tag> } : {}) }))} /></Section>}
    <Facts items={[
      { label: say('ethics.recognition.page.approval'), value: `${box.lead} ${box.number}` }, { label: say('ethics.recognition.page.approved-on'), value: format.date(box.approvedOn) }, { label: say('ethics.recognition.page.valid-until'), value: format.date(box.validUntil) }, { label: say('ethics.recognition.page.received'), value: format.moment(box.receivedAt) },
      ...(box.votes.length > 0 ? [{ label: say('ethics.recognition.page.votes'), value: <span lang="zh">{box.votes.map((v) => `${v.vote} ${v.count}`).join('　')}</span> }] : []), ...(box.remarks ? [{ label: say('ethics.recognition.page.remarks'), value: <span lang="zh">{box.remarks}</span> }] : []),
    ]} />
    {short ? <p className="row wrap"><Go to={`/studies/${box.studyId}/files`}>{say('ethics.recognition.page.papers', { n: box.papers.length })}</Go></p>
      : <Section title={say('ethics.recognition.page.papers', { n: box.papers.length })} more={<Go to={`/studies/${box.studyId}/files`}>{say('ethics.recognition.page.open')}</Go>} bare>
        <DataTable caption={say('ethics.recognition.page.papers', { n: box.papers.length })} dense rows={box.papers} rowKey={(p) => p.hash + p.paper} columns={[{ key: 'paper', label: say('ethics.recognition.page.paper'), cell: (p) => <span lang="zh">{p.paper}</span> }, { key: 'version', label: say('ethics.recognition.page.version'), nowrap: true, cell: (p) => [p.label, p.dated].filter(Boolean).join(' / ') }, { key: 'hash', label: 'SHA-256', wideOnly: true, cell: (p) => <code title={p.hash}>{p.hash.slice(0, 16)}</code> }]} /></Section>}
  </>
}
