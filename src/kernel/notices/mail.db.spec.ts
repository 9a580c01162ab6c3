import { createServer, type Server } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cast } from '#domains/institutions/seed.ts'
import { backOff, deliverOne, openPostman, type Postman } from '#kernel/notices/mail.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { openTicker, told, type Ticker } from '../../../test/notices.ts'
import { begun, created, running, type Story } from '../../../test/story.ts'

type Behaviour = 'takes' | 'refuses-the-address' | 'busy' | 'breaks-off' | 'silent'
let h: House, t: Ticker, server: SMTPServer, port: number, behaviour: Behaviour = 'takes', postman: Postman, dead: Server, nobody: number, s: Story
const box: ParsedMail[] = [], holds: (() => void)[] = []
const refused = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })
beforeAll(async () => {
  h = await openHouse('2026-09-14T09:12'); t = await openTicker(h, { mails: true })
  server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], closeTimeout: 10,
    onRcptTo: (_a, _s, next) => next(behaviour === 'refuses-the-address' ? refused(550, '没有这个人 secret@person') : behaviour === 'busy' ? refused(451, 'later') : null),
    onData: (stream, _session, next) => {
      if (behaviour === 'breaks-off') { stream.resume(); stream.once('end', () => { for (const c of (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections) c._socket.destroy() }); return }
      if (behaviour === 'silent') { stream.resume(); holds.push(() => next(null)); return }
      simpleParser(stream).then((mail) => { box.push(mail); next(null) }, next)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done)); port = (server.server.address() as { port: number }).port
  dead = createServer(); await new Promise<void>((done) => dead.listen(0, '127.0.0.1', done)); nobody = (dead.address() as { port: number }).port; await new Promise<void>((done) => dead.close(() => done()))
  postman = openPostman({ url: `smtp://127.0.0.1:${port}`, from: '临研 <noreply@linyan.example>', patience: 400 })
  for (const who of ['a-pi', 'b-pi', 'a-office']) await h.as(who, 'notices.set', { email: `${who}@hospital.example`, groups: ['turn', 'due', 'outcome', 'remind'], digest: null })
  await h.as('qihang-lead', 'notices.set', { email: 'lead@qihang.example', groups: ['turn'], digest: '17:30' })
})
afterAll(async () => { for (const go of holds) go(); postman?.close(); await new Promise<void>((done) => server.close(() => done())); await t?.close(); await h?.close() })
beforeEach(() => { behaviour = 'takes'; box.length = 0 })

const post = async (by: Postman = postman): Promise<number> => { let n = 0; while (await deliverOne(t.client, by, { labels: h.o.ground.labels, address: h.o.ground.keep.address, now: h.now })) n++; return n }
const log = (who: string) => h.sql<{ state: string; attempts: number; error: string | null; next_at: string | null }>("select d.state, d.attempts, d.error, d.next_at from kernel.delivery d join kernel.notice n on n.id = d.notice_id join kernel.account a on a.person_id = d.person_id where a.login = $1 and d.channel = 'email' order by n.seq", [who])
const later = (minutes: number) => h.at(new Date(Date.parse(h.now()) + minutes * 60_000).toISOString())

describe('邮件：真的发到一台邮件服务器', () => {
  it('中文主题，写什么事、哪项研究、哪家机构、几时到期、短链接；不写人名；发信人与编号是本平台的', async () => {
    s = await begun(h, ['a', 'b'], { study: await created(h) }); await t.tick(); expect(await post()).toBe(2)
    expect(box.map((m) => (Array.isArray(m.to) ? m.to : [m.to!])[0]!.text).sort()).toEqual(['a-pi@hospital.example', 'b-pi@hospital.example'])
    const mail = box.find((m) => JSON.stringify(m.to).includes('a-pi'))!, [n] = await h.sql<{ code: string; mail_id: string }>("select n.code, d.mail_id from kernel.notice n join kernel.delivery d on d.notice_id = n.id and d.channel = 'email' join kernel.account a on a.person_id = n.person_id where a.login = 'a-pi'")
    expect(mail.subject).toBe('【临研】轮到办理：中心 · 待研究者签署')
    expect(mail.from!.text).toBe('"临研" <noreply@linyan.example>')
    expect(mail.messageId).toBe(`<${n!.mail_id}@linyan.example>`)
    expect(mail.text).toBe(`轮到办理：中心 · 待研究者签署\n研究：QH-101 片 晚期胃癌 Ⅱ期\n机构：杭城一院\n打开：http://127.0.0.1/t/${n!.code}\n\n登录后才能查看和办理；这封邮件不代替任何文书。请勿回复。提醒方式可在“通知”里改。\n`)
    for (const [, name] of cast.flatMap((o) => o.people)) expect(mail.text! + mail.subject).not.toContain(name)
    expect(await log('a-pi')).toMatchObject([{ state: 'sent', attempts: 1, error: null }])
    expect(await post()).toBe(0)
  })
  it('每日合并：到了那个钟点，几件事一封信', async () => {
    expect(await log('qihang-lead')).toMatchObject([{ state: 'waiting', attempts: 0 }])
    for (const k of ['a', 'b']) await s.move(`${k}-pi`, 'startup.site.sign', k)
    await s.move('qizhou-cra', 'startup.start.submit'); await s.move('a-office', 'startup.start.return', 'a', { note: '理由' }); await t.tick(); await post()
    expect(box.filter((m) => m.subject!.includes('启航'))).toEqual([]); box.length = 0
    h.at('2026-09-14T17:30'); await post()
    expect(box.map((m) => m.subject)).toEqual(['【临研】杭城一院退回补正：启动 · 退回补正']); expect(await log('qihang-lead')).toMatchObject([{ state: 'dropped', error: 'moved-on' }, { state: 'sent' }])
    await h.as('qihang-lead', 'notices.set', { email: '', groups: [], digest: null })
  })
  it.each<[string, Behaviour, string]>([['对方忙，说稍后再来', 'busy', 'refused'], ['收到一半断了', 'breaks-off', 'broken'], ['一直不应答', 'silent', 'slow']])('%s：记下来，一分钟后再试，通了就发出去，只有一封', async (_, how, error) => {
    behaviour = how; await s.move(how === 'busy' ? 'qizhou-cra' : 'a-office', how === 'busy' ? 'startup.start.resubmit' : 'startup.start.return', 'a', { note: '理由' }); if (how !== 'busy') await s.move('qizhou-cra', 'startup.start.resubmit', 'a', { note: '理由' })
    await t.tick(); await post()
    const first = (await log('a-office')).at(-1)!
    expect(first).toMatchObject({ state: 'waiting', attempts: 1, error }); expect(Date.parse(first.next_at!) - Date.parse(h.now())).toBe(60_000)
    expect(await post()).toBe(0)
    behaviour = 'takes'; later(1); await post()
    expect(box.map((m) => m.subject)).toEqual(['【临研】轮到办理：启动 · 待统一受理']); expect((await log('a-office')).at(-1)).toMatchObject({ state: 'sent', attempts: 2, error: null })
  })
  it('服务器连不上：按 1、5、15、60、240 分钟再试，然后搁置，一直留在日志里', async () => {
    const lost = openPostman({ url: `smtp://127.0.0.1:${nobody}`, from: 'x@linyan.example', patience: 400 })
    await s.move('a-office', 'startup.start.return', 'a', { note: '理由' }); await s.move('qizhou-cra', 'startup.start.resubmit', 'a', { note: '理由' }); await t.tick()
    const waits: number[] = []
    for (;;) { await post(lost); const d = (await log('a-office')).at(-1)!; if (d.state !== 'waiting') break; const wait = (Date.parse(d.next_at!) - Date.parse(h.now())) / 60_000; waits.push(wait); later(wait) }
    lost.close()
    expect(waits).toEqual([...backOff]); expect((await log('a-office')).at(-1)).toMatchObject({ state: 'parked', attempts: 6, error: 'unreachable' })
    later(10_000); expect(await post()).toBe(0)
  })
  it('地址不被接受：不再试，搁置；对方的话不进日志', async () => {
    behaviour = 'refuses-the-address'; h.at('2026-09-23T09:00')
    await s.move('a-office', 'startup.start.return', 'a', { note: '理由' }); await s.move('qizhou-cra', 'startup.start.resubmit', 'a', { note: '理由' }); await t.tick(); await post()
    expect((await log('a-office')).at(-1)).toMatchObject({ state: 'parked', attempts: 1, error: 'refused' }); expect(JSON.stringify(await h.sql('select * from kernel.delivery'))).not.toContain('secret@person')
  })
  it('发信的程序被杀在半路：租约到期后别的接着发，编号不变', async () => {
    await s.move('a-office', 'startup.start.return', 'a', { note: '理由' }); await s.move('qizhou-cra', 'startup.start.resubmit', 'a', { note: '理由' }); await t.tick()
    let seen = ''
    void deliverOne(t.client, { send: (l) => { seen = l.id; return new Promise<void>(() => {}) }, close: () => {} }, { labels: h.o.ground.labels, address: 'http://x/', now: h.now })
    while (seen === '') await new Promise((r) => setTimeout(r, 5))
    expect(await post()).toBe(0); later(11); await post()
    expect(box.map((m) => m.messageId)).toEqual([`<${seen}@linyan.example>`])
  })
  it('在站内已读、事情已往下走、人已离任的，不必再发，日志写明为什么', async () => {
    const s2 = await running(h, ['a', 'b'], { study: await created(h, { protocolNo: 'X-2' }) }); await t.tick(); await told(h)
    const again = async (): Promise<void> => { await s2.move('b-office', 'startup.initiation.return', 'b', { note: '理由' }); await s2.move('qizhou-cra', 'startup.initiation.resubmit', 'b', { note: '理由' }); await t.tick() }
    await h.as('b-office', 'notices.set', { email: 'b-office@hospital.example', groups: ['turn'], digest: null })
    await again(); await h.as('b-office', 'notices.read', { until: h.now() }); await post()
    await again(); await s2.move('b-office', 'startup.initiation.pass', 'b'); await post()
    expect((await log('b-office')).map((d) => `${d.state} ${d.error}`).sort()).toEqual(['dropped moved-on', 'dropped read']); expect(box).toEqual([])
    expect(await h.as<{ rows: { state: string; error: string | null }[] }>('b-office', 'notices.log')).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ channel: 'email', state: 'dropped', error: 'moved-on' })]) })
  })
})
