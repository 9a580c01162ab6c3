import { argon2, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import * as api from './api.ts'
import { own } from './board.ts'
import { holds } from './confirm.ts'
import type { Call } from './implement.ts'
import { implement, prepared } from './implement.ts'
import type { Randomness } from './id.ts'
import { Refusal } from './refusal.ts'

const derive = promisify(argon2) as unknown as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>
const cost = { parallelism: 1, tagLength: 32, memory: 47_104, passes: 1 }
let running = 0
/** At most sixteen derivations wait at once: a flood of sign-ins must not stop everybody else. */
async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 16) throw new Refusal('session.busy')
  running++
  try { return await work() } finally { running-- }
}
/** argon2id, 46 MiB, one pass (OWASP profile): `$argon2id$v=19$m,t,p$salt$hash`, both parts base64. */
export async function hashPassword(password: string, random: Randomness): Promise<string> {
  const salt = random(16)
  const hash = await derive('argon2id', { message: Buffer.from(password, 'utf8'), nonce: salt, ...cost })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`
}
async function matches(password: string, stored: string): Promise<boolean> {
  const [, , , parameters = '', salt = '', hash = ''] = stored.split('$')
  const [memory = 0, passes = 0, parallelism = 0] = parameters.split(',').map((x) => Number(x.split('=')[1]))
  const expected = Buffer.from(hash, 'base64')
  const found = await derive('argon2id', { message: Buffer.from(password, 'utf8'), nonce: Buffer.from(salt, 'base64'), memory, passes, parallelism, tagLength: expected.length })
  return timingSafeEqual(found, expected)
}
const someone = '$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='

async function open(call: Pick<Call, 'db' | 'now' | 'session'>, token: string, hash: Uint8Array, membershipId: string, mineOnly: boolean): Promise<{ ok: true }> {
  const { rows: [row] } = await sql<{ person: string | null }>`select kernel.session_open(${Buffer.from(hash)}, ${membershipId}, ${call.now}, ${mineOnly}) person`.execute(call.db)
  if (!row?.person) throw new Refusal('session.no-membership')
  call.session(token)
  return { ok: true }
}
const office = (call: Call, roles: readonly string[]) => call.say(`role.${roles[0]}`)
const newToken = async (_: unknown, outside: { random: Randomness; hash: (t: string) => Uint8Array }) => { const token = Buffer.from(outside.random(32)).toString('base64url'); return { token, hash: outside.hash(token) } }

export const sessionServices = (demo: boolean) => [
  implement(api.me, async (call) => {
    const [me, people, memberships, counts] = await Promise.all([
      call.me,
      sql<{ id: string; name: string; nameEn: string }>`select id, name, name_en from kernel.person where id = kernel.my_person()`.execute(call.db),
      sql<{ id: string; org: string; orgEn: string; roles: string[]; unit: string | null; orgId: string }>`select * from kernel.my_memberships()`.execute(call.db),
      sql<{ mine: number; overdue: number; kind: string; unread: number }>`select count(*)::int mine, count(*) filter (where due_on < ${call.today})::int overdue, (select kind from kernel.org where id = kernel.my_org()) kind, (select count(*)::int from (select from kernel.notice where person_id = kernel.my_person() and org_id = kernel.my_org() and read_at is null limit 100) u) unread from kernel.desk where org_id = kernel.my_org() and mine and open and ${own}`.execute(call.db),
    ])
    const en = call.lang === 'en', here = memberships.rows.find((m) => m.orgId === me.orgId)
    return {
      person: en ? people.rows[0]!.nameEn : people.rows[0]!.name, personId: me.personId, org: (en ? here?.orgEn : here?.org) ?? '', orgId: me.orgId, orgKind: counts.rows[0]!.kind, unit: en ? null : here?.unit ?? null, roles: [...me.roles], office: office(call, me.roles), demo, now: call.now,
      memberships: memberships.rows.map((m) => ({ id: m.id as never, org: en ? m.orgEn : m.org, office: office(call, m.roles), current: m.orgId === me.orgId })),
      counts: { mine: counts.rows[0]!.mine, overdue: counts.rows[0]!.overdue, unread: counts.rows[0]!.unread },
    }
  }),
  ...(demo ? [
    implement(api.personas, async (call) => {
      const { rows } = await sql<{ membershipId: string; name: string; nameEn: string; org: string; orgEn: string; orgKind: string; unit: string | null; roles: string[]; waiting: number; overdue: number }>`select * from kernel.personas(${call.today})`.execute(call.db)
      const en = call.lang === 'en'
      return { now: call.now, people: rows.map((r) => ({ membershipId: r.membershipId as never, name: en ? r.nameEn : r.name, org: en ? r.orgEn : r.org, orgKind: r.orgKind, role: r.roles[0]!, office: office(call, r.roles), unit: en ? null : r.unit, waiting: r.waiting, overdue: r.overdue })) }
    }),
    prepared(api.adopt, newToken, (call) => open(call, call.before.token, call.before.hash, call.input.membershipId, false)),
  ] : []),
  prepared(api.signIn, (input, outside) => limited(async () => {
    const find = await outside.once((db) => sql<{ personId: string; password: string | null; lockedUntil: string | null; membershipId: string | null }>`select * from kernel.account_of(${input.login})`.execute(db))
    const account = find.rows[0], right = (await matches(input.password, account?.password ?? someone)) && account?.password != null
    const { rows: [tried] } = await outside.once((db) => sql<{ counted: boolean | null }>`select kernel.account_tried(${input.login}, ${right}) counted`.execute(db))
    return { account, locked: account !== undefined && !tried?.counted, good: right && tried?.counted === true, ...(await newToken(input, outside)) }
  }), async (call) => {
    const { account, locked, good, token, hash } = call.before
    if (!good || !account?.membershipId) throw new Refusal(locked ? 'session.locked' : 'session.wrong')
    return open(call, token, hash, account.membershipId, false)
  }),
  // in the demo an account without a password is confirmed by typing one's own name
  prepared(api.confirm, (input, outside) => limited(async () => {
    const { rows: [mine] } = await outside.mine((call) => sql<{ login: string; password: string | null; name: string; nameEn: string }>`select * from kernel.my_account()`.execute(call.db))
    const byName = demo && mine !== undefined && mine.password === null, typed = input.password.trim()
    const right = byName ? typed === mine.name || typed === mine.nameEn : (await matches(input.password, mine?.password ?? someone)) && mine?.password != null
    const { rows: [tried] } = await outside.once((db) => sql<{ counted: boolean | null }>`select kernel.account_tried(${mine?.login ?? ''}, ${right}) counted`.execute(db))
    return { method: byName ? 'demo' as const : 'password' as const, good: right && tried?.counted === true, locked: mine !== undefined && !tried?.counted }
  }), async (call) => {
    const { good, locked, method } = call.before
    if (!good) throw new Refusal(locked ? 'session.locked' : method === 'demo' ? 'session.confirm.wrong-name' : 'session.confirm.wrong')
    const id = call.newId<'confirmation'>('confirmation'), expiresAt = new Date(Date.parse(call.now) + holds * 1000).toISOString()
    await call.db.insertInto('kernel.confirmation').values({ id, personId: sql<never>`kernel.my_person()`, hash: call.input.hash, meaning: call.input.act, method, at: call.now, expiresAt }).execute()
    return { id, expiresAt }
  }),
  prepared(api.switchTo, newToken, (call) => open(call, call.before.token, call.before.hash, call.input.membershipId, true)),
  implement(api.signOut, async (call) => { await call.me; call.session(null); return { ok: true as const } }),
]
