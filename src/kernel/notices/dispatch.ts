// Reads what happened below the snapshot horizon, in order, and writes who is told; warns of limits when their moment comes. One at a time, as clerk.
import type pg from 'pg'
import { today, type Calendar } from '../calendar.ts'
import type { Anchor } from '../clock.ts'
import { uuid7, type Randomness } from '../id.ts'
import type { Procedure } from '../procedure.ts'
import { kinds, asks, type Kind } from './kinds.ts'
import { table, tell, warned, type Happening, type Party, type Post, type Recipient } from './recipients.ts'
import { late, nextAt, stands, steps, type Step } from './steps.ts'

/** What the dispatcher stands on: the procedures, the calendar, chance, and whether mail can go out at all. */
export interface Desk { readonly procedures: ReadonlyMap<string, Procedure>; readonly editions: ReadonlyMap<string, Procedure>; readonly calendar: () => Calendar; readonly random: Randomness; readonly mails: boolean }
interface Told { readonly to: readonly Recipient[]; readonly kind: Kind; readonly caseId: string; readonly subjectId: string; readonly source: string; readonly facts: Readonly<Record<string, unknown>>; readonly at: string; readonly old?: boolean }

const letters = '0123456789abcdefghjkmnpqrstvwxyz'
const newCode = (random: Randomness): string => Array.from(random(10), (b) => letters[b % 32]).join('')
/** News this old is no news: it is listed, and nobody is called for it. */
const oldAfter = 7 * 86_400_000

async function within<T>(client: pg.ClientBase, now: string, run: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await client.query('select kernel.enter_public($1)', [now])
    const result = await run()
    await client.query('commit')
    return result
  } catch (e) { await client.query('rollback').catch(() => {}); throw e }
}
const grouped = <T, K>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> => { const by = new Map<K, T[]>(); for (const r of rows) by.set(key(r), [...(by.get(key(r)) ?? []), r]); return by }

/** Parties of cases, and everybody who holds a post at one of them or at an office of the alliance today. */
async function around(client: pg.ClientBase, cases: readonly string[], day: string): Promise<{ parties: Map<string, Party[]>; posts: Post[] }> {
  const { rows } = await client.query<Party & { caseId: string }>('select case_id "caseId", org_id "orgId", side from kernel.party where case_id = any($1)', [cases])
  const { rows: posts } = await client.query<Post>(`select m.person_id "personId", m.org_id "orgId", m.roles, m.unit, o.kind "orgKind" from kernel.membership m join kernel.org o on o.id = m.org_id
    where (m.org_id = any($1) or o.kind = 'office') and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)`, [[...new Set(rows.map((r) => r.orgId))], day])
  return { parties: grouped(rows, (r) => r.caseId), posts }
}
/** Those who act for the people told, today; only where they belong themselves. */
async function withStandIns(client: pg.ClientBase, all: readonly Told[], posts: readonly Post[], day: string): Promise<Told[]> {
  const persons = [...new Set(all.filter((t) => asks.includes(t.kind) || t.kind === 'question').flatMap((t) => t.to.map((r) => r.personId)))]
  if (persons.length === 0) return [...all]
  const { rows } = await client.query<{ for: string; id: string }>('select p.id "for", s.id from unnest($1::uuid[]) p (id) cross join lateral kernel.stand_ins(p.id, $2) s (id)', [persons, day])
  if (rows.length === 0) return [...all]
  return all.map((t) => asks.includes(t.kind) || t.kind === 'question' ? { ...t, to: [...t.to, ...t.to.flatMap((r) => rows.filter((s) => s.for === r.personId && posts.some((x) => x.personId === s.id && x.orgId === r.orgId)).map((s) => ({ personId: s.id, orgId: r.orgId })))] } : t)
}
/** Writes notices with their deliveries: one for each person, organisation and source, however often it is tried. */
async function write(client: pg.ClientBase, desk: Desk, now: string, all: readonly Told[]): Promise<number> {
  const rows = all.flatMap((t) => t.to.map((r) => ({ id: uuid7(now, desk.random), person_id: r.personId, org_id: r.orgId, kind: t.kind, case_id: t.caseId, subject_id: t.subjectId, source: t.source, facts: t.facts, code: newCode(desk.random), at: t.at, read_at: t.old ? t.at : null })))
  if (rows.length === 0) return 0
  const { rows: contacts } = desk.mails ? await client.query<{ person: string; groups: string[]; digest: string | null }>('select person_id person, groups, digest from kernel.contact where person_id = any($1) and email is not null', [[...new Set(rows.map((r) => r.person_id))]]) : { rows: [] }
  const by = new Map(contacts.map((c) => [c.person, c]))
  const deliveries = rows.flatMap((r) => {
    const contact = by.get(r.person_id)
    return [{ id: uuid7(now, desk.random), notice_id: r.id, person_id: r.person_id, org_id: r.org_id, channel: 'in-app', state: 'sent', next_at: null as string | null, at: r.at, sent_at: now as string | null }, ...(contact?.groups.includes(kinds[r.kind]) && r.read_at === null ? [{ id: uuid7(now, desk.random), notice_id: r.id, person_id: r.person_id, org_id: r.org_id, channel: 'email', state: 'waiting', next_at: contact.digest ? nextAt(now, contact.digest) : now, at: now, sent_at: null }] : [])]
  })
  const { rowCount } = await client.query(`with n as (
      insert into kernel.notice (id, person_id, org_id, kind, case_id, subject_id, source, facts, code, at, read_at)
      select x.* from jsonb_to_recordset($1) x (id uuid, person_id uuid, org_id uuid, kind text, case_id uuid, subject_id uuid, source text, facts jsonb, code text, at timestamptz, read_at timestamptz)
      on conflict (person_id, org_id, source) do nothing returning id)
    insert into kernel.delivery (id, notice_id, person_id, org_id, channel, state, next_at, at, sent_at)
    select d.id, d.notice_id, d.person_id, d.org_id, d.channel, d.state, d.next_at, d.at, d.sent_at from jsonb_to_recordset($2) d (id uuid, notice_id uuid, person_id uuid, org_id uuid, channel text, state text, next_at timestamptz, at timestamptz, sent_at timestamptz) join n on n.id = d.notice_id`, [JSON.stringify(rows), JSON.stringify(deliveries)])
  return rowCount ?? 0
}

interface EventRow extends Happening { readonly xact: string; readonly actId: string; readonly at: string; readonly subjectId: string; readonly movedOn: boolean }
const eventColumns = `e.id, e.act_id "actId", e.xact::text xact, e.name, e.move, e.case_id "caseId", e.subject_id "subjectId", e.stage_from "stageFrom", e.stage_to "stageTo", e.org_id "orgId", e.person_id "personId", e.audience, e.side, e.roles, e.data, e.at,
  c.procedure, c.edition, kernel.facts_known(c.id, c.facts) facts, c.org_id place, exists (select from kernel.event l where l.case_id = e.case_id and l.id > e.id and l.stage_from is distinct from l.stage_to) "movedOn"`
/** Events not yet told, of transactions that are all over: a late commit is never skipped, it is only waited for. */
async function news(client: pg.ClientBase, desk: Desk, now: string, limit: number): Promise<number> {
  const { rows: [at] } = await client.query<{ xact: string; id: number }>("select xact::text xact, id from kernel.dispatch where name = 'notices' for update")
  const { rows } = await client.query<EventRow>(`select ${eventColumns} from (select * from kernel.event where (xact, id) > ($1::xid8, $2::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact, id limit $3) e
    join kernel.case c on c.id = e.case_id order by e.xact, e.id`, [at!.xact, at!.id, limit])
  if (rows.length === 0) return 0
  const cases = [...new Set(rows.map((r) => r.caseId))], { parties, posts } = await around(client, cases, today(now))
  const told = rows.flatMap((e): Told[] => {
    const found = tell(desk.procedures, desk.editions.get(`${e.procedure}@${e.edition}`), e, parties.get(e.caseId) ?? [], posts)
    // a turn that has passed already is nobody's turn
    if (!found || (e.movedOn && asks.includes(found.kind))) return []
    return [{ ...found, caseId: e.caseId, subjectId: e.subjectId, source: table.some((r) => r.kind === found.kind && r.event) ? `a:${e.actId}:${e.caseId}:${found.kind}` : `e:${e.id}`, at: e.at, old: Date.parse(now) - Date.parse(e.at) > oldAfter, facts: { procedure: e.procedure, stage: e.stageTo, org: e.orgId, place: e.place } }]
  })
  await write(client, desk, now, await withStandIns(client, told, posts, today(now)))
  await plan(client, desk, cases)
  const last = rows.at(-1)!
  await client.query("update kernel.dispatch set xact = $1::xid8, id = $2 where name = 'notices'", [last.xact, last.id])
  return rows.length
}

/** Writes down when the running limits of these cases are to be warned of; what was planned for another due day is dropped. */
async function plan(client: pg.ClientBase, desk: Desk, cases: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ caseId: string; anchor: Anchor }>(`select distinct on (case_id) case_id "caseId", clock->'anchor' anchor from kernel.desk where case_id = any($1) and open and jsonb_typeof(clock) = 'object' order by case_id`, [cases])
  const planned = rows.flatMap((r) => steps(r.anchor, desk.calendar()).map((s) => ({ case_id: r.caseId, ...s })))
  await client.query(`delete from kernel.escalation e where e.case_id = any($1) and e.done_at is null and not exists (select from jsonb_to_recordset($2) x (case_id uuid, rule text, due text) where (x.case_id, x.rule, x.due) = (e.case_id, e.rule, e.due))`,
    [cases, JSON.stringify(rows.map((r) => ({ case_id: r.caseId, rule: r.anchor.name, due: r.anchor.unit === 'hour' ? r.anchor.dueAt : r.anchor.dueOn })))])
  if (planned.length > 0) await client.query('insert into kernel.escalation (case_id, rule, due, step, at) select x.* from jsonb_to_recordset($1) x (case_id uuid, rule text, due text, step text, at timestamptz) on conflict do nothing', [JSON.stringify(planned)])
}
/** Once a day, and when a dispatcher begins: every open case has its warnings planned, also after a new holiday notice. */
async function sweep(client: pg.ClientBase, desk: Desk, now: string): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const from = after
    const n = await within(client, now, async () => {
      const { rows } = await client.query<{ id: string }>('select distinct case_id id from (select case_id from kernel.desk where case_id > $1 and open and clock is not null order by case_id limit 2000) d order by 1', [from])
      await plan(client, desk, rows.map((r) => r.id))
      after = rows.at(-1)?.id ?? from
      return rows.length
    })
    if (n === 0) break
  }
  await client.query("update kernel.dispatch set day = $1 where name = 'notices'", [today(now)])
}

interface Due { readonly caseId: string; readonly rule: string; readonly due: string; readonly step: Step; readonly at: string }
interface Stand { readonly caseId: string; readonly subjectId: string; readonly procedure: string; readonly edition: number; readonly stage: string; readonly place: string | null; readonly side: string; readonly roles: string[]; readonly persons: string[] | null; readonly anchor: Anchor | null; readonly mine: boolean }
/** How cases stand: one row for each desk that holds them, or any one where nobody does. */
const standing = async (client: pg.ClientBase, cases: readonly string[]): Promise<Map<string, Stand>> => {
  const { rows } = await client.query<Stand>(`select distinct on (d.case_id) d.case_id "caseId", d.subject_id "subjectId", d.procedure, c.edition, d.stage, c.org_id place, d.side, d.roles, case when d.person_id is not null then array[d.person_id] else d.persons end persons, d.clock->'anchor' anchor, d.mine
    from kernel.desk d join kernel.case c on c.id = d.case_id where d.case_id = any($1) and d.open order by d.case_id, d.mine desc`, [cases])
  return new Map(rows.map((r) => [r.caseId, r]))
}
/** Warnings whose moment has come: of several that are due for one limit only the last still means something. */
async function warnings(client: pg.ClientBase, desk: Desk, now: string, limit: number): Promise<number> {
  const { rows } = await client.query<Due>('select case_id "caseId", rule, due, step, at from kernel.escalation where done_at is null and at <= $1 order by at, case_id limit $2', [now, limit])
  if (rows.length === 0) return 0
  const cases = [...new Set(rows.map((r) => r.caseId))], cases_ = await standing(client, cases), { parties, posts } = await around(client, cases, today(now))
  const spoken = new Set<Due>()
  const told = [...grouped(rows, (r) => `${r.caseId} ${r.rule} ${r.due}`).values()].flatMap((run): Told[] => {
    const w = run.reduce((a, b) => (b.at > a.at ? b : a)), c = cases_.get(w.caseId), p = c && desk.editions.get(`${c.procedure}@${c.edition}`)
    if (!c?.anchor || !p || !stands(c.anchor, w)) return []
    const to = c.mine ? warned(p, c, late(w.step), parties.get(w.caseId) ?? [], posts) : []
    spoken.add(w)
    return [{ kind: 'due', to, caseId: w.caseId, subjectId: c.subjectId, source: `c:${w.caseId}:${w.rule}:${w.due}:${w.step}`, at: now, facts: { procedure: c.procedure, stage: c.stage, rule: w.rule, due: w.due, step: w.step, place: c.place } }]
  })
  await write(client, desk, now, await withStandIns(client, told, posts, today(now)))
  await client.query('update kernel.escalation e set done_at = $1, told = x.told from jsonb_to_recordset($2) x (case_id uuid, rule text, due text, step text, told boolean) where (e.case_id, e.rule, e.due, e.step) = (x.case_id, x.rule, x.due, x.step)',
    [now, JSON.stringify(rows.map((r) => ({ case_id: r.caseId, rule: r.rule, due: r.due, step: r.step, told: spoken.has(r) })))])
  return rows.length
}
/** What one side asked of the other (催办). */
async function reminders(client: pg.ClientBase, desk: Desk, now: string, limit: number): Promise<number> {
  const { rows } = await client.query<{ id: string; caseId: string; orgId: string; at: string }>('select id, case_id "caseId", org_id "orgId", at from kernel.reminder where told_at is null order by at limit $1', [limit])
  if (rows.length === 0) return 0
  const cases = [...new Set(rows.map((r) => r.caseId))], at = await standing(client, cases), { parties, posts } = await around(client, cases, today(now))
  const told = rows.flatMap((r): Told[] => {
    const c = at.get(r.caseId)
    if (!c?.mine) return []
    const to = meantBy(c, parties.get(r.caseId) ?? [], posts)
    return [{ kind: 'remind', to, caseId: r.caseId, subjectId: c.subjectId, source: `r:${r.id}`, at: r.at, facts: { procedure: c.procedure, stage: c.stage, org: r.orgId, place: c.place } }]
  })
  await write(client, desk, now, await withStandIns(client, told, posts, today(now)))
  await client.query('update kernel.reminder set told_at = $1 where id = any($2)', [now, rows.map((r) => r.id)])
  return rows.length
}
const meantBy = (c: Stand, parties: readonly Party[], posts: readonly Post[]): Recipient[] => posts.filter((x) => parties.some((y) => y.orgId === x.orgId && y.side === c.side) && x.roles.some((r) => c.roles.includes(r)) && (c.persons === null || c.persons.includes(x.personId)))

/** Everything there is to tell up to now; answers how much it was. Whoever calls it holds the dispatcher's lock. */
export async function dispatch(client: pg.ClientBase, desk: Desk, now: string, limit = 200): Promise<number> {
  // nothing to do is the common case: one reading, nothing locked; asked for its first row in order, or the planner reads every event
  const { rows: [idle] } = await client.query<{ still: boolean }>(`select d.day is not distinct from $2::date and (select id from kernel.event where (xact, id) > (d.xact, d.id) and xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact, id limit 1) is null
    and not exists (select from kernel.reminder where told_at is null) and not exists (select from kernel.escalation where done_at is null and at <= $1) still from kernel.dispatch d where d.name = 'notices'`, [now, today(now)])
  if (idle?.still) return 0
  let done = 0
  for (const part of [news, reminders]) for (let n = limit; n > 0;) { n = await within(client, now, () => part(client, desk, now, limit)); done += n }
  const { rows: [last] } = await client.query<{ day: string | null }>("select day from kernel.dispatch where name = 'notices'")
  if (last?.day !== today(now)) await sweep(client, desk, now)
  for (let n = limit; n > 0;) { n = await within(client, now, () => warnings(client, desk, now, limit)); done += n }
  return done
}
