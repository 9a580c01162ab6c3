import { today as dayOf, type Calendar } from '#kernel/calendar.ts'
import type { Outlook } from '#kernel/forecast.ts'
import { openMove, type Procedure } from '#kernel/procedure.ts'

/** A case as its course is drawn: where it stands and what happened to it. */
export interface Gone { readonly id: string; readonly procedure: string; readonly stage: string; readonly outcome: string | null; readonly openedAt: string; readonly events: readonly { readonly at: string; readonly name: string; readonly stage: string }[] }
/** One hospital's course: its own case, and the lanes it runs side by side. */
export interface SiteCourse { readonly site: Gone; readonly lanes: readonly Gone[] }
export type State = 'done' | 'now' | 'later' | 'not'
export interface Box {
  /** `${procedure}/${stage}` */
  readonly key: string
  readonly procedure: string; readonly stage: string; readonly lane: string | null; readonly state: State
  /** the day it was left; for where it stands now, the day it came there */
  readonly on: string | null
  /** how often it came there */
  readonly times: number
  /** of several hospitals: how many stand there, how many have been through */
  readonly here: number; readonly through: number; readonly caseId: string | null
}
export interface Course { readonly boxes: readonly Box[]; readonly edges: readonly { readonly from: string; readonly to: string; /** somebody went this way */ readonly taken: boolean }[] }

/** Stages where somebody does something or that are a good end; one reached otherwise is drawn because it happened. */
const drawn = (p: Procedure, been: ReadonlySet<string>): string[] => Object.entries(p.stages).filter(([key, s]) => been.has(key) ? !s.together && (s.by !== undefined || s.ends !== undefined) : s.by !== undefined || s.ends === 'granted' || s.ends === 'refused').map(([key]) => key)
/** Where a stage leads, past stages nobody holds; going back is a way too. */
function leads(p: Procedure, stage: string, shown: readonly string[], seen = new Set<string>()): string[] {
  const s = p.stages[stage]
  return [...new Set([...Object.keys(s?.moves ?? {}).map((m) => openMove(p, stage, m)!.to), ...(s?.joined ? [s.joined.all] : [])])].flatMap((to) => to === stage || seen.has(to) ? [] : shown.includes(to) ? [to] : p.stages[to]?.together ? [] : leads(p, to, shown, new Set([...seen, stage, to])))
}
/** What can still come from a stage without being sent back and without being refused. */
function ahead(p: Procedure, from: string): Set<string> {
  const found = new Set<string>(), todo = [from]
  for (let s = todo.pop(); s !== undefined; s = todo.pop()) for (const [move] of Object.entries(p.stages[s]?.moves ?? {})) {
    const m = openMove(p, s, move)!, ends = p.stages[m.to]?.ends
    if (m.returns || ends === 'refused' || ends === 'withdrawn' || found.has(m.to)) continue
    found.add(m.to); todo.push(m.to)
  }
  for (const s of [from, ...found]) { const next = p.stages[s]?.joined?.all; if (next && !found.has(next)) { found.add(next); for (const more of ahead(p, next)) found.add(more) } }
  return found
}
interface Told { readonly state: State; readonly on: string | null; readonly times: number; readonly caseId: string }
/** One case at one stage; a case not opened yet has everything before it. */
function told(p: Procedure, c: Gone | undefined, stage: string): Told {
  if (!c) return { state: p.stages[stage]?.ends === 'refused' || !(stage === p.start || ahead(p, p.start).has(stage)) ? 'not' : 'later', on: null, times: 0, caseId: '' }
  const visits = c.events.flatMap((e, i) => (e.stage === stage && c.events[i - 1]?.stage !== stage ? [i] : [])), times = visits.length, first = visits.at(-1)
  const left = first === undefined ? undefined : c.events.slice(first).find((e) => e.stage !== stage)
  if (c.stage === stage && c.outcome === null) return { state: 'now', on: dayOf(first === undefined ? c.openedAt : c.events[first]!.at), times, caseId: c.id }
  if (first !== undefined) return { state: 'done', on: dayOf((left ?? c.events[first]!).at), times, caseId: c.id }
  return { state: c.outcome === null && ahead(p, c.stage).has(stage) ? 'later' : 'not', on: null, times: 0, caseId: c.id }
}
const rank: readonly State[] = ['now', 'done', 'later', 'not']
/** Several hospitals at one stage: lit where any stands, done where all that came this way are through. */
const together = (all: readonly Told[]): Omit<Box, 'key' | 'procedure' | 'stage' | 'lane'> => {
  const here = all.filter((t) => t.state === 'now').length, through = all.filter((t) => t.state === 'done').length, state = here > 0 ? 'now' : through > 0 && all.some((t) => t.state === 'later') ? 'later' : rank.find((r) => all.some((t) => t.state === r)) ?? 'not'
  const days = all.flatMap((t) => (t.on && t.state === state ? [t.on] : [])).sort()
  return { state, here, through, times: all.reduce((n, t) => Math.max(n, t.times), 0), on: state === 'done' ? days.at(-1) ?? null : days[0] ?? null, caseId: all.length === 1 ? all[0]!.caseId || null : null }
}

/** The declared course of a start: what comes before the lanes part, the lanes, what follows when they have joined. `sites` is one hospital, or all of them seen together. */
export function course({ start, site, lanes }: { readonly start: Procedure; readonly site: Procedure; readonly lanes: readonly Procedure[] }, root: Gone, sites: readonly SiteCourse[]): Course {
  const boxes: Box[] = [], edges: Course['edges'][number][] = [], been = (cs: readonly (Gone | undefined)[]) => new Set(cs.flatMap((c) => (c ? [c.stage, ...c.events.map((e) => e.stage)] : [])))
  const put = (p: Procedure, stages: readonly string[], cases: readonly (Gone | undefined)[], lane: string | null) => {
    for (const stage of stages) boxes.push({ key: `${p.name}/${stage}`, procedure: p.name, stage, lane, ...together(cases.map((c) => told(p, c, stage))) })
    const went = new Set(cases.flatMap((c) => { const steps = (c?.events ?? []).map((e) => e.stage).filter((x, i, all) => stages.includes(x) && x !== all[i - 1]); return steps.slice(1).map((to, i) => `${steps[i]} ${to}`) }))
    for (const from of stages) for (const to of leads(p, from, stages)) edges.push({ from: `${p.name}/${from}`, to: `${p.name}/${to}`, taken: went.has(`${from} ${to}`) })
  }
  const own = sites.map((s) => s.site), parts = Object.keys(site.stages).find((s) => site.stages[s]!.together) ?? '', after = new Set([...ahead(site, parts)].filter((s) => s !== parts)), siteShown = drawn(site, been(own))
  const mine = siteShown.filter((s) => !after.has(s) && (site.stages[s]!.ends === undefined || been(own).has(s))), asked = drawn(start, been([root])).filter((s) => !(start.stages[s]!.ends === 'granted') && (start.stages[s]!.ends === undefined || been([root]).has(s)))
  // the investigator signs before the application is handed in; what a hospital accepts for itself it accepts after the common acceptance
  put(site, mine.filter((s) => s === site.start), own, null)
  put(start, asked, [root], null)
  put(site, mine.filter((s) => s !== site.start), own, null)
  const way = asked.filter((s) => !start.stages[s]!.ends && s === start.start)[0], last = asked.filter((s) => Object.keys(start.stages[s]!.moves ?? {}).some((m) => start.stages[openMove(start, s, m)!.to]?.together))[0]
  if (way) edges.push({ from: `${site.name}/${site.start}`, to: `${start.name}/${way}`, taken: true })
  for (const s of mine.filter((x) => x !== site.start)) if (last) edges.push({ from: `${start.name}/${last}`, to: `${site.name}/${s}`, taken: own.some((c) => c.events.some((e) => e.stage === s)) })
  for (const lane of lanes) {
    const cases = sites.map((s) => s.lanes.find((l) => l.procedure === lane.name)), opened = sites.filter((s) => s.lanes.length > 0), needed = sites.filter((s, i) => cases[i] !== undefined || !opened.includes(s))
    if (needed.length > 0) put(lane, drawn(lane, been(cases)), cases.filter((c, i) => c !== undefined || !opened.includes(sites[i]!)), lane.name)
  }
  put(site, siteShown.filter((s) => after.has(s) && site.stages[s]!.ends !== 'refused'), own, null)
  return { boxes, edges: [...new Map(edges.map((e) => [`${e.from} ${e.to}`, e])).values()] }
}

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
