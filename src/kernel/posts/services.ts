import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { editionOf, eventsOf, lockCase, settle, type CaseRow } from '../case.ts'
import { spend } from '../confirm.ts'
import { implement, type Actor, type Call } from '../implement.ts'
import { holderOf, insideOf, openMove } from '../procedure.ts'
import { Invalid, NotFound, Refusal, type Reason } from '../refusal.ts'
import { assign, assignable } from '../turn.ts'
import { today } from '../calendar.ts'
import * as api from './api.ts'
import { circular, together } from './rules.ts'

const heads = ['institution-head', 'system-admin'], isHead = (me: Actor): boolean => me.own.some((r) => heads.includes(r))
const offices = (call: Call, roles: readonly string[]): string => roles.map((r) => call.say(`role.${r}`)).join(call.say('posts.and'))
interface Member { readonly membershipId: string; readonly id: string; readonly name: string; readonly nameEn: string; readonly roles: string[]; readonly unit: string | null }
/** Everybody in office in my house today; one who serves in two places of it has two rows. */
const members = async (call: Call): Promise<readonly Member[]> => (await sql<Member>`
  select m.id membership_id, p.id, p.name, p.name_en, m.roles, m.unit from kernel.membership m join kernel.person p on p.id = m.person_id
   where m.org_id = kernel.my_org() and m.from_on <= ${call.today}::date and (m.to_on is null or m.to_on >= ${call.today}::date) order by m.unit, p.name, m.id`.execute(call.db)).rows
const nameOf = (call: Call, p: { name: string; nameEn: string }): string => (call.lang === 'en' ? p.nameEn : p.name)
const people = async (call: Call, ids: readonly string[]): Promise<ReadonlyMap<string, string>> => new Map((await sql<{ id: string; name: string; nameEn: string }>`select id, name, name_en from kernel.person where id = any(${ids}::uuid[])`.execute(call.db)).rows.map((p) => [p.id, nameOf(call, p)]))

interface DelegationRow { readonly id: string; readonly fromPerson: string; readonly toPerson: string; readonly roles: string[]; readonly fromOn: string; readonly toOn: string; readonly reason: string; readonly revokedAt: string | null }
const shownDelegation = (call: Call, me: Actor, names: ReadonlyMap<string, string>, d: DelegationRow) => ({
  id: d.id as never, from: names.get(d.fromPerson) ?? '', to: names.get(d.toPerson) ?? '', mine: d.fromPerson === me.personId ? 'given' as const : d.toPerson === me.personId ? 'received' as const : 'other' as const, offices: offices(call, d.roles), fromOn: d.fromOn, toOn: d.toOn, reason: d.reason,
  state: d.revokedAt ? 'revoked' as const : d.toOn < call.today ? 'ended' as const : d.fromOn > call.today ? 'coming' as const : 'in-force' as const, endedOn: d.revokedAt ? today(d.revokedAt) : d.toOn < call.today ? d.toOn : null,
})
const delegationsOf = async (call: Call, where: { person?: string }): Promise<readonly DelegationRow[]> => (await sql<DelegationRow>`
  select id, from_person, to_person, roles, from_on, to_on, reason, revoked_at from kernel.delegation where org_id = kernel.my_org() and (${where.person ?? null}::uuid is null or ${where.person ?? null}::uuid in (from_person, to_person)) order by to_on desc, made_at desc limit 200`.execute(call.db)).rows

interface HandoverRow { readonly id: string; readonly fromPerson: string; readonly fromMembership: string; readonly toPerson: string; readonly toMembership: string; readonly roles: string[]; readonly leaving: boolean; readonly gone: boolean; readonly reason: string; readonly openedBy: string; readonly openedAt: string; readonly giverSignedAt: string | null; readonly giverSignedBy: string | null; readonly giverDigest: string | null; readonly receiverSignedAt: string | null; readonly list: unknown; readonly doneAt: string | null; readonly cancelledAt: string | null }
const handoversOf = async (call: Call, me: Actor, id?: string): Promise<readonly HandoverRow[]> => (await sql<HandoverRow>`
  select * from kernel.handover where org_id = kernel.my_org() and (${id ?? null}::uuid is null or id = ${id ?? null}::uuid) and (${isHead(me)} or ${me.personId}::uuid in (from_person, to_person, opened_by)) order by opened_at desc limit 100`.execute(call.db)).rows
const summary = (call: Call, me: Actor, names: ReadonlyMap<string, string>, h: HandoverRow) => ({
  id: h.id as never, from: names.get(h.fromPerson) ?? '', to: names.get(h.toPerson) ?? '', offices: offices(call, h.roles), leaving: h.leaving, gone: h.gone, reason: h.reason, openedBy: names.get(h.openedBy) ?? '', openedAt: h.openedAt, giverSignedAt: h.giverSignedAt, giverSignedBy: h.giverSignedBy ? names.get(h.giverSignedBy) ?? '' : null, receiverSignedAt: h.receiverSignedAt, doneAt: h.doneAt, cancelledAt: h.cancelledAt,
  mine: h.fromPerson === me.personId ? 'giver' as const : h.toPerson === me.personId ? 'receiver' as const : isHead(me) ? 'head' as const : 'none' as const,
})

interface Bound extends Pick<CaseRow, 'id' | 'procedure' | 'edition' | 'stage' | 'version' | 'title' | 'facts'> { readonly depth: number; readonly place: string }
/** Which facts of a case pass: all of one who leaves; else those that name the giver for an office handed over. */
function passing(call: Call, h: Pick<HandoverRow, 'fromPerson' | 'roles' | 'leaving'>, b: Pick<Bound, 'procedure' | 'edition' | 'facts'>): string[] {
  const holders = [...call.work.editions.values()].flatMap((p) => Object.keys(p.stages).flatMap((s) => [holderOf(p, s), ...Object.keys(p.stages[s]!.moves ?? {}).map((m) => openMove(p, s, m)!.holder)]))
  const rolesOf = (key: string): readonly string[] => (key === 'assigned' ? holderOf(editionOf(call, b), (b.facts['assigned'] as { stage: string }).stage)?.roles ?? [] : holders.flatMap((x) => (x?.person === key ? x.roles : [])))
  return Object.keys(b.facts).filter((key) => JSON.stringify(b.facts[key]).includes(h.fromPerson) && (h.leaving || rolesOf(key).some((r) => h.roles.includes(r))))
}
const boundTo = async (call: Call, h: HandoverRow): Promise<readonly Bound[]> => (await sql<Bound>`select * from kernel.bound_cases(${h.fromPerson})`.execute(call.db)).rows.filter((b) => passing(call, h, b).length > 0)
/** The list as it stands: what is bound to the giver in person passes by name; what the office holds stays with the post. */
async function listOf(call: Call, me: Actor, h: HandoverRow) {
  const [bound, delegations, { rows: [counts] }] = await Promise.all([
    boundTo(call, h), delegationsOf(call, { person: h.fromPerson }),
    sql<{ office: number; drafts: number; letters: number }>`select (select count(*)::int from kernel.desk d where d.org_id = kernel.my_org() and d.open and d.mine and d.roles && ${h.roles}::text[]) office, kernel.drafts_of(${h.fromPerson}) drafts, (select count(*)::int from kernel.letter l where l.org_id = kernel.my_org() and l.drawn_by = ${h.fromPerson} and l.state not in ('in-force', 'void', 'superseded')) letters`.execute(call.db),
  ])
  // a head may see that a member has cases to hand over, not which
  const party = [h.fromPerson, h.toPerson].includes(me.personId), kept = (b: Bound) => !party && insideOf(editionOf(call, b))?.within.some((r) => me.roles.includes(r)) === false
  const items = bound.map((b, i) => kept(b) ? { key: String(i), what: call.say(b.procedure), title: call.say('posts.kept-inside'), place: '', stage: '', bound: true } : { key: b.id, what: call.say(b.procedure), title: b.title, place: b.place, stage: call.say(`${b.procedure}.stage.${b.stage}`), bound: JSON.stringify({ ...b.facts, assigned: null }).includes(h.fromPerson) })
  const running = delegations.filter((d) => d.revokedAt === null && d.toOn >= call.today)
  const digest = createHash('sha256').update(JSON.stringify([h.id, h.fromPerson, h.toPerson, [...h.roles].sort(), h.leaving, bound.map((b) => b.id).sort(), running.map((d) => d.id).sort()])).digest('hex')
  const names = await people(call, running.flatMap((d) => [d.fromPerson, d.toPerson]))
  return { digest, items, bound, delegations: running.map((d) => shownDelegation(call, me, names, d)), counts: counts! }
}

/** Writes one person in the place of another wherever a case names him. */
export function renamed(facts: unknown, from: string, to: string): unknown {
  if (facts === from) return to
  if (Array.isArray(facts)) return [...new Set(facts.map((x: unknown) => renamed(x, from, to)))]
  return typeof facts === 'object' && facts !== null ? Object.fromEntries(Object.entries(facts).map(([k, v]) => [k, renamed(v, from, to)])) : facts
}
/** Every case bound to the giver names the receiver from now on: one event each, and the room's own records with it. */
async function pass(call: Call, h: HandoverRow, bound: readonly Bound[]): Promise<void> {
  for (const { id } of bound) {
    const it = await lockCase(call, id, 0), p = editionOf(call, it), inside = insideOf(p)
    if (it.closedAt !== null) continue
    // what names the giver, as it stands now that the case is locked: the receiver need not be able to read it
    const [now, events] = await Promise.all([boundTo(call, h), eventsOf(call, [id])]), held = now.find((b) => b.id === id)
    if (!held) continue
    const facts = Object.fromEntries(passing(call, h, held).map((key) => [key, renamed(held.facts[key], h.fromPerson, h.toPerson)]))
    const version = await settle(call, p, it, 'case.handover', it.stage, call.now, events.get(id) ?? [], { to: h.toPerson, from: h.fromPerson }, inside && { audience: 'office', roles: [...inside.within] }, { facts })
    await (call.work.works.get(`${p.name}@${p.edition}`) ?? call.work.works.get(p.name))?.handover?.(call, { ...it, facts: { ...it.facts, ...facts }, version }, h.fromPerson, h.toPerson)
  }
}
const lockHouse = (call: Call) => sql`select pg_advisory_xact_lock(hashtextextended(kernel.my_org()::text || 'posts', 0))`.execute(call.db)
const inWords = (call: Call, reasons: readonly Reason[]): Reason[] => reasons.map((r) => ({ ...r, facts: { one: call.say(`role.${r.facts!['one']}`), other: call.say(`role.${r.facts!['other']}`) } }))
/** Who gives and who receives: both in office here, not the same, only offices the giver holds; for another only a head. */
async function parties(call: Call, { fromPersonId, toPersonId, roles }: { readonly fromPersonId?: string | undefined; readonly toPersonId: string; readonly roles: readonly string[] }) {
  const me = await call.me, all = await members(call), giverId = fromPersonId ?? me.personId
  if (giverId !== me.personId && !isHead(me)) throw new Refusal('posts.not-a-head')
  if (toPersonId === giverId || toPersonId === me.personId) throw new Refusal('posts.to-oneself')
  const from = all.filter((m) => m.id === giverId).find((m) => roles.every((r) => m.roles.includes(r))), to = all.find((m) => m.id === toPersonId)
  if (!to) throw new Refusal('posts.not-in-office', { who: call.say('posts.the-other') })
  if (!from) throw new Refusal('posts.not-your-office', { offices: offices(call, all.filter((m) => m.id === giverId).flatMap((m) => m.roles)) })
  return { me, from, to, all }
}

export const implementations = [
  implement(api.mine, async (call) => {
    const me = await call.me, [all, delegations, handovers, { rows: [own] }] = await Promise.all([members(call), delegationsOf(call, isHead(me) ? {} : { person: me.personId }), handoversOf(call, me), sql<{ n: number }>`select count(*)::int n from kernel.desk where org_id = kernel.my_org() and mine and open and roles && ${[...me.own]}::text[]`.execute(call.db)])
    const names = await people(call, [me.personId, ...me.stands.map((s) => s.personId), ...delegations.flatMap((d) => [d.fromPerson, d.toPerson]), ...handovers.flatMap((h) => [h.fromPerson, h.toPerson, h.openedBy, h.giverSignedBy ?? h.openedBy])])
    return {
      today: call.today, waiting: own!.n, me: { id: me.personId, name: names.get(me.personId) ?? '', own: me.own.map((role) => ({ role, label: call.say(`role.${role}`) })), stands: me.stands.map((s) => ({ name: names.get(s.personId) ?? '', offices: offices(call, s.roles) })), head: isHead(me) },
      colleagues: all.filter((m) => m.id !== me.personId).map((m) => ({ id: m.id as never, name: nameOf(call, m), offices: m.roles.map((role) => ({ role, label: call.say(`role.${role}`) })), unit: call.lang === 'en' ? null : m.unit })),
      delegations: delegations.map((d) => shownDelegation(call, me, names, d)), handovers: handovers.map((h) => summary(call, me, names, h)),
    }
  }),
  implement(api.delegate, async (call) => {
    const { fromOn, toOn, reason, roles } = call.input
    if (toOn < fromOn) throw new Invalid([{ path: 'toOn', code: 'posts.backwards' }])
    if (toOn < call.today) throw new Invalid([{ path: 'toOn', code: 'posts.in-the-past' }])
    if (call.calendar.addDays(fromOn, 366) < toOn) throw new Invalid([{ path: 'toOn', code: 'posts.too-long' }])
    await lockHouse(call)
    const { me, from, to, all } = await parties(call, call.input)
    const standing = (await delegationsOf(call, {})).filter((d) => d.revokedAt === null && d.toOn >= fromOn && d.fromOn <= toOn).map((d) => ({ from: d.fromPerson, to: d.toPerson, fromOn: d.fromOn, toOn: d.toOn, roles: d.roles }))
    const held = [...all.filter((m) => m.id === to.id).flatMap((m) => m.roles), ...standing.filter((d) => d.to === to.id).flatMap((d) => d.roles)]
    const against: Reason[] = [
      ...inWords(call, together(call.work.apart, held, roles)),
      ...(circular({ from: from.id, to: to.id, fromOn, toOn }, standing) ? [{ code: 'posts.circular' }] : []),
      ...(standing.some((d) => d.from === from.id && d.to === to.id && d.roles.some((r) => roles.includes(r))) ? [{ code: 'posts.overlapping' }] : []),
    ]
    if (against.length > 0) throw new Refusal(against)
    const id = call.newId<'delegation'>('delegation')
    await sql`insert into kernel.delegation (id, org_id, from_person, to_person, roles, from_on, to_on, reason, made_by) values (${id}, kernel.my_org(), ${from.id}, ${to.id}, ${[...roles]}::text[], ${fromOn}, ${toOn}, ${reason}, ${me.personId})`.execute(call.db)
    return { id }
  }),
  implement(api.revoke, async (call) => {
    const me = await call.me, { rows: [d] } = await sql<DelegationRow & { madeBy: string }>`select * from kernel.delegation where id = ${call.input.id}`.execute(call.db)
    if (!d) throw new NotFound()
    if (![d.fromPerson, d.toPerson, d.madeBy].includes(me.personId) && !isHead(me)) throw new Refusal('posts.not-yours-to-revoke')
    if (d.revokedAt !== null || d.toOn < call.today) throw new Refusal('posts.over-already')
    const { rows } = await sql`update kernel.delegation set revoked_at = kernel.now(), revoked_by = kernel.my_person() where id = ${call.input.id} and revoked_at is null returning id`.execute(call.db)
    if (rows.length === 0) throw new Refusal('posts.over-already')
    return { ok: true as const }
  }),
  implement(api.held, async (call) => {
    const me = await call.me
    interface Row { id: string; version: number; procedure: string; stage: string; title: string; place: string; dueOn: string | null; roles: string[]; personId: string | null; personName: string | null; personNameEn: string | null }
    const [{ rows }, all] = await Promise.all([sql<Row>`
      select d.case_id id, c.version, d.procedure, d.stage, d.title, d.place, d.due_on, d.roles, d.person_id, p.name person_name, p.name_en person_name_en
        from (select case_id, procedure, stage, title, place, due_on, roles, person_id from kernel.desk where org_id = kernel.my_org() and mine and open and roles && ${[...(isHead(me) ? (await members(call)).flatMap((m) => m.roles) : me.own)]}::text[] and not named order by due_on, case_id limit 200) d
        join kernel.case c on c.id = d.case_id left join kernel.person p on p.id = d.person_id order by d.due_on, d.case_id`.execute(call.db), members(call)])
    const named = new Set([...call.work.editions.values()].flatMap((p) => Object.keys(p.stages).filter((s) => holderOf(p, s)?.person || (p.escalation?.inside && ![...(holderOf(p, s)?.roles ?? []), ...p.escalation.head].some((r) => me.roles.includes(r)))).map((s) => `${p.name} ${s}`)))
    return { rows: rows.filter((r) => !named.has(`${r.procedure} ${r.stage}`)).map((r) => ({ id: r.id as never, version: r.version, what: call.say(`${r.procedure}.todo.${r.stage}`), title: r.title, place: r.place, dueOn: r.dueOn, with: call.lang === 'en' ? r.personNameEn : r.personName, to: all.filter((m) => m.roles.some((x) => r.roles.includes(x))).map((m) => m.id as never) })) }
  }),
  implement(api.reassign, async (call) => {
    const cases = [...call.input.cases].sort((a, b) => (a.id < b.id ? -1 : 1)), against: Reason[] = []
    for (const { id, seen } of cases) {
      const it = await lockCase(call, id, 0), may = await assignable(call, it)
      const why = it.version !== seen ? [{ code: 'posts.moved', facts: { title: it.title } }] : may.against.length > 0 ? may.against : may.people.some((x) => x.id === call.input.personId) ? [] : [{ code: 'case.assign-not-of-the-office', facts: { office: offices(call, holderOf(editionOf(call, it), it.stage)!.roles) } }]
      if (why.length === 0) await assign(call, it, call.input.personId, call.input.note ?? '')
      against.push(...why)
    }
    if (against.length > 0) throw new Refusal(against.filter((r, i) => against.findIndex((x) => JSON.stringify(x) === JSON.stringify(r)) === i))
    return { done: cases.length }
  }),
  implement(api.handover, async (call) => {
    const { leaving, reason, roles } = call.input
    await lockHouse(call)
    const { me, from, to, all } = await parties(call, call.input), gone = from.id !== me.personId, passed = leaving ? from.roles : [...roles]
    const held = [...all.filter((m) => m.id === to.id).flatMap((m) => m.roles), ...(await delegationsOf(call, { person: to.id })).filter((d) => d.toPerson === to.id && d.revokedAt === null && d.toOn >= call.today).flatMap((d) => d.roles)]
    const { rows: open } = await sql`select 1 from kernel.handover where from_membership = ${from.membershipId} and done_at is null and cancelled_at is null`.execute(call.db)
    const against = [...inWords(call, together(call.work.apart, held, passed)), ...(open.length > 0 ? [{ code: 'posts.open-already' }] : [])]
    if (against.length > 0) throw new Refusal(against)
    const id = call.newId<'handover'>('handover')
    await sql`insert into kernel.handover (id, org_id, from_person, from_membership, to_person, to_membership, roles, leaving, gone, reason, opened_by) values (${id}, kernel.my_org(), ${from.id}, ${from.membershipId}, ${to.id}, ${to.membershipId}, ${passed}::text[], ${leaving}, ${gone}, ${reason}, ${me.personId})`.execute(call.db)
    return { id }
  }),
  implement(api.list, async (call) => {
    const me = await call.me, [h] = await handoversOf(call, me, call.input.id)
    if (!h) throw new NotFound()
    const [now, names, org] = await Promise.all([h.doneAt ? h.list as Omit<Awaited<ReturnType<typeof listOf>>, 'bound'> : listOf(call, me, h), people(call, [h.fromPerson, h.toPerson, h.openedBy, h.giverSignedBy ?? h.openedBy]), call.db.selectFrom('kernel.org').select(['name', 'nameEn']).where('id', '=', me.orgId).executeTakeFirstOrThrow()])
    const over = h.doneAt !== null || h.cancelledAt !== null, giver = giverOf(h) === me.personId || (h.gone && isHead(me)), receiver = h.toPerson === me.personId
    const why = over || (!giver && !receiver) ? null : receiver && !h.giverSignedAt && !giver ? call.say('posts.giver-first') : h.giverDigest !== null && h.giverDigest !== now.digest && !giver ? call.say('posts.giver-again') : null
    return { ...summary(call, me, names, h), org: nameOf(call, org), digest: now.digest, giverDigest: h.giverDigest === null ? null : h.giverDigest === now.digest, items: now.items, delegations: now.delegations, counts: now.counts, may: { sign: !over && why === null && ((giver && (h.giverSignedAt === null || h.giverDigest !== now.digest)) || (receiver && h.giverDigest === now.digest)), cancel: !over && (giver || receiver || isHead(me)), why } }
  }),
  implement(api.sign, async (call) => {
    const me = await call.me
    await sql`select 1 from kernel.handover where id = ${call.input.id} for update`.execute(call.db)
    const [h] = await handoversOf(call, me, call.input.id)
    if (!h) throw new NotFound()
    if (h.doneAt !== null || h.cancelledAt !== null) throw new Refusal('posts.over-already')
    const now = await listOf(call, me, h), giver = giverOf(h) === me.personId || (h.gone && isHead(me) && h.toPerson !== me.personId)
    if (!giver && h.toPerson !== me.personId) throw new Refusal('posts.not-a-party')
    if (now.digest !== call.input.digest) throw new Refusal('posts.list-changed')
    if (!giver && h.giverDigest === null) throw new Refusal('posts.giver-first')
    if (!giver && h.giverDigest !== now.digest) throw new Refusal('posts.giver-again')
    await spend(call, call.input.confirmation, now.digest, api.sign.name)
    if (giver) {
      await sql`update kernel.handover set giver_signed_at = kernel.now(), giver_signed_by = kernel.my_person(), giver_digest = ${now.digest} where id = ${h.id}`.execute(call.db)
      return { done: false }
    }
    const { bound, ...kept } = now
    await pass(call, h, bound)
    await sql`update kernel.handover set receiver_signed_at = kernel.now(), list = ${JSON.stringify(kept)}::jsonb where id = ${h.id}`.execute(call.db)
    for (const moved of call.work.handedOver) await moved(call, h.fromMembership, h.toMembership, h.roles)
    await sql`select kernel.handover_done(${h.id})`.execute(call.db)
    return { done: true }
  }),
  implement(api.cancel, async (call) => {
    const me = await call.me, [h] = await handoversOf(call, me, call.input.id)
    if (!h) throw new NotFound()
    const { rows } = await sql`update kernel.handover set cancelled_at = kernel.now(), cancelled_by = kernel.my_person() where id = ${h.id} and done_at is null and cancelled_at is null returning id`.execute(call.db)
    if (rows.length === 0) throw new Refusal('posts.over-already')
    return { ok: true as const }
  }),
]
/** Who signs on the giver's side: the giver, or the head who opened it for one who is gone. */
function giverOf(h: HandoverRow): string { return h.gone ? h.openedBy : h.fromPerson }
