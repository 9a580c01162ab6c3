import { sql } from 'kysely'
import type { Call } from '../implement.ts'
import { extend, inclusion, nodeHash, rootOf, subtrees, verifyInclusion, type Range } from './merkle.ts'
import { readPinned, signedNote, type Checkpoint } from './note.ts'

/** A row's proof, to be checked by anyone who has the pinned key: SHA-256(0x00‖row) = hash, hash and path give the checkpoint's root, the checkpoint is signed. */
export interface Proof {
  /** its place in the log, from 1 */
  readonly seq: number
  /** hex, as are the path's hashes, nearest first */
  readonly hash: string
  readonly path: readonly string[]
  readonly size: number
  readonly root: string
  readonly at: string
  /** the checkpoint as a signed note */
  readonly checkpoint: string
  /** what the pinned key must be */
  readonly key: string
  readonly fingerprint: string
  /** the row's own bytes as text, where this person may read it */
  readonly row: string | null
  /** the row as it stands gives this hash; null where it may not be read */
  readonly intact: boolean | null
}
const blockOf = 256

/** Proof that an event stands in the log; null as long as it is not in it (less than a second), or there is none. Whoever may not read the event gets hashes only. */
export async function proofOf(call: Pick<Call, 'db'>, eventId: number): Promise<Proof | null> {
  const [keys, leaves, checkpoints, rows] = await Promise.all([
    sql<{ key: string | null }>`select kernel.audit_key() as key`.execute(call.db),
    sql<{ seq: number; hash: Buffer }>`select * from kernel.audit_leaf(${eventId})`.execute(call.db),
    sql<Checkpoint>`select * from kernel.audit_checkpoints(0, 9223372036854775807, 1)`.execute(call.db),
    sql<{ text: string | null; hash: Buffer | null }>`select t.text, sha256('\\x00'::bytea || convert_to(t.text, 'UTF8')) hash from (select kernel.audit_event(${eventId}) as text) t`.execute(call.db),
  ])
  const [leaf] = leaves.rows, [checkpoint] = checkpoints.rows, [row] = rows.rows, key = keys.rows[0]?.key
  if (!key || !leaf || !checkpoint || leaf.seq > checkpoint.size) return null
  const path = await hashesOf(call, inclusion(leaf.seq - 1, checkpoint.size))
  if (!verifyInclusion(leaf.seq - 1, checkpoint.size, leaf.hash, path, checkpoint.root)) throw new Error(`audit: leaf ${leaf.seq} is not in the tree of ${checkpoint.size}`)
  return {
    seq: leaf.seq, hash: leaf.hash.toString('hex'), path: path.map((p) => p.toString('hex')), size: checkpoint.size, root: checkpoint.root.toString('hex'), at: checkpoint.at,
    checkpoint: signedNote(readPinned(key).origin, checkpoint), key, fingerprint: readPinned(key).fingerprint, row: row?.text ?? null, intact: row?.hash ? row.hash.equals(leaf.hash) : null,
  }
}
/** The hashes of a path's subtrees: large ones as kept, those below 256 rows from their leaves. */
async function hashesOf(call: Pick<Call, 'db'>, path: readonly Range[]): Promise<Buffer[]> {
  const parts = path.map(subtrees), all = parts.flat(), small = all.filter((p) => 2 ** p.level < blockOf), large = all.filter((p) => 2 ** p.level >= blockOf)
  const { rows } = await sql<{ level: number; index: number; hash: Buffer }>`select * from kernel.audit_hashes(${small.map((p) => p.index * 2 ** p.level)}::bigint[], ${small.map((p) => (p.index + 1) * 2 ** p.level)}::bigint[], ${large.map((p) => p.level)}::int[], ${large.map((p) => p.index)}::bigint[])`.execute(call.db)
  const kept = new Map(rows.map((r) => [`${r.level} ${r.index}`, r.hash]))
  const one = ({ level, index }: { level: number; index: number }): Buffer => {
    if (2 ** level >= blockOf) return kept.get(`${level} ${index}`)!
    return rootOf(extend(0, [], Array.from({ length: 2 ** level }, (_, i) => kept.get(`0 ${index * 2 ** level + i}`)!)).frontier)
  }
  return parts.map((subs) => subs.map(one).reduceRight((right, left) => nodeHash(left, right)))
}
