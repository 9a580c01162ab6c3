import type * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { house } from '#app/house.ts'
import { ask } from '#app/open.ts'
import { documents, findMeasure, measures } from '../../../policy/documents.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { begun, grant, running, submitted, type Story } from '../../../test/story.ts'
import type { ledger, measure } from './api.ts'

type Ledger = z.output<typeof ledger.output>
type Page = z.output<typeof measure.output>
let h: House
const list = (who: string, lang: 'zh' | 'en' = 'zh') => h.as<Ledger>(who, 'policies.ledger', {}, { lang })
const rows = (l: Ledger) => l.documents.flatMap((d) => d.chapters.flatMap((c) => c.measures))
const page = (who: string, number: string, lang: 'zh' | 'en' = 'zh') => h.as<Page>(who, 'policies.measure', { number }, { lang })
const live = async (who: string) => { const { studies, sites, consents, medianDays } = rows(await list(who)).find((r) => r.number === 'HZ-09')!.live!; return { studies, sites, consents, medianDays } }
const nothing = { studies: 0, sites: 0, consents: 0, medianDays: null }
const han = /[\u2e80-\u9fff]/
/** Lanes, initiation visit and first consent of one hospital, the consent on a given day. */
const consented = async (s: Story, place: string, day: string) => {
  h.at('2026-09-28T10:00')
  await grant(s, place)
  h.at(`${day}T09:30`)
  await s.move(`${place}-office`, 'startup.site.kickOff', place)
  await h.as('qizhou-cra', 'studies.confirm', { id: s.study, kind: 'ctr', value: 'CTR20262345' })
  await s.move(`${place}-pi`, 'startup.site.enrol', place)
}
beforeAll(async () => { h = await openHouse('2026-09-14T11:05') })
afterAll(async () => { await h?.close() })

describe('政策落地台账', () => {
  it('三十三条一条不缺，按文件和章排列，各有编号、标题、责任单位、现状与理由', async () => {
    const l = await list('qizhou-cra')
    expect(rows(l).map((r) => r.number)).toEqual(measures.map((m) => m.number))
    expect(l.documents.map((d) => [d.code, d.chapters.length, d.status, d.from])).toEqual([['HZ', 8, 'in-force', '2025-01-01'], ['ZJ', 1, 'draft', null]])
    expect([l.documents[0]!.chapters[2]!.title, l.documents[1]!.chapters[0]!.title]).toEqual(['三、提升产业服务水平', null])
    expect(rows(l).find((r) => r.number === 'HZ-16')).toMatchObject({ short: '杭 16', lead: '市科技局', joint: ['经信', '卫健', '投促'], kinds: ['must', 'encourage'], mine: null, live: null })
    expect(rows(l).find((r) => r.number === 'ZJ-03')).toMatchObject({ short: '浙 3', lead: null, joint: [], state: 'partly' })
    for (const r of rows(l)) expect([r.because !== '', Boolean(r.tracked)], r.number).toEqual([true, r.state === 'not-software'])
    expect(l.counts).toEqual({ all: 33, lead: 0, joint: 0, states: { supported: 0, partly: 3, 'not-yet': 27, 'not-software': 3 } })
  })
  it('只有已经建成的房间给出去处，其余写明名称而没有去处', async () => {
    const found = rows(await list('qizhou-cra'))
    expect(found.find((r) => r.number === 'HZ-09')!.rooms.filter((x) => x.to !== null).map((x) => x.label)).toEqual(['立项', '并联启动', '伦理审查', '合同办理'])
    expect(found.find((r) => r.number === 'HZ-19')!.rooms.every((x) => x.to === null)).toBe(true)
    const built = new Set([...h.o.ground.work.procedures.keys()].map((name) => name.split('.')[0]))
    for (const { name, to, label } of found.flatMap((r) => r.rooms)) { expect(label, name).not.toContain('policies.'); if (to) expect(built, name).toContain(name.split('.')[0]) }
  })
  it('还没有研究时，实时数是零而不是编造', async () => { expect(await live('qizhou-cra')).toEqual(nothing) })
  it('没有登录看不到', async () => { for (const name of ['policies.ledger', 'policies.measure']) await expect(ask(h.o, null, name, {}), name).rejects.toMatchObject({ name: 'NotSignedIn' }) })
})

describe('实时数只数本机构看得见的办件', () => {
  it('统一受理前不算并联；受理后只算已经开线的机构，自行受理的等它受理后再算', async () => {
    await begun(h, ['a', 'b'])
    await submitted(h, ['b'])
    expect(await live('qizhou-cra')).toEqual(nothing)
    const s = await running(h, ['a', 'b', 'd'])
    expect(await live('qizhou-cra')).toEqual({ studies: 1, sites: 2, consents: 0, medianDays: null })
    h.at('2026-09-17T10:00')
    await s.move('d-office', 'startup.site.accept', 'd')
    expect(await live('qizhou-cra')).toMatchObject({ studies: 1, sites: 3 })
    await consented(s, 'a', '2026-10-27')
    await consented(s, 'd', '2026-11-02')
  })
  it('中位日历天从统一受理数到各家首例知情，受理当日不计；自行受理的等待也算在内', async () => {
    expect(await live('qizhou-cra')).toEqual({ studies: 1, sites: 3, consents: 2, medianDays: (43 + 49) / 2 })
  })
  it('日子按北京时间数：零点半受理算当日，不算前一日', async () => {
    h.at('2026-09-15T00:30')
    await consented(await running(h, ['c']), 'c', '2026-09-30')
    expect(await live('c-office')).toEqual({ studies: 1, sites: 1, consents: 1, medianDays: 15 })
    expect(await live('qizhou-cra')).toEqual({ studies: 2, sites: 4, consents: 3, medianDays: 43 })
  })
  it('组长单位看到各家，参加单位只看到自己，无关的医院与部门看到零', async () => {
    expect(await live('a-office')).toEqual({ studies: 1, sites: 3, consents: 2, medianDays: 46 })
    expect(await live('b-office')).toEqual({ studies: 1, sites: 1, consents: 0, medianDays: null })
    expect(await live('d-pi')).toEqual({ studies: 1, sites: 1, consents: 1, medianDays: 49 })
    for (const who of ['e-office', 'health-head', 'mingchuan-lead']) expect(await live(who), who).toEqual(nothing)
  })
  it('同一组数字出现在杭 8、杭 9、浙 3，别处没有', async () => {
    const found = rows(await list('qizhou-cra')).filter((r) => r.live)
    expect(found.map((r) => r.number)).toEqual(['HZ-08', 'HZ-09', 'ZJ-03'])
    expect(new Set(found.map((r) => JSON.stringify(r.live))).size).toBe(1)
  })
})

describe('我局牵头、我局会同', () => {
  it('卫健与市监的人各看到自己牵头和会同的条目，别家机构没有这一栏', async () => {
    const count = (code: 'health' | 'market') => ({ lead: measures.filter((m) => m.bureaus.lead === code).length, joint: measures.filter((m) => m.bureaus.joint.includes(code)).length })
    const [health, market] = [await list('health-head'), await list('market-head')]
    expect([health.bureau, health.counts]).toMatchObject(['市卫健委', count('health')])
    expect([market.bureau, market.counts]).toMatchObject(['市市场监管局', count('market')])
    expect(market.counts.joint).toBeGreaterThan(5)
    expect(rows(health).find((r) => r.number === 'HZ-24')!.mine).toBe('joint')
    for (const who of ['a-office', 'alliance-head', 'qizhou-cra']) expect((await list(who)).bureau, who).toBeNull()
  })
})

describe('一条措施的页', () => {
  it('杭 9：读法、要语、引用它的流程与规则，以及名下的办件', async () => {
    const p = await page('qizhou-cra', 'HZ-09')
    expect(p.asks.map((a) => a.says)).toEqual(findMeasure('HZ-09')!.asks.map((a) => a.says))
    expect(p.phrases).toContain('伦理审查联盟')
    expect(p.cites.find((c) => c.name === 'startup.site')).toMatchObject({ kind: 'procedure', label: '中心', edition: 2, phrase: '并联审查', cases: 7, to: '/studies' })
    expect(p.cites.filter((c) => c.kind === 'rule').map((c) => c.name)).toEqual(expect.arrayContaining(['ethics.review.receivable', 'agreements.signing.sealable']))
    expect(p.cites.map((c) => c.name)).toContain('startup.begin')
    expect(p.cites.map((c) => c.name)).not.toContain('startup.start.submit')
    const [{ n } = { n: 0 }] = await h.sql<{ n: number }>('select count(*)::int n from kernel.desk where org_id = $1', [await h.org('qizhou')])
    expect(p.cases).toMatchObject({ total: n, to: '/studies' })
    expect((await page('e-office', 'HZ-09')).cases).toMatchObject({ total: 0, open: 0 })
  })
  it('引用都落在真有的措施上，名称都有中英文', async () => {
    const { labels, work } = house(true)
    for (const { name, measure } of work.cites) { expect(findMeasure(measure), `${name} → ${measure}`).toBeDefined(); expect(labels[name], name).toBeDefined() }
    expect(new Set(work.cites.map((c) => c.kind))).toEqual(new Set(['procedure', 'rule', 'endpoint']))
  })
  it('杭 14 的参数带施行日、单位、鼓励性质和原文用语；没有数字的条目参数为空', async () => {
    expect((await page('health-head', 'HZ-14')).parameters[0]).toEqual({ key: 'iit.fund.ratio.disposable', value: 2, unit: 'percent', quoteKind: 'floor', kind: 'encourage', of: '机构可支配收入', basis: '不低于2%的可支配收入', from: '2025-01-01' })
    expect((await page('health-head', 'HZ-04')).parameters).toEqual([])
  })
  it('浙江各条都注明是征求意见稿，没有文号和施行日；末款附在浙 8', async () => {
    const p = await page('a-office', 'ZJ-08')
    expect(p.document).toMatchObject({ status: 'draft', number: null, from: null })
    expect(p.closing).toMatchObject({ phrase: '从优、就高、不重复' })
    expect((await page('a-office', 'ZJ-04')).parameters.map((x) => x.from)).toEqual([null, null])
  })
  it('没有的编号答没有找到', async () => { for (const number of ['HZ-26', 'ZJ-Zx', 'xx']) await expect(page('a-office', number), number).rejects.toMatchObject({ name: 'NotFound' }) })
})

describe('英文页不夹中文', () => {
  it('台账与三十三页，除要语和原文用语外没有一个汉字', async () => {
    expect(JSON.stringify(await list('qizhou-cra', 'en'))).not.toMatch(han)
    for (const m of documents.flatMap((d) => d.measures)) {
      const { phrases: _, parameters, cites, closing, ...rest } = await page('a-office', m.number, 'en')
      expect(JSON.stringify([rest, parameters.map(({ basis: _b, ...p }) => p), cites.map(({ phrase: _p, ...c }) => c), closing?.says]), m.number).not.toMatch(han)
    }
  })
})
