// Letters and previews as PDF/A-2b. An office's file is never opened in this process: a child with little memory and no right to write reads it, one at a time, and is replaced when it fails.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CopyAsked } from '../documents/copy.ts'
import { failing, LetterFault, type Fault } from './fault.ts'

export type { Fault }
export { LetterFault }
export interface Rendered { readonly pdf: Uint8Array; readonly pages: number }
/** What a letter says, by placeholder: a text, or rows of texts. */
export type Said = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>
/** What the platform itself sets: where the QR code leads, the instant of the PDF's dates (ISO), a mark in the foot, the letter's number. */
export interface Given { readonly qr: string; readonly at: string; readonly mark?: string; readonly number?: string }
export type Question = { readonly ask: 'letter'; readonly template: Uint8Array; readonly facts: Said; readonly given: Given } | { readonly ask: 'check'; readonly template: Uint8Array; readonly known: readonly string[] } | { readonly ask: 'docx'; readonly file: Uint8Array; readonly at: string } | { readonly ask: 'copy'; readonly copy: CopyAsked }
export type Answer = { readonly rendered: Rendered } | { readonly faults: readonly Fault[] } | { readonly refused: readonly Fault[] } | { readonly broken: string }
/** What one question may cost before the child is ended, and how many may wait. */
export const patience = { seconds: 20, megabytes: 900, waiting: 40 }

let cache = join(tmpdir(), `linyan-fonts-${process.getuid?.() ?? 0}`)
/** Keeps the fonts made for setting under this folder (DATA_DIR/cache/fonts); said once, when the server opens. */
export const keepFontsIn = (folder: string): void => { cache = folder }

const root = fileURLToPath(new URL('../../../', import.meta.url)), readable = [join(root, 'src/kernel'), join(root, 'package.json'), join(root, 'node_modules'), realpathSync(join(root, 'node_modules'))]
let child: ChildProcess | undefined, waiting = 0, turn: Promise<unknown> = Promise.resolve()
/** What the child may: read the program and its fonts, write its fonts, start nothing, and know none of the server's variables. */
export const confinement = (folder: string) => ({
  cwd: join(root, 'src/kernel'), env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
  execArgv: ['--max-old-space-size=512', '--permission', '--allow-addons', ...[...readable, folder].map((path) => `--allow-fs-read=${path}`), `--allow-fs-write=${folder}`, '--disable-warning=SecurityWarning', '--disable-warning=ExperimentalWarning'],
})
function started(): ChildProcess {
  if (child?.connected) return child
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const one = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [cache], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...confinement(cache) })
  one.once('exit', () => { if (child === one) child = undefined })
  return child = one
}
/** Megabytes a process holds now; 0 where the system does not say. */
const held = (pid: number): number => { try { return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024 } catch { return 0 } }

const one = (question: Question): Promise<Answer> => new Promise((resolve, reject) => {
  const it = started()
  const end = (then: () => void, kill = false) => { clearTimeout(slow); clearInterval(watch); it.off('message', answered).off('exit', gone).off('error', gone); if (kill) { child = undefined; it.kill('SIGKILL') } else { it.unref(); it.channel?.unref() } then() }
  const answered = (a: Answer) => { end(() => { resolve(a) }) }
  const gone = () => { end(() => { reject(failing('crashed')) }, true) }
  const slow = setTimeout(() => { end(() => { reject(failing('too-slow', { limit: patience.seconds })) }, true) }, patience.seconds * 1000)
  const watch = setInterval(() => { if (held(it.pid ?? 0) > patience.megabytes) gone() }, 200)
  it.ref(); it.channel?.ref()
  it.once('message', answered).once('exit', gone).once('error', gone)
  it.send(question, (e) => { if (e) gone() })
})
async function asked<T>(question: Question, read: (a: Answer) => T | undefined): Promise<T> {
  if (waiting >= patience.waiting) throw failing('busy')
  waiting++
  const mine = turn.then(() => one(question)).finally(() => { waiting-- })
  turn = mine.catch(() => undefined)
  const a = await mine, found = read(a)
  if (found !== undefined) return found
  if ('refused' in a) throw new LetterFault(a.refused)
  throw new Error('broken' in a ? a.broken : 'the setter answered another question')
}
const rendered = (a: Answer) => 'rendered' in a ? a.rendered : undefined

/** Fills an office's DOCX template and sets it as PDF/A-2b: every glyph, page n/N, a QR code leading to `qr`. Same input, same bytes. Throws LetterFault. */
export const renderLetter = (template: Uint8Array, facts: Said, given: Given): Promise<Rendered> => asked({ ask: 'letter', template, facts, given }, rendered)
/** What is wrong with a template: unknown placeholders by name with the known ones, loops not closed, content that cannot be set, a dangerous or broken file. Nothing: it can be used. */
export const checkTemplate = (template: Uint8Array, known: readonly string[]): Promise<readonly Fault[]> => asked({ ask: 'check', template, known }, (a) => 'faults' in a ? a.faults : undefined)
/** A preview of any DOCX as PDF by the same setting. */
export const renderDocx = (file: Uint8Array, at: string): Promise<Rendered> => asked({ ask: 'docx', file, at }, rendered)
/** A certified copy of a kept PDF or picture: a cover, and on every page the platform's words with page n of N. */
export const renderCopy = (copy: CopyAsked): Promise<Rendered> => asked({ ask: 'copy', copy }, rendered)
/** The setting process now running, if any; for figures and tests. */
export const setterPid = (): number | undefined => child?.pid
