import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'

export interface Receipt { readonly initiationFirst: boolean; readonly initiated: boolean; readonly document: string }
/** Whether a committee may accept: some hospitals insist on 立项 first, by their own rule. */
export const receivable = rule('ethics.review.receivable', [cite('HZ-09', '并联审查')], {
  'initiation-first': { broken: (f: Receipt) => f.initiationFirst && !f.initiated, basis: [basis('institution', '本机构制度：先立项、后伦理受理')] },
})

export interface Decider { readonly actorId: string; readonly investigatorPersonId: string | null }
/** Nobody decides on a study of their own. */
export const independent = rule('ethics.review.independent', [cite('HZ-19', '规范伦理管理')], {
  'own-study': { broken: (f: Decider) => f.actorId === f.investigatorPersonId, basis: [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })] },
})
