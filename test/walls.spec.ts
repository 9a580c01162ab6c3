// The walls of the house, each seen to fall: every law is run on the house and on a planted trespass.
import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rooms } from '#app/house.ts'
import { order } from '#kernel/db/migrate.ts'
import { cycles, intrusions, roomNames, strangers, trespasses, type RoomUse } from '../tools/boundaries.ts'
import { chinese, domainWords, markup, secondSources, sqlClocks } from '../tools/manners.ts'
import { filesUnder, type File } from '../tools/source.ts'
import config from '../vitest.config.ts'

const all = filesUnder('src', /./), programs = all.filter(({ path }) => /\.tsx?$/.test(path)), sql = all.filter(({ path }) => path.endsWith('.sql'))
const file = (path: string, text: string): File => ({ path: `src/${path}`, text })
const uses: readonly RoomUse[] = [{ name: 'studies', uses: [] }, { name: 'ethics', uses: ['studies'] }, { name: 'startup', uses: ['studies', 'ethics'] }]
/** One planted file beside what it leads to. */
const planted = (path: string, text: string, ...more: readonly File[]) => trespasses([file(path, text), ...more], uses)
const server = file('kernel/road.ts', "import pg from 'pg'\nexport const travel = pg"), reader = file('domains/studies/queries.ts', "import { sql } from 'kysely'\nexport const q = sql"), open = file('domains/studies/public.ts', "export * from './queries.ts'")

describe('楼层', () => {
  it('下层不看上层：内核 ← 界面 ← 房间 ← 前门，每个引入都是走得通的路', () => {
    expect(programs.length).toBeGreaterThan(120)
    expect(trespasses(programs, rooms)).toEqual([])
  })
  it.each([
    ['内核看界面', 'kernel/x.ts', "import { a } from '#ui/a.ts'"], ['内核看房间', 'kernel/x.ts', "import type { A } from '../domains/ethics/api.ts'"], ['内核看政策', 'kernel/x.ts', "import { measures } from '../../policy/documents.ts'"],
    ['界面看房间', 'ui/x.tsx', "export { a } from '#domains/ethics/public.ts'"], ['界面看前门', 'ui/x.ts', "const a = await import('#app/house.ts')"], ['房间看前门', 'domains/ethics/actions.ts', "import { house } from '#app/house.ts'"],
    ['程序看测试', 'app/x.ts', "import { openHouse } from '../../test/house.ts'"], ['算出来的路', 'kernel/x.ts', 'const a = await import(name)'], ['成片的路', 'domains/ethics/actions.ts', "const a = import.meta.glob('../studies/*.ts')"], ['类型里的路', 'kernel/x.ts', "type A = import('#domains/ethics/api.ts').A"],
    ['内核画界面', 'kernel/x.ts', "import { useState } from 'react'"], ['界面连数据库', 'ui/x.ts', "import { Client } from 'pg'"], ['前门翻窗', 'app/x.ts', "import { a } from '#domains/ethics/actions.ts'"],
  ])('种一处越界就被看见：%s', (_, path, text) => expect(planted(path, text).length).toBeGreaterThan(0))
  it('没有谁离了谁都装不起来：引入不成环', () => {
    expect(cycles(programs)).toEqual([])
    expect(cycles([file('kernel/a.ts', "import './b.ts'"), file('kernel/b.ts', "export * from './c.ts'"), file('kernel/c.ts', "import { a } from './a.ts'")])).toHaveLength(1)
    expect(cycles([file('kernel/a.ts', "import './b.ts'"), file('kernel/b.ts', "import type { A } from './a.ts'")])).toEqual([])
  })
})

describe('房间', () => {
  it('房间都在房间表里，照表的次序，用到的都在自己之前', () => {
    const names = rooms.map((r) => r.name)
    expect(names).toEqual(roomNames.filter((n) => names.includes(n)))
    expect([...new Set(all.flatMap(({ path }) => /^src\/domains\/([^/]+)/.exec(path)?.[1] ?? []))].sort()).toEqual([...names].sort())
    expect(trespasses([], [{ name: 'ethics', uses: ['startup'] }, { name: 'startup', uses: ['ethics', 'safety'] }])).toHaveLength(2)
  })
  it('房间里只有这几种文件', () => {
    expect(strangers(all.map((f) => f.path))).toEqual([])
    const wrong = ['ethics/utils.ts', 'ethics/index.ts', 'ethics/pages/parts.ts', 'ethics/review/deep/rules.ts', 'ethics/Rules.ts', 'ethics/1-a.sql', 'ethics/pages/sub/x.tsx', 'ethics/labels.tsx'].map((p) => `src/domains/${p}`)
    expect(strangers(wrong)).toHaveLength(wrong.length)
    expect(strangers(['ethics/review/rules.ts', 'ethics/review/pages/one.tsx', 'ethics/001-ethics.sql', 'ethics/a.db.spec.ts', 'ethics/README.md'].map((p) => `src/domains/${p}`))).toEqual([])
  })
  it.each([
    ['标签引规则', 'labels.ts', "import { a } from './rules.ts'"], ['规则引动作', 'rules.ts', "import type { a } from './actions.ts'"], ['规则真引声明', 'rules.ts', "import { a } from './api.ts'"], ['流程引查询', 'procedure.ts', "import { a } from './queries.ts'"], ['页面引动作', 'pages/one.tsx', "import { a } from '../actions.ts'"],
    ['查询引动作', 'queries.ts', "export * from './actions.ts'"], ['子房间的规则引上级动作', 'review/rules.ts', "import { a } from '../actions.ts'"], ['动作画界面', 'actions.ts', "import { Button } from '#ui/button.tsx'"],
    ['声明引外包', 'api.ts', "import dayjs from 'dayjs'"], ['规则引节点', 'rules.ts', "import { createHash } from 'node:crypto'"], ['页面引数据库', 'pages/one.tsx', "import { sql } from 'kysely'"], ['引机器', 'queries.ts', "import { createMachine } from 'xstate'"],
    ['不经公门', 'actions.ts', "import { a } from '#domains/studies/queries.ts'"], ['没有声明就用', 'actions.ts', "import { a } from '#domains/safety/public.ts'"], ['往后用', 'actions.ts', "import type { A } from '#domains/startup/public.ts'"],
  ])('种一处越界就被看见：%s', (_, path, text) => expect(planted(`domains/ethics/${path}`, text).length).toBeGreaterThan(0))
  it('纯的文件走到底也碰不到服务器：直接的、经别的房间的、只取类型的', () => {
    expect(planted('domains/ethics/api.ts', "import { travel } from '#kernel/road.ts'", server)).toHaveLength(2)
    expect(planted('domains/ethics/procedure.ts', "import type { Call } from '#kernel/implement.ts'")).toHaveLength(1)
    expect(planted('domains/ethics/rules.ts', "import type { travel } from '#kernel/road.ts'", server)).toHaveLength(1)
    expect(planted('domains/ethics/api.ts', "import { q } from '#domains/studies/public.ts'", open, reader)).toEqual([expect.stringContaining('src/domains/studies/public.ts → src/domains/studies/queries.ts → kysely')])
    expect(planted('ui/x.ts', "import { travel } from '#kernel/road.ts'", server)).toHaveLength(1)
  })
  it('该走的路都走得通', () => {
    expect(planted('domains/ethics/actions.ts', "import { sql } from 'kysely'\nimport { q } from '#domains/studies/public.ts'\nimport { rules } from './rules.ts'\nimport { travel } from '#kernel/road.ts'", open, reader, server)).toEqual([])
    expect(planted('domains/startup/seed.ts', "import type { Cast } from '#domains/studies/seed.ts'")).toEqual([])
    expect(planted('domains/ethics/a.spec.ts', "import { openHouse } from '../../../test/house.ts'")).toEqual([])
  })
})

describe('数据库的墙', () => {
  it('房间只写自己的表，只读声明要用的，对内核只添事件', () => {
    expect(all.filter((f) => /^src\/domains\/.*(queries|actions|\.sql)/.test(f.path)).length).toBeGreaterThan(10)
    expect(intrusions(all, rooms)).toEqual([])
  })
  it.each([
    ['读没有声明的房间', 'queries.ts', "call.db.selectFrom('safety.report as r')"], ['联没有声明的房间', 'queries.ts', "call.db.selectFrom('ethics.a').innerJoin('startup.b as b', 'b.id', 'a.id')"], ['写别的房间', 'actions.ts', "call.db.insertInto('studies.study').values({})"],
    ['改内核的办件', 'actions.ts', "call.db.updateTable('kernel.case').set({})"], ['删内核的事件', 'actions.ts', "call.db.deleteFrom('kernel.event')"], ['添台面', 'actions.ts', 'sql`insert into kernel.desk values (1)`'],
    ['SQL 文本读', 'queries.ts', 'sql`select 1 from agreements.signing`'], ['SQL 文本写', 'actions.ts', 'sql<{ a: 1 }>`with x as (select 1) update studies.study set title = ${t}`'], ['调别的房间的函数', 'queries.ts', 'sql`select startup.count_of(${id})`'], ['藏起表名', 'queries.ts', "sql.table('studies.study')"],
    ['建在别处', '001-a.sql', 'create table studies.extra (id uuid primary key);'], ['授别处的权', '001-a.sql', 'grant select on studies.study to app;'], ['改别处的表', '001-a.sql', 'alter table kernel.case add column x text;'], ['外键指向没有声明的', '001-a.sql', 'create table ethics.a (id uuid references safety.report);'], ['迁移写内核', '001-a.sql', "insert into kernel.org values ('x');"], ['替别人保护', '001-a.sql', "call kernel.protect('studies.study', 'reference');"],
    ['在别处建索引', '001-a.sql', 'create index a on studies.study (title);'],
  ])('种一处越界就被看见：%s', (_, path, text) => expect(intrusions([file(`domains/ethics/${path}`, text)], uses).length).toBeGreaterThan(0))
  it('正当的读写不误伤：引号里的流程名、声明过的房间、自己的表、事件', () => {
    const good = "call.db.selectFrom('studies.site as s').innerJoin('kernel.org as o', 'o.id', 's.orgId'); call.db.insertInto('kernel.event').values({}); sql`select kernel.fan(${id}) from kernel.case where procedure = 'startup.start'`; say('startup.begin.already')"
    expect(intrusions([file('domains/ethics/actions.ts', good), file('domains/ethics/001-a.sql', "create schema ethics;\ngrant usage on schema ethics to app;\ncreate table ethics.a (id uuid references studies.study, at timestamptz default kernel.now());\ncreate index a_at on ethics.a (at);\ncall kernel.protect('ethics.a', 'reference'); -- update studies.study\n")], uses)).toEqual([])
  })
  it('order.txt 列出每个迁移一次，没有多余', () => {
    expect(sql.length).toBeGreaterThan(2)
    expect([...order()].sort()).toEqual(sql.map(({ path }) => path.slice('src/'.length)).sort())
  })
  it('SQL 只有一个现在：kernel.now()', () => {
    expect(all.flatMap(sqlClocks)).toEqual([])
    for (const text of ['create table ethics.a (at timestamptz default now());', 'select current_date;', "select 'now'::timestamptz;", 'select clock_timestamp()']) expect(sqlClocks(file('domains/ethics/001-a.sql', text)), text).toHaveLength(1)
    expect(sqlClocks(file('domains/ethics/queries.ts', 'sql`select * from ethics.a where at < now()`'))).toHaveLength(1)
    expect(sqlClocks(file('domains/ethics/queries.ts', 'sql`select * from ethics.a where at < kernel.now()`; clock.now()'))).toEqual([])
  })
})

describe('说话', () => {
  const said = (law: (f: File) => string[], path: string, text: string) => law(file(path, text))
  it('内核与界面不认识任何房间', () => {
    expect(all.filter(({ path }) => /^src\/(kernel|ui)\//.test(path)).length).toBeGreaterThan(90)
    expect(all.flatMap(domainWords)).toEqual([])
    for (const text of ["const a = 'ethics.review'", 'interface EthicsReview {}', 'const startup_days = 3', 'const byStudies = 1', 'sql`select * from agreements.signing`', 'const SAFETY = 1']) expect(said(domainWords, 'kernel/x.ts', text), text).toHaveLength(1)
    expect(said(domainWords, 'kernel/db/001-kernel.sql', 'create view studies.x')).toHaveLength(1)
    expect(said(domainWords, 'ui/x.css', '.ethics-row { color: red }')).toHaveLength(1)
    expect(said(domainWords, 'ui/x.tsx', "// as in ethics\nnode.addEventListener('x', f, { capture: true }); event.dataTransfer.files")).toEqual([])
  })
  it('没有把文本当标记的写法', () => {
    expect(all.flatMap(markup)).toEqual([])
    for (const text of ['const A = () => <p dangerouslySetInnerHTML={{ __html: a }} />', 'node.innerHTML = a', "document.write('a')", "eval('1')"]) expect(said(markup, 'ui/x.tsx', text), text).toHaveLength(1)
    expect(said(markup, 'ui/x.tsx', '// never innerHTML\nconst a = 1')).toEqual([])
  })
  it('页面与程序里没有写死的中文，文件名称只作依据', () => {
    expect(all.flatMap(chinese)).toEqual([])
    const bad = ['const A = () => <p>受理</p>', "const A = () => <p title='受理' />", 'const a = `受理 ${n} 件`', "throw new Error('受理')"]
    for (const text of bad) for (const path of ['ui/x.tsx', 'app/pages/x.tsx', 'domains/ethics/pages/one.tsx']) expect(said(chinese, path, text), text).toHaveLength(1)
    for (const path of ['kernel/case.ts', 'domains/ethics/actions.ts', 'domains/ethics/rules.ts', 'domains/ethics/terms.ts']) expect(said(chinese, path, "export const a = '受理'"), path).toHaveLength(1)
    expect(said(chinese, 'domains/ethics/rules.ts', "// 受理\nconst ours = (what: string) => [basis('platform', `平台约定：${what}`)]\nexport const r = rule('a', [cite('HZ-09', '并联审查')], { x: { basis: ours('受理时限') } }); /受理/.test(a)")).toEqual([])
  })
  it('时间、偶然、网络只从几扇门进来', () => {
    expect(all.flatMap(secondSources)).toEqual([])
    for (const text of ['Date.now()', 'new Date()', 'Math.random()', 'crypto.randomUUID()', 'randomBytes(8)', "fetch('/api/x')", "new EventSource('/x')", 'performance.now()']) expect(said(secondSources, 'domains/ethics/rules.ts', `const a = ${text}`), text).toHaveLength(1)
    expect(said(secondSources, 'domains/ethics/rules.ts', 'const a = new Date(at), b = today(now)')).toEqual([])
  })
  it('每份规格都有人跑，且只跑一次', () => {
    const specs = ['src', 'test', 'policy', 'journeys', 'tools', 'bench'].flatMap((folder) => filesUnder(folder, /\.spec\.tsx?$/)).map((f) => f.path)
    const projects = (config as { test: { projects: { test: { include: string[]; exclude?: string[] } }[] } }).test.projects.map((p) => p.test)
    const runs = (path: string) => projects.filter((p) => p.include.some((g) => matchesGlob(path, g)) && !p.exclude?.some((g) => matchesGlob(path, g))).length
    expect(specs.length).toBeGreaterThan(15)
    expect(specs.filter((path) => runs(path) !== 1)).toEqual([])
    expect([runs('src/kernel/a.spec.ts'), runs('test/a.db.spec.ts'), runs('docs/a.spec.ts')]).toEqual([1, 1, 0])
  })
})
