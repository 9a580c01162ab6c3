// A notice in words: made when it is read, in the reader's language; nobody is named but by office.
import { beijing } from '../calendar.ts'
import type { Say } from '../labels.ts'
import type { Kind } from './kinds.ts'
import type { Step } from './steps.ts'

export interface Facts { readonly procedure: string; readonly stage: string; readonly org?: string | null; readonly place?: string | null; readonly rule?: string; readonly due?: string; readonly step?: Step }
const moment = (due: string): string => { if (due.length === 10) return due; const { date, time } = beijing(due); return `${date} ${time}` }
const stepWords = { 'T-2': 'before', 'T-1': 'before', T: 'on', 'T+1': 'after', '50': 'share', '80': 'share', '100': 'after' } as const
/** One line: what it is and what it is about. `who` is the organisation that did it. */
export function line(say: Say, kind: Kind, f: Facts, who: string | null): string {
  const of = say(f.procedure), stage = say(`${f.procedure}.stage.${f.stage}`), what = say('notices.what', { of, stage }), by = who ?? say('case.platform')
  if (kind === 'due') return say(`notices.say.due.${stepWords[f.step!]}`, { what, due: moment(f.due!), n: f.step! })
  return say(`notices.say.${kind}`, { what, of, who: by })
}
