import type { Say } from '#ui/say.ts'

export const plusDays = (date: string, n: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
/** 逾期 / 今天 / 本周 / 以后, by the due day; without one, by itself. What others hold is not grouped by our deadline. */
export function grouped<R extends { readonly dueOn: string | null }>(rows: readonly R[], today: string, tab: string, say: Say): { key: string; label?: string; rows: readonly R[] }[] {
  if (tab === 'waiting') return [{ key: 'waiting', label: say('work.waiting'), rows }]
  const sunday = plusDays(today, (7 - new Date(`${today}T00:00:00Z`).getUTCDay()) % 7)
  const place = (r: R) => (r.dueOn === null ? 'undated' : r.dueOn < today ? 'overdue' : r.dueOn === today ? 'today' : r.dueOn <= sunday ? 'week' : 'later')
  return (['overdue', 'today', 'week', 'later', 'undated'] as const).map((key) => ({ key, ...(key === 'undated' ? { label: say('work.undated') } : {}), rows: rows.filter((r) => place(r) === key) })).filter((g) => g.rows.length > 0)
}
interface LaneFace { readonly tone: string; readonly share: number; readonly left: number }
/** One lane of a study in a strip: a word and how full the bar is. */
export function stripOf(l: { readonly total: number; readonly granted: number; readonly stageText: string; readonly face: LaneFace | null; readonly mine: boolean }, say: Say): { word: string; look: 'none' | 'ontime' | 'soon' | 'overdue' | 'paused' | 'waiting' | 'done' | 'na'; share: number } {
  if (l.total === 0) return { word: say('work.lane.na'), look: 'na', share: 0 }
  if (l.granted === l.total) return { word: say('work.lane.done'), look: 'done', share: 1 }
  const tone = l.face?.tone ?? 'none', word = l.total > 1 ? `${l.stageText} ${l.granted}/${l.total}` : l.stageText
  return { word, look: !l.mine && tone !== 'overdue' && tone !== 'paused' ? 'waiting' : tone === 'doneLate' || tone === 'done' ? 'ontime' : (tone as 'ontime'), share: Math.max(l.granted / l.total, l.face?.share ?? 0) }
}
