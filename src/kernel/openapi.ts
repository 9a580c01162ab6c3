import * as z from 'zod'
import type { Endpoint } from './endpoint.ts'
import type { Say } from './labels.ts'

type Schema = Record<string, unknown>
const shape = (schema: z.ZodType, io: 'input' | 'output'): Schema => { const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any', reused: 'inline' }) as Schema; return rest }
const method = { query: 'get', live: 'get', download: 'get', ask: 'post', action: 'post', upload: 'put' } as const

/** OpenAPI 3.1 of every endpoint, from the same declarations that mount them. */
export function openapi(endpoints: readonly Endpoint[], say: Say): Schema {
  const problem = { description: 'RFC 9457', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
  const paths: Record<string, Schema> = {}
  for (const e of endpoints) {
    const flat = e.kind === 'query' || e.kind === 'upload' || e.kind === 'download' || e.kind === 'live'
    const input = shape(e.input, 'input') as { properties?: Record<string, Schema>; required?: string[] }
    const parameters = [
      ...(flat ? Object.entries(input.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', required: input.required?.includes(name) ?? false, schema })) : []),
      ...(e.kind === 'action' || (e.kind === 'upload' && !e.quiet) ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 8, maxLength: 100 } }] : []),
      ...(e.kind === 'upload' ? [{ name: 'X-Content-SHA256', in: 'header', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } }] : []),
    ]
    const requestBody = e.kind === 'upload' ? { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } : flat ? undefined : { required: true, content: { 'application/json': { schema: input } } }
    paths[`/api/${e.name}`] = { [method[e.kind]]: {
      operationId: e.name, summary: say(e.name), tags: [e.name.split('.').slice(0, -1).join('.')], 'x-permission': e.who, 'x-measures': e.cites.map((c) => c.measure), parameters, ...(requestBody ? { requestBody } : {}),
      responses: { 200: { description: 'OK', content: e.kind === 'live' ? { 'text/event-stream': { schema: shape(e.output, 'output') } } : { 'application/json': { schema: shape(e.output, 'output') } } }, 400: problem, 401: problem, 403: problem, 404: problem, 409: problem, 422: problem, 500: problem },
    } }
  }
  return {
    openapi: '3.1.1', info: { title: say('app.name'), version: '0.1.0' }, paths,
    components: { schemas: { Problem: { type: 'object', required: ['status', 'code', 'title', 'request'], properties: { status: { type: 'integer' }, code: { type: 'string' }, title: { type: 'string' }, request: { type: 'string' }, issues: { type: 'array' }, reasons: { type: 'array' }, needs: { type: 'array' }, now: { type: 'object' } } } } },
  }
}
