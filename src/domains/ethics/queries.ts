import type { CaseRow } from '#kernel/case.ts'
import type { Id } from '#kernel/id.ts'
import type { Call } from '#kernel/implement.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { investigatorPerson } from '#domains/studies/public.ts'
import type { Arithmetic, Opinion, Seat } from './rules.ts'
import { longestMonths } from './terms.ts'

/** The site case a review belongs to: its parent, or its parent's when a recognition opened it. */
export const siteOf = (it: CaseRow): string | null => (typeof it.facts['site'] === 'string' ? it.facts['site'] : it.parentId)
/** Principal and sub-investigators of this site, as persons: none of them sits on their own study. */
export async function investigatorsOf(call: Call, it: CaseRow): Promise<string[]> {
  const site = siteOf(it), principal = site ? await investigatorPerson(call, site) : null, subs = it.facts['subInvestigators']
  return [...(principal ? [principal] : []), ...(Array.isArray(subs) ? subs.filter((x) => typeof x === 'string') : [])]
}
/** The committee's roster with who has an interest in this study. Read by the committee alone. */
export async function rosterOf(call: Call, it: CaseRow): Promise<Seat[]> {
  const [rows, conflicts, investigators] = await Promise.all([
    call.db.selectFrom('ethics.member').selectAll().where('orgId', '=', it.orgId!).orderBy('seat').execute(),
    call.db.selectFrom('ethics.conflict').select('memberId').where('subjectId', '=', it.subjectId).where('orgId', '=', it.orgId!).execute(),
    investigatorsOf(call, it),
  ])
  return rows.map((r) => ({ id: r.id, personId: r.personId, name: call.lang === 'en' ? r.nameEn : r.name, sex: r.sex as Seat['sex'], kind: r.kind as Seat['kind'], outside: r.outside, from: r.fromOn, to: r.toOn, conflicted: conflicts.some((c) => c.memberId === r.id) || (r.personId !== null && investigators.includes(r.personId)) }))
}
/** The rules this committee votes by, and the words it uses. */
export async function votingRules(call: Call, orgId: Id<'org'>): Promise<{ arithmetic: Arithmetic[]; words: 'gcp' | 'nhc' }> {
  const [committee, profile] = await Promise.all([committeeOf(call, orgId), profileOf(call, orgId)])
  return { arithmetic: (committee?.arithmetic ?? ['nhc']) as Arithmetic[], words: profile?.ruleset === 'nhc' ? 'nhc' : 'gcp' }
}
export const committeeOf = (call: Pick<Call, 'db'>, orgId: Id<'org'>) => call.db.selectFrom('ethics.committee').selectAll().where('orgId', '=', orgId).executeTakeFirst()
/** The last meeting that took up this case. */
export const lastMeeting = (call: Pick<Call, 'db'>, caseId: Id<'case'>) => call.db.selectFrom('ethics.meeting').selectAll().where('caseId', '=', caseId).orderBy('turn', 'desc').limit(1).executeTakeFirst()
/** By which road the matter came to the chair's opinion: a meeting, or two members who concurred. */
export const decidedBy = async (call: Pick<Call, 'db'>, it: CaseRow): Promise<string | undefined> => (await call.db.selectFrom('kernel.event').select('move').where('caseId', '=', it.id).where('move', 'in', ['minute', 'concur']).orderBy('id', 'desc').limit(1).executeTakeFirst())?.move
/** What was concluded before the chair signs: the vote of the last meeting, or the concurrence of the named members. */
export async function decisionOf(call: Call, it: CaseRow): Promise<Opinion | null> {
  const [meeting, last] = await Promise.all([lastMeeting(call, it.id), decidedBy(call, it)])
  return last === 'concur' ? 'agree' : (meeting?.decision ?? null) as Opinion | null
}
export const committeeName = async (call: Pick<Call, 'db'>, orgId: Id<'org'>): Promise<string> => (await call.db.selectFrom('institutions.committee').select('name').where('orgId', '=', orgId).executeTakeFirst())?.name ?? ''
/** The last day an approval of today can be valid to: as many months as this committee gives, never more than the longest. */
export async function latestValidity(call: Call, orgId: Id<'org'>): Promise<string> {
  const months = Math.min((await committeeOf(call, orgId))?.months ?? longestMonths, longestMonths), [y = 0, m = 0, d = 0] = call.today.split('-').map(Number), last = new Date(Date.UTC(y, m + months, 0)).getUTCDate()
  return call.calendar.addDays(new Date(Date.UTC(y, m - 1 + months, Math.min(d, last))).toISOString().slice(0, 10), -1)
}
/** The letter of a kind that is in force for a case, with what it says. */
export async function letterOf(call: Pick<Call, 'db'>, caseId: Id<'case'>, kind: string): Promise<{ number: string; facts: Record<string, unknown> } | undefined> {
  const l = await call.db.selectFrom('kernel.letter').select(['number', 'content']).where('caseId', '=', caseId).where('kind', '=', kind).where('state', '=', 'in-force').orderBy('drawnAt', 'desc').limit(1).executeTakeFirst()
  return l && { number: l.number, facts: (l.content as { facts: Record<string, unknown> }).facts }
}
/** The approval or recognition under which a site enrols: the last its committee gave, whichever way it reviewed. */
export const approvalOf = (call: Pick<Call, 'db'>, siteCase: Id<'case'>) => call.db.selectFrom('ethics.approval as a').innerJoin('kernel.case as c', 'c.id', 'a.caseId').leftJoin('kernel.case as p', 'p.id', 'c.parentId').select(['a.number', 'a.validUntil', 'a.consentVersion']).where((e) => e.or([e('c.parentId', '=', siteCase), e('p.parentId', '=', siteCase)])).orderBy('a.approvedOn', 'desc').limit(1).executeTakeFirst()
/** How a hospital is reached on a study, as its letters say. */
export const committeeContact = async (call: Pick<Call, 'db'>, orgId: Id<'org'>): Promise<string> => (await committeeOf(call, orgId))?.contact ?? ''
