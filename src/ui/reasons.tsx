import { Basis, type BasisItem } from './basis.tsx'
import { useSay, type Facts } from './say.ts'
import './overlay.css'

/** A reason as the kernel answers it (`code` is a label key), or already in words. */
export interface ReasonItem {
  readonly code?: string | undefined
  readonly facts?: Facts | undefined
  readonly text?: string | undefined
  /** what to do about it */
  readonly mend?: string | undefined
  readonly basis?: readonly BasisItem[] | undefined
}

/** Why it was declined: every failing reason, each with what it rests on. */
export const Reasons = ({ reasons, title }: { readonly reasons: readonly ReasonItem[]; readonly title?: string | undefined }) => {
  const say = useSay()
  return <section className="Reasons" role="alert"><p className="head">{title ?? (reasons.length === 1 ? say('ui.reasons.one') : say('ui.reasons', { n: reasons.length }))}</p>
    <ol>{reasons.map((r, at) => <li key={at}>{r.text ?? say(r.code ?? '', r.facts)}{r.mend && <p className="note">{r.mend}</p>}
      {!!r.basis?.length && <p className="note">{say('ui.basis')}　<Basis items={r.basis} /></p>}</li>)}</ol>
  </section>
}
