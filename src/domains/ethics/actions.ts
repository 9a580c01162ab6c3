import { moveServices, setFacts, type CaseRow, type CaseWork, type MoveInput, type MoveWork } from '#kernel/case.ts'
import type { Call, Option } from '#kernel/implement.ts'
import type { Reason } from '#kernel/refusal.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { consentInForce } from '#domains/studies/public.ts'
import { endpoints } from './api.ts'
import { committee, review, review1 } from './procedure.ts'
import { pushAll, recognises, unleadAll } from './recognition/queries.ts'
import { decidedBy, decisionOf, investigatorsOf, latestValidity, letterOf, rosterOf, siteOf, votingRules } from './queries.ts'
import { carried, decided, independent, nameable, opinions, quorate, receivable, undecided, valid, voted, voteOf, type Meeting, type Opinion, type Seat } from './rules.ts'
import { receiving, receivingAfter } from './terms.ts'

/** How another lane of the same site stands, by the procedure's name; the kernel tells, no room is imported. */
export async function receipt(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const site = typeof it.facts['site'] === 'string' ? it.facts['site'] : it.parentId
  const [profile, initiation] = await Promise.all([
    it.orgId ? profileOf(call, it.orgId) : undefined,
    call.db.selectFrom('kernel.case').select('outcome').where('parentId', '=', site as never).where('procedure', '=', 'startup.initiation').executeTakeFirst(),
  ])
  return receivable.failing({ initiationFirst: profile?.initiationFirst ?? false, initiated: initiation?.outcome === 'granted', document: profile?.document ?? '' })
}
/** Why this person may not decide here: it is their own study, or they have an interest in it. */
export async function ownStudy(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const [me, investigators, roster] = await Promise.all([call.me, investigatorsOf(call, it), rosterOf(call, it)])
  return independent.failing({ actorId: me.personId, investigators, conflicted: roster.filter((s) => s.conflicted && s.personId).map((s) => s.personId!) })
}
const ids = (value: unknown): string[] => (Array.isArray(value) ? value.filter((x) => typeof x === 'string') : [])
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** The roster as choices: name, kind, from outside; those who must stand aside say so. */
const seats = (call: Call, roster: readonly Seat[]): Option[] => roster.map((s) => ({ value: s.id, label: s.name, note: [call.say(`ethics.member.${s.kind}`), ...(s.outside ? [call.say('ethics.member.outside')] : []), ...(s.conflicted ? [call.say('ethics.member.conflicted')] : [])].join(' · ') }))
export const namedFrom = async (call: Call, it: CaseRow): Promise<Record<string, Option[]>> => ({ reviewers: seats(call, (await rosterOf(call, it)).filter((s) => s.personId !== null && !s.conflicted)) })
/** The chair names members: told within the committee alone; the case waits for them. */
export const naming: MoveWork = {
  options: namedFrom,
  reasons: async (call, it, input) => [...await ownStudy(call, it), ...(input['reviewers'] === undefined ? [] : nameable.failing({ roster: await rosterOf(call, it), named: ids(input['reviewers']), on: call.today }))],
  effect: async (call, it, input) => {
    const roster = await rosterOf(call, it)
    await setFacts(call, it, { reviewers: roster.filter((s) => ids(input['reviewers']).includes(s.id)).map((s) => s.personId) }, { audience: 'office', roles: [...committee] })
  },
}
/** A member stands aside for this study: neither votes nor counts, wherever it comes up again. */
export const standingAside: MoveWork = {
  options: async (call, it) => ({ member: seats(call, (await rosterOf(call, it)).filter((s) => !s.conflicted)) }),
  effect: async (call, it, input) => {
    await call.db.insertInto('ethics.conflict').values({ id: call.newId<'conflict'>('conflict'), orgId: it.orgId!, subjectId: it.subjectId, memberId: input['member'] as never, interest: input['interest'] as 'other', actId: call.act }).onConflict((c) => c.doNothing()).execute()
  },
}

async function meetingOf(call: Call, it: CaseRow, input: Partial<MoveInput>): Promise<Meeting> {
  const [roster, rules] = await Promise.all([rosterOf(call, it), votingRules(call, it.orgId!)])
  return { on: input.on ?? call.today, roster, attending: ids(input['attending']), recused: ids(input['recused']), ...rules, votes: Object.fromEntries(opinions.map((o) => [o, count(input[o])])) as Record<Opinion, number> }
}
/** A meeting is written down: the sitting must have been able to decide, and the votes must say what is recorded. */
const minutes = (decides: typeof decided | typeof undecided): MoveWork => ({
  options: async (call, it) => { const all = seats(call, await rosterOf(call, it)); return { attending: all, recused: all } },
  reasons: async (call, it, input) => {
    if (input['attending'] === undefined) return []
    const m = await meetingOf(call, it, input), failing = quorate.failing(m)
    return failing.length > 0 ? failing : decides.failing(m)
  },
  effect: async (call, it, input) => {
    const m = await meetingOf(call, it, input), { members } = voteOf(m), id = call.newId<'meeting'>('meeting')
    await call.db.insertInto('ethics.meeting').values({ id, orgId: it.orgId!, caseId: it.id, heldOn: m.on, place: String(input['place']), members, attending: [...m.attending], recused: [...m.recused], votes: JSON.stringify(m.votes), arithmetic: [...m.arithmetic], remarks: typeof input['remarks'] === 'string' ? input['remarks'] : null, decision: carried(voteOf(m)), actId: call.act }).execute()
    // what was concluded without a meeting is told at this one
    await call.db.updateTable('ethics.report').set({ meetingId: id }).where('orgId', '=', it.orgId!).where('meetingId', 'is', null).where('concludedOn', '<=', m.on).execute()
  },
})
const opine = (opinion: Opinion): MoveWork => ({ reasons: async (call, it) => { const [own, decision] = await Promise.all([ownStudy(call, it), decisionOf(call, it)]); return [...own, ...voted.failing({ opinion, decision })] } })
/** Whether the letter in force may be valid so long: it was drawn up by the platform, but perhaps long before it is issued. */
export async function lasting(call: Call, it: CaseRow, kind: string): Promise<readonly Reason[]> {
  const [letter, latest] = await Promise.all([letterOf(call, it.id, kind), latestValidity(call, it.orgId!)])
  return letter ? valid.failing({ today: call.today, latest, until: String(letter.facts['validUntil']) }) : []
}
/** The approval as its letter says it: number, validity and the consent form it approves are typed by nobody. */
export const approved = (kind: string, cites?: (call: Call, it: CaseRow) => Promise<string | null>) => async (call: Call, it: CaseRow): Promise<void> => {
  const [letter, consent, citesNumber] = await Promise.all([letterOf(call, it.id, kind), consentInForce(call, it.subjectId, siteOf(it)), cites?.(call, it) ?? null])
  if (!letter) return
  await call.db.insertInto('ethics.approval').values({ caseId: it.id, subjectId: it.subjectId, orgId: it.orgId!, number: letter.number, approvedOn: call.today, validUntil: String(letter.facts['validUntil']), consentVersion: consent, citesNumber, actId: call.act }).onConflict((c) => c.doNothing()).execute()
}
/** Concluded without a meeting: told at the next one (简易审查通报). */
export async function toReport(call: Call, it: CaseRow): Promise<void> {
  const met = it.procedure === 'ethics.review' && (await decidedBy(call, it)) !== 'concur'
  if (!met) await call.db.insertInto('ethics.report').values({ id: call.newId<'report'>('report'), orgId: it.orgId!, caseId: it.id, concludedOn: call.today, actId: call.act }).onConflict((c) => c.doNothing()).execute()
}
export const works: Record<string, CaseWork> = {
  'ethics.review': {
    opening: async (call, parent) => {
      if (parent.procedure !== 'ethics.recognition' && await recognises(call, parent)) return null
      const profile = parent.orgId ? await profileOf(call, parent.orgId) : undefined, first = profile?.initiationFirst
      return { limits: { [first ? receiving.name : receivingAfter.name]: null }, facts: { ...parent.facts, site: parent.facts['site'] ?? parent.id, ...(profile?.ruleset === 'nhc' ? { wording: 'nhc' } : {}) } }
    },
    moves: {
      accept: { reasons: receipt },
      recuse: standingAside, expedite: naming, assign: naming,
      minute: minutes(decided), defer: minutes(undecided),
      concur: { reasons: ownStudy }, object: { reasons: ownStudy }, confirm: { reasons: ownStudy }, again: { reasons: ownStudy }, dissent: { reasons: ownStudy },
      agree: { ...opine('agree'), effect: toReport }, agreeWithChanges: opine('agreeWithChanges'), rereview: opine('rereview'), disagree: { ...opine('disagree'), effect: unleadAll }, decline: { effect: unleadAll }, withdraw: { effect: unleadAll },
      issue: {
        reasons: async (call, it) => [...await ownStudy(call, it), ...await lasting(call, it, 'ethics.approval')],
        effect: async (call, it) => { await approved('ethics.approval')(call, it); await pushAll(call, it) },
      },
    },
  },
}
export const actions = moveServices([review, review1], endpoints)
