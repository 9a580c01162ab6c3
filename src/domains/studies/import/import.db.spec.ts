import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Conflict } from '#kernel/refusal.ts'
import { fileRequired } from '../../../../test/files.ts'
import { openHouse, type House } from '../../../../test/house.ts'
import { grant, lanes, sitesOf, storyOf } from '../../../../test/story.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T09:00') })
afterAll(async () => { await h?.close() })
const shared = new URL('../../../../../shared/data/trial-registries/', import.meta.url), here = existsSync(shared)
const real = (name: string): Uint8Array => { const bytes = readFileSync(new URL(name, shared)); return name.endsWith('.gz') ? gunzipSync(bytes) : bytes }
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const base = { TrialID: 'ChiCTR2600000001', 'Public title': '示例片治疗示例病', 'Scientific title': 'A made-up randomised trial', 'Primary sponsor': '示例医药有限公司', 'Date registration': '2026-03-01', 'Source Register': 'ChiCTR', 'Recruitment Status': 'Recruiting', 'Target size': 'experimental group:20;control group:20;', 'Study type': 'Interventional study', Phase: '2', Countries: 'China', Condition: '示例病', Intervention: 'experimental group:示例片;control group:Nil;' }
const csv = (...rows: Partial<Record<string, string>>[]): Uint8Array => { const all = rows.map((r) => ({ ...base, ...r })), columns = [...new Set(all.flatMap(Object.keys))]; return Buffer.from([columns.join(','), ...all.map((r) => columns.map((c) => cell((r as Record<string, string>)[c] ?? '')).join(','))].join('\r\n') + '\r\n') }
interface Line { row: number; outcome: string; title: string; number: string; why: string[]; changes: { field: string; was: string; is: string }[]; studyId: string | null }
interface Plan { plan: string; counts: { made: number; changed: number; same: number; queued: number }; lines: Line[]; masked: number }
const preview = (body: Uint8Array, who = 'qizhou-cra', fileName = 'export.csv') => h.as<Plan>(who, 'studies.import.preview', { fileName }, { body })
const confirm = (body: Uint8Array, plan: string, who = 'qizhou-cra', fileName = 'export.csv') => h.as<{ receiptId: string; counts: Plan['counts'] }>(who, 'studies.import.confirm', { fileName, plan }, { body })
const bring = async (body: Uint8Array, who = 'qizhou-cra', fileName?: string) => confirm(body, (await preview(body, who, fileName)).plan, who, fileName)
/** How many rows every table holds. */
async function rows(): Promise<Record<string, number>> {
  const tables = await h.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
  return Object.fromEntries(await Promise.all(tables.map(async ({ name }) => [name, (await h.sql<{ n: number }>(`select count(*)::int n from ${name}`))[0]!.n] as const)))
}
const studyOf = async (number: string, who = 'qizhou') => (await h.sql<{ id: string; phase: string; title: string; version: number; targetSize: number | null; target_size: number | null; registered: { status: string } }>('select s.* from studies.study s join studies.identifier i on i.study_id = s.id where i.value = $1 and exists (select from kernel.desk d where d.case_id = s.id and d.org_id = $2)', [number, await h.org(who)]))[0]!

describe('导入 · 先看后写', () => {
  it('预览一个字也不写', async () => {
    await h.token('qizhou-cra'); const before = await rows()
    expect((await preview(csv({}, { TrialID: 'NCT09999998', 'Source Register': 'ClinicalTrials.gov' }))).counts).toMatchObject({ made: 2 })
    expect(await rows()).toEqual(before)
  })
  it('确认只做看过的那一份：文件换了、卷宗变了，都请重新预览', async () => {
    const [one, two] = [csv({ TrialID: 'ChiCTR2600000011' }), csv({ TrialID: 'ChiCTR2600000012' })], { plan } = await preview(one)
    await expect(confirm(two, plan)).rejects.toBeInstanceOf(Conflict)
    expect((await confirm(one, plan)).counts).toEqual({ made: 1, changed: 0, same: 0, queued: 0 })
    await expect(confirm(one, plan)).rejects.toBeInstanceOf(Conflict)
    expect((await bring(one)).counts).toEqual({ made: 0, changed: 0, same: 1, queued: 0 })
  })
  it('同一份计划同时确认几次，只建一份卷宗', async () => {
    for (let i = 0; i < 10; i++) {
      const number = `ChiCTR26001000${i}0`, file = csv({ TrialID: number }), { plan } = await preview(file), all = await Promise.allSettled([1, 2, 3].map(() => confirm(file, plan)))
      for (const r of all) if (r.status === 'rejected') expect(r.reason).toBeInstanceOf(Conflict)
      expect([all.filter((r) => r.status === 'fulfilled').length, (await h.sql('select 1 from studies.identifier where value = $1', [number])).length]).toEqual([1, 1])
    }
  })
  it('登记有更新：只改登记上的事实，人改过的留着；历史里有新旧值', async () => {
    await bring(csv({ TrialID: 'ChiCTR2600000021' }))
    const made = await studyOf('ChiCTR2600000021')
    await h.as('qizhou-cra', 'studies.edit', { id: made.id, seen: 1, phase: '3', protocolNo: 'P-1' })
    const newer = csv({ TrialID: 'ChiCTR2600000021', Phase: '4', 'Target size': 'a:30;b:30;', 'Recruitment Status': 'Completed' }), seen = await preview(newer)
    expect(seen.lines[0]).toMatchObject({ outcome: 'changed', studyId: made.id, changes: [{ field: 'phase', was: '2', is: '4' }, { field: 'targetSize', was: '40', is: '60' }, { field: 'status', was: 'recruiting', is: 'completed' }] })
    await confirm(newer, seen.plan)
    expect(await studyOf('ChiCTR2600000021')).toMatchObject({ phase: '3', target_size: 60, protocol_no: 'P-1', version: 3, registered: { status: 'completed' } })
    expect((await h.sql("select data from kernel.event where case_id = $1 and move = 'edit' order by id desc limit 1", [made.id]))[0]).toMatchObject({ data: { changed: { targetSize: ['40', '60'], status: ['recruiting', 'completed'] } } })
    expect((await preview(newer)).counts).toMatchObject({ same: 1 })
  })
  it.each([['截断在引号里', Buffer.from(csv({})).subarray(0, -20)], ['空文件', new Uint8Array()], ['不是登记文件', Buffer.from('a,b\n1,2\n')], ['图片', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0])], ['半截 JSON', Buffer.from('{"studies":[{"protocolSection":')]])('%s：用一句话说清，什么都不写', async (_, body) => {
    const before = await rows()
    for (const ask of [() => preview(body), () => confirm(body, 'f'.repeat(64))]) await expect(ask()).rejects.toMatchObject({ name: 'Refusal', reasons: [{ code: 'studies.import.unreadable', facts: { sentence: expect.stringMatching(/\p{Script=Han}.*。$/u) as string } }] })
    const { 'kernel.act': acts, ...rest } = await rows(), { 'kernel.act': was, ...same } = before
    expect([rest, acts! - was!]).toEqual([same, 1])
  })
  it('写到一半出错，全部退回，再来一次照常', async () => {
    const file = csv(...Array.from({ length: 5 }, (_, i) => ({ TrialID: `ChiCTR260000003${i}`, 'Public title': i === 3 ? '坏在这一行' : `第 ${i} 行` }))), { plan } = await preview(file)
    await h.sql("create function public.boom() returns trigger language plpgsql as $$ begin if new.title = '坏在这一行' then raise exception 'boom'; end if; return new; end $$")
    await h.sql('create trigger boom before insert on studies.study for each row execute function public.boom()')
    const before = await rows()
    await expect(confirm(file, plan)).rejects.toThrow('boom'); expect(await rows()).toEqual(before)
    await h.sql('drop trigger boom on studies.study'); expect((await confirm(file, plan)).counts.made).toBe(5)
    expect((await h.sql("select count(distinct xmin::text)::int n from studies.study where title like '第 % 行'"))[0]).toMatchObject({ n: 1 })
  })
  it('联系人、电话、邮箱一个也不进库', async () => {
    const contact = { 'Contact Firstname': '张三', 'Contact Lastname': 'Canaryson', 'Contact Email': 'canary.person@example.com', 'Contact Tel': '13812345678', 'Contact Address': '示例路 1 号' }
    await bring(csv({ TrialID: 'ChiCTR2600000041', ...contact, 'Public title': '联系 canary.person@example.com 或 138-1234-5678 报名', 'Inclusion Criteria': '请致电 0571-88881234 咨询' }))
    const all = (await Promise.all((await h.sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('studies', 'kernel')")).map(({ name }) => h.sql<{ t: string }>(`select t::text from ${name} t where t::text ~ $1`, ['canary|Canaryson|示例路|13812345678|138-1234-5678|88881234'])))).flat()
    expect(all).toEqual([])
  })
  it('别家机构看不到这家的回执、待定与卷宗，导入同一份文件各建各的', async () => {
    const file = csv({ TrialID: 'ChiCTR2600000051' }); await bring(file)
    expect(await h.as('mingchuan-lead', 'studies.import.receipts')).toEqual({ receipts: [] }); expect(await h.as('mingchuan-lead', 'studies.import.queue')).toEqual({ rows: [] })
    const { receipts } = await h.as<{ receipts: { id: string }[] }>('qizhou-cra', 'studies.import.receipts')
    await expect(h.as('mingchuan-lead', 'studies.import.receipt', { id: receipts[0]!.id })).rejects.toMatchObject({ name: 'NotFound' })
    expect((await preview(file, 'mingchuan-lead')).counts).toMatchObject({ made: 1, same: 0 }); await bring(file, 'mingchuan-lead')
    expect((await studyOf('ChiCTR2600000051', 'mingchuan')).id).not.toBe((await studyOf('ChiCTR2600000051')).id)
    await expect(preview(file, 'a-office')).rejects.toMatchObject({ name: 'WrongRole' })
  })
  it('登记里的申办者是本平台的企业：导入时不惊动它，发起启动时它成为申办一方，合同由它来签', async () => {
    await bring(csv({ TrialID: 'ChiCTR2600000061', 'Primary sponsor': '启航医药有限公司' }))
    const { id } = await studyOf('ChiCTR2600000061'), sides = () => h.sql('select o.short, y.side from kernel.party y join kernel.org o on o.id = y.org_id where y.case_id = $1 order by o.short', [id])
    expect(await sides()).toEqual([{ short: '启舟医药研发', side: 'sponsor' }])
    const sites = await sitesOf(h, ['a']); await h.as('qizhou-cra', 'startup.begin', { studyId: id, leadOrgId: sites[0]!.orgId, sites })
    expect(await sides()).toEqual(expect.arrayContaining([{ short: '启航医药', side: 'sponsor' }, { short: '启舟医药研发', side: 'sponsor' }, { short: '杭城一院', side: 'site' }]))
    expect(await h.as('qihang-legal', 'studies.one', { id })).toMatchObject({ study: { id } })
  })
  it('拿不准的等人定：建或不建，两人同时定只算一次；不建的下次不再问', async () => {
    const file = csv({ TrialID: '', 'Public title': '没有登记号的研究' }, { TrialID: '不像登记号', 'Public title': '登记号不对的研究' }), seen = await preview(file)
    expect(seen.counts).toMatchObject({ made: 0, queued: 2 }); await confirm(file, seen.plan)
    expect((await preview(file)).counts).toMatchObject({ same: 2 })
    const { rows: waiting } = await h.as<{ rows: { id: string; title: string; why: string[] }[] }>('qizhou-cra', 'studies.import.queue')
    expect(waiting.every((w) => w.why.length > 0)).toBe(true)
    const first = waiting[0]!, both = await Promise.allSettled([true, true].map((make) => h.as<{ studyId: string | null }>('qizhou-cra', 'studies.import.decide', { id: first.id, make, title: '补的标题' })))
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']); expect((await h.sql("select 1 from studies.study where title = '补的标题'")).length).toBe(1)
    expect((both.find((r) => r.status === 'rejected') as PromiseRejectedResult).reason).toBeInstanceOf(Conflict)
    expect(await h.as('qizhou-cra', 'studies.import.decide', { id: waiting[1]!.id, make: false })).toEqual({ studyId: null })
    expect([(await h.as<{ rows: unknown[] }>('qizhou-cra', 'studies.import.queue')).rows, (await preview(file)).counts.same]).toEqual([[], 2])
  })
})

describe.runIf(here)('导入 · 真实的登记文件', () => {
  const sample = () => real('ictrp_covid_2020-04-07_sample.csv')
  it('世卫平台导出的 153 条：照计划建，再来一次全是“相同”', async () => {
    const seen = await preview(sample()), done = await confirm(sample(), seen.plan)
    expect(done.counts).toEqual(seen.counts); expect(Object.values(seen.counts).reduce((a, b) => a + b)).toBe(153)
    expect((await preview(sample())).counts).toEqual({ made: 0, changed: 0, same: 153, queued: 0 })
    const { lines } = await h.as<{ lines: Line[] }>('qizhou-cra', 'studies.import.receipt', { id: done.receiptId })
    expect(lines.map((l) => [l.row, l.outcome])).toEqual(seen.lines.map((l) => [l.row, l.outcome])); expect(lines.filter((l) => l.outcome === 'made').every((l) => l.studyId)).toBe(true)
  }, 60_000)
  it('一周之后的名单：新增与变动与出处给的数目相符', async () => {
    const expected = JSON.parse(Buffer.from(real('update-pair/expected_2020-03-25_to_2020-04-01.json')).toString()) as { added: number; changed_by_field: Record<string, number> }, by = 'qihang-lead'
    await bring(real('update-pair/trial_list_2020-03-25.csv.gz'), by)
    const newer = real('update-pair/trial_list_2020-04-01.csv.gz'), seen = await preview(newer, by)
    const changed = (field: string) => seen.lines.filter((l) => l.outcome === 'changed' && l.changes.some((c) => c.field === field)).length
    expect({ added: seen.counts.made + seen.counts.queued, phase: changed('phase'), start: changed('startOn'), status: changed('status') }).toEqual({ added: expected.added, phase: expected.changed_by_field['phase'], start: expected.changed_by_field['date_enrollement'], status: expected.changed_by_field['recruitment_status'] })
    await confirm(newer, seen.plan, by); expect((await preview(newer, by)).counts).toMatchObject({ made: 0, changed: 0, queued: 0 })
  }, 90_000)
  it('七百多项研究的名录翻页不重不漏', async () => {
    const ids: string[] = []
    let after: string | null = null, all = 0
    do { const page: { rows: { id: string }[]; next: string | null; counts: { all: number } } = await h.as('qihang-lead', 'studies.list', after ? { after } : {}); ids.push(...page.rows.map((r) => r.id)); after = page.next; all = page.counts.all } while (after !== null)
    expect([new Set(ids).size, ids.length]).toEqual([all, all]); expect(all).toBeGreaterThan(600)
  }, 60_000)
  it('ClinicalTrials.gov 的四份记录', async () => { for (const n of ['NCT03418623', 'NCT03475563', 'NCT04207047', 'NCT06171568']) { await bring(real(`ctgov/${n}.v2.json`), 'qizhou-cra', `${n}.json`); expect((await studyOf(n)).title).toBeTruthy() } })
  it('导入的一项研究补齐卷宗，在三家医院走到首例知情', async () => {
    const { id, version: seen } = await studyOf('NCT04207047')
    await expect(h.as('qihang-legal', 'studies.one', { id })).rejects.toMatchObject({ name: 'NotFound' })
    await h.as('qizhou-cra', 'studies.edit', { id, seen, product: '示例产品', regime: 'iit-interventional', protocolNo: 'P-1', protocolVersion: 'V1', protocolDate: '2026-08-01', sponsorName: '启航医药有限公司' })
    const sites = await sitesOf(h, ['a', 'b', 'c']), s = storyOf(h, id, (await h.as<{ id: string }>('qizhou-cra', 'startup.begin', { studyId: id, leadOrgId: sites[0]!.orgId, sites })).id)
    for (const k of ['a', 'b', 'c']) await s.move(`${k}-pi`, 'startup.site.sign', k)
    await fileRequired(h, 'qizhou-cra', id)
    await s.move('qizhou-cra', 'startup.start.submit'); await s.move('a-office', 'startup.start.accept')
    await h.as('qizhou-cra', 'studies.confirm', { id, kind: 'mr', value: 'MR-33-26-000123' })
    for (const k of ['a', 'b', 'c']) { await grant(s, k, lanes); await s.move(`${k}-office`, 'startup.site.kickOff', k); await s.move(`${k}-pi`, 'startup.site.enrol', k) }
    expect([(await s.stand('startup.start')).stage, (await s.stand('studies.study')).stage]).toEqual(['finished', 'running'])
  })
})
