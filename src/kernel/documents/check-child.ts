// The checking process: reads `{"name","size"}` and so many bytes, answers one line, again and again until nobody asks. It has no secrets, no database and may write nothing.
import { inspect } from './inspect.ts'

let waiting: Buffer = Buffer.alloc(0), parts: Buffer[] = [], held = 0, job: { name: string; size: number } | undefined
let working = Promise.resolve()
process.stdin.on('data', (chunk: Buffer) => { parts.push(chunk); held += chunk.length; pump() })
process.stdin.on('end', () => { process.exit(0) })
function pump(): void {
  if (job && held < job.size) return
  waiting = Buffer.concat(parts); parts = [waiting]
  if (!job) {
    const end = waiting.indexOf(10)
    if (end < 0) return
    job = JSON.parse(waiting.subarray(0, end).toString('utf8')) as typeof job
    waiting = waiting.subarray(end + 1); parts = [waiting]; held = waiting.length
    pump()
    return
  }
  const { name, size } = job, bytes = Buffer.from(waiting.subarray(0, size))
  waiting = waiting.subarray(size); parts = [waiting]; held = waiting.length; job = undefined
  working = working.then(async () => { process.stdout.write(`${JSON.stringify(await inspect(bytes, name))}\n`) })
  working.catch((e: unknown) => { process.stderr.write(String((e as Error).stack).slice(0, 500)); process.exit(3) })
}
