import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileRequired } from '../../../../test/files.ts'
import { openHouse, type House } from '../../../../test/house.ts'
import { created, moreHospitals, storyOf, trips } from '../../../../test/story.ts'

let h: House, keys: string[], sites: { orgId: string; investigatorId: string; planned: number; telephone: string; compensationFen: number; consentVersion: string }[], s: ReturnType<typeof storyOf>
beforeAll(async () => {
  h = await openHouse('2026-09-14T09:12')
  keys = ['a', 'b', 'c', 'd', 'e', ...await moreHospitals(h, 15)]
  sites = await Promise.all(keys.map(async (k, i) => ({ orgId: await h.org(k), investigatorId: await h.investigator(`${k}-pi`), planned: 10 + i, telephone: `0571-8800 ${String(i).padStart(4, '0')}`, compensationFen: 10_000 + i, consentVersion: `V2.1-${k}` })))
}, 60_000)
afterAll(async () => { await h?.close() })
const begin = (study: string, of: readonly object[] = sites, leadOrgId = sites[0]!.orgId) => h.as<{ id: string; sites: number }>('qizhou-cra', 'startup.begin', { studyId: study, leadOrgId, sites: of })
const made = async (study: string) => (await h.sql<{ cases: number; sites: number; variations: number; parties: number }>("select (select count(*)::int from kernel.case where subject_id = $1 and id <> $1) cases, (select count(*)::int from studies.site where study_id = $1) sites, (select count(*)::int from startup.variation v join kernel.case c on c.id = v.case_id where c.subject_id = $1) variations, (select count(*)::int from kernel.party where case_id = $1) parties", [study]))[0]
interface Seen { mayEdit: boolean; sites: { caseId: string; short: string; compensationFen: number | null; telephone: string | null; version: number }[] }

describe('一次发起二十家', () => {
  it('二十家一次办成：一个动作、二十个中心、各家的约定都在，去数据库的来回不随家数增加', async () => {
    const study = await created(h), { answer, trips: n } = await trips(h, () => begin(study))
    expect(answer.sites).toBe(20)
    expect(await made(study)).toEqual({ cases: 21, sites: 20, variations: 20, parties: 22 })
    expect(n).toBeLessThanOrEqual(10)
    expect(await h.sql("select count(*)::int n from kernel.act where name = 'startup.begin' and input->>'studyId' = $1", [study])).toEqual([{ n: 1 }])
    s = storyOf(h, study, answer.id)
  })
  it('有一家不能开，一家也不开；每一家不能开的原因一次说完', async () => {
    const study = await created(h), wrong = sites.map((x, i) => (i === 3 ? { ...x, investigatorId: sites[4]!.investigatorId } : i === 7 ? { ...x, consentVersion: sites[6]!.consentVersion } : i === 9 ? { ...x, startOn: '2026-09-01' } : i === 11 ? { ...x, orgId: crypto.randomUUID() } : x))
    await expect(begin(study, [...wrong, sites[5]!])).rejects.toMatchObject({ issues: [
      { path: 'sites.3.investigatorId', code: 'startup.begin.unknown-investigator' }, { path: 'sites.7.consentVersion', code: 'startup.begin.same-version', facts: { row: 7 } }, { path: 'sites.9.startOn', code: 'startup.begin.day-gone' },
      { path: 'sites.11.orgId', code: 'startup.begin.not-in-alliance' }, { path: 'sites.20.orgId', code: 'startup.begin.twice', facts: { row: 6 } }, { path: 'sites.20.consentVersion', code: 'startup.begin.same-version', facts: { row: 6 } },
    ] })
    expect(await made(study)).toEqual({ cases: 0, sites: 0, variations: 0, parties: 2 })
    await expect(begin(study, [{ ...sites[0], compensationFen: 0.5 }])).rejects.toMatchObject({ name: 'Invalid' })
    await expect(begin(study, [{ ...sites[0], planned: 0 }])).rejects.toMatchObject({ name: 'Invalid' })
    await expect(begin(study, Array.from({ length: 61 }, () => sites[0]!))).rejects.toMatchObject({ name: 'Invalid' })
  })
  it('准备发起的页面说出哪几家已经在启动之中', async () => {
    const { running, stage, hospitals } = await h.as<{ running: string[]; stage: string; hospitals: unknown[] }>('qizhou-cra', 'startup.prepare', { studyId: s.study })
    expect([running.length, stage, hospitals.length]).toEqual([20, 'starting', 20])
  })
  it('统一受理二十家：接受的各开三条线，其余受邀自理', async () => {
    for (const k of keys) await s.move(`${k}-pi`, 'startup.site.sign', k)
    await fileRequired(h, 'qizhou-cra', s.study)
    await s.move('qizhou-cra', 'startup.start.submit')
    await s.move('a-office', 'startup.start.accept')
    expect(await h.sql("select stage, count(*)::int n from kernel.case where subject_id = $1 and procedure = 'startup.site' group by 1 order by 1", [s.study])).toEqual([{ stage: 'accepting', n: 8 }, { stage: 'lanes', n: 12 }])
  })
})

describe('各家不同，只有申办一方与本家看得到', () => {
  const seen = (who: string) => h.as<Seen>(who, 'startup.variations', { studyId: s.study })
  it('申办方与 CRA 看得到二十家；每家只看到自己的；组长单位也看不到别家的', async () => {
    for (const who of ['qizhou-cra', 'qihang-lead']) expect((await seen(who)).sites).toHaveLength(20)
    for (const [i, k] of [[0, 'a'], [1, 'b'], [5, 'x01']] as const) { const { sites: own, mayEdit } = await seen(`${k}-office`); expect([own.map((x) => x.compensationFen), mayEdit]).toEqual([[10_000 + i], false]) }
    for (const who of ['mingchuan-lead', 'alliance-head']) await expect(seen(who)).rejects.toMatchObject({ name: 'NotFound' })
  })
  it('绕过程序直接查表，也是如此', async () => {
    const db = new pg.Client({ ...h.target.connection, user: 'app' })
    await db.connect()
    const rows = async (who: string) => { await db.query('begin'); await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token(who)), h.now(), []]); const r = (await db.query('select 1 from startup.variation')).rowCount; await db.query('rollback'); return r }
    expect([await rows('qizhou-cra'), await rows('a-office'), await rows('b-office'), await rows('c-pi'), await rows('mingchuan-lead')]).toEqual([20, 1, 1, 1, 0])
    await db.end()
  })
  it('改一家的补偿：旧值新值进经过，只给申办一方看；版本不对、别家已用的版本号、别人来改，都不行', async () => {
    const b = (await seen('qizhou-cra')).sites.find((x) => x.short === '西泠医院')!
    expect(await h.as('qizhou-cra', 'startup.vary', { id: b.caseId, seen: 1, compensationFen: 30_000, dispensing: 'gcp-pharmacy' })).toEqual({ id: b.caseId, version: 2 })
    await expect(h.as('qizhou-cra', 'startup.vary', { id: b.caseId, seen: 1, compensationFen: 40_000 })).rejects.toMatchObject({ name: 'Conflict' })
    await expect(h.as('qizhou-cra', 'startup.vary', { id: b.caseId, seen: 2, consentVersion: 'V2.1-c' })).rejects.toMatchObject({ issues: [{ path: 'consentVersion', code: 'startup.begin.same-version-elsewhere' }] })
    await expect(h.as('qizhou-cra', 'startup.vary', { id: b.caseId, seen: 2, email: 'x' })).rejects.toMatchObject({ issues: [{ path: 'email' }] })
    await expect(h.as('mingchuan-lead', 'startup.vary', { id: b.caseId, seen: 2, email: 'x@y.cn' })).rejects.toMatchObject({ name: 'NotFound' })
    await expect(h.as('b-office', 'startup.vary', { id: b.caseId, seen: 2, email: 'x@y.cn' })).rejects.toMatchObject({ name: 'WrongRole' })
    const told = async (who: string) => (await h.as<{ events: { text: string; facts: Record<string, unknown> }[] }>(who, 'case.timeline', { subject: s.study, act: 'vary' })).events
    expect((await told('qihang-lead')).map((e) => e.facts)).toEqual([{ changed: { compensationFen: [10_001, 30_000], dispensing: [null, 'gcp-pharmacy'] } }])
    for (const who of ['a-office', 'b-office', 'x01-office']) expect(await told(who)).toEqual([])
    expect((await seen('b-office')).sites.map((x) => x.compensationFen)).toEqual([30_000])
  })
  it('这家办结之后，约定不再修改', async () => {
    const study = await created(h), start = await begin(study, sites.slice(0, 2)), t = storyOf(h, study, start.id), b = await t.stand('startup.site', 'b')
    await t.move('b-pi', 'startup.site.refuse', 'b', { note: '手上已有同类研究' })
    await expect(h.as('qizhou-cra', 'startup.vary', { id: b.id, seen: 1, email: 'x@y.cn' })).rejects.toMatchObject({ reasons: [{ code: 'startup.vary.closed' }] })
  })
})
