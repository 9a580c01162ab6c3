import { sql } from 'kysely'
import type { CaseRow } from '../case.ts'
import type { Call } from '../implement.ts'
import type { Reason } from '../refusal.ts'
import { agreed, reliable } from './course.ts'

/** Why a move that is made with a letter cannot be made yet: no letter of this kind is in force for this stay of the case in its stage. */
export async function letterReasons(call: Call, it: CaseRow, kind: string): Promise<readonly Reason[]> {
  const { rows: [found] } = await sql<{ number: string | null; state: string | null }>`select * from kernel.letter_gate(${it.id}, ${kind})`.execute(call.db)
  if (found?.state === 'in-force') return []
  const letter = call.say(kind)
  return [{ code: `letters.gate.${found?.state ?? 'none'}`, facts: { letter, number: found?.number ?? '' }, basis: found?.state ? [reliable, agreed] : [agreed] }]
}
