// `npm run backup -- [DIR]`: database, files and keys of the data folder into DIR (or BACKUP_DIR), sealed by the back-up's own key, while the server runs or not.
// With BACKUP_DIR set when the server starts, every change follows within a minute, and a restore may go to any second since the first back-up.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { modeOf, openDataDir, readConfig, secret, type Config } from '#kernel/config.ts'
import { archiving, startPostgres, type Log } from '#kernel/db/postgres.ts'
import { sentence } from '#app/server.ts'
import { fingerprint, seal, sealStream, sync } from './archive.mjs'
import { typedPath } from './operator.ts'

/** What a back-up says of itself without its key. */
export interface Told { readonly id: string; readonly at: string; readonly version: string; readonly postgres: string; readonly key: string; readonly startWal: string; readonly stopWal: string; readonly timeline: number; readonly audit: { readonly size: number; readonly root: string } | null; readonly files: number; readonly baseSha256: string }
export const version = (): string => (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
export const segment = (timeline: number, lsn: string): string => { const [high = '0', low = '0'] = lsn.split('/'); return [timeline, Number.parseInt(high, 16), Math.floor(Number.parseInt(low, 16) / 0x1000000)].map((n) => n.toString(16).toUpperCase().padStart(8, '0')).join('') }
/** The newest signed state of the audit log, where there is one. */
export async function auditOf(client: pg.Client): Promise<Told['audit']> {
  const { rows: [there] } = await client.query<{ found: boolean }>("select to_regclass('kernel.checkpoint') is not null found")
  if (!there?.found) return null
  const { rows: [last] } = await client.query<{ size: string; root: string }>("select size, encode(root, 'hex') root from kernel.checkpoint order by size desc limit 1")
  return last ? { size: Number(last.size), root: last.root } : null
}
const left = ['--exclude=./pg_wal/*', '--exclude=./postmaster.*', '--exclude=./pg_replslot/*', '--exclude=./pg_dynshmem/*', '--exclude=./pg_notify/*', '--exclude=./pg_serial/*', '--exclude=./pg_snapshots/*', '--exclude=./pg_stat_tmp/*', '--exclude=./pg_subtrans/*', '--exclude=pgsql_tmp*', '--exclude=pg_internal.init', '--exclude=./recovery.signal']

/** One whole back-up of a data folder whose PostgreSQL answers at `connection` (as its superuser). */
export async function backup({ dataDir, dir, key, connection, at }: { dataDir: string; dir: string; key: Buffer; connection: pg.ClientConfig; at: string }): Promise<Told> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const id = `base-${at.replaceAll(/[-:]/g, '').replace(/\.\d+/, '')}`, half = join(dir, `${id}.half`), pgdata = join(dataDir, 'postgres')
  if (existsSync(join(dir, id))) throw new Error(`${join(dir, id)} 已经有了：请一秒之后再备份。`)
  for (const name of readdirSync(dir)) if (name.endsWith('.half')) rmSync(join(dir, name), { recursive: true })
  mkdirSync(half, { mode: 0o700 })
  const client = new pg.Client({ ...connection, user: 'postgres', database: 'linyan' })
  await client.connect()
  try {
    const slot = `backup_${process.pid}`
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [slot])
    const { rows: [begun] } = await client.query<{ lsn: string; timeline: number; postgres: string }>("select pg_backup_start($1, true) lsn, (select timeline_id from pg_control_checkpoint()) timeline, current_setting('server_version') postgres", [id])
    const tar = spawn('tar', ['-C', pgdata, '-cf', '-', '--warning=no-file-changed', '--warning=no-file-removed', '--ignore-failed-read', ...left, '.'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const done = new Promise<number>((ok) => tar.once('exit', (code) => ok(code ?? 2)))
    await sealStream(tar.stdout, join(half, 'base'), key)
    // 1: a file changed while it was read, which WAL mends
    if (await done > 1) throw new Error('数据库目录没有读全，备份没有完成。')
    const { rows: [ended] } = await client.query<{ lsn: string; labelfile: string }>('select lsn::text lsn, labelfile from pg_backup_stop(false)')
    const startWal = segment(begun!.timeline, begun!.lsn), stopWal = segment(begun!.timeline, ended!.lsn)
    writeFileSync(join(half, 'label'), ended!.labelfile, { mode: 0o600 })
    await seal(join(half, 'label'), join(half, 'backup_label'), key)
    rmSync(join(half, 'label'))
    await client.query('select pg_switch_wal()')
    for (const name of readdirSync(join(pgdata, 'pg_wal')).filter((n) => /^[0-9A-F]{24}$/.test(n) && n >= startWal && n <= stopWal)) await seal(join(pgdata, 'pg_wal', name), join(half, 'wal', name), key)
    await client.query('select pg_drop_replication_slot($1)', [slot])
    const audit = await auditOf(client)
    await sync(dataDir, dir, key)
    const files = existsSync(join(dir, 'files')) ? readdirSync(join(dir, 'files')).reduce((n, shelf) => n + readdirSync(join(dir, 'files', shelf)).length, 0) : 0
    const told: Told = { id, at, version: version(), postgres: begun!.postgres, key: fingerprint(key), startWal, stopWal, timeline: begun!.timeline, audit, files, baseSha256: createHash('sha256').update(readFileSync(join(half, 'base'))).digest('hex') }
    writeFileSync(join(half, 'backup.json'), `${JSON.stringify(told, null, 2)}\n`, { mode: 0o600 })
    cpSync(half, join(dir, id), { recursive: true })
    return told
  } finally { await client.end(); rmSync(half, { recursive: true, force: true }) }
}

if (import.meta.main) {
  let config: Config | undefined, stop: (() => Promise<void>) | undefined
  const log: Log = (line) => { console.log(line) }
  try {
    const mode = process.env['LINYAN_MODE'] ?? modeOf(resolve(process.env['DATA_DIR']?.trim() || 'data'))
    config = readConfig({ ...process.env, ...(mode ? { LINYAN_MODE: mode } : {}) })
    if (config.databaseUrl) throw new Error('数据库是外部的（DATABASE_URL）：数据库请由它的管理员备份；文件与密钥在数据目录的 files 与 secrets 里，请一并复制。')
    const dir = process.argv[2] ? typedPath(process.argv[2]) : config.backupDir
    if (!dir) throw new Error('请说备份到哪里：npm run backup -- 目录，或设 BACKUP_DIR。')
    if (!modeOf(config.dataDir)) throw new Error(`${config.dataDir} 里还没有数据：没有可备份的。`)
    openDataDir(config)
    const fresh = !existsSync(join(config.dataDir, 'secrets/backup-key')), key = secret(config.dataDir, 'backup-key')
    const cluster = await startPostgres({ dataDir: config.dataDir, log, settings: archiving(config) })
    stop = () => cluster.stop()
    const from = performance.now(), told = await backup({ dataDir: config.dataDir, dir, key, connection: cluster.target.connection, at: new Date().toISOString() })
    log(`备份完成：${join(dir, told.id)}，数据库与 ${told.files} 份文件，用时 ${((performance.now() - from) / 1000).toFixed(1)} 秒。`)
    if (told.audit) log(`留痕 ${told.audit.size} 行，根 ${told.audit.root.slice(0, 16)}…`)
    log(`密钥指纹 ${told.key}，在 ${join(config.dataDir, 'secrets/backup-key')}。${fresh ? '这是第一次备份：' : ''}请把密钥另存一处，没有它备份打不开。`)
  } catch (e) { console.error((config && sentence(e, config)) ?? (e as Error).message); process.exitCode = 1 } finally { await stop?.() }
}
