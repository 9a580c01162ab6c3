// The laws of the database, asked of its own catalogue; each is seen to fail on something planted in a transaction that is rolled back.
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rooms } from '#app/house.ts'
import { tableTypes } from '../tools/db-types.ts'
import { filesUnder } from '../tools/source.ts'
import { openHouse, type House } from './house.ts'

let h: House, db: pg.Client
beforeAll(async () => { h = await openHouse(); db = new pg.Client(h.target.connection); await db.connect() })
afterAll(async () => { await db?.end(); await h?.close() })

const migrations = filesUnder('src', /\.sql$/).map((f) => f.text).join('\n')
/** Tables by the shape they were protected with. */
const shaped = (shape: string): string[] => [...migrations.matchAll(/call kernel\.protect\('([a-z_.]+)', '([a-z-]+)'/g)].filter((m) => m[2] === shape).map((m) => m[1]!)
/** What happened is added and never altered. */
const lasting = ['kernel.act', 'kernel.event', 'kernel.note', 'kernel.idempotency']
const ours = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'house')"
const tables = `select format('%s.%s', n.nspname, c.relname) what, c.oid, c.relrowsecurity secured, c.relforcerowsecurity forced, coalesce(obj_description(c.oid, 'pg_class'), '') told,
    exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'keeper' and p.polroles = array['keeper'::regrole::oid] and pg_get_expr(p.polqual, c.oid) = 'true' and pg_get_expr(p.polwithcheck, c.oid) = 'true') kept,
    (select array_agg(p.polname::text) from pg_policy p where p.polrelid = c.oid and (0 = any(p.polroles) or not p.polroles <@ array['keeper'::regrole::oid, 'app'::regrole::oid, 'clerk'::regrole::oid, 'reader'::regrole::oid])) strangers,
    exists (select from pg_policy p where p.polrelid = c.oid and 'app'::regrole::oid = any(p.polroles) and pg_get_expr(p.polqual, c.oid) = 'true') bare,
    (select array_agg(p.polname::text) from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polroles = array['app'::regrole::oid] and concat(pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)) !~ 'CURRENT_USER') binding,
    array(select x from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) x where has_table_privilege('app', c.oid, x)) app, pg_get_userbyid(c.relowner) owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${ours} order by 1`
interface Table { what: string; secured: boolean; forced: boolean; told: string; kept: boolean; strangers: string[] | null; bare: boolean; binding: string[] | null; app: string[]; owner: string }

/** What is wrong with the tables as they stand. */
async function tableFaults(): Promise<string[]> {
  const { rows } = await db.query<Table>(tables), reference = shaped('reference'), sealed = shaped('sealed')
  return rows.flatMap((t) => [
    ...(t.secured && t.forced ? [] : ['row-level security is not forced']), ...(t.kept ? [] : ['its owner has no policy']), ...(t.strangers ? [`policies for everybody: ${t.strangers.join(' ')}`] : []),
    // where the owner is no superuser it is granted app, and a restrictive policy for app would bind its own functions: current_user <> 'app' or (…)
    ...(t.binding ? [`binds its owner too: ${t.binding.join(' ')}`] : []),
    ...(/\p{Script=Han}/u.test(t.told) ? [] : ['no comment in Chinese']), ...(t.owner === 'keeper' ? [] : [`owned by ${t.owner}`]), ...(t.bare && !reference.includes(t.what) ? ['every row is open to app'] : []),
    ...t.app.filter((p) => ['TRUNCATE', 'REFERENCES', 'TRIGGER'].includes(p) || (p === 'DELETE' && t.what !== 'kernel.draft') || (p === 'UPDATE' && lasting.includes(t.what))).map((p) => `app may ${p}`),
    // A person's name is read by colleagues only, by a policy of its own; an act is written and never read.
    ...(sealed.includes(t.what) ? t.app.filter((p) => `${t.what} ${p}` !== 'kernel.person SELECT' && `${t.what} ${p}` !== 'kernel.act INSERT').map((p) => `sealed, and app may ${p}`) : []),
    ...(migrations.includes(`call kernel.protect('${t.what}'`) ? [] : ['never protected']),
  ].map((fault) => `${t.what}: ${fault}`))
}
async function columnFaults(): Promise<string[]> {
  const { rows } = await db.query<{ what: string; name: string; type: string; told: string | null }>(`select format('%s.%s.%s', n.nspname, c.relname, a.attname) what, a.attname name, format_type(a.atttypid, null) type from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped and ${ours}`)
  return rows.flatMap(({ what, name, type }) => [
    ...(/_\d/.test(name) ? ['a digit after an underscore is lost on the way to camelCase'] : []), ...(/(^|_)(fen|amount|fee|price|budget|sum)(_|$)/.test(name) && type !== 'bigint' ? [`money is bigint 分, not ${type}`] : []),
    ...(['numeric', 'money', 'real', 'double precision'].includes(type) ? [`${type} cannot carry an exact figure to JavaScript`] : []), ...(['timestamp without time zone', 'time with time zone', 'json', 'character varying', 'character'].includes(type) ? [`${type}; take timestamptz, jsonb, text`] : []),
  ].map((fault) => `${what}: ${fault}`))
}
async function routineFaults(): Promise<string[]> {
  const clock = /(?<!kernel\.)\bnow\(\)|\b(current_date|current_timestamp|current_time|localtimestamp|localtime|clock_timestamp|statement_timestamp|transaction_timestamp)\b/i
  const { rows } = await db.query<{ what: string; definer: boolean; config: string[] | null; source: string; open: boolean; volatile: string }>(`select format('%s.%s', n.nspname, p.proname) what, p.prosecdef definer, p.proconfig config, p.prosrc source, has_function_privilege('public', p.oid, 'execute') open from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}`)
  const { rows: defaults } = await db.query<{ what: string; source: string }>(`select format('%s.%s.%s', n.nspname, c.relname, a.attname) what, pg_get_expr(d.adbin, d.adrelid) source from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum join pg_namespace n on n.oid = c.relnamespace where ${ours}`)
  const { rows: views } = await db.query<{ what: string }>(`select format('%s.%s', n.nspname, c.relname) what from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)))`)
  return [
    ...rows.filter((r) => r.definer && !r.config?.some((c) => /^search_path=(\w+, )*pg_catalog(, pg_temp)?$/.test(c))).map((r) => `${r.what}: a definer function pins its search_path`),
    ...rows.filter((r) => r.what.startsWith('kernel.') && r.open).map((r) => `${r.what}: everybody may execute it`),
    ...[...rows, ...defaults].filter((r) => clock.test(r.source) && r.what !== 'kernel.now').map((r) => `${r.what}: asks another clock than kernel.now()`),
    ...views.map((v) => `${v.what}: a view without security_invoker looks past row-level security`),
  ]
}
async function roleFaults(): Promise<string[]> {
  const { rows } = await db.query<{ name: string; mighty: boolean; keeps: boolean; makes: string[] | null }>(`select r.rolname name, r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication mighty,
      exists (select from pg_roles k where (k.rolsuper or k.rolbypassrls or k.rolname = 'keeper') and pg_has_role(r.oid, k.oid, 'member')) keeps, (select array_agg(n.nspname::text) from pg_namespace n where ${ours} and has_schema_privilege(r.oid, n.oid, 'create')) makes
    from pg_roles r where r.rolname in ('app', 'clerk', 'reader')`)
  return [...(rows.length === 3 ? [] : ['the three roles are not there']), ...rows.flatMap((r) => [...(r.mighty ? ['above the law'] : []), ...(r.keeps ? ['may become keeper or more'] : []), ...(r.makes ?? []).map((s) => `may make things in ${s}`)].map((f) => `${r.name}: ${f}`))]
}
/** Runs something in a transaction that leaves no trace. */
async function tried<T>(sql: string, look: () => Promise<T>): Promise<T> {
  await db.query('begin')
  try { await db.query(sql); return await look() } finally { await db.query('rollback') }
}

describe('每张表', () => {
  it('都受保护、强制行级安全、属主有策略、有中文说明；除草稿外没有人能删，封存的表没有人能直接读', async () => {
    const { rows } = await db.query<Table>(tables)
    expect(rows.length).toBeGreaterThan(20)
    expect(await tableFaults()).toEqual([])
    expect(shaped('sealed')).toEqual(expect.arrayContaining(['kernel.account', 'kernel.session', 'kernel.act', 'kernel.person']))
  })
  it.each([
    ['没有保护的表', 'create table studies.bare (id uuid primary key)', 'studies.bare: row-level security is not forced'], ['英文说明', "comment on table studies.study is 'dossier'", 'studies.study: no comment in Chinese'], ['只开不强制', 'alter table studies.study no force row level security', 'studies.study: row-level security is not forced'],
    ['人人可见的策略', 'create policy all_of_us on studies.study using (true)', 'studies.study: policies for everybody: all_of_us'], ['整张表给应用', 'create policy wide on studies.study to app using (true)', 'studies.study: every row is open to app'], ['能删事件', 'grant delete on kernel.event to app', 'kernel.event: app may DELETE'],
    ['能改事件', 'grant update on kernel.event to app', 'kernel.event: app may UPDATE'], ['能清空', 'grant truncate on kernel.draft to app', 'kernel.draft: app may TRUNCATE'], ['读口令表', 'grant select on kernel.account to app', 'kernel.account: sealed, and app may SELECT'], ['属主没有策略', 'drop policy keeper on kernel.event', 'kernel.event: its owner has no policy'], ['别人的表', 'alter table studies.study owner to app', 'studies.study: owned by app'],
  ])('种一处毛病就被看见：%s', async (_, sql, fault) => { expect(await tried(sql, tableFaults)).toContain(fault) })
  it('每个模式都属于内核或一个房间', async () => {
    const { rows } = await db.query<{ name: string }>(`select nspname name from pg_namespace n where ${ours} and nspname <> 'public' order by 1`)
    const known = ['kernel', ...rooms.map((r) => r.name)]
    expect(rows.map((r) => r.name).filter((n) => !known.includes(n))).toEqual([])
    expect((await db.query(`select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public'`)).rowCount).toBe(0)
  })
  it('tables.gen.ts 就是从新库读出的样子', async () => {
    const written = readFileSync(new URL('../src/kernel/db/tables.gen.ts', import.meta.url), 'utf8')
    expect(await tableTypes(db)).toBe(written)
    expect(await tried('alter table studies.study add column extra text', () => tableTypes(db))).not.toBe(written)
  })
})

describe('每一列、每个函数、每个角色', () => {
  it('钱是 bigint，列名下划线后不跟数字，没有不精确的类型', async () => {
    expect(await columnFaults()).toEqual([])
    expect(await tried('create table studies.paid (fee_fen integer, amount numeric, phone_2 text, at timestamp, ratio real)', columnFaults)).toHaveLength(6)
  })
  it('以属主身份运行的函数钉住查找路径；只有一个现在；视图不绕过行级安全', async () => {
    expect((await db.query(`select from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and ${ours}`)).rowCount).toBeGreaterThan(10)
    expect(await routineFaults()).toEqual([])
    expect(await tried("create function kernel.loose() returns int language sql security definer as 'select 1'; create function studies.late() returns timestamptz language sql as 'select now()'; create table studies.late_table (at timestamptz default current_timestamp); create view studies.all_of_them as select * from studies.study", routineFaults)).toHaveLength(5)
  })
  it('应用、文员、统计三个角色不能越过行级安全，不能成为属主，不能建东西', async () => {
    expect(await roleFaults()).toEqual([])
    expect(await tried('alter role app bypassrls; grant keeper to clerk; grant create on schema studies to reader', roleFaults)).toEqual(expect.arrayContaining(['app: above the law', 'clerk: may become keeper or more', 'reader: may make things in studies']))
  })
  it('应用角色真的读不到封存的表，也看不到没有上下文时的行', async () => {
    const app = new pg.Client({ ...h.target.connection, user: 'app' })
    await app.connect()
    try {
      for (const table of ['kernel.account', 'kernel.session', 'kernel.act', 'house.migration']) await expect(app.query(`select * from ${table}`), table).rejects.toMatchObject({ code: '42501' })
      await expect(app.query('select persons from kernel.desk')).rejects.toMatchObject({ code: '42501' })
      for (const table of ['kernel.membership', 'kernel.case', 'kernel.event', 'kernel.person']) expect((await app.query(`select * from ${table}`)).rowCount, table).toBe(0)
      expect((await db.query('select from kernel.membership')).rowCount).toBeGreaterThan(20)
    } finally { await app.end() }
  })
})
