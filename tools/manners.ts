// How a file of the house speaks: no domain word below the rooms, no interface text outside labels, no clock or chance but by the known doors.
import { roomNames, roomOf, storey } from './boundaries.ts'
import { read, type File } from './source.ts'

const isProgram = (path: string) => /\.tsx?$/.test(path)
const isSpec = (path: string) => /\.spec\.tsx?$/.test(path)
const withoutComments = ({ path, text }: File) => isProgram(path) ? read({ path, text }).code : text.replace(/\/\*[^]*?\*\//g, '').replace(path.endsWith('.sql') ? /--.*$/gm : /(?!)/, '')

/** English words that are also names of rooms, where the platform of the browser or the PDF format has them: not knowledge of a domain. */
const platform = /\b(dataTransfer|DataTransfer|capture: (?:true|false)|Resources|Registry(?=\(Adobe))\b/g
/** The kernel and the design system know no room: its name appears in no identifier, text or query. Comments may give examples. */
export function domainWords(file: File): string[] {
  if (!['kernel', 'ui'].includes(storey(file.path)) || isSpec(file.path) || /\.gen\.ts$|order\.txt$/.test(file.path)) return []
  const words = withoutComments(file).replace(platform, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().match(/[a-z]+/g) ?? []
  return [...new Set(words)].filter((w) => (roomNames as readonly string[]).includes(w)).map((w) => `${file.path}: “${w}” is a room's word; take it as an argument or declare it in the room`)
}

/** Markup made of text is how a page is taken over. */
export const markup = (file: File): string[] => !isProgram(file.path) || isSpec(file.path) ? []
  : [...withoutComments(file).matchAll(/\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcDoc|srcdoc|document\.write(?:ln)?|createContextualFragment|eval\s*\(|new Function\b)/g)].map(([word]) => `${file.path}: ${word}; let React write the text`)

/**
 * Where Chinese may stand in a program beside `labels.ts`: `words.ts` and specifications are words, `seed.ts` invents a city, `exchange.ts` knows what registers write.
 * Sentences to the operator are said before any label is loaded; the gallery shows invented samples and no page of the platform reads it.
 */
const chineseFiles = [
  /\/(labels|words|seed|exchange)\.ts$/, /\.spec\.tsx?$/, /^src\/app\/gallery[a-z-]*\.tsx?$/,
  /^src\/kernel\/(config|db\/(launch|postgres|migrate))\.ts$/, /^src\/app\/(server|serve|open)\.ts$/,
  /^src\/kernel\/calendar\.ts$/, // the names of the statutory holidays
  /^src\/kernel\/exchange\/(mask|name)\.ts$/, // the mark of what was masked, surnames
  /^src\/ui\/format\.ts$/, // how Chinese writes a date and a sum
]
/** The names of documents, of what they say and of measures are data, not interface text: only as arguments of these. */
const naming = ['basis', 'cite']
const han = /\p{Script=Han}/u
/** Interface text is in labels; a pattern that recognises Chinese input is no text. */
export function chinese(file: File): string[] {
  if (!isProgram(file.path) || !['kernel', 'ui', 'domains', 'app'].includes(storey(file.path)) || chineseFiles.some((f) => f.test(file.path))) return []
  const { texts, code } = read(file)
  const helpers = /\/(terms|rules|procedure)\.ts$/.test(file.path) ? [...code.matchAll(/^const (\w+) = .*\bbasis\(/gm)].map((m) => m[1]!) : []
  return texts.filter((t) => han.test(t.value) && t.how !== 'regex' && !t.within.some((w) => w === 'RegExp' || naming.includes(w) || helpers.includes(w)))
    .map((t) => `${file.path}: “${t.value.trim().slice(0, 20)}” belongs in labels.ts`)
}

/** Where time, chance and the network come in; everything else is given them. */
const doors: readonly (readonly [call: RegExp, what: string, where: RegExp])[] = [
  [/^(Date\.now|Date|performance\.now|Temporal\.Now\..*)$/, 'reads the clock; take now as an argument, useNow() on a page', /^src\/(ui\/time\.ts|app\/(open|server)\.ts)$/],
  [/^(Math\.random|(.*\.)?(randomBytes|randomUUID|randomInt|getRandomValues))$/, 'makes chance; take it as an argument, newId() in a handler', /^src\/(kernel\/(client|config)\.ts|app\/(open|server)\.ts)$/],
  [/^(fetch|XMLHttpRequest|WebSocket|EventSource|window\.fetch|globalThis\.fetch|navigator\.sendBeacon)$/, 'opens a second road; ask an endpoint through kernel/client.ts', /^src\/kernel\/client\.ts$/],
]
export function secondSources(file: File): string[] {
  if (!isProgram(file.path) || isSpec(file.path)) return []
  return read(file).calls.flatMap(({ name, given }) => doors.filter(([call, , where]) => call.test(name) && !(name === 'Date' && given > 0) && !where.test(file.path)).map(([, what]) => `${file.path}: ${name} ${what}`))
}

/** One clock: in SQL only kernel.now() asks the database's own. */
export function sqlClocks(file: File): string[] {
  const asked = /(?<!kernel\.)\bnow\s*\(\s*\)|\b(?:current_date|current_time|current_timestamp|localtime|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\b|'(?:now|today|tomorrow|yesterday)'\s*::|\bdefault\s+'now'/gi
  const found = (text: string) => [...text.matchAll(asked)].map(([what]) => `${file.path}: ${what.trim()} in SQL; kernel.now() is the one now`)
  if (file.path.endsWith('.sql')) return found(withoutComments(file).replace(/create function kernel\.now\(\)[^;]*?;/, ''))
  if (!isProgram(file.path) || isSpec(file.path) || file.path === 'src/kernel/db/migrate.ts') return []
  return read(file).texts.filter((t) => t.how === 'string' && /\b(select|insert|update|delete|where|values|default)\b/i.test(t.value)).flatMap((t) => found(t.value))
}
