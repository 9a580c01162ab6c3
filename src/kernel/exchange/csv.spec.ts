import { existsSync, readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnKey, delimiterOf, readCsv } from './csv.ts'
import { FileFault } from './fault.ts'

const spectrum = new URL('../../../../shared/data/cn-encodings/csv-spectrum/', import.meta.url)
const rows = (text: string, mark = ',') => [...readCsv([text], mark)]
const faultOf = (text: string) => { try { rows(text) } catch (error) { return error instanceof FileFault ? [error.code, error.facts] : error } }
const written = (table: readonly (readonly string[])[], end: string) => table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join(end)

describe('CSV 读取', () => {
  for (const [title, text, expected] of [
    ['逗号在引号内不分列', 'a,"b,c"\n', [['a', 'b,c']]],
    ['引号内的换行属于单元格', 'a,"b\r\nc"\r\nd,e', [['a', 'b\r\nc'], ['d', 'e']]],
    ['成对的引号还原为一个引号', '"a ""b"" c"', [['a "b" c']]],
    ['未加引号的单元格中的引号是普通字符', 'a"b,c', [['a"b', 'c']]],
    ['CRLF、LF、CR 三种行尾同样处理', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['文件末尾有无换行结果相同', 'a,b\n', [['a', 'b']]],
    ['末尾的空单元格保留', 'a,\n', [['a', '']]],
    ['空行读作一个空单元格', 'a\n\nb', [['a'], [''], ['b']]],
    ['开头的 BOM 去除', '\ufeffa,b', [['a', 'b']]],
    ['空文件没有行', '', []],
  ] as const) it(title, () => expect(rows(text)).toEqual(expected))

  it('引号未闭合 → 文件不完整，指出行号', () => expect(faultOf('a,b\nc,"d')).toEqual(['truncated', { row: 2, line: 2 }]))
  it('闭合引号后仍有文字 → 拒绝，指出表格行号和原文件行号', () => expect(faultOf('a,"b\nc"\n"d"e')).toEqual(['bad-csv', { row: 2, line: 3 }]))
  it('一行超过两千列 → 拒绝', () => expect(faultOf(','.repeat(3000))).toEqual(['bad-csv', { row: 1, line: 1 }]))
  it('写出再读回，内容不变；任意分块读取，结果相同', () => {
    const cell = fc.stringMatching(/^[a-c,"\r\n 甲]{0,6}$/)
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(80), { maxLength: 6 }), (table, end, cuts) => {
      const text = written(table, end), at = [0, ...[...cuts].sort((a, b) => a - b), text.length]
      expect(rows(text)).toEqual(table)
      expect([...readCsv(at.slice(1).map((to, i) => text.slice(at[i], to)))]).toEqual(table)
    }), { numRuns: 2000 })
  })
  it('任意文字、任意分块：要么同样的行，要么同样的拒绝', () => {
    const outcome = (chunks: string[]) => { try { return [...readCsv(chunks)] } catch (error) { if (!(error instanceof FileFault)) throw error; return error.code } }
    fc.assert(fc.property(fc.stringMatching(/^[ab,"\r\n]{0,30}$/), fc.nat(30), (text, cut) => { expect(outcome([text.slice(0, cut), text.slice(cut)])).toEqual(outcome([text])) }), { numRuns: 2000 })
  })
  it('按首行判断分隔符', () => expect(['a,b,c\n;;;;', 'a\tb', 'a;b;c', 'a'].map(delimiterOf)).toEqual([',', '\t', ';', ',']))
  it('列名不分大小写、空格、下划线和全角', () => expect(['Trial_ID', 'trialid', 'Trial ID ', 'ＴｒｉａｌＩＤ'].map(columnKey)).toEqual(Array(4).fill('trialid')))
  it.skipIf(!existsSync(spectrum))('csv-spectrum 的六个样本与其标准答案一致', () => {
    const names = readdirSync(new URL('csvs/', spectrum))
    expect(names).toHaveLength(6)
    for (const name of names) {
      const [head, ...body] = rows(readFileSync(new URL(`csvs/${name}`, spectrum), 'utf8'))
      const answer = JSON.parse(readFileSync(new URL(`json/${name.replace('.csv', '.json')}`, spectrum), 'utf8')) as unknown
      expect(body.map((row) => Object.fromEntries(row.map((cell, i) => [head![i], cell])))).toEqual(answer)
    }
  })
})
