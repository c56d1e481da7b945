// A connection of its own beside the pool, for what lives as long as a session: advisory locks and LISTEN.

import pg from 'pg'
import { translate } from '../failure.ts'

/** Longer than any statement such a session runs; a connection that is silent for longer is dead. */
const ANSWER_MS = 5_000

/**
 * Connects with the pool's settings; `lost` is called once when the connection breaks after that.
 * @errors StoreUnavailable
 */
export const openSession = async (pool: pg.Pool, lost: () => void): Promise<pg.Client> => {
  const client = new pg.Client({ ...pool.options, pipeline: false, query_timeout: ANSWER_MS })
  let isOpen = false
  const end = (): void => {
    if (isOpen) lost()
    isOpen = false
  }
  client.on('error', end)
  client.on('end', end)
  try {
    await client.connect()
    isOpen = true
    return client
  } catch (error) {
    throw translate(error)
  }
}

/** Ends a session, whatever state it is in. */
export const closeSession = async (client: pg.Client): Promise<void> => {
  try {
    await client.end()
  } catch (error) {
    // It was broken already, which is as closed as can be.
    translate(error)
  }
}
