import { draft, of } from '#kernel/letters/api.ts'
import { Btn } from './button.tsx'
import type { BoardItem } from './case-moves.tsx'
import { useAction, useQuery } from './data.tsx'
import { LetterView } from './letter.tsx'
import { Section } from './page.tsx'
import { Problems } from './problems.tsx'
import { useSay } from './say.ts'
import { toast } from './toast.tsx'

/** The letters of one case: what is drawn up, where it stands on one of the two ways into force, and what may be drawn up now. */
export const CaseLetters = ({ item }: { readonly item: BoardItem }) => {
  const say = useSay(), asked = useQuery(of, { id: item.id }), drawing = useAction(draft), data = asked.data
  if (!data || (data.letters.length === 0 && data.kinds.length === 0)) return null
  return <Section title={say('letters')} bare>
    {data.letters.map((l) => <LetterView key={l.id} letter={l} />)}
    {data.kinds.filter((k) => k.reasons.length === 0 || data.letters.length === 0).map((k) => <p key={k.kind} className="row wrap no-print"><Btn small icon="plus" busy={drawing.busy} off={k.reasons.length > 0 ? k.reasons.map((r) => r.text).join(' ') : undefined} onClick={() => { void drawing.run({ id: item.id, kind: k.kind }).then((l) => { if (l) toast(say('letters.ui.done', { deed: say('letters.draft'), letter: `${k.label} ${l.number}` })) }) }}>{say('letters.ui.draw', { letter: k.label })}</Btn></p>)}
    <Problems problem={drawing.problem} />
  </Section>
}
