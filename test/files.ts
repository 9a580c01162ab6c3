import { tinyPdf } from '#kernel/documents/tiny.ts'
import { papersOf } from '#domains/studies/terms.ts'
import type { House } from './house.ts'

export interface Filed { readonly id: string; readonly version: number; readonly versionId: string; readonly hash: string }
/** Files one document as somebody would in the browser: a small PDF that says what it is. */
export const fileOne = (h: House, who: string, caseId: string, kind: string, more: Record<string, unknown> & { body?: Uint8Array } = {}): Promise<Filed> => {
  const { body, ...input } = more, label = String(input['label'] ?? 'V1.0')
  return h.as<Filed>(who, 'documents.upload', { caseId, kind, name: `${kind}.pdf`, label, ...input }, { body: body ?? tinyPdf([[kind, label, JSON.stringify(input)]]) })
}
/** What a study's kind requires before it can be handed in; what is there already stays. */
export async function fileRequired(h: House, who: string, study: string): Promise<void> {
  if ((await h.sql('select from kernel.case where id = $1 and closed_at is not null', [study])).length > 0) return
  const [facts] = await h.sql<{ regime: string | null; version: string | null; date: string | null }>('select regime, protocol_version "version", protocol_date::text date from studies.study where id = $1', [study])
  const there = (await h.sql<{ kind: string }>('select kind from kernel.document where case_id = $1', [study])).map((d) => d.kind)
  for (const { kind } of papersOf(facts!.regime).filter((p) => p.need === 'required' && !there.includes(p.kind)))
    await fileOne(h, who, study, kind, { ...(kind === 'protocol' ? { label: facts!.version ?? 'V1.0' } : {}), datedOn: facts!.date ?? '2026-08-20', ...(kind === 'drug-test-report' ? { expiresOn: '2028-12-31' } : {}) })
}
