import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseWork } from '#kernel/case.ts'
import { migration, procedure, returns } from '#kernel/procedure.ts'
import { Refusal } from '#kernel/refusal.ts'
import { openHouse, type House } from '../../test/house.ts'
import { probe, type Probe } from '../../test/probe.ts'
import { grant, running, type Story } from '../../test/story.ts'

let h: House, s: Story, p: Probe
const note = { note: '理由见附件' }, undone: string[] = []
const office = { side: 'site', roles: ['research-office'] }, head = { side: 'site', roles: ['department-head'] }, applicant = { side: 'sponsor', roles: ['cra'] }
const limit = (days: number) => ({ name: 'test.flow.limit', limit: days, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['open'], stop: ['ask'], resume: ['answer'], end: ['grant', 'pass'], rolls: false, basis: [] } as const)
const flow = procedure('test.flow', {
  edition: 1, start: 'checking',
  stages: {
    checking: { by: office, moves: { next: 'assessing', ask: { to: 'asked', note: 'required' }, tell: 'assessing', inform: 'assessing' } },
    asked: { by: applicant, moves: { answer: 'checking' } },
    assessing: { by: head, moves: { next: 'platform', pass: 'sealed', skip: 'deciding' } },
    platform: { moves: { machine: { to: 'deciding', automatic: true } } },
    deciding: { by: office, moves: { grant: 'granted', seal: 'sealed' } },
    sealed: { by: office, moves: { grant: 'granted' }, back: false },
    granted: { ends: 'granted' },
  },
  clocks: [limit(5)],
})
const second = procedure('test.flow', {
  edition: 2, start: 'checking',
  stages: {
    checking: { by: office, moves: { next: 'reviewing', ask: { to: 'asked', note: 'required' } } }, asked: { by: applicant, moves: { answer: 'checking' } },
    reviewing: { by: head, moves: { grant: 'granted', pass: 'checking' } }, granted: { ends: 'granted' },
  },
  clocks: [limit(3)],
})
const to2 = migration(flow, second, { stages: { assessing: 'reviewing', platform: 'reviewing', deciding: 'reviewing', sealed: 'reviewing' }, facts: (facts) => ({ was: facts['kept'] ?? null }) })
const works: Record<string, CaseWork> = { 'test.flow': { moves: { tell: { effect: async () => {} }, inform: { effect: async () => {}, undo: async (_call, it) => { undone.push(it.stage) } } } } }
const code = (asked: Promise<unknown>): Promise<string> => asked.then(() => 'done', (e: Refusal) => (e instanceof Refusal ? e.reasons.map((r) => r.code).join() : (e as Error).name))
interface Turn { back: { to: { key: string; label: string }[]; against: { code: string }[] }; recall: { label: string | null; against: { code: string }[] }; assign: { to: { key: string; label: string }[]; now: string | null; against: { code: string }[] } }
const turn = (who: string, id: string) => p.as<Turn>(who, 'case.turn', { id })
const act = (who: string, verb: string, id: string, more: object = {}) => p.move(who, `case.${verb}`, id, more)
const face = async (id: string) => (await p.as<{ face: { state: string; used: number; dueOn: string | null; sides: { side: string; days: number }[] } }>('a-office', 'case.one', { id })).face
const texts = async (who: string, id: string) => (await p.as<{ events: { text: string; who: string; note: string | null }[] }>(who, 'case.one', { id })).events.map((e) => `${e.who} ${e.text}${e.note ? `：${e.note}` : ''}`)

beforeAll(async () => {
  h = await openHouse('2026-09-14T11:05')
  s = await running(h, ['a'])
  p = probe(h, [flow], works, Object.fromEntries(['checking', 'assessing', 'deciding', 'asked', 'sealed'].map((x) => [`test.flow.stage.${x}`, [`环节${x}`, x]] as const)))
  await h.sql("insert into kernel.person (id, name, name_en) values ('01999999-0000-7000-8000-00000000000a', '钱工', 'Qian'); ")
  await h.sql("insert into kernel.account (person_id, login) values ('01999999-0000-7000-8000-00000000000a', 'a-office2')")
  await h.sql("insert into kernel.membership (id, person_id, org_id, roles, unit, from_on) values (gen_random_uuid(), '01999999-0000-7000-8000-00000000000a', $1, '{research-office}', '机构办公室', '2026-01-01')", [await h.org('a')])
})
afterAll(async () => { await h?.close() })

describe('退回任一环节', () => {
  it('退回到办过的先前环节，须写理由；时限不重新开始，日子仍由持有方承担；理由在院内', async () => {
    h.at('2026-09-14T11:05')
    const id = await p.open('test.flow', s)
    h.at('2026-09-15T11:05'); await p.move('a-office', 'test.flow.next', id); await p.move('a-head', 'test.flow.skip', id)
    expect((await turn('a-office', id)).back).toEqual({ to: [{ key: 'checking', label: '环节checking' }, { key: 'assessing', label: '环节assessing' }], against: [] })
    await expect(p.move('a-office', 'case.back', id, { to: 'assessing', note: ' ' })).rejects.toMatchObject({ issues: [{ path: 'note' }] })
    expect(await act('a-office', 'back', id, { to: 'assessing', ...note })).toMatchObject({ stage: 'assessing', version: 4 })
    h.at('2026-09-16T11:05')
    expect(await face(id)).toMatchObject({ state: 'running', used: 2, dueOn: '2026-09-20' })
    expect((await p.as<{ rows: { caseId: string }[] }>('a-head', 'case.tasks', { tab: 'mine' })).rows.map((r) => r.caseId)).toContain(id)
    expect((await texts('a-head', id))[0]).toBe('陈岚 退回先前环节：环节assessing：理由见附件')
    expect((await texts('qizhou-cra', id)).join()).not.toContain('理由见附件')
  })
  it('不是轮到的人、没有去过的、平台才走得过去的、等着答复的、声明不许退的：各有一句话，什么都不改', async () => {
    const id = await p.open('test.flow', s)
    expect(await code(act('a-office', 'back', id, { to: 'assessing', ...note }))).toBe('case.nowhere-back')
    await p.move('a-office', 'test.flow.next', id)
    expect(await code(act('a-office', 'back', id, { to: 'checking', ...note }))).toBe('case.not-your-turn')
    expect(await code(act('a-head', 'back', id, { to: 'deciding', ...note }))).toBe('case.not-there-before')
    expect(await code(act('c-office', 'back', id, { to: 'checking', ...note }))).toBe('NotFound')
    await act('a-head', 'back', id, { to: 'checking', ...note })
    await p.move('a-office', 'test.flow.ask', id, note)
    expect(await code(act('qizhou-cra', 'back', id, { to: 'checking', ...note }))).toBe('case.nowhere-back')
    await p.move('qizhou-cra', 'test.flow.answer', id); await p.move('a-office', 'test.flow.next', id); await p.move('a-head', 'test.flow.pass', id)
    expect(await code(act('a-office', 'back', id, { to: 'checking', ...note }))).toBe('case.nowhere-back')
    // only the platform leads from here to the stage after it
    const machine = procedure('test.flow', { edition: 9, start: 'a', stages: { a: { by: office, moves: { go: 'b' } }, b: { moves: { on: { to: 'c', automatic: true } } }, c: { by: office, moves: { grant: 'd' } }, d: { ends: 'granted' } } })
    expect(returns(machine, 'c', new Set(['a', 'b', 'c']))).toEqual([])
  })
  it('等待答复（时限停着）时不能退回：否则时限停着而人在办', async () => {
    const stopped = procedure('test.stop', { edition: 1, start: 'first', stages: { first: { by: office, moves: { next: 'checking' } }, checking: { by: office, moves: { ask: 'asked' } }, asked: { by: applicant, moves: { answer: 'checking' } }, done: { ends: 'granted' } }, clocks: [{ ...limit(5), name: 'test.stop.limit' }] })
    const q = probe(h, [stopped]), id = await q.open('test.stop', s)
    await q.move('a-office', 'test.stop.next', id); await q.move('a-office', 'test.stop.ask', id)
    expect(await code(q.move('qizhou-cra', 'case.back', id, { to: 'first', ...note }))).toBe('case.back-while-stopped')
  })
  it('真的流程也退得：院领导把立项退到机构办，会合前的环节退不回去', async () => {
    const t = await running(h, ['a'])
    await t.move('a-office', 'startup.initiation.pass', 'a'); await t.move('a-head', 'startup.initiation.support', 'a')
    const { id } = await t.stand('startup.initiation', 'a')
    expect((await turn('a-executive', id)).back.to.map((x) => x.key)).toEqual(['checking'])
    await act('a-executive', 'back', id, { to: 'checking', ...note })
    expect(await t.stand('startup.initiation', 'a')).toMatchObject({ stage: 'checking' })
    await t.move('a-office', 'startup.initiation.pass', 'a'); await t.move('a-head', 'startup.initiation.support', 'a'); await t.move('a-executive', 'startup.initiation.approve', 'a', { number: '1' })
    await grant(t, 'a', ['ethics.review', 'agreements.signing'])
    expect((await turn('a-office', (await t.stand('startup.site', 'a')).id)).back).toMatchObject({ to: [], against: [{ code: 'case.nowhere-back' }] })
  })
})
describe('撤回', () => {
  it('办错了当日撤回：回到原环节，像没有办过，时限接着走；两条事件都在', async () => {
    h.at('2026-09-14T11:05')
    const id = await p.open('test.flow', s)
    h.at('2026-09-16T09:00'); await p.move('a-office', 'test.flow.ask', id, note)
    expect(await face(id)).toMatchObject({ state: 'stopped' })
    h.at('2026-09-16T10:00')
    expect((await turn('a-office2', id)).recall).toMatchObject({ label: 'test.flow.ask', against: [] })
    expect(await code(act('a-office', 'recall', id, { note: '' }))).toBe('Invalid')
    expect(await act('a-office2', 'recall', id, note)).toEqual({ id, stage: 'checking', version: 3 })
    h.at('2026-09-17T10:00')
    expect(await face(id)).toMatchObject({ state: 'running', used: 3, dueOn: '2026-09-20' })
    expect((await h.sql('select due_on from kernel.desk where case_id = $1 limit 1', [id]))[0]).toEqual({ due_on: '2026-09-20' })
    expect((await texts('a-office', id)).slice(0, 2)).toEqual(['钱工 撤回上一步：环节checking：理由见附件', '陈岚 test.flow.ask：理由见附件'])
    expect(await code(act('a-office', 'recall', id, note))).toBe('case.recall-followed,case.recall-another-day')
  })
  it('别的办公室、隔日、已有人接着办、办结、有后果的步骤：都不能撤回，各说各的', async () => {
    h.at('2026-09-14T11:05')
    const id = await p.open('test.flow', s)
    expect(await code(act('a-office', 'recall', id, note))).toBe('case.not-yours-to-recall')
    await p.move('a-office', 'test.flow.next', id)
    expect(await code(act('a-head', 'recall', id, note))).toBe('case.not-yours-to-recall')
    expect(await code(act('qizhou-cra', 'recall', id, note))).toBe('case.not-yours-to-recall')
    h.at('2026-09-15T00:10'); expect(await code(act('a-office', 'recall', id, note))).toBe('case.recall-another-day')
    await p.move('a-head', 'test.flow.skip', id); expect(await code(act('a-office', 'recall', id, note))).toBe('case.not-yours-to-recall')
    await act('a-office', 'assign', id, { personId: await p.person('a-office2') }); expect(await code(act('a-head', 'recall', id, note))).toBe('case.recall-followed')
    await p.move('a-office', 'test.flow.grant', id); expect(await code(act('a-office', 'recall', id, note))).toBe('case.recall-never')
    const told = await p.open('test.flow', s); await p.move('a-office', 'test.flow.tell', told); expect(await code(act('a-office', 'recall', told, note))).toBe('case.recall-never')
    const undo = await p.open('test.flow', s); await p.move('a-office', 'test.flow.inform', undo); await act('a-office', 'recall', undo, note); expect(undone).toEqual(['checking'])
  })
})
describe('转办', () => {
  it('转给本办公室一人：只在他的待办里；办公室仍可办；院外只见办公室，事件写明转给谁', async () => {
    h.at('2026-09-14T11:05')
    const id = await p.open('test.flow', s), qian = await p.person('a-office2'), has = async (who: string, tab = 'mine') => (await p.as<{ rows: { caseId: string }[] }>(who, 'case.tasks', { tab })).rows.some((r) => r.caseId === id)
    expect((await turn('a-office', id)).assign.to.map((x) => x.label).sort()).toEqual(['钱工 · 机构办公室', '陈岚 · 机构办公室'])
    await act('a-office', 'assign', id, { personId: qian, note: '请钱工跟进' })
    expect([await has('a-office'), await has('a-office2'), await has('a-office', 'team')]).toEqual([false, true, true])
    expect((await turn('a-office', id)).assign.now).toBe('钱工')
    expect((await texts('a-office', id))[0]).toBe('陈岚 转办：钱工：请钱工跟进')
    expect((await texts('qizhou-cra', id)).join()).not.toMatch(/转办|钱工/)
    expect(await h.sql('select side, person_id is not null given from kernel.desk where case_id = $1 order by side', [id])).toEqual([{ side: 'site', given: true }, { side: 'sponsor', given: false }])
    await p.move('a-office', 'test.flow.next', id); expect(await has('a-head')).toBe(true)
    await act('a-head', 'back', id, { to: 'checking', ...note }); expect([await has('a-office'), await has('a-office2')]).toEqual([false, true])
  })
  it('不归本办公室的、转给外人或别的岗位、指名本人办的：不能转', async () => {
    const id = await p.open('test.flow', s), t = await running(h, ['a'])
    expect(await code(act('a-secretary', 'assign', id, { personId: await p.person('a-secretary') }))).toBe('case.not-yours-to-assign')
    for (const who of ['a-secretary', 'b-office', 'qizhou-cra']) expect(await code(act('a-office', 'assign', id, { personId: await p.person(who) }))).toBe('case.assign-not-of-the-office')
    expect(await code(act('a-executive', 'assign', id, { personId: await p.person('a-office') }))).toBe('done')
    await grant(t, 'a'); await t.move('a-office', 'startup.site.kickOff', 'a')
    expect(await code(act('a-pi', 'assign', (await t.stand('startup.site', 'a')).id, { personId: await p.person('a-pi2') }))).toBe('case.assign-in-person')
  })
})
describe('版本与换版', () => {
  interface Shown { migrations: { procedure: string; from: number; to: number; digest: string; cases: { id: string; stage: string; to: string; gained: string[]; lost: string[]; clocks: { was: string | null; becomes: string | null }[] }[] }[] }
  it('新版立起来以后，在办的仍循旧版，新开的循新版；旧版的步骤照样能办', async () => {
    h.at('2026-09-14T11:05')
    const old = await p.open('test.flow', s), q = probe(h, [flow, second], works, {}, [to2]), fresh = await q.open('test.flow', s)
    expect([(await q.stand(old)).edition, (await q.stand(fresh)).edition]).toEqual([1, 2])
    expect([await q.move('a-office', 'test.flow.next', old), await q.move('a-office', 'test.flow.next', fresh)]).toMatchObject([{ stage: 'assessing' }, { stage: 'reviewing' }])
    expect(await q.move('a-head', 'test.flow.skip', old)).toMatchObject({ stage: 'deciding' })
    expect(await code(q.move('a-head', 'test.flow.skip', fresh))).toBe('case.not-open-now')
  })
  it('换版先看后办：逐件列出到哪一环节、多了少了哪些步骤、期限改到哪天；照看到的办，每件一条事件', async () => {
    await h.sql("update kernel.case set closed_at = opened_at where procedure = 'test.flow'")
    const q = probe(h, [flow, second], works, {}, [to2]), old = procedureOnly(), ids = [await old.open('test.flow', s, { kept: 7 }), await old.open('test.flow', s)]
    await old.move('a-office', 'test.flow.next', ids[1]!)
    const shown = async (who: string) => (await q.as<Shown>(who, 'case.migrations')).migrations.find((x) => x.procedure === 'test.flow')!, m = await shown('a-executive')
    const by = <T,>(rows: readonly T[], of: (row: T) => string) => ids.map((id) => rows.find((row) => of(row) === id))
    expect(by(m!.cases, (c) => c.id)).toMatchObject([
      { id: ids[0], stage: 'checking', to: 'checking', gained: ['test.flow.next'], lost: ['test.flow.next', 'test.flow.tell', 'test.flow.inform'], clocks: [{ was: '2026-09-20', becomes: '2026-09-17' }] },
      { id: ids[1], stage: 'assessing', to: 'reviewing', gained: ['test.flow.grant', 'test.flow.pass'], lost: ['test.flow.next', 'test.flow.pass', 'test.flow.skip'] },
    ])
    expect((await shown('b-executive')).cases).toEqual([])
    const go = () => q.as('a-executive', 'case.migrate', { procedure: 'test.flow', from: 1, to: 2, digest: m!.digest })
    await old.move('a-head', 'test.flow.skip', ids[1]!)
    expect(await code(go())).toBe('case.migration-changed')
    expect((await q.stand(ids[0]!)).edition).toBe(1)
    const again = await shown('a-executive')
    expect(await q.as('a-executive', 'case.migrate', { procedure: 'test.flow', from: 1, to: 2, digest: again.digest })).toEqual({ moved: 2 })
    expect([await q.stand(ids[0]!), await q.stand(ids[1]!)]).toMatchObject([{ edition: 2, stage: 'checking', facts: { kept: 7, was: 7 } }, { edition: 2, stage: 'reviewing' }])
    expect(by(await h.sql<{ case_id: string }>("select case_id, stage_from, stage_to, data from kernel.event where name = 'case.migrate'"), (e) => e.case_id)).toEqual([{ case_id: ids[0], stage_from: 'checking', stage_to: 'checking', data: { from: 1, to: 2 } }, { case_id: ids[1], stage_from: 'deciding', stage_to: 'reviewing', data: { from: 1, to: 2 } }])
    expect(await h.sql('select distinct due_on from kernel.desk where case_id = $1', [ids[0]!])).toEqual([{ due_on: '2026-09-17' }])
    expect(await q.move('a-head', 'test.flow.grant', ids[1]!)).toMatchObject({ stage: 'granted' })
  })
  it('换版声明漏了一个环节、指到没有的或已办结的环节，一声明就报错', () => {
    for (const stages of [{}, { assessing: 'nowhere' as never, platform: 'reviewing', deciding: 'reviewing', sealed: 'reviewing' }, { assessing: 'granted', platform: 'reviewing', deciding: 'reviewing', sealed: 'reviewing' }] as const) expect(() => migration(flow, second, { stages })).toThrow('test.flow@1 → test.flow@2')
    expect(() => migration(flow, flow)).toThrow()
  })
  const procedureOnly = () => probe(h, [flow], works)
})
