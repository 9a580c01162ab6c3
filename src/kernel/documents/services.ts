import { sql } from 'kysely'
import { masked } from '../case.ts'
import type { Id } from '../id.ts'
import { implement, prepared, type Call, type Outside } from '../implement.ts'
import { Conflict, Invalid, NotFound, Refusal } from '../refusal.ts'
import { LetterFault } from '../letters/fault.ts'
import { renderCopy, renderDocx } from '../letters/render.ts'
import * as api from './api.ts'
import type { CopyWords } from './copy.ts'
import type { FileFacts } from './inspect.ts'
import { audiences, type Audience, type DocumentKind } from './kind.ts'

const myOrg = sql<Id<'org'>>`kernel.my_org()`, myPerson = sql<never>`kernel.my_person()`
const shows = (type: string): boolean => /^(application\/pdf|image\/(png|jpeg))$/.test(type)
const isDocx = (type: string): boolean => type.endsWith('wordprocessingml.document')
interface Stand { readonly id: string; readonly subjectId: string; readonly procedure: string; readonly stage: string; readonly closedAt: string | null; readonly side: string; readonly place: string | null; readonly placeEn: string | null }
const standing = sql`select c.id, c.subject_id, c.procedure, c.stage, c.closed_at, d.side, o.short place, o.short_en place_en from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() left join kernel.org o on o.id = c.org_id`
const stand = async (call: Call, id: string): Promise<Stand> => { const { rows: [it] } = await sql<Stand>`${standing} where c.id = ${id}`.execute(call.db); if (!it) throw new NotFound(); return it }
const where = (call: Call, c: Pick<Stand, 'id' | 'subjectId' | 'place' | 'placeEn' | 'procedure'>): string => c.id === c.subjectId ? call.say('documents.common') : [call.lang === 'en' ? c.placeEn : c.place, call.say(c.procedure)].filter(Boolean).join(' · ')

/** Whether this kind is filed from where one stands, by one's office. */
const files = (kind: DocumentKind, side: string, roles: readonly string[]): boolean => kind.by.some((h) => h.side === side && h.roles.some((r) => roles.includes(r)))
/** Who may be named as readers: a side only where one side is one party. */
const readersOf = (kind: DocumentKind): Audience[] => audiences.filter((a) => (kind.readers?.includes(a) ?? true) && (a !== 'side' || kind.shared === true))
interface DocRow { id: string; caseId: string; subjectId: string; kind: string; title: string; shared: boolean; audience: Audience; side: string; orgId: string; roles: string[]; version: number }
const docOf = async (call: Call, id: string): Promise<DocRow> => {
  const row = await call.db.selectFrom('kernel.document').select(['id', 'caseId', 'subjectId', 'kind', 'title', 'shared', 'audience', 'side', 'orgId', 'roles', 'version']).where('id', '=', id as never).executeTakeFirst()
  if (!row) throw new NotFound()
  return row as unknown as DocRow
}
const keeps = (d: Pick<DocRow, 'orgId' | 'shared' | 'side'>, orgId: string, side: string): boolean => d.orgId === orgId || (d.shared && d.side === side)

interface Place { readonly it: Stand; readonly kind: DocumentKind; readonly doc: DocRow | undefined }
/** Whether this person may file here, told before the file is looked at and again when it is written. */
async function place(call: Call, caseId: string, kindName: string, document?: string): Promise<Place> {
  const [it, me, doc] = await Promise.all([stand(call, caseId), call.me, document ? docOf(call, document) : undefined]), kind = call.work.papers.get(kindName)
  if (!kind || !kind.procedures.includes(it.procedure)) throw new Invalid([{ path: 'kind', code: 'documents.unknown-kind' }])
  if (doc && (doc.caseId !== caseId || doc.kind !== kindName)) throw new NotFound()
  if (!files(kind, it.side, me.roles) || (doc && !keeps(doc, me.orgId, it.side))) throw new Refusal('documents.not-yours', { kind: call.say(`document.kind.${kindName}`), office: [...new Set(kind.by.flatMap((h) => h.roles))].map((r) => call.say(`role.${r}`)).join(call.say('case.or')) })
  if (it.closedAt) throw new Refusal('documents.closed')
  return { it, kind, doc }
}
/** What the form of a version must say for its kind. */
function judge(call: Call, kind: DocumentKind, v: { datedOn?: string | null | undefined; expiresOn?: string | null | undefined }): void {
  const faults = [
    ...(kind.dated && !v.datedOn ? [{ path: 'datedOn', code: 'documents.date-missing' }] : []), ...(v.datedOn && v.datedOn > call.today ? [{ path: 'datedOn', code: 'case.in-the-future' }] : []),
    ...(kind.expires && !v.expiresOn ? [{ path: 'expiresOn', code: 'documents.expiry-missing' }] : []), ...(v.expiresOn && v.datedOn && v.expiresOn < v.datedOn ? [{ path: 'expiresOn', code: 'documents.expires-first' }] : []),
  ]
  if (faults.length > 0) throw new Invalid(faults)
}
/** Somebody else was earlier: what stands there now. */
async function moved(call: Call, id: string): Promise<Conflict> {
  const [doc, last] = await Promise.all([docOf(call, id), call.db.selectFrom('kernel.documentVersion as v').innerJoin('kernel.org as o', 'o.id', 'v.orgId').leftJoin('kernel.person as p', 'p.id', 'v.personId').select(['v.label', 'v.at', 'v.orgId', 'o.short', 'o.shortEn', 'p.name', 'p.nameEn']).where('v.documentId', '=', id as never).orderBy('v.no', 'desc').limit(1).executeTakeFirst()])
  const me = await call.me, en = call.lang === 'en'
  return new Conflict({ version: doc.version, stage: last?.label ?? '', did: call.say('documents.moved', { title: doc.title, label: last?.label ?? '' }), who: (last?.orgId === me.orgId ? (en ? last.nameEn : last.name) : null) ?? (en ? last?.shortEn : last?.short) ?? '', at: last?.at ?? null })
}
/** Takes the document from the version seen to the next; the one who comes second is told. */
async function step(call: Call, id: string, seen: number, patch: { title?: string; published?: true } = {}): Promise<number> {
  const done = await call.db.updateTable('kernel.document').set({ version: seen + 1, ...patch }).where('id', '=', id as never).where('version', '=', seen).returning('version').executeTakeFirst()
  if (!done) throw await moved(call, id)
  return done.version
}
/** The history of its case says it, to those who may read the document. */
async function told(call: Call, it: Stand, name: string, doc: Pick<DocRow, 'audience' | 'side' | 'roles'>, data: Record<string, unknown>, note: string): Promise<void> {
  const readers = { audience: doc.audience, side: doc.side, roles: sql<string[]>`${doc.roles}::text[]` }
  const event = await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: it.id as never, subjectId: it.subjectId, name, move: name, stageFrom: it.stage, stageTo: it.stage, holderSide: call.work.procedures.get(it.procedure)?.stages[it.stage]?.by?.side ?? null, orgId: myOrg, personId: myPerson, data: JSON.stringify(data), ...readers }).returning('id').executeTakeFirstOrThrow()
  await call.db.insertInto('kernel.note').values({ id: call.newId('note'), caseId: it.id as never, eventId: event.id, actId: call.act, orgId: myOrg, personId: myPerson, body: note, ...readers }).execute()
}
/** The active version steps down; answers its id. */
const stepDown = async (call: Call, documentId: string, state: 'superseded' | 'withdrawn', reason: string | null = null) =>
  (await call.db.updateTable('kernel.documentVersion').set({ state, ...(reason ? { reason } : {}) }).where('documentId', '=', documentId as never).where('state', '=', 'active').returning(['id', 'label', 'fileHash']).executeTakeFirst())

type Looked = { readonly hash: string; readonly facts: FileFacts; readonly scanned: boolean }
/** Looks into the bytes in a process of their own and keeps them; whatever is wrong is said before anything is kept. */
export async function look(call: { name: string }, outside: Outside, body: Uint8Array): Promise<Looked> {
  const found = await outside.keep.checker.check(body, call.name)
  if ('fault' in found) throw new Refusal(`documents.check.${found.fault.code}`, { name: call.name, ...found.fault.facts })
  const virus = outside.keep.scanner ? await outside.keep.scanner.scan(body) : null
  if (virus) throw new Refusal('documents.check.virus', { name: call.name, found: virus, scanner: outside.keep.scanner!.name })
  return { hash: await outside.keep.files.put(body), facts: found.facts, scanned: outside.keep.scanner !== undefined }
}

interface ListRow {
  id: string; caseId: string; kind: string; title: string; audience: Audience; side: string; orgId: string; org: string; orgEn: string; shared: boolean; version: number; parentId: string | null; parent: string | null
  v: string; no: number; label: string; datedOn: string | null; expiresOn: string | null; state: 'draft' | 'active' | 'superseded' | 'withdrawn'; replacedBy: string | null; difference: string | null; signedBy: string | null; eye: boolean; reason: string | null; fileName: string; type: string; fileHash: string
  at: string; vOrgId: string; vOrg: string; vOrgEn: string; person: string | null; personEn: string | null; size: string; pages: number | null; readable: 'text' | 'part' | 'scan' | 'none'; scanned: boolean
}
const listed = sql`select d.id, d.case_id, d.kind, d.title, d.audience, d.side, d.org_id, o.short org, o.short_en org_en, d.shared, d.version, d.parent_id, parent.title parent,
    v.id v, v.no, v.label, v.dated_on, v.expires_on, v.state, v.replaced_by, v.difference, v.signed_by, v.eye, v.reason, v.file_name, v.type, v.file_hash, v.at, v.org_id v_org_id, vo.short v_org, vo.short_en v_org_en, p.name person, p.name_en person_en, f.size, f.pages, f.readable, f.scanned
  from kernel.document d join kernel.org o on o.id = d.org_id left join kernel.document parent on parent.id = d.parent_id join kernel.document_version v on v.document_id = d.id join kernel.org vo on vo.id = v.org_id left join kernel.person p on p.id = v.person_id cross join lateral kernel.file_facts(array[v.file_hash]) f`

/** Every document of a dossier (named by any of its cases) this person may read, with all its versions, newest first. */
export async function documentsOf(call: Call, subject: string, caseId?: string): Promise<api.DocumentItem[]> {
  const [{ rows }, { rows: cases }, me] = await Promise.all([
    sql<ListRow>`${listed} where d.subject_id = (select subject_id from kernel.case where id = ${subject}) and (${caseId ?? null}::uuid is null or d.case_id = ${caseId ?? null}::uuid) order by d.at, d.id, v.no desc`.execute(call.db),
    sql<Stand>`${standing} where c.subject_id = (select subject_id from kernel.case where id = ${subject}) order by c.depth, o.short`.execute(call.db),
    call.me,
  ])
  const en = call.lang === 'en', by = new Map(cases.map((c) => [c.id, c])), order = [...call.work.papers.keys()]
  const all = [...Map.groupBy(rows, (r) => r.id).values()].map((versions): api.DocumentItem => {
    const d = versions[0]!, it = by.get(d.caseId)!, kind = call.work.papers.get(d.kind)
    return {
      id: d.id as never, caseId: d.caseId as never, where: where(call, it), kind: d.kind, kindText: call.say(`document.kind.${d.kind}`), title: d.title, audience: d.audience, readers: call.say(`documents.audience.${d.audience}`), org: en ? d.orgEn : d.org, parentId: d.parentId, parent: d.parent, version: d.version,
      mayRenew: it.closedAt === null && kind !== undefined && files(kind, it.side, me.roles) && keeps(d, me.orgId, it.side), active: versions.find((v) => v.state === 'active')?.v ?? null,
      versions: versions.map((v) => ({
        id: v.v as never, no: v.no, label: v.label, datedOn: v.datedOn, expiresOn: v.expiresOn, expired: v.expiresOn !== null && v.expiresOn < call.today, state: v.state, replacedBy: v.replacedBy, difference: v.difference, signedBy: v.signedBy, eye: v.eye, reason: v.reason, name: v.fileName, type: v.type,
        size: Number(v.size), pages: v.pages, readable: v.readable, scanned: v.scanned, hash: v.fileHash, at: v.at, who: (v.vOrgId === me.orgId ? masked(call, me, it.procedure, 'documents') ?? (en ? v.personEn : v.person) : null) ?? (en ? v.vOrgEn : v.vOrg), shows: shows(v.type), previews: isDocx(v.type), certifies: shows(v.type),
      })),
    }
  })
  const depth = (d: api.DocumentItem) => cases.findIndex((c) => c.id === d.caseId)
  return all.sort((a, b) => depth(a) - depth(b) || order.indexOf(a.kind) - order.indexOf(b.kind))
}
/** What this person may file, by case. */
async function filingOf(call: Call, subject: string, caseId?: string): Promise<api.FilingItem[]> {
  const origins = [...call.work.papers.values()].flatMap((k) => k.from ?? []), [{ rows }, { rows: held }, me] = await Promise.all([
    sql<Stand>`${standing} where c.subject_id = (select subject_id from kernel.case where id = ${subject}) and (${caseId ?? null}::uuid is null or c.id = ${caseId ?? null}::uuid) order by c.depth, o.short`.execute(call.db),
    sql<{ id: string; kind: string; title: string; label: string }>`select d.id, d.kind, d.title, v.label from kernel.document d join kernel.document_version v on v.document_id = d.id and v.state = 'active' where d.subject_id = (select subject_id from kernel.case where id = ${subject}) and d.kind = any(${origins}) order by d.at, d.id`.execute(call.db),
    call.me,
  ])
  if (rows.length === 0) throw new NotFound()
  return rows.filter((c) => c.closedAt === null).map((c) => ({ caseId: c.id as never, where: where(call, c), kinds: [...call.work.papers.values()].filter((k) => k.procedures.includes(c.procedure) && files(k, c.side, me.roles)).map((k) => ({ name: k.name, label: call.say(`document.kind.${k.name}`), dated: k.dated === true, expires: k.expires === true, many: k.many === true, audience: k.audience ?? 'all', audiences: readersOf(k), from: k.from ? held.filter((d) => d.kind === k.from).map((d) => ({ id: d.id as never, title: `${d.title} ${d.label}` })) : null })) })).filter((f) => f.kinds.length > 0)
}

/** One version this person may read. */
const versionOf = async (call: Call, id: string) => {
  const v = await call.db.selectFrom('kernel.documentVersion').select(['fileHash', 'fileName', 'type', 'at']).where('id', '=', id as never).executeTakeFirst()
  if (!v) throw new NotFound()
  return v
}
interface Copied { readonly says: string; readonly number: string; readonly hash: string; readonly pages: number; readonly fileHash: string }
/** One version as its certified copy tells of it; nothing for those who may not read it. */
async function copied(call: Call, id: string) {
  const [v, me] = await Promise.all([call.db.selectFrom('kernel.documentVersion as v').innerJoin('kernel.document as d', 'd.id', 'v.documentId').innerJoin('kernel.case as c', 'c.id', 'd.subjectId' as never).leftJoin('kernel.org as o', (j) => j.on('o.id', '=', myOrg))
    .select(['v.caseId', 'v.fileHash', 'v.fileName', 'v.type', 'v.label', 'v.datedOn', 'v.state', 'd.title', 'c.title as subject', 'o.name as org']).where('v.id', '=', id as never).executeTakeFirst(), call.me])
  if (!v) throw new NotFound()
  const { date, time } = call.calendar.beijing(call.now), row = (key: string, value: string) => [call.say(`documents.copy.${key}`), value] as const
  return { ...v, day: date, words: (number: string): CopyWords => ({
    title: call.say('documents.copy.title'), says: call.say('documents.copy.says'), strip: call.say('documents.copy.strip', { number }),
    rows: [row('number', number), row('of', v.subject), row('title-of', v.title), row('version', `${[v.label, v.datedOn].filter(Boolean).join(' / ')} · ${call.say(`documents.state.${v.state}`)}`), row('file', v.fileName), row('hash', v.fileHash.replace(/(.{32})/g, '$1 ').trim()), row('org', `${v.org ?? ''} ${call.say(`role.${me.roles[0]}`)}`), row('at', `${date} ${time.slice(0, 5)}`)],
    notes: [call.say('documents.copy.note'), call.say('documents.copy.note.signatures')],
  }) }
}

export const documentServices = [
  prepared(api.list, async (_, outside) => outside.keep.scanner?.name ?? null, async (call) => {
    const { subject, caseId } = call.input, [documents, filing] = await Promise.all([documentsOf(call, subject, caseId), filingOf(call, subject, caseId)])
    return { documents, filing, today: call.today, scanner: call.before }
  }),
  prepared(api.file, async (input, outside, body): Promise<Looked> => {
    await outside.mine(async (call) => { const { kind } = await place(call, input.caseId, input.kind, input.document); judge(call, kind, input) })
    return look(input, outside, body)
  }, async (call) => {
    const { input, before } = call, name = input.name.replace(/[\\/\p{Cc}]/gu, '_')
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${input.caseId} ${input.kind}`}, 0))`.execute(call.db)
    const { it, kind, doc: held } = await place(call, input.caseId, input.kind, input.document), me = await call.me
    judge(call, kind, input)
    const audience = held?.audience ?? input.audience ?? kind.audience ?? 'all'
    if (!readersOf(kind).includes(audience)) throw new Invalid([{ path: 'audience', code: 'documents.not-these-readers' }])
    if (held && input.seen === undefined) throw new Invalid([{ path: 'seen', code: 'input.wrong-type' }])
    if (input.parent) await docOf(call, input.parent)
    if (!held && !kind.many) {
      const there = await call.db.selectFrom('kernel.document').select('title').where('caseId', '=', it.id as never).where('kind', '=', kind.name).$if(!kind.shared, (q) => q.where('orgId', '=', myOrg)).executeTakeFirst()
      if (there) throw new Refusal('documents.there-already', { title: there.title })
    }
    await sql`select kernel.file_kept(${before.hash}, ${call.body.length}, ${before.facts.type}, ${before.facts.pages}, ${before.facts.readable}, ${before.scanned})`.execute(call.db)
    const id = (held?.id ?? call.newId('document')) as Id<'document'>, versionId = call.newId('document_version'), title = held ? input.title ?? held.title : input.title ?? call.say(`document.kind.${kind.name}`), state = input.draft ? 'draft' : 'active'
    const doc: Pick<DocRow, 'audience' | 'side' | 'roles'> = held ?? { audience, side: it.side, roles: audience === 'office' ? [...me.roles] : [] }
    const last = held ? await call.db.selectFrom('kernel.documentVersion').select((q) => q.fn.max('no').as('no')).where('documentId', '=', id as never).executeTakeFirst() : undefined
    let version = 1
    if (held) version = await step(call, id, input.seen!, { title, ...(state === 'active' ? { published: true as const } : {}) })
    else await call.db.insertInto('kernel.document').values({ id: id as never, subjectId: it.subjectId, caseId: it.id as never, kind: kind.name, title, parentId: (input.parent ?? null) as never, shared: kind.shared === true, published: state === 'active', audience, side: it.side, orgId: myOrg, roles: sql<string[]>`${doc.roles}::text[]`, personId: myPerson }).execute()
    const old = state === 'active' && held ? await stepDown(call, id, 'superseded') : undefined
    if (old?.fileHash === before.hash) throw new Refusal('documents.same', { title, label: old.label })
    await call.db.insertInto('kernel.documentVersion').values({ id: versionId as never, documentId: id as never, caseId: it.id as never, no: Number(last?.no ?? 0) + 1, label: input.label, datedOn: input.datedOn ?? null, expiresOn: input.expiresOn ?? null, fileHash: before.hash, fileName: name, type: before.facts.type, state, difference: input.difference ?? null, signedBy: input.signedBy ?? null, eye: input.eye ?? false, orgId: myOrg, personId: myPerson, actId: call.act }).execute()
    if (old) await call.db.updateTable('kernel.documentVersion').set({ replacedBy: versionId as never }).where('id', '=', old.id).execute()
    await told(call, it, state === 'draft' ? 'documents.drafted' : 'documents.upload', state === 'draft' ? { ...doc, audience: doc.audience === 'office' ? 'office' : 'org' } : doc, { document: id, kind: kind.name, label: input.label, hash: before.hash }, [title, input.label, input.datedOn].filter(Boolean).join(' · '))
    return { id, version, versionId, hash: before.hash, pages: before.facts.pages, readable: before.facts.readable }
  }),
  implement(api.revise, async (call) => {
    const { id, seen, reason, title, ...patch } = call.input, held = await docOf(call, id), { it, kind } = await place(call, held.caseId, held.kind, id)
    const version = await step(call, id, seen, title === undefined ? {} : { title })
    const now = await call.db.selectFrom('kernel.documentVersion').select(['id', 'label', 'datedOn', 'expiresOn', 'signedBy']).where('documentId', '=', id as never).where('state', '=', 'active').executeTakeFirst()
    if (!now) throw new Refusal('documents.none-active', { title: held.title })
    const set = Object.fromEntries(Object.entries(patch).filter(([k, v]) => v !== undefined && now[k as keyof typeof now] !== v)), changed = Object.fromEntries([...Object.entries(set).map(([k, v]) => [k, [now[k as keyof typeof now], v]] as const), ...(title !== undefined && title !== held.title ? [['title', [held.title, title]] as const] : [])])
    judge(call, kind, { ...now, ...set })
    if (Object.keys(changed).length === 0) throw new Refusal('documents.nothing-changed')
    if (Object.keys(set).length > 0) await call.db.updateTable('kernel.documentVersion').set(set).where('id', '=', now.id).execute()
    await told(call, it, 'documents.revise', held, { document: id, changed }, [title ?? held.title, String(set['label'] ?? now.label), reason].join(' · '))
    return { id, version, versionId: now.id as never }
  }),
  implement(api.activate, async (call) => {
    const { id, seen, versionId } = call.input, held = await docOf(call, id), { it } = await place(call, held.caseId, held.kind, id), version = await step(call, id, seen, { published: true })
    const draft = await call.db.selectFrom('kernel.documentVersion').select(['id', 'label', 'datedOn']).where('id', '=', versionId as never).where('documentId', '=', id as never).where('state', '=', 'draft').executeTakeFirst()
    if (!draft) throw new NotFound()
    const old = await stepDown(call, id, 'superseded')
    await call.db.updateTable('kernel.documentVersion').set({ state: 'active' }).where('id', '=', draft.id).execute()
    if (old) await call.db.updateTable('kernel.documentVersion').set({ replacedBy: draft.id }).where('id', '=', old.id).execute()
    await told(call, it, 'documents.activate', held, { document: id, label: draft.label }, [held.title, draft.label, draft.datedOn].filter(Boolean).join(' · '))
    return { id, version, versionId }
  }),
  implement(api.withdraw, async (call) => {
    const { id, seen, reason } = call.input, held = await docOf(call, id), { it } = await place(call, held.caseId, held.kind, id), version = await step(call, id, seen), old = await stepDown(call, id, 'withdrawn', reason)
    if (!old) throw new Refusal('documents.none-active', { title: held.title })
    await told(call, it, 'documents.withdraw', held, { document: id, label: old.label }, [held.title, old.label, reason].join(' · '))
    return { id, version, versionId: old.id as never }
  }),
  implement(api.open, async (call) => {
    const v = await versionOf(call, call.input.id)
    return { hash: v.fileHash, name: v.fileName, type: v.type, inline: shows(v.type) && !call.input.save }
  }),
  prepared(api.preview, async (input, outside): Promise<string> => {
    const v = await outside.mine((call) => versionOf(call, input.id)), bytes = isDocx(v.type) ? await outside.keep.files.get(v.fileHash) : undefined
    if (!bytes) throw new Refusal('documents.preview.failed')
    return outside.keep.files.put((await renderDocx(bytes, v.at).catch((e: unknown) => { if (e instanceof LetterFault) throw new Refusal('documents.preview.failed'); throw e })).pdf)
  }, async (call) => ({ hash: call.before, name: `${(await versionOf(call, call.input.id)).fileName.replace(/\.[^.]+$/, '')}.pdf`, type: 'application/pdf', inline: true })),
  prepared(api.certify, async (input, outside): Promise<Copied> => {
    const v = await outside.mine((call) => copied(call, input.id))
    if (!shows(v.type)) throw new Refusal('documents.not-copied')
    const bytes = await outside.keep.files.get(v.fileHash)
    if (!bytes) throw new NotFound()
    const number = `FB-${v.day.replaceAll('-', '')}-${Array.from(outside.random(6), (b) => '23456789ABCDEFGHJKMNPQRSTUVWXYZ'[b % 30]).join('')}`
    const made = await renderCopy({ file: bytes, type: v.type, at: outside.now, words: v.words(number) }).catch((e: unknown) => { if (e instanceof LetterFault) throw new Refusal('documents.copy.failed'); throw e })
    return { number, hash: await outside.keep.files.put(made.pdf), pages: made.pages, fileHash: v.fileHash, says: JSON.stringify(v.words(number)) }
  }, async (call) => {
    const { before } = call, v = await copied(call, call.input.id), id = call.newId('document_copy')
    // what the sheet says must still be so
    if (v.fileHash !== before.fileHash || JSON.stringify(v.words(before.number)) !== before.says) throw new NotFound()
    await call.db.insertInto('kernel.documentCopy').values({ id: id as never, number: before.number, versionId: call.input.id as never, caseId: v.caseId, orgId: myOrg, personId: myPerson, fileHash: before.fileHash, copyHash: before.hash, fileName: `${before.number} ${v.fileName.replace(/\.[^.]+$/, '')}.pdf`, pages: before.pages }).execute()
    return { id: id as never, number: before.number, hash: before.hash, pages: before.pages }
  }),
  implement(api.copy, async (call) => {
    const c = await call.db.selectFrom('kernel.documentCopy').select(['copyHash', 'fileName']).where('id', '=', call.input.id as never).executeTakeFirst()
    if (!c) throw new NotFound()
    return { hash: c.copyHash, name: c.fileName, type: 'application/pdf', inline: false }
  }),
]
