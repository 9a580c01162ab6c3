import { sql } from 'kysely'
import { board, history } from '#kernel/board.ts'
import { today } from '#kernel/calendar.ts'
import { moveServices, openCase, rulesOf } from '#kernel/case.ts'
import { outlook } from '#kernel/forecast.ts'
import type { Id } from '#kernel/id.ts'
import { implement, type Call } from '#kernel/implement.ts'
import { Conflict, NotFound, Refusal } from '#kernel/refusal.ts'
import * as api from './api.ts'
import { readIdentifier, type RegistryRecord } from './import/exchange.ts'
import { study } from './procedure.ts'
import { siteForecast, used } from './rules.ts'
import type * as z from 'zod'
import { applies, inviteSponsor, sponsorOf, studyFacts, studyList } from './queries.ts'

type Made = api.Facts & { readonly source: 'entered' | 'imported'; readonly registered?: RegistryRecord }
/** Makes a dossier: the case that makes it visible, the facts, the numbers. */
export async function make(call: Call, { source, registered, ...facts }: Made): Promise<Id<'case'>> {
  const me = await call.me
  const named = await sponsorOf(call, facts.sponsorName)
  const id = await openCase(call, { procedure: study.name, title: facts.short, parties: [{ orgId: me.orgId, side: 'sponsor' }, ...(named && named.id !== me.orgId && source === 'entered' && applies(named) ? [{ orgId: named.id, side: 'sponsor' }] : [])], data: { source } })
  await call.db.insertInto('studies.study').values({ id, ...facts, sponsorOrgId: named?.id ?? null, source, registered: registered ? JSON.stringify(registered) : null }).execute()
  for (const i of registered?.identifiers ?? []) await call.db.insertInto('studies.identifier').values({ id: call.newId<'identifier'>('identifier'), studyId: id as never, kind: i.kind, value: i.value, valid: i.valid }).onConflict((c) => c.doNothing()).execute()
  return id
}
/** A fact of the dossier changed: old and new stand in its history. */
export async function noted(call: Call, id: string, stage: string, changed: Record<string, readonly [unknown, unknown]>, name = 'studies.edit'): Promise<void> {
  await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: id as never, subjectId: id, name, move: 'edit', stageFrom: stage, stageTo: stage, orgId: sql<never>`kernel.my_org()`, personId: sql<never>`kernel.my_person()`, data: JSON.stringify({ changed }) }).execute()
}
export const stageOf = async (call: Call, id: string): Promise<string> => {
  const it = await call.db.selectFrom('kernel.case').select('stage').where('id', '=', id as never).where('procedure', '=', study.name).executeTakeFirst()
  if (!it) throw new NotFound()
  return it.stage
}
/** The stage of a dossier a person may still change. */
async function openStage(call: Call, id: string): Promise<string> {
  const stage = await stageOf(call, id)
  if (study.stages[stage as keyof typeof study.stages].ends) throw new Refusal('studies.edit.closed')
  return stage
}

export const actions = [
  implement(api.list, (call) => studyList(call, call.input)),
  implement(api.one, async (call) => {
    const { id } = call.input
    const [facts, identifiers, sites, { cases, clocks, rows }, events, parties, { rows: past }] = await Promise.all([
      studyFacts(call, id),
      call.db.selectFrom('studies.identifier').select(['kind', 'value', 'valid', 'confirmedAt']).where('studyId', '=', id as never).orderBy('id').execute(),
      call.db.selectFrom('studies.site as s').innerJoin('kernel.org as o', 'o.id', 's.orgId').innerJoin('institutions.investigator as i', 'i.id', 's.investigatorId').innerJoin('institutions.department as d', 'd.id', 'i.departmentId')
        .select(['s.caseId', 's.orgId', 'o.name', 'o.nameEn', 'o.short', 'o.shortEn', 's.lead', 'i.name as investigator', 'i.nameEn as investigatorEn', 'd.name as department', 'd.nameEn as departmentEn', 's.planned']).where('s.studyId', '=', id as never).orderBy('s.lead', 'desc').orderBy('o.name').execute(),
      board(call, id),
      history(call, { subject: id, limit: 8 }),
      call.db.selectFrom('kernel.party as y').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select(['o.name', 'o.nameEn', 'o.kind', 'y.side']).where('y.caseId', '=', id as never).orderBy('y.side').orderBy('o.kind').orderBy('o.name').execute(),
      sql<{ orgId: string; procedure: string; openedAt: string; closedAt: string }>`select * from kernel.lately(${id})`.execute(call.db),
    ])
    const own = cases.find((c) => c.id === id)
    if (!facts || !own) throw new NotFound()
    const me = await call.me, applicant = own.side === 'sponsor' && me.roles.some((r) => r === 'cra' || r === 'sponsor'), en = call.lang === 'en'
    const starts = cases.filter((c) => c.procedure === 'startup.start'), start = starts.find((c) => c.closedAt === null) ?? starts.at(-1), siteCases = cases.filter((c) => c.procedure === 'startup.site' && c.parentId === start?.id)
    const of = new Map<string, typeof cases>()
    for (const c of cases) if (c.parentId) of.set(c.parentId, [...(of.get(c.parentId) ?? []), c])
    const t0 = siteCases.flatMap((s) => (of.get(s.id) ?? []).map((c) => c.openedAt)).sort()[0] ?? null, reached = (caseId: string, stage: string) => (clocks.get(caseId) ?? []).find((e) => e.stage === stage)?.at
    const started = siteCases.flatMap((c) => reached(c.id, 'started') ?? []).map((at) => today(at)).sort()[0] ?? null
    const from = t0 ? today(t0) : null, to = started ?? call.today, span = from && to >= from ? call.calendar.span(from, to) : null
    const submitted = start && clocks.get(start.id)?.find((e) => e.name === 'submit')?.at
    const together = call.work.procedures.get('startup.site')?.stages['lanes']?.together ?? [], kinds = new Set(siteCases.flatMap((s) => (of.get(s.id) ?? []).map((c) => c.procedure)))
    const took = past.map((p) => ({ key: `${p.orgId} ${p.procedure}`, workdays: call.calendar.workdaysBetween(today(p.openedAt), today(p.closedAt)) }))
    const forecast = (site: (typeof cases)[number]) => {
      const done = reached(site.id, 'kicked-off')
      if (done) return { on: today(done), from: today(done), to: today(done), lane: null, rests: 'done' as const, cases: 0 }
      if (site.outcome !== null) return null
      if (site.stage === 'ready') { const next = call.calendar.addWorkdays(call.today, 1); return { on: next, from: next, to: next, lane: null, rests: 'ready' as const, cases: 0 } }
      return siteForecast((of.get(site.id) ?? []).filter((c) => c.outcome === null).flatMap((c) => {
        const p = call.work.procedures.get(c.procedure)!, seen = outlook(p, rulesOf(p, rows.get(c.id)!.limits), { stage: c.stage, openedOn: today(c.openedAt), events: clocks.get(c.id) ?? [] }, took.filter((x) => x.key === `${c.orgId} ${c.procedure}`).map((x) => x.workdays), call.now, call.calendar)
        return seen ? [{ id: c.id, outlook: seen }] : []
      }), call.calendar) as z.input<typeof api.one.output>['sites'][number]['forecast']
    }
    const { registered, ...rest } = facts
    return {
      study: { ...rest, stage: own.stage, stageText: own.stageText, side: own.side, registered: registered as Record<string, unknown> | null },
      identifiers: identifiers.map(({ confirmedAt, ...i }) => ({ ...i, kind: i.kind as never, confirmedOn: confirmedAt ? today(confirmedAt) : null })),
      lanes: together.filter((name) => kinds.size === 0 || kinds.has(name)).map((procedure) => ({ procedure, label: call.say(procedure) })),
      sites: sites.flatMap((s) => {
        const site = siteCases.find((c) => c.id === s.caseId)
        return site ? [{ caseId: s.caseId, orgId: s.orgId, name: en ? s.nameEn : s.name, short: en ? s.shortEn : s.short, lead: s.lead, investigator: en ? s.investigatorEn : s.investigator, department: en ? s.departmentEn : s.department, planned: s.planned, forecast: forecast(site), used: used((of.get(s.caseId) ?? []).map((c) => clocks.get(c.id) ?? []), call.today, call.calendar) }] : []
      }),
      cases, events, parties: parties.map((y) => ({ org: en ? y.nameEn : y.name, kind: y.kind, side: y.side })), mayEdit: applicant && own.outcome === null, mayStart: applicant && own.stage === 'prepared', today: call.today,
      count: span && t0 ? { from: t0, to: started, days: span.calendarDays, workdays: span.workdays, restDays: span.holidays } : null,
      sinceSubmission: submitted ? call.calendar.span(today(submitted), call.today).calendarDays : null,
    }
  }),
  implement(api.create, async (call) => ({ id: await make(call, { ...call.input, source: 'entered' }), version: 1 })),
  implement(api.edit, async (call) => {
    const { id, seen, ...patch } = call.input
    const before = await call.db.selectFrom('studies.study').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    const stage = await openStage(call, id)
    if (!before) throw new NotFound()
    if (before.version !== seen) {
      const last = (await history(call, { cases: [id], limit: 1 }))[0]
      throw new Conflict({ version: before.version, stage: '', did: last?.text ?? '', who: last?.who ?? '', at: last?.at ?? null, changed: last?.facts['changed'] ?? null })
    }
    const changed = Object.fromEntries(Object.entries(patch).filter(([k, v]) => v !== undefined && before[k as keyof typeof before] !== v).map(([k, v]) => [k, [before[k as keyof typeof before], v] as const]))
    if (Object.keys(changed).length === 0) return { id, version: seen }
    const named = changed['sponsorName'] && patch.sponsorName ? await inviteSponsor(call, id, patch.sponsorName) : undefined
    await call.db.updateTable('studies.study').set({ ...Object.fromEntries(Object.entries(changed).map(([k, [, v]]) => [k, v])), ...(changed['sponsorName'] ? { sponsorOrgId: named?.id ?? null } : {}), version: seen + 1, updatedAt: call.now }).where('id', '=', id).execute()
    await noted(call, id, stage, changed)
    // lists show the short name the dossier bears now
    if (patch.short !== undefined && changed['short']) await sql`select kernel.retitle(${id}, ${patch.short})`.execute(call.db)
    return { id, version: seen + 1 }
  }),
  implement(api.confirmNumber, async (call) => {
    const { id, kind, value } = call.input, stage = await openStage(call, id)
    const read = readIdentifier(value), valid = kind === 'mr' ? /^MR-\d{2}-\d{2}-\d{6}$/.test(value) : kind === 'protocol' || kind === 'device-filing' || (read.valid && read.kind === kind)
    const confirmed = { valid, confirmedAt: call.now, confirmedBy: sql<never>`kernel.my_person()` }
    await call.db.insertInto('studies.identifier').values({ id: call.newId<'identifier'>('identifier'), studyId: id as never, kind, value, ...confirmed }).onConflict((c) => c.columns(['studyId', 'kind', 'value']).doUpdateSet(confirmed)).execute()
    await noted(call, id, stage, { [kind]: [null, value] }, 'studies.confirm')
    return { kind, value, valid }
  }),
  ...moveServices(study, api.endpoints),
]
