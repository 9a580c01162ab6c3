// `npm run restore -- FROM [--to 2026-11-22T10:00:00+08:00] [--key FILE]`: a back-up into the empty data folder (DATA_DIR), to its end or to a second since.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { readConfig, type Config } from '#kernel/config.ts'
import { startPostgres, type Log } from '#kernel/db/postgres.ts'
import { sentence } from '#app/server.ts'
import { fingerprint, open, openStream, readKey } from './archive.mjs'
import { auditOf, type Told } from './backup.ts'
import { typedPath } from './operator.ts'

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
/** The segment after this one; 256 segments of 16 MB to a log file. */
const after = (name: string): string => { const n = Number.parseInt(name.slice(16), 16); return name.slice(0, 8) + (n === 255 ? (Number.parseInt(name.slice(8, 16), 16) + 1).toString(16).toUpperCase().padStart(8, '0') + '00000000' : name.slice(8, 16) + (n + 1).toString(16).toUpperCase().padStart(8, '0')) }
const toldIn = (folder: string): Told => JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8')) as Told
/** The whole back-ups of a folder, the oldest first; a folder that is one itself counts as one. */
export const bases = (dir: string): { folder: string; told: Told }[] => (existsSync(join(dir, 'backup.json')) ? [dir] : existsSync(dir) ? readdirSync(dir).filter((n) => /^base-[0-9TZ]+$/.test(n) && existsSync(join(dir, n, 'backup.json'))).sort().map((n) => join(dir, n)) : []).map((folder) => ({ folder, told: toldIn(folder) }))

export interface Restored { readonly told: Told; readonly audit: Told['audit']; readonly files: number; readonly until: string }
/** Makes a data folder again; whatever fails leaves it empty and says why. */
export async function restore({ from, dataDir, key, to, log }: { from: string; dataDir: string; key: Buffer; to?: string; log: Log }): Promise<Restored> {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) throw new Error(`${dataDir} 不是空目录：恢复只写空目录，请换一个 DATA_DIR，免得盖掉现有数据。`)
  const all = bases(from), target = to === undefined ? undefined : new Date(to)
  if (target && Number.isNaN(target.getTime())) throw new Error(`--to 后面应是时刻，如 2026-11-22T10:00:00+08:00，现在是“${to}”。`)
  if (all.length === 0) throw new Error(`${from} 里没有备份。`)
  const chosen = target ? all.findLast((b) => new Date(b.told.at) <= target) : all.at(-1)
  if (!chosen) throw new Error(`最早的备份是 ${all[0]!.told.at}，恢复不到更早的 ${to}。`)
  const { folder, told } = chosen, root = existsSync(join(folder, '../files')) || existsSync(join(folder, '../keep')) ? join(folder, '..') : from
  if (fingerprint(key) !== told.key) throw new Error(`密钥不对：这份备份用的是指纹 ${told.key} 的密钥，给的是 ${fingerprint(key)}。没有写入任何东西。`)
  if (createHash('sha256').update(readFileSync(join(folder, 'base'))).digest('hex') !== told.baseSha256) throw new Error(`备份文件 ${join(folder, 'base')} 已损坏或不完整，请换一份备份。没有写入任何东西。`)
  // a gap would end the recovery early without a word
  const wal = join(root, 'wal'), has = (name: string) => existsSync(join(folder, 'wal', name)) || existsSync(join(wal, name))
  const later = existsSync(wal) ? readdirSync(wal).filter((n) => /^[0-9A-F]{24}$/.test(n) && n.slice(0, 8) === told.startWal.slice(0, 8) && n >= told.startWal).sort() : []
  for (let name = told.startWal, last = later.at(-1) && later.at(-1)! > told.stopWal ? later.at(-1)! : told.stopWal; name <= last; name = after(name)) if (!has(name)) throw new Error(`备份缺一段变更记录 ${name}：它之后的变更恢复不了。请找回这一段，或用 --to 恢复到它之前。没有写入任何东西。`)

  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    const half = join(dataDir, 'postgres.half')
    mkdirSync(half, { mode: 0o700 })
    const tar = spawn('tar', ['-C', half, '-xf', '-'], { stdio: ['pipe', 'ignore', 'pipe'] }), done = new Promise<number>((ok) => tar.once('exit', (code) => ok(code ?? 2)))
    // tar leaves when it has read enough; what still follows is read to its end all the same, for the seal is checked there
    tar.stdin.on('error', () => {})
    await pipeline(...(openStream(join(folder, 'base'), key).stages as [NodeJS.ReadableStream, NodeJS.ReadWriteStream, NodeJS.ReadWriteStream]), async (bytes: AsyncIterable<unknown>) => {
      for await (const chunk of bytes) if (tar.stdin.writable && !tar.stdin.write(chunk as Uint8Array)) await Promise.race([once(tar.stdin, 'drain'), once(tar.stdin, 'close')]).catch(() => {})
    })
    tar.stdin.end()
    if (await done !== 0) throw new Error('备份没有解开，磁盘可能已满。')
    await open(join(folder, 'backup_label'), join(half, 'backup_label'), key)
    for (const name of existsSync(join(folder, 'wal')) ? readdirSync(join(folder, 'wal')) : []) await open(join(folder, 'wal', name), join(half, 'pg_wal', name), key)
    let files = 0
    for (const shelf of existsSync(join(root, 'files')) ? readdirSync(join(root, 'files')) : []) for (const name of readdirSync(join(root, 'files', shelf))) {
      const at = join(dataDir, 'files', shelf, name)
      await open(join(root, 'files', shelf, name), at, key)
      if (createHash('sha256').update(readFileSync(at)).digest('hex') !== name) throw new Error(`备份里的文件 ${name} 与名字不符，已损坏。`)
      files++
    }
    for (const name of ['mode', 'audit.pub', ...(existsSync(join(root, 'keep/secrets')) ? readdirSync(join(root, 'keep/secrets')).map((n) => join('secrets', n)) : [])]) if (existsSync(join(root, 'keep', name))) await open(join(root, 'keep', name), join(dataDir, name), key)
    writeFileSync(join(dataDir, 'secrets/backup-key'), key.toString('hex'), { mode: 0o600 })

    const archive = fileURLToPath(new URL('archive.mjs', import.meta.url)), keyFile = join(dataDir, 'secrets/backup-key'), conf = join(half, 'postgresql.auto.conf'), was = readFileSync(conf, 'utf8')
    appendFileSync(conf, `restore_command = '${[process.execPath, archive, 'open', `${wal}/%f`, '%p', keyFile].map((a) => (a === '%p' ? '"%p"' : quoted(a))).join(' ').replaceAll("'", "''")}'\nrecovery_target_action = 'promote'\n${target ? `recovery_target_time = '${target.toISOString().replace('T', ' ').replace('Z', '+00')}'\n` : ''}`)
    writeFileSync(join(half, 'recovery.signal'), '')
    renameSync(half, join(dataDir, 'postgres'))
    const settings = { archive_mode: 'off' }
    const cluster = await startPostgres({ dataDir, log, settings })
    try {
      const client = new pg.Client(cluster.target.connection)
      client.on('error', () => {})
      await client.connect()
      try {
        for (let i = 0; (await client.query<{ on: boolean }>('select pg_is_in_recovery() "on"')).rows[0]!.on; i++) { if (i > 6_000) throw new Error('恢复十分钟还没有完成。'); await delay(100) }
        writeFileSync(join(dataDir, 'postgres/postgresql.auto.conf'), was)
        await client.query('checkpoint')
        const { rows: [same] } = told.audit ? await client.query<{ ok: boolean }>("select exists (select from kernel.checkpoint where size = $1 and root = decode($2, 'hex')) ok", [told.audit.size, told.audit.root]) : { rows: [{ ok: true }] }
        if (!same!.ok) throw new Error(`恢复出来的留痕与备份时的根 ${told.audit!.root} 对不上：这份备份不能用，请换一份。`)
        const { rows: [end] } = await client.query<{ at: Date | string | null }>('select pg_last_xact_replay_timestamp() at')
        return { told, audit: await auditOf(client), files, until: end?.at ? new Date(end.at).toISOString() : told.at }
      } finally { await client.end().catch(() => {}) }
    } finally { await cluster.stop() }
  } catch (e) {
    const short = existsSync(join(dataDir, 'postgres.log')) && /recovery ended before configured recovery target/.test(readFileSync(join(dataDir, 'postgres.log'), 'utf8'))
    if (existsSync(join(dataDir, 'postgres.log'))) copyFileSync(join(dataDir, 'postgres.log'), `${dataDir.replace(/\/+$/, '')}.restore.log`)
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true })
    throw short ? new Error(`备份里的变更只到更早的时刻，恢复不到 ${to}：请把 --to 往前拨，或不给 --to 恢复到备份的末尾。`) : e
  }
}

if (import.meta.main) {
  let config: Config | undefined
  try {
    const { values, positionals } = (await import('node:util')).parseArgs({ allowPositionals: true, options: { to: { type: 'string' }, key: { type: 'string' } } })
    config = readConfig({ ...process.env, LINYAN_MODE: 'production' })
    if (positionals.length !== 1) throw new Error('请说从哪里恢复：npm run restore -- 备份目录 [--to 时刻] [--key 密钥文件]。')
    const from = typedPath(positionals[0]!), keyFile = values.key ? typedPath(values.key) : join(resolve(from), 'backup-key')
    if (!existsSync(keyFile)) throw new Error('请给出备份的密钥：--key 密钥文件（备份时说过它在哪里，应另存了一份）。')
    const at = performance.now(), done = await restore({ from, dataDir: config.dataDir, key: readKey(keyFile) as Buffer, log: (line) => { console.log(line) }, ...(values.to ? { to: values.to } : {}) })
    console.log(`恢复完成：${config.dataDir}，到 ${done.until}，${done.files} 份文件，用时 ${((performance.now() - at) / 1000).toFixed(1)} 秒。`)
    if (done.audit) console.log(`留痕 ${done.audit.size} 行，根 ${done.audit.root}${done.told.audit?.root === done.audit.root ? '，与备份时相同' : `；备份时 ${done.told.audit?.size ?? 0} 行`}`)
  } catch (e) { console.error((config && sentence(e, config)) ?? (e as Error).message); process.exitCode = 1 }
}
