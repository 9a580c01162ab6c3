import { describe, expect, it } from 'vitest'
import { bureaus, documents, measures } from './documents.ts'
import { english, englishBureaus, englishChapters, englishDocuments, englishParameters } from './english.ts'

const idiomatic = (text: string) => { expect(text).not.toMatch(/[\u2e80-\u9fff\uff00-\uffef]|\s{2}|^\s|\s$/); expect(text.length).toBeGreaterThan(3) }

describe('三十三条的英文', () => {
  it('每条都有，不多不少，次序与中文一致', () => expect(Object.keys(english)).toEqual(measures.map(({ number }) => number)))
  it.each(measures.map((m) => [m.number, m] as const))('%s 要求逐条对应，句子完整，不夹中文，只有跟踪类写跟踪什么', (number, m) => {
    const { title, asks, because, tracked } = english[number]!
    expect(asks.length).toBe(m.asks.length)
    for (const text of [title, ...asks, because, ...(tracked ? [tracked] : [])]) idiomatic(text)
    for (const sentence of [...asks, because]) expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect([title.length <= 90, /\.$/.test(title), Boolean(tracked)]).toEqual([true, false, Boolean(m.tracked)])
  })
  it('文件、章、部门、参数的英文齐全', () => {
    expect(Object.keys(englishBureaus)).toEqual(Object.keys(bureaus))
    expect(Object.keys(englishChapters)).toEqual([...new Set(measures.flatMap(({ chapter }) => chapter ?? []))])
    expect(Object.keys(englishParameters).sort()).toEqual(measures.flatMap(({ parameters }) => parameters.map(({ key }) => key)).sort())
    for (const { code, number, closing } of documents) expect([englishDocuments[code].number !== null, englishDocuments[code].closing !== null]).toEqual([number !== null, closing !== null])
    for (const text of [...Object.values(englishBureaus).flatMap((b) => [b.title, b.short]), ...Object.values(englishChapters), ...Object.values(englishParameters), ...Object.values(englishDocuments).flatMap((d) => [d.title, d.name])]) idiomatic(text)
  })
  it('征求意见稿的英文也写明是征求意见', () => expect(englishDocuments.ZJ.title).toMatch(/draft for comment/))
})
