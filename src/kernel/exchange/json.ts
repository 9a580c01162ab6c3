import { FileFault } from './fault.ts'

export interface JsonLimits { readonly depth: number; readonly values: number }
const usual: JsonLimits = { depth: 64, values: 2_000_000 }

/** Where the string that opens at `from` closes, or -1. */
const closing = (text: string, from: number) => {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
  }
  return -1
}

/** One pass before parsing: depth, number of values, doubled keys, keys that reach a prototype, strings PostgreSQL cannot hold, cut files. */
const inspect = (text: string, limits: JsonLimits) => {
  const open: (Set<string> | null)[] = []
  const facts = (at: number) => { const line = text.slice(0, at).split('\n').length; return { line, row: line } }
  let keyNext = false, values = 0
  const string = (at: number, end: number) => {
    const inner = text.slice(at + 1, end)
    if (!inner.includes('\\')) return inner
    let whole: unknown
    try { whole = JSON.parse(`"${inner}"`) } catch { throw new FileFault('bad-json', facts(at)) }
    if (typeof whole !== 'string' || whole.includes('\0') || !whole.isWellFormed()) throw new FileFault('bad-json', facts(at))
    return whole
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      const end = closing(text, at)
      if (end < 0) throw new FileFault('truncated', facts(at))
      const keys = open.at(-1)
      const value = string(at, end)
      if (keyNext && keys) {
        if (value === '__proto__' || value === 'constructor' || value === 'prototype') throw new FileFault('unsafe-key', facts(at))
        if (keys.has(value)) throw new FileFault('duplicate-key', facts(at))
        keys.add(value)
        keyNext = false
      }
      at = end
    } else if (code === 0x7b || code === 0x5b) {
      if (open.length >= limits.depth) throw new FileFault('too-deep', { ...facts(at), depth: limits.depth })
      keyNext = code === 0x7b
      open.push(keyNext ? new Set() : null)
      values++
    } else if (code === 0x7d || code === 0x5d) { open.pop(); keyNext = false }
    else if (code === 0x2c) {
      keyNext = open.at(-1) instanceof Set
      if (++values > limits.values) throw new FileFault('too-large', { hint: 'records', limit: limits.values })
    }
  }
  if (open.length > 0) throw new FileFault('truncated', facts(text.length))
}

/** JSON from outside: bounded in depth and number of values, no doubled or prototype keys, no NUL or half characters. */
export const parseJson = (text: string, limits: JsonLimits = usual): unknown => {
  inspect(text, limits)
  try { return JSON.parse(text) } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0)
    throw new FileFault('bad-json', { line: text.slice(0, at).split('\n').length })
  }
}

/** Walking into JSON of unknown shape: what is not there, or not of the kind, is empty. */
export const object = (value: unknown): Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {}
export const list = (value: unknown): unknown[] => Array.isArray(value) ? value : []
export const text = (value: unknown): string => typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
export const each = (value: unknown, key: string) => list(value).map((one) => text(object(one)[key])).filter(Boolean)
