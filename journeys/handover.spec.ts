import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { running, type Story } from '../test/story.ts'
import { drawn, openStage, visit, type Stage } from './stage.ts'

let stage: Stage, s: Story
beforeAll(async () => { stage = await openStage('2026-09-14T11:05'); s = await running(stage.h, ['a', 'b']) })
afterAll(async () => { await stage?.close() })
const shot = async (page: Page, name: string) => { const to = process.env['LOOK']; if (to) await page.screenshot({ path: `${to}/${name}.png`, fullPage: true }) }
const toast = (page: Page, text: string) => page.locator('.Toast', { hasText: text }).last().waitFor()
const history = async (name: string) => { const drawer = await stage.opens(name, '立项'), page = drawer.page(); await drawn(page); return { drawer, page } }

describe('人会走开，事不会', () => {
  it('陈岚出差，请高远代办三天；高远办的一步，院内写两人之名，申办方只见机构', async () => {
    const page = await stage.as('陈岚')
    await visit(page, '/handover')
    await page.getByRole('button', { name: '委托代办', exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel('代办人').selectOption({ label: '高远 · 科室主任' }); await dialog.getByLabel('止日').fill('2026-09-16'); await dialog.getByLabel('原因').fill('出差')
    await shot(page, 'delegate')
    await dialog.getByRole('button', { name: '委托', exact: true }).click(); await toast(page, '已委托')
    await page.getByText('高远 代 陈岚').waitFor(); await shot(page, 'posts')
    await stage.does('高远', '立项', '审核通过', {})
    const { drawer } = await history('高远')
    expect(await drawer.innerText()).toContain('高远 代 陈岚')
    expect((await stage.h.as<{ events: { who: string }[] }>('qizhou-cra', 'case.one', { id: (await s.stand('startup.initiation', 'a')).id })).events.map((e) => e.who)).not.toContain('高远')
  })
  it('高远代办的一步点错了，当日撤回：须写明原因，回到机构办审核', async () => {
    const { drawer, page } = await history('高远')
    await drawer.getByRole('button', { name: '撤回“审核通过”' }).waitFor()
    await shot(page, 'turn')
    expect((await s.stand('startup.initiation', 'a')).stage).toBe('assessing')
    await drawer.getByRole('button', { name: '撤回“审核通过”' }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByRole('button', { name: '撤回', exact: true }).click(); await dialog.getByText('请写明说明').waitFor()
    await dialog.locator('textarea').fill('材料点错了'); await shot(page, 'recall')
    await dialog.getByRole('button', { name: '撤回', exact: true }).click(); await toast(page, '撤回')
    expect((await s.stand('startup.initiation', 'a')).stage).toBe('checking')
  })
  it('陈岚调离，岗位交高远：清单、两人先后签字，签完陈岚当场退出，高远接着办', async () => {
    const page = await stage.as('陈岚'), next = await stage.as('高远')
    await visit(page, '/handover')
    await page.getByRole('button', { name: '开交接清单', exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel('接收人').selectOption({ label: '高远 · 科室主任' }); await dialog.getByLabel('移交人离任').check(); await dialog.getByLabel('原因').fill('调离'); await shot(page, 'opening')
    await dialog.getByRole('button', { name: '开单', exact: true }).click()
    const sign = async (at: Page, name: string) => { await at.getByRole('button', { name: '签字', exact: true }).click(); const d = at.locator('dialog[open]'); await d.getByLabel('输入本人姓名').fill(name); await shot(at, `sign-${name}`); await d.getByRole('button', { name: '签署', exact: true }).click() }
    await page.getByText('双方签字').waitFor(); await sign(page, '陈岚'); await toast(page, '已签，等接收人签')
    await visit(next, '/handover'); await next.getByRole('link', { name: '陈岚 交 高远' }).click(); await drawn(next); await next.getByText('双方签字').waitFor(); await sign(next, '高远'); await toast(next, '交接生效')
    await shot(next, 'list'); await next.setViewportSize({ width: 390, height: 844 }); await shot(next, 'list-390'); await visit(next, '/handover'); await shot(next, 'posts-390'); await next.setViewportSize({ width: 1440, height: 900 })
    await page.goto('/handover'); await page.waitForURL(/sign-in/)
    await visit(next, '/handover?tab=tasks'); await next.getByText('审核', { exact: false }).first().waitFor(); await shot(next, 'tasks')
    stage.faults()
  })
})
