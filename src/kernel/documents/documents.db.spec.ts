import { PDFDocument } from '@cantoo/pdf-lib'
import { Document, Packer, Paragraph } from 'docx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileOne, type Filed } from '../../../test/files.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { begun, created, running, type Story } from '../../../test/story.ts'
import type { DocumentItem, FilingItem } from './api.ts'
import { tinyPdf } from './tiny.ts'

let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })
interface List { documents: DocumentItem[]; filing: FilingItem[]; scanner: string | null }
const list = (who: string, subject: string, more: object = {}) => h.as<List>(who, 'documents.list', { subject, ...more })
const titles = async (who: string, subject: string) => (await list(who, subject)).documents.map((d) => `${d.kind} ${d.versions.map((v) => `${v.label}${{ active: '*', draft: '?', superseded: '', withdrawn: '×' }[v.state]}`).join(' ')}`)
const refused = (code: string) => ({ reasons: [expect.objectContaining({ code }) as unknown] })
const gone = { name: 'NotFound' }

describe('版本：现行版只有一个', () => {
  let study: string, first: Filed
  beforeAll(async () => { study = await created(h) })
  it('第一次上传即为现行版；内容的事实一并记下', async () => {
    first = await fileOne(h, 'qizhou-cra', study, 'protocol', { label: 'V2.0', datedOn: '2026-08-20', signedBy: '申办方医学负责人' })
    const { documents: [d], scanner } = await list('qizhou-cra', study)
    expect(d).toMatchObject({ kindText: '方案', title: '方案', where: '卷宗共同文件', readers: '办件各方', version: 1, mayRenew: true, active: first.versionId, versions: [{ no: 1, label: 'V2.0', state: 'active', datedOn: '2026-08-20', pages: 1, readable: 'text', scanned: false, hash: first.hash, shows: true, signedBy: '申办方医学负责人', who: '林悦' }] })
    expect(scanner).toBeNull()
  })
  it('同一类再传一份要作为新版本；新版生效，旧版留存并指向新版', async () => {
    await expect(fileOne(h, 'qizhou-cra', study, 'protocol', { label: 'V2.1', datedOn: '2026-09-01' })).rejects.toMatchObject(refused('documents.there-already'))
    const second = await fileOne(h, 'qizhou-cra', study, 'protocol', { label: 'V2.1', datedOn: '2026-09-01', document: first.id, seen: 1, difference: '样本量 120 改为 126' })
    const { documents: [d] } = await list('qihang-lead', study)
    expect(d!.versions.map((v) => [v.label, v.state, v.replacedBy])).toEqual([['V2.1', 'active', null], ['V2.0', 'superseded', second.versionId]])
    expect(d!.versions[0]).toMatchObject({ difference: '样本量 120 改为 126', who: '启舟医药研发' })
  })
  it('两人同时换同一份：一人成，另一人得到 409，说出是谁换成了哪一版', async () => {
    const both = await Promise.allSettled(['V2.2', 'V2.3'].map((label, i) => fileOne(h, ['qizhou-cra', 'qihang-lead'][i]!, study, 'protocol', { label, datedOn: '2026-09-10', document: first.id, seen: 2 })))
    const lost = both.find((r) => r.status === 'rejected')
    expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect((lost as PromiseRejectedResult).reason).toMatchObject({ name: 'Conflict', now: { version: 3, did: expect.stringMatching(/《方案》.*V2\.[23]/) as unknown } })
    expect((await h.sql("select count(*)::int n from kernel.document_version where document_id = $1 and state = 'active'", [first.id]))[0]).toEqual({ n: 1 })
  })
  it('内容与现行版一样的不收；更正事项要写理由并留下前后；收回后没有现行版', async () => {
    const body = tinyPdf([['知情同意书']]), icf = await fileOne(h, 'qizhou-cra', study, 'icf', { label: 'V1.0', datedOn: '2026-08-20', body })
    await expect(fileOne(h, 'qizhou-cra', study, 'icf', { label: 'V1.1', datedOn: '2026-08-21', body, document: icf.id, seen: 1 })).rejects.toMatchObject(refused('documents.same'))
    await h.as('qizhou-cra', 'documents.revise', { id: icf.id, seen: 1, datedOn: '2026-08-22', reason: '日期抄错' })
    await expect(h.as('qizhou-cra', 'documents.revise', { id: icf.id, seen: 1, label: 'V9', reason: '晚了一步' })).rejects.toMatchObject({ name: 'Conflict' })
    await h.as('qihang-lead', 'documents.withdraw', { id: icf.id, seen: 2, reason: '与方案不一致' })
    expect(await titles('qizhou-cra', study)).toContain('icf V1.0×')
    await expect(h.as('qizhou-cra', 'documents.withdraw', { id: icf.id, seen: 3, reason: '再收一次' })).rejects.toMatchObject(refused('documents.none-active'))
    const { events } = await h.as<{ events: { text: string; note: string | null; facts: { changed?: unknown } }[] }>('qizhou-cra', 'case.timeline', { subject: study })
    expect(events.filter((e) => e.text !== '建立卷宗').slice(0, 2)).toMatchObject([{ text: '收回现行版', note: '知情同意书 · V1.0 · 与方案不一致' }, { text: '更正文件事项', facts: { changed: { datedOn: ['2026-08-20', '2026-08-22'] } } }])
  })
  it('草稿只有本机构看得到，也不占现行版；转为现行版后各方看到', async () => {
    const own = await created(h), draft = await fileOne(h, 'qizhou-cra', own, 'protocol', { label: 'V3.0', datedOn: '2026-09-01', draft: true })
    expect([await titles('qizhou-cra', own), await titles('qihang-lead', own)]).toEqual([['protocol V3.0?'], []])
    await expect(h.as('qihang-lead', 'documents.file', { id: draft.versionId })).rejects.toMatchObject(gone)
    await h.as('qizhou-cra', 'documents.activate', { id: draft.id, seen: 1, versionId: draft.versionId })
    expect(await titles('qihang-lead', own)).toEqual(['protocol V3.0*'])
  })
  it('方案要有版本日期，药检报告要有有效期，日期不能在今天之后', async () => {
    await expect(fileOne(h, 'qizhou-cra', study, 'icf', { label: 'V3' })).rejects.toMatchObject({ issues: [{ path: 'datedOn', code: 'documents.date-missing' }] })
    await expect(fileOne(h, 'qizhou-cra', study, 'drug-test-report', {})).rejects.toMatchObject({ issues: [{ path: 'expiresOn', code: 'documents.expiry-missing' }] })
    await expect(fileOne(h, 'qizhou-cra', study, 'drug-test-report', { datedOn: '2026-09-15', expiresOn: '2026-09-14' })).rejects.toMatchObject({ issues: [{ code: 'case.in-the-future' }, { code: 'documents.expires-first' }] })
  })
})

describe('谁看得到、谁能放', () => {
  let s: Story, common: Filed, inner: Filed, paper: Filed, consent: Filed
  beforeAll(async () => {
    s = await running(h, ['a', 'b'])
    common = await fileOne(h, 'qizhou-cra', s.study, 'safety-information')
    const lane = (await s.stand('startup.initiation', 'b')).id
    inner = await fileOne(h, 'b-office', lane, 'site-internal'); paper = await fileOne(h, 'b-office', lane, 'site-paper')
    consent = await fileOne(h, 'qizhou-cra', (await s.stand('startup.site', 'b')).id, 'site-icf', { label: 'V2.1-C01', datedOn: '2026-09-10', difference: '联系电话', parent: common.id })
  })
  const sees = async (who: string) => { const d = (await list(who, s.study)).documents.map((x) => x.id as string); return [common, inner, paper, consent].map((x) => d.includes(x.id)) }
  it('医院写给自己的，申办方看不到；一家的线，另一家看不到；中心自己的知情同意书带着来处和差别', async () => {
    expect(Object.fromEntries(await Promise.all(['qizhou-cra', 'qihang-lead', 'b-office', 'b-secretary', 'a-office'].map(async (who) => [who, await sees(who)])))).toEqual({
      'qizhou-cra': [true, false, true, true], 'qihang-lead': [true, false, true, true], 'b-office': [true, true, true, true], 'b-secretary': [true, true, true, true], 'a-office': [true, false, false, true],
    })
    expect((await list('b-office', s.study)).documents.find((d) => d.id === consent.id)).toMatchObject({ parent: '现有安全性资料', where: '西泠医院 · 中心', versions: [{ difference: '联系电话' }] })
  })
  it.each(['mingchuan-lead', 'c-office', 'health-head', 'alliance-head'])('%s：列不出、取不到、放不进，说的都是没有找到', async (who) => {
    await expect(list(who, s.study)).rejects.toMatchObject(gone)
    for (const v of [common, inner, paper]) await expect(h.as(who, 'documents.file', { id: v.versionId })).rejects.toMatchObject(gone)
    await expect(fileOne(h, who, s.study, 'other')).rejects.toMatchObject(gone)
    for (const act of ['withdraw', 'revise']) await expect(h.as(who, `documents.${act}`, { id: common.id, seen: 1, reason: 'x' })).rejects.toMatchObject(gone)
  })
  it('没有登录的人什么也做不了', async () => { await expect(h.o.ground && import('../../app/open.ts').then(({ ask }) => ask(h.o, null, 'documents.file', { id: common.versionId }))).rejects.toMatchObject({ name: 'NotSignedIn' }) })
  it('看得到不等于能换：医院不能换申办方的文件，申办方不能收回医院的，另一家医院连内部材料的影子也没有', async () => {
    await expect(fileOne(h, 'b-office', s.study, 'safety-information', { document: common.id, seen: 1 })).rejects.toMatchObject(refused('documents.not-yours'))
    await expect(h.as('qizhou-cra', 'documents.withdraw', { id: paper.id, seen: 1, reason: 'x' })).rejects.toMatchObject(refused('documents.not-yours'))
    await expect(h.as('qizhou-cra', 'documents.withdraw', { id: inner.id, seen: 1, reason: 'x' })).rejects.toMatchObject(gone)
    await expect(h.as('qizhou-cra', 'documents.file', { id: inner.versionId })).rejects.toMatchObject(gone)
  })
  it('取文件留下一条记录；可在页内看的给原类型，其余与要求保存的作为附件', async () => {
    expect(await h.as('a-office', 'documents.file', { id: common.versionId })).toEqual({ hash: common.hash, name: 'safety-information.pdf', type: 'application/pdf', inline: true })
    expect(await h.as('a-office', 'documents.file', { id: common.versionId, save: true })).toMatchObject({ inline: false })
    expect((await h.sql("select input from kernel.act where name = 'documents.file' and input->>'id' = $1 order by input", [common.versionId])).map((r) => r['input'])).toEqual([{ id: common.versionId }, { id: common.versionId, save: true }])
  })
  it('办结的办件不再收文件', async () => {
    const t = await begun(h, ['a']), site = (await t.stand('startup.site', 'a')).id
    await t.move('qizhou-cra', 'startup.start.withdraw', undefined, { note: 'x' })
    await expect(fileOne(h, 'qizhou-cra', site, 'site-icf', { datedOn: '2026-09-10' })).rejects.toMatchObject(refused('documents.closed'))
  })
})

describe('核证副本', () => {
  it('封面与每页页脚写明与平台所存文件一致、编号、页次；自己的散列记下；别的机构取不到这一份，也做不了看不到的', async () => {
    const s = await running(h, ['a']), doc = await fileOne(h, 'qizhou-cra', s.study, 'safety-information', { body: tinyPdf([['第一页'], ['第二页']]) })
    const made = await h.as<{ id: string; number: string; hash: string; pages: number }>('a-office', 'documents.certify', { id: doc.versionId })
    expect(made).toMatchObject({ pages: 2, number: expect.stringMatching(/^FB-20260914-[2-9A-Z]{6}$/) as unknown })
    const bytes = (await h.o.ground.keep.files.get(made.hash))!, pdf = await PDFDocument.load(bytes)
    expect(pdf.getPageCount()).toBe(3)
    expect((await h.sql('select number, file_hash, copy_hash from kernel.document_copy where id = $1', [made.id]))[0]).toEqual({ number: made.number, file_hash: doc.hash, copy_hash: made.hash })
    expect(await h.as('a-pi', 'documents.copy', { id: made.id })).toMatchObject({ hash: made.hash, name: `${made.number} safety-information.pdf` })
    for (const who of ['qizhou-cra', 'b-office', 'health-head']) await expect(h.as(who, 'documents.copy', { id: made.id })).rejects.toMatchObject(gone)
    for (const who of ['mingchuan-lead', 'b-office']) await expect(h.as(who, 'documents.certify', { id: doc.versionId })).rejects.toMatchObject(gone)
    const text = await fileOne(h, 'qizhou-cra', s.study, 'other', { name: '说明.txt', body: new TextEncoder().encode('说明') })
    await expect(h.as('a-office', 'documents.certify', { id: text.versionId })).rejects.toMatchObject(refused('documents.not-copied'))
  }, 60_000)
})

describe('DOCX 在页内预览', () => {
  it('由它设成 PDF，只给看得到它的人；不是 DOCX 的说清楚', async () => {
    const s = await running(h, ['a']), body = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('知情同意书')] }] })), doc = await fileOne(h, 'qizhou-cra', s.study, 'other', { name: '说明.docx', body }), pdf = await fileOne(h, 'qizhou-cra', s.study, 'other')
    const shown = await h.as<{ hash: string }>('a-office', 'documents.preview', { id: doc.versionId })
    expect(shown).toMatchObject({ name: '说明.pdf', type: 'application/pdf', inline: true })
    expect((await PDFDocument.load((await h.o.ground.keep.files.get(shown.hash))!)).getPageCount()).toBe(1)
    await expect(h.as('b-office', 'documents.preview', { id: doc.versionId })).rejects.toMatchObject(gone)
    await expect(h.as('a-office', 'documents.preview', { id: pdf.versionId })).rejects.toMatchObject(refused('documents.preview.failed'))
  }, 60_000)
})
