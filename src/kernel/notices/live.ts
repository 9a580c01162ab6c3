// Who has a page open, and which of its answers went stale. One reader a server looks at what was committed; each stream hears only of its own organisation's cases and its own notices.
import type { ServerResponse } from 'node:http'
import type { Pool } from '../db/open.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Actor } from '../implement.ts'

interface Stream { readonly token: Buffer; readonly actor: Actor; readonly out: ServerResponse; readonly stale: Set<string>; behind: boolean }
export interface LiveOptions { readonly pool: Pool; readonly endpoints: readonly Endpoint[]; readonly clock: () => string; /** ms between two looks */ readonly every?: number; readonly heartbeat?: number; readonly recheck?: number; /** pages one person may have open at once; the oldest gives way */ readonly most?: number }
export interface Live {
  /** takes over an answer whose session was just checked */
  join(token: Uint8Array, actor: Actor, out: ServerResponse): void
  /** this session has ended here: its streams end now; `over` when no other follows it */
  drop(token: Uint8Array, over?: boolean): void
  count(): number
  close(): Promise<void>
}
/** The kernel's own answers that show cases. */
const shared = ['case', 'session', 'documents', 'letters', 'threads', 'posts', 'notices', 'audit', 'calendar']
const roomOf = (name: string): string => name.split('.', 1)[0]!

export function openLive({ pool, endpoints, clock, every = 250, heartbeat = 20_000, recheck = 15_000, most = 12 }: LiveOptions): Live {
  const streams = new Set<Stream>(), reads = endpoints.filter((e) => (e.kind === 'query' || e.kind === 'ask') && e.who !== 'public').map((e) => e.name)
  /** Answers that may have changed when a case of these procedures moved. */
  const changed = (...procedures: string[]): string[] => reads.filter((r) => shared.includes(roomOf(r)) || procedures.some((p) => roomOf(p) === roomOf(r)))
  const ofNotices = reads.filter((r) => roomOf(r) === 'notices' || r === 'session.me')
  let at: { xact: string; event: number; seen: string; notice: number } | null = null, timer: NodeJS.Timeout | undefined, closed = false, looking: Promise<void> = Promise.resolve()

  /** Whoever does not read is not waited for. */
  const end = (s: Stream): void => { streams.delete(s); if (s.behind) s.out.destroy(); else s.out.end() }
  /** Nobody is signed in there any more: the window asks who is here before it would come back. */
  const dismiss = (s: Stream): void => { if (!s.behind) s.out.write('data: {"stale":["session.me"]}\n\n'); end(s) }
  /** What is not taken by a slow reader is kept as a set of names and goes out in one line when there is room again. */
  const flush = (s: Stream): void => {
    if (s.behind || s.stale.size === 0) return
    const line = `data: ${JSON.stringify({ stale: [...s.stale] })}\n\n`
    s.stale.clear()
    if (!s.out.write(line)) { s.behind = true; s.out.once('drain', () => { s.behind = false; flush(s) }) }
  }
  const tellAll = (names: readonly string[], to: (s: Stream) => boolean): void => { for (const s of streams) if (to(s)) for (const n of names) s.stale.add(n) }

  /** From where on is read: known before the first listener is told that it listens. */
  async function begin(): Promise<NonNullable<typeof at>> {
    if (at === null) { const { rows: [now] } = await pool.query<{ xact: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text xact'); at = { xact: now!.xact, event: 0, seen: now!.xact, notice: 0 } }
    return at
  }
  async function look(): Promise<void> {
    const from = await begin()
    const [events, notices] = await Promise.all([
      pool.query<{ xact: string; id: number; procedure: string; subject: string; orgs: string[] }>(`select e.xact::text xact, e.id, c.procedure, s.procedure subject, array(select d.org_id from kernel.desk d where d.case_id = e.case_id) orgs
        from (select * from kernel.event where (xact, id) > ($1::xid8, $2::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact, id limit 500) e
        join kernel.case c on c.id = e.case_id join kernel.case s on s.id = e.subject_id order by e.xact, e.id`, [from.xact, from.event]),
      pool.query<{ xact: string; seq: number; person: string; org: string }>(`select xact::text xact, seq, person_id person, org_id org from kernel.notice where (xact, seq) > ($1::xid8, $2::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact, seq limit 500`, [from.seen, from.notice]),
    ])
    for (const e of events.rows) tellAll(changed(e.procedure, e.subject), (s) => e.orgs.includes(s.actor.orgId))
    for (const n of notices.rows) tellAll(ofNotices, (s) => s.actor.personId === n.person && s.actor.orgId === n.org)
    const lastEvent = events.rows.at(-1), lastNotice = notices.rows.at(-1)
    at = { xact: lastEvent?.xact ?? from.xact, event: lastEvent?.id ?? from.event, seen: lastNotice?.xact ?? from.seen, notice: lastNotice?.seq ?? from.notice }
    for (const s of streams) flush(s)
  }
  /** Nobody listens: nothing is read, and where it was read up to is forgotten. */
  const next = (): void => {
    if (closed || timer !== undefined) return
    if (streams.size === 0) { at = null; return }
    timer = setTimeout(() => { looking = look().catch(() => { /* the database is away: the next look catches up */ }).finally(() => { timer = undefined; next() }) }, every)
  }
  const check = async (): Promise<void> => {
    const all = [...streams]
    if (all.length === 0) return
    const { rows } = await pool.query<{ token: Buffer }>('select t token from kernel.sessions_standing($1::bytea[], $2) t', [[...new Map(all.map((s) => [s.token.toString('hex'), s.token])).values()], clock()])
    const standing = new Set(rows.map((r) => r.token.toString('hex')))
    for (const s of all) if (!standing.has(s.token.toString('hex'))) dismiss(s)
  }
  const beat = setInterval(() => { for (const s of streams) if (!s.behind) s.out.write(':\n\n') }, heartbeat), guard = setInterval(() => { void check().catch(() => {}) }, recheck)
  return {
    join: (token, actor, out) => {
      const s: Stream = { token: Buffer.from(token), actor, out, stale: new Set(), behind: false }
      streams.add(s)
      // one that gives way comes back later, not at once in the place of another
      for (const old of [...streams].filter((x) => x.actor.personId === actor.personId).slice(0, -most)) { if (!old.behind) old.out.write('retry: 60000\n\n'); end(old) }
      out.once('close', () => { streams.delete(s) })
      out.on('error', () => { streams.delete(s) })
      void begin().catch(() => {}).then(() => { if (streams.has(s)) out.write('retry: 3000\n\n'); next() })
    },
    drop: (token, over = false) => { for (const s of streams) if (s.token.equals(token)) { if (over) dismiss(s); else end(s) } },
    count: () => streams.size,
    close: async () => { closed = true; clearTimeout(timer); clearInterval(beat); clearInterval(guard); for (const s of [...streams]) end(s); await looking },
  }
}
