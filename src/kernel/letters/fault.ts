import { Refusal, type Reason } from '../refusal.ts'

/** What is wrong with a template or a file to be set: a label key under `letter.fault.` and the facts of its sentence. */
export type Fault = Reason
/** A letter or a file that cannot be set: an expected answer (422) naming every fault, never half a page. */
export class LetterFault extends Refusal {
  override name = 'LetterFault'
}
/** The label key of a fault. */
export const fault = (code: string, facts: Reason['facts'] = {}): Fault => ({ code: `letter.fault.${code}`, facts })
export const failing = (code: string, facts: Reason['facts'] = {}): LetterFault => new LetterFault([fault(code, facts)])
