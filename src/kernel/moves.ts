import * as z from 'zod'
import { action, type Endpoint } from './endpoint.ts'
import { id } from './id.ts'
import { moveNames, openMove, rolesOf, type Procedure } from './procedure.ts'

const base = { id: id('case'), seen: z.int().min(1), note: z.string().max(4000).optional() }
const moved = z.object({ id: id('case'), stage: z.string(), version: z.number() })

/** One action per move a person can make: `${procedure}.${move}`, for those who may hold the stages it leaves from, with the move's own facts. */
export function moveEndpoints(p: Procedure, facts: Readonly<Record<string, z.ZodRawShape>> = {}): Endpoint[] {
  return moveNames(p).filter((move) => rolesOf(p, move).length > 0).map((move) => {
    const dated = Object.keys(p.stages).some((s) => openMove(p, s, move)?.dated)
    return action(`${p.name}.${move}`, { who: rolesOf(p, move), cites: p.cites, input: z.object({ ...base, ...(dated ? { on: z.iso.date().optional() } : {}), ...facts[move] }), output: moved })
  })
}
