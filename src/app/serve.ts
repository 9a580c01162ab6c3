import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import staticFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { pin, signerOf } from '#kernel/audit/note.ts'
import { start as startSequencer } from '#kernel/audit/sequencer.ts'
import { secret, type Config } from '#kernel/config.ts'
import type { Log, Target } from '#kernel/db/postgres.ts'
import { connectionAs } from '#kernel/db/migrate.ts'
import { openPool } from '#kernel/db/open.ts'
import { openHttp } from '#kernel/http.ts'
import { startNotices } from '#kernel/notices/work.ts'
import { clockOf, keepIn, open } from './open.ts'
import { seedDemo } from './seed.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** The built web: pieces that never change under /assets, and the one page under every other address. */
export async function mountWeb(app: FastifyInstance, root = dist): Promise<void> {
  if (!existsSync(root)) return
  await app.register(staticFiles, { root, preCompressed: true, serve: false })
  app.get('/*', (r, reply) => {
    const path = r.url.split('?')[0]!
    if (path.startsWith('/api/')) return reply.callNotFound()
    if (path.startsWith('/assets/')) return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(path.slice(1), { cacheControl: false })
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
  })
}
/** Loads what the database lacks, mounts the declared endpoints and the built web, and listens. */
export async function serve({ target, config, log }: { target: Target; config: Config; log: Log }): Promise<{ url: string; close(): Promise<void> }> {
  pin(config.dataDir, signerOf(secret(config.dataDir, 'audit-key')), log)
  const demo = config.mode === 'demo', opened = await open(target, { demo, pepper: secret(config.dataDir, 'session-pepper'), keep: keepIn(config.dataDir, config.address ?? `${config.tls ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}/`, config.mail !== undefined), clock: clockOf(config.clock) })
  if (demo) await seedDemo(target, opened, log)
  for (const w of opened.ground.calendar().warnings(opened.ground.clock().slice(0, 10))) log(w.code === 'missing' ? `日历缺 ${w.year} 年，用到它的日期按暂定计算` : `${w.year} 年节假日安排尚未公布，用到它的日期标为暂定`)
  const secure = config.tls !== undefined || config.trustProxy
  const complain = (line: Record<string, unknown>) => { console.error(JSON.stringify(line)) }
  const clerks = openPool(connectionAs(target, 'clerk'), 4), notices = startNotices({ pool: clerks, ground: opened.ground, endpoints: opened.endpoints, log: complain, ...(config.mail ? { mail: config.mail } : {}) })
  const app = openHttp({
    ground: opened.ground, implementations: opened.implementations, secure, trustProxy: config.trustProxy, live: notices.live, log: complain,
    ...(config.tls ? { https: { cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) } } : {}),
  })
  await mountWeb(app)
  await app.listen({ port: config.port, host: config.host })
  const stopSequencer = startSequencer(target, opened.ground.keep, opened.ground.clock, log)
  const address = app.server.address(), port = address !== null && typeof address === 'object' ? address.port : config.port
  return { url: `${config.tls ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}/`, close: async () => { await app.close(); await notices.stop(); await clerks.end(); await stopSequencer(); await opened.close() } }
}
