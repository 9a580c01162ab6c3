import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Files } from './store.ts'

export interface Swept { readonly kept: number; readonly gone: readonly string[]; readonly bytes: number; /** named by a row and not there: a fault to be mended from a back-up */ readonly lost: readonly string[] }
const day = 86_400_000
/** Every hash any row of any of our tables names, wherever it stands: in a column of its own or inside one of facts. */
async function named(db: Pick<pg.ClientBase, 'query'>): Promise<Set<string>> {
  const { rows } = await db.query<{ at: string; name: string; type: string }>("select format('%I.%I', n.nspname, c.relname) at, format('%I', a.attname) name, format_type(a.atttypid, null) type from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and format_type(a.atttypid, null) in ('text', 'jsonb')")
  const all = new Set<string>()
  for (const { at, name, type } of rows) {
    const { rows: found } = await db.query<{ hash: string }>(type === 'text' ? `select distinct ${name} hash from ${at} where ${name} ~ '^[0-9a-f]{64}$'` : `select distinct m[1] hash from ${at}, regexp_matches(${name}::text, '([0-9a-f]{64})', 'g') m`)
    for (const { hash } of found) all.add(hash)
  }
  return all
}
/** Takes away files no row names that are older than a day: what was put down for a request that was then refused or cut off. Halves of files go the same way. */
export async function sweep(files: Files, db: Pick<pg.ClientBase, 'query'>, now: string, remove = true): Promise<Swept> {
  const old = async (path: string): Promise<number | undefined> => stat(path).then((s) => (Date.parse(now) - s.mtimeMs > day ? s.size : undefined), () => undefined)
  const there = (await Promise.all((await readdir(files.root).catch(() => [])).filter((d) => /^[0-9a-f]{2}$/.test(d)).map(async (d) => (await readdir(join(files.root, d))).map((name) => ({ name, path: join(files.root, d, name) }))))).flat()
  const known = await named(db), gone: string[] = []
  let bytes = 0
  for (const { name, path } of there) {
    // looked at once more at the last moment: putting the same bytes again makes a file young
    const size = known.has(name) ? undefined : await old(path)
    if (size === undefined) continue
    if (remove) await unlink(path)
    gone.push(name); bytes += size
  }
  const { rows } = await db.query<{ hash: string }>('select hash from kernel.file'), have = new Set(there.map((t) => t.name))
  return { kept: there.length - gone.length, gone, bytes, lost: rows.map((r) => r.hash).filter((h) => !have.has(h)) }
}
