// What runs beside the requests: the dispatcher (one in all servers), the sender, the live reader. Nothing here holds state that must survive.
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '../db/open.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Ground } from '../road.ts'
import { dispatch, type Desk } from './dispatch.ts'
import { openLive, type Live } from './live.ts'
import { deliverOne, openPostman, type MailConfig } from './mail.ts'

export interface NoticeWork { readonly live: Live; stop(): Promise<void> }
export interface NoticeOptions { /** speaks as clerk */ readonly pool: Pool; readonly ground: Ground; readonly endpoints: readonly Endpoint[]; readonly mail?: MailConfig; readonly every?: number; readonly log: (line: Record<string, unknown>) => void }
/** What the dispatcher needs of the house. */
export const deskOf = (ground: Pick<Ground, 'work' | 'calendar' | 'random'>, mails: boolean): Desk => ({ procedures: ground.work.procedures, editions: ground.work.editions, calendar: ground.calendar, random: ground.random, mails })

/** Starts the workers; any number of servers may, one of them dispatches at a time. */
export function startNotices({ pool, ground, endpoints, mail, every = 250, log }: NoticeOptions): NoticeWork {
  const ending = new AbortController(), desk = deskOf(ground, mail !== undefined), postman = mail && openPostman(mail)
  const stopped = () => ending.signal.aborted
  const pause = (ms: number) => delay(ms, undefined, { signal: ending.signal }).catch(() => {})
  const complain = (what: string, e: unknown) => { if (!stopped()) log({ level: 'error', work: what, error: (e as Error).name, message: (e as Error).message }) }

  async function dispatching(): Promise<void> {
    for (; !stopped(); await pause(2_000)) {
      const client = await pool.connect().catch(() => undefined)
      if (!client) continue
      let broken = false
      client.once('error', () => { broken = true })
      try {
        const { rows: [lock] } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock(hashtext('linyan.notices')) mine")
        if (!lock?.mine) continue
        // another calendar may have come with this server
        await client.query("update kernel.dispatch set day = null where name = 'notices'")
        try { for (; !stopped() && !broken; await pause(every)) await dispatch(client, desk, ground.clock()) } finally { await client.query("select pg_advisory_unlock(hashtext('linyan.notices'))").catch(() => { broken = true }) }
      } catch (e) { broken = true; complain('notices', e) } finally { client.release(broken) }
    }
  }
  async function sending(): Promise<void> {
    for (; postman && !stopped(); await pause(1_000)) {
      const client = await pool.connect().catch(() => undefined)
      if (!client) continue
      let broken = false
      try { while (!stopped() && await deliverOne(client, postman, { labels: ground.labels, address: ground.keep.address, now: ground.clock })) { /* the next one */ } } catch (e) { broken = true; complain('mail', e) } finally { client.release(broken) }
    }
  }
  const live = openLive({ pool, endpoints, clock: ground.clock, every }), running = Promise.all([dispatching(), sending()])
  return { live, stop: async () => { ending.abort(); await live.close(); await running; postman?.close() } }
}
