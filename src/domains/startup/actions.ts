import { lockCase, moveAutomatically, moveServices, openCase, type CaseRow, type CaseWork, type MoveInput } from '#kernel/case.ts'
import { documentsOf } from '#kernel/documents/services.ts'
import type { Id } from '#kernel/id.ts'
import { implement, type Call } from '#kernel/implement.ts'
import { Conflict, Invalid, NotFound, Refusal, type Reason } from '#kernel/refusal.ts'
import { sql } from 'kysely'
import { approvalOf } from '#domains/ethics/public.ts'
import { hospitalList, investigatorAt, investigatorsOf, profileOf } from '#domains/institutions/public.ts'
import { addSites, changeInvestigator, confirmedKinds, consentInForce, inviteSponsor, markStudy, papersFor, papersLacking, studyFacts } from '#domains/studies/public.ts'
import { begin, endpoints, prepare, receipt, variations, vary } from './api.ts'
import { nothing, refusals, unopenable, type Chosen, type Variation } from './opening/rules.ts'
import { initiation, site, site1, start } from './procedure.ts'
import { complete, enrollable } from './rules.ts'

const childrenOf = (call: Call, parentId: string) => call.db.selectFrom('kernel.case as c').innerJoin('kernel.org as o', 'o.id', 'c.orgId').select(['c.id', 'c.stage', 'c.orgId', 'o.short']).where('c.parentId', '=', parentId as never).where('c.procedure', '=', site.name).orderBy('o.name').execute()
/** Hospitals where a start of this study is open, as far as the applicant's side knows. */
const runningAt = async (call: Call, studyId: string): Promise<Id<'org'>[]> => (await call.db.selectFrom('kernel.case').select('orgId').where('subjectId', '=', studyId).where('procedure', '=', site.name).where('closedAt', 'is', null).execute()).flatMap((r) => r.orgId ?? [])
const openStart = (call: Call, studyId: string) => call.db.selectFrom('kernel.case').select('id').where('subjectId', '=', studyId).where('procedure', '=', start.name).where('closedAt', 'is', null).executeTakeFirst()

/** Everything the application still lacks, told at once. */
async function gaps(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const [study, sites] = await Promise.all([studyFacts(call, it.subjectId), childrenOf(call, it.id)])
  if (!study) throw new NotFound()
  return complete.failing({ ...study, papers: await papersLacking(call, study), sites: sites.filter((s) => s.stage !== 'declined').length, unsigned: sites.filter((s) => s.stage === 'signing').map((s) => s.short) })
}
/** T0: the lead's acceptance holds at once where the site's own rules accept 统一受理; any other site is invited to accept for itself. */
async function unify(call: Call, it: CaseRow): Promise<void> {
  // all sites in step, each statement of one beside that of the others: as many round trips for sixty as for one
  await Promise.all((await childrenOf(call, it.id)).filter((child) => child.stage === 'signed').map(async (child) => {
    const profile = await profileOf(call, child.orgId!)
    await moveAutomatically(call, site.name, child.id, child.orgId === it.orgId || profile?.acceptsUnified ? 'unify' : 'invite')
  }))
}
/** The application ends before it was accepted: its sites go with it and the dossier is free again. */
async function release(call: Call, it: CaseRow): Promise<void> {
  for (const child of await childrenOf(call, it.id)) if (child.stage === 'signing' || child.stage === 'signed') await moveAutomatically(call, site.name, child.id, 'withdraw')
  await markStudy(call, it.subjectId, 'halt')
}
/** 立项 granted: where the hospital wants it first, the committee's time begins now. */
async function initiated(call: Call, it: CaseRow): Promise<void> {
  const lane = await call.db.selectFrom('kernel.case').select(['id', 'limits']).where('parentId', '=', it.parentId).where('procedure', '=', 'ethics.review').where('stage', '=', sql<string>`any(${['receiving', 'returned']})`).executeTakeFirst()
  if (lane && (lane.limits as CaseRow['limits'])['ethics.review.receiving'] === null) await moveAutomatically(call, 'ethics.review', lane.id, 'initiated')
}
/** A lane was lost, so this site will not start: its contract is closed with it and charged to nobody. */
async function lapse(call: Call, it: CaseRow): Promise<void> {
  const lane = await call.db.selectFrom('kernel.case').select('id').where('parentId', '=', it.id).where('procedure', '=', 'agreements.signing').where('closedAt', 'is', null).executeTakeFirst()
  if (lane) await moveAutomatically(call, 'agreements.signing', lane.id, 'lapse')
}
/** No site could start: the dossier is free again; `halt` changes nothing once a first participant has consented. */
const freed = (call: Call, it: CaseRow): Promise<void> => (it.stage === 'closed' ? markStudy(call, it.subjectId, 'halt') : Promise.resolve())
async function mayEnrol(call: Call, it: CaseRow, { on = call.today }: Partial<MoveInput>): Promise<readonly Reason[]> {
  const [study, confirmed, approval, consent] = await Promise.all([
    studyFacts(call, it.subjectId), confirmedKinds(call, it.subjectId),
    approvalOf(call, it.id), consentInForce(call, it.subjectId, it.id),
  ])
  return enrollable.failing({ regime: study?.regime ?? null, confirmed, approvedUntil: approval?.validUntil ?? null, approvedConsent: approval?.consentVersion ?? null, consent, today: on })
}

/** 交接: the site's investigator changes with the post; who takes it over must be registered as an investigator of the hospital. */
async function succeed(call: Call, it: CaseRow, _from: string, to: string): Promise<void> {
  if (it.facts['investigator'] !== to || !it.orgId) return
  const investigator = await investigatorAt(call, it.orgId, to)
  if (!investigator) throw new Refusal('startup.site.handover.not-an-investigator', { study: it.title })
  await changeInvestigator(call, it.id, investigator)
}

export const works: Record<string, CaseWork> = {
  'startup.start': { moves: { submit: { reasons: gaps }, resubmit: { reasons: gaps }, accept: { reasons: gaps, effect: unify }, decline: { effect: release }, withdraw: { effect: release }, join: { effect: freed } } },
  'startup.site': { lost: lapse, handover: succeed, moves: { enrol: { reasons: mayEnrol, effect: (call, it) => markStudy(call, it.subjectId, 'run') } } },
  'startup.initiation': {
    opening: async (call, parent) => {
      const profile = parent.orgId ? await profileOf(call, parent.orgId) : undefined
      return profile ? { limits: { 'startup.initiation.limit': profile.initiationDays } } : {}
    },
    moves: { approve: { effect: initiated } },
  },
}

export const actions = [
  implement(prepare, async (call) => {
    const { studyId } = call.input
    const [study, { rows: [held] }, running, hospitals] = await Promise.all([studyFacts(call, studyId), sql<{ stage: string }>`select stage from kernel.case where id = ${studyId}`.execute(call.db), runningAt(call, studyId), hospitalList(call)])
    if (!study || !held) throw new NotFound()
    return { study: { id: study.id, short: study.short, title: study.title, sponsorName: study.sponsorName, targetSize: study.targetSize, protocolVersion: study.protocolVersion }, stage: held.stage, stageText: call.say(`studies.study.stage.${held.stage}`), running, hospitals, papers: (await papersFor(call, study)).lines.map((l) => ({ kind: l.kind, label: call.say(`document.kind.${l.kind}`), required: l.need === 'required', state: l.state })), today: call.today }
  }),
  implement(receipt, async (call) => {
    const { studyId } = call.input, en = call.lang === 'en'
    const [study, documents, cases, applicants] = await Promise.all([
      studyFacts(call, studyId), documentsOf(call, studyId),
      call.db.selectFrom('kernel.case as c').innerJoin('kernel.org as o', 'o.id', 'c.orgId').leftJoin('kernel.case as p', 'p.id', 'c.parentId').select(['c.id', 'c.procedure', 'c.parentId', 'c.orgId', 'p.orgId as leadOrgId', 'o.name', 'o.nameEn']).where('c.subjectId', '=', studyId).where('c.procedure', '=', sql<string>`any(${[start.name, site.name]})`).where('c.outcome', 'is distinct from', 'withdrawn').orderBy('c.depth').orderBy('o.name').execute(),
      call.db.selectFrom('kernel.party as y').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select(['o.name', 'o.nameEn']).where('y.caseId', '=', studyId).where('y.side', '=', 'sponsor').orderBy('o.name').execute(),
    ])
    if (!study) throw new NotFound()
    const events = await call.db.selectFrom('kernel.event').select(['caseId', 'move', 'effectiveAt']).where('subjectId', '=', studyId).where('move', '=', sql<string>`any(${['submit', 'accept', 'unify']})`).orderBy('id').execute()
    const when = (id: string, ...moves: string[]) => events.find((e) => e.caseId === id && moves.includes(e.move))?.effectiveAt ?? null, begun = cases.find((c) => c.procedure === start.name)
    return {
      study: { id: study.id, short: study.short, title: study.title, protocolNo: study.protocolNo }, from: applicants.map((a) => (en ? a.nameEn : a.name)), submittedAt: begun ? when(begun.id, 'submit') : null, now: call.now,
      to: cases.filter((c) => c.procedure === site.name).map((c) => ({ org: en ? c.nameEn : c.name, lead: c.leadOrgId === c.orgId, receivedAt: when(c.id, 'accept', 'unify') })),
      documents: documents.filter((d) => d.caseId === studyId && d.active !== null).map((d) => { const v = d.versions.find((x) => x.id === d.active)!; return { id: d.id, kind: d.kindText, title: d.title, label: v.label, datedOn: v.datedOn, expiresOn: v.expiresOn, pages: v.pages, hash: v.hash } }),
    }
  }),
  implement(begin, async (call) => {
    const { studyId, leadOrgId } = call.input, sites = call.input.sites.map((s) => ({ ...nothing, ...s }) as Variation & Pick<typeof s, 'orgId' | 'investigatorId' | 'planned'>)
    const [study, { rows: [held] }, hospitals, running, already, people] = await Promise.all([
      studyFacts(call, studyId),
      sql<{ stage: string }>`select stage from kernel.case where id = ${studyId} for no key update`.execute(call.db),
      hospitalList(call), runningAt(call, studyId), openStart(call, studyId), investigatorsOf(call, sites.map((s) => s.investigatorId)),
    ])
    if (!study || !held) throw new NotFound()
    const faults = refusals(sites, { hospitals, running, leadOrgId, today: call.today })
    if (already) throw new Refusal('startup.begin.already')
    if (held.stage !== 'prepared') throw new Refusal('startup.begin.not-prepared', { stage: call.say(`studies.study.stage.${held.stage}`) })
    if (faults.length > 0) throw new Invalid(faults)
    await inviteSponsor(call, studyId, study.sponsorName)
    const applicants = await call.db.selectFrom('kernel.party').select(['orgId', 'side']).where('caseId', '=', studyId).where('side', '=', 'sponsor').execute()
    const rootId = call.newId<'case'>('case'), root = { id: rootId, subjectId: studyId, depth: 0 }, opened = sites.map((s) => ({ ...s, caseId: call.newId<'case'>('case'), lead: s.orgId === leadOrgId, person: people.find((p) => p.id === s.investigatorId)?.personId ?? null }))
    // every statement leaves at once, in this order; the answers are awaited together
    await Promise.all([
      ...sites.map((s) => sql`select kernel.case_add_party(${studyId}, ${s.orgId}, 'site')`.execute(call.db)),
      openCase(call, { procedure: start.name, id: rootId, parent: null, subjectId: studyId, orgId: leadOrgId, title: study.short, parties: [...applicants, ...sites.map((s) => ({ orgId: s.orgId, side: s.orgId === leadOrgId ? 'lead' : 'site' }))] }),
      ...opened.map((s) => openCase(call, { procedure: site.name, id: s.caseId, parent: root, orgId: s.orgId, title: study.short, facts: { investigator: s.person, lead: s.lead, alliance: call.input.alliance === true && sites.length > 1 }, parties: [...applicants, { orgId: s.orgId, side: 'site' }, ...(s.lead ? [] : [{ orgId: leadOrgId, side: 'lead' }])] })),
      addSites(call, opened.map(({ caseId, orgId, lead, investigatorId, planned }) => ({ caseId, studyId, orgId, lead, investigatorId, planned }))),
      call.db.insertInto('startup.variation').values(opened.map(({ caseId, telephone, email, compensationFen, consentVersion, dispensing, payment, insurance, startOn, consentOn }) => ({ caseId, telephone, email, compensationFen, consentVersion, dispensing, payment, insurance, startOn, consentOn }))).execute(),
    ])
    await markStudy(call, studyId, 'begin')
    return { id: rootId, sites: sites.length }
  }),
  implement(variations, async (call) => {
    const { studyId } = call.input, en = call.lang === 'en'
    const [study, side, rows, me] = await Promise.all([
      studyFacts(call, studyId),
      call.db.selectFrom('kernel.desk').select('side').where('caseId', '=', studyId).where('orgId', '=', sql<never>`kernel.my_org()`).executeTakeFirst(),
      call.db.selectFrom('startup.variation as v').innerJoin('kernel.case as c', 'c.id', 'v.caseId').innerJoin('studies.site as s', 's.caseId', 'v.caseId').innerJoin('kernel.org as o', 'o.id', 's.orgId').innerJoin('institutions.investigator as i', 'i.id', 's.investigatorId').innerJoin('institutions.department as d', 'd.id', 'i.departmentId')
        .select(['v.caseId', 's.orgId', 'o.name', 'o.nameEn', 'o.short', 'o.shortEn', 's.lead', 'i.name as investigator', 'i.nameEn as investigatorEn', 'd.name as department', 'd.nameEn as departmentEn', 's.planned', 'c.stage', 'c.closedAt', 'v.version', 'v.telephone', 'v.email', 'v.compensationFen', 'v.consentVersion', 'v.dispensing', 'v.payment', 'v.insurance', 'v.startOn', 'v.consentOn'])
        .where('c.subjectId', '=', studyId).orderBy('s.lead', 'desc').orderBy('o.name').orderBy('v.caseId').execute(),
      call.me,
    ])
    if (!study || !side) throw new NotFound()
    return {
      study: { id: study.id, short: study.short, protocolVersion: study.protocolVersion }, today: call.today, mayEdit: side.side === 'sponsor' && me.roles.some((r) => r === 'cra' || r === 'sponsor'),
      sites: rows.map((r) => ({ ...r, name: en ? r.nameEn : r.name, short: en ? r.shortEn : r.short, investigator: en ? r.investigatorEn : r.investigator, department: en ? r.departmentEn : r.department, stageText: call.say(`${site.name}.stage.${r.stage}`), open: r.closedAt === null, dispensing: r.dispensing as never, payment: r.payment as never, insurance: r.insurance as never })),
    }
  }),
  implement(vary, async (call) => {
    const { id, seen, ...patch } = call.input
    const it = await lockCase(call, id, 0)
    const before = await call.db.selectFrom('startup.variation').selectAll().where('caseId', '=', id).forUpdate().executeTakeFirst()
    if (it.procedure !== site.name || it.side !== 'sponsor' || !before) throw new NotFound()
    if (it.closedAt) throw new Refusal('startup.vary.closed')
    if (before.version !== seen) throw new Conflict({ version: before.version, stage: call.say(`${site.name}.stage.${it.stage}`), did: call.say('startup.vary'), who: '', at: before.updatedAt })
    const changed = Object.entries(patch).filter(([k, v]) => v !== undefined && before[k as keyof typeof before] !== v).map(([k, v]) => [k, [before[k as keyof typeof before], v]] as const)
    if (changed.length === 0) return { id, version: seen }
    const after = { ...before, ...patch } as unknown as Chosen, others = await call.db.selectFrom('startup.variation as v').innerJoin('kernel.case as c', 'c.id', 'v.caseId').select('v.consentVersion').where('c.parentId', '=', it.parentId).where('v.caseId', '<>', id).where('v.consentVersion', '=', after.consentVersion ?? '').execute()
    const faults = [...unopenable([{ ...after, orgId: id, investigatorId: id, planned: 1 }], 0, { hospitals: [{ orgId: id, name: '', short: '', investigators: [{ id, name: '', department: '' }] }], running: [], leadOrgId: '', today: call.today }).filter((f) => changed.some(([k]) => k === f.field)), ...(others.length > 0 && patch.consentVersion ? [{ field: 'consentVersion', code: 'same-version-elsewhere' }] : [])]
    if (faults.length > 0) throw new Invalid(faults.map((f) => ({ path: f.field, code: `startup.begin.${f.code}`, ...('facts' in f && f.facts ? { facts: f.facts } : {}) })))
    await call.db.updateTable('startup.variation').set({ ...Object.fromEntries(changed.map(([k, [, v]]) => [k, v])), version: seen + 1, updatedAt: call.now }).where('caseId', '=', id).execute()
    await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: id, subjectId: it.subjectId, name: vary.name, move: 'vary', stageFrom: it.stage, stageTo: it.stage, holderSide: site.stages[it.stage as keyof typeof site.stages].by?.side ?? null, orgId: sql<never>`kernel.my_org()`, personId: sql<never>`kernel.my_person()`, data: JSON.stringify({ changed: Object.fromEntries(changed) }), audience: 'side', side: it.side }).execute()
    return { id, version: seen + 1 }
  }),
  ...moveServices(start, endpoints), ...moveServices([site, site1], endpoints), ...moveServices(initiation, endpoints),
]
