import { useSyncExternalStore } from 'react'

/** A value all parts of the page share; whoever uses it is drawn again when it changes. */
export interface Shared<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly use: () => T
  readonly hear: (heard: () => void) => () => void
}

export const shared = <T>(first: T): Shared<T> => {
  let now = first
  const ears = new Set<() => void>()
  const get = () => now
  const set = (value: T) => { if (Object.is(value, now)) return; now = value; for (const ear of [...ears]) ear() }
  const hear = (heard: () => void) => { ears.add(heard); return () => { ears.delete(heard) } }
  return { get, set, hear, use: () => useSyncExternalStore(hear, get, get) }
}

/** Storage may be closed to us (private window, policy of the house): then the choice lasts as long as the page. */
const stored = (key: string) => { try { return globalThis.localStorage?.getItem(key) ?? null } catch { return null } }
const store = (key: string, value: string) => { try { globalThis.localStorage?.setItem(key, value) } catch { /* lasts as long as the page */ } }

/** A choice of this person on this machine, kept in the browser. */
export const remembered = <T extends string>(key: string, allowed: readonly T[], first: T): Shared<T> => {
  const kept = stored(key)
  const choice = shared<T>(allowed.find(one => one === kept) ?? first)
  return { ...choice, set: value => { store(key, value); choice.set(value) } }
}
