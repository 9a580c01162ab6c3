import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#app/seed.ts'
import { openHouse, type House } from '../../../test/house.ts'

interface Persona { readonly role: string; name: string; org: string; orgKind: string; office: string; waiting: number; overdue: number }
interface Row { title: string; place: string; procedure: string; stage: string; dueOn: string | null; face: { state: string; tone: string; over: number; used: number } | null }
const begun = "insert into house.demo values (clock_timestamp())"
/** The house's template holds people told elsewhere; marked as begun here and unfinished, they are cleared and the city is told anew. */
async function seeded(at: string): Promise<{ h: House; said: string[] }> {
  const h = await openHouse(at), said: string[] = []
  await seedDemo(h.target, h.o, (line) => { said.push(line) })
  await h.sql(begun)
  await seedDemo(h.target, h.o, (line) => { said.push(line) })
  return { h, said }
}
const people = async (h: House) => (await h.as<{ people: Persona[] }>('a-secretary', 'session.personas')).people
const rows = async (h: House, who: string, tab = 'mine') => (await h.as<{ rows: Row[] }>(who, 'case.tasks', { tab })).rows

describe.each([['2026-11-23T09:00', '平常的周一'], ['2026-10-08T08:00', '国庆放假之后的第一天，上班之前'], ['2027-02-09T09:00', '春节里，而这一年的放假安排尚未公布'], ['2027-02-20T00:20', '周六凌晨']])('演示城：第一次启动在 %s（%s）', (at) => {
  let h: House, said: string[], today: string
  beforeAll(async () => { ({ h, said } = await seeded(at)); today = h.o.ground.calendar().today(h.now()) })
  afterAll(async () => { await h?.close() })

  it('写得成，没有一步被拒绝', async () => {
    expect(said).toEqual(['上次写演示数据时中断，清空后重写', '演示数据：12 家机构、70 人、15 项研究，全部虚构'])
    expect(await h.sql("select name, reasons from kernel.act where outcome <> 'done'")).toEqual([])
  })
  it('发生过的事都在今天之前、工作日、办公时间', async () => {
    const calendar = h.o.ground.calendar(), events = await h.sql<{ at: Date | string; effective: Date | string }>('select at, effective_at effective from kernel.event')
    expect(events.length).toBeGreaterThan(300)
    for (const e of events) {
      const [here, there] = [e.at, e.effective].map((t) => calendar.beijing(new Date(t).toISOString()))
      expect([here!.date < today, calendar.day(here!.date).working, here!.time >= '08:30' && here!.time <= '17:30']).toEqual([true, true, true])
      expect(there!.date <= here!.date && calendar.day(there!.date).working).toBe(true)
    }
    expect((await h.sql<{ at: Date }>("select at from kernel.event order by id")).map((e) => +new Date(e.at))).toEqual((await h.sql<{ at: Date }>("select at from kernel.event order by at")).map((e) => +new Date(e.at)))
  })
  it('医院里每个办公室手上有事（主要研究者只看自己主持的），周敏不少于 8 件，陈岚、林悦不少于 6 件', async () => {
    const all = await people(h), of = (name: string) => all.find((p) => p.name === name)!.waiting
    expect(all.filter((p) => p.orgKind === 'hospital' && !['主要研究者', '伦理委员会', '药学部'].includes(p.office) && p.waiting === 0)).toEqual([])
    expect(all.filter((p) => ['company', 'cro'].includes(p.orgKind) && p.waiting === 0)).toEqual([])
    expect(all.filter((p) => p.orgKind === 'hospital')).toHaveLength(62)
    expect(of('周敏')).toBeGreaterThanOrEqual(8)
    expect(of('陈岚')).toBeGreaterThanOrEqual(6)
    expect(of('林悦')).toBeGreaterThanOrEqual(6)
  })
  it('有逾期一两个工作日的，有今天到期的（休息日则是下一个工作日），有停钟等申办方的，有本周和以后的', async () => {
    const mine = await rows(h, 'a-secretary'), due = h.o.ground.calendar().rollForward(today)
    const late = (await Promise.all(['a-secretary', 'a-office', 'a-head', 'b-seal', 'b-executive', 'd-executive', 'e-secretary'].map((who) => rows(h, who)))).flat().filter((r) => r.face?.tone === 'overdue')
    expect(mine.some((r) => r.dueOn === due && r.face?.state === 'running')).toBe(true)
    expect(mine.some((r) => (r.dueOn ?? '') > due && r.face?.state === 'running')).toBe(true)
    expect((await rows(h, 'qizhou-cra')).some((r) => r.face?.state === 'stopped')).toBe(true)
    expect((await rows(h, 'a-secretary', 'waiting')).some((r) => r.face?.state === 'stopped')).toBe(true)
    for (const [who, name] of [['a-secretary', '周敏'], ['a-office', '陈岚'], ['qizhou-cra', '林悦']] as const) expect((await people(h)).find((p) => p.name === name)!.overdue).toBe((await rows(h, who)).filter((r) => r.face?.tone === 'overdue').length)
    if (due === today) { expect(late.length).toBeGreaterThanOrEqual(5); expect(late.map((r) => r.face!.over).every((n) => n >= 1 && n <= 2)).toBe(true) }
  })
  it('研究停在每一个阶段', async () => {
    const stages = (procedure: string) => h.sql<{ stage: string }>('select distinct stage from kernel.case where procedure = $1 and (closed_at is null or outcome = $2) order by 1', [procedure, 'granted']).then((r) => r.map((x) => x.stage))
    expect(await stages('studies.study')).toEqual(['prepared', 'running', 'starting'])
    expect(await stages('startup.start')).toEqual(['intake', 'preparing', 'returned', 'running'])
    expect(await stages('startup.site')).toEqual(['accepting', 'kicked-off', 'lanes', 'ready', 'signed', 'signing', 'started'])
    expect(await stages('startup.initiation')).toEqual(['approved', 'approving', 'assessing', 'checking', 'returned'])
    expect(await stages('ethics.review')).toEqual(['approved', 'assigning', 'confirming', 'expedited', 'meeting', 'mode', 'opining', 'receiving', 'returned', 'revising'])
    expect(await stages('ethics.recognition')).toEqual(['boarding', 'consulting', 'received', 'signing'])
    expect(await stages('agreements.signing')).toEqual(['answering', 'drafting', 'effective', 'investigator-signing', 'legal', 'pharmacy-signing', 'reviewing', 'sealing', 'sponsor-signing'])
  })
})

describe('演示数据只写一次', () => {
  let h: House
  beforeAll(async () => { h = await openHouse('2026-11-23T09:00') })
  afterAll(async () => { await h?.close() })
  const counts = () => h.sql('select (select count(*) from kernel.org) orgs, (select count(*) from kernel.case) cases, (select count(*) from kernel.act) acts, (select count(*) from kernel.event) events, (select count(*) from institutions.post) posts')

  it('不是这里开始写的数据，不动', async () => {
    const before = await counts(), said: string[] = []
    await seedDemo(h.target, h.o, (line) => { said.push(line) })
    expect([await counts(), said]).toEqual([before, []])
  })
  it('写到一半停下的，清空重写，与一次写成的一样多；两个服务同时启动也只写一次', async () => {
    await h.sql(begun)
    await seedDemo(h.target, h.o, () => {})
    const whole = await counts(), said: string[] = [], [{ n: sessions } = { n: 0 }] = await h.sql<{ n: number }>("select count(*) n from kernel.act where name = 'session.adopt'")
    expect(sessions).toBeGreaterThan(20)
    await h.sql('update house.demo set done_at = null')
    await Promise.all([seedDemo(h.target, h.o, (line) => { said.push(line) }), seedDemo(h.target, h.o, (line) => { said.push(line) })])
    expect([await counts(), said.length]).toEqual([whole, 2])
    await seedDemo(h.target, h.o, (line) => { said.push(line) })
    expect(said).toHaveLength(2)
  }, 120_000)
})
