import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseWork } from '#kernel/case.ts'
import { procedure } from '#kernel/procedure.ts'
import { Conflict, Refusal } from '#kernel/refusal.ts'
import { openHouse, type House } from '../../test/house.ts'
import { probe, type Probe } from '../../test/probe.ts'
import { running, type Story } from '../../test/story.ts'

const trials = Number(process.env['TRIAL'] ?? 20), long = trials > 40 ? 3_600_000 : 60_000
let h: House, p: Probe, s: Story, members: string[]
const heard: string[][] = [], asked: string[][] = []
const secretary = { side: 'site', roles: ['ethics-secretary'] }, signers = { side: 'site', roles: ['department-head', 'ethics-chair', 'legal', 'ethics-secretary'], person: 'members' }
const confirmation = procedure('test.confirm', {
  edition: 1, start: 'confirming',
  stages: {
    confirming: { by: signers, moves: { confirm: { to: 'issuing', of: { count: 2, among: 'members' }, audience: 'org' }, dissent: { to: 'meeting', note: 'required', audience: 'org' }, withdraw: { to: 'gone', by: { side: 'sponsor', roles: ['cra'] }, note: 'required' } } },
    meeting: { by: secretary, moves: { back: 'confirming', close: 'refused' } },
    issuing: { by: secretary, moves: { issue: 'granted', again: 'confirming' } },
    granted: { ends: 'granted' }, refused: { ends: 'refused' }, gone: { ends: 'withdrawn' },
  },
  clocks: [{ name: 'test.confirm.limit', limit: 5, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['open'], end: ['confirm', 'dissent', 'withdraw'], rolls: false, basis: [] }],
})
const works: Record<string, CaseWork> = { 'test.confirm': { moves: { confirm: { reasons: async (_call, _it, _input, signed) => { asked.push([...signed]); return [] }, effect: async (_call, _it, _input, signed) => { heard.push([...signed]) } } } } }
const refused = (asked: Promise<unknown>): Promise<string> => asked.then(() => 'done', (e: Refusal) => (e instanceof Refusal ? e.reasons.map((r) => r.code).join() : String(e)))
const mine = async (who: string, id: string) => { const { rows, counts } = await p.as<{ rows: { caseId: string }[]; counts: { mine: number } }>(who, 'case.tasks', { tab: 'mine' }); expect(counts.mine).toBe(rows.length); return rows.some((r) => r.caseId === id) }
const begin = (facts: Record<string, unknown> = { members }) => p.open('test.confirm', s, facts)
interface Case { id: string; mine: boolean; events: { text: string; who: string; note: string | null }[]; moves: { name: string; reasons: { code: string; text: string }[] }[]; face: { state: string } | null }
const board = (who: string, id: string) => p.as<Case>(who, 'case.one', { id })

beforeAll(async () => {
  h = await openHouse('2026-09-14T11:05')
  s = await running(h, ['a'])
  p = probe(h, [confirmation], works, { 'test.confirm': ['简易程序', 'Expedited'], 'test.confirm.confirm': ['同意', 'Agree'], 'test.confirm.dissent': ['提请会审', 'To the meeting'] })
  members = await Promise.all(['a-head', 'a-chair', 'a-legal'].map(p.person))
})
afterAll(async () => { await h?.close() })

describe('会签：须几个人各自签署', () => {
  it('第一人签了，办件不动、时限照走；第二人签了才生效，只生效一次，规则与效果都知道谁签过', async () => {
    const id = await begin()
    expect(await p.move('a-head', 'test.confirm.confirm', id)).toEqual({ id, stage: 'confirming', version: 2 })
    expect((await board('a-chair', id)).face).toMatchObject({ state: 'running' })
    expect(heard).toEqual([])
    expect(await p.move('a-legal', 'test.confirm.confirm', id)).toEqual({ id, stage: 'issuing', version: 3 })
    expect(heard).toEqual([[members[0], members[2]]]); expect(asked.at(-1)).toEqual([members[0]])
    expect((await board('a-chair', id)).face).toMatchObject({ state: 'done' })
    expect(await h.sql('select move, stage_from, stage_to, data, audience from kernel.event where case_id = $1 order by id', [id])).toEqual([
      { move: 'open', stage_from: null, stage_to: 'confirming', data: {}, audience: 'all' },
      { move: 'confirm.signing', stage_from: 'confirming', stage_to: 'confirming', data: { signed: 1, of: 2 }, audience: 'org' },
      { move: 'confirm', stage_from: 'confirming', stage_to: 'issuing', data: { signed: 2, of: 2 }, audience: 'org' },
    ])
  })
  it('同一人不能签两次，没有指名的人不能签；回答里没有任何人的名字', async () => {
    const id = await begin()
    await p.move('a-head', 'test.confirm.confirm', id)
    const told = async (who: string) => p.move(who, 'test.confirm.confirm', id).then(() => '', (e: Refusal) => e.reasons.map((r) => p.ground.labels[r.code]![0]).join())
    expect(await refused(p.move('a-head', 'test.confirm.confirm', id))).toBe('case.signed-already')
    expect(await refused(p.move('a-secretary', 'test.confirm.confirm', id))).toBe('case.not-named')
    expect(await told('a-secretary')).not.toMatch(/高远|赵启明|许言/)
    expect(await refused(p.move('a-secretary', 'test.confirm.dissent', id, { note: '要会审' }))).toBe('case.not-the-person')
    expect((await board('a-head', id)).moves.find((m) => m.name === 'confirm')!.reasons.map((r) => [r.code, r.text])).toEqual([['case.signed-already', '已经签过，同一人只签一次。还差 1 人。']])
  })
  it('名单不足签署人数，一个也不能签，说出差几人', async () => {
    const id = await begin({ members: members.slice(0, 1) })
    expect(await refused(p.move('a-head', 'test.confirm.confirm', id))).toBe('case.too-few-named')
  })
  it('有一人不同意，当即转会审；会审退回后重新签起，先前的签署不再算', async () => {
    const id = await begin()
    await p.move('a-head', 'test.confirm.confirm', id)
    expect(await p.move('a-chair', 'test.confirm.dissent', id, { note: '须会审' })).toMatchObject({ stage: 'meeting' })
    await p.move('a-secretary', 'test.confirm.back', id)
    expect(await p.move('a-legal', 'test.confirm.confirm', id)).toMatchObject({ stage: 'confirming' })
    expect(await p.move('a-head', 'test.confirm.confirm', id)).toMatchObject({ stage: 'issuing' })
  })
  it('待办只给还没签的指名各人，签过的不再有；条数、首页与演示选人页都对', async () => {
    const id = await begin(), see = async () => Promise.all(['a-head', 'a-chair', 'a-legal', 'a-secretary'].map((w) => mine(w, id)))
    const counts = async () => Promise.all(['a-head', 'a-secretary'].map(async (w) => (await h.as<{ counts: { mine: number } }>(w, 'session.me')).counts.mine)), waiting = async () => (await h.sql<{ waiting: number }>("select waiting from kernel.personas('2026-09-14') where name = '高远'"))[0]!.waiting
    const [head, other] = await counts(), persona = await waiting()
    expect(await see()).toEqual([true, true, true, false])
    expect((await board('a-head', id)).mine).toBe(true)
    await p.move('a-head', 'test.confirm.confirm', id)
    expect(await see()).toEqual([false, true, true, false])
    expect((await board('a-head', id)).mine).toBe(false)
    expect(await counts()).toEqual([head! - 1, other]); expect(await waiting()).toBe(persona - 1)
  })
  it('机构之外：不知道谁签了、签了几人，台面上没有名单', async () => {
    const id = await begin()
    await p.move('a-head', 'test.confirm.confirm', id, { note: '无异议' })
    const outside = await board('qizhou-cra', id)
    expect(outside.events.map((e) => [e.text, e.who, e.note])).toEqual([['test.confirm.open', '林悦', null]])
    expect((await board('a-secretary', id)).events[0]).toMatchObject({ text: '同意（会签）（第 1 人，须 2 人）', who: '高远', note: '无异议' })
    expect(await h.sql('select side, persons is null none, person_id from kernel.desk where case_id = $1 order by side', [id])).toEqual([{ side: 'site', none: false, person_id: null }, { side: 'sponsor', none: true, person_id: null }])
  })
  it('名单上的人离开名单，他的签署不再算数', async () => {
    const id = await begin()
    await p.move('a-head', 'test.confirm.confirm', id)
    await h.sql("update kernel.case set facts = jsonb_set(facts, '{members}', $2) where id = $1", [id, JSON.stringify(members.slice(1))])
    expect(await p.move('a-chair', 'test.confirm.confirm', id)).toMatchObject({ stage: 'confirming' })
    expect(await p.move('a-legal', 'test.confirm.confirm', id)).toMatchObject({ stage: 'issuing' })
  })
  it('最后两人同时签、一人签而另一人同时反对、同一人连按两次：都只有一个结果', async () => {
    const all = async (id: string, ...asked: (readonly [string, string])[]) => {
      const { version } = await p.stand(id), told = await Promise.allSettled(asked.map(([who, move]) => p.as(who, `test.confirm.${move}`, { id, seen: version, ...(move === 'dissent' ? { note: '须会审' } : {}) })))
      for (const t of told) if (t.status === 'rejected') expect(t.reason instanceof Conflict || t.reason instanceof Refusal, String(t.reason)).toBe(true)
      return told.filter((t) => t.status === 'fulfilled').length
    }
    for (let i = 0; i < trials; i++) {
      const id = await begin(), n = heard.length
      await p.move('a-head', 'test.confirm.confirm', id)
      const [done, once] = [await all(id, ['a-chair', 'confirm'], i % 2 ? ['a-legal', 'confirm'] : ['a-legal', 'dissent']), i % 2]
      const { stage } = await p.stand(id)
      expect([done, once ? stage === 'issuing' : ['issuing', 'meeting'].includes(stage), heard.length - n]).toEqual([1, true, stage === 'issuing' ? 1 : 0])
      const twice = await begin()
      expect(await all(twice, ['a-head', 'confirm'], ['a-head', 'confirm'])).toBe(1)
      expect(await p.stand(twice)).toMatchObject({ stage: 'confirming', version: 2 })
    }
  }, long)
})
