// Every procedure walked from end to end, by its machine: no dead end, no stage nobody reaches, no clock that runs on after the case.
import { describe, expect, it } from 'vitest'
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph'
import { house, rooms } from '#app/house.ts'
import { machine } from '#kernel/machine.ts'
import { editionsOf, faults, lockHeight, moveNames, openMove, procedure, rolesOf, type Procedure, type Stage } from '#kernel/procedure.ts'
import type { ClockRule } from '#kernel/clock.ts'
import { filesUnder, read } from '../tools/source.ts'

const h = house(true), known = h.work.procedures, all = [...h.work.editions.values()]
const some = <T>(list: readonly T[]): readonly [string, T][] => list.map((x) => { const { name, edition } = x as { name: string; edition?: number }; return [edition === undefined ? name : `${name}@${edition}`, x] })
/** What can happen in a stage, as the machine hears it; a joined parent hears `join`. */
const heard = (p: Procedure, stage: string): (readonly [event: string, to: string])[] => {
  const s = p.stages[stage]!
  return [...Object.keys(s.moves ?? {}).map((m) => [m, openMove(p, stage, m)!.to] as const), ...(s.joined ? [['join.all', s.joined.all] as const, ['join.otherwise', s.joined.otherwise] as const] : [])]
}
const pairs = (p: Procedure): string[] => Object.keys(p.stages).flatMap((stage) => heard(p, stage).map(([event, to]) => `${stage} —${event}→ ${to}`)).sort()
interface Seen { state: { value: unknown; status: string }; transitions: Record<string, { event: { type: string }; state: { value: unknown; status: string } }> }
/** Walks the machine from its start: every step taken, the stages never entered, the steps after which no end can be reached. */
function walked(p: Procedure): { steps: string[]; unreached: string[]; stuck: string[] } {
  const m = machine(p), map = Object.values(getAdjacencyMap(m as never, {}) as unknown as Record<string, Seen>)
  const steps = map.flatMap(({ state, transitions }) => Object.values(transitions).map((t) => ({ from: String(state.value), event: t.event.type, to: t.state })))
  const ends = new Map(map.map(({ state }) => [String(state.value), state.status === 'done' || getShortestPaths(m as never, { fromState: state as never }).some((path) => (path.state as { status: string }).status === 'done')]))
  const name = (s: typeof steps[number]) => `${s.from} —${s.event}→ ${String(s.to.value)}`
  return { steps: steps.map(name).sort(), unreached: Object.keys(p.stages).filter((stage) => !map.some(({ state }) => state.value === stage)), stuck: steps.filter((s) => !ends.get(String(s.to.value))).map(name) }
}

type Ticking = 'none' | 'running' | 'stopped' | 'done'
/** A clock beside its case through everything that can happen: it starts at all, each stop can be resumed, and it is over when the case is. */
function clockFaults(p: Procedure, c: ClockRule): string[] {
  const after = (state: Ticking, event: string): Ticking =>
    state === 'none' && c.start.includes(event) ? 'running' : state !== 'none' && state !== 'done' && c.end.includes(event) ? 'done' : state === 'running' && c.stop?.includes(event) ? 'stopped' : state === 'stopped' && c.resume?.includes(event) ? 'running' : state
  const reach = (from: readonly (readonly [string, Ticking])[]): Map<string, readonly [string, Ticking]> => {
    const seen = new Map<string, readonly [string, Ticking]>(), todo = [...from]
    for (let at = todo.pop(); at; at = todo.pop()) {
      if (seen.has(at.join())) continue
      seen.set(at.join(), at)
      for (const [event, to] of heard(p, at[0])) todo.push([to, after(at[1], event.replace(/^join\..*/, 'join'))])
    }
    return seen
  }
  const everywhere = [...reach([[p.start, after('none', 'open')]]).values()]
  return [
    ...(everywhere.some(([, s]) => s === 'running') ? [] : [`${c.name} never starts`]),
    ...everywhere.filter(([stage, s]) => p.stages[stage]!.ends && (s === 'running' || s === 'stopped')).map(([stage, s]) => `${c.name} is ${s} after the case ended at ${stage}`),
    ...everywhere.filter(([, s]) => s === 'stopped').filter((at) => ![...reach([at]).values()].some(([, s]) => s === 'running')).map(([stage]) => `${c.name} stops for good at ${stage}`),
    ...((c.stop?.length ?? 0) > 0 && (c.resume?.length ?? 0) === 0 ? [`${c.name} stops and never resumes`] : []),
  ]
}
const clock = (more: Partial<ClockRule>): ClockRule => ({ name: 'x.y.limit', limit: 5, unit: 'workday', bound: 'at-most', force: 'agreed', start: ['open'], end: ['grant'], rolls: false, basis: [], ...more })
const office = { side: 'site', roles: ['office'] }
const good = procedure('x.y', { edition: 1, start: 'a', stages: { a: { by: office, moves: { grant: 'granted', ask: 'asked' } }, asked: { by: office, moves: { answer: 'a' } }, granted: { ends: 'granted' } }, clocks: [clock({ stop: ['ask'], resume: ['answer'] })] })
const bent = (stages: Record<string, Stage>, more: Partial<Procedure> = {}): Procedure => ({ ...good, stages: { ...good.stages, ...stages }, ...more })

describe('流程', () => {
  it('六个以上流程，没有一处设计毛病', () => {
    expect(all.length).toBeGreaterThanOrEqual(6)
    expect(all.flatMap((p) => faults(p, known))).toEqual([])
    expect(faults(good, new Map())).toEqual([])
    expect(() => editionsOf([good, good])).toThrow('declared twice')
  })
  it.each([
    ['没有路通到', bent({ lost: { by: office, moves: { grant: 'granted' } } })], ['走进去出不来', bent({ asked: { by: office, moves: { ask: 'asked' } } })], ['没有人办', bent({ asked: { moves: { answer: 'a' } } })], ['办结了还往下走', bent({ granted: { ends: 'granted', moves: { again: 'a' } } })],
    ['通到没有的阶段', bent({ asked: { by: office, moves: { answer: 'a', leave: 'nowhere' } } })], ['开没有的子办件', bent({ asked: { together: ['x.none'], joined: { all: 'a', otherwise: 'a' } } })], ['子办件不合拢', bent({ asked: { by: office, together: [], moves: { answer: 'a' } } })], ['时限等一个没有的事件', bent({}, { clocks: [clock({ end: ['gone'] })] })],
  ])('种一处毛病就被看见：%s', (_, p) => expect(faults(p, new Map()).length).toBeGreaterThan(0))
  it('每个版本都走到：在办的还循旧版', () => expect(all.length).toBe(rooms.flatMap((r) => r.procedures).length))
  it.each(some(all))('%s 的每一步都走过一遍，每一步之后都还能办结', (_, p) => {
    const { steps, unreached, stuck } = walked(p)
    expect(steps.length).toBeGreaterThan(3)
    expect(steps).toEqual(pairs(p))
    expect([unreached, stuck]).toEqual([[], []])
  })
  it('走不到、走不出的会被看见', () => {
    expect(walked(bent({ lost: { by: office, moves: { grant: 'granted' } } }))).toMatchObject({ unreached: ['lost'] })
    expect(walked(bent({ asked: { by: office, moves: { hold: 'held' } }, held: { by: office, moves: { ask: 'asked' } } })).stuck).toEqual(['a —ask→ asked', 'asked —hold→ held', 'held —ask→ asked'])
    const looped = bent({ asked: { by: office, moves: { again: 'asked', answer: 'a' } } })
    expect(walked(looped).steps).toEqual(pairs(looped))
    expect(pairs(bent({ lost: { by: office, moves: { grant: 'granted' } } }))).not.toEqual(walked(bent({ lost: { by: office, moves: { grant: 'granted' } } })).steps)
  })
  it('人走的每一步都有端点，给该办的岗位；平台自己走的每一步都有房间去走；没有多出来的办理', () => {
    const spoken = new Set(filesUnder('src/domains', /^(actions|queries|reactions)\.ts$/).flatMap((f) => read(f).texts.map((t) => t.value)))
    const missing = (p: Procedure) => moveNames(p).flatMap((move) => {
      const roles = [...new Set([p, ...all.filter((q) => q.name === p.name)].flatMap((q) => rolesOf(q, move)))], e = h.endpoints.find((x) => x.name === `${p.name}.${move}`)
      const automatic = Object.keys(p.stages).some((s) => openMove(p, s, move)?.automatic)
      return [...(roles.length > 0 && JSON.stringify([...(e?.who ?? [])].sort()) !== JSON.stringify([...roles].sort()) ? [`${p.name}.${move}: no endpoint for ${roles.join(' ')}`] : []), ...(automatic && !spoken.has(move) ? [`${p.name}.${move}: nobody makes it`] : [])]
    })
    expect(all.flatMap(missing)).toEqual([])
    expect(missing(good)).toHaveLength(3)
    expect(missing(bent({ asked: { moves: { vanish: { to: 'a', automatic: true } } } }))).toContain('x.y.vanish: nobody makes it')
    const works = rooms.flatMap((r) => Object.entries(r.works))
    expect(works.length).toBeGreaterThan(3)
    const meant = (name: string) => all.filter((p) => p.name === name || `${p.name}@${p.edition}` === name)
    expect(works.flatMap(([name, w]) => (meant(name).length > 0 ? Object.keys(w.moves ?? {}).filter((m) => !meant(name).some((p) => moveNames(p).includes(m) || (m === 'join' && pairs(p).some((s) => s.includes('—join.'))))).map((m) => `${name}.${m}`) : [name]))).toEqual([])
  })
})

describe('时限', () => {
  const clocks = all.flatMap((p) => p.clocks.map((c) => ({ name: c.name, p, c })))
  it('名字不重复，都属于自己的流程，限期是正数', () => {
    expect(new Set(clocks.map((c) => `${c.name}@${c.p.edition}`)).size).toBe(clocks.length)
    expect(clocks.filter(({ p, c }) => !c.name.startsWith(`${p.name}.`) || !(c.limit > 0)).map((c) => c.name)).toEqual([])
    expect(clocks.length).toBeGreaterThan(5)
  })
  it.each(some(clocks))('%s 会开始，停了能续，办件结束时它也结束', (_, { p, c }) => expect(clockFaults(p, c)).toEqual([]))
  it.each([
    ['停了没有续', clock({ stop: ['ask'] })], ['续的事件之后再不发生', clock({ stop: ['grant'], resume: ['answer'], end: ['never'] })], ['从不开始', clock({ start: ['never'] })], ['办结了还在走', clock({ end: ['answer'] })],
  ])('种一处毛病就被看见：%s', (_, c) => { expect(clockFaults(good, good.clocks[0]!)).toEqual([]); expect(clockFaults(good, c).length).toBeGreaterThan(0) })
})

describe('并联的锁', () => {
  it('办结一条线要锁住它可能带动的每一层上级：三层的家族逐层数得出', () => {
    const lane = (name: string): Procedure => procedure(name, { edition: 1, start: 'a', stages: { a: { by: office, moves: { go: 'b', stop: 'shut' } }, b: { by: office, moves: { go: 'done' } }, done: { ends: 'granted' }, shut: { ends: 'refused' } } })
    const parent = (name: string, child: string, otherwise: 'shut' | 'c'): Procedure => procedure(name, { edition: 1, start: 'b', stages: { b: { together: [child], joined: { all: 'c', otherwise } }, c: { by: office, moves: { go: 'done', stop: 'shut' } }, done: { ends: 'granted' }, shut: { ends: 'refused' } } })
    const family = (mid: Procedure) => new Map([parent('x.top', 'x.mid', 'shut'), mid, lane('x.low')].map((p) => [p.name, p])), eager = family(parent('x.mid', 'x.low', 'shut'))
    expect([['x.low', 'done'], ['x.mid', 'done'], ['x.top', 'done'], ['x.low', 'b']].map(([name, to]) => lockHeight(eager, eager.get(name!)!, to!))).toEqual([2, 1, 0, 0])
    // A middle that goes on by hand whatever its lanes say moves alone: only the parent is locked.
    expect(lockHeight(family(parent('x.mid', 'x.low', 'c')), lane('x.low'), 'done')).toBe(1)
  })
  it('本院的线：立项、伦理、合同各带动中心与启动两层（转会审的伦理在互认之下，多一层），中心带动一层，卷宗没有上级', () => {
    const heights = Object.fromEntries([...known.values()].map((p) => [p.name, Math.max(...Object.keys(p.stages).map((s) => lockHeight(known, p, s)))]))
    expect(heights).toMatchObject({ 'startup.initiation': 2, 'ethics.review': 3, 'ethics.recognition': 2, 'agreements.signing': 2, 'startup.site': 1, 'startup.start': 0, 'studies.study': 0 })
  })
  it('一起打开的每条线都合拢到两个去处，父办件在那里不归任何人办', () => {
    const joins = all.flatMap((p) => Object.entries<Stage>(p.stages).filter(([, s]) => s.together).map(([stage, s]) => ({ at: `${p.name}.${stage}`, s })))
    expect(joins.length).toBeGreaterThan(1)
    for (const { at, s } of joins) expect([s.by, s.together!.length > 0, new Set(s.together).size === s.together!.length, s.joined !== undefined], at).toEqual([undefined, true, true, true])
  })
})
