// The real server, to be killed while it works. With a file `plant` in its data folder it answers before the commit is sent: the trial must see what that loses.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { start } from '#app/server.ts'

const plant = join(process.env['DATA_DIR'] ?? '', 'plant')
if (process.env['PLANT']) {
  type Query = (asked: { text?: string } | string, ...rest: unknown[]) => unknown
  const client = pg.Client.prototype as unknown as { query: Query }, query = client.query
  client.query = function (this: unknown, asked, ...rest) {
    if (typeof asked === 'object' && asked.text === 'commit' && existsSync(plant)) { setTimeout(() => { void Promise.resolve(query.call(this, asked, ...rest)).catch(() => {}) }, 150); return Promise.resolve({ rows: [], rowCount: 0 }) }
    return query.call(this, asked, ...rest)
  }
}
await start({ web: import.meta.filename, load: async () => ({ ...(await import('#kernel/db/migrate.ts')), ...(await import('#app/serve.ts')) }) })
