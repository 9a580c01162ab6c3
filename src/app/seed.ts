import pg from 'pg'
import { connectionAs } from '#kernel/db/migrate.ts'
import type { Log, Target } from '#kernel/db/postgres.ts'
import { uuid7 } from '#kernel/id.ts'
import { seedCast, type Cast } from '#domains/institutions/seed.ts'
import { seedStudies } from '#domains/startup/seed.ts'
import { ask, type Opened } from './open.ts'

/** Acts in the demo as one of its people, at a given moment, down the same road as a browser. */
export type As = (who: string, at: string, name: string, raw?: unknown) => Promise<Record<string, unknown>>
export function actingAs(o: Opened, cast: Cast): As {
  const tokens = new Map<string, string>()
  return async (who, at, name, raw = {}) => {
    const day = `${who} ${at.slice(0, 13)}`
    if (!tokens.has(day)) { const { token } = await ask(o, null, 'session.adopt', { membershipId: cast.memberships.get(who) }, { now: at }); tokens.set(day, token!) }
    return ask(o, tokens.get(day)!, name, raw, { now: at })
  }
}
/** People and institutions, once. */
export async function seedPeople(target: Target, o: Opened): Promise<Cast | null> {
  const client = new pg.Client(connectionAs(target, 'keeper'))
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('linyan.seed'))")
    if ((await client.query('select 1 from kernel.org limit 1')).rowCount) { await client.query('rollback'); return null }
    const cast = await seedCast(client, () => uuid7(o.ground.clock(), o.ground.random), '2020-01-01')
    await client.query('commit')
    return cast
  } finally { await client.end() }
}
/** A small believable city: everything in it happened through the same actions a person uses. */
export async function seedDemo(target: Target, o: Opened, log: Log): Promise<void> {
  const cast = await seedPeople(target, o)
  if (!cast) return
  const made = await seedStudies(actingAs(o, cast), cast, o.ground.clock(), o.ground.calendar())
  log(`演示数据：${cast.orgs.size} 家机构、${cast.memberships.size} 人、${made} 项研究，全部虚构`)
}
