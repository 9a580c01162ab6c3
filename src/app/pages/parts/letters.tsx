import { useState } from 'react'
import type * as z from 'zod'
import { fileAddress } from '#kernel/client.ts'
import { gaps, list, numbering, paper, renumber, reserve, template, templateFile, templates } from '#kernel/letters/api.ts'
import { labels } from '#kernel/letters/labels.ts'
import { counterYear, numberOf, patternFault } from '#kernel/letters/numbering.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Drawer } from '#ui/drawer.tsx'
import { Empty } from '#ui/empty.tsx'
import { Field } from '#ui/field.tsx'
import { FileDrop, FileRow } from '#ui/file-drop.tsx'
import { dayOf, useFormat } from '#ui/format.ts'
import { LetterView } from '#ui/letter.tsx'
import { Tag } from '#ui/marks.tsx'
import { Page, Section } from '#ui/page.tsx'
import { Problems } from '#ui/problems.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { nowIso } from '#ui/time.ts'
import { toast } from '#ui/toast.tsx'

registerLabels(labels)
export const title = 'letters'
const tabs = ['register', 'numbering', 'templates'] as const
/** An institution's letters: the register, how they are numbered, what they are made from. */
export { Letters as Page }
function Letters() {
  const say = useSay(), [address, turn] = useAddress(), tab = tabs.find((t) => t === address.get('tab')) ?? 'register'
  return <Page title={say('letters')} acts={<Btn icon="print" onClick={() => { print() }}>{say('letters.ui.print')}</Btn>}>
    <Tabs label={say('letters')} current={tab} onPick={(key) => turn({ tab: key === 'register' ? undefined : key })} tabs={tabs.map((t) => ({ key: t, label: say(`letters.ui.tab.${t}`) }))} />
    {tab === 'register' ? <Register /> : tab === 'numbering' ? <Numbering /> : <Templates />}
  </Page>
}
type State = 'open' | 'in-force' | 'void'
function Register() {
  const say = useSay(), [address, turn] = useAddress(), [opened, setOpened] = useState<string | null>(null), state = (address.get('state') ?? undefined) as State | undefined, kind = address.get('kind') ?? undefined, find = address.get('find') ?? undefined, after = address.get('after') ?? undefined
  const asked = useQuery(list, { ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...(find ? { find } : {}), ...(after ? { after } : {}) }, { keep: true })
  return <Loaded asked={asked} rows={8}>{(data) => {
    const one = data.letters.find((l) => l.id === opened)
    return <>
      <form className="row wrap no-print Filters" onSubmit={(e) => { e.preventDefault(); turn({ find: String(new FormData(e.currentTarget).get('find') ?? '').trim() || undefined, after: undefined }) }}>
        <select className="Input" aria-label={say('letter.kind')} value={kind ?? ''} onChange={(e) => turn({ kind: e.target.value || undefined, after: undefined })}><option value="">{say('letters.ui.all-kinds')}</option>{data.kinds.map((k) => <option key={k.kind} value={k.kind}>{k.label}</option>)}</select>
        <select className="Input" aria-label={say('letters.ui.state')} value={state ?? ''} onChange={(e) => turn({ state: e.target.value || undefined, after: undefined })}><option value="">{say('letters.ui.all-states')}</option>{(['open', 'in-force', 'void'] as const).map((s) => <option key={s} value={s}>{say(`letters.ui.state.${s}`)}</option>)}</select>
        <input className="Input" name="find" type="search" maxLength={80} defaultValue={find ?? ''} placeholder={say('letters.ui.find')} aria-label={say('letters.ui.find')} />
      </form>
      <DataTable caption={say('letters.list')} rows={data.letters} rowKey={(l) => l.id} onOpen={(l) => setOpened(l.id)} current={opened ?? undefined} empty={<Empty title={say('letters.ui.none')}>{say('letters.ui.none.text')}</Empty>} columns={[
        { key: 'number', label: say('letter.number'), cell: (l) => l.number, width: '190px', nowrap: true }, { key: 'kind', label: say('letter.kind'), cell: (l) => l.label, width: '150px' }, { key: 'title', label: say('letter.title'), cell: (l) => l.title },
        { key: 'date', label: say('letter.date'), cell: (l) => l.date, width: '110px', nowrap: true }, { key: 'state', label: say('letters.ui.state'), cell: (l) => <Tag tone={l.state === 'in-force' ? 'ok' : l.state === 'void' || l.state === 'superseded' ? 'over' : undefined}>{l.stateText}</Tag>, width: '170px' },
        { key: 'note', label: say('letters.ui.note'), cell: (l) => l.voidReason ?? (l.stamped ? say('letters.ui.copies', { n: l.stamped.copies, sealer: l.stamped.sealer }) : ''), width: '170px', dim: true },
      ]} />
      <p className="row no-print">{after && <Btn small onClick={() => turn({ after: undefined })}>{say('letters.ui.first')}</Btn>}{data.next && <Btn small onClick={() => turn({ after: data.next! })}>{say('letters.ui.next')}</Btn>}</p>
      {one && <Drawer title={`${one.label} ${one.number}`} sub={one.title} onClose={() => setOpened(null)}><LetterView letter={one} /></Drawer>}
    </>
  }}</Loaded>
}
type Numbered = z.output<typeof numbering.output>['kinds'][number]
function Numbering() {
  const say = useSay(), asked = useQuery(numbering, {}), [doing, setDoing] = useState<{ name: 'renumber' | 'reserve' | 'gaps'; kind: Numbered } | null>(null), act = (name: 'renumber' | 'reserve' | 'gaps', kind: Numbered) => <Btn key={name} small onClick={() => setDoing({ name, kind })}>{say(`letters.${name}`)}</Btn>
  return <Loaded asked={asked} rows={4}>{({ kinds }) => <>
    <DataTable caption={say('letters.numbering')} rows={kinds} rowKey={(k) => k.kind} empty={<Empty title={say('letters.ui.no-kinds')} />} columns={[
      { key: 'kind', label: say('letter.kind'), cell: (k) => k.label, width: '150px' },
      { key: 'pattern', label: say('letters.ui.pattern'), cell: (k) => <><code>{k.rule.pattern}</code><span className="note blk">{k.rule.own ? say('letters.ui.from', { day: k.rule.from }) : say('letters.ui.first-pattern')}{k.coming ? `　${say('letters.ui.coming', { day: k.coming.from, pattern: k.coming.pattern })}` : ''}</span></> },
      { key: 'next', label: say('letters.ui.next-number'), cell: (k) => <b>{k.next}</b>, width: '180px', nowrap: true },
      { key: 'used', label: say('letters.ui.counts'), cell: (k) => <>{say('letters.ui.counted', { used: k.used, voided: k.voided, paper: k.paper })}<span className={`note blk ${k.missing > 0 ? 'over' : ''}`}>{say(k.missing > 0 ? 'letters.ui.missing' : 'letters.ui.no-gap', { n: k.missing })}</span></>, width: '230px' },
      { key: 'acts', label: say('letters.ui.acts'), cell: (k) => <span className="row wrap no-print">{act('gaps', k)}{k.may && <>{act('reserve', k)}{act('renumber', k)}</>}</span>, width: '280px' },
    ]} />
    {doing?.name === 'renumber' && <Renumber kind={doing.kind} onClose={() => setDoing(null)} />}
    {doing?.name === 'reserve' && <Reserve kind={doing.kind} onClose={() => setDoing(null)} />}
    {doing?.name === 'gaps' && <Gaps kind={doing.kind} onClose={() => setDoing(null)} />}
  </>}</Loaded>
}
function Renumber({ kind, onClose }: { readonly kind: Numbered; readonly onClose: () => void }) {
  const say = useSay(), deed = useAction(renumber), today = dayOf(nowIso()), [pattern, setPattern] = useState(kind.rule.pattern), [from, setFrom] = useState(today), [start, setStart] = useState(''), fault = patternFault(pattern), at = (path: string) => deed.problem?.issues.find((i) => i.path === path)?.text, day = from || today, begun = kind.counters.find((c) => c.year === counterYear(pattern, day))?.next, first = begun ?? (Number(start) || 1)
  const go = () => { if (!fault) void deed.run({ kind: kind.kind, pattern, from, ...(begun === undefined && start ? { start: Number(start) } : {}) }).then((ok) => { if (ok) { toast(say('letters.ui.renumbered', { next: ok.next })); onClose() } }) }
  return <Dialog title={`${say('letters.renumber')} · ${kind.label}`} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={go}>{say('letters.renumber')}</Btn></>}>
    <Field label={say('letters.ui.pattern')} required error={fault ? say(`letters.pattern.${fault}`) : at('pattern')} note={say('letters.ui.pattern.note')}>{(i) => <input {...i} maxLength={60} value={pattern} onChange={(e) => setPattern(e.target.value)} />}</Field>
    <Field label={say('letters.ui.from-day')} required short error={at('from')}>{(i) => <input {...i} type="date" min={today} value={from} onChange={(e) => setFrom(e.target.value)} />}</Field>
    {begun === undefined && <Field label={say('letters.ui.start')} optional short note={say('letters.ui.start.note')}>{(i) => <input {...i} type="number" min={1} value={start} onChange={(e) => setStart(e.target.value)} />}</Field>}
    {!fault && <p>{say('letters.ui.preview')}　<span className="NumberPreview">{[0, 1, 2].map((n) => numberOf(pattern, day, first + n)).join('　')}</span>{counterYear(pattern, day) === 0 && <span className="note blk">{say('letters.ui.no-year')}</span>}</p>}
    {deed.problem && deed.problem.issues.length === 0 && <Problems problem={deed.problem} />}
  </Dialog>
}
function Reserve({ kind, onClose }: { readonly kind: Numbered; readonly onClose: () => void }) {
  const say = useSay(), deed = useAction(reserve), [count, setCount] = useState('1'), [reason, setReason] = useState(''), [tried, setTried] = useState(false)
  const go = () => { setTried(true); if (reason.trim() && Number(count) > 0) void deed.run({ kind: kind.kind, count: Number(count), reason: reason.trim() }).then((ok) => { if (ok) { toast(say('letters.ui.reserved', ok)); onClose() } }) }
  return <Dialog title={`${say('letters.reserve')} · ${kind.label}`} onClose={onClose} footer={<><Btn onClick={onClose}>{say('ui.cancel')}</Btn><Btn kind="primary" busy={deed.busy} onClick={go}>{say('letters.reserve')}</Btn></>}>
    <p className="note">{say('letters.ui.happens.reserve', { next: kind.next })}</p>
    <Field label={say('letters.ui.count')} required short>{(i) => <input {...i} type="number" min={1} max={200} value={count} onChange={(e) => setCount(e.target.value)} />}</Field>
    <Field label={say('letters.ui.reason')} required error={tried && !reason.trim() ? say('ui.sign.needed') : undefined}>{(i) => <input {...i} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
    <Problems problem={deed.problem} />
  </Dialog>
}
function Gaps({ kind, onClose }: { readonly kind: Numbered; readonly onClose: () => void }) {
  const say = useSay(), asked = useQuery(gaps, { kind: kind.kind }), [at, setAt] = useState<{ year: number; n: number; number: string } | null>(null)
  return <Drawer title={`${say('letters.gaps')} · ${kind.label}`} onClose={onClose}><Loaded asked={asked} rows={5}>{({ years }) => years.length === 0 ? <Empty title={say('letters.ui.no-numbers')} /> : <>{years.map((y) => <Section key={y.year} bare title={y.year === 0 ? say('letters.ui.running-on') : String(y.year)} note={say(y.missing.length > 0 ? 'letters.ui.gaps' : 'letters.ui.whole', { first: y.first, last: y.last, missing: y.missing.join('、') })}>
    {at?.year === y.year && <Paper kind={kind.kind} at={at} onClose={() => setAt(null)} />}
    <DataTable dense caption={String(y.year)} rows={y.uses} rowKey={(u) => u.number} columns={[
      { key: 'number', label: say('letter.number'), cell: (u) => u.number, nowrap: true }, { key: 'use', label: say('letters.ui.use'), cell: (u) => (u.use === 'paper' ? say(u.state === 'void' ? 'letters.ui.paper.void' : u.state === 'used' ? 'letters.ui.paper.used' : 'letters.ui.paper.free') : say(`letters.state.${u.state ?? 'draft'}`)) },
      { key: 'note', label: say('letters.ui.note'), cell: (u) => <>{[u.note, u.on, u.reason].filter(Boolean).join('　')}{kind.may && u.use === 'paper' && u.state === null && <> <Btn small onClick={() => setAt({ year: y.year, n: u.n, number: u.number })}>{say('letters.paper')}</Btn></>}</>, dim: true },
    ]} /></Section>)}</>}</Loaded></Drawer>
}
function Paper({ kind, at, onClose }: { readonly kind: string; readonly at: { readonly year: number; readonly n: number; readonly number: string }; readonly onClose: () => void }) {
  const say = useSay(), deed = useAction(paper), [note, setNote] = useState('')
  const go = (gone: boolean) => { if (note.trim()) void deed.run({ kind, year: at.year, n: at.n, note: note.trim(), ...(gone ? { void: true } : {}) }).then((ok) => { if (ok) { toast(say('letters.ui.recorded', ok)); onClose() } }) }
  return <div className="QuestionForm"><Field label={say('letters.ui.paper.note', { number: at.number })} required>{(i) => <input {...i} maxLength={200} value={note} onChange={(e) => setNote(e.target.value)} />}</Field>
    <p className="row wrap"><Btn small kind="primary" busy={deed.busy} onClick={() => go(false)}>{say('letters.paper')}</Btn><Btn small onClick={() => go(true)}>{say('letters.ui.paper.give-up')}</Btn><Btn small kind="text" onClick={onClose}>{say('ui.cancel')}</Btn></p><Problems problem={deed.problem} /></div>
}
function Templates() {
  const asked = useQuery(templates, {}), say = useSay()
  return <Loaded asked={asked} rows={4}>{({ kinds }) => kinds.length === 0 ? <Empty title={say('letters.ui.no-kinds')} /> : <>{kinds.map((k) => <Template key={k.kind} of={k} />)}</>}</Loaded>
}
function Template({ of: k }: { readonly of: z.output<typeof templates.output>['kinds'][number] }) {
  const say = useSay(), format = useFormat(), deed = useAction(template), own = k.versions.some((v) => v.active)
  return <Section title={k.label} note={say('letters.ui.template.note')}>
    <FileRow name={say('letters.ui.template.default')} active={!own} {...(own ? {} : { version: say('letters.ui.template.active') })} to={fileAddress(templateFile, { kind: k.kind, version: 0 })} />
    {k.versions.map((v) => <FileRow key={v.version} name={v.name} version={v.active ? `V${v.version} ${say('letters.ui.template.active')}` : `V${v.version}`} active={v.active} note={[v.by, format.moment(v.at)].filter(Boolean).join('　')} to={fileAddress(templateFile, { kind: k.kind, version: v.version })} />)}
    {k.may && <FileDrop label={say('letters.template')} accept=".docx" off={deed.busy} onFiles={([file]) => { if (file) void file.arrayBuffer().then((bytes) => deed.run({ kind: k.kind, name: file.name.slice(0, 120) }, bytes)).then((ok) => { if (ok) toast(say('letters.ui.template.done', { letter: k.label, n: ok.version })) }) }} />}
    <Problems problem={deed.problem} />
    <details className="Why"><summary className="note">{say('letters.ui.template.names')}</summary><p className="note">{k.names.map((n) => `{${n.split('.').at(-1)}}`).join('　')}</p></details>
  </Section>
}
