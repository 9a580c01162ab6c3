// A city by arithmetic: 4,000 studies of ten cases, five parties each, so 40,000 cases and 200,000 desk rows. Every institution and person is invented.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { house } from '#app/house.ts'
import { open, type Opened } from '#app/open.ts'
import { shown } from '#kernel/case.ts'
import { anchor } from '#kernel/clock.ts'
import { migrate } from '#kernel/db/migrate.ts'
import { startPostgres, type Target } from '#kernel/db/postgres.ts'

export const pepper = Buffer.alloc(32, 7)
const studies = 4_000, hospitals = 23, companies = 60, cros = 20
/** The ten cases of a study: two sites, each with its three lanes. `k` counts them, `of` is the hospital a case is held at. */
const ten = ['studies.study', 'startup.start', ...['a', 'b'].flatMap(() => ['startup.site', 'startup.initiation', 'ethics.review', 'agreements.signing'])]
const standing: Record<string, readonly [stage: string, done: string, by: string]> = {
  'studies.study': ['starting', 'closed', 'close'], 'startup.start': ['running', 'finished', 'join'], 'startup.site': ['lanes', 'started', 'enrol'],
  'startup.initiation': ['checking', 'approved', 'approve'], 'ethics.review': ['receiving', 'approved', 'issue'], 'agreements.signing': ['reviewing', 'effective', 'seal'],
}
/** Who signs in: roles by kind of organisation; a hospital's office has three people. The one office is a party of every case. */
const posts = { hospital: ['research-office', 'research-office', 'research-office', 'department-head', 'ethics-secretary'], company: ['sponsor'], cro: ['cra'], office: ['cra'] }

export interface Person { readonly token: string; readonly role: string; readonly org: string; readonly rows: number }
/** A case of 立项 that stands at `checking`, and where it is held. */
export interface Lane { readonly id: string; readonly org: string }
export interface City { readonly target: Target; readonly people: readonly Person[]; readonly lanes: readonly Lane[]; readonly cases: number; readonly rows: number; close(): Promise<void> }

/** The embedded PostgreSQL on a folder of its own, with the settings of the product, migrated and filled as keeper; a sixth of a minute. */
export async function fill({ now = new Date().toISOString(), settings = {} }: { now?: string; settings?: Readonly<Record<string, string>> } = {}): Promise<City> {
  const dataDir = mkdtempSync(join(tmpdir(), 'linyan-bench-'))
  const cluster = await startPostgres({ dataDir, log: () => {}, settings })
  const close = async () => { await cluster.stop(); rmSync(dataDir, { recursive: true, force: true }) }
  try {
    const { target } = cluster
    await migrate(target)
    const o = await open(target, { demo: true, pepper, connections: 1 }), keeper = new pg.Client({ ...target.connection, user: 'keeper' })
    keeper.on('error', () => {})
    await keeper.connect()
    await write(keeper, o, now)
    const people = (await keeper.query<Person>("select x.token, m.roles[1] role, m.org_id org, (select count(*)::int from kernel.desk d where d.org_id = m.org_id) rows from signed x join kernel.membership m on m.id = x.id order by x.token")).rows
    const lanes = (await keeper.query<Lane>("select id, org_id org from kernel.case where procedure = 'startup.initiation' and closed_at is null order by id")).rows
    const [size] = (await keeper.query<{ cases: number; rows: number }>('select (select count(*)::int from kernel.case) cases, (select count(*)::int from kernel.desk) rows')).rows
    await keeper.end()
    await o.close()
    return { target, people, lanes, ...size!, close }
  } catch (e) { await close(); throw e }
}

async function write(keeper: pg.Client, { ground }: Opened, now: string): Promise<void> {
  const { work } = house(true), calendar = ground.calendar()
  const kinds = ten.map((procedure, k) => { const [stage, done, by] = standing[procedure]!, p = work.procedures.get(procedure)!, holder = p.stages[stage]!.by; return { k, procedure, stage, done, by, holder: holder?.side ?? null, roles: holder?.roles ?? [] } })
  const clocks = kinds.flatMap(({ k, procedure, holder }) => Array.from({ length: 10 }, (_, days) => {
    const at = new Date(Date.parse(now) - days * 86_400_000).toISOString(), clock = shown(work.procedures.get(procedure)!, {}, [{ id: 0, at, name: 'open', side: holder }], { now: at, calendar })
    return { k, days, due_on: clock?.face.dueOn ?? null, clock: clock && { rule: clock.rule.name, anchor: anchor(clock.face) } }
  }))
  const orgs = Object.entries({ hospital: hospitals, company: companies, cro: cros, office: 1 }).flatMap(([kind, many]) => Array.from({ length: many }, (_, i) => ({ kind, i })))
  const people = orgs.flatMap(({ kind, i }) => posts[kind as keyof typeof posts].map((role) => ({ kind, i, role }))).map((p, n) => ({ ...p, n, token: `t${n}`, hash: Buffer.from(ground.hash(`t${n}`)).toString('hex') }))
  await keeper.query("create function pg_temp.id(kind text, n bigint) returns uuid immutable language sql as $$ select ('0190' || lpad(md5(kind), 4) || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$")
  const table = (name: string, columns: string, rows: unknown) => keeper.query(`create temp table ${name} as select * from jsonb_to_recordset(${pg.escapeLiteral(JSON.stringify(rows))}) as t(${columns})`)
  await table('kind', 'k int, procedure text, stage text, done text, by text, holder text, roles text[]', kinds)
  await table('clocks', 'k int, days int, due_on date, clock jsonb', clocks)
  await table('orgs', 'kind text, i int', orgs)
  await table('people', 'kind text, i int, role text, n int, token text, hash text', people)
  await keeper.query(`create temp table made as
    select n, n / 10 s, kind.*, pg_temp.id('case', n) id, pg_temp.id('case', n / 10 * 10) subject, case k when 0 then null when 1 then pg_temp.id('case', n - 1) when 2 then pg_temp.id('case', n / 10 * 10 + 1) when 6 then pg_temp.id('case', n / 10 * 10 + 1) else pg_temp.id('case', n / 10 * 10 + case when k < 6 then 2 else 6 end) end parent,
           hashint4(n / 10) & 7 < 3 open, abs(hashint4(n)) % 10 days, pg_temp.id('company', (n / 10) % ${companies}) company, pg_temp.id('cro', (n / 10) % ${cros}) cro, pg_temp.id('hospital', (n / 10) % ${hospitals}) a, pg_temp.id('hospital', ((n / 10) % ${hospitals} + 1 + (n / 10) / ${hospitals} % ${hospitals - 1}) % ${hospitals}) b,
           '研究' || n / 10 || '：某片治疗晚期实体瘤的多中心随机对照试验' title
      from generate_series(0, ${studies * 10 - 1}) n join kind on k = n % 10`)
  await keeper.query(`
    begin;
    select set_config('app.now', '${now}', true);
    insert into kernel.org select pg_temp.id(kind, i), kind, case kind when 'hospital' then '第' || i || '试验医院' else kind || ' ' || i end, kind || i, kind || ' ' || i, kind || i from orgs;
    insert into kernel.person select pg_temp.id('person', n), '人员' || n, 'Person ' || n from people;
    insert into kernel.membership select pg_temp.id('membership', n), pg_temp.id('person', n), pg_temp.id(kind, i), array[role], null, '2020-01-01', null from people;
    insert into kernel.session select decode(hash, 'hex'), pg_temp.id('person', n), pg_temp.id('membership', n), '${now}', '${now}', '${now}'::timestamptz + interval '12 hours' from people;
    create temp table signed as select token, pg_temp.id('membership', n) id from people;
    insert into institutions.department select pg_temp.id('department', i), pg_temp.id(kind, i), '肿瘤科', 'Oncology' from orgs where kind = 'hospital';
    insert into institutions.investigator select pg_temp.id('investigator', i), pg_temp.id(kind, i), pg_temp.id('department', i), (select pg_temp.id('person', n) from people p where p.kind = o.kind and p.i = o.i limit 1), '研究者' || i, 'Investigator ' || i from orgs o where kind = 'hospital';
    insert into kernel.case (id, procedure, edition, stage, parent_id, subject_id, depth, org_id, title, opened_at, updated_at, closed_at, outcome)
      select id, procedure, 1, case when open then stage else done end, parent, subject, case k when 0 then 0 when 1 then 0 when 2 then 1 when 6 then 1 else 2 end, case when k = 0 then null when k < 6 then a else b end, title, at, at, case when not open then at end, case when not open then 'granted' end
        from made cross join lateral (select '${now}'::timestamptz - make_interval(days => days, secs => n % 86400) as at) x;
    insert into kernel.party select id, org_id, side from made cross join lateral (values (company, 'sponsor'), (cro, 'sponsor'), (a, case when k = 1 or k > 5 then 'lead' else 'site' end), (b, case when k < 2 or k > 5 then 'site' else 'lead' end), (pg_temp.id('office', 0), 'watch')) y (org_id, side);
    insert into kernel.desk (org_id, case_id, side, open, mine, roles, due_on, updated_at, opened_at, procedure, stage, outcome, title, place, holder, holder_side, subject_id, parent_id, clock)
      select y.org_id, m.id, y.side, m.open, m.open and y.side is not distinct from m.holder, case when m.open then m.roles else '{}' end, case when m.open then x.due_on end, c.updated_at, c.opened_at, c.procedure, c.stage, c.outcome, c.title, coalesce(o.short, ''), case when m.open and m.holder is not null then o.short else '' end, case when m.open then m.holder end, c.subject_id, c.parent_id, x.clock
        from made m join kernel.case c using (id) join kernel.party y on y.case_id = m.id join clocks x on x.k = m.k and x.days = m.days left join kernel.org o on o.id = c.org_id;
    insert into kernel.event (act_id, case_id, subject_id, name, move, stage_to, holder_side, org_id, person_id, at, effective_at)
      select pg_temp.id('act', m.n), c.id, c.subject_id, c.procedure || '.' || move, move, case move when 'open' then m.stage else m.done end, case move when 'open' then m.holder end, m.company, pg_temp.id('person', 0), c.opened_at, c.opened_at
        from made m join kernel.case c using (id) cross join lateral (select 'open' move union all select m.by where not m.open) e order by m.n;
    insert into kernel.act (id, name, person_id, org_id, outcome, request, input) select pg_temp.id('act', n), procedure || '.open', pg_temp.id('person', n % 100), company, 'done', 'request' || n, jsonb_build_object('id', id) from made;
    insert into kernel.idempotency (person_id, key, body_hash, status, answer) select pg_temp.id('person', n % 100), 'filled-' || n, sha256(n::text::bytea), 200, '{}' from made;
    insert into studies.study (id, title, short, sponsor_name, phase, source) select id, title, '研究' || s, '申办方' || s % ${companies}, '2', 'entered' from made where k = 0;
    insert into studies.site select pg_temp.id('site', n), id, subject, case k when 2 then a else b end, k = 2, (select i.id from institutions.investigator i where i.org_id = case k when 2 then a else b end), 20 from made where k in (2, 6);
    commit`)
  await keeper.query('vacuum analyze')
}
