// The end of a server: what comes in is closed first, then what is under way is let finish, and what holds it all goes last.

import type { Serving } from '#http/serve'
import type { Database } from './database.ts'
import type { ServerLog } from './log.ts'

const CLOSE_WITHIN_MS = 2_000
const DRAIN_WITHIN_MS = 5_000

type Stoppable = { readonly stop: () => Promise<unknown> }

export type Stopping = {
  readonly engine: Stoppable
  readonly health: Stoppable
  readonly live: { readonly stop: () => void }
  readonly hints: Stoppable
  readonly follower: Stoppable
  readonly webhooks: { readonly outbox: Stoppable }
  readonly alerts: { readonly follower: Stoppable }
  readonly watches: readonly Stoppable[]
  readonly backs: Stoppable
  readonly ways: { readonly close: () => void }
  readonly posted: Stoppable
  readonly sockets: Stoppable
  readonly serving: Serving
  readonly mailIn: { readonly close: () => Promise<unknown> } | null
  readonly database: Pick<Database, 'close'>
  readonly log: ServerLog
}

export const stop = async (running: Stopping): Promise<void> => {
  const {
    serving,
    mailIn,
    engine,
    health,
    live,
    hints,
    follower,
    webhooks,
    alerts,
    watches,
    backs,
    ways,
    posted,
    sockets,
    database,
    log,
  } = running
  // Streams never end by themselves; their readers look for the next server.
  live.stop()
  await Promise.all([serving.close(CLOSE_WITHIN_MS), mailIn?.close()])
  // Before those who follow what it finds.
  await Promise.all(watches.map((watch) => watch.stop()))
  await Promise.all([follower.stop(), alerts.follower.stop(), posted.stop(), sockets.stop()])
  await hints.stop()
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), DRAIN_WITHIN_MS).unref())
  const drained = await Promise.race([
    Promise.all([engine.stop(), webhooks.outbox.stop(), backs.stop()]).then(() => 'drained' as const),
    late,
  ])
  await health.stop()
  ways.close()
  // What is cut off here is found by the next start as unknown, and asked for at the provider; a webhook's is sent again.
  if (drained === 'late')
    log.warn({}, 'requests to a provider were still in flight; they will be looked up at the next start')
  await database.close()
}
