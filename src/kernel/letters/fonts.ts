// One font of the many slices a web font is cut into. Typst embeds one font instead of sixty, and chooses no strange face for a character a slice lacks.
import { createHash } from 'node:crypto'
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { decompress } from 'wawoff2'

const family = 'Noto Sans SC'
type Tables = Readonly<Record<string, Buffer>>
function tablesOf(font: Buffer): Tables {
  const found: Record<string, Buffer> = {}
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + 16 * i, start = font.readUInt32BE(at + 8)
    found[font.toString('latin1', at, at + 4)] = font.subarray(start, start + font.readUInt32BE(at + 12))
  }
  return found
}
/** Character → glyph of one slice: the widest of its Unicode tables (formats 4 and 12). */
function charactersOf(cmap: Buffer): Map<number, number> {
  const found = new Map<number, number>()
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const t = cmap.subarray(cmap.readUInt32BE(8 + 8 * i)), format = t.readUInt16BE(0)
    if (format === 12) for (let g = 0; g < t.readUInt32BE(12); g++) {
      const at = 16 + 12 * g, first = t.readUInt32BE(at)
      for (let c = first; c <= t.readUInt32BE(at + 4); c++) found.set(c, t.readUInt32BE(at + 8) + c - first)
    }
    else if (format === 4) {
      const n = t.readUInt16BE(6) / 2
      for (let s = 0; s < n; s++) {
        const end = t.readUInt16BE(14 + 2 * s), start = t.readUInt16BE(16 + 2 * (n + s)), delta = t.readInt16BE(16 + 2 * (2 * n + s)), at = 16 + 2 * (3 * n + s), range = t.readUInt16BE(at)
        for (let c = start; c <= end && c < 0xffff; c++) {
          const glyph = range === 0 ? (c + delta) & 0xffff : ((raw) => raw && (raw + delta) & 0xffff)(t.readUInt16BE(at + range + 2 * (c - start)))
          if (glyph) found.set(c, glyph)
        }
      }
    }
  }
  return found
}
/** A compound glyph names its parts by number: they have moved by `by`. */
function moved(glyph: Buffer, by: number): Buffer {
  if (glyph.length < 10 || glyph.readInt16BE(0) >= 0) return glyph
  const out = Buffer.from(glyph)
  for (let at = 10, flags = 0x20; flags & 0x20;) {
    flags = out.readUInt16BE(at)
    out.writeUInt16BE(out.readUInt16BE(at + 2) + by, at + 2)
    at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0)
  }
  return out
}
const word = (...values: number[]) => { const b = Buffer.alloc(4 * values.length); values.forEach((v, i) => b.writeUInt32BE(v >>> 0, 4 * i)); return b }
const half = (...values: number[]) => { const b = Buffer.alloc(2 * values.length); values.forEach((v, i) => b.writeUInt16BE(v & 0xffff, 2 * i)); return b }
const even = (b: Buffer) => b.length % 4 === 0 ? b : Buffer.concat([b, Buffer.alloc(4 - b.length % 4)])

/** The names a font goes by: family, style, full name, PostScript name. */
function named(family: string, style: string): Buffer {
  const records = [[1, family], [2, style], [4, `${family} ${style}`], [6, `${family.replaceAll(' ', '')}-${style}`]] as const, texts = records.map(([, t]) => Buffer.from(t, 'utf16le').swap16())
  let at = 0
  return Buffer.concat([half(0, records.length, 6 + 12 * records.length), ...records.map(([id], i) => { const r = half(3, 1, 0x409, id, texts[i]!.length, at); at += texts[i]!.length; return r }), ...texts])
}
/** Joins slices of one face (TrueType outlines) into one font; a character in two slices is the first one's. */
export function joined(slices: readonly Buffer[], weight: number): Buffer {
  const glyphs: Buffer[] = [], widths: Buffer[] = [], characters = new Map<number, number>()
  for (const tables of slices.map(tablesOf)) {
    const by = glyphs.length, count = tables['maxp']!.readUInt16BE(4), long = tables['head']!.readInt16BE(50) === 1, loca = tables['loca']!, measured = tables['hhea']!.readUInt16BE(34), hmtx = tables['hmtx']!
    const start = (g: number) => long ? loca.readUInt32BE(4 * g) : 2 * loca.readUInt16BE(2 * g)
    for (let g = 0; g < count; g++) {
      glyphs.push(moved(tables['glyf']!.subarray(start(g), start(g + 1)), by))
      widths.push(g < measured ? hmtx.subarray(4 * g, 4 * g + 4) : Buffer.concat([hmtx.subarray(4 * measured - 4, 4 * measured - 2), hmtx.subarray(4 * measured + 2 * (g - measured), 4 * measured + 2 * (g - measured) + 2)]))
    }
    for (const [c, g] of charactersOf(tables['cmap']!)) if (!characters.has(c)) characters.set(c, g + by)
  }
  const first = tablesOf(slices[0]!), body = glyphs.map(even), offsets = [0]
  for (const g of body) offsets.push(offsets.at(-1)! + g.length)
  const head = Buffer.from(first['head']!), hhea = Buffer.from(first['hhea']!), maxp = Buffer.from(first['maxp']!), post = Buffer.from(first['post']!.subarray(0, 32))
  head.writeInt16BE(1, 50); hhea.writeUInt16BE(glyphs.length, 34); maxp.writeUInt16BE(glyphs.length, 4); post.writeUInt32BE(0x00030000, 0)
  for (let at = 6; at < maxp.length; at += 2) maxp.writeUInt16BE(Math.max(...slices.map((s) => tablesOf(s)['maxp']!.readUInt16BE(at))), at)
  const sorted = [...characters].sort(([a], [b]) => a - b), groups = sorted.map(([c, g]) => word(c, c, g))
  const cmap = Buffer.concat([half(0, 1, 3, 10), word(12), half(12, 0), word(16 + 12 * groups.length, 0, groups.length), ...groups])
  const out = { 'OS/2': Buffer.from(first['OS/2']!), cmap, glyf: Buffer.concat(body), head, hhea, hmtx: Buffer.concat(widths), loca: word(...offsets), maxp, name: named(family, weight < 600 ? 'Regular' : 'Bold'), post } as Record<string, Buffer> & { 'OS/2': Buffer }
  out['OS/2'].writeUInt16BE(weight, 4)
  const names = Object.keys(out).sort()
  let at = 12 + 16 * names.length
  const entries = names.map((name) => { const b = out[name]!, entry = Buffer.concat([Buffer.from(name), word(0, at, b.length)]); at += even(b).length; return entry })
  return Buffer.concat([word(0x00010000), half(names.length, 128, 3, 16 * names.length - 128), ...entries, ...names.map((n) => even(out[n]!))])
}

const source = () => join(dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json')), 'files')
/** The folder with our own fonts, regular and bold, made once under `cache` and put there whole. */
export async function fontFolder(cache: string): Promise<string> {
  const from = source(), package_ = readFileSync(join(from, '..', 'package.json')), folder = join(cache, createHash('sha256').update(package_).update(readFileSync(new URL(import.meta.url))).digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  const half = `${folder}.${process.pid}`
  mkdirSync(half, { recursive: true })
  const order = (file: string) => /sc-(\d+)-/.exec(file) ? 1000 + Number(/sc-(\d+)-/.exec(file)![1]) : ['latin-4', 'latin-7', 'latin-ext', 'cyrillic', 'vietnamese'].findIndex((n) => file.includes(`sc-${n}`))
  for (const weight of ['400', '700']) {
    const files = readdirSync(from).filter((f) => new RegExp(`^noto-sans-sc-(\\d+|latin|latin-ext|cyrillic|vietnamese)-${weight}-normal\\.woff2$`).test(f)).sort((a, b) => order(a) - order(b))
    const slices: Buffer[] = []
    for (const file of files) slices.push(Buffer.from(await decompress(readFileSync(join(from, file)))))
    // on the disk before the folder gets its name; the child that runs this may not call fsync
    const fd = openSync(join(half, `${weight}.ttf`), constants.O_WRONLY | constants.O_CREAT | constants.O_SYNC, 0o600)
    try { writeFileSync(fd, joined(slices, Number(weight))) } finally { closeSync(fd) }
  }
  try { renameSync(half, folder) } catch (e) { rmSync(half, { recursive: true, force: true }); if (!existsSync(folder)) throw e }
  return folder
}
