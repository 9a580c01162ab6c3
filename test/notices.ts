import pg from 'pg'
import { connectionAs } from '#kernel/db/migrate.ts'
import { dispatch } from '#kernel/notices/dispatch.ts'
import { deskOf } from '#kernel/notices/work.ts'
import type { House } from './house.ts'

/** A dispatcher driven by hand: everything up to the house's present moment. */
export interface Ticker { tick(): Promise<number>; /** one look, whatever another transaction still holds back */ once(): Promise<number>; readonly client: pg.Client; close(): Promise<void> }
export async function openTicker(h: House, { mails = false, limit = 200 }: { mails?: boolean; limit?: number } = {}): Promise<Ticker> {
  const client = new pg.Client(connectionAs(h.target, 'clerk'))
  client.on('error', () => {})
  await client.connect()
  const once = () => dispatch(client, deskOf(h.o.ground, mails), h.now(), limit)
  return { client, once, tick: async () => { await settled(h); return once() }, close: () => client.end() }
}
/** Until every transaction that wrote here is over for all readers: other databases of the same server hold back the horizon too. */
export async function settled(h: House): Promise<void> {
  while ((await h.sql("select 1 from kernel.event where xact >= pg_snapshot_xmin(pg_current_snapshot()) union all select 1 from kernel.notice where xact >= pg_snapshot_xmin(pg_current_snapshot()) limit 1")).length > 0) await new Promise((r) => setTimeout(r, 5))
}
/** Who was told what, by login: `a-office 轮到办理：…`, in the order of logins; cleared after it is read. */
export async function told(h: House, where = ''): Promise<string[]> {
  const rows = await h.sql<{ login: string; kind: string; facts: { procedure: string; stage: string; step?: string; due?: string } }>(`select a.login, n.kind, n.facts from kernel.notice n join kernel.account a on a.person_id = n.person_id ${where} order by a.login, n.kind, n.seq`)
  await h.sql('truncate kernel.notice cascade')
  return rows.map((r) => `${r.login} ${r.kind} ${r.facts.procedure}@${r.facts.stage}${r.facts.step ? ` ${r.facts.step} ${r.facts.due}` : ''}`)
}
