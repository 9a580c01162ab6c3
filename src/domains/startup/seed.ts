// The demo's studies and how far each has come. Everything happens through the same acts a person uses, on working days before the first start.
import type { Calendar } from '#kernel/calendar.ts'
import { tinyPdf } from '#kernel/documents/tiny.ts'
import { contracts, deeds as signingDeeds, sealed } from '#domains/agreements/seed.ts'
import { deeds as reviewDeeds, made, recognitionDeeds, recognitions, reviews } from '#domains/ethics/seed.ts'
import type { Cast, Step, Story } from '#domains/institutions/seed.ts'
import { ctrNumber, dossier, files } from '#domains/studies/seed.ts'
import { endpoints } from './api.ts'

type As = (who: string, at: string, name: string, raw?: unknown, body?: Uint8Array) => Promise<Record<string, unknown>>
interface Plan {
  readonly by: string; readonly signer: string; readonly begun: number; readonly planned: Readonly<Record<string, number>>; readonly pi?: string
  /** when each investigator signed: one day for all, or by hospital */
  readonly signed?: number | Readonly<Record<string, number>>
  /** the application itself; the first hospital leads */
  readonly start?: readonly Step[]
  /** the lead reviews, the other committees recognise */
  readonly alliance?: true
  /** a checked registration number: its last digits, working days ago */
  readonly number?: readonly [number, number]
}
const qihang = { by: 'qizhou-cra', signer: 'qihang-legal' }, mingchuan = { by: 'mingchuan-lead', signer: 'mingchuan-lead' }, hengchuan = { by: 'hengchuan-lead', signer: 'hengchuan-lead' }
/** Begun three days before 统一受理: signed, handed in, accepted. */
const accepted = (ago: number) => ({ begun: ago + 3, signed: ago + 2, start: [['submit', ago + 1], ['accept', ago]] as const })
const plans: Readonly<Record<string, Plan>> = {
  'QH-101': { ...qihang, ...accepted(12), alliance: true, planned: { a: 40, b: 25, c: 25, d: 15, e: 15 }, number: [1, 5] },
  'QH-062': { ...qihang, ...accepted(26), planned: { b: 60, a: 50, d: 40, e: 30 } },
  'MC-205': { ...mingchuan, ...accepted(30), planned: { c: 28, a: 20 }, number: [2, 8] },
  'QH-015': { ...qihang, ...accepted(40), planned: { e: 60, a: 80, b: 60, c: 60, d: 40 }, number: [3, 16] },
  'MC-410': { ...mingchuan, ...accepted(14), planned: { a: 30, b: 30 } },
  'QH-140': { ...qihang, ...accepted(7), planned: { a: 50, e: 30 } },
  'QH-120': { ...qihang, ...accepted(6), planned: { a: 90, b: 60 } },
  'MC-019': { ...mingchuan, ...accepted(5), planned: { a: 32, c: 24, d: 16 } },
  'HC-20': { ...hengchuan, ...accepted(4), planned: { a: 72 }, pi: 'a-pi2' },
  'QH-131': { ...qihang, ...accepted(3), planned: { a: 20, b: 20, c: 20, d: 20, e: 20 } },
  'DIET': { ...qihang, ...accepted(1), planned: { a: 88 }, pi: 'a-pi2' },
  'MC-118': { ...mingchuan, begun: 6, signed: 5, start: [['submit', 4]], planned: { a: 60 }, pi: 'a-pi2' },
  'XM-03': { ...hengchuan, begun: 9, signed: 8, start: [['submit', 7], ['return', 5, '检验报告是上一型号的；方案缺统计师签字页。']], planned: { d: 40 }, pi: 'd-pi2' },
  'QH-088': { ...qihang, begun: 2, signed: { d: 1 }, planned: { a: 80, b: 60, d: 60, e: 60 } },
  'MC-330': { ...mingchuan, begun: 3, planned: {} },
}
/** What a hospital did as a site, besides its signature: its own acceptance, 启动会, 首例. */
const sites: Story = {
  'QH-101': { d: [['accept', 8]] }, 'QH-062': { d: [['accept', 22]] }, 'QH-131': { d: [['accept', 2]] },
  'MC-205': { c: [['kickOff', 4, '启动会昨天下午开到六点，今天补登。', { on: 5 }]] },
  'QH-015': { d: [['accept', 37]], e: [['kickOff', 14], ['enrol', 10]] },
}
const granted = (pass: number, support: number, approve: number): Step[] => [['pass', pass], ['support', support], ['approve', approve]]
const initiations: Story = {
  'QH-101': {
    a: granted(11, 10, 9), b: granted(11, 9, 8), c: granted(11, 8, 7),
    d: [['return', 6, 'CRA 授权委托书未盖章；药房意向表缺签字。'], ['resubmit', 1, '委托书已盖章，药房意向表已补签，原件今天寄出。']],
    e: [['return', 10, '科室承诺书缺护士长签名；保险单未列入本院。'], ['resubmit', 3, '承诺书已补签，保险批单已列入南屏。'], ['pass', 3], ['support', 2]],
  },
  'QH-062': { a: granted(25, 23, 21), b: granted(25, 24, 22), d: granted(21, 19, 16), e: granted(25, 24, 22) },
  'MC-205': { a: [['return', 28, '研究者手册须换为现行版；缺 CRC 协议。'], ['resubmit', 4, '手册 V4 与 CRC 协议已到。'], ['pass', 3]], c: granted(29, 28, 26) },
  'QH-015': {
    a: granted(39, 38, 36), b: granted(39, 37, 36), c: granted(39, 38, 36), e: granted(39, 38, 37),
    d: [['return', 35, '营养评估表与科室现用版本不同；缺药品冷链说明。'], ['resubmit', 6, '改用科室现用评估表；颗粒常温存放，已附说明。'], ['pass', 5], ['support', 3]],
  },
  'MC-410': { a: granted(13, 12, 10), b: granted(13, 11, 10) },
  'QH-140': { a: granted(6, 5, 3), e: [['return', 5, '缺组长单位立项通知；预算未列皮肤评估费。']] },
  'QH-120': { b: [['pass', 5], ['support', 3]] },
  'MC-019': { a: [['pass', 3]], c: [['pass', 4], ['support', 2]] },
  'HC-20': { a: [['pass', 3], ['support', 2]] },
  'QH-131': { b: [['pass', 2]], c: [['pass', 2]], d: [['pass', 1]], e: [['pass', 2]] },
}

const office: Readonly<Record<string, string>> = { 'research-office': 'office', 'ethics-secretary': 'secretary', 'ethics-chair': 'chair', 'ethics-member': 'member1', 'department-head': 'head', 'institution-head': 'executive', legal: 'legal', pharmacy: 'pharmacy', 'seal-keeper': 'seal' }
const asked = new Map([...endpoints, ...reviewDeeds, ...recognitionDeeds, ...signingDeeds].map((e) => [e.name, Array.isArray(e.who) ? e.who as readonly string[] : []]))
/** Stages at which the applicant answers, and the spots a remark names. */
const waits = new Set(['returned', 'drafting', 'revising', 'answering']), spot = /第 ?\d+(?:\.\d+)? ?[条页节]|附件.?|知情同意书|研究者手册|方案|保险\S{0,2}|预算|受试者补偿|检查费|研究护士费|招募广告|样品照片|数据安全说明|立项通知/
interface Deed { readonly ago: number; readonly run: (at: string, on: string) => Promise<void> }
interface Stand { readonly id: string; readonly version: number }
/** One study's deeds in the order they depend on each other. */
function tell(key: string, { alliance, by, signer, begun, planned, pi, signed, start = [], number }: Plan, as: As, cast: Cast, today: string, calendar: Calendar, count: (what: string) => number): Deed[] {
  const places = Object.keys(planned), lead = places[0] ?? '', stands = new Map<string, Stand>()
  let study = ''
  const look = async (at: string): Promise<void> => {
    const { cases } = await as(by, at, 'studies.one', { id: study }) as unknown as { cases: (Stand & { procedure: string; orgId: string | null })[] }
    for (const c of cases) stands.set(`${c.procedure} ${c.procedure === 'startup.start' ? lead : places.find((p) => cast.orgs.get(p) === c.orgId)}`, c)
  }
  const actor = (name: string, place: string, named?: string): string => {
    const [role = ''] = asked.get(name) ?? []
    return named ? `${place}-${named}` : role === 'pi' ? pi ?? `${place}-pi` : office[role] ? `${place}-${office[role]}` : name.startsWith('agreements') ? signer : by
  }
  const told = (procedure: string, place: string, steps: readonly Step[] = []): Deed[] => steps.map(([move, ago, note, more], nth) => ({
    ago,
    run: async (at, on) => {
      const stand = `${procedure} ${place}`, name = `${procedure}.${move}`
      // The platform moves a site when its lanes open and join; whatever else moves is known from its own answer.
      if (!stands.has(stand) || (procedure === 'startup.site' && move !== 'sign') || procedure === 'ethics.recognition') await look(at)
      const { id, version } = stands.get(stand)!
      const facts = move === 'approve' ? { number: `立项-${on.slice(0, 4)}-${String(count(`${place} approve`)).padStart(3, '0')}` } : move === 'seal' ? sealed(on, count(`${place} seal`)) : {}
      if (made[name]) await onPaper(made[name], id, place, at, on)
      const answer = await as(actor(name, place, more?.by), at, name, { id, seen: version, ...facts, ...more?.facts, ...(note ? { note } : {}), ...(more?.on ? { on: calendar.addWorkdays(today, -more.on) } : {}) })
      stands.set(stand, answer as unknown as Stand)
      // what it was returned for and is not answered yet stands question by question, each on the spot it names
      if (note && nth === steps.length - 1 && waits.has(String(answer['stage']))) for (const body of note.split('；').map((q) => q.replace(/。$/, '').trim())) {
        const label = spot.exec(body)?.[0]
        await as(actor(name, place, more?.by), at, 'threads.ask', { caseId: id, toSide: 'sponsor', anchor: label ? { kind: 'clause', anchor: label, label } : { kind: 'whole', anchor: '', label: '整份卷宗' }, body: `${body}。`, draft: false })
      }
      // 立项 may start the committee's time where the hospital wants it first.
      if (name === 'startup.initiation.approve') stands.delete(`ethics.review ${place}`)
    },
  }))
  /** A letter drawn up, printed and signed, sealed by hand, scanned back and checked by a second person. */
  async function onPaper(kind: string, caseId: string, place: string, at: string, on: string): Promise<void> {
    const { id, number, pages } = await as(`${place}-secretary`, at, 'letters.draft', { id: caseId, kind }) as unknown as { id: string; number: string; pages: number }
    await as(`${place}-secretary`, at, 'letters.print', { id })
    await as(`${place}-seal`, at, 'letters.register', { id, copies: 2, across: pages > 1, handler: '伦理办公室', sealer: '院长办公室', on })
    await as(`${place}-secretary`, at, 'letters.scan', { id }, tinyPdf(Array.from({ length: pages }, (_, i) => [number, `${i + 1}/${pages}`])))
    await as(`${place}-chair`, at, 'letters.verify', { id, number, pages })
  }
  const signedOn = (place: string) => (typeof signed === 'number' ? signed : signed?.[place])
  const chosen = places.map((p) => ({ orgId: cast.orgs.get(p), investigatorId: cast.investigators.get(pi ?? `${p}-pi`), planned: planned[p] }))
  return [
    { ago: begun, run: async (at, on) => { study = (await as(by, at, 'studies.create', dossier(key, on, calendar)))['id'] as string } },
    { ago: begun, run: async (at, on) => { for (const { body, ...f } of files(key, on, today, calendar)) await as(by, at, 'documents.upload', { caseId: study, ...f }, body) } },
    ...(places.length > 0 ? [{ ago: begun, run: async (at: string) => { await as(by, at, 'startup.begin', { studyId: study, leadOrgId: cast.orgs.get(lead), sites: chosen, ...(alliance ? { alliance } : {}) }) } }] : []),
    ...places.flatMap((p) => { const ago = signedOn(p); return ago === undefined ? [] : told('startup.site', p, [['sign', ago]]) }),
    ...told('startup.start', lead, start),
    ...places.flatMap((p) => told('startup.site', p, sites[key]?.[p]?.filter(([move]) => move === 'accept'))),
    ...places.flatMap((p) => [...told('startup.initiation', p, initiations[key]?.[p]), ...told('ethics.review', p, reviews[key]?.[p]), ...told('ethics.recognition', p, recognitions[key]?.[p]), ...told('agreements.signing', p, contracts[key]?.[p])]),
    ...(number ? [{ ago: number[1], run: async (at: string, on: string) => { await as(by, at, 'studies.confirm', { id: study, kind: 'ctr', value: ctrNumber(on, number[0]) }) } }] : []),
    ...places.flatMap((p) => told('startup.site', p, sites[key]?.[p]?.filter(([move]) => move !== 'accept'))),
  ]
}
/** Spreads one study's deeds of each day over its office hours, 08:35 to 17:25 with a lunch hour, and tells the instant of each. */
function timed(deeds: readonly Deed[], nth: number, of: number, today: string, calendar: Calendar): { readonly at: string; readonly run: () => Promise<void> }[] {
  const seen = new Map<number, number>()
  return deeds.map(({ ago, run }) => {
    const k = seen.get(ago) ?? 0, all = deeds.filter((d) => d.ago === ago).length, minute = 515 + Math.floor((k + (nth + .5) / of) * 470 / all), shown = minute < 720 ? minute : minute + 60
    seen.set(ago, k + 1)
    const on = calendar.addWorkdays(today, -ago), at = new Date(Date.parse(`${on}T00:00:00+08:00`) + shown * 60_000 + (nth * 7 + k * 11) % 60 * 1_000).toISOString()
    return { at, run: () => run(at, on) }
  })
}

/** The studies of the demo, told day by day up to the last working day before `now`; answers how many. */
export async function seedStudies(as: As, cast: Cast, now: string, calendar: Calendar): Promise<number> {
  const today = calendar.today(now), keys = Object.keys(plans), counts = new Map<string, number>()
  const count = (what: string): number => { const n = (counts.get(what) ?? 17) + 1; counts.set(what, n); return n }
  const days = keys.flatMap((key, i) => timed(tell(key, plans[key]!, as, cast, today, calendar, count), i, keys.length, today, calendar))
  for (const { run } of days.sort((x, y) => x.at.localeCompare(y.at))) await run()
  return keys.length
}
