// A time limit is a fold over a case's events: nothing is stored that is not made again from them. Pure; runs in browser and server.
// The day of the start is not counted, nor the day of a resume; a stop takes effect the day after. So each later day is counted, stopped or rest,
// and a stop answered the same day changes nothing. One run per case: a start while running or after the end is ignored,
// so a return to an earlier stage does not open the clock again.
import { daysBetween, instant, today, type Calendar } from './calendar.ts'
import type { Basis } from './cite.ts'

export type Unit = 'workday' | 'day' | 'hour'
/** 法定 · 承诺 · 约定. */
export type Force = 'statutory' | 'promised' | 'agreed'

/** One declared time limit: what is counted, what starts it, what may stop it, when it ends, and what it rests on. */
export interface ClockRule {
  /** dotted name, also the label key: 'startup.initiation.limit' */
  readonly name: string
  readonly limit: number
  readonly unit: Unit
  /** at-most: a deadline. at-least: a waiting period (公示); it never opens early and opens on the day after its last day. */
  readonly bound: 'at-most' | 'at-least'
  readonly force: Force
  /** names of the case's events that start, stop, resume and end the count */
  readonly start: readonly string[]
  readonly stop?: readonly string[]
  /** 'first': only the first stop stops the clock (一次性告知); later ones are counted and shown but do not stop. Default 'every'. */
  readonly stops?: 'first' | 'every'
  readonly resume?: readonly string[]
  readonly end: readonly string[]
  /** a last day falling on a rest day moves to the next working day (民法典 §203). Meaningful for 'day'. */
  readonly rolls: boolean
  /** when the last day ends, Beijing time 'HH:mm'; absent = 24:00 */
  readonly dayEnds?: string
  readonly basis: readonly Basis[]
}

/** What happened to a case, as the clock sees it. `side` is who holds the case after the event ('site', 'sponsor', … ; null = nobody). */
export interface ClockEvent { readonly id: number | string; readonly at: string; readonly name: string; readonly side: string | null }

/** Where a clock stands. A waiting period (at-least) is running too; `opened` says whether it has passed. */
export type ClockState = 'none' | 'running' | 'stopped' | 'done'
/**
 * How it looks. soon: 80 % of the limit is used, or at most one day of it is left. overdue: past the due day, and a stop that came too late does not hide it.
 * doneLate: ended outside its limit, that is after the deadline or before the waiting period had passed.
 */
export type Tone = 'none' | 'ontime' | 'soon' | 'overdue' | 'paused' | 'done' | 'doneLate'

/** What a list row keeps of a clock from its last event on: with it `glance` says what `fold` would, without the events. */
export type Anchor = {
  readonly name: string; readonly limit: number; readonly unit: Unit; readonly bound: ClockRule['bound']; readonly force: Force
  /** the last day is never a rest day: by the rule, or because working days are counted */
  readonly rolls: boolean; readonly dayEnds: string | null
  readonly state: ClockState; readonly tone: Tone
  readonly startedAt: string | null; readonly startOn: string | null; readonly doneOn: string | null
  /** in the rule's unit, hours as fractions; `over` counts only while the clock runs */
  readonly used: number; readonly over: number
  /** the last day; null while stopped in time. For hours the Beijing date of `dueAt`. */
  readonly dueOn: string | null; readonly dueAt: string | null
  /** the last day before it moved off rest days; null when it did not move */
  readonly unrolledDueOn: string | null
  /** the day (for hours: of the instant `dueAt`) from which a waiting period permits the next step */
  readonly opensOn: string | null; readonly opened: boolean
  readonly stoppedSince: string | null; readonly waitingFor: string | null
  /** the due day had nothing been stopped */
  readonly noStopDue: string | null
  readonly asOf: string
}
/** The figure a list shows: `left` = limit − used, never below 0; the waiting figures count from the stop, in working days and in hours. */
export type Glance = Anchor & {
  readonly left: number; readonly share: number; readonly waitingDays: number; readonly waitingHours: number
  /** some day this rests on has no published holiday notice yet */
  readonly provisional: boolean
}
/** What an event did to this clock. ignored: the rule names it, but in that state it changes nothing; hold: it only moves the case between sides. */
export type Effect = 'start' | 'stop' | 'resume' | 'end' | 'ignored' | 'hold'
/** Days from the day after the start to the end or now, each charged to the side that held the case at 00:00 Beijing. restDays: those of `days` that are rest days of a notice. */
export type SideTime = { readonly side: string | null; readonly workdays: number; readonly days: number; readonly restDays: number; readonly hours: number }
export type Face = Glance & { readonly sides: readonly SideTime[]; readonly ignoredStops: number; readonly events: readonly (ClockEvent & { readonly effect: Effect })[] }

const HOUR = 3_600_000
const ms = (hours: number): number => Math.round(hours * HOUR)
const hoursBetween = (from: string, to: string): number => (instant(to) - instant(from)) / HOUR

/** Has the last day (its hour, its instant) gone by at this moment? */
function past({ unit, dueOn, dueAt, dayEnds }: Anchor, at: string): boolean {
  if (dueOn === null) return false
  if (unit === 'hour') return instant(at) > instant(dueAt!)
  return today(at) > dueOn || (dayEnds !== null && instant(at) > instant(`${dueOn}T${dayEnds}:00+08:00`))
}

/** Where the limit ends when it runs on from an event. Stopped in time on its very last day, a clock is due on the day of the resume, which is not counted. */
function project({ unit, bound, rolls }: Anchor, at: string, left: number, calendar: Calendar): Pick<Anchor, 'dueOn' | 'dueAt' | 'unrolledDueOn' | 'opensOn'> {
  if (unit === 'hour') {
    const dueAt = new Date(instant(at) + ms(left)).toISOString(), dueOn = today(dueAt)
    return { dueOn, dueAt, unrolledDueOn: null, opensOn: bound === 'at-least' ? dueOn : null }
  }
  const on = today(at), last = unit === 'day' ? calendar.addDays(on, left) : calendar.addWorkdays(on, left)
  const end = last < on ? on : last, dueOn = rolls ? calendar.rollForward(end) : end
  return { dueOn, dueAt: null, unrolledDueOn: unit === 'workday' || dueOn === last ? null : last, opensOn: bound === 'at-least' ? calendar.addDays(dueOn, 1) : null }
}

/** The same clock later, nothing having happened since. A moment before the anchor (a client's slow watch) is answered as at the anchor. */
function advance(a: Anchor, now: string, calendar: Calendar): Anchor {
  if (instant(now) < instant(a.asOf)) return a
  if (a.state !== 'running') return { ...a, asOf: now }
  const opened = a.bound === 'at-least' && past(a, now)
  if (a.unit === 'hour') {
    const used = (ms(a.used) + instant(now) - instant(a.asOf)) / HOUR
    return { ...a, opened, used, over: a.bound === 'at-most' ? Math.max(0, ms(used) - ms(a.limit)) / HOUR : 0, asOf: now }
  }
  const count = (since: string) => since >= to ? 0 : a.unit === 'day' ? daysBetween(since, to) : calendar.workdaysBetween(since, to)
  const from = today(a.asOf), to = today(now)
  return { ...a, opened, used: a.used + count(from), over: a.over + (a.bound === 'at-most' ? count(from > a.dueOn! ? from : a.dueOn!) : 0), asOf: now }
}
const toneOf = (a: Anchor, left: number): Tone =>
  a.state !== 'running' ? a.tone : a.bound === 'at-least' ? (a.opened ? 'done' : 'ontime')
    : past(a, a.asOf) ? 'overdue' : ms(a.used) * 5 >= ms(a.limit) * 4 || (a.unit !== 'hour' && left <= 1) ? 'soon' : 'ontime'

/** The figure at any moment from the last event on: the same tone, left, over, due day, waiting, used and share as `fold` gives. Anchors are made anew when a holiday notice is imported. */
export function glance(anchor: Anchor, now: string, calendar: Calendar): Glance {
  const a = advance(anchor, now, calendar)
  const left = a.unit === 'hour' ? Math.max(0, ms(a.limit) - ms(a.used)) / HOUR : Math.max(0, a.limit - a.used)
  const share = a.limit > 0 ? Math.min(1, a.used / a.limit) : a.state === 'none' ? 0 : 1
  const dates = [a.doneOn ?? today(a.asOf), ...(a.rolls ? [a.dueOn, a.noStopDue] : [])].filter((d) => d !== null)
  return {
    ...a, left, share, tone: toneOf(a, left),
    waitingDays: a.stoppedSince ? calendar.workdaysBetween(today(a.stoppedSince), today(a.asOf)) : 0,
    waitingHours: a.stoppedSince ? hoursBetween(a.stoppedSince, a.asOf) : 0,
    provisional: a.startOn !== null && calendar.provisional(a.startOn, dates.sort().at(-1)!),
  }
}

/** The part of a face that is stored at each event. */
export function anchor(face: Face): Anchor {
  const { left, share, waitingDays, waitingHours, provisional, sides, ignoredStops, events, ...kept } = face
  return kept
}

const blank = ({ name, limit, unit, bound, force, rolls, dayEnds }: ClockRule, now: string): Anchor => ({
  name, limit, unit, bound, force, rolls: unit === 'workday' || (unit === 'day' && rolls), dayEnds: bound === 'at-most' ? dayEnds ?? null : null,
  state: 'none', tone: 'none', startedAt: null, startOn: null, doneOn: null, used: 0, over: 0, dueOn: null, dueAt: null, unrolledDueOn: null,
  opensOn: null, opened: false, stoppedSince: null, waitingFor: null, noStopDue: null, asOf: now,
})

/** What an event does: first the end, then stop or resume. With stops 'first' (一次性告知) only the first stop of the run stops. */
function effectOf(rule: ClockRule, { state, opened }: Anchor, name: string, stops: number): Effect {
  const is = (names: readonly string[] = []) => names.includes(name)
  if (state === 'none' && is(rule.start)) return 'start'
  if ((state === 'running' || state === 'stopped') && is(rule.end)) return 'end'
  if (state === 'running' && is(rule.stop) && !opened && !(rule.stops === 'first' && stops > 0)) return 'stop'
  if (state === 'stopped' && is(rule.resume)) return 'resume'
  return is(rule.start) || is(rule.stop) || is(rule.resume) || is(rule.end) ? 'ignored' : 'hold'
}
function applied(a: Anchor, effect: Effect, { at, side }: ClockEvent, calendar: Calendar): Anchor {
  const standing = { stoppedSince: null, waitingFor: null }
  if (effect === 'start') {
    const due = project(a, at, a.limit, calendar)
    return { ...a, ...due, state: 'running', startedAt: at, startOn: today(at), noStopDue: due.dueOn, asOf: at }
  }
  if (effect === 'stop') {
    const late = past(a, at)
    return { ...a, state: 'stopped', tone: late ? 'overdue' : 'paused', stoppedSince: at, waitingFor: side, ...(!late && { dueOn: null, dueAt: null, unrolledDueOn: null, opensOn: null }) }
  }
  if (effect === 'resume') return { ...a, ...standing, state: 'running', ...(a.dueOn === null && project(a, at, a.limit - a.used, calendar)) }
  if (effect === 'end') {
    const kept = a.bound === 'at-least' ? a.opened : a.state === 'stopped' ? a.tone === 'paused' : !past(a, at)
    return { ...a, ...standing, state: 'done', tone: kept ? 'done' : 'doneLate', doneOn: today(at) }
  }
  return a
}

/** From an event of the run on: does the clock run, and who holds the case? */
interface Turn { readonly at: string; readonly running: boolean; readonly side: string | null }
function walk(rule: ClockRule, events: readonly ClockEvent[], now: string, calendar: Calendar) {
  const until = instant(now), known = events.filter((e) => instant(e.at) <= until).sort((a, b) => instant(a.at) - instant(b.at))
  let a = blank(rule, now), stops = 0, ignoredStops = 0
  const turns: Turn[] = [], marked: Face['events'][number][] = []
  for (const { id, at, name, side } of known) {
    a = advance(a, at, calendar)
    const effect = effectOf(rule, a, name, stops), live = a.state !== 'done'
    if (effect === 'stop') stops++
    if (effect === 'ignored' && live && stops > 0 && rule.stops === 'first' && rule.stop?.includes(name)) ignoredStops++
    a = applied(a, effect, { id, at, name, side }, calendar)
    marked.push({ id, at, name, side, effect })
    if (live && a.state !== 'none') turns.push({ at, running: a.state === 'running', side })
  }
  return { last: a, turns, ignoredStops, events: marked, to: a.state === 'done' ? turns.at(-1)!.at : now }
}

/** The clock of one case at a moment. Events after `now` are not known yet, so a past moment is asked by its own `now`. */
export function fold(rule: ClockRule, events: readonly ClockEvent[], now: string, calendar: Calendar): Face {
  const { last, turns, ignoredStops, events: marked, to: upTo } = walk(rule, events, now, calendar)
  const sides = new Map<string | null, SideTime>()
  turns.forEach(({ at, side }, i) => {
    const to = turns[i + 1]?.at ?? upTo, from = today(at), on = today(to), had = sides.get(side)
    if (instant(to) === instant(at)) return
    sides.set(side, {
      side,
      workdays: (had?.workdays ?? 0) + calendar.workdaysBetween(from, on), days: (had?.days ?? 0) + daysBetween(from, on),
      restDays: (had?.restDays ?? 0) + calendar.holidaysBetween(from, on), hours: (ms(had?.hours ?? 0) + instant(to) - instant(at)) / HOUR,
    })
  })
  return { ...glance(last, now, calendar), sides: [...sides.values()], ignoredStops, events: marked }
}

/** The due day had nothing been stopped, from the first start among the events; null when there is none. */
export const noStopDue = (rule: ClockRule, events: readonly ClockEvent[], calendar: Calendar): string | null =>
  walk(rule, events, '9999-12-31T00:00:00Z', calendar).last.noStopDue

/** One day of the clock card. left: still to come and counted; due: the last day; plain: a working day outside the count. n: the first, second … counted day. */
export type LedgerDay = {
  readonly date: string; readonly weekday: number; readonly kind: 'start' | 'counted' | 'stopped' | 'rest' | 'left' | 'due' | 'plain'
  readonly n?: number; readonly side: string | null; readonly name?: string; readonly makeup?: true; readonly holiday?: true
}
/** The days that made the figure: from the Monday of the start's week to the Sunday of the week of the due day, or of today or the end when that is later. */
export function ledger(rule: ClockRule, events: readonly ClockEvent[], now: string, calendar: Calendar): LedgerDay[] {
  const { last: { startOn, dueOn, state }, turns, to } = walk(rule, events, now, calendar)
  if (startOn === null) return []
  const end = today(to), latest = dueOn !== null && dueOn > end ? dueOn : end
  const monday = calendar.addDays(startOn, 1 - calendar.day(startOn).weekday), sunday = calendar.addDays(latest, 7 - calendar.day(latest).weekday)
  let counted = 0
  return Array.from({ length: daysBetween(monday, sunday) + 1 }, (_, i) => {
    const { date, weekday, working, kind, name } = calendar.day(calendar.addDays(monday, i))
    const turn = date > startOn && date <= end ? turns.findLast((t) => today(t.at) < date) : undefined
    const ahead = state === 'running' && dueOn !== null && date > end && date <= dueOn
    const counts = working || rule.unit !== 'workday', n = counts && (ahead || turn?.running) && rule.unit !== 'hour' ? ++counted : 0
    const is = date === startOn ? 'start' : date === dueOn ? 'due' : !turn && !ahead ? (working ? 'plain' : 'rest')
      : !counts ? 'rest' : ahead ? 'left' : turn!.running ? 'counted' : 'stopped'
    return { date, weekday, kind: is, ...(n > 0 && { n }), side: turn?.side ?? null, ...(name && { name }), ...(kind === 'makeup' && { makeup: true as const }), ...(kind === 'holiday' && { holiday: true as const }) }
  })
}
