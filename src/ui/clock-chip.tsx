import { useRef, useState, type ReactNode } from 'react'
import { chipWords, type Face, type Waits } from './clock-face.ts'
import { Dial } from './clock-dial.tsx'
import { useFormat } from './format.ts'
import { Popover } from './popover.tsx'
import { say as sayNow, useSay, weave } from './say.ts'
import { useNow } from './time.ts'
import './clock.css'

export interface ClockChipProps {
  readonly face?: Face | null | undefined
  /** the clock is this person's side's to keep; false: others hold it, drawn as an outline */
  readonly mine?: boolean | undefined
  readonly waits?: Waits | undefined
  /** names of sides; else the label `side.<side>` */
  readonly sideNames?: Readonly<Record<string, string>> | undefined
  readonly small?: boolean | undefined
  readonly dated?: boolean | undefined
  /** the card behind the chip, made when it is opened; without it the chip is words only */
  readonly card?: (() => ReactNode) | undefined
  /** false inside a grid whose other cell has the focus */
  readonly reachable?: boolean | undefined
}

export const sideNamer = (names?: Readonly<Record<string, string>>) => (side: string) => {
  const key = `side.${side}`, said = sayNow(key)
  return names?.[side] ?? (said === key ? side : said)
}

/** A time limit in words, number and sign; opens the card that proves it. */
export const ClockChip = ({ face, mine = true, waits, sideNames, small, dated, card, reachable = true }: ClockChipProps) => {
  const say = useSay(), format = useFormat(), now = useNow()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const words = chipWords(face, { mine, waits, dated, now, sideName: sideNamer(sideNames) }, say, format)
  const { look, share, sentence, facts, bold, tail } = words
  const shown = { ...facts, ...(bold ? { [bold]: <span className="n" key={bold}>{facts[bold]}</span> } : {}) }
  const plain = Object.entries(facts).reduce((text, [key, value]) => text.replace(`{${key}}`, value), sentence)
  const inside = <><Dial look={look} share={share} /><span className="cut">{weave(sentence, shown)}{tail}</span></>
  const tone = say(`ui.clock.tone.${look}`), label = [say('ui.clock'), !plain.startsWith(tone) && tone, plain + (tail ?? '')].filter(Boolean).join(' ')
  const name = `ClockChip ${small ? 'sm' : ''}`
  if (!card) return <span className={name} data-s={look}>{inside}</span>
  return <>
    <button ref={anchor} type="button" className={name} data-s={look} aria-label={label} aria-haspopup="dialog" aria-expanded={open}
      tabIndex={reachable ? 0 : -1} onClick={e => { e.stopPropagation(); setOpen(!open) }}>{inside}</button>
    {open && <Popover anchor={anchor} label={label} onClose={() => setOpen(false)} className="holds-card">{card()}</Popover>}
  </>
}
