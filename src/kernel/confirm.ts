import { sql } from 'kysely'
import type { Call } from './implement.ts'
import { Refusal } from './refusal.ts'

/** How long a confirmation holds, in seconds. */
export const holds = 120
/** Uses a confirmation up (row-level security shows only one's own): its own person's, for this content and this act, within two minutes, once. Anything else is refused, each with its sentence. */
export async function spend(call: Call, id: string, hash: string, act: string): Promise<{ readonly method: string }> {
  const { rows: [found] } = await sql<{ hash: string; meaning: string; method: string; expiresAt: string; usedAt: string | null }>`select hash, meaning, method, expires_at, used_at from kernel.confirmation where id = ${id} for update`.execute(call.db)
  if (!found) throw new Refusal('confirm.unknown')
  if (found.usedAt !== null) throw new Refusal('confirm.used')
  if (found.meaning !== act) throw new Refusal('confirm.other-act')
  if (found.hash !== hash) throw new Refusal('confirm.changed')
  if (found.expiresAt <= call.now) throw new Refusal('confirm.expired')
  await call.db.updateTable('kernel.confirmation').set({ usedAt: call.now }).where('id', '=', id as never).execute()
  return found
}
