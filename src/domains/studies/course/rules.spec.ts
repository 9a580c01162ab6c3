import { describe, expect, it } from 'vitest'
import { procedure } from '#kernel/procedure.ts'
import { course, type Gone } from './rules.ts'

const a = { side: 'a', roles: ['a'] }, b = { side: 'b', roles: ['b'] }
const start = procedure('t.start', { edition: 1, start: 'preparing', stages: { preparing: { by: a, moves: { submit: 'intake' } }, intake: { by: b, moves: { accept: 'running', return: { to: 'returned', returns: true }, decline: 'declined' } }, returned: { by: a, moves: { resubmit: 'intake' } }, running: { together: ['t.site'], joined: { all: 'finished', otherwise: 'closed' } }, finished: { ends: 'granted' }, closed: { ends: 'refused' }, declined: { ends: 'refused' } } })
const site = procedure('t.site', { edition: 1, start: 'signing', stages: { signing: { by: a, moves: { sign: 'signed' } }, signed: { moves: { unify: { to: 'lanes', automatic: true }, invite: { to: 'accepting', automatic: true } } }, accepting: { by: b, moves: { accept: 'lanes' } }, lanes: { together: ['t.lane', 't.rare'], joined: { all: 'ready', otherwise: 'stopped' } }, ready: { by: b, moves: { kickOff: 'started' } }, started: { ends: 'granted' }, stopped: { ends: 'refused' } } })
const lane = procedure('t.lane', { edition: 1, start: 'checking', stages: { checking: { by: b, moves: { pass: 'approving', return: { to: 'returned', returns: true }, decline: 'declined' } }, returned: { by: a, moves: { resubmit: 'checking' } }, approving: { by: b, moves: { approve: 'approved', reconsider: 'checking' } }, approved: { ends: 'granted' }, declined: { ends: 'refused' } } })
const rare = procedure('t.rare', { edition: 1, start: 'asking', stages: { asking: { by: a, moves: { answer: 'done' } }, done: { ends: 'granted' } } })
const gone = (procedure: string, stages: string[], more: Partial<Gone> = {}): Gone => ({ id: `${procedure}-1`, procedure, stage: stages.at(-1)!, outcome: null, openedAt: '2026-09-14T01:00:00Z', events: stages.map((stage, i) => ({ at: `2026-09-${14 + i}T02:00:00Z`, name: i ? 'x' : 'open', stage })), ...more })
const root = gone('t.start', ['preparing', 'intake', 'running'])
const drawn = (lanes: Gone[], own = ['signing', 'signed', 'lanes']) => course({ start, site, lanes: [lane, rare] }, root, [{ site: gone('t.site', own), lanes }])
const states = (d: ReturnType<typeof drawn>) => Object.fromEntries(d.boxes.map((x) => [x.key.slice(2), [x.state, x.on?.slice(5) ?? '', x.times]]))

describe('流程图画的就是声明的', () => {
  it('走过的记离开那一天，退回几次数几次，在办的记到来那一天，没走的淡，还没到的在前面', () => {
    expect(states(drawn([gone('t.lane', ['checking', 'returned', 'checking', 'returned', 'checking', 'approving'])]))).toEqual({
      'site/signing': ['done', '09-15', 1], 'start/preparing': ['done', '09-15', 1], 'start/intake': ['done', '09-16', 1], 'start/returned': ['not', '', 0], 'site/accepting': ['not', '', 0],
      'lane/checking': ['done', '09-19', 3], 'lane/returned': ['done', '09-18', 2], 'lane/approving': ['now', '09-19', 1], 'lane/approved': ['later', '', 0], 'lane/declined': ['not', '', 0],
      'site/ready': ['later', '', 0], 'site/started': ['later', '', 0],
    })
  })
  it('先后次序：签署、提交、受理在并联之前，启动会与首例在合流之后；不需要的线不画', () => {
    const { boxes } = drawn([gone('t.lane', ['checking'])])
    expect([...new Set(boxes.map((x) => x.lane ?? x.procedure))]).toEqual(['t.site', 't.start', 't.lane'])
    expect(boxes.some((x) => x.procedure === 't.rare')).toBe(false)
    expect(boxes.slice(-2).map((x) => x.stage)).toEqual(['ready', 'started'])
  })
  it('还没退回过的退回、还没不予的不予，不画成将要去的地方', () => expect(['checking', 'returned', 'approving', 'declined'].map((x) => states(drawn([gone('t.lane', ['checking'])]))[`lane/${x}`]![0])).toEqual(['now', 'not', 'later', 'not']))
  it('回头的路只有走过才算走过', () => {
    const edge = (d: ReturnType<typeof drawn>, from: string, to: string) => d.edges.find((e) => e.from === `t.lane/${from}` && e.to === `t.lane/${to}`)?.taken
    const once = drawn([gone('t.lane', ['checking', 'approving'])]), twice = drawn([gone('t.lane', ['checking', 'approving', 'checking', 'approving'])])
    expect([edge(once, 'checking', 'approving'), edge(once, 'approving', 'checking'), edge(twice, 'approving', 'checking')]).toEqual([true, false, true])
  })
  it('几家合看：有一家在就亮着，数得出几家在、几家已过；不通过的真走到了才画成走过', () => {
    const d = course({ start, site, lanes: [lane] }, root, [['checking'], ['checking', 'approving'], ['checking', 'declined']].map((s, i) => ({ site: { ...gone('t.site', ['signing', 'signed', 'lanes']), id: `s${i}` }, lanes: [{ ...gone('t.lane', s, s.includes('declined') ? { outcome: 'refused' } : {}), id: `l${i}` }] })))
    const of = (stage: string) => { const x = d.boxes.find((y) => y.key === `t.lane/${stage}`)!; return [x.state, x.here, x.through, x.caseId] }
    expect([of('checking'), of('approving'), of('declined'), of('approved')]).toEqual([['now', 1, 2, null], ['now', 1, 0, null], ['done', 0, 1, null], ['later', 0, 0, null]])
  })
  it('受理之前：线还没开，画在前面等着', () => {
    const d = course({ start, site, lanes: [lane, rare] }, gone('t.start', ['preparing']), [{ site: gone('t.site', ['signing']), lanes: [] }])
    expect([states(d)['site/signing'], states(d)['start/preparing'], states(d)['lane/checking'], states(d)['rare/asking']].map((x) => x![0])).toEqual(['now', 'now', 'later', 'later'])
  })
})
