import type { CaseRow } from '../case.ts'
import type { Call } from '../implement.ts'
import type { Reason } from '../refusal.ts'

/** Why a move that is made with a letter cannot be made yet: no letter of this kind is in force for this stay of the case in its stage. */
export const letterReasons = async (_call: Call, _it: CaseRow, _kind: string): Promise<readonly Reason[]> => []
