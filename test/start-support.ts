// Real programs on real folders, each ended by its own pid when the specification ends.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, mkdtempSync, readFileSync, readlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { scratch } from './database.ts'

export const root = join(import.meta.dirname, '..')
export const script = join(root, 'test/start-server.ts')
export const isRoot = process.getuid?.() === 0
/** Whether a system can do what a test asks of it, such as a mount of one's own or a foreign uid. */
export const able = (command: string, args: readonly string[], who: { uid?: number; gid?: number } = {}): boolean => spawnSync(command, args, { ...who, cwd: '/', timeout: 5_000 }).status === 0

const folders: string[] = [], children: { child: ChildProcess; exited: Promise<unknown> }[] = []
export function folder(prefix = 'linyan-start-'): string {
  const path = mkdtempSync(join(scratch, prefix))
  folders.push(path)
  return path
}

let next = 22_000 + (process.pid % 700) * 10
/** A port nobody has, below those the system hands out itself. */
export async function freePort(): Promise<number> {
  const port = next++
  const free = await new Promise<boolean>((done) => { const probe = createServer().once('error', () => { done(false) }).listen(port, '127.0.0.1', () => { probe.close(() => { done(true) }) }) })
  return free ? port : freePort()
}

/** Waits until something holds, at most so long; answers how long it took in ms. */
export async function until(what: () => unknown, ms: number, name = String(what)): Promise<number> {
  const from = performance.now()
  while (!await what()) { if (performance.now() - from > ms) throw new Error(`not within ${ms} ms: ${name}`); await delay(20) }
  return performance.now() - from
}
/** Whether a process still runs; one that only waits to be reaped does not. */
export const alive = (pid: number): boolean => { try { return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) } catch { return false } }

export interface Run { readonly pid: number; readonly port: number; readonly dataDir: string; readonly child: ChildProcess; readonly ended: Promise<number>; text(): string; said(words: string, ms?: number): Promise<number>; get(path?: string): Promise<string> }
interface Asked { env?: Record<string, string>; flags?: readonly string[]; uid?: number; command?: readonly string[]; cwd?: string }
/** Runs a program to be watched: the small server unless another is named. */
export function launch(dataDir: string, port: number, { env = {}, flags = [], uid, command = [process.execPath, script], cwd = root }: Asked = {}): Run {
  const { npm_lifecycle_event: _, ...clean } = process.env
  const [program, ...args] = [...command, ...flags]
  const child = spawn(program!, args, { cwd, env: { ...clean, DATA_DIR: dataDir, PORT: String(port), HOST: '', DATABASE_URL: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...(uid !== undefined && { uid, gid: uid }) })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { said += text.toString() })
  const ended = new Promise<number>((done) => child.once('close', (code, signal) => { done(code ?? (signal === 'SIGKILL' ? 137 : 128)) }))
  children.push({ child, exited: once(child, 'exit') })
  const run: Run = {
    pid: child.pid!, port, dataDir, child, ended, text: () => said,
    said: (words, ms = 15_000) => until(() => { if (said.includes(words)) return true; if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${said}`); return false }, ms, `${words} in: ${said}`),
    get: async (path = '/') => { const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined); return answer?.ok ? answer.text() : '' },
  }
  return run
}
/** A server that is up. */
export async function up(dataDir: string, asked?: Asked): Promise<Run> {
  const run = launch(dataDir, await freePort(), asked)
  await run.said('选一个人进入')
  return run
}
/** How a run that should refuse ended: its exit code and what it said. */
export async function refusal(dataDir: string, asked?: Asked): Promise<{ code: number; text: string }> {
  const run = launch(dataDir, await freePort(), asked)
  return { code: await run.ended, text: run.text() }
}
/** The PostgreSQL of a data folder, by its pid file. */
export const postmaster = (dataDir: string): number => Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'))

export async function sweep(): Promise<void> {
  for (const { child } of children) child.kill('SIGKILL')
  await Promise.all(children.splice(0).map(({ exited }) => exited))
  await Promise.all(folders.splice(0).map(async (path) => {
    const down = () => !existsSync(join(path, 'postgres/postmaster.pid')) || !alive(postmaster(path))
    // A server we have lost sight of, behind an npm that was killed, is the parent of its database.
    await until(down, 5_000).catch(async () => {
      const parent = Number(readFileSync(`/proc/${postmaster(path)}/stat`, 'utf8').split(' ')[3])
      if (readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes(script)) process.kill(parent, 'SIGKILL')
      await until(down, 5_000)
    })
    const socket = lstatSync(join(path, 'socket'), { throwIfNoEntry: false }) && readlinkSync(join(path, 'socket'))
    for (const at of socket ? [socket, path] : [path]) await rm(at, { recursive: true, force: true })
  }))
}
