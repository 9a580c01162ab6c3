// Running cases go over to another edition of their procedure only when asked, and only as it was shown.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import * as api from './api.ts'
import { editionOf, eventsOf, lockCase, rulesOf, settle, type CaseRow, type EventRow } from './case.ts'
import { fold } from './clock.ts'
import { implement, type Call } from './implement.ts'
import { movesAt } from './machine.ts'
import { openMove, type Migration, type Procedure } from './procedure.ts'
import { NotFound, Refusal } from './refusal.ts'

/** The running cases of my institution that still follow the old edition. */
const running = async (call: Call, { procedure, from }: Migration): Promise<readonly CaseRow[]> => (await sql<CaseRow>`
  select c.*, d.side from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.org_id = kernel.my_org() and c.procedure = ${procedure} and c.edition = ${from} and c.closed_at is null order by c.id`.execute(call.db)).rows
const dues = (p: Procedure, it: CaseRow, events: readonly EventRow[], call: Call) => new Map(rulesOf(p, it.limits).map((rule) => { const face = fold(rule, events, call.now, call.calendar); return [rule.name, face.state === 'running' || face.state === 'stopped' ? face.dueOn : null] }))
/** What would change for each case: where it stands, what may be done there, which due days move. */
async function plan(call: Call, m: Migration, cases: readonly CaseRow[]) {
  const from = editionOf(call, { procedure: m.procedure, edition: m.from }), to = editionOf(call, { procedure: m.procedure, edition: m.to }), events = await eventsOf(call, cases.map((c) => c.id))
  const moves = (p: Procedure, stage: string) => new Map(movesAt(p, stage).map((x) => { const o = openMove(p, stage, x)!; return [x, `${x} ${o.to} ${JSON.stringify(o.holder)}`] }))
  return cases.map((it) => {
    const stage = m.stages[it.stage]!, [old, next] = [moves(from, it.stage), moves(to, stage)], own = events.get(it.id) ?? []
    const moved = { ...it, stage }, [was, becomes] = [dues(from, it, own, call), dues(to, moved, own, call)], label = (names: Iterable<string>) => [...names].map((x) => call.say(`${m.procedure}.${x}`))
    return {
      id: it.id, title: it.title, version: it.version, stage: it.stage, stageText: call.say(`${m.procedure}.stage.${it.stage}`), to: stage, toText: call.say(`${m.procedure}.stage.${stage}`),
      gained: label([...next.keys()].filter((x) => next.get(x) !== old.get(x))), lost: label([...old.keys()].filter((x) => old.get(x) !== next.get(x))),
      clocks: [...new Set([...was.keys(), ...becomes.keys()])].filter((name) => (was.get(name) ?? null) !== (becomes.get(name) ?? null)).map((name) => ({ name, label: call.say(name), was: was.get(name) ?? null, becomes: becomes.get(name) ?? null })),
    }
  })
}
const digestOf = (m: Migration, cases: Awaited<ReturnType<typeof plan>>): string => createHash('sha256').update(JSON.stringify([m.procedure, m.from, m.to, cases.map(({ id, version, to, clocks }) => [id, version, to, clocks.map((c) => [c.name, c.was, c.becomes])])])).digest('hex')

export const migrationServices = [
  implement(api.migrations, async (call) => ({
    migrations: await Promise.all(call.work.migrations.map(async (m) => { const cases = await plan(call, m, await running(call, m)); return { procedure: m.procedure, label: call.say(m.procedure), from: m.from, to: m.to, digest: digestOf(m, cases), cases } })),
  })),
  implement(api.migrate, async (call) => {
    const m = call.work.migrations.find((x) => x.procedure === call.input.procedure && x.from === call.input.from && x.to === call.input.to)
    if (!m) throw new NotFound()
    const found = await running(call, m), cases: CaseRow[] = []
    for (const { id } of found) cases.push(await lockCase(call, id, 0))
    const shown = await plan(call, m, cases.filter((c) => c.edition === m.from && c.closedAt === null))
    if (digestOf(m, shown) !== call.input.digest) throw new Refusal('case.migration-changed')
    const to = editionOf(call, { procedure: m.procedure, edition: m.to }), events = await eventsOf(call, cases.map((c) => c.id))
    for (const it of cases) await settle(call, to, it, 'case.migrate', m.stages[it.stage]!, call.now, events.get(it.id) ?? [], { from: m.from, to: m.to }, undefined, { edition: m.to, ...(m.facts ? { facts: m.facts(it.facts) } : {}) })
    return { moved: cases.length }
  }),
]
