import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setFacts, type CaseWork } from '#kernel/case.ts'
import { procedure, type Procedure } from '#kernel/procedure.ts'
import { openHouse, type House } from '../../test/house.ts'
import { probe, type Probe } from '../../test/probe.ts'
import { running, type Story } from '../../test/story.ts'

const trials = Number(process.env['TRIAL'] ?? 20), long = trials > 40 ? 3_600_000 : 60_000
let h: House, p: Probe, s: Story
const office = { side: 'site', roles: ['research-office', 'ethics-secretary', 'ethics-chair', 'department-head', 'legal'] }
const lane = (name: string): Procedure => procedure(name, { edition: 1, start: 'open', stages: { open: { by: office, moves: { grant: 'granted', refuse: 'refused', name: { to: 'signing', audience: 'org' } } }, signing: { by: { ...office, person: 'signer' }, moves: { grant: 'granted', rename: 'open' } }, granted: { ends: 'granted' }, refused: { ends: 'refused' } } })
const root = procedure('test.root', { edition: 1, start: 'before', stages: { before: { by: office, moves: { go: 'lanes' } }, lanes: { together: ['test.one', 'test.two', 'test.three'], joined: { all: 'done', otherwise: 'stopped' } }, done: { by: office, moves: { close: 'closed' } }, stopped: { ends: 'refused' }, closed: { ends: 'granted' } } })
const skips = (name: string): CaseWork => ({ opening: async (_call, parent) => ((parent.facts['skip'] as string[] | undefined)?.includes(name) ? null : {}), moves: { name: { effect: async (call, it) => { await setFacts(call, it, { signer: (it.facts['chosen'] as string) }) } } } })

beforeAll(async () => {
  h = await openHouse('2026-09-14T11:05')
  s = await running(h, ['a'])
  p = probe(h, [root, lane('test.one'), lane('test.two'), lane('test.three')], Object.fromEntries(['test.one', 'test.two', 'test.three'].map((n) => [n, skips(n)])))
})
afterAll(async () => { await h?.close() })
const children = (id: string) => h.sql<{ id: string; procedure: string; stage: string; version: number }>('select id, procedure, stage, version from kernel.case where parent_id = $1 order by procedure', [id])
const begin = async (facts: Record<string, unknown> = {}) => { const id = await p.open('test.root', s, facts); await p.move('a-office', 'test.root.go', id); return id }

describe('一起打开的子办件', () => {
  it('不适用的那一条不打开，其余照开；打开的都办结了才合拢', async () => {
    const id = await begin({ skip: ['test.two'] }), kids = await children(id)
    expect(kids.map((k) => k.procedure)).toEqual(['test.one', 'test.three'])
    await p.move('a-office', 'test.one.grant', kids[0]!.id)
    expect(await p.stand(id)).toMatchObject({ stage: 'lanes' })
    await p.move('a-office', 'test.three.grant', kids[1]!.id)
    expect(await p.stand(id)).toMatchObject({ stage: 'done' })
  })
  it('一条也不适用，当即合拢往下走', async () => {
    const id = await begin({ skip: ['test.one', 'test.two', 'test.three'] })
    expect([await p.stand(id), await children(id)]).toMatchObject([{ stage: 'done', version: 3 }, []])
  })
  it.each([[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])('按任何次序办结都恰好合拢一次：%i %i %i', async (...order) => {
    const id = await begin(), kids = await children(id)
    for (const i of order) await p.move('a-office', `${kids[i]!.procedure}.grant`, kids[i]!.id)
    expect(await p.stand(id)).toMatchObject({ stage: 'done', version: 3 })
  })
  it('三条同时办结、其中偶有一条不通过：恰好合拢一次，去处不错', async () => {
    for (let i = 0; i < trials; i++) {
      const id = await begin(), kids = await children(id), bad = i % 4 === 3 ? i % 3 : -1
      await Promise.all(kids.map((k, j) => p.as(['a-office', 'a-secretary', 'a-legal'][j]!, `${k.procedure}.${j === bad ? 'refuse' : 'grant'}`, { id: k.id, seen: k.version })))
      expect([i, await p.stand(id), (await h.sql<{ n: number }>("select count(*)::int n from kernel.event where case_id = $1 and move = 'join'", [id]))[0]!.n]).toMatchObject([i, { stage: bad < 0 ? 'done' : 'stopped', version: 3 }, 1])
    }
  }, long)
})
describe('办件的事项', () => {
  it('办理的一步指名某人：各方台面随之更新，只有他能办下一步；登记本身是一条机构内部的事件，不写编号', async () => {
    const chosen = await p.person('a-chair'), id = await begin({ chosen }), [one] = await children(id)
    await p.move('a-office', 'test.one.name', one!.id)
    expect((await p.stand(one!.id)).facts).toEqual({ chosen })
    expect(await h.sql('select name, value, roles from kernel.case_inside where case_id = $1', [one!.id])).toEqual([{ name: 'signer', value: chosen, roles: [] }])
    expect(await h.sql('select side, person_id from kernel.desk where case_id = $1 order by side', [one!.id])).toEqual([{ side: 'site', person_id: chosen }])
    expect(await h.sql("select name, stage_from, stage_to, data, audience from kernel.event where case_id = $1 and move = 'case.facts'", [one!.id])).toEqual([{ name: 'case.facts', stage_from: 'signing', stage_to: 'signing', data: { facts: ['signer'] }, audience: 'org' }])
    await expect(p.move('a-head', 'test.one.grant', one!.id)).rejects.toMatchObject({ reasons: [{ code: 'case.not-the-person' }] })
    expect(await p.move('a-chair', 'test.one.grant', one!.id)).toMatchObject({ stage: 'granted' })
  })
})
