import { useState } from 'react'
import { BulkBar } from '#ui/bulk-bar.tsx'
import { Btn } from '#ui/button.tsx'
import { ClockCard } from '#ui/clock-card.tsx'
import { ClockChip } from '#ui/clock-chip.tsx'
import { Copy } from '#ui/copy.tsx'
import { DataTable, Pager } from '#ui/data-table.tsx'
import { CalStrip, DayBar, SideBars } from '#ui/day-bar.tsx'
import { Drawer } from '#ui/drawer.tsx'
import { Empty, Skeleton } from '#ui/empty.tsx'
import { Facts, Person } from '#ui/facts.tsx'
import { FactField, Field } from '#ui/field.tsx'
import { FileDrop, FileRow } from '#ui/file-drop.tsx'
import { FormPage, SavedAt, SectionList, Thread } from '#ui/form-page.tsx'
import { Go } from '#ui/go.tsx'
import { LaneMatrix } from '#ui/lane-matrix.tsx'
import { LaneStrips } from '#ui/lane-strip.tsx'
import { State, Tag } from '#ui/marks.tsx'
import { Figures, Page, SecHead, Section, Split } from '#ui/page.tsx'
import { ProcessMap } from '#ui/process-map.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { Timeline } from '#ui/timeline.tsx'
import { toast } from '#ui/toast.tsx'
import { TurnLine } from '#ui/turn-line.tsx'
import { WorkList } from '#ui/work-list.tsx'
import { card, days, faces, mapEdges, mapLanes, sideNames, sites, stages, tenSites, work } from './gallery-samples.ts'

const strip = [{ date: '2026-09-28', weekday: 1 }, ...days.filter(d => d.date > '2026-09-28')].slice(0, 14).concat(Array.from({ length: 7 }, (_, at) => ({ date: `2026-10-${12 + at}`, weekday: (at + 1) % 7 }) as (typeof days)[0])).map(d => {
  const full = days.find(x => x.date === d.date)
  return { date: d.date, rest: full ? full.kind === 'rest' : d.weekday === 0 || d.weekday === 6, holiday: full?.holiday, makeup: full?.makeup, n: ({ '2026-09-29': 4, '2026-09-30': 3, '2026-10-12': 1, '2026-10-14': 1 } as Record<string, number>)[d.date] }
})
const timeline = [
  { id: 1, at: '2026-09-29T02:12:00Z', who: '申办方', text: '回复补正：CRA 授权函', note: '云栖区中心医院 · 立项', changes: [{ field: '授权函', from: '未盖章', to: '已盖章，2026-09-28' }] },
  { id: 2, at: '2026-09-28T07:40:00Z', who: '南屏伦理委员会', text: '转本院会审', note: '南屏人民医院 · 伦理', tone: 'soon' as const },
  { id: 3, at: '2026-09-28T01:26:00Z', who: '西泠医院', text: '认可主审意见', note: '改 1 处：联系电话', tone: 'ok' as const },
]

export const Work = ({ empty, loading, bulk }: { empty?: boolean; loading?: boolean; bulk?: boolean }) => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(bulk ? ['f', 'g', 'h'] : []))
  const select = (id: string, on: boolean) => setChosen(new Set(on ? [...chosen, id] : [...chosen].filter(x => x !== id)))
  const groups = work.map(g => ({ ...g, rows: g.rows.map(r => ({ ...r, card: () => <ClockCard {...card} /> })) }))
  return <Page title="工作台" beside={<span className="dim">2026-09-29（周二）08:40</span>}>
    <Split label="我的概况" side={<>
      <Section title="未来三周" note="数字为当日到期件数"><CalStrip label="到期日历" today="2026-09-29" days={strip} /></Section>
      <Section title="我的研究" more={<Go to="/study">全部 31</Go>}><LaneStrips heads={['立项', '伦理', '合同', '人遗']} rows={[
        { key: '1', name: 'QH-101', to: '/study', note: '启航医药 · 5 家 · 组长单位', lanes: [{ word: '已立项', look: 'done' }, { word: '批件 09-28', look: 'done' }, { word: '等申办方 5', look: 'waiting' }, { word: '不需要', look: 'na' }] },
        { key: '2', name: 'HT-19', to: '/study', note: '启程生物 · 单中心', lanes: [{ word: '剩 3', look: 'ontime', share: .4 }, { word: '剩 今天', look: 'soon', share: .95 }, { word: '未开始', look: 'none' }, { word: '剩 14', look: 'ontime', share: .3 }] },
        { key: '3', name: 'XM-03', to: '/study', note: '衡川医疗 · 器械 · 2 家', lanes: [{ word: '已立项', look: 'done' }, { word: '批件 06-11', look: 'done' }, { word: '已停', look: 'paused' }, { word: '逾期 2', look: 'overdue' }] }]} /></Section>
      <Section title="下次会议" more={<Go to="/work">排议程</Go>}><p><b>10-14（周三）14:00</b>　第 10 次会议，已排 5 项</p></Section>
      <Section title="九月" more={<Go to="/ledger">看明细</Go>}><Figures small items={[{ label: '平均会审', value: '16.8', unit: '日', to: '/ledger' }, { label: '一次通过', value: '71.0%', to: '/ledger' }, { label: '审查超期', value: '0', unit: '件', to: '/ledger' }]} /></Section></>}>
      <Tabs label="范围" current="mine" onPick={() => {}} tabs={[{ key: 'mine', label: '我的', count: empty ? 0 : 14 }, { key: 'team', label: '团队', count: 37 }, { key: 'wait', label: '我在等谁', count: 9 }]} />
      {loading ? <Skeleton rows={9} /> : empty ? <Empty title="今天的事都办完了" acts={<><Btn to="/work">看我在等谁（9）</Btn><Btn kind="text" to="/work">看今天已办的 14 件</Btn></>}>要受理、要指派、要签发的件会排在这里，按法定到期先后。下一件是 <b>10-12（周一）</b>到期的年度跟踪审查。</Empty>
        : <><WorkList groups={groups} selected={chosen} onSelect={select} keysHint />
          {chosen.size > 0 && <BulkBar act="认可荐员" onClear={() => setChosen(new Set())} onRun={() => toast('已办 2 件')} rows={[...chosen].map((key, at) => ({ key, title: `QH-088 · 方案 V2.${at + 1}`, ...(at === 1 ? { skip: '跳过：不是简易审查，没有荐员' } : { text: '无利益冲突，负荷最低' }) }))} />}</>}
    </Split></Page>
}

export const Study = ({ ten, open }: { ten?: boolean; open?: boolean }) => {
  const [at, setAt] = useState<string | null>(open ? '西泠医院' : null)
  const rows = ten ? tenSites : sites
  return <Page title="QH-101 片　晚期胃癌 Ⅱ期" beside={<Tag>并联启动中</Tag>} acts={<><Btn icon="print">打印</Btn><Btn>关注</Btn></>} sub={<><span>启航医药 · 1 类化学药 · {rows.length} 家 · 120 例</span><Copy text="CTR20260001" label="登记号" /><Copy text="QH-101-201" label="方案号" /></>}>
    <TurnLine holder="启航医药 法务" what={<>答复合同第 12 条 · 已等 <b>5 个工作日</b>，每多 1 日，西泠医院的启动晚 1 日。</>} note="另有 4 处在等，见下。" acts={<><Btn kind="primary">催办</Btn><Btn>打开条款</Btn></>} />
    <Tabs label="研究" current="start" tabs={[{ key: 'file', label: '卷宗', to: '/form' }, { key: 'start', label: '启动', to: '/study' }, { key: 'board', label: '伦理', to: '/work' }, { key: 'files', label: '文件', count: 21, to: '/work' }, { key: 'time', label: '时间线', to: '/work' }]} />
    <div className="row" style={{ minHeight: 44 }}><span className="note">按「预计启动」排列，粗边为各家最迟的一道</span><span className="grow" /><Btn small kind="text" to="/process">看流程图</Btn><Btn small kind="text">导出</Btn></div>
    <LaneMatrix label="各家各道" corner={{ label: '机构', note: `${rows.length} 家，计划 120 例` }} rows={rows} sideNames={sideNames} onOpen={(row, lane) => setAt(`${rows.find(r => r.key === row)?.name} ${lane}`)} card={() => <ClockCard {...card} />}
      columns={[{ key: 'start', label: '立项', note: '4 / 5 家完成' }, { key: 'board', label: '伦理', note: '2 / 5 家完成' }, { key: 'deal', label: '合同', note: '0 / 5 家完成', critical: true }, { key: 'gene', label: '人遗', note: '1 次判定', narrow: true }]} end={{ label: '预计启动', note: '点为中位，条为八成', ticks: ['10-12', '10-26', '11-12'] }} />
    <Split width="narrow" side={<><Section title="要紧的日子"><Facts items={[{ label: '受理 T0', value: '2026-09-14（周一）11:05，五家同一刻' }, { label: '方案', value: 'V2.0 / 2026-08-20' }, { label: '知情同意', value: 'V2.1 / 2026-09-28' }, { label: '首例知情', value: '预计 10-27（周二），第 43 日' }]} /></Section>
      <Section title="成员" more={<Go to="/work">全部 23</Go>}><Person name="李岩" role="主要研究者（组长）" note="杭城市第一人民医院 肿瘤内科" /><Person name="机构办" role="受理与立项" note="西泠医院" /></Section><Section title="最近" more={<Go to="/work">时间线</Go>}><Timeline items={timeline} /></Section></>}>
      <Section title="日子花在哪里" note="关键路径上，每一格一日" more={<Go to="/work">算法</Go>}><DayBar label="逐日占用" start="09-14 受理" end="10-27 预计首例知情 · 43 日" days={days.map((d, i) => ({ date: d.date, to: d.kind === 'rest' ? 'rest' : i < 4 ? 1 : i < 9 ? 2 : i < 12 ? 3 : i < 16 ? 2 : 'next' }))} legend={[{ to: 2, label: '申办方', value: '6 日' }, { to: 1, label: '机构', value: '4 日' }, { to: 3, label: '伦理委员会', value: '3 日' }, { to: 'rest', label: '假日', value: '3 日' }, { to: 'next', label: '预计' }]} /></Section>
      <Section title="两方各用了多少" note="立项、伦理、合同合计，工作日；并行的不重复计"><SideBars rows={sites.map((s, i) => ({ key: s.key, name: s.name, parts: [{ to: 1, label: '机构', n: [6.5, 3, 4, 3, 5][i]! }, { to: 2, label: '申办方', n: [4, 8, 6, 8, 2][i]! }] }))} /></Section></Split>
    {at && <Drawer title={`合同　${at}`} sub={<><ClockChip waits={{ label: '启航医药', days: 5 }} card={() => <ClockCard {...card} />} /><span className="note">谈判 第 2 轮 · 机构 3 · 申办方 8 工作日</span></>} move={{ label: '换家', by: s => toast(s > 0 ? '下一家' : '上一家') }} onClose={() => setAt(null)} footer={<><Btn kind="primary">催办</Btn><Btn>约三方通话</Btn><Btn kind="text">在合同页打开</Btn></>}>
      <SecHead title="第 12 条　责任上限" note="与统一模板不同 · C 类，须双方法务" /><Thread who="机构办" office="西泠医院" at="09-21 16:05" turn={<>轮到 <b>启航医药 法务</b> · 杭城一院同一问，一次答复两家都关</>}>本院法务要求不设上限，与统一模板第 12 条一致。请确认保险单第 4 页的限额是否可提高。</Thread>
      <SecHead title="文件" /><FileRow name="研究合同_西泠医院.docx" version="v3 在谈" active note="西泠医院 09-21 · 与 v2 相差 3 处" /><FileRow name="保险单 2026.pdf" version="v1" note="有效期至 2028-12-31" /><SecHead title="经过" /><Timeline items={timeline} /></Drawer>}
  </Page>
}

export const ProcessSample = () => <Page title="QH-101 片　并联启动流程" sub="流程「并联启动」第 3 版，由声明画出 · 2026-09-29（周二）10:30" acts={<Btn icon="print">打印</Btn>}>
  <Tabs label="机构" current="b" onPick={() => {}} tabs={[{ key: 'a', label: '五家合看' }, { key: 'b', label: '杭城一院', count: '组长' }, { key: 'c', label: '钱潮三院' }]} />
  <div style={{ height: 20 }} /><ProcessMap label="并联启动流程，杭城一院" stages={stages} lanes={mapLanes} edges={mapEdges} />
  <Section title="单道流程" note="没有声明连线时依次相连"><ProcessMap label="合同" stages={stages.filter(s => s.lane === 'c').map(s => ({ ...s, lane: undefined }))} /></Section></Page>

const measures = Array.from({ length: 14 }, (_, i) => ({ no: `杭 ${i + 1}`, part: i < 5 ? '一、提升能力' : '二、提升协同水平', title: ['打造以「大 PI」为核心的团队', '优化医学伦理审查服务：立项、伦理、合同并联', '搭建高能级交流平台'][i % 3]!, lead: '市卫健委', live: ['132 项 · 中位 61 日', '3 人 · 3,200 万元', '—'][i % 3]!, level: (['part', 'full', 'na', 'none'] as const)[i % 4]! }))
const level = { full: '已支持', part: '部分支持', none: '尚未支持', na: '非软件可为' }
export const Ledger = () => <Page title="政策落地台账" beside={<span className="dim">33 条 · 数字为 2026-11-21 09:00 的实时数</span>} acts={<Btn icon="print">打印</Btn>}>
  <Figures items={[{ label: '并联启动', value: '132', unit: '项', to: '/work' }, { label: '启动中位', value: '61', unit: '日', to: '/work' }, { label: '认可率', value: '86.4%', to: '/work' }, { label: '超期', value: '4', unit: '件', to: '/work' }]} />
  <DataTable caption="措施" rows={measures} rowKey={m => m.no} to={() => '/ledger'} group={m => ({ key: m.part, label: m.part })} columns={[{ key: 'no', label: '编号', width: '64px', cell: m => <span className="dim nw">{m.no}</span> }, { key: 'title', label: '措施', cell: m => <Go className="ink" to="/ledger">{m.title}</Go>, sortable: true, bare: true }, { key: 'lead', label: '牵头', width: '20%', cell: m => m.lead, wideOnly: true }, { key: 'live', label: '实时', width: '180px', align: 'right', nowrap: true, cell: m => m.live }, { key: 'state', label: '状态', width: '120px', bare: true, cell: m => <State level={m.level}>{level[m.level]}</State> }]} sort={{ key: 'title', down: true, onSort: () => {} }} />
  <Pager page={2} size={14} total={214} onPage={() => {}} /></Page>

export const FormSample = () => {
  const [name, setName] = useState('20260312-A')
  return <Page title="QH-101 片　启动卷宗" beside={<Tag>待补正</Tag>} acts={<><SavedAt at="2026-09-29T02:32:05Z" /><Btn className="hide-s">预览 21 件</Btn><Btn off="还差 1 处">重新提交（还差 1 处）</Btn></>}>
    <TurnLine tone="soon" holder="启舟医药研发" what={<>补正 <b>1 处</b>后重新提交，五家同一刻受理。</>} note="09:12 提交，09:12 自动核对退回：药检报告过期。" acts={<Btn kind="primary">到这一处</Btn>} />
    <FormPage sections={<SectionList current="drug" note="填这份约 40 分钟，五家共用，不再另填。" onPick={() => {}} sections={[{ key: 'a', label: '研究概况', state: 'done' }, { key: 'b', label: '申办方与 CRO', state: 'done' }, { key: 'drug', label: '试验药物', state: 'fix', note: '1 处待改' }, { key: 'c', label: '知情同意', state: 'doing', note: '1 处被问', share: .85 }, { key: 'd', label: '机构与研究者', state: 'doing', note: '3 / 5 家' }, { key: 'e', label: '附件', state: 'none' }]} />}
      aside={<><h3>谁看</h3><p>五家机构办与药房。申办方以外的企业看不到。</p><h3>版本</h3><FileRow name="v1　已退回" note="有效期至 2026-08-30，已过" bad version="09:12" /></>}>
      <h2>试验药物与药检</h2><FactField label="药物名称" value="QH-101 片" from="来自卷宗「研究概况」· 改一处，6 份文件同步" to="/form" />
      <div className="Fields2"><FactField short label="注册分类" value="化学药品 1 类" from="来自受理通知书" /><FactField short mono label="受理号" value="CXHL2500118" from="来自受理通知书" /></div>
      <Field label="批号" short why="没有有效的药检报告，药物不能发到受试者手里；机构药房凭它入库。">{p => <input {...p} value={name} onChange={e => setName(e.target.value)} />}</Field>
      <FileDrop label="药检报告" hint="必备，每批一份" accept=".pdf" onFiles={f => toast(`收到 ${f.length} 个文件`)} /><FileRow name="药检报告_20260312-A.pdf" bytes={1834000} share={.62} onRemove={() => {}} />
      <div style={{ height: 16 }} /><Field label="报告有效期至" short error="有效期至 2026-08-30，早于提交日 2026-09-14。请换成有效期内的报告，或另附续检说明。" note="从 PDF 第 2 页读出，请核对；换文件后重读">{p => <input {...p} type="date" defaultValue="2026-08-30" />}</Field>
      <Field label="给药途径" optional short>{p => <select {...p} defaultValue="口服"><option>口服</option><option>静脉注射</option></select>}</Field>
      <Field label="贮藏条件" below={<Thread who="机构办" office="西泠医院" at="09-14 09:58 · 问在「贮藏条件」" turn="轮到 启舟医药研发 答 · 同样的问题还有 1 家，一次答复都关" act={<Btn small>答复</Btn>}>我院药房没有自动温控记录，能否接受人工每日登记两次？</Thread>}>{p => <textarea {...p} rows={2} defaultValue="密封，不超过 25℃，避光。各中心药房须有 24 小时温度记录。" />}</Field>
    </FormPage></Page>
}
