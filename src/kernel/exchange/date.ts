const months: Record<string, number> = { jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12 }
const month = (name: string | undefined) => months[(name ?? '').slice(0, 3).toLowerCase()] ?? 0

export interface DateRead { readonly on: string | null; readonly why: 'missing' | 'partial' | 'unreadable' | null }

const real = (year: number, mon: number, day: number): DateRead => {
  const at = new Date(Date.UTC(year, mon - 1, day))
  const exists = year >= 1950 && year <= 2100 && at.getUTCMonth() === mon - 1 && at.getUTCDate() === day
  return exists ? { on: at.toISOString().slice(0, 10), why: null } : { on: null, why: 'unreadable' }
}

/**
 * A date as people and exports write it → YYYY-MM-DD. With two numbers first it is day/month, unless only month/day exists.
 * A month without a day is 'partial': no day is invented.
 */
export const readDate = (text: string): DateRead => {
  const value = text.normalize('NFKC').trim().replace(/[T ]\d{1,2}:\d{2}.*$/, '')
  if (!value || /^(?:not available|n\/?a|无|-)$/i.test(value)) return { on: null, why: 'missing' }
  let m = /^(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?$/.exec(value) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(value)
  if (m) return real(Number(m[1]), Number(m[2]), Number(m[3]))
  m = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(value)
  if (m) return Number(m[2]) > 12 ? real(Number(m[3]), Number(m[1]), Number(m[2])) : real(Number(m[3]), Number(m[2]), Number(m[1]))
  m = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/.exec(value)
  if (m) return real(Number(m[3]), month(m[1]), Number(m[2]))
  m = /^(\d{1,2})[ -]([A-Za-z]{3,9})[ ,-]{1,2}(\d{4})$/.exec(value)
  if (m) return real(Number(m[3]), month(m[2]), Number(m[1]))
  const partial = /^(?:[A-Za-z]{3,9} \d{4}|\d{4}[-/年]\d{1,2}月?|\d{4}年?)$/.test(value)
  return { on: null, why: partial ? 'partial' : 'unreadable' }
}
