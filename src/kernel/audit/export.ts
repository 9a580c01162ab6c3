import type pg from 'pg'
import { signedNote, type Checkpoint, type Signer } from './note.ts'

const many = 5_000
/**
 * The whole log as lines of JSON, for the offline verifier: a header, each leaf as the exact bytes that were hashed, each checkpoint after the leaves it covers, a signed end.
 * Every byte is prescribed, so that there is one way to write a log and any other is a fault. A row that is gone is written as null.
 */
export async function* exported(client: pg.ClientBase, signer: Signer, now: string): AsyncGenerator<string> {
  await client.query('begin isolation level repeatable read read only')
  try {
    const { rows: [last] } = await client.query<{ size: number }>('select coalesce(max(size), 0) size from kernel.checkpoint')
    const total = Number(last?.size), { origin } = signer
    let checkpoints = 0
    yield `{"linyan-audit":1,"origin":"${origin}","key":"${signer.pinned}"}\n`
    for (let after = 0; after < total; after += many) {
      const to = Math.min(after + many, total)
      const [leaves, heads] = [
        (await client.query<{ seq: string; hash: Buffer; row_text: string | null }>({ name: 'audit rows', text: 'select * from kernel.audit_rows($1, $2)', values: [after, to - after] })).rows,
        (await client.query<Omit<Checkpoint, 'keyId' | 'at'> & { at: Date | string; key_id: string }>({ name: 'audit checkpoints', text: 'select * from kernel.audit_checkpoints($1, $2, $3)', values: [after, to, many] })).rows,
      ]
      let text = '', next = 0
      for (const { seq, hash, row_text: row } of leaves) {
        text += `{"leaf":${seq},"hash":"${hash.toString('hex')}","row":${row ?? 'null'}}\n`
        for (; next < heads.length && Number(heads[next]!.size) <= Number(seq); next++, checkpoints++) {
          const { size: at, root, at: when, key_id: keyId, signature } = heads[next]!
          text += `${JSON.stringify({ checkpoint: signedNote(origin, { size: Number(at), root, at: new Date(when).toISOString(), keyId, signature }) })}\n`
        }
      }
      yield text
    }
    yield `${JSON.stringify({ end: { leaves: total, checkpoints, at: now, signature: signer.sign(endText(origin, total, checkpoints, now)).toString('base64') } })}\n`
  } finally { await client.query('rollback').catch(() => {}) }
}
/** What the end's signature covers: nobody without the key can end an export earlier. */
export const endText = (origin: string, leaves: number, checkpoints: number, at: string): string => `${origin}\nend of export\n${leaves}\n${checkpoints}\n${at}\n`
