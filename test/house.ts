import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '#kernel/db/migrate.ts'
import type { Target } from '#kernel/db/postgres.ts'
import { ask, open, type Opened } from '#app/open.ts'
import { seedPeople } from '#app/seed.ts'
import { testCa } from './seal.ts'

const server = () => ({ ...inject('postgres'), user: 'postgres' })
const template = 'linyan_template'
let ca: ReturnType<typeof testCa> | undefined
/** The test certification authority, made when something is sealed. */
const seal = { name: 'test-ca', seal: (...what: Parameters<ReturnType<typeof testCa>['seal']>) => (ca ??= testCa()).seal(...what) }
/** One template a run, cloned for each file: migrated, with the calendar and the cast. */
async function makeTemplate(admin: pg.Client): Promise<void> {
  await admin.query("select pg_advisory_lock(hashtext('template'))")
  try {
    if ((await admin.query('select 1 from pg_database where datname = $1', [template])).rowCount) return
    await admin.query(`create database ${template}_making`)
    const target: Target = { embedded: true, connection: { ...server(), database: `${template}_making` } }
    await migrate(target)
    const o = await open(target, { demo: true, pepper: Buffer.alloc(32, 7), clock: () => '2026-09-01T00:00:00.000Z', connections: 1 })
    await seedPeople(target, o)
    await o.close()
    await admin.query(`alter database ${template}_making rename to ${template}`)
  } finally { await admin.query("select pg_advisory_unlock(hashtext('template'))") }
}

export interface House {
  readonly o: Opened
  readonly target: Target
  /** moves the one clock; Beijing time when no zone is given */
  at(instant: string): void
  now(): string
  /** the session token of one of the cast */
  token(who: string): Promise<string>
  /** asks as one of the cast, down the road a browser takes */
  as<T = Record<string, unknown>>(who: string, name: string, raw?: unknown, more?: { key?: string; body?: Uint8Array; lang?: 'zh' | 'en' }): Promise<T>
  /** looks behind row-level security, as keeper */
  sql<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>
  org(key: string): Promise<string>
  investigator(who: string): Promise<string>
  close(): Promise<void>
}
/** A whole house on a database of its own. */
export async function openHouse(start = '2026-09-14T09:00'): Promise<House> {
  const admin = new pg.Client({ ...server(), database: 'postgres' })
  await admin.connect()
  await makeTemplate(admin)
  const database = `t_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${database} template ${template} strategy file_copy`)
  await admin.query(`alter database ${database} owner to keeper`)
  const target: Target = { embedded: true, connection: { ...server(), database } }
  const beijing = (t: string) => new Date(/Z|[+-]\d\d:\d\d$/.test(t) ? t : `${t}+08:00`).toISOString()
  let now = beijing(start)
  const o = await open(target, { demo: true, pepper: Buffer.alloc(32, 7), clock: () => now, seal })
  const keeper = new pg.Pool({ ...target.connection, user: 'keeper', max: 2 })
  keeper.on('error', () => {})
  const tokens = new Map<string, string>()
  const sql = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await keeper.query<T>(text, values)).rows
  const token = async (who: string) => {
    const key = `${who} ${now.slice(0, 12)}`
    if (!tokens.has(key)) {
      const [row] = await sql<{ id: string }>('select m.id from kernel.membership m join kernel.account a using (person_id) where a.login = $1', [who])
      tokens.set(key, (await ask(o, null, 'session.adopt', { membershipId: row?.id })).token!)
    }
    return tokens.get(key)!
  }
  return {
    o, target, at: (t) => { now = beijing(t); tokens.clear() }, now: () => now, token, sql,
    as: async (who, name, raw = {}, more = {}) => ask(o, await token(who), name, raw, more) as never,
    org: async (key) => (await sql<{ org_id: string }>('select m.org_id from kernel.membership m join kernel.account a using (person_id) where a.login like $1 limit 1', [`${key}-%`]))[0]!.org_id,
    investigator: async (who) => (await sql<{ id: string }>('select i.id from institutions.investigator i join kernel.account a using (person_id) where a.login = $1', [who]))[0]!.id,
    close: async () => { await o.close(); await keeper.end(); await admin.query(`drop database ${database} with (force)`); await admin.end() },
  }
}
