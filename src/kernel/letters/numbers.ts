import { paragraphStyle, runStyle, type ParagraphStyle, type RunStyle } from './styles.ts'
import { all, child, count as counted, val, type Element } from './xml.ts'
import { listSigns } from './labels.ts'

const roman = (n: number): string => [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']].reduce((out, [v, s]) => { while (n >= Number(v)) { out += s; n -= Number(v) } return out }, '')
const letter = (n: number): string => String.fromCharCode(97 + (n - 1) % 26).repeat(Math.ceil(n / 26))
/** 1 → 一, 12 → 十二, 105 → 一百零五; from 1000 on in digits. */
export function chineseNumber(n: number): string {
  const d = [...listSigns.digits]
  if (n < 0 || n >= 1000) return String(n)
  if (n < 10) return d[n]!
  if (n < 100) return `${n < 20 ? '' : d[Math.floor(n / 10)]!}${listSigns.ten}${n % 10 ? d[n % 10]! : ''}`
  return `${d[Math.floor(n / 100)]!}${listSigns.hundred}${n % 100 === 0 ? '' : n % 100 < 10 ? d[0]! + d[n % 10]! : d[Math.floor(n / 10) % 10]! + listSigns.ten + (n % 10 ? d[n % 10]! : '')}`
}
function written(n: number, format: string): string {
  switch (format) {
    case 'none': return ''
    case 'lowerLetter': return letter(n)
    case 'upperLetter': return letter(n).toUpperCase()
    case 'lowerRoman': return roman(n)
    case 'upperRoman': return roman(n).toUpperCase()
    case 'decimalZero': return String(n).padStart(2, '0')
    case 'decimalEnclosedCircle': case 'decimalEnclosedCircleChinese': return n <= 20 ? String.fromCharCode(0x245f + n) : String(n)
    default: return /chinese|japanese|taiwanese|ideograph|korean/i.test(format) ? chineseNumber(n) : String(n)
  }
}
export interface Numbered { readonly text: string; readonly run: RunStyle; readonly paragraph: ParagraphStyle }
/** Counts the numbered paragraphs of a file in their order. */
export function numbering(root: Element | undefined): (num: string, level: number) => Numbered | undefined {
  const abstracts = new Map(all(root, 'w:abstractNum').map((a) => [a.at['w:abstractNumId'], a])), counts = new Map<string, number[]>()
  const nums = new Map(all(root, 'w:num').map((n) => [n.at['w:numId'], n]))
  return (num, level) => {
    const one = nums.get(num), id = val(one, 'w:abstractNumId'), abstract = id === undefined ? undefined : abstracts.get(id)
    if (!abstract || num === '0') return undefined
    const override = (n: number) => all(one, 'w:lvlOverride').find((o) => o.at['w:ilvl'] === String(n))
    const of = (n: number) => child(override(n), 'w:lvl') ?? all(abstract, 'w:lvl').find((l) => l.at['w:ilvl'] === String(n))
    const own = all(one, 'w:lvlOverride').some((o) => child(o, 'w:startOverride')) ? `n${num}` : `a${id!}`, count = counts.get(own) ?? []
    const start = (n: number) => counted(val(override(n), 'w:startOverride') ?? val(of(n), 'w:start'), 0, 32_767, 1)
    count[level] = count[level] === undefined ? start(level) : count[level] + 1
    count.length = level + 1
    counts.set(own, count)
    const it = of(level), format = val(it, 'w:numFmt') ?? 'decimal', pattern = val(it, 'w:lvlText') ?? ''
    const text = format === 'bullet' ? [...pattern].map((c) => /[\uE000-\uF8FF]/.test(c) ? '•' : c).join('') : pattern.replace(/%(\d)/g, (_, d: string) => { const n = Number(d) - 1; return written(count[n] ?? start(n), val(of(n), 'w:numFmt') ?? 'decimal') })
    return { text: val(it, 'w:suff') === 'space' ? `${text} ` : text, run: runStyle(child(it, 'w:rPr')), paragraph: paragraphStyle(child(it, 'w:pPr')) }
  }
}
