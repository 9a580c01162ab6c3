// Screenshots for looking: node tools/look.ts URL|FILE … [--widths 1440,390] [--dark] [--print | --paper] [--axe] [--viewport] [--out shots] [--click SELECTOR] [--lang en]
import { mkdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const { values, positionals } = parseArgs({ allowPositionals: true, options: {
  widths: { type: 'string', default: '1440,390' }, out: { type: 'string', default: 'shots' }, click: { type: 'string', multiple: true, default: [] }, lang: { type: 'string', default: 'zh' }, name: { type: 'string' },
  height: { type: 'string', default: '900' }, dark: { type: 'boolean', default: false }, print: { type: 'boolean', default: false }, paper: { type: 'boolean', default: false }, axe: { type: 'boolean', default: false }, viewport: { type: 'boolean', default: false },
} })

mkdirSync(values.out, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--lang=zh-CN'] })
for (const where of positionals) for (const width of values.widths.split(',').map(Number)) {
  const url = /^\w+:/.test(where) ? where : `file://${resolve(where)}`
  const context = await browser.newContext({ viewport: { width, height: width < 768 ? 844 : Number(values.height) }, colorScheme: values.dark ? 'dark' : 'light', reducedMotion: 'reduce', hasTouch: width < 768, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(lang => localStorage.setItem('lang', lang), values.lang)
  const page = await context.newPage()
  page.on('console', said => { if (said.type() === 'error' || said.type() === 'warning') console.log(`  ${said.type()}: ${said.text()}`) })
  page.on('pageerror', error => console.log(`  ${error}`))
  await page.goto(url, { waitUntil: 'networkidle' })
  for (const press of values.click) await page.locator(press).first().click()
  const name = `${values.name ?? (new URL(url).hash.replace(/\W+/g, '-').replace(/^-/, '') || basename(new URL(url).pathname, '.html') || 'index')}-${width}${values.dark ? 'dark' : ''}${values.lang === 'en' ? 'en' : ''}`
  if (values.print) await page.pdf({ path: `${values.out}/${name}.pdf`, preferCSSPageSize: true, printBackground: true })
  else if (values.paper) { await page.setViewportSize({ width: 673, height: 980 }); await page.emulateMedia({ media: 'print' }); await page.screenshot({ path: `${values.out}/${name}-paper.png`, fullPage: true }) }
  else await page.screenshot({ path: `${values.out}/${name}.png`, fullPage: !values.viewport })
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  console.log(`${values.out}/${name}${over > 0 ? `  too wide by ${over}` : ''}`)
  if (values.axe) for (const v of (await new AxeBuilder({ page }).analyze()).violations)
    console.log(`  ${v.impact} ${v.id}: ${v.help}\n${v.nodes.slice(0, 4).map(n => `    ${n.target.join(' ')} ${(n.any[0]?.message ?? n.all[0]?.message ?? '').slice(0, 160)}`).join('\n')}`)
  await context.close()
}
await browser.close()
