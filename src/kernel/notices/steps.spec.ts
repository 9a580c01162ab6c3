import { describe, expect, it } from 'vitest'
import { beijing, openCalendar } from '../calendar.ts'
import { anchor, fold, type ClockEvent, type ClockRule } from '../clock.ts'
import data from '../db/calendar-days.json' with { type: 'json' }
import { nextAt, stands, steps } from './steps.ts'

const calendar = openCalendar(data)
const rule = (over: Partial<ClockRule>): ClockRule => ({ name: 'x', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['open'], stop: ['ask'], resume: ['answer'], end: ['decide'], rolls: false, basis: [], ...over })
/** '09-28 10:00 open' in 2026, Beijing time. */
const happened = (...lines: string[]): ClockEvent[] => lines.map((l, id) => { const [day, time, name] = l.split(' '); return { id, at: `2026-${day}T${time}:00+08:00`, name: name!, side: 'site' } })
const left = (over: Partial<ClockRule>, ...lines: string[]) => { const events = happened(...lines); return anchor(fold(rule(over), events, new Date(events.at(-1)!.at).toISOString(), calendar)) }
/** Each warning as `T-1 10-09 00:00`. */
const planned = (over: Partial<ClockRule>, ...lines: string[]): string => steps(left(over, ...lines), calendar).map((s) => { const { date, time } = beijing(s.at); return `${s.step} ${date.slice(5)} ${time}` }).join('，')

describe('时限提醒：不超过五个工作日 T−1、T、T+1；更长 T−2、T、T+1；小时 50、80、100 %', () => {
  it.each<[string, Partial<ClockRule>, string[], string]>([
    ['五个工作日，跨国庆，末日是调休上班的周六 10-10：前一日 10-09 与当日提醒，次日是周一 10-12', {}, ['09-28 10:00 open'], 'T-1 10-09 00:00，T 10-10 00:00，T+1 10-12 00:00'],
    ['从周日起算（当日不计），末日周五 09-18，次日是调休上班的周日 09-20', {}, ['09-13 10:00 open'], 'T-1 09-17 00:00，T 09-18 00:00，T+1 09-20 00:00'],
    ['周一起算五个工作日，到调休上班的周日 09-20', {}, ['09-14 11:05 open'], 'T-1 09-18 00:00，T 09-20 00:00，T+1 09-21 00:00'],
    ['三个工作日，末日是节后第一天：前一工作日在节前', { limit: 3 }, ['09-28 10:00 open'], 'T-1 09-30 00:00，T 10-08 00:00，T+1 10-09 00:00'],
    ['六个工作日就算更长：T−2', { limit: 6 }, ['09-28 10:00 open'], 'T-2 10-09 00:00，T 10-12 00:00，T+1 10-13 00:00'],
    ['三十日，末日落在假期顺延到 10-08：前两个工作日在节前', { limit: 30, unit: 'day', rolls: true }, ['09-04 10:00 open'], 'T-2 09-29 00:00，T 10-08 00:00，T+1 10-09 00:00'],
    ['三十日，不顺延：当日是休息日也提醒，其余按工作日', { limit: 30, unit: 'day' }, ['09-04 10:00 open'], 'T-2 09-29 00:00，T 10-04 00:00，T+1 10-08 00:00'],
    ['二十四小时：十二小时、十九小时十二分、到时', { limit: 24, unit: 'hour' }, ['09-30 18:00 open'], '50 10-01 06:00，80 10-01 13:12，100 10-01 18:00'],
    ['小时的停过再走：按走过的时间算', { limit: 10, unit: 'hour' }, ['09-14 08:00 open', '09-14 10:00 ask', '09-14 20:00 answer'], '50 09-14 23:00，80 09-15 02:00，100 09-15 04:00'],
    ['停着的不提醒', {}, ['09-28 10:00 open', '09-29 10:00 ask'], ''],
    ['停过再走：停的当天算，补正当天不算，按新的末日', {}, ['09-28 10:00 open', '09-29 10:00 ask', '10-09 10:00 answer'], 'T-1 10-13 00:00，T 10-14 00:00，T+1 10-15 00:00'],
    ['办结的不提醒', {}, ['09-28 10:00 open', '09-29 10:00 decide'], ''],
    ['公示期不催人', { bound: 'at-least' }, ['09-28 10:00 open'], ''],
    ['一个工作日：来的当天不补发前一日的提醒', { limit: 1 }, ['09-28 10:00 open'], 'T 09-29 00:00，T+1 09-30 00:00'],
    ['当日才来的，只剩过后一日', {}, ['09-28 10:00 open', '10-10 09:00 look'], 'T+1 10-12 00:00'],
  ])('%s', (_, over, lines, expected) => expect(planned(over, ...lines)).toBe(expected))
  it('改了末日的时限，先前排的提醒不再算数', () => {
    const before = steps(left({}, '09-28 10:00 open'), calendar)[0]!, same = left({}, '09-28 10:00 open', '09-28 11:00 look'), moved = left({}, '09-28 10:00 open', '09-29 10:00 ask', '10-09 10:00 answer')
    expect([stands(same, before), stands(moved, before), stands(left({}, '09-28 10:00 open', '09-29 10:00 ask'), before), stands({ ...same, name: 'y' }, before)]).toEqual([true, false, false, false])
  })
  it('每日合并：到下一个那个钟点（北京时间），无论进程在哪个时区', () => {
    expect([nextAt('2026-09-14T00:29:00.000Z', '08:30'), nextAt('2026-09-14T00:30:00.000Z', '08:30'), nextAt('2026-09-14T16:30:00.000Z', '08:30')]).toEqual(['2026-09-14T00:30:00.000Z', '2026-09-15T00:30:00.000Z', '2026-09-15T00:30:00.000Z'])
  })
})
