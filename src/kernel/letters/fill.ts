// The office's placeholders: found, checked against what is known, and filled. Words of the facts are text and never placeholders again.
import { LoopPlugin, MaxXmlDepthError, MissingCloseDelimiterError, MissingStartDelimiterError, TagDisposition, TemplateExtension, TemplateHandler, TextPlugin, UnclosedTagError, UnopenedTagError, xml, type ScopeData, type ScopeDataArgs, type Tag, type TemplateContext, type TemplateData, type XmlNode } from 'easy-template-x'
import { failing, fault, LetterFault, type Fault } from './fault.ts'
import { packed, type Package } from './package.ts'

/** What a letter says, by placeholder: a text, or rows of texts. */
export type Said = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>

const options = { plugins: [new LoopPlugin(), new TextPlugin()], maxXmlDepth: 100, delimiters: { tagOptionsStart: '{[', tagOptionsEnd: ']}' } }
const paragraphs = (e: XmlNode): XmlNode[] => (e.childNodes ?? []).flatMap((c) => [...(c.nodeName === 'w:p' ? [c] : []), ...paragraphs(c)])
const textOf = (e: XmlNode): string => xml.query.isTextNode(e) ? e.textContent ?? '' : (e.childNodes ?? []).map(textOf).join('')
const drawn = (e: XmlNode): boolean => ['w:drawing', 'w:pict', 'w:br', 'w:object', 'w:sectPr'].includes(e.nodeName) || (e.childNodes ?? []).some(drawn)
const mark = 'w:rsidLoop'
/** A paragraph that only held the ends of a loop is no paragraph of the letter: it is marked before filling and taken out after. */
class Loops extends TemplateExtension {
  private readonly after: boolean
  constructor(after: boolean) { super(); this.after = after }
  override async execute(_: ScopeData, { currentPart }: TemplateContext): Promise<void> {
    for (const p of paragraphs(await currentPart.xmlRoot())) {
      if (!xml.query.isGeneralNode(p)) continue
      if (!this.after) { const [wrong] = braceFaults([textOf(p)]); if (wrong) throw new LetterFault([wrong]); if (/\{\s*[#/]/.test(textOf(p))) p.attributes = { ...p.attributes, [mark]: '1' } }
      else if (p.attributes?.[mark] && textOf(p).trim() === '' && !drawn(p) && (p.parentNode?.childNodes ?? []).some((c) => c !== p && ['w:p', 'w:tbl'].includes(c.nodeName))) xml.modify.remove(p)
    }
  }
}
/** Braces of these paragraphs that have no other half: a placeholder somebody began, and nothing would fill. */
export const braceFaults = (texts: readonly string[]): Fault[] => texts.flatMap((text) => {
  const rest = text.replace(/\{[^{}]*\}/g, (whole) => ' '.repeat(whole.length)), at = rest.search(/[{}]/)
  return at < 0 ? [] : [fault(rest[at] === '{' ? 'brace-open' : 'brace-close', { text: text.slice(Math.max(0, at - 8), at + 12) })]
})
/** A fault of the template's grammar, in our words. */
function grammar(e: unknown): LetterFault {
  if (e instanceof LetterFault) return e
  const short = (text: string) => text.slice(0, 40)
  if (e instanceof UnclosedTagError) return failing('not-closed', { name: short(e.tagName) })
  if (e instanceof UnopenedTagError) return failing('not-opened', { name: short(e.tagName) })
  if (e instanceof MissingCloseDelimiterError) return failing('brace-open', { text: short(e.openDelimiterText) })
  if (e instanceof MissingStartDelimiterError) return failing('brace-close', { text: short(e.closeDelimiterText) })
  return failing(e instanceof MaxXmlDepthError ? 'too-deep' : 'broken')
}
// what XML cannot carry: control signs and halves of a character
const sayable = (text: string) => text.toWellFormed().replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '')

/** The value of the innermost placeholder: first in its row, then outward; undefined when nobody says it. */
function found({ path, data }: ScopeDataArgs): unknown {
  const scopes: Record<string, unknown>[] = [data]
  let value: unknown
  for (const part of path) {
    if (typeof part !== 'number') value = scopes.findLast((s) => Object.hasOwn(s, part.name))?.[part.name]
    else if (Array.isArray(value)) scopes.push(value[part] as Record<string, unknown>)
  }
  return value
}
/** The package with every placeholder filled; one that the facts do not say is refused by name. */
export async function filled(parts: Package, facts: Said): Promise<Buffer> {
  const missing = new Set<string>()
  const handler = new TemplateHandler({
    ...options, extensions: { beforeCompilation: [new Loops(false)], afterCompilation: [new Loops(true)] },
    scopeDataResolver: (args) => {
      const value = found(args), tag = args.path.findLast((p) => typeof p !== 'number')!
      if (value === undefined) missing.add(tag.name)
      if (Array.isArray(value)) return value as TemplateData[]
      if (tag.disposition === TagDisposition.Open) return value !== undefined && value !== ''
      return typeof value === 'string' ? sayable(value) : ''
    },
  })
  const out = await handler.process(packed(parts), facts as unknown as TemplateData).catch((e: unknown) => { throw grammar(e) })
  if (missing.size > 0) throw failing('no-fact', { names: [...missing].join('、') })
  return out
}
/** What is wrong with the placeholders: not known (`row` or `list.row` names a row's), or brackets that do not match. */
export async function placeholderFaults(parts: Package, known: readonly string[]): Promise<Fault[]> {
  let tags: Tag[]
  try { tags = await new TemplateHandler(options).parseTags(packed(parts)) } catch (e) { return [...grammar(e).reasons] }
  const open: string[] = [], faults: Fault[] = [], strange = new Set<string>(), names = new Set(known.flatMap((k) => [k, k.split('.').at(-1)!]))
  for (const { name, disposition } of tags) {
    if (disposition === TagDisposition.Close) { if (open.at(-1) === name) open.pop(); else faults.push(fault(open.includes(name) ? 'not-closed' : 'not-opened', { name: open.includes(name) ? open.pop()! : name })); continue }
    if (!names.has(name)) strange.add(name)
    if (disposition === TagDisposition.Open) open.push(name)
  }
  return [...(strange.size > 0 ? [fault('unknown', { names: [...strange].map((n) => `{${n.slice(0, 40)}}`).join('、'), known: known.join('、') })] : []), ...faults, ...open.map((name) => fault('not-closed', { name }))]
}
