import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { implement, prepared, type Call } from '#kernel/implement.ts'
import { Conflict, Invalid, NotFound, Refusal } from '#kernel/refusal.ts'
import { make, noted, stageOf } from '../actions.ts'
import type { Facts } from '../api.ts'
import * as api from './api.ts'
import { FileFault, faultSentence, readRegistry, type Reading, type RegistryRecord } from './exchange.ts'
import { planOf, type Planned } from './queries.ts'
import { factsOf, over } from './rules.ts'

const reading = async (input: { fileName: string }, _: unknown, body: Uint8Array): Promise<Reading | FileFault> => {
  try { return readRegistry(body, input.fileName) } catch (e) { if (e instanceof FileFault) return e; throw e }
}
function readable(call: Call<{ fileName: string }, Reading | FileFault>): Reading {
  const read = call.before
  if (read instanceof FileFault) { const [zh, en] = faultSentence(read, call.input.fileName); throw new Refusal([{ code: 'studies.import.unreadable', facts: { sentence: call.lang === 'en' ? en : zh } }]) }
  return read
}
const hashed = (p: Planned) => createHash('sha256').update(JSON.stringify(p.lines.map((l) => [l.row, l.outcome, l.number, l.title, l.changes]))).digest('hex')
const described = (call: Call, read: Reading, p: Planned, fileName: string) => ({
  fileName, format: read.format, encoding: read.encoding, plan: hashed(p), counts: p.counts, masked: read.records.reduce((n, r) => n + r.contactsMasked, 0),
  remarks: read.faults.map((f) => faultSentence(f, fileName)[call.lang === 'en' ? 1 : 0]), lines: p.lines,
})

export const actions = [
  prepared(api.preview, reading, async (call) => { const read = readable(call as never); return described(call as never, read, await planOf(call as never, read), call.input.fileName) }),
  prepared(api.confirm, reading, async (call) => {
    // two confirmations of one organisation queue up, so that the second sees what the first has made
    await sql`select pg_advisory_xact_lock(hashtextextended('studies.import ' || kernel.my_org(), 0))`.execute(call.db)
    const read = readable(call as never), plan = await planOf(call as never, read)
    if (hashed(plan) !== call.input.plan) throw new Conflict({ did: call.say('studies.import.plan-moved'), who: '', stage: '', at: null })
    const receiptId = call.newId<'receipt'>('receipt'), me = await call.me
    const lines: api.Line[] = []
    const written = { id: receiptId, orgId: me.orgId, personId: me.personId, fileName: call.input.fileName, fileHash: createHash('sha256').update(call.body).digest('hex'), format: read.format, encoding: read.encoding, ...plan.counts, rows: '[]' }
    await call.db.insertInto('studies.receipt').values(written).execute()
    for (const [i, line] of plan.lines.entries()) {
      const record = plan.records[i]!
      if (line.outcome === 'made') lines.push({ ...line, studyId: await make(call as never, { ...factsOf(record), source: 'imported', registered: record }) })
      else if (line.outcome === 'changed') { await renew(call as never, line, record); lines.push(line) }
      else {
        if (line.outcome === 'queued') await call.db.insertInto('studies.queued').values({ id: call.newId<'queued'>('queued'), receiptId, orgId: me.orgId, fingerprint: plan.fingerprints[i]!, record: JSON.stringify(record), reasons: JSON.stringify(line.why) }).onConflict((c) => c.doNothing()).execute()
        lines.push(line)
      }
    }
    await call.db.updateTable('studies.receipt').set({ rows: JSON.stringify(lines) }).where('id', '=', receiptId).execute()
    return { receiptId, counts: plan.counts }
  }),
  implement(api.receipts, async ({ db }) => ({ receipts: (await db.selectFrom('studies.receipt').select(['id', 'fileName', 'at', 'made', 'changed', 'same', 'queued']).orderBy('at', 'desc').limit(50).execute()).map(({ made, changed, same, queued, ...r }) => ({ ...r, counts: { made, changed, same, queued } })) })),
  implement(api.receipt, async ({ db, input }) => {
    const r = await db.selectFrom('studies.receipt').selectAll().where('id', '=', input.id).executeTakeFirst()
    if (!r) throw new NotFound()
    return { id: r.id, fileName: r.fileName, at: r.at, counts: { made: r.made, changed: r.changed, same: r.same, queued: r.queued }, format: r.format, encoding: r.encoding, lines: r.rows as api.Line[] }
  }),
  implement(api.queue, async ({ db }) => ({ rows: (await db.selectFrom('studies.queued as q').innerJoin('studies.receipt as r', 'r.id', 'q.receiptId').select(['q.id', 'q.record', 'q.reasons', 'q.receiptId', 'r.fileName']).where('q.state', '=', 'waiting').orderBy('q.id').limit(200).execute()).map((q) => {
    const record = q.record as RegistryRecord
    return { id: q.id, title: record.titleZh ?? record.titlePublic ?? record.titleScientific ?? '', number: record.identifiers[0]?.value ?? '', why: q.reasons as string[], receiptId: q.receiptId, fileName: q.fileName }
  }) })),
  implement(api.decide, async (call) => {
    const { id, make: wanted, title } = call.input
    const found = await call.db.updateTable('studies.queued').set({ state: wanted ? 'made' : 'dropped' }).where('id', '=', id).where('state', '=', 'waiting').returning('record').executeTakeFirst()
    if (!found) {
      const other = await call.db.selectFrom('studies.queued').select('id').where('id', '=', id).executeTakeFirst()
      throw other ? new Conflict({ did: call.say('studies.import.decided'), who: '', stage: '', at: null }) : new NotFound()
    }
    if (!wanted) return { studyId: null }
    const record = found.record as RegistryRecord, facts = factsOf(record)
    if (!title && !facts.title) throw new Invalid([{ path: 'title', code: 'studies.import.title-needed' }])
    return { studyId: await make(call, { ...facts, ...(title ? { title, short: facts.short || title.slice(0, 40) } : {}), source: 'imported', registered: record }) }
  }),
]
/** A newer record of a dossier we hold: what the register says is renewed; a fact a person has changed since stays as the person left it. */
async function renew(call: Call, line: api.Line, record: RegistryRecord): Promise<void> {
  const id = line.studyId!, held = await call.db.selectFrom('studies.study').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const newer = over(held.registered as RegistryRecord, record), was = factsOf(held.registered as RegistryRecord), is = factsOf(newer)
  const fields = (Object.keys(is) as (keyof Facts)[]).filter((f) => was[f] !== is[f] && held[f] === was[f])
  await call.db.updateTable('studies.study').set({ ...Object.fromEntries(fields.map((f) => [f, is[f]])), registered: JSON.stringify(newer), version: held.version + 1, updatedAt: call.now }).where('id', '=', id).execute()
  await noted(call, id, await stageOf(call, id), Object.fromEntries(line.changes.map((c) => [c.field, [c.was, c.is] as const])))
}
