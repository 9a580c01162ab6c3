import type { Face as Folded, Glance } from '#kernel/clock.ts'
import type { Formats } from './format.ts'
import type { Say } from './say.ts'

/** A clock's figure; what made it (both sides' time, the events) comes with it only where it is opened. */
export type Face = Glance & { readonly [K in Exclude<keyof Folded, keyof Glance>]?: Folded[K] | undefined }
/** Others hold it: who, and for how many working days. */
export interface Waits { readonly label: string; readonly days?: number | null | undefined }

export type Look = 'none' | 'ontime' | 'soon' | 'overdue' | 'paused' | 'waiting' | 'done'
/** A chip's words: the sentence with its facts, which of them is bold, and what follows. */
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
/** Hours run on between two answers of the server: how many passed since, never backwards. */
const since = (face: Face, now: string) => face.unit === 'hour' && face.state === 'running' ? Math.max(0, Date.parse(now) - Date.parse(face.asOf)) / hour : 0

/** A figure as it stands now: left, over, and whether it has gone by. */
export const standing = (face: Face, now: string) => {
  const passed = since(face, now), left = Math.max(0, face.left - passed)
  const over = face.over > 0 ? face.over + passed : face.bound === 'at-most' && face.unit === 'hour' ? Math.max(0, passed - face.left) : 0
  return { left, over, late: face.tone === 'overdue' || over > 0 }
}

/** What a clock says in a list, in the person's language: 剩 3 工作日, 已停 · 等申办方 2 工作日, … */
export const chipWords = (face: Face | null | undefined, asked: Asked, say: Say, format: Formats): ChipWords => {
  const make = (look: Look, key: string, facts: Record<string, string> = {}, bold = '', tail?: string): ChipWords =>
    ({ look, share: Math.min(1, Math.max(0, face?.share ?? 0)), sentence: say(key), facts, bold, ...(tail ? { tail } : {}) })
  const on = (day: string | null) => day ? say('ui.clock.on', { day: format.day(day) }) : undefined
  const { left, over, late } = face ? standing(face, asked.now) : { left: 0, over: 0, late: false }
  if (face && late && face.state !== 'done') return over > 0 ? make('overdue', 'ui.clock.over', { span: format.brief(over, face.unit) }, 'span') : make('overdue', 'ui.clock.overnow')
  if (asked.waits) {
    const { label, days } = asked.waits
    return !days ? make('waiting', 'ui.clock.waitsonly', { side: label }, 'side') : make('waiting', 'ui.clock.waits', { side: label, span: format.brief(days, 'workday') }, 'span')
  }
  if (!face || face.state === 'none') return make('none', 'ui.clock.none')
  if (face.state === 'done') {
    const day = format.day(face.doneOn ?? face.asOf)
    if (face.tone === 'done') return make('done', 'ui.clock.done', { day, span: format.brief(face.used, face.unit) })
    return face.bound === 'at-least' ? make('done', 'ui.clock.early', { day }) : over > 0 ? make('done', 'ui.clock.late', { day, span: format.brief(over, face.unit) }) : make('done', 'ui.clock.latenow', { day })
  }
  if (face.state === 'stopped') return face.waitingFor === null ? make('paused', 'ui.clock.stopped')
    : make('paused', 'ui.clock.paused', { side: asked.sideName(face.waitingFor), span: face.unit === 'hour' ? format.brief(face.waitingHours, 'hour') : format.brief(face.waitingDays, 'workday') }, 'span')
  if (face.opened) return make('done', 'ui.clock.opened', { day: format.day(face.opensOn ?? face.asOf) })
  const look = !asked.mine ? 'waiting' : face.tone === 'soon' ? 'soon' : 'ontime'
  if (face.bound === 'at-least') return make(look, 'ui.clock.atleast', { span: format.brief(left, face.unit) }, 'span', on(face.opensOn))
  if (left <= 0) return face.dueOn && face.dueOn > format.today(asked.now) ? make(look, 'ui.clock.dueon', { day: format.day(face.dueOn) }, 'day') : make(look, 'ui.clock.lefttoday', { span: say('ui.clock.today') }, 'span')
  const dated = asked.dated ?? (face.unit !== 'hour' && left >= 5)
  return make(look, 'ui.clock.left', { span: format.brief(left, face.unit) }, 'span', dated ? on(face.dueOn) : undefined)
}

/** The side that must keep the limit: who holds the case from the event that starts the clock. */
export const ownerOf = (face: Face): string | null => (face.events?.find(e => e.effect === 'start') ?? face.events?.[0])?.side ?? null
