import { useEffect, useRef, useState } from 'react'
import { draftDrop, draftLoad, draftSave } from '#kernel/api.ts'
import { call, newKey, Problem } from '#kernel/client.ts'
import { nowIso } from './time.ts'

export interface Draft<T> {
  readonly value: T
  readonly set: (change: Partial<T>) => void
  /** when it was last kept; 'saving', 'unsaved' while it is not; null before the first word */
  readonly savedAt: string | 'saving' | 'unsaved' | null
  readonly ready: boolean
  /** kept elsewhere meanwhile: take that one, or keep this one */
  readonly other: { readonly value: T; readonly at: string | null } | null
  readonly takeOther: () => void
  readonly keepMine: () => void
  readonly drop: () => Promise<void>
}
const at = (name: string) => `draft:${name}`
const local = { get: (name: string) => { try { return localStorage.getItem(at(name)) } catch { return null } }, set: (name: string, text: string) => { try { localStorage.setItem(at(name), text) } catch { /* the server keeps it */ } }, drop: (name: string) => { try { localStorage.removeItem(at(name)) } catch { /* gone with the page */ } } }

/** A form's unsent words: kept on the server within two seconds and in this browser at once, so that a crash, an ended session or another device loses nothing. */
export function useDraft<T extends object>(name: string, first: T): Draft<T> {
  const [value, setValue] = useState<T>(first), [savedAt, setSavedAt] = useState<Draft<T>['savedAt']>(null), [ready, setReady] = useState(false), [other, setOther] = useState<Draft<T>['other']>(null)
  const version = useRef(0), latest = useRef(value), dirty = useRef(false), timer = useRef<ReturnType<typeof setTimeout>>(undefined), name_ = useRef(name)
  const otherVersion = useRef(0)
  useEffect(() => {
    name_.current = name
    let gone = false
    const here = local.get(name)
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
  }, [name])
  const save = async () => {
    if (!dirty.current) return
    dirty.current = false
    setSavedAt('saving')
    try {
      const kept = await call(draftSave, { name: name_.current, seen: version.current, body: latest.current as Record<string, unknown> }, { key: newKey() })
      version.current = kept.version
      if (!dirty.current) { local.drop(name_.current); setSavedAt(kept.updatedAt) }
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
    local.set(name, JSON.stringify({ version: version.current, value: latest.current, at: nowIso() }))
    setSavedAt('unsaved')
    later()
  }
  return {
    value, set, savedAt, ready, other,
    takeOther: () => { if (!other) return; version.current = otherVersion.current; latest.current = other.value; setValue(other.value); dirty.current = false; local.drop(name); setSavedAt(other.at); setOther(null) },
    keepMine: () => { version.current = otherVersion.current; setOther(null); dirty.current = true; later(0) },
    drop: async () => { clearTimeout(timer.current); dirty.current = false; local.drop(name); await call(draftDrop, { name }, { key: newKey() }).catch(() => {}) },
  }
}
