import pg from 'pg'
import { connectionAs } from '#kernel/db/migrate.ts'
import type { Log, Target } from '#kernel/db/postgres.ts'
import { uuid7 } from '#kernel/id.ts'
import { seedCommittees } from '#domains/ethics/seed.ts'
import { seedCast, type Cast } from '#domains/institutions/seed.ts'
import { seedStudies } from '#domains/startup/seed.ts'
import { ask, type Opened } from './open.ts'

/** Acts in the demo as one of its people, at a given moment not after now, down the same road as a browser. */
export type As = (who: string, at: string, name: string, raw?: unknown, body?: Uint8Array) => Promise<Record<string, unknown>>
/** A session opened now is good for every earlier moment, so each person signs in once. */
export function actingAs(o: Opened, cast: Cast): As {
  const tokens = new Map<string, string>()
  return async (who, at, name, raw = {}, body) => {
    const token = tokens.get(who) ?? (await ask(o, null, 'session.adopt', { membershipId: cast.memberships.get(who) })).token!
    tokens.set(who, token)
    return ask(o, token, name, raw, { now: at, ...(body ? { body } : {}) })
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
    await seedCommittees(client, cast, '2024-01-01')
    await client.query('commit')
    return cast
  } finally { await client.end() }
}
/**
 * A small believable city: everything in it happened through the same actions a person uses. One server tells it, others wait; nobody listens before it is done.
 * `house.demo` says that it was begun here and whether it was finished: half a city is cleared and told again, data that was not begun here is never touched.
 */
export async function seedDemo(target: Target, o: Opened, log: Log): Promise<void> {
  const client = new pg.Client(connectionAs(target, 'keeper'))
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(hashtext('linyan.demo'))")
    await client.query('create table if not exists house.demo (begun_at timestamptz not null, done_at timestamptz)')
    const { rows: [mark] } = await client.query<{ done_at: string | null }>('select done_at from house.demo')
    if (mark?.done_at) return
    if (mark) {
      log('上次写演示数据时中断，清空后重写')
      await client.query("begin; set local linyan.maintenance = on; truncate kernel.org, kernel.person, kernel.act, kernel.idempotency, kernel.leaf, kernel.branch, kernel.checkpoint restart identity cascade; update kernel.sequencer set horizon = '0', size = 0, frontier = ''; commit")
    } else {
      if ((await client.query('select 1 from kernel.org limit 1')).rowCount) return
      await client.query('insert into house.demo values ($1)', [o.ground.clock()])
    }
    const cast = await seedPeople(target, o)
    if (!cast) return
    const made = await seedStudies(actingAs(o, cast), cast, o.ground.clock(), o.ground.calendar())
    await client.query('update house.demo set done_at = $1', [o.ground.clock()])
    log(`演示数据：${cast.orgs.size} 家机构、${cast.memberships.size} 人、${made} 项研究，全部虚构`)
  } finally { await client.end() }
}
