/** Why a file as a whole cannot be taken. */
export type FileFaultCode =
  | 'empty' | 'too-large' | 'not-text' | 'damaged' | 'truncated' | 'wrong-format'
  | 'bad-csv' | 'no-header' | 'missing-column' | 'no-records'
  | 'bad-json' | 'too-deep' | 'duplicate-key' | 'unsafe-key'

export type FaultFacts = Readonly<Record<string, string | number>>

/** A file that cannot be taken: an expected answer, not a bug. Its facts say where; they never carry a piece of the file's content. */
export class FileFault extends Error {
  override name = 'FileFault'
  readonly code: FileFaultCode
  readonly facts: FaultFacts
  constructor(code: FileFaultCode, facts: FaultFacts = {}) {
    super(code)
    this.code = code
    this.facts = facts
  }
}

/** A label with its {placeholders} filled, in both languages; a placeholder without a fact becomes an em dash. */
export const filled = (label: readonly [string, string], facts: FaultFacts): readonly [zh: string, en: string] => {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '—'))
  return [fill(label[0]), fill(label[1])]
}
