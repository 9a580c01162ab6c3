import { sql } from 'kysely'
import { history } from '#kernel/board.ts'
import { today } from '#kernel/calendar.ts'
import { moveServices, openCase } from '#kernel/case.ts'
import type { Id } from '#kernel/id.ts'
import { implement, type Call } from '#kernel/implement.ts'
import { Conflict, NotFound, Refusal } from '#kernel/refusal.ts'
import * as api from './api.ts'
import { readIdentifier, type RegistryRecord } from './import/exchange.ts'
import { study } from './procedure.ts'
import { applies, inviteSponsor, papersFor, processPage, sponsorOf, studyFacts, studyList, studyPage } from './queries.ts'

type Made = api.Facts & { readonly source: 'entered' | 'imported'; readonly registered?: RegistryRecord }
/** Makes a dossier: the case that makes it visible, the facts, the numbers. */
export async function make(call: Call, { source, registered, ...facts }: Made): Promise<Id<'case'>> {
  const me = await call.me
  const named = await sponsorOf(call, facts.sponsorName)
  const id = await openCase(call, { procedure: study.name, title: facts.short, parties: [{ orgId: me.orgId, side: 'sponsor' }, ...(named && named.id !== me.orgId && source === 'entered' && applies(named) ? [{ orgId: named.id, side: 'sponsor' }] : [])], data: { source } })
  await call.db.insertInto('studies.study').values({ id, ...facts, sponsorOrgId: named?.id ?? null, source, registered: registered ? JSON.stringify(registered) : null }).execute()
  for (const i of registered?.identifiers ?? []) await call.db.insertInto('studies.identifier').values({ id: call.newId<'identifier'>('identifier'), studyId: id as never, kind: i.kind, value: i.value, valid: i.valid }).onConflict((c) => c.doNothing()).execute()
  return id
}
/** A fact of the dossier changed: old and new stand in its history. */
export async function noted(call: Call, id: string, stage: string, changed: Record<string, readonly [unknown, unknown]>, name = 'studies.edit'): Promise<void> {
  await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: id as never, subjectId: id, name, move: 'edit', stageFrom: stage, stageTo: stage, orgId: sql<never>`kernel.my_org()`, personId: sql<never>`kernel.my_person()`, data: JSON.stringify({ changed }) }).execute()
}
export const stageOf = async (call: Call, id: string): Promise<string> => {
  const it = await call.db.selectFrom('kernel.case').select('stage').where('id', '=', id as never).where('procedure', '=', study.name).executeTakeFirst()
  if (!it) throw new NotFound()
  return it.stage
}
/** The stage of a dossier a person may still change. */
async function openStage(call: Call, id: string): Promise<string> {
  const stage = await stageOf(call, id)
  if (study.stages[stage as keyof typeof study.stages].ends) throw new Refusal('studies.edit.closed')
  return stage
}

export const actions = [
  implement(api.list, (call) => studyList(call, call.input)),
  implement(api.one, (call) => studyPage(call, call.input.id)),
  implement(api.process, (call) => processPage(call, call.input)),
  implement(api.papers, async (call) => {
    const study = await studyFacts(call, call.input.id)
    if (!study) throw new NotFound()
    const { lines, differs } = await papersFor(call, study)
    return {
      lines: lines.map((l) => ({ kind: l.kind, label: call.say(`document.kind.${l.kind}`), need: l.need, state: l.state, held: l.held.map(({ kind: _, ...h }) => h), basis: l.basis.map((b) => ({ ...b })), from: l.from })),
      differs: differs ? { said: [study.protocolVersion, study.protocolDate].filter(Boolean).join(' / '), is: [differs.label, differs.datedOn].filter(Boolean).join(' / ') } : null,
    }
  }),
  implement(api.create, async (call) => ({ id: await make(call, { ...call.input, source: 'entered' }), version: 1 })),
  implement(api.edit, async (call) => {
    const { id, seen, ...patch } = call.input
    const before = await call.db.selectFrom('studies.study').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    const stage = await openStage(call, id)
    if (!before) throw new NotFound()
    if (before.version !== seen) {
      const last = (await history(call, { cases: [id], limit: 1 }))[0]
      throw new Conflict({ version: before.version, stage: '', did: last?.text ?? '', who: last?.who ?? '', at: last?.at ?? null, changed: last?.facts['changed'] ?? null })
    }
    const changed = Object.fromEntries(Object.entries(patch).filter(([k, v]) => v !== undefined && before[k as keyof typeof before] !== v).map(([k, v]) => [k, [before[k as keyof typeof before], v] as const]))
    if (Object.keys(changed).length === 0) return { id, version: seen }
    const named = changed['sponsorName'] && patch.sponsorName ? await inviteSponsor(call, id, patch.sponsorName) : undefined
    await call.db.updateTable('studies.study').set({ ...Object.fromEntries(Object.entries(changed).map(([k, [, v]]) => [k, v])), ...(changed['sponsorName'] ? { sponsorOrgId: named?.id ?? null } : {}), version: seen + 1, updatedAt: call.now }).where('id', '=', id).execute()
    await noted(call, id, stage, changed)
    // lists show the short name the dossier bears now
    if (patch.short !== undefined && changed['short']) await sql`select kernel.retitle(${id}, ${patch.short})`.execute(call.db)
    return { id, version: seen + 1 }
  }),
  implement(api.confirmNumber, async (call) => {
    const { id, kind, value } = call.input, stage = await openStage(call, id)
    const read = readIdentifier(value), valid = kind === 'mr' ? /^MR-\d{2}-\d{2}-\d{6}$/.test(value) : kind === 'protocol' || kind === 'device-filing' || (read.valid && read.kind === kind)
    const confirmed = { valid, confirmedAt: call.now, confirmedBy: sql<never>`kernel.my_person()` }
    await call.db.insertInto('studies.identifier').values({ id: call.newId<'identifier'>('identifier'), studyId: id as never, kind, value, ...confirmed }).onConflict((c) => c.columns(['studyId', 'kind', 'value']).doUpdateSet(confirmed)).execute()
    await noted(call, id, stage, { [kind]: [null, value] }, 'studies.confirm')
    return { kind, value, valid }
  }),
  ...moveServices(study, api.endpoints),
]
