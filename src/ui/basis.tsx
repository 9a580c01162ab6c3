import { Tag } from './marks.tsx'
import { useSay } from './say.ts'

/** What a refusal, a deadline or a figure rests on. */
export interface BasisItem {
  readonly kind: string
  readonly document: string
  readonly article?: string | null | undefined
  readonly unverified?: boolean | undefined
}

/** 规章 · 文件 · 条款, and a mark where nobody has yet read the official text. */
export const Basis = ({ items }: { readonly items: readonly BasisItem[] }) => {
  const say = useSay()
  return <>{items.map((item, at) => <span className="BasisItem" key={at}>
    {say(`ui.basis.${item.kind}`)} · <span lang="zh-CN">{item.document}{item.article ? ` · ${item.article}` : ''}</span>
    {item.unverified && <> <Tag tone="soon" title={say('ui.basis.unverified.why')}>{say('ui.basis.unverified')}</Tag></>}
  </span>)}</>
}
