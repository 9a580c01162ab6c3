import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileFault, filled } from './fault.ts'
import { fileFaultLabels } from './labels.ts'
import { decode, hides, lines, oneLine, plain } from './text.ts'

const shared = new URL('../../../../shared/data/cn-encodings/', import.meta.url)
const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, big: boolean) => {
  const view = new DataView(new ArrayBuffer(2 + 2 * text.length))
  ;[0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))].forEach((unit, i) => view.setUint16(2 * i, unit, !big))
  return new Uint8Array(view.buffer)
}
const bytes = (...list: number[]) => Uint8Array.from(list)
const faultOf = (content: Uint8Array, limit?: number) => { try { return decode(content, limit).encoding } catch (error) { if (!(error instanceof FileFault)) throw error; return error.facts.hint ? `${error.code}.${error.facts.hint}` : error.code } }

describe('文件编码', () => {
  it('UTF-8、带 BOM 的 UTF-8、UTF-16 两种字节序读出同样的文字，并说明编码', () => {
    const text = '登记号,名称\n甲,𠮷野䶮\n'
    expect([utf8(text), utf8('\ufeff' + text), utf16(text, false), utf16(text, true)].map((one) => decode(one))).toEqual(
      ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'].map((encoding) => ({ text, encoding })))
  })
  it('GB18030 双字节与四字节汉字都能读', () => expect(decode(bytes(0x61, 0xba, 0xbc, 0xd6, 0xdd, 0x0a, 0x82, 0x35, 0x87, 0x38, 0x62))).toEqual({ text: 'a杭州\n' + new TextDecoder('gb18030').decode(bytes(0x82, 0x35, 0x87, 0x38)) + 'b', encoding: 'gb18030' }))
  for (const [title, content, code] of [
    ['空文件', bytes(), 'empty'], ['只有 BOM 和空白', utf8('\ufeff \n'), 'empty'],
    ['含 NUL 的二进制', bytes(0x61, 0, 0x62, 0x63), 'not-text'], ['随机的高位字节', bytes(0xff, 0xfb, 0xff, 0x80, 0xff, 0xff), 'not-text'],
    ['UTF-8 在字符中间中断', utf8('abc杭').slice(0, -1), 'truncated'], ['UTF-16 少一个字节', utf16('杭州', false).slice(0, -1), 'truncated'], ['UTF-16 停在半个字符', utf16('a𠮷', false).slice(0, -2), 'truncated'],
    ['GB18030 在字符中间中断', bytes(0xba, 0xbc, 0xd6, 0xdd, 0xba, 0xbc, 0xd6), 'truncated'],
    ['UTF-8 中坏了一个字节：不当作 GB18030 猜读', Uint8Array.from([...utf8('杭州市临床研究'), 0xba, 0xbc, ...utf8('杭州')]), 'damaged'],
    ['英文文件中坏了一个字节：不变成汉字', Uint8Array.from([...utf8('Trial of t'), 0xe9, ...utf8('st in adults')]), 'damaged'],
    ['UTF-16 内部有半个字符', utf16('a\ud842b', false), 'damaged'],
    ['Excel 工作簿', bytes(0x50, 0x4b, 3, 4, 1, 2), 'wrong-format.zip'], ['gzip', bytes(0x1f, 0x8b, 8, 0), 'wrong-format.gzip'], ['旧版 Office', bytes(0xd0, 0xcf, 0x11, 0xe0), 'wrong-format.ole'], ['PDF', utf8('%PDF-1.7'), 'wrong-format.pdf'],
  ] as const) it(`${title} → ${code}`, () => expect(faultOf(content)).toBe(code))
  it('超过上限不解码即拒绝', () => expect(faultOf(utf8('abcdef'), 5)).toBe('too-large'))
  it('指出损坏字符所在的行', () => {
    try { decode(Uint8Array.from([...utf8('a\nb\nc'), 0xe9, 0x20])); expect.fail() } catch (error) { expect((error as FileFault).facts).toEqual({ line: 3, encoding: 'UTF-8' }) }
  })
  it('任意字节只会读出文字或给出文件错误，读出的文字没有 NUL 且是完整的 Unicode', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (content) => {
      try { const { text } = decode(content); expect(text.isWellFormed() && !text.includes('\0')).toBe(true) } catch (error) { expect(error).toBeInstanceOf(FileFault) }
    }), { numRuns: 3000 })
  })
  it('任意文字存为 UTF-8 或 UTF-16 再读回，一字不差', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.constantFrom('8', 'le', 'be'), (tail, kind) => {
      const text = `a${tail}`.replaceAll('\0', '').replaceAll('\ufeff', '')
      expect(decode(kind === '8' ? utf8(text) : utf16(text, kind === 'be')).text).toBe(text)
    }), { numRuns: 2000 })
  })
  it.skipIf(!existsSync(shared))('同一份医院名单的四种编码读出同样的文字', () => {
    const read = ['utf8', 'utf8bom', 'utf16le', 'gb18030'].map((name) => decode(readFileSync(new URL(`hospitals.${name}.csv`, shared))))
    expect(new Set(read.map((one) => one.text)).size).toBe(1)
    expect(read.map((one) => one.encoding)).toEqual(['utf-8', 'utf-8-bom', 'utf-16le', 'gb18030'])
    expect(read[0]!.text).toContain('浙江大学医学院附属第二医院')
  })
  it.skipIf(!existsSync(shared))('四字节 GB18030 与 WHATWG 对照表一致', () => {
    const ranges = readFileSync(new URL('index-gb18030-ranges.txt', shared), 'utf8').split('\n').filter((row) => /^\s*\d/.test(row)).map((row) => row.trim().split(/\s+/))
    expect(ranges.length).toBeGreaterThan(200)
    for (const [pointer, point] of ranges) {
      const n = Number(pointer), four = bytes(0x81 + Math.floor(n / 12600), 0x30 + Math.floor(n / 1260) % 10, 0x81 + Math.floor(n / 10) % 126, 0x30 + n % 10)
      expect(decode(Uint8Array.from([0xba, 0xbc, ...four])).text).toBe('杭' + String.fromCodePoint(Number.parseInt(point!, 16)))
    }
  })
})

describe('文字清理', () => {
  it('实体、换行标记还原，不可见字符和控制字符去除', () => expect(plain('a&#32;b&amp;c<br>d\u202ee\u200bf\u0007&#0;&#x200B;')).toBe('a b&c\ndef'))
  it('单行：空白合并；多行：逐行整理，空行略去', () => expect([oneLine('  a \n\t b' + ' '.repeat(2000)), lines('a  b<br><br/> c\r\nd')]).toEqual(['a b', ['a b', 'c', 'd']]))
  it('能看出藏有不可见字符', () => expect([hides('a\u202eb'), hides('a b')]).toEqual([true, false]))
  it('任意文字清理后不含不可见字符，再清理一次不变', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => { expect(hides(oneLine(text))).toBe(false); expect(oneLine(text).isWellFormed()).toBe(true) }), { numRuns: 2000 })
  })
})

describe('文件错误的说明', () => {
  it('每条说明都指明文件，并以句号结束，不含感叹号', () => {
    for (const [zh, en] of Object.values(fileFaultLabels)) for (const text of [zh, en]) {
      expect(text).toContain('{file}')
      expect(text).toMatch(/[。.]$/)
      expect(text).not.toMatch(/[!！]/)
    }
  })
  it('占位符填入事实，缺的以破折号代替', () => expect(filled(['“{file}”第 {row} 行', '{x}'], { file: 'a.csv', row: 3 })).toEqual(['“a.csv”第 3 行', '—']))
})
