import type { Facts } from '../api.ts'
import type { RegistryRecord } from './exchange.ts'

/** The facts a register's record gives a dossier; what it does not say stays empty for a person. */
export function factsOf(r: RegistryRecord): Facts {
  const title = r.titleZh ?? r.titlePublic ?? r.titleScientific ?? '', number = r.identifiers[0]?.value ?? ''
  const interventional = r.studyType === 'interventional', industry = r.sponsorClass === 'industry'
  const regime = !interventional ? (r.studyType === 'observational' && !industry ? 'iit-observational' as const : null) : !industry ? 'iit-interventional' as const : r.productKind === 'drug' || r.productKind === 'biological' ? 'drug' as const : r.productKind === 'device' ? 'device' as const : r.productKind === 'ivd' ? 'ivd' as const : null
  return {
    title: title.slice(0, 1000), titleEn: r.titleZh ? r.titlePublic?.slice(0, 1000) ?? null : null, short: shortOf(r.acronym ?? title, number), product: r.interventions[0]?.name.slice(0, 200) ?? null, regime, phase: r.phase, condition: r.conditions.join('、').slice(0, 300) || null,
    protocolNo: r.identifiers.find((i) => i.kind === 'protocol')?.value.slice(0, 60) ?? null, protocolVersion: null, protocolDate: null, sponsorName: (r.sponsorName?.includes('‹') ? '' : r.sponsorName ?? '').slice(0, 200) || '—', targetSize: r.targetSize !== null && r.targetSize > 0 ? r.targetSize : null,
  }
}
const wide = (c: string) => (c > '\u2e7f' ? 2 : 1)
/** A name short enough for a list: the acronym or the first words, no wider than 40 Chinese characters. */
export function shortOf(text: string, fallback: string): string {
  const words = [...(text.trim() || fallback)]
  let width = 0
  const fits = words.findIndex((c) => (width += wide(c)) > 78)
  return fits < 0 ? words.join('') : `${words.slice(0, fits).join('').trimEnd()}…`
}
/** A newer record over an older one: what the newer file does not say is no change. */
export const over = (was: RegistryRecord, is: RegistryRecord): RegistryRecord =>
  ({ ...was, ...Object.fromEntries(Object.entries(is).filter(([, v]) => v !== null && v !== '' && !(Array.isArray(v) && v.length === 0))) }) as RegistryRecord
const compared = ['title', 'titleEn', 'product', 'phase', 'condition', 'sponsorName', 'targetSize'] as const
/** What a newer record changes in the older one: field, was, is. Status and dates are compared as they stand in the register. */
export function changesBetween(was: RegistryRecord, newer: RegistryRecord): { field: string; was: string; is: string }[] {
  const is = over(was, newer), a = factsOf(was), b = factsOf(is), show = (v: unknown) => (v === null || v === undefined ? '' : String(v))
  return [
    ...compared.filter((f) => show(a[f]) !== show(b[f])).map((f) => ({ field: f, was: show(a[f]), is: show(b[f]) })),
    ...(['status', 'startOn', 'registeredOn'] as const).filter((f) => show(was[f]) !== show(is[f])).map((f) => ({ field: f, was: show(was[f]), is: show(is[f]) })),
  ]
}
