import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Call } from '#kernel/implement.ts'
import type { Line } from './api.ts'
import { doubtLabels, queueLabels, type Reading, type RegistryRecord } from './exchange.ts'
import { changesBetween, factsOf } from './rules.ts'

/** What a file would do, line by line; `records` and `fingerprints` go with the lines. */
export interface Planned { readonly lines: Line[]; readonly records: readonly RegistryRecord[]; readonly fingerprints: readonly string[]; readonly counts: { made: number; changed: number; same: number; queued: number } }

const bare = ({ row: _, ...r }: RegistryRecord) => r
const fingerprint = (r: RegistryRecord) => createHash('sha256').update(JSON.stringify(bare(r))).digest('hex')
/** Compares a file with the dossiers and the queue this organisation already has: made, changed, same or left to a person, each with its reasons. */
export async function planOf(call: Pick<Call, 'db' | 'lang'>, read: Reading): Promise<Planned> {
  const numbers = [...new Set(read.records.flatMap((r) => r.identifiers.filter((i) => i.valid && i.kind !== 'protocol').map((i) => i.value)))]
  const fingerprints = read.records.map(fingerprint)
  const [held, queued] = await Promise.all([
    call.db.selectFrom('studies.identifier as i').innerJoin('studies.study as s', 's.id', 'i.studyId').select(['i.value', 's.id', 's.registered']).where('i.value', '=', sql<string>`any(${numbers})`).execute(),
    call.db.selectFrom('studies.queued').select('fingerprint').where('fingerprint', '=', sql<string>`any(${fingerprints})`).execute(),
  ])
  const byNumber = new Map(held.map((h) => [h.value, h])), waiting = new Set(queued.map((q) => q.fingerprint)), at = call.lang === 'en' ? 1 : 0
  const lines = read.records.map((r, i): Line => {
    const found = r.identifiers.map((x) => (x.valid ? byNumber.get(x.value) : undefined)).find((x) => x !== undefined)
    const changes = found ? (found.registered ? changesBetween(found.registered as RegistryRecord, r) : []) : []
    const same = r.duplicateOf !== null || (found ? changes.length === 0 : r.queued && waiting.has(fingerprints[i]!))
    const outcome = same ? 'same' : found ? 'changed' : r.queued ? 'queued' : 'made'
    return {
      row: r.row, outcome, title: factsOf(r).title || '—', number: r.identifiers[0]?.value ?? '', sponsor: r.sponsorName ?? '', studyId: (found?.id ?? null) as Id<'case'> | null,
      why: r.queue.map((q) => queueLabels[q][at]), doubts: r.doubts.map((d) => doubtLabels[d.code][at] + (d.raw ? `：${d.raw.slice(0, 60)}` : '')), changes,
    }
  })
  const n = (outcome: Line['outcome']) => lines.filter((l) => l.outcome === outcome).length
  return { lines, records: read.records, fingerprints, counts: { made: n('made'), changed: n('changed'), same: n('same'), queued: n('queued') } }
}
