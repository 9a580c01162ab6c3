import { createHash } from 'node:crypto'
import pg from 'pg'
import type * as z from 'zod'
import type { Calendar } from './calendar.ts'
import { today } from './calendar.ts'
import { kyselyOn, Session, type Pool } from './db/open.ts'
import { recordable, type Endpoint } from './endpoint.ts'
import { uuid7, type Randomness } from './id.ts'
import type { Actor, Call, Implementation, Workshop } from './implement.ts'
import type { Keep } from './keep.ts'
import { sayer, type Labels, type Lang } from './labels.ts'
import { Conflict, Invalid, NotFound, Refusal } from './refusal.ts'

/** A request as it arrives, whatever carried it. */
export interface Asked { readonly token: string | null; readonly raw: unknown; readonly key?: string; readonly body?: Uint8Array; readonly lang: Lang; readonly request: string }
export interface Answered { readonly text: string; readonly token?: string | null; readonly replayed?: true }
/** What the road stands on; everything that varies between a run and its replay is here. */
export interface Ground { readonly pool: Pool; readonly clock: () => string; readonly random: Randomness; readonly hash: (token: string) => Uint8Array; readonly labels: Labels; readonly work: Workshop; readonly calendar: () => Calendar; readonly keep: Keep }

export class NotSignedIn extends Error { override name = 'NotSignedIn' }
export class WrongRole extends Error { override name = 'WrongRole'; readonly needs: readonly string[]; constructor(needs: readonly string[]) { super('role'); this.needs = needs } }

/** The key was answered before: nothing of this run stays, the stored answer goes out as it was. */
class Replay extends Error { readonly answer: string; constructor(answer: string) { super('replay'); this.answer = answer } }

/** An upload that only looks is quiet; whatever else is not a read changes something and wants its key. */
export const changing = (endpoint: Endpoint): boolean => endpoint.kind === 'action' || (endpoint.kind === 'upload' && !endpoint.quiet)
/** What leaves an act: every change, every file sent out, every read of personal data. */
const recorded = (endpoint: Endpoint): boolean => !endpoint.quiet && (changing(endpoint) || endpoint.kind === 'download' || endpoint.recorded === true)
const rolesWanted = (endpoint: Endpoint): readonly string[] => (typeof endpoint.who === 'string' ? [] : endpoint.who)
const sqlState = (e: unknown): string | undefined => (e instanceof pg.DatabaseError ? e.code : undefined)
function translate(e: unknown, endpoint: Endpoint): unknown {
  switch (sqlState(e)) {
    case 'LY401': return new NotSignedIn()
    case 'LY403': return new WrongRole(rolesWanted(endpoint))
    case 'LY423': return new Refusal('posts.delegation-ended', { day: (e as Error).message })
    case 'LY404': return new NotFound()
    // what it rests on has gone on meanwhile
    case 'LY409': return new Conflict({ version: 0, stage: '', did: '', who: '', at: null })
    case 'LY422': return new Refusal('road.key-reused')
    // a number or a day PostgreSQL has no room for
    case '22003': case '22007': case '22008': case '22P02': return new Invalid([{ path: '', code: 'input.out-of-range' }])
    default: return e
  }
}
const strictly = new WeakMap<Endpoint, z.ZodObject>()
const strict = (endpoint: Endpoint): z.ZodObject => strictly.get(endpoint) ?? (strictly.set(endpoint, endpoint.input.strict()), strictly.get(endpoint)!)
/** Where a value holds text that cannot be kept as it is: NUL, or half of a character. */
function unkept(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) { const at = unkept(key, path) ?? unkept(inner, path ? `${path}.${key}` : key); if (at !== undefined) return at }
  return undefined
}
/** Zod's findings as field, code and facts; the words are in the labels. */
function parse(endpoint: Endpoint, raw: unknown): Record<string, unknown> {
  const bad = unkept(raw, '')
  if (bad !== undefined) throw new Invalid([{ path: bad, code: 'input.not-text' }])
  const read = strict(endpoint).safeParse(raw)
  if (read.success) return read.data
  throw new Invalid(read.error.issues.flatMap((i): Invalid['issues'][number][] => {
    const path = i.path.join('.')
    if (i.code === 'unrecognized_keys') return i.keys.map((k) => ({ path: [...i.path, k].join('.'), code: 'input.unknown-field' }))
    if (i.code === 'too_big') return [{ path, code: i.origin === 'string' ? 'input.too-long' : 'input.too-big', facts: { limit: Number(i.maximum) } }]
    if (i.code === 'too_small') return [{ path, code: i.origin === 'string' ? 'input.too-short' : 'input.too-small', facts: { limit: Number(i.minimum) } }]
    if (i.code === 'invalid_value') return [{ path, code: 'input.not-a-choice', facts: { choices: i.values.map(String).join('、') } }]
    if (i.code === 'invalid_format') return [{ path, code: `input.not-${i.format}` }]
    if (i.code === 'custom' && i.message) return [{ path, code: `input.${i.message}` }]
    return [{ path, code: 'input.wrong-type' }]
  }).slice(0, 50))
}

/** Whether this session may ask this at all; said before a large body is taken in. */
export const admit = async (ground: Ground, endpoint: Endpoint, token: string | null): Promise<void> => { if (endpoint.who !== 'public') { if (token === null) throw new NotSignedIn(); await transaction(ground, endpoint, token, ground.clock(), (_, me) => me) } }
/** The one road every request takes: who → what → one transaction as that person → remembered → answered. */
export async function travel(ground: Ground, impl: Implementation, asked: Asked): Promise<Answered> {
  const { endpoint } = impl
  const now = ground.clock()
  const changes = changing(endpoint)
  if (endpoint.who !== 'public' && asked.token === null) throw new NotSignedIn()
  const input = parse(endpoint, asked.raw)
  const body = asked.body ?? new Uint8Array()
  if (impl.before && endpoint.who !== 'public') await transaction(ground, endpoint, asked.token, now, (_, me) => me)
  const act = uuid7<'act'>(now, ground.random)
  let given: string | null | undefined
  let before: unknown
  const callOn = (session: Session, me: Promise<Actor>): Call => ({
    input, db: kyselyOn(session), me, now, today: today(now), calendar: ground.calendar(), lang: asked.lang, say: sayer(ground.labels, asked.lang), work: ground.work, act, body, before,
    newId: <K extends string>(_: K) => uuid7<K>(now, ground.random),
    session: (t) => { given = t },
  })
  before = await impl.before?.(input, { now, keep: ground.keep, mine: (run) => transaction(ground, endpoint, asked.token, now, (session, me) => run(callOn(session, me))), random: ground.random, hash: ground.hash, once: (run) => transaction(ground, endpoint, null, now, (s) => run(kyselyOn(s))) }, body)
  const token = endpoint.who === 'public' ? null : asked.token
  const remember = (session: Session, me: Actor | null, outcome: 'done' | 'refused', reasons: readonly string[]) =>
    session.send('insert into kernel.act (id, name, person_id, org_id, outcome, reasons, key, request, input) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [outcome === 'done' ? act : uuid7(now, ground.random), endpoint.name, me?.personId ?? null, me?.orgId ?? null, outcome, reasons, asked.key ?? null, asked.request, JSON.stringify(recordable(endpoint.input, input))])
  try {
    return await transaction(ground, endpoint, token, now, async (session, me) => {
      given = undefined
      const stored = changes && token !== null && asked.key !== undefined
        ? session.send<{ status: number; answer: string }>('select * from kernel.act_begin($1, $2)', [asked.key, fingerprint(endpoint, asked.raw, body)])
        : undefined
      const call = callOn(session, me)
      const run = impl.run(call)
      run.catch(() => {})
      const replay = (await stored)?.rows[0]
      if (replay) { await run.catch(() => {}); throw new Replay(replay.answer) }
      const text = JSON.stringify(endpoint.output.parse(await run))
      if (given !== undefined && asked.token !== null) void session.send('select kernel.session_close($1)', [ground.hash(asked.token)])
      if (changes || recorded(endpoint)) {
        const who = token === null ? null : await me
        if (recorded(endpoint)) void remember(session, who, 'done', [])
        if (changes && who && asked.key !== undefined) void session.send('insert into kernel.idempotency (person_id, key, body_hash, status, answer) values ($1, $2, $3, 200, $4)', [who.personId, asked.key, fingerprint(endpoint, asked.raw, body), text])
      }
      return { text, ...(given === undefined ? {} : { token: given }) }
    })
  } catch (e) {
    if (e instanceof Replay) return { text: e.answer, replayed: true }
    if (changes && e instanceof Refusal) await transaction(ground, endpoint, token, now, async (session, me) => { await remember(session, token === null ? null : await me, 'refused', e.reasons.map((r) => r.code)) }).catch(() => {})
    throw e
  }
}

/** What a key was used for; a secret leaves no trace in it, not even a hash that could be guessed at. */
const fingerprint = (endpoint: Endpoint, raw: unknown, body: Uint8Array): Buffer => createHash('sha256').update(endpoint.name).update('\0').update(JSON.stringify(raw, (key, value: unknown) => (endpoint.input.shape[key]?.meta()?.['secret'] ? undefined : value))).update('\0').update(body).digest()

interface Entered { readonly person_id?: string; readonly org_id?: string; readonly roles?: readonly string[]; readonly own?: readonly string[]; readonly stands?: Actor['stands'] | null }
/** The database let this one give way: two waited for each other, or it could not be put in order. Nothing of it stays. */
const gaveWay = (e: unknown): boolean => ['40P01', '40001'].includes(sqlState(e) ?? '')
/** One transaction as one person. One that had to give way is run once more: nothing of the first run stays, and what was prepared before it is prepared still. */
const transaction = <T>(...asked: Parameters<typeof once<T>>): Promise<T> => once(...asked).catch((e: unknown) => { if (gaveWay(e)) return once(...asked); throw e })
/** Begin and enter ride with the first statement, commit with the last; the first failure is the one reported. A read takes one a batch. */
async function once<T>(ground: Ground, endpoint: Endpoint, token: string | null, now: string, run: (session: Session, me: Promise<Actor>) => Promise<T>): Promise<T> {
  const client = await ground.pool.connect()
  const reading = (endpoint.kind === 'query' || endpoint.kind === 'ask') && !endpoint.recorded
  let entered: Promise<pg.QueryResult<Entered>> | undefined
  const session: Session = new Session(client, () => {
    void session.send('begin')
    const answer = token === null ? session.send<Entered>('select kernel.enter_public($1)', [now]) : session.send<Entered>('select * from kernel.enter($1, $2, $3)', [ground.hash(token), now, rolesWanted(endpoint)])
    entered ??= answer
  }, reading)
  let broken = false
  try {
    session.start()
    const me = entered!.then(({ rows: [row] }): Actor => { if (!row?.roles) throw new NotSignedIn(); return { personId: row.person_id as Actor['personId'], orgId: row.org_id as Actor['orgId'], roles: row.roles, own: row.own ?? row.roles, stands: row.stands ?? [] } })
    me.catch(() => {})
    const result = await run(session, me)
    if (!reading) { void session.send('commit'); session.close() }
    await session.settle()
    session.close()
    return result
  } catch (e) {
    session.close()
    const first = await session.settle().then(() => undefined, (x: unknown) => x)
    await client.query('rollback').catch(() => { broken = true })
    throw translate(first !== undefined && (sqlState(e) !== undefined || sqlState(first)?.startsWith('LY')) ? first : e, endpoint)
  } finally { client.release(broken) }
}
