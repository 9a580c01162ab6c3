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
/** What a returned case was returned for, question by question, each hung on the spot it names. */
async function seedThreads(client: pg.Client, as: As): Promise<void> {
  const { rows } = await client.query<{ id: string; login: string; at: string; body: string }>(
    `select c.id, a.login, n.at, n.body from kernel.case c join lateral (select * from kernel.event e where e.case_id = c.id order by e.id desc limit 1) e on true join kernel.note n on n.event_id = e.id join kernel.account a on a.person_id = n.person_id
      where c.closed_at is null and c.stage = any($1) order by n.at, c.id`, [['returned', 'drafting', 'revising', 'answering']])
  for (const { id, login, at, body } of rows) for (const part of body.split(/[；;]/).map((p) => p.replace(/。$/, '').trim()).filter((p) => p.length > 3)) {
    const label = /第 ?\d+(?:\.\d+)? ?[条页节]|附件.?|知情同意书|研究者手册|方案|保险\S{0,2}|预算|受试者补偿|检查费|研究护士费|招募广告|样品照片|数据安全说明|立项通知/.exec(part)?.[0]
    await as(login, new Date(Date.parse(at) + 60_000).toISOString(), 'threads.ask', { caseId: id, toSide: 'sponsor', anchor: label ? { kind: 'clause', anchor: label, label } : { kind: 'whole', anchor: '', label: '整份卷宗' }, body: `${part}。`, draft: false })
  }
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
    await seedThreads(client, actingAs(o, cast))
    await client.query('update house.demo set done_at = $1', [o.ground.clock()])
    log(`演示数据：${cast.orgs.size} 家机构、${cast.memberships.size} 人、${made} 项研究，全部虚构`)
  } finally { await client.end() }
}
