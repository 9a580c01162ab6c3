// `npm run types`: writes src/kernel/db/tables.gen.ts from the migrations, on a PostgreSQL of its own that is gone afterwards; `--check` only says whether it differs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connectionAs, migrate } from '#kernel/db/migrate.ts'
import { startPostgres } from '#kernel/db/postgres.ts'
import { tableTypes } from './db-types.ts'

const file = new URL('../src/kernel/db/tables.gen.ts', import.meta.url)
const dataDir = mkdtempSync(join(tmpdir(), 'linyan-types-'))
try {
  const cluster = await startPostgres({ dataDir, log: () => {}, settings: { fsync: 'off', synchronous_commit: 'off' } })
  try {
    await migrate(cluster.target)
    const keeper = new pg.Client(connectionAs(cluster.target, 'keeper'))
    await keeper.connect()
    const was = readFileSync(file, 'utf8'), is = await tableTypes(keeper)
    await keeper.end()
    if (process.argv.includes('--check')) { if (was !== is) { console.error('tables.gen.ts 与迁移不符：请运行 npm run types。'); process.exitCode = 1 } } else if (was !== is) { writeFileSync(file, is); console.log('已重写 tables.gen.ts') }
    if (was === is) console.log('tables.gen.ts 与迁移相符')
  } finally { await cluster.stop() }
} finally { rmSync(dataDir, { recursive: true, force: true }) }
