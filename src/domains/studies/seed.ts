// The dossiers of the demo. Every product, number and sponsor is invented.
import type { Calendar } from '#kernel/calendar.ts'
import { tinyPdf } from '#kernel/documents/tiny.ts'
import type { Facts } from './api.ts'

type Row = readonly [short: string, title: string, titleEn: string, sponsor: string, regime: NonNullable<Facts['regime']>, phase: NonNullable<Facts['phase']>, product: string, condition: string, version: string, size: number]
const qihang = '启航医药有限公司', mingchuan = '明川生物制品有限公司', hengchuan = '衡川医疗器械有限公司'
const rows: Readonly<Record<string, Row>> = {
  'QH-101': ['QH-101 片 晚期胃癌 Ⅱ期', 'QH-101 片治疗晚期胃癌的多中心、随机、双盲、安慰剂对照Ⅱ期临床试验', 'A phase II, randomised, double-blind, placebo-controlled, multicentre trial of QH-101 tablets in advanced gastric cancer', qihang, 'drug', '2', 'QH-101 片', '晚期胃癌', 'V2.0', 120],
  'QH-088': ['QH-088 胶囊 晚期食管癌 Ⅲ期', 'QH-088 胶囊二线治疗晚期食管鳞癌的Ⅲ期临床试验', 'A phase III trial of QH-088 capsules as second-line treatment of advanced oesophageal squamous-cell carcinoma', qihang, 'drug', '3', 'QH-088 胶囊', '晚期食管鳞癌', 'V1.1', 260],
  'MC-118': ['MC-118 注射液 骨质疏松 Ⅲ期', 'MC-118 注射液治疗绝经后骨质疏松症的Ⅲ期临床试验', 'A phase III trial of MC-118 injection in postmenopausal osteoporosis', mingchuan, 'drug', '3', 'MC-118 注射液', '绝经后骨质疏松症', 'V1.0', 60],
  'XM-03': ['XM-03 经导管瓣膜', 'XM-03 经导管主动脉瓣膜系统治疗重度主动脉瓣狭窄的前瞻性临床试验', 'A prospective trial of the XM-03 transcatheter aortic valve system in severe aortic stenosis', hengchuan, 'device', 'na', 'XM-03 经导管主动脉瓣膜系统', '重度主动脉瓣狭窄', 'V1.2', 40],
  'QH-062': ['QH-062 注射液 化疗后中性粒细胞减少 Ⅲ期', 'QH-062 注射液预防化疗后中性粒细胞减少的Ⅲ期临床试验', 'A phase III trial of QH-062 injection for the prevention of chemotherapy-induced neutropenia', qihang, 'drug', '3', 'QH-062 注射液', '化疗后中性粒细胞减少', 'V2.1', 180],
  'MC-205': ['MC-205 注射液 肝细胞癌 Ⅰ/Ⅱ期', 'MC-205 注射液治疗晚期肝细胞癌的Ⅰ/Ⅱ期临床试验', 'A phase I/II trial of MC-205 injection in advanced hepatocellular carcinoma', mingchuan, 'drug', '1/2', 'MC-205 注射液', '晚期肝细胞癌', 'V3.0', 48],
  'QH-015': ['QH-015 颗粒 癌症恶病质 Ⅲ期', 'QH-015 颗粒改善癌症恶病质的Ⅲ期临床试验', 'A phase III trial of QH-015 granules in cancer cachexia', qihang, 'drug', '3', 'QH-015 颗粒', '癌症恶病质', 'V2.2', 300],
  'MC-330': ['MC-330 冻干粉 弥漫大B细胞淋巴瘤 Ⅰ期', '注射用 MC-330 治疗复发弥漫大B细胞淋巴瘤的Ⅰ期临床试验', 'A phase I trial of MC-330 for injection in relapsed diffuse large B-cell lymphoma', mingchuan, 'drug', '1', '注射用 MC-330', '复发弥漫大B细胞淋巴瘤', 'V1.0', 24],
  'QH-120': ['QH-120 缓释片 癌性疼痛 Ⅲ期', 'QH-120 缓释片治疗中重度癌性疼痛的Ⅲ期临床试验', 'A phase III trial of QH-120 prolonged-release tablets in moderate to severe cancer pain', qihang, 'drug', '3', 'QH-120 缓释片', '中重度癌性疼痛', 'V1.3', 150],
  'MC-019': ['MC-019 双抗 非小细胞肺癌 Ⅰ/Ⅱ期', 'MC-019 双特异性抗体注射液治疗晚期非小细胞肺癌的Ⅰ/Ⅱ期临床试验', 'A phase I/II trial of the bispecific antibody MC-019 in advanced non-small-cell lung cancer', mingchuan, 'drug', '1/2', 'MC-019 双特异性抗体注射液', '晚期非小细胞肺癌', 'V1.1', 72],
  'HC-20': ['HC-20 持续葡萄糖监测', 'HC-20 持续葡萄糖监测系统在成人糖尿病患者中的准确性临床试验', 'Accuracy of the HC-20 continuous glucose monitoring system in adults with diabetes', hengchuan, 'device', 'na', 'HC-20 持续葡萄糖监测系统', '成人糖尿病', 'V1.0', 72],
  'QH-131': ['QH-131 片 结直肠癌 Ⅱ期', 'QH-131 片联合化疗一线治疗转移性结直肠癌的Ⅱ期临床试验', 'A phase II trial of QH-131 tablets with chemotherapy as first-line treatment of metastatic colorectal cancer', qihang, 'drug', '2', 'QH-131 片', '转移性结直肠癌', 'V1.2', 100],
  'DIET': ['饮食教育 新诊断2型糖尿病', '结构化饮食教育对新诊断2型糖尿病患者一年血糖控制与自我管理行为影响的前瞻性随机对照研究', 'Structured dietary education and one-year glycaemic control in newly diagnosed type 2 diabetes: a randomised controlled study', '杭城市第一人民医院', 'iit-interventional', 'na', '结构化饮食教育课程', '新诊断2型糖尿病', 'V1.0', 88],
  'MC-410': ['MC-410 胶囊 胆道癌 Ⅱ期', 'MC-410 胶囊治疗晚期胆道癌的Ⅱ期临床试验', 'A phase II trial of MC-410 capsules in advanced biliary tract cancer', mingchuan, 'drug', '2', 'MC-410 胶囊', '晚期胆道癌', 'V1.4', 60],
  'QH-140': ['QH-140 贴剂 周围神经病变 Ⅱ期', 'QH-140 贴剂治疗化疗相关周围神经病变的Ⅱ期临床试验', 'A phase II trial of the QH-140 patch in chemotherapy-induced peripheral neuropathy', qihang, 'drug', '2', 'QH-140 贴剂', '化疗相关周围神经病变', 'V1.0', 80],
}
/** What the applicant typed on the given day; the protocol is some weeks older. */
export function dossier(key: string, on: string, calendar: Calendar): Facts {
  const [short, title, titleEn, sponsorName, regime, phase, product, condition, protocolVersion, targetSize] = rows[key]!
  return { short, title, titleEn, sponsorName, regime, phase, product, condition, protocolNo: `${key}-${phase === 'na' ? 'P' : phase[0]}01`, protocolVersion, protocolDate: calendar.addDays(on, -24), targetSize }
}
/** A registration number as a person copied it from the register's page. */
export const ctrNumber = (on: string, n: number): string => `CTR${on.slice(0, 4)}99${String(n).padStart(2, '0')}`

interface SeedFile { readonly kind: string; readonly name: string; readonly label: string; readonly datedOn?: string; readonly expiresOn?: string; readonly signedBy?: string; readonly body: Uint8Array }
type Sheet = readonly [kind: string, title: string, label: string, daysBefore: number, signedBy?: string]
/** What everybody uploads, then what only the more careful do; the sheets say so little because everything in them is invented. */
const usual: readonly Sheet[] = [['icf', '知情同意书', 'V1.0', 20, '申办方医学负责人'], ['investigators-brochure', '研究者手册', 'V4.0', 160], ['synopsis', '方案摘要', 'V1.0', 24], ['site-list', '中心一览', 'V1.0', 3], ['insurance', '保险单', '2026', 40], ['sponsor-qualification', '申办者资质与委托书', '2026', 60]]
const careful: readonly Sheet[] = [['crf', '病例报告表', 'V1.0', 15], ['recruitment', '招募海报', 'V1.0', 12], ['compensation', '受试者补偿说明', 'V1.0', 18], ['data-protection', '数据安全与人类遗传资源说明', 'V1.0', 10]]
/** The files of one dossier as they were uploaded on the given day: the protocol it names, what its kind requires, and a believable part of the rest. One study has only begun, another's test report has run out. */
export function files(key: string, on: string, today: string, calendar: Calendar): SeedFile[] {
  const { short, protocolNo, protocolVersion, protocolDate, regime } = dossier(key, on, calendar), initiated = regime!.startsWith('iit')
  const own: readonly Sheet[] = regime === 'drug' ? [['drug-test-report', '药检报告', '批号 26031', 90], ['authority-approval', '药物临床试验批准通知书', '2026', 120]] : regime === 'device' ? [['type-test-report', '型检报告', '2026', 100], ['technical-requirements', '产品技术要求', 'V1.0', 100]] : [['funding', '经费来源说明', 'V1.0', 9], ['free-of-charge', '免费承诺', 'V1.0', 9], ['scientific-opinion', '科学性论证意见', 'V1.0', 8]]
  const sheets: readonly Sheet[] = [['protocol', '方案', protocolVersion!, 24, '申办方医学负责人、主要研究者'], ...own, ...(initiated ? usual.slice(0, 1) : usual), ...(key.endsWith('1') || key.endsWith('5') ? careful : [])]
  return (key === 'MC-330' ? sheets.slice(0, 1) : sheets).map(([kind, title, label, daysBefore, signedBy]) => {
    const datedOn = kind === 'protocol' ? protocolDate! : calendar.addDays(on, -daysBefore), lasts = kind === 'drug-test-report' ? calendar.addDays(key === 'QH-088' ? today : on, key === 'QH-088' ? -9 : 300) : kind === 'insurance' ? calendar.addDays(on, 325) : undefined
    return { kind, name: `${protocolNo} ${title} ${label}.pdf`, label, datedOn, ...(lasts ? { expiresOn: lasts } : {}), ...(signedBy ? { signedBy } : {}), body: tinyPdf([[short, `${title}　${label}　${datedOn}`, `方案编号 ${protocolNo}`, ...(lasts ? [`有效期至 ${lasts}`] : []), '', '演示文件，内容虚构。'], [`${title}　第 2 页`]]) }
  })
}
