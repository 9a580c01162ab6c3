import { sql } from 'kysely'
import * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { action } from '#kernel/endpoint.ts'
import { implement, prepared, type Implementation } from '#kernel/implement.ts'
import { Conflict, Invalid, NotFound, Refusal } from '#kernel/refusal.ts'
import { NotSignedIn, travel, WrongRole, type Answered } from '#kernel/road.ts'
import { open } from '#app/open.ts'
import { fileRequired } from '../../test/files.ts'
import { openHouse, type House } from '../../test/house.ts'
import { begun, created, sitesOf, dossier, lanes, running, submitted, type Story } from '../../test/story.ts'

/** Few here, ten thousand under `npm run trial`. */
const trials = Number(process.env['TRIAL'] ?? 40), long = trials > 40 ? 3_600_000 : 30_000
let h: House
const note = { note: '理由' }
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })
const expected = (e: unknown) => e instanceof Refusal || e instanceof Conflict || e instanceof NotFound || e instanceof Invalid
/** Everything at once on connections of their own; whoever is told no is told by one of the four kinds of no. */
async function atOnce(...asked: (() => Promise<unknown>)[]): Promise<{ done: number; told: (Refusal | Conflict)[] }> {
  const all = await Promise.allSettled(asked.map((ask) => ask())), told = all.flatMap((r) => (r.status === 'rejected' ? [r.reason as Refusal] : []))
  for (const e of told) if (!expected(e)) throw e
  return { done: all.length - told.length, told }
}
/** A story for a run of trials; a new one now and then, for a history of thousands of steps is nobody's case. */
async function stories(trial: (s: Story) => Promise<void>): Promise<void> {
  let s: Story | undefined
  for (let i = 0; i < trials; i++) {
    if (i % 200 === 0) { s = await running(h, ['a', 'b']); await h.as('qizhou-cra', 'studies.confirm', { id: s.study, kind: 'ctr', value: 'CTR20260001' }) }
    await trial(s!)
  }
}
const count = async (move: string, subject: string) => (await h.sql<{ n: number }>('select count(*)::int n from kernel.event where move = $1 and subject_id = $2', [move, subject]))[0]!.n
/** Puts cases of a story back to a stage between trials. */
const set = (ids: readonly string[], stage: string) => h.sql('update kernel.case set stage = $2, outcome = null, closed_at = null where id = any($1)', [ids, stage])
async function stands(s: Story, k: string) { const [initiation, ethics, agreement, site] = await Promise.all([...lanes, 'startup.site'].map((p) => s.stand(p, k))); return { initiation: initiation!, ethics: ethics!, agreement: agreement!, site: site! } }
const give = (login: string, role: string) => h.sql('update kernel.membership set roles = roles || $2::text where person_id = (select person_id from kernel.account where login = $1)', [login, role])
/** The last step of each lane, with the version in force now. */
const last = async (s: Story, k: string) => {
  const at = await stands(s, k)
  return {
    approve: () => h.as(`${k}-executive`, 'startup.initiation.approve', { id: at.initiation.id, seen: at.initiation.version, number: '1' }), refuse: () => h.as(`${k}-executive`, 'startup.initiation.decline', { id: at.initiation.id, seen: at.initiation.version, ...note }),
    issue: () => h.as(`${k}-chair`, 'ethics.review.issue', { id: at.ethics.id, seen: at.ethics.version }), seal: () => h.as(`${k}-seal`, 'agreements.signing.seal', { id: at.agreement.id, seen: at.agreement.version, number: '1' }),
    leave: () => h.as('qizhou-cra', 'agreements.signing.withdraw', { id: at.agreement.id, seen: at.agreement.version, ...note }),
  }
}
async function poise(s: Story, k: string, initiation = 'approving'): Promise<void> {
  const at = await stands(s, k)
  await set([at.site.id], 'lanes'); await set([at.initiation.id], 'approving'); await set([at.ethics.id], 'issuing'); await set([at.agreement.id], 'sealing'); await set([(await s.stand('startup.start')).id], 'running')
  // the approval's letter stands in force for every stay the case is put back to
  await h.sql("insert into kernel.event (act_id, case_id, subject_id, name, move, stage_to, at, effective_at) select (select id from kernel.act where outcome = 'done' limit 1), c.id, c.subject_id, 'letters.in-force', 'letter', 'issuing', c.opened_at, c.opened_at from kernel.case c where c.id = $1", [at.ethics.id])
  await h.sql(`insert into kernel.letter (id, case_id, org_id, side, kind, number, drawn_by, after_event, content, template, content_hash, pages, token, state, way, audience, roles, pdf_hash, in_force_at)
    select gen_random_uuid(), c.id, c.org_id, 'site', 'ethics.approval', '批-' || c.id, (select person_id from kernel.account where login = $2), 9007199254740000, '{"facts":{"validUntil":"2027-01-01"}}', repeat('0', 64), repeat('0', 64), 1, 'race-' || c.id, 'in-force', 'ca', 'all', '{}', repeat('0', 64), c.opened_at
      from kernel.case c where c.id = $1 and not exists (select from kernel.letter l where l.case_id = c.id)`, [at.ethics.id, `${k}-secretary`])
  if (initiation === 'approved') await h.sql("update kernel.case set stage = 'approved', outcome = 'granted', closed_at = opened_at where id = $1", [at.initiation.id])
}

describe(`同时办理（每种 ${trials} 次）`, () => {
  it('两人同时定同一件事：只成一个，另一个被告知', async () => {
    await give('a-head', 'institution-head')
    await stories(async (s) => {
      await poise(s, 'a')
      const { initiation: { id, version: seen } } = await stands(s, 'a'), before = await h.sql('select 1 from kernel.event where case_id = $1', [id])
      const { done, told } = await atOnce(() => h.as('a-executive', 'startup.initiation.approve', { id, seen, number: '1' }), () => h.as('a-head', 'startup.initiation.decline', { id, seen, ...note }))
      const now = await s.stand('startup.initiation', 'a')
      expect([done, told.length, now.version, (await h.sql('select 1 from kernel.event where case_id = $1', [id])).length - before.length]).toEqual([1, 1, seen + 1, 1])
      expect((told[0] as Conflict).now).toMatchObject({ version: seen + 1, stage: now.stage === 'approved' ? '已立项' : '不予立项', who: now.stage === 'approved' ? '沈国平' : '高远' })
    })
  }, long)
  it('最后两条线同时办结：中心恰好汇合一次，不多也不少', async () => {
    await stories(async (s) => {
      await poise(s, 'a', 'approved')
      const before = await count('join', s.study), { issue, seal } = await last(s, 'a')
      expect((await atOnce(issue, seal)).done).toBe(2)
      expect([(await s.stand('startup.site', 'a')).stage, await count('join', s.study) - before]).toEqual(['ready', 1])
    })
  }, long)
  it('三条线同时办结，有一条不通过：中心恰好停办一次', async () => {
    let i = 0
    await stories(async (s) => {
      await poise(s, 'a')
      const before = await count('join', s.study), { approve, refuse, issue, leave } = await last(s, 'a')
      // a refusal that comes first closes the contract with the site: whoever meant to withdraw it is told so
      const { done, told } = await atOnce(i++ % 2 ? approve : refuse, issue, leave)
      expect([done + told.length, told.length < 2, told.every((e) => e instanceof Conflict)]).toEqual([3, true, true])
      expect([(await s.stand('startup.site', 'a')).stage, await count('join', s.study) - before]).toEqual(['stopped', 1])
    })
  }, long)
  it('两家同时登记首例：启动恰好办结一次，卷宗恰好进入研究一次', async () => {
    await stories(async (s) => {
      const [a, b] = [await s.stand('startup.site', 'a'), await s.stand('startup.site', 'b')]
      await set([a.id, b.id], 'kicked-off'); await set([(await s.stand('startup.start')).id], 'running'); await set([s.study], 'starting')
      const before = [await count('join', s.study), await count('run', s.study)]
      expect((await atOnce(...[a, b].map(({ id, version }, k) => () => h.as(`${'ab'[k]}-pi`, 'startup.site.enrol', { id, seen: version })))).done).toBe(2)
      expect([(await s.stand('startup.start')).stage, await count('join', s.study) - before[0]!, await count('run', s.study) - before[1]!]).toEqual(['finished', 1, 1])
    })
  }, long)
  it('登记首例与结束研究同时：各有结果，没有死锁', async () => {
    await stories(async (s) => {
      const [a, b] = [await s.stand('startup.site', 'a'), await s.stand('startup.site', 'b')]
      await set([a.id, b.id], 'kicked-off'); await set([s.start], 'running'); await set([s.study], 'running')
      const { version: seen } = await s.stand('studies.study')
      expect(await atOnce(() => s.move('a-pi', 'startup.site.enrol', 'a'), () => h.as('qizhou-cra', 'studies.study.close', { id: s.study, seen, ...note }), () => s.move('b-pi', 'startup.site.enrol', 'b'))).toEqual({ done: 3, told: [] })
    })
  }, long)
  it('两个申办方的人同时发起同一项研究：只发起一次', async () => {
    for (let i = 0; i < trials; i++) {
      const study = await created(h), opens = async (who: string, places: readonly string[]) => { const sites = await sitesOf(h, places); return () => h.as(who, 'startup.begin', { studyId: study, leadOrgId: sites[0]!.orgId, sites }) }
      const { done, told } = await atOnce(await opens('qizhou-cra', ['a', 'b']), await opens('qihang-lead', ['a', 'c']))
      expect([done, told.map((e) => (e as Refusal).reasons.map((r) => r.code))]).toEqual([1, [['startup.begin.already']]])
      expect((await h.sql("select 1 from kernel.case where subject_id = $1 and procedure = 'startup.start'", [study])).length).toBe(1)
    }
  }, long)
  it('五百次任意交错，没有死锁，没有别的差错，留痕与办件一一对得上', async () => {
    let seed = 20_260_914
    const pick = <T>(list: readonly T[]): T => { seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31; return list[seed % list.length]! }
    const running_ = await Promise.all([0, 1].map(() => running(h, ['a', 'b']))), waiting = await Promise.all([0, 1].map(() => submitted(h, ['a', 'b'])))
    for (const s of [...running_, ...waiting]) await h.as('qizhou-cra', 'studies.confirm', { id: s.study, kind: 'ctr', value: 'CTR20260001' })
    for (let i = 0; i < Math.max(62, trials / 40); i++) {
      for (const s of running_) for (const k of ['a', 'b']) await poise(s, k, pick(['approving', 'approved']))
      for (const s of waiting) if ((await s.stand('startup.start')).outcome) { await set([(await s.stand('startup.start')).id], 'intake'); await set([(await s.stand('startup.site', 'a')).id, (await s.stand('startup.site', 'b')).id], 'signed'); await set([s.study], 'starting') }
      await atOnce(...Array.from({ length: 8 }, () => {
        const r = pick(running_), w = pick(waiting), k = pick(['a', 'b'])
        return pick<() => Promise<unknown>>([
          ...(['approve', 'refuse', 'issue', 'seal', 'leave'] as const).map((step) => async () => (await last(r, k))[step]()),
          () => w.move('a-office', 'startup.start.accept'), () => w.move('qizhou-cra', 'startup.start.withdraw', undefined, note), () => w.move('a-office', 'startup.start.decline', undefined, note), () => begun(h, ['a', 'b'], { study: w.study }),
          () => r.move(`${k}-office`, 'startup.site.kickOff', k), () => r.move(`${k}-pi`, 'startup.site.enrol', k), () => r.move('qizhou-cra', 'studies.study.close', undefined, note),
          async () => h.as('qihang-lead', 'studies.edit', { id: r.study, seen: (await h.sql<{ version: number }>('select version from studies.study where id = $1', [r.study]))[0]!.version, targetSize: 1 + (seed % 500) }), () => h.as(`${k}-office`, 'studies.one', { id: r.study }), () => h.as('qizhou-cra', 'studies.list'),
        ])
      }))
    }
    expect(await h.sql("select 1 from kernel.event e left join kernel.act a on a.id = e.act_id where a.outcome is distinct from 'done'")).toEqual([])
    expect(await h.sql("select 1 from kernel.case c where c.version <> 1 + (select count(*) from kernel.event e where e.case_id = c.id and e.move <> 'open' and (e.name like c.procedure || '.%' or e.name like 'case.%'))")).toEqual([])
  }, long)
})

describe('草稿：本人的，一处一份', () => {
  const save = (seen: number, text: string, who = 'qizhou-cra') => h.as<{ version: number }>(who, 'draft.save', { name: 'new-study', seen, body: { text } })
  it('两处同时保存只成一处，另一处拿到对方的内容；别人的同名草稿互不相干；清掉就没有了', async () => {
    for (const seen of [0, 1]) {
      const all = await Promise.allSettled(['甲', '乙'].map((text) => save(seen, text))), won = all.findIndex((r) => r.status === 'fulfilled')
      expect((all[1 - won] as PromiseRejectedResult).reason).toMatchObject({ now: { version: seen + 1, body: { text: '甲乙'[won] } } })
    }
    expect(await h.as('qihang-lead', 'draft.load', { name: 'new-study' })).toEqual({ draft: null }); await save(0, '别人的', 'qihang-lead')
    await h.as('qizhou-cra', 'draft.drop', { name: 'new-study' })
    expect([await h.as('qizhou-cra', 'draft.load', { name: 'new-study' }), (await h.as<{ draft: { body: object } }>('qihang-lead', 'draft.load', { name: 'new-study' })).draft.body, await h.sql("select 1 from kernel.act where name like 'draft.%'")]).toEqual([{ draft: null }, { text: '别人的' }, []])
  })
})

describe('提交编号：一份内容只生效一次', () => {
  const impl = (name: string) => h.o.implementations.find((i) => i.endpoint.name === name)!
  const ask = async (who: string, name: string, raw: unknown, key: string): Promise<Answered> => travel(h.o.ground, impl(name), { token: await h.token(who), raw, key, lang: 'zh', request: 'r' })
  it('同一编号同时发二十次：一份效果，二十份一模一样的答复', async () => {
    for (let i = 0; i < Math.max(3, trials / 40); i++) {
      const key = `twenty-${i}`, all = await Promise.all(Array.from({ length: 20 }, () => ask('qizhou-cra', 'studies.create', { ...dossier, short: key }, key)))
      expect([new Set(all.map((a) => a.text)).size, all.filter((a) => a.replayed).length, (await h.sql('select 1 from studies.study where short = $1', [key])).length, (await h.sql('select 1 from kernel.act where key = $1', [key])).length]).toEqual([1, 19, 1, 1])
    }
  }, long)
  it('同一编号换了内容、换了端点，一律拒绝；别人的同一编号互不相干', async () => {
    await ask('qizhou-cra', 'studies.create', dossier, 'key-body-1')
    await expect(ask('qizhou-cra', 'studies.create', { ...dossier, targetSize: 121 }, 'key-body-1')).rejects.toMatchObject({ reasons: [{ code: 'road.key-reused' }] })
    await expect(ask('qizhou-cra', 'session.sign-out', {}, 'key-body-1')).rejects.toMatchObject({ reasons: [{ code: 'road.key-reused' }] })
    expect((await ask('qihang-lead', 'studies.create', dossier, 'key-body-1')).replayed).toBeUndefined()
    const two = await atOnce(...[1, 2].map((n) => () => ask('qizhou-cra', 'studies.create', { ...dossier, targetSize: n }, 'key-body-2')))
    expect([two.done, two.told.map((e) => (e as Refusal).reasons[0]!.code)]).toEqual([1, ['road.key-reused']])
  })
  it('办成之后重发得到原答复，哪怕办件早已往前走；被拒的不算用过', async () => {
    const s = await begun(h, ['a']), { id, version: seen } = await s.stand('startup.site', 'a'), start = await s.stand('startup.start')
    await expect(ask('qizhou-cra', 'startup.start.submit', { id: start.id, seen: start.version }, 'key-refused')).rejects.toBeInstanceOf(Refusal)
    const first = await ask('a-pi', 'startup.site.sign', { id, seen }, 'key-signed')
    expect((await ask('qizhou-cra', 'startup.start.submit', { id: start.id, seen: start.version }, 'key-refused')).replayed).toBeUndefined()
    await s.move('a-office', 'startup.start.accept')
    expect(await ask('a-pi', 'startup.site.sign', { id, seen }, 'key-signed')).toEqual({ text: first.text, replayed: true })
  })
})

describe('一条路：先认人，再做事，要么全成要么全无', () => {
  const probe = (run: Implementation['run'], before?: () => Promise<number>): Implementation => {
    const endpoint = action('test.probe', { who: ['cra'], input: z.object({}), output: z.object({ ok: z.literal(true) }) })
    return before ? prepared(endpoint, before, run as never) : implement(endpoint, run as never)
  }
  const go = async (impl: Implementation, token: string | null) => travel(h.o.ground, impl, { token, raw: {}, key: 'probe-key', lang: 'zh', request: 'r' })
  const make = (call: Parameters<Implementation['run']>[0]) => sql`insert into kernel.draft (person_id, name, body) values (kernel.my_person(), 'probe', '{}')`.execute(call.db)
  const left = async () => (await h.sql("select 1 from kernel.draft where name = 'probe' union all select 1 from kernel.act where name = 'test.probe' and outcome = 'done' union all select 1 from kernel.idempotency where key = 'probe-key'")).length
  it('没有会话、假会话、岗位不对：读文件、算口令这些费力的事一件不做', async () => {
    let worked = 0
    const impl = probe(async () => ({ ok: true }), async () => ++worked)
    for (const [token, kind] of [[null, NotSignedIn], ['forged', NotSignedIn], [await h.token('a-pi'), WrongRole]] as const) await expect(go(impl, token)).rejects.toBeInstanceOf(kind)
    expect([worked, await left()]).toEqual([0, 0])
  })
  it.each([['办到一半出错', async (call: never) => { await make(call); throw new Error('halfway') }], ['答复不合声明', async (call: never) => { await make(call); return { ok: false } }]])('%s：什么都没有留下', async (_, run) => {
    await expect(go(probe(run as never), await h.token('qizhou-cra'))).rejects.toThrow()
    expect(await left()).toBe(0)
  })
  it('被规则拒绝：不留效果，留一行“被拒”，写明理由', async () => {
    await expect(go(probe(async (call) => { await make(call); throw new Refusal('test.no') }), await h.token('qizhou-cra'))).rejects.toBeInstanceOf(Refusal)
    expect(await h.sql("select outcome, reasons, key, (person_id is not null) who from kernel.act where name = 'test.probe'")).toEqual([{ outcome: 'refused', reasons: ['test.no'], key: 'probe-key', who: true }])
    expect(await left()).toBe(0)
  })
  it('两件事互相等着对方锁住的，数据库让一件退出：它从头再办一次，两件都成，各只生效一次', async () => {
    const worked: string[] = [], meet: Record<string, () => void> = {}, met = Object.fromEntries(['a', 'b'].map((k) => [k, new Promise<void>((go) => { meet[k] = go })]))
    const lock = (call: Parameters<Implementation['run']>[0], n: number) => sql`select pg_advisory_xact_lock(7, ${n})`.execute(call.db)
    const both = (me: 'a' | 'b', first: number, then: number) => travel(h.o.ground, probe(async (call) => {
      worked.push(me)
      await lock(call, first)
      await sql`insert into kernel.draft (person_id, name, body) values (kernel.my_person(), ${`deadlock-${me}`}, '{}')`.execute(call.db)
      meet[me]!(); await Promise.all(Object.values(met))
      await lock(call, then)
      return { ok: true }
    }, async () => worked.push('before')), { token: token!, raw: {}, key: `deadlock-${me}`, lang: 'zh', request: 'deadlock' })
    const token = await h.token('qizhou-cra'), answers = await Promise.all([both('a', 1, 2), both('b', 2, 1)])
    expect(answers.map((x) => x.text)).toEqual(['{"ok":true}', '{"ok":true}'])
    expect([worked.length, worked.filter((w) => w === 'before').length]).toEqual([5, 2])
    expect(await h.sql("select name from kernel.draft where name like 'deadlock-%' order by 1")).toEqual([{ name: 'deadlock-a' }, { name: 'deadlock-b' }])
    expect(await h.sql("select outcome from kernel.act where request = 'deadlock'")).toEqual([{ outcome: 'done' }, { outcome: 'done' }])
    await h.sql("delete from kernel.draft where name like 'deadlock-%'")
  })
  it('办完之后才发出的语句，不会落进下一个人的事务', async () => {
    const one = await open(h.target, { demo: true, pepper: Buffer.alloc(32, 7), clock: h.now, connections: 1 })
    const [mine, other] = [await h.token('qizhou-cra'), await h.token('qihang-lead')], other_ = { ...probe(async () => { over(); await late.catch(() => {}); return { ok: true } }) }
    let late: Promise<unknown> = Promise.resolve(), over = () => {}
    const ended = new Promise<void>((done) => { over = done })
    await travel(one.ground, probe(async (call) => { late = ended.then(() => make(call)); late.catch(() => {}); return { ok: true } }), { token: mine, raw: {}, key: 'late-one-1', lang: 'zh', request: 'r' })
    await travel(one.ground, { ...other_, endpoint: { ...other_.endpoint, who: ['sponsor'] } }, { token: other, raw: {}, key: 'late-two-2', lang: 'zh', request: 'r' })
    await expect(late).rejects.toThrow('over')
    expect(await h.sql("select 1 from kernel.draft where name = 'probe'")).toEqual([])
    await one.close()
  })
  it('连接用完即还：几百次出错之后照常办理', async () => {
    const token = await h.token('qizhou-cra')
    await Promise.allSettled(Array.from({ length: 200 }, (_, i) => go(probe(async (call) => { await make(call); if (i % 2) throw new Error('x'); throw new Refusal('test.no') }), token)))
    expect([(await go(probe(async () => ({ ok: true })), token)).text, h.o.pool.waitingCount]).toEqual(['{"ok":true}', 0])
  })
})
