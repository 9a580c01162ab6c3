import type { Calendar } from '#kernel/calendar.ts'
import { today as dayOf } from '#kernel/calendar.ts'
import type { Outlook } from '#kernel/forecast.ts'

/** When a site may start: the lane that will be last decides, and its 启动会 takes a working day more. */
export interface SiteForecast { readonly on: string; readonly from: string; readonly to: string; readonly lane: string; readonly rests: Outlook['rests']; readonly cases: number }
export function siteForecast(open: readonly { readonly id: string; readonly outlook: Outlook }[], calendar: Calendar): SiteForecast | null {
  const last = [...open].sort((a, b) => b.outlook.likely.localeCompare(a.outlook.likely) || b.outlook.latest.localeCompare(a.outlook.latest) || a.id.localeCompare(b.id))[0]
  if (!last) return null
  const whole = (pick: (o: Outlook) => string) => calendar.addWorkdays(open.map((l) => pick(l.outlook)).sort().at(-1)!, 1)
  return { on: calendar.addWorkdays(last.outlook.likely, 1), from: whole((o) => o.earliest), to: whole((o) => o.latest), lane: last.id, rests: last.outlook.rests, cases: last.outlook.cases }
}

/** What happened to a lane, as its clock sees it: who held it from then on. */
export interface Held { readonly at: string; readonly side: string | null }
/** 两方各用了多少: working days on which each side held at least one of a site's lanes; lanes held side by side count once. The day a lane opened is not counted, the day it went over belongs to who had it in the morning. */
export function used(lanes: readonly (readonly Held[])[], until: string, calendar: Calendar): { readonly side: string; readonly workdays: number }[] {
  const days = new Map<string, Set<string>>()
  for (const events of lanes) events.forEach(({ at, side }, i) => {
    const to = events[i + 1] ? dayOf(events[i + 1]!.at) : until
    if (side === null) return
    for (let d = calendar.addDays(dayOf(at), 1); d <= to; d = calendar.addDays(d, 1)) if (calendar.day(d).working) days.set(side, (days.get(side) ?? new Set()).add(d))
  })
  return [...days].map(([side, of]) => ({ side, workdays: of.size })).sort((a, b) => a.side.localeCompare(b.side))
}
