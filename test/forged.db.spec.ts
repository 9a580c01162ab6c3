import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memberId, minutes, two } from '#domains/ethics/seed.ts'
import { signerOf } from '#kernel/audit/note.ts'
import { sequenceAll } from '#kernel/audit/sequencer.ts'
import { openHttp } from '#kernel/http.ts'
import { fileOne } from './files.ts'
import { settled } from './notices.ts'
import { openHouse, type House } from './house.ts'
import { lettered, running, type Story } from './story.ts'

// Whoever holds the server's own database role and a session, and nothing else: forged rows and forged calls. And colleagues who piece together what each answer alone does not say.
let h: House, s: Story, db: pg.Client
const lane = async (place = 'a', name = 'ethics.review') => (await s.stand(name, place)).id
const person = async (login: string) => (await h.sql<{ id: string }>('select person_id id from kernel.account where login = $1', [login]))[0]!.id
const membership = async (login: string) => (await h.sql<{ id: string }>('select m.id from kernel.membership m join kernel.account a using (person_id) where a.login = $1', [login]))[0]!.id
/** One transaction as that person in the server's own role; taken back again. */
async function asApp<T>(who: string, run: () => Promise<T>): Promise<T> {
  await db.query('begin')
  try {
    await db.query('select kernel.enter($1, $2, $3)', [h.o.ground.hash(await h.token(who)), h.now(), []])
    return await run()
  } finally { await db.query('rollback') }
}
/** What a forged statement comes to: the number of rows it touched, or the refusal's code. */
const forged = (who: string, text: string, values: unknown[] = []): Promise<number | string> => asApp(who, () => db.query(text, values).then((r) => r.rowCount ?? 0, (e: unknown) => (e as { code?: string }).code ?? 'error'))
const rows = async <T extends pg.QueryResultRow>(who: string, text: string, values: unknown[] = []): Promise<T[]> => asApp(who, async () => (await db.query<T>(text, values)).rows)
/** No rights, a policy, or nothing there. */
const no = expect.toSatisfy((x: unknown) => x === 0 || x === '42501' || x === 'LY404') as unknown
const note = { note: '理由' }, reviewers = ['a-member1', 'a-member2']


beforeAll(async () => {
  h = await openHouse('2026-09-14T11:05'); s = await running(h, ['a', 'b'])
  const walk = async (...steps: (readonly [string, string, object?])[]) => { for (const [who, move, more] of steps) await s.move(who, `ethics.review.${move}`, 'a', more) }
  await walk(['a-secretary', 'accept'], ['a-chair', 'convene'], ['a-secretary', 'minute', minutes('a', 'agreeWithChanges')], ['a-chair', 'agreeWithChanges', note], ['qihang-lead', 'revise', note], ['a-chair', 'assign', two('a')], ['a-member1', 'confirm'], ['a-member2', 'again', { note: '仍有一处未改' }], ['qihang-lead', 'revise', note], ['a-chair', 'assign', two('a')], ['a-member1', 'confirm'])
  db = new pg.Client({ ...h.target.connection, user: 'app' })
  await db.connect()
}, 60_000)
afterAll(async () => { await db?.end(); await h?.close() })

describe('审的是谁，不出委员会：数据库一层', () => {
  it('办件的事项里没有委员：申办方、牵头医院、本院别的办公室都读不到，委员会读得到', async () => {
    const ids = await Promise.all(reviewers.map(person)), id = await lane()
    for (const who of ['qihang-lead', 'qizhou-cra', 'a-office', 'a-pi', 'a-executive']) {
      const facts = JSON.stringify(await rows(who, 'select facts, (kernel.case_lock(id, 0)).facts locked from kernel.case where id = $1', [id]))
      expect([who, ids.some((x) => facts.includes(x))]).toEqual([who, false])
    }
    const inside = JSON.stringify(await rows('a-secretary', 'select (kernel.case_lock(id, 0)).facts from kernel.case where id = $1', [id]))
    expect(ids.every((x) => inside.includes(x))).toBe(true)
  })
  it('谁签过、等谁签，也只有委员会知道', async () => {
    const id = await lane()
    for (const who of ['qihang-lead', 'a-office', 'a-pi']) {
      expect([who, await rows(who, 'select * from kernel.signed($1)', [[id]])]).toEqual([who, []])
      expect([who, await forged(who, 'select persons from kernel.desk where case_id = $1', [id])]).toEqual([who, no])
      expect([who, await forged(who, 'select * from kernel.bound_cases($1)', [await person('a-member1')])]).toEqual([who, no])
    }
    expect((await rows('a-chair', 'select * from kernel.signed($1)', [[id]])).length).toBe(1)
  })
  it('轮到谁照旧：签过的不再等，没签的还等；转给一位同事的，也只有本机构知道是谁', async () => {
    const mine = async (who: string) => (await h.as<{ rows: { caseId: string }[]; counts: { mine: number } }>(who, 'case.tasks', { tab: 'mine' })).rows.some((r) => r.caseId === revisedCase)
    const revisedCase = await lane()
    expect(await Promise.all(['a-member1', 'a-member2', 'a-member3'].map(mine))).toEqual([false, true, false])
    const at = await s.stand('startup.initiation', 'b')
    await h.as('b-office', 'case.assign', { id: at.id, seen: at.version, personId: await person('b-office'), note: '你来办' })
    expect(JSON.stringify(await rows('qihang-lead', 'select facts from kernel.case where id = $1', [at.id]))).not.toContain(await person('b-office'))
    // the applicant moves it away and back: the task is with the same colleague again, though the applicant never learned whose it was
    await s.move('b-office', 'startup.initiation.return', 'b', note); await s.move('qihang-lead', 'startup.initiation.resubmit', 'b', note)
    expect(await h.sql('select distinct person_id from kernel.desk where case_id = $1 and person_id is not null', [at.id])).toEqual([{ person_id: await person('b-office') }])
  })
})

describe('审的是谁，不出委员会：从各个答复里拼不出来', () => {
  const hidden = /戚文|陆衡|尤嘉|Qi Wen|Lu Heng/
  it('时间线可以按谁办的来筛，名单里没有委员；按编号筛也筛不出', async () => {
    for (const who of ['a-office', 'a-pi', 'a-executive']) {
      expect([who, JSON.stringify(await h.as(who, 'case.timeline', { subject: s.study })).match(hidden)]).toEqual([who, null])
      expect((await h.as<{ events: unknown[] }>(who, 'case.timeline', { subject: s.study, person: await person('a-member2') })).events).toEqual([])
    }
    expect(JSON.stringify(await h.as('a-secretary', 'case.timeline', { subject: s.study }))).toMatch(/陆衡/)
  })
  it('委员提出的问题、把办件退回前一环节，本院别处只见委员会', async () => {
    const id = await lane(), ask = { caseId: id, toSide: 'sponsor', anchor: { kind: 'clause', anchor: 'x', label: '第 3 页' }, body: '请说明', draft: false }
    await h.as('a-member2', 'threads.ask', ask)
    const at = await s.stand('ethics.review', 'a')
    await h.as('a-member2', 'case.back', { id, seen: at.version, to: 'assigning', note: '请另行指定' })
    for (const who of ['a-office', 'a-pi', 'a-executive', 'qihang-lead']) for (const [name, input] of [['threads.of', { id }], ['case.one', { id }], ['case.timeline', { subject: s.study }], ['studies.one', { id: s.study }]] as const)
      expect([who, name, JSON.stringify(await h.as(who, name, input)).match(hidden)]).toEqual([who, name, null])
    await expect(h.as('a-office', 'startup.initiation.pass', { id, seen: 1 })).rejects.not.toMatchObject({ now: { who: '陆衡' } })
    expect(JSON.stringify(await h.as('a-chair', 'threads.of', { id }))).toMatch(/陆衡/)
    await s.move('a-chair', 'ethics.review.assign', 'a', two('a'))
  })
  it('留痕证明给看得见这一步的人，但不给出办的人是谁', async () => {
    const clerk = new pg.Client({ ...h.target.connection, user: 'clerk' })
    await clerk.connect(); await settled(h); await sequenceAll(clerk, signerOf(h.o.ground.keep.secret('audit-key')), h.now); await clerk.end()
    const [again] = await h.sql<{ id: number }>("select id from kernel.event where move = 'again'"), id = await person('a-member2')
    for (const who of ['a-office', 'a-pi', 'qihang-lead']) expect(JSON.stringify(await h.as(who, 'audit.proof', { event: again!.id }))).not.toContain(id)
    expect(JSON.stringify(await h.as('a-secretary', 'audit.proof', { event: again!.id }))).toContain(id)
  })
  it('领导替委员开一份交接，清单里看不到他在审哪一件', async () => {
    const given = { fromPersonId: await person('a-member1'), toPersonId: await person('a-member3'), roles: ['ethics-member'], reason: '调离', leaving: true }
    const { id } = await h.as<{ id: string }>('a-executive', 'posts.handover', given), text = JSON.stringify(await h.as('a-executive', 'posts.list', { id }))
    expect(text).not.toContain(await lane()); expect(text).not.toContain('QH-101')
    expect(JSON.stringify(await h.as('a-member1', 'posts.list', { id }))).toContain(await lane())
    await h.as('a-executive', 'posts.cancel', { id })
  })
  it('科主任、院领导不能指派伦理办公室里由谁来办', async () => {
    const at = await s.stand('ethics.review', 'b'), of = { id: at.id, seen: at.version, personId: await person('b-secretary') }
    for (const who of ['b-head', 'b-executive']) await expect(h.as(who, 'case.assign', of)).rejects.toMatchObject({ reasons: [{ code: 'case.not-yours-to-assign' }] })
    await h.as('b-chair', 'case.assign', of).catch(() => h.as('b-secretary', 'case.assign', of))
  })
})

describe('不是办理的一步，不动时钟', () => {
  it('撤下一份文件、问题再问一次，与办件自己的“撤回”“仍需修改”同名，也不算', async () => {
    const id = await lane('b'), card = async (clock: string) => (await h.as<{ face: { state: string; used: number } }>('b-secretary', 'case.clock', { id, clock: `ethics.review.${clock}` })).face.state
    expect(await card('receiving')).toBe('running')
    const doc = await fileOne(h, 'qizhou-cra', id, 'supplement', { title: '补充' })
    await h.as('qizhou-cra', 'documents.withdraw', { id: doc.id, seen: doc.version, reason: '传错了' })
    expect(await card('receiving')).toBe('running')
    await s.move('b-secretary', 'ethics.review.accept', 'b')
    const { id: thread } = await h.as<{ id: string }>('b-secretary', 'threads.ask', { caseId: id, toSide: 'sponsor', anchor: { kind: 'clause', anchor: 'y', label: '第 1 页' }, body: '请说明', draft: false })
    await h.as('qizhou-cra', 'threads.answer', { ids: [thread], body: '已说明' }); await h.as('b-secretary', 'threads.again', { id: thread, body: '还不够' })
    const [{ move }] = await h.sql<{ move: string }>("select move from kernel.event where name = 'threads.again'") as [{ move: string }]
    expect(move).not.toBe('again')
    expect(await card('review30')).toBe('running')
  })
})

describe('伪造：别家的、别人的、没有的', () => {
  it('不能以别家、别人的名义写事件、说明、问题、答复、催办、留痕', async () => {
    const id = await lane(), a = await h.org('a'), mine = await h.org('qihang'), chair = await person('a-chair'), me = await person('qihang-lead'), act = '01999999-0000-7000-8000-000000000001'
    const event = (org: string, who: string, from = 'x', to = 'x') => forged('qihang-lead', "insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, org_id, person_id) values ($1, $2, $3, 'ethics.review.agree', 'documents.note', $6, $7, $4, $5)", [act, id, s.study, org, who, from, to])
    expect([await event(a, chair), await event(mine, chair), await event(a, me), await event(mine, me, 'opining', 'issuing')]).toEqual([no, no, no, no])
    expect(await event(mine, me)).toBe(1)
    const written = async (table: string, columns: string, values: string) => [await forged('qihang-lead', `insert into kernel.${table} (${columns}, org_id, person_id) values (${values}, $3, $4)`, [act, id, a, chair]), await forged('qihang-lead', `insert into kernel.${table} (${columns}, org_id, person_id) values (${values}, $3, $4)`, [act, id, mine, chair])]
    expect(await written('note', 'id, act_id, case_id, audience, side, body', "$1, $1, $2, 'all', 'site', '伪'")).toEqual([no, no])
    expect(await written('thread', 'id, act_id, case_id, subject_id, anchor_kind, anchor, anchor_label, body, audience, side, roles, to_side', "$1, $1, $2, $2, 'whole', '', '', '伪', 'all', 'site', '{}', 'sponsor'")).toEqual([no, no])
    expect(await written('reminder', 'id, act_id, case_id, side, day', "$1, $1, $2, 'site', '2026-09-14'")).toEqual([no, no])
    const [t] = await h.sql<{ id: string }>('select id from kernel.thread limit 1')
    expect(await forged('qihang-lead', 'insert into kernel.thread_reply (id, thread_id, case_id, reply_id, side, org_id, person_id, act_id, body) values ($1, $2, $3, $1, $4, $5, $6, $1, $4)', [act, t!.id, id, 'site', a, chair])).toEqual(no)
    expect(await forged('qihang-lead', "insert into kernel.act (id, name, person_id, org_id, outcome, request, input) values ($1, 'x', $2, $3, 'done', 'x', '{}')", [act, me, a])).toEqual(no)
  })
  it('办件的环节与事项不能绕过事件直接改写', async () => {
    for (const who of ['qihang-lead', 'a-office']) expect([who, await forged(who, "update kernel.case set stage = 'approved', facts = '{}', outcome = 'granted' where id = $1", [await lane()])]).toEqual([who, no])
  })
  it('别家的研究下面开不了子办件，也数不出它有几个', async () => {
    const open = { id: '01999999-0000-7000-8000-000000000009', procedure: 'startup.site', edition: 2, stage: 'signing', parentId: await lane(), subjectId: s.study, title: '伪', parties: [{ orgId: await h.org('mingchuan'), side: 'site' }], actId: '01999999-0000-7000-8000-000000000001' }
    expect(await forged('mingchuan-lead', 'select kernel.case_open($1)', [JSON.stringify(open)])).toEqual(no)
    expect(await forged('mingchuan-lead', 'select kernel.case_open($1)', [JSON.stringify({ ...open, parentId: null })])).toEqual(no)
    expect(await rows('mingchuan-lead', "select kernel.children_of(c, 'startup.site') n from unnest($1::uuid[]) c", [[(await s.stand('startup.start', 'a')).id]])).toEqual([{ n: 0 }])
  })
  it('文书：不是承办的医院拟不出，一写就生效的拟不出，也开不了签发的门；别人的签署写不进', async () => {
    const id = await lane('b'), letter = (who: string, org: string, state: string, by: string) => forged(who, `insert into kernel.letter (id, case_id, org_id, side, kind, number, drawn_by, after_event, content, template, content_hash, pages, token, state, way, audience, roles, pdf_hash, in_force_at)
      values ('01999999-0000-7000-8000-000000000002', $1, $2, 'site', 'ethics.approval', '伪-1', $3, 999999999, '{"facts":{}}', $4, $4, 1, 'forgedforgedforgedforged', $5, case when $5 = 'in-force' then 'ca' end, case when $5 = 'in-force' then 'all' else 'office' end, '{cra,sponsor,research-office,ethics-secretary}', case when $5 = 'in-force' then $4 end, case when $5 = 'in-force' then now() end)`, [id, org, by, 'a'.repeat(64), state])
    expect(await letter('qihang-lead', await h.org('qihang'), 'in-force', await person('qihang-lead'))).toEqual(no)
    expect(await letter('qihang-lead', await h.org('qihang'), 'draft', await person('qihang-lead'))).toEqual(no)
    expect(await letter('b-office', await h.org('b'), 'in-force', await person('b-office'))).toEqual(no)
    expect(await letter('b-secretary', await h.org('b'), 'draft', await person('b-chair'))).toEqual(no)
    expect(await letter('b-secretary', await h.org('b'), 'draft', await person('b-secretary'))).toBe(1)
    const [draft] = await h.sql<{ id: string }>("select id from kernel.letter where org_id = $1 limit 1", [await h.org('a')])
    expect(await forged('a-secretary', "insert into kernel.signature (id, letter_id, org_id, position, person_id, office, meaning, content_hash, confirmation_id, method) select '01999999-0000-7000-8000-000000000003', $1, $2, 7, $3, 'ethics-chair', 'approve', content_hash, '01999999-0000-7000-8000-000000000003', 'password' from kernel.letter where id = $1", [draft!.id, await h.org('a'), await person('a-chair')])).toEqual(no)
  })
  it('批件的登记只由承办的委员会写', async () => {
    const sql = "insert into ethics.approval (case_id, subject_id, org_id, number, approved_on, valid_until, act_id) values ($1, $2, $3, '伪', '2026-09-14', '2027-09-13', $1)"
    for (const [who, org] of [['qihang-lead', 'qihang'], ['qihang-lead', 'b'], ['b-office', 'b'], ['b-pi', 'b']] as const) expect([who, await forged(who, sql, [await lane('b'), s.study, await h.org(org)])]).toEqual([who, no])
  })
  it('用过的确认改不回没用过；别人的确认看不见', async () => {
    const name = (await h.sql<{ name: string }>("select p.name from kernel.person p join kernel.account a on a.person_id = p.id where a.login = 'a-chair'"))[0]!.name
    const { id } = await h.as<{ id: string }>('a-chair', 'session.confirm', { hash: 'a'.repeat(64), act: 'letters.sign', password: name })
    await h.sql('update kernel.confirmation set used_at = now() where id = $1', [id])
    expect(await forged('a-chair', 'update kernel.confirmation set used_at = null where id = $1', [id])).toEqual(no)
    expect(await rows('a-secretary', 'select 1 from kernel.confirmation')).toEqual([])
  })
  it('岗位：替自己写一份委托、一份交接，把自己没有的岗位交给自己，都不成', async () => {
    const a = await h.org('a'), me = await person('a-legal'), head = await person('a-executive')
    const delegation = (from: string, to: string, by: string) => forged('a-legal', "insert into kernel.delegation (id, org_id, from_person, to_person, roles, from_on, to_on, reason, made_by) values ('01999999-0000-7000-8000-000000000004', $1, $2, $3, '{institution-head}', '2026-09-14', '2026-09-15', '伪', $4)", [a, from, to, by])
    expect([await delegation(head, me, me), await delegation(head, me, head)]).toEqual([no, no])
    const handover = async (who: string, more: string) => asApp(who, async () => {
      try {
        await db.query(`insert into kernel.handover (id, org_id, from_person, from_membership, to_person, to_membership, roles, leaving, gone, reason, opened_by${more ? ', giver_signed_at, giver_signed_by, giver_digest, receiver_signed_at' : ''}) values ('01999999-0000-7000-8000-000000000005', $1, $2, $3, $4, $5, '{institution-head,ethics-chair}', false, false, '伪', $6${more})`, [a, head, await membership('a-executive'), me, await membership('a-legal'), me])
        await db.query("select kernel.handover_done('01999999-0000-7000-8000-000000000005')")
        return 'done'
      } catch (e) { return (e as { code?: string }).code }
    })
    expect(await handover('a-legal', ", now(), $2, 'x', now()")).toEqual(no)
    expect(await handover('a-legal', ", now(), $6, 'x', now()")).toEqual(no)
    // one who leaves passes every office, and every one of them is held against the receiver's own
    await h.sql("update kernel.membership set roles = '{legal,department-head}' where id = $1", [await membership('a-legal')])
    await expect(h.as('a-legal', 'posts.handover', { toPersonId: await person('a-chair'), roles: ['legal'], leaving: true, reason: '调离' })).rejects.toMatchObject({ reasons: [{ code: 'posts.apart' }] })
    await h.sql("update kernel.membership set roles = '{legal}' where id = $1", [await membership('a-legal')])
    // for another only a head; never to oneself
    await expect(h.as('a-executive', 'posts.delegate', { fromPersonId: await person('a-legal'), toPersonId: head, roles: ['legal'], fromOn: '2026-09-14', toOn: '2026-09-15', reason: '自己来' })).rejects.toMatchObject({ reasons: [{ code: 'posts.to-oneself' }] })
  })
  it('问题：别的办公室不能替人发出、收回；起草中的不能随别的流程的退回发出', async () => {
    const id = await lane(), { id: draft } = await h.as<{ id: string }>('a-secretary', 'threads.ask', { caseId: id, toSide: 'sponsor', anchor: { kind: 'clause', anchor: 'z', label: '草' }, body: '起草中', draft: true })
    for (const who of ['a-office', 'a-pi']) { expect([who, await rows(who, "select * from kernel.thread_moved($1, '{draft}', 'open')", [[draft]])]).toEqual([who, []]); expect(await rows(who, 'select kernel.thread_issue($1, 1) n', [id])).toEqual([{ n: 0 }]) }
    expect(await rows('a-secretary', "select 1 from kernel.thread_moved($1, '{draft}', 'open')", [[draft]])).toHaveLength(1)
  })
  it('文件：改不了已存版本的内容，换不了读者；散列猜不出别家有没有这份文件；给少数人看的文件，核证副本也只给他们', async () => {
    const id = await lane(), paper = await fileOne(h, 'a-secretary', id, 'site-internal', { audience: 'office', title: '委员会内部' })
    expect(await forged('a-secretary', 'update kernel.document_version set file_hash = file_hash where id = $1', [paper.versionId])).toEqual(no)
    expect(await forged('a-secretary', "update kernel.document set audience = 'all' where id = $1", [paper.id])).toEqual(no)
    expect(await rows('mingchuan-lead', 'select * from kernel.file_facts($1)', [[paper.hash]])).toEqual([])
    expect(await rows('a-office', 'select * from kernel.file_facts($1)', [[paper.hash]])).toEqual([])
    const copy = await h.as<{ id: string }>('a-secretary', 'documents.certify', { id: paper.versionId })
    await expect(h.as('a-office', 'documents.copy', { id: copy.id })).rejects.toMatchObject({ name: 'NotFound' })
    expect(await h.as('a-chair', 'documents.copy', { id: copy.id }).catch((e: Error) => e.name)).toBe('NotFound')
    expect(await h.as('a-secretary', 'documents.copy', { id: copy.id })).toMatchObject({ type: 'application/pdf' })
  })
  it('一家医院的系统管理员只看到自己这家的投递', async () => {
    const org = await h.org('c'), [p] = await h.sql<{ id: string }>("insert into kernel.person (id, name, name_en) values (gen_random_uuid(), '管理', 'Admin') returning id")
    await h.sql('insert into kernel.account (person_id, login) values ($1, $2)', [p!.id, 'c-admin']); await h.sql("insert into kernel.membership (id, person_id, org_id, roles, unit, from_on) values (gen_random_uuid(), $1, $2, '{system-admin}', '信息', '2026-01-01')", [p!.id, org])
    await h.sql("with n as (insert into kernel.notice (id, person_id, org_id, kind, case_id, subject_id, source, code) select gen_random_uuid(), m.person_id, m.org_id, 'arrived', $1, $1, 'x', 'aaaaaaaaaa' from kernel.membership m join kernel.account a using (person_id) where a.login = 'a-office' returning *) insert into kernel.delivery (id, notice_id, person_id, org_id, channel, state) select gen_random_uuid(), id, person_id, org_id, 'in-app', 'sent' from n", [s.study])
    expect((await h.as<{ rows: unknown[] }>('c-admin', 'notices.log')).rows).toEqual([])
  })
  it('二维码的证明只认出具机构自己的生效记录', async () => {
    const drawn = await lettered(h, s, 'a-secretary', 'ethics.opinion', 'a').catch(() => undefined), [l] = await h.sql<{ id: string; token: string; case_id: string }>("select id, token, case_id from kernel.letter where state = 'in-force' order by in_force_at limit 1")
    expect(drawn === undefined || drawn.id).toBeTruthy()
    await h.sql("insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, org_id, data) select gen_random_uuid(), $1, $2, 'letters.in-force', 'letter', 'x', 'x', o.id, jsonb_build_object('letter', $3::text, 'file', 'forged') from kernel.org o where o.short = '启航医药'", [l!.case_id, s.study, l!.id])
    expect(JSON.stringify(await h.as('qihang-lead', 'audit.letter', { token: l!.token }))).not.toContain('forged')
    const [found] = await h.sql<{ event_id: number }>('select event_id from kernel.letter_check($1)', [l!.token]), [own] = await h.sql<{ id: number }>("select max(e.id) id from kernel.event e where e.name = 'letters.in-force' and e.data->>'letter' = $1 and e.org_id = $2", [l!.id, await h.org('a')])
    expect(found!.event_id).toBe(own!.id)
  })
})

describe('口令、联系方式、签名人不进留痕', () => {
  it('逐处埋一个记号，再到留痕、事件、说明、通知、投递、幂等答复与日志里找', async () => {
    const canary = '金丝雀7391', lines: string[] = [], app = openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure: false, log: (line) => { lines.push(JSON.stringify(line)) } })
    const sent = async (who: string, name: string, body: object) => app.inject({ method: 'POST', url: `/api/${name}`, headers: { cookie: `linyan=${await h.token(who)}`, origin: 'http://localhost:80', 'content-type': 'application/json', 'idempotency-key': `canary-${name}` }, payload: JSON.stringify(body) })
    expect((await sent('b-pi', 'session.confirm', { hash: 'b'.repeat(64), act: 'letters.sign', password: canary })).statusCode).toBe(422)
    expect((await sent('b-pi', 'session.sign-in', { login: canary, password: canary })).statusCode).toBe(422)
    expect((await sent('b-pi', 'notices.set', { email: `${canary}@example.com`, groups: ['turn'], digest: null })).statusCode).toBeLessThan(500)
    expect((await sent('b-pi', 'notices.set', { email: 'jinsique7391@example.com', groups: ['turn'], digest: null })).statusCode).toBe(200)
    expect((await sent('b-pi', 'draft.save', { name: 'n', seen: 0, body: { text: canary } })).statusCode).toBe(200)
    await fileOne(h, 'qizhou-cra', await lane('b'), 'supplement', { title: '另一份', signedBy: canary })
    await app.close()
    const found = await Promise.all(['act', 'event', 'note', 'notice', 'delivery', 'idempotency', 'confirmation'].map(async (t) => [t, (await h.sql<{ t: string }>(`select x::text t from kernel.${t} x`)).filter((r) => /金丝雀|jinsique/.test(r.t)).map((r) => r.t)] as const))
    expect(found.filter(([, rows]) => rows.length > 0)).toEqual([]); expect(lines.filter((l) => /金丝雀|jinsique/.test(l))).toEqual([])
  })
})

describe('数据库里的函数', () => {
  it('以属主身份运行的函数都定死了查找路径，临时表不能顶替；没有一个是人人可执行的', async () => {
    const ours = "join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('kernel', 'institutions', 'studies', 'ethics', 'agreements', 'startup', 'policies')"
    expect(await h.sql(`select p.proname from pg_proc p ${ours} and p.prosecdef and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=.*pg_temp$')`)).toEqual([])
    expect(await h.sql(`select p.proname from pg_proc p ${ours} and has_function_privilege('public', p.oid, 'execute')`)).toEqual([])
    expect(await h.sql("select n.nspname from pg_namespace n where has_schema_privilege('app', n.oid, 'create') and n.nspname !~ '^pg_temp'")).toEqual([])
  })
})
