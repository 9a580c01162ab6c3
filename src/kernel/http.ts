import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import * as z from 'zod'
import { reasonTexts } from './board.ts'
import type { Endpoint } from './endpoint.ts'
import type { Actor, Call, Implementation } from './implement.ts'
import { sayer, type Lang, type Say } from './labels.ts'
import type { Live } from './notices/live.ts'
import { openapi } from './openapi.ts'
import { Conflict, Invalid, NotFound, Refusal } from './refusal.ts'
import { admit, changing, NotSignedIn, travel, WrongRole, type Ground } from './road.ts'

export interface HttpOptions { readonly ground: Ground; readonly implementations: readonly Implementation[]; readonly secure: boolean; readonly https?: { cert: Buffer; key: Buffer }; readonly trustProxy?: boolean; /** who has a page open; without it pages ask again by themselves */ readonly live?: Live; readonly log: (line: Record<string, unknown>) => void }

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const headers = { 'content-security-policy': csp, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=()' }
const DEPTH = 32

/** JSON as it should be: no deeper than 32, no prototype keys, no trailing rubbish. */
export function readJson(text: string): unknown {
  let depth = 0, inside = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inside) { if (c === 92) i++; else if (c === 34) inside = false } else if (c === 34) inside = true
    else if (c === 123 || c === 91) { if (++depth > DEPTH) throw new Invalid([{ path: '', code: 'input.too-deep' }]) } else if (c === 125 || c === 93) depth--
  }
  try { return JSON.parse(text, (key, value: unknown) => { if (key === '__proto__') throw new Invalid([{ path: '__proto__', code: 'input.unknown-field' }]); return value }) } catch (e) {
    throw e instanceof Invalid ? e : new Invalid([{ path: '', code: 'input.not-json' }])
  }
}
/** Flat parameters decoded by the schema's JSON type; a repeated parameter is an array only where one is declared. */
function decoder(endpoint: Endpoint): (query: Record<string, unknown>) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, { type?: string }> }
  return (query) => Object.fromEntries(Object.entries(query).map(([key, value]) => {
    const type = properties[key]?.type
    if (type === 'array') return [key, Array.isArray(value) ? value : [value]]
    if ((type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '') return [key, Number(value)]
    if (type === 'boolean') return [key, value === 'true' ? true : value === 'false' ? false : value]
    return [key, value]
  }))
}

interface Problem { status: number; code: string; title: string; [more: string]: unknown }
/** Every way a request can fail, in words: what, where, how to mend it. */
function problemOf(e: unknown, say: Say): Problem {
  if (e instanceof Invalid) return { status: 400, code: 'invalid', title: say('problem.invalid'), issues: e.issues.map((i) => ({ path: i.path, code: i.code, text: say(i.code, i.facts ?? {}) })) }
  if (e instanceof NotSignedIn) return { status: 401, code: 'not-signed-in', title: say('problem.not-signed-in') }
  if (e instanceof WrongRole) return { status: 403, code: 'wrong-role', title: say('problem.wrong-role', { roles: e.needs.map((r) => say(`role.${r}`)).join('、') }), needs: e.needs }
  if (e instanceof NotFound) return { status: 404, code: 'not-found', title: say('problem.not-found') }
  if (e instanceof Conflict) return { status: 409, code: 'moved', title: say('problem.moved'), now: e.now }
  if (e instanceof Refusal) return { status: 422, code: e.reasons[0]?.code ?? 'refused', title: say('problem.refused'), reasons: reasonTexts({ say } as Call, e.reasons) }
  const f = e as { statusCode?: number; code?: string }
  if (f.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { status: 413, code: 'too-large', title: say('problem.too-large') }
  if (f.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { status: 415, code: 'media-type', title: say('problem.media-type') }
  if (f.statusCode !== undefined && f.statusCode >= 400 && f.statusCode < 500) return { status: f.statusCode, code: 'bad-request', title: say('problem.invalid') }
  if (/ECONNREFUSED|ENOENT|timeout|terminat|57P0|40P01|40001|Connection/i.test(`${f.code ?? ''} ${(e as Error).message}`)) return { status: 503, code: 'database-away', title: say('problem.database-away') }
  return { status: 500, code: 'bug', title: say('problem.bug') }
}

/** Mounts every declared endpoint and nothing else; an endpoint without its handler, or the reverse, stops the start. */
export function openHttp(o: HttpOptions): FastifyInstance {
  const app = Fastify({ logger: false, frameworkErrors: (e: Error, r: FastifyRequest, reply: FastifyReply) => { void reply.headers(headers).header('x-request', r.id); return fail(e, r, reply) }, trustProxy: o.trustProxy ?? false, bodyLimit: 1_048_576, forceCloseConnections: 'idle', requestTimeout: 60_000, genReqId: () => Buffer.from(o.ground.random(9)).toString('base64url'), ...(o.https ? { https: o.https } : {}) } as never) as unknown as FastifyInstance
  const cookie = o.secure ? '__Host-linyan' : 'linyan'
  const says: Record<Lang, Say> = { zh: sayer(o.ground.labels, 'zh'), en: sayer(o.ground.labels, 'en') }
  const langOf = (r: FastifyRequest): Lang => (r.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'zh'
  const fail = (e: unknown, r: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(e, says[langOf(r)])
    if (problem.status >= 500) o.log({ level: 'error', request: r.id, route: r.routeOptions.url, status: problem.status, error: (e as Error).name, message: problem.status === 500 ? (e as Error).message : undefined, stack: (e as Error).stack?.split('\n').slice(1, 6).join(' ') })
    void reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8').header('cache-control', 'no-store').header('x-now', o.ground.clock())
    if (problem.status === 503) void reply.header('retry-after', '5')
    return reply.send(JSON.stringify({ type: 'about:blank', ...problem, request: r.id }))
  }
  app.setErrorHandler((e, r, reply) => fail(e, r, reply))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_r, text, next) => { try { next(null, readJson(text as string)) } catch (e) { next(e as Error) } })
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (r, body, next) => { if (r.method === 'PUT') next(null, body); else next(Object.assign(new Error('media type'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' })) })
  app.addHook('onRequest', async (r, reply) => {
    void reply.headers(headers).header('x-request', r.id)
    if (o.secure) void reply.header('strict-transport-security', 'max-age=31536000')
    if (r.method === 'GET' || r.method === 'HEAD') return
    const { origin } = r.headers, site = r.headers['sec-fetch-site']
    if (origin !== `${r.protocol}://${r.host}` || (site !== undefined && site !== 'same-origin')) throw new Refusal('road.cross-site')
  })
  // a browser keeps connections it may never use: what is being answered is answered, the rest is let go at once
  let answering = 0, closing = false
  const release = () => { if (closing && answering === 0) app.server.closeAllConnections() }
  app.addHook('onRequest', async (_r, reply) => { answering++; reply.raw.once('close', () => { answering--; release() }) })
  app.addHook('preClose', async () => { closing = true; await o.live?.close(); release() })
  const answer = (impl: Implementation, read: (r: FastifyRequest) => unknown) => async (r: FastifyRequest, reply: FastifyReply) => {
    const { endpoint } = impl, key = r.headers['idempotency-key']
    if (changing(endpoint) && (typeof key !== 'string' || !/^[\x21-\x7e]{8,100}$/.test(key))) throw new Invalid([{ path: 'Idempotency-Key', code: 'road.key-missing' }])
    const body = endpoint.kind === 'upload' ? upload(r) : undefined
    const out = await travel(o.ground, impl, { token: cookies(r)[cookie] ?? null, raw: read(r), lang: langOf(r), request: r.id, ...(typeof key === 'string' ? { key } : {}), ...(body ? { body } : {}) })
    if (out.token !== undefined) void reply.header('set-cookie', `${cookie}=${out.token ?? ''}; Path=/; HttpOnly; SameSite=Lax${o.secure ? '; Secure' : ''}; Max-Age=${out.token === null ? 0 : 43_200}`)
    if (out.token !== undefined) { const former = cookies(r)[cookie]; if (former !== undefined) o.live?.drop(o.ground.hash(former), out.token === null) }
    if (out.replayed) void reply.header('idempotent-replay', 'true')
    if (endpoint.kind === 'download') return sendFile(o.ground, JSON.parse(out.text) as Kept, reply)
    return reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').header('x-now', o.ground.clock()).send(out.text)
  }
  /** The session is asked as for any other answer; then the answer stays open. Where nothing is live, 204 tells the browser not to come back. */
  const streaming = (impl: Implementation) => async (r: FastifyRequest, reply: FastifyReply) => {
    const token = cookies(r)[cookie] ?? null
    let who: Actor | undefined
    await travel(o.ground, { ...impl, run: async (call) => { who = await call.me; return impl.run(call) } }, { token, raw: r.query, lang: langOf(r), request: r.id })
    if (r.method === 'HEAD' || !o.live || !who || closing) return reply.code(204).send()
    reply.hijack()
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    o.live.join(o.ground.hash(token!), who, reply.raw)
  }
  for (const impl of o.implementations) {
    const { endpoint } = impl, url = `/api/${endpoint.name}`
    if (endpoint.kind === 'query' || endpoint.kind === 'download') { const decode = decoder(endpoint); app.get(url, answer(impl, (r) => decode(r.query as Record<string, unknown>))) }
    else if (endpoint.kind === 'upload') { const decode = decoder(endpoint); app.put(url, { bodyLimit: endpoint.limit ?? 20_000_000, preParsing: async (r, _reply, body) => { await admit(o.ground, endpoint, cookies(r)[cookie] ?? null); return body } }, answer(impl, (r) => decode(r.query as Record<string, unknown>))) }
    else if (endpoint.kind === 'live') app.get(url, streaming(impl))
    else app.post(url, answer(impl, (r) => r.body ?? {}))
  }
  const described = { zh: '', en: '' }
  app.get('/api/openapi.json', (r, reply) => { const lang = langOf(r); described[lang] ||= JSON.stringify(openapi(o.implementations.map((i) => i.endpoint), says[lang])); return reply.header('content-type', 'application/json; charset=utf-8').send(described[lang]) })
  app.setNotFoundHandler((r, reply) => fail(new NotFound(), r, reply))
  return app
}
interface Kept { hash: string; name: string; type: string; inline?: boolean }
/** A kept file: saved under its name, or shown where its kind is harmless. */
async function sendFile(ground: Ground, { hash, name, type, inline }: Kept, reply: FastifyReply): Promise<FastifyReply> {
  const bytes = await ground.keep.files.get(hash)
  if (!bytes) throw new NotFound()
  const shown = inline === true && /^(application\/pdf|image\/(png|jpeg))$/.test(type)
  return reply.header('content-type', shown ? type : 'application/octet-stream').header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`).header('cache-control', 'private, no-store').header('content-security-policy', `default-src 'none'; ${shown ? "object-src 'self'; img-src 'self'; " : ''}style-src 'unsafe-inline'; frame-ancestors 'self'${type === 'application/pdf' && shown ? '' : '; sandbox'}`).header('x-content-sha256', hash).send(bytes)
}
/** The bytes of an upload, if they are what their hash said they would be. */
function upload(r: FastifyRequest): Uint8Array {
  const body = r.body instanceof Buffer ? r.body : Buffer.alloc(0)
  if (r.headers['x-content-sha256'] !== createHash('sha256').update(body).digest('hex')) throw new Invalid([{ path: 'X-Content-SHA256', code: 'road.hash-differs' }])
  return body
}
function cookies(r: FastifyRequest): Record<string, string> {
  return Object.fromEntries((r.headers.cookie ?? '').split(';').map((pair) => pair.trim().split(/=(.*)/s, 2) as [string, string]).filter(([name, value]) => name !== '' && value !== undefined))
}
