import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileFault, doubtLabels, faultLabels, faultSentence, queueLabels, readIdentifier, readRegistry, type Fault, type Reading, type RegistryRecord } from './exchange.ts'

const shared = new URL('../../../../../shared/data/', import.meta.url)
const registries = new URL('trial-registries/', shared), here = existsSync(registries)
const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (content: string | Uint8Array, name = 'export.csv') => readRegistry(typeof content === 'string' ? utf8(content) : content, name)
const outcome = (content: string | Uint8Array): Reading | FileFault => { try { return read(content) } catch (error) { if (!(error instanceof FileFault)) throw error; return error } }
const codeOf = (content: string | Uint8Array) => { const got = outcome(content); return got instanceof FileFault ? [got.code, got.facts.hint].filter(Boolean).join('.') : `${got.records.length} records` }
const tally = (texts: readonly string[]) => Object.fromEntries([...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length]))
const codes = (record: RegistryRecord) => record.doubts.map((doubt) => doubt.code)

/** Anything that looks like an e-mail or a telephone, by patterns other than the masking ones. Numbers of registers are not telephones. */
const leaks = (reading: Reading) => {
  const said = JSON.stringify(reading.records.map((record) => ({ ...record, identifiers: record.identifiers.filter((one) => !one.valid || one.kind === 'protocol') })))
  const hits = said.match(/[^\s"@]{1,40}[@＠][^\s"@]{1,40}\.[a-z]{2,}|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|\+\d[\d ()-]{8,}|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/gi) ?? []
  return hits.filter((hit) => /[@＠]/.test(hit) || hit.replace(/\D/g, '').length >= 8)
}

// --- made-up files ------------------------------------------------------------------------------------------------
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const csv = (rows: readonly Record<string, string>[], more: { columns?: readonly string[]; end?: string } = {}) => {
  const columns = more.columns ?? [...new Set(rows.flatMap(Object.keys))]
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','))].join(more.end ?? '\r\n') + '\r\n'
}
const base = {
  TrialID: 'ChiCTR2600000001', 'Public title': 'A made-up trial of 示例 tablets', 'Scientific title': 'A made-up randomised trial' + ' '.repeat(300), 'Primary sponsor': 'Example University Hospital', 'Date registration': '2026-03-01',
  'Source Register': 'ChiCTR', 'Recruitment Status': 'Recruiting', 'Date enrollement': '2026-04-01', 'Target size': 'experimental group:20;control group:20;', 'Study type': 'Interventional study', Phase: '2-3', Countries: 'China', Condition: 'Example disease;example disease; Other', Intervention: 'experimental group:示例片;control group:Nil;', 'Inclusion Criteria': 'Inclusion criteria: 1. adult;\r<br>2. consent', 'Exclusion Criteria': 'Exclusion criteria: none',
}
const one = (more: Record<string, string>) => read(csv([{ ...base, ...more }])).records[0]!
const study = (id: object = {}, more: object = {}) => ({ protocolSection: {
  identificationModule: { nctId: 'NCT09999999', orgStudyIdInfo: { id: 'EX-01' }, briefTitle: 'A made-up device study', officialTitle: 'A made-up device study, in full', ...id },
  statusModule: { overallStatus: 'ACTIVE_NOT_RECRUITING', startDateStruct: { date: '2026-05' }, studyFirstSubmitDate: '2026-03-02' },
  sponsorCollaboratorsModule: { leadSponsor: { name: 'Example Devices Ltd.', class: 'INDUSTRY' }, collaborators: [{ name: 'Example University', class: 'OTHER' }] },
  designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE1', 'PHASE2'], enrollmentInfo: { count: 30 } }, conditionsModule: { conditions: ['Example disease'] },
  armsInterventionsModule: { armGroups: [{ label: 'A' }], interventions: [{ type: 'DEVICE', name: 'Example stent' }, { type: 'DRUG', name: 'Example drug' }] }, ...more } })
const ctgov = (value: unknown) => read(JSON.stringify(value), 'studies.json')

/** Text → GB18030, the reverse of what the platform's decoder does. */
const gbTable = (() => {
  const table = new Map<string, number[]>(), decoder = new TextDecoder('gb18030')
  const add = (code: number[]) => { const char = decoder.decode(Uint8Array.from(code)); if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, code) }
  for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) add([a, b])
  for (let a = 0x81; a <= 0x84; a++) for (let b = 0x30; b <= 0x39; b++) for (let c = 0x81; c <= 0xfe; c++) for (let d = 0x30; d <= 0x39; d++) add([a, b, c, d])
  return table
})()
const gb18030 = (text: string) => Uint8Array.from([...text].flatMap((char) => char < '\x80' ? [char.charCodeAt(0)] : gbTable.get(char)!))
const utf16 = (text: string, big: boolean) => {
  const view = new DataView(new ArrayBuffer(2 + 2 * text.length))
  view.setUint16(0, 0xfeff, !big)
  for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), !big)
  return new Uint8Array(view.buffer)
}

describe('登记导入 · ICTRP CSV', () => {
  it('一行读成一条记录：分组样本量相加、空白收拢、重复病种合并、标准中的分行保留', () => {
    expect(one({})).toMatchObject({
      row: 2, source: 'ChiCTR', identifiers: [{ kind: 'chictr', value: 'ChiCTR2600000001', valid: true }], titleScientific: 'A made-up randomised trial', titleZh: 'A made-up trial of 示例 tablets',
      sponsorClass: 'hospital-or-university', studyType: 'interventional', phase: '2/3', status: 'recruiting', targetSize: 40, arms: [{ name: 'experimental group', size: 20 }, { name: 'control group', size: 20 }],
      startOn: '2026-04-01', registeredOn: '2026-03-01', conditions: ['Example disease', 'Other'], interventions: [{ kind: null, name: '示例片', arm: 'experimental group' }], countries: ['China'],
      criteria: { inclusion: '1. adult;\n2. consent', exclusion: 'none' }, raw: { phase: '2-3', targetSize: 'experimental group:20;control group:20;' }, queued: false, contactsMasked: 0,
    })
  })
  it('列名不分大小写和下划线，列序任意，分隔符可为制表符或分号', () => {
    const shuffled = csv([base], { columns: Object.keys(base).reverse() }), xml = csv([base]).replace(/^[^\r]*/, (head) => head.replaceAll(' ', '_').toUpperCase())
    const tabbed = [Object.keys(base), Object.values(base)].map((row) => row.map((text) => cell(text)).join('\t')).join('\n')
    const semicolons = [Object.keys(base), Object.values(base)].map((row) => row.map((text) => cell(text)).join(';')).join('\n')
    for (const content of [shuffled, xml, tabbed, semicolons]) expect(read(content).records).toEqual(read(csv([base])).records)
  })
  for (const [phase, expected, code] of [
    ['0', '0', 'phase-zero'], ['Early Phase 1', '0', null], ['Phase 1/Phase 2', '1/2', null], ['II-III', '2/3', null], ['Ⅱ期', '2', null], ['Phase IIa', '2', null], ['4', '4', null], ['N/A', 'na', null], ['Not Applicable', 'na', null],
    ['Human pharmacology (Phase I): no\nTherapeutic exploratory (Phase II): yes\nTherapeutic confirmatory - (Phase III): yes\nTherapeutic use (Phase IV): no\n', '2/3', null],
    ['Human pharmacology (Phase I): no<br>Therapeutic exploratory (Phase II): no<br>Therapeutic confirmatory - (Phase III): yes<br>Therapeutic use (Phase IV): no', '3', null],
    ['Human pharmacology (Phase I): no\nTherapeutic use (Phase IV): no', null, 'phase-missing'], ['Phase 3/Phase 4', null, 'phase-combined'], ['Retrospective study', null, 'phase-unmapped'], ['New Treatment Measure Clinical Study', null, 'phase-unmapped'], ['', null, 'phase-missing'], ['Phase 5', null, 'phase-unmapped'],
  ] as const) it(`分期“${phase.slice(0, 40).trim()}” → ${expected ?? '空'}${code ? `，存疑 ${code}` : ''}，原文照留`, () => {
    const record = one({ Phase: phase, ...(code === 'phase-zero' ? {} : { TrialID: 'NCT09999999', 'Source Register': 'ClinicalTrials.gov' }) })
    expect([record.phase, record.doubts.find((doubt) => doubt.field === 'phase')?.code ?? null, record.raw.phase, record.queued]).toEqual([expected, code, phase, false])
  })
  it('观察性研究未写分期视为不适用，不存疑', () => { const record = one({ 'Study type': 'Observational study', Phase: '' }); expect([record.phase, codes(record).filter((code) => code.startsWith('phase'))]).toEqual(['na', []]) })
  for (const [type, expected, code] of [['Observational [Patient Registry]', 'observational', null], ['Interventional clinical trial of medicinal product', 'interventional', null], ['Expanded Access', 'expanded-access', null], ['Epidemilogical research', 'other', 'type-unmapped'], ['', null, 'type-missing']] as const)
    it(`类型“${type}” → ${expected ?? '空'}`, () => { const record = one({ 'Study type': type }); expect([record.studyType, record.doubts.find((doubt) => doubt.field === 'studyType')?.code ?? null, record.raw.studyType]).toEqual([expected, code, type]) })
  for (const [status, expected] of [['Not Recruiting', 'not-recruiting'], ['Authorised', 'authorised'], ['No Status Given', null], ['Temporary halt', 'suspended'], ['whatever', null]] as const)
    it(`状态“${status}” → ${expected ?? '空并存疑'}`, () => { const record = one({ 'Recruitment Status': status }); expect([record.status, record.doubts.some((doubt) => doubt.field === 'status')]).toEqual([expected, expected === null]) })
  it('港澳台按规范称谓写出，国名中的逗号不拆', () => expect(one({ Countries: 'Hong Kong, Taiwan, Province Of China, Korea, Republic of, Viet Nam' }).countries).toEqual(['China (Hong Kong)', 'China (Taiwan)', 'South Korea', 'Vietnam']))
  for (const [text, register, kind, why] of [
    ['Drug: X;Other: standard care', 'ClinicalTrials.gov', 'drug', 'declared'], ['Diagnostic Test: kit', 'ClinicalTrials.gov', 'ivd', 'declared'], ['group A:umbilical cord stem cells;group B:none;', 'ChiCTR', 'biological', 'keyword'],
    ['group A:tablets;group B:surgery;', 'ChiCTR', null, 'not-stated'], ['Trade Name: Example<br>Product Code: 1', 'EU Clinical Trials Register', 'drug', 'declared'], ['Intervention 1<br>Intervention Type: Device<br>Intervention Name: Example', 'ANZCTR', 'device', 'declared'],
  ] as const) it(`干预“${text.slice(0, 30)}” → ${kind ?? '不猜'}（${why}）`, () => {
    const id = { 'ClinicalTrials.gov': 'NCT09999999', ChiCTR: 'ChiCTR2600000001', 'EU Clinical Trials Register': 'EUCTR2026-000001-11-FR', ANZCTR: 'ACTRN12620000000001' }[register]
    expect(one({ Intervention: text, 'Source Register': register, TrialID: id })).toMatchObject({ productKind: kind, productWhy: why })
  })
  it('登记机构与登记号不一致时以登记号为准并存疑', () => { const record = one({ 'Source Register': 'ISRCTN' }); expect([record.source, codes(record)]).toEqual(['ChiCTR', expect.arrayContaining(['register-mismatch'])]) })
  it('标题中的双向控制符和零宽字符去除并存疑', () => { const record = one({ 'Public title': 'A\u202e trial\u200b' }); expect([record.titlePublic, codes(record).includes('hidden-characters')]).toEqual(['A trial', true]) })
})

describe('登记导入 · 须人工确认', () => {
  for (const [title, more, queue] of [
    ['没有登记号', { TrialID: ' ' }, ['identifier-missing']], ['登记号格式不对', { TrialID: 'NCT123' }, ['identifier-invalid']], ['登记号处填了电话，另有次要号', { TrialID: '13800000000', Secondary_ID: 'NCT09999999' }, ['identifier-missing']], ['两个标题都没有', { 'Public title': '', 'Scientific title': 'NA' }, ['title-missing']], ['两项都缺', { TrialID: '', 'Public title': '', 'Scientific title': '' }, ['identifier-missing', 'title-missing']],
  ] as const) it(`${title} → ${queue.join('、')}`, () => expect(one(more)).toMatchObject({ queued: true, queue }))
  it('缺公众标题但有科学标题 → 只存疑', () => { const record = one({ 'Public title': '' }); expect([record.queued, codes(record).includes('title-missing')]).toEqual([false, true]) })
  it('同一登记号两条相同 → 后一条指向前一条；两条不同 → 两条都待确认', () => {
    const same = read(csv([base, base])).records, differing = read(csv([base, { ...base, Phase: '4' }, base])).records
    expect(same.map((record) => [record.duplicateOf, record.queued])).toEqual([[null, false], [2, false]])
    expect(codes(same[1]!)).toContain('duplicate-same')
    expect(differing.map((record) => [record.duplicateOf, record.queue])).toEqual([[null, ['duplicate-differs']], [null, ['duplicate-differs']], [2, ['duplicate-differs']]])
  })
  it('中间一行列数不符 → 该行待确认且只取登记号，其余照常', () => {
    const [head, first, second] = csv([base, { ...base, TrialID: 'ChiCTR2600000002' }]).split('\r\n') as [string, string, string]
    const { records, faults } = read([head, first.replace('"A made-up trial', '"张三","A made-up trial'), second, ''].join('\r\n'))
    expect(records.map((record) => [record.identifiers[0]?.value, record.queue])).toEqual([['ChiCTR2600000001', ['row-columns']], ['ChiCTR2600000002', []]])
    expect(JSON.stringify(records[0])).not.toContain('张三')
    expect(faults).toEqual([{ code: 'row-columns', row: 2, column: null }])
  })
  it('空行略过，行号与表格软件所见一致', () => expect(read(csv([base]).replace('\r\n', '\r\n\r\n\r\n')).records[0]!.row).toBe(4))
})

describe('登记导入 · ClinicalTrials.gov JSON', () => {
  it('单条、数组、studies 三种写法读出相同的记录', () => {
    const records = ctgov(study()).records
    expect(records).toHaveLength(1)
    for (const value of [[study()], { studies: [study()], nextPageToken: 'x' }]) expect(ctgov(value).records).toEqual(records)
    expect(records[0]).toMatchObject({ source: 'ClinicalTrials.gov', identifiers: [{ kind: 'nct', value: 'NCT09999999', valid: true }, { kind: 'protocol', value: 'EX-01', valid: true }], sponsorClass: 'industry', collaborators: ['Example University'], phase: '1/2', status: 'not-recruiting', targetSize: 30, arms: [{ name: 'A', size: null }], startOn: null, registeredOn: '2026-03-02', productKind: 'drug' })
    expect(codes(records[0]!)).toEqual(expect.arrayContaining(['date-partial', 'product-mixed']))
  })
  it('数组中的非研究项略过并说明第几项', () => { const got = ctgov([study(), 3, { protocolSection: 5 }]); expect([got.records.length, got.faults.map((fault) => [fault.code, fault.row])]).toEqual([1, [['not-a-study', 2], ['not-a-study', 3]]]) })
  it('字段类型全错也不出错', () => expect(ctgov({ protocolSection: { identificationModule: { nctId: [], briefTitle: {}, orgStudyIdInfo: 'x', secondaryIdInfos: { a: 1 } }, designModule: [], contactsLocationsModule: { locations: 'x', centralContacts: [null, 1, { name: 2 }] }, sponsorCollaboratorsModule: null } }).records[0]).toMatchObject({ queued: true, queue: ['identifier-missing', 'title-missing'] }))
  for (const [title, value] of [['FullStudiesResponse', { FullStudiesResponse: { FullStudies: [] } }], ['FullStudy 数组', [{ Study: { ProtocolSection: {} } }]], ['StudyFieldsResponse', { StudyFieldsResponse: {} }]] as const)
    it(`旧版 v1 接口（${title}）→ 格式不符，并告知如何重新下载`, () => { const fault = outcome(JSON.stringify(value)) as FileFault; expect([fault.code, fault.facts.hint]).toEqual(['wrong-format', 'ctgov-v1']); expect(faultSentence(fault, 'a.json')[0]).toContain('v1') })
})

describe('登记导入 · 联系人不外带', () => {
  const person = { name: 'Sanming Zhangexample, MD', phone: '+86 571 8000 0000', email: 'sanming@example.com', role: 'CONTACT' }
  it('JSON 中的联系人、负责人、各中心联系人一律不取，只计数；正文中的同名一并遮蔽', () => {
    const record = ctgov(study({ briefTitle: 'Trial led by Sanming Zhangexample (sanming@example.com)' }, {
      contactsLocationsModule: { centralContacts: [person], overallOfficials: [{ name: 'Lisi Wangexample', affiliation: 'X' }], locations: [{ facility: 'Sanming Zhangexample, MD', city: 'Hangzhou', country: 'China', contacts: [person, person] }, { facility: 'Office of Lisi Wangexample', city: '杭州' }] },
      eligibilityModule: { eligibilityCriteria: 'Inclusion Criteria:\n\n* call 13800000000\n\nExclusion Criteria:\n\n* none' },
    })).records[0]!
    expect(JSON.stringify(record)).not.toMatch(/Zhangexample|Wangexample|example\.com|138000/)
    expect(record).toMatchObject({ titlePublic: 'Trial led by ‹已遮蔽› (‹已遮蔽›)', contactsMasked: 9, sites: [{ facility: '‹已遮蔽›', city: 'Hangzhou' }, { facility: 'Office of ‹已遮蔽›', city: '杭州' }], criteria: { inclusion: '* call ‹已遮蔽›', exclusion: '* none' } })
  })
  it('CSV 中的联系人列不取；申办方是个人姓名时遮蔽并存疑', () => {
    const record = one({ Contact_Firstname: 'San;Si', Contact_Lastname: 'Zhang;李四', Contact_Email: 'a@example.com;b@example.com', Contact_Tel: '13800000000', Contact_Address: '示例路 1 号', 'Contact Affiliation': 'X', 'Primary sponsor': 'San Zhang', 'Scientific title': '由李四牵头，联系电话：0571-80000000' })
    expect(JSON.stringify(record)).not.toMatch(/Zhang|李四|example\.com|138000|8000|示例路/)
    expect(record).toMatchObject({ sponsorName: '‹已遮蔽›', sponsorClass: null, contactsMasked: 5 })
    expect(codes(record)).toContain('sponsor-person')
  })
  it('任意位置夹带的邮箱、手机、座机都不会出现在结果里（含实体、全角、零宽字符的伪装）', () => {
    const columns = Object.keys(base).filter((column) => column !== 'TrialID')
    const secret = fc.constantFrom('zs@example.com', 'zs&#64;example.com', 'z\u200bs@exam\u200bple.com', 'ｚｓ＠example.com', '13800000000', '138 0000 0000', '1380\u200b0000000', '&#49;3800000000', '+86-13800000000', '0571-80000000', '+49 30 00000000')
    fc.assert(fc.property(fc.constantFrom(...columns), secret, fc.boolean(), (column, hidden, alone) => {
      const record = one({ [column]: alone ? hidden : `${base[column as keyof typeof base]} ${hidden}` })
      expect(JSON.stringify(record).replaceAll(/ChiCTR\d+/g, '')).not.toMatch(/example\.com|0000 ?0000|000-?0000|00000000/)
    }), { numRuns: 2000 })
  }, 30_000)
})

describe('登记导入 · 不能导入的文件', () => {
  for (const [title, content, code] of [
    ['空文件', '', 'empty'], ['只有分隔符的表格', ';\n;;', 'wrong-format'], ['只有列名', csv([base]).split('\r\n')[0]!, 'no-records'], ['没有列名行', csv([base]).split('\r\n').slice(1).join('\r\n'), 'no-header'], ['缺 TrialID 列', csv([base]).replace('TrialID', 'X'), 'missing-column'], ['别的表格', 'name,grade\n甲,三级', 'wrong-format'],
    ['末行中断', csv([base]).slice(0, -60), 'truncated'], ['末行少几列', csv([base, base]).trimEnd().split('\r\n').map((row, i) => i === 2 ? row.split(',').slice(0, 4).join(',') : row).join('\r\n'), 'truncated'],
    ['网页', '<!doctype html><p>请登录</p>', 'wrong-format.markup'], ['空的 studies', '{"studies":[]}', 'no-records'], ['别的 JSON', '{"a":[1]}', 'wrong-format'], ['JSON 中断', '{"protocolSection":{"a":"b', 'truncated'], ['字段重复', '{"studies":[],"studies":[]}', 'duplicate-key'], ['__proto__', '{"__proto__":{}}', 'unsafe-key'], ['嵌套过深', '['.repeat(99), 'too-deep'],
    ['记录过多', `{"studies":[${'{},'.repeat(20_001)}{}]}`, 'too-large.records'],
  ] as const) it(`${title} → ${code}，并有中英文说明`, () => {
    expect(codeOf(content)).toBe(code)
    for (const sentence of faultSentence(outcome(content) as FileFault, '导出.csv')) { expect(sentence).toContain('导出.csv'); expect(sentence).not.toMatch(/[{}—]/) }
  })
  it('逐条存疑、待确认、行级问题都有中英文说明，不含感叹号', () => {
    for (const [zh, en] of [...Object.values(doubtLabels), ...Object.values(queueLabels), ...Object.values(faultLabels)]) { expect(zh).toMatch(/\p{Script=Han}/u); expect(en).not.toMatch(/\p{Script=Han}|!/u) }
    const rows: Fault[] = [{ code: 'row-columns', row: 3, column: null }, { code: 'not-a-study', row: 4, column: null }, { code: 'doubled-column', row: 1, column: 'Phase' }]
    for (const fault of rows) for (const sentence of faultSentence(fault, 'a')) expect(sentence).not.toMatch(/[{}—]/)
  })
  it('文件名中的控制字符不带入说明', () => { try { read('', 'a\u202e\n.csv'); expect.fail() } catch (error) { expect((error as FileFault).facts.file).toBe('a .csv') } })
})

describe('登记导入 · 任意输入', () => {
  const synthetic = csv([base, { ...base, TrialID: 'ISRCTN00000001', 'Source Register': 'ISRCTN', 'Public title': '示例：𠮷野家的"引号"，换行\n与逗号', Contact_Email: 'zs@example.com', Condition: 'é™®“”' }, { ...base, TrialID: 'NCT09999999', 'Source Register': 'ClinicalTrials.gov', Intervention: 'Drug: X' }])
  const json = JSON.stringify([study(), study({ nctId: 'NCT09999998', briefTitle: '示例𠮷' }, { contactsLocationsModule: { centralContacts: [{ name: 'Sanming Zhangexample', email: 'zs@example.com' }] } })])
  const settles = (content: Uint8Array) => { const got = outcome(content); if (!(got instanceof FileFault)) expect(leaks(got)).toEqual([]); return got }
  it('任意字节只会得到记录或文件错误', () => { fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (content) => { settles(content) }), { numRuns: 3000 }) })
  it('任意 JSON 只会得到记录或文件错误', () => {
    const value = fc.jsonValue({ maxDepth: 3 }), part = fc.dictionary(fc.constantFrom('nctId', 'briefTitle', 'name', 'class', 'phases', 'locations', 'contacts', 'facility', 'count', 'date', 'interventions', 'type', 'centralContacts', 'enrollmentInfo', 'leadSponsor', 'collaborators', 'startDateStruct', 'overallStatus'), value)
    const section = fc.dictionary(fc.constantFrom(...['identification', 'status', 'sponsorCollaborators', 'design', 'armsInterventions', 'contactsLocations', 'eligibility', 'conditions'].map((name) => `${name}Module`)), fc.oneof(part, value))
    fc.assert(fc.property(fc.oneof(value, section.map((protocolSection) => ({ protocolSection }))), (content) => { settles(utf8(JSON.stringify(content))) }), { numRuns: 2000 })
  })
  it('在任一字节处截断：已读完的记录一致，或明确报错', () => {
    const whole = read(synthetic).records, bytes = utf8(synthetic)
    for (let end = 0; end < bytes.length; end++) {
      const got = settles(bytes.slice(0, end))
      if (!(got instanceof FileFault)) expect(got.records.map((record) => record.titlePublic), `截断于 ${end}`).toEqual(whole.slice(0, got.records.length).map((record) => record.titlePublic))
    }
    const text = utf8(json)
    for (let end = 0; end < text.length; end++) expect(settles(text.slice(0, end))).toBeInstanceOf(FileFault)
  }, 30_000)
  it('任意改动若干字节：记录或文件错误，不崩溃、不外泄联系人', () => {
    fc.assert(fc.property(fc.constantFrom(utf8(synthetic), utf8(json), utf16(synthetic, false), gb18030(synthetic.replaceAll('𠮷', '吉'))), fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 4 }), (content, flips) => {
      const changed = Uint8Array.from(content)
      for (const [at, mask] of flips) changed[at % changed.length]! ^= mask
      const got = outcome(changed)
      // A flipped byte may itself make an address unrecognisable; what is still one must be masked.
      if (!(got instanceof FileFault)) expect(leaks(got)).toEqual([])
    }), { numRuns: 2500 })
  }, 30_000)
  it('UTF-8、带 BOM、UTF-16 两种、GB18030 五种编码读出同样的记录', () => {
    const text = synthetic.replaceAll('𠮷', '吉'), expected = read(text).records
    for (const [encoding, content] of [['utf-8-bom', utf8('\ufeff' + text)], ['utf-16le', utf16(text, false)], ['utf-16be', utf16(text, true)], ['gb18030', gb18030(text)]] as const) expect(read(content)).toMatchObject({ encoding, records: expected })
    expect(read(utf16(json, true)).records).toEqual(ctgov(JSON.parse(json)).records)
  })
  it('读取不改动输入', () => { const content = utf8(synthetic), copy = Uint8Array.from(content); read(content); expect(content).toEqual(copy) })
})

describe('登记号', () => {
  for (const [text, kind, value, valid] of [
    ['nct04261907', 'nct', 'NCT04261907', true], [' chictr2000029935 ', 'chictr', 'ChiCTR2000029935', true], ['ChiCTR-TRC-09000429', 'chictr', 'ChiCTR-TRC-09000429', true], ['ＣＴＲ20200001', 'ctr', 'CTR20200001', true],
    ['EUCTR2020-001270-29-GB', 'euctr', 'EUCTR2020-001270-29-GB', true], ['2020-001270-29', 'euctr', '2020-001270-29', true], ['2022-500123-12-00', 'euctr', '2022-500123-12-00', true], ['ISRCTN14966673', 'isrctn', 'ISRCTN14966673', true],
    ['JPRN-UMIN000039686', 'jprn', 'JPRN-UMIN000039686', true], ['jRCTs031190269', 'jprn', 'jRCTs031190269', true], ['ACTRN12620000443998', 'actrn', 'ACTRN12620000443998', true], ['NL8490', 'ntr', 'NL8490', true], ['DRKS00021145', 'other', 'DRKS00021145', true], ['MR-33-26-000123', 'other', 'MR-33-26-000123', true],
    ['NCT0426190', 'nct', 'NCT0426190', false], ['ChiCTR200002993', 'chictr', 'ChiCTR200002993', false], ['XYZ', 'other', 'XYZ', false], ['', 'other', '', false],
  ] as const) it(`${text.trim() || '空白'} → ${kind}${valid ? '' : '，格式不对'}`, () => expect(readIdentifier(text)).toEqual({ kind, value, valid }))
})

describe.skipIf(!here)('登记导入 · 真实导出样本', () => {
  const bytes = (name: string) => readFileSync(new URL(name, registries))
  const json = (name: string) => JSON.parse(bytes(name).toString()) as Record<string, any>
  const sample = () => readRegistry(bytes('ictrp_covid_2020-04-07_sample.csv'), 'sample.csv')
  it('153 条的登记机构、状态、类型、分期计数与标准答案一致，一秒内读完', () => {
    const from = performance.now(), { format, encoding, records, faults } = sample(), took = performance.now() - from, answer = json('ictrp_sample.expected.json')
    expect([format, encoding, records.length, faults]).toEqual(['ictrp-csv', 'utf-8', answer.n, []])
    expect(tally(records.map((record) => record.source))).toEqual(answer.by_register)
    expect(tally(records.map((record) => record.raw.status))).toEqual(answer.by_status)
    expect(tally(records.map((record) => record.raw.studyType))).toEqual(answer.by_study_type)
    expect(tally(records.map((record) => record.raw.phase))).toEqual(answer.phase)
    expect(new Set(records.map((record) => record.identifiers[0]!.value)).size).toBe(answer.unique_trial_ids)
    const numeric = records.filter((record) => /^\d+$/.test(record.raw.targetSize))
    expect([numeric.reduce((sum, record) => sum + record.targetSize!, 0), records.length - numeric.length]).toEqual([answer.target_size_numeric_sum, answer.target_size_non_numeric])
    expect(records.filter((record) => /zhejiang/i.test(record.sponsorName ?? ''))).toHaveLength(answer.sponsor_contains_zhejiang)
    expect(took).toBeLessThan(1000)
  })
  it('归一后的计数：没有一条需要人工确认，存疑逐项说明', () => {
    const { records } = sample()
    expect(records.filter((record) => record.queued)).toEqual([])
    expect(records.every((record) => record.identifiers[0]!.valid)).toBe(true)
    expect(tally(records.map((record) => String(record.status)))).toEqual({ recruiting: 70, 'not-recruiting': 79, authorised: 3, null: 1 })
    expect(tally(records.map((record) => String(record.studyType)))).toEqual({ interventional: 90, observational: 48, 'expanded-access': 1, other: 14 })
    expect(tally(records.map((record) => String(record.phase)))).toEqual({ 0: 43, 1: 8, '1/2': 2, 2: 7, '2/3': 7, 3: 6, 4: 18, na: 58, null: 4 })
    expect(records.filter((record) => record.targetSize === null).map((record) => record.raw.targetSize)).toEqual(['Target condition:0;Difficult condition:0', ''])
    expect(records.filter((record) => record.registeredOn === null)).toEqual([])
    expect(records.filter((record) => record.startOn === null).map((record) => record.doubts.find((doubt) => doubt.field === 'startOn')!.raw).sort()).toEqual(['April 2020', 'April 2020', 'April 2020', 'March 2020', 'March 2020'])
    expect(records.filter((record) => codes(record).includes('sponsor-person'))).toHaveLength(4)
  })
  it('样本改存为四种编码，记录不变；任意截断与改动不崩溃', () => {
    const content = bytes('ictrp_covid_2020-04-07_sample.csv'), text = content.toString('utf8'), expected = sample().records
    for (const other of [utf8('\ufeff' + text), utf16(text, false), utf16(text, true), gb18030(text)]) expect(readRegistry(other, 'x').records).toEqual(expected)
    fc.assert(fc.property(fc.nat(content.length - 1), fc.nat(255), fc.boolean(), (at, mask, cut) => {
      const changed = Uint8Array.from(cut ? content.subarray(0, at) : content)
      if (!cut) changed[at]! ^= mask
      const got = outcome(changed)
      if (!(got instanceof FileFault)) expect(leaks(got)).toEqual([])
    }), { numRuns: 60 })
  }, 30_000)
  it('四个 ClinicalTrials.gov 文件读出各自的编号、机构和中心，联系人姓名一个不留', () => {
    const names = readdirSync(new URL('ctgov/', registries))
    expect(names).toHaveLength(4)
    for (const name of names) {
      const source = json(`ctgov/${name}`).protocolSection, reading = readRegistry(bytes(`ctgov/${name}`), name), record = reading.records[0]!
      expect([reading.format, record.identifiers[0]!.value, record.titlePublic, record.sponsorName, record.targetSize]).toEqual(['ctgov-v2', name.slice(0, 11), source.identificationModule.briefTitle, source.sponsorCollaboratorsModule.leadSponsor.name, source.designModule.enrollmentInfo.count])
      expect([record.queued, record.sites.length, record.interventions.length]).toEqual([false, source.contactsLocationsModule.locations.length, source.armsInterventionsModule.interventions.length])
      const places = source.contactsLocationsModule, people = [...places.centralContacts ?? [], ...places.overallOfficials ?? [], ...places.locations.flatMap((one: any) => one.contacts ?? [])].map((one: any) => String(one.name).split(',')[0]!)
      for (const person of [...people, 'LoVerme']) expect(JSON.stringify(reading)).not.toContain(person)
      expect(record.contactsMasked).toBe(people.length + (name.startsWith('NCT04207047') ? 1 : 0))
    }
  })
  it('两次更新之间：新增 111、消失 1、各字段变动数与标准答案一致', () => {
    const answer = json('update-pair/expected_2020-03-25_to_2020-04-01.json')
    const [old, next] = ['2020-03-25', '2020-04-01'].map((day) => readRegistry(gunzipSync(bytes(`update-pair/trial_list_${day}.csv.gz`)), day)) as [Reading, Reading]
    expect([old.format, old.records.length, next.records.length]).toEqual(['ictrp-processed', answer.old, answer.new])
    const by = (reading: Reading) => new Map(reading.records.map((record) => [record.identifiers[0]!.value, record])), before = by(old), after = by(next)
    expect([...after.keys()].filter((id) => !before.has(id))).toHaveLength(answer.added)
    expect([...before.keys()].filter((id) => !after.has(id))).toEqual(answer.removed)
    const changed = (value: (record: RegistryRecord) => unknown) => [...after].filter(([id, record]) => before.has(id) && value(before.get(id)!) !== value(record)).length
    expect({ date_enrollement: changed((one) => one.startOn), phase: changed((one) => one.raw.phase), recruitment_status: changed((one) => one.raw.status), normed_spon_names: changed((one) => one.sponsorName) }).toEqual(answer.changed_by_field)
  })
  it('所有真实样本的结果里没有邮箱和电话', () => {
    for (const reading of [sample(), ...readdirSync(new URL('ctgov/', registries)).map((name) => readRegistry(bytes(`ctgov/${name}`), name))]) expect(leaks(reading)).toEqual([])
  })
  it('攻击样本与各种编码样本：两秒内给出记录或文件错误，内存增长不超过 256 MB', () => {
    let fed = 0
    for (const folder of ['security-inputs', 'cn-encodings', 'cn-identifiers']) for (const entry of readdirSync(new URL(folder, shared), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const content = readFileSync(`${entry.parentPath}/${entry.name}`), from = performance.now(), memory = process.memoryUsage().rss
      const got = outcome(content)
      expect(performance.now() - from, entry.name).toBeLessThan(2000)
      expect(process.memoryUsage().rss - memory, entry.name).toBeLessThan(256 * 1024 * 1024)
      if (got instanceof FileFault) expect(faultSentence(got, entry.name)[0]).not.toMatch(/[{}—]/)
      fed++
    }
    expect(fed).toBeGreaterThanOrEqual(28)
  })
})
