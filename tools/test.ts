// `npm test`: the browser, the types, then every specification. The last lines are vitest's own counts.
import { spawnSync } from 'node:child_process'
import { findBrowser } from './browser.ts'

const stage = async (label: string, work: () => Promise<boolean> | boolean): Promise<boolean> => {
  const from = performance.now()
  const ok = await work()
  console.log(`${ok ? '✓' : '✗'} ${label}  ${((performance.now() - from) / 1000).toFixed(1)} 秒`)
  return ok
}
const run = (script: string, ...args: string[]): boolean => spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status === 0

const found = await stage('浏览器', () => findBrowser().then(() => true, (e: Error) => { console.error(e.message); return false }))
const typed = await stage('类型检查', () => run('node_modules/typescript/bin/tsc', '--noEmit'))
const passed = run('node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2))
process.exitCode = found && typed && passed ? 0 : 1
