import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'

export interface Sealing { readonly initiated: boolean }
/** Whether the hospital may put its seal: 立项 comes before 合同签章. */
export const sealable = rule('agreements.signing.sealable', [cite('HZ-09', '并联审查')], {
  'not-initiated': { broken: (f: Sealing) => !f.initiated, basis: [basis('platform', '平台约定：立项通过后方可用印', { unverified: true })] },
})
