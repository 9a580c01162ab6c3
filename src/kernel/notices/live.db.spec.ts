import type { AddressInfo } from 'node:net'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectionAs } from '#kernel/db/migrate.ts'
import { openPool, type Pool } from '#kernel/db/open.ts'
import { openHttp } from '#kernel/http.ts'
import { openLive, type Live } from '#kernel/notices/live.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { openTicker, settled, type Ticker } from '../../../test/notices.ts'
import { begun, created, type Story } from '../../../test/story.ts'

let h: House, t: Ticker, clerks: Pool, live: Live, app: ReturnType<typeof openHttp>, port: number, s: Story
beforeAll(async () => {
  h = await openHouse('2026-09-14T09:12'); t = await openTicker(h); clerks = openPool(connectionAs(h.target, 'clerk'), 3)
  live = openLive({ pool: clerks, endpoints: h.o.endpoints, clock: h.now, every: 20, heartbeat: 50, recheck: 40, most: 4 })
  app = openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure: false, live, log: () => {} })
  await app.listen({ host: '127.0.0.1', port: 0 }); port = (app.server.address() as AddressInfo).port
  s = await begun(h, ['a', 'b'], { study: await created(h) })
})
afterAll(async () => { await app?.close(); await t?.close(); await clerks?.end(); await h?.close() })

interface Heard { readonly status: number; readonly headers: IncomingMessage['headers']; text(): string; stale(): string[]; forget(): void; ended: Promise<void>; close(): void }
const listen = (token: string | null): Promise<Heard> => new Promise((done, fail) => {
  const r = get({ host: '127.0.0.1', port, path: '/api/live', headers: token === null ? {} : { cookie: `linyan=${token}` } }, (answer) => {
    let text = ''
    answer.setEncoding('utf8'); answer.on('data', (x: string) => { text += x })
    done({ status: answer.statusCode!, headers: answer.headers, text: () => text, stale: () => [...new Set([...text.matchAll(/^data: (.*)$/gm)].flatMap((m) => (JSON.parse(m[1]!) as { stale: string[] }).stale))], forget: () => { text = '' }, ended: new Promise((end) => answer.once('close', () => end())), close: () => { r.destroy() } })
  }).on('error', fail)
})
const until = async (yes: () => boolean): Promise<void> => { while (!yes()) await new Promise((r) => setTimeout(r, 5)) }
/** Long enough for several looks and heartbeats of this reader. */
const aWhile = async (x: Heard): Promise<void> => { await settled(h); const n = x.text().split(':\n\n').length; await until(() => x.text().split(':\n\n').length >= n + 3) }

describe('实时更新', () => {
  it('没有会话：与别的端点一样被挡在门外', async () => { const x = await listen(null); expect(x.status).toBe(401) })
  it('办件动了：各方听到哪些端点旧了，只有名字；不相干的机构一个字也没有，连时间也看不出来', async () => {
    const [site, sponsor, other, stranger] = await Promise.all(['b-office', 'qihang-lead', 'c-office', 'mingchuan-lead'].map(async (w) => listen(await h.token(w)))) as [Heard, Heard, Heard, Heard]
    expect(site.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': expect.stringContaining("default-src 'none'") })
    for (const x of [site, sponsor, other, stranger]) { await aWhile(x); x.forget() }
    await s.move('b-pi', 'startup.site.sign', 'b')
    await until(() => site.stale().includes('case.tasks') && sponsor.stale().includes('case.tasks'))
    expect(site.stale()).toEqual(expect.arrayContaining(['session.me', 'studies.list']))
    await aWhile(other)
    for (const x of [other, stranger]) expect(x.text().replaceAll(':\n\n', '')).toBe('')
    expect(sponsor.text()).not.toMatch(/[0-9a-f]{8}-|QH|签/)
    for (const x of [site, sponsor, other, stranger]) x.close()
  })
  it('一院的线动了，同一研究的别院听不到', async () => {
    await s.move('a-pi', 'startup.site.sign', 'a'); await s.move('qizhou-cra', 'startup.start.submit'); await s.move('a-office', 'startup.start.accept')
    const [b, a] = await Promise.all(['b-office', 'a-office'].map(async (w) => listen(await h.token(w)))) as [Heard, Heard]
    await aWhile(b); await aWhile(a); b.forget(); a.forget()
    await s.move('a-office', 'startup.initiation.pass', 'a')
    await until(() => a.stale().length > 0); await aWhile(b)
    expect(b.stale()).toEqual([]); a.close(); b.close()
  })
  it('新通知只让本人的铃变：同机构的另一人听不到', async () => {
    await t.tick()
    const [mine, colleague] = await Promise.all(['b-office', 'b-legal'].map(async (w) => listen(await h.token(w)))) as [Heard, Heard]
    await s.move('b-office', 'startup.initiation.return', 'b', { note: '理由' }); await s.move('qizhou-cra', 'startup.initiation.resubmit', 'b', { note: '理由' })
    await until(() => colleague.stale().length > 0 && mine.stale().length > 0);await aWhile(mine); await aWhile(colleague); mine.forget(); colleague.forget()
    await t.tick(); await until(() => mine.stale().includes('notices.list'));; await aWhile(colleague)
    expect(mine.stale().every((n) => n.startsWith('notices.') || n === 'session.me')).toBe(true); expect(colleague.stale()).toEqual([])
    mine.close(); colleague.close()
  })
  it('退出登录：这一会话的流马上断；会话过期、离任：复查时断；断之前说一声，窗口先问自己是谁，不再回来敲门；同一人的几个窗口各自听', async () => {
    const token = await h.token('a-pi'), two = await Promise.all([listen(token), listen(token)])
    expect(live.count()).toBeGreaterThanOrEqual(2)
    const left = await fetch(`http://127.0.0.1:${port}/api/session.sign-out`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'idempotency-key': 'leaving-now', origin: `http://127.0.0.1:${port}`, cookie: `linyan=${token}` } })
    expect(left.status).toBe(200); await Promise.all(two.map((x) => x.ended)); for (const w of two) expect(w.stale()).toEqual(['session.me'])
    const x = await listen(await h.token('b-head')), y = await listen(await h.token('b-seal'))
    await h.sql("update kernel.session set expires_at = opened_at where person_id = (select person_id from kernel.account where login = 'b-head')"); await x.ended; expect(x.stale()).toEqual(['session.me'])
    await h.sql("update kernel.membership set to_on = '2026-09-13' where person_id = (select person_id from kernel.account where login = 'b-seal')"); await y.ended
  })
  it('一个人开得再多也只留最近的几个：最早的让出来，过一会儿再来；别人的不受影响', async () => {
    const token = await h.token('b-pharmacy'), other = await listen(await h.token('b-chair')), before = live.count(), all: Heard[] = []
    for (let i = 0; i < 7; i++) all.push(await listen(token))
    await Promise.all(all.slice(0, 3).map((x) => x.ended))
    expect(live.count() - before).toBe(4)
    for (const x of all.slice(0, 3)) expect(x.text()).toContain('retry: 60000')
    await aWhile(all[6]!); await aWhile(other); for (const x of [...all, other]) x.close()
  })
  it('开着的流不延长会话：半小时没有动静照样结束', async () => {
    const x = await listen(await h.token('b-executive')), before = await h.sql("select seen_at from kernel.session s join kernel.account a using (person_id) where a.login = 'b-executive'")
    await aWhile(x)
    expect(await h.sql("select seen_at from kernel.session s join kernel.account a using (person_id) where a.login = 'b-executive'")).toEqual(before)
    h.at('2026-09-14T09:43'); await x.ended
  })
  it('停机时断开所有的流，不等它们', async () => {
    const x = await listen(await h.token('a-office')); await live.close(); await x.ended
    expect((await listen(await h.token('a-office'))).status).toBe(200)
  })
})
