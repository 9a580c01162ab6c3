import type { NavItem } from '#ui/frame.tsx'
import type { Say } from '#ui/say.ts'

/** Who looks after the record, and may see how far it is sealed. */
const overseer = (roles: readonly string[]) => roles.some((r) => r === 'system-admin' || r === 'health-bureau' || r === 'alliance-office' || r === 'research-office')
const applicant = (roles: readonly string[]) => roles.some((r) => r === 'cra' || r === 'sponsor')
/** Offices that draw up, sign, seal or register letters. */
const writes = (roles: readonly string[]) => roles.some((r) => ['research-office', 'ethics-secretary', 'ethics-chair', 'seal-keeper', 'institution-head'].includes(r))
/** The rooms a person uses, in the order of their day, and what they may begin; never a room they may not enter. */
export function navigation(roles: readonly string[], counts: { readonly mine: number; readonly overdue: number }, say: Say): { nav: NavItem[]; fresh: { to: string; label: string }[] } {
  return {
    nav: [
      { to: '/', label: say('app.work'), icon: 'inbox', count: counts.mine, hot: counts.overdue > 0 },
      { to: '/studies', label: say('app.studies'), icon: 'flask' },
      ...(applicant(roles) ? [{ to: '/studies/import', label: say('app.import'), icon: 'file' as const }] : []),
      { to: '/waiting', label: say('app.waiting'), icon: 'people' as const },
      { to: '/threads', label: say('app.threads'), icon: 'ask' as const },
      { to: '/handover', label: say('app.handover'), icon: 'person' as const },
      ...(writes(roles) ? [{ to: '/letters', label: say('app.letters'), icon: 'file' as const }] : []),
      { to: '/policies', label: say('app.policies'), icon: 'book', gap: true },
      ...(roles.some((r) => r === 'institution-head' || r === 'system-admin') ? [{ to: '/migration', label: say('app.migration'), icon: 'branch' as const }] : []),
      ...(overseer(roles) ? [{ to: '/audit', label: say('app.audit'), icon: 'shield' as const }] : []),
    ],
    fresh: applicant(roles) ? [{ to: '/studies/new', label: say('app.new.study') }, { to: '/studies/import', label: say('app.new.import') }] : [],
  }
}
