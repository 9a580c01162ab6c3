import { FileFault } from './fault.ts'

const QUOTE = 0x22, CR = 0x0d, LF = 0x0a
/** More cells than any table has: the delimiter or the quotes are broken. */
const CELLS = 2000

/**
 * RFC 4180, chunk by chunk: quotes, doubled quotes, line breaks within quotes, CRLF, LF or CR. A quote inside an unquoted cell is a letter.
 * Yields every record, an empty line as ['']; throws 'bad-csv' at text after a closing quote, 'truncated' at a quote that never closes.
 */
export function* readCsv(chunks: Iterable<string>, delimiter = ','): Generator<string[]> {
  const comma = delimiter.charCodeAt(0)
  let cells: string[] = [], cell = '', row = 1, line = 1
  let state: 'fresh' | 'bare' | 'quoted' | 'closed' = 'fresh', afterCr = false, begun = false
  const close = () => {
    if (cells.push(cell) > CELLS) throw new FileFault('bad-csv', { row, line })
    cell = ''; state = 'fresh'
  }
  for (const chunk of chunks) {
    let at = 0
    if (!begun && chunk) { begun = true; if (chunk.charCodeAt(0) === 0xfeff) at = 1 }
    while (at < chunk.length) {
      if (state === 'quoted') {
        const end = chunk.indexOf('"', at)
        const part = end < 0 ? chunk.slice(at) : chunk.slice(at, end)
        cell += part
        for (let i = part.indexOf('\n'); i >= 0; i = part.indexOf('\n', i + 1)) line++
        at = end < 0 ? chunk.length : end + 1
        if (end >= 0) state = 'closed'
        continue
      }
      const code = chunk.charCodeAt(at)
      if (afterCr) { afterCr = false; if (code === LF) { at++; continue } }
      if (code === comma) { close(); at++ }
      else if (code === CR || code === LF) {
        close()
        yield cells
        cells = []; row++; line++; at++
        afterCr = code === CR
      }
      else if (state === 'closed') {
        if (code !== QUOTE) throw new FileFault('bad-csv', { row, line })
        cell += '"'; state = 'quoted'; at++
      }
      else if (state === 'fresh' && code === QUOTE) { state = 'quoted'; at++ }
      else {
        let end = at + 1
        for (let next = chunk.charCodeAt(end); end < chunk.length && next !== comma && next !== CR && next !== LF;) next = chunk.charCodeAt(++end)
        cell += chunk.slice(at, end)
        state = 'bare'; at = end
      }
    }
  }
  if (state === 'quoted') throw new FileFault('truncated', { row, line })
  if (state !== 'fresh' || cells.length > 0) { close(); yield cells }
}

/** The delimiter an export was written with, judged by its first line. */
export const delimiterOf = (text: string) => {
  const first = text.slice(0, Math.max(0, text.search(/[\r\n]|$/))).slice(0, 20_000)
  const count = (mark: string) => first.split(mark).length
  return [',', '\t', ';'].reduce((best, mark) => count(mark) > count(best) ? mark : best)
}

/** A column name without case, blanks and underscores, so that `Trial_ID`, `trialid` and `TrialID` are one. */
export const columnKey = (name: string) => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
