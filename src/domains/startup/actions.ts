import { moveAutomatically, moveServices, openCase, type CaseRow, type CaseWork, type MoveInput } from '#kernel/case.ts'
import { implement, type Call } from '#kernel/implement.ts'
import { Invalid, NotFound, Refusal, type Reason } from '#kernel/refusal.ts'
import { sql } from 'kysely'
import { hospitalList, investigatorOf, profileOf } from '#domains/institutions/public.ts'
import { addSite, confirmedKinds, inviteSponsor, markStudy, studyFacts } from '#domains/studies/public.ts'
import { begin, endpoints, prepare } from './api.ts'
import { initiation, site, start } from './procedure.ts'
import { complete, enrollable } from './rules.ts'

const childrenOf = (call: Call, parentId: string) => call.db.selectFrom('kernel.case as c').innerJoin('kernel.org as o', 'o.id', 'c.orgId').select(['c.id', 'c.stage', 'c.orgId', 'o.short']).where('c.parentId', '=', parentId as never).where('c.procedure', '=', site.name).orderBy('o.name').execute()
const openStart = (call: Call, studyId: string) => call.db.selectFrom('kernel.case').select('id').where('subjectId', '=', studyId).where('procedure', '=', start.name).where('closedAt', 'is', null).executeTakeFirst()

/** Everything the application still lacks, told at once. */
async function gaps(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const [study, sites] = await Promise.all([studyFacts(call, it.subjectId), childrenOf(call, it.id)])
  if (!study) throw new NotFound()
  return complete.failing({ ...study, sites: sites.filter((s) => s.stage !== 'declined').length, unsigned: sites.filter((s) => s.stage === 'signing').map((s) => s.short) })
}
/** T0: the lead's acceptance holds at once where the site's own rules accept 统一受理; any other site is invited to accept for itself. */
async function unify(call: Call, it: CaseRow): Promise<void> {
  for (const child of await childrenOf(call, it.id)) {
    if (child.stage !== 'signed') continue
    const profile = await profileOf(call, child.orgId!)
    await moveAutomatically(call, site.name, child.id, child.orgId === it.orgId || profile?.acceptsUnified ? 'unify' : 'invite')
  }
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
  const [study, confirmed, letter] = await Promise.all([
    studyFacts(call, it.subjectId), confirmedKinds(call, it.subjectId),
    call.db.selectFrom('kernel.event as e').innerJoin('kernel.case as c', 'c.id', 'e.caseId').select('e.data').where('c.parentId', '=', it.id).where('e.name', '=', 'ethics.review.issue').executeTakeFirst(),
  ])
  return enrollable.failing({ regime: study?.regime ?? null, confirmed, approvedUntil: ((letter?.data as { validUntil?: string } | undefined)?.validUntil) ?? null, today: on })
}

export const works: Record<string, CaseWork> = {
  'startup.start': { moves: { submit: { reasons: gaps }, resubmit: { reasons: gaps }, accept: { reasons: gaps, effect: unify }, decline: { effect: release }, withdraw: { effect: release }, join: { effect: freed } } },
  'startup.site': { lost: lapse, moves: { enrol: { reasons: mayEnrol, effect: (call, it) => markStudy(call, it.subjectId, 'run') } } },
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
    const [study, running, hospitals] = await Promise.all([studyFacts(call, call.input.studyId), openStart(call, call.input.studyId), hospitalList(call)])
    if (!study) throw new NotFound()
    return { study: { id: study.id, short: study.short, title: study.title, sponsorName: study.sponsorName, targetSize: study.targetSize }, running: running !== undefined, hospitals }
  }),
  implement(begin, async (call) => {
    const { studyId, leadOrgId, sites } = call.input
    const [study, { rows: [held] }, hospitals] = await Promise.all([
      studyFacts(call, studyId),
      sql<{ stage: string }>`select stage from kernel.case where id = ${studyId} for no key update`.execute(call.db),
      hospitalList(call),
    ])
    if (!study || !held) throw new NotFound()
    if (await openStart(call, studyId)) throw new Refusal('startup.begin.already')
    if (held.stage !== 'prepared') throw new Refusal('startup.begin.not-prepared', { stage: call.say(`studies.study.stage.${held.stage}`) })
    const faults = [
      ...(sites.some((s) => s.orgId === leadOrgId) ? [] : [{ path: 'leadOrgId', code: 'startup.begin.lead-not-a-site' }]),
      ...sites.flatMap((s, i) => (sites.findIndex((x) => x.orgId === s.orgId) < i ? [{ path: `sites.${i}.orgId`, code: 'startup.begin.twice' }] : [])),
      ...sites.flatMap((s, i) => (hospitals.find((h) => h.orgId === s.orgId)?.investigators.some((p) => p.id === s.investigatorId) ? [] : [{ path: `sites.${i}.investigatorId`, code: 'startup.begin.unknown-investigator' }])),
    ]
    if (faults.length > 0) throw new Invalid(faults)
    await inviteSponsor(call, studyId, study.sponsorName)
    const applicants = await call.db.selectFrom('kernel.party').select(['orgId', 'side']).where('caseId', '=', studyId).where('side', '=', 'sponsor').execute()
    for (const s of sites) await sql`select kernel.case_add_party(${studyId}, ${s.orgId}, 'site')`.execute(call.db)
    const rootId = await openCase(call, { procedure: start.name, parent: null, subjectId: studyId, orgId: leadOrgId, title: study.short, parties: [...applicants, ...sites.map((s) => ({ orgId: s.orgId, side: s.orgId === leadOrgId ? 'lead' : 'site' }))] })
    const root = { id: rootId, subjectId: studyId, depth: 0 }
    for (const s of sites) {
      const own = s.orgId === leadOrgId
      const person = await investigatorOf(call, s.investigatorId)
      const caseId = await openCase(call, { procedure: site.name, parent: root, orgId: s.orgId, title: study.short, facts: { investigator: person?.personId ?? null }, parties: [...applicants, { orgId: s.orgId, side: 'site' }, ...(own ? [] : [{ orgId: leadOrgId, side: 'lead' }])] })
      await addSite(call, { caseId, studyId, orgId: s.orgId, lead: own, investigatorId: s.investigatorId, planned: s.planned })
    }
    await markStudy(call, studyId, 'begin')
    return { id: rootId }
  }),
  ...moveServices(start, endpoints), ...moveServices(site, endpoints), ...moveServices(initiation, endpoints),
]
