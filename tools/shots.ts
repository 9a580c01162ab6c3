// npm run shots [-- --only ADDRESS… --width N… --out FOLDER]: every page of the house as a fitting person sees it, from a real server on a throw-away demo:
// each width light and dark, on paper, and its states (empty, loading, refused, not found, offline). An address may end in * .
// docs/workbench.png is workbench-office of `--only / --width 1366`.
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { addressOf } from '#app/address.ts'
import { cast } from '#domains/institutions/seed.ts'
import { findBrowser } from './browser.ts'
import { filesUnder } from './source.ts'

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] }, width: { type: 'string', multiple: true, default: ['1440', '1366', '390'] }, out: { type: 'string', default: 'shots' } } })
const widths = values.width.map(Number), wide = widths[0]!, minutes = 15
const wanted = (address: string) => values.only.length === 0 || values.only.some((o) => (o.endsWith('*') ? address.startsWith(o.slice(0, -1)) : address === o))

/** Who looks at a room; everything else is seen by the CRA. */
const seats: Readonly<Record<string, string>> = { policies: 'health-head', ethics: 'a-secretary', agreements: 'a-office' }
const seatOf = (address: string) => seats[address.split('/')[1] ?? ''] ?? 'qizhou-cra'
const registry = ['/', ...filesUnder('src/domains', /\.tsx$/).filter((f) => f.path.includes('/pages/')).map((f) => addressOf(f.path))]

/** A register's export in small, invented: one to make, one without a title, one of a form that does not fit. */
const exported = 'TrialID,Public title,Scientific title,Primary sponsor,Source Register,Recruitment Status,Study type,Target size,Date registration\nNCT90000011,示例片治疗示例病的随机对照研究,,明川生物制品有限公司,ClinicalTrials.gov,Recruiting,Interventional,120,2026-03-02\nNCT90000012,,,明川生物制品有限公司,ClinicalTrials.gov,Recruiting,Interventional,60,2026-03-09\nNCT9000,示例器械的观察性研究,,杭城市第一人民医院,ClinicalTrials.gov,Not recruiting,Observational,,2026-04-01\n'

/** A shot beside the plain one: whose, where, what is done to the page before and after it opens. */
interface State { readonly address: string; readonly name: string; readonly who?: string; readonly at?: string; readonly before?: (page: Page) => Promise<unknown>; readonly after?: (page: Page) => Promise<unknown>; readonly unfinished?: true }
const nobody = '00000000-0000-7000-8000-000000000000'
const press = (selector: string) => (page: Page) => page.locator(selector).first().click({ timeout: 3_000 }).then(() => page.waitForTimeout(500))
const choose = (text: string) => async (page: Page) => { await page.locator('input[type=file]').first().setInputFiles({ name: 'ICTRP-Results.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }); await page.waitForTimeout(800) }
const states: readonly State[] = [
  { address: '/', name: 'empty', who: 'market-head' }, { address: '/', name: 'office', who: 'a-office' }, { address: '/', name: 'investigator', who: 'a-pi' },
  { address: '/studies', name: 'empty', who: 'market-head' }, { address: '/studies', name: 'none-found', at: '/studies?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E9%A1%B9' },
  { address: '/studies/$id', name: 'not-found', at: `/studies/${nobody}` }, { address: '/studies/$id', name: 'offline', before: (page) => page.route('**/api/studies.one*', (r) => r.abort()) },
  { address: '/studies/$id', name: 'hospital', who: 'a-office' }, { address: '/studies/$id', name: 'clock', after: press('td .Clock, td button') }, { address: '/studies/$id', name: 'drawer', after: press('.TurnLine .Btn.text, .TurnLine button:last-child') },
  { address: '/studies/import', name: 'empty', who: 'mingchuan-lead' }, { address: '/studies/import', name: 'forbidden', who: 'health-head' },
  { address: '/studies/import', name: 'plan', after: choose(exported.replaceAll('NCT9', 'NCT8')) }, { address: '/studies/import', name: 'unreadable', after: choose('不是登记数据') },
  ...registry.filter((a) => a !== '/sign-in').map((address): State => ({ address, name: 'loading', unfinished: true, before: (page) => page.route(/\/api\/(?!session\.me)/, () => {}) })),
  { address: '/policies/$id', name: 'hospital', who: 'a-office' }, { address: '/nowhere', name: 'not-found' },
]

let server: ChildProcess | undefined, browser: Browser | undefined
const data = mkdtempSync(join(tmpdir(), 'linyan-shots-'))
async function end(code: number): Promise<never> {
  await browser?.close().catch(() => {})
  if (server && server.exitCode === null) { server.kill('SIGTERM'); await Promise.race([once(server, 'exit'), new Promise((done) => setTimeout(done, 15_000))]) }
  rmSync(data, { recursive: true, force: true })
  process.exit(code)
}
setTimeout(() => { console.error(`超过 ${minutes} 分钟，停下。`); void end(1) }, minutes * 60_000).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void end(1) })

/** The real server on the throw-away folder; answers where it listens. */
function up(): Promise<string> {
  const { npm_lifecycle_event: _, ...env } = process.env
  const child = server = spawn(process.execPath, ['src/app/server.ts'], { env: { ...env, DATA_DIR: data, PORT: '0', HOST: '', DATABASE_URL: '', LINYAN_MODE: 'demo', LINYAN_CLOCK: '', TLS_CERT: '', TLS_KEY: '' }, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((done, failed) => {
    let said = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => { said += text; const url = /打开 (http\S+?)\/? ，/.exec(said)?.[1]; if (url) done(url) })
    child.once('exit', () => { failed(new Error(`服务没有起来：\n${said}`)) })
  })
}

const problems: string[] = []
let taken = 0
/** The whole page in a window as tall as it, so that what keeps to the window's edge stays there; what floats is shot in the window it floats in. */
async function shoot(page: Page, name: string, floating = false): Promise<void> {
  const path = join(values.out, `${name}.png`), window = page.viewportSize()!
  if (!floating) await page.setViewportSize({ width: window.width, height: Math.max(window.height, await page.evaluate(() => document.documentElement.scrollHeight)) })
  await page.screenshot({ path, animations: 'disabled' })
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  console.log(`${path}${over > 0 ? `  宽出 ${over} px` : ''}`)
  if (over > 0) problems.push(`${path} 宽出 ${over} px`)
  if (!floating) await page.setViewportSize(window)
  taken++
}
/** Drawn, and as tall as it was a moment ago. */
const settled = (page: Page) => page.waitForFunction(() => {
  const { scrollHeight, dataset } = document.documentElement, steady = dataset['tall'] === String(scrollHeight)
  dataset['tall'] = String(scrollHeight)
  return steady && document.querySelector('h1') !== null && document.querySelector('.Skeleton') === null
}, undefined, { timeout: 15_000, polling: 150 }).catch(() => { problems.push(`${page.url()} 15 秒没有画完`) })

try {
  mkdirSync(values.out, { recursive: true })
  const base = await up(), { executablePath, args } = await findBrowser()
  browser = await chromium.launch({ executablePath, args: [...args, '--lang=zh-CN'] })
  const jars = new Map<string, NonNullable<BrowserContextOptions['storageState']>>()
  const options: BrowserContextOptions = { baseURL: base, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' }
  /** The cookie of one of the cast; the persona page knows people by name and organisation. */
  const jar = async (who: string) => {
    const known = jars.get(who)
    if (known) return known
    const org = cast.find((o) => o.people.some(([key]) => key === who)), name = org?.people.find(([key]) => key === who)?.[1]
    const context = await browser!.newContext(options), asked = await context.request.get('/api/session.personas'), { people } = await asked.json() as { people: { membershipId: string; name: string; org: string }[] }
    const persona = people.find((p) => p.name === name && p.org === org?.short)
    if (!persona) throw new Error(`演示里没有 ${who}`)
    await context.request.post('/api/session.adopt', { data: { membershipId: persona.membershipId }, headers: { origin: base, 'idempotency-key': `shots-${who}` } })
    const state = await context.storageState()
    await context.close()
    jars.set(who, state)
    return state
  }
  const ask = async <T>(who: string, query: string): Promise<T> => {
    const context = await browser!.newContext({ ...options, storageState: await jar(who) }), answer = await context.request.get(`/api/${query}`)
    try { return await answer.json() as T } finally { await context.close() }
  }
  /** What the demo leaves to its visitor: an import, so that a receipt, a queue and a study that may be started are there. */
  const importSmall = async () => {
    const context = await browser!.newContext({ ...options, storageState: await jar('qizhou-cra') })
    const put = (name: string, more = '') => context.request.put(`/api/${name}?fileName=ICTRP-Results.csv${more}`, { data: Buffer.from(exported), headers: { 'origin': base, 'content-type': 'application/octet-stream', 'x-content-sha256': createHash('sha256').update(exported).digest('hex'), 'idempotency-key': 'shots-import' } })
    const { plan } = await (await put('studies.import.preview')).json() as { plan: string }
    await put('studies.import.confirm', `&plan=${plan}`)
    await context.close()
  }
  await importSmall()
  interface Row { id: string; sites: number }
  const study = (tab: string) => ask<{ rows: Row[] }>('qizhou-cra', `studies.list?tab=${tab}`).then(({ rows }) => rows.sort((a, b) => b.sites - a.sites)[0]?.id)
  const ids: Readonly<Record<string, () => Promise<string | undefined>>> = {
    '/studies/import/$id': () => ask<{ receipts: { id: string }[] }>('qizhou-cra', 'studies.import.receipts').then((a) => a.receipts[0]?.id),
    '/studies/$id': async () => await study('starting') ?? study('all'), '/policies/$id': () => Promise.resolve('HZ-09'),
  }
  /** The address a person would be at: a real id, a study that may be started. */
  const filled = async (address: string): Promise<string | undefined> => {
    if (address === '/startup/new') { const id = await study('prepared'); return id && `${address}?study=${id}` }
    const [known] = Object.keys(ids).filter((a) => address.startsWith(a)), id = known && await ids[known]!()
    return address.includes('$id') ? id && address.replace('$id', id) : address
  }
  const open = async (page: Page, at: string, unfinished?: true) => { await page.goto(at); if (unfinished) await page.waitForTimeout(700); else await settled(page) }
  const named = (address: string) => address === '/' ? 'workbench' : address.slice(1).replace('$id', 'one').replaceAll('/', '-')

  const pages = [...registry.filter(wanted).map((address) => ({ address, who: seatOf(address) as string | null })), ...(wanted('/sign-in') ? [{ address: '/sign-in', who: null }] : [])]
  const places = new Map<string, string>()
  for (const { address } of pages) { const at = await filled(address); if (at) places.set(address, at); else problems.push(`${address}：演示里没有可拍的`) }
  const looking = async (who: string | null, width: number, dark: boolean, work: (page: Page) => Promise<void>) => {
    const context = await browser!.newContext({ ...options, viewport: { width, height: width < 768 ? 844 : width === 1366 ? 768 : 900 }, hasTouch: width < 768, colorScheme: dark ? 'dark' : 'light', ...(who ? { storageState: await jar(who) } : {}) })
    const page = await context.newPage()
    page.on('pageerror', (e) => { problems.push(`${page.url()} ${e.message}`) })
    try { await work(page) } finally { await context.close() }
  }
  for (const who of new Set(pages.map((p) => p.who))) {
    const own = pages.filter((p) => p.who === who && places.has(p.address))
    for (const width of widths) for (const dark of [false, true]) await looking(who, width, dark, async (page) => {
      for (const { address } of own) { await open(page, places.get(address)!); await shoot(page, `${named(address)}-${width}${dark ? '-dark' : ''}`) }
    })
    await looking(who, 673, false, async (page) => { for (const { address } of own) { await open(page, places.get(address)!); await page.emulateMedia({ media: 'print' }); await shoot(page, `${named(address)}-print`); await page.emulateMedia({ media: null }) } })
  }
  for (const s of states.filter((x) => wanted(x.address))) {
    const at = s.at ?? places.get(s.address) ?? (s.address.includes('$') ? undefined : s.address)
    if (at) await looking(s.who ?? seatOf(s.address), wide, false, async (page) => { await s.before?.(page); await open(page, at, s.unfinished); await s.after?.(page).catch((e: Error) => { problems.push(`${s.address} ${s.name}：${e.message.split('\n')[0]}`) }); await shoot(page, `${named(s.address)}-${s.name}`, s.after !== undefined || s.name === 'office') })
  }
  console.log(`共 ${taken} 张，在 ${values.out}/`)
  for (const problem of new Set(problems)) console.log(`✗ ${problem}`)
  await end(problems.length > 0 ? 1 : 0)
} catch (e) { console.error((e as Error).message); await end(1) }
