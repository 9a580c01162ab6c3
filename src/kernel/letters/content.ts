import { sha256 } from '../documents/store.ts'
import type { LetterFacts } from './kind.ts'

/** JSON with its keys in order: the same content has the same text wherever it was kept. */
export const canonical = (value: unknown): string => JSON.stringify(value, (_, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v))
/** What a letter is: everything that is set on its pages before anybody signs. */
export interface Drawn { readonly kind: string; readonly number: string; readonly caseId: string; readonly orgId: string; readonly drawnAt: string; readonly token: string; readonly template: string; readonly corrects: string | null; readonly content: unknown }
/** The hash one signs. Anything changed afterwards, in the database too, gives another. */
export const contentHash = ({ kind, number, caseId, orgId, drawnAt, token, template, corrects, content }: Drawn): string => sha256(Buffer.from(canonical({ kind, number, caseId, orgId, drawnAt, token, template, corrects, content })))
/** Facts by the placeholder an office writes in its template: the Chinese words of their names, rows likewise. */
export const placed = (facts: LetterFacts, zh: (key: string) => string): Record<string, string | Record<string, string>[]> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [zh(`letter.${name}`), typeof value === 'string' ? value : value.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [zh(`letter.${k}`), v])))]))
