// The default letters as their readers get them: every word, every page, what the PDF claims, where its QR code leads.
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsqr from 'jsqr'
import { describe, expect, it } from 'vitest'
import { footWords } from '#kernel/letters/labels.ts'
import { checkTemplate, renderLetter, type Said } from '#kernel/letters/render.ts'
import { openSetter } from '#kernel/letters/setting.ts'
import { templates } from '../tools/templates.ts'
import { letterFacts, letterGiven } from './letter-facts.ts'
import { readPdf } from './pdf.ts'

const names = Object.keys(letterFacts), template = (name: string) => readFileSync(new URL(`../letters/${name}.docx`, import.meta.url)), given = (name: string) => ({ ...letterGiven, number: letterFacts[name]!['编号'] as string })
const known = (facts: Said) => Object.entries(facts).flatMap(([k, v]) => typeof v === 'string' ? [k] : [k, ...v.flatMap((row) => Object.keys(row)).map((c) => `${k}.${c}`), ...(k === '电子签署' ? ['岗位', '姓名', '含义', '签署时间'] : [])])
/** As on a machine with no fonts of its own: the same pages everywhere. */
const bare = openSetter(join(tmpdir(), `linyan-fonts-${process.getuid?.() ?? 0}`), { system: false })
const squeezed = (text: string) => text.replace(/\s+/g, '')
/** What the pages say between their feet. */
const said = async (pdf: Uint8Array, number: string) => squeezed((await readPdf(pdf)).pages.join('\n')).replaceAll(squeezed(`${footWords.number}${number}${footWords.hint}`), '').replace(/第\d+页共\d+页/g, '')
const words = (facts: Said): string[] => Object.values(facts).flatMap((v) => typeof v === 'string' ? [v] : v.flatMap((row) => Object.values(row)))

describe('默认文书', () => {
  it('letters/ 里的就是 tools/templates.ts 造的', async () => {
    for (const [name, bytes] of await templates()) expect(template(name.replace('.docx', '')).equals(bytes), name).toBe(true)
  })
  it.each(names)('%s：占位符都认得，填完一个不剩，事实一字不少，页数不变', async (name) => {
    expect(await checkTemplate(template(name), known(letterFacts[name]!))).toEqual([])
    const { pdf, pages } = await (await bare).letter(template(name), letterFacts[name]!, given(name)), text = await said(pdf, given(name).number)
    expect(text).not.toMatch(/[{}\uFFFD]/)
    const missing = words(letterFacts[name]!).filter((w) => !text.includes(squeezed(w)))
    // a letter says what it is for; facts that only other letters of its kind carry are not in it
    expect(missing.filter((w) => !silent(name).includes(w))).toEqual([])
    expect({ pages, text }).toMatchSnapshot()
  })
  it('批件写明须写明的：编号、研究、申请人、审查类别与方式、时间地点、到会、票数、每份文件的版本、意见、有效期、跟踪审查、再报事项、规则声明、联系方式、签字与盖章处、附件', async () => {
    const { pdf, pages } = await renderLetter(template('ethics.approval'), letterFacts['ethics.approval']!, given('ethics.approval')), text = await said(pdf, given('ethics.approval').number)
    for (const part of ['批件号', '禤文瞾', '初始审查', '会议审查', '应到9人，实到8人，回避1人', '同意6票', '知情同意书（受试者版）V2.12026-02-11', '本批件有效期自2026年9月28日至2027年9月27日', '下次跟踪审查日期：2027年9月1日', '须再报本委员会的事项', '赫尔辛基宣言', '联系方式', '主任委员（签字）', '（伦理委员会盖章）', '附件1审查文件校验值', '附件2到会委员签到']) expect(text, part).toContain(part)
    expect(pages).toBe(4)
  })
  it('认可意见与批件的页面上，审查委员只有人数，没有姓名', async () => {
    const { pdf } = await renderLetter(template('ethics.recognition'), letterFacts['ethics.recognition']!, given('ethics.recognition'))
    for (const row of letterFacts['ethics.approval']!['到会委员'] as readonly Record<string, string>[]) expect(await said(pdf, '')).not.toContain(row['姓名'])
  })
  it('自称 PDF/A-2b，字体都嵌在里面并能复制成字，日期是给定的时刻', async () => {
    const { pdf, pages } = await renderLetter(template('ethics.approval'), letterFacts['ethics.approval']!, given('ethics.approval')), it = await readPdf(pdf)
    expect(Buffer.from(pdf.subarray(0, 8)).toString('latin1')).toBe('%PDF-1.7')
    expect(it.xmp).toMatch(/<pdfaid:part>2<\/pdfaid:part><pdfaid:conformance>B</)
    expect(it.intents).toBe(1)
    expect(it.fonts.length).toBeGreaterThan(1)
    for (const f of it.fonts) expect(f).toMatchObject({ embedded: true, mapped: true })
    expect(new Set(it.dates)).toEqual(new Set(['2026-09-28T02:00:00Z']))
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/\/JavaScript|\/Launch|\/EmbeddedFile|\/Encrypt/)
    it.pages.forEach((text, i) => { expect(squeezed(text), `page ${i + 1}`).toContain(`第${i + 1}页共${pages}页`) })
  })
  it('每页的二维码扫出来就是核验页的地址，四周留白四格', async () => {
    const { pdf } = await renderLetter(template('ethics.approval'), letterFacts['ethics.approval']!, given('ethics.approval'))
    for (const content of (await readPdf(pdf)).contents) {
      const dark = new Set([...content.matchAll(/^(\d+) (\d+) m\n(\d+) \2 l\n\3 (\d+) l\n\1 \4 l\nh/gm)].filter(([, x, y, right, bottom]) => Number(right) - Number(x) === 1 && Number(bottom) - Number(y) === 1).map(([, x, y]) => `${x}:${y}`))
      const at = [...dark].map((d) => d.split(':').map(Number) as [number, number]), size = Math.max(...at.map(([x]) => x)) + 5, scale = 4, side = size * scale
      expect([Math.min(...at.map(([x]) => x)), Math.min(...at.map(([, y]) => y))]).toEqual([4, 4])
      // as a camera sees it, read by a decoder that knows nothing of the encoder
      const seen = new Uint8ClampedArray(side * side * 4).map((_, i) => (i % 4 === 3 ? 255 : dark.has(`${Math.floor((i >> 2) % side / scale)}:${Math.floor((i >> 2) / side / scale)}`) ? 0 : 255))
      const found = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr
      expect((found as unknown as (data: Uint8ClampedArray, w: number, h: number) => { data: string } | null)(seen, side, side)?.data).toBe(letterGiven.qr)
    }
  })
  it('同样的输入，两次、换一个进程，都是同样的字节', async () => {
    const one = () => renderLetter(template('ethics.opinion'), letterFacts['ethics.opinion']!, given('ethics.opinion')), [a, b] = [await one(), await one()]
    const c = await (await openSetter(join(tmpdir(), `linyan-fonts-${process.getuid?.() ?? 0}`))).letter(template('ethics.opinion'), letterFacts['ethics.opinion']!, given('ethics.opinion'))
    expect(Buffer.from(a.pdf).equals(Buffer.from(b.pdf))).toBe(true)
    expect(Buffer.from(a.pdf).equals(Buffer.from(c.pdf))).toBe(true)
  })
  it('没有系统字体的服务器排得出每一种，字一个不少', async () => {
    for (const name of names) {
      const { pdf } = await (await bare).letter(template(name), letterFacts[name]!, given(name)), read = await readPdf(pdf)
      expect(read.fonts.some((f) => /CJK/.test(f.name)), name).toBe(false)
      expect(await said(pdf, given(name).number), name).toContain('禤文瞾'.slice(0, name === 'letters.form' ? 0 : 3))
    }
  })
  it('电子签署一行一个；更正函写明更正了什么；都没有时不留空行', async () => {
    const facts = { ...letterFacts['ethics.opinion']!, 更正说明: '更正 2026-药伦审-0117：方案编号有误。', 电子签署: [{ 岗位: '伦理秘书', 姓名: '周敏', 含义: '已审阅', 签署时间: '2026年9月28日' }, { 岗位: '主任委员', 姓名: '陈立群', 含义: '同意签发', 签署时间: '2026年9月28日' }] }
    const text = await said((await renderLetter(template('ethics.opinion'), facts, given('ethics.opinion'))).pdf, given('ethics.opinion').number)
    expect(text).toContain('更正2026-药伦审-0117：方案编号有误。')
    expect(text).toContain('伦理秘书周敏已审阅2026年9月28日主任委员陈立群同意签发2026年9月28日')
  })
  it('页脚写编号与“内部留痕”', async () => {
    const { pdf } = await renderLetter(template('startup.receipt'), letterFacts['startup.receipt']!, { ...given('startup.receipt'), mark: '内部留痕 · 未生效' })
    for (const page of (await readPdf(pdf)).pages) expect(squeezed(page)).toContain('内部留痕·未生效')
  })
})

/** Facts a letter is given and does not print: the hash of its own content, and what its kind does not list. */
function silent(name: string): string[] {
  const all = letterFacts[name]!, hashes = ((all['文件清单'] ?? []) as readonly Record<string, string>[]).map((r) => r['校验值']!)
  return [...(name === 'letters.form' ? [all['联系方式'] as string] : [all['校验值'] as string]), ...(name === 'ethics.approval' ? [] : hashes), ...(name === 'ethics.recognition' ? [all['审查类别'] as string, all['审查地点'] as string] : []), ...(name === 'startup.receipt' ? [all['专业'] as string] : [])]
}
