import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCalendar } from './calendar.ts'
import type { ClockEvent } from './clock.ts'
import { criticalLane, spent, spentOn, type Held } from './days.ts'
import data from './db/calendar-days.json' with { type: 'json' }

const calendar = openCalendar(data)
const at = (d: string, time = '10:00') => `2026-${d}T${time}:00+08:00`
/** '09-22 15:00 propose site' → an event of 2026, Beijing time; `-` holds nobody. */
const held = (id: string, lines: string[], more: Partial<Held> = {}): Held => {
  const events = lines.map((line, i): ClockEvent => { const [d, time, name, side] = line.split(' '); return { id: `${id}${i}`, at: at(d!, time), name: name!, side: side === '-' ? null : side! } })
  return { id, parentId: id === 'site' ? null : 'site', procedure: id, events, openedAt: events[0]!.at, closedAt: null, outcome: null, dueOn: null, ...more }
}
const closed = (d: string, time = '11:00', outcome = 'granted') => ({ closedAt: at(d, time), outcome })
/** Flow 1 at the lead: three lanes from 09-14 11:05, joined 10-16, 启动会 10-20, first consent 10-27. */
const site = held('site', ['09-14 09:12 open site', '09-14 10:40 sign -', '09-14 11:05 unify -', '10-16 11:00 join site', '10-20 15:00 kickOff site', '10-27 10:00 enrol -'])
const contract = held('contract', ['09-14 11:05 open sponsor', '09-22 15:00 propose site', '09-23 10:00 forward site', '09-28 16:00 comment sponsor', '10-09 10:00 accept sponsor', '10-12 11:00 sign site', '10-13 10:00 countersign site', '10-16 11:00 seal -'], closed('10-16'))
const ethics = held('ethics', ['09-14 11:05 open site', '09-24 16:00 agreeWithChanges sponsor', '09-28 09:00 revise site', '09-28 16:00 issue -'], { ...closed('09-28', '16:00'), charge: 'committee' })
const initiation = held('initiation', ['09-14 11:05 open site', '09-18 10:00 approve -'], closed('09-18', '10:00'))
const flow = [site, contract, ethics, initiation]

describe('日子花在哪里', () => {
  const { days, sums, lane } = spent(site, flow, at('09-14', '11:05'), at('10-27'), calendar)
  it('流程一：43 天 = 申办方 15、机构 18、委员会 0、主管部门 0、放假 10', () => expect([lane, days.length, sums]).toEqual(['contract', 43, { sponsor: 15, institution: 18, committee: 0, authority: 0, rest: 10, nobody: 0 }]))
  it('逐日：09-15 至 22 申办方，23、24、28 机构，25 至 27 中秋，29、30 申办方，国庆七天，10-08 至 12 申办方，13 至 27 机构', () => {
    const run = (from: string, to: string) => [...new Set(days.filter((d) => d.date >= `2026-${from}` && d.date <= `2026-${to}`).map((d) => d.charged))].join()
    expect([run('09-15', '09-22'), run('09-23', '09-24'), run('09-25', '09-27'), run('09-28', '09-28'), run('09-29', '09-30'), run('10-01', '10-07'), run('10-08', '10-12'), run('10-13', '10-27')]).toEqual(['sponsor', 'institution', 'rest', 'institution', 'sponsor', 'rest', 'sponsor', 'institution'])
    expect([...new Set(days.filter((d) => d.holiday).map((d) => d.holiday))]).toEqual(['中秋节', '国庆节'])
  })
  it('每一天说出由哪件事落到谁手里；合拢之后说的是中心自己的事', () => expect(['2026-09-15', '2026-09-23', '2026-10-08', '2026-10-14', '2026-10-17', '2026-10-21'].map((d) => { const x = days.find((y) => y.date === d)!; return `${x.caseId} ${x.event!.name}` })).toEqual(['contract open', 'contract propose', 'contract comment', 'contract countersign', 'site join', 'site kickOff']))
  it('合同这条线：机构 7、申办方 13 个工作日；伦理这条线：14 天，10 个工作日，委员会自己', () => {
    const c = spentOn(contract, flow, at('10-27'), calendar), e = spentOn(ethics, flow, at('10-27'), calendar)
    expect([c.days, c.workdays, c.by.institution.workdays, c.by.sponsor.workdays]).toEqual([32, 20, 7, 13])
    expect([e.days, e.workdays, e.by.institution.days]).toEqual([14, 10, 0])
  })
  it('还开着的线里，预计最晚的算关键；没有期限的更晚；随中心结束而关的不算', () => {
    const open = (id: string, dueOn: string | null, more: Partial<Held> = {}) => held(id, ['09-14 11:05 open site'], { dueOn, ...more })
    expect(criticalLane(site, [site, open('a', '2026-10-01'), open('b', '2026-10-14'), ethics])?.id).toBe('b')
    expect(criticalLane(site, [site, open('a', null), open('b', '2026-10-14')])?.id).toBe('a')
    expect(criticalLane(site, [site, initiation, open('c', null, closed('10-20', '10:00', 'withdrawn'))])?.id).toBe('initiation')
  })
  it('自己没有人持有而开着子办件的线，算在子办件的持有方；等主审意见的日子算委员会', () => {
    const recognition = held('recognition', ['09-14 11:05 open -', '09-30 10:00 transfer -'], { charge: 'committee' }), full = held('full', ['09-30 10:00 open site', '10-12 10:00 return sponsor'], { parentId: 'recognition', charge: 'committee' })
    const by = spent(site, [site, recognition, full], at('09-14', '11:05'), at('10-16', '09:00'), calendar).days
    expect(['2026-09-20', '2026-10-10', '2026-10-14'].map((d) => by.find((x) => x.date === d)!.charged)).toEqual(['nobody', 'committee', 'sponsor'].map((x, i) => (i === 0 ? 'committee' : x)))
  })
  it('无论怎样的经过：每一天恰好记在一处，合计等于日历天数', () => {
    const event = fc.record({ day: fc.integer({ min: 14, max: 30 }), hour: fc.integer({ min: 0, max: 23 }), side: fc.constantFrom('sponsor', 'site', 'authority', '-') })
    fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 60 }), (list, n) => {
      const lines = list.map((e, i) => `09-${e.day} ${String(e.hour).padStart(2, '0')}:${String(i).padStart(2, '0')} x ${e.side}`), until = `${calendar.addDays('2026-09-14', n)}T12:00:00+08:00`
      const { days, sums } = spent(site, [site, held('lane', lines)], at('09-14', '11:05'), until, calendar)
      expect([days.length, Object.values(sums).reduce((a, b) => a + b, 0), new Set(days.map((d) => d.date)).size]).toEqual([n, n, n])
    }), { numRuns: 300 })
  })
})
