import { it } from 'vitest'
import { openStage, visit, drawn } from './stage.ts'
import { running } from '../test/story.ts'
import { trialKind, trialTemplate } from '../test/letters.ts'
import { tinyPdf } from '#kernel/documents/tiny.ts'
it('look', async () => {
  const stage = await openStage('2026-09-14T10:00'), { h } = stage
  const s = await running(h, ['a', 'b']), st = await s.stand('ethics.review', 'a')
  const kind = 'ethics.review.issue'
  trialKind(h, kind, ['ethics-secretary'], [st.stage])
  await h.as('a-secretary', 'letters.template', { kind, name: '批件模板.docx' }, { body: await trialTemplate() })
  const draft = () => h.as<{ id: string; number: string; hash: string; pages: number }>('a-secretary', 'letters.draft', { id: st.id, kind })
  const l0 = await draft(); await h.as('a-secretary', 'letters.void', { id: l0.id, reason: '版本日期写错' })
  await h.as('a-secretary', 'letters.reserve', { kind, count: 2, reason: '停电期间手写' })
  const l = await draft()
  const shot = async (who: string, name: string, path: string, act?: (page: import('playwright-core').Page) => Promise<void>) => {
    const page = await stage.as(who)
    for (const width of [1440, 390]) { await page.setViewportSize({ width, height: width < 700 ? 844 : 900 }); await visit(page, path); await act?.(page); await page.waitForTimeout(300); await page.screenshot({ path: `/tmp/shots-letters/${name}-${width}.png`, fullPage: false })
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth); if (over > 0) console.log(name, width, 'too wide', over) }
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  await shot('周敏', 'register', '/letters')
  await shot('周敏', 'one', '/letters', async (p) => { await p.locator('.DataTable .opener').first().click() })
  await shot('周敏', 'numbering', '/letters?tab=numbering')
  await shot('周敏', 'renumber', '/letters?tab=numbering', async (p) => { await p.getByRole('button', { name: '改编号样式' }).first().click() })
  await shot('周敏', 'gaps', '/letters?tab=numbering', async (p) => { await p.getByRole('button', { name: '查缺号' }).first().click(); await p.waitForTimeout(400) })
  await shot('周敏', 'templates', '/letters?tab=templates')
  await shot('赵启明', 'sign', '/letters', async (p) => { await p.locator('.DataTable .opener').first().click(); await p.getByRole('button', { name: '签署', exact: true }).click(); await p.waitForTimeout(900) })
  await shot('周敏', 'case', `/studies/${s.study}?case=${st.id}`, async (p) => { await p.waitForTimeout(700); await p.locator('.Letter').first().scrollIntoViewIfNeeded().catch(() => {}) })
  await h.as('a-secretary', 'letters.print', { id: l.id }); await h.as('a-seal', 'letters.register', { id: l.id, copies: 3, across: true, handler: '周敏', sealer: '丁宁', on: '2026-09-14' }); await h.as('a-secretary', 'letters.scan', { id: l.id }, { body: tinyPdf([['扫描件']]) })
  await shot('赵启明', 'verify', '/letters', async (p) => { await p.locator('.DataTable .opener').first().click(); await p.getByRole('button', { name: '核对', exact: true }).click(); await p.waitForTimeout(900) })
  await h.as('a-chair', 'letters.verify', { id: l.id, number: l.number, pages: l.pages })
  const [{ token }] = await h.sql<{ token: string }>('select token from kernel.letter where id = $1', [l.id]) as [{ token: string }]
  await shot('周敏', 'public', `/letter/${token}`)
  console.log(stage.faults())
  await stage.close()
}, 120_000)
