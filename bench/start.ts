// From a fresh clone of what is committed to the first page, as whoever types `npm start`; then once more, as every day. --empty-cache also fetches every package anew.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { serve } from './programs.ts'

const goals = { first: 60, second: 2 }
const { values } = parseArgs({ options: { 'empty-cache': { type: 'boolean', default: false } } })
const root = fileURLToPath(new URL('..', import.meta.url)), folder = mkdtempSync(join(tmpdir(), 'linyan-clone-')), clone = join(folder, 'clone')
const env = { DATA_DIR: join(folder, 'data'), ...(values['empty-cache'] ? { npm_config_cache: join(folder, 'cache') } : {}) }
try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone])
  const took = { first: 0, second: 0 }
  for (const which of ['first', 'second'] as const) {
    const server = await serve('npm', ['start'], { cwd: clone, env })
    took[which] = server.seconds
    await server.stop()
  }
  for (const which of ['first', 'second'] as const) {
    const missed = took[which] > goals[which]
    if (missed) process.exitCode = 1
    console.log(`${which} start${which === 'first' ? ` (fresh clone, npm cache ${values['empty-cache'] ? 'empty' : 'as it is'})` : ''}: ${took[which].toFixed(1)} s, goal ≤ ${goals[which]} s: ${missed ? 'missed' : 'reached'}`)
  }
} finally { rmSync(folder, { recursive: true, force: true }) }
