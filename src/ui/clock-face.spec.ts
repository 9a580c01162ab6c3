import { renderToStaticMarkup } from 'react-dom/server'
import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { ClockCard } from './clock-card.tsx'
import { weeksOf, type ClockDay } from './clock-calendar.tsx'
import { chipWords, type Face, type Waits } from './clock-face.ts'
import { formatsIn } from './format.ts'
import { say } from './say.ts'
import { TurnLine } from './turn-line.tsx'

const asOf = '2026-09-29T02:30:00.000Z'
const running: Face = {
  name: 'sample', limit: 5, unit: 'workday', force: 'promised', bound: 'at-most', state: 'running', tone: 'ontime', used: 2, left: 3, over: 0, share: .4, dueOn: '2026-10-09', dueAt: null, asOf,
  rolls: true, dayEnds: null, startedAt: null, startOn: '2026-09-25', doneOn: null, unrolledDueOn: null, opensOn: null, opened: false, stoppedSince: null, waitingFor: null, waitingDays: 0, waitingHours: 0, noStopDue: null, provisional: false,
}
const face = (more: Partial<Face>): Face => ({ ...running, ...more })
const chip = (f: Face | null, more: { mine?: boolean; waits?: Waits; now?: string; dated?: boolean } = {}) => {
  const { sentence, facts, look, tail = '' } = chipWords(f, { mine: true, now: asOf, sideName: s => ({ sponsor: '申办方' })[s] ?? s, ...more }, say, formatsIn('zh'))
  return `${look} ${Object.entries(facts).reduce((t, [k, v]) => t.replace(`{${k}}`, v), sentence)}${tail}`
}
const waiting = face({ state: 'stopped', tone: 'paused', waitingFor: 'sponsor', waitingDays: 2, dueOn: null })

describe('时限的字', () => {
  it.each([
    ['正常写剩几个工作日', chip(running), 'ontime 剩 3 工作日'],
    ['五日以上写上到期日', chip(face({ left: 5, dueOn: '2026-10-12' })), 'ontime 剩 5 工作日（10-12）'],
    ['最后一日写今天', chip(face({ left: 0, tone: 'soon', dueOn: '2026-09-29' })), 'soon 剩 今天'],
    ['末日顺延时写到期日', chip(face({ left: 0, tone: 'soon', unit: 'day', dueOn: '2026-10-08' })), 'soon 10-08 到期'],
    ['小时写到分', chip(face({ unit: 'hour', left: 6 + 40 / 60, tone: 'soon' })), 'soon 剩 6 小时 40 分'],
    ['小时钟在两次取数之间照走', chip(face({ unit: 'hour', left: 1, tone: 'soon' }), { now: '2026-09-29T02:50:00Z' }), 'soon 剩 40 分'],
    ['小时钟走过头即逾期', chip(face({ unit: 'hour', left: 1, tone: 'soon' }), { now: '2026-09-29T04:00:00Z' }), 'overdue 逾期 30 分'],
    ['本机的表走慢了不倒退', chip(face({ unit: 'hour', left: 1, tone: 'soon' }), { now: '2026-09-29T01:00:00Z' }), 'soon 剩 1 小时'],
    ['逾期', chip(face({ tone: 'overdue', left: 0, over: 1 })), 'overdue 逾期 1 工作日'],
    ['过了当日下班而未满一日，写已逾期', chip(face({ tone: 'overdue', left: 0, over: 0 })), 'overdue 已逾期'],
    ['停得太晚遮不住逾期', chip(face({ state: 'stopped', tone: 'overdue', over: 2, waitingFor: 'sponsor' })), 'overdue 逾期 2 工作日'],
    ['已停写清停在谁手里、停了多久', chip(waiting), 'paused 已停 · 等申办方 2 工作日'],
    ['等他方', chip(running, { waits: { label: '启航医药', days: 5 } }), 'waiting 等 启航医药 5 工作日'],
    ['他方的钟描边', chip(running, { mine: false }), 'waiting 剩 3 工作日'],
    ['等他方也不遮逾期', chip(face({ tone: 'overdue', over: 1 }), { waits: { label: '启航医药', days: 5 } }), 'overdue 逾期 1 工作日'],
    ['完成写完成日与用时', chip(face({ state: 'done', tone: 'done', used: 3, doneOn: '2026-09-17' })), 'done 09-17 · 用 3 工作日'],
    ['迟了写迟几日', chip(face({ state: 'done', tone: 'doneLate', over: 2, doneOn: '2026-09-22' })), 'done 09-22 · 迟 2 工作日'],
    ['未起算', chip(face({ state: 'none', tone: 'none' })), 'none 未起算'],
    ['没有时限', chip(null), 'none 未起算'],
    ['公示期写还差几日与何日起', chip(face({ bound: 'at-least', unit: 'day', left: 6, opensOn: '2026-10-24' })), 'ontime 还差 6 日（10-24）'],
    ['公示期满', chip(face({ bound: 'at-least', unit: 'day', left: 0, tone: 'done', opened: true, opensOn: '2026-09-28' })), 'done 已满 · 09-28 起'],
    ['公示未满即止', chip(face({ bound: 'at-least', state: 'done', tone: 'doneLate', doneOn: '2026-09-22' })), 'done 09-22 · 未满即止'],
  ])('%s', (_, got, wanted) => { expect(got).toBe(wanted) })
})

const plain = (node: React.ReactNode) => renderToStaticMarkup(node).replace(/<[^>]+>/g, '')
describe('轮到谁', () => {
  it('写第几个工作日、共几个、剩几个', () => { expect(plain(createElement(TurnLine, { holder: '杭城一院 伦理办公室', face: face({ asOf: '2099-01-01T00:00:00Z' }) }))).toBe('轮到：杭城一院 伦理办公室 · 第 2 个工作日，共 5 个 · 剩 3 个工作日') })
  it('起算当日不计，不写第零日', () => { expect(plain(createElement(TurnLine, { holder: '机构办', face: face({ used: 0, left: 5 }) }))).toBe('轮到：机构办 · 剩 5 个工作日') })
  it('办结后不轮到谁', () => { expect(plain(createElement(TurnLine, { holder: null }))).toBe('已办结') })
})

describe('时限卡', () => {
  const day = (date: string, weekday: number, more: Partial<ClockDay> = {}): ClockDay => ({ date, weekday, kind: 'plain', side: null, ...more })
  it('周一起排，缺的格空着', () => { expect(weeksOf([day('2026-09-30', 3), day('2026-10-04', 7)].slice(0, 1)).map(w => w.map(d => d?.date ?? ''))).toEqual([['', '', '2026-09-30', '', '', '', '']]) })
  it('待核的依据标明待核，暂定的日期标明暂定', () => {
    const html = plain(createElement(ClockCard, { title: '立项审查', face: face({ provisional: true }), days: [], basis: [{ kind: 'ministerial', document: '审查办法', article: '第 36 条', unverified: true }] }))
    expect(html).toContain('规章 · 审查办法 · 第 36 条 待核')
    expect(html).toContain('到期 2026-10-09（周五） 暂定')
  })
  it('算式写明限、用、剩与到期日', () => { expect(plain(createElement(ClockCard, { title: '立项', face: running, days: [], basis: [] }))).toContain('5 工作日 − 已用 2 ＝ 剩 3 → 到期 2026-10-09（周五）') })
})
