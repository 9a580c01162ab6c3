import { useSyncExternalStore } from 'react'

/** How far this machine's clock is from the server's, in ms. The server's clock is the only one that counts. */
let ahead = 0
const ears = new Set<() => void>()
let tick: ReturnType<typeof setInterval> | undefined

/** The one place in the browser that reads a clock. */
const serverNow = () => Date.now() + ahead

/** Called with the server's time of each answer; a clock set back or moved on (demo, tests) is followed at once. */
export const setServerTime = (iso: string) => {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return
  const drift = at - serverNow()
  if (Math.abs(drift) < 2000) return
  ahead += drift
  for (const ear of [...ears]) ear()
}

/** The same, from an answer's headers: `x-now` where the clock is moved by hand, else `Date`. */
export const hearServerTime = (headers: { get(name: string): string | null }) => {
  const now = headers.get('x-now') ?? headers.get('date')
  if (now) setServerTime(now)
}

const hear = (heard: () => void) => {
  ears.add(heard)
  tick ??= setInterval(() => { for (const ear of [...ears]) ear() }, 10_000)
  return () => { ears.delete(heard); if (!ears.size) { clearInterval(tick); tick = undefined } }
}
const minute = () => Math.floor(serverNow() / 60_000) * 60_000

/** Now by the server's clock, to the minute, as an instant; drawn again when the minute changes. */
export const useNow = (): string => new Date(useSyncExternalStore(hear, minute, minute)).toISOString()
export const nowIso = (): string => new Date(serverNow()).toISOString()
