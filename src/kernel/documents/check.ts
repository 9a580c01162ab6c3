import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Checked } from './inspect.ts'

/** Bounds of one checking process: memory held by the whole process, time for one file, processes at once, files that may wait, milliseconds it is kept for the next. */
export interface Bounds { readonly bytes: number; readonly ms: number; readonly processes: number; readonly waiting: number; readonly idle: number }
export const usual: Bounds = { bytes: 640 * 1_048_576, ms: 20_000, processes: 2, waiting: 16, idle: 10_000 }
export interface Checker { check(bytes: Uint8Array, name: string): Promise<Checked | { readonly fault: { readonly code: 'busy' | 'too-heavy' | 'too-slow' | 'crashed'; readonly facts: Readonly<Record<string, string | number>> } }>; /** ends its processes */ close(): void }

type Child = ChildProcessByStdio<Writable, Readable, null>
const root = fileURLToPath(new URL('../../../', import.meta.url)), readable = [join(root, 'src/kernel'), join(root, 'package.json'), join(root, 'node_modules'), realpathSync(join(root, 'node_modules'))], entry = fileURLToPath(new URL('./check-child.ts', import.meta.url))
/** Checks files in processes of their own: whatever a file does there, this server goes on. They may read the program, write nothing and know no secret. */
export function openChecker(bounds: Bounds = usual, program: string = entry): Checker {
  const idle: { child: Child; let: NodeJS.Timeout }[] = [], all = new Set<Child>(), queue: (() => void)[] = []
  // a process that is let go is out of the list before it is told, so that nobody is handed a dying one
  const drop = (child: Child): void => { all.delete(child); const at = idle.findIndex((i) => i.child === child); if (at >= 0) clearTimeout(idle.splice(at, 1)[0]!.let) }
  const begin = (): Child => {
    const child = spawn(process.execPath, ['--permission', ...readable.map((path) => `--allow-fs-read=${path}`), '--max-old-space-size=256', '--disable-warning=ExperimentalWarning', program], { stdio: ['pipe', 'pipe', 'ignore'], cwd: join(root, 'src/kernel'), env: {} })
    all.add(child)
    child.once('exit', () => { drop(child) })
    child.on('error', () => {}); child.stdin.on('error', () => {})
    return child
  }
  const rest = (child: Child): void => {
    child.unref(); (child.stdin as unknown as { unref?: () => void }).unref?.(); (child.stdout as unknown as { unref?: () => void }).unref?.()
    idle.push({ child, let: setTimeout(() => { drop(child); child.kill('SIGKILL') }, bounds.idle).unref() })
    queue.shift()?.()
  }
  const turn = async (): Promise<Child | undefined> => {
    if (idle.length === 0 && all.size >= bounds.processes) {
      if (queue.length >= bounds.waiting) return undefined
      await new Promise<void>((go) => { queue.push(go) })
    }
    const free = idle.pop()
    clearTimeout(free?.let)
    const child = free?.child ?? begin()
    child.ref(); (child.stdin as unknown as { ref?: () => void }).ref?.(); (child.stdout as unknown as { ref?: () => void }).ref?.()
    return child
  }
  return {
    check: async (bytes, name) => {
      const child = await turn()
      if (!child) return { fault: { code: 'busy', facts: {} } }
      let why: 'too-heavy' | 'too-slow' | 'crashed' = 'crashed', said = ''
      const slow = setTimeout(() => { why = 'too-slow'; child.kill('SIGKILL') }, bounds.ms)
      const heavy = setInterval(() => { void held(child.pid).then((n) => { if (n > bounds.bytes) { why = 'too-heavy'; child.kill('SIGKILL') } }) }, 50)
      try {
        const line = await new Promise<string | undefined>((done) => {
          const ended = (_: number | null, signal: NodeJS.Signals | null) => { if (signal === 'SIGABRT' || signal === 'SIGTRAP') why = 'too-heavy'; done(undefined) }
          child.once('exit', ended)
          child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString('utf8'); if (said.endsWith('\n')) { child.off('exit', ended); done(said) } })
          child.stdin.write(`${JSON.stringify({ name, size: bytes.length })}\n`)
          child.stdin.write(bytes)
        })
        child.stdout.removeAllListeners('data')
        if (line === undefined) { queue.shift()?.(); return { fault: { code: why, facts: { seconds: Math.round(bounds.ms / 1000) } } } }
        rest(child)
        return JSON.parse(line) as Checked
      } finally { clearTimeout(slow); clearInterval(heavy) }
    },
    close: () => { for (const child of all) child.kill('SIGKILL') },
  }
}
/** Bytes a process holds in memory, where the system says so. */
const held = async (pid: number | undefined): Promise<number> => (pid === undefined ? 0 : readFile(`/proc/${pid}/statm`, 'utf8').then((s) => Number(s.split(' ')[1]) * 4096, () => 0))
