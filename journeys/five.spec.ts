// Flow 1 in the browser, acted by every party at a machine of their own; src/domains/startup/flow.db.spec.ts tells the same through the endpoints, to the day.
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { two } from '#domains/ethics/seed.ts'
import { tinyPdf } from '#kernel/documents/tiny.ts'
import { openTicker } from '../test/notices.ts'
import { created, grant, lettered, storyOf } from '../test/story.ts'
import { drawn, fill, matrix, openStage, visit, type More, type Stage } from './stage.ts'

let s: Stage, study = ''
beforeAll(async () => { s = await openStage('2026-09-14T09:12'); study = `/studies/${await created(s.h)}` })
afterAll(async () => { await s?.close() })

const hospitals = { a: '杭城市第一人民医院', b: '西泠医院', c: '钱潮大学医学院附属第三医院暨杭城市肿瘤防治中心（东院区、早期临床研究病房联合体）', d: '云栖区中心医院', e: '南屏人民医院' } as const
const places = ['a', 'b', 'c', 'd', 'e'] as const
/** What other hospitals do the same way as one that was seen doing it. */
const told = () => storyOf(s.h, study.split('/').at(-1)!)
const pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(tinyPdf([[name]])) })
const toast = (page: Page, text: string) => page.locator('.Toast', { hasText: text }).last().waitFor()
const flat = async (at: Locator) => (await at.innerText()).replace(/\s+/g, ' ').trim()
/** A case opened beside its study, whoever's turn it is. */
async function beside(name: string, procedure: string, place: string): Promise<Locator> {
  const page = await s.as(name)
  await visit(page, `${study}?case=${(await told().stand(procedure, place)).id}`)
  return page.locator('.Drawer')
}
/** A move made from there. */
async function acts(name: string, procedure: string, place: string, move: string, more?: More): Promise<void> {
  const drawer = await beside(name, procedure, place)
  await drawer.getByRole('button', { name: move, exact: true }).click()
  await (await fill(drawer.page(), move, more)).waitFor({ state: 'detached' })
  await toast(drawer.page(), `已办理：${move}`)
}
/** The matrix as somebody sees it now: hospital → the state of each lane that has begun. */
const lanes = async (name: string): Promise<Record<(typeof places)[number], string[]>> => {
  const page = await s.as(name)
  await visit(page, study)
  const rows = await matrix(page)
  return Object.fromEntries(places.map((k) => [k, Object.values(rows[hospitals[k]] ?? {}).filter((state) => state !== '—')])) as Record<(typeof places)[number], string[]>
}
const against = async (drawer: Locator, move: string) => drawer.getByRole('button', { name: move, exact: true }).getAttribute('title')
const checking = '机构办审核 · 剩 5 工作日（09-20）', waiting = '待主审批件', drafting = '起草 · 等 申办方'
/** Everything the applicant and a stranger to a committee read on the way; no reviewer's name may be in it. */
const read: string[] = []
const axe: string[] = []
/** Looks at a page as it stands: wide and on a telephone. */
async function look(page: Page, what: string): Promise<void> {
  for (const [width, height] of [[390, 844], [1440, 900]] as const) {
    await page.setViewportSize({ width, height })
    const to = process.env['LOOK'], over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (to) await page.screenshot({ path: `${to}/${what}-${width}.png`, fullPage: true })
    if (over > 0) axe.push(`${what} ${width}: ${over} px too wide`)
    axe.push(...(await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${what} ${width} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`))
  }
}
/** One letter in the drawer, or in the register, and a step of it. */
const letterIn = (at: Locator, kind: string) => at.getByRole('article', { name: kind })
async function step(letter: Locator, deed: string, more: { readonly fields?: Readonly<Record<string, string>>; readonly file?: Parameters<Locator['setInputFiles']>[0]; readonly go?: string } = {}): Promise<void> {
  const page = letter.page(), dialog = page.locator('dialog[open]')
  await letter.getByRole('button', { name: deed, exact: true }).click()
  for (const [label, value] of Object.entries(more.fields ?? {})) await dialog.getByLabel(label).fill(value)
  if (more.file) await dialog.locator('input[type=file]').setInputFiles(more.file)
  else await dialog.getByRole('button', { name: more.go ?? deed, exact: true }).click()
  await toast(page, `${deed}：`)
  await dialog.waitFor({ state: 'detached' })
}

/** 林悦 files a hospital's own version of the consent form, saying what it is made from and what differs. */
async function ownConsent(place: string, version: string, difference: string): Promise<void> {
  const drawer = await beside('林悦', 'startup.site', place), page = drawer.page()
  await drawer.getByRole('button', { name: '上传文件' }).click()
  await drawer.locator('input[type=file]').setInputFiles(pdf(`本中心知情同意书 ${version}.pdf`))
  const staged = drawer.locator('.Staged > li')
  expect(await staged.getByLabel(/^母版/).locator('option:checked').innerText()).toBe('知情同意书 V2.1')
  await staged.getByLabel('与母版的差别').fill(difference)
  await drawer.getByRole('button', { name: '上传 1 份' }).click()
  await toast(page, '已上传 1 份')
  await drawer.getByText('源自《知情同意书》').waitFor()
}
/** What somebody outside a committee reads of its case there. */
async function readBy(name: string, place: string): Promise<void> {
  for (const procedure of ['ethics.recognition', ...(place === 'd' ? ['ethics.review'] : [])]) { const drawer = await beside(name, procedure, place); await drawer.getByText('经过', { exact: true }).first().waitFor(); read.push(await drawer.page().locator('body').innerText()) }
}
// one story: once a part of it went wrong, what follows says nothing
let broken = false
afterEach(({ task }) => { broken ||= task.result?.state === 'fail' })
beforeEach(({ skip }) => { if (broken) skip() })
describe('一个卷宗启动五家医院，每一方在自己的机器上办', { timeout: 300_000 }, () => {
  it('09-14 09:12 林悦归档，药检报告已过期；一次发起五家，组长单位主审、四家互认', async () => {
    const page = await s.as('林悦')
    await visit(page, `${study}/files`)
    await page.locator('input[type=file]').setInputFiles([pdf('方案 V2.0 2026-08-20.pdf'), pdf('知情同意书 V2.0 2026-08-20.pdf'), pdf('研究者手册 V4.0 2026-06-01.pdf'), pdf('药检报告 V1.0 2025-08-31.pdf')])
    await page.locator('.Staged > li').filter({ hasText: '药检报告' }).getByLabel('有效期至').fill('2026-08-30')
    await page.getByRole('button', { name: '上传 4 份' }).click()
    await toast(page, '已上传 4 份')
    await page.getByText('已过有效期：药检报告 2026-08-30 到期').waitFor()
    await look(page, 'files')
    await visit(page, study)
    await page.getByRole('link', { name: '发起多中心启动' }).click()
    const planned = { a: '40', b: '25', c: '25', d: '15', e: '15' }, pis = { a: ['杭城一院', '李岩 · 肿瘤内科'], b: ['西泠医院', '顾明 · 肿瘤中心'], c: ['钱潮三院', '沈若 · 消化肿瘤科'], d: ['云栖中心', '陶静 · 肿瘤血液科'], e: ['南屏医院', '蒋一帆 · 肿瘤科'] } as const
    for (const k of places) {
      await page.getByRole('checkbox', { name: hospitals[k] }).check()
      await page.getByRole('row', { name: hospitals[k] }).getByRole('spinbutton').fill(planned[k])
      await page.getByRole('combobox', { name: `${pis[k][0]}的主要研究者` }).selectOption(pis[k][1])
    }
    expect(await page.getByRole('checkbox', { name: '联盟互认' }).isChecked()).toBe(true)
    await look(page, 'begin')
    await page.getByRole('button', { name: '发起 5 家' }).click()
    await page.locator('dialog[open]').getByText('伦理：杭城一院主审').waitFor()
    await page.locator('dialog[open]').getByRole('button', { name: '发起', exact: true }).click()
    await page.getByRole('grid', { name: '各中心与各条线' }).waitFor()
    await s.does('李岩', '中心 · 待研究者签署', '签署申请')
    for (const k of ['b', 'c', 'd'] as const) await told().move(`${k}-pi`, 'startup.site.sign', k)
  })
  it('提交一次说全：过期的文件与没签的研究者；10:40 换上新的，蒋一帆签署，提交；11:05 陈岚统一受理，云栖中心自己受理', async () => {
    const page = await s.as('林悦')
    expect(await against(await s.opens('林悦', '启动 · 待研究者签署 · 杭城一院'), '提交启动申请')).toBe('有文件过了有效期：药检报告 2026-08-30 到期。请换上有效的版本。 还有主要研究者没有签署：南屏医院。')
    await s.does('蒋一帆', '中心 · 待研究者签署', '签署申请')
    await s.at('2026-09-14T10:40')
    await s.as('林悦')
    await visit(page, `${study}/files`)
    await page.getByRole('button', { name: '《药检报告》还能办什么' }).click()
    await page.getByRole('menuitem', { name: '换新版' }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.locator('input[type=file]').setInputFiles(pdf('药检报告 V2.0 2026-08-31.pdf'))
    await dialog.getByLabel('有效期至').fill('2027-08-30')
    await dialog.getByRole('button', { name: '上传 1 份' }).click()
    await page.getByText('必备 3 / 3 类已齐').waitFor()
    await s.does('林悦', '启动 · 待研究者签署 · 杭城一院', '提交启动申请')
    await s.at('2026-09-14T11:05')
    await s.does('陈岚', '启动 · 待统一受理', '联盟统一受理')
    await s.does('曹可', '中心 · 待本院受理', '本院受理')
    await s.does('周敏', '伦理 · 待受理', '受理')
    expect(await lanes('孙维')).toEqual({
      a: [checking, '待定审查方式 · 剩 30 日（10-14）', drafting],
      b: [checking, waiting, drafting], c: [checking, waiting, drafting], d: ['机构办审核 · 剩 7 工作日（09-22）', waiting, drafting], e: [checking, waiting, drafting],
    })
    expect(s.faults()).toEqual([])
  })
  it('09-22 申办方法务送合同稿；09-23 C 类条款机构办不能不经法务；立项由科室主任与院长办；会议审查，研究者委员回避', async () => {
    await s.does('赵启明', '伦理 · 待定审查方式', '会议审查')
    await s.at('2026-09-22T15:00')
    await s.does('王捷', '合同 · 起草 · 杭城一院', '送合同稿', { fields: { 改了范本第几条: '3、5、7' } })
    await s.at('2026-09-23T10:00')
    expect(await against(await s.opens('陈岚', '合同 · 机构办审核'), '无须法务，送签')).toBe('第 7 条属 C 类（责任、赔偿、争议），要先经法务审核。')
    await s.does('陈岚', '合同 · 机构办审核', '送法务')
    await s.does('陈岚', '立项 · 机构办审核', '审核通过')
    await s.does('高远', '立项 · 科室评估', '同意承担')
    await s.does('沈国平', '立项 · 立项审批', '准予立项', { fields: { 编号: '立项-2026-018' } })
    for (const k of ['b', 'c', 'e'] as const) await grant(told(), k, ['startup.initiation'])
    await s.at('2026-09-23T16:30')
    await s.does('周敏', '伦理 · 待会议审查', '登记回避', { fields: { 委员: '鲍宁远', 缘由: '参与这项研究' } })
    const attending = ['赵启明', '戚文', '陆衡', '尤嘉', '倪珊', '裴立', '鲍宁远'], sat = { 会议地点: '门诊楼九层会议室', '同意（票）': '1', '必要的修改后同意（票）': '5', '不同意（票）': '0', 审查意见: '知情同意书第 4 页写明每次访视补偿标准；补研究者 24 小时联系电话' }
    const drawer = await s.opens('周敏', '伦理 · 待会议审查'), page = drawer.page()
    await drawer.getByRole('button', { name: '登记会议审查', exact: true }).click()
    const dialog = await fill(page, '登记会议审查', { fields: sat, picks: { 到会委员: attending } })
    await dialog.getByText('鲍宁远对这项研究须回避').waitFor()
    await fill(page, '登记会议审查', { picks: { 回避委员: ['鲍宁远'] } })
    await toast(page, '已办理：登记会议审查')
    expect(s.faults()).toEqual(['周敏 422 ethics.review.minute'])
  })
  it('09-24 意见函：伦理秘书拟稿，主任委员本人签署，认证机构签章，即刻生效；三十日到此为止', async () => {
    await s.at('2026-09-24T16:00')
    expect(await against(await s.opens('赵启明', '伦理 · 待签审查意见'), '必要的修改后同意')).toBe('还没有拟意见函。请先拟稿，生效后再办这一步。')
    const drawer = await beside('周敏', 'ethics.review', 'a'), letter = letterIn(drawer, '意见函')
    await drawer.getByRole('button', { name: '拟意见函' }).click()
    await letter.getByText('下一步：').waitFor()
    const chair = await s.opens('赵启明', '伦理 · 待签审查意见'), theirs = letterIn(chair, '意见函')
    await theirs.getByRole('button', { name: '签署', exact: true }).click()
    const dialog = chair.page().locator('dialog[open]')
    await look(chair.page(), 'sign')
    await dialog.getByLabel('输入本人姓名').fill('赵启明')
    await dialog.getByRole('button', { name: '签署', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await step(letterIn(await beside('周敏', 'ethics.review', 'a'), '意见函'), '电子签章')
    await s.does('赵启明', '伦理 · 待签审查意见', '必要的修改后同意', { note: '见意见函' })
    expect((await lanes('林悦')).a[1]).toBe('按意见修改 · 等 申办方')
    expect(await flat(letterIn(await beside('孙维', 'ethics.review', 'a'), '意见函'))).toMatch(/^意见函 2026-药伦意-0001 已生效/)
    expect(s.faults()).toEqual([])
  })
  it('09-28 知情同意书 V2.1 由两位委员会签；批件走纸质：打印、用印登记、回传、另一人核对；编号 2026-药伦审-0123', async () => {
    await s.at('2026-09-28T09:30')
    const page = await s.as('林悦')
    await visit(page, `${study}/files`)
    await page.getByRole('button', { name: '《知情同意书》还能办什么' }).click()
    await page.getByRole('menuitem', { name: '换新版' }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.locator('input[type=file]').setInputFiles(pdf('知情同意书 V2.1 2026-09-28.pdf'))
    await dialog.getByLabel('与上一版的差别').fill('补偿标准、24 小时电话')
    await dialog.getByRole('button', { name: '上传 1 份' }).click()
    await page.locator('.FileList .Active', { hasText: 'V2.1 / 2026-09-28' }).waitFor()
    await s.does('林悦', '伦理 · 按意见修改 · 杭城一院', '提交修改稿', { note: '知情同意书 V2.1/2026-09-28' })
    await s.does('赵启明', '伦理 · 待指定核对委员', '指定核对委员', { picks: { 委员: ['戚文', '陆衡'] } })
    await s.does('戚文', '伦理 · 委员核对修改', '会签确认修改')
    await s.does('陆衡', '伦理 · 委员核对修改', '会签确认修改')
    const zhou = await s.as('周敏')
    await visit(zhou, '/letters?tab=numbering')
    await zhou.getByRole('row', { name: /^批件/ }).getByRole('button', { name: '改编号样式' }).click()
    await zhou.locator('dialog[open]').getByLabel('起始号').fill('123')
    await zhou.locator('dialog[open]').getByRole('button', { name: '改编号样式', exact: true }).click()
    await toast(zhou, '下一个号是 2026-药伦审-0123')
    await look(zhou, 'numbering')
    await s.at('2026-09-28T15:30')
    const drawer = await beside('周敏', 'ethics.review', 'a'), letter = letterIn(drawer, '批件')
    await drawer.getByRole('button', { name: '拟批件' }).click()
    await step(letter, '打印用印')
    const sheet = await letter.getByRole('link', { name: '打开打印件' }).getAttribute('href')
    const ding = await s.as('丁宁')
    await visit(ding, '/letters')
    await ding.getByRole('row', { name: '2026-药伦审-0123' }).getByRole('button').first().click()
    await look(ding, 'register')
    await step(letterIn(ding.locator('.Drawer'), '批件'), '用印登记', { fields: { 份数: '4', 经办人: '周敏', 用印人: '丁宁' } })
    const printed = await zhou.request.get(new URL(sheet!, s.url).href), scanned = { name: '批件扫描.pdf', mimeType: 'application/pdf', buffer: await printed.body() }
    await step(letterIn(await beside('周敏', 'ethics.review', 'a'), '批件'), '回传扫描件', { file: scanned })
    const own = await letterIn(await beside('周敏', 'ethics.review', 'a'), '批件').getByRole('button', { name: '核对', exact: true }).getAttribute('title')
    expect(own).toBe('扫描件是本人回传的，须由另一人核对。')
    const check = letterIn(await s.opens('赵启明', '伦理 · 出具批件'), '批件'), pages = /(\d+) 页/.exec(await check.innerText())![1]!
    await step(check, '核对', { fields: { 扫描件上的编号: '2026-药伦审-0123', 页数: pages }, go: '相符，生效' })
    await s.does('赵启明', '伦理 · 出具批件', '签发批件')
    const now = await lanes('林悦')
    expect(now.a[1]).toBe('批件已发 · 09-28 · 用 0 工作日')
    for (const k of ['b', 'c', 'd', 'e'] as const) expect([k, now[k][1]]).toEqual([k, '待指定委员 · 剩 5 工作日（10-10）'])
    expect(s.faults()).toEqual([])
  })
  it('批件上的二维码：不登录就能打开，只说编号、日期、是否生效、出具机构', async () => {
    const [letter] = await s.h.sql<{ token: string }>("select token from kernel.letter where kind = 'ethics.approval' and state = 'in-force'"), page = await (await s.machine('路人')).newPage()
    await visit(page, `/letter/${letter!.token}`)
    await look(page, 'qr')
    expect(await page.locator('.Facts dt').allInnerTexts()).toEqual(['编号', '日期', '生效日期', '机构名称'])
    expect(await page.locator('.Facts dd').allInnerTexts()).toEqual(['2026-药伦审-0123', '2026-09-28', '2026-09-28', hospitals.a])
    expect(await page.locator('body').innerText()).not.toMatch(/QH-101|启航|赵启明|周敏|戚文/)
    expect(s.faults()).toEqual([])
  })
  it('09-29 西泠医院：主任委员指定两位委员，先看主审整包与不同之处；改联系方式须有自己的知情同意书；两位会签，签发自己的文书', async () => {
    await s.at('2026-09-28T16:40')
    await s.does('许言', '合同 · 法务审核', '提出意见', { note: '第 7 条赔偿上限须覆盖受试者损害' })
    await s.at('2026-09-29T10:00')
    await s.does('孟川', '认可主审意见 · 待指定委员', '指定委员（简易程序）', { picks: { 委员: ['臧可', '鲁茵'] } })
    await acts('叶青', 'ethics.recognition', 'b', '附加本地事项', { fields: { 事项: '联系方式', 内容: '0571-8800 0202' } })
    const zang = await s.opens('臧可', '认可主审意见 · 委员审阅'), box = zang.page()
    expect(await against(zang, '会签认可')).toBe('本地事项改动了知情同意书：请申办方先归档本院版本 V2.1-B01（写明母版与差别）。')
    await zang.getByRole('link', { name: '打开主审整包' }).click()
    await drawn(box)
    await look(box, 'package')
    expect(await flat(box.locator('main'))).toMatch(/2026-药伦审-0123.*联系方式 0571-8800 0101 0571-8800 0202.*必要的修改后同意 5.*方案 V2\.0 2026-08-20/)
    await ownConsent('b', 'V2.1-B01 2026-09-29', '联系电话')
    await s.does('臧可', '认可主审意见 · 委员审阅', '会签认可')
    await s.does('鲁茵', '认可主审意见 · 委员审阅', '会签认可')
    await told().move('b-chair', 'ethics.recognition.sign', 'b')
    expect((await lanes('林悦')).b[1]).toMatch(/^已认可 · 09-29/)
    await readBy('林悦', 'b'); await readBy('孙维', 'b'); await readBy('方宁', 'b')
    expect(s.faults()).toEqual([])
  })
  it('09-30 钱潮三院每次访视补偿 300 元：申办方孙维同意；云栖中心因同靶点 SAE 转会审，消息到组长与各家', async () => {
    await s.at('2026-09-30T09:30')
    await told().move('c-chair', 'ethics.recognition.name', 'c', two('c'))
    await acts('姜楠', 'ethics.recognition', 'c', '提高补偿（请申办方同意）', { fields: { '每次访视补偿（元）': '300', 内容: '每次访视 300 元（主审 200 元）' } })
    expect((await lanes('孙维')).c[1]).toMatch(/^补偿待申办方同意 · 已停/)
    await s.does('孙维', '认可主审意见 · 补偿待申办方同意', '同意补偿')
    await ownConsent('c', 'V2.1-C01 2026-09-30', '补偿标准 300 元')
    for (const m of ['c-member1', 'c-member2']) await told().move(m, 'ethics.recognition.recognise', 'c')
    await told().move('c-chair', 'ethics.recognition.sign', 'c')
    await s.does('白羽', '认可主审意见 · 待指定委员', '转会审', { fields: { 原因: '安全性问题' }, note: '同靶点药物一例致死性 SAE，须核对停药标准' })
    for (const name of ['陈岚', '罗青', '蒋一帆', '林悦']) {
      const page = await s.as(name)
      await visit(page, `${study}/timeline`)
      await page.getByText('同靶点药物一例致死性 SAE，须核对停药标准').first().waitFor()
    }
    await s.does('许曼', '伦理 · 待受理', '受理')
    expect((await lanes('林悦')).d).toContain('待定审查方式 · 剩 30 日（10-30）')
    for (const [name, place] of [['林悦', 'c'], ['孙维', 'c'], ['孙维', 'd'], ['宋祺', 'c']] as const) await readBy(name, place)
    expect(s.faults()).toEqual([])
  })
  it('10-09 南屏医院还没有答复：提醒到本委员会与联盟办公室罗工，不到院长与申办方；10-10 会签签发', async () => {
    await s.at('2026-10-09T09:00')
    const ticker = await openTicker(s.h)
    await ticker.tick()
    await ticker.close()
    const warned = async (name: string) => {
      const page = await s.as(name)
      await visit(page, '/notices')
      await page.locator('.WorkRow, .Empty').first().waitFor()
      return (await page.locator('.WorkRow').allInnerTexts()).filter((t) => /认可主审意见/.test(t) && /10-10/.test(t) && /南屏/.test(t)).length
    }
    expect([await warned('谢安') > 0, await warned('罗工') > 0, await warned('施源'), await warned('孙维'), await warned('林悦')]).toEqual([true, true, 0, 0, 0])
    await look(await s.as('罗工'), 'notices')
    await s.does('王捷', '合同 · 答复法务意见 · 杭城一院', '接受意见')
    await s.at('2026-10-10T10:00')
    await s.does('谢安', '认可主审意见 · 待指定委员', '指定委员（简易程序）', { picks: { 委员: ['宓然', '劳谦'] } })
    for (const m of ['e-member1', 'e-member2']) await told().move(m, 'ethics.recognition.recognise', 'e')
    await lettered(s.h, told(), 'e-secretary', 'ethics.recognition', 'e')
    await s.does('谢安', '认可主审意见 · 待签认可意见', '签发认可主审意见')
    expect((await lanes('孙维')).e[1]).toMatch(/^已认可 · 10-10/)
    expect(s.faults()).toEqual([])
  })
  it('合同：申办方、研究者、药学、机构依次签署，10-16 用印生效；10-20 启动会；10-27 登记号核对后首例知情', async () => {
    await s.at('2026-10-12T11:00'); await s.does('王捷', '合同 · 待申办方签署 · 杭城一院', '申办方签署')
    await s.at('2026-10-13T10:00'); await s.does('李岩', '合同 · 待主要研究者签署', '主要研究者签署')
    await s.at('2026-10-14T10:00'); await s.does('梁素', '合同 · 待药学部签署', '药学部签署')
    await s.at('2026-10-16T11:00'); await s.does('丁宁', '合同 · 待用印', '用印生效', { fields: { 编号: 'QH-2026-HT-07' } })
    await s.at('2026-10-20T15:00'); await s.does('陈岚', '中心 · 可以启动', '登记启动会')
    await s.at('2026-10-27T10:00')
    expect(await against(await s.opens('李岩', '中心 · 已开启动会'), '登记首例知情')).toBe('药物临床试验登记号（CTR）还没有人核对。请先在卷宗里登记并核对。')
    const page = await s.as('林悦')
    await visit(page, `${study}/dossier`)
    await page.getByLabel('号码').fill('CTR20260001')
    await page.getByRole('button', { name: '登记并确认已核对' }).click()
    await toast(page, '已登记')
    await s.does('李岩', '中心 · 已开启动会', '登记首例知情')
    expect(s.faults()).toEqual([])
  })
  it('孙维看这一页：历时 43 日 = 申办方 15、机构 18、法定休息 10，委员会 0；每一段点开是那件事；流程图、时间线、成员都看得到', async () => {
    const page = await s.as('孙维')
    await visit(page, study)
    const spent = page.locator('section', { has: page.getByRole('heading', { name: '日子花在哪里' }) }).last()
    await spent.getByRole('combobox').selectOption({ label: '杭城一院' })
    expect(await spent.locator('.Legend').innerText().then((t) => t.replace(/\s+/g, ' '))).toBe('申办方 15 日 机构 18 日 伦理委员会 0 日 法定休息 10 日')
    expect(await spent.locator('.DayBar i').count()).toBe(43)
    await look(page, 'study')
    await spent.getByText('逐日看 43 日的缘由').click()
    await spent.getByRole('button', { name: /用印/ }).first().click()
    await page.getByRole('dialog', { name: '合同' }).waitFor()
    for (const [at, what] of [['process', '杭城一院'], ['timeline', '登记首例知情'], ['members', '启航医药']] as const) { await visit(page, `${study}/${at}`); await page.locator('main li, main td, main p, main a, main .Person').filter({ hasText: what }).first().waitFor(); await look(page, at); read.push(await page.locator('body').innerText()) }
    await visit(page, `${study}/files`); read.push(await page.locator('body').innerText())
    await visit(page, '/notices'); read.push(await page.locator('body').innerText())
    expect(s.faults()).toEqual([])
  })
  it('一路上申办方与院内别的科室没有见过一位审查委员的姓名；看过的每一种页面没有严重的无障碍问题', () => {
    expect(read.length).toBeGreaterThan(10)
    const reviewers = ['戚文', '陆衡', '尤嘉', '臧可', '鲁茵', '庞川', '祁远', '阮青', '宓然', '劳谦', '鲍宁远']
    expect(reviewers.filter((name) => read.some((text) => text.includes(name)))).toEqual([])
    expect(axe).toEqual([])
  })
})
