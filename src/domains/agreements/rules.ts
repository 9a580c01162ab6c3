import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'
import { lawyersClauses } from './terms.ts'

export interface Sealing { readonly initiated: boolean }
/** Whether the hospital may put its seal: 立项 comes before 合同签章. */
export const sealable = rule('agreements.signing.sealable', [cite('HZ-09', '并联审查')], {
  'not-initiated': { broken: (f: Sealing) => !f.initiated, basis: [basis('platform', '平台约定：立项通过后方可用印', { unverified: true })] },
})

/** The numbers of the clauses a draft departs from, as they were written: “第 7、12 条” is 7 and 12. */
export const clausesIn = (text: string | null | undefined): string[] => [...new Set(text?.match(/\d+/g) ?? [])]
/** Of those, the ones only the lawyers may let pass. */
export const forLawyers = (clauses: readonly string[]): string[] => clauses.filter((c) => lawyersClauses.includes(c))

export interface Clearing { readonly clauses: readonly string[] }
/** Whether the office may let a draft pass without the lawyers: only where no class C clause was changed. */
export const clearable = rule('agreements.signing.clearable', [cite('HZ-09', '多中心合同审签绿色通道')], {
  'class-c': { broken: (f: Clearing) => forLawyers(f.clauses).length > 0, basis: [basis('platform', '平台约定：责任、赔偿与争议条款由法务审核', { unverified: true })], facts: (f: Clearing) => ({ clauses: forLawyers(f.clauses).join('、') }) },
})

export interface Paper { readonly sponsorHere: boolean }
/** Whether the CRO may file the page the sponsor signed on paper: only for a sponsor that does not sign here itself. */
export const onPaper = rule('agreements.signing.onPaper', [cite('HZ-09', '多中心合同审签绿色通道')], {
  'sponsor-here': { broken: (f: Paper) => f.sponsorHere, basis: [basis('platform', '平台约定：在线的申办方自行签署', { unverified: true })] },
})
