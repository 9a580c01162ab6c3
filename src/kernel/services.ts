import { sql, type RawBuilder } from 'kysely'
import * as z from 'zod'
import * as api from './api.ts'
import { glanced, history, oneCase, own, withheld } from './board.ts'
import { today } from './calendar.ts'
import { eventsOf, masked, rulesOf, shown } from './case.ts'
import { fold, ledger } from './clock.ts'
import { implement, type Call } from './implement.ts'
import { migrationServices } from './migration.ts'
import { moveNames, rolesOf, type Procedure, type Stage } from './procedure.ts'
import { Conflict, Invalid, NotFound } from './refusal.ts'
import { turnServices } from './turn.ts'

const isDate = (s: string) => z.iso.date().safeParse(s).success
const isInstant = (s: string) => z.iso.datetime({ offset: true }).safeParse(s).success

const calendarServices = [
  implement(api.deadline, async ({ input, calendar }) => {
    if (!api.oneUnit(input)) throw new Invalid([{ path: 'workdays', code: 'calendar.one-unit' }])
    if (!isDate(input.start) && !isInstant(input.start)) throw new Invalid([{ path: 'start', code: 'calendar.not-a-date' }])
    const start = input.hours !== undefined || isDate(input.start) ? input.start : today(input.start)
    if (input.hours !== undefined && isDate(input.start)) throw new Invalid([{ path: 'start', code: 'calendar.hours-need-an-instant' }])
    const { due, dueAt, rolled, provisional, days } = calendar.deadline({ start, ...(input.workdays !== undefined ? { workdays: input.workdays } : input.days !== undefined ? { days: input.days } : { hours: input.hours! }) })
    return { due, dueAt: dueAt ?? null, rolled, provisional, passed: days.slice(0, 400).map((d) => ({ date: d.date, kind: d.kind, name: d.name ?? null })) }
  }),
  implement(api.span, async ({ input, calendar }) => {
    if (input.to < input.from) throw new Invalid([{ path: 'to', code: 'calendar.backwards' }])
    const s = calendar.span(input.from, input.to)
    return { days: s.calendarDays, workdays: s.workdays, restDays: s.restDays, provisional: s.provisional }
  }),
  implement(api.calendarYear, async (call) => {
    const { from, to } = call.input
    if (to < from || Date.parse(to) - Date.parse(from) > 400 * 86_400_000) throw new Invalid([{ path: 'to', code: 'calendar.backwards' }])
    const { rows } = await sql<{ dueOn: string; n: number }>`select due_on, count(*)::int n from kernel.desk where org_id = kernel.my_org() and mine and open and ${own} and due_on between ${from} and ${to} group by due_on`.execute(call.db)
    const due = new Map(rows.map((r) => [r.dueOn, r.n]))
    const days = []
    for (let d = from; d <= to; d = call.calendar.addDays(d, 1)) { const day = call.calendar.day(d); days.push({ date: d, working: day.working, kind: day.kind, name: day.name ?? null, published: day.published, due: due.get(d) ?? 0 }) }
    return { days }
  }),
]

interface DeskRow { caseId: string; subjectId: string; procedure: string; stage: string; title: string; place: string; holder: string; holderSide: string | null; roles: string[]; mine: boolean; dueOn: string | null; updatedAt: string; clock: unknown }
const far = '9999-12-31'
const shownTask = (call: Call, r: DeskRow) => ({
  caseId: r.caseId as never, subjectId: r.subjectId, procedure: r.procedure, stage: r.stage, kind: call.say(r.procedure), what: call.say(`${r.procedure}.stage.${r.stage}`), act: call.say(`${r.procedure}.todo.${r.stage}`), title: r.title, place: r.place, holder: r.holder,
  office: r.roles.length === 1 ? call.say(`role.${r.roles[0]}`) : '', holderSide: r.holderSide, mine: r.mine, dueOn: r.dueOn, face: glanced(call, r.clock), waitedDays: call.calendar.workdaysBetween(today(r.updatedAt), call.today), updatedAt: r.updatedAt,
})
/** Who waits for a case: those who ever hold it, and those who began the one it was opened in (an applicant waits for each investigator's signature); an ethics office does not wait for a signature elsewhere. */
const waitersOf = (work: Call['work'], p: Procedure): string[] => [...new Set([...moveNames(p).flatMap((m) => rolesOf(p, m)), ...[...work.procedures.values()].filter((q) => Object.values<Stage>(q.stages).some((s) => s.together?.includes(p.name))).flatMap((q) => q.stages[q.start]!.by?.roles ?? [])])]
const owners = new WeakMap<Call['work'], RawBuilder<unknown>>()
/** The same as rows of procedure and roles, for a query. */
export const ownersOf = (work: Call['work']): RawBuilder<unknown> => owners.get(work) ?? (owners.set(work, sql`(values ${sql.join([...work.procedures.keys()].map((name) => sql`(${sql.lit(name)}, ${sql.lit(`{${[...new Set([...work.editions.values()].filter((p) => p.name === name).flatMap((p) => waitersOf(work, p)))].join()}}`)}::text[])`))})`), owners.get(work)!)
/** By what a dossier's events can be told apart, as far as this reader knows of them. */
async function chosen(call: Call, subject: string) {
  const { rows } = await sql<{ procedure: string; move: string; name: string; site: string | null; siteName: string | null; siteNameEn: string | null; by: string | null; byName: string | null; byNameEn: string | null; person: string | null; personName: string | null; personNameEn: string | null }>`
    select distinct c.procedure, e.move, e.name, c.org_id site, place.short site_name, place.short_en site_name_en, e.org_id "by", o.short by_name, o.short_en by_name_en, p.id person, p.name person_name, p.name_en person_name_en
      from kernel.event e join kernel.case c on c.id = e.case_id left join kernel.org place on place.id = c.org_id left join kernel.org o on o.id = e.org_id left join kernel.person p on p.id = e.person_id and e.org_id = kernel.my_org() where e.subject_id = ${subject}`.execute(call.db)
  const me = await call.me, en = call.lang === 'en', offer = (found: readonly (readonly [string | null, string | null])[]) => [...new Map(found.flatMap(([key, label]) => (key === null || label === null ? [] : [[key, label] as const])))].map(([key, label]) => ({ key, label })).sort((a, b) => a.label.localeCompare(b.label, 'zh'))
  return { procedure: offer(rows.map((r) => [r.procedure, call.say(r.procedure)])), site: offer(rows.map((r) => [r.site, en ? r.siteNameEn : r.siteName])), by: offer(rows.map((r) => [r.by, en ? r.byNameEn : r.byName])), person: offer(rows.filter((r) => masked(call, me, r.procedure, r.name) === null).map((r) => [r.person, en ? r.personNameEn : r.personName])), act: offer([...Map.groupBy(rows, (r) => r.move)].map(([move, of]) => [move, [...new Set(of.map((r) => call.say(r.name)))].join(' / ')])) }
}
const caseServices = [
  implement(api.tasks, async (call) => {
    const { tab, after } = call.input, [at = '', id = ''] = after?.split('~') ?? []
    const tabs = {
      mine: sql`mine and open and ${own}`, team: sql`mine and open`,
      waiting: sql`open and not mine and holder_side is not null and procedure = any(array(select x.name from ${ownersOf(call.work)} x (name, holders) where x.holders && (select kernel.my_roles())))`,
    }
    const by = tab === 'waiting' ? sql`updated_at` : sql`due_on`
    const on = after === undefined ? sql`` : tab === 'waiting' ? sql`and (updated_at, case_id) > (${at}::timestamptz, ${id}::uuid)` : sql`and (coalesce(due_on, ${far}), case_id) > (${at}::date, ${id}::uuid)`
    const counted = (which: RawBuilder<unknown>) => sql`(select count(*)::int from (select from kernel.desk where org_id = kernel.my_org() and ${which} limit ${sql.lit(api.countedTo + 1)}) found)`
    // the page is found in the index alone, in its order; only its rows are read
    const [{ rows: page }, counts, orgs] = await Promise.all([
      sql<DeskRow>`select d.case_id, d.subject_id, d.procedure, d.stage, d.title, d.place, d.holder, d.holder_side, d.roles, d.mine, d.due_on, d.updated_at, d.clock
        from (select case_id, ${by} as at from kernel.desk where org_id = kernel.my_org() and ${tabs[tab]} ${on} order by ${by}, case_id limit 51) p join kernel.desk d on d.case_id = p.case_id and d.org_id = kernel.my_org() order by p.at, p.case_id`.execute(call.db),
      // what is one's own is counted among the team's, and by itself only where the team's are more than can be counted
      sql<{ mine: number; team: number; waiting: number }>`select case when t.team > ${sql.lit(api.countedTo)} then ${counted(tabs.mine)} else t.mine end mine, t.team, ${counted(tabs.waiting)} waiting
        from (select count(*)::int team, (count(*) filter (where ${own}))::int mine from (select case_id, roles, person_id, named from kernel.desk where org_id = kernel.my_org() and ${tabs.team} limit ${sql.lit(api.countedTo + 1)}) d) t`.execute(call.db),
      call.lang === 'en' ? call.db.selectFrom('kernel.org').select(['short', 'shortEn']).execute() : [],
    ])
    // the desk keeps the Chinese names
    const english = new Map(orgs.map((o) => [o.short, o.shortEn])), named = (places: string) => (english.size === 0 ? places : places.split(' / ').map((p) => english.get(p) ?? p).join(' / '))
    const last = page.length > 50 ? page[49]! : null
    return { today: call.today, rows: page.slice(0, 50).map((r) => shownTask(call, { ...r, place: named(r.place), holder: named(r.holder) })), next: last ? `${tab === 'waiting' ? last.updatedAt : last.dueOn ?? far}~${last.caseId}` : null, counts: counts.rows[0]! }
  }),
  implement(api.clockCard, async (call) => {
    const [c, events, texts] = await Promise.all([
      call.db.selectFrom('kernel.case as c').leftJoin('kernel.org as o', 'o.id', 'c.orgId').select(['c.id', 'c.procedure', 'c.edition', 'c.title', 'c.limits', 'o.short', 'o.shortEn']).where('c.id', '=', call.input.id).executeTakeFirst(),
      eventsOf(call, [call.input.id]),
      history(call, { cases: [call.input.id], limit: 500 }),
    ])
    const p = c && call.work.editions.get(`${c.procedure}@${c.edition}`)
    if (!c || !p) throw new NotFound()
    const at = call.input.at ?? call.now, limits = c.limits as Record<string, number>, own = events.get(c.id) ?? []
    const asked = call.input.clock === undefined ? shown(p, limits, own, call)?.rule : rulesOf(p, limits).find((r) => r.name === call.input.clock)
    if (!asked) throw new NotFound()
    return {
      title: call.say(asked.name), subtitle: [call.lang === 'en' ? c.shortEn : c.short, c.title].filter(Boolean).join(' · '), face: withheld(fold(asked, own, at, call.calendar), texts),
      days: ledger(asked, own, at, call.calendar), basis: asked.basis.map((b) => ({ ...b })),
      eventTexts: Object.fromEntries([...own.map((e) => [String(e.id), call.say('case.inside')]), ...texts.map((e) => [String(e.id), `${e.who} ${e.text}`])]), sideNames: Object.fromEntries([...new Set(own.map((e) => e.side).filter((s) => s !== null))].map((s) => [s, call.say(`side.${s}`)])),
      others: p.clocks.filter((r) => r.name !== asked.name).map((r) => ({ name: r.name, label: call.say(r.name) })),
    }
  }),
  implement(api.caseOne, (call) => oneCase(call, call.input.id)),
  implement(api.timeline, async (call) => {
    const { subject, before, case: one, ...by } = call.input
    const [seen, events, choices] = await Promise.all([
      call.db.selectFrom('kernel.case').select('id').where('id', '=', subject as never).executeTakeFirst(),
      history(call, { subject, before, ...by, ...(one ? { cases: [one] } : {}), limit: 101 }),
      before === undefined ? chosen(call, subject) : null,
    ])
    if (!seen) throw new NotFound()
    return { events: events.slice(0, 100), next: events.length > 100 ? events[99]!.id : null, choices }
  }),
]
const draftServices = [
  implement(api.draftLoad, async ({ db, input }) => ({ draft: await db.selectFrom('kernel.draft').select(['name', 'version', 'body', 'updatedAt']).where('name', '=', input.name).executeTakeFirst() ?? null })),
  implement(api.draftSave, async (call) => {
    const { name, seen, body } = call.input
    const values = { body: JSON.stringify(body), updatedAt: call.now }
    const saved = seen === 0
      ? await call.db.insertInto('kernel.draft').values({ personId: sql<never>`kernel.my_person()`, name, ...values }).onConflict((c) => c.doNothing()).returning(['version', 'updatedAt']).executeTakeFirst()
      : await call.db.updateTable('kernel.draft').set({ ...values, version: seen + 1 }).where('name', '=', name).where('version', '=', seen).returning(['version', 'updatedAt']).executeTakeFirst()
    if (saved) return saved
    const other = await call.db.selectFrom('kernel.draft').select(['version', 'body', 'updatedAt']).where('name', '=', name).executeTakeFirst()
    throw new Conflict({ version: other?.version ?? 0, body: other?.body ?? null, at: other?.updatedAt ?? null, did: call.say('draft.other-tab'), who: '', stage: '' })
  }),
  implement(api.draftDrop, async ({ db, input }) => { await db.deleteFrom('kernel.draft').where('name', '=', input.name).execute(); return { ok: true as const } }),
]
export const kernelServices = [...calendarServices, ...caseServices, ...turnServices, ...migrationServices, ...draftServices]
