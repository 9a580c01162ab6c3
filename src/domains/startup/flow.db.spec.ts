// Flow 1 as it is told in the design, acted by every party through the endpoints with the clock moved: each date is asserted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { fileOne } from '../../../test/files.ts'
import { openTicker, told } from '../../../test/notices.ts'
import { begun, created, grant, lettered, type Story } from '../../../test/story.ts'
import { memberId, minutes, two } from '#domains/ethics/seed.ts'
import { spent, spentOn, type Held } from '#kernel/days.ts'

let h: House, s: Story, study: string
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') }, 60_000)
afterAll(async () => { await h?.close() })
interface Face { state: string; tone: string; used: number; limit: number; dueOn: string | null; doneOn: string | null; unrolledDueOn: string | null }
const face = async (who: string, procedure: string, place: string, clock?: string): Promise<Face> => (await h.as<{ face: Face }>(who, 'case.clock', { id: (await s.stand(procedure, place)).id, ...(clock ? { clock } : {}) })).face
const stages = async (procedure: string, ...places: string[]) => Object.fromEntries(await Promise.all(places.map(async (k) => [k, await s.stand(procedure, k).then((c) => c.stage, () => null)])))
const refused = (code: string, facts = {}) => ({ reasons: expect.arrayContaining([expect.objectContaining({ code, ...facts })]) as unknown })
const note = (text: string) => ({ note: text })
const history = async (who: string) => (await h.as<{ events: { text: string; who: string; note: string | null }[] }>(who, 'case.timeline', { subject: study })).events
const letter = async (place: string, procedure: string, kind: string) => (await h.sql<{ number: string; facts: Record<string, unknown> }>("select number, content->'facts' facts from kernel.letter where case_id = $1 and kind = $2 and state = 'in-force'", [(await s.stand(procedure, place)).id, kind]))[0]!
/** The site's cases as the ledger of days reads them. */
async function held(place: string): Promise<{ site: Held; all: Held[] }> {
  const { id } = await s.stand('startup.site', place), rows = await h.sql<{ id: string; parent_id: string; procedure: string; opened_at: Date; closed_at: Date | null; outcome: string | null }>('with recursive t as (select * from kernel.case where id = $1 union all select c.* from kernel.case c join t on c.parent_id = t.id) select id, parent_id, procedure, opened_at, closed_at, outcome from t', [id])
  const events = await h.sql<{ id: string; case_id: string; at: Date; name: string; side: string | null }>('select id, case_id, effective_at at, move as name, holder_side side from kernel.event where case_id = any($1) order by id', [rows.map((r) => r.id)])
  const all = rows.map((r): Held => ({ id: r.id, parentId: r.id === id ? null : r.parent_id, procedure: r.procedure, events: events.filter((e) => e.case_id === r.id).map((e) => ({ id: e.id, at: new Date(e.at).toISOString(), name: e.name, side: e.side })), openedAt: new Date(r.opened_at).toISOString(), closedAt: r.closed_at && new Date(r.closed_at).toISOString(), outcome: r.outcome, dueOn: null, charge: h.o.ground.work.procedures.get(r.procedure)?.charge }))
  return { site: all.find((c) => c.id === id)!, all }
}

describe('流程一：一个卷宗启动五家医院，照日历走到底', () => {
  it('09-14 09:12 林悦归档一次：药检报告已过期，同一分钟一次说全地退回；换上新的，五位研究者签署，11:05 陈岚统一受理', async () => {
    study = await created(h)
    await fileOne(h, 'qizhou-cra', study, 'drug-test-report', { datedOn: '2025-08-31', expiresOn: '2026-08-30' })
    await fileOne(h, 'qizhou-cra', study, 'icf', { label: 'V2.0', datedOn: '2026-08-20' })
    s = await begun(h, ['a', 'b', 'c', 'd', 'e'], { study, alliance: true })
    for (const k of ['a', 'b', 'c', 'd', 'e']) await s.move(`${k}-pi`, 'startup.site.sign', k)
    await expect(s.move('qizhou-cra', 'startup.start.submit')).rejects.toThrow(/startup\.start\.complete/)
    h.at('2026-09-14T10:40')
    const [old] = await h.sql<{ id: string; version: number }>("select id, version from kernel.document where case_id = $1 and kind = 'drug-test-report'", [study])
    await fileOne(h, 'qizhou-cra', study, 'drug-test-report', { document: old!.id, seen: old!.version, label: 'V2.0', datedOn: '2026-08-31', expiresOn: '2027-08-30' })
    await s.move('qizhou-cra', 'startup.start.submit')
    h.at('2026-09-14T11:05')
    await s.move('a-office', 'startup.start.accept')
    expect(await stages('startup.site', 'a', 'b', 'c', 'd', 'e')).toEqual({ a: 'lanes', b: 'lanes', c: 'lanes', d: 'accepting', e: 'lanes' })
    await s.move('d-office', 'startup.site.accept', 'd')
  })
  it('组长单位自己审，四家参加单位等主审：每家只有一条伦理线', async () => {
    expect(await stages('ethics.review', 'a', 'b', 'c', 'd', 'e')).toEqual({ a: 'receiving', b: null, c: null, d: null, e: null })
    expect(await stages('ethics.recognition', 'a', 'b', 'c', 'd', 'e')).toEqual({ a: null, b: 'waiting', c: 'waiting', d: 'waiting', e: 'waiting' })
  })
  it('立项承诺到 09-20 周日（上班）；周敏当日受理，法定三十日到 10-14；等主审的四家还没有钟', async () => {
    await s.move('a-secretary', 'ethics.review.accept', 'a')
    expect(await face('a-office', 'startup.initiation', 'a')).toMatchObject({ dueOn: '2026-09-20' })
    expect(await face('a-chair', 'ethics.review', 'a')).toMatchObject({ limit: 30, dueOn: '2026-10-14' })
    expect(await face('b-chair', 'ethics.recognition', 'b')).toMatchObject({ state: 'none' })
  })
  it('09-23 会议：九位委员到会七位，一位参与研究回避，六人表决，必要的修改后同意 5、同意 1；回避的人坐着表决登记不了', async () => {
    await s.move('a-chair', 'ethics.review.convene', 'a')
    h.at('2026-09-22T15:00'); await s.move('qihang-legal', 'agreements.signing.propose', 'a', { clauses: '3、5、7' })
    h.at('2026-09-23T10:00'); await s.move('a-office', 'agreements.signing.forward', 'a')
    await expect(s.move('a-office', 'agreements.signing.clear', 'a')).rejects.toMatchObject(refused('case.not-open-now'))
    h.at('2026-09-23T16:30')
    await s.move('a-secretary', 'ethics.review.recuse', 'a', { member: memberId('a', 7), interest: 'sub-investigator' })
    const sat = { ...minutes('a', 'agreeWithChanges', 5), recused: [memberId('a', 7)], agree: 1, agreeWithChanges: 5, remarks: '知情同意书第 4 页写明每次访视补偿标准；补研究者 24 小时联系电话' }
    await expect(s.move('a-secretary', 'ethics.review.minute', 'a', { ...sat, recused: [], agree: 2 })).rejects.toMatchObject(refused('ethics.review.quorate.must-recuse'))
    await s.move('a-secretary', 'ethics.review.minute', 'a', sat)
    await lettered(h, s, 'a-office', 'startup.acceptance', 'a')
    expect((await letter('a', 'startup.site', 'startup.acceptance')).facts).toMatchObject({ acceptedOn: '2026-09-14', within: '5 个工作日', dueOn: '2026-09-20', sponsor: '启航医药有限公司' })
    await grant(s, 'a', ['startup.initiation'])
    await lettered(h, s, 'a-office', 'startup.notice', 'a')
    expect((await letter('a', 'startup.initiation', 'startup.notice')).facts).toMatchObject({ initiatedOn: '2026-09-23', verdict: expect.stringContaining('立项-2026-018') as unknown })
    for (const k of ['b', 'c', 'e']) await grant(s, k, ['startup.initiation'])
  })
  it('09-24 意见函签出，三十日到此为止；09-28 知情同意书 V2.1 由两位委员会签，批件 2026-药伦审-0123', async () => {
    h.at('2026-09-24T16:00')
    await expect(s.move('a-chair', 'ethics.review.agree', 'a')).rejects.toMatchObject(refused('ethics.review.voted.other-opinion'))
    await s.move('a-chair', 'ethics.review.agreeWithChanges', 'a', note('见意见函'))
    expect((await letter('a', 'ethics.review', 'ethics.opinion')).facts).toMatchObject({ conclusion: '必要的修改后同意', members: '9', attending: '7', recused: '1', votes: [{ vote: '同意', count: '1' }, { vote: '必要的修改后同意', count: '5' }], points: [{ point: '知情同意书第 4 页写明每次访视补偿标准' }, { point: '补研究者 24 小时联系电话' }] })
    expect(await face('a-chair', 'ethics.review', 'a', 'ethics.review.review30')).toMatchObject({ state: 'done', tone: 'done', doneOn: '2026-09-24', used: 10 })
    h.at('2026-09-28T09:30')
    const [icf] = await h.sql<{ id: string; version: number }>("select id, version from kernel.document where case_id = $1 and kind = 'icf'", [study])
    await fileOne(h, 'qizhou-cra', study, 'icf', { document: icf!.id, seen: icf!.version, label: 'V2.1', datedOn: '2026-09-28', difference: '补偿标准、24 小时电话' })
    await s.move('qizhou-cra', 'ethics.review.revise', 'a', note('知情同意书 V2.1/2026-09-28'))
    await s.move('a-chair', 'ethics.review.assign', 'a', two('a'))
    await s.move('a-member1', 'ethics.review.confirm', 'a')
    expect(await stages('ethics.review', 'a')).toEqual({ a: 'confirming' })
    await s.move('a-member2', 'ethics.review.confirm', 'a')
    await h.as('a-secretary', 'letters.renumber', { kind: 'ethics.approval', pattern: '{year}-药伦审-{n:4}', start: 123, from: '2026-09-28' })
    h.at('2026-09-28T15:30')
    await s.move('a-chair', 'ethics.review.issue', 'a')
    const approval = await letter('a', 'ethics.review', 'ethics.approval')
    expect([approval.number, approval.facts['validUntil']]).toEqual(['2026-药伦审-0123', '2027-09-27'])
    expect((approval.facts['papers'] as { paper: string; label: string; dated: string }[]).filter((p) => ['方案', '知情同意书'].includes(p.paper)).map((p) => `${p.label}/${p.dated}`).sort()).toEqual(['V2.0/2026-08-20', 'V2.1/2026-09-28'])
  })
  it('批件一出，四家同时收到整包，各自五个工作日，到 10-10 周六（上班）', async () => {
    expect(await stages('ethics.recognition', 'b', 'c', 'd', 'e')).toEqual({ b: 'received', c: 'received', d: 'received', e: 'received' })
    for (const k of ['b', 'c', 'd', 'e']) expect(await face(`${k}-chair`, 'ethics.recognition', k)).toMatchObject({ state: 'running', limit: 5, dueOn: '2026-10-10' })
    const { id } = await s.stand('ethics.recognition', 'c'), box = await h.as<{ number: string; differences: { label: string; lead: string; here: string }[]; papers: { hash: string }[]; votes: unknown[] }>('c-member1', 'ethics.recognition.package', { id })
    expect([box.number, box.differences.map((d) => `${d.label} ${d.lead} → ${d.here}`), box.papers.length > 2, box.votes.length]).toEqual(['2026-药伦审-0123', ['联系方式 0571-8800 0101 → 0571-8800 0303', '每次访视补偿 200 元 → 300 元'], true, 2])
  })
  it('09-28 法务退回第 7 条：责任条款属 C 类，机构办不能不经法务', async () => {
    h.at('2026-09-28T16:40')
    await s.move('a-legal', 'agreements.signing.comment', 'a', note('第 7 条赔偿上限须覆盖受试者损害'))
    expect(await stages('agreements.signing', 'a')).toEqual({ a: 'answering' })
  })
  it('09-29 西泠医院改联系方式，两位委员会签，主任签自己的文书，写明主审批件号，共同文件逐件相等', async () => {
    h.at('2026-09-29T10:00')
    await s.move('b-chair', 'ethics.recognition.name', 'b', two('b'))
    await expect(s.move('b-secretary', 'ethics.recognition.attach', 'b', { item: 'eligibility', words: '年龄放宽到 80 岁' })).rejects.toMatchObject(refused('ethics.recognition.local.ask-lead'))
    await s.move('b-secretary', 'ethics.recognition.attach', 'b', { item: 'contact', words: '0571-8800 0202' })
    await expect(s.move('b-member1', 'ethics.recognition.recognise', 'b')).rejects.toMatchObject(refused('ethics.recognition.recognisable.own-consent', { facts: { version: 'V2.1-B01' } }))
    const [common] = await h.sql<{ id: string }>("select id from kernel.document where case_id = $1 and kind = 'icf'", [study])
    await fileOne(h, 'qizhou-cra', (await s.stand('startup.site', 'b')).id, 'site-icf', { label: 'V2.1-B01', datedOn: '2026-09-29', parent: common!.id, difference: '联系电话' })
    await s.move('b-member1', 'ethics.recognition.recognise', 'b')
    await expect(s.move('b-secretary', 'ethics.recognition.attach', 'b', { item: 'staff', words: '研究护士换人' })).rejects.toMatchObject(refused('ethics.recognition.local.signed-already'))
    await expect(s.move('b-chair', 'ethics.recognition.sign', 'b')).rejects.toThrow()
    await s.move('b-member2', 'ethics.recognition.recognise', 'b')
    await s.move('b-chair', 'ethics.recognition.sign', 'b')
    const [own, lead] = [await letter('b', 'ethics.recognition', 'ethics.recognition'), await letter('a', 'ethics.review', 'ethics.approval')], list = (x: Record<string, unknown>) => (x['papers'] as { paper: string; label: string; dated: string; hash: string }[]).filter((p) => !/知情同意书/.test(p.paper))
    expect(own.facts).toMatchObject({ leadNumber: '2026-药伦审-0123', leadOrg: '杭城市第一人民医院', reviewers: '主任委员指定的 2 位委员会签', locals: [{ report: '联系方式', words: '0571-8800 0202' }] })
    expect(list(own.facts)).toEqual(list(lead.facts))
    expect(JSON.stringify(own.facts)).not.toMatch(/臧可|鲁茵/)
    expect(await h.sql("select concluded_on, meeting_id from ethics.report where org_id = $1", [await h.org('b')])).toEqual([{ concluded_on: '2026-09-29', meeting_id: null }])
    expect(await s.stand('ethics.recognition', 'b')).toMatchObject({ stage: 'recognised', outcome: 'granted' })
  })
  it('09-30 钱潮三院每次访视多 100 元：申办方同意，自己的知情同意书 V2.1-C01；申办方答复时钟停着', async () => {
    h.at('2026-09-30T09:30')
    await s.move('c-chair', 'ethics.recognition.name', 'c', two('c'))
    await expect(s.move('c-secretary', 'ethics.recognition.compensate', 'c', { yuan: 150, words: '少于主审' })).rejects.toMatchObject(refused('ethics.recognition.compensable.not-more'))
    await s.move('c-secretary', 'ethics.recognition.compensate', 'c', { yuan: 300, words: '每次访视 300 元（主审 200 元）' })
    expect(await face('c-chair', 'ethics.recognition', 'c')).toMatchObject({ state: 'stopped', waitingFor: 'sponsor' } as object)
    await expect(s.move('c-member1', 'ethics.recognition.recognise', 'c')).rejects.toMatchObject(refused('case.not-open-now'))
    await s.move('qihang-lead', 'ethics.recognition.consent', 'c')
    const [common] = await h.sql<{ id: string }>("select id from kernel.document where case_id = $1 and kind = 'icf'", [study])
    await fileOne(h, 'qizhou-cra', (await s.stand('startup.site', 'c')).id, 'site-icf', { label: 'V2.1-C01', datedOn: '2026-09-30', parent: common!.id, difference: '补偿标准 300 元' })
    for (const m of ['c-member1', 'c-member2']) await s.move(m, 'ethics.recognition.recognise', 'c')
    await s.move('c-chair', 'ethics.recognition.sign', 'c')
    expect(await h.sql('select consent_version, cites_number, approved_on from ethics.approval where org_id = $1', [await h.org('c')])).toEqual([{ consent_version: 'V2.1-C01', cites_number: '2026-药伦审-0123', approved_on: '2026-09-30' }])
  })
  it('09-30 云栖中心因同靶点 SAE 转会审：原因与说明缺一不可，消息到组长与各家；自己受理，三十日到 10-30', async () => {
    await expect(s.move('d-chair', 'ethics.recognition.transfer', 'd', { reason: 'safety' })).rejects.toMatchObject({ issues: [{ path: 'note' }] })
    await s.move('d-chair', 'ethics.recognition.transfer', 'd', { reason: 'safety', ...note('同靶点药物一例致死性 SAE，须核对停药标准') })
    expect(await stages('ethics.recognition', 'd')).toEqual({ d: 'boarding' })
    for (const who of ['a-office', 'b-secretary', 'c-office', 'e-pi', 'qizhou-cra']) expect([who, (await history(who)).filter((e) => /安全性消息/.test(e.text)).map((e) => e.note)]).toEqual([who, ['同靶点药物一例致死性 SAE，须核对停药标准']])
    await s.move('d-secretary', 'ethics.review.accept', 'd')
    expect(await face('d-chair', 'ethics.review', 'd', 'ethics.review.review30')).toMatchObject({ dueOn: '2026-10-30', state: 'running' })
  })
  it('南屏医院一直没有答复：沉默不算认可，10-09 钟转黄，10-10 会签并签发', async () => {
    h.at('2026-10-09T09:00')
    expect(await face('e-chair', 'ethics.recognition', 'e')).toMatchObject({ tone: 'soon', used: 4, dueOn: '2026-10-10' })
    const ticker = await openTicker(h), { id } = await s.stand('ethics.recognition', 'e')
    await ticker.tick(); await ticker.close()
    const warned = (await told(h, `where n.case_id = '${id}' and n.facts->>'due' is not null`)).map((t) => t.split(' ')[0])
    // the warning stays in the committee and the alliance office: no executive, no sponsor
    expect([warned.includes('e-chair'), warned.includes('alliance-head'), warned.filter((who) => !/^(e-(chair|secretary|member\d)|alliance-head)$/.test(who!))]).toEqual([true, true, []])
    expect(await stages('ethics.recognition', 'e')).toEqual({ e: 'received' })
    await s.move('qihang-legal', 'agreements.signing.accept', 'a')
    h.at('2026-10-10T10:00')
    await s.move('e-chair', 'ethics.recognition.name', 'e', two('e'))
    for (const m of ['e-member1', 'e-member2']) await s.move(m, 'ethics.recognition.recognise', 'e')
    await s.move('e-chair', 'ethics.recognition.sign', 'e')
    expect(await face('e-chair', 'ethics.recognition', 'e')).toMatchObject({ state: 'done', tone: 'done', doneOn: '2026-10-10' })
  })
  it('合同：法务对责任条款提意见，申办方接受，申办方、研究者、药学、机构依次签署，10-16 生效；组长单位自己启动，不等别家', async () => {
    h.at('2026-10-12T11:00'); await s.move('qihang-legal', 'agreements.signing.sign', 'a')
    h.at('2026-10-13T10:00'); await s.move('a-pi', 'agreements.signing.countersign', 'a')
    h.at('2026-10-14T10:00'); await s.move('a-pharmacy', 'agreements.signing.endorse', 'a')
    h.at('2026-10-16T11:00'); await s.move('a-seal', 'agreements.signing.seal', 'a', { number: 'QH-2026-HT-07' })
    expect(await stages('startup.site', 'a', 'b', 'c', 'd', 'e')).toEqual({ a: 'ready', b: 'lanes', c: 'lanes', d: 'lanes', e: 'lanes' })
    h.at('2026-10-20T15:00'); await s.move('a-office', 'startup.site.kickOff', 'a')
    await h.as('qizhou-cra', 'studies.confirm', { id: study, kind: 'ctr', value: 'CTR20260001' })
    h.at('2026-10-27T10:00'); await s.move('a-pi', 'startup.site.enrol', 'a')
  })
  it('历时 43 天 = 申办方 15、机构 18、委员会 0、主管部门 0、放假 10；合同这条线机构 7、申办方 13 个工作日；伦理 14 天、10 个工作日', async () => {
    const { site, all } = await held('a'), calendar = h.o.ground.calendar(), lane = (procedure: string) => all.find((c) => c.procedure === procedure)!
    const { days, sums, lane: critical } = spent(site, all, lane('agreements.signing').openedAt, h.now(), calendar)
    expect([critical, days.length, sums]).toEqual([lane('agreements.signing').id, 43, { sponsor: 15, institution: 18, committee: 0, authority: 0, rest: 10, nobody: 0 }])
    const contract = spentOn(lane('agreements.signing'), all, h.now(), calendar), ethics = spentOn(lane('ethics.review'), all, h.now(), calendar)
    expect([contract.workdays, contract.by.institution.workdays, contract.by.sponsor.workdays, ethics.days, ethics.workdays]).toEqual([20, 7, 13, 14, 10])
    expect(days.every((d) => d.event !== null && d.caseId !== null)).toBe(true)
  })
  it('知情同意书换成 V2.2：按 V2.1 批的各家都不能再入新的参与者，待新版获批', async () => {
    for (const k of ['b']) { await grant(s, k, ['agreements.signing']); await s.move(`${k}-office`, 'startup.site.kickOff', k) }
    const [icf] = await h.sql<{ id: string; version: number }>("select id, version from kernel.document where case_id = $1 and kind = 'icf'", [study])
    await fileOne(h, 'qizhou-cra', study, 'icf', { document: icf!.id, seen: icf!.version, label: 'V2.2', datedOn: '2026-10-27', difference: '新的安全性信息' })
    await expect(s.move('b-pi', 'startup.site.enrol', 'b')).rejects.toMatchObject(refused('startup.site.enrollable.consent-replaced', { facts: { approved: 'V2.1-B01', now: 'V2.2' } }))
  })
})
