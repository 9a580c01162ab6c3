import type { Problem } from './data.tsx'
import { Notice } from './notice.tsx'
import { Reasons } from './reasons.tsx'
import { useSay } from './say.ts'

/** Why a deed was not done, in the dialog it was tried from: its reasons with their basis, or the sentence. */
export const Problems = ({ problem }: { readonly problem: Problem | undefined }) => {
  const say = useSay()
  if (!problem) return null
  if (problem.status === 422) return <Reasons reasons={problem.reasons.map((r) => ({ text: r.text, basis: r.basis.map((b) => ({ ...b })) }))} />
  return <Notice tone="over">{problem.status === 0 ? say('ui.error.offline.deed') : [problem.message, ...problem.issues.map((i) => i.text)].join(' ')}{problem.status >= 500 && problem.request ? `（${problem.request}）` : ''}</Notice>
}
