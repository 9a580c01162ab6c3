import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHttp } from '#kernel/http.ts'
import { fileOne } from '../../../test/files.ts'
import { openHouse, type House } from '../../../test/house.ts'
import { created } from '../../../test/story.ts'
import { sha256 } from './store.ts'
import { sweep } from './sweep.ts'
import { tinyPdf } from './tiny.ts'

let h: House, app: ReturnType<typeof openHttp>, port: number, study: string
beforeAll(async () => {
  h = await openHouse('2026-09-14T09:12'); study = await created(h)
  app = openHttp({ ground: h.o.ground, implementations: h.o.implementations, secure: false, log: () => {} })
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(async () => { await app?.close(); await h?.close() })
const files = () => h.o.ground.keep.files
const stored = () => (existsSync(files().root) ? readdirSync(files().root, { recursive: true }).map(String).filter((p) => p.includes('/')).sort() : [])
const rows = () => h.sql<{ n: number }>('select (select count(*) from kernel.file)::int + (select count(*) from kernel.document)::int + (select count(*) from kernel.document_version)::int n').then((r) => r[0]!.n)
/** One upload as a browser sends it: bytes that may differ from what was hashed, or stop in the middle. */
async function send(body: Buffer, { hash = sha256(body), cut }: { hash?: string; cut?: number } = {}): Promise<number> {
  const query = new URLSearchParams({ caseId: study, kind: 'other', name: 'a.pdf', label: 'V1' }), headers = { host: `127.0.0.1:${port}`, cookie: `linyan=${await h.token('qizhou-cra')}`, origin: `http://127.0.0.1:${port}`, 'content-type': 'application/octet-stream', 'x-content-sha256': hash, 'idempotency-key': `key-${Math.random()}`, 'content-length': body.length }
  return new Promise((done) => {
    const r = request({ host: '127.0.0.1', port, method: 'PUT', path: `/api/documents.upload?${query}`, headers }, (answer) => { answer.resume(); done(answer.statusCode ?? 0) })
    r.on('error', () => { done(0) })
    if (cut === undefined) r.end(body)
    else { r.write(body.subarray(0, cut)); setTimeout(() => { r.destroy() }, 50) }
  })
}

describe('传坏的什么也不留（F9）', () => {
  it('断在中间、少了一截、翻了一位：都不收，没有文件也没有记录；完好的收下，存的就是传的', async () => {
    const body = Buffer.from(tinyPdf([['完好'], ['第二页']])), before = [await rows(), stored()]
    for (const at of [1, 300, body.length - 1]) {
      const flipped = Buffer.from(body); flipped[at]! ^= 1
      expect(await send(flipped, { hash: sha256(body) })).toBe(400)
      expect(await send(body.subarray(0, at), { hash: sha256(body) })).toBe(400)
      expect(await send(body, { cut: at })).toBe(0)
    }
    expect([await rows(), stored()]).toEqual(before)
    expect(await send(body)).toBe(200)
    const [kept] = await h.sql<{ hash: string }>('select file_hash hash from kernel.document_version where file_name = $1', ['a.pdf'])
    expect(createHash('sha256').update((await files().get(kept!.hash))!).digest('hex')).toBe(sha256(body))
    expect([await rows(), stored().length]).toEqual([(before[0] as number) + 3, (before[1] as string[]).length + 1])
  })
  it('内容不合格的，检查之后也不留', async () => {
    const before = [await rows(), stored()]
    expect(await send(Buffer.from('not a pdf at all'))).toBe(422)
    expect([await rows(), stored()]).toEqual(before)
  })
})

describe('清理没有记录提到的文件', () => {
  const old = (path: string) => { const t = Date.parse(h.now()) / 1000 - 2 * 86_400; utimesSync(path, t, t) }
  const run = async (remove = true) => { const db = new pg.Client({ ...h.target.connection, user: 'keeper' }); await db.connect(); try { return await sweep(files(), db, h.now(), remove) } finally { await db.end() } }
  it('满一天又没有记录的才清；有记录的、刚放下的、又放了一次的都留着；传到一半的残片也清', async () => {
    const doc = await fileOne(h, 'qizhou-cra', study, 'other'), orphan = await files().put(Buffer.from('orphan')), young = await files().put(Buffer.from('young')), again = await files().put(Buffer.from('again')), half = `${files().path(orphan)}.1.1`
    writeFileSync(half, 'half')
    for (const path of [files().path(doc.hash), files().path(orphan), files().path(again), half]) old(path)
    // the clock of the house is its own: what was just put down must be young by it
    const t = Date.parse(h.now()) / 1000
    utimesSync(files().path(young), t, t); await files().put(Buffer.from('again'))
    expect(statSync(files().path(again)).mtimeMs).toBeGreaterThan(t * 1000)
    expect((await run(false)).gone.length).toBe(2)
    const done = await run()
    expect([[...done.gone].sort(), done.lost]).toEqual([[orphan, half.split('/').at(-1)!].sort(), []])
    for (const hash of [doc.hash, young, again]) expect(await files().get(hash)).toBeDefined()
    expect([existsSync(files().path(orphan)), (await run()).gone]).toEqual([false, []])
  })
  it('有记录而文件不在，说出是哪一份', async () => {
    const doc = await fileOne(h, 'qizhou-cra', study, 'other', { body: tinyPdf([['丢失']]) }), { rmSync } = await import('node:fs')
    rmSync(files().path(doc.hash))
    expect((await run()).lost).toEqual([doc.hash])
    expect(dirname(files().path(doc.hash)).startsWith(files().root)).toBe(true)
  })
})
