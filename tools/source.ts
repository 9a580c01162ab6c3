// What a source file says, read by the parser that also builds the web: its imports, texts and calls, without its comments.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from 'vite'

export interface File { readonly path: string; readonly text: string }
/** `type`: erased when the program runs. `to`: a path from the root, or a package's name; '?' when it is computed. */
export interface Import { readonly to: string; readonly type: boolean }
/** A text of the program; `within` are the calls and tags it is given to, the nearest first; `${}` stands where a template is filled. */
export interface Text { readonly value: string; readonly how: 'string' | 'regex' | 'markup'; readonly within: readonly string[] }
/** A call, `new` or tagged template by its dotted name, with the texts given as its first argument. */
export interface Call { readonly name: string; readonly first: readonly string[]; readonly given: number }
/** An object's property with a text for its value, and the calls it stands in. */
export interface Property { readonly name: string; readonly value: string; readonly within: readonly string[] }
export interface Source extends File { readonly imports: readonly Import[]; readonly texts: readonly Text[]; readonly calls: readonly Call[]; readonly properties: readonly Property[]; readonly code: string }

interface Node { readonly type: string; readonly [key: string]: unknown }
const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && typeof (x as Node).type === 'string'
const nameOf = (x: unknown): string => {
  if (!isNode(x)) return ''
  if (x.type === 'Identifier' || x.type === 'JSXIdentifier') return String(x['name'])
  if (x.type === 'MemberExpression') return `${nameOf(x['object'])}.${nameOf(x['property'])}`
  if (x.type === 'CallExpression') return `${nameOf(x['callee'])}()`
  return x.type === 'ChainExpression' || x.type === 'TSNonNullExpression' || x.type === 'TSAsExpression' ? nameOf(x['expression']) : ''
}
const template = (x: Node): string => (x['quasis'] as { value: { cooked: string | null } }[]).map((q) => q.value.cooked ?? '').join('${}')
/** The text of a literal or template; the texts of a list of them. */
const textsOf = (x: unknown): string[] => {
  if (Array.isArray(x)) return x.flatMap(textsOf)
  if (!isNode(x)) return []
  if (x.type === 'Literal') return typeof x['value'] === 'string' ? [x['value']] : []
  if (x.type === 'TemplateLiteral') return [template(x)]
  if (x.type === 'ConditionalExpression') return textsOf([x['consequent'], x['alternate']])
  return x.type === 'ArrayExpression' ? textsOf(x['elements']) : []
}
/** A path from the root for what is ours, a package's name for what is not. */
export const resolve = (path: string, from: string): string => from.startsWith('#') ? `src/${from.slice(1)}` : from.startsWith('.') ? normalize(join(dirname(path), from)) : from

const known = new WeakMap<File, Source>()
/** Reads a TypeScript file, once; a fault of grammar is thrown, for what cannot be read cannot be judged. */
export function read(file: File): Source {
  const source = known.get(file) ?? parsed(file)
  known.set(file, source)
  return source
}
function parsed({ path, text }: File): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const imports: Import[] = [], texts: Text[] = [], calls: Call[] = [], properties: Property[] = []
  const walk = (x: unknown, within: readonly string[]): void => {
    if (Array.isArray(x)) { for (const one of x) walk(one, within); return }
    if (!isNode(x)) return
    const add = (from: unknown, type: boolean) => { imports.push({ to: isNode(from) && typeof from['value'] === 'string' ? resolve(path, from['value']) : textsOf(from).map((t) => resolve(path, t))[0] ?? '?', type }) }
    const enter = (callee: unknown, given: readonly unknown[], inside: unknown) => { const name = nameOf(callee); calls.push({ name, first: textsOf(given[0]), given: given.length }); walk(callee, within); walk(inside, [name, ...within]) }
    switch (x.type) {
      case 'ImportDeclaration': add(x['source'], x['importKind'] === 'type'); return
      case 'ExportAllDeclaration': add(x['source'], x['exportKind'] === 'type'); return
      case 'ExportNamedDeclaration': if (x['source']) { add(x['source'], x['exportKind'] === 'type'); return } break
      case 'ImportExpression': add(x['source'], false); return
      case 'TSImportType': add(x['source'], true); break
      case 'TSExternalModuleReference': add(x['expression'], false); return
      case 'CallExpression': case 'NewExpression': enter(x['callee'], x['arguments'] as unknown[], x['arguments']); return
      case 'TaggedTemplateExpression': enter(x['tag'], [x['quasi']], x['quasi']); return
      case 'Property': for (const value of textsOf(x['value'])) properties.push({ name: nameOf(x['key']) || textsOf(x['key'])[0] || '', value, within }); break
      case 'TemplateLiteral': texts.push({ value: template(x), how: 'string', within }); walk(x['expressions'], within); return
      case 'JSXText': texts.push({ value: String(x['value']), how: 'markup', within }); return
      case 'Literal': if (x['regex']) texts.push({ value: String((x['regex'] as { pattern: string }).pattern), how: 'regex', within }); else if (typeof x['value'] === 'string') texts.push({ value: x['value'], how: 'string', within }); return
    }
    for (const key in x) if (key !== 'parent') walk(x[key], within)
  }
  walk(program.body, [])
  return { path, text, imports, texts, calls, properties, code: comments.reduceRight((code, c) => code.slice(0, c.start) + ' '.repeat(c.end - c.start) + code.slice(c.end), text) }
}

const root = new URL('../', import.meta.url).pathname
/** The files under a folder of the house whose names end so. */
export const filesUnder = (folder: string, ends: RegExp): File[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
  .filter((e) => e.isFile() && ends.test(e.name)).map((e) => join(e.parentPath, e.name).slice(root.length)).sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
