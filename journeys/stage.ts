// Where the journeys are played: a whole house on a database of its own, the built web on a loopback port, one Chromium, each person at a machine of their own.
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { mountWeb } from '#app/serve.ts'
import { cast } from '#domains/institutions/seed.ts'
import { connectionAs } from '#kernel/db/migrate.ts'
import { openPool } from '#kernel/db/open.ts'
import { openHttp } from '#kernel/http.ts'
import { startNotices } from '#kernel/notices/work.ts'
import { openHouse, type House } from '../test/house.ts'
import { findBrowser } from '../tools/browser.ts'

/** The login of one of the cast, by the name people know. */
const loginOf = (name: string): string => {
  const found = cast.flatMap((o) => o.people).find(([, zh]) => zh === name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found[0]
}
export interface More { readonly note?: string; /** what the move asks besides, by its label; of a choice what is chosen begins so */ readonly fields?: Readonly<Record<string, string>>; /** whom it names of those it lists, by the label of the list */ readonly picks?: Readonly<Record<string, readonly string[]>> }
export interface Stage {
  readonly h: House
  readonly url: string
  /** moves the clock; whoever sat at a machine has to sign in again */
  at(instant: string): Promise<void>
  /** one of the cast at a machine of their own, signed in for now */
  as(name: string): Promise<Page>
  /** a machine nobody has signed in at */
  machine(who: string): Promise<BrowserContext>
  /** from the person's own 工作台: the row `kind · what`, opened beside its study */
  opens(name: string, row: string): Promise<Locator>
  /** the same, and the move made in its dialog */
  does(name: string, row: string, move: string, more?: More): Promise<void>
  /** stops answering, as when the machine room has lost its power; and answers again at the same address */
  stop(): Promise<void>
  start(): Promise<void>
  /** what the browsers complained of since the last time it was asked: errors of pages, of the console, of the policy, answers above 399 */
  faults(): string[]
  close(): Promise<void>
}

/** A page is there when its title is and nothing is being fetched for its first drawing. */
export const drawn = async (page: Page): Promise<void> => { await page.waitForFunction(() => document.querySelector('h1') !== null && document.querySelector('.Skeleton') === null) }
export const visit = async (page: Page, path: string): Promise<void> => { await page.goto(path); await drawn(page) }
/** Fills the open dialog and presses its last button. */
export async function fill(page: Page, move: string, { note, fields = {}, picks = {} }: More = {}): Promise<Locator> {
  const dialog = page.locator('dialog[open]')
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog.getByLabel(new RegExp(`^${label.replace(/[（）()]/g, '.')}`))
    if (await field.evaluate((el) => el.tagName) === 'SELECT') await field.selectOption(await field.locator('option', { hasText: value }).first().getAttribute('value') ?? '')
    else await field.fill(value)
  }
  for (const [label, names] of Object.entries(picks)) for (const name of names) await dialog.getByRole('group', { name: label }).getByRole('checkbox', { name }).check()
  if (note !== undefined) await dialog.locator('textarea').fill(note)
  await dialog.getByRole('button', { name: move, exact: true }).click()
  return dialog
}
/** The matrix as it reads: hospital → lane → state · clock. */
export const matrix = (page: Page): Promise<Record<string, Record<string, string>>> => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.LaneMatrix tbody tr')].map((row) => [
  row.querySelector('.nm')?.getAttribute('title') ?? '',
  Object.fromEntries([...row.querySelectorAll<HTMLElement>('td')].map((td) => [td.dataset['l'] ?? '', [td.querySelector('.st')?.firstChild?.textContent, td.querySelector('.ClockChip .cut')?.textContent].filter(Boolean).join(' · ') || '—'])),
])))
export const cell = (page: Page, site: string, lane: string): Locator => page.locator('.LaneMatrix tbody tr').filter({ has: page.locator(`.nm[title="${site}"]`) }).locator(`td[data-l="${lane}"]`)
export const turn = async (page: Page): Promise<string> => (await page.locator('.TurnLine p').innerText()).replace(/\s+/g, ' ')

/** Opens the house, the web and the browser. */
export async function openStage(start: string, { live = false }: { /** with the workers a server runs: notices, live updates */ live?: boolean } = {}): Promise<Stage> {
  const [h, { executablePath, args }] = await Promise.all([openHouse(start), findBrowser()])
  const said = new Set<string>(), pages = new Map<string, Page>(), signed = new Map<string, Promise<Page>>()
  const clerks = live ? openPool(connectionAs(h.target, 'clerk'), 4) : undefined, work = clerks && startNotices({ pool: clerks, ground: h.o.ground, endpoints: h.o.endpoints, log: (line) => { said.add(`server ${JSON.stringify(line)}`) } })
  const listen = async (port: number) => {
    const app = openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure: false, ...(work ? { live: work.live } : {}), log: (line) => { said.add(`server ${JSON.stringify(line)}`) } })
    await mountWeb(app, inject('web'))
    return { app, url: await app.listen({ host: '127.0.0.1', port }) }
  }
  let { app, url } = await listen(0)
  const browser = await chromium.launch({ executablePath, args: [...args, '--lang=zh-CN'] })

  const machine: Stage['machine'] = async (who) => {
    const context = await browser.newContext({ baseURL: url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(15_000)
    context.on('weberror', (e) => { said.add(`${who} ${e.error().message}`) })
    context.on('console', (m) => { if (m.type() === 'error' && !/status of [45]\d\d/.test(m.text())) said.add(`${who} ${m.text()}`) })
    context.on('response', (r) => { if (r.status() >= 400) said.add(`${who} ${r.status()} ${new URL(r.url()).pathname.replace('/api/', '')}`) })
    return context
  }
  const signIn = async (name: string): Promise<Page> => {
    const page = pages.get(name) ?? await (await machine(name)).newPage()
    pages.set(name, page)
    await page.context().addCookies([{ name: 'linyan', value: await h.token(loginOf(name)), url }])
    return page
  }
  const as = (name: string): Promise<Page> => signed.get(name) ?? signed.set(name, signIn(name)).get(name)!
  const opens = async (name: string, row: string): Promise<Locator> => {
    const page = await as(name), [kind = '', ...what] = row.split(' · ')
    await visit(page, '/')
    const found = what.reduce((rows, hasText) => rows.filter({ hasText }), page.locator('.WorkRow').filter({ has: page.locator('.kind', { hasText: kind }) }))
    await found.locator('.t').click()
    await drawn(page)
    return page.getByRole('dialog', { name: kind })
  }
  return {
    h, url, as, machine, opens,
    // everybody leaves first: a page that still asks would ask with a session that has run out
    at: async (instant) => { for (const page of pages.values()) await page.goto('about:blank'); h.at(instant); signed.clear() },
    does: async (name, row, move, more) => {
      const drawer = await opens(name, row), page = drawer.page()
      await drawer.getByRole('button', { name: move, exact: true }).click()
      await (await fill(page, move, more)).waitFor({ state: 'detached' })
      await page.locator('.Toast', { hasText: `已办理：${move}` }).last().waitFor()
    },
    stop: async () => { await app.close() }, start: async () => { ({ app } = await listen(Number(new URL(url).port))) },
    faults: () => { const all = [...said].sort(); said.clear(); return all },
    close: async () => { await browser.close(); await app.close(); await work?.stop(); await clerks?.end(); await h.close(); expect([...said].sort()).toEqual([]) },
  }
}
