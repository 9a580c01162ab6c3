import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'
import { leadItems } from './terms.ts'

const agreed = [basis('alliance', '伦理审查联盟约定：互认规则', { unverified: true })], rule2023 = [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })]
const mutual = [cite('ZJ-03', '伦理审查结果互认')]

export interface Local { readonly item: string; readonly signed: boolean }
/** Whether a site may add this of its own: contact, compensation, local staff and facility, local regulation; anything else is an amendment and the lead's. */
export const local = rule('ethics.recognition.local', mutual, {
  'ask-lead': { broken: (f: Local) => (leadItems as readonly string[]).includes(f.item), basis: rule2023 },
  'signed-already': { broken: (f: Local) => f.signed, basis: agreed },
})
export interface Compensation { readonly lead: number; readonly here: number; readonly signed: boolean }
/** Whether a compensation needs the sponsor: more than the lead's; less would be unequal treatment for the same burden. */
export const compensable = rule('ethics.recognition.compensable', mutual, {
  'not-more': { broken: (f: Compensation) => f.here <= f.lead, basis: agreed },
  'signed-already': { broken: (f: Compensation) => f.signed, basis: agreed },
})

/** A site's own version of the consent form: the lead's version, the site's letter, two figures. */
export const ownVersion = (parent: string, code: string, n = 1): string => `${parent}-${code}${String(n).padStart(2, '0')}`
export interface Recognising { readonly items: readonly { readonly item: string; readonly agreed: boolean | null }[]; readonly parent: string | null; readonly code: string; readonly consent: string | null }
const changesConsent = (f: Recognising) => f.items.some((i) => (i.item === 'contact' || i.item === 'compensation') && i.agreed !== false)
/** Whether the members may sign: what was added is settled, and a consent form it changes is there as the site's own version. */
export const recognisable = rule('ethics.recognition.recognisable', mutual, {
  'unsettled': { broken: (f: Recognising) => f.items.some((i) => i.item === 'compensation' && i.agreed === null), basis: agreed },
  'own-consent': { broken: (f: Recognising) => f.parent !== null && changesConsent(f) && !(f.consent !== null && f.consent.startsWith(`${f.parent}-${f.code}`)), basis: rule2023, facts: (f: Recognising) => ({ version: ownVersion(f.parent ?? '', f.code) }) },
})

export interface Side { readonly contact: string; readonly compensation: number; readonly words: string; readonly months: number }
export interface Difference { readonly item: 'contact' | 'compensation' | 'words' | 'months'; readonly lead: string | number; readonly here: string | number }
/** What differs between the lead and this site, first of all that the members see: each a matter to consider, none a reason to change the protocol. */
export const differences = (lead: Side, here: Side): Difference[] => (['contact', 'compensation', 'words', 'months'] as const).filter((item) => lead[item] !== here[item]).map((item) => ({ item, lead: lead[item], here: here[item] }))
