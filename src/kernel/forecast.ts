import type { Calendar } from './calendar.ts'
import { fold, type ClockEvent, type ClockRule } from './clock.ts'
import { openMove, type Procedure, type Stage } from './procedure.ts'

/** When a case may reach its grant: at the earliest, by the limits still to run, and as the last comparable ones went. */
export interface Outlook {
  /** one working day for each step still to take */
  readonly earliest: string
  /** every limit still to run used whole, a step without a limit one working day; or what comparable cases took, when that is longer */
  readonly latest: string
  /** the day to reckon with, between the two */
  readonly likely: string
  /** what `likely` rests on: the limits, or the middle of so many comparable cases */
  readonly rests: 'limits' | 'cases'
  readonly cases: number
  readonly steps: number
}
/** Fewer comparable cases than this say nothing; more than the last ten are not asked. */
export const fewest = 3, most = 10

/** The shortest declared way from a stage to a grant, without going back to the applicant; undefined when there is none. */
export function wayOn(p: Procedure, from: string): readonly { readonly move: string; readonly to: string }[] | undefined {
  const ways = new Map<string, { move: string; to: string }[]>([[from, []]])
  for (const [stage, way] of ways) {
    if (p.stages[stage]?.ends === 'granted') return way
    const next = Object.keys(p.stages[stage]?.moves ?? {}).flatMap((move) => { const m = openMove(p, stage, move)!; return m.returns || m.to === stage ? [] : [{ move, to: m.to }] }), joined = p.stages[stage]?.joined
    for (const step of [...next, ...(joined ? [{ move: 'join', to: joined.all }] : [])]) if (!ways.has(step.to) && (p.stages[step.to] as Stage | undefined)?.ends !== 'refused' && p.stages[step.to]?.ends !== 'withdrawn') ways.set(step.to, [...way, step])
  }
  return undefined
}
const middle = (all: readonly number[]): number => { const s = [...all].sort((a, b) => a - b), at = (s.length - 1) / 2; return Math.ceil((s[Math.floor(at)]! + s[Math.ceil(at)]!) / 2) }
/** The day a limit ends that begins to run, or runs on, on a day. */
function ends(rule: ClockRule, from: string, left: number, calendar: Calendar): string {
  const day = rule.unit === 'workday' ? calendar.addWorkdays(from, Math.ceil(left)) : calendar.addDays(from, rule.unit === 'day' ? Math.ceil(left) : Math.ceil(left / 24))
  return rule.rolls ? calendar.rollForward(day) : day
}
const later = (a: string, b: string): string => (a > b ? a : b)

/** Where an open case will be, from its declared way, its clocks and the working days comparable cases took; a rule of thumb that says what it rests on. */
export function outlook(p: Procedure, rules: readonly ClockRule[], at: { readonly stage: string; readonly openedOn: string; readonly events: readonly ClockEvent[] }, past: readonly number[], now: string, calendar: Calendar): Outlook | null {
  const way = wayOn(p, at.stage), today = calendar.today(now)
  if (!way) return null
  const faces = new Map(rules.map((r) => [r, fold(r, at.events, now, calendar)])), running = new Map<ClockRule, string>()
  for (const [rule, f] of faces) if (f.state === 'running' && f.dueOn !== null) running.set(rule, later(f.dueOn, today))
  let day = today
  for (const { move } of way) {
    let counted = false
    for (const [rule, due] of running) { counted = true; if (rule.end.includes(move) || rule.stop?.includes(move)) { day = later(day, due); running.delete(rule) } }
    if (!counted) day = calendar.addWorkdays(day, 1)
    for (const [rule, f] of faces) if (!running.has(rule)) {
      if (f.state === 'none' && rule.start.includes(move)) running.set(rule, ends(rule, day, rule.limit, calendar))
      else if (f.state === 'stopped' && rule.resume?.includes(move)) running.set(rule, ends(rule, day, f.left, calendar))
    }
  }
  for (const due of running.values()) day = later(day, due)
  const earliest = calendar.addWorkdays(today, way.length), latest = later(day, earliest)
  const known = past.slice(0, most), took = known.length >= fewest ? calendar.addWorkdays(today, Math.max(0, middle(known) - calendar.workdaysBetween(at.openedOn, today))) : latest
  const likely = later(took, earliest)
  return { earliest, latest: later(latest, likely), likely, rests: known.length >= fewest ? 'cases' : 'limits', cases: known.length, steps: way.length }
}
