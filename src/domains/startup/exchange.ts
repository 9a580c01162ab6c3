import { today } from '#kernel/calendar.ts'
import { eventsOf, rulesOf } from '#kernel/case.ts'
import { fold } from '#kernel/clock.ts'
import type { LetterKind, LetterWork } from '#kernel/letters/kind.ts'
import { committeeContact } from '#domains/ethics/public.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { papersInForce, studyLetter } from '#domains/studies/public.ts'

const study = ['study', 'protocolNo', 'sponsor', 'investigator', 'department', 'contact'], papers = ['papers', 'papers.paper', 'papers.label', 'papers.dated', 'papers.hash']
/** 受理通知: what was accepted and by when this hospital answers. Sent after the acceptance; nothing waits for it. */
export const acceptance: LetterKind = { name: 'startup.acceptance', template: 'startup.receipt', procedure: 'startup.site', stages: ['lanes'], who: ['research-office'], signers: ['research-office'], number: '{year}-受-{n:4}', names: [...study, ...papers, 'acceptedOn', 'within', 'dueOn'] }
/** 立项通知: the hospital takes the study on; approval, contract and registration still stand before its start. */
export const notice: LetterKind = { name: 'startup.notice', template: 'startup.initiation', procedure: 'startup.initiation', stages: ['approved'], who: ['research-office'], signers: ['institution-head'], number: '{year}-立项-{n:3}', names: [...study, 'verdict', 'initiatedOn', 'afterwards'] }

export const letters: readonly LetterWork[] = [
  { kind: acceptance, facts: async (call, it) => {
    const lane = await call.db.selectFrom('kernel.case').select(['id', 'openedAt', 'limits']).where('parentId', '=', it.id).where('procedure', '=', 'startup.initiation').orderBy('openedAt', 'desc').limit(1).executeTakeFirst(), p = call.work.procedures.get('startup.initiation')!
    const [facts, list, profile, contact, events] = await Promise.all([studyLetter(call, it.id, it.subjectId), papersInForce(call, it.subjectId, it.id), profileOf(call, it.orgId!), committeeContact(call, it.orgId!), eventsOf(call, lane ? [lane.id] : [])])
    const clock = lane && rulesOf(p, lane.limits as never)[0], due = clock && fold(clock, events.get(lane.id) ?? [], call.now, call.calendar).dueOn
    return { ...facts, papers: list, contact, acceptedOn: lane ? today(lane.openedAt) : call.today, within: call.work.zh('startup.acceptance.within', { n: profile?.initiationDays ?? 5 }), dueOn: due ?? '—' }
  } },
  { kind: notice, facts: async (call, it) => {
    const [facts, contact, granted] = await Promise.all([studyLetter(call, it.parentId!, it.subjectId), committeeContact(call, it.orgId!), call.db.selectFrom('kernel.event').select(['effectiveAt', 'data']).where('caseId', '=', it.id).where('move', '=', 'approve').orderBy('id', 'desc').limit(1).executeTakeFirst()])
    return { ...facts, contact, verdict: call.work.zh('startup.notice.verdict', { number: (granted?.data as { number?: string } | undefined)?.number ?? '' }), initiatedOn: granted ? today(granted.effectiveAt) : call.today, afterwards: call.work.zh('startup.notice.afterwards') }
  } },
]
