// How Word says what a paragraph and a run look like: defaults, styles built on styles, the element itself; the last word wins.
import type { Face, Rule } from './model.ts'
import { all, child, count, on, size, val, type Element } from './xml.ts'

export interface RunStyle { size?: number; face?: Face; bold?: boolean; italic?: boolean; under?: boolean; strike?: boolean; colour?: string; raise?: 'super' | 'sub' | 'none'; track?: number; hidden?: boolean; caps?: boolean }
export interface ParagraphStyle {
  align?: string; left?: number; right?: number; first?: number; hang?: number; leftChars?: number; firstChars?: number
  before?: number; after?: number; line?: number; lineRule?: string; beforeLines?: number; afterLines?: number
  keep?: boolean; whole?: boolean; breakBefore?: boolean; snap?: boolean; num?: string; level?: number; heading?: boolean; above?: Element; below?: Element
  tabs?: readonly { readonly kind: string; readonly at: number; readonly leader?: string }[]
}
const defined = <T extends object>(o: T): T => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as T

/** A line of a border in points; undefined where there is none. */
export const ruleOf = (e: Element | undefined): Rule | undefined => !e || /^(nil|none)$/.test(e.at['w:val'] ?? 'nil') ? undefined : { w: (e.at['w:val'] === 'double' ? 2 : 1) * (size(e.at['w:sz'], 8) ?? 0.5), c: /^[0-9a-f]{6}$/i.test(e.at['w:color'] ?? '') ? e.at['w:color']! : '000000', ...(/dash|dot/i.test(e.at['w:val'] ?? '') && { dash: true as const }) }

const faces: readonly (readonly [RegExp, Face])[] = [[/小标宋|XiaoBiaoSong/i, 'title'], [/仿宋|FangSong/i, 'fang'], [/楷|Kai/i, 'kai'], [/黑|Hei|Gothic|Arial|Helvetica|Calibri|等线|DengXian|微软|YaHei|Sans|圆/i, 'hei']]
/** The class of a font by its name; what is not known is 宋体. */
export const faceOf = (name: string): Face => faces.find(([r]) => r.test(name))?.[1] ?? 'song'

export function runStyle(e: Element | undefined): RunStyle {
  if (!e) return {}
  const fonts = child(e, 'w:rFonts')?.at, name = fonts?.['w:eastAsia'] ?? fonts?.['w:ascii'], u = val(e, 'w:u'), colour = val(e, 'w:color'), raise = val(e, 'w:vertAlign')
  return defined<RunStyle>({
    ...((s) => s === undefined ? {} : { size: s })(size(val(e, 'w:sz'), 2)), ...(name !== undefined && { face: faceOf(name) }),
    ...((v) => v === undefined ? {} : { bold: v })(on(e, 'w:b')), ...((v) => v === undefined ? {} : { italic: v })(on(e, 'w:i')), ...(u !== undefined && { under: u !== 'none' }),
    ...((v) => v === undefined ? {} : { strike: v })(on(e, 'w:strike') ?? on(e, 'w:dstrike')), ...(colour !== undefined && { colour: /^[0-9a-f]{6}$/i.test(colour) ? colour : '000000' }),
    ...(raise !== undefined && { raise: raise === 'superscript' ? 'super' as const : raise === 'subscript' ? 'sub' as const : 'none' as const }), ...((v) => v === undefined ? {} : { track: v })(size(val(e, 'w:spacing'))),
    ...((v) => v === undefined ? {} : { hidden: v })(on(e, 'w:vanish')), ...((v) => v === undefined ? {} : { caps: v })(on(e, 'w:caps')),
  })
}
export function paragraphStyle(e: Element | undefined): ParagraphStyle {
  if (!e) return {}
  const ind = child(e, 'w:ind')?.at ?? {}, gap = child(e, 'w:spacing')?.at ?? {}, num = child(e, 'w:numPr'), outline = size(val(e, 'w:outlineLvl'), 1), tabs = child(e, 'w:tabs')
  return defined({
    align: val(e, 'w:jc'), left: size(ind['w:left'] ?? ind['w:start']), right: size(ind['w:right'] ?? ind['w:end']),
    ...('w:hanging' in ind ? { first: 0, hang: size(ind['w:hanging']) } : 'w:firstLine' in ind ? { first: size(ind['w:firstLine']), hang: 0 } : {}),
    firstChars: size(ind['w:firstLineChars'], 100), leftChars: size(ind['w:leftChars'], 100),
    before: size(gap['w:before']), after: size(gap['w:after']), line: size(gap['w:line'], 1), lineRule: gap['w:line'] === undefined ? undefined : gap['w:lineRule'] ?? 'auto', beforeLines: size(gap['w:beforeLines'], 100), afterLines: size(gap['w:afterLines'], 100),
    keep: on(e, 'w:keepNext'), whole: on(e, 'w:keepLines'), breakBefore: on(e, 'w:pageBreakBefore'), snap: on(e, 'w:snapToGrid'), heading: outline === undefined ? undefined : outline < 9,
    num: val(num, 'w:numId'), level: val(num, 'w:ilvl') === undefined ? undefined : count(val(num, 'w:ilvl'), 0, 8), above: child(e, 'w:pBdr', 'w:top'), below: child(e, 'w:pBdr', 'w:bottom'),
    tabs: tabs && all(tabs, 'w:tab').filter((t) => t.at['w:val'] !== 'clear').map((t) => ({ kind: t.at['w:val'] ?? 'left', at: size(t.at['w:pos']) ?? 0, ...(t.at['w:leader'] && { leader: t.at['w:leader'] }) })).sort((a, b) => a.at - b.at),
  }) as ParagraphStyle
}
export interface Styled { readonly run: RunStyle; readonly paragraph: ParagraphStyle; readonly table?: Element; readonly cell?: Element }
export interface Styles { readonly base: Styled; readonly of: (id: string | undefined, type: 'paragraph' | 'character' | 'table') => Styled }
/** The styles of a file; a circle of styles ends where it closes. */
export function stylesOf(root: Element | undefined): Styles {
  const list = all(root, 'w:style'), byId = new Map(list.map((s) => [s.at['w:styleId'], s])), defaults = child(root, 'w:docDefaults')
  const base = { run: { size: 10.5, face: 'song' as const, ...runStyle(child(defaults, 'w:rPrDefault', 'w:rPr')) }, paragraph: paragraphStyle(child(defaults, 'w:pPrDefault', 'w:pPr')) }
  const chain = (id: string | undefined, seen: readonly string[] = []): Element[] => { const s = id === undefined || seen.includes(id) ? undefined : byId.get(id); return s ? [...chain(val(s, 'w:basedOn'), [...seen, id!]), s] : [] }
  const made = new Map<string, Styled>()
  return {
    base,
    of: (id, type) => {
      const key = `${type}:${id ?? ''}`, known = made.get(key)
      if (known) return known
      const steps = chain(id ?? list.find((s) => s.at['w:type'] === type && s.at['w:default'] === '1')?.at['w:styleId'])
      const heading = steps.some((s) => /^heading|^title/i.test(val(s, 'w:name') ?? ''))
      const table = steps.findLast((s) => child(s, 'w:tblPr')), cell = steps.findLast((s) => child(s, 'w:tcPr'))
      const one: Styled = { run: Object.assign({}, ...steps.map((s) => runStyle(child(s, 'w:rPr')))), paragraph: Object.assign({}, ...steps.map((s) => paragraphStyle(child(s, 'w:pPr'))), heading ? { heading } : {}), ...(table && { table: child(table, 'w:tblPr')! }), ...(cell && { cell: child(cell, 'w:tcPr')! }) }
      made.set(key, one)
      return one
    },
  }
}
