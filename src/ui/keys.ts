import { useEffect, useRef } from 'react'
import { remembered } from './store.ts'

/** Single keys may be switched off (WCAG 2.1.4). */
export const keysSwitch = remembered<'on' | 'off'>('keys', ['on', 'off'], 'on')

interface Pressed { readonly key: string; readonly target: EventTarget | null; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean; readonly isComposing?: boolean | undefined; readonly keyCode?: number | undefined }

const typing = (el: EventTarget | null) => el instanceof HTMLElement && (el.isContentEditable || (/^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) && (el as HTMLInputElement).type !== 'checkbox'))
/** An input method is composing: 229 is what old Chromium reports for such a key. */
export const composing = (e: Pressed) => e.isComposing === true || e.keyCode === 229
/** A lone key meant as a command: not while typing, not while composing, not with a modifier, not when switched off. */
export const commandKey = (e: Pressed) => keysSwitch.get() === 'on' && !composing(e) && !e.ctrlKey && !e.metaKey && !e.altKey && !typing(e.target)

/** Keys of the whole page, such as `/` and `?`. */
export const usePageKeys = (keys: Readonly<Record<string, () => void>>) => {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      const run = latest.current[e.key]
      if (!run || !commandKey(e) || document.querySelector('dialog[open]')) return
      e.preventDefault()
      run()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
