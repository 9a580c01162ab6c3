import { sql } from 'kysely'
import * as api from './api.ts'
import { masked } from '../case.ts'
import { implement } from '../implement.ts'
import { NotFound } from '../refusal.ts'
import { leafHash } from './merkle.ts'
import { readPinned, type Checkpoint } from './note.ts'
import { proofOf } from './proof.ts'

/** Beyond this many seconds the log is not sealing: a server is down, or a transaction stays open. */
const late = 60
export const auditServices = [
  implement(api.status, async (call) => {
    const [checkpoints, waiting, keys] = await Promise.all([
      sql<Checkpoint>`select * from kernel.audit_checkpoints(0, 9223372036854775807, 20)`.execute(call.db),
      sql<{ waiting: number; since: string | null }>`select * from kernel.audit_waiting()`.execute(call.db),
      sql<{ key: string | null }>`select kernel.audit_key() as key`.execute(call.db),
    ])
    const heads = checkpoints.rows.map(({ size, root, at }) => ({ size, root: root.toString('hex'), at })).reverse(), [last] = heads, { waiting: n, since } = waiting.rows[0]!, key = keys.rows[0]!.key
    const lagSeconds = since === null ? 0 : Math.max(0, Math.round((Date.parse(call.now) - Date.parse(since)) / 1000))
    return { now: call.now, size: last?.size ?? 0, last: last ?? null, checkpoints: heads, waiting: n, lagSeconds, state: n > 0 && lagSeconds > late ? 'stalled' as const : n > 0 ? 'behind' as const : last ? 'sealed' as const : 'none' as const, key, fingerprint: key === null ? null : readPinned(key).fingerprint }
  }),
  implement(api.proof, async (call) => {
    const { event } = call.input
    const [seen, proof, me] = await Promise.all([call.db.selectFrom('kernel.event as e').innerJoin('kernel.case as c', 'c.id', 'e.caseId').select(['e.name', 'c.procedure']).where('e.id', '=', event).executeTakeFirst(), proofOf(call, event), call.me])
    if (!seen) throw new NotFound()
    // the row names its actor by number; who may not know him gets the hash
    return { proof: proof && masked(call, me, seen.procedure, seen.name) !== null ? { ...proof, row: null, intact: null } : proof }
  }),
  implement(api.letterProof, async (call) => {
    const { rows: [found] } = await sql<{ event: number; number: string; rowText: string }>`select * from kernel.letter_proof(${call.input.token})`.execute(call.db)
    if (!found) throw new NotFound()
    const proof = await proofOf(call, found.event), { data } = (JSON.parse(found.rowText) as { event: { data: { file?: string } } }).event
    return { number: found.number, file: data.file ?? null, proof: proof && { ...proof, row: found.rowText, intact: leafHash(Buffer.from(found.rowText)).toString('hex') === proof.hash } }
  }),
]
