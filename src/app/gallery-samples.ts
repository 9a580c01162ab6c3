// Invented content for looking at the design system; no page of the platform reads it.
import type { ClockCardData } from '#ui/clock-card.tsx'
import type { ClockDay } from '#ui/clock-calendar.tsx'
import type { Face } from '#ui/clock-face.ts'
import type { LaneCell, LaneRow } from '#ui/lane-matrix.tsx'
import type { MapStage } from '#ui/process-layout.ts'
import type { WorkGroup, WorkItem } from '#ui/work-list.tsx'

export const sideNames = { site: '机构', sponsor: '申办方', board: '伦理委员会' }
const asOf = '2026-09-29T02:30:00.000Z'
const base: Face = { name: 'sample.limit', limit: 5, unit: 'workday', force: 'promised', bound: 'at-most', state: 'running', tone: 'ontime', used: 2, left: 3, over: 0, share: .4, dueOn: '2026-10-09', asOf, rolls: true, dayEnds: null, startedAt: null, startOn: '2026-09-14', doneOn: null, dueAt: null, unrolledDueOn: null, opensOn: null, opened: false, stoppedSince: null, waitingFor: null, noStopDue: null, waitingDays: 0, waitingHours: 0, provisional: false }
const face = (more: Partial<Face>): Face => ({ ...base, ...more })

export const faces = {
  ontime: face({}),
  two: face({ used: 3, left: 2, share: .6, dueOn: '2026-10-08' }),
  one: face({ used: 4, left: 1, share: .7 }),
  later: face({ limit: 30, unit: 'day', left: 15, used: 15, share: .2, dueOn: '2026-10-14' }),
  far: face({ left: 5, used: 1, share: .35, dueOn: '2026-10-12' }),
  soon: face({ unit: 'hour', limit: 24, tone: 'soon', share: .8, left: 6 + 40 / 60, used: 17.3, asOf: '2030-01-01T00:00:00Z' }),
  today: face({ tone: 'soon', used: 5, left: 0, share: .95, dueOn: '2026-09-29' }),
  overdue: face({ tone: 'overdue', used: 6, left: 0, over: 1, share: 1, dueOn: '2026-09-28' }),
  overHours: face({ unit: 'hour', limit: 24, tone: 'overdue', used: 30.5, over: 6.5, left: 0, share: 1 }),
  paused: face({ state: 'stopped', tone: 'paused', waitingFor: 'sponsor', waitingDays: 2 }),
  others: face({}),
  done: face({ state: 'done', tone: 'done', used: 3, doneOn: '2026-09-17' }),
  late: face({ state: 'done', tone: 'doneLate', used: 7, over: 2, doneOn: '2026-09-22' }),
  none: face({ state: 'none', tone: 'none', used: 0, share: 0 }),
  opened: face({ bound: 'at-least', unit: 'day', limit: 15, used: 16, left: 0, share: 1, tone: 'done', opened: true, opensOn: '2026-09-28' }),
  rolled: face({ unit: 'day', limit: 30, used: 30, left: 0, share: 1, tone: 'soon', dueOn: '2026-10-08' }),
  stoppedLate: face({ state: 'stopped', tone: 'overdue', used: 6, over: 1, left: 0, share: 1, waitingFor: 'sponsor' }),
  public: face({ bound: 'at-least', unit: 'day', limit: 15, used: 9, left: 6, share: .6, opensOn: '2026-10-24' }),
}

const rest: Record<string, string> = { '2026-09-25': '中秋', '2026-09-26': '中秋', '2026-09-27': '中秋', '2026-10-01': '国庆', '2026-10-02': '', '2026-10-03': '', '2026-10-04': '', '2026-10-05': '', '2026-10-06': '', '2026-10-07': '' }
const makeup = new Set(['2026-09-20', '2026-10-10'])
const special: Record<string, Partial<ClockDay>> = {
  '2026-09-14': { kind: 'start', name: '受理' }, '2026-09-15': { kind: 'counted', n: 1 }, '2026-09-16': { kind: 'counted', n: 2 }, '2026-09-17': { kind: 'counted', n: 3 },
  '2026-09-29': { name: '答复' }, '2026-09-30': { kind: 'left', n: 4 }, '2026-10-08': { kind: 'due', n: 5 },
}
export const days: ClockDay[] = Array.from({ length: 28 }, (_, at) => {
  const when = new Date(Date.UTC(2026, 8, 14 + at)), date = when.toISOString().slice(0, 10), weekday = when.getUTCDay()
  const off = date in rest || ((weekday === 0 || weekday === 6) && !makeup.has(date))
  const stopped = date > '2026-09-17' && date <= '2026-09-29'
  return { date, weekday, side: null, kind: off ? 'rest' : stopped ? 'stopped' : 'plain', ...(rest[date] ? { name: rest[date] } : {}), ...(date in rest ? { holiday: true as const } : {}), ...(makeup.has(date) ? { makeup: true as const } : {}), ...special[date] }
})

export const card: ClockCardData = {
  title: '立项审查', subtitle: '云栖区中心医院 · QH-101', sideNames, days, noStopDue: '2026-09-20',
  face: { ...faces.two, sides: [{ side: 'site', workdays: 3, days: 3, restDays: 0, hours: 72 }, { side: 'sponsor', workdays: 8, days: 12, restDays: 3, hours: 288 }], ignoredStops: 1, events: [
    { id: 1, at: '2026-09-14T03:05:00.000Z', name: 'accept', side: 'site', effect: 'start' },
    { id: 2, at: '2026-09-17T08:20:00.000Z', name: 'return', side: 'sponsor', effect: 'stop' },
    { id: 3, at: '2026-09-29T02:12:00.000Z', name: 'answer', side: 'site', effect: 'resume' }] },
  eventTexts: { 1: '受理，当日不计，次日起算', 2: '机构办 要求补正：CRA 授权函未盖章，停钟', 3: '申办方 答复，当日不计，次日续算' },
  basis: [{ kind: 'institution', document: 'QX-LX-03', article: '第 6 条' }, { kind: 'ministerial', document: '涉及人的生命科学和医学研究伦理审查办法', article: '第 36 条', unverified: true }],
}

const item = (id: string, kind: string, title: string, note: string, noteTail: string, act: string, more: Partial<WorkItem>): WorkItem => ({ id, to: `/task/${id}`, kind, title, note, noteTail, act: { label: act, to: `/task/${id}` }, sideNames, card: undefined, ...more })
export const work: WorkGroup[] = [
  { key: 'overdue', rows: [
    item('a', 'SAE', '确认收悉：受试者 03-017 住院（相关、非预期）', 'XM-03 经导管瓣膜', '器械 · 心内科 · 知晓 09-28 02:10', '确认收悉', { hot: true, face: faces.overHours }),
    item('b', '跟踪', '年度跟踪审查：上次意见满 12 个月', 'LZ-204 片', 'Ⅲ期 · 内分泌科 · 2025-药伦审-0311', '催报进展', { face: faces.overdue })] },
  { key: 'today', rows: [
    item('c', 'SAE', '确认收悉：受试者 01-022 低血糖（可能相关）', 'YD-77 注射液', 'Ⅱ期 · 内分泌科 · 知晓 09-28 15:20', '确认收悉', { hot: true, face: faces.soon }),
    item('d', '初审', '形式审查：32 份材料已齐，2 处版本日期不一致', 'HT-19 双抗', 'Ⅰ期 · 研究型病房 · 启程生物', '受理', { face: faces.today }),
    item('e', '跟踪', '发出审查意见：同意继续研究', 'LZ-151 贴剂', 'Ⅲ期 · 皮肤科 · 主任委员已签', '发出', { face: { ...faces.today, tone: 'ontime', share: .8 } })] },
  { key: 'week', hint: '还有 2 个工作日：今天、09-30（周三）；10 月 1–7 日国庆放假，10-10（周六）上班', rows: [
    item('f', '初审', '等申办方补正：保险单未覆盖第 3 中心', 'MC-12 疫苗', 'Ⅲ期 · 感染科 · 补正通知 09-24 发出', '催办', { face: faces.paused }),
    item('g', '修正', '指派简易审查：知情同意书 V1.4，文字订正', 'XM-03 经导管瓣膜', '器械 · 心内科', '认可荐员', { face: faces.one }),
    item('h', '跟踪', '等研究者答复：入组率低于计划 40% 的说明', 'LZ-118 片', 'Ⅳ期 · 神经内科 · 问 2 答 1', '看线索', { waits: { label: '中医科', days: 3 } })] },
  { key: 'later', rows: [
    item('i', '跟踪', '年度跟踪审查：材料已收，待分配主审', '基于真实世界数据的老年多重用药与跌倒风险前瞻性多中心队列研究（第三阶段随访延长期，含影像与步态子研究）', 'IIT 观察 · 老年医学科', '分主审', { face: faces.far }),
    item('j', '跟踪', 'SUSAR 汇总报告：2026 年第三季度，4 例', 'QH-088 胶囊', 'Ⅲ期 · 启航医药', '列入会议', { face: faces.later }),
    item('k', '公示', '公示期内：𬭎𬭊院区㛃氏科研团队备案', '㴔𬇙医学中心', '拟 10-24 起签', '看公示', { face: faces.public }),
    item('l', '跟踪', '暂停后恢复：整改报告待核', 'MC-07 敷料', '器械 · 烧伤科', '受理', { face: faces.none })] },
]

const cell = (state: string, holder: string, face: Face | null, more: Partial<LaneCell> = {}): LaneCell => ({ state, holder, face, ...more })
const no: LaneCell = { state: '不需要申报', plain: '无外方参与，样本不外送。' }
const site = (key: string, name: string, note: string, tag: string | undefined, start: LaneCell, board: LaneCell, deal: LaneCell, label: string, note2: string, from: number, to: number, at: number): LaneRow =>
  ({ key, name, note, tag, cells: { start, board, deal, gene: no }, end: { label, note: note2, from, to, at } })
const five = [
  site('a', '杭城市第一人民医院', '肿瘤内科 · 计划 40 例', '组长单位', cell('已立项', '机构办', faces.done), cell('批件已发', '2026-药伦审-0123', { ...faces.done, doneOn: '2026-09-28', used: 14, unit: 'day' }), cell('法务审核 · 责任上限', '法务 · 第 2 轮', { ...faces.one, tone: 'soon' }, { critical: true }), '10-20（周二）', '合同签署最迟', .125, .469, .25),
  site('b', '西泠医院', '肿瘤中心 · 计划 25 例', undefined, cell('已立项', '机构办', faces.done), cell('认可主审意见', '仅改联系电话', faces.done), cell('谈判 第 2 轮', '申办方法务', null, { critical: true, tone: 'mine', current: true, last: '09-21 16:05 机构办 提第 2 轮意见，轮到申办方', waits: { label: '启航医药', days: 5 } }), '10-21（周三）', '合同签署最迟', .125, .563, .281),
  site('c', '钱潮大学医学院附属第三医院暨杭城市肿瘤防治中心（东院区）', '消化肿瘤科 · 计划 25 例', undefined, cell('已立项', '科研处', faces.done), cell('认可 · 附加本地补偿', '简易审查 2 人 · 已签 1', faces.ontime), cell('谈判 第 1 轮', '申办方法务', null, { critical: true, tone: 'mine', waits: { label: '启航医药', days: 3 } }), '10-22（周四）', '合同签署最迟', .156, .656, .313),
  site('d', '云栖区中心医院', '肿瘤血液科 · 计划 15 例', undefined, cell('审核 · 补正已回', '科教科', faces.two), cell('待确认主审意见', '伦理办 · 未答复', faces.ontime), cell('未开始', '—', faces.none, { critical: true }), '10-27（周二）', '合同起步晚', .25, .781, .469),
  site('e', '南屏人民医院', '肿瘤科 · 计划 15 例', undefined, cell('已立项', '机构办', faces.late), cell('转本院会议审查', '理由：本院近期同靶点 SAE', { ...faces.later, left: 29, share: .05, dueOn: '2026-10-28' }, { critical: true }), cell('起草', '机构办', faces.overdue), '11-03（周二）', '会议 10-21，最早', .438, .906, .688),
]
export const sites = five
export const tenSites = [...five, ...['临湖人民医院', '望江区第二医院', '湘湖医学中心', '天竺肿瘤医院', '运河区中西医结合医院'].map((name, at): LaneRow => ({ ...five[at]!, key: `t${at}`, name, tag: undefined }))]

const stage = (key: string, label: string, state: MapStage['state'], lane?: string, date?: string, note?: string): MapStage => ({ key, label, state, lane, date, note })
export const stages: MapStage[] = [
  stage('submit', '提交卷宗', 'done', undefined, '09-14 09:12'), stage('check', '形式审查', 'done', undefined, '09-14 11:05'), stage('back', '退回补正', 'done', undefined, '1 次 · 88 分'),
  stage('i1', '机构办初审', 'done', 'i', '09-15'), stage('i2', '科室与 PI', 'done', 'i', '09-16'), stage('i3', '立项审批', 'done', 'i', '09-17'), stage('i4', '不予立项', 'not', 'i'),
  stage('e1', '受理', 'done', 'e', '09-14'), stage('e2', '会议审查', 'done', 'e', '09-15 定'), stage('e3', '简易', 'not', 'e'), stage('e4', '第 9 次会议', 'done', 'e', '09-23'), stage('e5', '意见函', 'done', 'e', '09-24', '必要的修改后同意'), stage('e6', '不同意', 'not', 'e'), stage('e7', '批件已发', 'done', 'e', '09-28'),
  stage('c1', '起草', 'done', 'c', '09-15'), stage('c2', '谈判', 'done', 'c', '第 2 轮'), stage('c3', '法务审核', 'now', 'c', '杭城一院 法务', '剩 1 工作日'), stage('c4', '财务', 'not', 'c'), stage('c5', '依次签署', 'later', 'c'),
  stage('g1', '人遗申报', 'not', 'g', undefined, '不需要：无外方，不外送'),
  stage('siv', '启动会', 'later', undefined, '预计 10-20'), stage('first', '首例知情', 'later', undefined, '预计 10-27'),
]
export const mapLanes = [{ key: 'i', label: '立项', note: '已完成 · 用 3 工作日' }, { key: 'e', label: '伦理', note: '已完成 · 用 14 日' }, { key: 'c', label: '合同', note: '在办 · 关键路径' }, { key: 'g', label: '人遗' }]
export const mapEdges = ([['submit', 'check'], ['check', 'back'], ['back', 'check'], ['i1', 'i2'], ['i2', 'i3'], ['i3', 'i4'], ['e1', 'e2'], ['e1', 'e3'], ['e2', 'e4'], ['e3', 'e4'], ['e4', 'e5'], ['e4', 'e6'], ['e5', 'e7'], ['c1', 'c2'], ['c2', 'c3'], ['c3', 'c2'], ['c3', 'c4'], ['c4', 'c5'], ['c3', 'c5'], ['siv', 'first']] as const).map(([from, to]) => ({ from, to }))
