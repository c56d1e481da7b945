// Tells every process that something changed, for those who look at it live. Hints are gathered for a moment and sent after the
// commit, outside any transaction: they invite to look again and carry nothing worth reading. One that is lost costs a
// reload, and after a gap of the connection everybody is told to reload.

import type pg from 'pg'
import { closeSession, openSession } from './engine/session.ts'
import { translate } from './failure.ts'

const CHANNEL = 'noroshi_hint'
const GATHER_MS = 50
const RECONNECT_MS = 1_000
/** PostgreSQL takes 8,000 bytes; a hint has at most some 200. */
const HINTS_PER_NOTICE = 30
/** More than this in one moment is told as "anything may have changed": no reader should have to keep up with a storm. */
const HINTS_MAX = 100

export type Hint = {
  readonly spaceId: string
  /** Whose it is; null: the whole space's. */
  readonly projectId: string | null
  readonly kind: 'incident' | 'callout' | 'alert'
  readonly id: string
  /** How far it has come; a later hint has a higher one. */
  readonly seq: number
}

type Packed = readonly [string, string | null, Hint['kind'], string, number]

const pack = ({ spaceId, projectId, kind, id, seq }: Hint): Packed => [spaceId, projectId, kind, id, seq]
const unpack = ([spaceId, projectId, kind, id, seq]: Packed): Hint => ({ spaceId, projectId, kind, id, seq })

export type HintsOptions = {
  readonly pool: pg.Pool
  /** Names this process, so that it does not hear itself. */
  readonly sender: string
  /** Null: anything may have changed. */
  readonly heard: (hint: Hint | null) => void
  readonly log: { warn(facts: Record<string, unknown>, message: string): void }
}

export type Hints = {
  readonly publish: (hint: Hint) => void
  readonly listen: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** @param options.pool one that lasts as long as the server; nothing is sent or heard before `listen` */
export const createHints = (options: HintsOptions): Hints => {
  const { heard, sender } = options
  const sending = createSender(options)
  const session = createSession(options.pool, (payload) => {
    const [from, packed] = JSON.parse(payload) as [string, readonly Packed[] | null]
    if (from === sender) return
    if (packed === null) heard(null)
    else for (const one of packed) heard(unpack(one))
  })
  return {
    publish: sending.add,
    listen: () => session.start(() => heard(null)),
    stop: async () => {
      sending.stop()
      await session.stop()
    },
  }
}

const createSender = ({ pool, sender, heard, log }: HintsOptions) => {
  const waiting = new Map<string, Hint>()
  let timer: NodeJS.Timeout | null = null

  const send = (packed: readonly Packed[] | null): void => {
    pool.query(`select pg_notify('${CHANNEL}', $1)`, [JSON.stringify([sender, packed])]).catch((error: unknown) => {
      log.warn({ cause: String(error) }, 'other processes were not told of a change')
    })
  }
  const flush = (): void => {
    timer = null
    const hints = [...waiting.values()]
    waiting.clear()
    if (hints.length > HINTS_MAX) {
      heard(null)
      return send(null)
    }
    for (const hint of hints) heard(hint)
    for (let first = 0; first < hints.length; first += HINTS_PER_NOTICE) {
      send(hints.slice(first, first + HINTS_PER_NOTICE).map(pack))
    }
    return undefined
  }
  return {
    add: (hint: Hint): void => {
      waiting.set(`${hint.kind} ${hint.id}`, hint)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    stop: (): void => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** Listens over as many connections as that takes. */
const createSession = (pool: pg.Pool, heard: (payload: string) => void) => {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | null = null
  let stopped = false

  const connect = async (lost: () => void): Promise<void> => {
    const session = await openSession(pool, lost)
    session.on('notification', ({ payload }) => heard(payload ?? ''))
    try {
      await session.query(`listen ${CHANNEL}`)
    } catch (error) {
      await closeSession(session)
      throw translate(error)
    }
    client = session
    if (stopped) await closeSession(session)
  }

  const start = async (gap: () => void): Promise<void> => {
    const again = (): void => {
      client = null
      if (stopped) return
      retry ??= setTimeout(() => {
        retry = null
        connect(again).then(gap, again)
      }, RECONNECT_MS).unref()
    }
    await connect(again)
  }

  return {
    start,
    stop: async (): Promise<void> => {
      stopped = true
      if (retry !== null) clearTimeout(retry)
      if (client !== null) await closeSession(client)
    },
  }
}
