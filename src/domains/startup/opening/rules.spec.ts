import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labels } from './labels.ts'
import { fenOf, nothing, pasted, refusals, unopenable, yuanOf, type Chosen, type Known } from './rules.ts'

const hospitals = [
  { orgId: 'a', name: '杭城市第一人民医院', short: '杭城一院', investigators: [{ id: 'a1', name: '李岩', department: '肿瘤内科' }, { id: 'a2', name: '周宁', department: '心内科' }] },
  { orgId: 'b', name: '西泠医院', short: '西泠医院', investigators: [{ id: 'b1', name: '顾明', department: '肿瘤中心' }, { id: 'b2', name: '顾明', department: '血液科' }] },
  { orgId: 'c', name: '云栖区中心医院', short: '云栖中心', investigators: [] },
  { orgId: 'd', name: '云栖区第二医院', short: '云栖二院', investigators: [{ id: 'd1', name: '陶静', department: '肿瘤血液科' }] },
]
const known = (more: Partial<Known> = {}): Known => ({ hospitals, running: [], leadOrgId: 'a', today: '2026-09-14', ...more })
const site = (orgId: string, investigatorId: string, more: Partial<Chosen> = {}): Chosen => ({ ...nothing, orgId, investigatorId, planned: 20, ...more })
const one = (more: Partial<Chosen>) => unopenable([site('a', 'a1', more)], 0, known()).map((f) => `${f.field} ${f.code}`)

describe('发起启动：哪一家不能开，逐家说出原因', () => {
  it.each<[string, Partial<Chosen>, string[]]>([
    ['齐全', { telephone: '0571-8800 0000 转 12', email: 'gcp@a.example', compensationFen: 20_000, consentVersion: 'V2.1-A01', dispensing: 'gcp-pharmacy', payment: 'annex', insurance: 'endorsement', startOn: '2026-10-20', consentOn: '2026-10-27' }, []],
    ['只有医院、研究者与例数', {}, []], ['当天启动、当天首例', { startOn: '2026-09-14', consentOn: '2026-09-14' }, []],
    ['不在联盟名单', { orgId: 'z' }, ['orgId not-in-alliance']], ['没有选研究者', { investigatorId: '' }, ['investigatorId no-investigator']], ['别家的研究者', { investigatorId: 'd1' }, ['investigatorId unknown-investigator']],
    ['例数为零', { planned: 0 }, ['planned no-planned']], ['例数不整', { planned: 2.5 }, ['planned no-planned']], ['电话写了字', { telephone: '请打总机' }, ['telephone odd-telephone']], ['邮箱少了后一半', { email: 'gcp@a' }, ['email odd-email']],
    ['补偿为负', { compensationFen: -1 }, ['compensationFen odd-compensation']], ['补偿不是整分', { compensationFen: 0.5 }, ['compensationFen odd-compensation']], ['补偿过了十万元', { compensationFen: 10_000_001 }, ['compensationFen odd-compensation']],
    ['启动日已过', { startOn: '2026-09-13' }, ['startOn day-gone']], ['首例早于启动', { startOn: '2026-10-20', consentOn: '2026-10-19' }, ['consentOn consent-before-start']],
    ['几处都不对，一次说完', { investigatorId: '', planned: 0, email: 'x' }, ['investigatorId no-investigator', 'planned no-planned', 'email odd-email']],
  ])('%s', (_, more, faults) => expect(one(more)).toEqual(faults))
  it('同一家选了两次、已经在办、组长单位不在其中、两家用同一个版本号：都指到那一行', () => {
    expect(refusals([site('b', 'b1', { consentVersion: 'V2.1-01' }), site('d', 'd1', { consentVersion: 'v2.1-01' }), site('b', 'b2')], known({ running: ['d'] }))).toEqual([
      { path: 'leadOrgId', code: 'startup.begin.lead-not-a-site' },
      { path: 'sites.1.orgId', code: 'startup.begin.already-running' }, { path: 'sites.1.consentVersion', code: 'startup.begin.same-version', facts: { row: 1 } },
      { path: 'sites.2.orgId', code: 'startup.begin.twice', facts: { row: 1 } },
    ])
  })
  it.each([['200', 20_000], ['200.5', 20_050], ['¥1,200.05 元', 120_005], ['', null], ['0', 0], ['200.555', undefined], ['二百', undefined], ['-5', undefined], ['90071992547409.93', undefined]])('补偿写作 %s 元，记作 %s 分', (text, fen) => expect(fenOf(text)).toBe(fen))
  it('分换成元再换回来，一分不差', () => { fc.assert(fc.property(fc.nat(10_000_000), (fen) => { expect(fenOf(yuanOf(fen))).toBe(fen) })) })
})

const words = (key: string) => labels[`startup.paste.${key}`]!.join('|')
const read = (text: string) => pasted(text, { hospitals }, words)
describe('从电子表格粘贴：每一行都对上，或说出为什么对不上', () => {
  it('有表头：列的次序随意，中英文表头都认；全称、简称、全角半角都认', () => {
    const [first, second] = read('例数\t医院\tPI\t每次访视补偿（元）\t发药\t付款条款\t保险\t联系电话\t电子邮箱\t知情同意书版本\t预计启动\t预计首例\n40\t杭城市第一人民医院\t李岩\t200.50\tGCP药房\t附件\t批单\t0571-88000000\tgcp@a.example\tV2.1-A01\t2026/10/20\t2026年10月27日\r\n15\t 云栖二院 \t陶静\t\t\t\t\t\t\t\t\t\n')
    expect(first).toEqual({ line: 2, said: '杭城市第一人民医院', faults: [], site: { orgId: 'a', investigatorId: 'a1', planned: 40, telephone: '0571-88000000', email: 'gcp@a.example', compensationFen: 20_050, consentVersion: 'V2.1-A01', dispensing: 'gcp-pharmacy', payment: 'annex', insurance: 'endorsement', startOn: '2026-10-20', consentOn: '2026-10-27' } })
    expect(second).toMatchObject({ faults: [], site: { orgId: 'd', investigatorId: 'd1', planned: 15, payment: 'common' } })
  })
  it('没有表头：医院、主要研究者、例数；逗号分隔也认', () => expect(read('杭城一院，李岩，40\n云栖二院,陶静,15 例').map((r) => [r.site.orgId, r.site.investigatorId, r.site.planned, r.faults.length])).toEqual([['a', 'a1', 40, 0], ['d', 'd1', 15, 0]]))
  it.each<[string, string, string]>([
    ['没有这家', '外地医院\t张三\t1', 'orgId hospital-not-found'], ['说得太短，几家都像', '云栖\t陶静\t1', 'orgId several-hospitals'], ['没有这位', '杭城一院\t张三\t1', 'investigatorId investigator-not-found'], ['同名两位', '西泠医院\t顾明\t1', 'investigatorId several-investigators'],
    ['例数不是数', '杭城一院\t李岩\t四十', 'planned odd-planned'], ['这家还没有在册的研究者', '云栖中心\t沈若\t3', 'investigatorId investigator-not-found'],
  ])('%s', (_, text, fault) => expect(read(text)[0]!.faults.map((f) => `${f.field} ${f.code}`)).toEqual([fault]))
  it('同名的两位写上科室就分得清；写不清的不替人选', () => expect([read('西泠医院\t顾明（血液科）\t1')[0]!.site.investigatorId, read('西泠医院\t顾明\t1')[0]!.site.investigatorId, read('西泠医院\t\t1')[0]!.site.investigatorId]).toEqual(['b2', '', '']))
  it('表里的怪日期、怪金额、怪选项都指到那一格', () => expect(read('医院\t主要研究者\t例数\t每次访视补偿\t预计启动\t发药\n杭城一院\t李岩\t4\t二百\t2026-02-30\t快递')[0]!.faults.map((f) => `${f.field} ${f.code}`).sort()).toEqual(['compensationFen odd-sum', 'dispensing odd-choice', 'startOn odd-day']))
  it('粘什么都不出错，行数不多不少', () => { fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => { expect(read(text).length).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length) })) })
})
