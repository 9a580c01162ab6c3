import { randomBytes } from 'node:crypto'
import { accessSync, closeSync, constants, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { join, resolve } from 'node:path'

/** How this server runs: read once from the environment, never from anywhere else. */
export interface Config {
  readonly port: number
  readonly host: string
  /** absolute; holds the embedded database, files and secrets */
  readonly dataDir: string
  /** an external PostgreSQL, instead of the embedded one */
  readonly databaseUrl?: string
  readonly mode: 'demo' | 'production'
  /** a file that moves the clock; never in production */
  readonly clock?: string
  readonly tls?: { readonly cert: string; readonly key: string }
  readonly trustProxy: boolean
  /** the address people reach this server by, for links in letters and mails */
  readonly address?: string
  /** the server that takes our mail, and in whose name; without it notices are shown in the platform only */
  readonly mail?: { readonly url: string; readonly from: string }
  /** where every change is copied within a minute; set, a restore may go to any second */
  readonly backupDir?: string
}

const own = new BlockList()
own.addSubnet('127.0.0.0', 8, 'ipv4')
own.addAddress('::1', 'ipv6')
/** Whether an address is reached from this machine only. */
export const loopback = (host: string): boolean => host === 'localhost' || (isIP(host) !== 0 && own.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

const readable = (name: string, path: string): string => {
  try { accessSync(path, constants.R_OK) } catch { throw new Error(`${name} 指向的文件 ${path} 不存在或不可读。`) }
  if (!statSync(path).isFile()) throw new Error(`${name} 指向的 ${path} 不是文件。`)
  return path
}

/** The configuration the environment asks for; the first wrong value is thrown as one sentence. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd = process.cwd()): Config {
  const value = (name: string) => env[name]?.trim() || undefined
  const file = (name: string) => { const path = value(name); return path && readable(name, resolve(cwd, path)) }

  const port = value('PORT') ?? '8080'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`PORT 应为 0 至 65535 的整数，现在是“${port}”。`)
  const host = value('HOST') ?? '127.0.0.1'
  if (host !== 'localhost' && isIP(host) === 0) throw new Error(`HOST 应为本机的一个 IP 地址或 localhost，现在是“${host}”。`)
  const mode = value('LINYAN_MODE') ?? 'demo'
  if (mode !== 'demo' && mode !== 'production') throw new Error(`LINYAN_MODE 只能是 demo（演示）或 production（正式运行），现在是“${mode}”。`)
  const databaseUrl = value('DATABASE_URL')
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) throw new Error('DATABASE_URL 应形如 postgres://用户:口令@主机:端口/数据库，现在的写法无法识别。')
  const proxy = value('TRUST_PROXY') ?? '0'
  if (proxy !== '0' && proxy !== '1') throw new Error(`TRUST_PROXY 只能是 1（前面有自己的反向代理）或 0，现在是“${proxy}”。`)
  const backupDir = value('BACKUP_DIR')
  const clock = file('LINYAN_CLOCK'), cert = file('TLS_CERT'), key = file('TLS_KEY')
  const address = value('PUBLIC_URL')
  if (address && !/^https?:\/\/[^\s/]+\/?$/.test(address)) throw new Error(`PUBLIC_URL 应形如 https://主机名/，现在是“${address}”。`)
  const smtp = value('SMTP_URL'), from = value('MAIL_FROM')
  if (smtp && (!/^smtps?:\/\/[^\s/]+\/?$/.test(smtp) || !URL.canParse(smtp))) throw new Error('SMTP_URL 应形如 smtp://用户:口令@主机:587 或 smtps://主机，现在的写法无法识别。')
  if (from && !/^([^<>@]+ )?<?[^\s<>@]+@[^\s<>@]+>?$/.test(from)) throw new Error(`MAIL_FROM 应形如 临研 <noreply@example.org>，现在是“${from}”。`)
  if (!smtp !== !from) throw new Error(`SMTP_URL 与 MAIL_FROM 必须同时给出，现在缺 ${smtp ? 'MAIL_FROM' : 'SMTP_URL'}。`)
  if (clock && mode === 'production') throw new Error('正式运行不能拨动时钟：请去掉 LINYAN_CLOCK。')
  if (!cert !== !key) throw new Error(`TLS_CERT 与 TLS_KEY 必须同时给出，现在缺 ${cert ? 'TLS_KEY' : 'TLS_CERT'}。`)
  if (!loopback(host) && mode === 'demo') throw new Error(`演示模式任何人都能选身份进入，只能监听本机地址；要监听 ${host}，请用 LINYAN_MODE=production。`)
  if (!loopback(host) && !cert && proxy === '0') throw new Error(`监听 ${host} 须有 TLS：请给出 TLS_CERT 和 TLS_KEY，或在反向代理之后设 TRUST_PROXY=1；浏览器不会在非本机的明文连接上保留登录。`)

  return {
    port: Number(port), host, mode, trustProxy: proxy === '1', dataDir: resolve(cwd, value('DATA_DIR') ?? 'data'),
    ...(databaseUrl && { databaseUrl }), ...(clock && { clock }), ...(backupDir && { backupDir: resolve(cwd, backupDir) }), ...(address && { address: address.endsWith('/') ? address : `${address}/` }), ...(cert && key && { tls: { cert, key } }), ...(smtp && from && { mail: { url: smtp, from } }),
  }
}

/** What a data folder was first opened for; undefined before its first start. */
export function modeOf(dataDir: string): string | undefined {
  const path = join(dataDir, 'mode')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
/** Why this data folder may not be opened in this mode, or undefined: demo data never opens in production, nor the other way. */
export function wrongMode({ dataDir, mode }: Config): string | undefined {
  const was = modeOf(dataDir)
  if (was === undefined || was === mode) return undefined
  return was === 'demo' ? `数据目录 ${dataDir} 里是演示数据，不能用于正式运行：请换一个 DATA_DIR。` : `数据目录 ${dataDir} 里是正式数据，不能以演示模式打开：请设 LINYAN_MODE=production，或换一个 DATA_DIR。`
}

/** Puts a new private file in place whole, or leaves the one that another server put there first. */
export function place(path: string, content: string): void {
  const half = `${path}.${process.pid}`
  const fd = openSync(half, 'w', 0o600)
  try { writeSync(fd, content); fsyncSync(fd) } finally { closeSync(fd) }
  try { linkSync(half, path) } catch (e) { if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e } finally { unlinkSync(half) }
}
/** Makes the data folder and writes down its mode. */
export function openDataDir(config: Config): void {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const wrong = wrongMode(config)
  if (wrong) throw new Error(wrong)
  if (modeOf(config.dataDir) === undefined) place(join(config.dataDir, 'mode'), `${config.mode}\n`)
}

/** A key of 32 bytes kept under DATA_DIR/secrets, made by chance at its first use; losing the folder loses what it protects. */
export function secret(dataDir: string, name: string): Buffer {
  const folder = join(dataDir, 'secrets'), path = join(folder, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!existsSync(path)) place(path, randomBytes(32).toString('hex'))
  for (const [at, mode] of [[folder, '700'], [path, '600']] as const) {
    if (statSync(at).mode & 0o077) throw new Error(`密钥 ${at} 能被其他用户读到：请执行 chmod ${mode} ${at} 后再启动。`)
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  if (key.length !== 32) throw new Error(`密钥文件 ${path} 已损坏：请从备份恢复，不要删除。`)
  return key
}
