import type { VersionItem } from '#kernel/documents/api.ts'
import { labels } from '#kernel/documents/labels.ts'
import type { Problem } from './data.tsx'
import { Notice } from './notice.tsx'
import { registerLabels, useSay, type Say } from './say.ts'

registerLabels(labels)
/** Version number and date as the pair that letters list. */
export const versionText = (v: Pick<VersionItem, 'label' | 'datedOn'>): string => [v.label, v.datedOn].filter(Boolean).join(' / ')
export const sizeText = (bytes: number, say: Say): string => (bytes < 1_000_000 ? say('ui.file.kb', { n: Math.max(1, Math.round(bytes / 1000)) }) : say('ui.file.mb', { n: (bytes / 1_000_000).toFixed(1) }))
/** Why a deed about a file was declined, in its own words. */
export const FileProblem = ({ problem }: { readonly problem: Problem | undefined }) => {
  const say = useSay()
  if (!problem) return null
  const texts = [...problem.reasons.map((r) => r.text), ...problem.issues.map((i) => i.text)]
  return <Notice tone="over">{problem.status === 0 ? say('ui.error.offline.deed') : problem.status === 409 ? [problem.now?.['did'], problem.now?.['who']].filter(Boolean).join(' · ') : texts.length > 0 ? texts.map((t) => <span key={t} className="blk">{t}</span>) : problem.message}</Notice>
}
