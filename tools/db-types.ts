// Writes src/kernel/db/tables.gen.ts from a migrated database: table → row type, key → Id<table>, check-in → union.
import pg from 'pg'

const camel = (s: string) => s.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())
const base: Record<string, string> = { uuid: 'string', text: 'string', boolean: 'boolean', bigint: 'number', integer: 'number', jsonb: 'Json', 'timestamp with time zone': 'string', date: 'string', 'text[]': 'string[]', bytea: 'Buffer', xid8: 'string', 'uuid[]': 'string[]' }
const columns = `
  select n.nspname schema, c.relname "table", a.attname "column", format_type(a.atttypid, null) type, not a.attnotnull nullable, (a.atthasdef or a.attidentity <> '') hasdefault,
    exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and k.conkey = array[a.attnum]) pk,
    (select f.relname from pg_constraint k join pg_class f on f.oid = k.confrelid where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum] limit 1) fk,
    (select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) like '%ANY%' limit 1) choices
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'house') order by 1, 2, a.attnum`
interface Column { schema: string; table: string; column: string; type: string; nullable: boolean; hasdefault: boolean; pk: boolean; fk: string | null; choices: string | null }

/** The text of tables.gen.ts for the connected database. */
export async function tableTypes(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<Column>(columns)
  const tables = new Map<string, string[]>()
  for (const r of rows) {
    const kind = r.fk ?? (r.pk && r.type === 'uuid' ? r.table : null)
    const union = r.choices?.match(/'([^']+)'::text/g)?.map((m) => m.replace('::text', ''))
    const type = (kind && r.type === 'uuid' ? `Id<'${kind}'>` : union ? union.join(' | ') : base[r.type] ?? 'unknown') + (r.nullable ? ' | null' : '')
    const key = `${r.schema}.${camel(r.table)}`
    tables.set(key, [...(tables.get(key) ?? []), `    ${camel(r.column)}: ${r.hasdefault ? `Generated<${type}>` : type}`])
  }
  return `// Written by tools/db-types.ts from the migrations. Do not edit.
import type { Generated } from 'kysely'
import type { Id } from '../id.ts'

export type Json = unknown
export interface Tables {
${[...tables].map(([name, cols]) => `  '${name}': {\n${cols.join('\n')}\n  }`).join('\n')}
}
`
}
