// From an office's file to a PDF/A-2b: read, fill, set. Runs in the child process of render.ts and nowhere else.
import { readFileSync } from 'node:fs'
import { encode } from 'uqr'
import { openTypst } from './typst.ts'
import { certifiedCopy, type CopyAsked } from '../documents/copy.ts'
import { modelOf } from './docx.ts'
import { failing, fault, LetterFault, type Fault } from './fault.ts'
import { braceFaults, filled, placeholderFaults, type Said } from './fill.ts'
import { fontFolder } from './fonts.ts'
import { footWords } from './labels.ts'
import type { Block, Model } from './model.ts'
import { unpacked } from './package.ts'

export interface Given { readonly qr: string; readonly at: string; readonly mark?: string; readonly number?: string }
export interface Rendered { readonly pdf: Uint8Array; readonly pages: number }
export const mostPages = 300
const program = readFileSync(new URL('./letter.typ', import.meta.url), 'utf8')

const copySheet = readFileSync(new URL('../documents/copy.typ', import.meta.url), 'utf8')

/** A QR code as SVG: four modules of quiet around it, drawn in one path. */
export function qrPicture(text: string): string {
  const { size, data } = encode(text, { ecc: 'M', border: 0 })
  const path = Array.from({ length: size * size }, (_, i) => data[Math.floor(i / size)]![i % size] ? `M${i % size + 4} ${Math.floor(i / size) + 4}h1v1h-1z` : '').join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><path d="${path}"/></svg>`
}
/** All words of a model in order, each paragraph one line. */
function textOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((b) => b.k === 'p' ? [(b.label?.text ?? '') + b.pieces.map((p) => p.k === 'text' ? p.text : p.k === 'tab' ? ' ' : '').join('')] : b.k === 't' ? b.cells.flatMap((c) => textOf(c.blocks)) : [])
}
const wholeText = (m: Model, foot: readonly string[]) => [...m.sections.flatMap((s) => [s.blocks, s.header, s.footer, s.firstHeader, s.firstFooter].flatMap(textOf)), ...foot]

export interface Setter {
  letter(template: Uint8Array, facts: Said, given: Given): Promise<Rendered>
  check(template: Uint8Array, known: readonly string[]): Promise<readonly Fault[]>
  docx(file: Uint8Array, at: string): Promise<Rendered>
  copy(asked: CopyAsked): Promise<Rendered>
}
/** A setter with its fonts under `cache`; `system: false` sets as on a machine with no fonts of its own. */
export async function openSetter(cache: string, { system = true } = {}): Promise<Setter> {
  const fonts = await fontFolder(cache), compiler = openTypst({ workspace: fonts, fontArgs: [{ fontPaths: [fonts] }] })
  function set(model: Model, given: { readonly qr?: string; readonly at: string; readonly mark?: string; readonly number?: string }): Rendered {
    const time = new Date(given.at), title = given.number ?? ''
    const foot = { qr: given.qr === undefined ? null : qrPicture(given.qr), link: given.qr ?? '', number: given.number ? footWords.number + given.number : '', hint: footWords.hint, mark: given.mark ?? null, page: footWords.page }
    const data = { sections: model.sections, foot, title, system, at: [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()] }
    for (const p of model.pictures) compiler.mapShadow(`${fonts}/${p.path}`, p.bytes)
    try {
      const input = { mainFileContent: program, inputs: { data: JSON.stringify(data) } }, result = compiler.compile(input), document = result.result
      if (!document) { const e = result.takeDiagnostics(); throw new Error(JSON.stringify(e?.shortDiagnostics).slice(0, 2_000)) }
      if (document.numOfPages > mostPages) throw failing('too-long', { limit: mostPages })
      return { pdf: compiler.pdf(document, { pdfStandard: 'a-2b' }), pages: document.numOfPages }
    } catch (e) {
      const missing = [...new Set([...String((e as Error).message).matchAll(/the text `\\?"(.*?)\\?"` could not be displayed/g)].map(([, m]) => m!.replace(/\\+u\{([0-9a-f]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))))]
      if (missing.length === 0) throw e
      const text = wholeText(model, [foot.number, foot.mark ?? ''])
      throw new LetterFault(missing.map((char) => { const at = text.find((t) => t.includes(char)) ?? '', i = at.indexOf(char); return fault('missing-glyph', { char, where: at.slice(Math.max(0, i - 12), i + 14) }) }))
    } finally { compiler.resetShadow(); compiler.evictCache(2) }
  }
  return {
    letter: async (template, facts, given) => {
      const model = modelOf(await unpacked(await filled(await unpacked(template), facts)))
      if (model.left.length > 0) throw new LetterFault(model.left.map((code) => fault(code)))
      return set(model, given)
    },
    check: async (template, known) => {
      try {
        const parts = await unpacked(template), model = modelOf(parts), faults = [...braceFaults(wholeText(model, [])), ...await placeholderFaults(parts, known), ...model.left.map((code) => fault(code))]
        if (faults.length === 0) set(model, { at: '2026-01-01T00:00:00Z' })
        return faults
      } catch (e) { if (e instanceof LetterFault) return e.reasons; throw e }
    },
    docx: async (file, at) => set(modelOf(await unpacked(file)), { at }),
    copy: (asked) => certifiedCopy(asked, (data) => {
      const { result } = compiler.compile({ mainFileContent: copySheet, inputs: { data: JSON.stringify(data) } })
      if (!result) throw new Error('the copy could not be set')
      try { return compiler.pdf(result, { creationTimestamp: Math.floor(Date.parse(asked.at) / 1000) }) } finally { compiler.evictCache(10) }
    }),
  }
}
