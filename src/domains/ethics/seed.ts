// The committees of the demo and how their reviews went; days are working days ago. Every member is invented.
import type pg from 'pg'
import type { Cast, Step, Story } from '#domains/institutions/seed.ts'

export { endpoints as deeds } from './api.ts'
export { endpoints as recognitionDeeds } from './recognition/api.ts'
/** The letters moves are made with: in the demo they go by paper, as where no licensed seal is connected. */
export const made: Readonly<Record<string, string>> = { 'ethics.review.agreeWithChanges': 'ethics.opinion', 'ethics.review.rereview': 'ethics.opinion', 'ethics.review.disagree': 'ethics.opinion', 'ethics.review.issue': 'ethics.approval' }

type Member = readonly [name: string, nameEn: string, sex: 'female' | 'male', kind: 'medical' | 'pharmacy' | 'law' | 'ethics' | 'community', outside?: true]
/** Five who come to meetings only; the chair and three more have an account. */
const others: Readonly<Record<string, readonly [Member, Member, Member, Member, Member]>> = {
  a: [['倪珊', 'Ni Shan', 'female', 'pharmacy'], ['裴立', 'Pei Li', 'male', 'medical'], ['鲍宁远', 'Bao Ningyuan', 'male', 'medical'], ['汤一鸣', 'Tang Yiming', 'female', 'ethics', true], ['沙莉', 'Sha Li', 'female', 'medical']],
  b: [['连翘', 'Lian Qiao', 'female', 'pharmacy'], ['费伯言', 'Fei Boyan', 'male', 'medical'], ['谷雨', 'Gu Yu', 'female', 'medical'], ['屠清', 'Tu Qing', 'male', 'ethics', true], ['褚宁', 'Chu Ning', 'male', 'medical']],
  c: [['桂枝', 'Gui Zhi', 'female', 'pharmacy'], ['时景', 'Shi Jing', 'male', 'medical'], ['邬岚', 'Wu Lan', 'female', 'medical'], ['水清', 'Shui Qing', 'male', 'ethics', true], ['干将', 'Gan Jiang', 'male', 'medical']],
  d: [['辛夷', 'Xin Yi', 'female', 'pharmacy'], ['郁达', 'Yu Da', 'male', 'medical'], ['娄山', 'Lou Shan', 'male', 'medical'], ['竺可', 'Zhu Ke', 'female', 'ethics', true], ['解语', 'Xie Yu', 'female', 'medical']],
  e: [['杜仲', 'Du Zhong', 'male', 'pharmacy'], ['查理文', 'Zha Liwen', 'male', 'medical'], ['仇玉', 'Qiu Yu', 'female', 'medical'], ['单木', 'Shan Mu', 'male', 'ethics', true], ['华晨', 'Hua Chen', 'female', 'medical']],
}
/** The three with an account, in their order in the cast: medicine, law from outside, the community. */
const seated: readonly Pick<{ sex: Member[2]; kind: Member[3]; outside: boolean }, 'sex' | 'kind' | 'outside'>[] = [{ sex: 'female', kind: 'medical', outside: false }, { sex: 'female', kind: 'law', outside: true }, { sex: 'male', kind: 'community', outside: true }]
/** Per visit, in 分; how the hospital is reached; which rules its committee votes by. */
const committees: Readonly<Record<string, { alliance: boolean; arithmetic: readonly string[]; contact: string; compensation: number }>> = {
  a: { alliance: true, arithmetic: ['nhc', 'science'], contact: '0571-8800 0101', compensation: 20_000 },
  b: { alliance: true, arithmetic: ['nhc'], contact: '0571-8800 0202', compensation: 20_000 },
  c: { alliance: true, arithmetic: ['nhc', 'science'], contact: '0571-8800 0303', compensation: 30_000 },
  d: { alliance: true, arithmetic: ['nhc'], contact: '0571-8800 0404', compensation: 20_000 },
  e: { alliance: true, arithmetic: ['nhc'], contact: '0571-8800 0505', compensation: 20_000 },
}
/** The id of the one who sits in a seat: 1 the chair, 2–4 with an account, 5–9 the others. */
export const memberId = (hospital: string, seat: number): string => `01999000-0000-7000-8000-0000000000${hospital}${seat}`
/** Writes the committees and their nine members each, once the cast is there. */
export async function seedCommittees(client: pg.ClientBase, cast: Cast, from: string): Promise<void> {
  for (const [key, c] of Object.entries(committees)) {
    const orgId = cast.orgs.get(key)
    await client.query('insert into ethics.committee (org_id, code, alliance, arithmetic, contact, compensation, months) values ($1, $2, $3, $4, $5, $6, 12)', [orgId, key.toUpperCase(), c.alliance, c.arithmetic, c.contact, c.compensation])
    const add = (seat: number, personId: string | null, [name, nameEn, sex, kind, outside]: Member, chair = false) => client.query('insert into ethics.member (id, org_id, seat, person_id, name, name_en, sex, kind, outside, chair, from_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [memberId(key, seat), orgId, seat, personId, name, nameEn, sex, kind, outside ?? false, chair, from])
    for (const [i, login] of ['chair', 'member1', 'member2', 'member3'].entries()) {
      const { rows: [p] } = await client.query<{ id: string; name: string; name_en: string }>('select p.id, p.name, p.name_en from kernel.membership m join kernel.person p on p.id = m.person_id where m.id = $1', [cast.memberships.get(`${key}-${login}`)])
      const s = seated[i - 1] ?? { sex: 'male', kind: 'medical', outside: false } as const
      await add(i + 1, p!.id, [p!.name, p!.name_en, s.sex, s.kind, ...(s.outside ? [true as const] : [])] as unknown as Member, i === 0)
    }
    for (const [i, m] of others[key]!.entries()) await add(5 + i, null, m)
  }
}

/** Votes by kind of a meeting in which seven of nine sat. */
const votes = (kind: 'agree' | 'agreeWithChanges', n = 6) => ({ agree: 0, agreeWithChanges: 0, disagree: 0, [kind]: n, [kind === 'agree' ? 'agreeWithChanges' : 'agree']: 7 - n })
export const minutes = (hospital: string, kind: 'agree' | 'agreeWithChanges' = 'agree', n = 6) => ({ place: '门诊楼九层会议室', attending: [1, 2, 3, 4, 5, 6, 7].map((s) => memberId(hospital, s)), recused: [], ...votes(kind, n) })
export const two = (hospital: string) => ({ reviewers: [memberId(hospital, 2), memberId(hospital, 3)] })
const met = (hospital: string, ago: number, kind: 'agree' | 'agreeWithChanges' = 'agree'): Step[] => [['convene', ago + 1], ['minute', ago, undefined, { facts: minutes(hospital, kind) }]]
const straight = (hospital: string, accept: number, agree: number, issue: number): Step[] => [['accept', accept], ...met(hospital, agree), ['agree', agree], ['issue', issue]]
const changes = (hospital: string, ago: number, note: string): Step[] => [...met(hospital, ago, 'agreeWithChanges'), ['agreeWithChanges', ago, note]]
/** The two named members sign, as many of them as have. */
const checked = (hospital: string, named: number, ...signed: readonly number[]): Step[] => [['assign', named, undefined, { facts: two(hospital) }], ...signed.map((ago, i): Step => ['confirm', ago, undefined, { by: `member${i + 1}` }])]

export const reviews: Story = {
  'QH-101': {
    a: [['accept', 11], ...changes('a', 6, '知情同意书第 4 页写明妊娠检测由申办方付费；补研究者 24 小时联系电话。'), ['revise', 4, '知情同意书改为 V2.1，两处改动见对照表。'], ...checked('a', 4, 3, 3), ['issue', 2]],
  },
  'QH-062': {
    a: [['accept', 23], ...changes('a', 9, '备用药发放记录表缺回收栏；交通补偿标准请写进知情同意书。'), ['revise', 1, '回收栏已加，补偿写在知情同意书第 7 页。'], ...checked('a', 1), ['dissent', 1, '补偿标准高于同类研究一倍，有不当诱导之虞，建议会上再议。', { by: 'member2' }]],
    b: straight('b', 24, 16, 13), d: straight('d', 19, 11, 8),
    e: [['return', 23, '立项通过后再受理；伦理申请表缺科室意见。'], ['resubmit', 15, '立项已通过，科室意见已补。'], ['accept', 14], ...changes('e', 9, '电子药盒的使用说明请写进知情同意书。'), ['revise', 3, '说明已写进第 5 页。'], ...checked('e', 3, 2)],
  },
  'MC-205': { a: [['return', 28, '研究者手册为上一版；保险凭证上周到期。'], ['resubmit', 3, '手册换为 V4，续保凭证已到。']], c: straight('c', 28, 20, 17) },
  'QH-015': {
    a: [['accept', 36], ...changes('a', 24, '体重下降的判定标准前后不一致，请统一。'), ['revise', 18, '判定标准已统一为方案 5.2 节。'], ...checked('a', 17), ['again', 15, '知情同意书第 3 页仍是旧标准，随访窗也请核对。', { by: 'member1' }], ['revise', 2, '第 3 页和随访窗都已改。']],
    b: straight('b', 37, 28, 25), c: [['accept', 37], ...changes('c', 26, '营养评估的频次与方案不一致；筛选失败者的补偿请写明。')], d: straight('d', 33, 25, 22),
    e: [['accept', 36], ...changes('e', 27, '颗粒冲服的水温请写进患者日记卡。'), ['revise', 25, '日记卡已加水温。'], ...checked('e', 25, 24, 24), ['issue', 23]],
  },
  'QH-131': { c: [['accept', 1]], d: [['accept', 1]] },
  'MC-410': { a: [['accept', 10], ...met('a', 3)], b: [['return', 10, '方案与知情同意书的访视次数不一致（9 次、8 次）；请一并补主要研究者简历。']] },
  'QH-120': { b: [['accept', 4], ['expedite', 3, undefined, { facts: two('b') }], ['concur', 1, undefined, { by: 'member1' }]] },
  'QH-140': { a: [['return', 5, '贴剂样品照片缺批号；数据安全说明未写存放地点。'], ['resubmit', 1, '批号照片与存放地点都已补。']] },
}
/** Participating sites of a start in alliance mode: what each did with the lead's package. */
export const recognitions: Story = {
  'QH-101': {
    b: [['name', 1, undefined, { facts: two('b') }], ['recognise', 1, undefined, { by: 'member1' }], ['recognise', 1, undefined, { by: 'member2' }]],
    c: [['name', 1, undefined, { facts: two('c') }], ['compensate', 1, undefined, { facts: { yuan: 300, words: '每次访视 300 元（主审 200 元），按本院交通补贴标准' } }]],
    d: [['transfer', 1, '同靶点药物一例致死性 SAE，停药标准须由本院会审核对。', { facts: { reason: 'safety' } }]],
  },
}
