import { describe, expect, it } from 'vitest'
import { procedure } from '../procedure.ts'
import { kinds } from './kinds.ts'
import { kindOf, table, tell, warned, type Happening, type Party, type Post, type Waiting } from './recipients.ts'

// Two hospitals, two sponsors and an office of the alliance; the case is held at hospital a for sponsor x.
const office = { side: 'site', roles: ['desk'] }, sponsor = { side: 'sponsor', roles: ['cra'] }
const p = procedure('p', { edition: 1, start: 'a', stages: { a: { by: office, moves: { inward: { to: 'b', audience: 'org' }, back: { to: 'c', returns: true }, no: 'refused' } }, b: { by: { side: 'site', roles: ['chief'], person: 'named' }, moves: { done: 'ok' } }, c: { by: sponsor, moves: { again: 'a', leave: 'gone' } }, ok: { ends: 'granted' }, refused: { ends: 'refused' }, gone: { ends: 'withdrawn' } } })
const kept = { ...p, escalation: { head: ['chief'], also: ['ally'], inside: true as const } }
const post = (personId: string, orgId: string, role: string, unit: string | null = null, orgKind = 'hospital'): Post => ({ personId, orgId, roles: [role], unit, orgKind })
const posts = [post('a1', 'a', 'desk', '一科'), post('a2', 'a', 'desk'), post('a3', 'a', 'chief'), post('a4', 'a', 'chief'), post('a5', 'a', 'institution-head'), post('a6', 'a', 'department-head', '一科'), post('a7', 'a', 'department-head', '二科'), post('b1', 'b', 'desk'), post('b3', 'b', 'chief'), post('x1', 'x', 'cra'), post('y1', 'y', 'cra'), post('o1', 'o', 'ally', null, 'office')]
const parties: Party[] = [{ orgId: 'a', side: 'site' }, { orgId: 'x', side: 'sponsor' }]
const all = new Map([[p.name, p]])
const event = (over: Partial<Happening>): Happening => ({ id: 1, name: 'p.inward', move: 'inward', caseId: 'c', procedure: 'p', edition: 1, stageFrom: 'a', stageTo: 'b', orgId: 'a', personId: 'a1', audience: 'all', side: 'site', roles: [], data: {}, facts: {}, place: 'a', ...over })
const who = (over: Partial<Happening>, of = parties): string => { const t = tell(all, p, event(over), of, posts); return t ? `${t.kind} ${t.to.map((r) => r.personId).sort().join(' ')}` : '—' }

describe('收件人表', () => {
  it('每一种通知都在表里一次，除了到期与催办（它们不是事件）', () => expect(table.map((r) => r.kind).sort()).toEqual(Object.keys(kinds).filter((k) => k !== 'due' && k !== 'remind').sort()))
  it.each<[string, Partial<Happening>, string]>([
    ['来到一个环节：持有的岗位，本院的，办的人除外', { move: 'again', stageFrom: 'c', stageTo: 'a', orgId: 'x', personId: 'x1', side: 'sponsor' }, 'arrived a1 a2'],
    ['指名的人：只告诉他', { facts: { named: 'a4' } }, 'arrived a4'],
    ['没有指名：这个岗位的都告诉', {}, 'arrived a3 a4'],
    ['退回：申请的一方', { move: 'back', stageTo: 'c' }, 'returned x1'],
    ['院内的一步，院内的下一位照样知道', { audience: 'org' }, 'arrived a3 a4'],
    ['只给本办公室的一步：下一位仍是持有的人', { audience: 'office', roles: ['desk'] }, 'arrived a3 a4'],
    ['院内的一步到了对方手里，也不由它告诉对方', { audience: 'org', move: 'back', stageTo: 'c' }, 'returned '],
    ['不通过而只给院内知道：对方一个也不收', { audience: 'org', move: 'no', stageTo: 'refused' }, 'refused a2'],
    ['只给本方知道：本方各机构，对方不收', { audience: 'side', move: 'no', stageTo: 'refused' }, 'refused a2'],
    ['只给本办公室知道：别的岗位不收', { audience: 'office', roles: ['desk'], move: 'no', stageTo: 'refused' }, 'refused a2'],
    ['通过：各岗位与申请方，办的人除外', { move: 'done', stageFrom: 'b', stageTo: 'ok', personId: 'a3', facts: { named: ['a3', 'a4'] } }, 'granted a1 a2 a4 x1'],
    ['没有指名过的岗位没有参与，不收（委员只有被指定的才知道）', { move: 'done', stageFrom: 'b', stageTo: 'ok', personId: 'a3' }, 'granted a1 a2 x1'],
    ['撤回：等着办的与各岗位', { move: 'leave', stageFrom: 'c', stageTo: 'gone', orgId: 'x', personId: 'x1', side: 'sponsor' }, 'withdrawn a1 a2'],
    ['提问：对方', { name: 'threads.ask', stageFrom: 'a', stageTo: 'a' }, 'question x1'],
    ['答复：提问的一方', { name: 'threads.answer', stageFrom: 'a', stageTo: 'a', orgId: 'x', personId: 'x1', side: 'sponsor' }, 'answer a1 a2'],
    ['起草中的问题（只给本办公室）：不告诉对方', { name: 'threads.ask', stageFrom: 'a', stageTo: 'a', audience: 'office', roles: ['desk'] }, 'question '],
    ['文书生效：各岗位与申请方', { name: 'letters.in-force', stageFrom: 'b', stageTo: 'b' }, 'letter a2 x1'],
    ['转给另一个人：新指名的人', { name: 'case.facts', stageFrom: 'b', stageTo: 'b', data: { facts: ['named'] }, facts: { named: 'a4' } }, 'arrived a4'],
    ['登记别的事项：不是新闻', { name: 'case.facts', stageFrom: 'b', stageTo: 'b', data: { facts: ['other'] } }, '—'],
    ['没有换环节：不是新闻', { move: 'x', stageFrom: 'a', stageTo: 'a' }, '—'],
  ])('%s', (_, over, expected) => expect(who(over)).toBe(expected))
  it('不是一方的机构，同样的岗位也不告诉', () => { expect(who({ move: 'done', stageFrom: 'b', stageTo: 'ok' }, [{ orgId: 'b', side: 'site' }])).toBe('granted b1'); expect(kindOf(p, event({ stageTo: 'nowhere' }))).toBe(null) })
})
describe('升级给谁', () => {
  const at = (over: Partial<Waiting> = {}): Waiting => ({ procedure: 'p', stage: 'a', place: 'a', persons: null, side: 'site', roles: ['desk'], ...over })
  const told = (q: typeof p, late: boolean, over?: Partial<Waiting>): string => warned(q, at(over), late, parties, posts).map((r) => r.personId).sort().join(' ')
  it.each<[string, string, string]>([
    ['到期前：只有该办的', told(p, false), 'a1 a2'], ['到期与过后：还有院领导与同科的科主任，别科的不', told(p, true), 'a1 a2 a5 a6'], ['指名的人：只提醒他', told(p, false, { persons: ['a2'] }), 'a2'],
    ['轮到申办方时：提醒申办方，上面仍是承办机构', told(p, true, { side: 'sponsor', roles: ['cra'] }), 'a5 x1'],
    ['留在里面的流程：到期前只有该办的', told(kept, false), 'a1 a2'], ['留在里面的流程：到期时只有它声明的人与联盟办公室，没有院领导', told(kept, true), 'a1 a2 a3 a4 o1'],
    ['留在里面的流程：轮到申办方也不提醒申办方', told(kept, true, { side: 'sponsor', roles: ['cra'] }), 'a3 a4 o1'], ['别院的同样岗位从来不提醒', told(kept, true, { place: 'b' }), 'b3 o1'],
  ])('%s', (_, found, expected) => expect(found).toBe(expected))
})
