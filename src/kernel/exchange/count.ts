import { oneLine } from './text.ts'

export interface Count {
  /** The whole, or null where it cannot be read. */
  readonly total: number | null
  /** Its labelled parts, where it was written as parts. */
  readonly parts: readonly { readonly name: string; readonly size: number }[]
  readonly why: 'missing' | 'zero' | 'unreadable' | 'summed' | 'ambiguous' | null
}
const none = (why: Count['why']): Count => ({ total: null, parts: [], why })
const settled = (total: number, parts: Count['parts'], why: Count['why']): Count =>
  total === 0 ? none('zero') : Number.isSafeInteger(total) && total <= 2_147_483_647 ? { total, parts, why } : none('unreadable')

/** A number of people as forms state it: `120`, `1,200`, `case series:40;` or `treated:20;control:20;`. Zero is no answer; parts “per group” are ambiguous. */
export const readCount = (raw: string): Count => {
  const text = oneLine(raw).normalize('NFKC')
  if (!text || /^(?:n\/?a|nil|none|null|not available|无|不适用)$/i.test(text)) return none('missing')
  if (/^\d[\d, ]{0,15}$/.test(text)) return settled(Number(text.replace(/[, ]/g, '')), [], null)
  const parts = text.split(';').map((part) => part.trim()).filter(Boolean).map((part) => {
    const cut = part.lastIndexOf(':'), size = /^(\d{1,9}) ?(?:例|人|名|cases?|patients?|participants?)?$/i.exec(part.slice(cut + 1).trim())
    return cut > 0 && size ? { name: part.slice(0, cut).trim(), size: Number(size[1]) } : null
  })
  if (parts.length === 0 || parts.includes(null)) return none('unreadable')
  const known = parts.flatMap((part) => part ?? [])
  const perGroup = known.some((part) => /\b(?:two|three|four|each|both|per)\b|每组|各组/i.test(part.name))
  return settled(known.reduce((sum, part) => sum + part.size, 0), known, perGroup ? 'ambiguous' : known.length > 1 ? 'summed' : null)
}
