import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { Document, Packer, Paragraph } from 'docx'
import { afterAll, describe, expect, it } from 'vitest'
import { openChecker, usual } from './check.ts'
import { labels } from './labels.ts'
import { tinyPdf } from './tiny.ts'

const checker = openChecker({ ...usual, idle: 1_000 })
afterAll(() => { checker.close() })
const text = (s: string) => new TextEncoder().encode(s)
/** The code of what is wrong, or what was found out. */
const told = async (bytes: Uint8Array, name: string) => { const found = await checker.check(bytes, name); return 'fault' in found ? found.fault.code : found.facts }

interface Part { readonly name: string; readonly bytes: Uint8Array; /** what the archive claims it unpacks to */ readonly says?: number; readonly mode?: number; readonly flag?: number; readonly at?: number }
/** An archive as an attacker writes it. */
function zip(...parts: readonly Part[]): Uint8Array {
  const bodies: Buffer[] = [], table: Buffer[] = []
  let at = 0
  for (const p of parts) {
    const packed = deflateRawSync(p.bytes), name = Buffer.from(p.name), head = Buffer.alloc(30), row = Buffer.alloc(46), size = p.says ?? p.bytes.length, crc = crc32(p.bytes)
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(20, 4); head.writeUInt16LE(p.flag ?? 0, 6); head.writeUInt16LE(8, 8); head.writeUInt32LE(crc, 14); head.writeUInt32LE(packed.length, 18); head.writeUInt32LE(size, 22); head.writeUInt16LE(name.length, 26)
    row.writeUInt32LE(0x02014b50, 0); row.writeUInt16LE(0x031e, 4); row.writeUInt16LE(20, 6); row.writeUInt16LE(p.flag ?? 0, 8); row.writeUInt16LE(8, 10); row.writeUInt32LE(crc, 16); row.writeUInt32LE(packed.length, 20); row.writeUInt32LE(size, 24); row.writeUInt16LE(name.length, 28); row.writeUInt32LE(((p.mode ?? 0o100644) << 16) >>> 0, 38); row.writeUInt32LE(p.at ?? at, 42)
    bodies.push(head, name, packed); table.push(row, name); at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22), rows = Buffer.concat(table)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(parts.length, 8); end.writeUInt16LE(parts.length, 10); end.writeUInt32LE(rows.length, 12); end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, rows, end])
}
const types: Part = { name: '[Content_Types].xml', bytes: text('<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>') }
const body = (xml = '<w:document/>'): Part => ({ name: 'word/document.xml', bytes: typeof xml === 'string' ? text(xml) : xml })
const docx = (...more: readonly Part[]) => zip(types, body(), ...more)
const part = (name: string, bytes: Uint8Array | string, more: Partial<Part> = {}): Part => ({ name, bytes: typeof bytes === 'string' ? text(bytes) : bytes, ...more })
const laughs = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><w:document>&lol2;</w:document>'
const locked = async () => { const doc = await PDFDocument.create(); doc.addPage(); doc.encrypt({ userPassword: 'x', ownerPassword: 'y' }); return doc.save() }
const ole = (...names: string[]) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), ...names.map((n) => Buffer.from(n, 'utf16le'))])

describe('收下的', () => {
  it('PDF：数出页数，说出文字读不读得出；扫描件绝不说“没有矛盾”，只说须人工核看', async () => {
    expect(await told(tinyPdf([['方案'], ['第二页']]), '方案.pdf')).toEqual({ type: 'application/pdf', pages: 2, readable: 'text' })
    const scan = await PDFDocument.create(), dot = await scan.embedPng(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
    scan.addPage().drawImage(dot); scan.addPage().drawImage(dot)
    expect(await told(await scan.save(), '扫描.pdf')).toMatchObject({ pages: 2, readable: 'scan' })
    scan.addPage().drawText('one page of text')
    expect(await told(await scan.save(), '半扫描.pdf')).toMatchObject({ pages: 3, readable: 'part' })
    expect(labels['documents.readable.scan']![0]).toBe('扫描件，文字不可读，须人工核看')
  })
  it('Word 写出的 DOCX、嵌着表格的 DOCX、图片、文本、旧 DOC', async () => {
    expect(await told(await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('知情同意书')] }] })), '知情.docx')).toMatchObject({ readable: 'none', pages: null })
    expect(await told(docx(part('word/embeddings/Sheet1.xlsx', zip(part('[Content_Types].xml', 'x spreadsheetml.sheet.main+xml'.replace('x ', '<Types><O a="') + '"/></Types>'), part('xl/workbook.xml', '<workbook/>')))), '带表.docx')).toMatchObject({ readable: 'none' })
    expect(await told(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), '图.png')).toMatchObject({ type: 'image/png' })
    expect(await told(text('编号,日期\n1,2026-09-14'), '表.csv')).toMatchObject({ type: 'text/csv' })
    expect(await told(ole('WordDocument'), '旧.doc')).toMatchObject({ type: 'application/msword' })
  })
})

describe('不收的，各有各的说法', () => {
  it.each<[string, string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['空文件', 'a.pdf', () => new Uint8Array(), 'empty'], ['压缩包', 'a.zip', () => zip(part('a.txt', 'x')), 'not-allowed'], ['程序', 'a.exe', () => text('MZ'), 'not-allowed'], ['网页', 'a.html', () => text('<script>'), 'not-allowed'],
    ['名为 DOCX 的 PDF', 'a.docx', () => tinyPdf([['x']]), 'false-type'], ['名为 PDF 的 PNG', 'a.pdf', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'false-type'], ['名为 PNG 的脚本', 'a.png', () => text('<svg onload=alert(1)>'), 'unknown'], ['名为 XLSX 的 DOCX', 'a.xlsx', () => docx(), 'false-type'], ['名为 DOCX 的压缩包', 'a.docx', () => zip(part('a.txt', 'x')), 'false-type'], ['名为 TXT 的程序', 'a.txt', () => Uint8Array.from([0x4d, 0x5a, 0, 0, 1, 2, 3]), 'not-text'],
    ['有密码的 PDF', 'a.pdf', locked, 'locked'], ['有密码的 DOCX', 'a.docx', () => ole('EncryptedPackage'), 'locked'], ['加密的部件', 'a.docx', () => docx(part('word/a.xml', '<a/>', { flag: 1 })), 'locked'],
    ['截断的 PDF', 'a.pdf', () => tinyPdf([['x']]).slice(0, -60), 'cut'], ['没有内容的 PDF', 'a.pdf', () => text('%PDF-1.4\nstartxref\n0\n%%EOF'), 'broken-pdf'], ['截断的 DOCX', 'a.docx', () => docx().slice(0, -30), 'broken-archive'], ['没有正文的 DOCX', 'a.docx', () => zip(types), 'broken-archive'], ['正文坏了的 DOCX', 'a.docx', () => zip(types, body('<w:document>')), 'broken-part'],
    ['DOCTYPE', 'a.docx', () => zip(types, body(laughs)), 'doctype'], ['UTF-7', 'a.docx', () => zip(types, body('<?xml version="1.0" encoding="UTF-7"?><a/>')), 'encoding'], ['坏字节', 'a.docx', () => docx(part('word/a.xml', Uint8Array.from([0x3c, 0x61, 0xff, 0x3e]))), 'encoding'], ['嵌套三千层', 'a.docx', () => zip(types, body('<a>'.repeat(3000) + '</a>'.repeat(3000))), 'deep'],
    ['声称解开有 1 GB', 'a.docx', () => docx(part('word/media/a.bin', 'x', { says: 1_073_741_824 })), 'bomb'], ['声称很小、解开 40 MB', 'a.docx', () => docx(part('word/media/a.bin', new Uint8Array(40_000_000), { says: 100 })), 'broken-archive'], ['压缩比一千', 'a.docx', () => docx(part('word/media/a.bin', new Uint8Array(8_000_000))), 'bomb'], ['部件互相重叠', 'a.docx', () => docx(part('word/a.txt', 'x'.repeat(100)), part('word/b.txt', 'x'.repeat(100), { at: 0 })), 'broken-archive'],
    ['包里有包', 'a.docx', () => docx(part('word/media/a.bin', zip(part('x', 'x')))), 'nested'], ['嵌两层的包', 'a.docx', () => docx(part('word/embeddings/a.docx', docx(part('word/embeddings/b.docx', docx())))), 'nested'], ['往上走的路径', 'a.docx', () => docx(part('../../etc/passwd', 'x')), 'climbs'], ['符号链接', 'a.docx', () => docx(part('word/link', '/etc/passwd', { mode: 0o120777 })), 'link'], ['夹带程序', 'a.docx', () => docx(part('word/setup.exe', 'MZ')), 'program'],
  ])('%s', async (_, name, make, code) => { expect(await told(await make(), name)).toBe(code) })
  it('每一种都有完整的一句话：什么、哪里、怎么办，并说明没有保存', () => {
    const source = readFileSync(new URL('./inspect.ts', import.meta.url), 'utf8'), codes = new Set([...source.matchAll(/\b[bB]ad\((?:[^'()]+(?:\([^()]*\))?[^'()]*\? )?'([a-z-]+)'(?: : '([a-z-]+)')?/g)].flatMap((m) => [m[1], m[2]]).filter((c) => c !== undefined))
    expect(codes.size).toBeGreaterThan(15)
    for (const code of [...codes, 'too-heavy', 'too-slow', 'crashed', 'busy', 'virus']) expect(labels[`documents.check.${code}`]?.[0], code).toMatch(/“\{name\}”.*没有保存。.*请/)
  })
})

describe('收集来的恶意样本', () => {
  const folder = join(import.meta.dirname, '../../../../../shared/data/security-inputs'), at = existsSync(folder) ? folder : join(import.meta.dirname, '../../../../shared/data/security-inputs')
  it.skipIf(!existsSync(at))('压缩炸弹、DOCTYPE、脚本图片都进不来；EICAR 没有查毒程序就如实标明未查', async () => {
    const read = (path: string) => readFileSync(join(at, path))
    expect(await told(read('zip/bomb-8MiB.zip'), 'a.docx')).toBe('bomb')
    for (const x of ['xml/billion-laughs.xml', 'xml/xxe-file.xml']) expect(await told(zip(types, { name: 'word/document.xml', bytes: read(x) }), 'a.docx')).toBe('doctype')
    for (const name of ['a.png', 'a.pdf', 'a.docx']) expect(await told(read('svg/script.svg'), name)).toMatch(/unknown|false-type/)
    expect(await told(read('eicar.txt'), 'eicar.txt')).toMatchObject({ type: 'text/plain' })
    expect(labels['documents.no-scanner']![0]).toContain('未经查毒')
  })
})

describe('检查在自己的进程里', () => {
  const dir = mkdtempSync(join(tmpdir(), 'linyan-check-'))
  afterAll(() => { rmSync(dir, { recursive: true, force: true }) })
  const child = (code: string) => { const path = join(import.meta.dirname, `check-planted-${Math.random().toString(36).slice(2)}.mjs`); writeFileSync(path, code); return path }
  it.each([
    ['死循环', 'process.stdin.once("data", () => { for (;;); })', 'too-slow'], ['吃内存', 'const all = []; process.stdin.once("data", () => { for (;;) all.push(Buffer.alloc(16_000_000, 1)) })', 'too-heavy'], ['堆用尽', 'const all = []; process.stdin.once("data", () => { for (;;) all.push(new Array(1e6).fill({})) })', 'too-heavy'], ['自己退出', 'process.stdin.once("data", () => process.exit(7))', 'crashed'],
    ['想写文件', `import { writeFileSync } from 'node:fs'; process.stdin.once("data", () => writeFileSync(${JSON.stringify(join(dir, 'out'))}, 'x'))`, 'crashed'], ['想读密钥', "import { readFileSync } from 'node:fs'; process.stdin.once('data', () => { readFileSync('/etc/passwd'); process.stdout.write('{}\\n') })", 'crashed'], ['想起别的程序', "import { execSync } from 'node:child_process'; process.stdin.once('data', () => { execSync('id'); process.stdout.write('{}\\n') })", 'crashed'],
  ])('%s：这一份不收，服务照常', async (_, code, why) => {
    const path = child(code), other = openChecker({ ...usual, ms: 3_000, bytes: 220 * 1_048_576 }, path)
    try { expect(await other.check(tinyPdf([['x']]), 'a.pdf')).toMatchObject({ fault: { code: why } }) } finally { other.close(); rmSync(path) }
    expect(existsSync(join(dir, 'out'))).toBe(false)
    expect(await told(tinyPdf([['x']]), 'a.pdf')).toMatchObject({ pages: 1 })
  }, 20_000)
  it('PDF 里的流是压缩炸弹：最多解到界限，读不出就算读不出', async () => {
    const doc = await PDFDocument.create(), page = doc.addPage(), bomb = deflateSync(new Uint8Array(200_000_000)), stream = doc.context.stream(bomb, { Filter: 'FlateDecode' })
    page.node.set(doc.context.obj('Contents') as never, doc.context.register(stream))
    expect(await told(await doc.save({ useObjectStreams: false }), 'bomb.pdf')).toMatchObject({ readable: 'scan' })
  }, 30_000)
  it('许多份同时来：各得各的答复', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => told(tinyPdf(Array.from({ length: i + 1 }, () => ['x'])), 'a.pdf')))
    expect(all.map((f) => (f as { pages: number }).pages)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  })
})
