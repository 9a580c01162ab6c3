import { sql } from 'kysely'
import { glanced } from '../board.ts'
import { today } from '../calendar.ts'
import { implement, prepared, type Call } from '../implement.ts'
import { NotFound } from '../refusal.ts'
import { ownersOf } from '../services.ts'
import * as api from './api.ts'
import type { Kind, Group } from './kinds.ts'
import { line, type Facts } from './say.ts'

const far = '9999-12-31'
const split = (after?: string): string[] => after?.split('~') ?? ['', '']
interface NoticeRow { readonly id: string; readonly code: string; readonly kind: Kind; readonly facts: Facts; readonly at: string; readonly readAt: string | null; readonly caseId: string; readonly subjectId: string; readonly title: string | null; readonly who: string | null; readonly whoEn: string | null; readonly place: string | null; readonly placeEn: string | null }
/** Organisations a notice speaks of, and the title as far as this organisation may see the case. */
const beside = sql`left join kernel.desk d on d.case_id = n.case_id and d.org_id = n.org_id left join kernel.org o on o.id = (n.facts->>'org')::uuid left join kernel.org p on p.id = (n.facts->>'place')::uuid`
const textOf = (call: Call, n: Pick<NoticeRow, 'kind' | 'facts' | 'who' | 'whoEn'>): string => line(call.say, n.kind, n.facts, call.lang === 'en' ? n.whoEn : n.who)
/** Now, to the working day: a rest day counts with the working day before it. */
const workday = (call: Call): string => call.calendar.addWorkdays(call.calendar.addDays(call.today, 1), -1)

interface WaitRow { readonly caseId: string; readonly subjectId: string; readonly procedure: string; readonly stage: string; readonly title: string; readonly place: string; readonly holder: string; readonly roles: string[]; readonly holderSide: string | null; readonly dueOn: string | null; readonly updatedAt: string; readonly clock: unknown; readonly others: string | null; readonly reminded: string | null }

export const services = [
  implement(api.list, async (call) => {
    const { tab, after } = call.input, [at, id] = split(after)
    const mine = sql`person_id = (select kernel.my_person()) and org_id = (select kernel.my_org())`, unread = tab === 'unread' ? sql`and read_at is null` : sql``, on = after === undefined ? sql`` : sql`and (at, id) < (${at}::timestamptz, ${id}::uuid)`
    const counted = (which: ReturnType<typeof sql>) => sql`(select count(*)::int from (select from kernel.notice where ${mine} ${which} limit ${sql.lit(api.countedTo + 1)}) c)`
    const [{ rows }, counts] = await Promise.all([
      sql<NoticeRow>`select n.id, n.code, n.kind, n.facts, n.at, n.read_at, n.case_id, n.subject_id, d.title, o.short who, o.short_en who_en, p.short place, p.short_en place_en
        from (select * from kernel.notice where ${mine} ${unread} ${on} order by at desc, id desc limit 51) n ${beside} order by n.at desc, n.id desc`.execute(call.db),
      sql<{ unread: number; all: number }>`select ${counted(sql`and read_at is null`)} unread, ${counted(sql``)} "all"`.execute(call.db),
    ])
    const last = rows.length > 50 ? rows[49]! : null
    return {
      rows: rows.slice(0, 50).map((n) => ({ id: n.id as never, code: n.code, kind: n.kind, text: textOf(call, n), title: n.title, place: (call.lang === 'en' ? n.placeEn : n.place) ?? '', at: n.at, read: n.readAt !== null, caseId: n.title === null ? null : n.caseId, subjectId: n.title === null ? null : n.subjectId })),
      next: last ? `${last.at}~${last.id}` : null, counts: counts.rows[0]!,
    }
  }),
  implement(api.read, async (call) => {
    const { ids, until } = call.input
    const { rows } = await sql<{ id: string }>`update kernel.notice set read_at = ${call.now} where person_id = kernel.my_person() and org_id = kernel.my_org() and read_at is null and (id = any(${ids ?? []}::uuid[]) or at <= ${until ?? null}::timestamptz) returning id`.execute(call.db)
    return { n: rows.length }
  }),
  implement(api.open, async (call) => {
    const { rows: [n] } = await sql<{ id: string; caseId: string; subjectId: string; here: boolean; seen: boolean; membershipId: string | null; org: string; orgEn: string }>`select n.id, n.case_id, n.subject_id, n.org_id = kernel.my_org() here, exists (select from kernel.desk d where d.case_id = n.case_id and d.org_id = n.org_id) seen, m.id membership_id, o.short org, o.short_en org_en
      from kernel.notice n join kernel.org o on o.id = n.org_id left join lateral (select x.id from kernel.my_memberships() x where x.org_id = n.org_id limit 1) m on true where n.code = ${call.input.code} and n.person_id = kernel.my_person()`.execute(call.db)
    if (!n || (!n.here && n.membershipId === null)) throw new NotFound()
    const leads = n.here && n.seen
    return { id: n.id as never, subjectId: leads ? n.subjectId : null, caseId: leads ? n.caseId : null, membershipId: n.here ? null : n.membershipId as never, org: call.lang === 'en' ? n.orgEn : n.org }
  }),
  implement(api.log, async (call) => {
    const [at, id] = split(call.input.after), me = await call.me, everybody = me.roles.includes('system-admin')
    const { rows } = await sql<NoticeRow & { channel: string; state: string; attempts: number; nextAt: string | null; sentAt: string | null; error: string | null; org: string; orgEn: string }>`select l.id, l.at, l.channel, l.state, l.attempts, l.next_at, l.sent_at, l.error, g.short org, g.short_en org_en, n.kind, n.facts, o.short who, o.short_en who_en
      from (select * from kernel.delivery where ${everybody ? sql`true` : sql`person_id = (select kernel.my_person())`} ${call.input.after === undefined ? sql`` : sql`and (at, id) < (${at}::timestamptz, ${id}::uuid)`} order by at desc, id desc limit 51) l
      join kernel.org g on g.id = l.org_id left join kernel.notice n on n.id = l.notice_id left join kernel.org o on o.id = (n.facts->>'org')::uuid order by l.at desc, l.id desc`.execute(call.db)
    const last = rows.length > 50 ? rows[49]! : null
    return { rows: rows.slice(0, 50).map((d) => ({ id: d.id, at: d.at, text: d.kind === null ? null : textOf(call, d), org: call.lang === 'en' ? d.orgEn : d.org, channel: d.channel, state: d.state, attempts: d.attempts, nextAt: d.state === 'waiting' ? d.nextAt : null, sentAt: d.sentAt, error: d.error })), next: last ? `${last.at}~${last.id}` : null, everybody }
  }),
  prepared(api.settings, async (_, outside) => outside.keep.mails === true, async (call) => {
    const { rows: [c] } = await sql<{ email: string | null; groups: Group[]; digest: string | null }>`select email, groups, digest from kernel.contact where person_id = kernel.my_person()`.execute(call.db)
    return { mails: call.before, email: c?.email ?? '', groups: c?.groups ?? ['turn', 'due', 'remind'], digest: c?.digest ?? null }
  }),
  implement(api.set, async (call) => {
    const { email, groups, digest } = call.input
    await sql`insert into kernel.contact (person_id, email, groups, digest, updated_at) values (kernel.my_person(), ${email || null}, ${[...groups]}::text[], ${digest}, ${call.now}) on conflict (person_id) do update set email = excluded.email, groups = excluded.groups, digest = excluded.digest, updated_at = excluded.updated_at`.execute(call.db)
    return { ok: true as const }
  }),
  implement(api.waiting, async (call) => {
    const { tab, after } = call.input, [at, id] = split(after), theirs = tab === 'theirs'
    const tabs = { ours: sql`mine and open`, theirs: sql`open and not mine and holder_side is not null and procedure = any(array(select x.name from ${ownersOf(call.work)} x (name, holders) where x.holders && (select kernel.my_roles())))` }
    const by = theirs ? sql`updated_at` : sql`due_on`, on = after === undefined ? sql`` : theirs ? sql`and (updated_at, case_id) > (${at}::timestamptz, ${id}::uuid)` : sql`and (coalesce(due_on, ${far}), case_id) > (${at}::date, ${id}::uuid)`
    const counted = (which: ReturnType<typeof sql>) => sql`(select count(*)::int from (select from kernel.desk where org_id = kernel.my_org() and ${which} limit ${sql.lit(api.countedTo + 1)}) c)`
    const [{ rows }, counts, orgs] = await Promise.all([
      sql<WaitRow>`select d.case_id, d.subject_id, d.procedure, d.stage, d.title, d.place, d.holder, d.roles, d.holder_side, d.due_on, d.updated_at, d.clock,
          (select string_agg(distinct o.short, ' / ') from kernel.party y join kernel.org o on o.id = y.org_id where y.case_id = d.case_id and y.side <> d.side) others, (select max(r.day) from kernel.reminder r where r.case_id = d.case_id and r.org_id = d.org_id) reminded
        from (select case_id, ${by} as at from kernel.desk where org_id = kernel.my_org() and ${tabs[tab]} ${on} order by ${by}, case_id limit 51) p join kernel.desk d on d.case_id = p.case_id and d.org_id = kernel.my_org() order by p.at, p.case_id`.execute(call.db),
      sql<{ theirs: number; ours: number }>`select ${counted(tabs.theirs)} theirs, ${counted(tabs.ours)} ours`.execute(call.db),
      call.lang === 'en' ? call.db.selectFrom('kernel.org').select(['short', 'shortEn']).execute() : [],
    ])
    const english = new Map(orgs.map((o) => [o.short, o.shortEn])), named = (names: string) => (english.size === 0 ? names : names.split(' / ').map((n) => english.get(n) ?? n).join(' / '))
    const last = rows.length > 50 ? rows[49]! : null, day = workday(call)
    return {
      rows: rows.slice(0, 50).map((r) => ({
        caseId: r.caseId as never, subjectId: r.subjectId, kind: call.say(r.procedure), what: call.say(`${r.procedure}.stage.${r.stage}`), title: r.title, place: named(r.place), holder: named(theirs ? r.holder : r.others ?? ''), office: theirs && r.roles.length === 1 ? call.say(`role.${r.roles[0]}`) : '', side: r.holderSide,
        dueOn: r.dueOn, face: glanced(call, r.clock), waitedDays: call.calendar.workdaysBetween(today(r.updatedAt), call.today), since: r.updatedAt, reminded: r.reminded, may: theirs && r.reminded !== day, why: theirs && r.reminded === day ? call.say('notices.reminded-today') : null,
      })),
      next: last ? `${theirs ? last.updatedAt : last.dueOn ?? far}~${last.caseId}` : null, counts: counts.rows[0]!,
    }
  }),
  implement(api.remind, async (call) => {
    const ids = [...new Set(call.input.ids)], day = workday(call)
    const { rows } = await sql<{ caseId: string; side: string; waits: boolean; ours: boolean }>`select d.case_id, d.side, d.open and not d.mine and d.holder_side is not null waits, exists (select from ${ownersOf(call.work)} x (name, holders) where x.name = d.procedure and x.holders && (select kernel.my_roles())) ours
      from kernel.desk d where d.case_id = any(${ids}::uuid[]) and d.org_id = kernel.my_org()`.execute(call.db)
    if (rows.length < ids.length) throw new NotFound()
    const may = rows.filter((r) => r.waits && r.ours), new_ = may.map((r) => ({ id: call.newId('reminder'), case_id: r.caseId, side: r.side }))
    const { rows: done } = await sql<{ caseId: string }>`insert into kernel.reminder (id, case_id, org_id, side, person_id, act_id, day, at)
      select x.id, x.case_id, kernel.my_org(), x.side, kernel.my_person(), ${call.act}, ${day}, ${call.now} from jsonb_to_recordset(${JSON.stringify(new_)}::jsonb) x (id uuid, case_id uuid, side text) on conflict (case_id, org_id, day) do nothing returning case_id`.execute(call.db)
    const did = new Set(done.map((d) => d.caseId))
    return { done: [...did] as never[], skipped: rows.filter((r) => !did.has(r.caseId)).map((r) => ({ id: r.caseId as never, why: call.say(!r.waits ? 'notices.not-waiting' : !r.ours ? 'notices.not-ours' : 'notices.reminded-today') })) }
  }),
  implement(api.live, async (call) => { await call.me; return { stale: [] } }),
]
