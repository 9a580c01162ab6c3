/** Which measure of the two policy documents asked for this: a key phrase short enough to be a term, word for word in the official text. */
export interface Cite { readonly measure: `HZ-${string}` | `ZJ-${string}`; readonly phrase: string }
export const cite = (measure: Cite['measure'], phrase: string): Cite => ({ measure, phrase })

/** 法律法规 · 规章 · 规范性文件 · 本机构制度 · 联盟约定 · 平台约定. */
export type BasisKind = 'law' | 'ministerial' | 'normative' | 'institution' | 'alliance' | 'platform'

/**
 * What a decision, a deadline or a refusal rests on. A draft for comment is never a basis.
 * `unverified` marks a number or a clause remembered and not yet read in the official text: every screen says so.
 */
export interface Basis {
  readonly kind: BasisKind
  readonly document: string
  readonly article?: string
  readonly from?: string
  readonly to?: string
  readonly unverified?: true
}
export const basis = (kind: BasisKind, document: string, more: Omit<Basis, 'kind' | 'document'> = {}): Basis => ({ kind, document, ...more })
