// What may be done with a turn besides moving on: send back (退回), take back (撤回), hand to a colleague (转办). Kernel verbs, the same for every procedure.
import { sql } from 'kysely'
import * as api from './api.ts'
import { reasonTexts } from './board.ts'
import { today } from './calendar.ts'
import { actsAs, editionOf, eventsOf, lockCase, notTheirTurn, onBehalf, settle, shown, sinceThen, withoutLast, type CaseId, type CaseRow, type EventRow } from './case.ts'
import { implement, type Call } from './implement.ts'
import { holderOf, openMove, returns } from './procedure.ts'
import { Conflict, NotFound, Refusal, type Reason } from './refusal.ts'

const readCase = async (call: Call, id: string): Promise<CaseRow> => {
  const row = await call.db.selectFrom('kernel.case as c').innerJoin('kernel.desk as d', (j) => j.onRef('d.caseId', '=', 'c.id').on('d.orgId', '=', sql<never>`kernel.my_org()`)).selectAll('c').select('d.side').select(sql<never>`kernel.facts_known(c.id, c.facts)`.as('facts')).where('c.id', '=', id as CaseId).executeTakeFirst()
  if (!row) throw new NotFound()
  return row as unknown as CaseRow
}
/** Locks a case as it was seen. */
async function seenCase(call: Call, { id, seen }: { readonly id: string; readonly seen: number }): Promise<CaseRow> {
  const it = await lockCase(call, id, 0)
  if (it.version !== seen) throw new Conflict(await sinceThen(call, it))
  return it
}
/** Whether this person's office holds the case, or this person where one is named. */
async function notMyTurn(call: Call, it: CaseRow): Promise<Reason[]> {
  const by = it.closedAt === null ? holderOf(editionOf(call, it), it.stage) : undefined
  return by ? notTheirTurn(call, by, it, 'case.not-the-person') : [{ code: 'case.nobodys-turn' }]
}
/** Where the holder may send the case back to, or why not now. */
async function backFrom(call: Call, it: CaseRow, events: readonly EventRow[]): Promise<{ to: string[]; against: Reason[] }> {
  const p = editionOf(call, it), to = returns(p, it.stage, new Set(events.map((e) => e.stage))), against = await notMyTurn(call, it)
  const still = shown(p, it.limits, events, call)?.face.state === 'stopped'
  return { to, against: against.length > 0 ? against : to.length === 0 ? [{ code: 'case.nowhere-back' }] : still ? [{ code: 'case.back-while-stopped' }] : [] }
}

interface LastMove { readonly id: number; readonly move: string; readonly name: string; readonly at: string; readonly stageFrom: string | null; readonly orgId: string | null; readonly side: string; readonly audience: 'all' | 'side' | 'org' | 'office'; readonly roles: string[]; readonly actId: string; readonly later: number }
/** The last move made, and how many events of other acts followed it. */
const lastMove = async (call: Call, id: string): Promise<LastMove | undefined> => (await sql<LastMove>`
  select e.id, e.move, e.name, e.at, e.stage_from, e.org_id, e.side, e.audience, e.roles, e.act_id, (select count(*)::int from kernel.event x where x.case_id = e.case_id and x.id > e.id and x.act_id <> e.act_id) later
    from kernel.event e where e.case_id = ${id} and e.move not like 'case.%' order by e.id desc limit 1`.execute(call.db)).rows[0]
/** Why the last move cannot be taken back: by the office that made it, the same day, while nothing followed; never an end, a join, a signature, a letter in force. */
async function recallable(call: Call, it: CaseRow, last: LastMove | undefined): Promise<{ move: string | null; against: Reason[] }> {
  const me = await call.me, p = editionOf(call, it), open = last?.stageFrom ? openMove(p, last.stageFrom, last.move) : undefined, work = (call.work.works.get(`${p.name}@${p.edition}`) ?? call.work.works.get(p.name))?.moves?.[last?.move ?? '']
  const holder = open?.holder
  if (!last || !open || !holder || open.automatic || last.orgId !== me.orgId || !actsAs(me, holder, it)) return { move: null, against: [{ code: 'case.not-yours-to-recall' }] }
  return { move: last.move, against: [
    ...(it.closedAt !== null || p.stages[it.stage]?.together || open.of || open.letter || (work?.effect && !work.undo) ? [{ code: 'case.recall-never' }] : []),
    ...(last.later > 0 || open.to !== it.stage ? [{ code: 'case.recall-followed' }] : []),
    ...(today(last.at) !== call.today ? [{ code: 'case.recall-another-day', facts: { day: today(last.at) } }] : []),
  ] }
}

const heads = ['institution-head', 'department-head', 'system-admin']
interface Colleague { readonly id: string; readonly name: string; readonly nameEn: string; readonly roles: string[] }
/** To whom of my organisation the open task may be handed: those in office there now who hold one of its roles. */
const colleagues = async (call: Call, roles: readonly string[]): Promise<readonly Colleague[]> => (await sql<Colleague>`
  select distinct on (p.id) p.id, p.name, p.name_en, m.roles from kernel.membership m join kernel.person p on p.id = m.person_id
   where m.org_id = kernel.my_org() and m.roles && ${[...roles]}::text[] and m.from_on <= ${call.today}::date and (m.to_on is null or m.to_on >= ${call.today}::date) order by p.id`.execute(call.db)).rows
export async function assignable(call: Call, it: CaseRow): Promise<{ people: readonly Colleague[]; against: Reason[] }> {
  const me = await call.me, p = editionOf(call, it), by = it.closedAt === null ? holderOf(p, it.stage) : undefined
  // what is kept inside is handed on by those inside
  if (!by || by.side !== it.side || ![...by.roles, ...(p.escalation?.inside ? p.escalation.head : heads)].some((r) => me.roles.includes(r))) return { people: [], against: [{ code: 'case.not-yours-to-assign' }] }
  if (by.person) return { people: [], against: [{ code: 'case.assign-in-person', facts: { office: call.say(`role.${by.roles[0]}`) } }] }
  return { people: await colleagues(call, by.roles), against: [] }
}
/** Gives an open task to one person of the same office; the locked row is the caller's. Also used by a handover. */
export async function assign(call: Call, it: CaseRow, personId: string, note: string): Promise<number> {
  const me = await call.me, p = editionOf(call, it), events = await eventsOf(call, [it.id])
  return settle(call, p, it, 'case.assign', it.stage, call.now, events.get(it.id) ?? [], { note, to: personId }, { audience: 'org', roles: [] }, { facts: { assigned: { stage: it.stage, personId, orgId: me.orgId } } })
}

export const turnServices = [
  implement(api.turn, async (call) => {
    const it = await readCase(call, call.input.id), p = editionOf(call, it), en = call.lang === 'en'
    const [events, last, to] = await Promise.all([eventsOf(call, [it.id]), lastMove(call, it.id), assignable(call, it)])
    const [back, recall] = await Promise.all([backFrom(call, it, events.get(it.id) ?? []), recallable(call, it, last)])
    const given = it.facts['assigned'] as { stage: string; personId: string } | undefined
    return {
      version: it.version,
      back: { to: back.against.length === 0 ? back.to.map((s) => ({ key: s, label: call.say(`${p.name}.stage.${s}`) })) : [], against: reasonTexts(call, back.against) },
      recall: { label: recall.move ? call.say(`${p.name}.${recall.move}`) : null, against: reasonTexts(call, recall.against) },
      assign: { to: to.people.map((c) => ({ key: c.id, label: `${en ? c.nameEn : c.name} · ${call.say(`role.${c.roles[0]}`)}` })), now: given?.stage === it.stage ? to.people.find((c) => c.id === given.personId)?.[en ? 'nameEn' : 'name'] ?? null : null, against: reasonTexts(call, to.against) },
    }
  }),
  implement(api.back, async (call) => {
    const it = await seenCase(call, call.input), p = editionOf(call, it), events = (await eventsOf(call, [it.id])).get(it.id) ?? [], { to, against } = await backFrom(call, it, events)
    if (against.length > 0) throw new Refusal(against)
    if (!to.includes(call.input.to)) throw new Refusal('case.not-there-before', { stages: to.map((s) => call.say(`${p.name}.stage.${s}`)).join(call.say('case.and')) })
    // within one house it is the house's own affair; across, every party reads the reason
    const inside = p.stages[it.stage]!.by!.side === p.stages[call.input.to]!.by!.side
    return { id: it.id, stage: call.input.to, version: await settle(call, p, it, 'case.back', call.input.to, call.now, events, { note: call.input.note, ...onBehalf(await call.me, holderOf(p, it.stage), it) }, inside ? { audience: 'org', roles: [] } : undefined) }
  }),
  implement(api.recall, async (call) => {
    const it = await seenCase(call, call.input), p = editionOf(call, it), [events, last] = await Promise.all([eventsOf(call, [it.id]), lastMove(call, it.id)]), { move, against } = await recallable(call, it, last)
    if (against.length > 0) throw new Refusal(against)
    const version = await settle(call, p, it, 'case.recall', last!.stageFrom!, call.now, withoutLast(events.get(it.id) ?? []), { note: call.input.note, recalls: last!.id }, { audience: last!.audience, roles: last!.roles })
    await (call.work.works.get(`${p.name}@${p.edition}`) ?? call.work.works.get(p.name))?.moves?.[move!]?.undo?.(call, { ...it, stage: last!.stageFrom!, version })
    return { id: it.id, stage: last!.stageFrom!, version }
  }),
  implement(api.assign, async (call) => {
    const it = await seenCase(call, call.input), { people, against } = await assignable(call, it)
    if (against.length > 0) throw new Refusal(against)
    if (!people.some((c) => c.id === call.input.personId)) throw new Refusal('case.assign-not-of-the-office', { office: holderOf(editionOf(call, it), it.stage)!.roles.map((r) => call.say(`role.${r}`)).join(call.say('case.or')) })
    return { id: it.id, stage: it.stage, version: await assign(call, it, call.input.personId, call.input.note ?? '') }
  }),
]
