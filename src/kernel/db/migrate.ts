import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { Target } from './postgres.ts'

const source = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
/** The one order in which fresh and old databases apply their migrations. */
export const order = (): string[] => source('kernel/db/order.txt').split('\n').map((l) => l.trim()).filter((l) => l !== '' && !l.startsWith('#'))

/** The connection of one database role: on our own cluster it signs in as itself, elsewhere the owner's connection takes the role at its start. */
export const connectionAs = ({ embedded, connection }: Target, role: 'keeper' | 'app' | 'clerk' | 'reader'): pg.ClientConfig =>
  embedded ? { ...connection, user: role } : role === 'keeper' ? connection : { ...connection, options: `-c role=${role}` }

const roles = ['app', 'clerk', 'reader'] as const
/** Makes the database roles and, on our own cluster, the database's owner. Two servers may do it at once. */
async function prepareRoles(target: Target): Promise<void> {
  const client = new pg.Client(target.connection)
  await client.connect()
  const locked = client.query("select pg_advisory_lock(hashtext('linyan.roles'))")
  try {
    await locked
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [['keeper', ...roles]])
    const missing = (target.embedded ? ['keeper', ...roles] : [...roles]).filter((r) => !rows.some((x) => x.rolname === r))
    const owner = (await client.query<{ me: string }>('select current_user me')).rows[0]!.me
    const byHand = (e: { code?: string }): never => {
      if (e.code !== '42501') throw e
      throw new Error(`数据库属主 ${owner} 没有建立或授予角色的权限。请数据库管理员执行：${missing.map((r) => `create role ${r} nologin; `).join('')}grant ${roles.join(', ')} to ${pg.escapeIdentifier(owner)}; 之后再启动。`)
    }
    for (const role of missing) await client.query(`create role ${role} ${target.embedded ? 'login' : 'nologin'}`).catch((e: { code?: string }) => (e.code === '42710' ? undefined : byHand(e)))
    if (target.embedded) await client.query(`alter database ${pg.escapeIdentifier(String(target.connection.database))} owner to keeper`)
    else for (const role of roles) {
      const { rows: [may] } = await client.query<{ ok: boolean }>("select pg_has_role(current_user, $1, 'member') ok", [role])
      if (!may?.ok) await client.query(`grant ${role} to current_user`).catch(byHand)
    }
  } finally { await client.end() }
}

/** Brings the database to this version: every migration of order.txt once, each in its own transaction, under one lock. */
export async function migrate(target: Target, log: (line: string) => void = () => {}): Promise<number> {
  await prepareRoles(target)
  const client = new pg.Client({ ...connectionAs(target, 'keeper'), statement_timeout: 300_000 })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(hashtext('linyan.migrate'))")
    await client.query('create schema if not exists house')
    await client.query('create table if not exists house.migration (name text primary key, checksum text not null, at timestamptz not null)')
    const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from house.migration')
    const done = new Map(rows.map((r) => [r.name, r.checksum]))
    const wanted = order()
    const unknown = [...done.keys()].filter((name) => !wanted.includes(name))
    if (unknown.length > 0) throw new Error(`数据库来自更新的版本（多出 ${unknown.join('、')}）。请用新版程序打开，或恢复到升级前的备份。`)
    let applied = 0
    for (const name of wanted) {
      const text = source(name), checksum = createHash('sha256').update(text).digest('hex')
      if (done.has(name)) { if (done.get(name) !== checksum) throw new Error(`迁移 ${name} 在执行之后被改动过。已执行的迁移不可再改，请另写一个。`); continue }
      await client.query('begin')
      try {
        await client.query("set local lock_timeout = '10s'")
        await client.query(text)
        await client.query('insert into house.migration values ($1, $2, clock_timestamp())', [name, checksum])
        await client.query('commit')
      } catch (e) { await client.query('rollback'); throw new Error(`迁移 ${name} 没有执行成功：${(e as Error).message}`) }
      applied++
    }
    if (applied > 0) log(`数据库迁移 ${applied} 步`)
    return applied
  } finally { await client.end() }
}
