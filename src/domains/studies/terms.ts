import { basis, type Basis } from '#kernel/cite.ts'
import type { DocumentKind } from '#kernel/documents/kind.ts'

/** One kind of a start's dossier: which studies need it, how much, and what says so. */
export interface Paper {
  readonly kind: string
  /** studies it belongs to; without it every one */
  readonly regimes?: readonly string[]
  /** without it the application is not complete; the rest is advised */
  readonly need: 'required' | 'advised'
  readonly basis: readonly Basis[]
  /** since when it is asked for */
  readonly from: string
}
const gcp = [basis('normative', '药物临床试验质量管理规范', { from: '2020-07-01', unverified: true })], device = [basis('normative', '医疗器械临床试验质量管理规范', { from: '2022-05-01', unverified: true })]
const review = [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })], iit = [basis('normative', '医疗卫生机构开展研究者发起的临床研究管理办法', { from: '2024-10-01', unverified: true })]
const agreed = [basis('alliance', '联盟约定：多中心启动卷宗清单', { unverified: true })]
const registered = ['drug', 'device', 'ivd', 'food'], devices = ['device', 'ivd'], initiated = ['iit-interventional', 'iit-observational']
const paper = (kind: string, need: Paper['need'], basis: readonly Basis[], regimes?: readonly string[]): Paper => ({ kind, need, basis, from: basis[0]?.from ?? '2024-01-01', ...(regimes ? { regimes } : {}) })
/** The dossier of a start, kind by kind: twenty-one for a drug. What is required is small on purpose; an institution may ask for more in its own list. */
export const papers: readonly Paper[] = [
  paper('application', 'advised', agreed),
  paper('protocol', 'required', gcp),
  paper('synopsis', 'advised', agreed),
  paper('icf', 'required', review),
  paper('crf', 'advised', gcp),
  paper('investigators-brochure', 'advised', gcp, registered),
  paper('curriculum-vitae', 'advised', gcp),
  paper('recruitment', 'advised', review),
  paper('diary', 'advised', review),
  paper('authority-approval', 'advised', gcp, ['drug', 'food']),
  paper('drug-test-report', 'required', gcp, ['drug']),
  paper('other-decisions', 'advised', review),
  paper('sponsor-qualification', 'advised', gcp, registered),
  paper('site-list', 'advised', agreed),
  paper('safety-information', 'advised', gcp),
  paper('compensation', 'advised', review),
  paper('insurance', 'advised', gcp),
  paper('data-protection', 'advised', agreed),
  paper('scientific-opinion', 'advised', review),
  paper('interest-statement', 'advised', review),
  paper('integrity-pledge', 'advised', review),
  paper('type-test-report', 'required', device, devices),
  paper('technical-requirements', 'advised', device, devices),
  paper('animal-study', 'advised', device, ['device']),
  paper('funding', 'advised', iit, initiated),
  paper('free-of-charge', 'advised', iit, initiated),
  paper('data-source', 'advised', iit, ['iit-observational']),
]
/** Kinds a study of this regime asks for; one whose regime is not known yet is asked for what all need. */
export const papersOf = (regime: string | null): readonly Paper[] => papers.filter((p) => !p.regimes || (regime !== null && p.regimes.includes(regime)))

const applicant = [{ side: 'sponsor', roles: ['cra', 'sponsor'] }], hospital = [{ side: 'site', roles: ['research-office', 'ethics-secretary', 'pi', 'legal'] }, { side: 'lead', roles: ['research-office', 'ethics-secretary', 'pi', 'legal'] }]
const dated = ['protocol', 'synopsis', 'icf', 'crf', 'investigators-brochure'], lasting = ['drug-test-report', 'insurance'], several = ['curriculum-vitae', 'recruitment', 'diary', 'other-decisions', 'sponsor-qualification', 'safety-information']
const study = ['studies.study'], lanes = ['startup.site', 'startup.initiation', 'ethics.review', 'ethics.recognition', 'agreements.signing']
/** What may be filed: the dossier's common papers by the applicant, a site's own consent form, what a hospital keeps for itself, and anything else a lane wants. */
export const kinds: readonly DocumentKind[] = [
  ...papers.map((p): DocumentKind => ({ name: p.kind, procedures: study, by: applicant, shared: true, ...(p.need === 'required' ? { readers: ['all'] } : {}), ...(dated.includes(p.kind) ? { dated: true } : {}), ...(lasting.includes(p.kind) ? { expires: true } : {}), ...(several.includes(p.kind) ? { many: true } : {}) })),
  { name: 'other', procedures: study, by: applicant, shared: true, many: true },
  { name: 'site-icf', procedures: ['startup.site'], by: applicant, shared: true, dated: true, from: 'icf' },
  { name: 'supplement', procedures: lanes, by: applicant, shared: true, many: true },
  { name: 'site-paper', procedures: lanes, by: hospital, many: true },
  { name: 'site-internal', procedures: lanes, by: hospital, many: true, audience: 'org' },
]
