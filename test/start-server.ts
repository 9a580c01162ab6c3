// A server as small as can be behind the real start: one table, one page that reads the database.
import { createServer } from 'node:http'
import pg from 'pg'
import { start } from '#app/server.ts'

await start({
  web: import.meta.filename,
  load: async () => ({
    migrate: async ({ connection }) => {
      const client = new pg.Client(connection)
      await client.connect()
      await client.query('select pg_advisory_lock(1)')
      await client.query('create table if not exists visit (at timestamptz default clock_timestamp())')
      await client.end()
    },
    serve: async ({ target, config }) => {
      const pool = new pg.Pool({ ...target.connection, max: 2 })
      pool.on('error', () => {})
      const http = createServer(({ url }, answer) => {
        if (url === '/bug') setImmediate(() => { throw new Error('a bug') })
        pool.query("with seen as (insert into visit default values) select count(*)::int visits, current_setting('data_directory') at from visit").then(
          ({ rows }) => answer.end(JSON.stringify(rows[0])),
          (e: Error) => answer.writeHead(503).end(e.message),
        )
      })
      await new Promise<void>((done, failed) => { http.once('error', failed).listen(config.port, config.host, done) })
      return { url: `http://${config.host}:${config.port}`, close: async () => { http.close(); http.closeAllConnections(); await pool.end() } }
    },
  }),
})
