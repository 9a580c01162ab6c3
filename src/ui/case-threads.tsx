import { useState } from 'react'
import { ask, of } from '#kernel/threads/api.ts'
import type { BoardItem } from './case-moves.tsx'
import { Btn } from './button.tsx'
import { useAction, useQuery } from './data.tsx'
import { Check, Field } from './field.tsx'
import { Section } from './page.tsx'
import { useSay } from './say.ts'
import { ThreadProblem, ThreadView, Words } from './thread.tsx'
import { toast } from './toast.tsx'

/** The questions of one case: what is asked about which spot, and a new one. Drafts go out together when the case is returned. */
export const CaseThreads = ({ item }: { readonly item: BoardItem }) => {
  const say = useSay(), asked = useQuery(of, { id: item.id }), [writing, setWriting] = useState(false), data = asked.data
  if (!data || (data.threads.length === 0 && data.asks.length === 0)) return null
  const open = data.threads.filter((t) => t.state === 'open').length
  return <Section title={say('threads.title')} note={open > 0 ? say('threads.note', { n: open }) : undefined} more={data.asks.length > 0 && !writing ? <Btn small onClick={() => setWriting(true)}>{say('threads.new')}</Btn> : undefined} bare>
    {writing && <Ask item={item} anchors={data.anchors} sides={data.asks} returns={item.moves.some((m) => m.returns)} onDone={() => setWriting(false)} />}
    {data.threads.length === 0 && !writing && <p className="note">{say('threads.none.text')}</p>}
    <div className="Questions">{data.threads.map((t) => <ThreadView key={t.id} thread={t} />)}</div>
  </Section>
}
interface Spot { readonly kind: 'whole' | 'field' | 'file' | 'page' | 'clause'; readonly anchor: string; readonly label: string }
const Ask = ({ item, anchors, sides, returns, onDone }: { readonly item: BoardItem; readonly anchors: readonly Spot[]; readonly sides: readonly { readonly side: string; readonly label: string }[]; readonly returns: boolean; readonly onDone: () => void }) => {
  const say = useSay(), deed = useAction(ask), [at, setAt] = useState('whole'), [words, setWords] = useState(''), [side, setSide] = useState(sides[0]!.side), [draft, setDraft] = useState(returns)
  const spot: Spot = at === 'whole' ? { kind: 'whole', anchor: '', label: say('threads.spot.whole') } : at === 'other' ? { kind: 'clause', anchor: words.trim(), label: words.trim() } : anchors[Number(at)]!
  return <Words label={say('threads.body')} hint={say('threads.body.hint')} confirm={say(draft ? 'threads.keep' : 'threads.now')} max={2000} busy={deed.busy} onCancel={onDone}
    onSend={(body) => { void deed.run({ caseId: item.id, toSide: side, anchor: spot, body, draft }).then((ok) => { if (ok) { toast(say(draft ? 'threads.kept' : 'threads.sent')); onDone() } }) }}>
    <Field label={say('threads.spot')} short>{(input) => <select {...input} value={at} onChange={(e) => setAt(e.target.value)}><option value="whole">{say('threads.spot.whole')}</option>{anchors.map((a, i) => <option key={`${a.kind}:${a.anchor}`} value={i}>{a.label}</option>)}<option value="other">{say('threads.spot.other')}</option></select>}</Field>
    {at === 'other' && <Field label={say('threads.spot.words')} required>{(input) => <input {...input} maxLength={160} value={words} onChange={(e) => setWords(e.target.value)} />}</Field>}
    {sides.length > 1 && <Field label={say('threads.side')} short>{(input) => <select {...input} value={side} onChange={(e) => setSide(e.target.value)}>{sides.map((s) => <option key={s.side} value={s.side}>{s.label}</option>)}</select>}</Field>}
    {returns && <Check label={say('threads.keep')} checked={draft} onChange={setDraft} note={say('threads.now.hint')} />}
    <ThreadProblem problem={deed.problem} />
  </Words>
}
