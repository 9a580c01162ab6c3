import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileOne, fileRequired, type Filed } from '../../../test/files.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { begun, created, sitesOf, storyOf, type Story } from '../../../test/story.ts'

let h: House, s: Story, report: Filed
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })
const refusal = (e: { reasons: { code: string; facts?: object }[] }) => e.reasons.map((r) => [r.code.split('.').at(-1), r.facts])
const submit = () => s.move('qizhou-cra', 'startup.start.submit').then(() => [], refusal)

describe('一次提交，缺什么一次说全（流程一第 1 步）', () => {
  it('什么都没有传：必备的三类一次点名', async () => {
    const study = await created(h), sites = await sitesOf(h, ['a'])
    s = storyOf(h, study, (await h.as<{ id: string }>('qizhou-cra', 'startup.begin', { studyId: study, leadOrgId: sites[0]!.orgId, sites })).id)
    await s.move('a-pi', 'startup.site.sign', 'a')
    expect(await submit()).toEqual([['no-documents', { names: '方案、知情同意书、药检报告' }]])
  })
  it('09:12 传齐，药检报告 08-30 已到期，方案日期与卷宗不同：同一分钟一次退回，各说出是哪一份、哪一天', async () => {
    await fileOne(h, 'qizhou-cra', s.study, 'protocol', { label: 'V2.0', datedOn: '2026-08-12' })
    await fileOne(h, 'qizhou-cra', s.study, 'icf', { label: 'V2.0', datedOn: '2026-08-20' })
    report = await fileOne(h, 'qizhou-cra', s.study, 'drug-test-report', { datedOn: '2025-08-31', expiresOn: '2026-08-30' })
    expect(await submit()).toEqual([['expired', { names: '药检报告 2026-08-30 到期' }], ['protocol-differs', { said: 'V2.0 / 2026-08-20', is: 'V2.0 / 2026-08-12' }]])
    const { lines, differs } = await h.as<{ lines: { kind: string; state: string; held: { expiresOn: string | null }[] }[]; differs: object }>('qizhou-cra', 'studies.papers', { id: s.study })
    expect(Object.fromEntries(['protocol', 'icf', 'drug-test-report', 'insurance'].map((k) => [k, lines.find((l) => l.kind === k)!.state]))).toEqual({ protocol: 'ready', icf: 'ready', 'drug-test-report': 'expired', insurance: 'missing' })
    expect([lines.length, differs]).toEqual([21, { said: 'V2.0 / 2026-08-20', is: 'V2.0 / 2026-08-12' }])
  })
  it('10:40 换上有效的药检报告与方案，提交成功；受理前又收回一份，受理时照样说出', async () => {
    h.at('2026-09-14T10:40')
    await fileOne(h, 'qizhou-cra', s.study, 'drug-test-report', { document: report.id, seen: 1, datedOn: '2026-09-01', expiresOn: '2027-08-31' })
    const [{ id: protocol } = { id: '' }] = await h.sql<{ id: string }>("select id from kernel.document where case_id = $1 and kind = 'protocol'", [s.study])
    await h.as('qizhou-cra', 'documents.revise', { id: protocol, seen: 1, datedOn: '2026-08-20', reason: '日期抄错' })
    expect(await submit()).toEqual([])
    await h.as('qihang-lead', 'documents.withdraw', { id: report.id, seen: 2, reason: '批号不对' })
    expect(await s.move('a-office', 'startup.start.accept').then(() => [], refusal)).toEqual([['no-documents', { names: '药检报告' }]])
  })
  it.each([['device', 'type-test-report'], ['iit-observational', null]] as const)('%s 各要各的', async (regime, own) => {
    const t = await begun(h, ['a'], { regime })
    await t.move('a-pi', 'startup.site.sign', 'a'); await t.move('qizhou-cra', 'startup.start.submit')
    const kinds = (await h.sql<{ kind: string }>('select kind from kernel.document where case_id = $1 order by kind', [t.study])).map((d) => d.kind)
    expect(kinds).toEqual(['icf', 'protocol', ...(own ? [own] : [])])
    await expect(fileRequired(h, 'qizhou-cra', t.study)).resolves.toBeUndefined()
  })
  it('看不到这项研究的人，清单也问不到', async () => { for (const who of ['mingchuan-lead', 'c-office', 'health-head']) await expect(h.as(who, 'studies.papers', { id: s.study })).rejects.toMatchObject({ name: 'NotFound' }) })
})
