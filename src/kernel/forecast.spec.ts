import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCalendar } from './calendar.ts'
import type { ClockEvent, ClockRule } from './clock.ts'
import data from './db/calendar-days.json' with { type: 'json' }
import { outlook, wayOn } from './forecast.ts'
import { procedure } from './procedure.ts'

const calendar = openCalendar(data), site = { side: 'site', roles: ['office'] }, sponsor = { side: 'sponsor', roles: ['cra'] }
const clock = (over: Partial<ClockRule>): ClockRule => ({ name: 'x', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['open'], end: ['approve'], rolls: false, basis: [], ...over })
const review = clock({ name: 'review', limit: 10, start: ['accept'], stop: ['ask'], resume: ['answer'], end: ['approve'] }), letter = clock({ name: 'letter', limit: 30, unit: 'day', start: ['approve'], end: ['issue'], rolls: true })
const p = procedure('t.review', {
  edition: 1, start: 'receiving', clocks: [review, letter],
  stages: {
    receiving: { by: site, moves: { accept: 'reviewing', return: { to: 'returned', returns: true }, decline: 'declined' } }, returned: { by: sponsor, moves: { resubmit: 'receiving' } },
    reviewing: { by: site, moves: { ask: { to: 'asked', returns: true }, approve: 'issuing', decline: 'declined' } }, asked: { by: sponsor, moves: { answer: 'reviewing' } },
    issuing: { by: site, moves: { issue: 'approved' } }, approved: { ends: 'granted' }, declined: { ends: 'refused' },
  },
})
const bj = (day: string) => `2026-${day}T09:00:00+08:00`
const events = (...lines: string[]): ClockEvent[] => lines.map((l, id) => { const [day, name, side = 'site'] = l.split(' '); return { id, at: bj(day!), name: name!, side } })
const at = (stage: string, on: string, lines: string[], past: number[] = []) => { const o = outlook(p, [review, letter], { stage, openedOn: '2026-09-14', events: events(...lines) }, past, bj(on), calendar)!; return [o.earliest.slice(5), o.likely.slice(5), o.latest.slice(5), o.rests, o.steps] }

describe('预计：从声明的路、还没走完的时限、近来同类的用时', () => {
  it('往前最短的一条路，不算退回，不走不予', () => {
    expect(wayOn(p, 'receiving')).toEqual([{ move: 'accept', to: 'reviewing' }, { move: 'approve', to: 'issuing' }, { move: 'issue', to: 'approved' }])
    expect(wayOn(p, 'asked')!.map((s) => s.move)).toEqual(['answer', 'approve', 'issue'])
    expect(wayOn(p, 'approved')).toEqual([]); expect(wayOn(p, 'declined')).toBeUndefined()
  })
  it.each<[string, Parameters<typeof at>, unknown[]]>([
    // 受理一日 09-15；审查 10 个工作日到 09-29（09-20 上班、09-25 至 27 放假）；批件 30 日到 10-29
    ['刚提交：没有时限的一步算一个工作日，时限用足为最迟', ['receiving', '09-14', ['09-14 open']], ['09-17', '10-29', '10-29', 'limits', 3]],
    ['审查中：按剩下的时限', ['reviewing', '09-17', ['09-14 open', '09-14 accept']], ['09-20', '10-28', '10-28', 'limits', 2]],
    ['停着等申办方：09-22 答复，剩 7 个工作日到 10-09，再 30 日到 11-08 周日，顺延到 11-09', ['asked', '09-21', ['09-14 open', '09-14 accept', '09-17 ask sponsor']], ['09-24', '11-09', '11-09', 'limits', 3]],
    ['只剩签发：30 日末日 10-24 是周六，顺延到 10-26', ['issuing', '09-24', ['09-14 open', '09-14 accept', '09-24 approve']], ['09-28', '10-26', '10-26', 'limits', 1]],
    ['超了期：从今天起算，不会预计在过去', ['reviewing', '11-16', ['09-14 open', '09-14 accept']], ['11-18', '12-16', '12-16', 'limits', 2]],
    ['同类 3 件，中位 12 个工作日，已用 3：还要 9 个', ['reviewing', '09-17', ['09-14 open', '09-14 accept'], [11, 12, 30]], ['09-20', '09-30', '10-28', 'cases', 2]],
    ['同类只有 2 件，不作数', ['reviewing', '09-17', ['09-14 open', '09-14 accept'], [1, 1]], ['09-20', '10-28', '10-28', 'limits', 2]],
    ['同类都快，也不早于每步一个工作日', ['reviewing', '09-17', ['09-14 open', '09-14 accept'], [1, 1, 1]], ['09-20', '09-20', '10-28', 'cases', 2]],
    ['同类都比时限慢，照实说晚', ['issuing', '09-24', ['09-14 open', '09-14 accept', '09-24 approve'], [60, 60, 60]], ['09-28', '12-11', '12-11', 'cases', 1]],
    ['只看最近 10 件', ['reviewing', '09-17', ['09-14 open', '09-14 accept'], [...Array<number>(10).fill(12), ...Array<number>(20).fill(90)]], ['09-20', '09-30', '10-28', 'cases', 2]],
  ])('%s', (_, asked, told) => expect(at(...asked)).toEqual(told))
  it('没有路可走就不预计', () => expect(outlook(p, [], { stage: 'declined', openedOn: '2026-09-14', events: [] }, [], bj('09-14'), calendar)).toBeNull())
  it('无论什么时候看，最早不早于今天，预计在最早与最迟之间', () => {
    fc.assert(fc.property(fc.constantFrom('receiving', 'returned', 'reviewing', 'asked', 'issuing'), fc.nat(200), fc.array(fc.nat(80), { maxLength: 12 }), fc.array(fc.constantFrom('accept', 'ask', 'answer', 'approve'), { maxLength: 6 }), (stage, days, past, names) => {
      const today = calendar.addDays('2026-09-14', days), o = outlook(p, [review, letter], { stage, openedOn: '2026-09-14', events: events('09-14 open', ...names.map((n, i) => `09-${15 + i} ${n}`)) }, past, `${today}T10:00:00+08:00`, calendar)!
      expect([today <= o.earliest, o.earliest <= o.likely, o.likely <= o.latest]).toEqual([true, true, true])
    }), { numRuns: 300 })
  })
})
