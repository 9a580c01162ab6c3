import pg from 'pg'
import { CamelCasePlugin, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import type { Tables } from './tables.gen.ts'

pg.types.setTypeParser(pg.types.builtins.DATE, String)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (v) => new Date(v).toISOString())

export type Db = Kysely<Tables>
export type Pool = pg.Pool

/** A pool that speaks as one database role, pipelined over the given target; every statement is planned once a connection, so a plan that served one organisation serves all. */
export function openPool(connection: pg.ClientConfig, max = 8): Pool {
  const options = [connection.options, '-c plan_cache_mode=force_generic_plan'].filter(Boolean).join(' ')
  const pool = new pg.Pool({ ...connection, options, max, pipeline: true, statement_timeout: 15_000, connectionTimeoutMillis: 5_000, application_name: 'linyan' } as pg.PoolConfig)
  pool.on('error', () => {})
  // a connection in use may break too: its statements fail and say so, the server stays
  pool.on('connect', (client) => { client.on('error', () => {}) })
  return pool
}

const names = new Map<string, string>()
/** A stable name per statement text, so that PostgreSQL plans it once a connection; at most 500. */
const nameOf = (text: string): string | undefined => names.get(text) ?? (names.size < 500 ? (names.set(text, `q${names.size}`), names.get(text)) : undefined)

interface Socket { cork(): void; uncork(): void }
/** One connection as one person: statements go out at once, in order; nothing waits but what the caller awaits. */
export class Session {
  readonly client: pg.PoolClient
  readonly #opening: () => void
  readonly #reading: boolean
  readonly #sent: Promise<unknown>[] = []
  #opened = false
  #corked = false
  #closed = false
  /** `opening` begins the transaction, with the first batch. For reading, each batch is a transaction of its own, committed in the one round trip it takes. */
  constructor(client: pg.PoolClient, opening: () => void, reading: boolean) { this.client = client; this.#opening = opening; this.#reading = reading }
  start(): void { this.#cork() }
  /** Sends a named statement; its failure is seen at `settle` even when nobody awaits it. */
  send<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<R>> {
    if (!this.#closed) this.#cork()
    const name = nameOf(text)
    const answer = this.#closed ? Promise.reject(new Error(`the transaction is over: ${text}`)) : this.client.query<R>({ text, values: [...values], ...(name ? { name } : {}) })
    answer.catch(() => {})
    this.#sent.push(answer)
    return answer
  }
  /** Nothing more goes out: by the time a forgotten statement is sent, the connection may belong to another person's transaction. */
  close(): void { this.#closed = true }
  /** Waits for everything sent; throws the first failure (later ones only say that the transaction is aborted). */
  async settle(): Promise<void> {
    const failures: unknown[] = []
    while (this.#sent.length > 0) for (const answer of await Promise.allSettled(this.#sent.splice(0))) if (answer.status === 'rejected') failures.push(answer.reason)
    if (failures.length > 0) throw failures[0]
  }
  /** What is sent within one turn of the event loop leaves as one write. */
  #cork(): void {
    if (this.#corked) return
    const socket = (this.client as unknown as { connection: { stream: Socket } }).connection.stream
    this.#corked = true
    socket.cork()
    if (this.#reading || !this.#opened) { this.#opened = true; this.#opening() }
    setImmediate(() => { if (this.#reading) void this.send('commit'); this.#corked = false; socket.uncork() })
  }
}

const compiler = new PostgresQueryCompiler()
const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })]
/** Kysely on one session; begin and commit belong to the road, never to a handler. */
export function kyselyOn(session: Session): Db {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await session.send(query.sql, query.parameters)
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
    },
    streamQuery: () => { throw new Error('no streaming') },
  }
  const nothing = async () => {}
  const driver: Driver = { init: nothing, acquireConnection: async () => connection, beginTransaction: nothing, commitTransaction: nothing, rollbackTransaction: nothing, releaseConnection: nothing, destroy: nothing }
  return new Kysely<Tables>({ dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => driver, createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => compiler }, plugins })
}
