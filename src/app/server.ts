import { randomBytes } from 'node:crypto'
import { accessSync, appendFileSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDataDir, readConfig, secret, wrongMode, type Config } from '#kernel/config.ts'
import { obstacle } from '#kernel/db/launch.ts'
import { archiving, externalDatabase, startPostgres, type Log, type Target } from '#kernel/db/postgres.ts'
import { keepFontsIn } from '#kernel/letters/render.ts'

/** What a start puts together; the specification gives small ones of its own. */
export interface Parts {
  /** the built web's first page */
  readonly web: string
  /** loaded while PostgreSQL starts */
  load(): Promise<{
    migrate(target: Target, log: Log): Promise<unknown>
    serve(given: { target: Target; config: Config; log: Log }): Promise<{ url: string; close(): Promise<void> }>
  }>
}
type Closer = () => Promise<void>

const root = fileURLToPath(new URL('../..', import.meta.url))
const version = (): string => (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** The system's own errors, as sentences; an error whose message is Chinese is one already. */
export function sentence(error: unknown, { host, port, dataDir }: Config): string | undefined {
  const { code, message, syscall, path = dataDir } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `端口 ${port} 已被占用：请停止占用它的程序，或换一个端口（PORT=${port + 1} npm start）。`
  if (code === 'EADDRNOTAVAIL') return `本机没有 ${host} 这个地址：请改正 HOST。`
  if (code === 'EACCES' && syscall === 'listen') return `没有权限监听端口 ${port}：1024 以下的端口要管理员权限，请换一个。`
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return `磁盘已满，写不进 ${path}：请腾出空间后再启动。`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `没有权限写 ${path}：请更正它的属主，或用 DATA_DIR 指定别的目录。`
  if (syscall === 'mkdir') return `${path} 不能用作数据目录：请用 DATA_DIR 指定别的目录。`
  return /\p{Script=Han}/u.test(message ?? '') ? message : undefined
}

const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))
/** What is wrong with the data folder, or undefined; changes nothing. */
function folderFault(config: Config): string | undefined {
  const at = existing(config.dataDir)
  if (!statSync(at).isDirectory()) return `${at} 不是目录：请用 DATA_DIR 指定一个目录。`
  try { accessSync(at, constants.W_OK | constants.X_OK) } catch (e) { return sentence(e, config) }
  const { bavail, bsize } = statfsSync(at), free = Math.floor((bavail * bsize) / 2 ** 20), need = existsSync(join(config.dataDir, 'postgres')) ? 32 : 256
  if (free < need) return `磁盘空间不足：${at} 只剩 ${free} MB，至少要 ${need} MB。`
  return wrongMode(config)
}
const listenFault = (config: Config): Promise<string | undefined> => new Promise((done) => {
  const probe = createServer().once('error', (e) => { done(sentence(e, config) ?? e.message) })
  probe.listen(config.port, config.host, () => { probe.close(() => { done(undefined) }) })
})

/** Everything a start needs, looked at without starting or changing anything. */
const checks = (config: Config, { web }: Parts): readonly (readonly [string, () => string | undefined | Promise<string | undefined>])[] => [
  ['运行环境', () => (process.versions.node.startsWith('24.') ? undefined : `需要 Node 24，现在是 ${process.versions.node}：请用 npm start 启动。`)],
  ['网页', () => (existsSync(web) ? undefined : '网页还没有构建：请用 npm start 启动。')],
  ['数据目录', () => folderFault(config)],
  ['数据库', () => (config.databaseUrl ? externalDatabase(config.databaseUrl).then(() => undefined, (e: Error) => e.message) : obstacle(config.dataDir))],
  [`地址 ${config.host}:${config.port}`, () => listenFault(config)],
]

/** Database, migrations, server, in this order; what is opened is handed to `closers` to be closed in reverse. */
export async function boot(config: Config, parts: Parts, say: Log, closers: Closer[]): Promise<string> {
  const log: Log = (line) => { say(`  · ${line}`) }
  const timed = async <T>(label: string, work: Promise<T>): Promise<T> => {
    const from = performance.now(), result = await work
    say(`  ${label}  ${((performance.now() - from) / 1000).toFixed(2)} 秒`)
    return result
  }
  for (const [, fault] of checks(config, parts)) { const wrong = await fault(); if (wrong) throw new Error(wrong) }
  openDataDir(config)
  secret(config.dataDir, 'session-pepper')
  keepFontsIn(join(config.dataDir, 'cache', 'fonts'))
  if (config.backupDir) secret(config.dataDir, 'backup-key')

  const embedded = async (): Promise<Target> => {
    const cluster = await startPostgres({ dataDir: config.dataDir, log, settings: archiving(config) })
    closers.push(cluster.stop)
    cluster.onLost(() => { say('数据库中断，正在恢复') })
    cluster.onHealed(() => { say(`数据库已恢复${cluster.attached ? '' : '，由本服务启动'}`) })
    if (cluster.attached) log('数据库已由另一个服务启动，共用它')
    return cluster.target
  }
  const [target, { migrate, serve }] = await timed('数据库', Promise.all([config.databaseUrl ? externalDatabase(config.databaseUrl) : embedded(), parts.load()]))
  await timed('结构与数据', migrate(target, log))
  const server = await timed('服务', serve({ target, config, log }))
  closers.push(() => Promise.race([server.close(), delay(10_000, undefined, { ref: false })]))
  return server.url
}

/** One run of the program, from the command line to the exit code. */
export async function start(parts: Parts, flags = process.argv.slice(2), env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const from = performance.now(), say: Log = (line) => { console.log(line) }, closers: Closer[] = []
  const refuse = (why: string): never => { console.error(`无法启动：${why}`); process.exit(1) }
  process.stdout.on('error', () => {})

  const unknown = flags.find((flag) => flag !== '--check')
  if (unknown !== undefined) return refuse(`不认识的参数 ${unknown}；可用的只有 --check（只检查，不启动）。`)
  let config: Config
  try { config = readConfig(env) } catch (e) { return refuse((e as Error).message) }
  if (flags.length > 0) {
    let faults = 0
    for (const [label, fault] of checks(config, parts)) { const wrong = await fault(); say(wrong ? `✗ ${label}：${wrong}` : `✓ ${label}`); if (wrong) faults++ }
    say(faults > 0 ? `有 ${faults} 处要先改正。` : '可以启动。')
    process.exit(faults > 0 ? 1 : 0)
  }

  /** A bug has a number to quote; its stack is in the data folder. */
  const crash = (error: unknown): never => {
    const number = `E-${randomBytes(3).toString('hex').toUpperCase()}`, file = join(config.dataDir, 'error.log')
    try { appendFileSync(file, `${new Date().toISOString()} ${number} ${(error as Error).stack ?? String(error)}\n`, { mode: 0o600 }) } catch { /* the line below still says it */ }
    console.error(`内部错误 ${number}：${String((error as Error).message ?? error).split('\n')[0]}（详情见 ${file}）`)
    process.exit(1)
  }
  let stopping = 0
  const stop = async (): Promise<void> => {
    // Ctrl-C comes twice, from the terminal and from npm; who means it presses again.
    if (stopping > 0) { if (performance.now() - stopping > 1_000) process.exit(1); return }
    stopping = performance.now()
    say('正在停止')
    for (const close of closers.reverse()) await close()
    say('已停止')
    process.exit(0)
  }
  process.on('uncaughtException', crash)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => { stop().catch(crash) })
  // npm may be killed without a word: then nobody is left who would stop us.
  const parent = process.ppid
  if (env.npm_lifecycle_event === 'start') setInterval(() => { if (process.ppid !== parent && stopping === 0) stop().catch(crash) }, 1_000).unref()

  say(`临研 ${version()}（${config.mode === 'demo' ? '演示模式' : '正式运行'}，数据目录 ${config.dataDir}）`)
  try {
    const url = await boot(config, parts, say, closers)
    say(`共 ${((performance.now() - from) / 1000).toFixed(1)} 秒。按 Ctrl-C 停止。`)
    say(config.mode === 'demo' ? `演示模式：打开 ${url} ，选一个人进入` : `正式运行：打开 ${url} ，用账号登录`)
  } catch (error) {
    if (stopping > 0) return
    const why = sentence(error, config)
    for (const close of closers.reverse()) await close()
    if (why === undefined) return crash(error)
    refuse(why)
  }
}

if (import.meta.main) await start({
  web: join(root, 'dist/index.html'),
  load: async () => ({ ...(await import('#kernel/db/migrate.ts')), ...(await import('./serve.ts')) }),
})
