import * as z from 'zod'
import { moveServices, openCase, type CaseWork } from '#kernel/case.ts'
import { action } from '#kernel/endpoint.ts'
import { implement, type Implementation } from '#kernel/implement.ts'
import type { Labels } from '#kernel/labels.ts'
import { moveEndpoints } from '#kernel/moves.ts'
import { editionsOf, newest, signingLabels, type Migration, type Procedure } from '#kernel/procedure.ts'
import { travel, type Ground } from '#kernel/road.ts'
import type { House } from './house.ts'
import type { Story } from './story.ts'

/** A house with procedures of a test's own, walked down the same road as everybody's. */
export interface Probe {
  readonly ground: Ground
  /** a case at hospital a between its offices and the sponsor side; answers its id */
  open(procedure: string, s: Story, facts?: Record<string, unknown>): Promise<string>
  as<T = Record<string, unknown>>(who: string, name: string, raw?: object, key?: string): Promise<T>
  /** one move with the version in force */
  move(who: string, name: string, id: string, more?: object): Promise<{ id: string; stage: string; version: number }>
  stand(id: string): Promise<{ stage: string; version: number; outcome: string | null; facts: Record<string, unknown>; edition: number }>
  person(login: string): Promise<string>
}
let n = 0
export function probe(h: House, procedures: readonly Procedure[], works: Readonly<Record<string, CaseWork>> = {}, labels: Labels = {}, migrations: readonly Migration[] = []): Probe {
  const base = h.o.ground, all = { ...base.labels, ...labels }
  const ground: Ground = { ...base, labels: { ...all, ...signingLabels(procedures, all) }, work: { ...base.work, procedures: new Map([...base.work.procedures, ...newest(procedures)]), editions: new Map([...base.work.editions, ...editionsOf(procedures)]), migrations: [...base.work.migrations, ...migrations], works: new Map([...base.work.works, ...Object.entries(works)]) } }
  const opening = action('test.open', { who: 'member', input: z.object({ procedure: z.string(), study: z.uuid(), org: z.uuid(), sponsor: z.uuid(), facts: z.record(z.string(), z.unknown()) }), output: z.object({ id: z.string() }) })
  const own = implement(opening, async (call) => ({ id: await openCase(call, { procedure: call.input.procedure, subjectId: call.input.study, orgId: call.input.org, title: '试办件', facts: call.input.facts, parties: [{ orgId: call.input.org, side: 'site' }, { orgId: call.input.sponsor, side: 'sponsor' }] }) }))
  const made = [...newest(procedures).keys()].flatMap((name) => { const editions = procedures.filter((p) => p.name === name); return moveServices(editions, moveEndpoints(editions)) })
  const find = (name: string) => { const found = [own, ...made, ...h.o.implementations].find((i) => i.endpoint.name === name); if (!found) throw new Error(`no ${name}`); return found }
  const as = async <T>(who: string, name: string, raw: object = {}, key = `probe-${++n}-key`): Promise<T> => JSON.parse((await travel(ground, find(name), { token: await h.token(who), raw, key, lang: 'zh', request: 'probe' })).text) as T
  const stand: Probe['stand'] = async (id) => (await h.sql<{ stage: string; version: number; outcome: string | null; facts: Record<string, unknown>; edition: number }>('select stage, version, outcome, facts, edition from kernel.case where id = $1', [id]))[0]!
  return {
    ground, as, stand,
    open: async (procedure, s, facts = {}) => (await as<{ id: string }>('qizhou-cra', 'test.open', { procedure, study: s.study, org: await h.org('a'), sponsor: await h.org('qizhou'), facts })).id,
    move: async (who, name, id, more_ = {}) => as(who, name, { id, seen: (await stand(id)).version, ...more_ }),
    person: async (login) => (await h.sql<{ person_id: string }>('select person_id from kernel.account where login = $1', [login]))[0]!.person_id,
  }
}
