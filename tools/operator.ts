// The house as its operator reaches it from the command line: the configured data folder, its database started or shared, and short sessions for named accounts.
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import pg from 'pg'
import { today } from '#kernel/calendar.ts'
import { modeOf, openDataDir, readConfig, secret, type Config } from '#kernel/config.ts'
import { connectionAs, migrate } from '#kernel/db/migrate.ts'
import { archiving, externalDatabase, startPostgres, type Log } from '#kernel/db/postgres.ts'
import { uuid7, type Id } from '#kernel/id.ts'
import { sayer, type Say } from '#kernel/labels.ts'
import { Conflict, Invalid, NotFound, Refusal } from '#kernel/refusal.ts'
import { NotSignedIn, WrongRole } from '#kernel/road.ts'
import { clockOf, keepIn, open, type Opened } from '#app/open.ts'
import { seedDemo } from '#app/seed.ts'
import { sentence } from '#app/server.ts'

export interface Operated {
  readonly config: Config
  readonly o: Opened
  /** looks behind row-level security; every write of the operator leaves an act */
  readonly keeper: pg.Client
  readonly now: string
  readonly say: Say
  readonly print: Log
  newId<K extends string>(kind: K): Id<K>
  /** What was done from the command line, by which system user: an act without a person's name, login or password. */
  record(name: string, input: Record<string, unknown>, who?: { personId: string; orgId: string }): Promise<void>
  /** A session of ten minutes as an account, opened by whoever runs this machine and written down as an act; closed at the end. */
  sessionFor(login: string, command: string, roles: readonly string[]): Promise<{ token: string; who: string }>
}

/** How an expected answer of the road reads in a terminal. */
function words(e: unknown, say: Say): string | undefined {
  if (e instanceof Refusal) return e.reasons.map((r) => say(r.code, r.facts ?? {})).join(' ')
  if (e instanceof Conflict) return String(e.now['did'] ?? say('problem.moved'))
  if (e instanceof Invalid) return e.issues.map((i) => `${i.path} ${say(i.code, i.facts ?? {})}`).join(' ')
  if (e instanceof WrongRole) return say('problem.wrong-role', { roles: e.needs.map((r) => say(`role.${r}`)).join('、') })
  return e instanceof NotFound ? say('problem.not-found') : e instanceof NotSignedIn ? say('problem.not-signed-in') : undefined
}

interface Seat { membership: string; personId: string; orgId: string; name: string; short: string; locked: boolean }
async function sessionFor(h: Operated, login: string, command: string, roles: readonly string[]): Promise<{ token: string; who: string }> {
  const { rows: [seat] } = await h.keeper.query<Seat>(
    `select m.id membership, m.person_id "personId", m.org_id "orgId", p.name, o.short, coalesce(a.locked_until > $3, false) locked
       from kernel.account a join kernel.person p on p.id = a.person_id join kernel.membership m on m.person_id = p.id join kernel.org o on o.id = m.org_id
      where a.login = lower($1) and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2) order by m.roles && $4 desc, m.from_on, m.id limit 1`, [login, today(h.now), h.now, roles])
  if (!seat) throw new Error(`没有账号 ${login}，或它已经没有在任的岗位：请看 npm run account -- list。`)
  if (seat.locked) throw new Error(`账号 ${login} 已锁定，不能以它办理：解锁用 npm run account -- password ${login}。`)
  const token = Buffer.from(h.o.ground.random(32)).toString('base64url'), hash = Buffer.from(h.o.ground.hash(token)), until = new Date(Date.parse(h.now) + 600_000).toISOString()
  await h.keeper.query('begin')
  await h.keeper.query('select kernel.session_open($1, $2, $3, false)', [hash, seat.membership, h.now])
  await h.keeper.query('update kernel.session set expires_at = $2 where token_hash = $1', [hash, until])
  await h.record('operator.session', { command }, seat)
  await h.keeper.query('commit')
  return { token, who: `${seat.name}（${seat.short}）` }
}

/** Runs one command over the house and ends the program with its exit code; an expected error is one sentence and 1. */
export async function operate(work: (house: Operated) => Promise<number>): Promise<void> {
  const closers: (() => Promise<unknown>)[] = [], print: Log = (line) => { console.log(line) }
  let config: Config | undefined, say: Say = (code) => code
  try {
    // The folder knows what it was opened for, so that a command needs no LINYAN_MODE of its own.
    const mode = process.env['LINYAN_MODE'] ?? modeOf(resolve(process.env['DATA_DIR']?.trim() || 'data'))
    config = readConfig({ ...process.env, ...(mode ? { LINYAN_MODE: mode } : {}) })
    openDataDir(config)
    const pepper = secret(config.dataDir, 'session-pepper'), demo = config.mode === 'demo'
    const cluster = config.databaseUrl ? undefined : await startPostgres({ dataDir: config.dataDir, log: print, settings: archiving(config) })
    if (cluster) closers.push(() => cluster.stop())
    const target = cluster?.target ?? await externalDatabase(config.databaseUrl!)
    await migrate(target, print)
    const o = await open(target, { demo, pepper, keep: keepIn(config.dataDir, config.address ?? 'http://127.0.0.1/'), clock: clockOf(config.clock), connections: 2 })
    closers.push(() => o.close())
    if (demo) await seedDemo(target, o, print)
    const keeper = new pg.Client(connectionAs(target, 'keeper')), now = o.ground.clock()
    await keeper.connect()
    closers.push(() => keeper.end())
    say = sayer(o.ground.labels, 'zh')
    const newId = <K extends string>(_: K) => uuid7<K>(now, o.ground.random)
    const record: Operated['record'] = async (name, input, who) => {
      await keeper.query("insert into kernel.act (id, name, person_id, org_id, at, outcome, request, input) values ($1, $2, $3, $4, $5, 'done', $6, $7)", [newId('act'), name, who?.personId ?? null, who?.orgId ?? null, now, `command ${process.pid}`, { ...input, system: userInfo().username }])
    }
    const house: Operated = {
      config, o, keeper, now, say, print, newId, record,
      sessionFor: async (login, command, roles) => {
        const session = await sessionFor(house, login, command, roles)
        closers.push(() => keeper.query('select kernel.session_close($1)', [Buffer.from(o.ground.hash(session.token))]))
        return session
      },
    }
    process.exitCode = await work(house)
  } catch (e) {
    const why = words(e, say) ?? (config ? sentence(e, config) : (e as Error).message)
    console.error(why ?? `内部错误：${(e as Error).stack ?? String(e)}`)
    process.exitCode = 1
  } finally { for (const close of closers.reverse()) await close().catch(() => {}) }
}
/** A path as the person typed it: npm runs its commands in the project's folder and remembers where it was called. */
export const typedPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path)
