import { tinyPdf } from '#kernel/documents/tiny.ts'
import type { House } from './house.ts'

export interface Filed { readonly id: string; readonly version: number; readonly versionId: string; readonly hash: string }
/** Files one document as somebody would in the browser: a small PDF that says what it is. */
export const fileOne = (h: House, who: string, caseId: string, kind: string, more: Record<string, unknown> & { body?: Uint8Array } = {}): Promise<Filed> => {
  const { body, ...input } = more, label = String(input['label'] ?? 'V1.0')
  return h.as<Filed>(who, 'documents.upload', { caseId, kind, name: `${kind}.pdf`, label, ...input }, { body: body ?? tinyPdf([[kind, label, JSON.stringify(input)]]) })
}
