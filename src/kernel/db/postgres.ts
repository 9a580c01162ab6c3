import { spawnSync, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { complaint, exit, gone, launch, socketDir } from './launch.ts'

/** Where a database is reached, and whether it is our own. */
export interface Target { readonly embedded: boolean; readonly connection: pg.ClientConfig }
export type Log = (line: string) => void

/** The embedded PostgreSQL of one data folder, started here or by another server and shared. */
export interface Cluster {
  readonly target: Target
  /** the socket's directory; a client given it as host connects */
  readonly host: string
  readonly port: number
  readonly superuser: 'postgres'
  readonly database: 'linyan'
  /** another server started it */
  readonly attached: boolean
  /** PostgreSQL went away; connections are broken until it is healed, here or by another server */
  onLost(fn: () => void): void
  onHealed(fn: () => void): void
  /** leaves it; stops it if it was started here */
  stop(): Promise<void>
}
export interface Options {
  readonly dataDir: string
  readonly log: Log
  readonly settings?: Readonly<Record<string, string>>
}

/** Settings by which PostgreSQL hands over each finished piece of its log, sealed, at the latest every minute. */
export function archiving({ dataDir, backupDir }: { readonly dataDir: string; readonly backupDir?: string }): Readonly<Record<string, string>> {
  if (!backupDir) return {}
  const words = [process.execPath, fileURLToPath(new URL('../../../tools/archive.mjs', import.meta.url)), 'seal', join(dataDir, 'postgres', '%p'), join(backupDir, 'wal', '%f'), join(dataDir, 'secrets', 'backup-key'), dataDir, backupDir]
  return { archive_mode: 'on', archive_timeout: '60', archive_command: words.map((w) => `'${w.replaceAll("'", "'\\''")}'`).join(' ') }
}

/**
 * The supervisor lock is flock(2) on an open file that every PostgreSQL process inherits: the kernel lets go only when
 * server and PostgreSQL are both gone, however they went. So who holds it may start PostgreSQL, and there are never two.
 */
function take(fd: number): boolean {
  const { status } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
  if (status !== 0 && status !== 1) throw new Error('不能给数据目录加锁：系统缺少 flock 命令（util-linux），或文件系统不支持文件锁。')
  return status === 0
}

/** Starts PostgreSQL on a data folder, or attaches to the one another server started there, and keeps it up from then on. */
export async function startPostgres({ dataDir, log, settings = {} }: Options): Promise<Cluster> {
  const fd = openSync(join(dataDir, 'postgres.lock'), 'a', 0o600)
  const lost: (() => void)[] = [], healed: (() => void)[] = []
  let child: ChildProcess | undefined, held = false, stopping = false, sentinel: pg.Client
  const reached = () => ({ host: socketDir(dataDir)!, port: 5432, user: 'postgres', database: 'linyan' }) as const

  const knock = async (): Promise<pg.Client | undefined> => {
    if (!socketDir(dataDir)) return undefined
    const client = new pg.Client({ ...reached(), database: 'postgres', connectionTimeoutMillis: 5_000, application_name: 'linyan supervisor' })
    client.on('error', () => {})
    try { await client.connect(); return client } catch { return undefined }
  }
  /** Until it answers: whoever gets the lock starts it, the others wait for that one. */
  const rise = async (first: boolean): Promise<pg.Client> => {
    for (let tries = 1; ; tries++) {
      held ||= take(fd)
      if (held && !child) child = await launch(dataDir, fd, settings, log)
      const client = await knock()
      if (client) return client
      if (stopping) throw new Error('正在停止。')
      if (child && gone(child)) {
        child = undefined
        const why = complaint(readFileSync(join(dataDir, 'postgres.log'), 'utf8').slice(-4_000), '数据库没有启动起来')
        if (first) throw why
        log(why.message)
        await delay(1_000)
      }
      if (tries % 100 === 0) log(`数据库还没有应答，继续等待（已 ${Math.round(tries / 20)} 秒）`)
      if (first && !held && tries > 1_200) throw new Error(`数据目录 ${dataDir} 正被另一个进程占用，它的数据库一分钟没有应答。`)
      await delay(50)
    }
  }
  /** One idle connection tells at once when PostgreSQL goes. */
  const watch = (client: pg.Client): void => { sentinel = client; client.once('end', () => { if (!stopping) void heal() }) }
  const heal = async (): Promise<void> => {
    for (const fn of lost) fn()
    while (!stopping) {
      try { watch(await rise(false)); break } catch (e) { if (!stopping) { log((e as Error).message); await delay(1_000) } }
    }
    if (!stopping) for (const fn of healed) fn()
  }
  const letGo = () => { child?.kill('SIGINT') }
  process.once('exit', letGo)
  const stop = async (): Promise<void> => {
    stopping = true
    await sentinel?.end().catch(() => {})
    if (child) {
      for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) { child.kill(signal); if (await Promise.race([exit(child).then(() => true), delay(10_000, false, { ref: false })])) break }
      try { rmdirSync(socketDir(dataDir)!) } catch { /* it is made again at the next start */ }
    }
    process.off('exit', letGo)
    closeSync(fd)
  }

  try {
    watch(await rise(true))
    await sentinel!.query("select pg_advisory_lock(hashtext('linyan.database'))")
    const { rows: [found] } = await sentinel!.query<{ made: boolean; letters: boolean }>(`select exists (select from pg_database where datname = 'linyan') made, '伦理' ~ '^\\w\\w$' letters`)
    if (!found!.letters) throw new Error('数据库不认识汉字：请换一个空的数据目录，由本程序建立数据库。')
    if (!found!.made) await sentinel!.query('create database linyan')
    await sentinel!.query("select pg_advisory_unlock(hashtext('linyan.database'))")
  } catch (e) { await stop(); throw e }
  return {
    get host() { return reached().host }, port: 5432, superuser: 'postgres', database: 'linyan',
    get attached() { return !held },
    get target() { return { embedded: true, connection: reached() } },
    onLost: (fn) => { lost.push(fn) }, onHealed: (fn) => { healed.push(fn) }, stop,
  }
}

/** A PostgreSQL of the operator's own: that it answers, is at least 15, writes, and keeps UTF-8. Its password is never said. */
export async function externalDatabase(url: string): Promise<Target> {
  let connection: pg.ClientConfig
  try {
    const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url })
    connection = { host, port, ssl, ...(user && { user }), ...(password && { password }), ...(database && { database }) }
  } catch { throw new Error('DATABASE_URL 的参数无法识别（证书文件或 sslmode 有误）。') }
  const { host, port, user, database } = connection, where = `数据库 ${host}:${port}/${database}`
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try { await client.connect() } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException
    const why: Record<string, string> = {
      '28P01': `用户 ${user} 的口令不对`, '28000': `不允许用户 ${user} 这样连接`, '3D000': '没有这个库', ECONNREFUSED: '端口没有开放', ENOENT: '套接字不存在',
      ENOTFOUND: '主机名查不到', EAI_AGAIN: '主机名暂时查不到', ETIMEDOUT: '连接超时', EHOSTUNREACH: '主机不可达', '53300': '连接数已满', '57P03': '它正在启动或停止',
    }
    throw new Error(`连不上${where}：${why[code ?? ''] ?? (/timeout/.test(message) ? '连接超时' : message)}。`)
  }
  try {
    const { rows: [is] } = await client.query<{ version: number; encoding: string; replica: boolean }>("select current_setting('server_version_num')::int / 10000 version, current_setting('server_encoding') encoding, pg_is_in_recovery() replica")
    if (is!.version < 15) throw new Error(`${where} 是 PostgreSQL ${is!.version}，需要 15 或更新。`)
    if (is!.encoding !== 'UTF8') throw new Error(`${where} 的编码是 ${is!.encoding}，需要 UTF8。`)
    if (is!.replica) throw new Error(`${where} 是只读副本，请指向主库。`)
  } finally { await client.end() }
  return { embedded: false, connection }
}
