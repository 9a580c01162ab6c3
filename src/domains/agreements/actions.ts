import { moveServices, type CaseWork } from '#kernel/case.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { endpoints } from './api.ts'
import { signing } from './procedure.ts'
import { sealable } from './rules.ts'

export const works: Record<string, CaseWork> = {
  'agreements.signing': {
    opening: async (call, parent) => {
      const profile = parent.orgId ? await profileOf(call, parent.orgId) : undefined
      return profile ? { limits: { 'agreements.signing.limit': profile.agreementDays } } : {}
    },
    moves: {
      seal: {
        reasons: async (call, it) => {
          const initiation = await call.db.selectFrom('kernel.case').select('outcome').where('parentId', '=', it.parentId).where('procedure', '=', 'startup.initiation').executeTakeFirst()
          return sealable.failing({ initiated: initiation?.outcome === 'granted' })
        },
      },
    },
  },
}
export const actions = moveServices(signing, endpoints)
