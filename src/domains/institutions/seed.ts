// The demo's cast. Every institution, company and person is invented.
import type pg from 'pg'

type Kind = 'hospital' | 'company' | 'cro' | 'bureau' | 'office' | 'platform'
type Person = readonly [key: string, name: string, nameEn: string, roles: readonly string[], unit?: string]
export interface CastOrg { readonly key: string; readonly kind: Kind; readonly name: string; readonly short: string; readonly nameEn: string; readonly shortEn: string; readonly people: readonly Person[]; readonly profile?: { unified: boolean; initiationFirst: boolean; initiationDays: number; agreementDays: number; document: string; ruleset?: 'gcp' | 'nhc' }; readonly departments?: readonly (readonly [name: string, nameEn: string])[]; readonly investigators?: readonly (readonly [person: string, department: string])[] }

type Name = readonly [string, string]
const hospital = (key: string, name: string, short: string, nameEn: string, shortEn: string, names: readonly Name[], members: readonly [Name, Name, Name], pharmacist: Name, profile: NonNullable<CastOrg['profile']>, departments: NonNullable<CastOrg['departments']>): CastOrg => {
  const [office, secretary, chair, head, pi, legal, seal, executive, second] = names as [Name, Name, Name, Name, Name, Name, Name, Name, Name?]
  const people: Person[] = [
    [`${key}-office`, ...office, ['research-office'], '机构办公室'], [`${key}-secretary`, ...secretary, ['ethics-secretary'], '伦理办公室'], [`${key}-chair`, ...chair, ['ethics-chair'], '伦理委员会'], [`${key}-head`, ...head, ['department-head'], departments[0]![0]],
    [`${key}-pi`, ...pi, ['pi'], departments[0]![0]], [`${key}-legal`, ...legal, ['legal'], '法务办公室'], [`${key}-seal`, ...seal, ['seal-keeper'], '院长办公室'], [`${key}-executive`, ...executive, ['institution-head'], '院领导'],
    ...members.map((m, i): Person => [`${key}-member${i + 1}`, ...m, ['ethics-member'], '伦理委员会']), [`${key}-pharmacy`, ...pharmacist, ['pharmacy'], '药学部'],
    ...(second ? [[`${key}-pi2`, ...second, ['pi'], departments[1]![0]] as Person] : []),
  ]
  return { key, kind: 'hospital', name, short, nameEn, shortEn, people, profile, departments, investigators: [[`${key}-pi`, departments[0]![0]], ...(second ? [[`${key}-pi2`, departments[1]![0]] as const] : [])] }
}
const oncology = [['肿瘤内科', 'Medical oncology'], ['内分泌科', 'Endocrinology']] as const

export const cast: readonly CastOrg[] = [
  hospital('a', '杭城市第一人民医院', '杭城一院', 'Hangcheng First People’s Hospital', 'Hangcheng First', [['陈岚', 'Chen Lan'], ['周敏', 'Zhou Min'], ['赵启明', 'Zhao Qiming'], ['高远', 'Gao Yuan'], ['李岩', 'Li Yan'], ['许言', 'Xu Yan'], ['丁宁', 'Ding Ning'], ['沈国平', 'Shen Guoping'], ['王思源', 'Wang Siyuan']], [['戚文', 'Qi Wen'], ['陆衡', 'Lu Heng'], ['尤嘉', 'You Jia']], ['梁素', 'Liang Su'], { unified: true, initiationFirst: false, initiationDays: 5, agreementDays: 15, document: '杭城一院临床研究立项管理办法' }, oncology),
  hospital('b', '西泠医院', '西泠医院', 'Xiling Hospital', 'Xiling', [['方宁', 'Fang Ning'], ['叶青', 'Ye Qing'], ['孟川', 'Meng Chuan'], ['金磊', 'Jin Lei'], ['顾明', 'Gu Ming'], ['卢晓', 'Lu Xiao'], ['何平', 'He Ping'], ['魏东', 'Wei Dong']], [['臧可', 'Zang Ke'], ['鲁茵', 'Lu Yin'], ['庞川', 'Pang Chuan']], ['纪棠', 'Ji Tang'], { unified: true, initiationFirst: false, initiationDays: 5, agreementDays: 10, document: '西泠医院药物临床试验机构工作规程' }, [['肿瘤中心', 'Cancer centre'], ['呼吸内科', 'Respiratory medicine']]),
  hospital('c', '钱潮大学医学院附属第三医院暨杭城市肿瘤防治中心（东院区、早期临床研究病房联合体）', '钱潮三院', 'Third Affiliated Hospital of Qianchao University School of Medicine and Hangcheng Cancer Centre (East Campus and Early Clinical Research Ward)', 'Qianchao Third', [['宋祺', 'Song Qi'], ['姜楠', 'Jiang Nan'], ['吕正', 'Lü Zheng'], ['韩松', 'Han Song'], ['沈若', 'Shen Ruo'], ['尹川', 'Yin Chuan'], ['邵敏', 'Shao Min'], ['马骋', 'Ma Cheng']], [['祁远', 'Qi Yuan'], ['阮青', 'Ruan Qing'], ['贺平川', 'He Pingchuan']], ['章若', 'Zhang Ruo'], { unified: true, initiationFirst: false, initiationDays: 5, agreementDays: 15, document: '钱潮三院临床研究管理制度' }, [['消化肿瘤科', 'Gastrointestinal oncology'], ['血液科', 'Haematology']]),
  hospital('d', '云栖区中心医院', '云栖中心', 'Yunqi District Central Hospital', 'Yunqi Central', [['曹可', 'Cao Ke'], ['许曼', 'Xu Man'], ['白羽', 'Bai Yu'], ['江涛', 'Jiang Tao'], ['陶静', 'Tao Jing'], ['宁远', 'Ning Yuan'], ['郝佳', 'Hao Jia'], ['石峰', 'Shi Feng'], ['程砚', 'Cheng Yan']], [['祝晚', 'Zhu Wan'], ['经纬', 'Jing Wei'], ['缪思', 'Miao Si']], ['应澄', 'Ying Cheng'], { unified: false, initiationFirst: false, initiationDays: 7, agreementDays: 20, document: '云栖区中心医院科研项目立项规定', ruleset: 'nhc' }, [['肿瘤血液科', 'Oncology and haematology'], ['心内科', 'Cardiology']]),
  hospital('e', '南屏人民医院', '南屏医院', 'Nanping People’s Hospital', 'Nanping', [['罗青', 'Luo Qing'], ['俞岚', 'Yu Lan'], ['谢安', 'Xie An'], ['范立', 'Fan Li'], ['蒋一帆', 'Jiang Yifan'], ['钟毓', 'Zhong Yu'], ['毛宁', 'Mao Ning'], ['施源', 'Shi Yuan']], [['宓然', 'Mi Ran'], ['劳谦', 'Lao Qian'], ['桑榆', 'Sang Yu']], ['柏舟', 'Bai Zhou'], { unified: true, initiationFirst: true, initiationDays: 5, agreementDays: 15, document: '南屏人民医院临床研究先立项后伦理规定' }, [['肿瘤科', 'Oncology'], ['神经内科', 'Neurology']]),
  { key: 'qihang', kind: 'company', name: '启航医药有限公司', short: '启航医药', nameEn: 'Qihang Pharmaceuticals Co., Ltd.', shortEn: 'Qihang Pharma', people: [['qihang-lead', '孙维', 'Sun Wei', ['sponsor'], '临床运营部'], ['qihang-legal', '王捷', 'Wang Jie', ['sponsor-legal'], '法务部']] },
  { key: 'mingchuan', kind: 'company', name: '明川生物制品有限公司', short: '明川生物', nameEn: 'Mingchuan Biologics Co., Ltd.', shortEn: 'Mingchuan Bio', people: [['mingchuan-lead', '何静', 'He Jing', ['sponsor'], '医学部']] },
  { key: 'hengchuan', kind: 'company', name: '衡川医疗器械有限公司', short: '衡川医疗', nameEn: 'Hengchuan Medical Devices Co., Ltd.', shortEn: 'Hengchuan Medical', people: [['hengchuan-lead', '苏棠', 'Su Tang', ['sponsor'], '临床事务部']] },
  { key: 'qizhou', kind: 'cro', name: '启舟医药研发有限公司', short: '启舟医药研发', nameEn: 'Qizhou Clinical Research Co., Ltd.', shortEn: 'Qizhou CRO', people: [['qizhou-cra', '林悦', 'Lin Yue', ['cra'], '临床监查部']] },
  { key: 'health', kind: 'bureau', name: '杭城市卫生健康委员会', short: '市卫健委', nameEn: 'Hangcheng Health Commission', shortEn: 'Health Commission', people: [['health-head', '方远', 'Fang Yuan', ['health-bureau'], '科教处']] },
  { key: 'market', kind: 'bureau', name: '杭城市市场监督管理局', short: '市市监局', nameEn: 'Hangcheng Market Regulation Bureau', shortEn: 'Market Bureau', people: [['market-head', '沈科', 'Shen Ke', ['bureau'], '药械处']] },
  { key: 'alliance', kind: 'office', name: '杭城市医学伦理审查联盟办公室', short: '联盟办公室', nameEn: 'Hangcheng Ethics Alliance Office', shortEn: 'Alliance Office', people: [['alliance-head', '罗工', 'Luo Gong', ['alliance-office'], '联盟秘书处']] },
]

/** Key → id of every invented membership and organisation, for those who act in the demo. */
export interface Cast { readonly memberships: ReadonlyMap<string, string>; readonly orgs: ReadonlyMap<string, string>; readonly investigators: ReadonlyMap<string, string> }

/** One act of the demo's story: which move, how many working days ago, what was said; by whom when two offices share the move, the day it took place when it was entered later, and what else the move was told. */
export type Step = readonly [move: string, ago: number, note?: string | undefined, more?: { readonly by?: string; readonly on?: number; readonly facts?: Readonly<Record<string, unknown>> }]
/** What happened to one kind of case: study → hospital → its acts in order. */
export type Story = Readonly<Record<string, Readonly<Record<string, readonly Step[]>>>>

/** Writes the cast into an empty database and answers with its keys. */
export async function seedCast(client: pg.ClientBase, newId: () => string, from: string): Promise<Cast> {
  const orgs = new Map<string, string>(), memberships = new Map<string, string>(), investigators = new Map<string, string>()
  for (const o of cast) {
    const orgId = newId(), departments = new Map<string, string>(), people = new Map<string, readonly [string, Person]>()
    orgs.set(o.key, orgId)
    await client.query('insert into kernel.org (id, kind, name, short, name_en, short_en) values ($1, $2, $3, $4, $5, $6)', [orgId, o.kind, o.name, o.short, o.nameEn, o.shortEn])
    if (o.profile) {
      await client.query("insert into institutions.profile (org_id, accepts_unified, initiation_first, initiation_days, agreement_days, ruleset, document, from_on) values ($1, $2, $3, $4, $5, $6, $7, $8)", [orgId, o.profile.unified, o.profile.initiationFirst, o.profile.initiationDays, o.profile.agreementDays, o.profile.ruleset ?? 'gcp', o.profile.document, from])
      await client.query('insert into institutions.committee (id, org_id, name, name_en, members) values ($1, $2, $3, $4, 9)', [newId(), orgId, `${o.short}医学伦理委员会`, `Ethics Committee of ${o.shortEn}`])
    }
    for (const [name, nameEn] of o.departments ?? []) { const id = newId(); departments.set(name, id); await client.query('insert into institutions.department (id, org_id, name, name_en) values ($1, $2, $3, $4)', [id, orgId, name, nameEn]) }
    for (const person of o.people) {
      const [key, name, nameEn, roles, unit] = person, id = newId(), membership = newId()
      people.set(key, [id, person])
      memberships.set(key, membership)
      await client.query('insert into kernel.person (id, name, name_en) values ($1, $2, $3)', [id, name, nameEn])
      await client.query('insert into kernel.account (person_id, login) values ($1, $2)', [id, key])
      await client.query('insert into kernel.membership (id, person_id, org_id, roles, unit, from_on) values ($1, $2, $3, $4, $5, $6)', [membership, id, orgId, roles, unit ?? null, from])
      await client.query('insert into institutions.post (id, org_id, name, role, membership_id) values ($1, $2, $3, $4, $5)', [newId(), orgId, `${unit ?? ''}岗`, roles[0], membership])
    }
    for (const [key, department] of o.investigators ?? []) {
      const id = newId(), [personId, [, name, nameEn]] = people.get(key)!
      investigators.set(key, id)
      await client.query('insert into institutions.investigator (id, org_id, department_id, person_id, name, name_en) values ($1, $2, $3, $4, $5, $6)', [id, orgId, departments.get(department), personId, name, nameEn])
    }
  }
  return { orgs, memberships, investigators }
}
