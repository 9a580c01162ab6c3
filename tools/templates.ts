// Makes the default templates under letters/ (DOCX an office can edit in Word or WPS): node tools/templates.ts. Type sizes after GB/T 9704.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AlignmentType, BorderStyle, Document, HeightRule, LevelFormat, LineRuleType, PageBreak, Paragraph, ShadingType, Table, TableCell, TableLayoutType, TableRow, TextRun, VerticalAlign, WidthType, type IParagraphOptions, type ISectionOptions } from 'docx'
import { unpacked, packed } from '../src/kernel/letters/package.ts'
import { Packer } from 'docx'

const faces = { fang: '仿宋', song: '宋体', hei: '黑体', kai: '楷体', title: '方正小标宋简体' } as const
type Face = keyof typeof faces
const pt = (n: number) => Math.round(n * 20), mm = (n: number) => Math.round(n * 56.7)
interface Run { readonly face?: Face; readonly size?: number; readonly bold?: boolean; readonly under?: boolean }
const font = (face: Face) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: faces[face], cs: 'Times New Roman' })
const run = (text: string, { face = 'fang', size = 12, bold = false, under = false }: Run = {}) => new TextRun({ text, font: font(face), size: size * 2, bold, ...(under && { underline: {} }) })
type Line = Omit<IParagraphOptions, 'children' | 'text' | 'run'> & { readonly pitch?: number; readonly before?: number; readonly after?: number; readonly first?: number }
const line = (children: readonly (TextRun | PageBreak)[], { pitch = 22, before = 0, after = 0, first, ...more }: Line = {}) => new Paragraph({ children: [...children], spacing: { line: pt(pitch), lineRule: LineRuleType.EXACT, before: pt(before), after: pt(after) }, alignment: AlignmentType.BOTH, ...(first !== undefined && { indent: { firstLine: pt(first) } }), ...more })

// pieces of a letter: body 三号 for notices, 小四 for papers that carry tables
const head = (text: string, o: Line = {}) => line([run(text, { face: 'hei', size: 16 })], { alignment: AlignmentType.CENTER, pitch: 28, keepNext: true, ...o })
const title = (text: string, o: Line = {}) => line([run(text, { face: 'title', size: 22, bold: true })], { alignment: AlignmentType.CENTER, pitch: 34, before: 4, keepNext: true, ...o })
const number = (text: string) => line([run(text, { size: 12 })], { alignment: AlignmentType.RIGHT, pitch: 22, after: 6 })
const section = (text: string, size = 12) => line([run(text, { face: 'hei', size })], { pitch: size * 1.8, before: 7, after: 3, keepNext: true })
const body = (text: string, o: Line = {}) => line([run(text)], { first: 24, ...o })
const wide = (text: string, o: Line = {}) => line([run(text, { size: 16 })], { pitch: 29, first: 32, ...o })
const rule = new Paragraph({ spacing: { line: pt(6), lineRule: LineRuleType.EXACT }, border: { bottom: { style: BorderStyle.SINGLE, size: 12, color: '000000', space: 1 } }, children: [] })

const thin = { style: BorderStyle.SINGLE, size: 4, color: '000000' }, borders = { top: thin, bottom: thin, left: thin, right: thin, insideHorizontal: thin, insideVertical: thin }
let lists = 0
interface Box { readonly text: string; readonly span?: number; readonly label?: boolean; readonly centre?: boolean; readonly size?: number; readonly count?: boolean }
const cell = ({ text, span = 1, label = false, centre = label, size = 11, count = false }: Box, width: number) => new TableCell({
  columnSpan: span, width: { size: pt(width), type: WidthType.DXA }, verticalAlign: VerticalAlign.CENTER, ...(label && { shading: { type: ShadingType.CLEAR, fill: 'F2F2F2', color: 'auto' } }),
  children: [new Paragraph({ children: [run(text, { face: label ? 'hei' : 'fang', size })], spacing: { line: pt(size + 6), lineRule: LineRuleType.EXACT }, alignment: centre ? AlignmentType.CENTER : AlignmentType.LEFT, ...(count && { numbering: { reference: 'rows', level: 0, instance: lists } }) })],
})
const table = (columns: readonly number[], rows: readonly (readonly Box[])[], repeat = 0, height = 22) => new Table({
  layout: TableLayoutType.FIXED, width: { size: pt(columns.reduce((a, b) => a + b, 0)), type: WidthType.DXA }, columnWidths: columns.map(pt), borders, alignment: AlignmentType.CENTER, margins: { top: 40, bottom: 40, left: 100, right: 100, marginUnitType: WidthType.DXA },
  rows: rows.map((r, i) => { let at = 0; return new TableRow({ tableHeader: i < repeat, cantSplit: true, height: { value: pt(height), rule: HeightRule.ATLEAST }, children: r.map((b) => { const w = columns.slice(at, at + (b.span ?? 1)).reduce((x, y) => x + y, 0); at += b.span ?? 1; return cell(b, w) }) }) }),
})
const l = (text: string): Box => ({ text, label: true }), v = (text: string, span = 1): Box => ({ text, span }), c = (text: string): Box => ({ text, centre: true })
/** Label and value pairs, two a row, a lone value reaching across. */
const facts = (...rows: readonly (readonly string[])[]) => table([84, 142, 84, 142], rows.map((r) => r.length === 2 ? [l(r[0]!), v(r[1]!, 3)] : [l(r[0]!), v(r[1]!), l(r[2]!), v(r[3]!)]))
const list = (name: string, columns: readonly (readonly [title: string, width: number, centre?: boolean, size?: number])[]) => {
  lists++
  const last = columns.length - 1, first: Box = { text: '', centre: true, count: true }
  return table([36, ...columns.map(([, w]) => w)], [[l('序号'), ...columns.map(([t]) => l(t))], [first, ...columns.map(([t, , centre = false, size = 11], i): Box => ({ text: `${i === 0 ? `{#${name}}` : ''}{${t}}${i === last ? `{/${name}}` : ''}`, centre, size }))]], 1)
}
const signed = [line([run('{#电子签署}')], { keepNext: true }), line([run('{岗位}　{姓名}　{含义}　{签署时间}', { size: 11 })], { pitch: 20, keepNext: true, alignment: AlignmentType.RIGHT }), line([run('{/电子签署}')], { keepNext: true })]
const correction = [line([run('{#更正说明}')], {}), line([run('{更正说明}', { face: 'kai' })], { first: 24 }), line([run('{/更正说明}')], {})]
/** Signature, seal place and date, kept together. */
const close = (who: string, seal: string) => [
  ...signed,
  line([run(`${who}：`), run('　　　　　　　　　', { under: true })], { alignment: AlignmentType.RIGHT, pitch: 30, before: 14, keepNext: true, keepLines: true }),
  line([run(`${seal}　　`)], { alignment: AlignmentType.RIGHT, pitch: 30, keepNext: true }),
  line([run('{日期}　　')], { alignment: AlignmentType.RIGHT, pitch: 26 }),
]
const page = (official: boolean): NonNullable<ISectionOptions['properties']> => ({ page: { size: { width: mm(210), height: mm(297) }, margin: official ? { top: mm(37), bottom: mm(35), left: mm(28), right: mm(26), header: mm(15), footer: mm(15) } : { top: mm(25), bottom: mm(26), left: mm(25.2), right: mm(25.2), header: mm(12), footer: mm(12) } } })
const document = (name: string, official: boolean, children: (Paragraph | Table)[]) => new Document({
  title: name, creator: '临研', styles: { default: { document: { run: { font: font('fang'), size: 24, language: { value: 'zh-CN', eastAsia: 'zh-CN' } } } } },
  numbering: { config: [{ reference: 'rows', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1', alignment: AlignmentType.CENTER, style: { paragraph: { indent: { left: 0, hanging: 0 } }, run: { font: font('fang'), size: 22 } }, suffix: 'nothing' as never }] }, { reference: 'items', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: 480, hanging: 300 } }, run: { font: font('fang'), size: 24 } } }] }] },
  sections: [{ properties: page(official), children }],
})
const study = [['研究名称', '{研究名称}'], ['方案编号', '{方案编号}', '申办者', '{申办者}'], ['主要研究者', '{主要研究者}', '专业', '{专业}']]
const versions = list('文件清单', [['文件名称', 246], ['版本号', 80, true], ['版本日期', 90, true]])
const items = (name: string, field: string) => [line([run(`{#${name}}`)], {}), line([run(`{${field}}`)], { numbering: { reference: 'items', level: 0, instance: ++lists } }), line([run(`{/${name}}`)], {})]

const letters: Readonly<Record<string, Document>> = {
  'startup.receipt': document('受理通知', true, [
    head('{机构名称}'), title('受理通知'), number('编号：{编号}'),
    wide('{申办者}：', { first: 0 }), wide('你单位提交的“{研究名称}”（方案编号：{方案编号}，主要研究者：{主要研究者}）启动申请材料，经形式审查齐全、符合要求，现予受理。'),
    wide('受理日期：{受理日期}。本机构办理时限为{办理时限}，应于{办结期限}前办结；请求补正或等待申请人答复的时间，依约定另行计算并在平台上逐日列明。'),
    wide('如对受理内容有异议，请联系：{联系方式}。', { alignment: AlignmentType.LEFT }), ...correction,
    section('受理的文件', 16), versions, ...close('经办人（签字）', '（机构盖章）'),
  ]),
  'startup.initiation': document('立项通知', true, [
    head('{机构名称}'), title('临床研究立项通知'), number('立项编号：{编号}'),
    wide('{主要研究者}、{申办者}：', { first: 0 }), wide('“{研究名称}”（方案编号：{方案编号}，承担专业：{专业}）已完成本机构立项审查，意见如下：'), wide('{立项意见}'),
    wide('立项日期：{立项日期}。本通知仅表明本机构同意承担该项研究；须取得伦理委员会批件、签署合同并完成法律法规要求的登记或备案后，方可启动。'), wide('后续事项：{后续事项}'), wide('联系方式：{联系方式}。', { alignment: AlignmentType.LEFT }), ...correction,
    ...close('机构负责人（签字）', '（机构盖章）'),
  ]),
  'ethics.opinion': document('伦理审查意见函', false, [
    head('{委员会名称}'), title('伦理审查意见函'), rule, number('编号：{编号}'),
    facts(...study, ['审查类别', '{审查类别}', '审查方式', '{审查方式}'], ['审查日期', '{审查日期}', '审查地点', '{审查地点}'], ['审查结论', '{审查结论}']),
    section('审查意见'), body('{审查意见}'), section('请逐条答复'), ...items('意见清单', '意见'), section('审查的文件'), versions,
    section('答复办法'), body('请于{答复期限}前，在平台上逐条答复并提交修改后的文件（标明新的版本号、版本日期，附修改对照）。修改未经确认前，不得据此开展研究。对本意见有异议的，可以书面申诉，由本委员会重新审查。'), body('依据：{规则声明}'), body('联系方式：{联系方式}'), ...correction,
    ...close('主任委员（签字）', '（伦理委员会盖章）'),
  ]),
  'ethics.approval': document('伦理审查批件', false, [
    head('{委员会名称}'), title('伦理审查批件'), rule, number('批件号：{编号}'),
    facts(...study, ['研究机构', '{机构名称}'], ['审查类别', '{审查类别}', '审查方式', '{审查方式}'], ['审查日期', '{审查日期}', '审查地点', '{审查地点}'], ['委员到会', '应到 {应到人数} 人，实到 {实到人数} 人，回避 {回避人数} 人'], ['表决结果', '{#表决结果}{意见} {票数} 票　{/表决结果}'], ['审查决定', '{审查决定}']),
    section('审查的文件'), versions,
    section('审查意见'), body('{审查意见}'),
    section('有效期与跟踪审查'), body('本批件有效期自{有效期起}至{有效期止}。下次跟踪审查日期：{下次跟踪审查日期}；请在该日一个月前提交研究进展报告。'),
    section('须再报本委员会的事项'), ...items('再报事项', '事项'),
    section('声明'), body('{规则声明}'), body('联系方式：{联系方式}'), ...correction,
    ...close('主任委员（签字）', '（伦理委员会盖章）'),
    line([new PageBreak(), run('附件 1　审查文件校验值（SHA-256）', { face: 'hei' })], { pitch: 26, after: 6, keepNext: true }),
    list('文件清单', [['文件名称', 140], ['版本号', 56, true], ['校验值', 220, false, 9]]),
    line([new PageBreak(), run('附件 2　到会委员签到', { face: 'hei' })], { pitch: 26, after: 6, keepNext: true }),
    list('到会委员', [['姓名', 76, true], ['专业', 130, true], ['性别', 50, true], ['院内/院外', 70, true], ['签名', 90, true]]),
  ]),
  'ethics.recognition': document('认可主审伦理审查意见', false, [
    head('{委员会名称}'), title('认可主审伦理审查意见'), rule, number('编号：{编号}'),
    facts(...study, ['研究机构', '{机构名称}'], ['主审机构', '{主审机构}'], ['主审批件号', '{主审批件号}', '批件日期', '{主审批件日期}'], ['审查方式', '{审查方式}', '审查日期', '{审查日期}'], ['审查委员', '{审查委员}'], ['审查结论', '{审查结论}']),
    section('审查意见'), body('本委员会审阅了主审伦理委员会的审查意见、批准的全部文件及其与本机构情况的差异，意见如下：{审查意见}'),
    line([run('{#本地事项}')], {}), section('附加本地事项：{事项}'), body('{内容}'), line([run('{/本地事项}')], {}),
    section('认可的文件'), versions,
    section('有效期与跟踪审查'), body('本意见有效期至{有效期止}，与主审批件一致；下次跟踪审查日期：{下次跟踪审查日期}。本审查将在{通报会议}上通报。本机构发生的安全性事件，由研究者同时向本委员会和主审伦理委员会报告。'),
    section('声明'), body('{规则声明}'), body('联系方式：{联系方式}'), ...correction,
    ...close('主任委员（签字）', '（伦理委员会盖章）'),
  ]),
  'letters.form': document('用印申请单', false, [
    head('{机构名称}'), title('用印申请单'), rule, number('文书编号：{编号}'),
    facts(['文书种类', '{文书种类}'], ['事项', '{事项}'], ['页数', '{页数}', '份数', '{份数}'], ['骑缝章', '{骑缝章}', 'OA 号', '{OA 号}'], ['经办人', '{经办人}', '用印人', '{用印人}'], ['用印日期', '{用印日期}', '申请日期', '{日期}'], ['校验值', '{校验值}']),
    body('办理：打印 → 签字 → 用印登记 → 扫描回传 → 由另一人核对编号与页数 → 生效。回传的扫描件须页数完整、签字与印章清晰。', { before: 10 }),
    line([run('审批人（签字）：'), run('　　　　　　　　　', { under: true }), run('　　日期：'), run('　　　　　　　', { under: true })], { pitch: 32, before: 30 }),
  ]),
}

/** The same DOCX each time it is made: the library's dates are set aside. */
export async function templates(): Promise<ReadonlyMap<string, Buffer>> {
  const made = new Map<string, Buffer>()
  for (const [name, it] of Object.entries(letters)) {
    const parts = new Map(await unpacked(await Packer.toBuffer(it)))
    const core = parts.get('docProps/core.xml')!.toString().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-22T00:00:00Z')
    made.set(`${name}.docx`, packed(new Map([...parts, ['docProps/core.xml', Buffer.from(core)]])))
  }
  return made
}
if (import.meta.main) {
  const folder = fileURLToPath(new URL('../letters/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of await templates()) { writeFileSync(`${folder}${name}`, bytes); console.log(`letters/${name} ${(bytes.length / 1024).toFixed(0)} kB`) }
}
