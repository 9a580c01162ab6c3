import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { begun, running } from '../../../test/story.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })
interface Task { kind: string; what: string; title: string; place: string }
const waiting = async (who: string) => (await h.as<{ rows: Task[] }>(who, 'case.tasks', { tab: 'waiting' })).rows

describe('研究 · 清单里的名字与等着的事', () => {
  it('CRA 的“我在等谁”有每一位还没签署的主要研究者；别家的医院没有', async () => {
    await begun(h, ['a', 'b'])
    expect((await waiting('qizhou-cra')).filter((t) => t.what === '待研究者签署' && t.kind === '中心').map((t) => t.place).sort()).toEqual(['杭城一院', '西泠医院'].sort())
    for (const who of ['c-office', 'a-secretary']) expect((await waiting(who)).filter((t) => t.kind === '中心')).toEqual([])
  })
  it('简称改了，名下每个办件、各方台面都随之改名；别的研究不动', async () => {
    const s = await running(h, ['a']), other = await running(h, ['b']), before = (await h.sql<{ title: string }>('select distinct title from kernel.desk where subject_id = $1', [other.study]))
    await h.as('qizhou-cra', 'studies.edit', { id: s.study, seen: 1, short: 'QH-101 片（改名）' })
    for (const table of ['kernel.case', 'kernel.desk']) expect(await h.sql(`select distinct title from ${table} where subject_id = $1`, [s.study])).toEqual([{ title: 'QH-101 片（改名）' }])
    expect(await h.sql('select distinct title from kernel.desk where subject_id = $1', [other.study])).toEqual(before)
    expect((await h.as<{ rows: Task[] }>('a-office', 'case.tasks', { tab: 'mine' })).rows.map((t) => t.title)).toContain('QH-101 片（改名）')
  })
})
