import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'

let h: House, study: string, start: string
interface Seen { cases: { id: string; procedure: string; place: string; stage: string; version: number; parentId: string | null; moves: { name: string; reasons: { code: string; text: string }[] }[] }[]; count: { days: number } | null }
const seen = (who: string) => h.as<Seen>(who, 'studies.one', { id: study })
const find = async (who: string, procedure: string, place: string) => (await seen(who)).cases.find((c) => c.procedure === procedure && c.place === place)!
const move = async (who: string, procedure: string, place: string, name: string, more: object = {}) => {
  const c = await find(who, procedure, place)
  return h.as(who, `${procedure}.${name}`, { id: c.id, seen: c.version, ...more })
}
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })

describe('一项研究在三家医院并联启动', () => {
  it('CRA 建立卷宗并在三家医院发起', async () => {
    const made = await h.as<{ id: string }>('qizhou-cra', 'studies.create', { title: 'QH-101 片治疗晚期胃癌的Ⅱ期临床试验', titleEn: null, short: 'QH-101 片 晚期胃癌 Ⅱ期', product: 'QH-101 片', regime: 'drug', phase: '2', condition: '晚期胃癌', protocolNo: 'QH-101-201', protocolVersion: 'V2.0', protocolDate: '2026-08-20', sponsorName: '启航医药有限公司', targetSize: 120 })
    study = made.id
    const sites = await Promise.all([['a', 40], ['b', 25], ['d', 15]].map(async ([k, planned]) => ({ orgId: await h.org(k as string), investigatorId: await h.investigator(`${k}-pi`), planned })))
    start = (await h.as<{ id: string }>('qizhou-cra', 'startup.begin', { studyId: study, leadOrgId: sites[0]!.orgId, sites })).id
    expect(start).toBeTruthy()
  })
  it('研究者没有签全，提交被拒并说出是哪几家', async () => {
    await move('a-pi', 'startup.site', '杭城一院', 'sign')
    await expect(move('qizhou-cra', 'startup.start', '杭城一院', 'submit')).rejects.toMatchObject({ reasons: [{ code: 'startup.start.complete.unsigned', facts: { sites: expect.stringContaining('西泠医院') as string } }] })
  })
  it('签全后提交，组长单位统一受理：接受统一受理的医院当即开线，不接受的自己受理', async () => {
    await move('b-pi', 'startup.site', '西泠医院', 'sign')
    await move('d-pi', 'startup.site', '云栖中心', 'sign')
    await move('qizhou-cra', 'startup.start', '杭城一院', 'submit')
    h.at('2026-09-14T11:05')
    await move('a-office', 'startup.start', '杭城一院', 'accept')
    const all = (await seen('qizhou-cra')).cases
    expect(all.filter((c) => c.procedure === 'startup.site').map((c) => [c.place, c.stage]).sort()).toEqual([['云栖中心', 'accepting'], ['杭城一院', 'lanes'], ['西泠医院', 'lanes']].sort())
    expect(all.filter((c) => c.procedure === 'startup.initiation')).toHaveLength(2)
  })
})
