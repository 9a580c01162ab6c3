import { basis, cite } from '#kernel/cite.ts'
import { rule } from '#kernel/rule.ts'
import { longestMonths, science, signatures } from './terms.ts'

const rule2023 = [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })]
const charter = [basis('institution', '本委员会章程', { unverified: true })]
const rule2019 = [basis('ministerial', '科技伦理审查办法（试行）', { article: '第十四条', from: '2023-12-01' })]

export interface Receipt { readonly initiationFirst: boolean; readonly initiated: boolean; readonly document: string }
/** Whether a committee may accept: some hospitals insist on 立项 first, by their own rule. */
export const receivable = rule('ethics.review.receivable', [cite('HZ-09', '并联审查')], {
  'initiation-first': { broken: (f: Receipt) => f.initiationFirst && !f.initiated, basis: [basis('institution', '本机构制度：先立项、后伦理受理')] },
})

export interface Decider { readonly actorId: string; readonly investigators: readonly string[]; readonly conflicted: readonly string[] }
/** Nobody decides on a study of their own, nor on one they have an interest in. */
export const independent = rule('ethics.review.independent', [cite('HZ-19', '规范伦理管理')], {
  'own-study': { broken: (f: Decider) => f.investigators.includes(f.actorId), basis: rule2023 },
  'interest': { broken: (f: Decider) => !f.investigators.includes(f.actorId) && f.conflicted.includes(f.actorId), basis: rule2023 },
})

export interface Seat { readonly id: string; readonly personId: string | null; readonly name: string; readonly sex: 'female' | 'male'; readonly kind: 'medical' | 'pharmacy' | 'law' | 'ethics' | 'community'; readonly outside: boolean; readonly from: string; readonly to: string | null; /** has an interest in this study, or leads it */ readonly conflicted: boolean }
const serving = (s: Seat, on: string) => s.from <= on && (s.to === null || s.to >= on)
/** 会议表决 · 简易程序: what a committee can conclude. Each rule set says its own words for them (同意 · 批准). */
export const opinions = ['agree', 'agreeWithChanges', 'rereview', 'disagree'] as const
export type Opinion = typeof opinions[number]
export type Arithmetic = 'nhc' | 'science'
export interface Vote { readonly arithmetic: readonly Arithmetic[]; /** members of the committee, present or not */ readonly members: number; /** present and not recused */ readonly voting: number; readonly votes: Readonly<Record<Opinion, number>> }
/** nhc: more than half of all members. science: enough present, and two thirds of them. Kinds are never added together. */
const holds: Readonly<Record<Arithmetic, (v: Vote, n: number) => boolean>> = {
  nhc: ({ members }, n) => 2 * n > members,
  science: ({ voting }, n) => voting >= science.attending && science.part[1] * n >= science.part[0] * voting,
}
/** The opinion that every rule set in force lets pass, or none: then the matter is discussed and voted on again. */
export const carried = (v: Vote): Opinion | null => opinions.find((o) => v.arithmetic.every((a) => holds[a](v, v.votes[o]))) ?? null

export interface Meeting { readonly on: string; readonly roster: readonly Seat[]; readonly attending: readonly string[]; readonly recused: readonly string[]; readonly arithmetic: readonly Arithmetic[]; readonly votes: Readonly<Record<Opinion, number>>; readonly words: 'gcp' | 'nhc' }
const present = (m: Meeting) => m.roster.filter((s) => m.attending.includes(s.id) && !m.recused.includes(s.id))
export const voteOf = (m: Meeting): Vote => ({ arithmetic: m.arithmetic, members: m.roster.filter((s) => serving(s, m.on)).length, voting: present(m).length, votes: m.votes })
const cast = ({ votes }: Meeting) => opinions.reduce((n, o) => n + votes[o], 0)
const lacking = (has: (s: Seat) => boolean) => ({ broken: (m: Meeting) => !present(m).some(has), basis: rule2019 })
/** Whether a meeting could decide this item: who sat, looked at after recusal, and whether the votes add up. */
export const quorate = rule('ethics.review.quorate', [cite('HZ-19', '规范伦理管理')], {
  'not-serving': { broken: (m: Meeting) => [...m.attending, ...m.recused].some((id) => !m.roster.some((s) => s.id === id && serving(s, m.on))), basis: charter },
  'must-recuse': { broken: (m: Meeting) => present(m).some((s) => s.conflicted), basis: rule2023, facts: (m: Meeting) => ({ names: present(m).filter((s) => s.conflicted).map((s) => s.name).join('、') }) },
  'votes-differ': { broken: (m: Meeting) => cast(m) !== present(m).length, basis: charter, facts: (m: Meeting) => ({ voting: present(m).length, votes: cast(m) }) },
  'too-few': { broken: (m: Meeting) => m.arithmetic.includes('science') && present(m).length < science.attending, basis: rule2019, facts: (m: Meeting) => ({ voting: present(m).length, least: science.attending }) },
  'one-sex': { broken: (m: Meeting) => new Set(present(m).map((s) => s.sex)).size < 2, basis: rule2023 },
  'no-medical': lacking((s) => s.kind === 'medical' || s.kind === 'pharmacy'),
  'no-law-ethics': lacking((s) => s.kind === 'law' || s.kind === 'ethics'),
  'no-outside': lacking((s) => s.outside),
  'not-our-words': { broken: (m: Meeting) => m.words === 'gcp' && m.votes.rereview > 0, basis: [basis('ministerial', '药物临床试验质量管理规范', { from: '2020-07-01', unverified: true })] },
})
/** Whether the votes carry one opinion; if not, the item is put off to be discussed and voted on again (再议). */
export const decided = rule('ethics.review.decided', [cite('HZ-19', '规范伦理管理')], {
  'none-carried': { broken: (m: Meeting) => carried(voteOf(m)) === null, basis: rule2023, facts: (m: Meeting) => ({ members: voteOf(m).members, voting: voteOf(m).voting, most: Math.max(...opinions.map((o) => m.votes[o])) }) },
})
/** Whether the item may be put off: not when an opinion was carried. */
export const undecided = rule('ethics.review.undecided', [cite('HZ-19', '规范伦理管理')], {
  'carried': { broken: (m: Meeting) => carried(voteOf(m)) !== null, basis: rule2023 },
})

export interface Signing { readonly opinion: Opinion; readonly decision: Opinion | null }
/** Whether the opinion signed is the one that was voted for, or that the named members agreed on. */
export const voted = rule('ethics.review.voted', [cite('HZ-19', '规范伦理管理')], {
  'other-opinion': { broken: (f: Signing) => f.decision !== null && f.decision !== f.opinion, basis: charter },
})

export interface Naming { readonly roster: readonly Seat[]; readonly named: readonly string[]; readonly on: string }
/** Whether these members may be named to sign together: enough of them, each serving, none with an interest. */
export const nameable = rule('ethics.review.nameable', [cite('HZ-19', '规范伦理管理')], {
  'too-few': { broken: (f: Naming) => new Set(f.named).size < signatures, basis: rule2023, facts: () => ({ count: signatures }) },
  'not-serving': { broken: (f: Naming) => f.named.some((id) => !f.roster.some((s) => s.id === id && s.personId !== null && serving(s, f.on))), basis: charter },
  'conflicted': { broken: (f: Naming) => f.roster.some((s) => f.named.includes(s.id) && s.conflicted), basis: rule2023 },
})

export interface Validity { readonly today: string; readonly latest: string; readonly until: string }
/** Whether an approval may be valid so long: later than today, and a year at most. */
export const valid = rule('ethics.review.valid', [cite('HZ-19', '规范伦理管理')], {
  'past': { broken: (f: Validity) => f.until <= f.today, basis: charter, facts: (f: Validity) => ({ day: f.until }) },
  'too-long': { broken: (f: Validity) => f.until > f.latest, basis: rule2023, facts: (f: Validity) => ({ day: f.until, latest: f.latest, months: longestMonths }) },
})
