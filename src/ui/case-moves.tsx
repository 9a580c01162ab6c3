import { useEffect, useRef, useState } from 'react'
import type * as z from 'zod'
import type { BoardCase, MoveShape } from '#kernel/api.ts'
import { anyMove } from '#kernel/moves.ts'
import { Btn } from './button.tsx'
import { useAction } from './data.tsx'
import { Confirm } from './dialog.tsx'
import { Choices, Field } from './field.tsx'
import { dayOf, useFormat } from './format.ts'
import { Notice } from './notice.tsx'
import { useSay } from './say.ts'
import { shared } from './store.ts'
import { nowIso } from './time.ts'
import { toast } from './toast.tsx'

export type BoardItem = z.output<typeof BoardCase>
type Move = z.output<typeof MoveShape>

/** The move being made, and the case as it was when its dialog opened. */
const making = shared<{ readonly item: BoardItem; readonly move: Move } | null>(null)

/** The moves open to this person: the one that goes on first and primary, those that end the matter last; one that a rule forbids says why and is not pressed. */
export const CaseMoves = ({ item, small, forward }: { readonly item: BoardItem; readonly small?: boolean | undefined; /** only those that do not end the matter */ readonly forward?: boolean | undefined }) => {
  const moves = item.moves.filter((m) => !forward || !m.closes).sort((a, b) => Number(a.closes) - Number(b.closes)), open = moves.filter((m) => !m.closes && m.reasons.length === 0), first = open.find((m) => m.to !== item.stage) ?? open[0]
  return <>{moves.map((m) => <Btn key={m.name} small={small} kind={m === first ? 'primary' : 'plain'} off={m.reasons.length > 0 ? m.reasons.map((r) => r.text).join(' ') : undefined} onClick={() => making.set({ item, move: m })}>{m.label}</Btn>)}</>
}
/** The dialog of the move being made; once on a page, so that it and the words in it outlive the buttons when others act meanwhile. */
export const CaseMoveDialog = () => {
  const now = making.use()
  useEffect(() => () => making.set(null), [])
  return now && <MoveDialog item={now.item} move={now.move} onClose={() => making.set(null)} />
}
/** Says what will happen, asks what the move needs, and tells what the platform answered. */
const MoveDialog = ({ item, move, onClose }: { readonly item: BoardItem; readonly move: Move; readonly onClose: () => void }) => {
  const say = useSay(), format = useFormat(), deed = useAction(anyMove(`${item.procedure}.${move.name}`)), today = dayOf(nowIso())
  const [facts, setFacts] = useState<Record<string, string>>({}), [picked, setPicked] = useState<Record<string, readonly string[]>>({}), [on, setOn] = useState(today), seen = useRef(item.version)
  const run = async (note: string) => {
    const done = await deed.run({ id: item.id, seen: seen.current, ...(note.trim() ? { note: note.trim() } : {}), ...(move.dated ? { on } : {}), ...Object.fromEntries(move.fields.filter((f) => facts[f.name]?.trim()).map((f) => [f.name, f.kind === 'number' ? Number(facts[f.name]) : facts[f.name]!.trim()])), ...Object.fromEntries(move.fields.filter((f) => f.kind === 'any').map((f) => [f.name, picked[f.name] ?? []])) } as never)
    if (done) { toast(say('ui.moves.done', { move: move.label })); onClose() }
  }
  const problem = deed.problem, at = (path: string) => problem?.issues.find((i) => i.path === path)?.text
  const moved = problem?.status === 409 ? problem.now : undefined
  if (moved) seen.current = Number(moved['version'])
  const backdated = move.dated && on < today
  return <Confirm title={`${move.label} · ${[item.place, item.kind].filter(Boolean).join(' ')}`} confirm={move.label} kind={move.closes ? 'danger' : 'primary'} busy={deed.busy} onClose={onClose} onConfirm={(note) => { void run(note) }}
    happens={[say(move.audience !== 'all' ? 'ui.moves.inside' : move.note ? 'ui.moves.told' : 'ui.moves.recorded'), ...(move.closes ? [say('ui.moves.closes')] : [])]}
    note={{ label: say(move.note ? 'ui.moves.reason' : backdated ? 'ui.moves.why-earlier' : 'ui.moves.note'), required: move.note || backdated, hint: say(move.audience === 'all' ? 'ui.moves.note.hint' : 'ui.moves.note.inside') }}
    reasons={problem && problem.status === 422 ? problem.reasons.map((r) => ({ text: r.text, basis: r.basis.map((b) => ({ ...b })) })) : undefined}>
    {move.fields.map((f) => f.kind === 'any' ? <Choices key={f.name} name={f.name} label={f.label} choices={f.options} value={picked[f.name] ?? []} error={at(f.name)} onChange={(value, chosen) => setPicked({ ...picked, [f.name]: chosen ? [...(picked[f.name] ?? []), value] : (picked[f.name] ?? []).filter((x) => x !== value) })} />
      : f.kind === 'one' ? <Field key={f.name} label={f.label} required={f.required} optional={!f.required} error={at(f.name)} short>{(input) => <select {...input} value={facts[f.name] ?? ''} onChange={(e) => setFacts({ ...facts, [f.name]: e.target.value })}><option value="" />{f.options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}</select>}</Field>
      : <Field key={f.name} label={f.label} required={f.required} optional={!f.required} error={at(f.name)} short>{(input) => <input {...input} type={f.kind} maxLength={f.max ?? undefined} value={facts[f.name] ?? ''} onChange={(e) => setFacts({ ...facts, [f.name]: e.target.value })} />}</Field>)}
    {move.dated && <Field label={say('ui.moves.on')} required error={at('on')} short hint={backdated ? say('ui.moves.earlier') : undefined}>{(input) => <input {...input} type="date" max={today} value={on} onChange={(e) => setOn(e.target.value)} />}</Field>}
    {moved && <Notice tone="soon">{say('ui.moves.moved', { who: String(moved['who'] ?? ''), did: String(moved['did'] ?? ''), at: moved['at'] ? format.moment(String(moved['at'])) : '', stage: String(moved['stage'] ?? '') })}</Notice>}
    {at('note') && <Notice tone="over">{at('note')}</Notice>}
    {problem && problem.status !== 422 && problem.status !== 409 && problem.issues.length === 0 && <Notice tone="over">{problem.status === 0 ? say('ui.error.offline.deed') : problem.message}{problem.status >= 500 && problem.request ? `（${problem.request}）` : ''}</Notice>}
  </Confirm>
}
