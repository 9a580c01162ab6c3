import type { CaseRow } from '#kernel/case.ts'
import type { Call } from '#kernel/implement.ts'
import { worded } from '#kernel/labels.ts'
import type { LetterFacts, LetterKind, LetterWork } from '#kernel/letters/kind.ts'
import { papersInForce, studyLetter } from '#domains/studies/public.ts'
import { itemsOf, packageOf } from './recognition/queries.ts'
import { committeeName, committeeOf, lastMeeting, latestValidity, siteOf } from './queries.ts'

const committee = ['ethics-secretary', 'ethics-chair'], study = ['study', 'protocolNo', 'sponsor', 'investigator', 'department', 'papers', 'papers.paper', 'papers.label', 'papers.dated', 'papers.hash', 'contact']
const reviewed = ['committee', 'class', 'way', 'reviewedOn', 'place', 'ground']
/** The opinion that ends the statutory time: what must change, or why not. */
export const opinion: LetterKind = { name: 'ethics.opinion', procedure: 'ethics.review', stages: ['opining'], who: committee, signers: ['ethics-chair'], number: '{year}-药伦意-{n:4}', names: [...study, ...reviewed, 'conclusion', 'remarks', 'points', 'points.point', 'replyBy'] }
/** The approval: typed by nobody, each figure from the meeting and the roster. */
export const approval: LetterKind = { name: 'ethics.approval', procedure: 'ethics.review', stages: ['issuing'], who: committee, signers: ['ethics-chair'], number: '{year}-药伦审-{n:4}', names: [...study, ...reviewed, 'members', 'attending', 'recused', 'votes', 'votes.vote', 'votes.count', 'decision', 'remarks', 'validFrom', 'validUntil', 'nextReview', 'reports', 'reports.report', 'attendance', 'attendance.name', 'attendance.specialty', 'attendance.sex', 'attendance.inside', 'attendance.sign'] }

/** The site's own letter: it cites the lead's number and lists the same papers, each by version, date and hash. */
export const recognising: LetterKind = { name: 'ethics.recognition', procedure: 'ethics.recognition', stages: ['signing'], who: committee, signers: ['ethics-chair'], number: '{year}-伦认-{n:4}', names: [...study, 'committee', 'leadOrg', 'leadNumber', 'leadDate', 'way', 'reviewedOn', 'reviewers', 'conclusion', 'remarks', 'locals', 'locals.report', 'locals.words', 'validUntil', 'nextReview', 'reportedAt', 'ground'] }

/** What every letter of a committee says: the study, its papers by version and hash, the committee, the ground it stands on. */
export async function ofCommittee(call: Call, it: CaseRow): Promise<Record<string, LetterFacts[string]>> {
  const zh = worded(call.work.zh, it.facts['wording']), [facts, papers, name, rules] = await Promise.all([studyLetter(call, siteOf(it)!, it.subjectId), papersInForce(call, it.subjectId, siteOf(it)), committeeName(call, it.orgId!), committeeOf(call, it.orgId!)])
  return { ...facts, papers, committee: name, contact: rules?.contact ?? '', class: zh('ethics.letter.initial'), ground: zh('ethics.letter.ground') }
}
/** How it was reviewed: the meeting with its figures, or the members named. */
async function sitting(call: Call, it: CaseRow): Promise<Record<string, LetterFacts[string]>> {
  const zh = worded(call.work.zh, it.facts['wording']), m = await lastMeeting(call, it.id)
  if (!m) return { way: zh('ethics.review.expedite'), reviewedOn: call.today, place: '—', members: '—', attending: '—', recused: '0', votes: [], remarks: zh('ethics.letter.as-filed'), attendance: [] }
  const roster = await call.db.selectFrom('ethics.member').selectAll().where('orgId', '=', it.orgId!).orderBy('seat').execute(), votes = m.votes as Record<string, number>
  return {
    way: zh('ethics.review.convene'), reviewedOn: m.heldOn, place: m.place, members: String(m.members), attending: String(m.attending.length), recused: String(m.recused.length), remarks: m.remarks ?? zh('ethics.letter.as-filed'),
    votes: Object.entries(votes).filter(([, n]) => n > 0).map(([o, n]) => ({ vote: zh(`ethics.review.${o}`), count: String(n) })),
    attendance: roster.filter((s) => m.attending.includes(s.id)).map((s) => ({ name: s.name, specialty: zh(`ethics.member.${s.kind}`), sex: zh(`ethics.member.${s.sex}`), inside: zh(s.outside ? 'ethics.member.outside' : 'ethics.member.inside'), sign: '' })),
  }
}
const points = (remarks: LetterFacts[string] | undefined) => (typeof remarks === 'string' ? remarks.split(/[；\n]/).map((p) => p.trim()).filter(Boolean).map((point) => ({ point })) : [])
export const reportsAgain = (zh: (key: string) => string) => (['amendment', 'sae', 'deviation', 'progress', 'halt'] as const).map((r) => ({ report: zh(`ethics.letter.report.${r}`) }))

export const letters: readonly LetterWork[] = [
  { kind: opinion, facts: async (call, it) => {
    const zh = worded(call.work.zh, it.facts['wording']), [said, sat, m] = await Promise.all([ofCommittee(call, it), sitting(call, it), lastMeeting(call, it.id)])
    return { ...said, ...sat, conclusion: zh(`ethics.review.${m?.decision ?? 'agreeWithChanges'}`), points: points(sat['remarks']), replyBy: call.calendar.addDays(call.today, 60) }
  } },
  { kind: approval, facts: async (call, it) => {
    const zh = worded(call.work.zh, it.facts['wording']), [said, sat, until] = await Promise.all([ofCommittee(call, it), sitting(call, it), latestValidity(call, it.orgId!)])
    return { ...said, ...sat, decision: zh('ethics.review.agree'), remarks: zh('ethics.letter.as-filed'), validFrom: call.today, validUntil: until, nextReview: call.calendar.addDays(until, -30), reports: reportsAgain(zh) }
  } },
  { kind: recognising, facts: async (call, it) => {
    const zh = worded(call.work.zh, it.facts['wording']), [said, box, items, longest] = await Promise.all([ofCommittee(call, it), packageOf(call, it.id), itemsOf(call, it.id), latestValidity(call, it.orgId!)]), kept = items.filter((i) => i.agreed !== false)
    const lead = await call.db.selectFrom('kernel.org').select('name').where('id', '=', box!.leadOrgId).executeTakeFirst(), until = [box!.validUntil, longest].sort()[0]!, reviewers = it.facts['reviewers']
    return {
      ...said, leadOrg: lead?.name ?? '', leadNumber: box!.number, leadDate: box!.approvedOn, way: zh('ethics.recognition.letter.way'), reviewedOn: call.today, reviewers: zh('ethics.recognition.letter.reviewers', { n: Array.isArray(reviewers) ? reviewers.length : 2 }),
      conclusion: zh(kept.length > 0 ? 'ethics.recognition.letter.with-items' : 'ethics.recognition.letter.plain'), remarks: zh('ethics.recognition.letter.remarks'), locals: kept.map((i) => ({ report: zh(`field.item.${i.item}`), words: i.words })),
      validUntil: until, nextReview: call.calendar.addDays(until, -30), reportedAt: zh('ethics.recognition.letter.next-meeting'),
    }
  } },
]
