import { readFileSync } from 'node:fs'
import pg from 'pg'
import { openCalendar, type Calendar, type CalendarYear } from '../calendar.ts'
import type { Pool } from './open.ts'

/** Brings the holiday notices shipped with this version into the calendar; a notice already there is left as it is, an unpublished year is replaced when its notice comes. */
export async function loadCalendar(client: pg.ClientBase): Promise<void> {
  const years = JSON.parse(readFileSync(new URL('./calendar-days.json', import.meta.url), 'utf8')) as CalendarYear[]
  const known = new Set((await client.query<{ year: number }>('select year from kernel.calendar_year where published')).rows.map((r) => r.year))
  for (const y of years.filter((x) => !known.has(x.year))) {
    await client.query('insert into kernel.calendar_year (year, published, document, url) values ($1, $2, $3, $4) on conflict (year) do update set published = excluded.published, document = excluded.document, url = excluded.url', [y.year, y.published, y.source?.document ?? null, y.source?.url ?? null])
    if (y.days.length > 0) await client.query('insert into kernel.calendar_day (day, notice_year, off, name) select * from unnest($1::date[], $2::int[], $3::boolean[], $4::text[]) on conflict (day) do nothing', [y.days.map((d) => d.date), y.days.map(() => y.year), y.days.map((d) => d.off), y.days.map((d) => d.name)])
  }
}
/** The calendar as the database holds it. */
export async function readCalendar(pool: Pool): Promise<Calendar> {
  const [years, days] = await Promise.all([
    pool.query<{ year: number; published: boolean; document: string | null; url: string | null }>('select year, published, document, url from kernel.calendar_year order by year'),
    pool.query<{ day: string; notice_year: number; off: boolean; name: string }>('select day, notice_year, off, name from kernel.calendar_day order by day'),
  ])
  return openCalendar(years.rows.map((y) => ({ year: y.year, published: y.published, source: y.document ? { document: y.document, ...(y.url ? { url: y.url } : {}) } : null, days: days.rows.filter((d) => d.notice_year === y.year).map((d) => ({ date: d.day, name: d.name, off: d.off })) })))
}
