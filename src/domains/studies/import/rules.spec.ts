import { describe, expect, it } from 'vitest'
import { readRegistry, type RegistryRecord } from './exchange.ts'
import { changesBetween, factsOf, over, shortOf } from './rules.ts'

const record = (id: string, more: object = {}): RegistryRecord => readRegistry(new TextEncoder().encode(JSON.stringify({ protocolSection: {
  identificationModule: { nctId: id, briefTitle: 'Tablet A in gastric cancer', organization: { fullName: 'Invented Pharma Ltd.', class: 'INDUSTRY' } },
  statusModule: { overallStatus: 'RECRUITING' }, sponsorCollaboratorsModule: { leadSponsor: { name: 'Invented Pharma Ltd.', class: 'INDUSTRY' } },
  designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE2'], enrollmentInfo: { count: 100 } }, conditionsModule: { conditions: ['Gastric cancer'] }, ...more,
} })), 'a.json').records[0]!

describe('登记记录与卷宗', () => {
  it('登记平台没说的不算改动：例数、分期空着的新文件，什么都不改', () => {
    const was = record('NCT90000001'), is = record('NCT90000001', { designModule: { studyType: 'INTERVENTIONAL' }, conditionsModule: {} })
    expect(is.targetSize).toBeNull()
    expect(changesBetween(was, is)).toEqual([])
    expect(over(was, is).targetSize).toBe(100)
  })
  it('说了的才算：例数由 100 改为 120，招募状态改为完成，各列一条', () => {
    const is = record('NCT90000001', { designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE2'], enrollmentInfo: { count: 120 } }, statusModule: { overallStatus: 'COMPLETED' } })
    expect(changesBetween(record('NCT90000001'), is)).toEqual([{ field: 'targetSize', was: '100', is: '120' }, { field: 'status', was: 'recruiting', is: 'completed' }])
  })
  it('企业申办的干预性研究，产品是药才归药物临床试验；说不清的留给人', () => {
    const kind = (interventions: object[]) => factsOf(record('NCT90000001', { armsInterventionsModule: { interventions } })).regime
    expect(kind([{ type: 'DRUG', name: 'Tablet A' }])).toBe('drug')
    expect(kind([{ type: 'DEVICE', name: 'Stent B' }])).toBe('device')
    expect(kind([])).toBeNull()
  })
  it('疑为个人的申办方不写进卷宗', () => {
    expect(factsOf({ ...record('NCT90000001'), sponsorName: '‹已遮蔽›' }).sponsorName).toBe('—')
  })
  it('简称不超过 40 个汉字宽，长了截断', () => {
    expect([...shortOf('癌'.repeat(60), '')]).toHaveLength(40)
    expect(shortOf('A'.repeat(100), '').length).toBeLessThanOrEqual(80)
    expect(shortOf('  ', 'NCT90000001')).toBe('NCT90000001')
  })
})
