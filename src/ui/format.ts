import type { Unit } from '#kernel/clock.ts'
import { useLang, type Lang } from './say.ts'

type Amount = number | string | bigint

const zhDays = '日一二三四五六'
const enDays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const enMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Wall clock in Asia/Shanghai, the only zone of the house (UTC+8 without summer time). */
const wall = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString()
/** The Beijing date of an instant; a date stays as it is. */
export const dayOf = (dateOrInstant: string) => dateOrInstant.length === 10 ? dateOrInstant : wall(dateOrInstant).slice(0, 10)
const weekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay()
const plural = (n: number, one: string, many = `${one}s`) => `${figure(n)} ${n === 1 ? one : many}`
const group = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ',')
const figure = (n: number) => {
  const [whole = '0', part] = String(Math.abs(n)).split('.')
  return `${n < 0 ? '−' : ''}${group(whole)}${part ? `.${part}` : ''}`
}
const yuan = (fen: Amount) => {
  const all = String(fen).replace('-', '').padStart(3, '0')
  const part = all.slice(-2)
  return `${String(fen).startsWith('-') ? '−' : ''}${group(all.slice(0, -2))}${part === '00' ? '' : `.${part}`}`
}
const minutesOf = (hours: number) => Math.max(0, Math.floor(hours * 60 + 1e-6))

const zh = {
  date: (d: string) => `${dayOf(d)}（周${zhDays[weekdayOf(dayOf(d))]}）`,
  day: (d: string) => dayOf(d).slice(5),
  dayWeek: (d: string) => `${dayOf(d).slice(5)}（周${zhDays[weekdayOf(dayOf(d))]}）`,
  moment: (i: string) => `${zh.date(i)}${wall(i).slice(11, 16)}`,
  /** In a sentence: 3 个工作日 · 30 日 · 72 小时. */
  span: (n: number, unit: Unit) => unit === 'workday' ? `${figure(n)} 个工作日` : zh.brief(n, unit),
  /** In a chip: 3 工作日 · 15 日 · 6 小时 40 分. */
  brief: (n: number, unit: Unit) => {
    if (unit !== 'hour') return `${figure(n)} ${unit === 'workday' ? '工作日' : '日'}`
    const m = minutesOf(n)
    return [m >= 60 || m === 0 ? `${Math.floor(m / 60)} 小时` : '', m % 60 ? `${m % 60} 分` : ''].filter(Boolean).join(' ')
  },
  /** From 分: 480 万元; under ten thousand in 元. */
  money: (fen: Amount) => {
    const n = Number(fen) / 100
    return Math.abs(n) < 10_000 ? `${yuan(fen)} 元` : `${figure(Math.round(n / 100) / 100)} 万元`
  },
  exact: (fen: Amount) => `${yuan(fen)} 元`,
  /** 0 Sunday … 6 Saturday, as a column's head. */
  weekdayName: (weekday: number) => zhDays[weekday] ?? '',
}
const en: typeof zh = {
  date: d => { const x = dayOf(d); return `${enDays[weekdayOf(x)]} ${Number(x.slice(8))} ${enMonths[Number(x.slice(5, 7)) - 1]} ${x.slice(0, 4)}` },
  day: d => { const x = dayOf(d); return `${Number(x.slice(8))} ${enMonths[Number(x.slice(5, 7)) - 1]}` },
  dayWeek: d => `${enDays[weekdayOf(dayOf(d))]} ${en.day(d)}`,
  moment: i => `${en.date(i)}, ${wall(i).slice(11, 16)}`,
  span: (n, unit) => en.brief(n, unit),
  brief: (n, unit) => {
    if (unit !== 'hour') return plural(n, unit === 'workday' ? 'working day' : 'day')
    const m = minutesOf(n)
    return [m >= 60 || m === 0 ? `${Math.floor(m / 60)} h` : '', m % 60 ? `${m % 60} min` : ''].filter(Boolean).join(' ')
  },
  money: fen => `CNY ${yuan(fen)}`,
  exact: fen => `CNY ${yuan(fen)}`,
  weekdayName: weekday => enDays[weekday] ?? '',
}
const same = {
  /** The Beijing date of an instant. */
  today: dayOf,
  time: (instant: string) => wall(instant).slice(11, 16),
  second: (instant: string) => wall(instant).slice(11, 19),
  number: figure,
  /** A share, one decimal: 0.864 → 86.4%. */
  percent: (share: number) => `${(share * 100).toFixed(1)}%`,
}

export type Formats = typeof zh & typeof same
const all: Record<Lang, Formats> = { zh: { ...zh, ...same }, en: { ...en, ...same } }
export const formatsIn = (lang: Lang): Formats => all[lang]
/** Dates, spans, money and figures as the person's language writes them. */
export const useFormat = (): Formats => all[useLang()]
