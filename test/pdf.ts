// What a reader of a PDF gets: its text as it would be copied, what it claims to be, whether its fonts are inside.
import { decodePDFRawStream, PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, type PDFObject } from '@cantoo/pdf-lib'

const inflate = (s: PDFRawStream): string => Buffer.from(decodePDFRawStream(s).decode()).toString('latin1')
/** Glyph code → characters, from a font's ToUnicode map. */
function unicode(map: string): Map<number, string> {
  const found = new Map<number, string>(), text = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block = ''] of map.matchAll(/beginbfchar([^]*?)endbfchar/g)) for (const [, from = '', to = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) found.set(Number.parseInt(from, 16), text(to))
  for (const [, block = ''] of map.matchAll(/beginbfrange([^]*?)endbfrange/g)) for (const [, from = '', end = '', to = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) for (let i = Number.parseInt(from, 16); i <= Number.parseInt(end, 16); i++) found.set(i, text((Number.parseInt(to, 16) + i - Number.parseInt(from, 16)).toString(16).padStart(4, '0')))
  return found
}
const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 }
/** The words of a content stream: operators and names as text, strings as bytes. */
function* tokens(raw: string): Generator<string | Buffer> {
  for (let i = 0; i < raw.length;) {
    const c = raw[i]!
    if (c === '(') {
      const out: number[] = []
      let depth = 1
      for (i++; depth > 0; i++) {
        const d = raw[i]!
        if (d === '\\') {
          const octal = /^[0-7]{1,3}/.exec(raw.slice(i + 1, i + 4))?.[0]
          out.push(octal ? Number.parseInt(octal, 8) & 255 : escapes[raw[i + 1]!] ?? raw.charCodeAt(i + 1))
          i += octal?.length ?? 1
        }
        else if ((depth += d === '(' ? 1 : d === ')' ? -1 : 0) > 0) out.push(raw.charCodeAt(i))
      }
      yield Buffer.from(out)
    }
    else if (c === '<' && raw[i + 1] !== '<') { const end = raw.indexOf('>', i); yield Buffer.from(raw.slice(i + 1, end).replace(/\s/g, ''), 'hex'); i = end + 1 }
    else { const word = /^[^\s()<>[\]]+/.exec(raw.slice(i, i + 60))?.[0]; if (word) yield word; i += word?.length ?? 1 }
  }
}

export interface Read { readonly pages: readonly string[]; readonly xmp: string; readonly fonts: readonly { readonly name: string; readonly embedded: boolean; readonly mapped: boolean }[]; readonly intents: number; readonly contents: readonly string[]; readonly dates: readonly string[] }
export async function readPdf(bytes: Uint8Array): Promise<Read> {
  const doc = await PDFDocument.load(bytes, { updateMetadata: false }), { context, catalog } = doc
  const get = <T extends PDFObject>(o: PDFObject | undefined): T | undefined => (o instanceof PDFRef ? context.lookup(o) : o) as T | undefined
  const fonts: { name: string; embedded: boolean; mapped: boolean }[] = [], contents: string[] = []
  for (const [, o] of context.enumerateIndirectObjects()) {
    if (o instanceof PDFDict && o.get(PDFName.of('Type'))?.toString() === '/Font' && o.get(PDFName.of('Subtype'))?.toString() === '/Type0') {
      const inner = get<PDFDict>(get<PDFArray>(o.get(PDFName.of('DescendantFonts')))!.get(0))!, descriptor = get<PDFDict>(inner.get(PDFName.of('FontDescriptor')))!
      fonts.push({ name: String(o.get(PDFName.of('BaseFont'))), embedded: ['FontFile2', 'FontFile3'].some((k) => descriptor.has(PDFName.of(k))), mapped: o.has(PDFName.of('ToUnicode')) })
    }
  }
  const pages = doc.getPages().map((page) => {
    const resources = page.node.Resources()!, list = get<PDFDict>(resources.get(PDFName.of('Font'))), maps = new Map(list?.entries().map(([name, ref]) => [name.toString(), unicode(inflate(get<PDFRawStream>(get<PDFDict>(ref)!.get(PDFName.of('ToUnicode')))!))]))
    const stream = get<PDFObject>(page.node.Contents() as PDFObject), streams = stream instanceof PDFArray ? stream.asArray().map((r) => get<PDFRawStream>(r)!) : [stream as PDFRawStream]
    let map = new Map<number, string>(), out = ''
    const raw = streams.map(inflate).join('\n')
    contents.push(raw)
    let before = '', shown: Buffer[] = []
    for (const t of tokens(raw)) {
      if (typeof t !== 'string') { shown.push(t); continue }
      if (t.startsWith('/')) before = t
      else if (t === 'Tf') map = maps.get(before) ?? new Map()
      else if (t === 'Tj' || t === 'TJ') for (const codes of shown) for (let i = 0; i + 1 < codes.length; i += 2) out += map.get(codes.readUInt16BE(i)) ?? '\uFFFD'
      else if (t === 'ET') out += '\n'
      if (!/^-?[\d.]+$/.test(t)) shown = []
    }
    return out
  })
  const meta = get<PDFRawStream>(catalog.get(PDFName.of('Metadata'))), intents = get<PDFArray>(catalog.get(PDFName.of('OutputIntents'))), xmp = meta ? Buffer.from(meta.contents).toString('utf8') : ''
  return { pages, xmp, fonts, intents: intents?.size() ?? 0, contents, dates: [...xmp.matchAll(/<xmp:(?:Create|Modify)Date>([^<]*)</g)].map(([, d]) => d!) }
}
