import { moveServices, type CaseRow, type CaseWork } from '#kernel/case.ts'
import type { Call } from '#kernel/implement.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { endpoints } from './api.ts'
import { signing, signing1 } from './procedure.ts'
import { clausesIn, clearable, onPaper, sealable } from './rules.ts'

/** The clauses the newest draft of this contract departs in. */
async function departures(call: Call, it: CaseRow): Promise<string[]> {
  const draft = await call.db.selectFrom('kernel.event').select('data').where('caseId', '=', it.id).where('move', '=', 'propose').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return clausesIn((draft?.data as { clauses?: string } | undefined)?.clauses)
}
/** Whether the sponsor itself, not only its CRO, is a party here. */
const sponsorHere = async (call: Call, it: CaseRow): Promise<boolean> =>
  (await call.db.selectFrom('kernel.party as y').innerJoin('kernel.org as o', 'o.id', 'y.orgId').select('y.orgId').where('y.caseId', '=', it.id).where('y.side', '=', 'sponsor').where('o.kind', '<>', 'cro').executeTakeFirst()) !== undefined

export const works: Record<string, CaseWork> = {
  'agreements.signing': {
    opening: async (call, parent) => {
      const profile = parent.orgId ? await profileOf(call, parent.orgId) : undefined
      return profile ? { limits: { 'agreements.signing.limit': profile.agreementDays } } : {}
    },
    moves: {
      clear: { reasons: async (call, it) => clearable.failing({ clauses: await departures(call, it) }) },
      signOnPaper: { reasons: async (call, it) => onPaper.failing({ sponsorHere: await sponsorHere(call, it) }) },
      seal: {
        reasons: async (call, it) => {
          const initiation = await call.db.selectFrom('kernel.case').select('outcome').where('parentId', '=', it.parentId).where('procedure', '=', 'startup.initiation').executeTakeFirst()
          return sealable.failing({ initiated: initiation?.outcome === 'granted' })
        },
      },
    },
  },
}
export const actions = moveServices([signing, signing1], endpoints)
