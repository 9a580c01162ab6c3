// Makes the pages of a certified copy. Runs in the setting process (letters/child.ts): the original is somebody's file.
import { degrees, PDFDocument, type PDFPage } from '@cantoo/pdf-lib'

/** What a copy says, already in words: cover title, its sentence, rows, notes, and the strip on every page with {n} and {of}. */
export interface CopyWords { readonly title: string; readonly says: string; readonly rows: readonly (readonly [string, string])[]; readonly notes: readonly string[]; readonly strip: string }
export interface CopyAsked { readonly file: Uint8Array; readonly type: string; readonly words: CopyWords; readonly at: string }

const a4 = [595.28, 841.89] as const
/** The original as pages: a PDF as it is, a picture fitted on A4. */
async function original(file: Uint8Array, type: string): Promise<PDFDocument> {
  if (type === 'application/pdf') return PDFDocument.load(file, { updateMetadata: false })
  const doc = await PDFDocument.create({ updateMetadata: false }), picture = type === 'image/png' ? await doc.embedPng(file) : await doc.embedJpg(file), fit = picture.scaleToFit(a4[0] - 72, a4[1] - 96)
  doc.addPage([a4[0], a4[1]]).drawImage(picture, { x: (a4[0] - fit.width) / 2, y: (a4[1] - fit.height) / 2, width: fit.width, height: fit.height })
  return doc
}
const turned = (page: PDFPage): number => ((page.getRotation().angle % 360) + 360) % 360
/** Cover and strips by `set` (widths in points → a PDF of cover and strips), laid over the original; nothing of the original is taken away. */
export async function certifiedCopy({ file, type, words, at }: CopyAsked, set: (data: CopyWords & { readonly widths: readonly number[] }) => Uint8Array): Promise<{ pdf: Uint8Array; pages: number }> {
  const doc = await original(file, type), pages = doc.getPages()
  const sheet = set({ ...words, widths: pages.map((p) => { const box = p.getCropBox(); return Math.round(turned(p) % 180 === 0 ? box.width : box.height) }) })
  const over = await doc.embedPdf(sheet, [...pages.keys(), pages.length])
  for (const [i, page] of pages.entries()) {
    const box = page.getCropBox(), angle = turned(page)
    const [x, y] = angle === 90 ? [box.width - 4, 0] as const : angle === 180 ? [box.width, box.height - 4] as const : angle === 270 ? [4, box.height] as const : [0, 4] as const
    page.drawPage(over[i + 1]!, { x: box.x + x, y: box.y + y, rotate: degrees(angle) })
  }
  doc.insertPage(0, [a4[0], a4[1]]).drawPage(over[0]!)
  const time = new Date(at)
  doc.setTitle(words.title); doc.setModificationDate(time); doc.setProducer('Linyan'); if (type !== 'application/pdf') doc.setCreationDate(time)
  return { pdf: await doc.save({ useObjectStreams: true, addDefaultPage: false }), pages: pages.length }
}
