import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cast } from '#domains/institutions/seed.ts'
import { connectionAs } from '#kernel/db/migrate.ts'
import { dispatch } from '#kernel/notices/dispatch.ts'
import { deskOf } from '#kernel/notices/work.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { openTicker, told, type Ticker } from '../../../test/notices.ts'
import { begun, created, grant, running, sitesOf, type Story } from '../../../test/story.ts'

let h: House, t: Ticker, s: Story
beforeAll(async () => { h = await openHouse('2026-09-14T09:12'); t = await openTicker(h) })
afterAll(async () => { await t?.close(); await h?.close() })
const say = { note: '理由' }
const ask = <T>(who: string, name: string, raw: object = {}) => h.as<T>(who, name, raw)

describe('收件人：每件事告诉谁，一行一行', () => {
  const after = async (...moves: Promise<unknown>[]): Promise<string[]> => { for (const m of moves) await m; await t.tick(); return told(h) }
  it('发起：等各院研究者签字；同一办公室的另一人也知道轮到本方', async () => {
    s = await begun(h, ['a', 'd'])
    expect(await after()).toEqual(['a-pi arrived startup.site@signing', 'd-pi arrived startup.site@signing', 'qihang-lead arrived startup.start@preparing'])
  })
  it('研究者签了：没有轮到谁，谁也不打扰', async () => expect(await after(s.move('a-pi', 'startup.site.sign', 'a'), s.move('d-pi', 'startup.site.sign', 'd'))).toEqual([]))
  it('递交：轮到组长单位机构办，别家不知道', async () => expect(await after(s.move('qizhou-cra', 'startup.start.submit'))).toEqual(['a-office arrived startup.start@intake']))
  it('退回：申请的一方收到退回', async () => expect(await after(s.move('a-office', 'startup.start.return', 'a', say))).toEqual(['qihang-lead returned startup.start@returned', 'qizhou-cra returned startup.start@returned']))
  it('重交：又轮到组长单位', async () => expect(await after(s.move('qihang-lead', 'startup.start.resubmit', 'a', say))).toEqual(['a-office arrived startup.start@intake']))
  it('统一受理：各条线轮到谁告诉谁，办的人自己不再收', async () => expect(await after(s.move('a-office', 'startup.start.accept'))).toEqual([
    'a-secretary arrived ethics.review@receiving', 'd-office arrived startup.site@accepting', 'qihang-lead arrived agreements.signing@drafting', 'qihang-legal arrived agreements.signing@drafting', 'qizhou-cra arrived agreements.signing@drafting',
  ]))
  it('院内的步骤（形式审查通过、科室支持）只告诉院内的下一位，申办方一条也没有', async () => {
    expect(await after(s.move('a-office', 'startup.initiation.pass', 'a'))).toEqual(['a-head arrived startup.initiation@assessing'])
    expect(await after(s.move('a-head', 'startup.initiation.support', 'a'))).toEqual(['a-executive arrived startup.initiation@approving'])
  })
  it('立项通过：申办方、研究者、经办的各岗位；批的人自己不收', async () => expect(await after(s.move('a-executive', 'startup.initiation.approve', 'a', { number: '立项-1' }))).toEqual(['a-head', 'a-office', 'a-pi', 'qihang-lead', 'qizhou-cra'].map((w) => `${w} granted startup.initiation@approved`)))
  it('别家的线退回补正：本院只有经办知道，别院一条也没有', async () => {
    await after(s.move('d-office', 'startup.site.accept', 'd'))
    expect(await after(s.move('d-office', 'startup.initiation.return', 'd', say))).toEqual(['qihang-lead returned startup.initiation@returned', 'qizhou-cra returned startup.initiation@returned'])
  })
  it('没有通过：与通过一样告诉各岗位与申请方，不通过的人自己不收', async () => {
    await s.move('qihang-legal', 'agreements.signing.propose', 'd')
    const heard = (await after(s.move('d-office', 'agreements.signing.decline', 'd', say))).filter((x) => x.includes(' refused agreements.signing@'))
    for (const who of ['d-legal', 'd-pi', 'd-seal', 'qihang-lead', 'qihang-legal', 'qizhou-cra']) expect(heard).toContain(`${who} refused agreements.signing@declined`)
    expect(heard.filter((x) => x.startsWith('d-office') || /^[abce]-/.test(x))).toEqual([])
  })
  it('撤回：等着办的、办过的岗位都知道；撤的人自己不收', async () => expect((await after(s.move('qizhou-cra', 'ethics.review.withdraw', 'd', say))).filter((x) => x.includes('ethics.review@'))).toEqual(['d-chair', 'd-office', 'd-pi', 'd-secretary', 'qihang-lead'].map((w) => `${w} withdrawn ethics.review@withdrawn`)))
  it('问题：等回答的一方；答复：提问的一方', async () => {
    const { id } = await s.stand('startup.initiation', 'd')
    const asked = (who: string, side: string, name: string) => h.sql("insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, org_id, person_id, audience, side) select gen_random_uuid(), c.id, c.subject_id, $3, 'ask', c.stage, c.stage, m.org_id, m.person_id, 'all', $4 from kernel.case c, kernel.membership m join kernel.account a using (person_id) where c.id = $1 and a.login = $2", [id, who, name, side])
    expect(await after(asked('d-office', 'site', 'threads.ask'))).toEqual(['qihang-lead question startup.initiation@returned', 'qizhou-cra question startup.initiation@returned'])
    expect(await after(asked('qizhou-cra', 'sponsor', 'threads.answer'))).toEqual(['d-executive', 'd-head', 'd-office', 'd-pi'].map((w) => `${w} answer startup.initiation@returned`))
  })
  it('走得快的：处理时已经过去的一步，不再说轮到谁', async () => {
    await s.move('qihang-legal', 'agreements.signing.propose', 'a'); await s.move('a-office', 'agreements.signing.forward', 'a')
    expect(await after()).toEqual(['a-legal arrived agreements.signing@legal'])
  })
  it('七天以前的旧事补记下来，但不算未读', async () => {
    await s.move('a-secretary', 'ethics.review.accept', 'a'); h.at('2026-09-28T09:00'); await t.tick()
    expect(await h.sql('select count(*)::int n, count(*) filter (where read_at is null)::int unread from kernel.notice')).toEqual([{ n: expect.any(Number), unread: expect.any(Number) }])
    const [row] = await h.sql<{ n: number; unread: number }>("select count(*)::int n, count(*) filter (where read_at is null)::int unread from kernel.notice where kind = 'arrived'")
    expect(row).toEqual({ n: 1, unread: 0 })
    await told(h)
  })
})

describe('升级提醒', () => {
  let study: Story
  const due = async (...days: string[]): Promise<Record<string, string[]>> => { const all: Record<string, string[]> = {}; for (const d of days) { h.at(`2026-${d}T00:05`); await t.tick(); all[d] = (await told(h, "where n.kind = 'due'")).map((x) => x.replace(' due startup.initiation@checking', '').replace(' due ethics.review@receiving', ' 伦理')) } return all }
  beforeAll(async () => { await h.sql('truncate kernel.escalation'); await h.sql("update kernel.desk set open = false"); h.at('2026-09-28T10:00'); study = await running(h, ['b'], { study: await created(h) }); await t.tick(); await told(h) })
  it('五个工作日，末日是调休上班的周六 10-10：10-09 提醒经办，10-10 与 10-12 还有院领导；伦理只到主任委员与联盟办公室，不到院领导，不到申办方', async () => {
    expect(await due('09-29', '09-30', '10-08', '10-09', '10-10', '10-11', '10-12', '10-13')).toEqual({
      '09-29': [], '09-30': [], '10-08': [], '10-09': ['b-office T-1 2026-10-10', 'b-secretary 伦理 T-1 2026-10-10'],
      '10-10': ['alliance-head 伦理 T 2026-10-10', 'b-chair 伦理 T 2026-10-10', 'b-executive T 2026-10-10', 'b-office T 2026-10-10', 'b-secretary 伦理 T 2026-10-10'],
      '10-11': [], '10-12': ['alliance-head 伦理 T+1 2026-10-10', 'b-chair 伦理 T+1 2026-10-10', 'b-executive T+1 2026-10-10', 'b-office T+1 2026-10-10', 'b-secretary 伦理 T+1 2026-10-10'], '10-13': [],
    })
  })
  it('每一步只有一次：再算多少遍也不多一条', async () => { await h.sql("update kernel.dispatch set day = null"); await t.tick(); await t.tick(); expect(await told(h, "where n.kind = 'due'")).toEqual([]) })
  it('停钟的不提醒；接着走按新的末日；睡了几天的服务器只发仍有意义的最后一步，不补发前一日的', async () => {
    h.at('2026-10-13T10:00'); const s2 = await running(h, ['c'], { study: await created(h, { protocolNo: 'QH-2' }) })
    await s2.move('c-office', 'startup.initiation.return', 'c', say)
    h.at('2026-10-26T10:00'); await t.tick(); expect((await told(h, "where n.kind = 'due'")).filter((x) => x.includes('initiation'))).toEqual([])
    await s2.move('qizhou-cra', 'startup.initiation.resubmit', 'c', say); await t.tick(); await told(h)
    h.at('2026-11-04T08:00'); await t.tick(); await t.tick()
    expect((await told(h, "where n.kind = 'due'")).filter((x) => x.includes('initiation'))).toEqual(['c-executive due startup.initiation@checking T+1 2026-11-02', 'c-office due startup.initiation@checking T+1 2026-11-02'])
    expect(await h.sql("select step, told from kernel.escalation where due = '2026-11-02' and rule = 'startup.initiation.limit' order by at")).toEqual([{ step: 'T-1', told: false }, { step: 'T', told: false }, { step: 'T+1', told: true }])
  })
  it('代办人也收到，只在同一机构', async () => {
    const [ids] = await h.sql<{ b: string; pi: string; c: string }>("select (select person_id from kernel.account where login = 'b-office') b, (select person_id from kernel.account where login = 'b-pi') pi, (select person_id from kernel.account where login = 'c-office') c")
    const before = (await h.sql<{ d: string }>("select pg_get_functiondef('kernel.stand_ins'::regproc) d"))[0]!.d
    await h.sql(`create or replace function kernel.stand_ins(person uuid, day date) returns setof uuid language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$ select x.id from (values ('${ids!.pi}'::uuid), ('${ids!.c}'::uuid)) x (id) where person = '${ids!.b}' $$`)
    h.at('2026-11-04T10:00'); await running(h, ['a', 'b'], { study: await created(h, { protocolNo: 'QH-3' }) }); await t.tick(); const first = await told(h)
    await h.sql(before)
    expect(first.filter((x) => x.includes('startup.initiation') && x.startsWith('b-'))).toEqual(['b-office arrived startup.initiation@checking', 'b-pi arrived startup.initiation@checking'])
    expect(first.filter((x) => x.startsWith('c-'))).toEqual([])
  })
})

describe('一个不漏，一个不重', () => {
  it('晚提交的事件：等它，不跳过；前后都恰好一次', async () => {
    h.at('2026-11-05T09:00')
    const s4 = await running(h, ['a', 'b'], { study: await created(h, { protocolNo: 'QH-4' }) }); await t.tick(); await told(h)
    const slow = new pg.Client({ ...h.target.connection, user: 'keeper' }); await slow.connect()
    const { id } = await s4.stand('startup.initiation', 'a')
    await s4.move('a-secretary', 'ethics.review.accept', 'a')
    await slow.query('begin')
    await slow.query("insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, org_id, audience, side) select gen_random_uuid(), c.id, c.subject_id, 'threads.ask', 'ask', c.stage, c.stage, c.org_id, 'all', 'site' from kernel.case c where c.id = $1", [id])
    await s4.move('b-office', 'startup.initiation.return', 'b', say)
    // what lies below the slow one goes out, what lies above waits with it
    const first: string[] = []
    while (first.length === 0) { await t.once(); first.push(...await told(h)) }
    await slow.query('commit'); await slow.end()
    expect(first).toEqual([expect.stringMatching(/^a-chair arrived ethics\.review@/)])
    await t.tick(); expect(await told(h)).toEqual(['qihang-lead question startup.initiation@checking', 'qihang-lead returned startup.initiation@returned', 'qizhou-cra question startup.initiation@checking', 'qizhou-cra returned startup.initiation@returned'])
  })
  it('两个分发同时跑、有一个被杀在半路：每条仍恰好一次', async () => {
    const s5 = await running(h, ['b', 'c'], { study: await created(h, { protocolNo: 'QH-5' }) })
    const blocker = new pg.Client({ ...h.target.connection, user: 'keeper' }), doomed = new pg.Client(connectionAs(h.target, 'clerk')); doomed.on('error', () => {}); await blocker.connect(); await doomed.connect()
    await blocker.query('begin'); await blocker.query('lock table kernel.delivery in exclusive mode')
    const half = dispatch(doomed, deskOf(h.o.ground, false), h.now()).then(() => 'done', () => 'died')
    while ((await h.sql<{ n: number }>("select count(*)::int n from pg_locks where not granted and relation = 'kernel.delivery'::regclass"))[0]!.n === 0) await new Promise((r) => setTimeout(r, 5))
    const admin = new pg.Client(h.target.connection); await admin.connect(); await admin.query("select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'kernel.delivery'::regclass"); await admin.end()
    expect(await half).toBe('died'); await blocker.query('rollback'); await blocker.end()
    const other = await openTicker(h)
    await Promise.all([t.tick(), other.tick()]); await other.close()
    const rows = await h.sql<{ n: number; kinds: number }>("select count(*)::int n, count(distinct (person_id, source))::int kinds from kernel.notice where subject_id = $1", [s5.study])
    expect(rows[0]!.n).toBe(rows[0]!.kinds)
    expect((await told(h)).filter((x) => x.endsWith('startup.initiation@checking'))).toEqual(['c-office arrived startup.initiation@checking'])
    expect(await h.sql('select notice_id from kernel.delivery group by 1, channel having count(*) > 1')).toEqual([])
  })
})

describe('本人看得见什么', () => {
  let s6: Story
  beforeAll(async () => { h.at('2026-11-09T09:00'); s6 = await begun(h, ['a', 'b'], { study: await created(h, { protocolNo: 'QH-6' }) }); await t.tick() })
  it('清单按新旧排，写办公室不写人；标为已读后计数随之改变；英文一样完整', async () => {
    const mine = () => ask<{ rows: { id: string; text: string; title: string; read: boolean; place: string; caseId: string; code: string }[]; counts: object }>('a-pi', 'notices.list', { tab: 'unread' })
    const first = await mine(); expect(first.counts).toEqual({ unread: 1, all: 1 })
    expect(first.rows[0]).toMatchObject({ text: '轮到办理：中心 · 待研究者签署', place: '杭城一院', read: false })
    expect((await h.as<{ rows: { text: string }[] }>('a-pi', 'notices.list', { tab: 'all' }, { lang: 'en' })).rows[0]!.text).not.toMatch(/\p{Script=Han}/u)
    expect((await ask<{ counts: { unread: number } }>('a-pi', 'session.me')).counts.unread).toBe(1)
    expect(await ask('b-pi', 'notices.read', { ids: [first.rows[0]!.id] })).toMatchObject({ n: 0 })
    expect(await ask('a-pi', 'notices.read', { ids: [first.rows[0]!.id] })).toMatchObject({ n: 1 }); expect(await ask('a-pi', 'notices.read', { until: h.now() })).toMatchObject({ n: 0 })
    expect((await mine()).counts).toEqual({ unread: 0, all: 1 })
  })
  it('短链接只认本人：别人、别院、乱写的都只说没有找到；不是一方的知会没有可开的办件', async () => {
    const [n] = await h.sql<{ code: string; case_id: string }>("select n.code, n.case_id from kernel.notice n join kernel.account a using (person_id) where a.login = 'b-pi'")
    expect(await ask('b-pi', 'notices.open', { code: n!.code })).toMatchObject({ caseId: n!.case_id, subjectId: s6.study, membershipId: null, org: '西泠医院' })
    for (const who of ['a-pi', 'b-office', 'qizhou-cra', 'health-head']) await expect(ask(who, 'notices.open', { code: n!.code })).rejects.toMatchObject({ name: 'NotFound' })
    await expect(ask('b-pi', 'notices.open', { code: 'zzzzzzzzzz' })).rejects.toMatchObject({ name: 'NotFound' })
  })
  it('谁在等谁：申办方等的写办公室与天数；医院那边看到谁在等', async () => {
    const theirs = await ask<{ rows: { holder: string; what: string; waitedDays: number; may: boolean; caseId: string }[]; counts: { theirs: number; ours: number } }>('qizhou-cra', 'notices.waiting', { tab: 'theirs' })
    expect(theirs.rows.filter((r) => r.what === '待研究者签署' && r.waitedDays === 0).map((r) => r.holder).sort()).toEqual(['杭城一院', '西泠医院'])
    const ours = await ask<{ rows: { holder: string; what: string }[] }>('b-pi', 'notices.waiting', { tab: 'ours' })
    expect(ours.rows.filter((r) => r.what === '待研究者签署').map((r) => r.holder)).toEqual(['启舟医药研发 / 启航医药 / 杭城一院'])
  })
  it('催办：一次催几件，署机构不署人，每个工作日一次；不在等的、别人的说明为什么', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((k) => s6.stand('startup.site', k))), start = await s6.stand('startup.start')
    await t.tick(); await told(h)
    expect(await ask('qizhou-cra', 'notices.remind', { ids: [a!.id, b!.id, start.id] })).toMatchObject({ done: expect.arrayContaining([a!.id, b!.id]), skipped: [{ id: start.id, why: '这件事没有在等对方，不需要催办。' }] })
    expect(await ask('qihang-lead', 'notices.remind', { ids: [a!.id] })).toMatchObject({ done: [a!.id] })
    await t.tick()
    const list = await ask<{ rows: { text: string }[] }>('a-pi', 'notices.list', { tab: 'all' }); expect(list.rows.map((r) => r.text).sort()).toEqual(['启舟医药研发催办：中心 · 待研究者签署', '启航医药催办：中心 · 待研究者签署'])
    expect(await ask('qizhou-cra', 'notices.remind', { ids: [a!.id] })).toMatchObject({ done: [], skipped: [{ id: a!.id, why: '这个工作日已经催办过，下个工作日可以再催。' }] })
    expect((await ask<{ rows: { caseId: string; may: boolean; why: string | null }[] }>('qizhou-cra', 'notices.waiting', { tab: 'theirs' })).rows.find((r) => r.caseId === a!.id)).toMatchObject({ may: false, why: '这个工作日已经催办过，下个工作日可以再催。' })
    for (const who of ['mingchuan-lead', 'c-office']) await expect(ask(who, 'notices.remind', { ids: [a!.id] })).rejects.toMatchObject({ name: 'NotFound' })
    h.at('2026-11-10T09:00'); expect(await ask('qizhou-cra', 'notices.remind', { ids: [a!.id] })).toMatchObject({ done: [a!.id] })
    h.at('2026-11-14T09:00'); expect(await ask('qizhou-cra', 'notices.remind', { ids: [a!.id] })).toMatchObject({ done: [a!.id] })
    h.at('2026-11-15T09:00'); expect(await ask('qizhou-cra', 'notices.remind', { ids: [a!.id] })).toMatchObject({ done: [] })
    expect((await h.sql<{ n: number }>("select count(*)::int n from kernel.act where name = 'notices.remind' and outcome = 'done'"))[0]!.n).toBeGreaterThan(3)
  })
  it('提醒方式：邮箱可以不填；写错的说哪里错；别人看不见', async () => {
    expect(await ask('a-pi', 'notices.settings')).toMatchObject({ mails: false, email: '', groups: ['turn', 'due', 'remind'], digest: null })
    await expect(ask('a-pi', 'notices.set', { email: '不是邮箱', groups: [], digest: null })).rejects.toMatchObject({ issues: [{ path: 'email' }] })
    await expect(ask('a-pi', 'notices.set', { email: '', groups: [], digest: '25:00' })).rejects.toMatchObject({ issues: [{ path: 'digest' }] })
    await ask('a-pi', 'notices.set', { email: 'pi@example.org', groups: ['due'], digest: '08:30' })
    expect(await ask('a-pi', 'notices.settings')).toMatchObject({ email: 'pi@example.org', groups: ['due'], digest: '08:30' })
    expect(await ask('a-office', 'notices.settings')).toMatchObject({ email: '' })
    expect(JSON.stringify(await h.sql('select * from kernel.act'))).not.toContain('pi@example.org')
  })
  it('投递日志：本人的看得见是什么，平台的系统管理员看得见全部的下落而看不见是什么、给谁', async () => {
    const mine = await ask<{ rows: { text: string | null; channel: string; state: string }[]; everybody: boolean }>('a-pi', 'notices.log')
    expect(mine.everybody).toBe(false); expect(mine.rows[0]).toMatchObject({ channel: 'in-app', state: 'sent' }); expect(mine.rows.every((r) => r.text !== null)).toBe(true)
    await h.sql("update kernel.org set kind = 'platform' where id = $1", [await h.org('health')])
    await h.sql("update kernel.membership set roles = '{system-admin}' where person_id = (select person_id from kernel.account where login = 'health-head')")
    const all = await ask<{ rows: { text: string | null; org: string }[]; everybody: boolean }>('health-head', 'notices.log')
    expect([all.everybody, all.rows.length > mine.rows.length, all.rows.every((r) => r.text === null)]).toEqual([true, true, true])
    for (const p of cast.flatMap((o) => o.people)) expect(JSON.stringify(all)).not.toContain(p[1])
  })
})
