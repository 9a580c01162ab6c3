/** One year's holiday notice of the State Council as data; a notice may also settle days of the December before. */
export interface CalendarYear {
  readonly year: number
  readonly published: boolean
  readonly source: { readonly document: string; readonly url?: string } | null
  readonly days: readonly { readonly date: string; readonly name: string; readonly off: boolean }[]
}
/** holiday: a rest day of the notice (weekends inside it too); makeup: a weekend day that is worked (调休上班). */
export type DayKind = 'work' | 'weekend' | 'holiday' | 'makeup'
export interface Day {
  readonly date: string
  /** 1 Monday … 7 Sunday */
  readonly weekday: number
  readonly working: boolean
  readonly kind: DayKind
  readonly name?: string
  /** false: no notice settles this day yet, so every figure that rests on it is provisional (暂定，待国务院办公厅公布) */
  readonly published: boolean
}
export interface Deadline { readonly due: string; readonly dueAt?: string; readonly rolled: boolean; readonly provisional: boolean; readonly days: readonly Day[] }
/** A limit in one unit. Calendar days roll off a rest day (民法典 §203) unless `rolls` is false; hours start at an instant and never roll. */
export type Term = { readonly start: string } & ({ readonly workdays: number } | { readonly days: number; readonly rolls?: boolean } | { readonly hours: number })
/** The days d with from < d ≤ to, sorted out. restDays = weekends + holidays; `names` tells the holidays apart. */
export interface Span {
  readonly calendarDays: number
  readonly workdays: number
  readonly restDays: number
  readonly weekends: number
  readonly holidays: number
  readonly makeups: number
  readonly names: readonly { readonly name: string; readonly days: number }[]
  readonly provisional: boolean
}
export interface Calendar {
  readonly today: (now: string) => string
  readonly beijing: (now: string) => { date: string; time: string }
  readonly day: (date: string) => Day
  readonly addDays: (start: string, n: number) => string
  /** The n-th working day after the start, which is not counted; before it when n is negative; the start itself when n is 0. */
  readonly addWorkdays: (start: string, n: number) => string
  /** The date itself if worked, else the next working day. */
  readonly rollForward: (date: string) => string
  /** Working days d with from < d ≤ to. */
  readonly workdaysBetween: (from: string, to: string) => number
  /** Rest days of the notices, d with from < d ≤ to. */
  readonly holidaysBetween: (from: string, to: string) => number
  readonly workdaysIn: (year: number) => number
  /** Does any day d with from < d ≤ to lack its published notice? */
  readonly provisional: (from: string, to: string) => boolean
  readonly deadline: (term: Term) => Deadline
  readonly span: (from: string, to: string) => Span
  /** What is lacking for this and the next year. */
  readonly warnings: (today: string) => { year: number; code: 'missing' | 'unpublished' }[]
}

const DAY = 86_400_000, BEIJING = 8 * 3_600_000
const refuse = (message: string): never => { throw new RangeError(message) }

/** The same few dates and instants are read again and again while a page folds its clocks. */
function remember<T>(read: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>()
  return (text) => {
    let value = kept.get(text)
    if (value === undefined) { if (kept.size > 4096) kept.clear(); kept.set(text, value = read(text)) }
    return value
  }
}

/** Days since 1970-01-01; a date that is not on the calendar is refused. */
const numberOf = remember((date: string): number => {
  const [, y, m, d] = /^([1-9]\d{3})-(\d\d)-(\d\d)$/.exec(date) ?? refuse(`not a date YYYY-MM-DD: ${date}`)
  const ms = Date.UTC(+y!, +m! - 1, +d!), at = new Date(ms)
  return at.getUTCMonth() === +m! - 1 && at.getUTCDate() === +d! ? ms / DAY : refuse(`no such date: ${date}`)
})
const yearOf = (n: number): number => new Date(n * DAY).getUTCFullYear()
const weekdayOf = (n: number): number => ((n + 3) % 7 + 7) % 7 + 1
function dateOf(n: number): string {
  const year = yearOf(n)
  return year >= 1000 && year <= 9999 ? new Date(n * DAY).toISOString().slice(0, 10) : refuse('beyond the calendar: years 1000 to 9999')
}
const whole = (n: number): number => Number.isInteger(n) ? n : refuse(`not a whole number of days: ${n}`)

/** Milliseconds of an ISO instant; one without a zone would mean another moment in another process and is refused. */
export const instant = remember((at: string): number => {
  const [, date] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(at) ?? refuse(`not an instant with its zone: ${at}`)
  numberOf(date!)
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? refuse(`no such instant: ${at}`) : ms
})
/** Date and clock time in Beijing (UTC+8 all year), whatever zone the process runs in. */
export function beijing(now: string): { date: string; time: string } {
  const iso = new Date(instant(now) + BEIJING).toISOString()
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) }
}
/** The date in Beijing. */
export const today = remember((now: string): string => beijing(now).date)
/** Calendar days d with from < d ≤ to; negative when to is earlier. */
export const daysBetween = (from: string, to: string): number => numberOf(to) - numberOf(from)

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
/** Month/day of the lunar calendar: '1/1' 春节, '5/5' 端午, '8/15' 中秋; a leap month carries 'bis'. */
const lunarOf = (n: number): string => {
  const part = Object.fromEntries(lunar.formatToParts(n * DAY).map(({ type, value }) => [type, value]))
  return `${part.month}/${part.day}`
}
/** 春节 where ICU errs by a day, the new moon being minutes from midnight (tc39/test262#4769); its other dates of 2004–2099 agree with two almanacs. */
const SPRING: Readonly<Record<number, string>> = { 2027: '2027-02-06', 2030: '2030-02-03' }
/**
 * The thirteen statutory holidays of a year by 《全国年节及纪念日放假办法》 as revised for 2025, with neither substitute nor make-up days:
 * all that is certain before the notice. 清明 by the almanac formula, good for 1901–2099.
 */
function statutory(year: number): Map<number, string> {
  const on = (month: number, day: number) => Date.UTC(year, month - 1, day) / DAY
  const moon = (wanted: string, from: number) => Array.from({ length: 40 }, (_, i) => from + i).find((n) => lunarOf(n) === wanted)
  const run = (name: string, first: number | undefined, length: number) => first === undefined ? [] : Array.from({ length }, (_, i): [number, string] => [first + i, name])
  const spring = SPRING[year] ? numberOf(SPRING[year]) : moon('1/1', on(1, 19)), y = year % 100
  return new Map([
    ...run('元旦', on(1, 1), 1),
    ...run('春节', spring && spring - 1, 4),
    ...run('清明节', on(4, Math.floor(y * 0.2422 + (year < 2000 ? 5.59 : 4.81)) - Math.floor(y / 4)), 1),
    ...run('劳动节', on(5, 1), 2),
    ...run('端午节', moon('5/5', on(5, 25)), 1),
    ...run('中秋节', moon('8/15', on(9, 5)), 1),
    ...run('国庆节', on(10, 1), 3),
  ])
}

const KINDS: readonly DayKind[] = ['work', 'weekend', 'holiday', 'makeup']
/** One year laid out: kind of each day, running sums of working days and holidays before each day, the working days in order. */
interface Table { first: number; kind: Uint8Array; work: Uint16Array; rest: Uint16Array; nth: Uint16Array; firm: number; names: Map<number, string> }

/** The working calendar out of all years' notices, which are merged before anything is asked. Tables are laid out when first needed. */
export function openCalendar(years: readonly CalendarYear[]): Calendar {
  const known = new Map<number, CalendarYear>(), notice = new Map<number, { name: string; off: boolean }>()
  for (const year of years) {
    if (known.has(year.year)) refuse(`the calendar holds ${year.year} twice`)
    known.set(year.year, year)
    for (const { date, name, off } of year.published ? year.days : []) {
      const n = numberOf(date)
      if (notice.has(n) && notice.get(n)!.off !== off) refuse(`two notices disagree on ${date}`)
      notice.set(n, { name, off })
    }
  }
  const published = (year: number) => known.get(year)?.published === true
  const tables = new Map<number, Table>()
  function layOut(year: number): Table {
    const first = numberOf(`${year}-01-01`), length = Date.UTC(year + 1, 0, 1) / DAY - first
    const rule = published(year) ? new Map<number, string>() : statutory(year), names = new Map<number, string>()
    const kind = new Uint8Array(length), work = new Uint16Array(length + 1), rest = new Uint16Array(length + 1), nth: number[] = []
    for (let i = 0; i < length; i++) {
      const n = first + i, said = notice.get(n), name = said?.name ?? rule.get(n)
      kind[i] = said ? (said.off ? 2 : 3) : rule.has(n) ? 2 : weekdayOf(n) > 5 ? 1 : 0
      if (name) names.set(n, name)
      const works = kind[i] === 0 || kind[i] === 3
      if (works) nth.push(i)
      work[i + 1] = work[i]! + (works ? 1 : 0)
      rest[i + 1] = rest[i]! + (kind[i] === 2 ? 1 : 0)
    }
    // A notice has reached back to 29 December (2019), so the last three days wait for the next year's notice.
    return { first, kind, work, rest, nth: Uint16Array.from(nth), names, firm: !published(year) ? 0 : published(year + 1) ? length : length - 3 }
  }
  const table = (year: number): Table => { let t = tables.get(year); if (!t) tables.set(year, t = layOut(year)); return t }
  const at = (n: number): [Table, number] => { const t = table(yearOf(n)); return [t, n - t.first] }

  const works = (n: number): boolean => { const [t, i] = at(n); return t.work[i + 1]! > t.work[i]! }
  const between = (from: number, to: number, sums: 'work' | 'rest'): number => {
    if (to <= from) return 0
    const [a, i] = at(from), [b, j] = at(to)
    let sum = b[sums][j + 1]! - a[sums][i + 1]!
    for (let year = yearOf(from); year < yearOf(to); year++) sum += table(year)[sums].at(-1)!
    return sum
  }
  const step = (start: number, n: number): number => {
    if (n === 0) return start
    let year = yearOf(start)
    const [t, i] = at(start)
    let k = n > 0 ? t.work[i + 1]! + n - 1 : t.work[i]! + n
    while (k >= table(year).nth.length) k -= table(year++).nth.length
    while (k < 0) k += table(--year).nth.length
    return table(year).first + table(year).nth[k]!
  }
  const open = (from: number, to: number): boolean => {
    for (let year = yearOf(from + 1); from < to && year <= yearOf(to); year++) {
      const t = table(year)
      if (Math.min(to - t.first, t.kind.length - 1) >= t.firm) return true
    }
    return false
  }
  const roll = (n: number): number => works(n) ? n : step(n, 1)
  const day = (n: number): Day => {
    const [t, i] = at(n), name = t.names.get(n)
    return { date: dateOf(n), weekday: weekdayOf(n), working: works(n), kind: KINDS[t.kind[i]!]!, ...(name && { name }), published: i < t.firm }
  }
  const passed = (from: number, to: number): Day[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => day(from + i + 1))

  return {
    today, beijing,
    day: (date) => day(numberOf(date)),
    addDays: (start, n) => dateOf(numberOf(start) + whole(n)),
    addWorkdays: (start, n) => dateOf(step(numberOf(start), whole(n))),
    rollForward: (date) => dateOf(roll(numberOf(date))),
    workdaysBetween: (from, to) => between(numberOf(from), numberOf(to), 'work'),
    holidaysBetween: (from, to) => between(numberOf(from), numberOf(to), 'rest'),
    workdaysIn: (year) => table(year).nth.length,
    provisional: (from, to) => open(numberOf(from), numberOf(to)),
    deadline: (term) => {
      if ('hours' in term) {
        const dueAt = new Date(instant(term.start) + term.hours * 3_600_000).toISOString(), due = today(dueAt)
        return { due, dueAt, rolled: false, provisional: false, days: passed(numberOf(today(term.start)), numberOf(due)) }
      }
      const start = numberOf(term.start.length > 10 ? today(term.start) : term.start)
      const last = 'workdays' in term ? step(start, whole(term.workdays)) : start + whole(term.days)
      const due = 'days' in term && term.rolls !== false ? roll(last) : last
      return { due: dateOf(due), rolled: due !== last, provisional: open(start, due), days: passed(start, due) }
    },
    span: (from, to) => {
      const days = passed(numberOf(from), numberOf(to)), of = (kind: DayKind) => days.filter((d) => d.kind === kind).length
      const names = new Map<string, number>()
      for (const { kind, name } of days) if (kind === 'holiday' && name) names.set(name, (names.get(name) ?? 0) + 1)
      return {
        calendarDays: days.length, workdays: days.filter((d) => d.working).length, restDays: of('weekend') + of('holiday'),
        weekends: of('weekend'), holidays: of('holiday'), makeups: of('makeup'),
        names: [...names].map(([name, days]) => ({ name, days })), provisional: days.some((d) => !d.published),
      }
    },
    warnings: (date) => [0, 1].map((i) => yearOf(numberOf(date)) + i).filter((year) => !published(year))
      .map((year) => ({ year, code: known.has(year) ? 'unpublished' : 'missing' })),
  }
}
