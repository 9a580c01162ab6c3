import { FileFault } from './fault.ts'

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'gb18030'
export interface Decoded { readonly text: string; readonly encoding: Encoding }

/** The largest file read at once, in bytes. */
export const FILE_LIMIT = 16 * 1024 * 1024

const binaries: readonly (readonly [hint: string, magic: readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]], ['zip', [0x50, 0x4b, 0x05, 0x06]], ['gzip', [0x1f, 0x8b]], ['ole', [0xd0, 0xcf, 0x11, 0xe0]], ['pdf', [0x25, 0x50, 0x44, 0x46]], ['image', [0x89, 0x50, 0x4e, 0x47]], ['image', [0xff, 0xd8, 0xff]],
]
const starts = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte)
const lineOf = (text: string, end: number) => text.slice(0, end).split('\n').length

/** The text, or whether it breaks in the middle ('bad') or only at its very end ('cut'). */
const strictly = (label: string, bytes: Uint8Array): { text: string } | 'bad' | 'cut' => {
  const decoder = new TextDecoder(label, { fatal: true })
  let text: string
  try { text = decoder.decode(bytes, { stream: true }) } catch { return 'bad' }
  try { return { text: text + decoder.decode() } } catch { return 'cut' }
}

/**
 * Does it look like GB18030 rather than like UTF-8 or Latin-1 with a broken byte?
 * Read as GB18030, nearly all characters of a Chinese text are two high bytes or four bytes; in a damaged or Western file a high byte stands before a letter.
 */
const likeGb18030 = (bytes: Uint8Array) => {
  let whole = 0, lone = 0
  const high = (at: number) => bytes[at]! >= 0x80, digit = (at: number) => bytes[at]! >= 0x30 && bytes[at]! <= 0x39
  for (let i = 0; i < bytes.length; i++) {
    if (!high(i)) continue
    if (high(i + 1)) { whole++; i++ }
    else if (digit(i + 1) && high(i + 2) && digit(i + 3)) { whole++; i += 3 }
    else lone++
  }
  return whole > lone
}

const utf8OrGb18030 = (bytes: Uint8Array): Decoded => {
  const read = strictly('utf-8', bytes)
  if (typeof read === 'object') return { text: read.text, encoding: 'utf-8' }
  const loose = new TextDecoder().decode(bytes)
  if (read === 'cut') throw new FileFault('truncated', { row: lineOf(loose, loose.length) })
  let good = 0, bad = 0
  for (let i = 0; i < loose.length; i++) if (loose.charCodeAt(i) > 0x7f) loose.charCodeAt(i) === 0xfffd ? bad++ : good++
  const where = (text: string, encoding: string) => ({ line: lineOf(text, text.indexOf('\ufffd')), encoding })
  if (good >= bad) throw new FileFault('damaged', where(loose, 'UTF-8'))
  if (!likeGb18030(bytes)) throw new FileFault(bad > loose.length / 10 ? 'not-text' : 'damaged', where(loose, 'UTF-8'))
  const chinese = strictly('gb18030', bytes)
  if (typeof chinese === 'object') return { text: chinese.text, encoding: 'gb18030' }
  if (chinese === 'cut') throw new FileFault('truncated', { row: lineOf(loose, loose.length) })
  const guess = new TextDecoder('gb18030').decode(bytes)
  throw new FileFault(bad > loose.length / 2 ? 'not-text' : 'damaged', where(guess, 'GB18030'))
}

const utf16 = (bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded => {
  const read = strictly(encoding, bytes)
  if (typeof read === 'object') return { text: read.text, encoding }
  const loose = new TextDecoder(encoding).decode(bytes)
  if (read === 'cut') throw new FileFault('truncated', { row: lineOf(loose, loose.length) })
  throw new FileFault('damaged', { line: lineOf(loose, loose.indexOf('\ufffd')), encoding: encoding.toUpperCase() })
}

/** Bytes → text: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030. Refuses binary, damaged and cut files; never guesses over a broken byte. */
export const decode = (bytes: Uint8Array, limit = FILE_LIMIT): Decoded => {
  if (bytes.length > limit) throw new FileFault('too-large', { limit: `${Math.floor(limit / 1048576)} MB` })
  const binary = binaries.find(([, magic]) => starts(bytes, magic))
  if (binary) throw new FileFault('wrong-format', { hint: binary[0] })
  const decoded = starts(bytes, [0xff, 0xfe]) ? utf16(bytes, 'utf-16le') : starts(bytes, [0xfe, 0xff]) ? utf16(bytes, 'utf-16be') : utf8OrGb18030(bytes)
  if (decoded.text.includes('\0')) throw new FileFault('not-text')
  if (!decoded.text.trim()) throw new FileFault('empty')
  return starts(bytes, [0xef, 0xbb, 0xbf]) ? { text: decoded.text, encoding: 'utf-8-bom' } : decoded
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi
// Bidi overrides, zero-width and other characters that show nothing: they only help to spoof a name or to hide a number.
const hidden = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g

/** Are there characters in it that show nothing? */
export const hides = (text: string) => text.search(hidden) >= 0

/** Text out of text that went through HTML: entities and line breaks resolved, hidden and control characters gone, well-formed. Lines are kept. */
export const plain = (text: string) => text
  .replace(/<(?:br|\/?p)\s?\/?>/gi, '\n')
  .replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const point = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
  .replace(hidden, '').replace(/\r\n?/g, '\n').replace(controls, '').toWellFormed()

/** One line: all white space collapsed. */
export const oneLine = (text: string) => plain(text).replace(/\s+/g, ' ').trim()

/** Lines kept, each trimmed, empty ones dropped. */
export const lines = (text: string) => plain(text).split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean)
