// Letters: drawn up from a case, numbered, signed, brought into force, checked by anyone who holds the paper.
import * as z from 'zod'
import { ReasonShape } from '../api.ts'
import { ProofShape } from '../audit/api.ts'
import { action, download, personal, query, upload } from '../endpoint.ts'
import { id } from '../id.ts'

const kind = z.string().max(60).regex(/^[a-z][a-z0-9.-]*$/)
const words = (max: number) => z.string().trim().min(1).max(max)
const stands = z.object({ id: id('letter'), state: z.string() })
const drawn = z.object({ id: id('letter'), number: z.string(), hash: z.string(), pages: z.number() })
const one = z.object({ id: id('letter') })

/** Draws a letter up from the facts of its case and gives it its number, in one transaction. */
export const draft = action('letters.draft', { who: 'member', input: z.object({ id: id('case'), kind }), output: drawn })
/** A letter in force is never changed: a second one, linked to it, says what was wrong. */
export const correct = action('letters.correct', { who: 'member', input: z.object({ id: id('letter'), reason: words(500) }), output: drawn })
/** The letter as it looks now: marked as a draft before it is in force, afterwards the sealed file or the scan. */
export const pdf = download('letters.pdf', { who: 'member', input: one })
/** 用印申请单 that is printed with the letter. */
export const form = download('letters.form', { who: 'member', input: one })
/** Signs what was shown: the confirmation is bound to its hash. */
export const sign = action('letters.sign', { who: 'member', input: z.object({ id: id('letter'), confirmation: id('confirmation') }), output: stands })
/** 'ca': sealed by a licensed provider, in force at once. 'trace': 内部留痕 by this server, which unlocks nothing. */
export const seal = action('letters.seal', { who: 'member', input: z.object({ id: id('letter'), how: z.enum(['ca', 'trace']) }), output: stands })
export const print = action('letters.print', { who: 'member', input: one, output: stands })
/** 用印登记. */
export const register = action('letters.register', { who: 'member', input: z.object({ id: id('letter'), copies: z.int().min(1).max(999), across: z.boolean(), handler: personal(words(40)), sealer: personal(words(40)), on: z.iso.date(), oa: words(60).optional() }), output: stands })
/** The signed and sealed paper, scanned. */
export const scan = upload('letters.scan', { who: 'member', limit: 20_000_000, input: one, output: stands.extend({ pages: z.number().nullable() }) })
/** 核对 by another person: number and pages as seen on the scan. */
export const verify = action('letters.verify', { who: 'member', input: z.object({ id: id('letter'), number: words(80), pages: z.int().min(1).max(9999) }), output: stands })
export const cancel = action('letters.void', { who: 'member', input: z.object({ id: id('letter'), reason: words(500) }), output: stands })

const Deeds = z.array(z.object({ name: z.string(), label: z.string(), reasons: z.array(ReasonShape) }))
export const LetterShape = z.object({
  id: id('letter'), caseId: id('case'), kind: z.string(), label: z.string(), number: z.string(), title: z.string(), date: z.string(), state: z.string(), stateText: z.string(), way: z.string().nullable(), own: z.boolean(), next: z.string(), pages: z.number(), hash: z.string().nullable(), inForceAt: z.string().nullable(),
  signers: z.array(z.object({ office: z.string(), name: z.string().nullable(), at: z.string().nullable() })),
  stamped: z.object({ copies: z.number(), across: z.boolean(), handler: z.string(), sealer: z.string(), on: z.string(), oa: z.string().nullable() }).nullable(),
  corrects: z.string().nullable(), voidReason: z.string().nullable(), deeds: Deeds,
})
/** The letters of one case this person may see, and which kinds may be drawn up now. */
export const of = query('letters.of', { who: 'member', input: z.object({ id: id('case') }), output: z.object({ kinds: z.array(z.object({ kind: z.string(), label: z.string(), reasons: z.array(ReasonShape) })), letters: z.array(LetterShape) }) })
/** An institution's register of letters, newest first. */
export const list = query('letters.list', { who: 'member', input: z.object({ kind: kind.optional(), state: z.enum(['open', 'in-force', 'void']).optional(), find: z.string().trim().max(80).optional(), after: z.string().max(120).regex(/^\d{4}-\d\d-\d\d[^~]*~[0-9a-f-]{36}$/).optional() }), output: z.object({ kinds: z.array(z.object({ kind: z.string(), label: z.string() })), letters: z.array(LetterShape), next: z.string().nullable() }) })
/** What the QR code of a printed letter leads to. Never title or sponsor. */
export const check = query('letters.check', { who: 'public', input: z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/) }), output: z.object({ number: z.string(), date: z.string(), inForce: z.boolean(), since: z.string().nullable(), state: z.string(), org: z.string(), /** that it came into force stands in the log: hashes only */ proof: ProofShape.nullable() }) })

export const templates = query('letters.templates', { who: 'member', input: z.object({}), output: z.object({ kinds: z.array(z.object({ kind: z.string(), label: z.string(), may: z.boolean(), names: z.array(z.string()), versions: z.array(z.object({ version: z.number(), name: z.string(), from: z.string(), by: z.string().nullable(), at: z.string(), hash: z.string(), active: z.boolean() })) })) }) })
/** A template of one's own: refused with every place that cannot be filled. */
export const template = upload('letters.template', { who: 'member', limit: 5_000_000, input: z.object({ kind, name: words(120) }), output: z.object({ version: z.number() }) })
/** The template in use, to be edited: version 0 is the platform's own. */
export const templateFile = download('letters.template-file', { who: 'member', input: z.object({ kind, version: z.int().min(0).optional() }) })

const Rule = z.object({ pattern: z.string(), start: z.number(), from: z.string(), own: z.boolean() })
export const numbering = query('letters.numbering', { who: 'member', input: z.object({}), output: z.object({ kinds: z.array(z.object({ kind: z.string(), label: z.string(), may: z.boolean(), rule: Rule, coming: Rule.nullable(), next: z.string(), counters: z.array(z.object({ year: z.number(), next: z.number() })), last: z.string().nullable(), used: z.number(), voided: z.number(), paper: z.number(), missing: z.number() })) }) })
/** A new pattern from a day on; numbers already given out stay as they are. */
export const renumber = action('letters.renumber', { who: 'member', input: z.object({ kind, pattern: z.string().min(3).max(60), start: z.int().min(1).max(99_999_999).optional(), from: z.iso.date() }), output: z.object({ next: z.string() }) })
/** Numbers set aside for letters written on paper. */
export const reserve = action('letters.reserve', { who: 'member', input: z.object({ kind, count: z.int().min(1).max(200), reason: words(200) }), output: z.object({ first: z.string(), last: z.string() }) })
/** What a reserved number was used for, or that it is void. */
export const paper = action('letters.paper', { who: 'member', input: z.object({ kind, year: z.int().min(0).max(9999), n: z.int().min(1), note: words(200), on: z.iso.date().optional(), void: z.boolean().optional() }), output: z.object({ number: z.string() }) })
/** Every number from the first to the last: a letter, a void or a paper entry; what is none of these is a gap. */
export const gaps = query('letters.gaps', { who: 'member', input: z.object({ kind }), output: z.object({ years: z.array(z.object({ year: z.number(), first: z.number(), last: z.number(), missing: z.array(z.number()), uses: z.array(z.object({ n: z.number(), number: z.string(), use: z.string(), state: z.string().nullable(), letterId: z.string().nullable(), reason: z.string().nullable(), note: z.string().nullable(), on: z.string().nullable() })) })) }) })

export const endpoints = [draft, correct, pdf, form, sign, seal, print, register, scan, verify, cancel, of, list, check, templates, template, templateFile, numbering, renumber, reserve, paper, gaps]
