import type { CaseRow, CaseWork, MoveInput } from '#kernel/case.ts'
import { moveServices } from '#kernel/case.ts'
import type { Call } from '#kernel/implement.ts'
import type { Reason } from '#kernel/refusal.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { investigatorPerson } from '#domains/studies/public.ts'
import { endpoints } from './api.ts'
import { review } from './procedure.ts'
import { independent, receivable } from './rules.ts'
import { receiving, receivingAfter } from './terms.ts'

/** How another lane of the same site stands, by the procedure's name; the kernel tells, no room is imported. */
async function receipt(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const [profile, initiation] = await Promise.all([
    it.orgId ? profileOf(call, it.orgId) : undefined,
    call.db.selectFrom('kernel.case').select('outcome').where('parentId', '=', it.parentId).where('procedure', '=', 'startup.initiation').executeTakeFirst(),
  ])
  return receivable.failing({ initiationFirst: profile?.initiationFirst ?? false, initiated: initiation?.outcome === 'granted', document: profile?.document ?? '' })
}
const ownStudy = async (call: Call, it: CaseRow): Promise<readonly Reason[]> => independent.failing({ actorId: (await call.me).personId, investigatorPersonId: it.parentId ? await investigatorPerson(call, it.parentId) : null })
const validity = async (call: Call, _it: CaseRow, input: Partial<MoveInput>): Promise<readonly Reason[]> => {
  const until = input['validUntil']
  return typeof until === 'string' && until <= call.today ? [{ code: 'ethics.review.issue.validity-past', facts: { day: until } }] : []
}

export const works: Record<string, CaseWork> = {
  'ethics.review': {
    opening: async (call, parent) => {
      const first = parent.orgId ? (await profileOf(call, parent.orgId))?.initiationFirst : false
      return { limits: { [first ? receiving.name : receivingAfter.name]: null } }
    },
    moves: { accept: { reasons: receipt }, agree: { reasons: ownStudy }, agreeWithChanges: { reasons: ownStudy }, disagree: { reasons: ownStudy }, issue: { reasons: async (call, it, input) => [...await ownStudy(call, it), ...await validity(call, it, input)] } },
  },
}
export const actions = moveServices(review, endpoints)
