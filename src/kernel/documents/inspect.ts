// Looks into a file nobody has vouched for. Runs only inside the checking process (check-child.ts), whose memory and time are bounded; nothing here writes anywhere.
import { constants, inflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, ParseSpeeds, type PDFPage } from '@cantoo/pdf-lib'
import { fileTypeFromBuffer } from 'file-type'
import { SaxesParser } from 'saxes'
import yauzl from 'yauzl'
import { decode } from '../exchange/text.ts'

/** What is wrong with a file: a code and the facts of its sentence, `documents.check.${code}`. */
export interface Fault { readonly code: string; readonly facts: Readonly<Record<string, string | number>> }
export interface FileFacts { readonly type: string; readonly pages: number | null; /** whether its words can be read by a program: all pages, some, none (a scan), or not a matter of this kind */ readonly readable: 'text' | 'part' | 'scan' | 'none' }
export type Checked = { readonly facts: FileFacts } | { readonly fault: Fault }

const MB = 1_048_576
/** Bounds of an archive: parts, bytes unpacked in all and of one part, ratio of a part that is not small, archives within archives. */
export const limits = { parts: 10_000, unpacked: 256 * MB, part: 128 * MB, ratio: 200, small: 4 * MB, nested: 1, nestedBytes: 24 * MB, page: 24 * MB }
const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', txt: 'text/plain', csv: 'text/csv', doc: 'application/msword', xls: 'application/vnd.ms-excel',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
class Bad extends Error { readonly fault: Fault; constructor(code: string, facts: Fault['facts'] = {}) { super(code); this.fault = { code, facts } } }
const bad = (code: string, facts: Fault['facts'] = {}): never => { throw new Bad(code, facts) }

/** What the file is, checked against its name; or the one thing that is wrong with it. */
export async function inspect(bytes: Buffer, name: string): Promise<Checked> {
  const said = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  try {
    if (bytes.length === 0) bad('empty')
    const type = types[said] ?? bad('not-allowed', { said: said.toUpperCase() || '—' })
    if (said === 'txt' || said === 'csv') { plainText(bytes, said); return { facts: { type, pages: null, readable: 'none' } } }
    if (bytes.subarray(0, 8).equals(ole)) {
      if (bytes.includes(encryptedPackage)) bad('locked')
      if (said !== 'doc' && said !== 'xls') bad('false-type', { said: said.toUpperCase(), found: 'DOC / XLS' })
      return { facts: { type, pages: null, readable: 'none' } }
    }
    if (zipMagic(bytes)) { const kind = await archive(bytes, 0); if (kind !== said) bad('false-type', { said: said.toUpperCase(), found: (kind ?? 'zip').toUpperCase() }); return { facts: { type, pages: null, readable: 'none' } } }
    const found = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.ext
    if (said === 'docx' || said === 'xlsx') bad(found === undefined ? 'unknown' : 'false-type', { said: said.toUpperCase(), found: found?.toUpperCase() ?? '' })
    if (found === undefined) bad('unknown', { said: said.toUpperCase() })
    if (types[found!] !== type) bad('false-type', { said: said.toUpperCase(), found: found!.toUpperCase() })
    if (found === 'pdf') return { facts: { type, ...await pdf(bytes) } }
    if (found === 'png' && !bytes.includes('IEND', -64)) bad('cut')
    if (found === 'jpg' && bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0) bad('cut')
    return { facts: { type, pages: null, readable: 'scan' } }
  } catch (e) {
    if (e instanceof Bad) return { fault: e.fault }
    throw e
  }
}
const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex'), encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le')
const zipMagic = (b: Buffer): boolean => b[0] === 0x50 && b[1] === 0x4b && ((b[2] === 3 && b[3] === 4) || (b[2] === 5 && b[3] === 6))

function plainText(bytes: Buffer, said: string): void {
  try { if (decode(bytes, 64 * MB).text.includes('\0')) bad('not-text', { said: said.toUpperCase() }) } catch (e) { if (e instanceof Bad) throw e; bad('not-text', { said: said.toUpperCase() }) }
}

// --- archives: DOCX and XLSX ---------------------------------------------------------------------------------------
interface Spent { parts: number; bytes: number }
/** Reads every part to its end within the bounds; answers what the archive holds, by its own table of contents. */
async function archive(bytes: Buffer, depth: number, spent: Spent = { parts: 0, bytes: 0 }): Promise<'docx' | 'xlsx' | undefined> {
  const zip = await new Promise<yauzl.ZipFile>((done, fail) => { yauzl.fromBuffer(bytes, { lazyEntries: true, decodeStrings: true, validateEntrySizes: true, strictFileNames: true }, (e, z) => { if (e) fail(e); else done(z) }) }).catch((e: Error) => bad('broken-archive', { what: short(e) }))
  let kind: 'docx' | 'xlsx' | undefined, body = false
  const places: [number, number][] = []
  await new Promise<void>((done, fail) => {
    const stop = (e: unknown) => { zip.removeAllListeners(); zip.on('error', () => {}); fail(e as Error) }
    zip.on('error', (e: Error) => { stop(new Bad(/relative path|absolute path|invalid characters/.test(e.message) ? 'climbs' : 'broken-archive', { what: short(e) })) })
    zip.on('end', () => { done() })
    zip.on('entry', (entry: yauzl.Entry) => { one(entry).then(() => { zip.readEntry() }, stop) })
    const one = async (entry: yauzl.Entry): Promise<void> => {
      const name = entry.fileName
      if (++spent.parts > limits.parts) bad('bomb', { what: `> ${limits.parts}`, part: name.slice(0, 80) })
      if (name.split('/').includes('..') || name.startsWith('/') || name.includes('\\')) bad('climbs', { what: name.slice(0, 80) })
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) bad('link', { part: name.slice(0, 80) })
      if (entry.isEncrypted()) bad('locked')
      if (name.endsWith('/')) return
      places.push([entry.relativeOffsetOfLocalHeader, entry.compressedSize])
      weigh(entry.uncompressedSize, entry.compressedSize, name, spent.bytes)
      const xml = /\.(xml|rels|vml)$/i.test(name), reader = xml ? xmlReader(name) : undefined, kept: Buffer[] = []
      let size = 0, nests = false
      const stream = await new Promise<NodeJS.ReadableStream>((ok, no) => { zip.openReadStream(entry, (e, s) => { if (e) no(new Bad('broken-archive', { what: short(e) })); else ok(s) }) })
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          if (size === 0) { nests = zipMagic(chunk) || /\.(zip|rar|7z|gz|tgz|bz2|xz)$/i.test(name); if (/\.(exe|dll|scr|js|vbs|bat|cmd|ps1|jar|hta|lnk)$/i.test(name) || (chunk[0] === 0x4d && chunk[1] === 0x5a)) bad('program', { part: name.slice(0, 80) }) }
          size += chunk.length
          weigh(size, entry.compressedSize, name, spent.bytes)
          reader?.(chunk)
          if (nests) { if (!/(^|\/)embeddings\//.test(name) || depth >= limits.nested || size > limits.nestedBytes) bad('nested', { part: name.slice(0, 80) }); kept.push(chunk) }
          if (name === '[Content_Types].xml') kept.push(chunk)
        }
      } catch (e) { throw e instanceof Bad ? e : new Bad('broken-archive', { what: short(e as Error) }) }
      reader?.(null)
      spent.bytes += size
      if (name === '[Content_Types].xml') { const text = Buffer.concat(kept).toString('utf8'); kind = /wordprocessingml\.(document|template)\.main\+xml/.test(text) ? 'docx' : /spreadsheetml\.(sheet|template)\.main\+xml/.test(text) ? 'xlsx' : undefined; if (/macroEnabled/.test(text)) bad('macros') }
      else if (nests && zipMagic(kept[0]!)) await archive(Buffer.concat(kept), depth + 1, spent)
      if (/^(word\/document|xl\/workbook)\.xml$/.test(name)) body = true
    }
    zip.readEntry()
  })
  places.sort(([a], [b]) => a - b)
  if (places.some(([at, size], i) => at + 30 + size > (places[i + 1]?.[0] ?? bytes.length))) bad('bomb', { what: '≡', part: '' })
  if (kind && !body) bad('broken-archive', { what: kind === 'docx' ? 'word/document.xml' : 'xl/workbook.xml' })
  return kind
}
const short = (e: Error): string => e.message.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
/** Declared first, then what really comes out. */
function weigh(size: number, packed: number, part: string, before: number): void {
  if (before + size > limits.unpacked || size > limits.part) bad('bomb', { what: `> ${Math.round(Math.min(limits.part, limits.unpacked) / MB)} MB`, part: part.slice(0, 80) })
  if (size > limits.small && size > packed * limits.ratio) bad('bomb', { what: `> ${limits.ratio} : 1`, part: part.slice(0, 80) })
}
/** A part of a document, read through: no DOCTYPE (so no entities), UTF-8 or UTF-16 only, well formed, no deeper than 256. */
function xmlReader(part: string): (chunk: Buffer | null) => void {
  const parser = new SaxesParser({ xmlns: false }), facts = { part: part.slice(0, 80) }
  let decoder: TextDecoder | undefined, depth = 0
  parser.on('doctype', () => bad('doctype', facts))
  parser.on('xmldecl', (d) => { if (d.encoding && !/^utf-?(8|16(le|be)?)$/i.test(d.encoding)) bad('encoding', { ...facts, what: d.encoding.slice(0, 20) }) })
  parser.on('opentag', () => { if (++depth > 256) bad('deep', facts) })
  parser.on('closetag', () => { depth-- })
  parser.on('error', (e) => { throw /doctype/i.test(e.message) ? new Bad('doctype', facts) : new Bad('broken-part', { ...facts, what: short(e) }) })
  return (chunk) => {
    decoder ??= new TextDecoder(chunk?.[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : chunk?.[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : 'utf-8', { fatal: true })
    let text: string
    try { text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode() } catch { return bad('encoding', { ...facts, what: decoder.encoding }) }
    if (text) parser.write(text)
    if (!chunk) parser.close()
  }
}

// --- PDF -----------------------------------------------------------------------------------------------------------
async function pdf(bytes: Buffer): Promise<Pick<FileFacts, 'pages' | 'readable'>> {
  if (bytes.subarray(0, 1024).indexOf('%PDF-') < 0) bad('broken-pdf')
  if (!bytes.includes('startxref', Math.max(0, bytes.length - 4096)) || !bytes.includes('%%EOF', Math.max(0, bytes.length - 4096))) bad('cut')
  let doc: PDFDocument
  try { doc = await PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: ParseSpeeds.Fastest, throwOnInvalidObject: true }) } catch (e) {
    return bad(/encrypt|password/i.test((e as Error).message) || bytes.includes('/Encrypt') ? 'locked' : 'broken-pdf')
  }
  if (doc.isEncrypted) bad('locked')
  let pages: PDFPage[]
  try { pages = doc.getPages() } catch { return bad('broken-pdf') }
  if (pages.length === 0) bad('broken-pdf')
  const read = pages.filter((p) => { try { return speaks(p) } catch { return false } }).length
  return { pages: pages.length, readable: read === pages.length ? 'text' : read === 0 ? 'scan' : 'part' }
}
const showsText = /[)>\]]\s*(?:Tj|TJ|'|")(?=\s|$)/
/** Whether a page shows text as text: in its own content or in what it draws by name, three levels down. */
function speaks(page: PDFPage): boolean {
  const own = page.node.Contents(), context = page.doc.context
  const parts = own instanceof PDFArray ? own.asArray().map((r) => context.lookup(r)) : own ? [own] : []
  return parts.some((s) => s instanceof PDFRawStream && showsText.test(content(s))) || draws(page.node.Resources(), 3, new Set())
  function draws(named: PDFDict | undefined, left: number, seen: Set<string>): boolean {
    const forms = named?.lookupMaybe(PDFName.of('XObject'), PDFDict)
    return left > 0 && forms !== undefined && forms.entries().some(([, ref]) => {
      const key = ref instanceof PDFRef ? ref.toString() : ''
      if (key && seen.has(key)) return false
      seen.add(key)
      const it = context.lookup(ref)
      return it instanceof PDFRawStream && it.dict.lookupMaybe(PDFName.of('Subtype'), PDFName) === PDFName.of('Form') && (showsText.test(content(it)) || draws(it.dict.lookupMaybe(PDFName.of('Resources'), PDFDict), left - 1, seen))
    })
  }
}
/** The operators of a content stream, unpacked no further than the bound. */
function content(stream: PDFRawStream): string {
  const filter = stream.dict.lookup(PDFName.of('Filter')), only = filter instanceof PDFArray ? (filter.size() === 1 ? filter.lookup(0) : filter.size() === 0 ? undefined : null) : filter
  if (only === undefined) return Buffer.from(stream.contents).toString('latin1')
  if (only !== PDFName.of('FlateDecode')) return ''
  try { return inflateSync(stream.contents, { maxOutputLength: limits.page, finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1') } catch { return '' }
}
