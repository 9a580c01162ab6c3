import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '#kernel/db/migrate.ts'
import type { Target } from '#kernel/db/postgres.ts'
import { ask, open, type Opened } from '#app/open.ts'
import { actingAs, seedPeople } from '#app/seed.ts'

const name = `ext_${randomBytes(4).toString('hex')}`
const server = () => ({ ...inject('postgres') })
const admin = async (...texts: string[]) => { const c = new pg.Client({ ...server(), user: 'postgres', database: 'postgres' }); await c.connect(); try { for (const t of texts) await c.query(t) } finally { await c.end() } }
const target = (): Target => ({ embedded: false, connection: { ...server(), user: name, database: name } })

describe('外部数据库：属主不是超级用户', () => {
  let o: Opened
  beforeAll(async () => { await admin('do $$ begin create role app login; exception when duplicate_object then end $$', 'do $$ begin create role clerk login; exception when duplicate_object then end $$', 'do $$ begin create role reader login; exception when duplicate_object then end $$', `create role ${name} login`, `create database ${name} owner ${name}`) })
  afterAll(async () => { await o?.close(); await admin(`drop database ${name} with (force)`, `drop role ${name}`) })

  it('属主不能授予角色时，一句话说清请管理员执行什么，什么都没有建', async () => {
    await expect(migrate(target())).rejects.toThrow(new RegExp(`请数据库管理员执行：.*grant app, clerk, reader to`))
  })
  it('管理员授予之后，迁移、读入日历、开办并办理都照常；越权的行看不见', async () => {
    await admin(`grant app, clerk, reader to ${name}`)
    await migrate(target())
    o = await open(target(), { demo: true, pepper: Buffer.alloc(32, 1), clock: () => '2026-09-14T01:00:00.000Z' })
    const cast = (await seedPeople(target(), o))!
    const as = actingAs(o, cast), at = '2026-09-14T01:00:00.000Z'
    const made = await as('qizhou-cra', at, 'studies.create', { title: '外部库上的研究', titleEn: null, short: '外部库', product: null, regime: null, phase: null, condition: null, protocolNo: null, protocolVersion: null, protocolDate: null, sponsorName: '启航医药有限公司', targetSize: null })
    expect((await as('qizhou-cra', at, 'studies.list'))['rows']).toHaveLength(1)
    expect((await as('mingchuan-lead', at, 'studies.list'))['rows']).toHaveLength(0)
    const begun = await as('qizhou-cra', at, 'startup.begin', { studyId: made['id'], leadOrgId: cast.orgs.get('a'), sites: [{ orgId: cast.orgs.get('a'), investigatorId: cast.investigators.get('a-pi'), planned: 3 }] })
    expect(begun['id']).toBeTruthy()
    await expect(ask(o, null, 'case.tasks', { tab: 'mine' })).rejects.toThrow()
  })
  it('程序用的角色只能以 app 的身份读写：它不是属主，也看不见口令表', async () => {
    const { rows } = await o.pool.query<{ who: string }>('select current_user who')
    expect(rows[0]!.who).toBe('app')
    await expect(o.pool.query('select * from kernel.account')).rejects.toMatchObject({ code: '42501' })
  })
})
