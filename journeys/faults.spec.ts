import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { running, type Story } from '../test/story.ts'
import { fill, openStage, visit, type Stage } from './stage.ts'

let s: Stage, story: Story
beforeAll(async () => { s = await openStage('2026-09-14T11:05'); story = await running(s.h, ['a']) })
afterAll(async () => { await s?.close() })

/** A small register's export of invented trials, in the bytes Excel in China writes. */
const chinese = Buffer.from('VHJpYWxJRCxQdWJsaWMgdGl0bGUsU2NpZW50aWZpYyB0aXRsZSxQcmltYXJ5IHNwb25zb3IsU291cmNlIFJlZ2lzdGVyLFJlY3J1aXRtZW50IFN0YXR1cyxTdHVkeSB0eXBlLFRhcmdldCBzaXplLERhdGUgcmVnaXN0cmF0aW9uCkNoaUNUUjI2MDAwMDAwMDEsyr7A/dKpzu/WzsHGyr7A/bKhtcTL5rv6ttTV1dHQvr8sLLq8s8fKvsD90r3SqdPQz965q8u+LENoaUNUUixSZWNydWl0aW5nLEludGVydmVudGlvbmFsIHN0dWR5LDEyMCwyMDI2LTAzLTAyCg==', 'base64')
const choose = (page: Page, name: string, buffer: Buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
const alert = (page: Page) => page.locator('main [role=alert]').innerText().then((t) => t.replace(/\s+/g, ' '))
const events = (name: string) => s.h.sql('select 1 from kernel.event where subject_id = $1 and name = $2', [story.study, name])
/** The dossier form of a new study, with a name typed and kept by the server. */
async function draft(page: Page, words: string): Promise<void> {
  await visit(page, '/studies/new')
  await page.getByLabel('研究题目').fill(words)
  await page.getByText('已保存').waitFor()
}

describe('坏文件', () => {
  it.each([
    ['空文件', 'empty.json', Buffer.alloc(0), '“empty.json”里没有内容。请重新导出后再上传。'],
    ['改了扩展名的图片', 'photo.json', null, '“photo.json”是图片。'],
    ['下载中断的 JSON', 'half.json', Buffer.from('{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT9'), '“half.json”不完整：第 1 行处中断。多为下载未完成，请重新导出。'],
    ['旧版（v1）的 JSON', 'old.json', Buffer.from('{"FullStudiesResponse":{"FullStudies":[{"Study":{"ProtocolSection":{}}}]}}'), '“old.json”'],
    ['网页', 'page.csv', Buffer.from('<!doctype html><title>502</title>'), '“page.csv”是网页或 XML。'],
  ])('%s：说是哪个文件、哪里不对、怎么改，什么也不写', async (_, name, bytes, sentence) => {
    const page = await s.as('林悦')
    await visit(page, '/studies/import')
    await choose(page, name, bytes ?? await page.screenshot())
    await page.locator('main [role=alert]').waitFor()
    expect(await alert(page)).toContain(sentence)
    expect((await alert(page)).split(sentence)[1]).not.toContain(sentence)
    await page.getByRole('button', { name: '换一个文件' }).click()
    expect([await page.locator('main [role=alert]').count(), await s.h.sql('select 1 from studies.receipt')]).toEqual([0, []])
    expect(s.faults()).toEqual(['林悦 422 studies.import.preview'])
  })
  it('GB18030 编码的 CSV 照样能读，说出编码', async () => {
    const page = await s.as('林悦')
    await visit(page, '/studies/import')
    await choose(page, 'ChiCTR.csv', chinese)
    await page.getByText('ChiCTR.csv · WHO ICTRP · gb18030 · 共 1 条。').waitFor()
    await page.getByText('示例药物治疗示例病的随机对照研究').waitFor()
    expect(s.faults()).toEqual([])
  })
})

describe('断网', () => {
  it('确认时断网：说连不上；恢复后同一个按钮再按一次就办成', async () => {
    const drawer = await s.opens('周敏', '伦理 · 待受理'), page = drawer.page()
    await drawer.getByRole('button', { name: '受理', exact: true }).click()
    await page.context().setOffline(true)
    const dialog = await fill(page, '受理', { note: '材料齐全' })
    expect(await dialog.getByRole('alert').innerText()).toBe('连不上服务器，不知道办成没有。网络恢复后再按一次；已经办成的不会办第二次。')
    expect(await dialog.locator('textarea').inputValue()).toBe('材料齐全')
    await page.context().setOffline(false)
    await dialog.getByRole('button', { name: '受理', exact: true }).click()
    await page.locator('.Toast', { hasText: '已办理：受理' }).waitFor()
    expect(await events('ethics.review.accept')).toHaveLength(1)
    expect(s.faults().every((f) => f.includes('net::ERR_INTERNET_DISCONNECTED'))).toBe(true)
  })
  it('服务器已经办成、答复丢在路上：再按一次不会办第二次', async () => {
    const drawer = await s.opens('陈岚', '立项 · 机构办审核'), page = drawer.page()
    await drawer.getByRole('button', { name: '审核通过', exact: true }).click()
    await page.route('**/api/startup.initiation.pass', async (route) => { await route.fetch(); await route.abort() }, { times: 1 })
    const dialog = await fill(page, '审核通过')
    await dialog.getByRole('alert').waitFor()
    expect(await events('startup.initiation.pass')).toHaveLength(1)
    const replay = page.waitForResponse('**/api/startup.initiation.pass')
    await dialog.getByRole('button', { name: '审核通过', exact: true }).click()
    expect((await replay).headers()).toMatchObject({ 'idempotent-replay': 'true' })
    await page.locator('.Toast', { hasText: '已办理：审核通过' }).waitFor()
    expect(await events('startup.initiation.pass')).toHaveLength(1)
    expect(s.faults()).toEqual(['陈岚 Failed to load resource: net::ERR_FAILED'])
  })
})

describe('写到一半', () => {
  it('登录过期：草稿不丢，登录后回到原来那一页接着写', async () => {
    const page = await s.as('林悦'), words = '过期之前写的题目'
    await draft(page, words)
    await page.getByLabel('申办方').fill('启航医药有限公司')
    s.h.at('2026-09-14T11:50')
    await page.getByLabel('简称').fill('过期之后写的简称')
    await page.getByRole('button', { name: '建立卷宗' }).click()
    await page.waitForURL(/\/sign-in\?to=%2Fstudies%2Fnew$/)
    await page.getByRole('button', { name: '林悦' }).click()
    await page.waitForURL(/\/studies\/new$/)
    await page.getByLabel('研究题目').waitFor()
    expect([await page.getByLabel('研究题目').inputValue(), await page.getByLabel('简称').inputValue()]).toEqual([words, '过期之后写的简称'])
    await page.getByText('已保存').waitFor()
    expect(s.faults().filter((f) => !f.includes(' 401 '))).toEqual([])
  })
  it('别人用同一台机器登录，看不到前一个人没写完的话', async () => {
    const page = await s.as('林悦')
    await page.context().setOffline(true)
    await page.getByLabel('简称').fill('只有林悦知道')
    await page.context().setOffline(false)
    await page.context().addCookies([{ name: 'linyan', value: await s.h.token('mingchuan-lead'), url: s.url }])
    await visit(page, '/studies/new')
    expect(await page.getByLabel('简称').inputValue()).toBe('')
    await page.context().addCookies([{ name: 'linyan', value: await s.h.token('qizhou-cra'), url: s.url }])
    await visit(page, '/studies/new')
    expect(await page.getByLabel('简称').inputValue()).toBe('只有林悦知道')
    s.faults()
  })
  it('两个标签页写同一份草稿：后写的一页被告知，可以用那一份，也可以留这一份', async () => {
    const here = await s.as('林悦')
    await draft(here, '第一页写的')
    const there = await here.context().newPage()
    await visit(there, '/studies/new')
    expect(await there.getByLabel('研究题目').inputValue()).toBe('第一页写的')
    const saved = (page: Page) => page.waitForResponse((r) => r.url().endsWith('/api/draft.save') && r.ok())
    const [one] = await Promise.all([saved(here), here.getByLabel('研究题目').fill('第一页又写的')])
    expect(one.ok()).toBe(true)
    await there.getByLabel('研究题目').fill('第二页写的')
    await there.getByText('这份草稿在另一处保存过').waitFor()
    await there.getByRole('button', { name: '用那一份' }).click()
    expect(await there.getByLabel('研究题目').inputValue()).toBe('第一页又写的')
    await Promise.all([saved(there), there.getByLabel('研究题目').fill('第二页再写的')])
    await here.getByLabel('研究题目').fill('第一页最后写的')
    await here.getByText('这份草稿在另一处保存过').waitFor()
    await Promise.all([saved(here), here.getByRole('button', { name: '留这一份' }).click()])
    expect(await here.getByText('这份草稿在另一处保存过').count()).toBe(0)
    await here.reload()
    expect(await here.getByLabel('研究题目').inputValue()).toBe('第一页最后写的')
    await there.close()
    expect(s.faults()).toEqual(['林悦 409 draft.save'])
  })
})

describe('服务器停了', () => {
  it('换一页说连不上，不留白页，回来原来那一页还在；服务器恢复，点重试就接着用', async () => {
    const page = await s.as('林悦')
    await visit(page, '/')
    const from = performance.now()
    await s.stop()
    expect(performance.now() - from).toBeLessThan(5_000)
    await page.getByRole('link', { name: '研究', exact: true }).first().click()
    await page.getByRole('heading', { name: '连不上服务器' }).waitFor()
    await page.getByRole('button', { name: '重试' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    await page.getByRole('link', { name: '研究', exact: true }).first().click()
    await page.getByRole('heading', { name: '连不上服务器' }).waitFor()
    await s.start()
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByRole('heading', { name: '研究' }).waitFor()
    s.faults()
  })
})
