import { sql } from 'kysely'
import { eventsOf, lockCase, masked, type CaseRow } from '../case.ts'
import { today } from '../calendar.ts'
import { implement, type Call } from '../implement.ts'
import { openMove, type Procedure } from '../procedure.ts'
import { Conflict, NotFound, Refusal } from '../refusal.ts'
import * as api from './api.ts'
import { returnedTo, returning } from './gate.ts'

interface Row {
  id: string; caseId: string; subjectId: string; title: string; procedure: string; place: string | null; placeEn: string | null; anchorKind: string; anchor: string; anchorLabel: string; body: string
  state: 'draft' | 'open' | 'answered' | 'closed' | 'dropped'; round: number; version: number; groupId: string | null; side: string; toSide: string; orgId: string; org: string; orgEn: string; personId: string; person: string | null; personEn: string | null
  at: string; issuedAt: string | null; answeredAt: string | null; mySide: string; answering: string | null; answeringEn: string | null
}
/** The offices of a side that work on a procedure: they ask and answer for it. */
export const officesOf = (p: Procedure, side: string): string[] => [...new Set(Object.keys(p.stages).flatMap((s) => {
  const holders = [p.stages[s]!.by, ...Object.keys(p.stages[s]!.moves ?? {}).map((m) => openMove(p, s, m)?.holder)]
  return holders.flatMap((h) => (h?.side === side ? h.roles : []))
}))]
const procedureOf = (call: Call, name: string): Procedure => { const p = call.work.procedures.get(name); if (!p) throw new NotFound(); return p }
const columns = sql`t.id, t.case_id, t.subject_id, d.title, d.procedure, place.short place, place.short_en place_en, t.anchor_kind, t.anchor, t.anchor_label, t.body, t.state, t.round, t.version, t.group_id, t.side, t.to_side, t.org_id, o.short org, o.short_en org_en, t.person_id, p.name person, p.name_en person_en, t.at, t.issued_at, t.answered_at, d.side my_side,
  (select string_agg(x.short, ' / ' order by x.short) from kernel.party y join kernel.org x on x.id = y.org_id where y.case_id = t.case_id and y.side = t.to_side) answering, (select string_agg(x.short_en, ' / ' order by x.short_en) from kernel.party y join kernel.org x on x.id = y.org_id where y.case_id = t.case_id and y.side = t.to_side) answering_en`
const joins = sql`join kernel.desk d on d.case_id = t.case_id and d.org_id = kernel.my_org() join kernel.case c on c.id = t.case_id left join kernel.org place on place.id = c.org_id join kernel.org o on o.id = t.org_id left join kernel.person p on p.id = t.person_id`

interface ReplyRow { threadId: string; at: string; body: string; orgId: string; org: string; orgEn: string; person: string | null; personEn: string | null; closes: number }
/** Questions in words, with their answers; outside its institution an asker or answerer is an office, never a person. */
async function shown(call: Call, rows: readonly Row[]): Promise<api.Thread[]> {
  const me = await call.me, en = call.lang === 'en'
  const replies = rows.length === 0 ? [] : (await sql<ReplyRow>`select r.thread_id, r.at, r.body, r.org_id, o.short org, o.short_en org_en, p.name person, p.name_en person_en, (select count(*)::int from kernel.thread_reply x where x.reply_id = r.reply_id) closes
    from kernel.thread_reply r join kernel.org o on o.id = r.org_id left join kernel.person p on p.id = r.person_id where r.thread_id = any(${rows.map((r) => r.id)}::uuid[]) order by r.at, r.id`.execute(call.db)).rows
  const named = (procedure: string, r: { orgId: string; org: string; orgEn: string; person: string | null; personEn: string | null }) => (r.orgId === me.orgId ? masked(call, me, procedure, 'threads') ?? (en ? r.personEn : r.person) : null) ?? (en ? r.orgEn : r.org)
  return rows.map((r) => {
    const p = procedureOf(call, r.procedure), since = r.state === 'answered' ? r.answeredAt : r.state === 'open' ? r.issuedAt : null
    return {
      id: r.id as never, caseId: r.caseId as never, subjectId: r.subjectId, subject: r.title, kind: call.say(r.procedure), place: (en ? r.placeEn : r.place) ?? '', anchor: { kind: r.anchorKind as never, anchor: r.anchor, label: r.anchorLabel }, body: r.body,
      state: r.state, stateText: call.say(`threads.state.${r.state}`), round: r.round, version: r.version, group: r.groupId, who: named(r.procedure, r), toWhom: (en ? r.answeringEn : r.answering) ?? call.say(`side.${r.toSide}`), at: r.issuedAt ?? r.at,
      waitedDays: since ? call.calendar.workdaysBetween(today(since), call.today) : 0,
      mayAnswer: r.state === 'open' && r.mySide === r.toSide && officesOf(p, r.toSide).some((x) => me.roles.includes(x)), mayJudge: r.orgId === me.orgId && ['draft', 'open', 'answered'].includes(r.state) && officesOf(p, r.side).some((x) => me.roles.includes(x)),
      replies: replies.filter((x) => x.threadId === r.id).map((x) => ({ at: x.at, who: named(r.procedure, x), body: x.body, closes: x.closes })),
    }
  })
}
/** The history says it too: what was asked or answered, for those who may read it; the turn stays where it is. */
async function told(call: Call, it: Pick<CaseRow, 'id' | 'subjectId' | 'stage' | 'procedure'>, name: string, data: Record<string, unknown>, readers: { audience: 'all' | 'office'; side: string; roles: readonly string[] }): Promise<void> {
  const stage = procedureOf(call, it.procedure).stages[it.stage]
  await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: it.id as never, subjectId: it.subjectId, name, move: name, stageFrom: it.stage, stageTo: it.stage, holderSide: stage?.by?.side ?? null, orgId: sql<never>`kernel.my_org()`, personId: sql<never>`kernel.my_person()`, data: JSON.stringify(data), audience: readers.audience, side: readers.side, roles: sql<string[]>`${readers.roles}::text[]` }).execute()
}
const found = async (call: Call, ids: readonly string[]): Promise<Row[]> => {
  const { rows } = await sql<Row>`select ${columns} from kernel.thread t ${joins} where t.id = any(${[...new Set(ids)]}::uuid[]) order by t.case_id, t.at, t.id`.execute(call.db)
  if (rows.length !== new Set(ids).size) throw new NotFound()
  return rows
}
/** Moves questions on, all or none; whoever was later is told where they stand. */
async function moved(call: Call, rows: readonly Row[], from: readonly string[], to: string): Promise<void> {
  const { rows: done } = await sql<{ id: string }>`select * from kernel.thread_moved(${rows.map((r) => r.id)}::uuid[], ${from}::text[], ${to})`.execute(call.db)
  if (done.length === rows.length) return
  const [now] = await shown(call, (await found(call, rows.map((r) => r.id))).filter((r) => !done.some((d) => d.id === r.id)))
  throw new Conflict({ version: now?.version ?? 0, stage: now?.stateText ?? '', did: now?.stateText ?? '', who: now?.replies.at(-1)?.who ?? now?.who ?? '', at: now?.replies.at(-1)?.at ?? null })
}
const mine = (call: Call, roles: readonly string[], offices: readonly string[]): void => { if (!offices.some((r) => roles.includes(r))) throw new Refusal('threads.not-your-office', { offices: offices.map((r) => call.say(`role.${r}`)).join(call.say('case.or')) }) }
const casesOf = async (call: Call, rows: readonly Row[]) => new Map((await call.db.selectFrom('kernel.case').select(['id', 'subjectId', 'stage', 'procedure']).where('id', 'in', [...new Set(rows.map((r) => r.caseId as never))]).execute()).map((c) => [c.id as string, c]))

export const services = [
  implement(api.of, async (call) => {
    const [{ rows }, it, parties] = await Promise.all([
      sql<Row>`select ${columns} from kernel.thread t ${joins} where t.case_id = ${call.input.id} and t.state <> 'dropped' order by t.at, t.id limit 500`.execute(call.db),
      sql<CaseRow>`select c.*, d.side from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.id = ${call.input.id}`.execute(call.db),
      call.db.selectFrom('kernel.party').select('side').distinct().where('caseId', '=', call.input.id).execute(),
    ])
    const own = it.rows[0]
    if (!own) throw new NotFound()
    const me = await call.me, p = procedureOf(call, own.procedure), asks = own.closedAt === null && officesOf(p, own.side).some((r) => me.roles.includes(r)) ? parties.map((y) => y.side).filter((s) => s !== own.side && officesOf(p, s).length > 0) : []
    const anchors = asks.length === 0 ? [] : (await Promise.all(call.work.anchors.map((a) => a(call, own.subjectId)))).flat()
    return { threads: await shown(call, rows), anchors, asks: asks.map((side) => ({ side, label: call.say(`side.${side}`) })) }
  }),
  implement(api.list, async (call) => {
    const where = { answer: sql`t.state = 'open' and d.side = t.to_side`, asked: sql`t.state in ('draft', 'open', 'answered') and t.org_id = kernel.my_org()`, done: sql`t.state = 'closed'` }[call.input.tab]
    const [{ rows }, counts] = await Promise.all([
      sql<Row>`select ${columns} from kernel.thread t ${joins} where ${where} order by ${call.input.tab === 'done' ? sql`t.closed_at desc` : sql`t.subject_id, t.anchor, t.issued_at nulls first`}, t.id limit 201`.execute(call.db),
      sql<{ answer: number; asked: number }>`select count(*) filter (where t.state = 'open' and d.side = t.to_side)::int answer, count(*) filter (where t.org_id = kernel.my_org())::int asked from kernel.thread t join kernel.desk d on d.case_id = t.case_id and d.org_id = kernel.my_org() where t.state in ('draft', 'open', 'answered')`.execute(call.db),
    ])
    return { rows: await shown(call, rows.slice(0, 200)), more: rows.length > 200, counts: counts.rows[0]! }
  }),
  implement(api.ask, async (call) => {
    const { caseId, toSide, anchor, body, draft } = call.input
    const [it, me, events] = await Promise.all([lockCase(call, caseId, 0), call.me, eventsOf(call, [caseId])])
    const p = procedureOf(call, it.procedure), offices = officesOf(p, it.side)
    if (it.closedAt !== null) throw new Refusal('threads.case-closed')
    mine(call, me.roles, offices)
    if (toSide === it.side || officesOf(p, toSide).length === 0) throw new Refusal('threads.nobody-there', { side: call.say(`side.${toSide}`) })
    const id = call.newId<'thread'>('thread'), returns = (events.get(caseId) ?? []).filter((e) => returning(p, e.name)).length, round = returnedTo(p, it.stage) ? Math.max(1, returns) : 1 + returns
    await call.db.insertInto('kernel.thread').values({ id, caseId, subjectId: it.subjectId, anchorKind: anchor.kind, anchor: anchor.anchor, anchorLabel: anchor.label, body, state: draft ? 'draft' : 'open', round, audience: draft ? 'office' : 'all', side: it.side, orgId: me.orgId, roles: sql<string[]>`${offices}::text[]`, toSide, personId: me.personId, actId: call.act, issuedAt: draft ? null : call.now }).execute()
    if (!draft) await told(call, it, 'threads.ask', { thread: id, anchor: anchor.label }, { audience: 'all', side: it.side, roles: [] })
    return { id }
  }),
  implement(api.answer, async (call) => {
    const rows = await found(call, call.input.ids), me = await call.me, cases = await casesOf(call, rows)
    for (const r of rows) mine(call, me.roles, officesOf(procedureOf(call, r.procedure), r.toSide))
    await moved(call, rows, ['open'], 'answered')
    const replyId = call.newId('reply')
    await call.db.insertInto('kernel.threadReply').values(rows.map((r) => ({ id: call.newId<'thread_reply'>('thread_reply'), threadId: r.id as never, caseId: r.caseId as never, replyId, side: r.mySide, orgId: me.orgId, personId: me.personId, actId: call.act, body: call.input.body }))).execute()
    for (const r of rows) await told(call, cases.get(r.caseId)!, 'threads.answer', { thread: r.id, anchor: r.anchorLabel }, { audience: 'all', side: r.mySide, roles: [] })
    return { changed: rows.length }
  }),
  implement(api.close, async (call) => {
    const rows = await found(call, call.input.ids), me = await call.me, cases = await casesOf(call, rows)
    for (const r of rows) mine(call, me.roles, officesOf(procedureOf(call, r.procedure), r.side))
    await moved(call, rows, ['answered'], 'closed')
    for (const r of rows) await told(call, cases.get(r.caseId)!, 'threads.close', { thread: r.id, anchor: r.anchorLabel }, { audience: 'all', side: r.mySide, roles: [] })
    return { changed: rows.length }
  }),
  implement(api.again, async (call) => {
    const rows = await found(call, [call.input.id]), me = await call.me, cases = await casesOf(call, rows), [r] = rows
    mine(call, me.roles, officesOf(procedureOf(call, r!.procedure), r!.side))
    await moved(call, rows, ['answered'], 'open')
    await call.db.insertInto('kernel.threadReply').values({ id: call.newId<'thread_reply'>('thread_reply'), threadId: r!.id as never, caseId: r!.caseId as never, replyId: call.newId('reply'), side: r!.mySide, orgId: me.orgId, personId: me.personId, actId: call.act, body: call.input.body }).execute()
    await told(call, cases.get(r!.caseId)!, 'threads.again', { thread: r!.id, anchor: r!.anchorLabel }, { audience: 'all', side: r!.mySide, roles: [] })
    return { changed: 1 }
  }),
  implement(api.drop, async (call) => {
    const rows = await found(call, [call.input.id]), me = await call.me, cases = await casesOf(call, rows), [r] = rows
    const offices = officesOf(procedureOf(call, r!.procedure), r!.side)
    mine(call, me.roles, offices)
    await moved(call, rows, ['draft', 'open'], 'dropped')
    await told(call, cases.get(r!.caseId)!, 'threads.drop', { thread: r!.id, anchor: r!.anchorLabel }, { audience: r!.state === 'draft' ? 'office' : 'all', side: r!.mySide, roles: offices })
    return { changed: 1 }
  }),
  implement(api.join, async (call) => {
    const rows = await found(call, call.input.ids), me = await call.me
    for (const r of rows) mine(call, me.roles, officesOf(procedureOf(call, r.procedure), r.toSide))
    if (new Set(rows.map((r) => r.subjectId)).size > 1) throw new Refusal('threads.join.other-study')
    const group = rows.find((r) => r.groupId)?.groupId ?? call.newId('group')
    const { rows: [done] } = await sql<{ n: number }>`select kernel.thread_join(${rows.map((r) => r.id)}::uuid[], ${group}) n`.execute(call.db)
    if (done?.n !== rows.length) throw new Refusal('threads.join.not-open')
    return { changed: rows.length }
  }),
]
