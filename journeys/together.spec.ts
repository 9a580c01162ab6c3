import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { grant, lettered, running, type Story } from '../test/story.ts'
import { matrix, openStage, turn, visit, type Stage } from './stage.ts'

let s: Stage
beforeAll(async () => { s = await openStage('2026-09-14T11:05') })
afterAll(async () => { await s?.close() })
/** Opens a case beside its study and a move's dialog, with a note written. */
async function ready(page: Page, story: Story, [procedure, place]: readonly [string, string], move: string, note: string): Promise<() => Promise<void>> {
  await visit(page, `/studies/${story.study}?case=${(await story.stand(procedure, place)).id}`)
  await page.locator('.Drawer').getByRole('button', { name: move, exact: true }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.locator('textarea').fill(note)
  return () => dialog.getByRole('button', { name: move, exact: true }).click()
}
const events = (story: Story, name: string) => s.h.sql('select 1 from kernel.event where subject_id = $1 and name = $2', [story.study, name])
/** The same person at a second machine. */
const again = async (name: string): Promise<Page> => {
  const context = await s.machine(`${name}（另一台）`)
  await context.addCookies(await (await s.as(name)).context().cookies())
  return context.newPage()
}

describe('两个人同时办同一件事，一个办成、一个被告知', () => {
  it('CRA 与申办方同时补正：后按的看到是谁、何时、办了什么、现在到哪一步，写好的话还在', async () => {
    const story = await running(s.h, ['a'])
    await story.move('a-secretary', 'ethics.review.return', 'a', { note: '缺保险单' })
    const [lin, sun] = [await s.as('林悦'), await s.as('孙维')], words = '保险单已补，覆盖三个中心', of = ['ethics.review', 'a'] as const
    const [first, last] = [await ready(lin, story, of, '补正后重交', '已补'), await ready(sun, story, of, '补正后重交', words)]
    await first()
    await lin.locator('.Toast', { hasText: '已办理：补正后重交' }).waitFor()
    await last()
    const told = sun.locator('dialog[open] .Notice')
    expect(await told.innerText()).toBe('启舟医药研发已在 2026-09-14（周一）11:05 办理“补正后重交”，现在处在“待受理”。本次没有生效；下面已是最新情况，请看后再定。')
    expect(await sun.locator('dialog[open] textarea').inputValue()).toBe(words)
    await sun.locator('dialog[open]').getByRole('button', { name: '取消' }).click()
    await sun.locator('.Drawer > header', { hasText: '待受理' }).waitFor()
    expect(await sun.locator('.Drawer > header').innerText()).toMatch(/待受理\s+剩 5 工作日/)
    expect(await sun.locator('.Drawer').getByRole('button', { name: '补正后重交' }).count()).toBe(0)
    expect(await events(story, 'ethics.review.resubmit')).toHaveLength(1)
    expect(s.faults()).toEqual(['孙维 409 ethics.review.resubmit'])
  })
  it('机构办在两台机器上同时审核：办完已不归本办，对话框不会自己消失，退回的理由一字不少', async () => {
    const story = await running(s.h, ['a']), words = '缺研究者履历与 GCP 证书，请一次补齐', of = ['startup.initiation', 'a'] as const
    const [here, there] = [await s.as('陈岚'), await again('陈岚')]
    const [first, last] = [await ready(here, story, of, '审核通过', ''), await ready(there, story, of, '退回补正', words)]
    await first()
    await here.locator('.Toast', { hasText: '已办理：审核通过' }).waitFor()
    await last()
    expect(await there.locator('dialog[open] .Notice').innerText()).toMatch(/^陈岚已在 2026-09-14（周一）11:05 办理“审核通过”，现在处在“科室评估”。/)
    await last()
    expect(await there.locator('dialog[open]').getByRole('alert').innerText()).toContain('“退回补正”现在不能办：目前处在“科室评估”。')
    expect(await there.locator('dialog[open] textarea').inputValue()).toBe(words)
    await there.locator('dialog[open]').getByRole('button', { name: '取消' }).click()
    await there.locator('.Drawer > header', { hasText: '科室评估' }).waitFor()
    expect([await events(story, 'startup.initiation.pass'), await events(story, 'startup.initiation.return')].map((e) => e.length)).toEqual([1, 0])
    expect(s.faults()).toEqual(['陈岚（另一台） 409 startup.initiation.return', '陈岚（另一台） 422 startup.initiation.return'])
  })
})

describe('最后两条线同时办结，中心合流一次', () => {
  it('批件已签章生效，用印与签发同一刻按下：两件都办成，中心合流一次，可以启动', async () => {
    const story = await running(s.h, ['a'])
    await grant(story, 'a', ['startup.initiation'])
    await grant(story, 'a', ['ethics.review', 'agreements.signing'], 1)
    await lettered(s.h, story, 'a-secretary', 'ethics.approval', 'a')
    const [ding, zhao] = [await s.as('丁宁'), await s.as('赵启明')]
    const presses = [await ready(ding, story, ['agreements.signing', 'a'], '用印生效', '一式四份'), await ready(zhao, story, ['ethics.review', 'a'], '签发批件', '随附签到表')]
    await ding.locator('dialog[open]').getByLabel('编号').fill('QH-2026-HT-07')
    await Promise.all(presses.map((press) => press()))
    for (const [page, move] of [[ding, '用印生效'], [zhao, '签发批件']] as const) await page.locator('.Toast', { hasText: `已办理：${move}` }).waitFor()
    expect(await events(story, 'startup.site.join')).toHaveLength(1)
    const chen = await s.as('陈岚')
    await visit(chen, `/studies/${story.study}`)
    expect(Object.values((await matrix(chen))['杭城市第一人民医院']!).filter((state) => state !== '—')).toEqual(['可以启动 · 等 杭城一院', '已立项 · 09-14 · 用 0 工作日', '批件已发 · 09-14 · 用 0 工作日', '已生效 · 09-14 · 用 0 工作日'])
    expect(await turn(chen)).toBe('轮到：杭城一院 机构办公室 · 杭城一院 中心 · 可以启动')
    expect(s.faults()).toEqual([])
  })
})
