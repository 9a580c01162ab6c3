import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tinyPdf } from '#kernel/documents/tiny.ts'
import { grant, storyOf } from '../test/story.ts'
import { cell, fill, matrix, openStage, turn, visit, type Stage } from './stage.ts'

let s: Stage
beforeAll(async () => { s = await openStage('2026-09-14T08:40') })
afterAll(async () => { await s?.close() })

/** A record of ClinicalTrials.gov: a real one where the data is at hand, else an invented one of the same form. */
const real = join(import.meta.dirname, '../../shared/data/trial-registries/ctgov/NCT03418623.v2.json')
const invented = { protocolSection: {
  identificationModule: { nctId: 'NCT03418623', orgStudyIdInfo: { id: 'LY-73' }, briefTitle: 'Effect of LY-73 in Individuals With an Invented Condition', organization: { fullName: 'Invented Pharma', class: 'INDUSTRY' } },
  statusModule: { overallStatus: 'COMPLETED', startDateStruct: { date: '2018-03-08', type: 'ACTUAL' }, studyFirstSubmitDate: '2018-01-08' },
  sponsorCollaboratorsModule: { leadSponsor: { name: 'Invented Pharma', class: 'INDUSTRY' } }, conditionsModule: { conditions: ['Invented Condition'] },
  designModule: { studyType: 'INTERVENTIONAL', phases: ['PHASE2'], enrollmentInfo: { count: 60, type: 'ACTUAL' } }, armsInterventionsModule: { interventions: [{ type: 'DRUG', name: 'LY-73' }] },
} }
const file = { name: 'NCT03418623.json', mimeType: 'application/json', buffer: existsSync(real) ? readFileSync(real) : Buffer.from(JSON.stringify(invented)) }
const lead = '杭城市第一人民医院', second = '西泠医院', third = '云栖区中心医院', short = 'QH-73 片 Ⅱ期'
let study = ''
/** A case of the study opened beside it, whoever's turn it is. */
const beside = async (name: string, procedure: string, place: string): Promise<Locator> => {
  const page = await s.as(name)
  await visit(page, `${study}?case=${(await told().stand(procedure, place)).id}`)
  return page.locator('.Drawer')
}
const said = (page: Page, text: string) => page.locator('.Toast', { hasText: text }).last().waitFor()
/** A letter from nothing to in force: the secretary draws it up, the chair reads and signs its pages, the secretary has it sealed. */
async function letterInForce(procedure: string, letter: string): Promise<void> {
  const secretary = await beside('周敏', procedure, 'a')
  await secretary.getByRole('button', { name: `拟${letter}`, exact: true }).click()
  await said(secretary.page(), `拟稿：${letter}`)
  const chair = await beside('赵启明', procedure, 'a'), paper = chair.locator('.Letter').filter({ hasText: letter }).last()
  await paper.getByRole('button', { name: '签署', exact: true }).click()
  const dialog = chair.page().locator('dialog[open]')
  await dialog.getByLabel('输入本人姓名').fill('赵启明')
  await dialog.getByRole('button', { name: '签署', exact: true }).click()
  await said(chair.page(), `签署：${letter}`)
  await dialog.waitFor({ state: 'detached' })
  const signed = (await beside('周敏', procedure, 'a')).locator('.Letter', { hasText: letter }).last()
  await signed.getByRole('button', { name: '电子签章', exact: true }).click()
  await fill(signed.page(), '电子签章')
  await said(signed.page(), `电子签章：${letter}`)
  await signed.getByText('已生效').waitFor()
}
/** Told shortly: what the second hospital does the same way as the first. */
const told = () => storyOf(s.h, study.split('/').at(-1)!)
const turns = async (name: string): Promise<string> => { const page = await s.as(name); await visit(page, study); return turn(page) }
/** The matrix as somebody sees it now: hospital → 中心, 立项, 伦理, 合同, as far as they have begun. */
const lanes = async (name: string): Promise<Record<string, string[]>> => {
  const page = await s.as(name)
  await visit(page, study)
  return Object.fromEntries(Object.entries(await matrix(page)).map(([site, row]) => [site, Object.values(row).filter((state) => state !== '—')]))
}

/** 林悦 uploads the dossier at once: one file is not what its name says, one has run out; neither loses the others. */
async function upload(): Promise<void> {
  const page = await s.as('林悦'), pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(tinyPdf([[name]])) })
  await visit(page, `${study}/files`)
  await page.locator('input[type=file]').setInputFiles([pdf('方案 V2.0 2026-08-20.pdf'), pdf('知情同意书 V2.0 2026-08-20.pdf'), pdf('药检报告 V1 2025-08-31.pdf'), { ...pdf('招募材料 V1.docx'), mimeType: '' }])
  await page.locator('.Staged > li').filter({ hasText: '药检报告' }).getByLabel('有效期至').fill('2026-08-30')
  await page.getByRole('button', { name: '上传 4 份' }).click()
  await page.locator('.Toast', { hasText: '已上传 3 份' }).waitFor()
  expect((await page.locator('.Staged > li').allInnerTexts()).map((t) => /文件“.*”名为.*内容却是.*。/.exec(t)?.[0])).toEqual(['文件“招募材料 V1.docx”名为 DOCX，内容却是 PDF，没有保存。请用原来的软件另存为 DOCX，或改成正确的扩展名后再上传。'])
  await page.getByText('已过有效期：药检报告 2026-08-30 到期').waitFor()
  expect(await (await s.opens('林悦', '启动 · 待研究者签署 · 杭城一院')).getByRole('button', { name: '提交启动申请' }).getAttribute('title')).toBe('有文件过了有效期：药检报告 2026-08-30 到期。请换上有效的版本。')
  await visit(page, `${study}/files`)
  await page.getByRole('button', { name: '《药检报告》还能办什么' }).click()
  await page.getByRole('menuitem', { name: '换新版' }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.locator('input[type=file]').setInputFiles(pdf('药检报告 V2 2026-09-01.pdf'))
  await dialog.getByLabel('有效期至').fill('2027-08-31')
  await dialog.getByRole('button', { name: '上传 1 份' }).click()
  await page.locator('.FileList .Active', { hasText: 'V2 / 2026-09-01' }).waitFor()
  await page.getByText('必备 3 / 3 类已齐').waitFor()
  expect(s.faults()).toEqual(['林悦 422 documents.upload'])
}
describe('一项登记研究在三家医院启动，走到首例知情', () => {
  it('林悦从人物页进入，导入一份登记文件：预览不写入，确认后有回执，再导入一次没有变化', async () => {
    const page = await (await s.machine('林悦')).newPage()
    await visit(page, '/studies/import')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await page.getByRole('button', { name: '林悦' }).click()
    await page.getByText('把登记平台导出的文件拖到这里').waitFor()

    const counts = () => page.locator('.Fig').innerText().then((t) => t.replace(/\s+/g, ' '))
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('尚未写入').waitFor()
    expect(await counts()).toBe('新建 1 条 更新 0 条 待人工确认 0 条 无变化 0 条')
    expect(await s.h.sql('select 1 from studies.study')).toEqual([])

    await page.getByRole('button', { name: '确认写入 1 条' }).click()
    await page.waitForURL(/\/studies\/import\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { name: '导入回执' }).waitFor()
    const receipt = page.url()
    await page.getByRole('link', { name: '从登记导入' }).last().click()
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('尚未写入').waitFor()
    expect(await counts()).toBe('新建 0 条 更新 0 条 待人工确认 0 条 无变化 1 条')
    expect(await page.getByRole('button', { name: '确认写入 0 条' }).getAttribute('title')).toBe('没有要写入的内容')

    await visit(page, new URL(receipt).pathname)
    await page.getByRole('link', { name: 'NCT03418623' }).click()
    await page.waitForURL(/\/studies\/[0-9a-f-]{36}$/)
    study = new URL(page.url()).pathname
    await page.context().close()
    expect(s.faults()).toEqual(['林悦 401 session.me'])
  })
  it('补全卷宗：边填边存，重新打开草稿还在；保存后申办方也看得到', async () => {
    const page = await s.as('林悦'), form = page.locator('main form')
    await visit(page, `${study}/dossier`)
    await page.getByRole('button', { name: '修改' }).click()
    for (const [label, value] of Object.entries({ 研究题目: 'QH-73 片治疗示例病的随机、双盲、安慰剂对照Ⅱ期临床试验', 简称: short, 申办方: '启航医药有限公司', 试验药械或干预: 'QH-73 片', 方案编号: 'QH-73-201', 方案版本号: 'V2.0', 方案版本日期: '2026-08-20' })) await form.getByLabel(label).first().fill(value)
    await form.getByLabel('研究类别').selectOption('药物临床试验')
    await page.getByText('已保存 08:40:00').waitFor()
    await page.reload()
    await page.getByRole('button', { name: '修改' }).click()
    await page.getByText('已保存 08:40:00').waitFor()
    expect(await form.getByLabel('简称').inputValue()).toBe(short)
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { level: 1, name: short }).waitFor()
    expect(await page.getByText('待补').count()).toBe(0)

    const sponsor = await s.as('孙维')
    await visit(sponsor, '/studies')
    await sponsor.getByRole('link', { name: short }).waitFor()
  })
  it('09-14 发起三家，组长单位杭城一院，伦理联盟互认；每位主要研究者在自己的工作台签署，签齐才能提交', async () => {
    const page = await s.as('林悦')
    await visit(page, study)
    await page.getByRole('link', { name: '发起多中心启动' }).click()
    for (const [name, planned] of [[lead, '40'], [second, '25'], [third, '15']] as const) {
      await page.getByRole('checkbox', { name }).check()
      await page.getByRole('row', { name }).getByRole('spinbutton').fill(planned)
    }
    // nobody is chosen for a person; until each is chosen the rows say so
    expect(await page.getByText('请选主要研究者。').count()).toBe(3)
    for (const [place, pi] of [['杭城一院', '李岩 · 肿瘤内科'], ['西泠医院', '顾明 · 肿瘤中心'], ['云栖中心', '陶静 · 肿瘤血液科']] as const) await page.getByRole('combobox', { name: `${place}的主要研究者` }).selectOption(pi)
    expect(await page.getByRole('radio', { name: '杭城一院为组长单位' }).isChecked()).toBe(true)
    await page.locator('.Sheet tfoot', { hasText: '80 例' }).waitFor()
    expect(await page.getByRole('checkbox', { name: /^联盟互认/ }).isChecked()).toBe(true)
    await page.getByRole('button', { name: '发起 3 家' }).click()
    await page.locator('dialog[open]').getByText('伦理：杭城一院主审，其余各家认可。').waitFor()
    await page.locator('dialog[open]').getByRole('button', { name: '发起', exact: true }).click()
    await page.getByRole('grid', { name: '各中心与各条线' }).waitFor()
    expect(await turn(page)).toMatch(/^轮到：启航医药 \/ 启舟医药研发.* · 杭城一院 (?:并联)?启动 · 待研究者签署 另有 3 处在办，见下。$/)
    await s.does('李岩', '中心 · 待研究者签署', '签署申请')
    await s.does('顾明', '中心 · 待研究者签署', '签署申请')
    await visit(page, study)
    expect(await lanes('林悦')).toEqual({ [lead]: ['已签署，待受理'], [second]: ['已签署，待受理'], [third]: ['待研究者签署 · 等 云栖中心'] })
    const start = await s.opens('林悦', '启动 · 待研究者签署 · 杭城一院')
    expect(await start.getByRole('button', { name: '提交启动申请' }).getAttribute('title')).toBe('必备文件还没有上传：方案、知情同意书、药检报告。请到“文件”页上传。 还有主要研究者没有签署：云栖中心。')
    await s.does('陶静', '中心 · 待研究者签署', '签署申请')
    await upload()
    await s.does('林悦', '启动 · 待研究者签署 · 杭城一院', '提交启动申请')
    expect(await turn(page)).toMatch(/^轮到：杭城一院 机构办公室 · 杭城一院 .*启动 · 待统一受理 · 剩 5 个工作日/)
  })
  it('11:05 陈岚联盟统一受理：两家当即三条线并行，云栖中心由自己的机构办受理', async () => {
    await s.at('2026-09-14T11:05')
    await s.does('陈岚', '启动 · 待统一受理', '联盟统一受理')
    expect(await lanes('林悦')).toEqual({
      [lead]: ['并联审查中', '机构办审核 · 剩 5 工作日（09-20）', '待受理 · 剩 5 工作日（09-20）', '起草 · 等 申办方'],
      [second]: ['并联审查中', '机构办审核 · 剩 5 工作日（09-20）', '待主审批件', '起草 · 等 申办方'],
      [third]: ['待本院受理 · 剩 5 工作日（09-20）'],
    })
    expect(await turns('陈岚')).toBe('轮到：杭城一院 机构办公室 · 杭城一院 立项 · 机构办审核 · 剩 5 个工作日 另有 3 处在办，见下。')
    await s.does('周敏', '伦理 · 待受理', '受理')
    await s.does('赵启明', '伦理 · 待定审查方式', '会议审查')
  })
  it('09-16 云栖中心自己受理，比别家晚两天起算；西泠医院退回补正，立项钟停；主审的伦理钟照走，参加单位等主审', async () => {
    await s.at('2026-09-16T10:00')
    await s.does('曹可', '中心 · 待本院受理', '本院受理')
    await s.does('方宁', '立项 · 机构办审核', '退回补正', { note: '缺研究者履历，请补' })
    await s.does('陈岚', '立项 · 机构办审核', '审核通过')
    await s.does('高远', '立项 · 科室评估', '同意承担')
    await s.does('王捷', '合同 · 起草 · 杭城一院', '送合同稿')
    await s.at('2026-09-18T09:30')
    expect(await lanes('林悦')).toEqual({
      [lead]: ['立项审批 · 剩 1 工作日', '待会议审查 · 剩 26 日（10-14）', '机构办审核 · 剩 13 工作日（10-13）'],
      [second]: ['退回补正 · 已停 · 等申办方 2 工作日', '待主审批件', '起草 · 等 申办方 4 工作日'],
      [third]: ['机构办审核 · 剩 5 工作日（09-24）', '待主审批件', '起草 · 等 申办方 2 工作日'],
    })
    expect(await turns('方宁')).toBe('轮到：启航医药 / 启舟医药研发 · 西泠医院 合同 · 起草 · 已等 4 个工作日 每多一个工作日，西泠医院的启动晚一个工作日。 另有 1 处在办，见下。')
  })
  it('09-18 沈国平准予立项；合同按次序签：机构办、法务、申办方、主要研究者，最后用印', async () => {
    await s.does('沈国平', '立项 · 立项审批', '准予立项', { fields: { 编号: '立项-2026-018' } })
    await s.does('陈岚', '合同 · 机构办审核', '送法务')
    await s.does('许言', '合同 · 法务审核', '法务通过')
    await s.does('王捷', '合同 · 待申办方签署 · 杭城一院', '申办方签署')
    await s.does('李岩', '合同 · 待主要研究者签署', '主要研究者签署')
    await s.does('梁素', '合同 · 待药学部签署', '药学部签署')
    await s.does('丁宁', '合同 · 待用印', '用印生效', { fields: { 编号: 'QH-2026-HT-07' } })
    expect((await lanes('陈岚'))[lead]).toEqual(['已立项 · 09-18 · 用 4 工作日', '待会议审查 · 剩 26 日（10-14）', '已生效 · 09-18 · 用 2 工作日'])
    expect(await turns('陈岚')).toBe('轮到：杭城一院 伦理办公室 · 杭城一院 伦理 · 待会议审查 · 第 4 日，共 30 日 · 剩 26 日 每多一个工作日，杭城一院的启动晚一个工作日。')
  })
  it('09-23 周敏登记会议：七人到会，必要的修改后同意六票、同意一票；没有生效的意见函，意见签不出去', async () => {
    await s.at('2026-09-23T15:00')
    await s.does('周敏', '伦理 · 待会议审查', '登记会议审查', { fields: { 会议地点: '门诊楼九层会议室', '同意（票）': '1', '必要的修改后同意（票）': '6', '不同意（票）': '0', 审查意见: '知情同意书第 4 页写明补偿标准' }, picks: { 到会委员: ['赵启明', '戚文', '陆衡', '尤嘉', '倪珊', '裴立', '鲍宁远'] } })
    const drawer = await s.opens('赵启明', '伦理 · 待签审查意见')
    expect(await drawer.getByRole('button', { name: '必要的修改后同意' }).getAttribute('title')).toBe('还没有拟意见函。请先拟稿，生效后再办这一步。')
    expect(await drawer.getByRole('button', { name: '同意', exact: true }).getAttribute('title')).toBe('表决的不是这一种意见，签发的意见要与表决一致。')
  })
  it('09-24 意见函由周敏拟稿、赵启明签署、签章生效，三十日到此为止；申办方读得到意见函，读不到谁投了什么票', async () => {
    await s.at('2026-09-24T16:00')
    await letterInForce('ethics.review', '意见函')
    await s.does('赵启明', '伦理 · 待签审查意见', '必要的修改后同意', { note: '知情同意书第 4 页补偿标准请写明' })
    expect((await lanes('林悦'))[lead]).toEqual(['已立项 · 09-18 · 用 4 工作日', '按意见修改 · 等 申办方', '已生效 · 09-18 · 用 2 工作日'])
    const drawer = await beside('林悦', 'ethics.review', 'a')
    await drawer.locator('.Letter', { hasText: '意见函' }).getByText('已生效').waitFor()
    for (const inside of ['戚文', '裴立', '周敏', '六票', '登记会议审查']) expect(await drawer.innerText()).not.toContain(inside)
  })
  it('09-28 林悦提交修改稿，两位委员会签核对；批件签章生效才能签发，编号由登记簿给', async () => {
    await s.at('2026-09-28T09:00')
    await s.does('林悦', '伦理 · 按意见修改 · 杭城一院', '提交修改稿', { note: '知情同意书 V2.1' })
    expect((await lanes('林悦'))[lead]![1]).toBe('待指定核对委员 · 剩 5 工作日（10-10）')
    await s.does('赵启明', '伦理 · 待指定核对委员', '指定核对委员', { picks: { 委员: ['戚文', '陆衡'] } })
    await s.does('戚文', '伦理 · 委员核对修改', '会签确认修改')
    expect((await told().stand('ethics.review', 'a')).stage).toBe('confirming')
    await s.does('陆衡', '伦理 · 委员核对修改', '会签确认修改')
    await letterInForce('ethics.review', '批件')
    await s.does('赵启明', '伦理 · 出具批件', '签发批件')
    expect(await (await beside('陈岚', 'ethics.review', 'a')).locator('.Letter', { hasText: '批件' }).innerText()).toMatch(/2026-药伦审-\d{4}/)
    expect((await lanes('陈岚'))[lead]).toEqual(['可以启动 · 等 杭城一院', '已立项 · 09-18 · 用 4 工作日', '批件已发 · 09-28 · 用 0 工作日', '已生效 · 09-18 · 用 2 工作日'])
    expect(await turns('陈岚')).toBe('轮到：杭城一院 机构办公室 · 杭城一院 中心 · 可以启动 另有 2 处在办，见下。')
  })
  it('批件一出，参加单位同时收到整包，五个工作日到 10-10；09-29 西泠医院两位委员会签，主任签自己的认可意见', async () => {
    const now = await lanes('林悦')
    for (const site of [second, third]) expect(now[site]).toContain('待指定委员 · 剩 5 工作日（10-10）')
    await s.at('2026-09-29T10:00')
    await s.does('孟川', '认可主审意见 · 待指定委员', '指定委员（简易程序）', { picks: { 委员: ['臧可', '鲁茵'] } })
    await s.does('臧可', '认可主审意见 · 委员审阅', '会签认可')
    await told().move('b-member2', 'ethics.recognition.recognise', 'b')
    await told().move('b-chair', 'ethics.recognition.sign', 'b')
    expect((await lanes('林悦'))[second]).toContain('已认可 · 09-29 · 用 1 工作日')
  })
  it('西泠医院的合同先签到用印一步：立项没有通过，用印按不下去并说出原因与依据', async () => {
    await grant(told(), 'b', ['agreements.signing'], 1)
    const drawer = await s.opens('何平', '合同 · 待用印')
    expect(await drawer.getByRole('button', { name: '用印生效' }).getAttribute('title')).toBe('立项还没有通过，通过后才能用印。')
    expect(await drawer.getByRole('alert').innerText()).toMatch(/用印生效：立项还没有通过，通过后才能用印。\s+依据　平台约定/)
  })
  it('09-30 补正；10-09 点开立项的时限：停钟到 09-30，09-20 调休上班，国庆休七天，10-10 周六上班到期', async () => {
    await s.at('2026-09-30T15:00')
    await s.does('林悦', '立项 · 退回补正 · 西泠医院', '补正后重交', { note: '已补' })
    await s.at('2026-10-09T09:00')
    expect((await lanes('林悦'))[second]).toEqual(['并联审查中', '机构办审核 · 剩 1 工作日', '已认可 · 09-29 · 用 1 工作日', '待用印 · 剩 7 工作日（10-19）'])
    const page = await s.as('林悦')
    await cell(page, second, '立项').getByRole('button').click()
    const card = page.getByRole('dialog').getByRole('group', { name: '立项审查的时限' })
    await card.waitFor()
    const days = Object.fromEntries(await card.locator('td.Day[title]').evaluateAll((all) => all.map((d) => [d.getAttribute('title')!.slice(5, 10), [...d.classList].slice(1, 2).concat((d as HTMLElement).innerText.split(/\s+/).slice(1)).filter(Boolean).join(' ')])))
    expect(days).toMatchObject({ '09-14': 'start', '09-15': 'counted 第 1', '09-16': 'counted 第 2', '09-17': 'stopped 停', '09-20': 'stopped 班', '09-25': 'rest 休 中秋节', '09-30': 'stopped', '10-01': 'rest 国庆节', '10-07': 'rest 休', '10-08': 'counted 第 3', '10-09': 'counted 第 4', '10-10': 'due 班 到期' })
    expect(Object.entries(days).filter(([day, said]) => day >= '10-01' && day <= '10-07' && said.startsWith('rest'))).toHaveLength(7)
    expect((await card.innerText()).replace(/\s+/g, ' ')).toContain('机构用时 4 / 5 工作日 申办方用时 10 工作日')
    expect(await card.locator('.Sum').innerText()).toBe('5 工作日 − 已用 4 ＝ 剩 1 → 到期 2026-10-10（周六）')
    await card.getByText('若不停钟，到期为 2026-09-20（周日）。').waitFor()
  })
  it('10-10 立项通过即可用印；西泠医院三条线办结', async () => {
    await s.at('2026-10-10T10:00')
    await s.does('方宁', '立项 · 机构办审核', '审核通过')
    await told().move('b-head', 'startup.initiation.support', 'b')
    await told().move('b-executive', 'startup.initiation.approve', 'b', { number: '立项-2026-031' })
    await s.does('何平', '合同 · 待用印', '用印生效', { fields: { 编号: 'QH-2026-HT-09' } })
    expect((await lanes('方宁'))[second]).toEqual(['可以启动 · 等 西泠医院', '已立项 · 10-10 · 用 5 工作日', '已认可 · 09-29 · 用 1 工作日', '已生效 · 10-10 · 用 4 工作日'])
    expect(await turns('方宁')).toBe('轮到：西泠医院 机构办公室 · 西泠医院 中心 · 可以启动')
  })
  it('10-20 启动会；10-27 登记号没有人核对，首例登记不了；核对后登记，历时 43 天', async () => {
    await s.at('2026-10-20T15:00')
    await s.does('陈岚', '中心 · 可以启动', '登记启动会')
    await s.at('2026-10-27T10:00')
    const drawer = await s.opens('李岩', '中心 · 已开启动会')
    expect(await drawer.getByRole('button', { name: '登记首例知情' }).getAttribute('title')).toBe('药物临床试验登记号（CTR）还没有人核对。请先在卷宗里登记并核对。')
    const page = await s.as('林悦')
    await visit(page, `${study}/dossier`)
    await page.getByLabel('号码').fill('CTR20260001')
    await page.getByRole('button', { name: '登记并确认已核对' }).click()
    await page.locator('.Toast', { hasText: '已登记' }).waitFor()
    await s.does('李岩', '中心 · 已开启动会', '登记首例知情')
    expect((await lanes('林悦'))[lead]![0]).toBe('已有首例知情')
    expect((await page.locator('.Side').innerText()).replace(/\s+/g, ' ')).toContain('受理 T0 2026-09-14（周一）11:05 到首例知情 43 日（工作日 27，法定休息 10） 首次提交至今 43 日')
  })
  it('西泠医院接着单独走到首例；云栖中心还在办，不耽误别家', async () => {
    await s.does('方宁', '中心 · 可以启动', '登记启动会')
    await s.does('顾明', '中心 · 已开启动会', '登记首例知情')
    expect(Object.fromEntries(Object.entries(await lanes('林悦')).map(([site, [now]]) => [site, now]))).toEqual({ [lead]: '已有首例知情', [second]: '已有首例知情', [third]: '并联审查中' })
    expect(await turns('林悦')).toMatch(/云栖中心 合同 · 起草 每多一个工作日，云栖中心的启动晚一个工作日。 另有 2 处在办，见下。$/)
    expect(s.faults()).toEqual([])
  })
})
