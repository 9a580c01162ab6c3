import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secret } from '#kernel/config.ts'
import { migrate } from '#kernel/db/migrate.ts'
import { archiving, startPostgres, type Cluster } from '#kernel/db/postgres.ts'
import { openFiles, sha256 } from '#kernel/documents/store.ts'
import { open, readKey, seal } from '../tools/archive.mjs'
import { backup, segment, type Told } from '../tools/backup.ts'
import { restore } from '../tools/restore.ts'
import { scratch } from './database.ts'

const quick = { fsync: 'off', synchronous_commit: 'off' }, log = () => {}
let root: string, dataDir: string, dir: string, key: Buffer, cluster: Cluster, client: pg.Client, told: Told
const good = Buffer.from('批件 2026-药伦审-0123'), later = Buffer.from('备份之后才上传的保险单')
const between: string[] = []
const orgs = (c: pg.Client) => c.query<{ short: string }>('select short from kernel.org order by short').then((r) => r.rows.map((x) => x.short))
const add = (short: string) => client.query("insert into kernel.org values (gen_random_uuid(), 'company', $1, $1, $1, $1)", [short])
const clock = async () => new Date((await client.query<{ at: string }>('select clock_timestamp() at')).rows[0]!.at).toISOString()
const into = (name: string) => join(root, name)
/** Restores into a new folder and looks. */
async function seen(name: string, more: { to?: string } = {}, from = dir): Promise<{ orgs: string[]; files: string[]; pepper: string }> {
  const at = into(name)
  await restore({ from, dataDir: at, key, log, ...more })
  const c = await startPostgres({ dataDir: at, log, settings: quick })
  try {
    const look = new pg.Client(c.target.connection)
    await look.connect()
    try { return { orgs: await orgs(look), files: readdirSync(join(at, 'files')).flatMap((s) => readdirSync(join(at, 'files', s))).sort(), pepper: readFileSync(join(at, 'secrets/session-pepper'), 'utf8') } } finally { await look.end() }
  } finally { await c.stop() }
}
const refused = (p: Promise<unknown>) => p.then(() => '没有被拒绝', (e: Error) => e.message)

beforeAll(async () => {
  root = mkdtempSync(join(scratch, 'linyan-backup-')); dataDir = into('data'); dir = into('backup')
  mkdirSync(dataDir)
  secret(dataDir, 'session-pepper'); key = secret(dataDir, 'backup-key')
  writeFileSync(join(dataDir, 'mode'), 'production\n')
  cluster = await startPostgres({ dataDir, log, settings: { ...quick, ...archiving({ dataDir, backupDir: dir }) } })
  await migrate(cluster.target)
  client = new pg.Client(cluster.target.connection)
  await client.connect()
  await openFiles(join(dataDir, 'files')).put(good)
  await add('备份之前')
  told = await backup({ dataDir, dir, key, connection: cluster.target.connection, at: new Date().toISOString() })
  await add('备份之后'); await openFiles(join(dataDir, 'files')).put(later)
  await delay(20); between.push(await clock()); await delay(20)
  await add('误删之前'); await client.query("delete from kernel.org where short like '备份%'")
  await client.query('select pg_switch_wal()')
  for (let i = 0; i < 200 && (await client.query<{ n: number }>("select count(*)::int n from pg_ls_archive_statusdir() where name like '%.ready'")).rows[0]!.n > 0; i++) await delay(50)
}, 60_000)
afterAll(async () => { await client?.end(); await cluster?.stop(); rmSync(root, { recursive: true, force: true }) })

describe('备份与恢复', () => {
  it('到备份的末尾：行、文件、密钥都在，之后上传的文件也在', async () => {
    expect(await seen('end')).toEqual({ orgs: ['误删之前'], files: [sha256(good), sha256(later)].sort(), pepper: readFileSync(join(dataDir, 'secrets/session-pepper'), 'utf8') })
  }, 60_000)
  it('到误删前的一刻：误删的都回来，之后的没有', async () => { expect((await seen('before', { to: between[0]! })).orgs).toEqual(['备份之前', '备份之后']) }, 60_000)
  it('只带走这一份备份，不靠之后的变更记录，也能恢复到备份那一刻', async () => {
    const alone = into('alone'); cpSync(dir, alone, { recursive: true }); rmSync(join(alone, 'wal'), { recursive: true })
    expect((await seen('base', {}, alone)).orgs).toEqual(['备份之前'])
  }, 60_000)
  it('备份里没有明文：数据库、文件、密钥都打不开', () => {
    const all = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name))
    expect(all.length).toBeGreaterThan(5)
    for (const path of all.filter((p) => !p.endsWith('backup.json'))) expect([path, readFileSync(path).subarray(0, 4).toString()]).toEqual([path, 'LYB1'])
    expect(all.some((p) => p.includes('backup-key'))).toBe(false)
  })
})

describe('恢复不了的，一句话说清，不留半截', () => {
  const fails = async (name: string, from: string, more: { to?: string; key?: Buffer } = {}) => { const at = into(name), said = await refused(restore({ from, dataDir: at, key, log, ...more })); expect(existsSync(at) ? readdirSync(at) : []).toEqual([]); return said }
  const copy = (name: string) => { const at = into(name); cpSync(dir, at, { recursive: true }); return at }
  it('密钥不对', async () => expect(await fails('x1', dir, { key: randomBytes(32) })).toMatch(/^密钥不对：这份备份用的是指纹 [0-9a-f]{16} 的密钥/))
  it('目录不空', async () => { const at = into('full'); mkdirSync(at); writeFileSync(join(at, 'x'), ''); expect(await refused(restore({ from: dir, dataDir: at, key, log }))).toMatch(/不是空目录/); expect(readdirSync(at)).toEqual(['x']) })
  it('备份被截断', async () => { const at = copy('cut'), base = join(at, told.id, 'base'); truncateSync(base, statSync(base).size - 100); expect(await fails('x2', at)).toMatch(/已损坏或不完整/) })
  it('文件被改动', async () => { const at = copy('flip'), [shelf] = readdirSync(join(at, 'files')), path = join(at, 'files', shelf!, readdirSync(join(at, 'files', shelf!))[0]!), bytes = readFileSync(path); bytes[20]! ^= 1; writeFileSync(path, bytes); expect(await fails('x3', at)).toMatch(/打不开：密钥不对，或文件已损坏/) })
  it('两个文件被对调', async () => {
    const at = copy('swap'), all = readdirSync(join(at, 'files')).flatMap((shelf) => readdirSync(join(at, 'files', shelf)).map((name) => join(at, 'files', shelf, name))), [one, other] = [readFileSync(all[0]!), readFileSync(all[1]!)]
    writeFileSync(all[0]!, other); writeFileSync(all[1]!, one)
    expect(await fails('x9', at)).toMatch(/与名字不符，已损坏/)
  })
  it('中间缺一段变更记录：不会悄悄少恢复一截', async () => {
    const at = copy('gap'), names = readdirSync(join(at, 'wal')).filter((n) => /^[0-9A-F]{24}$/.test(n)).sort(), missing = names.findLast((n) => n > told.stopWal && n < names.at(-1)!) ?? names.find((n) => n > told.stopWal)!
    rmSync(join(at, 'wal', missing)); writeFileSync(join(at, 'wal', 'F'.repeat(0) + missing.slice(0, 16) + 'FF000000'.slice(0, 8)), '')
    expect(await fails('x4', at)).toMatch(new RegExp(`缺一段变更记录 ${missing}`))
  })
  it('时刻早于最早的备份，晚于备份的末尾，不是时刻', async () => {
    expect(await fails('x5', dir, { to: '2020-01-01T00:00:00+08:00' })).toMatch(/恢复不到更早的/)
    expect(await fails('x6', dir, { to: '2099-01-01T00:00:00+08:00' })).toMatch(/恢复不到 2099/)
    expect(await fails('x7', dir, { to: '昨天' })).toMatch(/应是时刻/)
  }, 60_000)
  it('不是备份的目录', async () => expect(await fails('x8', root)).toMatch(/没有备份/))
})

describe('封存', () => {
  it('封了再打开，一个字节不差；改一个字节就打不开，不留半个文件', async () => {
    const from = into('plain'), to = into('sealed'), back = into('back')
    for (const size of [0, 1, 65_536, 300_000]) {
      writeFileSync(from, randomBytes(size)); await seal(from, to, key); await open(to, back, key); expect(readFileSync(back)).toEqual(readFileSync(from))
      const bytes = readFileSync(to); bytes[bytes.length - 1]! ^= 1; writeFileSync(to, bytes); rmSync(back)
      expect(await refused(open(to, back, key))).toMatch(/打不开/); expect(existsSync(back)).toBe(false)
    }
    expect(readKey(join(dataDir, 'secrets/backup-key'))).toEqual(key)
  })
  it('变更记录的段名', () => { expect([segment(1, '0/1700028'), segment(1, 'A/FF000000'), segment(2, '1/0')]).toEqual(['000000010000000000000001', '000000010000000A000000FF', '000000020000000100000000']) })
})
