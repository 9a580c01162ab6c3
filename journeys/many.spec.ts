import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { fileRequired } from '../test/files.ts'
import { created, grant, moreHospitals, storyOf } from '../test/story.ts'
import { matrix, openStage, visit, type Stage } from './stage.ts'

let s: Stage, study: string
beforeAll(async () => { s = await openStage('2026-09-14T09:12'); await moreHospitals(s.h, 15); study = await created(s.h) }, 120_000)
afterAll(async () => { await s?.close() })
const sound = async (page: Page) => expect((await new AxeBuilder({ page }).analyze()).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id} ${v.nodes[0]?.target.join(' ')}`)).toEqual([])
const names = Array.from({ length: 15 }, (_, i) => [`联盟第${i + 1}医院`, `x${String(i + 1).padStart(2, '0')}-pi某`] as const), ours = [['杭城市第一人民医院', '李岩'], ['西泠医院', '顾明'], ['钱潮三院', '沈若'], ['云栖中心', '陶静'], ['南屏人民医院', '蒋一帆']] as const

describe('二十家一次发起，各家不同照记', () => {
  it('从电子表格粘贴二十行：一行写错医院、一行写错研究者，各说原因；改对才能发起', async () => {
    const page = await s.as('林悦')
    await visit(page, `/startup/new?study=${study}`)
    await page.getByText('从电子表格粘贴').click()
    const rows = [...ours, ...names].map(([name, pi], i) => [name, i === 6 ? '查无此人' : pi, 10 + i, 200 + i].join('\t'))
    await page.locator('.Paste textarea').fill(['医院\t主要研究者\t例数\t每次访视补偿', ...rows, '外省某医院\t某某\t3\t100'].join('\n'))
    await page.getByText('“外省某医院”不在联盟医院名单里。').waitFor()
    await page.getByText(/“查无此人”不在这家在册的主要研究者里/).waitFor()
    await page.getByRole('button', { name: '放进下面的表：20 行（1 行对不上，不放）' }).click()
    await page.locator('.Sheet tfoot', { hasText: '19 / 20 家可以发起' }).waitFor()
    expect(await page.getByRole('button', { name: '发起 20 家' }).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('combobox', { name: '第2医院的主要研究者' }).selectOption({ index: 1 })
    await page.locator('.Sheet tfoot', { hasText: '20 / 20 家可以发起' }).waitFor()
    await page.locator('.Sheet tfoot', { hasText: '补偿 200–219 元（20 家填了）' }).waitFor()
    await sound(page)
  })
  it('一家的约定照抄到下面各家；草稿换一台机器还在', async () => {
    const page = await s.as('林悦')
    await page.getByRole('button', { name: /杭城一院.*补偿/ }).click()
    await page.getByLabel('发药', { exact: true }).selectOption('GCP 药房')
    await page.getByRole('button', { name: '发药照抄到下面各家' }).click()
    expect(await page.locator('.Sheet .More', { hasText: 'GCP 药房' }).count()).toBe(20)
    await page.locator('.SavedAt', { hasText: '已保存' }).waitFor()
    const other = await (await s.machine('林悦（另一台）')).newPage()
    await other.context().addCookies(await page.context().cookies())
    await visit(other, `/startup/new?study=${study}`)
    await other.locator('.Sheet .More', { hasText: 'GCP 药房' }).nth(19).waitFor()
    await other.close()
  })
  it('确认之后二十家都开了；各家不同在自己的页上，组长单位只看到自己的', async () => {
    const page = await s.as('林悦')
    await page.getByRole('button', { name: '发起 20 家' }).click()
    await sound(page)
    await page.locator('dialog[open]').getByRole('button', { name: '发起', exact: true }).click()
    await page.getByRole('grid', { name: '各中心与各条线' }).waitFor()
    expect(Object.keys(await matrix(page))).toHaveLength(20)
    await sound(page)
    for (const [who, n] of [['林悦', 20], ['陈岚', 1], ['方宁', 1]] as const) { const p = await s.as(who); await visit(p, `/startup/${study}/sites`); expect([who, await p.locator('.DataTable tbody tr').count()]).toEqual([who, n]); await sound(p); await p.setViewportSize({ width: 390, height: 844 }); expect(await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0); await p.setViewportSize({ width: 1440, height: 900 }) }
    expect(s.faults()).toEqual([])
  })
  it('流程图：一家与各家合看，亮着几处、接下来几步；手机上是一列；时间线的筛选在地址里', async () => {
    const story = storyOf(s.h, study), page = await s.as('林悦')
    for (const k of ['a', 'b', 'c', 'd', 'e', ...names.map((_, i) => `x${String(i + 1).padStart(2, '0')}`)]) await story.move(`${k}-pi`, 'startup.site.sign', k)
    await fileRequired(s.h, 'qizhou-cra', study)
    await story.move('qizhou-cra', 'startup.start.submit'); await story.move('a-office', 'startup.start.accept')
    await grant(story, 'a', ['startup.initiation'])
    await visit(page, `/studies/${study}/process`)
    expect(await page.locator('.ProcessMap svg .n.now').count()).toBeGreaterThan(2)
    await sound(page)
    await page.getByRole('link', { name: '杭城一院 组长' }).click()
    await page.waitForURL(/site=/)
    await page.locator('.ProcessMap svg text', { hasText: '已立项' }).waitFor()
    await page.getByRole('heading', { name: '现在亮着 2 处', exact: true }).waitFor()
    await page.locator('.NextSteps', { hasText: '批件' }).waitFor()
    await sound(page)
    await page.setViewportSize({ width: 390, height: 844 })
    expect([await page.locator('.ProcessMap .scroll').isVisible(), await page.locator('.ProcessMap .as-list').isVisible()]).toEqual([false, true])
    await page.setViewportSize({ width: 1440, height: 900 })
    await visit(page, `/studies/${study}/timeline`)
    await page.getByRole('combobox', { name: '哪条线' }).selectOption('立项')
    await page.waitForURL(/procedure=startup\.initiation/)
    await page.reload()
    await page.locator('.Timeline li').first().waitFor()
    expect([...new Set(await page.locator('.Timeline li .note.blk').allInnerTexts())].every((t) => t.includes('立项'))).toBe(true)
    await sound(page)
    expect(s.faults()).toEqual([])
  })
})
