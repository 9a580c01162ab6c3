// The product as it serves, on a database that is there: its own process, so that its CPU can be read.
import { open } from '#app/open.ts'
import { start } from '#kernel/audit/sequencer.ts'
import type { Target } from '#kernel/db/postgres.ts'
import { openHttp } from '#kernel/http.ts'
import { pepper } from './fill.ts'

const { target } = JSON.parse(process.argv[2]!) as { target: Target }
const opened = await open(target, { demo: true, pepper })
const app = openHttp({ ground: opened.ground, implementations: opened.implementations, secure: false, log: (line) => { console.error(JSON.stringify(line)) } })
await app.listen({ port: 0, host: '127.0.0.1' })
// the sequencer runs beside it where a benchmark asks for it
let stop = async () => {}
process.on('message', (sealing: boolean) => { void stop().then(() => { stop = sealing ? start(target, opened.ground.keep, opened.ground.clock, console.error) : async () => {}; process.send!('ready') }) })
process.once('disconnect', () => { process.exit() })
process.send!(app.server.address())
