import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { secret } from '#kernel/config.ts'
import { openChecker } from '#kernel/documents/check.ts'
import { openFiles } from '#kernel/documents/store.ts'
import type { Endpoint } from '#kernel/endpoint.ts'
import { openPool, type Pool } from '#kernel/db/open.ts'
import { connectionAs } from '#kernel/db/migrate.ts'
import type { Target } from '#kernel/db/postgres.ts'
import { loadCalendar, readCalendar } from '#kernel/db/reference.ts'
import type { Randomness } from '#kernel/id.ts'
import type { Keep } from '#kernel/keep.ts'
import type { SealProvider } from '#kernel/letters/seal.ts'
import type { Implementation } from '#kernel/implement.ts'
import { travel, type Ground } from '#kernel/road.ts'
import { house } from './house.ts'

export interface Opened { readonly ground: Ground; readonly implementations: readonly Implementation[]; readonly endpoints: readonly Endpoint[]; readonly pool: Pool; close(): Promise<void> }
export interface Given { readonly demo: boolean; readonly pepper: Uint8Array; /** files and keys; a folder in memory that is forgotten where nothing is said */ readonly keep?: Keep; /** a licensed electronic seal, where one is connected */ readonly seal?: SealProvider; readonly clock?: () => string; readonly random?: Randomness; readonly connections?: number }

/** Real time, or the instant a file says (test and demo only). */
export const clockOf = (file?: string): (() => string) => () => {
  if (file === undefined) return new Date().toISOString()
  const said = readFileSync(file, 'utf8').trim()
  if (Number.isNaN(Date.parse(said))) throw new Error(`LINYAN_CLOCK 文件里不是时刻：“${said.slice(0, 40)}”。请写成 2026-09-29T08:40:00+08:00 的样子。`)
  return new Date(said).toISOString()
}
/** Files and keys of a house that is forgotten when it is closed: specifications and benchmarks. */
const scratchDir = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'linyan-keep-'))
/** One for the whole program: its processes come and go. */
const checker = openChecker()
/** What a data folder keeps beside the database. */
export const keepIn = (dataDir: string, address: string, mails = false): Keep => ({ files: openFiles(join(dataDir, 'files')), secret: (name) => secret(dataDir, name), address, checker, mails })
/** Everything a request stands on, over a migrated database. */
export async function open(target: Target, { demo, pepper, clock = clockOf(), random = (n) => randomBytes(n), connections = 8, keep: given, seal }: Given): Promise<Opened> {
  const scratch = given ? undefined : scratchDir(), keep = given ?? keepIn(scratch!, 'http://127.0.0.1/')
  const keeper = new pg.Client(connectionAs(target, 'keeper'))
  await keeper.connect()
  try { await loadCalendar(keeper) } finally { await keeper.end() }
  const pool = openPool(connectionAs(target, 'app'), connections), calendar = await readCalendar(pool), key = createSecretKey(pepper)
  const { implementations, endpoints, work, labels } = house(demo)
  const ground: Ground = { pool, clock, random, hash: (token) => createHmac('sha256', key).update(token).digest(), labels, work: seal ?? keep.seal ? { ...work, ca: true } : work, calendar: () => calendar, keep: seal ? { ...keep, seal } : keep }
  return { ground, implementations, endpoints, pool, close: async () => { await pool.end(); if (scratch) rmSync(scratch, { recursive: true, force: true }) } }
}
/** Asks an endpoint by name, down the same road as a browser: for seeds, the command line and the specifications. */
export async function ask<T = Record<string, unknown>>(o: Opened, token: string | null, name: string, raw: unknown = {}, more: { key?: string; body?: Uint8Array; now?: string; lang?: 'zh' | 'en' } = {}): Promise<T & { token?: string | null }> {
  const impl = o.implementations.find((i) => i.endpoint.name === name)
  if (!impl) throw new Error(`no endpoint ${name}`)
  const ground = more.now === undefined ? o.ground : { ...o.ground, clock: () => more.now! }
  const random = () => Buffer.from(o.ground.random(12)).toString('base64url')
  const out = await travel(ground, impl, { token, raw, key: more.key ?? random(), lang: more.lang ?? 'zh', request: random(), ...(more.body ? { body: more.body } : {}) })
  return { ...(JSON.parse(out.text) as T), ...(out.token !== undefined ? { token: out.token } : {}) }
}
