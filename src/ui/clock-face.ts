import type { Formats, Unit } from './format.ts'
import type { Say } from './say.ts'

export type Tone = 'none' | 'ontime' | 'soon' | 'overdue' | 'paused' | 'done' | 'doneLate'
/** What a clock shows at one instant, as the kernel's fold answers it; a copy of its JSON, so that this storey stands alone. */
export interface Face {
  readonly name: string
  readonly limit: number
  readonly unit: Unit
  readonly force: 'statutory' | 'promised' | 'agreed'
  readonly bound: 'at-most' | 'at-least'
  readonly state: 'none' | 'running' | 'stopped' | 'done'
  readonly tone: Tone
  readonly used: number
  readonly left?: number | null | undefined
  readonly over?: number | null | undefined
  /** share of the limit that is used, 0…1 */
  readonly share?: number | null | undefined
  readonly startOn?: string | null | undefined
  readonly startedAt?: string | null | undefined
  readonly dueOn?: string | null | undefined
  readonly dueAt?: string | null | undefined
  readonly unrolledDueOn?: string | null | undefined
  readonly opensOn?: string | null | undefined
  readonly doneOn?: string | null | undefined
  readonly stoppedSince?: string | null | undefined
  readonly waitingFor?: string | null | undefined
  readonly waitingDays?: number | null | undefined
  readonly sides?: readonly { readonly side: string | null; readonly workdays: number; readonly days: number }[] | undefined
  readonly ignoredStops?: number | readonly unknown[] | null | undefined
  readonly provisional?: boolean | undefined
  readonly asOf: string
  readonly events?: readonly { readonly id: string | number; readonly at: string; readonly name: string; readonly side?: string | null | undefined; readonly effect?: string | null | undefined }[] | undefined
}
/** Others hold it: who, and for how many working days. */
export interface Waits { readonly label: string; readonly days?: number | null | undefined }

export type Look = 'none' | 'ontime' | 'soon' | 'overdue' | 'paused' | 'waiting' | 'done'
/** A chip's words: the sentence with a hole for what is bold, and what follows it. */
export interface ChipWords { readonly look: Look; readonly share: number; readonly sentence: string; readonly facts: Readonly<Record<string, string>>; readonly bold: string; readonly tail?: string }

interface Asked {
  readonly mine: boolean
  readonly waits?: Waits | undefined
  /** the due day after the words; by default when it is five days off or more */
  readonly dated?: boolean | undefined
  readonly now: string
  readonly sideName: (side: string) => string
}

const hour = 3_600_000
/** Hours run between two answers of the server too: what is left, from the instant it is due. */
const leftOf = (face: Face, now: string) =>
  face.unit === 'hour' && face.dueAt && face.state === 'running' ? (Date.parse(face.dueAt) - Math.max(Date.parse(now), Date.parse(face.asOf))) / hour : face.left ?? 0

/** What a clock says in a list, in the person's language: 剩 3 工作日, 已停 · 等申办方 2 工作日, … */
export const chipWords = (face: Face | null | undefined, asked: Asked, say: Say, format: Formats): ChipWords => {
  const make = (look: Look, key: string, facts: Record<string, string> = {}, bold = '', tail?: string): ChipWords =>
    ({ look, share: Math.min(1, Math.max(0, face?.share ?? 0)), sentence: say(key), facts, bold, ...(tail ? { tail } : {}) })
  const waiting = (look: 'waiting' | 'paused', key: string, label: string, days: number | null | undefined) =>
    days == null ? make(look, look === 'paused' ? 'ui.clock.stopped' : 'ui.clock.waitsonly', { side: label }, look === 'paused' ? '' : 'side')
      : make(look, key, { side: label, span: format.brief(days, 'workday') }, 'span')
  if (asked.waits && face?.tone !== 'overdue') return waiting('waiting', 'ui.clock.waits', asked.waits.label, asked.waits.days)
  if (!face || face.state === 'none') return make('none', 'ui.clock.none')
  if (face.state === 'done') {
    const day = format.day(face.doneOn ?? face.asOf)
    if (face.bound === 'at-least') return make('done', 'ui.clock.opened', { day: format.day(face.opensOn ?? face.asOf) })
    return face.tone === 'doneLate' ? make('done', 'ui.clock.late', { day, span: format.brief(face.over ?? 0, face.unit) })
      : make('done', 'ui.clock.done', { day, span: format.brief(face.used, face.unit) })
  }
  const side = face.waitingFor ? asked.sideName(face.waitingFor) : ''
  if (face.state === 'stopped') return waiting('paused', 'ui.clock.paused', side, side ? face.waitingDays : null)
  const left = leftOf(face, asked.now)
  const over = face.unit === 'hour' && left < 0 ? -left : face.over ?? 0
  if (face.tone === 'overdue' || over > 0) return make('overdue', 'ui.clock.over', { span: format.brief(over, face.unit) }, 'span')
  if (!asked.mine && side) return waiting('waiting', 'ui.clock.waits', side, face.waitingDays)
  const look = face.tone === 'soon' ? 'soon' : 'ontime'
  if (face.bound === 'at-least') return make(look, 'ui.clock.atleast', { span: format.brief(left, face.unit) }, 'span', face.opensOn ? say('ui.clock.on', { day: format.day(face.opensOn) }) : undefined)
  if (left <= 0) return make(look, 'ui.clock.lefttoday', { span: say('ui.clock.today') }, 'span')
  const dated = asked.dated ?? (face.unit !== 'hour' && left >= 5)
  return make(look, 'ui.clock.left', { span: format.brief(left, face.unit) }, 'span', dated && face.dueOn ? say('ui.clock.on', { day: format.day(face.dueOn) }) : undefined)
}

/** The side that must keep the limit: who holds the case from the event that starts the clock. */
export const ownerOf = (face: Face): string | null => (face.events?.find(e => e.effect === 'start') ?? face.events?.[0])?.side ?? null
