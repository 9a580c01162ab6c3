import { argon2Sync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { house } from '#app/house.ts'
import { ask, open } from '#app/open.ts'
import { openHttp } from '#kernel/http.ts'
import { NotSignedIn, WrongRole } from '#kernel/road.ts'
import { hashPassword } from '#kernel/session.ts'
import { openHouse, type House } from '../../test/house.ts'
import { dossier } from '../../test/story.ts'

let h: House
const password = 'Canary-口令-7f3a91', random = (n: number) => randomBytes(n)
const alive = (token: string) => ask(h.o, token, 'session.me').then(() => true, (e: unknown) => { if (e instanceof NotSignedIn) return false; throw e })
const membership = async (login: string, org?: string) => (await h.sql<{ id: string }>('select m.id from kernel.membership m join kernel.account a using (person_id) where a.login = $1 and ($2::uuid is null or m.org_id = $2) order by m.from_on, m.id', [login, org ? await h.org(org) : null]))[0]!.id
const enter = async (login: string, org?: string) => (await ask(h.o, null, 'session.adopt', { membershipId: await membership(login, org) })).token!
const signIn = (login: string, word: string, token: string | null = null) => ask(h.o, token, 'session.sign-in', { login, password: word })
const tries = async (login: string, word: string) => signIn(login, word).then(() => 'in', (e: { reasons: { code: string }[] }) => e.reasons[0]!.code)
/** Every place where a text is kept. */
async function kept(text: string): Promise<string[]> {
  const tables = await h.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
  return (await Promise.all(tables.map(async ({ name }) => ((await h.sql<{ n: number }>(`select count(*)::int n from ${name} t where position($1 in t::text) > 0`, [text]))[0]!.n > 0 ? [name] : [])))).flat()
}
beforeAll(async () => { h = await openHouse('2026-09-14T09:00'); await h.sql('update kernel.account set password = $1', [await hashPassword(password, random)]); await h.sql("update kernel.account set password = null where login = 'b-seal'") })
afterAll(async () => { await h?.close() })

describe('会话', () => {
  it('空闲满三十分钟就过期，差一秒还在；用一次就重新算', async () => {
    h.at('2026-09-14T09:00'); const token = await enter('a-pi')
    h.at('2026-09-14T09:29:59'); expect(await alive(token)).toBe(true)
    h.at('2026-09-14T09:59:58'); expect(await alive(token)).toBe(true)
    h.at('2026-09-14T10:29:58'); expect(await alive(token)).toBe(false)
    h.at('2026-09-14T10:00'); expect(await alive(token)).toBe(true)
  })
  it('最长十二小时，一直在用也到时为止', async () => {
    h.at('2026-09-14T08:00'); const token = await enter('a-pi')
    for (let m = 25; m < 720; m += 25) { h.at(new Date(Date.parse('2026-09-14T08:00+08:00') + m * 60_000).toISOString()); expect(await alive(token)).toBe(true) }
    h.at('2026-09-14T19:59:59'); expect(await alive(token)).toBe(true)
    h.at('2026-09-14T20:00'); expect(await alive(token)).toBe(false)
  })
  it('退出之后这个令牌作废，别处登录的不受影响', async () => {
    h.at('2026-09-15T09:00'); const [one, two] = [await enter('a-pi'), await enter('a-pi')]
    expect((await ask(h.o, one, 'session.sign-out')).token).toBe(null)
    expect([await alive(one), await alive(two)]).toEqual([false, true])
  })
  it('换机构、重新登录都换新令牌，旧的作废；不能换到别人的或已卸任的任职', async () => {
    const old = await enter('qizhou-cra')
    await h.sql("insert into kernel.membership (id, person_id, org_id, roles, from_on, to_on) select gen_random_uuid(), person_id, $1, '{sponsor}', '2020-01-01', null from kernel.account where login = 'qizhou-cra'", [await h.org('mingchuan')])
    await expect(ask(h.o, old, 'session.switch', { membershipId: await membership('mingchuan-lead') })).rejects.toMatchObject({ reasons: [{ code: 'session.no-membership' }] })
    const moved = (await ask(h.o, old, 'session.switch', { membershipId: await membership('qizhou-cra', 'mingchuan') })).token!
    expect([await alive(old), (await ask<{ org: string; memberships: { org: string; current: boolean }[] }>(h.o, moved, 'session.me')).memberships.filter((m) => m.current).map((m) => m.org)]).toEqual([false, ['明川生物']])
    await h.sql("update kernel.membership set to_on = '2026-09-14' where id = $1", [await membership('qizhou-cra', 'mingchuan')])
    expect(await alive(moved)).toBe(false)
    const back = await enter('qizhou-cra', 'qizhou')
    await expect(ask(h.o, back, 'session.switch', { membershipId: await membership('qizhou-cra', 'mingchuan') })).rejects.toMatchObject({ reasons: [{ code: 'session.no-membership' }] })
    const again = (await signIn('qizhou-cra', password, back)).token!
    expect([again === back, await alive(back), await alive(again)]).toEqual([false, false, true])
  })
  it('卸任即刻失效，还没到任不能进入；岗位改了，下一次请求就按新的', async () => {
    const head = await enter('b-head'), pi = await enter('b-pi'), m = await membership('b-head')
    await h.sql("update kernel.membership set to_on = '2026-09-15' where id = $1", [m]); expect(await alive(head)).toBe(true)
    await h.sql("update kernel.membership set to_on = '2026-09-14' where id = $1", [m]); expect(await alive(head)).toBe(false)
    await h.sql("update kernel.membership set from_on = '2026-09-16', to_on = null where id = $1", [m]); await expect(enter('b-head')).rejects.toMatchObject({ reasons: [{ code: 'session.no-membership' }] })
    await expect(ask(h.o, pi, 'studies.create', dossier)).rejects.toBeInstanceOf(WrongRole)
    await h.sql("update kernel.membership set roles = '{cra}' where id = $1", [await membership('b-pi')])
    expect(await ask(h.o, pi, 'studies.create', dossier)).toMatchObject({ version: 1 })
    await h.sql("update kernel.membership set roles = '{pi}' where id = $1", [await membership('b-pi')])
    await expect(ask(h.o, pi, 'studies.create', dossier)).rejects.toBeInstanceOf(WrongRole)
  })
  it('库里没有令牌本身，编造的令牌进不来', async () => {
    const token = await enter('a-pi')
    expect([token.length, await kept(token), await alive(randomBytes(32).toString('base64url')), await alive('')]).toEqual([43, [], false, false])
  })
})

describe('口令登录', () => {
  it('口令只存 argon2id 摘要，同一口令两次摘要不同，用别的实现核得上', async () => {
    const [one, two] = [await hashPassword(password, random), await hashPassword(password, random)]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/); expect(one).not.toBe(two)
    const [, , , , salt, hash] = one.split('$')
    expect(argon2Sync('argon2id', { message: password, nonce: Buffer.from(salt!, 'base64'), parallelism: 1, tagLength: 32, memory: 47_104, passes: 1 }).toString('base64')).toBe(hash)
  })
  it('账号不分大小写；账号不存在、没设口令、口令不对，说的是同一句话', async () => {
    h.at('2026-09-15T10:00')
    expect([await tries('A-Office', password), await tries('nobody', password), await tries('b-seal', ''.padEnd(1)), await tries('a-office', 'wrong')]).toEqual(['in', 'session.wrong', 'session.wrong', 'session.wrong'])
  })
  it('连错五次锁十五分钟，口令对也不行；期满可进；期满后错一次不会又锁；中间对一次就重新数', async () => {
    h.at('2026-09-15T11:00')
    expect(await Promise.all([1, 2, 3, 4].map(() => tries('c-pi', 'wrong')))).toEqual(Array(4).fill('session.wrong')); expect(await tries('c-pi', password)).toBe('in')
    for (let i = 0; i < 5; i++) expect(await tries('c-pi', `wrong${i}`)).toBe('session.wrong')
    expect([await tries('c-pi', password), await tries('c-pi', 'wrong')]).toEqual(['session.locked', 'session.locked'])
    h.at('2026-09-15T11:14:59'); expect(await tries('c-pi', password)).toBe('session.locked')
    h.at('2026-09-15T11:15:01'); expect([await tries('c-pi', 'wrong'), await tries('c-pi', password)]).toEqual(['session.wrong', 'in'])
  })
  it('同时试十二次，也只有五次算数', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => tries('c-office', `guess${i}`)))
    expect([all.filter((x) => x === 'session.wrong').length, all.filter((x) => x === 'session.locked').length]).toEqual([5, 7])
  })
  it('每次失败留一行“被拒”，里面没有账号也没有口令；整个库里都找不到口令', async () => {
    h.at('2026-09-16T09:00')
    const before = (await h.sql("select 1 from kernel.act where name = 'session.sign-in' and outcome = 'refused'")).length
    await tries('a-legal', `${password}-wrong`); await tries('nobody-at-all', password); await signIn('a-legal', password)
    expect(await h.sql("select outcome, reasons, input, person_id from kernel.act where name = 'session.sign-in' order by id desc, outcome limit 3").then((rows) => rows.map((r) => [r['outcome'], r['input']]))).toEqual(expect.arrayContaining([['refused', { login: '‹personal›' }], ['done', { login: '‹personal›' }]]))
    expect((await h.sql("select 1 from kernel.act where name = 'session.sign-in' and outcome = 'refused'")).length - before).toBe(2)
    expect([await kept(password), await kept('nobody-at-all')]).toEqual([[], []])
  })
})

describe('正式运行', () => {
  it('没有演示人物的两个入口，别的都在', async () => {
    const names = (demo: boolean) => house(demo).endpoints.map((e) => e.name)
    expect(names(true).filter((n) => !names(false).includes(n))).toEqual(['session.personas', 'session.adopt'])
    const o = await open(h.target, { demo: false, pepper: Buffer.alloc(32, 7), clock: h.now, connections: 1 }), app = openHttp({ ground: o.ground, implementations: o.implementations, secure: true, log: () => {} })
    const r = await app.inject({ method: 'GET', url: '/api/session.personas' }), p = await app.inject({ method: 'POST', url: '/api/session.adopt', headers: { origin: 'http://localhost:80', 'idempotency-key': 'adopt-adopt', 'content-type': 'application/json' }, payload: JSON.stringify({ membershipId: await membership('a-pi') }) })
    expect([r.statusCode, p.statusCode, p.headers['set-cookie'], (await app.inject({ method: 'GET', url: '/api/openapi.json' })).body.includes('adopt')]).toEqual([404, 404, undefined, false])
    await app.close(); await o.close()
  })
})
