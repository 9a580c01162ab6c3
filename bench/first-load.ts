// The first load of 工作台 by one of the demo's people in a browser that has nothing yet, over the real server, gzip only as on an intranet's plain http.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { findBrowser } from '../tools/browser.ts'
import { middle } from './cpu.ts'
import { serve } from './programs.ts'

const goals = { 'gzip kB': 250, requests: 15, 'LCP ms': 1_000 }, loads = 5
const root = fileURLToPath(new URL('..', import.meta.url)), dataDir = mkdtempSync(join(tmpdir(), 'linyan-load-'))
const server = await serve(process.execPath, ['src/app/server.ts'], { cwd: root, env: { DATA_DIR: dataDir } })
const browser = await chromium.launch(await findBrowser().then(({ executablePath, args }) => ({ executablePath, args: [...args] })))
try {
  const { people } = await (await fetch(`${server.url}api/session.personas`)).json() as { people: { membershipId: string; name: string; waiting: number }[] }
  const busiest = people.sort((a, b) => b.waiting - a.waiting)[0]!
  const signed = await fetch(`${server.url}api/session.adopt`, { method: 'POST', headers: { origin: new URL(server.url).origin, 'content-type': 'application/json', 'idempotency-key': randomBytes(8).toString('hex') }, body: JSON.stringify({ membershipId: busiest.membershipId }) })
  const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(signed.headers.get('set-cookie') ?? '') ?? []
  const found: { bytes: number; requests: number; lcp: number }[] = []
  let last: { path: string; bytes: number }[] = []
  for (let i = 0; i < loads; i++) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' })
    await context.addCookies([{ name, value, url: server.url }])
    await context.addInitScript(() => { new PerformanceObserver((list) => { Object.assign(window, { lcp: list.getEntries().at(-1)!.startTime }) }).observe({ type: 'largest-contentful-paint', buffered: true }) })
    const page = await context.newPage(), wire = await context.newCDPSession(page), paths = new Map<string, string>()
    last = []
    await wire.send('Network.enable')
    await wire.send('Network.setAcceptedEncodings' as 'Network.enable', { encodings: ['gzip'] } as never)
    wire.on('Network.requestWillBeSent', ({ requestId, request }) => { paths.set(requestId, new URL(request.url).pathname) })
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { last.push({ path: paths.get(requestId) ?? '', bytes: encodedDataLength }) })
    await page.goto(server.url, { waitUntil: 'networkidle' })
    if (new URL(page.url()).pathname !== '/' || await page.locator('table tr, li').count() === 0) throw new Error(`工作台 does not stand: ${page.url()}`)
    found.push({ bytes: last.reduce((n, r) => n + r.bytes, 0), requests: last.length, lcp: await page.evaluate(() => (window as unknown as { lcp: number }).lcp) })
    await context.close()
  }
  for (const { path, bytes } of last.sort((a, b) => b.bytes - a.bytes)) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${path}`)
  console.log(`${loads} cold loads as ${busiest.name}, ${busiest.waiting} tasks; medians`)
  const figures = { 'gzip kB': middle(found.map((f) => f.bytes)) / 1000, requests: middle(found.map((f) => f.requests)), 'LCP ms': middle(found.map((f) => f.lcp)) }
  for (const [what, goal] of Object.entries(goals) as [keyof typeof goals, number][]) {
    const missed = figures[what] > goal
    if (missed) process.exitCode = 1
    console.log(`${what}: ${figures[what].toFixed(0)}, goal ≤ ${goal}: ${missed ? 'missed' : 'reached'}`)
  }
} finally {
  await browser.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
