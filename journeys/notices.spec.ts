import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { created, sitesOf, storyOf, type Story } from '../test/story.ts'
import { drawn, openStage, visit, type Stage } from './stage.ts'

let s: Stage, story: Story
beforeAll(async () => { s = await openStage('2026-09-14T11:05', { live: true }) })
afterAll(async () => { await s?.close() })
const bell = (page: Awaited<ReturnType<Stage['as']>>, n: number) => page.getByRole('link', { name: `通知 ${n} 条` })

describe('通知与实时更新', () => {
  it('研究者开着工作台：申办方一发起，铃与待办自己变，不必刷新', async () => {
    const li = await s.as('李岩')
    await visit(li, '/'); await bell(li, 0).waitFor(); await li.getByText('现在没有要办的事').waitFor()
    const study = await created(s.h), sites = await sitesOf(s.h, ['a', 'b'])
    story = storyOf(s.h, study, (await s.h.as<{ id: string }>('qizhou-cra', 'startup.begin', { studyId: study, leadOrgId: sites[0]!.orgId, sites })).id)
    await bell(li, 1).waitFor(); await li.locator('.WorkRow', { hasText: '待研究者签署' }).waitFor()
  })
  it('通知按日排，未读是粗的；一个键打开，直接到那件事，并算已读', async () => {
    const li = await s.as('李岩')
    await bell(li, 1).click(); await drawn(li)
    const row = li.locator('.WorkRow.fresh .t')
    expect(await li.locator('.GroupHead b').allInnerTexts()).toEqual(['2026-09-14（周一）'])
    await row.focus(); await li.keyboard.press('Enter')
    await li.getByRole('dialog', { name: '中心' }).waitFor()
    expect(new URL(li.url()).pathname).toBe(`/studies/${story.study}`)
    await bell(li, 0).waitFor()
    await li.goBack(); await drawn(li); expect(new URL(li.url()).pathname).toBe('/notices')
    await li.getByText('没有未读的通知').waitFor()
  })
  it('谁在等谁：成批催办之前看到提醒谁；催过的这个工作日不能再催；对方的铃当场响，署机构不署人', async () => {
    const [lin, li] = [await s.as('林悦'), await s.as('李岩')]
    await visit(lin, '/waiting')
    expect((await lin.locator('.GroupHead b').allInnerTexts()).sort()).toEqual(['杭城一院 主要研究者', '西泠医院 主要研究者'])
    for (const box of await lin.locator('.WorkRow .Box').all()) await box.check({ force: true })
    expect((await lin.locator('.BulkBar li').allInnerTexts()).sort((a, b) => (a.includes('杭城') ? -1 : 1) - (b.includes('杭城') ? -1 : 1))).toEqual([expect.stringMatching(/提醒 杭城一院 主要研究者/), expect.stringMatching(/提醒 西泠医院 主要研究者/)])
    await lin.locator('.BulkBar').getByRole('button', { name: '办这 2 件' }).click()
    await lin.locator('.Toast', { hasText: '已催办 2 件' }).waitFor()
    await lin.locator('.WorkRow', { hasText: '09-14 已催' }).first().waitFor()
    expect(await lin.getByRole('button', { name: '催办', exact: true }).count()).toBe(0)
    await bell(li, 1).waitFor(); await visit(li, '/notices')
    expect(await li.locator('.WorkRow .t').allInnerTexts()).toEqual([expect.stringMatching(/启舟医药研发催办：中心 · 待研究者签署/)])
    expect(await li.locator('main').innerText()).not.toContain('林悦')
  })
  it('两扇窗口开着，在一扇里退出：另一扇当场回到登录页，不再来敲实时更新的门', async () => {
    const fang = await s.as('方宁'), other = await fang.context().newPage(), asked: number[] = []
    for (const page of [fang, other]) await Promise.all([page.waitForResponse((r) => r.url().endsWith('/api/live') && r.ok()), visit(page, '/')])
    for (const page of [fang, other]) page.on('response', (r) => { if (r.url().endsWith('/api/live')) asked.push(r.status()) })
    await fang.getByRole('button', { name: /^方宁/ }).click()
    await fang.getByRole('menuitem', { name: '退出' }).click()
    await Promise.all([fang, other].map((page) => page.waitForURL(/\/sign-in/)))
    await drawn(other)
    expect([asked, new Set(s.faults())]).toEqual([[], new Set(['方宁 401 session.me'])])
    await other.close()
  })
  it('短链接：没登录的先登录再到那件事；不是发给他的，只说没有找到', async () => {
    const [n] = await s.h.sql<{ code: string }>("select n.code from kernel.notice n join kernel.account a using (person_id) where a.login = 'b-pi' order by seq limit 1")
    const context = await s.machine('手机'), phone = await context.newPage()
    await phone.setViewportSize({ width: 390, height: 844 })
    await phone.goto(`/t/${n!.code}`); await phone.waitForURL(/\/sign-in\?to=/); await drawn(phone)
    await context.addCookies([{ name: 'linyan', value: await s.h.token('b-pi'), url: s.url }])
    await phone.goto(decodeURIComponent(new URL(phone.url()).searchParams.get('to')!)); await phone.getByRole('dialog', { name: '中心' }).waitFor()
    const lin = await s.as('林悦'); await lin.goto(`/t/${n!.code}`); await lin.getByText('没有找到').first().waitFor()
    expect(s.faults()).toEqual(['手机 401 notices.open', '林悦 404 notices.open'])
  })
  it('提醒方式：没有发信服务器时写明只有站内；填了也存得住', async () => {
    const li = await s.as('李岩')
    await visit(li, '/notices?tab=settings'); await li.getByText('本平台没有设置发信服务器').waitFor()
    await li.getByLabel('邮箱').fill('不是邮箱'); await li.getByRole('button', { name: '保存' }).click(); await li.getByText('邮箱地址不对').waitFor()
    await li.getByLabel('邮箱').fill('pi@hospital.example'); await li.getByRole('button', { name: '保存' }).click(); await li.locator('.Toast', { hasText: '已保存' }).waitFor()
    await li.reload(); await drawn(li); expect(await li.getByLabel('邮箱').inputValue()).toBe('pi@hospital.example')
    await visit(li, '/notices?tab=log'); await li.getByText('站内').first().waitFor()
    s.faults()
  })
})
