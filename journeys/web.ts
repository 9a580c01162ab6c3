// Once a run, before the journeys: the built web, made anew when it is missing or older than what it is made from.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { scratch } from '../test/database.ts'

declare module 'vitest' { interface ProvidedContext { web: string } }

const root = join(import.meta.dirname, '..')
const changed = (path: string): number => { const s = statSync(path); return s.isDirectory() ? Math.max(0, ...readdirSync(path).map((f) => changed(join(path, f)))) : s.mtimeMs }
const stale = (page: string): boolean => !existsSync(page) || statSync(page).mtimeMs < Math.max(...['src', 'index.html', 'vite.config.ts'].map((f) => changed(join(root, f))))

/** Provides a copy of it, so that a build meanwhile takes nothing away from a journey. */
export default function setup({ provide }: TestProject): () => void {
  const { NODE_ENV: _n, VITEST: _v, ...env } = process.env
  if (stale(join(root, 'dist/index.html')) && spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], { cwd: root, env, stdio: 'inherit' }).status !== 0) throw new Error('the web could not be built')
  const copy = mkdtempSync(join(scratch, 'linyan-web-'))
  cpSync(join(root, 'dist'), copy, { recursive: true })
  provide('web', copy)
  return () => { rmSync(copy, { recursive: true }) }
}
