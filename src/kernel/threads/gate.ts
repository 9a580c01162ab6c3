import { sql } from 'kysely'
import { basis } from '../cite.ts'
import type { CaseRow } from '../case.ts'
import type { Call } from '../implement.ts'
import { openMove, type Procedure, type Stage } from '../procedure.ts'
import type { Reason } from '../refusal.ts'

/** Whether a case comes to this stage by being returned: then every question must be answered before it goes back. */
export const returnedTo = (p: Procedure, stage: string): boolean => Object.entries<Stage>(p.stages).some(([from, s]) => Object.keys(s.moves ?? {}).some((m) => { const o = openMove(p, from, m); return o?.returns && o.to === stage }))
/** Why a returned case cannot go back yet: questions put to this side are still open. */
export async function threadReasons(call: Call, it: CaseRow): Promise<readonly Reason[]> {
  const { rows: [row] } = await sql<{ n: number; spots: string | null }>`select count(*)::int n, string_agg(distinct anchor_label, '、' order by anchor_label) spots from (select anchor_label from kernel.thread where case_id = ${it.id} and state = 'open' and to_side = ${it.side} order by issued_at limit 50) t`.execute(call.db)
  return row && row.n > 0 ? [{ code: 'threads.unanswered', facts: { n: row.n, spots: row.spots ?? '' }, basis: [basis('platform', '平台约定：一次性补正告知，逐条答复')] }] : []
}
/** Whether an event by this name sends a case back to the applicant. */
export const returning = (p: Procedure, move: string): boolean => Object.keys(p.stages).some((s) => openMove(p, s, move)?.returns)
/** Everything this institution has drawn up for the case goes out with the return, as one complete list of its round. */
export const issueDrafts = (call: Call, it: Pick<CaseRow, 'id'>, p: Procedure, before: readonly { readonly name: string }[]) => sql`select kernel.thread_issue(${it.id}, ${1 + before.filter((e) => returning(p, e.name)).length})`.execute(call.db)
