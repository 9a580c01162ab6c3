// What may look at what: one table, read by the test and by anyone who wonders. Every message says what to do instead.
import { read, type File, type Source } from './source.ts'

export interface RoomUse { readonly name: string; readonly uses: readonly string[] }
/** The rooms of the room table in their order; the kernel and the design system never speak these words. */
export const roomNames = ['institutions', 'registry', 'studies', 'ethics', 'agreements', 'startup', 'consent', 'capture', 'safety', 'monitoring', 'funds', 'resources', 'matching', 'adoption', 'transfer', 'policies', 'supervision', 'consultation', 'evaluation'] as const

/** Storey → what it may look down at; `policy` is the measures as data. */
const below: Readonly<Record<string, readonly string[]>> = { kernel: ['kernel'], ui: ['kernel', 'ui'], domains: ['kernel', 'ui', 'domains', 'policy'], app: ['kernel', 'ui', 'domains', 'app', 'policy'] }
/** Kind of file → kinds it may import in its own room, `kind:type` when only for their types. */
const vocabulary: Readonly<Record<string, readonly string[]>> = {
  module: ['api', 'labels', 'terms', 'rules', 'procedure', 'actions', 'queries', 'reactions', 'exchange', 'public'],
  api: ['api', 'rules', 'procedure', 'terms'], labels: [], terms: [], rules: ['rules', 'terms', 'api:type', 'exchange:type'], procedure: ['rules', 'terms'],
  actions: ['actions', 'api', 'rules', 'terms', 'procedure', 'queries', 'exchange'], queries: ['queries', 'api', 'rules', 'terms', 'procedure', 'exchange'], reactions: ['actions', 'queries', 'api', 'rules', 'procedure'],
  exchange: ['exchange', 'api', 'queries', 'labels', 'rules:type'], public: ['api', 'rules', 'terms', 'queries', 'actions'], seed: ['seed', 'actions', 'api'], pages: ['pages', 'api', 'labels', 'rules', 'terms', 'procedure'],
}
const pureKinds = ['api', 'labels', 'terms', 'rules', 'procedure', 'pages']
/** Kind of file (or storey) → packages from outside. */
const packages: Readonly<Record<string, RegExp>> = {
  kernel: /^(node:.*|pg|kysely|zod|fastify|xstate|easy-template-x|@cantoo\/pdf-lib|file-type|saxes|yauzl|uqr|wawoff2|@signpdf\/signpdf|@signpdf\/signer-p12|nodemailer)$/, ui: /^(react|react-dom(\/client)?|@tanstack\/.*|zod)$/, app: /./, api: /^zod$/, pages: /^(react|zod)$/,
  actions: /^(node:crypto|kysely|zod)$/, queries: /^(node:crypto|kysely|zod)$/, reactions: /^(node:crypto|kysely|zod)$/, exchange: /^(node:.*|zod)$/, seed: /^(node:crypto|pg)$/,
}
/** What no browser has: neither a pure file nor a page may reach it, however far down. */
const serverOnly = /^(node:.*|pg|kysely|fastify|@fastify\/.*|xstate(\/.*)?)$/
const fileNames = /^(?:README\.md|(?:module|api|labels|terms|rules|procedure|actions|queries|reactions|exchange|public|seed)\.ts|\d{3}-[a-z0-9-]+\.sql|pages\/[a-z0-9-]+\.tsx|(?:pages\/)?[a-z0-9.-]+\.spec\.tsx?)$/

const isSpec = (path: string) => /\.spec\.tsx?$/.test(path)
export const storey = (path: string): string => /^src\/([a-z]+)\//.exec(path)?.[1] ?? /^(policy)\//.exec(path)?.[1] ?? 'outside'
export const roomOf = (path: string): string | undefined => /^src\/domains\/([^/]+)\//.exec(path)?.[1]
export const kindOf = (path: string): string => isSpec(path) ? 'spec' : path.includes('/pages/') ? 'pages' : path.split('/').at(-1)!.split('.')[0]!
const ours = (path: string) => /^(src|policy|test|tools|city|bench|journeys)\//.test(path)

/** The closed vocabulary: a room holds these files and nothing else, a sub-room the same, one level deep. */
export function strangers(paths: readonly string[]): string[] {
  return paths.filter((p) => roomOf(p)).flatMap((path) => {
    const [, inside = ''] = /^src\/domains\/[^/]+\/(?:(?!pages\/)[a-z0-9-]+\/)?(.+)$/.exec(path) ?? []
    return fileNames.test(inside) ? [] : [`${path}: not a file of this house; say it in one of ${Object.keys(vocabulary).join(' ')} or in a sub-room of one level`]
  })
}

/** Every import that climbs, enters a room by the window, or makes a pure file impure. */
export function trespasses(files: readonly File[], rooms: readonly RoomUse[]): string[] {
  const sources = files.filter((f) => !f.path.endsWith('.gen.ts')).map((f) => read(f)), order = rooms.map((r) => r.name)
  const reach = reaches(sources)
  const early = rooms.flatMap(({ name, uses }, at) => uses.filter((u) => order.indexOf(u) < 0 || order.indexOf(u) >= at).map((u) => `src/domains/${name}/module.ts: ${name} uses ${u}, which does not stand before it in house.ts; news goes upward as events`))
  return [...early, ...sources.flatMap((s) => [...s.imports.flatMap(({ to, type }) => entry(s.path, to, type, rooms, order, reach)).map((m) => `${s.path}: ${m}`), ...impure(s, reach), ...hidden(s)])]
}
/** What is wrong with one import, if anything: first the storeys, then the room's own table, then the doors between rooms. */
function entry(path: string, to: string, type: boolean, rooms: readonly RoomUse[], order: readonly string[], reach: Reach): string[] {
  const from = storey(path), room = roomOf(path), kind = kindOf(path), other = roomOf(to)
  if (kind === 'spec') return []
  if (to === '?') return ['imports a computed path; name the file, so that it can be judged']
  if (!ours(to)) return /\.css$/.test(to) || packages[room ? kind : from]?.test(to) ? [] : [`${room ? kind : from} takes nothing from ${to}; let the kernel or the right kind of file do it`]
  if (storey(to) === 'outside') return [`the program takes nothing from ${to}`]
  if (!below[from]?.includes(storey(to))) return [`${from} may not look up at ${to}; declare it there and hand it down as an argument`]
  if (from === 'app') return other && !['module', 'seed', 'public', 'pages', 'labels', 'api'].includes(kindOf(to)) ? [`the front door enters ${other} by module, seed or public, not by ${to}`] : []
  if (!room) return []
  if (storey(to) === 'ui') return kind === 'pages' ? [] : [`only pages draw; ${kind} takes nothing from ${to}`]
  if (!other) return pureKinds.includes(kind) && storey(to) === 'kernel' && (reach.get(to) || to.endsWith('/implement.ts')) ? [`${kind} stays pure and knows nothing of ${to}; leave it to actions or queries`] : []
  if (other === room) { const may = vocabulary[kind] ?? []; return may.includes(kindOf(to)) || (type && may.includes(`${kindOf(to)}:type`)) ? [] : [`${kind} may not import ${kindOf(to)}; it may import ${may.map((k) => k.replace(':type', ' (types)')).join(', ') || 'nothing of its room'}`] }
  if (kindOf(to) !== 'public' && !(kind === 'seed' && kindOf(to) === 'seed')) return [`enter ${other} by its public.ts, not by ${to}`]
  if (!rooms.find((r) => r.name === room)?.uses.includes(other)) return [`${room} does not declare that it uses ${other}; add it to uses in module.ts${order.indexOf(other) > order.indexOf(room) ? ', but it stands later: listen to its events instead' : ''}`]
  return []
}

/** Ways of loading that no reader of imports sees. */
const hidden = (s: Source): string[] => isSpec(s.path) || !['ui', 'domains'].includes(storey(s.path)) ? [] : s.calls.filter(({ name }) => /^(\.glob|require)$/.test(name)).map(({ name }) => `${s.path}: ${name} loads what nobody sees; import it by name`)

/** Path → the first step of the way to something only a server has, or undefined. */
type Reach = ReadonlyMap<string, string | undefined>
function reaches(sources: readonly Source[]): Reach {
  const by = new Map(sources.map((s) => [s.path, s])), found = new Map<string, string | undefined>()
  const look = (path: string): string | undefined => {
    if (found.has(path)) return found.get(path)
    found.set(path, undefined)
    const step = by.get(path)?.imports.find(({ to, type }) => !type && (serverOnly.test(to) || look(to) !== undefined))?.to
    found.set(path, step)
    return step
  }
  for (const { path } of sources) look(path)
  return found
}
function impure(s: Source, reach: Reach): string[] {
  const browser = !isSpec(s.path) && (storey(s.path) === 'ui' || s.path.endsWith('.tsx') || (roomOf(s.path) && pureKinds.includes(kindOf(s.path))))
  const step = browser ? reach.get(s.path) : undefined
  if (step === undefined) return []
  const way = [step]
  for (let next = reach.get(step); next !== undefined; next = reach.get(next)) way.push(next)
  return [`${s.path}: it runs in the browser, yet leads to ${way.join(' → ')}; cut the way where the server begins`]
}

/** Modules that need each other to load; a type alone needs nothing. */
export function cycles(files: readonly File[]): string[] {
  const by = new Map(files.map((f) => [f.path, read(f)])), done = new Set<string>(), found: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) { found.push(`${[...way.slice(way.indexOf(path)), path].join(' → ')}: move what both need to the lower one`); return }
    if (done.has(path)) return
    for (const { to, type } of by.get(path)?.imports ?? []) if (!type) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of by.keys()) walk(path, [])
  return found
}

interface Touch { readonly schema: string; readonly table: string; readonly verb: string }
const schemas = ['kernel', 'house', ...roomNames].join('|')
const builder = /\.(selectFrom|innerJoin|leftJoin|rightJoin|fullJoin|crossJoin|insertInto|mergeInto|updateTable|deleteFrom)$/
const writing = /^(insert|merge|update|delete|truncate)/i
const mention = new RegExp(`(?:\\b(insert\\s+into|merge\\s+into|update|delete\\s+from|truncate(?:\\s+table)?)\\s+(?:only\\s+)?)?(?<![.\\w])(${schemas})\\.(\\w+)`, 'gi')
/** Every table and function a piece of SQL names; what stands in quotes is data. */
const inSql = (text: string): Touch[] => [...text.replace(/'[^']*'/g, "''").replaceAll('"', '').matchAll(mention)].map(([, verb = 'read', schema = '', name = '']) => ({ schema: schema.toLowerCase(), table: `${schema}.${name}`.toLowerCase(), verb }))
const isSql = /^\s*(select|with|insert|update|delete|merge|truncate|create|alter|drop|call|do)\s/i
/** The tables a program file names, through Kysely or in SQL text. */
const touches = (s: Source): Touch[] => [
  ...s.calls.flatMap(({ name, first }) => { const verb = builder.exec(name)?.[1]; return verb ? first.filter((t) => t.includes('.')).map((t) => ({ schema: t.split('.')[0]!, table: t.split(' ')[0]!, verb })) : [] }),
  ...s.texts.filter((t) => t.how === 'string' && (isSql.test(t.value) || t.within.some((w) => /(^|\.)(sql|query|send)$/.test(w)))).flatMap((t) => inSql(t.value)),
]
const noComment = (sql: string) => sql.replace(/--.*$/gm, '').replace(/\/\*[^]*?\*\//g, '')
/** What a migration makes, changes, grants or protects. */
const making = new RegExp([
  /\b(?:create|alter|drop|comment\s+on|truncate)\s+(?:or\s+replace\s+)?(?:table|view|materialized\s+view|function|procedure|type|domain|sequence|schema|column)\s+(?:if\s+(?:not\s+)?exists\s+)?([a-z_]+)\b/,
  /\b(?:create|drop)\s+(?:unique\s+)?(?:index|policy|trigger|rule)\b[^;]*?\bon\s+([a-z_]+)\./,
  /\b(?:grant|revoke)\b[^;]*?\bon\s+(?:(?:schema|function|table|all\s+\w+\s+in\s+schema)\s+)?([a-z_]+)\b/,
  /kernel\.protect\('([a-z_]+)\./,
].map((r) => r.source).join('|'), 'gi')

/** A room owns its schema: it reads others along declared uses, writes its own, and adds events to the kernel's history. */
export function intrusions(files: readonly File[], rooms: readonly RoomUse[]): string[] {
  return files.filter((f) => roomOf(f.path) && kindOf(f.path) !== 'spec' && /\.(tsx?|sql)$/.test(f.path)).flatMap((f) => {
    const room = roomOf(f.path)!, uses = rooms.find((r) => r.name === room)?.uses ?? [], seed = kindOf(f.path) === 'seed'
    const source = f.path.endsWith('.sql') ? undefined : read(f), sql = noComment(f.text)
    const hidden = source?.calls.filter(({ name }) => /^sql\.(raw|table|ref|id|lit)$/.test(name)).map(({ name }) => `${name} hides what it touches; write the table into the text`) ?? []
    const made = source ? [] : [...sql.matchAll(making)].map((m) => m.slice(1).find(Boolean)!).filter((schema) => schema !== room).map((schema) => `a room makes, grants and protects only what is in its own schema, not in ${schema}`)
    const touched = (source ? touches(source) : inSql(sql)).flatMap(({ schema, table, verb }) => {
      if (schema === room) return []
      if (schema === 'kernel') return !writing.test(verb) || (/^insert/.test(verb) && (seed || table === 'kernel.event')) ? [] : [`writes ${table}; cases move by the kernel's own verbs, a room only adds kernel.event`]
      if (writing.test(verb)) return [`writes ${table} of another room; ask ${schema} for a verb in its public.ts`]
      return uses.includes(schema) ? [] : [`reads ${table} without using ${schema}; declare it in module.ts or let the facts come by an event`]
    })
    return [...hidden, ...made, ...touched].map((m) => `${f.path}: ${m}`)
  })
}
