import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'

const ours = [basis('platform', '平台约定：启动申请完整性')]
export interface Application { readonly title: string | null; readonly product: string | null; readonly regime: string | null; readonly protocolNo: string | null; readonly protocolVersion: string | null; readonly protocolDate: string | null; readonly sites: number; readonly unsigned: readonly string[]; /** required documents not there, documents run out with their day, the protocol on file where it is another */ readonly papers: { readonly missing: readonly string[]; readonly expired: readonly string[]; readonly differs: string | null } }
/** Whether an application is complete: everything that is missing is told at once (一次性告知). */
export const complete = rule('startup.start.complete', [cite('HZ-08', '前置指导')], {
  'no-product': { broken: (f: Application) => !f.product, basis: ours },
  'no-regime': { broken: (f: Application) => !f.regime, basis: ours },
  'no-protocol': { broken: (f: Application) => !f.protocolNo || !f.protocolVersion || !f.protocolDate, basis: ours },
  'no-documents': { broken: (f: Application) => f.papers.missing.length > 0, basis: [basis('alliance', '联盟约定：多中心启动卷宗清单', { unverified: true })], facts: (f: Application) => ({ names: f.papers.missing.join('、') }) },
  'expired': { broken: (f: Application) => f.papers.expired.length > 0, basis: ours, facts: (f: Application) => ({ names: f.papers.expired.join('、') }) },
  'protocol-differs': { broken: (f: Application) => f.papers.differs !== null, basis: ours, facts: (f: Application) => ({ said: [f.protocolVersion, f.protocolDate].filter(Boolean).join(' / '), is: f.papers.differs ?? '' }) },
  'no-site': { broken: (f: Application) => f.sites === 0, basis: ours },
  'unsigned': { broken: (f: Application) => f.unsigned.length > 0, basis: [basis('platform', '平台约定：主要研究者先签署申请')], facts: (f: Application) => ({ sites: f.unsigned.join('、') }) },
})

const registration = (document: string) => [basis('normative', document, { unverified: true })]
export interface Enrolment { readonly regime: string | null; readonly confirmed: readonly string[]; readonly approvedUntil: string | null; /** version of the consent form the committee approved, and the one in force now */ readonly approvedConsent: string | null; readonly consent: string | null; readonly today: string }
const wants: Record<string, readonly string[]> = { drug: ['ctr'], device: ['device-filing', 'ctr'], ivd: ['device-filing', 'ctr'], food: ['ctr'], 'iit-interventional': ['mr'], 'iit-observational': ['mr'] }
const lacks = (regimes: readonly string[]) => (f: Enrolment) => f.regime !== null && regimes.includes(f.regime) && !wants[f.regime]!.some((kind) => f.confirmed.includes(kind))
/** Whether the first participant may consent: the registration its kind of study needs has been checked by a person, and the approval is in force. */
export const enrollable = rule('startup.site.enrollable', [cite('HZ-08', '提高临床试验效率')], {
  'no-ctr': { broken: lacks(['drug', 'food']), basis: registration('药物临床试验登记与信息公示管理规范') },
  'no-filing': { broken: lacks(['device', 'ivd']), basis: registration('医疗器械临床试验质量管理规范') },
  'no-mr': { broken: lacks(['iit-interventional', 'iit-observational']), basis: registration('医疗卫生机构开展研究者发起的临床研究管理办法') },
  'consent-replaced': { broken: (f: Enrolment) => f.approvedConsent !== null && f.consent !== f.approvedConsent, basis: [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })], facts: (f: Enrolment) => ({ approved: f.approvedConsent ?? '', now: f.consent ?? '—' }) },
  'approval-lapsed': { broken: (f: Enrolment) => f.approvedUntil !== null && f.approvedUntil < f.today, basis: [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })] },
})
