// `npm run files -- sweep [--dry]`: takes away kept files that no row names and that are older than a day; says which named files are missing.
import { keepIn } from '#app/open.ts'
import { sweep } from '#kernel/documents/sweep.ts'
import { operate } from './operator.ts'

const [what, dry] = process.argv.slice(2)
if (what !== 'sweep' || (dry !== undefined && dry !== '--dry')) { console.error('用法：npm run files -- sweep [--dry]　清理没有记录提到、放了一天以上的文件；--dry 只看不删。'); process.exit(2) }
await operate(async ({ config, keeper, now, print, record }) => {
  const done = await sweep(keepIn(config.dataDir, '').files, keeper, now, dry === undefined)
  if (dry === undefined && done.gone.length > 0) await record('files.sweep', { files: done.gone.length, bytes: done.bytes })
  print(`${dry ? '可清理' : '已清理'} ${done.gone.length} 个文件（${(done.bytes / 1_000_000).toFixed(1)} MB），留存 ${done.kept} 个。`)
  for (const hash of done.lost) print(`缺失：${hash}。有记录提到它，文件却不在，请从备份恢复。`)
  return done.lost.length > 0 ? 1 : 0
})
