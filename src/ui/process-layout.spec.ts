import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout, type MapStage } from './process-layout.ts'

const stage = (key: string, lane?: string, state: MapStage['state'] = 'later'): MapStage => ({ key, label: key, state, lane })
const apart = (drawn: ReturnType<typeof layout>) => drawn.boxes.every((a, i) => drawn.boxes.every((b, j) => i >= j || a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y))

describe('流程图的排法', () => {
  it('声明了什么就画什么，一个不多一个不少，互不重叠，都在图内', () => {
    const some = fc.array(fc.record({ lane: fc.constantFrom(undefined, 'a', 'b'), state: fc.constantFrom<MapStage['state']>('done', 'now', 'later', 'not'), date: fc.constantFrom(undefined, '09-14'), note: fc.constantFrom(undefined, '机构办 剩 3 工作日') }), { minLength: 1, maxLength: 14 })
    fc.assert(fc.property(some, fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 16 }), fc.boolean(), (rows, pairs, declared) => {
      const stages = rows.map((r, i) => ({ ...r, key: `s${i}`, label: `环节 ${i}` }))
      const edges = pairs.filter(([a, b]) => a !== b && stages[a] && stages[b]).map(([a, b]) => ({ from: `s${a}`, to: `s${b}` }))
      const laned = stages.findIndex(s => s.lane) >= 0
      const drawn = layout(stages, laned ? [{ key: 'a', label: '甲' }, { key: 'b', label: '乙' }] : [], declared ? edges : undefined)
      expect(drawn.boxes.map(b => b.stage.key).sort()).toEqual(stages.map(s => s.key).sort())
      expect(apart(drawn)).toBe(true)
      expect(drawn.boxes.every(b => b.x >= 0 && b.x + b.w <= drawn.width + 1)).toBe(true)
      expect(drawn.lines.every(l => !/NaN|undefined/.test(l.path))).toBe(true)
    }), { numRuns: 400 })
  })
  it('走过的连线排在没走的上面', () => { expect(layout([stage('a', undefined, 'done'), stage('b', undefined, 'not'), stage('c', undefined, 'now')]).lines.map(l => l.state)).toEqual(['not', 'done']) })
  it('去了又回的环节挂在原处下面', () => {
    const { boxes } = layout([stage('check'), stage('back')], [], [{ from: 'check', to: 'back' }, { from: 'back', to: 'check' }])
    expect([boxes[1]!.x + boxes[1]!.w / 2, boxes[1]!.y > boxes[0]!.y + boxes[0]!.h]).toEqual([boxes[0]!.x + boxes[0]!.w / 2, true])
  })
})
