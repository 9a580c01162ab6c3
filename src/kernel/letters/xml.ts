import { SaxesParser } from 'saxes'
import { failing } from './fault.ts'

/** An element of WordprocessingML: prefixed name, attributes, children and own text. */
export interface Element { readonly name: string; readonly at: Readonly<Record<string, string>>; readonly children: Element[]; text: string }
const deepest = 200

/** Reads XML into a tree; a broken or absurdly deep one is refused. No entity but the five of XML exists: a DOCTYPE was refused before. */
export function tree(text: string): Element {
  const parser = new SaxesParser({ xmlns: false, position: false }), root: Element = { name: '', at: {}, children: [], text: '' }, path = [root]
  parser.on('error', () => { throw failing('broken') })
  parser.on('doctype', () => { throw failing('doctype', { part: '' }) })
  parser.on('opentag', ({ name, attributes }) => {
    const one: Element = { name, at: attributes, children: [], text: '' }
    path.at(-1)!.children.push(one)
    if (path.push(one) > deepest) throw failing('too-deep')
  })
  parser.on('closetag', () => { path.pop() })
  parser.on('text', (t) => { path.at(-1)!.text += t })
  parser.on('cdata', (t) => { path.at(-1)!.text += t })
  parser.write(text).close()
  return root.children[0]!
}
export const child = (e: Element | undefined, ...names: string[]): Element | undefined => names.reduce<Element | undefined>((at, name) => at?.children.find((c) => c.name === name), e)
export const all = (e: Element | undefined, name: string): Element[] => e?.children.filter((c) => c.name === name) ?? []
/** Every element of this name, at any depth. */
export const deep = (e: Element | undefined, name: string): Element[] => e?.children.flatMap((c) => [...(c.name === name ? [c] : []), ...deep(c, name)]) ?? []
/** `w:val` of a child, or undefined. */
export const val = (e: Element | undefined, ...names: string[]): string | undefined => child(e, ...names)?.at['w:val']
/** A switch: absent undefined, present true unless it says off. */
export const on = (e: Element | undefined, name: string): boolean | undefined => { const found = child(e, name); return found && !['0', 'false', 'off', 'none'].includes(found.at['w:val'] ?? '1') }
const furthest = 32_767
/** A number of an attribute divided by its unit (twips: 20), within what a page can hold; undefined when it is none. */
export const size = (text: string | undefined, unit = 20): number | undefined => { const n = Number.parseFloat(text ?? ''); return Number.isFinite(n) ? Math.min(Math.max(n / unit, -furthest), furthest) : undefined }
/** A count or a number within bounds: what is none, or beyond them, is the nearest that may be. */
export const count = (text: string | undefined, least: number, most: number, otherwise = least): number => Math.min(Math.max(Math.round(size(text, 1) ?? otherwise), least), most)
