import { sql } from 'kysely'
import { moveAutomatically, type CaseRow } from '#kernel/case.ts'
import type { Id } from '#kernel/id.ts'
import type { Call } from '#kernel/implement.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { committeeOf, letterOf } from '../queries.ts'
import type { Side } from './rules.ts'

export const packageOf = (call: Pick<Call, 'db'>, caseId: Id<'case'>) => call.db.selectFrom('ethics.package').selectAll().where('caseId', '=', caseId).executeTakeFirst()
export const itemsOf = (call: Pick<Call, 'db'>, caseId: Id<'case'>) => call.db.selectFrom('ethics.localItem').selectAll().where('caseId', '=', caseId).orderBy('at').orderBy('id').execute()
/** A hospital's side of the comparison: how it is reached, what it pays a visit, which words it uses, how long it approves for. */
export async function sideOf(call: Call, orgId: Id<'org'>): Promise<Side> {
  const [committee, profile] = await Promise.all([committeeOf(call, orgId), profileOf(call, orgId)])
  return { contact: committee?.contact ?? '', compensation: Number(committee?.compensation ?? 0), words: profile?.ruleset ?? 'gcp', months: committee?.months ?? 12 }
}
/** Whether somebody has signed in this stay at this stage: what is being signed does not change under their hands. */
export const signedHere = async (call: Call, it: CaseRow): Promise<boolean> => (await sql<{ n: number }>`select count(*)::int n from kernel.signed(array[${it.id}]::uuid[])`.execute(call.db)).rows[0]!.n > 0
/** The recognitions of this start that still wait for the lead. */
export const waitingFor = async (call: Call, it: CaseRow): Promise<{ id: Id<'case'> }[]> =>
  call.db.selectFrom('kernel.case').select('id').where('subjectId', '=', it.subjectId).where('procedure', '=', 'ethics.recognition').where('stage', '=', 'waiting').orderBy('id').execute()
/** Whether a participating site recognises the lead's opinion instead of reviewing first: the start is in alliance mode, and so is its committee. */
export async function recognises(call: Call, parent: CaseRow): Promise<boolean> {
  if (parent.facts['alliance'] !== true || parent.facts['lead'] === true || !parent.orgId) return false
  return (await committeeOf(call, parent.orgId))?.alliance === true
}
interface Approved { readonly leadOrgId: Id<'org'>; readonly number: string; readonly approvedOn: string; readonly validUntil: string; readonly consentVersion: string | null; readonly content: unknown; readonly side: Side }
/** The package reaches a site: written once, and the site's own time begins with its receipt. */
async function push(call: Call, caseId: Id<'case'>, subjectId: string, a: Approved): Promise<void> {
  await call.db.insertInto('ethics.package').values({ caseId, subjectId, leadOrgId: a.leadOrgId, number: a.number, approvedOn: a.approvedOn, validUntil: a.validUntil, consentVersion: a.consentVersion, contact: a.side.contact, compensation: String(a.side.compensation) as never, words: a.side.words, content: JSON.stringify(a.content), at: call.now }).execute()
  await moveAutomatically(call, 'ethics.recognition', caseId, 'push', { number: a.number })
}
async function approvedBy(call: Call, caseId: Id<'case'>): Promise<Approved | null> {
  const [approval, letter] = await Promise.all([call.db.selectFrom('ethics.approval').selectAll().where('caseId', '=', caseId).executeTakeFirst(), letterOf(call, caseId, 'ethics.approval')])
  return approval ? { leadOrgId: approval.orgId, number: approval.number, approvedOn: approval.approvedOn, validUntil: approval.validUntil, consentVersion: approval.consentVersion, content: letter?.facts ?? {}, side: await sideOf(call, approval.orgId) } : null
}
/** The lead's approval is issued: every site that waits for it receives the whole package. */
export async function pushAll(call: Call, it: CaseRow): Promise<void> {
  if (it.facts['lead'] !== true || it.facts['alliance'] !== true) return
  const approval = await approvedBy(call, it.id)
  if (approval) for (const { id } of await waitingFor(call, it)) await push(call, id, it.subjectId, approval)
}
/** The lead did not approve: every site that waits decides for itself. */
export async function unleadAll(call: Call, it: CaseRow): Promise<void> {
  if (it.facts['lead'] !== true || it.facts['alliance'] !== true) return
  for (const { id } of await waitingFor(call, it)) await moveAutomatically(call, 'ethics.recognition', id, 'unled')
}
/** A site that accepted late, when the lead's approval is there already. The lead's facts are told by a function that gives a party of the study's start what every waiting site is given. */
export async function pushLate(call: Call, caseId: Id<'case'>, subjectId: string): Promise<void> {
  const { rows: [found] } = await sql<{ leadOrgId: Id<'org'>; number: string; approvedOn: string; validUntil: string; consentVersion: string | null; content: unknown }>`select * from ethics.lead_approval(${caseId})`.execute(call.db)
  if (found) await push(call, caseId, subjectId, { ...found, side: await sideOf(call, found.leadOrgId) })
}
