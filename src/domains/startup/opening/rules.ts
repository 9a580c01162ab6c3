/** What differs from hospital to hospital when a study starts: typed, never prose. Nothing given: as in the common dossier. */
export const dispensings = ['gcp-pharmacy', 'pharmacy', 'department', 'none'] as const
export const payments = ['common', 'annex'] as const
export const insurances = ['common', 'endorsement'] as const
export interface Variation {
  /** whom a participant of this site calls, printed in its consent form */
  readonly telephone: string | null
  readonly email: string | null
  /** compensation for a visit, 分 */
  readonly compensationFen: number | null
  /** the site's own version of the consent form (V2.1-C01); its parent is the lead's */
  readonly consentVersion: string | null
  readonly dispensing: typeof dispensings[number] | null
  readonly payment: typeof payments[number]
  readonly insurance: typeof insurances[number]
  /** when the site expects its initiation visit, and its first consent */
  readonly startOn: string | null
  readonly consentOn: string | null
}
export const nothing: Variation = { telephone: null, email: null, compensationFen: null, consentVersion: null, dispensing: null, payment: 'common', insurance: 'common', startOn: null, consentOn: null }
export interface Chosen extends Variation { readonly orgId: string; readonly investigatorId: string; readonly planned: number }
export interface Known {
  /** the hospitals of the alliance with their investigators */
  readonly hospitals: readonly { readonly orgId: string; readonly name: string; readonly short: string; readonly investigators: readonly { readonly id: string; readonly name: string; readonly department: string }[] }[]
  /** hospitals where a start of this study is open now */
  readonly running: readonly string[]
  readonly leadOrgId: string
  readonly today: string
}
export interface Fault { readonly field: string; readonly code: string; readonly facts?: Record<string, string | number> }

const telephone = /^\+?[\d\s\-()（）]{5,30}((转|ext\.?|x)\s*\d{1,6})?$/i, email = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/
/** A visit's compensation above this is a slip of the keyboard: 10 万元, in 分. */
export const mostCompensationFen = 10_000_000
/** Why one chosen hospital cannot be opened: every reason, by field; empty means it can. The same in the browser and at the door. */
export function unopenable(sites: readonly Chosen[], at: number, known: Known): Fault[] {
  const s = sites[at]!, hospital = known.hospitals.find((h) => h.orgId === s.orgId), first = sites.findIndex((x) => x.orgId === s.orgId)
  const same = s.consentVersion ? sites.findIndex((x) => x.consentVersion?.toLowerCase() === s.consentVersion!.toLowerCase()) : at
  const faults: (Fault | false)[] = [
    !hospital && { field: 'orgId', code: 'not-in-alliance' },
    first < at && { field: 'orgId', code: 'twice', facts: { row: first + 1 } },
    known.running.includes(s.orgId) && { field: 'orgId', code: 'already-running' },
    s.investigatorId === '' && { field: 'investigatorId', code: 'no-investigator' },
    s.investigatorId !== '' && hospital !== undefined && !hospital.investigators.some((p) => p.id === s.investigatorId) && { field: 'investigatorId', code: 'unknown-investigator' },
    !(Number.isInteger(s.planned) && s.planned >= 1 && s.planned <= 100_000) && { field: 'planned', code: 'no-planned' },
    s.telephone !== null && !telephone.test(s.telephone) && { field: 'telephone', code: 'odd-telephone' },
    s.email !== null && !email.test(s.email) && { field: 'email', code: 'odd-email' },
    s.compensationFen !== null && !(Number.isInteger(s.compensationFen) && s.compensationFen >= 0 && s.compensationFen <= mostCompensationFen) && { field: 'compensationFen', code: 'odd-compensation' },
    same < at && { field: 'consentVersion', code: 'same-version', facts: { row: same + 1 } },
    s.startOn !== null && s.startOn < known.today && { field: 'startOn', code: 'day-gone' },
    s.consentOn !== null && s.consentOn < known.today && { field: 'consentOn', code: 'day-gone' },
    s.startOn !== null && s.consentOn !== null && s.consentOn < s.startOn && { field: 'consentOn', code: 'consent-before-start' },
  ]
  return faults.filter((f) => f !== false)
}
/** Every reason against opening these hospitals together: all or nothing, told at once. */
export const refusals = (sites: readonly Chosen[], known: Known): { path: string; code: string; facts?: Record<string, string | number> }[] => [
  ...(sites.some((s) => s.orgId === known.leadOrgId) ? [] : [{ path: 'leadOrgId', code: 'startup.begin.lead-not-a-site' }]),
  ...sites.flatMap((_, at) => unopenable(sites, at, known).map((f) => ({ path: `sites.${at}.${f.field}`, code: `startup.begin.${f.code}`, ...(f.facts ? { facts: f.facts } : {}) }))),
]

/** 元 as people type them, in 分; undefined when it is no sum. */
export const fenOf = (text: string): number | null | undefined => {
  const bare = text.trim().replace(/[,，\s¥￥]|元$/g, '').replace(/^CNY/i, '')
  if (bare === '') return null
  const [, whole, part = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(bare) ?? []
  return whole === undefined ? undefined : Number(BigInt(whole) * 100n + BigInt(part.padEnd(2, '0')))
}
export const yuanOf = (fen: number | null): string => (fen === null ? '' : fen % 100 === 0 ? String(fen / 100) : `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`)
const dayOf = (text: string): string | null | undefined => {
  const [, y, m, d] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim()) ?? []
  if (text.trim() === '') return null
  if (!y) return undefined
  const day = `${y}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}`
  return !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? day : undefined
}

export type Column = 'hospital' | 'investigator' | keyof Omit<Chosen, 'orgId' | 'investigatorId'>
export const columnNames: readonly Column[] = ['hospital', 'investigator', 'planned', 'telephone', 'email', 'compensationFen', 'consentVersion', 'dispensing', 'payment', 'insurance', 'startOn', 'consentOn']
/** The words by which a column or a choice is known in the languages people paste: `医院|机构|hospital`. */
export type Words = (key: string) => string
export interface Pasted { readonly line: number; readonly said: string; readonly site: Chosen; readonly faults: readonly Fault[] }
const plain = (text: string) => text.normalize('NFKC').replace(/[\s（）()·・.，,、\-—_：:*]/g, '').toLowerCase()
const among = (words: string, said: string) => words.split('|').some((w) => plain(w) === plain(said))

/** Rows copied from a spreadsheet (tabs) or a text table (commas), each matched to a hospital and an investigator, or told why not. Without a head: 医院, 主要研究者, 例数. */
export function pasted(text: string, known: Pick<Known, 'hospitals'>, words: Words): Pasted[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').map((l, i) => ({ line: i + 1, cells: (l.includes('\t') ? l.split('\t') : l.split(/[,，;；]/)).map((c) => c.trim().replace(/^"(.*)"$/s, '$1').trim()) })).filter((l) => l.cells.some((c) => c !== ''))
  const head = lines[0]?.cells.map((c) => columnNames.find((n) => among(words(`head.${n}`), c))) ?? []
  const headed = head.filter((c) => c !== undefined).length >= 2, order = headed ? head : columnNames.slice(0, 3)
  return (headed ? lines.slice(1) : lines).map(({ line, cells }) => {
    const said = (name: Column) => { const at = order.indexOf(name); return at < 0 ? '' : cells[at] ?? '' }, faults: Fault[] = []
    const fault = <T>(field: string, code: string, facts: Fault['facts'], value: T): T => { faults.push({ field, code, ...(facts ? { facts } : {}) }); return value }
    const asked = plain(said('hospital')), exact = known.hospitals.filter((h) => plain(h.name) === asked || plain(h.short) === asked), near = exact.length > 0 || asked.length < 2 ? exact : known.hospitals.filter((h) => plain(h.name).includes(asked) || plain(h.short).includes(asked))
    const hospital = near.length === 1 ? near[0] : undefined
    if (!hospital) fault('orgId', near.length > 1 ? 'several-hospitals' : 'hospital-not-found', near.length > 1 ? { said: said('hospital'), names: near.slice(0, 4).map((h) => h.short).join('、') } : { said: said('hospital') }, null)
    const person = plain(said('investigator')), people = hospital && person ? hospital.investigators.filter((p) => plain(p.name) === person || plain(`${p.name}${p.department}`) === person || plain(`${p.department}${p.name}`) === person) : []
    if (hospital && person && people.length !== 1) fault('investigatorId', people.length > 1 ? 'several-investigators' : 'investigator-not-found', people.length > 1 ? { said: said('investigator'), names: people.map((p) => p.department).join('、') } : { said: said('investigator'), names: hospital.investigators.map((p) => p.name).join('、') || '—' }, null)
    const count = said('planned').replace(/[,，\s]|例$/g, ''), planned = /^\d{1,6}$/.test(count) ? Number(count) : count === '' ? 0 : fault('planned', 'odd-planned', { said: said('planned') }, 0)
    const choice = <T extends string>(name: 'dispensing' | 'payment' | 'insurance', values: readonly T[], none: T | null): T | null => { const v = said(name); return v === '' ? none : values.find((x) => among(words(`${name}.${x}`), v)) ?? fault(name, 'odd-choice', { said: v }, none) }
    const fen = fenOf(said('compensationFen')), [startOn, consentOn] = (['startOn', 'consentOn'] as const).map((n) => { const d = dayOf(said(n)); return d === undefined ? fault(n, 'odd-day', { said: said(n) }, null) : d }) as [string | null, string | null]
    return { line, said: said('hospital'), faults, site: {
      orgId: hospital?.orgId ?? '', investigatorId: people.length === 1 ? people[0]!.id : '', planned, telephone: said('telephone') || null, email: said('email') || null,
      compensationFen: fen === undefined ? fault('compensationFen', 'odd-sum', { said: said('compensationFen') }, null) : fen, consentVersion: said('consentVersion') || null,
      dispensing: choice('dispensing', dispensings, null), payment: choice('payment', payments, 'common') ?? 'common', insurance: choice('insurance', insurances, 'common') ?? 'common', startOn, consentOn,
    } }
  })
}
