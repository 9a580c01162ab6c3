// npm run import -- studies FILE… [--as LOGIN] [--preview]: a register's export goes down the same road as the page: preview, then exactly that plan.
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type * as z from 'zod'
import { ask } from '#app/open.ts'
import { confirm, preview } from '#domains/studies/import/api.ts'
import { operate, typedPath, type Operated } from './operator.ts'

type Plan = z.output<typeof preview.output>
interface Export { readonly name: string; readonly bytes: Uint8Array }
const usage = '用法：npm run import -- studies 文件… [--as 账号] [--preview]\n文件：ClinicalTrials.gov 的 JSON（API v2），或 WHO ICTRP 检索结果的 CSV；--preview 只看不写。'
const shown = 5

function readExport(path: string): Export {
  const at = typedPath(path), limit = preview.limit!
  let size: number
  try { size = statSync(at).size } catch { throw new Error(`没有文件 ${path}：请核对路径。`) }
  if (size > limit) throw new Error(`${path} 有 ${Math.ceil(size / 1e6)} MB，超过单个文件的上限 ${limit / 1e6} MB：请按年份或登记机构分批导出。`)
  try { return { name: basename(at).slice(-200), bytes: readFileSync(at) } } catch { throw new Error(`${path} 读不出来：请确认它是文件，且有权限读。`) }
}
const outcomes = ['made', 'changed', 'queued', 'same'] as const
/** What the file would do or did: its counts, and the first lines that need a person or changed something. */
function tell({ say, print }: Operated, plan: Plan): void {
  print(`${plan.fileName} · ${say(`studies.import.format.${plan.format}`)} · ${plan.encoding} · 共 ${plan.lines.length} 条`)
  print(`  ${outcomes.map((o) => `${say(`studies.import.outcome.${o}`)} ${plan.counts[o]}`).join(' · ')} · 遮去联系方式 ${plan.masked} 处`)
  const told = plan.lines.flatMap((l) => {
    const why = l.outcome === 'queued' ? l.why : l.outcome === 'changed' ? l.changes.map((c) => `${say(`studies.field.${c.field}`)} ${c.was || '—'} → ${c.is || '—'}`) : []
    return why.length > 0 ? [`第 ${l.row} 行 ${l.number || '（无登记号）'} ${say(`studies.import.outcome.${l.outcome}`)}：${why.join('；')}`] : []
  })
  for (const line of [...plan.remarks, ...told].slice(0, shown)) print(`  ${line}`)
  if (plan.remarks.length + told.length > shown) print(`  还有 ${plan.remarks.length + told.length - shown} 条原因，回执里逐条可看`)
}

const { values, positionals: [what, ...paths] } = (() => {
  try { return parseArgs({ allowPositionals: true, options: { as: { type: 'string' }, preview: { type: 'boolean', default: false } } }) } catch { console.error(usage); process.exit(1) }
})()
if (what !== 'studies' || paths.length === 0) { console.error(usage); process.exit(1) }

await operate(async (house) => {
  const { o, config, print } = house, login = values.as ?? (config.mode === 'demo' ? 'qizhou-cra' : undefined)
  if (!login) throw new Error('正式运行要说明以谁的名义导入：加上 --as 账号。')
  const files = paths.map(readExport), { token, who } = await house.sessionFor(login, 'npm run import -- studies', confirm.who as readonly string[])
  const look = ({ name, bytes }: Export) => ask<Plan>(o, token, preview.name, { fileName: name }, { body: bytes })
  print(`以 ${who} 的名义`)
  // Every file is read before the first is written: one that cannot be taken stops them all.
  const plans: Plan[] = []
  for (const file of files) plans.push(await look(file))
  for (const [i, file] of files.entries()) {
    const plan = i === 0 || values.preview ? plans[i]! : await look(file), { made, changed, queued } = plan.counts
    tell(house, plan)
    if (values.preview) { print('  只是预览，没有写入'); continue }
    if (made + changed + queued === 0) { print('  与卷宗一致，没有要写入的内容'); continue }
    const { receiptId } = await ask<z.output<typeof confirm.output>>(o, token, confirm.name, { fileName: file.name, plan: plan.plan }, { body: file.bytes })
    print(`  已写入，回执：${config.mode === 'demo' ? `http://${config.host}:${config.port}` : ''}/studies/import/${receiptId}`)
  }
  return 0
})
