import * as z from 'zod'
import { action, type Endpoint } from './endpoint.ts'
import { id } from './id.ts'
import type { Field } from './implement.ts'
import { moveNames, openMove, rolesOf, type Procedure } from './procedure.ts'

const base = { id: id('case'), seen: z.int().min(1), note: z.string().max(4000).optional() }
const moved = z.object({ id: id('case'), stage: z.string(), version: z.number() })

/** One action per move a person can make in any edition: `${procedure}.${move}`, for those who may hold the stages it leaves from, with the move's own facts. */
export function moveEndpoints(declared: Procedure | readonly Procedure[], facts: Readonly<Record<string, z.ZodRawShape>> = {}): Endpoint[] {
  const editions = [declared].flat(), p = editions[0]!, roles = (move: string) => [...new Set(editions.flatMap((e) => rolesOf(e, move)))]
  return [...new Set(editions.flatMap(moveNames))].filter((move) => roles(move).length > 0).map((move) => {
    const dated = editions.some((e) => Object.keys(e.stages).some((s) => openMove(e, s, move)?.dated))
    return action(`${p.name}.${move}`, { who: roles(move), cites: p.cites, input: z.object({ ...base, ...(dated ? { on: z.iso.date().optional() } : {}), ...facts[move] }), output: moved })
  })
}

/** What a move asks besides the version, the note and the day: read from its own declaration, so a form never lists it a second time. */
export function fieldsOf(endpoint: Endpoint): Field[] {
  const { properties = {}, required = [] } = z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }) as { required?: string[]; properties?: Record<string, { type?: string; format?: string; maxLength?: number; enum?: string[]; items?: { enum?: string[] } }> }
  return Object.entries(properties).filter(([name]) => !(name in base) && name !== 'on').map(([name, p]) => ({
    name, kind: p.type === 'array' ? 'any' : p.enum || p.format === 'uuid' ? 'one' : p.format === 'date' ? 'date' : p.type === 'integer' || p.type === 'number' ? 'number' : 'text', max: p.maxLength ?? null, required: required.includes(name), choices: p.enum ?? p.items?.enum ?? [],
  }))
}
/** A move by its name alone, for pages that show moves of rooms they do not know. */
export const anyMove = (name: string): Endpoint<z.ZodObject, typeof moved> => action(name, { who: [], input: z.looseObject({ ...base, on: z.iso.date().optional() }), output: moved })
