import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCount } from './count.ts'
import { readDate } from './date.ts'

describe('日期', () => {
  for (const [text, on] of [
    ['2020-02-16', '2020-02-16'], ['20200216', '2020-02-16'], ['2020/2/6', '2020-02-06'], ['2020年2月6日', '2020-02-06'], ['06/02/2020', '2020-02-06'], ['12/04/2020', '2020-04-12'], ['03/23/2020', '2020-03-23'],
    ['March 23, 2020', '2020-03-23'], ['23 March 2020', '2020-03-23'], ['17-Feb-2020', '2020-02-17'], ['2020-02-16 10:40:56', '2020-02-16'], ['２０２０-０２-１６', '2020-02-16'], ['29/02/2020', '2020-02-29'],
  ] as const) it(`${text} → ${on}`, () => expect(readDate(text)).toEqual({ on, why: null }))
  for (const [text, why] of [
    ['', 'missing'], ['Not Available', 'missing'], ['April 2020', 'partial'], ['2020-04', 'partial'], ['2020', 'partial'], ['2020年4月', 'partial'],
    ['2021-02-29', 'unreadable'], ['31/04/2020', 'unreadable'], ['2020-13-01', 'unreadable'], ['43891', 'unreadable'], ['soon', 'unreadable'], ['0020-01-01', 'unreadable'], ['Marchember 5, 2020', 'unreadable'].map((part, i) => i === 0 ? 'Foo 5, 2020' : part) as [string, 'unreadable'],
  ] as const) it(`${text || '空白'} → 不编造日期（${why}）`, () => expect(readDate(text)).toEqual({ on: null, why }))
  it('任何真实的日期，各种写法读出同一天', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1951-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
      const on = date.toISOString().slice(0, 10), [y, m, d] = on.split('-') as [string, string, string]
      for (const text of [on, y + m + d, `${y}/${Number(m)}/${Number(d)}`, `${d}/${m}/${y}`, `${y}年${Number(m)}月${Number(d)}日`]) expect(readDate(text).on, text).toBe(on)
    }), { numRuns: 1000 })
  })
})

describe('人数', () => {
  for (const [text, total, why] of [
    ['120', 120, null], ['1,200', 1200, null], ['１２０', 120, null], ['Case series:100;', 100, null], ['experimental group:20;control group:20;', 40, 'summed'], ['Target condition:80;Difficult condition:0', 80, 'summed'],
    ['experimental group \t:50;control group :50;', 100, 'summed'], ['试验组：20；对照组：20例；', 40, 'summed'], ['two groups:74;', 74, 'ambiguous'], ['a:b:10;', 10, null],
    ['', null, 'missing'], ['N/A', null, 'missing'], ['0', null, 'zero'], ['Target condition:0;Difficult condition:0', null, 'zero'], ['about 100', null, 'unreadable'], ['100 (50 per arm)', null, 'unreadable'], ['group a:20;group b', null, 'unreadable'],
    ['99999999999', null, 'unreadable'], ['-5', null, 'unreadable'], ['1e3', null, 'unreadable'], ['Infinity', null, 'unreadable'],
  ] as const) it(`${text.trim() || '空白'} → ${total ?? why}`, () => expect(readCount(text)).toMatchObject({ total, why }))
  it('各组之和等于总数', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 2, maxLength: 8 }), (sizes) => {
      const { total, parts } = readCount(sizes.map((size, i) => `group ${i}:${size}`).join(';') + ';')
      expect(total).toBe(sizes.reduce((a, b) => a + b))
      expect(parts.map((part) => part.size)).toEqual(sizes)
    }), { numRuns: 500 })
  })
})
