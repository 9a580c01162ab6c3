// Programs a benchmark starts: each waited for, each ended by its own pid.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Running { readonly url: string; readonly seconds: number; stop(): Promise<void> }
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
/** Starts a server of ours and times it until its first page answers 200. */
export async function serve(command: string, args: readonly string[], { cwd, env = {}, seconds = 180 }: { cwd: string; env?: Record<string, string>; seconds?: number }): Promise<Running> {
  const { npm_lifecycle_event: _, ...clean } = process.env, port = await freePort(), url = `http://127.0.0.1:${port}/`, from = performance.now()
  const child: ChildProcess = spawn(command, args, { cwd, env: { ...clean, HOST: '', DATABASE_URL: '', LINYAN_MODE: '', PORT: String(port), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text: Buffer) => { said += text.toString() })
  const ended = once(child, 'exit'), took = () => (performance.now() - from) / 1000
  const stop = async () => { if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM'); await ended }
  while ((await fetch(url).then((r) => r.status, () => 0)) !== 200) {
    if (child.exitCode !== null || took() > seconds) { await stop(); throw new Error(`${command} ${args.join(' ')} gave no page in ${took().toFixed(0)} s:\n${said}`) }
    await delay(20)
  }
  return { url, seconds: took(), stop }
}
