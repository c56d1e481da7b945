// The three ways into the database, one pool each: the owner for migrations; the engine, which works across spaces; and
// the app, which sees one space per transaction. Row level security does the separating, the role cannot do without it.
// Rows come out in core's terms: int8 as number, timestamptz as epoch milliseconds.
import pg from 'pg'
import { gatheringSocket } from './socket.ts'
import { inTransaction } from './transaction.ts'

export type Pools = {
  /** migrations and maintenance only: owns the tables */
  owner: pg.Pool
  /** accept, claim and result queries, which run across spaces (`noroshi.space` is `*`) */
  engine: pg.Pool
  /** everything else; without inSpace it sees no space's rows */
  app: pg.Pool
  /** Runs `work` in one transaction that sees one space; rolls back when it throws. */
  inSpace: <T>(spaceId: string, work: (client: pg.PoolClient) => Promise<T>) => Promise<T>
  /** The same, reading only, all of it as of one instant; waits for nobody and writes nothing. */
  inSnapshot: <T>(spaceId: string, work: (client: pg.PoolClient) => Promise<T>) => Promise<T>
  end: () => Promise<void>
}

export type PoolOptions = {
  /** told about connections that break while idle; the pool replaces them by itself */
  onError?: (error: Error) => void
  engineMax?: number
  appMax?: number
  /** who acts at this moment, and when, for the audit log; JSON as `audit_actor` reads it */
  actor?: () => string
}

// The embedded server admits 60 connections, three of them for a superuser; a second process (backup, export) fits too.
const ownerMax = 2
const engineMaxDefault = 16
const appMaxDefault = 16
const connectMs = 10_000
const statementMs = 30_000

/** Opens nothing yet: connections are made when first needed, so migrations can create the role before. */
export function createPools(url: string, options: PoolOptions = {}): Pools {
  const make = (name: string, max: number, settings: string[]) => makePool({ url, name, max, settings, options })
  const asApp = ['role=noroshi_app', `statement_timeout=${statementMs}`]
  const owner = make('noroshi owner', ownerMax, [])
  const engine = make('noroshi engine', options.engineMax ?? engineMaxDefault, [...asApp, 'noroshi.space=*'])
  const app = make('noroshi app', options.appMax ?? appMaxDefault, asApp)
  return {
    owner,
    engine,
    app,
    inSpace: (spaceId, work) => inSpace({ pool: app, begin: 'begin', spaceId, actor: options.actor?.() ?? '' }, work),
    inSnapshot: (spaceId, work) => inSpace({ pool: app, begin: snapshot, spaceId, actor: '', reads: true }, work),
    end: async () => {
      await Promise.all([owner.end(), engine.end(), app.end()])
    },
  }
}

type PoolRequest = { url: string; name: string; max: number; settings: string[]; options: PoolOptions }

function makePool({ url, name, max, settings, options }: PoolRequest): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(url, ['timezone=UTC', ...settings]),
    application_name: name,
    max,
    types,
    // Statements that need not wait for an answer are sent without one; the server takes them in order all the same.
    pipeline: true,
    stream: gatheringSocket,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 60_000,
  })
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', (error) => options.onError?.(error))
  pool.on('connect', (client) => {
    // The same for one that breaks while checked out: its query rejects anyway.
    client.on('error', (error) => options.onError?.(error))
  })
  return pool
}

/** Adds server settings to a connection string's own `options`, after them, so that ours win. */
export function withSettings(url: string, settings: string[]): string {
  const [base = '', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  const ours = settings.map((setting) => `-c ${setting}`)
  parameters.set('options', [parameters.get('options'), ...ours].filter(Boolean).join(' '))
  return `${base}?${parameters.toString().replaceAll('+', '%20')}`
}

const snapshot = 'begin isolation level repeatable read read only'

type Scope = { pool: pg.Pool; begin: string; spaceId: string; actor: string; reads?: boolean }

function inSpace<T>(scope: Scope, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const { pool, begin, spaceId, actor, reads = false } = scope
  // '*' opens every space: only the engine's own connections may say it.
  if (spaceId === '*' || spaceId === '') return Promise.reject(new Error('inSpace needs the id of one space'))
  // Quoted here, since a message without parameters cannot do it. Where it fails there is no space, and row level security shows
  // nothing to the statement that follows.
  const [space, by] = [pg.escapeLiteral(spaceId), pg.escapeLiteral(actor)]
  const settings = `select set_config('noroshi.space', ${space}, true), set_config('noroshi.actor', ${by}, true)`
  return inTransaction({ pool, begin: `${begin}; ${settings}`, reads }, work)
}

const oid = { int8: 20, int8Array: 1016, timestamptz: 1184, timestamptzArray: 1185, textArray: 1009 } as const

function toSafeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit a number exactly`)
  return number
}

// pg's own declaration knows no array types; its parsers do.
const defaultParser = pg.types.getTypeParser as (id: number, format?: 'text' | 'binary') => (text: string) => unknown
const parseTimestamp = defaultParser(oid.timestamptz)
const parseTextArray = defaultParser(oid.textArray)

/** Microseconds are cut off; `infinity` stays infinite. */
function toEpochMs(text: string): number {
  return Number(parseTimestamp(text))
}

function ofArray(parse: (text: string) => number): (text: string) => (number | null)[] {
  return (text) => (parseTextArray(text) as (string | null)[]).map((item) => (item === null ? null : parse(item)))
}

const parsers: Record<number, (text: string) => unknown> = {
  [oid.int8]: toSafeInteger,
  [oid.int8Array]: ofArray(toSafeInteger),
  [oid.timestamptz]: toEpochMs,
  [oid.timestamptzArray]: ofArray(toEpochMs),
}

// Given to each client instead of set globally, so that another user of pg in the process keeps its own.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') => {
    const parser = format === 'binary' ? undefined : parsers[id]
    return parser ?? defaultParser(id, format)
  }) as typeof pg.types.getTypeParser,
}
