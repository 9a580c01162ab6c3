import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { running } from '../test/story.ts'
import { drawn, openStage, visit, type Stage } from './stage.ts'

let s: Stage, page: Page
beforeAll(async () => {
  s = await openStage('2026-09-14T11:05')
  for (const _ of [1, 2]) await running(s.h, ['a', 'b'])
  page = await (await s.machine('林悦')).newPage()
})
afterAll(async () => { await s?.close() })

/** What has the focus, in words. */
const focus = () => page.evaluate(() => { const at = document.activeElement as HTMLInputElement; return (at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText).replace(/\s+/g, ' ').trim() })
const press = async (...keys: string[]) => { for (const key of keys) await page.keyboard.press(key) }
/** Goes on by Tab until the focus is on it. */
async function tabTo(words: RegExp, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 80; n++) { if (words.test(await focus())) return; await press(key) }
  throw new Error(`80 presses of ${key} do not reach ${words}; at ${await focus()}`)
}
const row = () => page.evaluate(() => [...document.querySelectorAll('.WorkRow .t')].indexOf(document.activeElement!))

describe('键盘走完一天', () => {
  it('选人进入；第一次按 Tab 是“跳到正文”，回车就到正文', async () => {
    await page.goto('/')
    await page.getByRole('heading', { name: '选一个人，看这一天' }).waitFor()
    await tabTo(/^林悦/)
    await press('Enter')
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    await visit(page, '/')
    await press('Tab')
    expect(await focus()).toBe('跳到正文')
    await press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  })
  it('工作台：j k 上下移动，到头不绕；回车打开那一件', async () => {
    await tabTo(/^起草/)
    expect([await row(), await press('j').then(row), await press('j', 'k').then(row), await press('k', 'k', 'k').then(row), await press('j', 'j', 'j', 'j', 'j').then(row)]).toEqual([0, 1, 1, 0, 3])
    await press('Enter')
    await page.waitForURL(/\/studies\/.*\?case=/)
    await drawn(page)
    expect(await focus()).toMatch(/^合同 /)
    await press('Escape')
    await page.locator('.Drawer').waitFor({ state: 'detached' })
  })
  it('矩阵：方向键换格，回车打开这一格，Esc 收起，焦点回到原来那一格', async () => {
    await page.locator('.LaneMatrix td[tabindex="0"]').first().focus()
    const [upper, lower] = (await page.locator('.LaneMatrix .nm').evaluateAll((all) => all.map((el) => el.getAttribute('title')!))).map((name) => (name === '西泠医院' ? name : '杭城一院'))
    const cell = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset['at'])
    expect([await cell(), await press('ArrowRight').then(cell), await press('ArrowDown').then(cell), await press('ArrowRight', 'ArrowRight').then(cell), await press('ArrowUp', 'ArrowUp').then(cell)]).toEqual(['0 0', '0 1', '1 1', '1 2', '0 2'])
    await press('Enter')
    await page.locator('.Drawer').waitFor()
    expect(await focus()).toBe(`合同 ${upper}`)
    await press('ArrowDown')
    await page.getByRole('dialog', { name: `合同　${lower}` }).waitFor()
    await press('Escape')
    await page.locator('.Drawer').waitFor({ state: 'detached' })
    expect(await cell()).toMatch(/^[01] 2$/)
  })
  it('办理：在抽屉里走到按钮，回车开对话框，Esc 退出回到按钮；再开、写说明、确认，焦点留在抽屉', async () => {
    await press('Enter')
    await page.locator('.Drawer').waitFor()
    await tabTo(/^送合同稿$/)
    await press('Enter')
    await page.locator('dialog[open]').waitFor()
    await press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect([await focus(), await page.locator('.Drawer').count()]).toEqual(['送合同稿', 1])
    await press('Enter')
    await tabTo(/^说明/)
    await page.keyboard.type('第 3 稿')
    await tabTo(/^送合同稿$/)
    await press('Enter')
    await page.locator('.Toast', { hasText: '已办理：送合同稿' }).waitFor()
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect(await focus()).toMatch(/^合同 (杭城一院|西泠医院)$/)
    expect(await s.h.sql("select body from kernel.note where body = '第 3 稿'")).toHaveLength(1)
    await press('Escape')
    await page.locator('.Drawer').waitFor({ state: 'detached' })
  })
  it('/ 到查找，? 看快捷键，Esc 收起', async () => {
    await visit(page, '/')
    await press('/')
    expect(await focus()).toBe('查找')
    await press('Escape', '?')
    await page.getByRole('dialog', { name: '快捷键' }).waitFor()
    await press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  })
  it('输入法组词时不起作用，在查找框里打字也不起作用', async () => {
    await tabTo(/^起草/)
    const typed = (init: object) => page.evaluate((more) => { document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true, ...more })) }, init)
    for (const init of [{ isComposing: true }, { keyCode: 229 }, { ctrlKey: true }]) { await typed(init); expect(await row()).toBe(0) }
    await typed({})
    expect(await row()).toBe(1)
    await press('/')
    await page.keyboard.type('j?')
    expect([await page.getByRole('searchbox', { name: '查找' }).inputValue(), await page.locator('dialog[open]').count()]).toEqual(['j?', 0])
    await press('Escape')
  })
  it('关掉单键快捷键：j、/、? 都不再起作用，提示也收起；回车照旧', async () => {
    await visit(page, '/')
    await tabTo(/^林悦/)
    await press('Enter')
    await tabTo(/^单键快捷键/, 'ArrowDown')
    await press('Enter')
    await tabTo(/^起草/)
    await press('j', '/', '?')
    expect([await row(), await page.locator('dialog[open]').count(), await page.getByText('移动', { exact: false }).count()]).toEqual([0, 0, 0])
    await press('Enter')
    await page.locator('.Drawer').waitFor()
    expect(s.faults()).toEqual(['林悦 401 session.me'])
  })
})
