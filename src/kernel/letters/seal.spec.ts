import { PDFDocument } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { testCa } from '../../../test/seal.ts'
import { inspectSeal } from './seal.ts'

const what = { org: '杭城市第一人民医院', number: '2026-药伦审-0001', reason: '批件', at: '2026-09-28T02:00:00.000Z' }
const paper = async (useObjectStreams = true) => { const doc = await PDFDocument.create(); doc.addPage([300, 200]).drawText('letter'); doc.addPage(); return doc.save({ useObjectStreams }) }
const ca = testCa()

describe('电子签章盖住整份文件', () => {
  it.each([[true, '交叉引用流'], [false, '交叉引用表']])('只在后面添，原来的字节一个不动（%s %s）；盖到最后一个字节', async (streams) => {
    const pdf = await paper(streams), { pdf: sealed, receipt } = await ca.seal(pdf, what)
    expect(Buffer.from(sealed).subarray(0, pdf.length).equals(Buffer.from(pdf))).toBe(true)
    expect(receipt).toMatchObject({ provider: 'test-ca', signer: expect.stringContaining('Linyan Test CA'), digest: inspectSeal(sealed, pdf).digest })
    expect((await PDFDocument.load(sealed)).getPageCount()).toBe(2)
  })
  it('改任何一个字节都看得出：正文、签章之后、签名本身', async () => {
    const pdf = await paper(), { pdf: sealed } = await ca.seal(pdf, what), b = Buffer.from(sealed), contents = b.lastIndexOf('/Contents <') + 11
    for (const at of [0, 20, pdf.length >> 1, pdf.length + 5, contents + 400, sealed.length - 3]) { const bad = Buffer.from(sealed); bad[at] = bad[at]! === 0x31 ? 0x32 : 0x31; expect(() => inspectSeal(bad), String(at)).toThrow(/letters\.seal\.(changed|part-only|none-found)/) }
    for (let i = 0; i < 60; i++) { const at = Math.floor((i / 60) * pdf.length), bad = Buffer.from(sealed); bad[at]! ^= 1; expect(() => inspectSeal(bad), String(at)).toThrow() }
  })
  it('签后又在末尾添东西、没有签章、换了一份文件，都不认', async () => {
    const pdf = await paper(), other = await paper(false), { pdf: sealed } = await ca.seal(pdf, what)
    expect(() => inspectSeal(Buffer.concat([sealed, Buffer.from('\n%more')]))).toThrow('letters.seal.part-only')
    expect(() => inspectSeal(pdf)).toThrow('letters.seal.none-found')
    expect(() => inspectSeal(sealed, other)).toThrow('letters.seal.other-file')
  })
})
