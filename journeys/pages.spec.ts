import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf } from '#app/address.ts'
import { openTicker } from '../test/notices.ts'
import { created, grant, running, type Story } from '../test/story.ts'
import { filesUnder } from '../tools/source.ts'
import { openStage, visit, type Stage } from './stage.ts'

const registry = ['/', '/sign-in', ...filesUnder('src/domains', /\.tsx$/).filter((f) => f.path.includes('/pages/')).map((f) => addressOf(f.path)), '/studies/$id?case', '/notices', '/notices?tab=log', '/notices?tab=settings', '/waiting', '/waiting?tab=ours', '/letters', '/letters?tab=numbering', '/letters?tab=templates', '/threads', '/handover', '/handover?tab=tasks', '/audit', '/migration', '/nowhere']
/** Who looks at a room, in Chinese and in English; an applicant where nobody is named. */
const seats: Readonly<Record<string, readonly [string, string] | null>> = { '/': ['吕正', '方宁'], '/sign-in': null, '/policies': ['方远', '方远'], '/policies/$id': ['方远', '方远'], '/letters': ['周敏', '叶青'], '/handover': ['陈岚', '方宁'], '/audit': ['陈岚', '方宁'], '/migration': ['沈国平', '魏东'], '/ethics/recognition/$id': ['吕正', '吕正'] }
const seatOf = (address: string) => { const room = address.split('?')[0]!; return seats[room] === undefined ? ['林悦', '何静'] as const : seats[room] }

/** What people and offices wrote stays as they wrote it: titles of files, numbers of letters, placeholders of templates; and a hospital's short name where a task is handed on (docs/now.md). */
const typed = /方案|知情同意书|药检报告|药伦[意审]|伦认|\{[^{}]*\}|西泠医院/gu

const long = { title: '注射用示例药物联合示例化疗方案对比安慰剂联合示例化疗方案用于既往未接受过系统治疗的局部晚期或转移性示例癌受试者的随机双盲多中心Ⅲ期临床试验（含长期随访与生物标志物探索子研究）', short: '示例药联合化疗一线治疗晚期示例癌随机双盲多中心Ⅲ期（含长期随访与标志物子研究）' }
const english = { title: 'A randomised trial of MC-12 in an invented disease', titleEn: 'A randomised trial of MC-12 in an invented disease', short: 'MC-12 invented disease phase II', product: 'MC-12', condition: 'Invented disease', protocolNo: 'MC-12-201', sponsorName: 'Mingchuan Biologics Co., Ltd.' }
const exported = (name: string) => Buffer.from(`TrialID,Public title,Scientific title,Primary sponsor,Source Register,Recruitment Status,Study type,Target size,Date registration\nNCT90000011,${name},,Invented Biologics,ClinicalTrials.gov,Recruiting,Interventional,120,2026-03-02\nNCT90000012,,,Invented Biologics,ClinicalTrials.gov,Recruiting,Interventional,60,2026-03-09\n`)

let s: Stage, examples: Record<string, readonly [zh: string, en: string]>
/** Imports a small export as a person does, and answers with the receipt's address. */
async function imported(page: Page, name: string, lang: 'zh' | 'en'): Promise<string> {
  await page.addInitScript((l) => { localStorage.setItem('lang', l) }, lang)
  await visit(page, '/studies/import')
  await page.locator('input[type=file]').setInputFiles({ name: 'ICTRP-Results.csv', mimeType: 'text/csv', buffer: exported(name) })
  await page.locator('main .Btn.primary').click()
  await page.waitForURL(/import\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname
}
beforeAll(async () => {
  s = await openStage('2026-09-14T09:00')
  const story = await running(s.h, ['a', 'c'], long), second: Story = await running(s.h, ['b'], { ...english, who: 'mingchuan-lead' })
  s.h.at('2026-09-22T15:00')
  await story.move('a-office', 'startup.initiation.return', 'a', { note: '缺研究者履历' })
  await grant(story, 'c', ['startup.initiation'])
  await story.move('c-secretary', 'ethics.review.accept', 'c')
  await second.move('b-secretary', 'ethics.review.return', 'b', { note: 'The insurance certificate is missing' })
  const ticker = await openTicker(s.h); await ticker.tick(); await ticker.close()
  const mine = await story.stand('startup.initiation', 'a'), theirs = await second.stand('ethics.review', 'b')
  const [zh, en] = [await created(s.h), await created(s.h, english, 'mingchuan-lead')]
  const joint = await running(s.h, ['a', 'c'], { alliance: true, short: '互认示例研究', protocolNo: 'HR-1' })
  await grant(joint, 'a', ['ethics.review'])
  const parcel = `/ethics/recognition/${(await joint.stand('ethics.recognition', 'c')).id}`
  const receipts = [await imported(await s.as('林悦'), '示例片治疗示例病的随机对照研究', 'zh'), await imported(await s.as('何静'), 'Invented tablets in an invented disease', 'en')] as const
  const of = (path: string) => [path.replace('$', story.study), path.replace('$', second.study)] as const
  examples = { '/studies/$id': of('/studies/$'), '/studies/$id?case': [`/studies/${story.study}?case=${mine.id}`, `/studies/${second.study}?case=${theirs.id}`], '/studies/$id/dossier': of('/studies/$/dossier'), '/studies/$id/timeline': of('/studies/$/timeline'), '/studies/$id/files': of('/studies/$/files'), '/studies/$id/process': of('/studies/$/process'), '/studies/$id/members': of('/studies/$/members'), '/startup/$id/sites': of('/startup/$/sites'), '/studies/import/$id': receipts, '/startup/new': [`/startup/new?study=${zh}`, `/startup/new?study=${en}`], '/policies/$id': ['/policies/HZ-09', '/policies/HZ-09'], '/startup/receipt': of('/startup/receipt?study=$'), '/ethics/recognition/$id': [parcel, parcel] }
  s.faults()
})
afterAll(async () => { await s?.close() })
/** A page as its fitting person opens it; a new address with a $ wants its example above. */
async function open(address: string, lang: 0 | 1, context?: BrowserContext): Promise<Page> {
  const seat = seatOf(address), page = seat ? await (await s.as(seat[lang])).context().newPage() : await (context ?? await s.machine('nobody')).newPage()
  const at = examples[address]?.[lang] ?? address
  if (at.includes('$')) throw new Error(`${address}: name an example of it in journeys/pages.spec.ts`)
  await page.addInitScript((l) => { localStorage.setItem('lang', l) }, lang === 0 ? 'zh' : 'en')
  await visit(page, at)
  await page.waitForLoadState('networkidle')
  return page
}
/** Everything a page says to eye and ear: its texts and the words of its attributes, but for what is marked as Chinese. */
const words = (page: Page): Promise<string[]> => page.evaluate(() => {
  const said: string[] = [document.title], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) if (!walk.currentNode.parentElement?.closest('[lang|=zh], noscript')) said.push(walk.currentNode.textContent!.trim())
  for (const el of document.querySelectorAll('[title],[aria-label],[placeholder],[alt]')) if (!el.closest('[lang|=zh]')) for (const name of ['title', 'aria-label', 'placeholder', 'alt']) said.push(el.getAttribute(name)?.trim() ?? '')
  return [...new Set(said)].filter((text) => text !== '')
})
const keys = (said: readonly string[]) => said.filter((text) => /^[a-z]+(\.[a-z-]+)+$/.test(text))
const faults = async (page: Page) => (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)

describe.concurrent('每一页', () => {
  it.each(registry)('%s：宽屏、笔记本、手机，浅色深色，没有严重的无障碍问题，不横向滚动，有标题；打印没有导航', async (address) => {
    const page = await open(address, 0), found: string[] = []
    expect(await page.title()).toMatch(address === '/nowhere' ? /临研/ : /^[^·]+ · 临研$/)
    expect(keys(await words(page))).toEqual([])
    for (const [width, height] of [[1440, 900], [1366, 768], [390, 844]] as const) for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (over > 0) found.push(`${width}: ${over} px too wide`)
      found.push(...(await faults(page)).map((fault) => `${width} ${colorScheme} ${fault}`))
    }
    await page.emulateMedia({ media: 'print' })
    found.push(...(await page.locator('.Rail, .Top, .BottomBar, .Skip, .Tabs, .Btn').evaluateAll((all) => all.filter((el) => el.checkVisibility()).map((el) => `print: ${el.className}`))))
    await page.close()
    expect(found).toEqual([])
  })
  it.each(registry)('%s：英文页面没有一个汉字，没有没译的词条', async (address) => {
    const page = await open(address, 1), said = await words(page)
    expect(said.filter((text) => /\p{Script=Han}/u.test(text.replace(typed, '')) && text !== '中文')).toEqual([])
    expect(keys(said)).toEqual([])
    await page.close()
  })
  it('对话框、时限卡、菜单、快捷键打开时，也没有严重的无障碍问题', async () => {
    const page = await open('/studies/$id?case', 0), found: string[] = []
    const looked = async (what: string, opened: string, again: () => Promise<unknown>) => {
      for (const [width, height] of [[1440, 900], [390, 844]] as const) {
        await page.setViewportSize({ width, height })
        await page.locator(opened).waitFor()
        found.push(...(await faults(page)).map((fault) => `${what} ${width} ${fault}`))
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      await again()
    }
    await page.locator('.Drawer').getByRole('button', { name: '补正后重交' }).click()
    await looked('对话框', 'dialog[open]', () => page.keyboard.press('Escape'))
    await page.locator('.Drawer').press('Escape')
    await page.locator('.LaneMatrix .ClockChip').first().click()
    await looked('时限卡', '.Popover .ClockCard', () => page.keyboard.press('Escape'))
    await page.keyboard.press('?')
    await looked('快捷键', 'dialog[open]', () => page.keyboard.press('Escape'))
    await page.getByRole('button', { name: /^林悦/ }).click()
    await page.locator('.Menu').waitFor()
    found.push(...await faults(page))
    await page.close()
    expect(found).toEqual([])
  })
})
