import { describe, expect, it } from 'vitest'
import { openCalendar } from '#kernel/calendar.ts'
import data from '#kernel/db/calendar-days.json' with { type: 'json' }
import type { Outlook } from '#kernel/forecast.ts'
import { siteForecast, used } from './rules.ts'

const calendar = openCalendar(data)
const lane = (id: string, earliest: string, likely: string, latest: string, more: Partial<Outlook> = {}) => ({ id, outlook: { earliest: `2026-${earliest}`, likely: `2026-${likely}`, latest: `2026-${latest}`, rests: 'limits' as const, cases: 0, steps: 2, ...more } })
describe('预计启动', () => {
  it('最晚的一道决定；最早与最迟各取各道里最晚的；启动会再加一个工作日（跳过国庆）', () => {
    expect(siteForecast([lane('立项', '09-16', '09-20', '09-20'), lane('伦理', '09-18', '09-30', '10-14', { rests: 'cases', cases: 7 }), lane('合同', '09-20', '09-24', '10-16')], calendar))
      .toEqual({ on: '2026-10-08', from: '2026-09-21', to: '2026-10-19', lane: '伦理', rests: 'cases', cases: 7 })
  })
  it('几道同一天，取时限更迟的一道；没有在办的线就不预计', () => {
    expect(siteForecast([lane('甲', '09-16', '09-21', '09-21'), lane('乙', '09-16', '09-21', '09-29')], calendar)!.lane).toBe('乙')
    expect(siteForecast([], calendar)).toBeNull()
  })
})
const held = (...lines: string[]) => lines.map((l) => { const [day, side] = l.split(' '); return { at: `2026-${day}T10:00:00+08:00`, side: side === '-' ? null : side! } })
describe('两方各用了多少', () => {
  it('开办当天不计；交出去的那一天算交出的一方；休息日不计', () => expect(used([held('09-14 site', '09-17 sponsor', '09-29 site', '09-30 -')], '2026-10-12', calendar)).toEqual([{ side: 'site', workdays: 4 }, { side: 'sponsor', workdays: 8 }]))
  it('同一方并行的几道只算一次；两方各办各的，各算各的', () => expect(used([held('09-14 site'), held('09-14 site'), held('09-14 sponsor')], '2026-09-18', calendar)).toEqual([{ side: 'site', workdays: 4 }, { side: 'sponsor', workdays: 4 }]))
  it('还没有过一天，谁也没有用', () => expect(used([held('09-14 site')], '2026-09-14', calendar)).toEqual([]))
})
