// When a running limit is warned of. Pure.
import { today, type Calendar } from '../calendar.ts'
import type { Anchor } from '../clock.ts'

export const stepNames = ['T-2', 'T-1', 'T', 'T+1', '50', '80', '100'] as const
export type Step = typeof stepNames[number]
/** Up to five days: the working day before, the day, the working day after. Longer: two working days before. Hours: half, four fifths, all. */
export const shortLimit = 5
/** From the due day on those above are told too. */
export const late = (step: Step): boolean => step === 'T' || step === 'T+1' || step === '100'
const HOUR = 3_600_000
/** The first instant of a day in Beijing. */
export const midnight = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()

export interface Planned { readonly rule: string; readonly due: string; readonly step: Step; readonly at: string }
/** Every warning still to come of a clock as its case was left; a clock that stands still, waits or has ended warns of nothing. What was past already when the case came here is left out. */
export function steps(a: Anchor, calendar: Calendar): Planned[] {
  if (a.state !== 'running' || a.bound !== 'at-most' || a.dueOn === null) return []
  const due = a.unit === 'hour' ? a.dueAt! : a.dueOn
  const all: [Step, string][] = a.unit === 'hour'
    ? ([['50', 0.5], ['80', 0.2], ['100', 0]] as const).map(([step, left]) => [step, new Date(Date.parse(a.dueAt!) - left * a.limit * HOUR).toISOString()])
    : ([[a.limit <= shortLimit ? 'T-1' : 'T-2', calendar.addWorkdays(a.dueOn, a.limit <= shortLimit ? -1 : -2)], ['T', a.dueOn], ['T+1', calendar.addWorkdays(a.dueOn, 1)]] as const).map(([step, day]) => [step, midnight(day)])
  return all.filter(([, at]) => at > a.asOf).map(([step, at]) => ({ rule: a.name, due, step, at }))
}
/** Whether a planned warning still speaks of the clock as it now is. */
export const stands = (a: Anchor, { rule, due }: Pick<Planned, 'rule' | 'due'>): boolean => a.state === 'running' && a.name === rule && (a.unit === 'hour' ? a.dueAt : a.dueOn) === due
/** The next moment at which the clock in Beijing shows HH:mm. */
export function nextAt(now: string, time: string): string {
  const at = new Date(`${today(now)}T${time}:00+08:00`).toISOString()
  return at > now ? at : new Date(Date.parse(at) + 24 * HOUR).toISOString()
}
