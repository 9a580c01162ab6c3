// An office's DOCX, opened as if it came from an enemy: bounded, inflated once, and handed on as a clean package of our own making.
import { crc32 } from 'node:zlib'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { failing } from './fault.ts'
import { tree } from './xml.ts'

/** Part name → content, in the order of the file. */
export type Package = ReadonlyMap<string, Buffer>
/** What no honest letter exceeds. */
export const limits = { bytes: 20 << 20, entries: 1_000, inflated: 64 << 20, ratio: 200, ratioFrom: 1 << 20 } as const
const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex')

const openZip = (bytes: Buffer) => new Promise<ZipFile>((resolve, reject) => { fromBuffer(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (e, zip) => { if (e) reject(e); else resolve(zip) }) })
const inflated = (zip: ZipFile, entry: Entry, left: number) => new Promise<Buffer>((resolve, reject) => {
  zip.openReadStream(entry, (e, stream) => {
    if (e) { reject(e); return }
    const pieces: Buffer[] = []
    let size = 0
    stream.on('data', (piece: Buffer) => {
      pieces.push(piece)
      if ((size += piece.length) > left || (size > limits.ratioFrom && size > limits.ratio * entry.compressedSize)) stream.destroy(failing('bomb'))
    }).on('error', reject).on('end', () => { resolve(Buffer.concat(pieces)) })
  })
})
async function entriesOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await openZip(bytes), found = new Map<string, Buffer>()
  if (zip.entryCount > limits.entries) throw failing('bomb')
  let left: number = limits.inflated
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject).on('end', resolve).on('entry', (entry: Entry) => {
      void (async () => {
        const name = entry.fileName
        if (entry.isEncrypted()) throw failing('password')
        if (found.has(name)) throw failing('broken')
        if (!name.endsWith('/')) { const content = await inflated(zip, entry, left); left -= content.length; found.set(name, content) }
        zip.readEntry()
      })().catch(reject)
    })
    zip.readEntry()
  })
  return found
}

/** The parts of a DOCX; whatever is not an honest one is refused by its own sentence. */
export async function unpacked(file: Uint8Array): Promise<Package> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length > limits.bytes) throw failing('too-large', { limit: limits.bytes >> 20 })
  if (bytes.subarray(0, 8).equals(ole)) throw failing(bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'password' : 'old-doc')
  if (bytes.length < 22 || bytes.readUInt16BE(0) !== 0x504b) throw failing('not-docx')
  const parts = await entriesOf(bytes).catch((e: Error) => {
    if (e.name === 'LetterFault') throw e
    throw failing(/relative path|absolute path|invalid characters/.test(e.message) ? 'unsafe-name' : 'broken')
  })
  const types = parts.get('[Content_Types].xml')
  if (!types || !parts.has('word/document.xml') && !parts.has('_rels/.rels')) throw failing('not-docx')
  if ([...parts.keys()].some((n) => /vbaProject\.bin$/i.test(n)) || /macroEnabled/i.test(types.toString('latin1'))) throw failing('macros')
  for (const [name, content] of parts) if (/\.(xml|rels)$/i.test(name)) {
    const text = content.toString('latin1')
    if (/<!DOCTYPE|<!ENTITY/i.test(text.replaceAll('\0', ''))) throw failing('doctype', { part: name })
    if (/^(customXml|docProps)\//.test(name)) continue // never set; kept as it is
    if (content.includes(0)) throw failing('broken')
    // whoever reads it later reads the same: well formed, UTF-8, not absurdly deep
    try { tree(new TextDecoder('utf-8', { fatal: true }).decode(content)) } catch (e) { throw (e as Error).name === 'LetterFault' ? e : failing('broken') }
    if (name.endsWith('.rels') && [...text.matchAll(/<[^>]*>/g)].some(([tag]) => /TargetMode\s*=\s*["']External/i.test(tag) && /relationships\/(image|oleObject|subDocument|frame|aFChunk|package)["']/i.test(tag))) throw failing('external')
  }
  return parts
}

/** The parts as a package again, stored uncompressed, with nothing in it that we have not read ourselves. */
export function packed(parts: Package): Buffer {
  const files: Buffer[] = [], directory: Buffer[] = []
  let at = 0
  for (const [name, content] of parts) {
    const title = Buffer.from(name), head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0); head.writeUInt16LE(0x0800, 2); head.writeUInt16LE(0x21, 8)
    head.writeUInt32LE(crc32(content), 10); head.writeUInt32LE(content.length, 14); head.writeUInt32LE(content.length, 18); head.writeUInt16LE(title.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    files.push(Buffer.from('PK\x03\x04', 'latin1'), head, title, content)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, title)
    at += 30 + title.length + content.length
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1'); end.writeUInt16LE(parts.size, 8); end.writeUInt16LE(parts.size, 10); end.writeUInt32LE(list.length, 12); end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, list, end])
}
