import { existsSync, readFileSync } from 'node:fs'
import { array, assert, constantFrom, nat, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bureaus, documentOf, documents, findMeasure, measures } from './documents.ts'
import { plain, splitMeasures, type Clause, type Measure } from './measure.ts'

const shared = (path: string) => new URL(`../../shared/${path}`, import.meta.url)
const read = (path: string) => (existsSync(shared(path)) ? readFileSync(shared(path), 'utf8') : null)
const official = { HZ: read('policies/hangzhou-2024-112-clinical-research-measures.txt'), ZJ: read('policies/zhejiang-biomedical-innovation-opinions-draft.txt') }
const texts = official.HZ !== null && official.ZJ !== null ? { HZ: official.HZ, ZJ: official.ZJ } : null
const house = read('design/house.md')
const skipped = (what: string, at: unknown) => (at ? what : `${what}（手边没有 ../shared，本组跳过、未核对）`)

const length = (text: string) => [...text].length
const ordinal = ({ number }: Measure) => Number(number.slice(3))
const runs = (text: string, size: number) => Array.from({ length: Math.max(0, text.length - size + 1) }, (_, at) => text.slice(at, at + size))
/** Everything we wrote ourselves about a measure. */
const own = (measure: Measure) => [
  measure.title, measure.because, measure.tracked ?? '', ...measure.actors, ...measure.asks.map(({ says }) => says), ...measure.parameters.map((parameter) => parameter.of),
]

describe('三十三条措施 · 自己的写法', () => {
  it('杭州二十五条、浙江八条，编号连续，各归其文件', () => {
    const numbers = (code: string, count: number) => Array.from({ length: count }, (_, at) => `${code}-${String(at + 1).padStart(2, '0')}`)
    expect(documents.map(({ measures }) => measures.map(({ number }) => number))).toEqual([numbers('HZ', 25), numbers('ZJ', 8)])
    for (const document of documents) for (const { number } of document.measures) expect(documentOf(number), number).toBe(document)
    expect(findMeasure('HZ-09')?.title).toContain('并联')
    expect(findMeasure('HZ-26')).toBeUndefined()
  })
  it.each(measures.map((measure) => [measure.number, measure] as const))('%s 标题、要求、要语、理由都合体例', (_, measure) => {
    expect(length(measure.title)).toBeLessThanOrEqual(24)
    expect(measure.asks.length).toBeGreaterThanOrEqual(1)
    expect(measure.asks.length).toBeLessThanOrEqual(4)
    for (const sentence of [...measure.asks.map(({ says }) => says), measure.because]) expect(sentence).toMatch(/^[^。；]+。$/)
    expect(measure.phrases.length).toBeGreaterThanOrEqual(3)
    expect(measure.phrases.length).toBeLessThanOrEqual(8)
    expect(new Set(measure.phrases).size).toBe(measure.phrases.length)
    for (const phrase of [...measure.phrases, ...measure.parameters.map(({ basis }) => basis)]) {
      expect(phrase).toBe(plain(phrase))
      expect(length(phrase), phrase).toBeGreaterThanOrEqual(4)
      expect(length(phrase), phrase).toBeLessThanOrEqual(16)
    }
    expect(measure.actors.length).toBeGreaterThan(0)
    expect(measure.rooms.length).toBeGreaterThan(0)
  })
  it('本阶段只有三条部分支持，没有一条说成已支持；非软件可为的都写明改为跟踪什么', () => {
    expect(measures.filter(({ state }) => state === 'supported')).toEqual([])
    expect(measures.filter(({ state }) => state === 'partly').map(({ number }) => number)).toEqual(['HZ-08', 'HZ-09', 'ZJ-03'])
    for (const { number, state, tracked } of measures) expect(Boolean(tracked), number).toBe(state === 'not-software')
  })
  it('参数键不重复，金额是整数分，鼓励比例只作鼓励', () => {
    const parameters = measures.flatMap((measure) => measure.parameters)
    expect(new Set(parameters.map(({ key }) => key)).size).toBe(parameters.length)
    for (const { key, value } of parameters) expect(Number.isSafeInteger(value), key).toBe(true)
    expect(parameters.find(({ key }) => key === 'bigPi.grant.max')).toMatchObject({ value: 1500 * 10_000 * 100, unit: 'fen', quoteKind: 'cap' })
    for (const { kind } of findMeasure('HZ-14')?.parameters ?? []) expect(kind).toBe('encourage')
  })
  it('征求意见稿不得施行：无文号、无施行日，仅作参考', () => {
    for (const { title, status, from, number } of documents) {
      if (title.includes('征求意见稿')) expect([status, from, number]).toEqual(['draft', null, null])
      else expect([status, from !== null, number !== null]).toEqual(['in-force', true, true])
    }
    expect(documents.map(({ status }) => status)).toEqual(['in-force', 'draft'])
  })
  it('责任单位：牵头与会同不重复，十个市级部门都有事做', () => {
    for (const { number, bureaus: { lead, joint } } of measures) expect(new Set([lead, ...joint]).size, number).toBe(joint.length + 1)
    const busy = new Set(documents[0].measures.flatMap(({ bureaus: { lead, joint } }) => [lead, ...joint]))
    expect(busy).toEqual(new Set(Object.entries(bureaus).filter(([, { level }]) => level === 'city').map(([code]) => code)))
    expect(busy.size).toBe(10)
  })
  it('answers.md 与数据一致', () => {
    const rows = readFileSync(new URL('answers.md', import.meta.url), 'utf8').matchAll(/^\| ((?:HZ|ZJ)-\d\d) \| (.+?) \| (.+?) \|$/gm)
    const words = { supported: '已支持', partly: '部分支持', 'not-yet': '尚未支持', 'not-software': '非软件可为' }
    expect([...rows].map(([, ...cells]) => cells)).toEqual(measures.map(({ number, rooms, state }) => [number, rooms.join(' · '), words[state]]))
  })
})

describe('拆分官方文本', () => {
  it('分章的按（一）拆，句中的序号不算，换行与空白不影响', () => {
    const text = '通知。\n一、甲 章\n(一)头一件。 先做(三)之外的事,分二、三步。〔责任单位:\n甲局(乙局)、丙局〕\n（二）第二件。后做。(责任单位:丙局)二、乙章(三)末件。做完。(责任单位:丁局)自即日起施行。'
    expect(splitMeasures(text)).toEqual([
      { ordinal: 1, chapter: '甲章', text: '头一件。先做(三)之外的事,分二、三步。', bureaus: ['甲局(乙局)', '丙局'] },
      { ordinal: 2, chapter: '甲章', text: '第二件。后做。', bureaus: ['丙局'] },
      { ordinal: 3, chapter: '乙章', text: '末件。做完。', bureaus: ['丁局'] },
    ])
  })
  it('不分章的按一、二、拆，过十照常', () => {
    const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']
    const clauses = splitMeasures(`举措。${numerals.map((numeral) => `${numeral}、第${numeral}条。`).join('')}`)
    expect(clauses.map(({ text }) => text)).toEqual(numerals.map((numeral) => `第${numeral}条。`))
    expect(clauses.every(({ chapter, bureaus }) => chapter === null && bureaus.length === 0)).toBe(true)
  })
  it('任意处插入空白、换行、分页、全角空格，拆出的内容不变', () => {
    const text = '关于某事的通知。一、甲章(一)头件。先做。〔责任单位:甲局(乙局)、丙局〕(二)次件。后做。(责任单位:丙局)二、乙章(三)末件。做完。(责任单位:丁局)'
    const blanks = array(tuple(nat(text.length), constantFrom(' ', '\n', '\r\n', '\f', '\u3000', '\ufeff')), { maxLength: 40 })
    const spread = (places: readonly (readonly [number, string])[]) => [...text].map((letter, at) => places.filter(([place]) => place === at).map(([, blank]) => blank).join('') + letter).join('')
    assert(property(blanks, (places) => { expect(splitMeasures(spread(places))).toEqual(splitMeasures(text)) }), { numRuns: 1000 })
  })
  it('没有编号的文本拆不出措施', () => expect(splitMeasures('通知。请执行。')).toEqual([]))
})

describe.skipIf(!texts)(skipped('与官方文本逐条核对', texts), () => {
  const clauses = { HZ: splitMeasures(texts?.HZ ?? ''), ZJ: splitMeasures(texts?.ZJ ?? '') }
  const whole = plain(`${texts?.HZ ?? ''}\n${texts?.ZJ ?? ''}`)
  const clauseOf = (measure: Measure): Clause => clauses[documentOf(measure.number).code][ordinal(measure) - 1]!
  const numbers = /\d+(?:\.\d+)?(?:%|万元|类)?(?:左右)?|[IVX]+期|第[一二三]类|每(?:日|周|月|季度|年)|(?<!一)年度/g

  it('原文恰为二十五条与八条', () => expect([clauses.HZ.length, clauses.ZJ.length]).toEqual([25, 8]))
  it.each(measures.map((measure) => [measure.number, measure] as const))('%s 要语、章名、数字与原文相符，鼓励与探索原文有此用词', (_, measure) => {
    const clause = clauseOf(measure)
    for (const phrase of [...measure.phrases, ...measure.parameters.map(({ basis }) => basis)]) expect(clause.text).toContain(phrase)
    if (measure.chapter === null) expect(clause.chapter).toBeNull()
    else expect(clause.chapter).toMatch(new RegExp([...plain(measure.chapter)].join('.*')))
    for (const found of clause.text.match(numbers) ?? []) expect(measure.parameters.some(({ basis }) => basis.includes(found)), found).toBe(true)
    for (const kind of ['encourage', 'explore'] as const) {
      if (measure.asks.some((ask) => ask.kind === kind)) expect(clause.text).toMatch(kind === 'explore' ? /探索|试点/ : /鼓励|支持|可由/)
    }
  })
  it('杭州各条责任单位与原文次序一致；浙江只有第八条点名省经信厅', () => {
    const names = ({ bureaus: { lead, joint } }: Measure) => [lead, ...joint].flatMap((code) => (code ? [plain(bureaus[code].name)] : []))
    for (const measure of documents[0].measures) expect(names(measure), measure.number).toEqual(clauseOf(measure).bureaus)
    expect(clauses.ZJ.flatMap((clause) => clause.bureaus)).toEqual([])
    expect(documents[1].measures.filter((measure) => clauseOf(measure).text.includes(bureaus['province-industry'].name)).map(({ number }) => number)).toEqual(['ZJ-08'])
    expect(documents[1].measures.flatMap(names)).toEqual(['省经信厅'])
  })
  it('章的起止与原文相同', () => {
    const changes = (chapters: readonly (string | null)[]) => chapters.map((chapter, at) => chapter !== chapters[at - 1])
    for (const { code, measures } of documents) expect(changes(measures.map(({ chapter }) => chapter))).toEqual(changes(clauses[code].map(({ chapter }) => chapter)))
  })
  it('参数的值就是原文的数', () => {
    const stated = new Map([['1500万元', 1_500_000_000], ['2%', 2], ['10%', 10], ['1类', 1], ['第二类', 2], ['III期', 3], ['每季度', 1], ['年度', 1]])
    for (const { key, value, basis } of measures.flatMap((measure) => measure.parameters)) {
      expect([...stated].filter(([words]) => basis.includes(words)).map(([, number]) => number), key).toEqual([value])
    }
  })
  it('约数、上限、下限、频次的性质与原文用词一致', () => {
    const words = { cap: /最高|不超过/, floor: /不低于/, about: /左右/, frequency: /每|年度/, condition: /类|期/ }
    for (const { key, quoteKind, basis } of measures.flatMap((measure) => measure.parameters)) expect(basis, key).toMatch(words[quoteKind])
  })
  it('自己的话不抄原文：连续相同不超过十四字', () => {
    const taken = new Set(runs(whole, 15))
    const closing = documents.flatMap((document) => (document.closing ? [document.closing.says] : []))
    expect([...measures.flatMap(own), ...closing].filter((text) => runs(plain(text), 15).some((run) => taken.has(run)))).toEqual([])
  })
  it('文件的名称、文号、日期与末款出自原文', () => {
    for (const { code, title, number, issued, from, status, closing } of documents) {
      const text = plain(texts?.[code] ?? '')
      expect(text).toContain(plain(title))
      expect(text.includes('征求意见稿')).toBe(status === 'draft')
      for (const stated of [number, ...[issued, from].map((day) => day?.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日'))]) if (stated) expect(text).toContain(plain(stated))
      if (closing) expect([text.slice(-40).includes(closing.phrase), findMeasure(closing.cited)?.phrases.includes(closing.phrase)]).toEqual([true, true])
    }
  })
})

describe.skipIf(!house)(skipped('与房间表核对', house), () => {
  const rows = [...(house ?? '').matchAll(/^\|[^|\n]*\| `([a-z]+)` \|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|$/gm)].map(([, folder = '', inside = '', answers = '']) => ({
    folder,
    rooms: [folder, ...[...inside.matchAll(/`([a-z-]+)`/g)].map(([, sub]) => `${folder}.${sub}`)],
    answers: [...answers.matchAll(/(HZ|ZJ)-([\d ]+)/g)].flatMap(([, code, list = '']) => list.trim().split(/ +/).map((at) => `${code}-${at.padStart(2, '0')}`)),
  }))
  it('每个承接房间都在房间表里', () => {
    const known = new Set(rows.flatMap(({ rooms }) => rooms))
    expect(rows.length).toBe(19)
    for (const { number, rooms } of measures) for (const room of rooms) expect(known, number).toContain(room)
    for (const { closing } of documents) for (const room of closing?.rooms ?? []) expect(known).toContain(room)
  })
  it('房间表说由谁承接的，数据里都有', () => {
    for (const { folder, answers } of rows) for (const number of answers) expect(findMeasure(number)?.rooms.some((room) => room.split('.')[0] === folder), `${folder} → ${number}`).toBe(true)
  })
})
