import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { running, type Story } from '../test/story.ts'
import { matrix, openStage, visit, type Stage } from './stage.ts'

let s: Stage, story: Story, lane = '', receipt = ''
beforeAll(async () => {
  s = await openStage('2026-09-14T11:05')
  story = await running(s.h, ['a', 'b'])
  lane = (await story.stand('ethics.review', 'a')).id
  const [found] = await s.h.sql<{ id: string }>("insert into studies.receipt (id, org_id, person_id, file_name, file_hash, format, encoding, made, changed, same, queued, rows) select gen_random_uuid(), m.org_id, m.person_id, 'QH-101.json', repeat('0', 64), 'ctgov-v2', 'utf-8', 1, 0, 0, 0, '[]' from kernel.membership m join kernel.account a using (person_id) where a.login = 'qizhou-cra' returning id")
  receipt = found!.id
})
afterAll(async () => { await s?.close() })
const nobody = '01999999-0000-7000-8000-000000000000'
/** All that a page says, without the address it was asked by. */
const said = async (page: Page, path: string): Promise<string> => { await visit(page, path); return (await page.locator('main').innerText()).replace(/\s+/g, ' ') }
/** What the road answers, without the number of the request. */
const answer = (page: Page, path: string) => page.evaluate(async (at) => { const r = await fetch(`/api/${at}`), { request: _, ...body } = await r.json() as Record<string, unknown>; return { status: r.status, ...body } }, path)

describe('另一家申办方和另一家医院什么也看不到', () => {
  it('看得到的人先看到：林悦的列表、查找、按地址打开、回执都在', async () => {
    const page = await s.as('林悦')
    expect(await said(page, '/studies?q=QH-101')).toContain('查找“QH-101”：1 项')
    expect(await said(page, `/studies/${story.study}`)).toContain('QH-101 片 晚期胃癌 Ⅱ期')
    expect(await said(page, `/studies/import/${receipt}`)).toContain('QH-101.json')
    expect(s.faults()).toEqual([])
  })
  it.each([['何静', '另一家申办方'], ['宋祺', '另一家医院的机构办'], ['沈若', '另一家医院的研究者'], ['沈科', '协同部门']])('%s（%s）：列表、件数、查找、工作台都是空的', async (name) => {
    const page = await s.as(name)
    expect(await said(page, '/studies')).toMatch(/全部 ?0 启动中 ?0 筹备中 ?0 进行中 ?0 还没有研究/)
    expect(await said(page, '/studies?q=QH-101')).toMatch(/查找“QH-101”：0 项 看全部 没有找到/)
    for (const tab of ['', '?tab=team', '?tab=waiting']) expect(await said(page, `/${tab}`)).toMatch(/我的 ?0 本机构 ?0 我在等谁 ?0 \S*现在没有/)
    expect(await page.locator('body').innerText()).not.toContain('QH-101')
  })
  it.each(['何静', '宋祺'])('%s按地址打开别人的研究、卷宗、时间线、办件、回执：与根本没有的编号一字不差', async (name) => {
    const page = await s.as(name)
    for (const [path, id] of [['/studies/$', story.study], ['/studies/$/dossier', story.study], ['/studies/$/timeline', story.study], [`/studies/$?case=${lane}`, story.study]] as const) {
      const there = await said(page, path.replace('$', id))
      expect(there).toMatch(/^错误 404 没有找到这一页/)
      expect(there).toBe(await said(page, path.replace('$', nobody)))
    }
    if (name === '何静') expect(await said(page, `/studies/import/${receipt}`)).toBe(await said(page, `/studies/import/${nobody}`))
    for (const [path, id] of [['studies.one?id=$', story.study], ['case.clock?id=$', lane], ['case.timeline?subject=$', story.study]] as const) {
      const there = await answer(page, path.replace('$', id))
      expect(there).toMatchObject({ status: 404 })
      expect(there).toEqual(await answer(page, path.replace('$', nobody)))
    }
    expect(new Set(s.faults().map((f) => f.split(' ').slice(0, 2).join(' ')))).toEqual(new Set([`${name} 404`]))
  })
  it('西泠医院是一方，却只看得到自己那一家：杭城一院的三条线、主要研究者、经过都不在页上', async () => {
    const page = await s.as('方宁'), past = await said(page, `/studies/${story.study}/timeline`), own = await said(page, `/studies/${story.study}`)
    expect(Object.keys(await matrix(page))).toEqual(['西泠医院'])
    for (const text of [own, past]) for (const secret of ['李岩', '周敏', '陈岚']) expect(text).not.toContain(secret)
    expect(s.faults()).toEqual([])
  })
})
