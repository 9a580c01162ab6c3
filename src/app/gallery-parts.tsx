import { useState } from 'react'
import { Btn } from '#ui/button.tsx'
import { ClockCard } from '#ui/clock-card.tsx'
import { ClockChip } from '#ui/clock-chip.tsx'
import { Copy } from '#ui/copy.tsx'
import { Confirm } from '#ui/dialog.tsx'
import { Empty, Skeleton } from '#ui/empty.tsx'
import { ErrorPage } from '#ui/error-page.tsx'
import { Check, Choices } from '#ui/field.tsx'
import { FileDrop } from '#ui/file-drop.tsx'
import { SavedAt } from '#ui/form-page.tsx'
import { useFormat } from '#ui/format.ts'
import { Icon, icons, type IconName } from '#ui/icons.tsx'
import { Kbd, Money, State, Tag } from '#ui/marks.tsx'
import { Menu } from '#ui/menu.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page, Plain, Quote, Section } from '#ui/page.tsx'
import { PickList } from '#ui/pick-list.tsx'
import { Reasons } from '#ui/reasons.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { toast } from '#ui/toast.tsx'
import { TurnLine } from '#ui/turn-line.tsx'
import { card, faces, sideNames } from './gallery-samples.ts'

const reasons = [
  { text: '主审意见已过有效期：2026-08-31 届满', basis: [{ kind: 'alliance', document: '杭城伦理审查互认章程', article: '第 9 条' }], mend: '请牵头单位延长批件，或转本院会议审查。' },
  { text: '本院签署人与主要研究者为同一科室', basis: [{ kind: 'ministerial', document: '涉及人的生命科学和医学研究伦理审查办法', article: '第 14 条', unverified: true }] },
]
const rows = Object.entries(faces)

export const Clocks = () => <Page title="ClockChip 时限" sub="同一个部件，两种字号：列表用 14，矩阵用 12。图标、字、数三样都在，颜色不单独说话。">
  <div className="row wrap" style={{ alignItems: 'flex-start', gap: 24 }}>{(['light', 'dark'] as const).map(shade => <div key={shade} data-theme={shade} style={{ background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 8, padding: '16px 20px' }}>
    <table><caption className="sr">{shade}</caption><tbody>{rows.map(([name, face]) => <tr key={name}><td style={{ padding: '4px 16px 4px 7px', minWidth: 210 }}><ClockChip face={face} mine={name !== 'others'} sideNames={sideNames} card={() => <ClockCard {...card} />} /></td><td className="hide-s" style={{ paddingLeft: 7, minWidth: 190 }}><ClockChip small face={face} mine={name !== 'others'} sideNames={sideNames} /></td></tr>)}
      <tr><td style={{ padding: '4px 7px' }}><ClockChip waits={{ label: '王医生', days: 3 }} card={() => <ClockCard {...card} />} /></td></tr></tbody></table></div>)}</div>
  <div className="row wrap" style={{ alignItems: 'flex-start', gap: 24, marginTop: 24 }}><ClockCard {...card} alone links={<a href="#/clock">看规则</a>} /><div data-theme="dark"><ClockCard {...card} alone /></div>
    <ClockCard {...card} alone title="伦理审查" face={{ ...card.face, ...faces.overdue, force: 'statutory', provisional: true, unrolledDueOn: '2026-09-27' }} /><ClockCard alone title="互认答复" subtitle="望江区第二医院" face={faces.none} days={[]} basis={[]} /></div></Page>

export const Bits = () => {
  const format = useFormat(), [pick, setPick] = useState('meeting'), [any, setAny] = useState<readonly string[]>(['a'])
  return <Page title="小部件">
    <Section title="按钮"><div className="row wrap"><Btn kind="primary">受理</Btn><Btn>退回补正</Btn><Btn kind="danger">不予受理</Btn><Btn kind="text">看规则</Btn><Btn icon="print">打印</Btn><Btn icon="more" aria-label="更多" /><Btn off="还差 1 处材料">重新提交</Btn><Btn busy>正在办理</Btn><Btn small>答复</Btn><Btn kind="primary" small>催办</Btn><Menu label="新建" button={<><Icon name="plus" />新建</>} items={[{ label: '伦理审查申请', onPick: () => toast('新建') }, { label: '并联启动', note: '需立项', onPick: () => {} }]} /></div></Section>
    <Section title="标记"><div className="row wrap"><Tag>并联启动中</Tag><Tag tone="lead">组长单位</Tag><Tag tone="ok">在案</Tag><Tag tone="soon">待核</Tag><Tag tone="over">已过期</Tag><Kbd>Enter</Kbd><State level="full">已支持</State><State level="part">部分支持</State><State level="none">尚未支持</State><State level="na">非软件可为</State><Copy text="2026-药伦审-0123" label="批件号" /><Money fen={4_800_000_00} /><Money fen={299_950} /><SavedAt at="2026-09-29T02:32:05Z" /><SavedAt at="saving" /><SavedAt at="unsaved" /></div></Section>
    <Section title="日期与数字"><p>{format.date('2026-09-20')} · {format.day('2026-09-20')} · {format.moment('2026-09-29T00:40:00Z')} · {format.span(3, 'workday')} · {format.span(72, 'hour')} · {format.brief(6.67, 'hour')} · {format.percent(.864)} · {format.number(1204)}</p></Section>
    <Section title="轮到谁"><TurnLine holder="杭城一院 伦理办公室" face={{ ...faces.ontime, used: 1.5 }} note="（9 月 20 日周日为调休上班日）" acts={<Btn kind="primary">受理</Btn>} /><TurnLine holder="南屏人民医院 伦理办公室" face={faces.overdue} what="确认主审意见" /><TurnLine holder="启航医药" face={faces.paused} sideNames={sideNames} what="补正 1 处" /><TurnLine holder={null} note="批件 2026-药伦审-0123，2026-09-28 签发" /></Section>
    <Section title="提示"><div style={{ display: 'grid', gap: 8 }}><Notice>测算额度，以主管部门审核和当年预算为准。</Notice><Notice tone="soon" act={<Btn small>去导入</Btn>}>2027 年节假日安排尚未公布，之后的到期日为暂定。</Notice><Notice tone="over">法定人数还缺 1 名非本机构委员。</Notice><Notice tone="ok">已由五家同一刻受理。</Notice></div></Section>
    <Section title="选择"><div style={{ maxWidth: 560 }}><Choices label="审查方式" name="way" value={pick} onChange={v => setPick(v)} choices={[{ value: 'meeting', label: '会议审查', note: '风险大于最低' }, { value: 'simple', label: '简易审查' }, { value: 'none', label: '免除审查', off: true }]} /><Choices label="须附材料" name="papers" value={any} error="保险单为必备。" onChange={(v, on) => setAny(on ? [...any, v] : any.filter(x => x !== v))} choices={[{ value: 'a', label: '方案与知情同意书' }, { value: 'b', label: '保险单' }]} /><Check label="已与申办方核对版本日期" checked onChange={() => {}} /><FileDrop label="附件" error="文件大于 50 MB，请拆分。" onFiles={() => {}} many /></div></Section>
    <Section title="原文"><Quote source="由导入文件逐字核对，第 6 页。">（九）进一步提升<mark>伦理审查联盟</mark>效率，提供<mark>项目立项、医学伦理、合同并联审查</mark>服务。</Quote></Section>
    <Section title="不予办理的理由"><Reasons reasons={reasons} /></Section>
    <Section title="图标"><div className="row wrap">{(Object.keys(icons) as IconName[]).map(n => <span key={n} title={n}><Icon name={n} /></span>)}</div></Section></Page>
}

export const Overlays = () => {
  const [open, setOpen] = useState<'plain' | 'refused' | null>(null)
  return <Page title="浮层"><div className="row wrap"><Btn kind="primary" onClick={() => setOpen('plain')}>退回补正</Btn><Btn onClick={() => setOpen('refused')}>认可主审意见</Btn><Btn onClick={() => toast('已催办 启航医药 法务')}>轻提示</Btn></div>
    {open && <Confirm title={open === 'plain' ? '退回补正' : '认可主审意见'} confirm={open === 'plain' ? '退回' : '认可'} happens={open === 'plain' ? ['一次性补正告知发给申办方与主要研究者', '机构用时停钟，申办方用时开始', '答复后次日续算'] : ['签发本院批件（认可主审意见）', '列入下次会议的简易审查通报']}
      note={{ required: open === 'plain', hint: '申办方看得到' }} reasons={open === 'refused' ? reasons : undefined} onConfirm={() => { setOpen(null); toast('已办理') }} onClose={() => setOpen(null)} />}</Page>
}

export const Errors = () => <Page title="出错、空、加载">
  <Tabs label="种类" current="a" onPick={() => {}} tabs={[{ key: 'a', label: '全部' }]} />
  {(['not-found', 'forbidden', 'conflict', 'refused', 'broken', 'offline', 'stale'] as const).map(kind => <ErrorPage key={kind} kind={kind} onRetry={() => toast('重试')} {...(kind === 'broken' ? { number: 'R-20260929-8F3A' } : {})} {...(kind === 'refused' ? { reasons } : {})} {...(kind === 'conflict' ? { detail: '西泠医院 机构办 于 10:12 已经答复，现在轮到申办方。' } : {})} />)}
  <Empty title="还没有导入登记">把登记平台导出的文件拖到这里，会先列出将要新建、匹配与更新的行，确认后才写入。</Empty><Skeleton /></Page>

export const Personas = () => <Plain title="选一个人，看这一天" sub="演示城里 14 家机构、120 人、300 项研究，全部虚构。时间是 2026-09-29（周二）08:40。" foot={<>要重来：<a href="#/work">把演示城恢复到这一刻</a>。</>}>
  <PickList groups={[{ label: '医院', items: ['周敏', '陈老师', '赵启明', '李岩'].map((name, i) => ({ key: name, to: '/work', name, role: ['伦理秘书', '机构办公室', '伦理委员会 主任委员', '主要研究者'][i]!, count: `今天 ${14 - i} 件`, note: '杭城市第一人民医院 · 2 件逾期' })) }, { label: '企业', items: [{ key: 'l', to: '/work', name: '林悦', role: 'CRA', count: '今天 6 件', note: '启舟医药研发' }, { key: 'h', to: '/work', name: '何静', role: '市场准入', count: '今天无事', quiet: true, note: '启程生物' }] }, { label: '三员', items: [{ key: 's', to: '/work', name: '系统管理员', role: '账号与机构', count: '今天 2 件', note: '看不到业务内容' }] }]} /></Plain>
