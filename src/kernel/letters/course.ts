import { basis } from '../cite.ts'
import type { Reason } from '../refusal.ts'

/** Where a letter stands. Only in force it counts; a local seal (sealed) is a trace inside the institution and unlocks nothing. */
export type LetterState = 'draft' | 'signed' | 'sealed' | 'printed' | 'stamped' | 'scanned' | 'in-force' | 'void' | 'superseded'
export type Deed = 'sign' | 'seal' | 'trace' | 'print' | 'register' | 'scan' | 'verify' | 'void' | 'correct'
/** What may be done with a letter where it stands: two ways lead to 生效, by CA seal or on paper. */
export const deedsAt: Readonly<Record<LetterState, readonly Deed[]>> = {
  draft: ['sign', 'print', 'void'], signed: ['seal', 'trace', 'print', 'void'], sealed: ['seal', 'print', 'void'], printed: ['register', 'void'], stamped: ['scan', 'void'], scanned: ['verify', 'scan', 'void'],
  'in-force': ['correct'], void: [], superseded: [],
}
export const reliable = basis('law', '中华人民共和国电子签名法', { article: '第十三条、第十四条' })
export const agreed = basis('platform', '平台约定：文书生效两条路（持牌认证机构签章，或打印签字、用印登记、扫描回传、核对）')
const keeper = 'seal-keeper'

/** A letter as far as its next step depends on it. */
export interface Standing { readonly state: LetterState; readonly who: readonly string[]; readonly signers: readonly string[]; readonly signed: number; readonly scannedBy: string | null; readonly corrected: boolean }
export interface Person { readonly personId: string; readonly roles: readonly string[] }
/** Offices that may take a step. */
export function officesOf(deed: Deed, s: Standing): readonly string[] {
  const handling = [...new Set([...s.who, keeper])]
  switch (deed) {
    case 'sign': return s.signers.slice(s.signed, s.signed + 1)
    case 'void': case 'correct': return s.who
    case 'verify': return [...new Set([...handling, ...s.signers])]
    default: return handling
  }
}
/** Every reason against a step; the same on the server and beside the button. */
export function against(deed: Deed, s: Standing, me: Person): Reason[] {
  if (!deedsAt[s.state].includes(deed)) return [{ code: `letters.against.${s.state}`, facts: { deed }, basis: [agreed] }]
  const offices = officesOf(deed, s)
  return [
    ...(offices.some((r) => me.roles.includes(r)) ? [] : [{ code: 'letters.against.office', facts: { deed, offices: offices.join() }, basis: [agreed] }]),
    ...(deed === 'verify' && s.scannedBy === me.personId ? [{ code: 'letters.against.same-person', basis: [agreed] }] : []),
    ...(deed === 'correct' && s.corrected ? [{ code: 'letters.against.corrected', basis: [agreed] }] : []),
  ]
}
/** The one step that brings it on, for the line that says what comes next. */
export const nextDeed = (s: Standing): Deed | null => ({ draft: 'sign', signed: 'seal', sealed: 'seal', printed: 'register', stamped: 'scan', scanned: 'verify', 'in-force': null, void: null, superseded: null } as const)[s.state]
