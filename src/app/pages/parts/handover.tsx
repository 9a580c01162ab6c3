import { useState, type ReactNode } from 'react'
import { cancel, delegate, handover, held, list, mine, reassign, revoke, sign } from '#kernel/posts/api.ts'
import { labels } from '#kernel/posts/labels.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Empty } from '#ui/empty.tsx'
import { Facts } from '#ui/facts.tsx'
import { Check, Choices, Field } from '#ui/field.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page as Frame, Section } from '#ui/page.tsx'
import { Problems } from '#ui/problems.tsx'
import { registerLabels, useSay, type Say } from '#ui/say.ts'
import { SignDialog } from '#ui/sign-dialog.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { toast } from '#ui/toast.tsx'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'posts'
type Mine = z.output<typeof mine.output>
const tabs = ['posts', 'tasks'] as const

/** 交接: my posts, who stands in for whom, the tasks of my office, and posts handed over with both signatures. */
export function Page() {
  const [address] = useAddress(), one = address.get('id')
  return one ? <One id={one} /> : <All />
}
function All() {
  const say = useSay(), [address, go] = useAddress(), asked = useQuery(mine, {}), tab = tabs.find((t) => t === address.get('tab')) ?? 'posts', [doing, setDoing] = useState<'delegate' | 'handover' | null>(null)
  return <Frame title={say('posts')} sub={say('posts.page.sub')} acts={<><Btn onClick={() => setDoing('delegate')}>{say('posts.page.delegate')}</Btn><Btn onClick={() => setDoing('handover')}>{say('posts.page.handover')}</Btn></>}><Loaded asked={asked} rows={6}>{(d) => <>
    <Tabs label={say('posts')} current={tab} onPick={(key) => go({ tab: key === 'posts' ? undefined : key })} tabs={[{ key: 'posts', label: say('posts.page.tab.posts') }, { key: 'tasks', label: say('posts.page.tab.tasks'), count: d.waiting }]} />
    {tab === 'posts' ? <Posts d={d} /> : <Tasks d={d} />}
    {doing && <Opening d={d} kind={doing} onClose={() => setDoing(null)} onOpened={(id) => { setDoing(null); if (id) go({ id }) }} />}
  </>}</Loaded></Frame>
}
function Posts({ d }: { readonly d: Mine }) {
  const say = useSay(), format = useFormat(), ending = useAction(revoke), range = (x: Mine['delegations'][number]) => `${format.date(x.fromOn)} – ${format.date(x.toOn)}`
  return <>
    <Section title={say('posts.page.mine')} bare><Facts items={[{ label: say('posts.page.own'), value: d.me.own.map((o) => o.label).join('、') }, ...d.me.stands.map((s) => ({ label: say('posts.page.standing', { name: s.name }), value: s.offices }))]} /></Section>
    <Section title={say('posts.page.delegations')} note={say('posts.page.delegations.note')}>
      <Problems problem={ending.problem} />
      <DataTable caption={say('posts.page.delegations')} rows={d.delegations} rowKey={(x) => x.id} empty={<p className="note">{say('posts.page.delegations.none.text')}</p>} columns={[
        { key: 'who', label: say('posts.page.who'), cell: (x) => say('posts.page.for', { to: x.to, from: x.from }), width: '26%' }, { key: 'offices', label: say('posts.page.offices'), cell: (x) => x.offices }, { key: 'days', label: say('posts.page.days'), cell: range, nowrap: true },
        { key: 'reason', label: say('posts.page.reason'), cell: (x) => x.reason, dim: true, wideOnly: true }, { key: 'state', label: say('posts.page.state'), cell: (x) => say(`posts.state.${x.state}`), nowrap: true },
        { key: 'act', label: say('posts.page.act'), bare: true, align: 'right', cell: (x) => (x.state === 'in-force' || x.state === 'coming' ? <Btn small busy={ending.busy} onClick={() => { void ending.run({ id: x.id }).then((ok) => { if (ok) toast(say('posts.page.revoked')) }) }}>{say('posts.page.revoke')}</Btn> : null) },
      ]} />
    </Section>
    <Section title={say('posts.page.handovers')}>
      <DataTable caption={say('posts.page.handovers')} rows={d.handovers} rowKey={(x) => x.id} to={(x) => `/handover?id=${x.id}`} empty={<p className="note">{say('posts.page.handovers.none.text')}</p>} columns={[
        { key: 'who', label: say('posts.page.who'), cell: (x) => <Go to={`/handover?id=${x.id}`}>{say('posts.page.gives', { from: x.from, to: x.to })}</Go>, width: '26%' }, { key: 'offices', label: say('posts.page.offices'), cell: (x) => x.offices }, { key: 'kind', label: say('posts.page.kind'), cell: (x) => say(x.gone ? 'posts.page.gone' : x.leaving ? 'posts.page.leaving' : 'posts.page.staying') },
        { key: 'at', label: say('posts.page.opened'), cell: (x) => format.moment(x.openedAt), dim: true, nowrap: true, wideOnly: true }, { key: 'state', label: say('posts.page.state'), cell: (x) => stateOf(x, say), nowrap: true },
      ]} />
    </Section>
  </>
}
const stateOf = (x: Mine['handovers'][number], say: Say): string => say(x.doneAt ? 'posts.state.done' : x.cancelledAt ? 'posts.state.cancelled' : x.giverSignedAt ? 'posts.state.receiver' : 'posts.state.giver')

/** The tasks of my office; those chosen go to one colleague who may do them all. */
function Tasks({ d }: { readonly d: Mine }) {
  const say = useSay(), format = useFormat(), asked = useQuery(held, {}), deed = useAction(reassign), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set()), [person, setPerson] = useState('')
  return <Loaded asked={asked} rows={6}>{({ rows }) => {
    const picked = rows.filter((r) => chosen.has(r.id)), people = [{ id: d.me.id as string, name: d.me.name }, ...d.colleagues].filter((c) => picked.length > 0 && picked.every((r) => (r.to as string[]).includes(c.id))), to = people.some((c) => c.id === person) ? person : people[0]?.id ?? ''
    return <>
      {picked.length > 0 && <section className="BulkBar" aria-label={say('posts.page.chosen', { n: picked.length })}><div className="row wrap"><b>{say('posts.page.chosen', { n: picked.length })}</b><span className="grow" />
        {people.length === 0 ? <span className="note">{say('posts.page.nobody')}</span> : <select className="Input" aria-label={say('posts.turn.assign.to')} value={to} onChange={(e) => setPerson(e.target.value)}>{people.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}</select>}
        <Btn kind="primary" busy={deed.busy} off={people.length === 0} onClick={() => { void deed.run({ personId: to as never, cases: picked.map((r) => ({ id: r.id, seen: r.version })) }).then((ok) => { if (ok) { toast(say('posts.page.reassigned', { n: ok.done })); setChosen(new Set()) } }) }}>{say('posts.turn.assign')}</Btn></div></section>}
      <Problems problem={deed.problem} />
      <DataTable caption={say('posts.page.tab.tasks')} rows={rows} rowKey={(r) => r.id} empty={<Empty title={say('posts.page.tasks.none')} />} columns={[
        { key: 'box', label: say('posts.page.choose'), width: '44px', bare: true, cell: (r) => <input className="Box" type="checkbox" aria-label={`${r.what} ${r.title}`} checked={chosen.has(r.id)} onChange={(e) => { const next = new Set(chosen); if (e.target.checked) next.add(r.id); else next.delete(r.id); setChosen(next) }} /> },
        { key: 'what', label: say('posts.page.what'), cell: (r) => <b>{r.what}</b>, nowrap: true }, { key: 'title', label: say('posts.page.study'), cell: (r) => r.title }, { key: 'place', label: say('posts.page.place'), cell: (r) => r.place, dim: true, wideOnly: true }, { key: 'due', label: say('posts.page.due'), cell: (r) => (r.dueOn ? format.date(r.dueOn) : say('ui.none')), nowrap: true }, { key: 'with', label: say('posts.page.with'), cell: (r) => r.with ?? say('posts.page.office'), nowrap: true },
      ]} />
    </>
  }}</Loaded>
}
/** A new stand-in, or a new handover: to whom, which offices, for how long and why. */
function Opening({ d, kind, onClose, onOpened }: { readonly d: Mine; readonly kind: 'delegate' | 'handover'; readonly onClose: () => void; readonly onOpened: (id?: string) => void }) {
  const say = useSay(), standing = useAction(delegate), giving = useAction(handover), deed = kind === 'delegate' ? standing : giving
  const [from, setFrom] = useState<string>(d.me.id), [to, setTo] = useState(''), [fromOn, setFromOn] = useState(d.today), [toOn, setToOn] = useState(d.today), [reason, setReason] = useState(''), [leaving, setLeaving] = useState(false), [missing, setMissing] = useState(false)
  const offered = from === d.me.id ? d.me.own : d.colleagues.find((c) => c.id === from)?.offices ?? [], [chosen, setChosen] = useState<readonly string[] | null>(null), roles = chosen?.filter((r) => offered.some((o) => o.role === r)) ?? offered.map((o) => o.role)
  const issue = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text
  const go = async () => {
    if (!to || roles.length === 0 || !reason.trim()) { setMissing(true); return }
    const who = { ...(from === d.me.id ? {} : { fromPersonId: from as never }), toPersonId: to as never, roles: [...roles], reason: reason.trim() }
    if (kind === 'delegate') { if (await standing.run({ ...who, fromOn, toOn })) { toast(say('posts.page.delegated')); onOpened() } } else { const made = await giving.run({ ...who, leaving }); if (made) onOpened(made.id) }
  }
  return <Dialog title={say(`posts.page.${kind}`)} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={() => { void go() }}>{say(kind === 'delegate' ? 'posts.page.delegate.do' : 'posts.page.handover.do')}</Btn></>}>
    <p className="note">{say(kind === 'delegate' ? 'posts.page.delegate.note' : 'posts.page.handover.note')}</p>
    {d.me.head && <Field label={say('posts.page.giver')} short>{(input) => <select {...input} value={from} onChange={(e) => { setFrom(e.target.value); setChosen(null) }}><option value={d.me.id}>{say('posts.page.myself')}</option>{d.colleagues.map((c) => <option key={c.id} value={c.id}>{c.name} · {c.offices[0]?.label}</option>)}</select>}</Field>}
    <Field label={say(kind === 'delegate' ? 'posts.page.stand-in' : 'posts.page.receiver')} required short error={missing && !to ? say('posts.page.needed') : undefined}>{(input) => <select {...input} value={to} onChange={(e) => setTo(e.target.value)}><option value="" />{d.colleagues.filter((c) => c.id !== from).map((c) => <option key={c.id} value={c.id}>{c.name} · {c.offices.map((o) => o.label).join('、')}</option>)}</select>}</Field>
    {offered.length > 1 && !leaving && <Choices label={say('posts.page.offices')} name="offices" choices={offered.map((o) => ({ value: o.role, label: o.label }))} value={roles} onChange={(role, on) => setChosen(on ? [...roles, role] : roles.filter((r) => r !== role))} error={missing && roles.length === 0 ? say('posts.page.needed') : undefined} />}
    {kind === 'delegate' ? <div className="row wrap"><Field label={say('posts.page.from-on')} required short error={issue('fromOn')}>{(input) => <input {...input} type="date" value={fromOn} onChange={(e) => setFromOn(e.target.value)} />}</Field><Field label={say('posts.page.to-on')} required short error={issue('toOn')}>{(input) => <input {...input} type="date" min={fromOn} value={toOn} onChange={(e) => setToOn(e.target.value)} />}</Field></div>
      : <Check label={say('posts.page.leaves')} note={say('posts.page.leaves.note')} checked={leaving} onChange={setLeaving} />}
    <Field label={say('posts.page.reason')} required error={missing && !reason.trim() ? say('posts.page.needed') : undefined}>{(input) => <textarea {...input} rows={2} maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
    <Problems problem={deed.problem} />
  </Dialog>
}
/** 交接清单: what passes, and the two signatures. Prints as one sheet. */
function One({ id }: { readonly id: string }) {
  const say = useSay(), format = useFormat(), asked = useQuery(list, { id: id as never }, { every: 30_000 }), stopping = useAction(cancel), deed = useAction(sign), [signing, setSigning] = useState(false)
  const signed = (who: ReactNode, at: string | null) => <>{who}　{at ? format.moment(at) : say('posts.page.unsigned')}</>
  return <Loaded asked={asked} rows={6}>{(d) => <Frame title={say('posts.list')} above={{ to: '/handover', label: say('posts') }} beside={<span className="dim">{stateOf(d, say)}</span>} sub={`${d.org}　${say('posts.page.gives', { from: d.from, to: d.to })}　${d.offices}`}
    acts={<><Btn icon="print" onClick={() => print()}>{say('ui.print')}</Btn>{d.may.cancel && <Btn kind="danger" busy={stopping.busy} onClick={() => { void stopping.run({ id: d.id }).then((ok) => { if (ok) toast(say('posts.page.cancelled')) }) }}>{say('posts.page.cancel')}</Btn>}{d.may.sign && <Btn kind="primary" onClick={() => setSigning(true)}>{say('posts.page.sign')}</Btn>}</>}>
    {d.may.why && <Notice tone="soon">{d.may.why}</Notice>}<Problems problem={stopping.problem} />
    <Section title={say('posts.page.signatures')}><Facts items={[
      { label: say('posts.page.giver'), value: signed(d.giverSignedBy && d.giverSignedBy !== d.from ? say('posts.page.in-place', { from: d.from, by: d.giverSignedBy }) : d.from, d.giverSignedAt) }, { label: say('posts.page.receiver'), value: signed(d.to, d.receiverSignedAt) },
      { label: say('posts.page.kind'), value: say(d.gone ? 'posts.page.gone' : d.leaving ? 'posts.page.leaving' : 'posts.page.staying') }, { label: say('posts.page.reason'), value: d.reason }, { label: say('posts.page.opened-by'), value: `${d.openedBy}　${format.moment(d.openedAt)}` }, ...(d.doneAt ? [{ label: say('posts.page.done-at'), value: format.moment(d.doneAt) }] : []), { label: say('posts.page.digest'), value: <code>{d.digest.slice(0, 16)}</code> },
    ]} /></Section>
    <Section title={say('posts.page.items')} note={say('posts.page.items.note', { n: d.items.length })}>
      <DataTable caption={say('posts.page.items')} rows={d.items} rowKey={(r) => r.key} empty={<p className="note">{say('posts.page.items.none')}</p>} dense columns={[
        { key: 'what', label: say('posts.page.what'), cell: (r) => r.what, width: '16%' }, { key: 'title', label: say('posts.page.study'), cell: (r) => r.title }, { key: 'place', label: say('posts.page.place'), cell: (r) => r.place, dim: true }, { key: 'stage', label: say('posts.page.stage'), cell: (r) => r.stage }, { key: 'how', label: say('posts.page.how'), cell: (r) => say(r.bound ? 'posts.item.bound' : 'posts.item.assigned') },
      ]} /></Section>
    <Section title={say('posts.page.rest')}><Facts items={[
      { label: say('posts.page.rest.office'), value: say('posts.page.rest.office.text', { n: d.counts.office }) }, { label: say('posts.page.rest.stand-ins'), value: d.delegations.length === 0 ? say('ui.none') : d.delegations.map((x) => `${say('posts.page.for', { to: x.to, from: x.from })} ${format.date(x.fromOn)}–${format.date(x.toOn)}`).join('；') },
      { label: say('posts.page.rest.letters'), value: say('posts.page.rest.letters.text', { n: d.counts.letters }) }, { label: say('posts.page.rest.drafts'), value: say('posts.page.rest.drafts.text', { n: d.counts.drafts }) }, { label: say('posts.page.rest.files'), value: say('posts.page.rest.files.text') },
    ]} /></Section>
    {signing && <SignDialog title={say('posts.page.sign')} hash={d.digest} act={sign.name} meaning={say(d.mine !== 'receiver' ? 'posts.page.sign.first' : d.leaving ? 'posts.page.sign.last-leaving' : 'posts.page.sign.last')} problem={deed.problem} onClose={() => setSigning(false)}
      onSign={async (confirmation) => { const done = await deed.run({ id: d.id, digest: d.digest, confirmation: confirmation as never }); if (done) toast(say(done.done ? 'posts.page.handed' : 'posts.page.signed')); return done !== undefined }} />}
  </Frame>}</Loaded>
}
