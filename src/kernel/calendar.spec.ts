import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beijing, daysBetween, instant, openCalendar, today, type CalendarYear } from './calendar.ts'
import data from './db/calendar-days.json' with { type: 'json' }

const years: readonly CalendarYear[] = data
const calendar = openCalendar(years)
const shared = (name: string) => new URL(`../../../shared/data/cn-holidays/${name}`, import.meta.url)
const read = <T>(name: string): T => JSON.parse(readFileSync(shared(name), 'utf8')) as T
const atHand = existsSync(shared('working_day_cases.json'))

/** The oracle: the notices' days and the weekday, looked at one day at a time, nothing of the calendar's own arithmetic. */
const said = new Map(years.flatMap((y) => y.days.map((d) => [d.date, d.off])))
const plus = (date: string, n: number) => { const d = new Date(`${date}T12:00:00Z`); d.setUTCDate(d.getUTCDate() + n); return d.toISOString().slice(0, 10) }
const works = (date: string) => said.has(date) ? !said.get(date) : ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay())
const known = fc.integer({ min: 0, max: 3286 }).map((n) => plus('2018-01-01', n))
const runs = { numRuns: 2000 }
/** 春节、端午、中秋 by two almanacs that agree (tyme4ts, chinese-days). */
const almanac = `
  2017 01-28 05-30 10-04 | 2018 02-16 06-18 09-24 | 2019 02-05 06-07 09-13
  2020 01-25 06-25 10-01 | 2021 02-12 06-14 09-21 | 2022 02-01 06-03 09-10
  2023 01-22 06-22 09-29 | 2024 02-10 06-10 09-17 | 2025 01-29 05-31 10-06
  2026 02-17 06-19 09-25 | 2027 02-06 06-09 09-15 | 2028 01-26 05-28 10-03
  2029 02-13 06-16 09-22 | 2030 02-03 06-05 09-12 | 2031 01-23 06-24 10-01
  2032 02-11 06-12 09-19 | 2033 01-31 06-01 09-08 | 2034 02-19 06-20 09-27
  2035 02-08 06-10 09-16 | 2036 01-28 05-30 10-04 | 2037 02-15 06-18 09-24
  2038 02-04 06-07 09-13 | 2039 01-24 05-27 10-02 | 2040 02-12 06-14 09-20
  2041 02-01 06-03 09-10 | 2042 01-22 06-22 09-28 | 2043 02-10 06-11 09-17
  2044 01-30 05-31 10-05 | 2045 02-17 06-19 09-25 | 2046 02-06 06-08 09-15
  2047 01-26 05-29 10-04 | 2048 02-14 06-15 09-22 | 2049 02-02 06-04 09-11
  2050 01-23 06-23 09-30`.split(/[|\n]/).map((row) => row.trim().split(' ')).filter((row) => row.length === 4) as [string, string, string, string][]

describe('工作日历 · 国务院办公厅放假通知', () => {
  it.each([[2018, 250], [2019, 250], [2020, 249], [2021, 250], [2022, 249], [2023, 249], [2024, 251], [2025, 248], [2026, 248]])('%i 年共 %i 个工作日', (year, n) => {
    expect(calendar.workdaysIn(year)).toBe(n)
    expect(calendar.workdaysBetween(`${year - 1}-12-31`, `${year}-12-31`)).toBe(n)
  })
  it('每个已公布年份写明通知文号，休息日与上班日不重复，调休上班日都落在周末', () => {
    for (const { year, published, source, days } of years) {
      expect(published).toBe(year < 2027)
      expect(source?.document ?? '').toMatch(published ? new RegExp(`关于${year}年部分节假日安排的通知（国办发明电〔${year - 1}〕\\d+号）`) : /^$/)
      expect(new Set(days.map((d) => d.date)).size).toBe(days.length)
      for (const { date, off } of days) if (!off) expect(calendar.day(date)).toMatchObject({ kind: 'makeup', working: true })
    }
  })
  it.each([
    ['2026-09-20', { weekday: 7, working: true, kind: 'makeup', name: '国庆节', published: true }],
    ['2026-09-25', { weekday: 5, working: false, kind: 'holiday', name: '中秋节', published: true }],
    ['2026-09-26', { weekday: 6, working: false, kind: 'holiday', name: '中秋节', published: true }],
    ['2026-09-19', { weekday: 6, working: false, kind: 'weekend', published: true }],
    ['2026-09-21', { weekday: 1, working: true, kind: 'work', published: true }],
    ['2026-10-10', { weekday: 6, working: true, kind: 'makeup', name: '国庆节', published: true }],
    ['2018-12-29', { weekday: 6, working: true, kind: 'makeup', name: '元旦', published: true }],
    ['2018-12-31', { weekday: 1, working: false, kind: 'holiday', name: '元旦', published: true }],
    ['2022-12-31', { weekday: 6, working: false, kind: 'holiday', name: '元旦', published: true }],
  ] as const)('%s 是哪一种日子', (date, expected) => expect(calendar.day(date)).toEqual({ date, ...expected }))

  it.skipIf(!atHand)('随附的 71 个工作日算例全部一致', () => {
    const cases = read<{ kind: string; year: number; start: string; working_days: number; expected: never }[]>('working_day_cases.json')
    expect(cases).toHaveLength(71)
    for (const c of cases) expect([c, c.kind === 'deadline' ? calendar.addWorkdays(c.start, c.working_days) : calendar.workdaysIn(c.year)]).toEqual([c, c.expected])
  })
  it.skipIf(!atHand)('随附的各年节假日表逐日一致', () => {
    for (const year of [2018, 2019, 2021, 2023, 2025, 2026]) {
      const { days } = read<{ days: { date: string; name: string; isOffDay: boolean }[] }>(`${year}.json`)
      expect(years.find((y) => y.year === year)!.days).toEqual(days.map(({ date, name, isOffDay }) => ({ date, name, off: isOffDay })))
    }
  })
})

describe('工作日历 · 起止与顺延', () => {
  it.each([
    ['2026-09-14', { workdays: 5 }, '2026-09-20'], ['2026-09-24', { workdays: 5 }, '2026-10-09'], ['2026-09-30', { workdays: 3 }, '2026-10-10'],
    ['2026-02-10', { workdays: 5 }, '2026-02-24'], ['2026-09-14', { workdays: 15 }, '2026-10-10'], ['2026-09-14', { workdays: 30 }, '2026-10-30'],
    ['2026-09-14', { days: 30 }, '2026-10-14'], ['2026-09-14', { days: 12 * 7 }, '2026-12-07'], ['2026-09-14', { days: 25 * 7 }, '2027-03-08'], ['2026-09-14', { days: 28 * 7 }, '2027-03-29'],
  ])('自 %s 起 %o → %s', (start, term, due) => {
    expect(calendar.deadline({ start, ...term })).toMatchObject({ due, rolled: false, provisional: due > '2026-12-28' })
  })
  it('自然日末日遇休息日顺延到下一工作日；注明不顺延的不动', () => {
    expect(calendar.deadline({ start: '2026-09-18', days: 30 })).toMatchObject({ due: '2026-10-19', rolled: true })
    expect(calendar.deadline({ start: '2026-09-18', days: 30, rolls: false })).toMatchObject({ due: '2026-10-18', rolled: false })
    expect(calendar.rollForward('2026-10-01')).toBe('2026-10-08')
    expect(calendar.rollForward('2026-09-20')).toBe('2026-09-20')
  })
  it('经过的每一天都列出并说明是什么日子；起算日不计', () => {
    expect(calendar.deadline({ start: '2026-09-24', workdays: 2 }).days.map((d) => [d.date, d.kind])).toEqual(
      [['2026-09-25', 'holiday'], ['2026-09-26', 'holiday'], ['2026-09-27', 'holiday'], ['2026-09-28', 'work'], ['2026-09-29', 'work']])
  })
  it('小时按时刻计，不问休息日；起点可写时刻，按北京日期起算', () => {
    expect(calendar.deadline({ start: '2026-09-28T02:10:00+08:00', hours: 24 })).toMatchObject({ due: '2026-09-29', dueAt: '2026-09-28T18:10:00.000Z', rolled: false, provisional: false })
    expect(calendar.deadline({ start: '2026-09-13T16:30:00Z', workdays: 5 }).due).toBe('2026-09-20')
  })
  it('启动 43 天：工作日 27、休息 16，其中中秋 3、国庆 7，调休上班 2', () => {
    expect(calendar.span('2026-09-14', '2026-10-27')).toEqual({
      calendarDays: 43, workdays: 27, restDays: 16, weekends: 6, holidays: 10, makeups: 2, names: [{ name: '中秋节', days: 3 }, { name: '国庆节', days: 7 }], provisional: false,
    })
  })
  it('不存在的日期、没有时区的时刻、半天都被拒绝并说明原因', () => {
    for (const date of ['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-04-31']) expect(() => calendar.day(date)).toThrow(`no such date: ${date}`)
    for (const date of ['2026-9-14', '20260914', '', '2026-09-14T00:00:00Z']) expect(() => calendar.addDays(date, 1)).toThrow('not a date YYYY-MM-DD')
    for (const at of ['2026-09-14T11:05:00', '2026-09-14', '2026-09-14 11:05:00Z', 'now']) expect(() => today(at)).toThrow('not an instant with its zone')
    expect(() => instant('2026-02-30T00:00:00Z')).toThrow('no such date')
    expect(() => instant('2026-02-28T25:00:00Z')).toThrow('no such instant')
    expect(() => calendar.addWorkdays('2026-09-14', 1.5)).toThrow('whole number')
    expect(() => calendar.addDays('9999-12-31', 1)).toThrow('beyond the calendar')
    expect(calendar.day('2024-02-29').working).toBe(true)
  })
  it('性质：与逐日数的结果一致，前后跨年皆可', () => {
    fc.assert(fc.property(known, fc.integer({ min: 0, max: 260 }), (start, n) => {
      let date = start
      for (let left = n; left > 0;) { date = plus(date, 1); if (works(date)) left-- }
      fc.pre(date < '2026-12-31')
      expect(calendar.addWorkdays(start, n)).toBe(date)
      expect(calendar.workdaysBetween(start, date)).toBe(n)
      if (n > 0) expect(calendar.workdaysBetween(date, start)).toBe(0)
      let back = date
      for (let left = n; left > 0;) { back = plus(back, -1); if (works(back)) left-- }
      fc.pre(back > '2018-01-01')
      expect(calendar.addWorkdays(date, -n)).toBe(back)
    }), runs)
  })
  it('性质：任意两日之间，工作日加休息日等于自然日，与逐日数一致', () => {
    fc.assert(fc.property(known, fc.integer({ min: 0, max: 400 }), (from, n) => {
      const to = plus(from, n), span = calendar.span(from, to), days = Array.from({ length: n }, (_, i) => plus(from, i + 1))
      fc.pre(to <= '2026-12-31')
      expect(daysBetween(from, to)).toBe(n)
      expect(span.workdays).toBe(days.filter(works).length)
      expect(span.workdays + span.restDays).toBe(n)
      expect([span.workdays, span.holidays]).toEqual([calendar.workdaysBetween(from, to), calendar.holidaysBetween(from, to)])
      expect(span.provisional).toBe(calendar.provisional(from, to))
      expect(calendar.rollForward(to) === to).toBe(works(to))
    }), { numRuns: 1000 })
  })
})

describe('工作日历 · 尚未公布的年份', () => {
  it.each(almanac)('%s 年按《全国年节及纪念日放假办法》暂定：春节 %s、端午 %s、中秋 %s', (year, spring, dragon, moon) => {
    const bare = openCalendar([]), qingming = bare.day(`${year}-04-04`).kind === 'holiday' ? '04-04' : '04-05'
    const off = Array.from({ length: 365 }, (_, i) => plus(`${year}-01-01`, i)).filter((d) => bare.day(d).kind === 'holiday')
    const wanted = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03', qingming, dragon, moon].map((d) => `${year}-${d}`)
    expect(off).toEqual([...new Set([...wanted, ...[-1, 0, 1, 2].map((i) => plus(`${year}-${spring}`, i))])].sort())
    expect(bare.day(plus(`${year}-${spring}`, -1))).toMatchObject({ name: '春节', published: false })
  })
  it('清明：2018 至 2026 年、以及 2027、2028 年', () => {
    const qingming = (year: number) => [4, 5, 6].map((d) => openCalendar([]).day(`${year}-04-0${d}`)).find((d) => d.name === '清明节')!.date.slice(8)
    expect([2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028].map(qingming)).toEqual(['05', '05', '04', '04', '05', '05', '04', '04', '05', '05', '04'])
  })
  it('暂定规则与已公布的 2025、2026 年通知相符：每个法定日都在放假日内', () => {
    for (const year of [2025, 2026]) {
      const rule = openCalendar([])
      for (let d = `${year}-01-01`; d < `${year + 1}`; d = plus(d, 1)) if (rule.day(d).kind === 'holiday') expect([d, calendar.day(d).working]).toEqual([d, false])
    }
  })
  it('凡涉及未公布年份的数都注明暂定；12 月最后三天随次年通知，也是暂定', () => {
    expect([calendar.day('2026-12-28').published, calendar.day('2026-12-29').published, calendar.day('2027-01-04').published]).toEqual([true, false, false])
    expect(calendar.day('2025-12-31').published).toBe(true)
    expect(calendar.deadline({ start: '2026-12-18', workdays: 6 })).toMatchObject({ due: '2026-12-28', provisional: false })
    expect(calendar.deadline({ start: '2026-12-18', workdays: 10 })).toMatchObject({ due: '2027-01-04', provisional: true })
    expect([calendar.span('2026-12-01', '2027-01-10').provisional, calendar.span('2017-12-20', '2018-02-01').provisional, calendar.span('2017-12-31', '2018-02-01').provisional]).toEqual([true, true, false])
    expect(calendar.provisional('2027-05-01', '2027-05-01')).toBe(false)
    fc.assert(fc.property(fc.integer({ min: -800, max: 4300 }), fc.integer({ min: 0, max: 800 }), (start, n) => {
      const from = plus('2018-01-01', start), days = Array.from({ length: n }, (_, i) => plus(from, i + 1))
      expect(calendar.provisional(from, plus(from, n))).toBe(days.some((d) => d < '2018-01-01' || d > '2026-12-28'))
    }), { numRuns: 1000 })
  })
  it('通知公布后重新打开日历，暂定即消失，数随之改变', () => {
    const notice = { year: 2027, published: true, source: { document: '测试用通知' }, days: [{ date: '2026-12-31', name: '元旦', off: true }, { date: '2027-01-01', name: '元旦', off: true }] }
    const after = openCalendar([...years.filter((y) => y.year < 2027), notice])
    expect(after.deadline({ start: '2026-12-30', workdays: 1 })).toMatchObject({ due: '2027-01-04', provisional: false })
    expect(calendar.deadline({ start: '2026-12-30', workdays: 1 })).toMatchObject({ due: '2026-12-31', provisional: true })
  })
  it('今年或明年的通知缺失、未公布时提示', () => {
    expect(calendar.warnings('2026-11-21')).toEqual([{ year: 2027, code: 'unpublished' }])
    expect(calendar.warnings('2027-01-01')).toEqual([{ year: 2027, code: 'unpublished' }, { year: 2028, code: 'missing' }])
    expect(calendar.warnings('2025-06-01')).toEqual([])
  })
  it('同一年给两次、两份通知对同一天说法相反，都被拒绝', () => {
    expect(() => openCalendar([...years, years[0]!])).toThrow('2018 twice')
    const contrary = { year: 2027, published: true, source: null, days: [{ date: '2026-10-01', name: '国庆节', off: false }] }
    expect(() => openCalendar([...years.slice(0, -1), contrary])).toThrow('disagree on 2026-10-01')
  })
})

describe('工作日历 · 北京时间', () => {
  const zones = ['America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'UTC']
  const moments = ['2026-09-13T16:30:00Z', '2026-09-14T15:30:00Z', '2026-03-08T06:30:00Z', '2026-12-31T16:00:00.000Z', '2026-12-31T15:59:59.999Z']
  it('00:30 与 23:30 都属当日，零点起算新日', () => {
    expect(moments.map(today)).toEqual(['2026-09-14', '2026-09-14', '2026-03-08', '2027-01-01', '2026-12-31'])
    expect(beijing('2026-09-13T16:30:00Z')).toEqual({ date: '2026-09-14', time: '00:30' })
    expect(beijing('2026-09-14T23:30:00+08:00')).toEqual({ date: '2026-09-14', time: '23:30' })
    expect(beijing('2026-09-14T00:30:00-04:00')).toEqual({ date: '2026-09-14', time: '12:30' })
  })
  it.each(zones)('进程时区为 %s 时，今天、到期日、暂定节日与时限都不变', (TZ) => {
    const clock = {
      rule: { name: 'x', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised', start: ['accept'], stop: ['ask'], resume: ['answer'], end: ['done'], rolls: false, basis: [] },
      events: [{ id: 1, at: '2026-09-13T16:30:00Z', name: 'accept', side: 'site' }, { id: 2, at: '2026-09-17T15:30:00Z', name: 'ask', side: 'sponsor' }, { id: 3, at: '2026-09-28T16:30:00Z', name: 'answer', side: 'site' }],
    }
    const script = `
      const { openCalendar, today } = await import(${JSON.stringify(new URL('./calendar.ts', import.meta.url).href)})
      const { fold, ledger } = await import(${JSON.stringify(new URL('./clock.ts', import.meta.url).href)})
      const { readFileSync } = await import('node:fs')
      const c = openCalendar(JSON.parse(readFileSync(${JSON.stringify(fileURLToPath(new URL('./db/calendar-days.json', import.meta.url)))}, 'utf8')))
      const { rule, events } = ${JSON.stringify(clock)}
      console.log(JSON.stringify([new Date(0).getTimezoneOffset(), ${JSON.stringify(moments)}.map(today), c.addWorkdays('2026-09-14', 5), c.day('2027-02-05'), c.workdaysIn(2027),
        ['2026-09-28T16:30:00Z', '2026-09-29T15:30:00Z', '2026-09-29T16:30:00Z'].map((now) => [fold(rule, events, now, c), ledger(rule, events, now, c).length])]))`
    const node = [fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url)), process.execPath].find(existsSync)!
    const answer = (zone: string) => { const { stdout, stderr } = spawnSync(node, ['--input-type=module', '-e', script], { env: { ...process.env, TZ: zone }, encoding: 'utf8' }); expect(stderr).toBe(''); return JSON.parse(stdout) as unknown[] }
    const [offset, ...here] = answer(TZ), [beijingOffset, ...there] = answer('Asia/Shanghai')
    expect(offset).not.toBe(beijingOffset)
    expect(here).toEqual(there)
    expect(here.slice(0, 4)).toEqual([moments.map(today), '2026-09-20', calendar.day('2027-02-05'), calendar.workdaysIn(2027)])
  })
})
