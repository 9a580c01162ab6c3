/** A numbering pattern: `{n}` or `{n:4}` is the running number padded to that width, `{year}` the year it is drawn up in; without `{year}` the numbers run on over the years. */
const running = /\{n(?::([1-8]))?\}/g

/** What is wrong with a pattern, as a code; undefined when it can be used. */
export function patternFault(pattern: string): 'no-number' | 'two-numbers' | 'unknown-part' | 'blank' | undefined {
  if (pattern.trim() !== pattern || /\s{2}|\p{Cc}/u.test(pattern)) return 'blank'
  const numbers = pattern.match(running)?.length ?? 0
  if (numbers === 0) return 'no-number'
  if (numbers > 1) return 'two-numbers'
  return /[{}]/.test(pattern.replace(running, '').replaceAll('{year}', '')) ? 'unknown-part' : undefined
}
/** The counter a pattern draws from: one a year, or one for ever. */
export const counterYear = (pattern: string, day: string): number => (pattern.includes('{year}') ? Number(day.slice(0, 4)) : 0)
/** The number as it is printed. */
export const numberOf = (pattern: string, day: string, n: number): string => pattern.replaceAll('{year}', day.slice(0, 4)).replace(running, (_, width?: string) => String(n).padStart(Number(width ?? 1), '0'))
