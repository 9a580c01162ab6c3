import { readFile } from 'node:fs/promises'
import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import { proofOf } from '../audit/proof.ts'
import { reasonTexts } from '../board.ts'
import { today } from '../calendar.ts'
import { editionOf, lockCase, type CaseRow } from '../case.ts'
import { spend } from '../confirm.ts'
import { look } from '../documents/services.ts'
import { implement, prepared, type Actor, type Call, type Implementation, type Outside } from '../implement.ts'
import { holderOf } from '../procedure.ts'
import { Conflict, Invalid, NotFound, Refusal, type Reason } from '../refusal.ts'
import * as api from './api.ts'
import { contentHash, placed } from './content.ts'
import { against, agreed, deedsAt, nextDeed, officesOf, type Deed, type LetterState, type Standing } from './course.ts'
import type { LetterFacts, LetterKind, LetterWork } from './kind.ts'
import { counterYear, numberOf, patternFault } from './numbering.ts'
import { checkTemplate, renderLetter } from './render.ts'
import { inspectSeal } from './seal.ts'

interface Row {
  id: string; caseId: string; orgId: string; kind: string; number: string; drawnAt: string; drawnBy: string; content: Content; template: string; contentHash: string; pages: number; token: string; corrects: string | null; correctsNumber: string | null; correctedBy: string | null
  state: LetterState; way: 'ca' | 'paper' | null; pdfHash: string | null; scanHash: string | null; scanType: string | null; scannedBy: string | null; inForceAt: string | null; voidReason: string | null; endedAt: string | null; title: string; procedure: string
}
interface Content { readonly org: string; readonly facts: LetterFacts; readonly correction?: string }
interface Signed { letterId: string; position: number; office: string; stands: boolean; name: string | null; nameEn: string | null; meaning: string; at: string; contentHash: string }
interface Stamped { letterId: string; copies: number; across: boolean; handler: string; sealer: string; on: string; oa: string | null }

const workOf = (call: Call, kind: string): LetterWork => { const w = call.work.letters.get(kind); if (!w) throw new NotFound(); return w }
const kindsOf = (call: Call): LetterKind[] => [...call.work.letters.values()].map((w) => w.kind)
const offices = (call: Call, roles: readonly string[]): string => [...new Set(roles)].map((r) => call.say(`role.${r}`)).join(call.say('case.or'))
const standing = (call: Call, l: Row, signed: number): Standing => { const { who, signers } = workOf(call, l.kind).kind; return { state: l.state, who, signers, signed, scannedBy: l.scannedBy, corrected: l.correctedBy !== null } }
/** Reasons with the words their sentences need. */
const worded = (call: Call, reasons: readonly Reason[]): Reason[] => reasons.map((r) => ({ ...r, facts: { ...r.facts, ...(r.facts?.['deed'] ? { deed: call.say(`letters.${String(r.facts['deed'])}`) } : {}), ...(r.facts?.['offices'] !== undefined ? { offices: offices(call, String(r.facts['offices']).split(',').filter(Boolean)) } : {}) } }))
const may = (call: Call, me: Actor, kind: LetterKind) => { if (!kind.who.some((r) => me.roles.includes(r))) throw new Refusal(worded(call, [{ code: 'letters.not-your-office', facts: { offices: kind.who.join() }, basis: [agreed] }])) }

const handles = (me: Actor, k: LetterKind): boolean => [...k.who, ...k.signers, 'seal-keeper'].some((r) => me.roles.includes(r))

const columns = sql`l.id, l.case_id, l.org_id, l.kind, l.number, l.drawn_at, l.drawn_by, l.content, l.template, l.content_hash, l.pages, l.token, l.corrects, (select x.number from kernel.letter x where x.id = l.corrects) corrects_number, (select x.number from kernel.letter x where x.corrects = l.id and x.state <> 'void' limit 1) corrected_by,
  l.state, l.way, l.pdf_hash, l.scan_hash, l.scan_type, l.scanned_by, l.in_force_at, l.void_reason, l.ended_at, d.title, d.procedure`
const seen = sql`from kernel.letter l join kernel.desk d on d.case_id = l.case_id and d.org_id = kernel.my_org()`
const rowsOf = async (call: Call, where: RawBuilder<unknown>): Promise<Row[]> => (await sql<Row>`select ${columns} ${seen} where ${where}`.execute(call.db)).rows
const signaturesOf = async (call: Call, ids: readonly string[]): Promise<Signed[]> => (await sql<Signed>`select s.letter_id, s.position, s.office, s.for_person is not null stands, p.name, p.name_en, s.meaning, s.at, s.content_hash from kernel.signature s left join kernel.person p on p.id = s.person_id where s.letter_id = any(${ids}::uuid[]) order by s.position`.execute(call.db)).rows
/** A letter and its signatures, as this person sees them; `locked` for a change. */
async function one(call: Call, id: string, locked = false): Promise<{ l: Row; signed: Signed[] }> {
  if (locked) await sql`select id from kernel.letter where id = ${id} and org_id = kernel.my_org() for update`.execute(call.db)
  const [[l], signed] = await Promise.all([rowsOf(call, sql`l.id = ${id}`), signaturesOf(call, [id])])
  if (!l) throw new NotFound()
  return { l, signed }
}
/** The letter as drawn up and as signed is what stands in the register: else nothing goes on. */
function intact(l: Row, signed: readonly Signed[]): void {
  const hash = contentHash(l)
  if (hash !== l.contentHash || signed.some((s) => s.contentHash !== hash)) throw new Refusal([{ code: 'letters.changed', facts: { number: l.number }, basis: [agreed] }])
}
/** Takes one of my institution's letters for a step, with every reason against it refused. */
async function taken(call: Call, id: string, deed: Deed): Promise<{ l: Row; signed: Signed[]; me: Actor }> {
  const me = await call.me, { l, signed } = await one(call, id, true)
  if (l.orgId !== me.orgId) throw new NotFound()
  const reasons = against(deed, standing(call, l, signed.length), me)
  if (reasons.length > 0) throw new Refusal(worded(call, await ended(call, deed, l, signed.length, reasons)))
  intact(l, signed)
  return { l, signed, me }
}
/** Whoever signed until yesterday is told so, instead of being told who signs. */
async function ended(call: Call, deed: Deed, l: Row, signed: number, reasons: readonly Reason[]): Promise<readonly Reason[]> {
  if (deed !== 'sign' || !reasons.some((r) => r.code === 'letters.against.office')) return reasons
  const wanted = officesOf('sign', standing(call, l, signed)), { rows: [was] } = await sql<{ toOn: string | null }>`select greatest((select max(to_on) from kernel.membership where person_id = kernel.my_person() and org_id = kernel.my_org() and to_on < ${call.today} and roles && ${wanted}::text[]), kernel.delegation_ended(kernel.my_person(), kernel.my_org(), ${wanted}::text[], ${call.today}::date)) to_on`.execute(call.db)
  return was?.toOn ? reasons.map((r) => (r.code === 'letters.against.office' ? { ...r, code: 'letters.against.ended', facts: { ...r.facts, day: was.toOn! } } : r)) : reasons
}
const set = async (call: Call, id: string, values: Record<string, unknown>): Promise<void> => { await call.db.updateTable('kernel.letter').set(values as never).where('id', '=', id as never).execute() }
/** From this moment every party of the case reads it; a letter it corrects is superseded; the case's history says so. */
async function inForce(call: Call, l: Row, values: Record<string, unknown>): Promise<{ id: never; state: string }> {
  await set(call, l.id, { ...values, state: 'in-force', audience: 'all', inForceAt: call.now })
  if (l.corrects) await set(call, l.corrects, { state: 'superseded', endedAt: call.now, endedBy: sql`kernel.my_person()` })
  const { rows: [it] } = await sql<CaseRow>`select c.*, d.side from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.id = ${l.caseId}`.execute(call.db)
  await call.db.insertInto('kernel.event').values({ actId: call.act, caseId: l.caseId as never, subjectId: it!.subjectId, name: 'letters.in-force', move: 'letters.in-force', stageFrom: it!.stage, stageTo: it!.stage, holderSide: holderOf(editionOf(call, it!), it!.stage)?.side ?? null, orgId: sql<never>`kernel.my_org()`, personId: sql<never>`kernel.my_person()`, data: JSON.stringify({ letter: l.id, kind: l.kind, number: l.number, way: values['way'], content: l.contentHash, file: values['scanHash'] ?? values['pdfHash'] ?? l.scanHash ?? l.pdfHash, ...(l.corrects ? { corrects: l.correctsNumber } : {}) }), side: it!.side }).execute()
  return { id: l.id as never, state: 'in-force' }
}

// numbers ---------------------------------------------------------------------------------------------------------------
interface NumberRule { pattern: string; start: number; fromOn: string; own: boolean }
/** The pattern in force on a day: the office's own, else the kind's first. */
async function ruleOf(call: Call, kind: LetterKind, day: string): Promise<NumberRule> {
  const own = await call.db.selectFrom('kernel.numbering').select(['pattern', 'start', 'fromOn']).where('kind', '=', kind.name).where('fromOn', '<=', day).orderBy('fromOn', 'desc').orderBy('at', 'desc').limit(1).executeTakeFirst()
  return own ? { ...own, own: true } : { pattern: kind.number, start: 1, fromOn: '', own: false }
}
const nextOf = async (call: Call, kind: string, rule: NumberRule, day = call.today): Promise<number> =>
  (await call.db.selectFrom('kernel.numberCounter').select('next').where('kind', '=', kind).where('year', '=', counterYear(rule.pattern, day)).executeTakeFirst())?.next ?? rule.start
/** Takes numbers: the counter's row stays locked until this transaction ends, and gives them back if it fails. */
async function take(call: Call, kind: LetterKind, count: number, use: (n: number, number: string) => Record<string, unknown>): Promise<{ numbers: string[]; uses: () => Promise<void> }> {
  const rule = await ruleOf(call, kind, call.today), year = counterYear(rule.pattern, call.today)
  const { rows: [row] } = await sql<{ first: number }>`insert into kernel.number_counter as c (org_id, kind, year, start, next) values (kernel.my_org(), ${kind.name}, ${year}, ${rule.start}, ${rule.start + count}) on conflict (org_id, kind, year) do update set next = c.next + ${count} returning next - ${count} as first`.execute(call.db)
  const taken = Array.from({ length: count }, (_, i) => ({ n: row!.first + i, number: numberOf(rule.pattern, call.today, row!.first + i) }))
  return {
    numbers: taken.map((t) => t.number),
    uses: async () => {
      const done = await call.db.insertInto('kernel.numberUse').values(taken.map(({ n, number }) => ({ orgId: sql<never>`kernel.my_org()`, kind: kind.name, year, n, number, personId: sql<never>`kernel.my_person()`, at: call.now, ...use(n, number) }) as never)).onConflict((c) => c.column('orgId').column('number').doNothing()).returning('n').execute()
      if (done.length !== count) throw new Refusal('letters.number.taken', { number: taken[0]!.number })
    },
  }
}

// templates -------------------------------------------------------------------------------------------------------------
const defaults = new URL('../../../letters/', import.meta.url)
const ownDocx = async (name: string): Promise<Uint8Array> => readFile(new URL(`${name}.docx`, defaults)).catch(() => { throw new Refusal('letters.no-template', { kind: name }) })
const activeOf = (call: Call, kind: string) => call.db.selectFrom('kernel.template').select(['fileHash', 'fileName', 'version']).where('kind', '=', kind).where('fromOn', '<=', call.today).orderBy('version', 'desc').limit(1).executeTakeFirst()
/** The words an office may write into the template of a kind. */
const common = ['number', 'date', 'org', 'signatures', 'signatures.office', 'signatures.name', 'signatures.at', 'signatures.meaning', 'hash', 'correction']
const namesOf = (call: Call, kind: LetterKind): string[] => [...new Set([...(kind.names ?? []), ...common])].map((n) => n.split('.').map((part) => call.work.zh(`letter.${part}`)).join('.'))
const kept = async (outside: Outside, hash: string): Promise<Uint8Array> => { const bytes = await outside.keep.files.get(hash); if (!bytes) throw new NotFound(); return bytes }

interface Look { readonly mark?: string; readonly signed: readonly Signed[]; readonly hash: string }
/** The pages of a letter from what was drawn up; nothing else goes into them. */
async function pagesOf(outside: Outside, zh: Call['work']['zh'], l: Pick<Row, 'number' | 'token' | 'drawnAt' | 'content'>, template: Uint8Array, { mark, signed, hash }: Look) {
  const day = (at: string) => { const [year, month, date] = today(at).split('-').map(Number); return zh('letter.day', { year: year!, month: month!, day: date! }) }
  const facts: LetterFacts = { correction: '', ...l.content.facts, number: l.number, date: day(l.drawnAt), org: l.content.org, hash, ...(l.content.correction ? { correction: l.content.correction } : {}), signatures: signed.map((s) => ({ office: zh(`role.${s.office}`) + (s.stands ? zh('letters.stands') : ''), name: s.name ?? '', at: day(s.at), meaning: zh(`letters.meaning.${s.meaning}`) })) }
  return renderLetter(template, placed(facts, zh), { qr: `${outside.keep.address}letter/${l.token}`, at: l.drawnAt, number: l.number, ...(mark ? { mark } : {}) })
}

// drawing up ------------------------------------------------------------------------------------------------------------
const seenCase = async (call: Call, id: string): Promise<CaseRow> => { const { rows: [it] } = await sql<CaseRow>`select c.*, d.side from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.id = ${id}`.execute(call.db); if (!it) throw new NotFound(); return it }
const live = async (call: Call, caseId: string, kind: string): Promise<string | undefined> => (await sql<{ number: string; state: string }>`select number, state from kernel.letter_gate(${caseId}, ${kind})`.execute(call.db)).rows[0]?.number
/** Every reason why a letter of a kind is not drawn up from a case now. */
async function drawable(call: Call, it: CaseRow, kind: LetterKind, corrects: boolean): Promise<Reason[]> {
  const me = await call.me
  if (kind.procedure !== it.procedure || it.orgId !== me.orgId) throw new NotFound()
  const letter = call.say(kind.name)
  return [
    ...(kind.who.some((r) => me.roles.includes(r)) ? [] : worded(call, [{ code: 'letters.not-your-office', facts: { offices: kind.who.join() }, basis: [agreed] }])),
    ...(corrects || kind.stages.includes(it.stage) ? [] : [{ code: 'letters.draft.stage', facts: { letter, stage: call.say(`${it.procedure}.stage.${it.stage}`), stages: kind.stages.map((s) => call.say(`${it.procedure}.stage.${s}`)).join(call.say('case.or')) }, basis: [agreed] }]),
    ...(corrects ? [] : await live(call, it.id, kind.name).then((number) => (number === undefined ? [] : [{ code: 'letters.draft.exists', facts: { letter, number }, basis: [agreed] }]))),
  ]
}
/** Facts are read as the person who draws it up, and the pages are set once before a number is spent on them. */
async function prepare(outside: Outside, input: { caseId: string; kind: string } | { letterId: string; reason: string }) {
  const token = Buffer.from(outside.random(18)).toString('base64url')
  const read = await outside.mine(async (call) => {
    const old = 'letterId' in input ? (await one(call, input.letterId)).l : null, caseId = old ? old.caseId : (input as { caseId: string }).caseId, work = workOf(call, old ? old.kind : (input as { kind: string }).kind), me = await call.me
    if (old && old.orgId !== me.orgId) throw new NotFound()
    const it = await seenCase(call, caseId), reasons = [...await drawable(call, it, work.kind, old !== null), ...(old ? against('correct', standing(call, old, 0), me) : [])]
    if (reasons.length > 0) throw new Refusal(worded(call, reasons))
    const [facts, active, rule, org] = await Promise.all([work.facts(call, it), activeOf(call, work.kind.name), ruleOf(call, work.kind, call.today), call.db.selectFrom('kernel.org').select('name').where('id', '=', me.orgId).executeTakeFirst()])
    const number = numberOf(rule.pattern, call.today, await nextOf(call, work.kind.name, rule))
    const content: Content = { org: org!.name, facts, ...(old ? { correction: call.work.zh('letters.correction', { number: old.number, date: today(old.drawnAt), reason: (input as { reason: string }).reason }) } : {}) }
    return { kind: work.kind, caseId, version: it.version, active, number, content, corrects: old?.id ?? null, zh: call.work.zh }
  })
  const template = read.active ? await kept(outside, read.active.fileHash) : await ownDocx(read.kind.template ?? read.kind.name)
  const { pages } = await pagesOf(outside, read.zh, { number: read.number, token, drawnAt: outside.now, content: read.content }, template, { signed: [], hash: '0'.repeat(64) })
  return { ...read, token, pages, template: await outside.keep.files.put(template) }
}
async function draw(call: Call, { kind, caseId, version, content, corrects, token, pages, template }: Awaited<ReturnType<typeof prepare>>): Promise<z.input<typeof api.draft.output>> {
  const it = await lockCase(call, caseId, 0), me = await call.me
  if (it.version !== version) throw new Conflict({ version: it.version, stage: call.say(`${it.procedure}.stage.${it.stage}`), did: '', who: '', at: null })
  const old = corrects ? (await one(call, corrects, true)).l : null
  const reasons = [...await drawable(call, it, kind, old !== null), ...(old ? against('correct', standing(call, old, 0), me) : [])]
  if (reasons.length > 0) throw new Refusal(worded(call, reasons))
  const id = call.newId<'letter'>('letter'), { rows: [last] } = await sql<{ id: number }>`select kernel.letter_last_event(${caseId}) id`.execute(call.db)
  const { numbers: [number], uses } = await take(call, kind, 1, () => ({ use: 'letter', letterId: id }))
  await uses()
  const row = { kind: kind.name, number: number!, caseId, orgId: me.orgId, drawnAt: call.now, token, template, corrects, content }, hash = contentHash(row)
  await call.db.insertInto('kernel.letter').values({ ...row, id, caseId: caseId as never, corrects: corrects as never, content: JSON.stringify(content), side: it.side, drawnBy: me.personId, afterEvent: last!.id, contentHash: hash, pages, roles: sql<string[]>`${[...new Set([...kind.who, ...kind.signers, 'seal-keeper'])]}::text[]` }).execute()
  return { id, number: number!, hash, pages }
}

// showing ---------------------------------------------------------------------------------------------------------------
async function shown(call: Call, rows: readonly Row[]): Promise<z.input<typeof api.LetterShape>[]> {
  if (rows.length === 0) return []
  const ids = rows.map((r) => r.id), me = await call.me, en = call.lang === 'en'
  const [signed, stamped] = await Promise.all([signaturesOf(call, ids), sql<Stamped>`select letter_id, copies, across, handler, sealer, stamped_on as on, oa from kernel.seal_use where letter_id = any(${ids}::uuid[])`.execute(call.db)])
  return rows.map((l) => {
    const own = l.orgId === me.orgId, by = signed.filter((s) => s.letterId === l.id), s = standing(call, l, by.length), next = nextDeed(s), used = stamped.rows.find((x) => x.letterId === l.id)
    return {
      id: l.id as never, caseId: l.caseId as never, kind: l.kind, label: call.say(l.kind), number: l.number, title: l.title, date: today(l.drawnAt), state: l.state, stateText: call.say(`letters.state.${l.state}`), way: l.way, own, pages: l.pages, hash: own ? l.contentHash : null, inForceAt: l.inForceAt, corrects: l.correctsNumber, voidReason: own ? l.voidReason : null,
      next: !own || next === null ? '' : call.say(`letters.next.${l.state}`, { offices: offices(call, officesOf(next, s)) }),
      signers: own ? s.signers.map((office, i) => ({ office: call.say(`role.${office}`) + (by[i]?.stands ? call.say('letters.stands') : ''), name: (en ? by[i]?.nameEn : by[i]?.name) ?? null, at: by[i]?.at ?? null })) : [],
      stamped: own && used ? { copies: used.copies, across: used.across, handler: used.handler, sealer: used.sealer, on: used.on, oa: used.oa } : null,
      deeds: own ? deedsAt[l.state].map((name) => ({ name, label: call.say(`letters.${name}`), reasons: [...against(name, s, me), ...(name === 'seal' && !call.work.ca ? [{ code: 'letters.seal.none', basis: [agreed] }] : [])] })).filter((d) => !d.reasons.some((r) => r.code === 'letters.against.office')).map((d) => ({ ...d, reasons: reasonTexts(call, worded(call, d.reasons)) })) : [],
    }
  })
}
const paged = 50
const printable = (type: string): string => ({ 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg' })[type] ?? 'bin'
/** The kind of a scan, from its first bytes; everything else about it is looked into where files are. */
function scanKind(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1'), kind = head.startsWith('%PDF-') ? 'pdf' : head.startsWith('\x89PNG') ? 'png' : head.startsWith('\xff\xd8\xff') ? 'jpg' : undefined
  if (!kind) throw new Refusal('letters.scan.not-a-scan')
  return kind
}
/** The file a reader gets: what is in force as it was sealed or scanned, anything else set anew and marked. */
async function pdfOf(outside: Outside, id: string): Promise<{ hash: string; type: string }> {
  const { l, signed, zh } = await outside.mine(async (call) => ({ ...await one(call, id), zh: call.work.zh }))
  if (['in-force', 'superseded', 'scanned'].includes(l.state)) return { hash: (l.scanHash ?? l.pdfHash)!, type: l.scanHash ? l.scanType! : 'application/pdf' }
  intact(l, signed)
  // the sheet that was printed to be signed by hand carries no mark: it becomes the original
  const paper = l.state === 'printed' || l.state === 'stamped'
  const { pdf } = await pagesOf(outside, zh, l, await kept(outside, l.template), { signed: paper ? [] : signed, hash: l.contentHash, ...(paper ? {} : { mark: zh(l.state === 'void' ? 'letters.mark.void' : l.state === 'sealed' ? 'letters.mark.trace' : 'letters.mark.draft') }) })
  return { hash: await outside.keep.files.put(pdf), type: 'application/pdf' }
}

export const services: Implementation[] = [
  prepared(api.draft, (input, outside) => prepare(outside, { caseId: input.id, kind: input.kind }), (call) => draw(call, call.before)),
  prepared(api.correct, (input, outside) => prepare(outside, { letterId: input.id, reason: input.reason }), (call) => draw(call, call.before)),
  prepared(api.pdf, ({ id }, outside) => pdfOf(outside, id), async (call) => {
    const { l } = await one(call, call.input.id)
    return { hash: call.before.hash, name: `${l.number}.${printable(call.before.type)}`, type: call.before.type, inline: true }
  }),
  prepared(api.form, async ({ id }, outside) => {
    const { l, facts, zh } = await outside.mine(async (call) => {
      const { l } = await one(call, id), me = await call.me, { rows: [used] } = await sql<Stamped>`select letter_id, copies, across, handler, sealer, stamped_on as on, oa from kernel.seal_use where letter_id = ${id}`.execute(call.db)
      if (l.orgId !== me.orgId) throw new NotFound()
      const blank = '　　　　　　', zh = call.work.zh
      return { l, zh, facts: { kind: zh(l.kind), title: l.title, pages: String(l.pages), copies: used ? String(used.copies) : blank, across: used ? zh(used.across ? 'letters.yes' : 'letters.no') : blank, handler: used?.handler ?? blank, sealer: used?.sealer ?? blank, stampedOn: used?.on ?? blank, oa: used?.oa ?? blank } }
    })
    const { pdf } = await pagesOf(outside, zh, { ...l, content: { ...l.content, facts } }, await ownDocx('letters.form'), { signed: [], hash: l.contentHash })
    return outside.keep.files.put(pdf)
  }, async (call) => { const { l } = await one(call, call.input.id); return { hash: call.before, name: `${call.say('letters.form')} ${l.number}.pdf`, type: 'application/pdf', inline: true } }),

  implement(api.sign, async (call) => {
    const { l, signed, me } = await taken(call, call.input.id, 'sign'), { kind } = workOf(call, l.kind)
    const office = kind.signers[signed.length]!, forPerson = me.own.includes(office) ? null : me.stands.find((x) => x.roles.includes(office))?.personId ?? null
    const { method } = await spend(call, call.input.confirmation, l.contentHash, api.sign.name)
    await call.db.insertInto('kernel.signature').values({ id: call.newId<'signature'>('signature'), letterId: l.id as never, orgId: me.orgId, position: signed.length, personId: me.personId, office, forPerson: forPerson as never, meaning: 'approve', contentHash: l.contentHash, confirmationId: call.input.confirmation as never, method, at: call.now }).execute()
    if (signed.length + 1 < kind.signers.length) return { id: l.id as never, state: l.state }
    await set(call, l.id, { state: 'signed' })
    return { id: l.id as never, state: 'signed' }
  }),
  prepared(api.seal, async ({ id, how }, outside) => {
    const { l, signed, zh } = await outside.mine(async (call) => {
      const { l, signed } = await one(call, id), reasons = against(how === 'ca' ? 'seal' : 'trace', standing(call, l, signed.length), await call.me)
      if (l.orgId !== (await call.me).orgId) throw new NotFound()
      if (reasons.length > 0) throw new Refusal(worded(call, reasons))
      return { l, signed, zh: call.work.zh }
    })
    intact(l, signed)
    const provider = outside.keep.seal
    if (how === 'ca' && !provider) throw new Refusal([{ code: 'letters.seal.none', basis: [agreed] }])
    const { pdf } = await pagesOf(outside, zh, l, await kept(outside, l.template), { signed, hash: l.contentHash, ...(how === 'trace' ? { mark: zh('letters.mark.trace') } : {}) })
    if (how === 'trace') { const hash = await outside.keep.files.put(pdf); return { hash, receipt: { provider: 'trace', digest: hash }, content: l.contentHash, signed: signed.length } }
    const sealed = await provider!.seal(pdf, { org: l.content.org, number: l.number, reason: zh(l.kind), at: outside.now })
    // a seal that covers less than these pages is no seal
    inspectSeal(sealed.pdf, pdf)
    return { hash: await outside.keep.files.put(sealed.pdf), receipt: sealed.receipt, content: l.contentHash, signed: signed.length }
  }, async (call) => {
    const { how } = call.input, { l, signed } = await taken(call, call.input.id, how === 'ca' ? 'seal' : 'trace'), { hash, receipt, content, signed: count } = call.before
    if (content !== l.contentHash || count !== signed.length) throw new Refusal([{ code: 'letters.changed', facts: { number: l.number }, basis: [agreed] }])
    if (how === 'ca') return inForce(call, l, { way: 'ca', pdfHash: hash, receipt: JSON.stringify(receipt) })
    await set(call, l.id, { state: 'sealed', pdfHash: hash, receipt: JSON.stringify(receipt) })
    return { id: l.id as never, state: 'sealed' }
  }),
  implement(api.print, async (call) => { const { l } = await taken(call, call.input.id, 'print'); await set(call, l.id, { state: 'printed', way: 'paper' }); return { id: l.id as never, state: 'printed' } }),
  implement(api.register, async (call) => {
    const { l, me } = await taken(call, call.input.id, 'register'), { copies, across, handler, sealer, on, oa } = call.input
    if (on > call.today) throw new Invalid([{ path: 'on', code: 'case.in-the-future' }])
    if (on < today(l.drawnAt)) throw new Invalid([{ path: 'on', code: 'letters.register.before-drawn', facts: { day: today(l.drawnAt) } }])
    await call.db.insertInto('kernel.sealUse').values({ id: call.newId<'seal_use'>('seal_use'), letterId: l.id as never, orgId: me.orgId, number: l.number, copies, across, handler, sealer, oa: oa ?? null, stampedOn: on, personId: me.personId, at: call.now }).execute()
    await set(call, l.id, { state: 'stamped' })
    return { id: l.id as never, state: 'stamped' }
  }),
  prepared(api.scan, (_, outside, body) => look({ name: `scan.${scanKind(body)}` }, outside, body), async (call) => {
    const { l, me } = await taken(call, call.input.id, 'scan'), { hash, facts: { type, pages } } = call.before
    if (pages !== null && pages < l.pages) throw new Refusal('letters.scan.pages-missing', { pages, wanted: l.pages })
    await set(call, l.id, { state: 'scanned', scanHash: hash, scanType: type, scannedBy: me.personId })
    return { id: l.id as never, state: 'scanned', pages }
  }),
  implement(api.verify, async (call) => {
    const { l } = await taken(call, call.input.id, 'verify'), { number, pages } = call.input
    const wrong = [...(number === l.number ? [] : [{ code: 'letters.verify.number', facts: { number }, basis: [agreed] }]), ...(pages === l.pages ? [] : [{ code: 'letters.verify.pages', facts: { pages }, basis: [agreed] }])]
    if (wrong.length > 0) throw new Refusal(wrong)
    return inForce(call, l, { way: 'paper' })
  }),
  implement(api.cancel, async (call) => {
    const { l } = await taken(call, call.input.id, 'void')
    await set(call, l.id, { state: 'void', voidReason: call.input.reason, endedAt: call.now, endedBy: sql`kernel.my_person()` })
    return { id: l.id as never, state: 'void' }
  }),

  implement(api.of, async (call) => {
    const [it, rows, me] = await Promise.all([seenCase(call, call.input.id), rowsOf(call, sql`l.case_id = ${call.input.id} order by l.drawn_at desc, l.id desc limit 100`), call.me])
    const own = it.orgId === me.orgId && it.closedAt === null ? kindsOf(call).filter((k) => k.procedure === it.procedure && k.stages.includes(it.stage) && k.who.some((r) => me.roles.includes(r))) : []
    const kinds = []
    for (const k of own) kinds.push({ kind: k.name, label: call.say(k.name), reasons: reasonTexts(call, await drawable(call, it, k, false)) })
    return { kinds, letters: await shown(call, rows) }
  }),
  implement(api.list, async (call) => {
    const me = await call.me, { kind, state, find, after } = call.input, [at = '', id = ''] = after?.split('~') ?? []
    const states = state === 'open' ? ['draft', 'signed', 'sealed', 'printed', 'stamped', 'scanned'] : state === 'in-force' ? ['in-force', 'superseded'] : state === 'void' ? ['void'] : null
    const where = [sql`l.org_id = kernel.my_org()`, ...(kind ? [sql`l.kind = ${kind}`] : []), ...(states ? [sql`l.state = any(${states}::text[])`] : []), ...(find ? [sql`position(lower(${find}) in lower(l.number || ' ' || d.title)) > 0`] : []), ...(after ? [sql`(l.drawn_at, l.id) < (${at}::timestamptz, ${id}::uuid)`] : [])]
    const rows = await rowsOf(call, sql`${sql.join(where, sql` and `)} order by l.drawn_at desc, l.id desc limit ${sql.lit(paged + 1)}`), last = rows.length > paged ? rows[paged - 1]! : null
    return { kinds: kindsOf(call).filter((k) => handles(me, k)).map((k) => ({ kind: k.name, label: call.say(k.name) })), letters: await shown(call, rows.slice(0, paged)), next: last ? `${last.drawnAt}~${last.id}` : null }
  }),
  implement(api.check, async (call) => {
    const { rows: [found] } = await sql<{ number: string; drawnAt: string; inForceAt: string | null; state: string; org: string; orgEn: string; eventId: number | null }>`select * from kernel.letter_check(${call.input.token})`.execute(call.db)
    if (!found) throw new NotFound()
    const proof = found.eventId === null ? null : await proofOf(call, found.eventId)
    const state = found.state === 'in-force' ? 'in-force' : found.state === 'superseded' ? 'superseded' : 'not'
    return { number: found.number, date: today(found.drawnAt), inForce: state === 'in-force', since: found.inForceAt ? today(found.inForceAt) : null, state: call.say(`letters.check.${state}`), org: call.lang === 'en' ? found.orgEn : found.org, proof: proof && { ...proof, path: [...proof.path], row: null, intact: null } }
  }),

  implement(api.templates, async (call) => {
    const me = await call.me, { rows } = await sql<{ kind: string; version: number; fileName: string; fromOn: string; by: string | null; at: string; fileHash: string }>`select t.kind, t.version, t.file_name, t.from_on, p.name as by, t.at, t.file_hash from kernel.template t left join kernel.person p on p.id = t.person_id order by t.kind, t.version desc`.execute(call.db)
    return { kinds: kindsOf(call).filter((k) => handles(me, k)).map((k) => { const own = rows.filter((r) => r.kind === k.name), active = own.find((r) => r.fromOn <= call.today); return { kind: k.name, label: call.say(k.name), may: k.who.some((r) => me.roles.includes(r)), names: namesOf(call, k), versions: own.map((r) => ({ version: r.version, name: r.fileName, from: r.fromOn, by: r.by, at: r.at, hash: r.fileHash, active: r === active })) } }) }
  }),
  prepared(api.template, async ({ kind }, outside, body) => {
    const names = await outside.mine(async (call) => { const w = workOf(call, kind); may(call, await call.me, w.kind); return namesOf(call, w.kind) })
    const faults = await checkTemplate(body, names)
    if (faults.length > 0) throw new Refusal(faults)
    return outside.keep.files.put(body)
  }, async (call) => {
    const { kind, name } = call.input, me = await call.me
    may(call, me, workOf(call, kind).kind)
    const { rows: [row] } = await sql<{ version: number }>`insert into kernel.template (id, org_id, kind, version, file_hash, file_name, from_on, person_id, at) select ${call.newId('template')}, kernel.my_org(), ${kind}, coalesce(max(version), 0) + 1, ${call.before}, ${name}, ${call.today}, kernel.my_person(), ${call.now} from kernel.template where kind = ${kind} on conflict do nothing returning version`.execute(call.db)
    if (!row) throw new Refusal('letters.template.twice')
    return row
  }),
  prepared(api.templateFile, async ({ kind, version }, outside) => {
    let own = kind
    const found = await outside.mine(async (call) => { own = workOf(call, kind).kind.template ?? kind; return version === undefined ? activeOf(call, kind) : version === 0 ? undefined : call.db.selectFrom('kernel.template').select(['fileHash', 'fileName', 'version']).where('kind', '=', kind).where('version', '=', version).executeTakeFirst().then((r) => { if (!r) throw new NotFound(); return r }) })
    return found ? { hash: found.fileHash, name: found.fileName } : { hash: await outside.keep.files.put(await ownDocx(own)), name: null }
  }, async (call) => { await call.me; return { hash: call.before.hash, name: call.before.name ?? `${call.work.zh(call.input.kind)}.docx`, type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } }),

  implement(api.numbering, async (call) => {
    const me = await call.me, mine = kindsOf(call).filter((k) => handles(me, k)), kinds = []
    for (const k of mine) {
      const [rule, counters, coming, { rows: [sum] }] = await Promise.all([ruleOf(call, k, call.today), call.db.selectFrom('kernel.numberCounter').select(['year', 'next']).where('kind', '=', k.name).execute(), call.db.selectFrom('kernel.numbering').select(['pattern', 'start', 'fromOn']).where('kind', '=', k.name).where('fromOn', '>', call.today).orderBy('fromOn').limit(1).executeTakeFirst(),
        sql<{ last: string | null; used: number; voided: number; paper: number; given: number }>`select (select number from kernel.number_use where kind = ${k.name} order by year desc, n desc limit 1) last, count(*)::int used, (count(*) filter (where u.void_reason is not null or exists (select from kernel.letter l where l.id = u.letter_id and l.state = 'void')))::int voided, (count(*) filter (where u.use = 'paper'))::int paper,
          (select coalesce(sum(c.next - c.start), 0)::int from kernel.number_counter c where c.kind = ${k.name}) given from kernel.number_use u where u.kind = ${k.name}`.execute(call.db)])
      kinds.push({ kind: k.name, label: call.say(k.name), may: k.who.some((r) => me.roles.includes(r)), rule: { pattern: rule.pattern, start: rule.start, from: rule.fromOn, own: rule.own }, coming: coming ? { pattern: coming.pattern, start: coming.start, from: coming.fromOn, own: true } : null, next: numberOf(rule.pattern, call.today, counters.find((c) => c.year === counterYear(rule.pattern, call.today))?.next ?? rule.start), counters, last: sum!.last, used: sum!.used, voided: sum!.voided, paper: sum!.paper, missing: sum!.given - sum!.used })
    }
    return { kinds }
  }),
  implement(api.renumber, async (call) => {
    const { kind: name, pattern, start, from } = call.input, { kind } = workOf(call, name), me = await call.me
    may(call, me, kind)
    const fault = patternFault(pattern)
    if (fault) throw new Invalid([{ path: 'pattern', code: `letters.pattern.${fault}` }])
    if (from < call.today) throw new Invalid([{ path: 'from', code: 'letters.renumber.past' }])
    // a counter that has begun goes on from where it stands: skipping would leave a gap
    await sql`select pg_advisory_xact_lock(hashtextextended('letters.numbering' || kernel.my_org()::text, 0))`.execute(call.db)
    const counter = await call.db.selectFrom('kernel.numberCounter').select('next').where('kind', '=', name).where('year', '=', counterYear(pattern, from)).executeTakeFirst(), next = counter?.next ?? start ?? 1
    if (counter && start !== undefined && start !== counter.next) throw new Refusal([{ code: 'letters.renumber.begun', facts: { next: counter.next }, basis: [agreed] }])
    for (const k of kindsOf(call)) if (k.name !== name && (await ruleOf(call, k, from)).pattern === pattern) throw new Refusal([{ code: 'letters.renumber.same', facts: { other: call.say(k.name) }, basis: [agreed] }])
    if (await call.db.selectFrom('kernel.numberUse').select('n').where('number', '=', numberOf(pattern, from, next)).executeTakeFirst()) throw new Refusal([{ code: 'letters.number.taken', facts: { number: numberOf(pattern, from, next) }, basis: [agreed] }])
    await call.db.insertInto('kernel.numbering').values({ id: call.newId<'numbering'>('numbering'), orgId: me.orgId, kind: name, pattern, start: next, fromOn: from, personId: me.personId, at: call.now }).execute()
    return { next: numberOf(pattern, from, next) }
  }),
  implement(api.reserve, async (call) => {
    const { kind: name, count, reason } = call.input, { kind } = workOf(call, name)
    may(call, await call.me, kind)
    const { numbers, uses } = await take(call, kind, count, () => ({ use: 'paper', reason }))
    await uses()
    return { first: numbers[0]!, last: numbers.at(-1)! }
  }),
  implement(api.paper, async (call) => {
    const { kind: name, year, n, note, on, void: given } = call.input
    may(call, await call.me, workOf(call, name).kind)
    if (on !== undefined && on > call.today) throw new Invalid([{ path: 'on', code: 'case.in-the-future' }])
    const done = await call.db.updateTable('kernel.numberUse').set(given ? { voidReason: note } : { note, usedOn: on ?? call.today }).where('kind', '=', name).where('year', '=', year).where('n', '=', n).where('use', '=', 'paper').where('note', 'is', null).where('voidReason', 'is', null).returning('number').executeTakeFirst()
    if (!done) throw new Refusal('letters.paper.not-free')
    return done
  }),
  implement(api.gaps, async (call) => {
    if (!handles(await call.me, workOf(call, call.input.kind).kind)) throw new NotFound()
    const [counters, { rows: uses }] = await Promise.all([
      call.db.selectFrom('kernel.numberCounter').select(['year', 'start', 'next']).where('kind', '=', call.input.kind).orderBy('year', 'desc').execute(),
      sql<{ year: number; n: number; number: string; use: string; state: string | null; letterId: string | null; reason: string | null; note: string | null; on: string | null }>`select u.year, u.n, u.number, u.use, case when u.use = 'letter' then l.state when u.void_reason is not null then 'void' when u.note is not null then 'used' end state, l.id letter_id, coalesce(u.void_reason, l.void_reason, u.reason) reason, u.note, u.used_on as on
        from kernel.number_use u left join kernel.letter l on l.id = u.letter_id and l.number = u.number where u.kind = ${call.input.kind} order by u.year, u.n`.execute(call.db),
    ])
    return { years: counters.map((c) => {
      const own = uses.filter((u) => u.year === c.year), sound = new Set(own.filter((u) => u.use === 'paper' || u.letterId !== null).map((u) => u.n)), missing = []
      for (let n = c.start; n < c.next && missing.length < 1000; n++) if (!sound.has(n)) missing.push(n)
      return { year: c.year, first: c.start, last: c.next - 1, missing, uses: own.slice(-500).reverse().map(({ year: _y, ...u }) => u) }
    }) }
  }),
]
