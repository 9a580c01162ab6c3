// How PostgreSQL reads what the pages ask: every statement an endpoint sends, explained as `app` after `enter`, planned once for all values as the pool plans it.
import pg from 'pg'
import { ask, open } from '#app/open.ts'
import { fill, pepper, type Person } from './fill.ts'

/** More rows than this touched for one statement is no way to make a page. */
const most = 10_000
interface Sent { readonly text: string; readonly values: readonly unknown[] }
interface Node { readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly 'Actual Rows': number; readonly 'Actual Loops': number; readonly 'Rows Removed by Filter'?: number; readonly 'Rows Removed by Index Recheck'?: number; readonly Plans?: readonly Node[]; readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number }
interface Plan { readonly Plan: Node; readonly 'Execution Time': number }

const city = await fill(), o = await open(city.target, { demo: true, pepper, connections: 1 })
const app = new pg.Client({ ...city.target.connection, user: 'app' })
app.on('error', () => {})
let faults = 0, looked = 0
try {
  let sent: Sent[] = []
  const client = await o.pool.connect(), query = client.query.bind(client) as (...given: unknown[]) => unknown
  client.query = ((...given: [Sent, ...unknown[]]) => { if (/^\s*(select|with)\b/i.test(given[0].text ?? '') && !given[0].text.includes('kernel.enter')) sent.push(given[0]); return query(...given) }) as typeof client.query
  client.release()
  await app.connect()
  const { rows } = await app.query<{ name: string }>("select relname name from pg_class c join pg_namespace n on n.oid = relnamespace where relkind = 'r' and reltuples > 1000 and nspname !~ '^pg_|information_schema'"), big = new Set(rows.map((r) => r.name))
  const nodes = (n: Node): readonly Node[] => [n, ...(n.Plans ?? []).flatMap(nodes)]
  const scanned = (n: Node) => ('Relation Name' in n ? n['Actual Loops'] * (n['Actual Rows'] + (n['Rows Removed by Filter'] ?? 0) + (n['Rows Removed by Index Recheck'] ?? 0)) : 0)
  const literal = (v: unknown): string => v === null || v === undefined ? 'null' : pg.escapeLiteral(Array.isArray(v) ? `{${v.map((x) => JSON.stringify(String(x))).join(',')}}` : String(v))
  async function explain(who: Person, { text, values }: Sent, format: 'json' | 'text') {
    await app.query('begin')
    try {
      await app.query('select * from kernel.enter($1, $2, $3)', [o.ground.hash(who.token), o.ground.clock(), []])
      await app.query('set local plan_cache_mode = force_generic_plan')
      await app.query(`prepare asked as ${text}`)
      return (await app.query(`explain (analyze, buffers, format ${format}) execute asked${values.length ? `(${values.map(literal).join(', ')})` : ''}`)).rows
    } finally { await app.query('rollback'); await app.query('deallocate all') }
  }
  const office = city.people.find((p) => p.role === 'research-office')!, [largest, cra] = city.people.filter((p) => p.role === 'cra').sort((a, b) => b.rows - a.rows) as [Person, Person]
  console.log('what is asked, desk rows of the organisation, time, rows touched, blocks')
  async function look(who: Person, name: string, raw: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    sent = []
    const answer = await ask(o, who.token, name, raw)
    for (const one of sent.slice()) {
      const [{ 'QUERY PLAN': [plan] }] = (await explain(who, one, 'json')) as [{ 'QUERY PLAN': [Plan] }], all = nodes(plan.Plan), touched = Math.round(all.reduce((n, x) => n + scanned(x), 0))
      const wrong = [...all.filter((n) => n['Node Type'] === 'Seq Scan' && big.has(n['Relation Name']!)).map((n) => `Seq Scan on ${n['Relation Name']}`), ...(touched > most ? [`${touched} rows touched`] : [])]
      looked++
      console.log(`${wrong.length ? '✗' : '✓'} ${[name, ...Object.values(raw)].join(' ').slice(0, 30).padEnd(31)}${String(who.rows).padStart(6)} ${plan['Execution Time'].toFixed(2).padStart(7)} ms ${String(touched).padStart(6)} ${String(plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks']).padStart(6)}  ${one.text.replace(/\s+/g, ' ').replace(/^select .*? from /, '… ').slice(0, 80)}`)
      if (wrong.length) { faults++; console.log(`  ${wrong.join(', ')}\n  ${one.text}\n${(await explain(who, one, 'text')).map((r) => `    ${r['QUERY PLAN'] as string}`).join('\n')}`) }
    }
    return answer
  }
  for (const who of [office, cra, largest]) {
    for (const tab of ['mine', 'team', 'waiting']) { const { next } = await look(who, 'case.tasks', { tab }); if (next) await look(who, 'case.tasks', { tab, after: next }) }
    const { rows: [first], next } = await look(who, 'studies.list', {}) as { rows: { id: string }[]; next: string | null }
    await look(who, 'studies.list', { tab: 'starting' })
    await look(who, 'studies.list', { q: '研究39' })
    if (next) await look(who, 'studies.list', { after: next })
    await look(who, 'studies.one', { id: first!.id })
    await look(who, 'case.timeline', { subject: first!.id })
    await look(who, 'session.me')
    for (const tab of ['theirs', 'ours']) await look(who, 'notices.waiting', { tab })
    await look(who, 'notices.list', { tab: 'unread' })
    await look(who, 'notices.log')
    await look(who, 'calendar.year', { from: '2026-11-01', to: '2026-11-21' })
  }
} finally {
  await app.end()
  await o.close()
  await city.close()
}
console.log(`plans: ${looked} statements, ${faults} of them read a big table whole or touch more than ${most} rows`)
process.exitCode = faults > 0 ? 1 : 0
