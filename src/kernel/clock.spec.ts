import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCalendar } from './calendar.ts'
import { anchor, fold, glance, ledger, noStopDue, type ClockEvent, type ClockRule, type Face } from './clock.ts'
import data from './db/calendar-days.json' with { type: 'json' }

const calendar = openCalendar(data)
const rule = (over: Partial<ClockRule> = {}): ClockRule => ({
  name: 'startup.initiation.limit', limit: 5, unit: 'workday', bound: 'at-most', force: 'promised',
  start: ['accept'], stop: ['ask'], resume: ['answer'], end: ['decide'], rolls: false, basis: [], ...over,
})
const bj = (date: string, time = '09:00') => `${date}T${time}:00+08:00`
/** '09-17 16:20 ask sponsor' → an event of 2026, Beijing time. */
const happened = (...lines: string[]): ClockEvent[] => lines.map((line, id) => { const [d, time, name, side] = line.split(' '); return { id, at: bj(`2026-${d}`, time), name: name!, side: side ?? null } })
const face = (r: ClockRule, events: ClockEvent[], now: string) => { const [d, time] = now.split(' '); return fold(r, events, bj(`2026-${d}`, time), calendar) }

describe('时限 · 立项审查一例（时限卡片）', () => {
  const events = happened('09-14 11:05 accept site', '09-17 16:20 ask sponsor', '09-29 10:12 answer site')
  it('停 8 个工作日，用 3 剩 2，到期 10-08；若不停钟到期 09-20（调休上班日）', () => {
    expect(face(rule(), events, '09-29 10:30')).toMatchObject({ state: 'running', tone: 'ontime', used: 3, left: 2, over: 0, share: 0.6, startOn: '2026-09-14', dueOn: '2026-10-08', noStopDue: '2026-09-20', unrolledDueOn: null, provisional: false })
    expect(noStopDue(rule(), events, calendar)).toBe('2026-09-20')
  })
  it('申办方用时 8 个工作日，机构 3 个；中秋 3 天是休息日', () => {
    expect(face(rule(), events, '09-29 10:30').sides).toMatchObject([{ side: 'site', workdays: 3, days: 3, restDays: 0 }, { side: 'sponsor', workdays: 8, days: 12, restDays: 3 }])
  })
  it('停钟时没有到期日，写明等谁、自何时、几个工作日、几小时', () => {
    expect(face(rule(), events, '09-21 16:20')).toMatchObject({ state: 'stopped', tone: 'paused', used: 3, left: 2, dueOn: null, waitingFor: 'sponsor', stoppedSince: bj('2026-09-17', '16:20'), waitingDays: 3, waitingHours: 96, noStopDue: '2026-09-20' })
  })
  it('逐日账与卡片上的 28 格一致', () => {
    const days = ledger(rule(), events, bj('2026-09-29', '10:30'), calendar)
    const sign = { start: '起', counted: '计', stopped: '停', rest: '休', left: '剩', due: '到', plain: '平' }
    expect(days.map((d) => sign[d.kind] + (d.n ?? '')).join(' ')).toBe('起 计1 计2 计3 停 休 停 停 停 停 停 休 休 休 停 停 剩4 休 休 休 休 休 休 休 到5 平 平 休')
    expect([days[0]!.date, days.at(-1)!.date]).toEqual(['2026-09-14', '2026-10-11'])
    expect(days.filter((d) => d.makeup).map((d) => d.date)).toEqual(['2026-09-20', '2026-10-10'])
    expect(days.filter((d) => d.holiday).map((d) => d.name)).toEqual([...Array<string>(3).fill('中秋节'), ...Array<string>(7).fill('国庆节')])
    expect(days.map((d) => d.side?.[1] ?? '-').join('')).toBe('-iii' + 'p'.repeat(12) + '-'.repeat(12))
  })
  it('每个事件写明对时限做了什么；以往任一时刻可重算', () => {
    const all = [...events, ...happened('09-29 10:20 note site', '10-08 17:00 decide site', '10-09 09:00 ask site')]
    const done = face(rule(), all, '10-12 09:00')
    expect(done.events.map((e) => e.effect)).toEqual(['start', 'stop', 'resume', 'hold', 'end', 'ignored'])
    expect(done).toMatchObject({ state: 'done', tone: 'done', doneOn: '2026-10-08', used: 5, left: 0, over: 0 })
    expect(face(rule(), all.toReversed(), '10-12 09:00')).toEqual(done)
    expect(done.sides).toMatchObject([{ side: 'site', days: 12 }, { side: 'sponsor', days: 12 }])
    expect(face(rule(), all, '09-16 09:00')).toMatchObject({ state: 'running', used: 2, left: 3, dueOn: '2026-09-20' })
    expect(face(rule(), all, '09-14 11:00')).toMatchObject({ state: 'none', tone: 'none', used: 0, left: 5, share: 0, dueOn: null, events: [] })
  })
})

describe('时限 · 到期、将到期、逾期', () => {
  const open = happened('09-14 11:05 accept site')
  it.each([
    ['09-14 23:59', 0, 5, 0, 'ontime'], ['09-17 09:00', 3, 2, 0, 'ontime'], ['09-18 00:00', 4, 1, 0, 'soon'], ['09-20 23:59', 5, 0, 0, 'soon'],
    ['09-21 00:00', 6, 0, 1, 'overdue'], ['09-24 09:00', 9, 0, 4, 'overdue'], ['09-27 09:00', 9, 0, 4, 'overdue'],
  ])('受理 09-14、限 5 个工作日，%s：用 %i 剩 %i 逾 %i，%s', (now, used, left, over, tone) => {
    expect(face(rule(), open, now)).toMatchObject({ used, left, over, tone, dueOn: '2026-09-20' })
  })
  it('到期为周五，周六已逾期而逾期工作日为 0', () => expect(face(rule({ limit: 4 }), happened('09-07 09:00 accept'), '09-12 00:10')).toMatchObject({ dueOn: '2026-09-11', tone: 'overdue', over: 0 }))
  it('按下班时刻截止的，到期日下班后即逾期', () => {
    const r = rule({ dayEnds: '17:30' })
    expect([face(r, open, '09-20 17:30').tone, face(r, open, '09-20 17:31').tone]).toEqual(['soon', 'overdue'])
    expect(face(r, [...open, ...happened('09-20 18:00 decide')], '09-21 09:00')).toMatchObject({ tone: 'doneLate', doneOn: '2026-09-20', over: 0 })
  })
  it('短期限只剩一天即为将到期', () => expect(['09-15 09:00', '09-16 09:00'].map((now) => face(rule({ limit: 3 }), open, now).tone)).toEqual(['ontime', 'soon']))
  it('到期后办结为逾期办结，逾期天数停在办结日', () => expect(face(rule(), [...open, ...happened('09-22 09:00 decide')], '11-01 09:00')).toMatchObject({ tone: 'doneLate', used: 7, over: 2, doneOn: '2026-09-22' }))
  it('参与机构 5 个工作日自收到推送起：09-28 → 10-10（周六上班），10-09 起将到期', () => {
    const pushed = happened('09-28 15:00 accept site')
    expect([face(rule(), pushed, '10-08 12:00'), face(rule(), pushed, '10-09 00:00')]).toMatchObject([{ dueOn: '2026-10-10', tone: 'ontime' }, { tone: 'soon', left: 1 }])
  })
  it('逾期后才停钟，仍是逾期；停的日子不再加', () => {
    const late = [...open, ...happened('09-22 10:00 ask sponsor')]
    expect(face(rule(), late, '09-24 09:00')).toMatchObject({ state: 'stopped', tone: 'overdue', dueOn: '2026-09-20', over: 2, waitingFor: 'sponsor', waitingDays: 2 })
    expect(face(rule(), [...late, ...happened('09-24 10:00 answer site')], '09-28 09:00')).toMatchObject({ state: 'running', tone: 'overdue', dueOn: '2026-09-20', over: 3 })
  })
  it('最后一天及时停钟，答复当日到期，次日起逾期', () => {
    const last = [...open, ...happened('09-20 16:00 ask sponsor', '09-23 10:00 answer site')]
    expect([face(rule(), last, '09-22 09:00'), face(rule(), last, '09-23 18:00'), face(rule(), last, '09-24 09:00')]).toMatchObject([
      { tone: 'paused', left: 0, dueOn: null }, { tone: 'soon', dueOn: '2026-09-23', over: 0 }, { tone: 'overdue', over: 1 }])
  })
})

describe('时限 · 法定 30 日与补正（§6.2）', () => {
  const ethics = { limit: 30, unit: 'day', force: 'statutory', rolls: true } as const
  const events = happened('09-14 11:05 accept site', '09-18 10:00 ask sponsor', '09-22 15:00 answer site')
  it('默认：受理后的提问不停钟，10-14 到期；申请人用时 4 天照记', () => {
    const { stop, resume, ...never } = rule(ethics)
    expect(fold(never, events, bj('2026-09-23'), calendar)).toMatchObject({ dueOn: '2026-10-14', unrolledDueOn: null, used: 9, left: 21, sides: [{ side: 'site', days: 5 }, { side: 'sponsor', days: 4 }] })
    expect(fold(never, events, bj('2026-09-23'), calendar).events.map((e) => e.effect)).toEqual(['start', 'hold', 'hold'])
  })
  it('准予停钟：10-18 为周日，顺延到 10-19', () => expect(face(rule(ethics), events, '09-23 09:00')).toMatchObject({ dueOn: '2026-10-19', unrolledDueOn: '2026-10-18', used: 5 }))
  it('注明不顺延的停在 10-18；SUSAR 7 日遇国庆不顺延、不停钟', () => {
    expect(face(rule({ ...ethics, rolls: false }), events, '09-23 09:00')).toMatchObject({ dueOn: '2026-10-18', unrolledDueOn: null })
    const susar = rule({ unit: 'day', limit: 7, force: 'statutory', stop: [], resume: [] })
    expect(face(susar, happened('09-28 02:10 accept', '09-29 09:00 ask sponsor'), '10-06 08:00')).toMatchObject({ dueOn: '2026-10-05', over: 1, tone: 'overdue' })
  })
  it('顺延的末日当天及时停钟，答复当日到期', () => expect(face(rule(ethics), happened('09-18 09:00 accept', '10-19 10:00 ask sponsor', '10-22 15:00 answer'), '10-22 16:00')).toMatchObject({ dueOn: '2026-10-22', left: 0, over: 0, tone: 'soon' }))
  it('顺延后的末日仍在期内，次日才逾期', () => expect(['10-18 12:00', '10-19 23:59', '10-20 00:00'].map((now) => { const { tone, over } = face(rule(ethics), events, now); return [tone, over] })).toEqual([['soon', 0], ['soon', 0], ['overdue', 1]]))
})

describe('时限 · 公示等不少于若干日的期间', () => {
  const publicity = rule({ name: 'transfer.publicity', unit: 'day', limit: 15, bound: 'at-least', force: 'statutory', stop: [], resume: [] })
  const events = happened('10-08 09:00 accept site')
  it('10-08 公示 15 日：末日 10-23，10-24 起可签；差 1 天就是差 1 天', () => {
    expect(face(publicity, events, '10-22 23:59')).toMatchObject({ state: 'running', opened: false, left: 1, dueOn: '2026-10-23', opensOn: '2026-10-24', tone: 'ontime' })
    expect(face(publicity, events, '10-23 23:59')).toMatchObject({ opened: false, left: 0, tone: 'ontime' })
    expect(face(publicity, events, '10-24 00:00')).toMatchObject({ opened: true, tone: 'done', over: 0 })
  })
  it('不足期即结束，不算办妥，写明还差几天；期满后结束才算', () => {
    expect(face(publicity, [...events, ...happened('10-22 10:00 decide')], '10-30 09:00')).toMatchObject({ state: 'done', tone: 'doneLate', opened: false, left: 1 })
    expect(face(publicity, [...events, ...happened('10-26 10:00 decide')], '10-30 09:00')).toMatchObject({ tone: 'done', opened: true, over: 0 })
  })
  it('末日遇休息日：不提前；注明顺延的延后开放', () => {
    const from = happened('09-12 09:00 accept')
    expect(face(publicity, from, '09-12 10:00')).toMatchObject({ dueOn: '2026-09-27', opensOn: '2026-09-28' })
    expect(face({ ...publicity, rolls: true }, from, '09-12 10:00')).toMatchObject({ dueOn: '2026-09-28', unrolledDueOn: '2026-09-27', opensOn: '2026-09-29' })
  })
  it('不少于 5 个工作日按工作日数；准停的期间停后顺推，期满后不再停', () => {
    const r = rule({ bound: 'at-least' }), stopped = happened('09-14 11:05 accept', '09-16 10:00 ask sponsor', '09-17 10:00 answer')
    expect(face(r, stopped, '09-16 12:00')).toMatchObject({ tone: 'paused', dueOn: null, opensOn: null })
    expect(face(r, stopped, '09-18 12:00')).toMatchObject({ dueOn: '2026-09-21', opensOn: '2026-09-22' })
    const after = face(r, [...stopped, ...happened('09-22 10:00 ask sponsor')], '09-23 10:00')
    expect([after.opened, after.state, after.events.at(-1)!.effect]).toEqual([true, 'running', 'ignored'])
  })
})

describe('时限 · 一次性告知、重复受理、按小时', () => {
  const twice = happened('09-14 09:00 accept site', '09-15 09:00 ask sponsor', '09-16 09:00 answer site', '09-17 09:00 ask sponsor', '09-18 09:00 answer site')
  it('只有第一次补正停钟，第二次计入并列明', () => {
    const once = face(rule({ stops: 'first' }), twice, '09-18 10:00')
    expect(once).toMatchObject({ dueOn: '2026-09-21', ignoredStops: 1, used: 3, state: 'running' })
    expect(once.events.map((e) => e.effect)).toEqual(['start', 'stop', 'resume', 'ignored', 'ignored'])
    expect(face(rule(), twice, '09-18 10:00')).toMatchObject({ dueOn: '2026-09-22', ignoredStops: 0, used: 2 })
  })
  it('停钟期间再次告知：不另停，一次答复即续算', () => {
    const again = happened('09-14 09:00 accept site', '09-15 09:00 ask sponsor', '09-15 15:00 ask sponsor', '09-16 09:00 answer site')
    expect(face(rule({ stops: 'first' }), again, '09-17 10:00')).toMatchObject({ state: 'running', ignoredStops: 1, used: 2 })
  })
  it('再次受理、办结后再受理都不重新起算；受理前的告知不作数', () => {
    const events = happened('09-10 09:00 ask sponsor', '09-14 09:00 accept site', '09-15 09:00 accept site', '09-16 09:00 decide site', '09-17 09:00 accept site')
    const f = face(rule(), events, '09-21 09:00')
    expect(f).toMatchObject({ startOn: '2026-09-14', doneOn: '2026-09-16', used: 2 })
    expect(f.events.map((e) => e.effect)).toEqual(['ignored', 'start', 'ignored', 'end', 'ignored'])
  })
  it('24 小时：按时刻到期，不顺延；停的时间不计', () => {
    const sae = rule({ unit: 'hour', limit: 24, rolls: true }), aware = happened('09-26 02:10 accept site')
    expect(face(sae, aware, '09-26 20:10')).toMatchObject({ used: 18, left: 6, share: 0.75, tone: 'ontime', dueAt: '2026-09-26T18:10:00.000Z', dueOn: '2026-09-27' })
    expect(['09-26 21:22', '09-27 02:10', '09-27 02:40'].map((now) => { const { tone, over } = face(sae, aware, now); return [tone, over] })).toEqual([['soon', 0], ['soon', 0], ['overdue', 0.5]])
    const paused = [...aware, ...happened('09-26 12:10 ask sponsor', '09-27 00:10 answer site')]
    expect(face(sae, paused, '09-26 22:10')).toMatchObject({ state: 'stopped', used: 10, left: 14, dueAt: null, waitingHours: 10 })
    expect(face(sae, [...paused, ...happened('09-27 14:11 decide')], '09-28 09:00')).toMatchObject({ tone: 'doneLate', dueAt: '2026-09-27T06:10:00.000Z', unrolledDueOn: null })
  })
  it('到期落在未公布年份的注明暂定；不看日历的钟在其前不注明', () => {
    const events = happened('12-21 09:00 accept')
    expect([rule(), rule({ limit: 6 }), rule({ unit: 'day', limit: 15, rolls: true }), rule({ unit: 'day', limit: 15 }), rule({ unit: 'hour', limit: 400 })].map((r) => face(r, events, '12-21 10:00').provisional)).toEqual([false, true, true, false, false])
  })
  it('启动 43 天（流程 1）：申办方 15、机构 18、休息日 10，工作日 13 + 14', () => {
    const contract = happened('09-14 11:05 accept sponsor', '09-22 17:00 redline site', '09-28 17:00 reply sponsor', '10-12 17:00 seal site', '10-27 10:00 decide')
    const { sides, used } = face(rule({ limit: 175, unit: 'day', stop: [] }), contract, '11-01 09:00')
    expect(sides).toMatchObject([{ side: 'sponsor', workdays: 13, days: 22, restDays: 7 }, { side: 'site', workdays: 14, days: 21, restDays: 3 }])
    expect([used, ...sides.map((s) => s.days - s.restDays)]).toEqual([43, 15, 18])
  })
})

// The oracle: every day is asked anew by replaying the events before its 00:00; working days straight from the notices.
const HALF = 1_800_000, DAY = 86_400_000
const said = new Map(data.flatMap((y) => y.days.map((d) => [d.date, d.off])))
const works = (date: string) => said.has(date) ? !said.get(date) : ![0, 6].includes(new Date(`${date}T00:00Z`).getUTCDay())
const plus = (date: string, n: number) => new Date(Date.parse(`${date}T00:00Z`) + n * DAY).toISOString().slice(0, 10)
const dateAt = (t: number) => new Date(t + 8 * 3_600_000).toISOString().slice(0, 10)
const midnight = (date: string) => Date.parse(`${date}T00:00:00+08:00`)

function replay(r: ClockRule, events: ClockEvent[], before: (t: number) => boolean) {
  let start = NaN, running = false, end = NaN, stop = NaN, stops = 0, side: string | null = null
  for (const e of events) {
    const t = Date.parse(e.at)
    if (!before(t) || !Number.isNaN(end)) continue
    if (Number.isNaN(start)) { if (!r.start.includes(e.name)) continue; start = t; running = true }
    else if (r.end.includes(e.name)) { end = t; continue }
    else if (running && r.stop!.includes(e.name) && !(r.stops === 'first' && stops > 0)) { running = false; stop = t; stops++ }
    else if (!running && r.resume!.includes(e.name)) running = true
    side = e.side
  }
  return { start, running, end, stop, side }
}
function oracle(r: ClockRule, input: ClockEvent[], now: number) {
  const events = input.filter((e) => Date.parse(e.at) <= now).map((e, i) => [e, i] as const).sort(([a, i], [b, j]) => Date.parse(a.at) - Date.parse(b.at) || i - j).map(([e]) => e)
  const last = replay(r, events, () => true)
  if (Number.isNaN(last.start)) return { tone: 'none', used: 0, left: r.limit, over: 0, dueOn: null, doneOn: null, waitingDays: 0, sides: [] }
  const startOn = dateAt(last.start), done = !Number.isNaN(last.end), today = dateAt(done ? last.end : now), dayEnds = r.bound === 'at-most' ? r.dayEnds : undefined
  const runs = (d: string) => replay(r, events, (t) => t < midnight(d)).running, counts = (d: string) => d > startOn && runs(d) && (r.unit === 'day' || works(d))
  const days = (from: string, to: string) => { const all = []; for (let d = plus(from, 1); d <= to; d = plus(d, 1)) all.push(d); return all }
  const counted = (to: string) => days(startOn, to).filter(counts).length
  const roll = (d: string) => { while ((r.rolls || r.unit === 'workday') && !works(d)) d = plus(d, 1); return d }
  const over = (d: string, t: number) => dateAt(t) > d || (dayEnds !== undefined && t > Date.parse(`${d}T${dayEnds}:00+08:00`))
  let due: string | null = startOn
  for (let n = 0, d = startOn; n < r.limit || d === startOn; d = plus(d, 1)) {
    if (n >= r.limit) break
    const next = plus(d, 1)
    if (next > today && !last.running) { due = null; break }
    if (counts(next)) n++
    due = next
  }
  due &&= roll(due)
  for (let since = last.start; due;) { // stopped when its last day ended? then the day of the resume is the last day
    const end = due, ended = (t: number) => t > since && over(end, t)
    if (replay(r, events, (t) => !ended(t)).running) break
    const resume = events.find((e) => ended(Date.parse(e.at)) && r.resume!.includes(e.name)), on: string | null = resume && !(Date.parse(resume.at) > last.end) ? dateAt(since = Date.parse(resume.at)) : null
    due = on && roll([on, plus(on, r.unit === 'day' ? r.limit - counted(on) : 0)].sort()[1]!)
  }
  const used = counted(today), left = Math.max(0, r.limit - used), beyond = due && r.bound === 'at-most' ? days(due, today).filter(counts).length : 0
  const gone = due !== null && over(due, done ? last.end : now)
  const tone = r.bound === 'at-least' ? (gone ? 'done' : done ? 'doneLate' : 'ontime')
    : !last.running ? (done ? (due ? 'doneLate' : 'done') : due ? 'overdue' : 'paused')
      : done ? (gone ? 'doneLate' : 'done') : gone ? 'overdue' : used >= r.limit * 0.8 || left <= 1 ? 'soon' : 'ontime'
  const sides = new Map<string | null, [number, number, number]>()
  for (const d of days(startOn, today)) {
    const { side } = replay(r, events, (t) => t < midnight(d)), [all, work, rest] = sides.get(side) ?? [0, 0, 0]
    sides.set(side, [all + 1, work + (works(d) ? 1 : 0), rest + (said.get(d) === true ? 1 : 0)])
  }
  return { tone, used, left, over: beyond, dueOn: due, doneOn: done ? today : null, waitingDays: last.running || done ? 0 : days(dateAt(last.stop), today).filter(works).length, sides: [...sides].sort() }
}
const figures = (f: Face) => ({ tone: f.tone, used: f.used, left: f.left, over: f.over, dueOn: f.dueOn, doneOn: f.doneOn, waitingDays: f.waitingDays, sides: f.sides.filter((s) => s.days > 0).map((s) => [s.side, [s.days, s.workdays, s.restDays]]).sort() })

const written = (t: number, i: number) => [new Date(t).toISOString(), `${new Date(t + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`, `${new Date(t - 5 * 3_600_000).toISOString().slice(0, 16)}-05:00`][i % 3]!
/** Any case: half-hours from a midnight of 2018 to summer 2026 on, mostly begun at once, then anything in any order; input order is not time order. */
const anyCase = (span = 45) => fc.record({
  base: fc.integer({ min: 0, max: 3120 }).map((n) => midnight(plus('2018-01-01', n))),
  begin: fc.integer({ min: 0, max: 96 }),
  rest: fc.array(fc.tuple(fc.integer({ min: 0, max: span * 48 }), fc.constantFrom('ask', 'ask', 'answer', 'answer', 'note', 'decide', 'accept'), fc.constantFrom('site', 'sponsor', 'cro', null)), { maxLength: 9 }),
  now: fc.integer({ min: 0, max: (span + 15) * 48 }),
}).map(({ base, begin, rest, now }) => ({
  now: base + now * HALF,
  events: [[begin, 'accept', 'site'] as const, ...rest].map(([half, name, side], id): ClockEvent => ({ id, at: written(base + half * HALF, id), name, side })),
}))
const anyRule = (units: readonly ClockRule['unit'][] = ['workday', 'day']) => fc.record({
  unit: fc.constantFrom(...units), limit: fc.integer({ min: 0, max: 20 }), rolls: fc.boolean(), stops: fc.constantFrom('first', 'every'), dayEnds: fc.constantFrom(undefined, '17:30', '24:00'), least: fc.integer({ min: 0, max: 4 }),
}).map(({ dayEnds, least, ...r }) => rule({ ...r, ...(dayEnds && { dayEnds }), ...(least === 0 && { bound: 'at-least' as const, stop: [], resume: [] }) }))
const iso = (t: number) => new Date(t).toISOString()
const times = (numRuns: number) => ({ numRuns })
const core = ({ tone, state, used, left, over, share, dueOn, dueAt, unrolledDueOn, opensOn, opened, doneOn, waitingDays, waitingHours, waitingFor, provisional, noStopDue: never }: Omit<Face, 'sides' | 'ignoredStops' | 'events'>) =>
  ({ tone, state, used, left, over, share, dueOn, dueAt, unrolledDueOn, opensOn, opened, doneOn, waitingDays, waitingHours, waitingFor, provisional, never })

describe('时限 · 性质', () => {
  it('与逐日重放的另一种算法一致（任意规则、任意事件、任意时刻）', () => {
    fc.assert(fc.property(anyRule(), anyCase(), (r, { events, now }) => { expect(figures(fold(r, events, iso(now), calendar))).toEqual(oracle(r, events, now)) }), times(3000))
  })
  it('小时钟与每半小时走一步的算法一致', () => {
    fc.assert(fc.property(anyRule(['hour']), anyCase(4), (r, { events, now }) => {
      const f = fold(r, events, iso(now), calendar), known = [...events].filter((e) => Date.parse(e.at) <= now).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      const { start, end } = replay(r, known, () => true)
      let used = 0, due: number | null = null
      for (let t = start; t < (end || now); t += HALF) { if (used === r.limit * 2) due ??= t; if (replay(r, known, (x) => x <= t).running) used++ }
      expect([f.used, f.left]).toEqual([used / 2, Math.max(0, r.limit - used / 2)])
      if (r.bound === 'at-most') expect(f.over).toBe(Math.max(0, used / 2 - r.limit))
      if (due !== null && f.over > 0 && f.dueAt) expect(Date.parse(f.dueAt)).toBeLessThanOrEqual(now)
      if (f.state === 'running' && f.over === 0) expect(Date.parse(f.dueAt!) - now).toBe(f.left * 2 * HALF - (r.bound === 'at-least' ? Math.max(0, used / 2 - r.limit) * 2 * HALF : 0))
    }), times(1000))
  })
  it('列表里存的锚与重算同数：最后一个事件之后的任一时刻都一致', () => {
    fc.assert(fc.property(anyRule(['workday', 'day', 'hour']), anyCase(), fc.nat(2000), fc.nat(2000), (r, { events }, a, b) => {
      const last = Math.max(...events.map((e) => Date.parse(e.at))), stored = last + Math.min(a, b) * HALF, now = last + Math.max(a, b) * HALF
      const kept = JSON.parse(JSON.stringify(anchor(fold(r, events, iso(stored), calendar)))) as ReturnType<typeof anchor>
      expect(core(glance(kept, iso(now), calendar))).toEqual(core(fold(r, events, iso(now), calendar)))
    }), times(3000))
  })
  it('每一天只记一次：各方天数之和等于经过的天数，小时亦然；逐日账与已用、停钟相合', () => {
    fc.assert(fc.property(anyRule(), anyCase(), (r, { events, now }) => {
      const f = fold(r, events, iso(now), calendar), end = f.doneOn ?? dateAt(now), days = ledger(r, events, iso(now), calendar)
      fc.pre(f.startOn !== null)
      const gone = days.filter((d) => d.date > f.startOn! && d.date <= end), sum = (k: 'days' | 'workdays' | 'restDays' | 'hours') => f.sides.reduce((n, s) => n + s[k], 0)
      expect([sum('days'), sum('workdays')]).toEqual([calendar.span(f.startOn!, end).calendarDays, calendar.workdaysBetween(f.startOn!, end)])
      const until = f.doneOn ? Date.parse(f.events.find((e) => e.effect === 'end')!.at) : now
      expect(sum('hours')).toBeCloseTo((until - Date.parse(f.startedAt!)) / 3_600_000, 6)
      expect(gone).toHaveLength(sum('days'))
      expect(gone.filter((d) => d.n).length).toBe(f.used)
      for (const s of f.sides) expect(gone.filter((d) => d.side === s.side).length).toBe(s.days)
      expect(gone.every((d) => d.kind === 'due' || d.kind === (d.n ? 'counted' : r.unit === 'workday' && !works(d.date) ? 'rest' : 'stopped'))).toBe(true)
      expect([days[0]!.weekday, days.at(-1)!.weekday]).toEqual([1, 7])
      if (f.dueOn) expect(days.find((d) => d.date === f.dueOn)!.kind).toBe(f.dueOn === f.startOn ? 'start' : 'due')
    }), times(1000))
  })
  it('随时间只增不减：已用、逾期不减，剩余不增；过去某时刻的数等于当时所算', () => {
    fc.assert(fc.property(anyRule(['workday', 'day', 'hour']), anyCase(), fc.nat(3000), (r, { events, now }, later) => {
      const a = fold(r, events, iso(now), calendar), b = fold(r, events, iso(now + later * HALF), calendar)
      expect([b.used >= a.used, b.over >= a.over, b.left <= a.left]).toEqual([true, true, true])
      expect(fold(r, events.filter((e) => Date.parse(e.at) <= now), iso(now), calendar)).toEqual(a)
    }), times(1500))
  })
  it('并行各线互不影响：事件输入次序、别线事件穿插都不改变这条线的数', () => {
    fc.assert(fc.property(anyRule(), anyCase(), anyCase(), fc.infiniteStream(fc.nat()), (r, mine, other, dice) => {
      const seen = new Set<number>(), own = mine.events.filter((e) => !seen.has(Date.parse(e.at)) && seen.add(Date.parse(e.at)))
      const alien = other.events.map((e, i) => ({ ...e, id: `x${i}`, name: `contract.${e.name}`, at: i % 2 ? own[i % own.length]!.at : e.at }))
      const mixed = [...own, ...alien].map((e) => [dice.next().value, e] as const).sort(([a], [b]) => a - b).map(([, e]) => e)
      expect(core(fold(r, mixed, iso(mine.now), calendar))).toEqual(core(fold(r, own, iso(mine.now), calendar)))
      expect(fold(r, mixed.filter((e) => own.includes(e)), iso(mine.now), calendar)).toEqual(fold(r, own, iso(mine.now), calendar))
    }), times(1000))
  })
  it('同日停、同日续，什么也不改变', () => {
    fc.assert(fc.property(anyRule(), anyCase(), fc.nat(45 * 48), fc.integer({ min: 1, max: 1400 }), (r, { events, now }, half, minutes) => {
      const first = Math.min(...events.map((e) => Date.parse(e.at))), stop = first + half * HALF + 60_000, resume = stop + minutes * 60_000
      fc.pre(dateAt(stop) === dateAt(resume) && resume <= now && r.stops === 'every' && fold(r, events, iso(stop), calendar).state === 'running')
      fc.pre(!events.some((e) => Date.parse(e.at) >= stop && Date.parse(e.at) <= resume))
      const pair = [{ id: 's', at: iso(stop), name: 'ask', side: null }, { id: 'r', at: iso(resume), name: 'answer', side: null }]
      expect(core(fold(r, [...events, ...pair], iso(now), calendar))).toEqual(core(fold(r, events, iso(now), calendar)))
    }), times(1000))
  })
  it('没有节假日时整体平移若干周，到期日同样平移，各数不变', () => {
    const plain = openCalendar(Array.from({ length: 20 }, (_, i) => ({ year: 2015 + i, published: true, source: null, days: [] })))
    fc.assert(fc.property(anyRule(), anyCase(), fc.integer({ min: -50, max: 200 }), (r, { events, now }, weeks) => {
      const move = (t: number) => iso(t + weeks * 7 * DAY), date = (d: string | null) => d && plus(d, weeks * 7)
      const a = core(fold(r, events, iso(now), plain)), b = core(fold(r, events.map((e) => ({ ...e, at: move(Date.parse(e.at)) })), move(now), plain))
      expect(b).toEqual({ ...a, dueOn: date(a.dueOn), unrolledDueOn: date(a.unrolledDueOn), opensOn: date(a.opensOn), doneOn: date(a.doneOn), never: date(a.never) })
    }), times(1000))
  })
})
