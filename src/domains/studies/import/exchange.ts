// Longer than a room's usual file: two register formats meet one vocabulary here and are read best side by side.
import { readCount } from '#kernel/exchange/count.ts'
import { columnKey, delimiterOf, readCsv } from '#kernel/exchange/csv.ts'
import { readDate } from '#kernel/exchange/date.ts'
import { FileFault, filled, type FaultFacts } from '#kernel/exchange/fault.ts'
import { each, list, object, parseJson, text } from '#kernel/exchange/json.ts'
import { fileFaultLabels } from '#kernel/exchange/labels.ts'
import { MASK, mask, namePattern } from '#kernel/exchange/mask.ts'
import { bareName, orgClass, personal, titled, type OrgClass } from '#kernel/exchange/name.ts'
import { decode, hides, lines, oneLine, plain, type Encoding } from '#kernel/exchange/text.ts'

export { FileFault } from '#kernel/exchange/fault.ts'

export type IdentifierKind = 'nct' | 'chictr' | 'ctr' | 'euctr' | 'isrctn' | 'jprn' | 'actrn' | 'ntr' | 'other' | 'protocol'
export interface Identifier { readonly kind: IdentifierKind; readonly value: string; readonly valid: boolean }
export type StudyType = 'interventional' | 'observational' | 'expanded-access' | 'other'
export type Phase = '0' | '1' | '1/2' | '2' | '2/3' | '3' | '4' | 'na'
export type RegistryStatus =
  | 'not-yet-recruiting' | 'recruiting' | 'by-invitation' | 'not-recruiting' | 'authorised' | 'completed'
  | 'suspended' | 'terminated' | 'withdrawn' | 'available' | 'no-longer-available'
export type ProductKind = 'drug' | 'device' | 'ivd' | 'procedure' | 'behavioural' | 'biological' | 'other'
/** How the kind of product is known: the register says so, its record type implies it, one word of the text suggests it, or it is not stated. */
export type ProductWhy = 'declared' | 'record-type' | 'keyword' | 'not-stated'
export interface Intervention { readonly kind: ProductKind | null; readonly name: string; readonly arm: string | null }
export interface Doubt { readonly field: string; readonly code: DoubtCode; readonly raw: string }
/** A remark on the file that does not stop it. `row` as in RegistryRecord. */
export interface Fault { readonly code: 'row-columns' | 'not-a-study' | 'doubled-column'; readonly row: number | null; readonly column: string | null }

/** One registered study as a register exported it: normalised, without any personal contact, with what is doubtful said. */
export interface RegistryRecord {
  /** CSV: the row as a spreadsheet numbers it (the header is 1). JSON: the place in the list, from 1. */
  readonly row: number
  /** The primary register, by its usual name. */
  readonly source: string
  /** The registration number of this record comes first. */
  readonly identifiers: readonly Identifier[]
  readonly titlePublic: string | null
  readonly titleScientific: string | null
  readonly titleZh: string | null
  readonly acronym: string | null
  readonly sponsorName: string | null
  readonly sponsorClass: OrgClass | null
  readonly collaborators: readonly string[]
  readonly studyType: StudyType | null
  readonly phase: Phase | null
  readonly status: RegistryStatus | null
  /** Participants, all arms together. */
  readonly targetSize: number | null
  readonly targetSizeText: string
  readonly arms: readonly { readonly name: string; readonly size: number | null }[]
  readonly startOn: string | null
  readonly registeredOn: string | null
  readonly conditions: readonly string[]
  readonly interventions: readonly Intervention[]
  readonly productKind: ProductKind | null
  readonly productWhy: ProductWhy
  readonly countries: readonly string[]
  readonly sites: readonly { readonly facility: string; readonly city: string | null }[]
  /** Several lines where the register has several lines. */
  readonly criteria: { readonly inclusion: string | null; readonly exclusion: string | null }
  /** Personal contacts left behind, and personal details masked in free text. */
  readonly contactsMasked: number
  /** As they stood in the file, white space and all; personal details masked. */
  readonly raw: { readonly phase: string; readonly studyType: string; readonly status: string; readonly targetSize: string }
  readonly doubts: readonly Doubt[]
  /** A person must look before it is made, and why. */
  readonly queued: boolean
  readonly queue: readonly QueueCode[]
  /** The earlier row that says exactly the same: nothing to make. */
  readonly duplicateOf: number | null
}
export interface Reading {
  readonly file: string
  readonly format: 'ctgov-v2' | 'ictrp-csv' | 'ictrp-processed'
  readonly encoding: Encoding
  readonly records: readonly RegistryRecord[]
  readonly faults: readonly Fault[]
}

/** What both formats are brought to before the one vocabulary is applied. Text as it stood. */
interface Entry {
  row: number; source: string; id: string; otherIds: { value: string; kind?: IdentifierKind }[]
  titlePublic: string; titleScientific: string; acronym: string
  sponsor: string; sponsorClass: string; collaborators: string[]
  studyType: string; phase: string; status: string; size: string; arms: string[]
  registered: string; started: string
  conditions: string[]; interventions: Intervention[]
  countries: string[]; sites: { facility: string; city: string }[]
  inclusion: string; exclusion: string
  contacts: number; names: string[]; bridged: boolean; shifted: boolean
}

// --- vocabulary -------------------------------------------------------------------------------------------------

const registers: readonly (readonly [name: string, kind: IdentifierKind, number: RegExp, alias: RegExp])[] = [
  ['ClinicalTrials.gov', 'nct', /^NCT\d{8}$/, /^clinicaltrials|^nct/],
  ['ChiCTR', 'chictr', /^ChiCTR(?:\d{10}|-[A-Z]{2,6}-\d{8})$/, /chictr|chineseclinicaltrial|中国临床试验注册/],
  ['CDE', 'ctr', /^CTR\d{8}$/, /^cde$|chinadrugtrials|药物临床试验登记/],
  ['CTIS', 'euctr', /^(?:CTIS)?\d{4}-5\d{5}-\d{2}-\d{2}$/, /^ctis|clinicaltrialsinformationsystem/],
  ['EU Clinical Trials Register', 'euctr', /^(?:EUCTR)?\d{4}-\d{6}-\d{2}(?:-[A-Z0-9]{2,8})?$/, /euclinicaltrials?register|^euctr|eudract/],
  ['ISRCTN', 'isrctn', /^ISRCTN\d{8}$/, /isrctn/],
  ['JPRN', 'jprn', /^(?:JPRN-)?(?:UMIN\d{9}|JapicCTI-\d{6}|JMA-IIA\d{5}|jRCTs?\d{9,10})$/, /^jprn|^jrct|^umin|japic/],
  ['ANZCTR', 'actrn', /^ACTRN\d{14}$/, /anzctr|^actrn/],
  ['Netherlands Trial Register', 'ntr', /^(?:NTR|NL)(?:\d{1,5}|-OMON\d{4,6})$/, /netherlandstrial|^ntr|^nl/],
  ['German Clinical Trials Register', 'other', /^DRKS\d{8}$/, /germanclinical|^drks/],
  ['IRCT', 'other', /^IRCT\d{8,20}(?:N\d{1,3})?$/, /^irct|iranianregistry/],
  ['CTRI', 'other', /^CTRI\/\d{4}\/\d{2,3}\/\d{6}$/, /^ctri|indiaclinical/],
  ['CRIS', 'other', /^KCT\d{7}$/, /^cris|^kct|korea/],
  ['TCTR', 'other', /^TCTR\d{11}$/, /^tctr|thaiclinical/],
  ['PACTR', 'other', /^PACTR\d{15,16}$/, /pactr|panafrican/],
  ['ReBec', 'other', /^RBR-[0-9a-z]{6,8}$/, /rebec|^rbr/],
  ['RPCEC', 'other', /^RPCEC\d{8}$/, /rpcec|cuban/],
  ['SLCTR', 'other', /^SLCTR\/\d{4}\/\d{3}$/, /slctr|srilanka/],
  ['ITMCTR', 'other', /^ITMCTR\d{10}$/, /itmctr/],
  ['MR', 'other', /^MR-\d{2}-\d{2}-\d{6}$/, /^mr$|医学研究登记备案/],
]
const types: readonly (readonly [RegExp, StudyType])[] = [
  [/^intervention/, 'interventional'], [/^observation/, 'observational'], [/^expanded access/, 'expanded-access'],
  [/^干预/, 'interventional'], [/^观察/, 'observational'],
]
const statuses: Record<string, RegistryStatus> = {
  'not yet recruiting': 'not-yet-recruiting', pending: 'not-yet-recruiting', 尚未招募: 'not-yet-recruiting', 尚未开始: 'not-yet-recruiting',
  recruiting: 'recruiting', open: 'recruiting', 'open to recruitment': 'recruiting', 正在招募: 'recruiting', 招募中: 'recruiting', 'enrolling by invitation': 'by-invitation',
  'not recruiting': 'not-recruiting', 'active not recruiting': 'not-recruiting', 'no longer recruiting': 'not-recruiting', 'closed to recruitment': 'not-recruiting', 停止招募: 'not-recruiting',
  authorised: 'authorised', authorized: 'authorised', ongoing: 'authorised',
  completed: 'completed', complete: 'completed', 已完成: 'completed', suspended: 'suspended', 'temporary halt': 'suspended', 'temporarily halted': 'suspended', 暂停: 'suspended',
  terminated: 'terminated', stopped: 'terminated', 'prematurely ended': 'terminated', 终止: 'terminated', withdrawn: 'withdrawn', 撤回: 'withdrawn',
  available: 'available', 'no longer available': 'no-longer-available', 'temporarily not available': 'no-longer-available',
}
const kinds: readonly (readonly [RegExp, ProductKind])[] = [
  [/^traditional medicine (?:drug|western)|^tcm drug/, 'drug'], [/^(?:biological|genetic|atmp)/, 'biological'], [/^other device|^device/, 'device'], [/^diagnostic test/, 'ivd'],
  [/^(?:procedure|radiation|other surgery)/, 'procedure'], [/^behaviou?ral|^o(?:t?her) (?:psych|exercise|physio)/, 'behavioural'], [/^drug/, 'drug'],
  [/^(?:dietary supplement|supplement|combination product|other|traditional medicine)/, 'other'],
]
const keywords: readonly (readonly [RegExp, ProductKind])[] = [
  [/\b(?:tablets?|capsules?|granules?|injections?|oral liquid|decoction)\b|片剂|胶囊|颗粒|注射液|口服液/i, 'drug'],
  [/stem cells?|convalescent plasma|vaccine|interferon|antibod|干细胞|疫苗|血浆/i, 'biological'],
  [/\bstents?\b|\blens(?:es)?\b|\bdevices?\b|membrane|nebuli[sz]er|支架|器械/i, 'device'],
  [/surgery|surgical|an(?:a?e)sthesia|\bECMO\b|acupuncture|手术|麻醉|针刺/i, 'procedure'],
  [/psychological|exercise|health education|\bqigong\b|心理|健康教育|运动/i, 'behavioural'],
]
const phaseNames: ReadonlySet<string> = new Set(['0', '1', '1/2', '2', '2/3', '3', '4'])
const numerals: Record<string, string> = { 0: '0', 1: '1', 2: '2', 3: '3', 4: '4', i: '1', ii: '2', iii: '3', iv: '4' }
const nothing = /^(?:nil|na|n a|none|no|null|nan|not applicable|not available|not provided|no intervention|no (?:country|status|sponsor name|sponsor) given|无|不适用)$/
const regions: Record<string, string> = {
  'the netherlands': 'Netherlands', 'united states of america': 'United States', 'viet nam': 'Vietnam', 'korea, republic of': 'South Korea', 'iran, islamic republic of': 'Iran', 'russian federation': 'Russia',
  'hong kong': 'China (Hong Kong)', taiwan: 'China (Taiwan)', 'taiwan, province of china': 'China (Taiwan)', macau: 'China (Macao)', macao: 'China (Macao)',
}

// --- values -----------------------------------------------------------------------------------------------------

const word = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
const blank = (text: string) => nothing.test(word(text)) || !word(text)
const unique = (texts: readonly string[]) => [...new Map(texts.map((text) => [text.toLowerCase(), text] as const).reverse()).values()].reverse()

/** The number with the register's own capitals, its kind, and whether it has the register's form. */
export const readIdentifier = (text: string, kind?: IdentifierKind): Identifier => {
  const bare = oneLine(text).normalize('NFKC').replace(/\s/g, '')
  if (kind === 'protocol') return { kind, value: oneLine(text), valid: bare.length > 0 }
  for (const prefix of ['NCT', 'ChiCTR', 'CTR', 'EUCTR', 'CTIS', 'ISRCTN', 'JPRN-', 'UMIN', 'jRCT', 'ACTRN', 'NTR', 'NL', 'DRKS', 'IRCT', 'CTRI', 'KCT', 'TCTR', 'PACTR', 'MR-', '']) {
    if (!bare.toLowerCase().startsWith(prefix.toLowerCase())) continue
    const value = prefix + bare.slice(prefix.length)
    const found = registers.find(([, , number]) => number.test(value))
    if (found) return { kind: found[1], value, valid: true }
  }
  const near = registers.find(([, , , alias]) => alias.test(columnKey(bare)))
  return { kind: near?.[1] ?? 'other', value: bare, valid: false }
}
const registerOf = (number: string) => registers.find(([, , pattern]) => pattern.test(number))?.[0]

const readPhase = (raw: string): Phase | 'missing' | 'combined' | 'unknown' => {
  const text = plain(raw).normalize('NFKC')
  const yes = [...text.matchAll(/\(phase (i{1,3}|iv)\)\s*:\s*(yes|no)/gi)]
  const words = yes.length > 0 ? yes.filter((line) => line[2]!.toLowerCase() === 'yes').map((line) => line[1]!.toLowerCase())
    : word(text).replace(/phase|临床试验|[期与和]/g, ' ').split(' ').filter((part) => part && part !== 'and')
  if (words.length === 0) return 'missing'
  if (/^(?:n a|na|not applicable|不适用|其他)$/.test(words.join(' '))) return 'na'
  if (words[0] === 'early' && words[1] === '1' && words.length === 2) return '0'
  const numbers = words.map((part) => numerals[part.replace(/(?<=.)[abc]$/, '')])
  if (numbers.includes(undefined)) return 'unknown'
  const phase = [...new Set(numbers)].sort().join('/')
  return phaseNames.has(phase) ? phase as Phase : 'combined'
}

const kindOf = (text: string) => kinds.find(([pattern]) => pattern.test(word(text)))?.[1] ?? null
/** `Drug: X;Device: Y`, `arm:treatment;arm:treatment;` or the product lines of a European record. */
const readInterventions = (text: string, source: string): Intervention[] => {
  const rows = lines(text)
  if (source === 'EU Clinical Trials Register') {
    return unique(rows.flatMap((row) => /^(?:Trade Name|Product Name|INN or Proposed INN)\s?:\s?(.+)$/i.exec(row)?.[1] ?? [])).map((name) => ({ kind: 'drug', name, arm: null }))
  }
  const named = rows.filter((row) => /^Intervention (?:Type|Name):/i.test(row)).map((row) => row.replace(/^Intervention (?:Type|Name):\s?/i, ''))
  if (named.length > 0 && named.length % 2 === 0) return named.flatMap((kind, i) => i % 2 === 0 ? [{ kind: kindOf(kind), name: named[i + 1]!, arm: null }] : [])
  const whole = rows.join(' ')
  const typed = /^(?:Drug|Device|Biological|Procedure|Radiation|Behaviou?ral|Genetic|Dietary Supplement|Combination Product|Diagnostic Test|Other)\s?:\s?/i
  if (!typed.test(whole) && source !== 'ChiCTR') return blank(whole) ? [] : [{ kind: null, name: whole, arm: null }]
  const found: { kind: ProductKind | null; name: string; arm: string | null }[] = []
  for (const part of whole.split(';').map((piece) => piece.trim()).filter(Boolean)) {
    const kind = typed.exec(part), cut = part.search(/[:：]/)
    if (kind) found.push({ kind: kindOf(part), name: part.slice(kind[0].length), arm: null })
    else if (cut > 0 && cut < 100) found.push({ kind: null, name: part.slice(cut + 1).trim(), arm: part.slice(0, cut).trim() })
    else if (found.length > 0) found.at(-1)!.name += `; ${part}`
    else found.push({ kind: null, name: part, arm: null })
  }
  return found.filter((one) => !blank(one.name))
}
const readProduct = (interventions: readonly Intervention[], studyType: string): { kind: ProductKind | null; why: ProductWhy; mixed: boolean } => {
  const declared = new Set(interventions.flatMap((one) => one.kind ?? []))
  const products = (['drug', 'biological', 'device', 'ivd'] as const).filter((kind) => declared.has(kind))
  const kind = products[0] ?? (['procedure', 'behavioural', 'other'] as const).find((one) => declared.has(one))
  if (kind) return { kind, why: 'declared', mixed: products.length > 1 }
  if (/medicinal product/i.test(studyType)) return { kind: 'drug', why: 'record-type', mixed: false }
  const text = interventions.map((one) => one.name).join(' ').slice(0, 20_000)
  const hits = keywords.filter(([pattern]) => pattern.test(text))
  return hits.length === 1 ? { kind: hits[0]![1], why: 'keyword', mixed: false } : { kind: null, why: 'not-stated', mixed: false }
}
const readCountries = (texts: readonly string[]) => unique(texts.map(plain).flatMap((text) => text.includes(';') ? text.split(';') : text.split(/,(?!\s?(?:islamic|republic|province|democratic|federa|bolivarian|united|the former|state of)\b)/i))
  .map(oneLine).filter((name) => !blank(name)).map((name) => regions[name.toLowerCase()] ?? name))

// --- one record -------------------------------------------------------------------------------------------------

const institutional = /^(?:INDUSTRY|NIH|FED|OTHER_GOV|NETWORK)$/
const caveat = (read: 'missing' | 'combined' | 'unknown'): DoubtCode => read === 'missing' ? 'phase-missing' : read === 'combined' ? 'phase-combined' : 'phase-unmapped'

const make = (entry: Entry): RegistryRecord => {
  const known = namePattern(entry.names.map(bareName).filter(personal))
  const doubts: Doubt[] = [], queue: QueueCode[] = []
  let masked = entry.contacts
  const say = (text: string) => { const safe = mask(oneLine(text), known); masked += safe.count; return safe.text }
  const paragraphs = (text: string) => { const safe = mask(lines(text).join('\n'), known); masked += safe.count; return safe.text || null }
  const asItStood = (text: string) => { const safe = mask(plain(text), known); return safe.count > 0 || hides(text) ? safe.text : text }
  const doubt = (field: string, code: DoubtCode, raw = '') => void doubts.push({ field, code, raw: asItStood(raw).slice(0, 200).toWellFormed() })
  const organisation = (name: string, declared = '') => {
    const text = oneLine(name), person = declared === 'INDIV' || (!institutional.test(declared) && (personal(text) || titled(text)))
    if (person) masked++
    return person ? MASK : say(text)
  }
  const date = (field: 'startOn' | 'registeredOn', text: string) => {
    const read = readDate(text)
    if (read.why) doubt(field, `date-${read.why}`, text)
    return read.on
  }

  const numbers = [readIdentifier(entry.id), ...entry.otherIds.map((one) => readIdentifier(one.value, one.kind))].filter((one) => one.value)
  const identifiers = [...new Map(numbers.reverse().map((one) => [one.value, one] as const)).values()].reverse().filter((one) => {
    const safe = one.valid && one.kind !== 'protocol' ? 0 : mask(one.value, known).count
    masked += safe
    return safe === 0
  })
  const own = readIdentifier(entry.id).value
  const primary = blank(entry.id) ? undefined : identifiers.find((one) => one.value === own)
  if (!primary) queue.push('identifier-missing')
  else if (!primary.valid) queue.push('identifier-invalid')
  const declared = registers.find(([, , , alias]) => alias.test(columnKey(entry.source))), derived = primary && registerOf(primary.value)
  if (derived && declared && declared[0] !== derived && declared[1] !== primary.kind) doubt('source', 'register-mismatch', entry.source)
  if (!derived && !declared) doubt('source', 'register-unknown', entry.source)

  const titlePublic = blank(entry.titlePublic) ? null : say(entry.titlePublic)
  const titleScientific = blank(entry.titleScientific) ? null : say(entry.titleScientific)
  if (!titlePublic && !titleScientific) queue.push('title-missing')
  else if (!titlePublic) doubt('titlePublic', 'title-missing')
  if (hides(entry.titlePublic + entry.titleScientific + entry.sponsor + entry.acronym)) doubt('titlePublic', 'hidden-characters')

  const sponsorName = blank(entry.sponsor) ? null : organisation(entry.sponsor, entry.sponsorClass)
  if (!sponsorName) doubt('sponsorName', 'sponsor-missing', entry.sponsor)
  if (sponsorName === MASK) doubt('sponsorName', 'sponsor-person')
  const sponsorClass = entry.sponsorClass === 'INDUSTRY' ? 'industry' : institutional.test(entry.sponsorClass) || entry.sponsorClass === 'INDIV' ? 'other'
    : sponsorName && sponsorName !== MASK ? orgClass(sponsorName) ?? (entry.sponsorClass === 'OTHER' ? 'other' : null) : null

  const type = types.find(([pattern]) => pattern.test(word(entry.studyType)))?.[1]
  const studyType = type ?? (blank(entry.studyType) ? null : 'other')
  if (!type) doubt('studyType', studyType ? 'type-unmapped' : 'type-missing', entry.studyType)
  const status = statuses[word(entry.status)] ?? null
  if (!status) doubt('status', blank(entry.status) ? 'status-missing' : 'status-unmapped', entry.status)
  const read = readPhase(entry.phase)
  const readable = read !== 'missing' && read !== 'combined' && read !== 'unknown'
  const phase = readable ? read : studyType === 'observational' && read !== 'combined' ? 'na' : null
  if (!readable && !(phase === 'na' && read === 'missing')) doubt('phase', caveat(read), entry.phase)
  if (phase === '0' && primary?.kind === 'chictr') doubt('phase', 'phase-zero', entry.phase)
  const size = readCount(entry.size)
  if (size.why) doubt('targetSize', `size-${size.why}`, entry.size)
  const product = readProduct(entry.interventions, entry.studyType)
  if (product.why === 'keyword') doubt('productKind', 'product-guessed')
  if (product.mixed) doubt('productKind', 'product-mixed')
  if (!product.kind && studyType !== 'observational') doubt('productKind', 'product-unknown')
  if (entry.bridged) doubt('identifiers', 'other-records')
  if (entry.shifted) queue.push('row-columns')

  const titles = [titlePublic, titleScientific]
  const record = {
    row: entry.row, source: derived ?? declared?.[0] ?? say(entry.source), identifiers,
    titlePublic, titleScientific, titleZh: titles.find((text) => text && /\p{Script=Han}{2}/u.test(text.replaceAll(MASK, ''))) ?? null, acronym: blank(entry.acronym) ? null : say(entry.acronym),
    sponsorName, sponsorClass, collaborators: unique(entry.collaborators.filter((name) => !blank(name)).map((name) => organisation(name))),
    studyType, phase, status, targetSize: size.total, targetSizeText: say(entry.size),
    arms: size.parts.length > 0 ? size.parts.map((arm) => ({ name: say(arm.name), size: arm.size })) : entry.arms.map((name) => ({ name: say(name), size: null })),
    startOn: date('startOn', entry.started), registeredOn: date('registeredOn', entry.registered),
    conditions: unique(entry.conditions.filter((text) => !blank(text)).map(say)),
    interventions: entry.interventions.map((one) => ({ kind: one.kind, name: say(one.name), arm: one.arm === null ? null : say(one.arm) })),
    productKind: product.kind, productWhy: product.why, countries: readCountries(entry.countries).map(say),
    sites: entry.sites.filter((site) => site.facility || site.city).map((site) => {
      if (titled(site.facility)) masked++
      return { facility: titled(site.facility) ? MASK : say(site.facility), city: say(site.city) || null }
    }),
    criteria: { inclusion: paragraphs(entry.inclusion), exclusion: paragraphs(entry.exclusion) },
    raw: { phase: asItStood(entry.phase), studyType: asItStood(entry.studyType), status: asItStood(entry.status), targetSize: asItStood(entry.size) },
  }
  const seen = { contactsMasked: masked, duplicateOf: null, queued: queue.length > 0 }
  return entry.shifted ? { ...record, ...seen, identifiers: identifiers.filter((one) => one.valid), doubts: [], queue: queue.filter((code) => code !== 'title-missing') } : { ...record, ...seen, doubts, queue }
}

/** Same number twice in one file: the same words again make nothing; other words need a person. */
const compared = (records: readonly RegistryRecord[]): RegistryRecord[] => {
  const said = (record: RegistryRecord) => JSON.stringify({ ...record, row: 0 })
  const groups = Map.groupBy(records.filter(({ identifiers: [first] }) => first?.valid && first.kind !== 'protocol'), (one) => one.identifiers[0]!.value)
  const first = new Map<RegistryRecord, number>(), differing = new Set<RegistryRecord>()
  for (const group of groups.values()) {
    if (group.length < 2) continue
    const versions = Map.groupBy(group, said)
    for (const same of versions.values()) for (const later of same.slice(1)) first.set(later, same[0]!.row)
    if (versions.size > 1) for (const one of group) differing.add(one)
  }
  return records.map((one) => {
    const duplicateOf = first.get(one) ?? null
    const queue: QueueCode[] = differing.has(one) ? [...one.queue, 'duplicate-differs'] : [...one.queue]
    return duplicateOf === null && !differing.has(one) ? one : { ...one, duplicateOf, queue, queued: queue.length > 0, doubts: duplicateOf === null ? one.doubts : [...one.doubts, { field: 'identifiers', code: 'duplicate-same', raw: '' }] }
  })
}

// --- the two formats --------------------------------------------------------------------------------------------

const exclusion = /^[ \t*#-]{0,12}(?:key\s)?exclusion criteria\s?:?/im
const criteria = (inclusionText: string, exclusionText: string) => {
  const cut = exclusionText.trim() ? -1 : inclusionText.search(exclusion)
  const head = /^\s*(?:key\s)?(?:inclusion|exclusion) criteria\s*:?/i
  const [inside, outside] = cut < 0 ? [inclusionText, exclusionText] : [inclusionText.slice(0, cut), inclusionText.slice(cut).replace(exclusion, '')]
  return { inclusion: inside.replace(head, ''), exclusion: outside.replace(head, '') }
}

const fromCtgov = (study: unknown, row: number): Entry | null => {
  const section = object(object(study).protocolSection)
  const part = (name: string) => object(section[`${name}Module`])
  const id = part('identification'), design = part('design'), arms = part('armsInterventions'), places = part('contactsLocations'), sponsors = part('sponsorCollaborators'), state = part('status')
  if (Object.keys(id).length === 0) return null
  const lead = object(sponsors.leadSponsor), locations = list(places.locations)
  const people = [...list(places.centralContacts), ...list(places.overallOfficials), ...locations.flatMap((one) => list(object(one).contacts))]
  const party = object(sponsors.responsibleParty), names = [...each(people, 'name'), text(party.investigatorFullName), text(party.oldNameTitle)].filter(Boolean)
  return {
    row, source: 'ClinicalTrials.gov', id: text(id.nctId),
    otherIds: [{ value: text(object(id.orgStudyIdInfo).id), kind: 'protocol' as const }, ...[...each(id.secondaryIdInfos, 'id'), ...list(id.nctIdAliases).map(text)].map((value) => ({ value }))].filter((one) => !blank(one.value)),
    titlePublic: text(id.briefTitle), titleScientific: text(id.officialTitle), acronym: text(id.acronym),
    sponsor: text(lead.name), sponsorClass: text(lead.class), collaborators: each(sponsors.collaborators, 'name'),
    studyType: text(design.studyType), phase: list(design.phases).map(text).join('/'), status: text(state.overallStatus), size: text(object(design.enrollmentInfo).count), arms: each(arms.armGroups, 'label'),
    registered: text(state.studyFirstSubmitDate), started: text(object(state.startDateStruct).date),
    conditions: list(part('conditions').conditions).map(text),
    interventions: list(arms.interventions).map(object).filter((one) => !blank(text(one.name))).map((one) => ({ kind: kindOf(text(one.type)), name: text(one.name), arm: null })),
    countries: [unique(each(locations, 'country')).join(';') + ';'], sites: locations.map(object).map((one) => ({ facility: text(one.facility), city: text(one.city) })),
    ...criteria(text(part('eligibility').eligibilityCriteria), ''),
    contacts: people.length + names.length - each(people, 'name').length, names, bridged: false, shifted: false,
  }
}
const readCtgov = (value: unknown, faults: Fault[]): Entry[] => {
  const top = object(value)
  const studies = 'protocolSection' in top ? [value] : Array.isArray(value) ? value : Array.isArray(top.studies) ? top.studies : null
  const old = (one: unknown) => ['FullStudiesResponse', 'StudyFieldsResponse', 'FullStudy', 'Study', 'ProtocolSection'].some((key) => Object.hasOwn(object(one), key))
  if (!studies || old(studies[0])) throw new FileFault('wrong-format', old(value) || old(studies?.[0]) ? { hint: 'ctgov-v1' } : {})
  if (studies.length === 0) throw new FileFault('no-records')
  if (studies.length > RECORDS) throw new FileFault('too-large', { hint: 'records', limit: RECORDS })
  const entries = studies.flatMap((study, i) => {
    const entry = fromCtgov(study, i + 1)
    if (!entry) faults.push({ code: 'not-a-study', row: i + 1, column: null })
    return entry ?? []
  })
  if (entries.length === 0) throw new FileFault('wrong-format')
  return entries
}

/** The most records one file may hold. */
const RECORDS = 20_000
const telling = ['trialid', 'publictitle', 'scientifictitle', 'primarysponsor', 'normedsponnames', 'sourceregister', 'recruitmentstatus', 'studytype', 'targetsize', 'dateregistration']
const pairs = (first: string, last: string) => {
  const given = first.split(';').map(oneLine), family = last.split(';').map(oneLine)
  return Array.from({ length: Math.max(given.length, family.length) }, (_, i) => [given[i] ?? '', family[i] ?? ''] as const).filter(([a, b]) => a || b)
}
const fromIctrp = (cell: (...columns: string[]) => string, row: number, shifted: boolean): Entry => {
  // Entities are resolved before anything is split: they end in a semicolon themselves.
  const clean = (...columns: string[]) => plain(cell(...columns))
  const people = pairs(clean('contactfirstname'), clean('contactlastname', 'contactname'))
  const reached = Math.max(blank(cell('contacttel') + cell('contactaddress')) ? 0 : 1, clean('contactemail').split(';').filter((part) => !blank(part)).length)
  const source = cell('sourceregister'), register = registerOf(readIdentifier(cell('trialid')).value) ?? source
  const typed = cell('interventiontype'), free = cell('intervention', 'interventions')
  const interventions = !typed ? readInterventions(free, register) : blank(free) ? [] : [{ kind: kindOf(typed), name: free, arm: null }]
  return {
    row, source, id: cell('trialid'), otherIds: clean('secondaryids', 'secondaryid').split(/[;\n]/).filter((value) => !blank(value)).map((value) => ({ value })),
    titlePublic: cell('publictitle'), titleScientific: cell('scientifictitle'), acronym: cell('acronym'),
    sponsor: cell('primarysponsor', 'normedsponnames'), sponsorClass: '', collaborators: clean('secondarysponsor', 'secondarysponsors').split(';'),
    studyType: cell('studytype'), phase: cell('phase'), status: cell('recruitmentstatus'), size: cell('targetsize', 'targetenrollment'), arms: [],
    registered: cell('dateregistration3').trim() || cell('dateregistration'), started: cell('dateenrollement', 'dateenrollment'),
    conditions: clean('condition', 'conditions').split(';').flatMap(lines).filter((line) => !/^(?:MedDRA version|Level|Classification code|Term|System Organ Class|Therapeutic area)\b/i.test(line)),
    interventions, countries: [cell('countries')], sites: [],
    ...criteria(clean('inclusioncriteria'), clean('exclusioncriteria')),
    contacts: Math.max(people.length, reached), names: people.flatMap(([a, b]) => [`${a} ${b}`.trim(), `${b} ${a}`.trim(), `${b}${a}`, b]).filter((name) => /\s|\p{Script=Han}/u.test(name)),
    bridged: /^(?:yes|true)$/i.test(cell('otherrecords').trim()), shifted,
  }
}
const readIctrp = (content: string, faults: Fault[]): { format: Reading['format']; entries: Entry[] } => {
  const rows: { cells: string[]; row: number }[] = []
  let row = 0
  for (const cells of readCsv([content], delimiterOf(content))) {
    row++
    if (cells.every((cell) => !cell.trim())) continue
    if (rows.push({ cells, row }) > RECORDS + 1) throw new FileFault('too-large', { hint: 'records', limit: RECORDS })
  }
  const top = rows[0]
  if (!top) throw new FileFault('wrong-format')
  const head = top.cells.map(columnKey), at = new Map<string, number>()
  head.forEach((key, i) => {
    if (at.has(key) && key) faults.push({ code: 'doubled-column', row: top.row, column: mask(oneLine(top.cells[i]!)).text.slice(0, 60) })
    else at.set(key, i)
  })
  const found = telling.filter((key) => at.has(key)).length
  if (found < 3) throw new FileFault(found === 0 && top.cells.some((cell) => registerOf(cell.trim())) ? 'no-header' : 'wrong-format')
  if (!at.has('trialid')) throw new FileFault('missing-column', { column: 'TrialID' })
  if (!at.has('publictitle') && !at.has('scientifictitle')) throw new FileFault('missing-column', { column: 'Public title' })
  if (rows.length === 1) throw new FileFault('no-records')
  const last = rows.at(-1)!
  if (last.cells.length < head.length) throw new FileFault('truncated', { row: last.row })
  const entries = rows.slice(1).map(({ cells, row }) => {
    const shifted = cells.length < head.length || cells.slice(head.length).some((cell) => cell.trim())
    if (shifted) faults.push({ code: 'row-columns', row, column: null })
    // In a row that slipped any cell may hold a person's name: only its number is taken.
    const cell = (...columns: string[]) => { const column = columns.find((name) => at.has(name) && (!shifted || name === 'trialid')); return column === undefined ? '' : cells[at.get(column)!] ?? '' }
    return fromIctrp(cell, row, shifted)
  })
  return { format: at.has('normedsponnames') ? 'ictrp-processed' : 'ictrp-csv', entries }
}

/**
 * An export of a public register → its records, without personal contacts. Pure; the bytes never change anything.
 * Takes the JSON of ClinicalTrials.gov (API v2) and the CSV of WHO ICTRP; throws FileFault when the file as a whole cannot be taken.
 */
export const readRegistry = (bytes: Uint8Array, fileName: string): Reading => {
  const file = oneLine(fileName).slice(0, 120).toWellFormed(), faults: Fault[] = []
  try {
    const { text: content, encoding } = decode(bytes)
    const opening = content.trimStart()[0]!
    if (opening === '<') throw new FileFault('wrong-format', { hint: 'markup' })
    const json = opening === '{' || opening === '['
    const { format, entries } = json ? { format: 'ctgov-v2' as const, entries: readCtgov(parseJson(content), faults) } : readIctrp(content, faults)
    return { file, format, encoding, records: compared(entries.map(make)), faults }
  } catch (error) {
    throw error instanceof FileFault ? new FileFault(error.code, { ...error.facts, file }) : error
  }
}

// --- words ------------------------------------------------------------------------------------------------------

type Label = readonly [zh: string, en: string]

/** What is wrong with the file or one of its rows, where, and how to mend it; `code.hint` is the more exact sentence. */
export const faultLabels: Record<string, Label> = {
  ...fileFaultLabels,
  'wrong-format': ['“{file}”不是可以导入的登记数据。请上传 ClinicalTrials.gov 的 JSON（API v2），或 WHO ICTRP 检索结果导出的 CSV（含 TrialID、Public title 等列）。', '“{file}” is not register data that can be imported. Upload the JSON of ClinicalTrials.gov (API v2) or the CSV export of a WHO ICTRP search (with columns such as TrialID and Public title).'],
  'wrong-format.ctgov-v1': ['“{file}”是 ClinicalTrials.gov 旧版（v1）接口的 JSON，该接口已停用。请从 ClinicalTrials.gov 重新下载 JSON（API v2）。', '“{file}” is JSON of the retired v1 interface of ClinicalTrials.gov. Download the JSON again from ClinicalTrials.gov (API v2).'],
  'wrong-format.markup': ['“{file}”是网页或 XML。请在 ICTRP 选择 CSV、在 ClinicalTrials.gov 选择 JSON 格式导出。', '“{file}” is a web page or XML. Choose CSV on ICTRP or JSON on ClinicalTrials.gov when exporting.'],
  'row-columns': ['“{file}”第 {row} 行的列数与列名不符，可能有多余的逗号。已列入待人工确认，请对照原登记核对。', '“{file}”, row {row}: the number of cells differs from the number of columns, perhaps a stray comma. It waits for a person; compare it with the register.'],
  'not-a-study': ['“{file}”第 {row} 项不是研究记录，已略过。请检查该项是否完整。', '“{file}”, item {row} is not a study record and was left out. Check whether it is complete.'],
  'doubled-column': ['“{file}”的列“{column}”出现两次，只取第一列。请核对导出设置。', '“{file}” has the column “{column}” twice; the first is used. Check the export settings.'],
}
/** The sentence for a fault, with file, row and column filled in. */
export const faultSentence = (fault: FileFault | Fault, file: string): Label => {
  const facts: FaultFacts = fault instanceof FileFault ? fault.facts : { row: fault.row ?? '—', column: fault.column ?? '—' }
  return filled(faultLabels[`${fault.code}.${facts.hint}`] ?? faultLabels[fault.code]!, { ...facts, file })
}

/** Harmless: said, and the record can be made. */
export const doubtLabels = {
  'register-mismatch': ['登记机构与登记号不一致，以登记号为准', 'The register named differs from the one of the number; the number counts'],
  'register-unknown': ['登记机构未能识别', 'The register is not known'],
  'other-records': ['该研究在其他登记机构另有记录', 'The study has records in other registers'],
  'duplicate-same': ['与文件中前面一行完全相同', 'The same as an earlier row of the file'],
  'title-missing': ['缺少公众标题', 'The public title is missing'],
  'hidden-characters': ['含有不可见字符，已去除', 'Invisible characters were removed'],
  'sponsor-missing': ['未填写申办方', 'No sponsor is stated'],
  'sponsor-person': ['申办方疑为个人姓名，已遮蔽', 'The sponsor looks like a person and was masked'],
  'type-missing': ['未填写研究类型', 'No study type is stated'],
  'type-unmapped': ['研究类型不属于干预性或观察性，暂归“其他”', 'The study type is neither interventional nor observational; taken as other'],
  'phase-missing': ['未填写研究分期', 'No phase is stated'],
  'phase-unmapped': ['所填内容不是研究分期', 'What is stated is not a phase'],
  'phase-combined': ['同时填写了多个分期，无法归并', 'Several phases are stated that do not combine'],
  'phase-zero': ['登记为 0 期，在该登记机构多指探索性研究', 'Phase 0, which in this register mostly means exploratory'],
  'status-missing': ['未填写招募状态', 'No recruitment status is stated'],
  'status-unmapped': ['招募状态未能识别', 'The recruitment status is not known'],
  'size-missing': ['未填写样本量', 'No sample size is stated'],
  'size-zero': ['样本量为 0', 'The sample size is 0'],
  'size-summed': ['样本量由各组相加得出', 'The sample size is the sum of the groups'],
  'size-ambiguous': ['样本量可能按组填写，请核对总数', 'The sample size may be per group; check the total'],
  'size-unreadable': ['样本量无法识别', 'The sample size cannot be read'],
  'date-missing': ['未填写日期', 'No date is stated'],
  'date-partial': ['日期只到月份或年份，未补全', 'The date has no day; none was invented'],
  'date-unreadable': ['日期无法识别', 'The date cannot be read'],
  'product-guessed': ['产品类别由文字推断，请核对', 'The kind of product was inferred from words; check it'],
  'product-mixed': ['涉及多类产品，取其一', 'Several kinds of product; one was taken'],
  'product-unknown': ['未说明产品类别', 'The kind of product is not stated'],
} as const satisfies Record<string, Label>
export type DoubtCode = keyof typeof doubtLabels

/** Not made until a person has looked. */
export const queueLabels = {
  'identifier-missing': ['缺少登记号', 'The registration number is missing'],
  'identifier-invalid': ['登记号格式不正确', 'The registration number has not the form of its register'],
  'title-missing': ['缺少研究标题', 'The title is missing'],
  'duplicate-differs': ['文件中同一登记号有两条内容不同的记录', 'The file holds two different records under this number'],
  'row-columns': ['该行列数与列名不符', 'The number of cells differs from the number of columns'],
} as const satisfies Record<string, Label>
export type QueueCode = keyof typeof queueLabels
