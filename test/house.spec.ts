// What the house says: a word for everything a person can see, a measure for every citation, one description of every endpoint.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { house, parts, rooms } from '#app/house.ts'
import { labels as appLabels } from '#app/labels.ts'
import type { Basis, Cite } from '#kernel/cite.ts'
import type { Endpoint } from '#kernel/endpoint.ts'
import { sayer, type Labels } from '#kernel/labels.ts'
import { openapi } from '#kernel/openapi.ts'
import { openMove, type Procedure, type Stage } from '#kernel/procedure.ts'
import { kernelLabels } from '#kernel/words.ts'
import { labels as uiLabels } from '#ui/labels.ts'
import { documents, findMeasure, measures } from '../policy/documents.ts'
import { plain, splitMeasures } from '../policy/measure.ts'
import { roomOf, storey } from '../tools/boundaries.ts'
import { filesUnder, read, type File } from '../tools/source.ts'
import { where } from '../tools/where.ts'

const h = house(true), procedures = [...h.work.procedures.values()]
const books: readonly (readonly [name: string, labels: Labels])[] = [['kernel', kernelLabels], ['ui', uiLabels], ['app', appLabels], ['parts', Object.assign({}, ...parts.map((p) => p.labels)) as Labels], ...rooms.map((r) => [r.name, r.labels] as const)]
const book: Labels = Object.assign({}, ...books.map(([, l]) => l))
const programs = filesUnder('src', /\.tsx?$/).filter(({ path }) => !/\.(spec|gen)\.tsx?$/.test(path) && !path.includes('/gallery'))
const han = /\p{Script=Han}/u

/** Every key a declaration makes: rooms, endpoints, procedures with stages, moves, tasks and clocks, rules with reasons, offices and sides, fields of a move. */
function declared(endpoints: readonly Endpoint[], all: readonly Procedure[], rules: readonly { name: string; codes: readonly string[] }[]): string[] {
  const holders = all.flatMap((p) => Object.entries<Stage>(p.stages).flatMap(([stage, s]) => [s.by, ...Object.keys(s.moves ?? {}).map((m) => openMove(p, stage, m)?.by)])).filter((b) => b !== undefined)
  return [...new Set([
    ...endpoints.flatMap(({ name, who }) => [name, ...(typeof who === 'string' ? [] : who.map((r) => `role.${r}`))]), ...holders.flatMap((b) => [`side.${b.side}`, ...b.roles.map((r) => `role.${r}`)]),
    ...rules.flatMap(({ name, codes }) => [name, ...codes.map((c) => `${name}.${c}`)]), ...endpoints.flatMap((e) => formats(e.input)),
    ...all.flatMap((p) => [p.name, `${p.name}.open`, ...p.clocks.map((c) => c.name), ...Object.entries<Stage>(p.stages).flatMap(([stage, s]) => [
      `${p.name}.stage.${stage}`, ...(s.by ? [`${p.name}.todo.${stage}`] : []), ...(s.joined ? [`${p.name}.join`] : []),
      ...Object.keys(s.moves ?? {}).flatMap((m) => [`${p.name}.${m}`, ...Object.keys(endpoints.find((e) => e.name === `${p.name}.${m}`)?.input.shape ?? {}).filter((f) => !['id', 'seen', 'note', 'on'].includes(f)).map((f) => `field.${f}`)])])]),
  ])]
}
/** The complaints a form of input can give rise to: `input.not-date` where a date is asked. */
const formats = (schema: z.ZodType): string[] => [...JSON.stringify(schema, (key, value: unknown) => (key === '~standard' ? undefined : value)).matchAll(/"check":"string_format","format":"([a-z]+)"|"format":"([a-z]+)","check":"string_format"/g)].map(([, a, b]) => `input.not-${a ?? b}`)
/** Every key a program names: what it says, what it refuses with, what it calls an event, which side a party is on. */
function named(file: File): string[] {
  const { calls, properties, texts } = read(file)
  return [
    ...calls.filter(({ name }) => /(^|\.)(say|Refusal)$/.test(name)).flatMap(({ first }) => first), ...properties.filter((p) => p.name === 'code').map((p) => p.value).filter((c) => c.includes('.')),
    ...properties.filter((p) => p.name === 'name' && /insertInto\(\)\.values$/.test(p.within[0] ?? '')).map((p) => p.value), ...properties.filter((p) => p.name === 'side' && /^[a-z]/.test(p.value)).map((p) => `side.${p.value}`),
    ...(file.path.endsWith('.tsx') ? texts.map((t) => t.value).filter((t) => /^(ui|app|work|role|side|field)(\.[a-zA-Z-]+)+$/.test(t)) : []),
  ].filter((key) => /^[a-z][\w.${}-]*$/.test(key))
}
const said = (key: string, words: Labels): boolean => key in words || (key.includes('${}') && Object.keys(words).some((k) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('${}', '.+')}$`).test(k)))
const unsaid = (file: File, words: Labels): string[] => named(file).filter((key) => !said(key, words)).map((key) => `${file.path}: ${key} has no words`)

describe('标签', () => {
  const keys = [...rooms.map((r) => r.name), ...declared(h.endpoints, procedures, h.rules)]
  it('每个房间、端点、流程、阶段、步骤、待办、时限、规则、理由、岗位、各方都有中英文', () => {
    expect(keys.length).toBeGreaterThan(200)
    expect(keys.filter((k) => !(k in h.labels))).toEqual([])
  })
  it('少一个标签就被看见', () => {
    const p: Procedure = { ...procedures[0]!, name: 'x.y', stages: { a: { by: { side: 'moon', roles: ['poet'] }, moves: { go: { to: 'b', automatic: true } } }, b: { ends: 'granted' } }, start: 'a', clocks: [] }
    expect(declared([], [p], [{ name: 'x.rule', codes: ['bad'] }]).filter((k) => !(k in h.labels)).sort()).toEqual(['role.poet', 'side.moon', 'x.rule', 'x.rule.bad', 'x.y', 'x.y.go', 'x.y.open', 'x.y.stage.a', 'x.y.stage.b', 'x.y.todo.a'])
    expect(formats(h.endpoints.find((e) => e.name === 'startup.site.kickOff')!.input).sort()).toContain('input.not-date')
  })
  it('程序说出口的、拒绝时给的，都有标签；服务器只用内核与房间的标签', () => {
    expect(programs.flatMap(named).length).toBeGreaterThan(150)
    const server = programs.filter(({ path }) => /^src\/(kernel|domains)\//.test(path) && !path.includes('/pages/'))
    expect(server.flatMap((f) => unsaid(f, h.labels))).toEqual([])
    expect(unsaid({ path: 'src/kernel/x.ts', text: "throw new Refusal('road.lost'); const a = [{ code: 'road.gone' }], b = call.say(`moon.${a}`), c = say('road.key-reused')" }, h.labels)).toHaveLength(3)
  })
  it('每一页自带它要说的话：界面的、前门的、它引入的标签，不靠别的页先打开', () => {
    const by = new Map(programs.map((f) => [f.path, f])), pages = programs.filter(({ path }) => path.endsWith('.tsx') || storey(path) === 'ui' || /^src\/app\/(navigation|pages\/)/.test(path))
    const reached = (path: string, seen = new Set<string>()): Set<string> => { if (!seen.has(path) && by.has(path)) { seen.add(path); for (const { to, type } of read(by.get(path)!).imports) if (!type) reached(to, seen) } return seen }
    const words = import.meta.glob<Labels>(['../src/domains/**/labels.ts', '../src/kernel/*/labels.ts', '../src/app/labels.ts'], { eager: true, import: 'labels' }), own = (paths: Iterable<string>): Labels => Object.assign({}, ...[...paths].map((p) => words[`../${p}`] ?? {}))
    const front = own(read(by.get('src/app/web.tsx')!).imports.map((i) => i.to)), carried = (path: string): Labels => Object.assign({}, uiLabels, storey(path) === 'ui' ? {} : front, own(reached(path)))
    expect(unsaid({ path: 'src/domains/ethics/pages/one.tsx', text: "say('studies.find'); say('side.site'); const a = 'ui.nothing-of-this'" }, { ...uiLabels, ...front })).toHaveLength(2)
    expect(Object.keys(front).length).toBeGreaterThan(40)
    expect(pages.length).toBeGreaterThan(40)
    // Parts of a page speak with the words of the page that draws them.
    const drawn = (path: string) => pages.filter((f) => read(f).imports.some((i) => i.to === path)).map((f) => f.path)
    expect(pages.flatMap((f) => unsaid(f, Object.assign({}, carried(f.path), ...(roomOf(f.path) ? drawn(f.path).map(carried) : []))))).toEqual([])
  })
  it('中文有汉字、英文没有汉字；两种文字里的空格处相同；同一个键只有一个出处', () => {
    const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(), letters = (text: string) => text.replace(/\{\w+\}/g, '').match(/[A-Za-z0-9]/g)?.join('') ?? ''
    const plainWords = (text: string) => text.replace(/\{\w+\}/g, '').split(/[\s（）]+/).some((w) => /^[A-Z]?[a-z]+$/.test(w))
    // A switch of language is written in the language it leads to; names of registers, units and bare figures are alike in both; English has no measure words.
    const switches = ['ui.me.language.zh', 'ui.me.language.en', 'sign-in.language']
    const wrong = (words: Labels) => Object.entries(words).filter(([key, [zh, en]]) => !switches.includes(key) && ((!han.test(zh) && (letters(zh) !== letters(en) || plainWords(zh))) || han.test(en) || zh === '' || (en === '' && !key.endsWith('.unit')) || holes(zh) !== holes(en)))
      .map(([key]) => key).filter((key) => key !== 'studies.import.unreadable')
    expect(Object.keys(book).length).toBeGreaterThan(400)
    expect(wrong(book)).toEqual([])
    expect(wrong({ a: ['Accept', 'Accept'], b: ['受理', '受理'], c: ['第 {n} 日', 'day'], d: ['受理 {n}', 'Accept {n}'] })).toEqual(['a', 'b', 'c'])
    const all = books.flatMap(([name, words]) => Object.keys(words).map((key) => [key, name] as const))
    expect(all.filter(([key, name]) => all.some(([k, n]) => k === key && n !== name))).toEqual([])
    const own = rooms.flatMap((r) => Object.keys(r.labels).filter((k) => k !== r.name && !k.startsWith(`${r.name}.`) && !/^(role|side|field|letter|document\.kind)\./.test(k)))
    expect(own).toEqual([])
  })
})

describe('名字', () => {
  it('房间里写着的每个带点的名字都有这个东西：流程、步骤、时限、规则、标签、表或措施里说的房间', () => {
    const tables = new Set([...readFileSync(new URL('../src/kernel/db/tables.gen.ts', import.meta.url), 'utf8').matchAll(/^ {2}'([\w.]+)'/gm)].map((m) => m[1]!)), planned = new Set(measures.flatMap((m) => m.rooms)), names = rooms.map((r) => r.name).join('|')
    const dotted = (f: File) => read(f).texts.map((t) => t.value.replace(/ as \w+$/, '')).filter((t) => new RegExp(`^(${names})(\\.[a-zA-Z0-9-]+)+$`).test(t))
    const strange = (f: File) => dotted(f).filter((t) => !(t in h.labels) && !tables.has(t) && !planned.has(t)).map((t) => `${f.path}: nothing is called ${t}`)
    const inside = programs.filter(({ path }) => roomOf(path) && !/labels\.ts$/.test(path))
    expect(inside.flatMap(dotted).length).toBeGreaterThan(40)
    expect(inside.flatMap(strange)).toEqual([])
    expect(strange({ path: 'src/domains/ethics/queries.ts', text: "db.where('procedure', '=', 'startup.initation'); db.selectFrom('studies.study as s')" })).toHaveLength(1)
  })
  it('where 按中文、英文、名字都找得到，给出所在的文件夹，按次序排；没有就没有', () => {
    expect(where(h.labels, '签发批件')).toEqual(['签发批件 · ethics.review.issue → src/domains/ethics'])
    expect(where(h.labels, 'confirm an IMPORT')).toEqual([expect.stringMatching(/ · studies\.import\.confirm → src\/domains\/studies\/import$/)])
    expect(where(h.labels, 'session.sign-in')).toContain('登录 · session.sign-in → src/kernel')
    const many = where(h.labels, '受理')
    expect(many.length).toBeGreaterThan(5)
    expect(many).toEqual([...many].sort((a, b) => a.localeCompare(b, 'zh')))
    expect([where(h.labels, '没有这回事'), where(h.labels, ' ')]).toEqual([[], []])
  })
})

const shared = new URL('../../shared/policies/', import.meta.url)
const clauses = existsSync(shared) ? { HZ: splitMeasures(readFileSync(new URL('hangzhou-2024-112-clinical-research-measures.txt', shared), 'utf8')), ZJ: splitMeasures(readFileSync(new URL('zhejiang-biomedical-innovation-opinions-draft.txt', shared), 'utf8')) } : null
/** Whether a phrase stands word for word in its measure: in the official text where it is at hand, else in the phrases checked against it. */
function quoted({ measure, phrase }: Cite, official: typeof clauses): boolean {
  const found = findMeasure(measure), text = official?.[measure.startsWith('HZ') ? 'HZ' : 'ZJ'][Number(measure.slice(3)) - 1]?.text
  return found !== undefined && phrase === plain(phrase) && phrase.length > 1 && (official ? text?.includes(phrase) === true : found.phrases.some((p) => p.includes(phrase)))
}
describe('依据', () => {
  const cites = [...h.endpoints, ...procedures, ...h.rules].flatMap((x) => x.cites.map((c) => ({ ...c, by: x.name })))
  const written = programs.filter(({ path }) => roomOf(path)).flatMap((f) => read(f).texts.filter((t) => t.within.includes('basis') || (/\/(rules|terms|procedure)\.ts$/.test(f.path) && han.test(t.value) && !t.within.includes('cite'))))
  const bases = [...procedures.flatMap((p) => [...p.basis, ...p.clocks.flatMap((c) => c.basis)]), ...written.map((t): Basis => ({ kind: 'normative', document: t.value }))]
  const draft = (b: Basis) => /征求意见稿|草案/.test(b.document + (b.article ?? '')) || documents.some((d) => d.status === 'draft' && plain(b.document).includes(plain(d.title.replace(/（征求意见稿）/, ''))))
  it('二十五条与八条都在', () => expect(['HZ', 'ZJ'].map((code) => measures.filter((m) => m.number.startsWith(code)).length)).toEqual([25, 8]))
  it(`每处引用一字不差地出自它说的那一条（${clauses ? '对官方文本核过' : '手边没有官方文本，对要语核过'}）`, () => {
    expect(cites.length).toBeGreaterThan(40)
    for (const official of [clauses, null]) expect(cites.filter((c) => !quoted(c, official))).toEqual([])
    for (const official of [clauses, null]) for (const wrong of [{ measure: 'HZ-09', phrase: '并联审察' }, { measure: 'HZ-08', phrase: '并联审查' }, { measure: 'HZ-26', phrase: '并联审查' }, { measure: 'HZ-09', phrase: ' 并联审查' }] as const) expect(quoted(wrong, official), wrong.phrase).toBe(false)
  })
  it('每条规则、每个流程都说出哪条措施要它，流程的时限都有依据', () => {
    expect([...procedures, ...h.rules].filter((x) => x.cites.length === 0).map((x) => x.name)).toEqual([])
    expect(procedures.flatMap((p) => p.clocks).filter((c) => c.basis.length === 0).map((c) => c.name)).toEqual([])
  })
  it('征求意见稿只作参考，从不作依据', () => {
    expect(bases.length).toBeGreaterThan(8)
    expect(bases.filter(draft)).toEqual([])
    expect(draft({ kind: 'normative', document: '关于支持生物医药产业创新发展的若干意见' })).toBe(true)
    expect(draft({ kind: 'normative', document: '某某办法（征求意见稿）' })).toBe(true)
  })
})

describe('接口说明', () => {
  const doc = JSON.parse(JSON.stringify(openapi(h.endpoints, sayer(h.labels, 'zh')))) as Record<string, unknown>
  interface Operation { operationId?: string; summary?: string; parameters?: { name: string; in: string; schema?: unknown }[]; requestBody?: { content?: Record<string, { schema?: unknown }> }; responses?: Record<string, { description?: string }>; 'x-permission'?: unknown }
  const types = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']
  /** Faults of a description by the rules of OpenAPI 3.1 that can be checked without asking anybody. */
  function faults(d: Record<string, unknown>): string[] {
    const operations = Object.entries(d['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, item]) => Object.entries(item).map(([method, o]) => ({ path, method, o })))
    const found: string[] = /^3\.1\.\d$/.test(String(d['openapi'])) ? [] : ['openapi: not 3.1']
    const walk = (x: unknown, at: string): void => {
      if (Array.isArray(x)) { x.forEach((y, i) => { walk(y, `${at}/${i}`) }); return }
      if (typeof x !== 'object' || x === null) return
      for (const [key, y] of Object.entries(x)) {
        if (key === '$ref' && String(y).split('/').slice(1).reduce<unknown>((o, step) => (o as Record<string, unknown> | undefined)?.[step], d) === undefined) found.push(`${at}: ${String(y)} leads nowhere`)
        if (key === 'type' && typeof y === 'string' && !at.endsWith('/properties') && !types.includes(y)) found.push(`${at}: ${y} is no type`)
        if (key === 'nullable' || (/^exclusive/.test(key) && typeof y === 'boolean')) found.push(`${at}: ${key} belongs to 3.0`)
        if (key === 'required' && Array.isArray(y) && !('propertyNames' in x)) for (const name of y) if (!(name as string in ((x as { properties?: object }).properties ?? {}))) found.push(`${at}: ${String(name)} is required and not declared`)
        walk(y, `${at}/${key}`)
      }
    }
    walk(d, '')
    for (const { path, method, o } of operations) {
      if (path !== `/api/${o.operationId}`) found.push(`${path}: operationId is ${o.operationId}`)
      if (method === 'get' && o.requestBody) found.push(`${path}: a read has no body`)
      if (!o.responses?.['200'] || Object.values(o.responses).some((r) => !r.description)) found.push(`${path}: answers are not described`)
      if (new Set(o.parameters?.map((p) => `${p.in} ${p.name}`)).size !== (o.parameters?.length ?? 0) || o.parameters?.some((p) => !p.schema)) found.push(`${path}: parameters`)
      if (!o.summary || o.summary === o.operationId) found.push(`${path}: no words`)
    }
    return found
  }
  it('合 OpenAPI 3.1 的规则，每个端点一条路、一个编号、一个权限', () => {
    const operations = Object.values(doc['paths'] as Record<string, Record<string, Operation>>).flatMap((item) => Object.values(item))
    expect(operations.map((o) => o.operationId).sort()).toEqual(h.endpoints.map((e) => e.name).sort())
    for (const e of h.endpoints) expect(operations.find((o) => o.operationId === e.name)?.['x-permission'], e.name).toEqual(e.who)
    expect(faults(doc)).toEqual([])
  })
  it('说明里有错就被看见', () => {
    const broken = (change: (d: { openapi: string; paths: Record<string, Record<string, Operation>> }) => void) => { const d = structuredClone(doc); change(d as never); return faults(d) }
    const first = (d: { paths: Record<string, Record<string, Operation>> }) => Object.values(d.paths['/api/case.tasks']!)[0]!
    expect(broken((d) => { d.openapi = '3.0.3' })).toHaveLength(1)
    expect(broken((d) => { first(d).operationId = 'case.other' })).toHaveLength(1)
    expect(broken((d) => { first(d).parameters![0]!.schema = { $ref: '#/components/schemas/Lost' } })).toHaveLength(1)
    expect(broken((d) => { first(d).parameters![0]!.schema = { type: 'date' } })).toHaveLength(1)
    expect(broken((d) => { first(d).requestBody = { content: { 'application/json': { schema: { type: 'object', required: ['a'], properties: {} } } } } })).toHaveLength(2)
    expect(broken((d) => { first(d).parameters!.push(first(d).parameters![0]!) })).toHaveLength(1)
  })
})
