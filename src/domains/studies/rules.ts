import { papersOf, type Paper } from './terms.ts'

/** A document in force, as the completeness of a dossier sees it. */
export interface Held { readonly id: string; readonly kind: string; readonly title: string; readonly label: string; readonly datedOn: string | null; readonly expiresOn: string | null }
export interface Line extends Paper { readonly state: 'missing' | 'ready' | 'expired'; readonly held: readonly Held[]; readonly expired: readonly Held[] }
/** The dossier kind by kind: what is there, what is still wanted, what has run out; the last day itself still counts. */
export const checklist = (regime: string | null, held: readonly Held[], today: string): Line[] => papersOf(regime).map((p) => {
  const own = held.filter((h) => h.kind === p.kind), expired = own.filter((h) => h.expiresOn !== null && h.expiresOn < today)
  return { ...p, held: own, expired, state: own.length === 0 ? 'missing' : expired.length > 0 ? 'expired' : 'ready' }
})
const bare = (label: string | null): string => (label ?? '').trim().toLowerCase().replace(/^v(?:ersion)?\.?\s*/, '')
/** The protocol on file, where its version or date is not the one the dossier names. */
export function differing(facts: { readonly protocolVersion: string | null; readonly protocolDate: string | null }, held: readonly Held[]): Held | undefined {
  const protocols = held.filter((h) => h.kind === 'protocol')
  if (facts.protocolVersion === null && facts.protocolDate === null) return undefined
  return protocols.some((h) => bare(h.label) === bare(facts.protocolVersion) && h.datedOn === facts.protocolDate) ? undefined : protocols[0]
}
