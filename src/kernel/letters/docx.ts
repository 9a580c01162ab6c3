// A DOCX read for setting: its sections, paragraphs, tables and pictures as plain data. What is not understood is named, never dropped in silence.
import { posix } from 'node:path'
import { failing } from './fault.ts'
import { imageSize } from './image.ts'
import type { Block, Look, Model, Paragraph, Picture, Piece, Section, Sheet } from './model.ts'
import { numbering, type Numbered } from './numbers.ts'
import type { Package } from './package.ts'
import { paragraphStyle, ruleOf, runStyle, stylesOf, type ParagraphStyle, type RunStyle, type Styles } from './styles.ts'
import { tableOf } from './table.ts'
import { all, child, deep, size, tree, val, type Element } from './xml.ts'

/** What reading a part needs to know of the file around it. */
export interface Reading {
  readonly styles: Styles
  readonly number: (num: string, level: number) => Numbered | undefined
  /** relationship id → part name */
  readonly targets: ReadonlyMap<string, string>
  readonly parts: Package
  readonly pictures: Map<string, Picture>
  readonly left: Set<string>
  /** pitch of the page's line grid in points */
  grid?: number
}
export interface Around { readonly run?: RunStyle; readonly paragraph?: ParagraphStyle; readonly depth: number }

const lookOf = (s: RunStyle): Look => ({
  size: s.size ?? 10.5, face: s.face ?? 'song', ...(s.bold && { bold: true as const }), ...(s.italic && { italic: true as const }), ...(s.under && { under: true as const }), ...(s.strike && { strike: true as const }),
  ...(s.colour && s.colour !== '000000' && { colour: s.colour }), ...((s.raise === 'super' || s.raise === 'sub') && { raise: s.raise }), ...(s.track && { track: s.track }),
})
// the private signs Word takes from Wingdings and Symbol for boxes, ticks and dots
const signs: Readonly<Record<string, string>> = { 'A8': '□', '6F': '□', '71': '□', 'A3': '□', 'FE': '☑', '52': '☑', 'FD': '☒', '54': '☒', 'FC': '✓', '50': '✓', '6C': '●', 'B7': '•', 'A7': '■', '6E': '■', 'D8': '→' }
const wraps = new Set(['w:hyperlink', 'w:ins', 'w:smartTag', 'w:sdt', 'w:sdtContent', 'w:moveTo', 'w:fldSimple', 'w:customXml', 'w:dir', 'w:bdo'])
const skips = new Set(['w:rPr', 'w:pPr', 'w:del', 'w:moveFrom', 'w:proofErr', 'w:bookmarkStart', 'w:bookmarkEnd', 'w:sdtPr', 'w:sdtEndPr', 'w:commentRangeStart', 'w:commentRangeEnd', 'w:commentReference', 'w:lastRenderedPageBreak', 'w:permStart', 'w:permEnd', 'w:fldData', 'w:instrText', 'w:softHyphen', 'w:annotationRef', 'w:rubyPr'])

/** A paragraph's pieces in order; 'page' where Word breaks the page inside it. */
function piecesOf(p: Element, from: Reading, base: RunStyle, tabs: ParagraphStyle['tabs'], boxes: Element[]): (Piece | 'page')[] {
  const out: (Piece | 'page')[] = [], fields: { code: string; result: boolean }[] = []
  let stop = 0
  const field = (code: string, look: Look) => { const name = /^\s*(NUMPAGES|SECTIONPAGES|PAGE)\b/i.exec(code)?.[1]?.toUpperCase(); if (name) out.push({ k: 'field', field: name === 'PAGE' ? 'page' : 'pages', ...look }); return Boolean(name) }
  const run = (r: Element) => {
    const own = child(r, 'w:rPr'), style = { ...base, ...from.styles.of(val(own, 'w:rStyle'), 'character').run, ...runStyle(own) }, look = lookOf(style)
    const hidden = style.hidden || fields.some((f) => f.result && /^\s*(NUMPAGES|SECTIONPAGES|PAGE)\b/i.test(f.code))
    for (const e of r.children) {
      if (e.name === 'w:fldChar') {
        const kind = e.at['w:fldCharType']
        if (kind === 'begin') fields.push({ code: '', result: false })
        else if (kind === 'separate' && fields.length > 0) { const f = fields.at(-1)!; f.result = true; field(f.code, look) }
        else if (kind === 'end') { const f = fields.pop(); if (f && !f.result) field(f.code, look) }
      }
      else if (e.name === 'w:instrText') { if (fields.length > 0) fields.at(-1)!.code += e.text }
      else if (hidden || (fields.length > 0 && !fields.at(-1)!.result)) continue
      else if (e.name === 'w:t') out.push({ k: 'text', text: style.caps ? e.text.toUpperCase() : e.text, ...look })
      else if (e.name === 'w:tab' || e.name === 'w:ptab') { const t = tabs?.[stop++]; out.push({ k: 'tab', ...(t && !/right|center|end/.test(t.kind) && { to: t.at }), ...(!t && { to: -1 }), ...((style.under || t?.leader === 'underscore') && { fill: true as const }), ...look }) }
      else if (e.name === 'w:br' || e.name === 'w:cr') { out.push(e.at['w:type'] === 'page' ? 'page' : { k: 'br' }); stop = 0 }
      else if (e.name === 'w:noBreakHyphen') out.push({ k: 'text', text: '\u2011', ...look })
      else if (e.name === 'w:sym') out.push({ k: 'text', text: signs[(e.at['w:char'] ?? '').slice(-2).toUpperCase()] ?? String.fromCharCode(Number.parseInt(e.at['w:char'] ?? 'fffd', 16)), ...look })
      else if (e.name === 'w:drawing' || e.name === 'w:pict' || e.name === 'w:object') drawing(e)
      else if (e.name === 'mc:AlternateContent') { for (const d of child(e, 'mc:Choice')?.children ?? []) drawing(d) }
      else if (e.name === 'w:footnoteReference' || e.name === 'w:endnoteReference') from.left.add('note')
      else if (e.name === 'w:ruby') { for (const b of deep(child(e, 'w:rubyBase'), 'w:r')) run(b) }
      else if (!skips.has(e.name)) from.left.add('other')
    }
  }
  const drawing = (e: Element) => {
    const inside = deep(e, 'w:txbxContent')
    boxes.push(...inside)
    const blips = [...deep(e, 'a:blip').map((b) => b.at['r:embed']), ...deep(e, 'v:imagedata').map((b) => b.at['r:id'])], extent = deep(e, 'wp:extent')[0]?.at, shape = deep(e, 'v:shape')[0]?.at['style'] ?? ''
    const css = (name: string) => size(new RegExp(`(?:^|;)${name}:([\\d.]+)pt`).exec(shape)?.[1], 1)
    for (const id of blips) {
      const path = id === undefined ? undefined : from.targets.get(id), bytes = path === undefined ? undefined : from.parts.get(path)
      if (path === undefined || !bytes) { from.left.add('picture'); continue }
      const kind = imageSize(bytes)
      if (!kind) { from.left.add('picture'); continue }
      from.pictures.set(path, { path, bytes })
      out.push({ k: 'image', path, w: size(extent?.['cx'], 12700) ?? css('width') ?? kind.w * 0.75, h: size(extent?.['cy'], 12700) ?? css('height') ?? kind.h * 0.75, alt: deep(e, 'wp:docPr')[0]?.at['descr'] ?? '' })
    }
    if (inside.length === 0 && blips.length === 0 && (e.name === 'w:object' || deep(e, 'c:chart').length > 0 || deep(e, 'dgm:relIds').length > 0)) from.left.add('object')
  }
  const walk = (e: Element) => {
    for (const c of e.children) {
      if (c.name === 'w:r') run(c)
      else if (c.name === 'w:fldSimple' && field(c.at['w:instr'] ?? '', lookOf(base))) continue
      else if (wraps.has(c.name)) walk(c)
      else if (c.name === 'm:oMath' || c.name === 'm:oMathPara') from.left.add('formula')
      else if (!skips.has(c.name)) from.left.add('other')
    }
  }
  walk(p)
  return out
}

/** A paragraph: what stands before a page break inside it, the break, what stands after. */
function paragraphOf(p: Element, from: Reading, around: Around): Block[] {
  const own = child(p, 'w:pPr'), named = from.styles.of(val(own, 'w:pStyle'), 'paragraph'), direct = paragraphStyle(own)
  const numId = direct.num ?? named.paragraph.num, level = direct.level ?? named.paragraph.level ?? 0, numbered = numId === undefined ? undefined : from.number(numId, level)
  const base: RunStyle = { ...from.styles.base.run, ...around.run, ...named.run }, s: ParagraphStyle = { ...from.styles.base.paragraph, ...around.paragraph, ...named.paragraph, ...numbered?.paragraph, ...direct }
  const boxes: Element[] = [], pieces = piecesOf(p, from, base, s.tabs, boxes), mark = { ...base, ...runStyle(child(own, 'w:rPr')) }
  const sizes = pieces.flatMap((x) => x !== 'page' && 'size' in x ? [x.size] : []), em = Math.max(...(sizes.length > 0 ? sizes : [mark.size ?? 10.5])), line = s.line ?? 240, grid = s.snap === false ? undefined : from.grid
  const single = grid && grid > 0 ? Math.ceil((em * 1.2) / grid) * grid : em * 1.3
  const pitch = s.lineRule === 'exact' ? line / 20 : s.lineRule === 'atLeast' ? Math.max(line / 20, single) : single * line / 240
  const empty = pieces.length === 0 && pitch < em, lines = (n: number | undefined, pt: number | undefined) => n === undefined ? pt ?? 0 : n * (grid ?? 12)
  const first = s.firstChars ? s.firstChars * em : s.first ?? 0, left = s.leftChars ? s.leftChars * em : s.left ?? 0
  const one: Omit<Paragraph, 'pieces'> = {
    k: 'p', align: s.align === 'center' ? 'center' : /^(right|end)$/.test(s.align ?? '') ? 'right' : /^(left|start)$/.test(s.align ?? '') ? 'left' : 'justify', size: empty ? pitch : em, leading: empty ? 0 : pitch - em,
    before: lines(s.beforeLines, s.before), after: lines(s.afterLines, s.after), left, right: s.right ?? 0, first, hang: s.hang ?? 0,
    ...((s.keep || s.heading) && { keep: true as const }), ...(s.whole && { whole: true as const }), ...((r) => r && { above: r })(ruleOf(s.above)), ...((r) => r && { below: r })(ruleOf(s.below)),
    ...(numbered && { label: { text: numbered.text, ...lookOf({ ...base, ...numbered.run, ...(numbered.run.size === undefined && { size: em }) }) } }),
  }
  const out: Block[] = s.breakBefore && around.depth === 0 ? [{ k: 'break' }] : []
  let part: Piece[] = []
  for (const x of pieces) { if (x !== 'page') { part.push(x); continue } if (part.length > 0) out.push({ ...one, pieces: part }); if (around.depth === 0) out.push({ k: 'break' }); part = [] }
  if (part.length > 0 || !pieces.includes('page')) out.push({ ...one, pieces: part })
  for (const box of boxes) { from.left.add('box'); out.push(...blocksOf(box, from, { ...around, depth: around.depth + 1 })) }
  return out
}
/** The blocks of a body, a cell, a header: nested content controls and accepted insertions are opened. */
export function blocksOf(e: Element, from: Reading, around: Around): Block[] {
  if (around.depth > 6) throw failing('too-deep')
  return e.children.flatMap((c): Block[] => {
    if (c.name === 'w:p') return paragraphOf(c, from, around)
    if (c.name === 'w:tbl') return [tableOf(c, from, around, blocksOf)]
    if (wraps.has(c.name)) return blocksOf(c, from, around)
    if (c.name === 'w:altChunk') from.left.add('other')
    return []
  })
}

const relations = (parts: Package, part: string): Map<string, { type: string; target: string }> => {
  const file = parts.get(posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`))
  return new Map(!file ? [] : all(tree(file.toString().replace(/^\ufeff/, '')), 'Relationship').map((r) => [r.at['Id'] ?? '', { type: (r.at['Type'] ?? '').split('/').at(-1)!, target: r.at['TargetMode'] === 'External' ? '' : (r.at['Target'] ?? '').startsWith('/') ? r.at['Target']!.slice(1) : posix.join(posix.dirname(part), r.at['Target'] ?? '') }]))
}
function sheetOf(e: Element | undefined): Sheet {
  const paper = child(e, 'w:pgSz')?.at ?? {}, edge = child(e, 'w:pgMar')?.at ?? {}, within = (v: number | undefined, least: number, most: number, otherwise: number) => Math.min(Math.max(Math.abs(v ?? otherwise), least), most)
  const w = within(size(paper['w:w']), 200, 2400, 595.3), h = within(size(paper['w:h']), 200, 2400, 841.9)
  return { w, h, top: within(size(edge['w:top']), 20, h / 3, 72), right: within(size(edge['w:right']), 20, w / 3, 72), bottom: within(size(edge['w:bottom']), 20, h / 3, 72), left: within(size(edge['w:left']), 20, w / 3, 72), header: within(size(edge['w:header']), 10, h / 4, 36), ...(child(e, 'w:titlePg') && { titled: true as const }) }
}
/** Reads a package into what is set. */
export function modelOf(parts: Package): Model {
  const text = (name: string) => { const b = parts.get(name); return b && tree(b.toString().replace(/^\ufeff/, '')) }
  const main = [...relations(parts, '').values()].find((r) => r.type === 'officeDocument')?.target ?? 'word/document.xml', body = child(text(main), 'w:body')
  if (!body) throw failing('not-docx')
  const rels = relations(parts, main), byType = (type: string) => [...rels.values()].find((r) => r.type === type)?.target ?? ''
  const targets = (m: ReturnType<typeof relations>) => new Map([...m].map(([id, r]) => [id, r.target]))
  const from: Reading = { styles: stylesOf(text(byType('styles'))), number: numbering(text(byType('numbering'))), targets: targets(rels), parts, pictures: new Map(), left: new Set() }
  const side = (ref: Element | undefined): Block[] => {
    const name = ref && rels.get(ref.at['r:id'] ?? '')?.target, root = name ? text(name) : undefined
    return root ? blocksOf(root, { ...from, targets: targets(relations(parts, name!)) }, { depth: 1 }).filter((b) => b.k !== 'p' || b.pieces.length > 0) : []
  }
  const sections: Section[] = []
  let group: Element[] = [], last: Pick<Section, 'header' | 'footer' | 'firstHeader' | 'firstFooter'> = { header: [], footer: [], firstHeader: [], firstFooter: [] }
  const end = (e: Element | undefined) => {
    const pitch = size(child(e, 'w:docGrid')?.at['w:linePitch'])
    from.grid = pitch && /lines/i.test(child(e, 'w:docGrid')?.at['w:type'] ?? '') ? pitch : 0
    const ref = (kind: string, type: string) => all(e, `w:${kind}Reference`).find((r) => (r.at['w:type'] ?? 'default') === type)
    const kept = (kind: 'header' | 'footer', type: string, before: readonly Block[]) => { const r = ref(kind, type); return r ? side(r) : before }
    last = { header: kept('header', 'default', last.header), footer: kept('footer', 'default', last.footer), firstHeader: kept('header', 'first', last.firstHeader), firstFooter: kept('footer', 'first', last.firstFooter) }
    const blocks = blocksOf({ ...body, children: group }, from, { depth: 0 }), before = sections.at(-1), sheet = sheetOf(e)
    if (before && val(e, 'w:type') === 'continuous' && before.sheet.w === sheet.w && before.sheet.h === sheet.h) sections[sections.length - 1] = { ...before, blocks: [...before.blocks, ...blocks] }
    else sections.push({ sheet, blocks, ...last })
    group = []
  }
  for (const e of body.children) {
    if (e.name === 'w:sectPr') { end(e); continue }
    group.push(e)
    const inner = e.name === 'w:p' ? child(e, 'w:pPr', 'w:sectPr') : undefined
    if (inner) end(inner)
  }
  if (group.length > 0 || sections.length === 0) end(undefined)
  return { sections, pictures: [...from.pictures.values()], left: [...from.left] }
}
