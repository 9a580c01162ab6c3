import type { Cite } from '#kernel/cite.ts'

export type MeasureNumber = Cite['measure']
/** must: 应、需、不得 and plain imperatives (建立、健全、推广 …) · encourage: 鼓励、支持、可 · explore: 探索、试点. It says how the text speaks, not whether a refusal may rest on it. */
export type Kind = 'must' | 'encourage' | 'explore'
/** Where the product stands today. not-software: people do it, the platform only tracks it. */
export type State = 'supported' | 'partly' | 'not-yet' | 'not-software'
/** The ten issuing bureaus of Hangzhou, and the one department the provincial draft names. */
export type BureauCode = 'health' | 'industry' | 'science' | 'civil' | 'finance' | 'hr' | 'market' | 'insurance' | 'data' | 'investment' | 'province-industry'

/** One demand, in our own words. */
export interface Ask { readonly kind: Kind; readonly says: string }

/** A number the document states. `basis` is the key phrase holding it, `of` what it is counted on; money is integer 分. */
export interface Parameter {
  readonly key: string
  readonly value: number
  readonly unit: 'fen' | 'percent' | 'quarter' | 'year' | 'class' | 'phase'
  /** condition: a class or phase that must hold exactly; the others limit, recommend or repeat. */
  readonly quoteKind: 'cap' | 'floor' | 'about' | 'frequency' | 'condition'
  readonly kind: Kind
  readonly of: string
  readonly basis: string
}

/** One measure as we read it; the official text itself is imported by its user and never kept here. */
export interface Measure {
  readonly number: MeasureNumber
  /** heading of its group, shortened where long; null where the document has no groups */
  readonly chapter: string | null
  readonly title: string
  readonly asks: readonly Ask[]
  readonly actors: readonly string[]
  readonly parameters: readonly Parameter[]
  /** lead null = 文中未指明 */
  readonly bureaus: { readonly lead: BureauCode | null; readonly joint: readonly BureauCode[] }
  /** key phrases, normalised as by `plain`, word for word in the official text */
  readonly phrases: readonly string[]
  /** rooms that answer it or will */
  readonly rooms: readonly string[]
  readonly state: State
  readonly because: string
  /** what is tracked instead; only with 'not-software' */
  readonly tracked?: string
}

export const must = (says: string): Ask => ({ kind: 'must', says })
export const encourage = (says: string): Ask => ({ kind: 'encourage', says })
export const explore = (says: string): Ask => ({ kind: 'explore', says })

/** What a text says, not how it was typeset: NFKC, free of white space. */
export const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '')

/** One measure found in an official text; `bureaus` are the names of its own 责任单位, in its order. */
export interface Clause { readonly ordinal: number; readonly chapter: string | null; readonly text: string; readonly bureaus: readonly string[] }
interface Mark { readonly at: number; readonly end: number }

const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
/** 1…99 as 一…九十九. */
export const han = (n: number): string => (n < 10 ? '' : `${n < 20 ? '' : digits[Math.floor(n / 10)]}十`) + digits[n % 10]

/** Headings numbered one after the other; a number out of its turn is part of a sentence. */
const marks = (text: string, pattern: (numeral: string) => string): Mark[] => {
  const found: Mark[] = []
  for (let n = 1; n < 100; n++) {
    const seek = new RegExp(pattern(han(n)), 'g')
    seek.lastIndex = found.at(-1)?.end ?? 0
    const hit = seek.exec(text)
    if (!hit) break
    found.push({ at: hit.index, end: seek.lastIndex })
  }
  return found
}

/** Splits an official text into its measures: （一）… under groups 一、…, or 一、… alone. A closing clause without 责任单位 before it stays with the last measure. */
export const splitMeasures = (official: string): readonly Clause[] => {
  const text = plain(official)
  const groups = marks(text, (numeral) => `(?<=^|[。)〕])${numeral}、`)
  const inner = marks(text, (numeral) => `\\(${numeral}\\)`)
  const items = inner.length > 0 ? inner : groups
  const after = (list: readonly Mark[], at: number) => list.find((mark) => mark.at > at)?.at ?? text.length
  return items.map((item, index) => {
    const body = text.slice(item.end, Math.min(after(items, item.at), after(groups, item.at)))
    const duty = /〔责任单位:([^〕]+)〕|\(责任单位:([^)]+)\)/.exec(body)
    const group = inner.length > 0 ? groups.findLast((mark) => mark.at < item.at) : undefined
    return {
      ordinal: index + 1,
      chapter: group ? text.slice(group.end, after(items, group.at)) : null,
      text: duty ? body.slice(0, duty.index) : body,
      bureaus: (duty?.[1] ?? duty?.[2])?.split('、') ?? [],
    }
  })
}
