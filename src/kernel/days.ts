// 日子花在哪里: every calendar day after T0 is charged to whoever held the critical lane at 00:00 of that day. A fold over events, like the clock: nothing is stored.
// The critical lane is the one that closed last, or is still open and expected last; after the lanes have joined, the site case itself. Pure; runs in browser and server.
import { instant, today, type Calendar } from './calendar.ts'
import type { ClockEvent } from './clock.ts'

/** To whom a day is charged; rest: a rest day of the State Council's notice. An ordinary weekend stays with the holder; nobody: no case was held. */
export type Charged = 'sponsor' | 'institution' | 'committee' | 'authority' | 'rest' | 'nobody'
/** A case as the ledger reads it: its events in their order, where it hangs, when it ended and how, and when it is expected to. */
export interface Held {
  readonly id: string; readonly parentId: string | null; readonly procedure: string; readonly events: readonly ClockEvent[]
  readonly openedAt: string; readonly closedAt: string | null; readonly outcome: string | null; readonly dueOn: string | null
  /** whose days the institution's days are (Procedure.charge) */
  readonly charge?: 'committee' | 'authority' | undefined
}
export interface LedgerDay { readonly date: string; readonly charged: Charged; readonly caseId: string | null; /** the event by which the holder of that day came to hold it, and its number */ readonly event: ClockEvent | null; readonly holiday: string | null }
export interface Days { readonly from: string; readonly to: string; readonly lane: string | null; readonly days: readonly LedgerDay[]; readonly sums: Readonly<Record<Charged, number>> }

const midnight = (date: string): string => `${date}T00:00:00+08:00`
/** The last event of a case before an instant. */
const before = (c: Held, at: string): ClockEvent | undefined => c.events.filter((e) => instant(e.at) < instant(at)).sort((a, b) => instant(a.at) - instant(b.at)).at(-1)
const alive = (c: Held, at: string): boolean => instant(c.openedAt) < instant(at) && (c.closedAt === null || instant(c.closedAt) >= instant(at))
interface Turn { readonly c: Held; readonly event: ClockEvent }
/** Who holds a case at an instant: its own holder, else whoever holds the newest of its open children; a case that waits for its own kind's work elsewhere is held by that kind. */
function holder(c: Held, all: readonly Held[], at: string): Turn | undefined {
  const event = before(c, at)
  if (!event) return undefined
  if (event.side !== null) return { c, event }
  const child = all.filter((x) => x.parentId === c.id && alive(x, at)).sort((a, b) => instant(b.openedAt) - instant(a.openedAt))[0]
  return (child && holder(child, all, at)) ?? { c, event }
}
const chargeOf = ({ c, event }: Turn): Charged => (event.side === 'sponsor' ? 'sponsor' : c.charge ?? (event.side === null ? 'nobody' : event.side === 'authority' ? 'authority' : 'institution'))

/** The lane a site waited for: closed last, or still open and expected last; one closed because the site was leaving counts only when no other is there. */
export function criticalLane(site: Held, all: readonly Held[]): Held | null {
  const lanes = all.filter((c) => c.parentId === site.id), real = lanes.filter((c) => c.outcome !== 'withdrawn'), among = real.length > 0 ? real : lanes
  const open = among.filter((c) => c.closedAt === null)
  // what nobody has promised an end is expected last
  if (open.length > 0) return [...open].sort((a, b) => (b.dueOn ?? '9999-12-31').localeCompare(a.dueOn ?? '9999-12-31') || instant(a.openedAt) - instant(b.openedAt))[0]!
  return [...among].sort((a, b) => instant(b.closedAt!) - instant(a.closedAt!))[0] ?? null
}
/** Every day after T0 up to the first consent (or today), each with the holder it is charged to and the event that made it so. */
export function spent(site: Held, all: readonly Held[], t0: string, until: string, calendar: Calendar): Days {
  const lane = criticalLane(site, all), from = today(t0), to = today(until), days: LedgerDay[] = []
  for (let date = calendar.addDays(from, 1); date <= to; date = calendar.addDays(date, 1)) {
    const at = midnight(date), on = calendar.day(date), turn = (lane && alive(lane, at) ? holder(lane, all, at) : undefined) ?? holder(site, all, at)
    days.push({ date, charged: on.kind === 'holiday' ? 'rest' : turn ? chargeOf(turn) : 'nobody', caseId: turn?.c.id ?? null, event: turn?.event ?? null, holiday: on.kind === 'holiday' ? on.name ?? '' : null })
  }
  const sums = { sponsor: 0, institution: 0, committee: 0, authority: 0, rest: 0, nobody: 0 }
  for (const d of days) sums[d.charged]++
  return { from, to, lane: lane?.id ?? null, days, sums }
}
/** The same for one lane alone, from its opening to its end (or now): calendar days and working days by holder. */
export function spentOn(lane: Held, all: readonly Held[], now: string, calendar: Calendar): { readonly days: number; readonly workdays: number; readonly by: Readonly<Record<Charged, { readonly days: number; readonly workdays: number }>> } {
  const from = today(lane.openedAt), to = today(lane.closedAt ?? now), by = Object.fromEntries((['sponsor', 'institution', 'committee', 'authority', 'rest', 'nobody'] as const).map((k) => [k, { days: 0, workdays: 0 }])) as Record<Charged, { days: number; workdays: number }>
  for (let date = calendar.addDays(from, 1); date <= to; date = calendar.addDays(date, 1)) {
    const turn = holder(lane, all, midnight(date)), on = calendar.day(date), sum = by[on.kind === 'holiday' ? 'rest' : turn ? chargeOf(turn) : 'nobody']
    sum.days++
    if (on.working) sum.workdays++
  }
  return { days: calendar.span(from, to).calendarDays, workdays: calendar.workdaysBetween(from, to), by }
}
