import { useState } from 'react'
import { assign, back, recall, turn } from '#kernel/api.ts'
import { labels } from '#kernel/posts/labels.ts'
import type { BoardItem } from './case-moves.tsx'
import { Btn } from './button.tsx'
import { useAction, useQuery, type Problem } from './data.tsx'
import { Confirm } from './dialog.tsx'
import { Field } from './field.tsx'
import { Notice } from './notice.tsx'
import { Section } from './page.tsx'
import { registerLabels, useSay } from './say.ts'
import { toast } from './toast.tsx'

registerLabels(labels)
const reasonsOf = (p: Problem | undefined) => (p?.status === 422 ? p.reasons.map((r) => ({ text: r.text, basis: r.basis.map((b) => ({ ...b })) })) : undefined)
const Wrong = ({ problem }: { readonly problem: Problem | undefined }) => (problem && problem.status !== 422 ? <Notice tone="over">{problem.issues[0]?.text ?? problem.message}</Notice> : null)

/** What may be done with the turn besides moving on: send back, take the last step back, hand to a colleague. Shown only where one of them is open. */
export const CaseTurn = ({ item }: { readonly item: BoardItem }) => {
  const say = useSay(), asked = useQuery(turn, { id: item.id }).data, [doing, setDoing] = useState<'back' | 'recall' | 'assign' | null>(null)
  if (!asked) return null
  const may = { back: asked.back.to.length > 0, recall: asked.recall.label !== null && asked.recall.against.length === 0, assign: asked.assign.to.length > 1 }
  if (!may.back && !may.recall && !may.assign) return null
  const close = () => setDoing(null), at = { id: item.id, seen: asked.version }
  return <Section title={say('posts.turn')} bare note={asked.assign.now ? say('posts.turn.with', { name: asked.assign.now }) : undefined}>
    <div className="row wrap">
      {may.assign && <Btn small onClick={() => setDoing('assign')}>{say('posts.turn.assign')}</Btn>}
      {may.recall && <Btn small onClick={() => setDoing('recall')}>{say('posts.turn.recall', { move: asked.recall.label! })}</Btn>}
      {may.back && <Btn small onClick={() => setDoing('back')}>{say('posts.turn.back')}</Btn>}
    </div>
    {doing === 'back' && <Back at={at} to={asked.back.to} onClose={close} />}
    {doing === 'recall' && <Recall at={at} move={asked.recall.label!} onClose={close} />}
    {doing === 'assign' && <Assign at={at} to={asked.assign.to} onClose={close} />}
  </Section>
}
interface At { readonly id: BoardItem['id']; readonly seen: number }
type Options = readonly { readonly key: string; readonly label: string }[]
const Select = ({ label, options, value, onChange }: { readonly label: string; readonly options: Options; readonly value: string; readonly onChange: (key: string) => void }) =>
  <Field label={label} required short>{(input) => <select {...input} value={value} onChange={(e) => onChange(e.target.value)}>{options.map((o) => <option key={o.key} value={o.key}>{o.label}</option>)}</select>}</Field>

const Back = ({ at, to, onClose }: { readonly at: At; readonly to: Options; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(back), [stage, setStage] = useState(to.at(-1)!.key)
  return <Confirm title={say('posts.turn.back')} confirm={say('posts.turn.back.do')} kind="danger" happens={[say('posts.turn.back.happens'), say('posts.turn.back.clock')]} note={{ label: say('ui.moves.reason'), required: true }} busy={deed.busy} reasons={reasonsOf(deed.problem)} onClose={onClose}
    onConfirm={(note) => { void deed.run({ ...at, to: stage, note }).then((ok) => { if (ok) { toast(say('ui.moves.done', { move: say('posts.turn.back.do') })); onClose() } }) }}>
    <Select label={say('posts.turn.back.to')} options={to} value={stage} onChange={setStage} /><Wrong problem={deed.problem} />
  </Confirm>
}
const Recall = ({ at, move, onClose }: { readonly at: At; readonly move: string; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(recall)
  return <Confirm title={say('posts.turn.recall', { move })} confirm={say('posts.turn.recall.do')} happens={[say('posts.turn.recall.happens')]} note={{ label: say('ui.moves.reason'), required: true }} busy={deed.busy} reasons={reasonsOf(deed.problem)} onClose={onClose}
    onConfirm={(note) => { void deed.run({ ...at, note }).then((ok) => { if (ok) { toast(say('ui.moves.done', { move: say('posts.turn.recall.do') })); onClose() } }) }}><Wrong problem={deed.problem} /></Confirm>
}
const Assign = ({ at, to, onClose }: { readonly at: At; readonly to: Options; readonly onClose: () => void }) => {
  const say = useSay(), deed = useAction(assign), [person, setPerson] = useState(to[0]!.key)
  return <Confirm title={say('posts.turn.assign')} confirm={say('posts.turn.assign')} happens={[say('posts.turn.assign.happens')]} note={{}} busy={deed.busy} reasons={reasonsOf(deed.problem)} onClose={onClose}
    onConfirm={(note) => { void deed.run({ ...at, personId: person as never, ...(note ? { note } : {}) }).then((ok) => { if (ok) { toast(say('ui.moves.done', { move: say('posts.turn.assign') })); onClose() } }) }}>
    <Select label={say('posts.turn.assign.to')} options={to} value={person} onChange={setPerson} /><Wrong problem={deed.problem} />
  </Confirm>
}
