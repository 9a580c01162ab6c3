import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { house } from '#app/house.ts'
import { memberId, minutes, two } from '#domains/ethics/seed.ts'
import { cast } from '#domains/institutions/seed.ts'
import { moveNames, openMove, rolesOf, type Procedure, type Stage } from '#kernel/procedure.ts'
import { Conflict, Refusal } from '#kernel/refusal.ts'
import { openHouse, type House } from '../../test/house.ts'
import { begun, dossier, lanes, running, type Story } from '../../test/story.ts'

let h: House, s: Story, procedures: ReadonlyMap<string, Procedure>
const place = 'b', people = cast.flatMap((o) => o.people.map(([login, name, , roles]) => ({ login, name, roles, org: o.key })))
/** What a move asks besides version and note; the sum of all moves that ask anything. */
const facts: Record<string, object> = { 'startup.initiation.approve': { number: '立项-1' }, 'ethics.review.recuse': { member: memberId('b', 9), interest: 'other' }, 'ethics.review.expedite': two('b'), 'ethics.review.assign': two('b'), 'ethics.review.minute': minutes('b'), 'ethics.review.defer': minutes('b', 'agree', 4), 'agreements.signing.seal': { number: '合-1' } }
/** Moves a rule of their room forbids in the plain story told here; their own specifications walk them. */
const elsewhere = new Set(['agreements.signing.signOnPaper', ...['concur', 'object', 'confirm', 'again', 'dissent', 'agreeWithChanges', 'rereview', 'disagree', 'issue'].map((m) => `ethics.review.${m}`)])
const note = { note: '理由' }
const set = (id: string, p: Procedure, stage: string) => h.sql("update kernel.case set stage = $2, outcome = $3, closed_at = case when $3::text is null then null else opened_at end where id = $1", [id, stage, p.stages[stage]!.ends ?? null])
const sideOf = async (id: string, org: string) => (await h.sql<{ side: string }>('select y.side from kernel.party y where y.case_id = $1 and y.org_id = (select m.org_id from kernel.membership m join kernel.account a using (person_id) where a.login like $2 limit 1)', [id, `${org}-%`]))[0]?.side
const events = async () => (await h.sql<{ n: number }>('select count(*)::int n from kernel.event'))[0]!.n
const outcome = (asked: Promise<unknown>): Promise<string> => asked.then(() => 'done', (e: Error & { reasons?: { code: string }[] }) => (e instanceof Refusal ? e.reasons.map((r) => r.code).join() : e.name))
const named = (procedure: string) => { const p = procedures.get(procedure); if (!p) throw new Error(procedure); return p }
const all = ['startup.start', 'startup.site', ...lanes, 'studies.study'] as const

beforeAll(async () => { h = await openHouse('2026-09-14T09:12'); procedures = h.o.ground.work.procedures; s = await running(h, ['a', place]); await h.as('qizhou-cra', 'studies.confirm', { id: s.study, kind: 'ctr', value: 'CTR20260001' }) })
afterAll(async () => { await h?.close() })
/** Every case of the story back to where any move may be tried from: two sites in their lanes, every lane open. */
async function level(procedure: string): Promise<void> {
  await set(s.study, named('studies.study'), procedure === 'startup.start' ? 'starting' : 'running')
  await set((await s.stand('startup.start')).id, named('startup.start'), 'running')
  for (const k of ['a', place]) { await set((await s.stand('startup.site', k)).id, named('startup.site'), procedure === 'startup.start' ? 'signed' : 'lanes'); for (const lane of lanes) await set((await s.stand(lane, k)).id, named(lane), named(lane).start) }
  if (procedure === 'agreements.signing') await set((await s.stand('startup.initiation', place)).id, named('startup.initiation'), 'approved')
}
const caseOf = async (procedure: string) => (procedure === 'studies.study' ? { ...(await s.stand(procedure)), id: s.study } : s.stand(procedure, place))

it('每一种流程都在下面走过（互认在流程一的规格里走）', () => expect([...procedures.keys()].sort()).toEqual([...all, 'ethics.recognition'].sort()))
it('平台自己办的步骤没有入口', () => { for (const p of procedures.values()) for (const m of moveNames(p)) if (rolesOf(p, m).length === 0) expect(h.o.endpoints.map((e) => e.name)).not.toContain(`${p.name}.${m}`) })

describe.each(all.map((p) => [house(true).labels[p]![0], p] as const))('%s', (_, procedure) => {
  it('岗位不对的人，一步也办不了', async () => {
    await level(procedure)
    const p = named(procedure), { id, version } = await caseOf(procedure), before = await events()
    for (const move of moveNames(p).filter((m) => rolesOf(p, m).length > 0)) for (const { login, roles } of people) {
      if (roles.some((r) => [...h.o.ground.work.editions.values()].filter((e) => e.name === procedure).some((e) => rolesOf(e, move).includes(r)))) continue
      expect([login, move, await outcome(h.as(login, `${procedure}.${move}`, { id, seen: version, ...note, ...facts[`${procedure}.${move}`] }))]).toEqual([login, move, 'WrongRole'])
    }
    expect(await events()).toBe(before)
  })
  it('岗位对而不是这一方、不是这一环节、不是自己的办件、看的是旧样子：各有各的说法，什么都不改动', async () => {
    await level(procedure)
    const p = named(procedure), { id } = await caseOf(procedure), before = await events()
    for (const stage of Object.keys(p.stages)) {
      await set(id, p, stage)
      const { version } = await caseOf(procedure)
      for (const move of moveNames(p).filter((m) => rolesOf(p, m).length > 0)) for (const { login, roles, org } of people.filter((x) => x.roles.some((r) => rolesOf(p, move).includes(r)))) {
        const open = openMove(p, stage, move), side = await sideOf(id, org), mine = open?.holder && open.holder.side === side && roles.some((r) => open.holder!.roles.includes(r))
        const ask = (seen: number) => outcome(h.as(login, `${procedure}.${move}`, { id, seen, ...note, ...facts[`${procedure}.${move}`] }))
        const expected = side === undefined ? 'NotFound' : !open || open.automatic ? 'case.not-open-now' : mine ? 'may' : 'case.not-your-turn'
        if (expected !== 'may') expect([stage, move, login, await ask(version)]).toEqual([stage, move, login, expected])
        else for (const stale of [version - 1, version + 1]) if (stale > 0) expect([stage, move, login, await ask(stale)]).toEqual([stage, move, login, 'Conflict'])
      }
    }
    expect(await events()).toBe(before)
  }, 90_000)
  it('每一步由该办的人办一次：环节、版本、事件、说明、各方台面都对', async () => {
    const p = named(procedure)
    for (const [stage, at] of Object.entries<Stage>(p.stages)) for (const move of Object.keys(at.moves ?? {})) {
      const open = openMove(p, stage, move)!
      if (open.automatic || elsewhere.has(`${procedure}.${move}`)) continue
      await level(procedure)
      const { id } = await caseOf(procedure)
      await set(id, p, stage)
      const was = await caseOf(procedure), side = async (org: string) => (await sideOf(id, org)) === open.holder!.side
      const who = (await Promise.all(people.filter((x) => x.roles.some((r) => open.holder!.roles.includes(r))).map(async (x) => ((await side(x.org)) ? x.login : '')))).find((x) => x !== '')!
      expect(await h.as(who, `${procedure}.${move}`, { id, seen: was.version, ...note, ...facts[`${procedure}.${move}`] })).toEqual({ id, stage: open.to, version: was.version + 1 })
      const to = p.stages[open.to]!
      expect(await caseOf(procedure)).toMatchObject({ stage: open.to, version: was.version + 1, outcome: to.ends ?? null })
      const [event] = await h.sql<{ id: string; data: object }>("select e.id, e.name, e.move, e.stage_from, e.stage_to, e.holder_side, e.data, a.login, c.outcome acted from kernel.event e join kernel.account a using (person_id) join kernel.act c on c.id = e.act_id where e.case_id = $1 and e.name <> 'case.facts' order by e.id desc limit 1", [id])
      expect(event).toMatchObject({ name: `${procedure}.${move}`, move, stage_from: stage, stage_to: open.to, holder_side: to.by?.side ?? null, data: facts[`${procedure}.${move}`] ?? {}, login: who, acted: 'done' })
      expect(await h.sql('select body, audience from kernel.note where event_id = $1', [event!.id])).toEqual([{ body: '理由', audience: open.audience ?? 'all' }])
      const desks = await h.sql<{ side: string }>('select side, open, mine, stage, outcome, holder_side from kernel.desk where case_id = $1', [id])
      expect(desks).toEqual(desks.map((d) => ({ side: d.side, open: !to.ends, mine: !to.ends && d.side === (to.by?.side ?? null), stage: open.to, outcome: to.ends ?? null, holder_side: to.by?.side ?? null })))
      expect(desks.length).toBeGreaterThan(procedure === 'studies.study' ? 1 : 2)
    }
  })
})

describe('别人先办了（409）', () => {
  const told = (who: string, name: string, raw: object, lang: 'zh' | 'en' = 'zh') => h.as(who, name, raw, { lang }).then(() => { throw new Error('should be told') }, (e: unknown) => { if (e instanceof Conflict) return e.now; throw e })
  it('本机构的人说出姓名，机构之外只说机构；说出何时、办了什么、现在到哪里', async () => {
    h.at('2026-09-14T11:05')
    const t = await running(h, ['a', 'b']), { id, version: seen } = await t.stand('startup.initiation', 'b')
    h.at('2026-09-15T10:00'); await t.move('b-office', 'startup.initiation.return', 'b', note)
    expect(await told('b-office', 'startup.initiation.pass', { id, seen })).toEqual({ version: seen + 1, stage: '退回补正', did: '退回补正', at: '2026-09-15T02:00:00.000Z', who: '方宁' })
    expect(await told('b-office', 'startup.initiation.pass', { id, seen }, 'en')).toMatchObject({ who: 'Fang Ning', stage: 'Returned' })
    expect(await told('qizhou-cra', 'startup.initiation.resubmit', { id, seen, ...note })).toMatchObject({ who: '西泠医院', did: '退回补正' })
    expect(await told('qizhou-cra', 'startup.initiation.resubmit', { id, seen, ...note }, 'en')).toMatchObject({ who: 'Xiling' })
    await t.move('qizhou-cra', 'startup.initiation.resubmit', 'b', note)
    expect(await told('b-office', 'startup.initiation.pass', { id, seen: seen + 1 })).toMatchObject({ who: '启舟医药研发', stage: '机构办审核' })
  })
  it('一人在两家任职、代表别家办的事，本院的人也只看到机构', async () => {
    const t = await running(h, ['a', 'b']), { id, version: seen } = await t.stand('ethics.review', 'b'), [orgA] = [await h.org('a')]
    await h.sql("insert into kernel.membership (id, person_id, org_id, roles, from_on) select gen_random_uuid(), person_id, $1, '{department-head}', '2020-01-01' from kernel.account where login = 'qizhou-cra'", [await h.org('b')])
    await t.move('b-secretary', 'ethics.review.return', 'b', note); await t.move('qizhou-cra', 'ethics.review.resubmit', 'b', note)
    expect(await told('b-secretary', 'ethics.review.accept', { id, seen })).toMatchObject({ who: '启舟医药研发' })
    await h.sql("delete from kernel.membership where roles = '{department-head}' and org_id = $1 and person_id = (select person_id from kernel.account where login = 'qizhou-cra')", [await h.org('b')])
    expect(orgA).toBeTruthy()
  })
  it('卷宗也一样：旧样子改不进去，告诉改了什么', async () => {
    const { id } = await h.as<{ id: string }>('qizhou-cra', 'studies.create', dossier)
    await h.as('qihang-lead', 'studies.edit', { id, seen: 1, product: 'QH-101 胶囊' })
    expect(await told('qizhou-cra', 'studies.edit', { id, seen: 1, targetSize: 130 })).toMatchObject({ version: 2, who: '启航医药', changed: { product: ['QH-101 片', 'QH-101 胶囊'] } })
  })
  it('另一种流程的办件拿来办，当作没有', async () => {
    const t = await begun(h, ['a']), { id, version: seen } = await t.stand('startup.site', 'a')
    expect(await outcome(h.as('qizhou-cra', 'startup.start.submit', { id, seen }))).toBe('NotFound')
  })
})

describe('待办', () => {
  it.each([['本人的', 'mine'], ['本机构的', 'team'], ['等别人的', 'waiting']] as const)('一百多件翻页不重不漏，先到期的在前，没有期限的在后：%s', async (_, tab) => {
    const t = tab === 'waiting' ? await running(h, ['c']) : await begun(h, ['c']), { id } = await t.stand(tab === 'waiting' ? 'startup.initiation' : 'startup.site', 'c'), who = tab === 'waiting' ? 'qizhou-cra' : 'c-pi', org = await h.org(who.split('-')[0]!)
    await h.sql("with made as (insert into kernel.case (id, procedure, edition, stage, parent_id, subject_id, depth, org_id, title, facts) select gen_random_uuid(), procedure, edition, stage, parent_id, subject_id, depth, org_id, title, facts from kernel.case, generate_series(1, 120) where id = $1 returning id) insert into kernel.desk (org_id, case_id, side, open, mine, roles, person_id, due_on, updated_at, opened_at, procedure, stage, title, place, holder, holder_side, subject_id, parent_id) select d.org_id, m.id, d.side, d.open, d.mine, d.roles, d.person_id, case when random() < 0.3 then null else date '2026-09-01' + (random() * 5)::int end, d.updated_at + make_interval(secs => (random() * 3)::int), d.opened_at, d.procedure, d.stage, d.title, d.place, d.holder, d.holder_side, d.subject_id, d.parent_id from made m, kernel.desk d where d.case_id = $1 and d.org_id = $2", [id, org])
    interface Page { rows: { caseId: string; dueOn: string | null; updatedAt: string }[]; next: string | null; counts: Record<string, number> }
    const rows: Page['rows'] = []
    let after: string | null = null, counts: Record<string, number> = {}
    do { const page: Page = await h.as<Page>(who, 'case.tasks', { tab, ...(after ? { after } : {}) }); rows.push(...page.rows); after = page.next; counts = page.counts } while (after !== null)
    const keys = rows.map((r) => (tab === 'waiting' ? r.updatedAt : r.dueOn ?? '9999') + r.caseId)
    expect([new Set(rows.map((r) => r.caseId)).size, rows.length]).toEqual([counts[tab], counts[tab]]); expect(rows.length).toBeGreaterThan(120); expect(keys).toEqual(keys.toSorted())
  })
})
