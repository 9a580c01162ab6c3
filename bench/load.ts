// A closed loop over a few kept-alive connections: little work of its own, and every answer is looked at.
import { connect } from 'node:net'

export interface Asked { readonly method: 'GET' | 'POST'; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
export interface Loaded { readonly done: number; readonly seconds: number; readonly p50: number; readonly p99: number }

const text = (port: number, { method, path, headers = {}, body }: Asked): string =>
  [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`), ...(body === undefined ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]), '', body ?? ''].join('\r\n')

/** Asks what `next` says, over and over, until the time is up; an answer other than 200 ends the run with its text. */
export async function load(port: number, next: () => Asked, { ms, connections = 8 }: { ms: number; connections?: number }): Promise<Loaded> {
  const from = performance.now(), times: number[] = []
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>((done, failed) => {
    const socket = connect(port, '127.0.0.1').setNoDelay().once('error', failed)
    let parts: Buffer[] = [], have = 0, want = 0, sent = 0
    const send = () => { parts = []; have = want = 0; sent = performance.now(); socket.write(text(port, next())) }
    socket.once('connect', send).on('data', (chunk) => {
      parts.push(chunk)
      have += chunk.length
      if (want === 0) {
        const all = parts.length === 1 ? chunk : Buffer.concat(parts), end = all.indexOf('\r\n\r\n')
        if (end < 0) return
        want = end + 4 + Number(/content-length: (\d+)/i.exec(all.toString('latin1', 0, end))?.[1] ?? 0)
      }
      if (have < want) return
      const now = performance.now()
      times.push(now - sent)
      if (!parts[0]!.subarray(0, 15).equals(ok)) { socket.destroy(); failed(new Error(Buffer.concat(parts).toString())) }
      else if (now - from < ms) send()
      else { socket.destroy(); done() }
    })
  })))
  const sorted = Float64Array.from(times).sort(), at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return { done: times.length, seconds: (performance.now() - from) / 1000, p50: at(0.5), p99: at(0.99) }
}
const ok = Buffer.from('HTTP/1.1 200 OK')
