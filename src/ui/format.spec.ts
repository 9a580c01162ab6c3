import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatsIn } from './format.ts'

const zh = formatsIn('zh'), en = formatsIn('en')

describe('日期与数字的写法', () => {
  it.each([
    [zh.date('2026-09-20'), '2026-09-20（周日）'], [en.date('2026-09-20'), 'Sun 20 Sep 2026'], [zh.day('2026-09-20'), '09-20'], [en.day('2026-09-20'), '20 Sep'],
    [zh.moment('2026-09-29T00:40:00Z'), '2026-09-29（周二）08:40'], [zh.date('2026-09-28T16:30:00Z'), '2026-09-29（周二）'], [zh.second('2026-09-29T02:32:05Z'), '10:32:05'],
    [zh.span(3, 'workday'), '3 个工作日'], [zh.brief(3, 'workday'), '3 工作日'], [zh.span(72, 'hour'), '72 小时'], [zh.brief(6 + 40 / 60, 'hour'), '6 小时 40 分'], [zh.brief(.5, 'hour'), '30 分'], [zh.brief(0, 'hour'), '0 小时'], [zh.span(30, 'day'), '30 日'],
    [en.span(1, 'workday'), '1 working day'], [en.brief(15, 'day'), '15 days'], [en.brief(6.5, 'hour'), '6 h 30 min'],
    [zh.money(480_000_000), '480 万元'], [zh.money('3200000000'), '3,200 万元'], [zh.money(299_950), '2,999.50 元'], [zh.exact(480_000_000n), '4,800,000 元'], [zh.money(-480_000_000), '−480 万元'], [zh.exact(-5), '−0.05 元'], [en.money(480_000_000), 'CNY 4,800,000'],
    [zh.percent(.864), '86.4%'], [zh.number(1204), '1,204'], [zh.number(-1204.5), '−1,204.5'],
  ])('写作 %s', (got, wanted) => { expect(got).toBe(wanted) })

  it('北京时间零点半与本机时区无关', () => { expect([zh.today('2026-09-28T16:30:00Z'), zh.time('2026-09-28T16:30:00Z')]).toEqual(['2026-09-29', '00:30']) })
  it('金额逐分不差', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fen => {
      const plain = zh.exact(fen).replace(/[, 元]/g, '').replace('−', '-'), [whole = '', part = '00'] = plain.split('.')
      expect(BigInt(whole.replace('-', '') + part) * (plain.startsWith('-') ? -1n : 1n)).toBe(fen)
    }), { numRuns: 500 })
  })
})
