// Tells other processes when something will be due, so that nobody has to poll. Sent after the commit, in no transaction:
// a NOTIFY inside the insert's own costs several times its throughput. A lost one is made up for by the engine's safety net.

import type pg from 'pg'
import { translate } from '../failure.ts'
import { type Runner, run, type Statement } from './query.ts'
import { closeSession, openSession } from './session.ts'

const CHANNEL = 'noroshi_due'
const RECONNECT_MS = 1_000

const notify: Statement = { name: 'engine_announce', text: `select pg_notify('${CHANNEL}', $1)` }

export const announce = async (runner: Runner, atMs: number): Promise<void> => {
  await run(runner, notify, [String(atMs)])
}

/**
 * Hears announcements until the returned function is called, over as many connections as that takes. After a gap it says 0:
 * anything may have been missed.
 */
export const listen = async (pool: pg.Pool, heard: (atMs: number) => void): Promise<() => Promise<void>> => {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | null = null
  let stopped = false

  const connect = async (): Promise<void> => {
    const session = await openSession(pool, again)
    session.on('notification', ({ payload }) => heard(Number(payload)))
    try {
      await session.query(`listen ${CHANNEL}`)
    } catch (error) {
      await closeSession(session)
      throw translate(error)
    }
    client = session
    if (stopped) await closeSession(session)
  }

  const again = (): void => {
    client = null
    if (stopped) return
    retry ??= setTimeout(() => {
      retry = null
      connect().then(() => heard(0), again)
    }, RECONNECT_MS).unref()
  }

  const stop = async (): Promise<void> => {
    stopped = true
    if (retry !== null) clearTimeout(retry)
    if (client !== null) await closeSession(client)
  }

  // The first time is part of the start, which fails aloud.
  try {
    await connect()
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
