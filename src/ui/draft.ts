import { useEffect, useRef, useState } from 'react'
import { draftDrop, draftLoad, draftSave, me } from '#kernel/api.ts'
import { call, newKey, Problem } from '#kernel/client.ts'
import { useQuery } from './data.tsx'
import { nowIso } from './time.ts'

export interface Draft<T> {
  readonly value: T
  readonly set: (change: Partial<T>) => void
  /** when it was last kept; 'saving' while it is to be, 'unsaved' when that failed; null before the first word */
  readonly savedAt: string | 'saving' | 'unsaved' | null
  readonly ready: boolean
  /** kept elsewhere meanwhile: take that one, or keep this one */
  readonly other: { readonly value: T; readonly at: string | null } | null
  readonly takeOther: () => void
  readonly keepMine: () => void
  readonly drop: () => Promise<void>
}
/** In this browser, one person's apart from another's who sits at the same machine. */
const local = { get: (at: string) => { try { return localStorage.getItem(at) } catch { return null } }, set: (at: string, text: string) => { try { localStorage.setItem(at, text) } catch { /* the server keeps it */ } }, drop: (at: string) => { try { localStorage.removeItem(at) } catch { /* gone with the page */ } } }

/** A form's unsent words: kept on the server within two seconds and in this browser at once, so that a crash, an ended session or another device loses nothing. */
export function useDraft<T extends object>(name: string, first: T): Draft<T> {
  const who = useQuery(me, {}).data?.personId, at = `draft:${who}:${name}`
  const [value, setValue] = useState<T>(first), [savedAt, setSavedAt] = useState<Draft<T>['savedAt']>(null), [ready, setReady] = useState(false), [other, setOther] = useState<Draft<T>['other']>(null)
  const version = useRef(0), latest = useRef(value), dirty = useRef(false), timer = useRef<ReturnType<typeof setTimeout>>(undefined), place = useRef({ name, at })
  const otherVersion = useRef(0)
  useEffect(() => {
    if (!who) return
    place.current = { name, at }
    let gone = false
    const here = local.get(at)
    call(draftLoad, { name }).then(({ draft }) => {
      if (gone) return
      version.current = draft?.version ?? 0
      const unsent = here ? (JSON.parse(here) as { version: number; value: T }) : null
      const kept = unsent && unsent.version >= version.current ? unsent.value : (draft?.body as T | undefined)
      if (kept) { latest.current = { ...first, ...kept }; setValue(latest.current); setSavedAt(draft?.updatedAt ?? 'unsaved') }
      if (unsent && unsent.version >= version.current) { dirty.current = true; later() }
      setReady(true)
    }, () => {
      if (gone) return
      if (here) { latest.current = { ...first, ...(JSON.parse(here) as { value: T }).value }; setValue(latest.current); setSavedAt('unsaved') }
      setReady(true)
    })
    return () => { gone = true; clearTimeout(timer.current) }
  }, [name, at])
  const save = async () => {
    if (!dirty.current) return
    dirty.current = false
    setSavedAt('saving')
    try {
      const kept = await call(draftSave, { name: place.current.name, seen: version.current, body: latest.current as Record<string, unknown> }, { key: newKey() })
      version.current = kept.version
      if (!dirty.current) { local.drop(place.current.at); setSavedAt(kept.updatedAt) }
    } catch (e) {
      dirty.current = true
      setSavedAt('unsaved')
      if (e instanceof Problem && e.status === 409) { otherVersion.current = Number(e.now?.['version'] ?? 0); setOther({ value: { ...first, ...(e.now?.['body'] as T) }, at: (e.now?.['at'] as string | null) ?? null }) } else later(5_000)
    }
  }
  const later = (ms = 1_000) => { clearTimeout(timer.current); timer.current = setTimeout(() => { void save() }, ms) }
  const set = (change: Partial<T>) => {
    latest.current = { ...latest.current, ...change }
    setValue(latest.current)
    dirty.current = true
    local.set(at, JSON.stringify({ version: version.current, value: latest.current, at: nowIso() }))
    setSavedAt('saving')
    later()
  }
  return {
    value, set, savedAt, ready, other,
    takeOther: () => { if (!other) return; version.current = otherVersion.current; latest.current = other.value; setValue(other.value); dirty.current = false; local.drop(at); setSavedAt(other.at); setOther(null) },
    keepMine: () => { version.current = otherVersion.current; setOther(null); dirty.current = true; later(0) },
    drop: async () => { clearTimeout(timer.current); dirty.current = false; local.drop(at); await call(draftDrop, { name }, { key: newKey() }).catch(() => {}) },
  }
}
