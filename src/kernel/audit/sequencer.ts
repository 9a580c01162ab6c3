/**
 * The sequencer puts every act, event and note into one Merkle log, in the order (transaction, kind, id), and signs a checkpoint within a second of the commit.
 *
 * What a leaf is: the UTF-8 bytes of `kernel.leaf_text(kind, row)`, made again from the row alone: `{"kind": {column: value, …}}` as PostgreSQL prints jsonb
 * (keys by length, then bytewise; a space after each colon and comma; characters unescaped; instants in UTC with their offset), without the columns that are null
 * and without `xact`. So a column added later must be nullable and without a default: old rows keep their bytes, new ones bring the column in by themselves.
 * A leaf's hash is SHA-256(0x00‖bytes). `kernel.leaf` keeps place and hash, not the bytes: the row itself is the record.
 *
 * No row is skipped: only rows whose transaction is older than every one still running are taken, and those are all there.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { connectionAs } from '../db/migrate.ts'
import type { Log, Target } from '../db/postgres.ts'
import type { Keep } from '../keep.ts'
import { sayer } from '../labels.ts'
import { labels } from './labels.ts'
import { extend, rootOf, type Frontier } from './merkle.ts'
import { checkpointText, signerOf, type Signer } from './note.ts'

const say = sayer(labels, 'zh')
const most = 20_000, storedFrom = 8
export const cut = (bytes: Buffer): Buffer[] => Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(i * 32, i * 32 + 32))
interface Batch { was: number; frontier: Buffer; root: Buffer | null; public_key: string | null; hashes: Buffer }

/** One batch, in one transaction, as keeper or clerk: how many rows came into the log. Several may try at once; one at a time does it. */
export async function sequence(client: pg.ClientBase, signer: Signer, now: string, limit = most): Promise<number> {
  await client.query('begin')
  try {
    const { rows: [batch] } = await client.query<Batch>({ name: 'audit take', text: 'select * from kernel.audit_take($1)', values: [limit] })
    if (batch) {
      const before: Frontier = cut(batch.frontier), was = Number(batch.was)
      // the log is never continued from a state that it did not sign, nor under another key
      if (was > 0 && (!batch.root || !rootOf(before).equals(batch.root))) throw new Error(say('audit.frontier'))
      if (batch.public_key !== null && batch.public_key !== signer.pinned) throw new Error(say('audit.other-key', { was: batch.public_key.split('+')[0]!, is: signer.origin }))
      const branches: [number, number, string][] = []
      const { size, frontier } = extend(was, before, cut(batch.hashes), (level, index, hash) => { if (level >= storedFrom) branches.push([level, index, hash.toString('hex')]) })
      const root = rootOf(frontier), at = new Date(now).toISOString(), signature = signer.sign(checkpointText(signer.origin, { size, root, at }))
      await client.query({ name: 'audit sign', text: 'select kernel.audit_sign($1)', values: [JSON.stringify({ size, at, branches, keyId: signer.keyId, publicKey: signer.pinned, root: root.toString('hex'), signature: signature.toString('hex'), frontier: Buffer.concat(frontier as Buffer[]).toString('hex') })] })
    }
    await client.query('commit')
    return batch ? batch.hashes.length / 32 : 0
  } catch (e) { await client.query('rollback').catch(() => {}); throw e }
}
/** Everything that is committed now, in as many batches as it takes. */
export async function sequenceAll(client: pg.ClientBase, signer: Signer, now: () => string): Promise<number> {
  let all = 0
  for (let n = 1; n > 0; all += n) n = await sequence(client, signer, now())
  return all
}

const pause = 400
/** The background worker of one server: looks every four tenths of a second, survives a lost database, and stops when asked. */
export function start(target: Target, keep: Keep, clock: () => string, log: Log): () => Promise<void> {
  const signer = signerOf(keep.secret('audit-key')), stopping = new AbortController()
  const rest = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => {})
  let told = ''
  const run = async () => {
    while (!stopping.signal.aborted) {
      const client = new pg.Client({ ...connectionAs(target, 'clerk'), application_name: 'linyan audit', connectionTimeoutMillis: 5_000 })
      client.on('error', () => {})
      try {
        await client.connect()
        while (!stopping.signal.aborted) {
          // a full batch is followed by the next at once
          if (await sequence(client, signer, clock()) < most) await rest(pause)
          if (told) { log(say('audit.healed')); told = '' }
        }
      } catch (e) {
        const why = (e as Error).message
        if (why !== told && !stopping.signal.aborted) log(say('audit.stalled', { why }))
        told = why
        await rest(1_000)
      } finally { await client.end().catch(() => {}) }
    }
  }
  const running = run()
  return async () => { stopping.abort(); await running }
}
