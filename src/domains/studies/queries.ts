import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Anchors, Call } from '#kernel/implement.ts'
import { board, glanced, history } from '#kernel/board.ts'
import { today } from '#kernel/calendar.ts'
import { lockCase, moveAutomatically, rulesOf, type EventRow } from '#kernel/case.ts'
import { spent, type Held as Charged } from '#kernel/days.ts'
import { outlook, wayOn } from '#kernel/forecast.ts'
import { NotFound } from '#kernel/refusal.ts'
import type * as z from 'zod'
import type { one, process, StudyRow } from './api.ts'
import { course, siteForecast, used, type Gone } from './course/rules.ts'
import { checklist, differing, type Held, type Line } from './rules.ts'

type Asked = Pick<Call, 'db'>
const factColumns = ['id', 'title', 'titleEn', 'short', 'product', 'regime', 'phase', 'condition', 'protocolNo', 'protocolVersion', 'protocolDate', 'sponsorName', 'targetSize', 'version', 'source', 'registered'] as const
/** The dossier's facts, or nothing when it is not there or not ours to see. */
export const studyFacts = (call: Asked, id: string) => call.db.selectFrom('studies.study').select(factColumns).where('id', '=', id as Id<'case'>).executeTakeFirst()
/** The organisation here that bears a sponsor's name; a hospital is never an applicant of its own trial, it stays a site. */
export const sponsorOf = (call: Asked, name: string) => call.db.selectFrom('kernel.org').select(['id', 'kind']).where((q) => q.or([q('name', '=', name), q('nameEn', '=', name)])).executeTakeFirst()
export const applies = ({ kind }: { readonly kind: string }): boolean => kind === 'company' || kind === 'cro'
/** The company so named takes its side in the dossier: when a person names it, and at the latest when an imported study is started. */
export async function inviteSponsor(call: Asked, id: string, name: string) {
  const named = await sponsorOf(call, name)
  if (named && applies(named)) await sql`select kernel.case_add_party(${id}, ${named.id}, 'sponsor')`.execute(call.db)
  return named
}
/** The common documents in force, as far as this person may read them. */
const heldOf = async (call: Asked, id: string): Promise<Held[]> =>
  call.db.selectFrom('kernel.document as d').innerJoin('kernel.documentVersion as v', 'v.documentId', 'd.id').select(['d.id', 'd.kind', 'd.title', 'v.label', 'v.datedOn', 'v.expiresOn']).where('d.caseId', '=', id as Id<'case'>).where('v.state', '=', 'active').orderBy('d.at').orderBy('d.id').execute()
/** The dossier against its list; `id` must be seen already. */
export async function papersFor(call: Pick<Call, 'db' | 'today'>, study: { readonly id: string; readonly regime: string | null; readonly protocolVersion: string | null; readonly protocolDate: string | null }): Promise<{ lines: Line[]; differs: Held | undefined }> {
  const held = await heldOf(call, study.id)
  return { lines: checklist(study.regime, held, call.today), differs: differing(study, held) }
}
/** What keeps the dossier from being complete, in words: wanted and not there, run out, another protocol than the one named. */
export async function papersLacking(call: Call, study: Parameters<typeof papersFor>[1]): Promise<{ missing: string[]; expired: string[]; differs: string | null }> {
  const { lines, differs } = await papersFor(call, study)
  return {
    missing: lines.filter((l) => l.need === 'required' && l.state === 'missing').map((l) => call.say(`document.kind.${l.kind}`)),
    expired: lines.flatMap((l) => l.expired.map((h) => call.say('studies.papers.expired-on', { title: h.title, day: h.expiresOn! }))),
    differs: differs ? [differs.label, differs.datedOn].filter(Boolean).join(' / ') : null,
  }
}
/** Kinds of registration numbers a person has checked. */
export const confirmedKinds = async (call: Asked, id: string): Promise<string[]> =>
  (await call.db.selectFrom('studies.identifier').select('kind').where('studyId', '=', id as Id<'study'>).where('confirmedAt', 'is not', null).execute()).map((r) => r.kind)
/** The person who is the investigator of a site case; conflicts of interest need it, no page shows it. */
export const investigatorPerson = async (call: Asked, siteCase: string): Promise<string | null> =>
  (await call.db.selectFrom('studies.site as s').innerJoin('institutions.investigator as i', 'i.id', 's.investigatorId').select('i.personId').where('s.caseId', '=', siteCase as Id<'case'>).executeTakeFirst())?.personId ?? null
/** Hospitals join the study: investigator and planned number of each, seen by the parties of its own site case. */
export async function addSites(call: Call, sites: readonly { caseId: Id<'case'>; studyId: Id<'case'>; orgId: Id<'org'>; lead: boolean; investigatorId: Id<'investigator'>; planned: number }[]): Promise<void> {
  await call.db.insertInto('studies.site').values(sites.map((s) => ({ id: call.newId<'site'>('site'), ...s, studyId: s.studyId as never }))).execute()
}
/** A site has another investigator from now on. */
export async function changeInvestigator(call: Call, caseId: Id<'case'>, investigatorId: Id<'investigator'>): Promise<void> {
  await call.db.updateTable('studies.site').set({ investigatorId }).where('caseId', '=', caseId).execute()
}
/** The dossier follows its start: begin, run, halt; a second site's first consent changes nothing any more. */
export async function markStudy(call: Call, id: string, move: 'begin' | 'run' | 'halt'): Promise<void> {
  const it = await lockCase(call, id, 0)
  if ({ begin: 'prepared', run: 'starting', halt: 'starting' }[move] === it.stage) await moveAutomatically(call, 'studies.study', id, move)
}

type Row = z.input<typeof StudyRow>
const stages: Record<string, readonly string[]> = { starting: ['starting'], prepared: ['prepared'], running: ['running'] }
/** A page of dossiers with the lanes of each: how many sites have each lane done, and the clock that presses most. */
export async function studyList(call: Call, input: { tab?: string | undefined; q?: string | undefined; after?: string | undefined }): Promise<{ rows: Row[]; next: string | null; counts: { all: number; starting: number; prepared: number; running: number } }> {
  const [at, last] = input.after?.split('~') ?? []
  const mine = sql<Id<'org'>>`kernel.my_org()`
  const [page, counts] = await Promise.all([
    call.db.selectFrom('kernel.desk as d').innerJoin('studies.study as s', (j) => j.on(sql<boolean>`s.id = d.case_id`)).select(['d.caseId', 'd.stage', 'd.updatedAt', 's.short', 's.title', 's.sponsorName', 's.phase', 's.source'])
      .where('d.orgId', '=', mine).where(sql<boolean>`d.procedure = 'studies.study' and d.case_id = d.subject_id`)
      .$if(input.tab !== undefined && input.tab !== 'all', (q) => q.where('d.stage', '=', sql<string>`any(${stages[input.tab!] ?? []})`))
      .$if(!!input.q?.trim(), (q) => q.where(sql<boolean>`position(lower(${input.q!.trim()}) in lower(s.short || ' ' || s.title || ' ' || s.sponsor_name || ' ' || coalesce(s.protocol_no, ''))) > 0`))
      .$if(at !== undefined, (q) => q.where(sql<boolean>`(d.updated_at, d.case_id) < (${at}::timestamptz, ${last}::uuid)`))
      .orderBy('d.updatedAt', 'desc').orderBy('d.caseId', 'desc').limit(51).execute(),
    sql<{ all: number; starting: number; prepared: number; running: number }>`select count(*)::int "all", count(*) filter (where stage = 'starting')::int starting, count(*) filter (where stage = 'prepared')::int prepared, count(*) filter (where stage = 'running')::int running from kernel.desk where org_id = kernel.my_org() and procedure = 'studies.study' and case_id = subject_id`.execute(call.db),
  ])
  const shown = page.slice(0, 50), ids = shown.map((r) => r.caseId)
  const cases = ids.length === 0 ? [] : await call.db.selectFrom('kernel.case as c').innerJoin('kernel.desk as d', (j) => j.onRef('d.caseId', '=', 'c.id').on('d.orgId', '=', mine)).select(['d.subjectId', 'd.procedure', 'd.stage', 'd.outcome', 'd.open', 'd.mine', 'd.clock', 'd.parentId', 'd.updatedAt']).where('c.subjectId', '=', sql<string>`any(${ids})`).where('d.caseId', '<>', sql<never>`d.subject_id`).execute()
  const laneNames = call.work.procedures.get('startup.site')?.stages['lanes']?.together ?? []
  const over = page.length > 50 ? shown.at(-1)! : null
  return {
    counts: counts.rows[0]!, next: over ? `${over.updatedAt}~${over.caseId}` : null,
    rows: shown.map((r) => {
      const own = cases.filter((c) => c.subjectId === r.caseId)
      return {
        id: r.caseId, short: r.short, title: r.title, sponsorName: r.sponsorName, phase: r.phase, source: r.source, stageText: call.say(`studies.study.stage.${r.stage}`), updatedAt: own.reduce((latest, c) => (c.updatedAt > latest ? c.updatedAt : latest), r.updatedAt), sites: own.filter((c) => c.procedure === 'startup.site').length, waiting: own.filter((c) => c.mine && c.open).length,
        lanes: laneNames.map((procedure) => {
          const lane = own.filter((c) => c.procedure === procedure), open = lane.filter((c) => c.open).map((c) => ({ c, face: glanced(call, c.clock) })), counting = open.filter((x) => x.face?.state === 'running' || x.face?.state === 'stopped')
          const first = [...counting].sort((x, y) => (x.face?.dueOn ?? '9999').localeCompare(y.face?.dueOn ?? '9999'))[0] ?? open[0] ?? (lane[0] ? { c: lane[0], face: null } : undefined)
          return { procedure, label: call.say(procedure), total: lane.length, granted: lane.filter((c) => c.outcome === 'granted').length, stageText: first ? call.say(`${procedure}.stage.${first.c.stage}`) : '', face: counting.length > 0 ? first?.face ?? null : null, mine: first?.c.mine ?? false }
        }),
      }
    }).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)),
  }
}
/** Its documents in force as spots a question may hang on. */
export const filesOf: Anchors = async (call, subjectId) => (await call.db.selectFrom('kernel.document as d').innerJoin('kernel.documentVersion as v', 'v.documentId', 'd.id').select(['d.id', 'd.title', 'v.label']).where('d.subjectId', '=', subjectId).where('v.state', '=', 'active').orderBy('d.at').orderBy('d.id').execute()).map((d) => ({ kind: 'file' as const, anchor: d.id, label: `${d.title} ${d.label}` }))
/** The facts of a dossier as spots a question may hang on. */
export const fields: Anchors = async (call, subjectId) => {
  const study = await studyFacts(call, subjectId)
  return study ? (['title', 'product', 'regime', 'phase', 'condition', 'targetSize', 'protocolNo', 'protocolVersion', 'protocolDate', 'sponsorName'] as const).map((f) => ({ kind: 'field' as const, anchor: f, label: call.say(`studies.field.${f}`) })) : []
}

type Read = Awaited<ReturnType<typeof board>>
interface Took { readonly orgId: string; readonly procedure: string; readonly openedAt: string; readonly closedAt: string }
const lately = (call: Call, id: string) => sql<Took>`select * from kernel.lately(${id})`.execute(call.db)
/** The start of a study as its cases stand: its sites with their lanes, and when each may start. */
function standing(call: Call, { cases, clocks, rows }: Read, past: readonly Took[]) {
  const starts = cases.filter((c) => c.procedure === 'startup.start'), start = starts.find((c) => c.closedAt === null) ?? starts.at(-1), siteCases = cases.filter((c) => c.procedure === 'startup.site' && c.parentId === start?.id)
  const of = new Map<string, typeof cases>()
  for (const c of cases) if (c.parentId) of.set(c.parentId, [...(of.get(c.parentId) ?? []), c])
  const reached = (caseId: string, stage: string) => (clocks.get(caseId) ?? []).find((e) => e.stage === stage)?.at, together = call.work.procedures.get('startup.site')?.stages['lanes']?.together ?? []
  const took = past.map((p) => ({ key: `${p.orgId} ${p.procedure}`, workdays: call.calendar.workdaysBetween(today(p.openedAt), today(p.closedAt)) }))
  const forecast = (site: (typeof cases)[number]) => {
    const done = reached(site.id, 'kicked-off')
    if (done) return { on: today(done), from: today(done), to: today(done), lane: null, rests: 'done' as const, cases: 0 }
    if (site.outcome !== null) return null
    if (site.stage === 'ready') { const next = call.calendar.addWorkdays(call.today, 1); return { on: next, from: next, to: next, lane: null, rests: 'ready' as const, cases: 0 } }
    return siteForecast((of.get(site.id) ?? []).filter((c) => c.outcome === null).flatMap((c) => {
      const p = call.work.procedures.get(c.procedure)!, seen = outlook(p, rulesOf(p, rows.get(c.id)!.limits), { stage: c.stage, openedOn: today(c.openedAt), events: clocks.get(c.id) ?? [] }, took.filter((x) => x.key === `${c.orgId} ${c.procedure}`).map((x) => x.workdays), call.now, call.calendar)
      return seen ? [{ id: c.id, outlook: seen }] : []
    }), call.calendar) as z.input<typeof one.output>['sites'][number]['forecast']
  }
  return { start, siteCases, of, reached, forecast, together }
}
/** Every day after T0 at each hospital, charged to who held the lane that decided, in runs of days with one cause. */
function ledgers(call: Call, { cases, clocks }: Read, siteCases: Read['cases'], names: readonly { caseId: string; short: string; shortEn: string }[], t0: string): z.input<typeof one.output>['spent'] {
  const held = (c: Read['cases'][number]): Charged => ({ id: c.id, parentId: c.parentId, procedure: c.procedure, events: clocks.get(c.id) ?? [], openedAt: c.openedAt, closedAt: c.closedAt, outcome: c.outcome, dueOn: c.face?.dueOn ?? null, charge: call.work.procedures.get(c.procedure)?.charge })
  const all = cases.map(held), byId = new Map(cases.map((c) => [c.id as string, c]))
  return siteCases.flatMap((site) => {
    const started = (clocks.get(site.id) ?? []).find((e) => e.stage === 'started')?.at, name = names.find((n) => n.caseId === site.id)
    if (!name || site.side === 'lead') return []
    const { days, from, to, sums } = spent(held(site), all, t0, started ?? site.closedAt ?? call.now, call.calendar), runs: z.input<typeof one.output>['spent'][number]['runs'] = []
    for (const d of days) {
      const last = runs.at(-1), of = d.caseId ? byId.get(d.caseId) : undefined, event = d.event as EventRow | null, text = d.holiday !== null ? d.holiday : of && event ? `${of.kind} · ${call.say(`${of.procedure}.stage.${event.stage}`)}` : '', since = d.holiday !== null ? null : event?.at ?? null
      if (last && last.charged === d.charged && last.text === text && last.since === since) { last.to = d.date; last.days++ } else runs.push({ from: d.date, to: d.date, days: 1, charged: d.charged, caseId: (d.holiday !== null ? null : d.caseId) as never, text, since })
    }
    return days.length > 0 ? [{ site: site.id, short: call.lang === 'en' ? name.shortEn : name.short, from, to, runs, sums: { ...sums }, ended: started !== undefined || site.closedAt !== null }] : []
  })
}
/** One page, one reading: the dossier, its sites, every case this person may see, what happened last. */
export async function studyPage(call: Call, id: string): Promise<z.input<typeof one.output>> {
  const [facts, identifiers, sites, { cases, clocks, rows }, events, parties, { rows: past }] = await Promise.all([
    studyFacts(call, id),
    call.db.selectFrom('studies.identifier').select(['kind', 'value', 'valid', 'confirmedAt']).where('studyId', '=', id as never).orderBy('id').execute(),
    call.db.selectFrom('studies.site as s').innerJoin('kernel.org as o', 'o.id', 's.orgId').innerJoin('institutions.investigator as i', 'i.id', 's.investigatorId').innerJoin('institutions.department as d', 'd.id', 'i.departmentId')
      .select(['s.caseId', 's.orgId', 'o.name', 'o.nameEn', 'o.short', 'o.shortEn', 's.lead', 'i.name as investigator', 'i.nameEn as investigatorEn', 'd.name as department', 'd.nameEn as departmentEn', 's.planned']).where('s.studyId', '=', id as never).orderBy('s.lead', 'desc').orderBy('o.name').execute(),
    board(call, id),
    history(call, { subject: id, limit: 8 }),
    call.db.selectFrom('kernel.party as y').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select(['o.name', 'o.nameEn', 'o.kind', 'y.side']).where('y.caseId', '=', id as never).orderBy('y.side').orderBy('o.kind').orderBy('o.name').execute(),
    lately(call, id),
  ])
  const own = cases.find((c) => c.id === id)
  if (!facts || !own) throw new NotFound()
  const me = await call.me, applicant = own.side === 'sponsor' && me.roles.some((r) => r === 'cra' || r === 'sponsor'), en = call.lang === 'en'
  const { siteCases, of, start, reached, forecast, together } = standing(call, { cases, clocks, rows }, past)
  const t0 = siteCases.flatMap((s) => (of.get(s.id) ?? []).map((c) => c.openedAt)).sort()[0] ?? null
  const started = siteCases.flatMap((c) => reached(c.id, 'started') ?? []).map((at) => today(at)).sort()[0] ?? null
  const from = t0 ? today(t0) : null, to = started ?? call.today, span = from && to >= from ? call.calendar.span(from, to) : null
  const submitted = start && clocks.get(start.id)?.find((e) => e.name === 'submit')?.at
  const kinds = new Set(siteCases.flatMap((s) => (of.get(s.id) ?? []).map((c) => c.procedure)))
  const { registered, ...rest } = facts
  return {
    study: { ...rest, stage: own.stage, stageText: own.stageText, side: own.side, registered: registered as Record<string, unknown> | null },
    identifiers: identifiers.map(({ confirmedAt, ...i }) => ({ ...i, kind: i.kind as never, confirmedOn: confirmedAt ? today(confirmedAt) : null })),
    lanes: together.filter((name) => kinds.size === 0 || kinds.has(name)).map((procedure) => ({ procedure, label: call.say(procedure) })),
    sites: sites.flatMap((s) => {
      const site = siteCases.find((c) => c.id === s.caseId)
      return site ? [{ caseId: s.caseId, orgId: s.orgId, name: en ? s.nameEn : s.name, short: en ? s.shortEn : s.short, lead: s.lead, investigator: en ? s.investigatorEn : s.investigator, department: en ? s.departmentEn : s.department, planned: s.planned, forecast: forecast(site), used: used((of.get(s.caseId) ?? []).map((c) => clocks.get(c.id) ?? []), call.today, call.calendar) }] : []
    }),
    cases, events, spent: t0 ? ledgers(call, { cases, clocks, rows }, siteCases, sites, t0) : [], parties: parties.map((y) => ({ org: en ? y.nameEn : y.name, kind: y.kind, side: y.side })), mayEdit: applicant && own.outcome === null, mayStart: applicant && own.stage === 'prepared', today: call.today,
    count: span && t0 ? { from: t0, to: started, days: span.calendarDays, workdays: span.workdays, restDays: span.holidays } : null,
    sinceSubmission: submitted ? call.calendar.span(today(submitted), call.today).calendarDays : null,
  }
}

const gone = (c: Read['cases'][number], clocks: Read['clocks']): Gone => ({ id: c.id, procedure: c.procedure, stage: c.stage, outcome: c.outcome, openedAt: c.openedAt, events: clocks.get(c.id) ?? [] })
/** The course of a start at one hospital or at all, drawn from the procedures as they are declared. */
export async function processPage(call: Call, { id, site: asked }: { id: string; site?: string | undefined }): Promise<z.input<typeof process.output>> {
  const [facts, names, read, { rows: past }] = await Promise.all([
    studyFacts(call, id),
    call.db.selectFrom('studies.site as s').innerJoin('kernel.org as o', 'o.id', 's.orgId').select(['s.caseId', 'o.short', 'o.shortEn', 's.lead']).where('s.studyId', '=', id as never).orderBy('s.lead', 'desc').orderBy('o.name').execute(),
    board(call, id), lately(call, id),
  ])
  if (!facts || !read.cases.some((c) => c.id === id)) throw new NotFound()
  const { start, siteCases, of, forecast, together } = standing(call, read, past), { procedures } = call.work, procedure = (name: string) => procedures.get(name)!
  const sites = names.flatMap((s) => (siteCases.some((c) => c.id === s.caseId) ? [{ caseId: s.caseId, short: call.lang === 'en' ? s.shortEn : s.short, lead: s.lead }] : []))
  const chosen = asked === undefined ? siteCases : siteCases.filter((c) => c.id === asked), declared = procedure('startup.start')
  if (asked !== undefined && chosen.length === 0) throw new NotFound()
  const drawnLanes = together.map(procedure), its = chosen.flatMap((c) => of.get(c.id) ?? []), one = chosen.length === 1 ? chosen[0]! : undefined, ahead = one ? forecast(one) : null
  const drawing = start && chosen.length > 0 ? course({ start: declared, site: procedure('startup.site'), lanes: drawnLanes }, gone(start, read.clocks), chosen.map((c) => ({ site: gone(c, read.clocks), lanes: (of.get(c.id) ?? []).map((l) => gone(l, read.clocks)) }))) : { boxes: [], edges: [] }
  const lit = [...(start ? [start] : []), ...chosen, ...its].filter((c) => c.outcome === null && c.holder !== null)
  const inHouse = (c: Read['cases'][number], stage: string) => { const by = procedure(c.procedure).stages[stage]?.by; return by ? (by.side === 'sponsor' ? call.say('side.sponsor') : by.roles.length === 1 ? call.say(`role.${by.roles[0]}`) : call.say(`side.${by.side}`)) : '' }
  return {
    study: { id: facts.id, short: facts.short }, procedure: { label: call.say(declared.name), edition: declared.edition }, today: call.today, sites, site: (asked ?? null) as never, begun: start !== undefined,
    boxes: drawing.boxes.map(({ procedure: p, stage, ...box }) => ({ ...box, label: call.say(`${p}.stage.${stage}`), caseId: box.caseId as never })), edges: [...drawing.edges],
    lanes: drawnLanes.filter((l) => drawing.boxes.some((b) => b.lane === l.name)).map((l) => { const own = its.filter((c) => c.procedure === l.name); return { key: l.name, label: call.say(l.name), total: own.length, granted: own.filter((c) => c.outcome === 'granted').length, refused: own.filter((c) => c.outcome !== null && c.outcome !== 'granted').length, face: own.length === 1 ? own[0]!.face : null, critical: own.length === 1 && own[0]!.id === ahead?.lane } }),
    lit: lit.map((c) => ({ id: c.id, key: `${c.procedure}/${c.stage}`, kind: c.kind, place: c.place, stageText: c.stageText, holder: [c.holder!.org, c.holder!.office].filter(Boolean).join(' '), mine: c.mine, face: c.face, waitedDays: c.waitedDays, last: c.last ? `${c.last.who} ${c.last.text}` : '' })).sort((a, b) => Number(b.mine) - Number(a.mine) || b.waitedDays - a.waitedDays),
    next: [...(start && start.outcome === null ? [start] : []), ...(one ? [one, ...its] : [])].flatMap((c) => {
      const way = c.outcome === null ? wayOn(procedure(c.procedure), c.stage) ?? [] : [], steps = way.flatMap(({ to }) => (procedure(c.procedure).stages[to]?.by ? [{ label: call.say(`${c.procedure}.stage.${to}`), office: inHouse(c, to) }] : []))
      return steps.length > 0 ? [{ key: c.id, kind: c.kind, place: c.place, steps }] : []
    }),
    forecast: ahead,
  }
}

/** What a letter says of a study at one of its sites; letters are written in Chinese. */
export async function studyLetter(call: Asked, siteCase: string, studyId: string): Promise<Record<string, string>> {
  const [study, site] = await Promise.all([
    studyFacts(call, studyId),
    call.db.selectFrom('studies.site as s').innerJoin('institutions.investigator as i', 'i.id', 's.investigatorId').innerJoin('institutions.department as d', 'd.id', 'i.departmentId').select(['i.name', 'd.name as department']).where('s.caseId', '=', siteCase as Id<'case'>).executeTakeFirst(),
  ])
  return { study: study?.title ?? '', protocolNo: study?.protocolNo ?? '', sponsor: study?.sponsorName ?? '', investigator: site?.name ?? '', department: site?.department ?? '' }
}
interface InForce { readonly kind: string; readonly label: string; readonly datedOn: string | null; readonly fileHash: string }
/** The versions in force of a study's common papers; a site's own consent form stands in for the common one. */
async function inForce(call: Asked, studyId: string, siteCase: string | null): Promise<InForce[]> {
  const { rows } = await sql<InForce & { own: boolean }>`select d.kind, v.label, v.dated_on, v.file_hash, d.case_id <> ${studyId} own from kernel.document d join kernel.document_version v on v.document_id = d.id and v.state = 'active' where d.case_id = any(${[studyId, ...(siteCase ? [siteCase] : [])]}::uuid[]) and (d.case_id = ${studyId} or d.kind = 'site-icf') order by d.at, d.id`.execute(call.db)
  // a site's own form stands only while the common one it was made from is in force
  const common = rows.find((r) => !r.own && r.kind === 'icf'), own = rows.find((r) => r.own && (!common || r.label.startsWith(`${common.label}-`)))
  return rows.filter((r) => !r.own).map((r) => (r.kind === 'icf' && own ? own : r))
}
/** The papers a letter lists: name, version, its date, and the hash for the annex. */
export const papersInForce = async (call: Call, studyId: string, siteCase: string | null): Promise<Record<string, string>[]> =>
  (await inForce(call, studyId, siteCase)).map((p) => ({ paper: call.work.zh(`document.kind.${p.kind}`), label: p.label, dated: p.datedOn ?? '—', hash: p.fileHash }))
/** The version of the consent form participants of a site sign now: its own, else the common one. */
export const consentInForce = async (call: Asked, studyId: string, siteCase: string | null): Promise<string | null> =>
  (await inForce(call, studyId, siteCase)).find((p) => p.kind === 'icf' || p.kind === 'site-icf')?.label ?? null
