// What the log says of itself, and the proof of one event.
import * as z from 'zod'
import { query } from '../endpoint.ts'

const Head = z.object({ size: z.number(), root: z.string(), at: z.string() })
/** Where the log stands: how many rows, the newest signed checkpoints, what is not yet in it. How many, never what. */
export const status = query('audit.status', {
  who: ['system-admin', 'health-bureau', 'alliance-office', 'research-office'],
  input: z.object({}),
  output: z.object({ now: z.string(), size: z.number(), last: Head.nullable(), checkpoints: z.array(Head), waiting: z.number(), lagSeconds: z.number(), state: z.enum(['none', 'sealed', 'behind', 'stalled']), fingerprint: z.string().nullable(), key: z.string().nullable() }),
})
export const ProofShape = z.object({ seq: z.number(), hash: z.string(), path: z.array(z.string()).readonly(), size: z.number(), root: z.string(), at: z.string(), checkpoint: z.string(), key: z.string(), fingerprint: z.string(), row: z.string().nullable(), intact: z.boolean().nullable() })
/** The proof that an event this person may read stands in the log; null in the second before it is there. */
export const proof = query('audit.proof', { who: 'member', input: z.object({ event: z.int().positive() }), output: z.object({ proof: ProofShape.nullable() }) })
/** What the code on a printed letter proves: the row written when it came into force, where it stands in the log, and the hash of its file. For whoever holds the paper. */
export const letterProof = query('audit.letter', { who: 'public', input: z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/) }), output: z.object({ number: z.string(), file: z.string().nullable(), proof: ProofShape.nullable() }) })
