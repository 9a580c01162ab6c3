import { sql } from 'kysely'
import type * as z from 'zod'
import type { Call } from '#kernel/implement.ts'
import { bureaus, documentOf, type PolicyDocument } from '../../../policy/documents.ts'
import { english, englishBureaus, englishChapters, englishDocuments } from '../../../policy/english.ts'
import { han, type BureauCode, type Measure } from '../../../policy/measure.ts'
import type { LedgerRow, Live } from './api.ts'

type Live = z.infer<typeof Live>
const studies = '/studies'
/** Of the rooms the measures name, those that stand today and where they are seen. */
const standing: Readonly<Record<string, string>> = { studies, 'startup.initiation': studies, 'startup.parallel': studies, 'ethics.review': studies, 'agreements.negotiation': studies }

/** Our reading of a measure in the reader's language. */
export function wordsOf(call: Pick<Call, 'lang'>, m: Measure) {
  const en = call.lang === 'en' ? english[m.number] : undefined
  return { title: en?.title ?? m.title, asks: m.asks.map((a, i) => ({ kind: a.kind, says: en?.asks[i] ?? a.says })), because: en?.because ?? m.because, tracked: (en ? en.tracked : m.tracked) ?? null }
}
export function documentWords(call: Pick<Call, 'lang'>, { code, name, title, number, issued, from, status }: PolicyDocument) {
  const en = call.lang === 'en' ? englishDocuments[code] : undefined
  return { code, name: en?.name ?? name, title: en?.title ?? title, number: en ? en.number : number, issued, from, status }
}
/** A chapter with its place in the document; null where the document has none. */
export function chapterWords(call: Pick<Call, 'lang' | 'say'>, { measures }: PolicyDocument, chapter: string | null): string | null {
  if (chapter === null) return null
  const n = [...new Set(measures.map((m) => m.chapter))].indexOf(chapter) + 1
  return call.lang === 'en' ? call.say('policies.chapter', { n, title: englishChapters[chapter] ?? chapter }) : call.say('policies.chapter', { n: han(n), title: chapter })
}
/** As 责任单位 stand in a list: `title` where one leads, `short` where it joins. */
export const bureauWords = (call: Pick<Call, 'lang'>, code: BureauCode, as: 'title' | 'short'): string => (call.lang === 'en' ? englishBureaus : bureaus)[code][as]

/** Which of the issuing bureaus my organisation is, by its short name; null for anybody else. */
export async function myBureau(call: Pick<Call, 'db'>): Promise<BureauCode | null> {
  const org = await call.db.selectFrom('kernel.org').select(['kind', 'short']).where('id', '=', sql<never>`kernel.my_org()`).executeTakeFirst()
  if (org?.kind !== 'bureau') return null
  const fits = (Object.entries(bureaus) as [BureauCode, { short: string }][]).filter(([, b]) => org.short.includes(b.short))
  return fits.sort(([, a], [, b]) => b.short.length - a.short.length)[0]?.[0] ?? null
}
/** Parallel starts on my organisation's desk: opened sites, their studies, and the median from T0 to a site's first consent. */
export async function parallelStarts(call: Pick<Call, 'db'>): Promise<Live> {
  const { rows: [row] } = await sql<Omit<Live, 'to'>>`
    with site as (
      select d.subject_id,
             (select min(e.effective_at) from kernel.event e where e.case_id = d.parent_id and e.name = 'startup.start.accept') accepted,
             (select min(e.effective_at) from kernel.event e where e.case_id = d.case_id and e.stage_to = 'lanes') opened,
             (select min(e.effective_at) from kernel.event e where e.case_id = d.case_id and e.name = 'startup.site.enrol') consented
        from kernel.desk d where d.org_id = kernel.my_org() and d.procedure = 'startup.site')
    select count(distinct subject_id)::int studies, count(*)::int sites, count(consented)::int consents,
           percentile_cont(0.5) within group (order by (consented at time zone 'Asia/Shanghai')::date - (accepted at time zone 'Asia/Shanghai')::date) "medianDays"
      from site where opened is not null`.execute(call.db)
  return { ...row!, to: studies }
}
/** Cases on my organisation's desk, by procedure. */
export async function caseCounts(call: Pick<Call, 'db'>): Promise<ReadonlyMap<string, { total: number; open: number }>> {
  const { rows } = await sql<{ procedure: string; total: number; open: number }>`select procedure, count(*)::int total, count(*) filter (where open)::int open from kernel.desk where org_id = kernel.my_org() group by procedure`.execute(call.db)
  return new Map(rows.map(({ procedure, ...n }) => [procedure, n]))
}
/** What the list and the page say alike. */
export function shownAlike(call: Call, m: Measure, live: Live, bureau: BureauCode | null) {
  const { title, because, tracked } = wordsOf(call, m), { lead, joint } = m.bureaus
  return {
    number: m.number, short: call.say(`policies.short.${documentOf(m.number).code}`, { n: Number(m.number.slice(3)) }), title, state: m.state, because, tracked,
    rooms: m.rooms.map((name) => ({ name, label: call.say(`policies.room.${name}`), to: standing[name] ?? null })),
    live: m.rooms.includes('startup.parallel') ? live : null,
    mine: bureau === null ? null : lead === bureau ? 'lead' as const : joint.includes(bureau) ? 'joint' as const : null,
  }
}
export const ledgerRow = (call: Call, m: Measure, live: Live, bureau: BureauCode | null): LedgerRow => ({
  ...shownAlike(call, m, live, bureau), kinds: [...new Set(m.asks.map((a) => a.kind))],
  lead: m.bureaus.lead && bureauWords(call, m.bureaus.lead, 'title'), joint: m.bureaus.joint.map((code) => bureauWords(call, code, 'short')),
})
/** What of the house cites it; a procedure's own moves are told by the procedure. */
export function citing(call: Call, m: Measure, counts: ReadonlyMap<string, { total: number; open: number }>) {
  const moves = (name: string) => [...call.work.procedures.keys()].some((p) => name.startsWith(`${p}.`))
  return call.work.cites.filter((c) => c.measure === m.number && !(c.kind === 'endpoint' && moves(c.name))).map(({ kind, name, phrase }) => {
    const p = kind === 'procedure' ? call.work.procedures.get(name) : undefined, n = p && (counts.get(name) ?? { total: 0, open: 0 })
    return { kind, name, phrase, label: call.say(name), to: studies, edition: p?.edition ?? null, cases: n?.total ?? null, open: n?.open ?? null }
  })
}
