// A Word table as a grid: where each cell stands, how far it reaches, what surrounds it.
import type { Around, Reading } from './docx.ts'
import type { Block, Cell, Rule, Table } from './model.ts'
import { ruleOf } from './styles.ts'
import { all, child, count, on, size, val, type Element } from './xml.ts'

type Sides = Readonly<Record<'top' | 'right' | 'bottom' | 'left', number>>
interface Spot { readonly e: Element; readonly x: number; readonly y: number; readonly cols: number; readonly merge: 'start' | 'go' | undefined }
const rowsOf = (e: Element): Element[] => e.children.flatMap((c) => c.name === 'w:tr' ? [c] : ['w:sdt', 'w:sdtContent', 'w:ins', 'w:customXml'].includes(c.name) ? rowsOf(c) : [])
const cellsOf = (e: Element): Element[] => e.children.flatMap((c) => c.name === 'w:tc' ? [c] : ['w:sdt', 'w:sdtContent', 'w:ins', 'w:customXml'].includes(c.name) ? cellsOf(c) : [])
const margins = (e: Element | undefined, otherwise: Sides): Sides => {
  const of = (...names: string[]) => names.map((n) => child(e, n)).find((m) => m)?.at['w:w']
  return { top: size(of('w:top')) ?? otherwise.top, right: size(of('w:right', 'w:end')) ?? otherwise.right, bottom: size(of('w:bottom')) ?? otherwise.bottom, left: size(of('w:left', 'w:start')) ?? otherwise.left }
}
const letters = (blocks: readonly Block[]): number => blocks.reduce((n, b) => n + (b.k === 'p' ? b.pieces.reduce((m, p) => m + (p.k === 'text' ? p.text.length : 5), 0) : 1000), 0)

export function tableOf(e: Element, from: Reading, around: Around, blocksOf: (e: Element, from: Reading, around: Around) => Block[]): Table {
  const own = child(e, 'w:tblPr'), style = from.styles.of(val(own, 'w:tblStyle'), 'table'), rows = rowsOf(e)
  const inset = margins(child(own, 'w:tblCellMar'), margins(child(style.table, 'w:tblCellMar'), { top: 0, right: 5.4, bottom: 0, left: 5.4 }))
  const spots = rows.flatMap((row, y) => {
    let x = count(val(row, 'w:trPr', 'w:gridBefore'), 0, 60)
    return cellsOf(row).map((c): Spot => {
      const pr = child(c, 'w:tcPr'), cols = count(val(pr, 'w:gridSpan'), 1, 60), merged = child(pr, 'w:vMerge'), at = x
      x += cols
      return { e: c, x: at, y, cols, merge: !merged ? undefined : merged.at['w:val'] === 'restart' ? 'start' : 'go' }
    })
  })
  const width = Math.max(1, ...spots.map((s) => s.x + s.cols)), at = new Map(spots.map((s) => [`${s.y}:${s.x}`, s]))
  const grid = all(child(e, 'w:tblGrid'), 'w:gridCol').map((g) => size(g.at['w:w']) ?? 0), own1 = (x: number) => spots.map((s) => s.x === x && s.cols === 1 ? size(child(s.e, 'w:tcPr', 'w:tcW')?.at['w:w']) ?? 0 : 0).find((w) => w > 0)
  const columns = Array.from({ length: width }, (_, x) => own1(x) ?? (grid[x] || 60))
  const edges = (pr: Element | undefined) => (side: string): Rule | null | undefined => { const b = child(pr, `w:${side}`) ?? child(pr, side === 'left' ? 'w:start' : side === 'right' ? 'w:end' : ''); return b ? ruleOf(b) ?? null : undefined }
  const whole = edges(child(own, 'w:tblBorders')), styled = edges(child(style.table, 'w:tblBorders')), table = (side: string) => whole(side) ?? (whole(side) === null ? null : styled(side) ?? null)
  const cells = spots.filter((s) => s.merge !== 'go' || !at.get(`${s.y - 1}:${s.x}`)).map((s): Cell => {
    let tall = 1
    if (s.merge) while (at.get(`${s.y + tall}:${s.x}`)?.merge === 'go') tall++
    const pr = child(s.e, 'w:tcPr'), mine = edges(child(pr, 'w:tcBorders')), fill = child(pr, 'w:shd')?.at['w:fill'] ?? child(style.cell, 'w:shd')?.at['w:fill'], valign = val(pr, 'w:vAlign'), trPr = child(rows[s.y], 'w:trPr'), high = child(trPr, 'w:trHeight')
    const edge = (side: 'top' | 'right' | 'bottom' | 'left', outer: boolean) => { const m = mine(side); return m === undefined ? table(outer ? side : side === 'top' || side === 'bottom' ? 'insideH' : 'insideV') : m }
    const blocks = blocksOf(s.e, from, { run: { ...style.run }, paragraph: { ...style.paragraph }, depth: around.depth + 1 })
    return {
      x: s.x, y: s.y, cols: s.cols, rows: tall, valign: valign === 'center' ? 'horizon' : valign === 'bottom' ? 'bottom' : 'top', inset: margins(child(pr, 'w:tcMar'), inset),
      stroke: { top: edge('top', s.y === 0), bottom: edge('bottom', s.y + tall >= rows.length), left: edge('left', s.x === 0), right: edge('right', s.x + s.cols >= width) },
      ...(fill && /^[0-9a-f]{6}$/i.test(fill) && fill.toLowerCase() !== 'ffffff' && { fill }), ...(tall === 1 && high && { height: Math.min(size(high.at['w:val']) ?? 0, 600) }),
      ...((on(trPr, 'w:cantSplit') || letters(blocks) < 400) && { whole: true as const }), blocks,
    }
  })
  const marked = rows.findIndex((r) => !on(child(r, 'w:trPr'), 'w:tblHeader')), jc = val(own, 'w:jc')
  return { k: 't', align: jc === 'center' ? 'center' : jc === 'right' || jc === 'end' ? 'right' : 'left', indent: jc === undefined || jc === 'left' ? size(child(own, 'w:tblInd')?.at['w:w']) ?? 0 : 0, columns, head: marked < 0 ? 0 : marked, cells }
}
