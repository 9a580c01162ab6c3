// Documents of a case: filed once, in versions, the one in force unmistakable; read by those its audience names.
import * as z from 'zod'
import { action, download, personal, query, upload } from '../endpoint.ts'
import { id } from '../id.ts'
import { audiences } from './kind.ts'

export const fileLimit = 50_000_000
/** What may be uploaded, as the native input wants it. */
export const accepted = '.pdf,.docx,.xlsx,.png,.jpg,.jpeg,.txt,.csv,.doc,.xls'
const text = (max: number) => z.string().trim().min(1).max(max)
const flat = { label: text(40), datedOn: z.iso.date().optional(), expiresOn: z.iso.date().optional(), signedBy: personal(text(100).optional()) }

const Version = z.object({
  id: id('document_version'), no: z.number(), label: z.string(), datedOn: z.iso.date().nullable(), expiresOn: z.iso.date().nullable(), expired: z.boolean(), state: z.enum(['draft', 'active', 'superseded', 'withdrawn']), replacedBy: z.string().nullable(),
  difference: z.string().nullable(), signedBy: z.string().nullable(), eye: z.boolean(), reason: z.string().nullable(), name: z.string(), type: z.string(), size: z.number(), pages: z.number().nullable(), readable: z.enum(['text', 'part', 'scan', 'none']), scanned: z.boolean(),
  hash: z.string(), at: z.string(), who: z.string(), shows: z.boolean(), previews: z.boolean(), certifies: z.boolean(),
})
const Doc = z.object({
  id: id('document'), caseId: id('case'), where: z.string(), kind: z.string(), kindText: z.string(), title: z.string(), audience: z.enum(audiences), readers: z.string(), org: z.string(), parentId: z.string().nullable(), parent: z.string().nullable(),
  version: z.number(), mayRenew: z.boolean(), active: z.string().nullable(), versions: z.array(Version),
})
export type DocumentItem = z.output<typeof Doc>
export type VersionItem = z.output<typeof Version>
const Filing = z.object({ caseId: id('case'), where: z.string(), kinds: z.array(z.object({ name: z.string(), label: z.string(), dated: z.boolean(), expires: z.boolean(), many: z.boolean(), audience: z.enum(audiences), audiences: z.array(z.enum(audiences)), /** what it may be made from; null where it is made from nothing */ from: z.array(z.object({ id: id('document'), title: z.string() })).nullable() })) })
export type FilingItem = z.output<typeof Filing>
/** Every document of a dossier (`subject`: any of its cases), or of one case in it, this person may read, with all its versions, and what they may file. */
export const list = query('documents.list', { who: 'member', input: z.object({ subject: z.uuid(), caseId: id('case').optional() }), output: z.object({ documents: z.array(Doc), filing: z.array(Filing), today: z.iso.date(), scanner: z.string().nullable() }) })
const changed = z.object({ id: id('document'), version: z.number(), versionId: id('document_version') })
/** Files a new document, or a new version of one (`document` with the version seen). A draft is read in the own organisation only and takes nobody's place. */
export const file = upload('documents.upload', {
  who: 'member', limit: fileLimit,
  input: z.object({ caseId: id('case'), kind: z.string().regex(/^[a-z0-9-]{1,60}$/), name: text(200), title: text(200).optional(), ...flat, difference: text(500).optional(), audience: z.enum(audiences).optional(), document: id('document').optional(), seen: z.int().min(1).optional(), parent: id('document').optional(), draft: z.boolean().optional(), eye: z.boolean().optional() }),
  output: changed.extend({ hash: z.string(), pages: z.number().nullable(), readable: z.enum(['text', 'part', 'scan', 'none']) }),
})
const seen = { id: id('document'), seen: z.int().min(1) }
/** Corrects what was written about the version in force; the file itself only changes by a new version. */
export const revise = action('documents.revise', { who: 'member', input: z.object({ ...seen, title: text(200).optional(), label: text(40).optional(), datedOn: z.iso.date().nullable().optional(), expiresOn: z.iso.date().nullable().optional(), signedBy: personal(text(100).nullable().optional()), reason: text(500) }), output: changed })
/** A draft takes its place as the version in force. */
export const activate = action('documents.activate', { who: 'member', input: z.object({ ...seen, versionId: id('document_version') }), output: changed })
/** The version in force is taken back; nothing takes its place until another is filed. */
export const withdraw = action('documents.withdraw', { who: 'member', input: z.object({ ...seen, reason: text(500) }), output: changed })
/** The bytes of one version: shown where its kind is harmless, else saved. */
export const open = download('documents.file', { who: 'member', input: z.object({ id: id('document_version'), save: z.boolean().optional() }) })

/** A DOCX as PDF, to be looked at in place; the file itself is what counts. */
export const preview = download('documents.preview', { who: 'member', input: z.object({ id: id('document_version') }) })
/** Makes a certified copy of one version: the platform's words, the hash, who made it and when, page n of N on every page; it has a number of its own. */
export const certify = action('documents.certify', { who: 'member', input: z.object({ id: id('document_version') }), output: z.object({ id: id('document_copy'), number: z.string(), hash: z.string(), pages: z.number() }) })
/** A certified copy made before by the own organisation. */
export const copy = download('documents.copy', { who: 'member', input: z.object({ id: id('document_copy') }) })

export const endpoints = [list, file, revise, activate, withdraw, open, preview, certify, copy]
