// The processes that perform effects. Each holds an advisory lock as long as it lives, so that a killed one is noticed as soon
// as its connection drops; the lease covers only a process that lives but cannot be heard. Claims of the gone become free, and
// what they had begun is due for settling at once.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import { instant } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { closeSession, openSession } from './session.ts'

const tryLock: Statement = { name: 'instance_lock', text: 'select pg_try_advisory_lock($1::bigint) as locked' }
const renew: Statement = {
  name: 'instance_renew',
  text: `with renewed as (update instance set lease_until = ${instant('$3::float8')} where id = $1 returning id),
    registered as (insert into instance (id, lock_key, lease_until)
      select $1, $2::bigint, ${instant('$3::float8')} where not exists (select from renewed)
      on conflict (id) do update set lease_until = excluded.lease_until)
    select exists (select from renewed) as known`,
}

// Rows that a decision is at work on are passed over: their claims have no owner any more, and the next takeover finds them.
const free = (holders: string): string => `freed as (
    select callout_id, ordinal from attempt where claimed_by in (${holders}) for no key update skip locked)
  update attempt a set claimed_by = null,
      effect_at = case when a.effect_kind = 'settle' then 'epoch'::timestamptz else a.effect_at end
    from freed where a.callout_id = freed.callout_id and a.ordinal = freed.ordinal
  returning a.ordinal`

const takeOverAll: Statement = {
  name: 'instance_take_over',
  text: `with recursive gone as (
      delete from instance i where i.id <> $1
        and (i.lease_until < ${instant('$2::float8')} or pg_try_advisory_xact_lock(i.lock_key)) returning i.id),
    holder as (
      (select claimed_by from attempt where claimed_by is not null order by claimed_by limit 1)
      union all
      select next.claimed_by from holder cross join lateral (
        select claimed_by from attempt where claimed_by > holder.claimed_by order by claimed_by limit 1) as next),
    ${free(`select h.claimed_by from holder h where h.claimed_by <> $1
      and (h.claimed_by in (select id from gone) or not exists (select from instance i where i.id = h.claimed_by))`)}`,
}
const leaveOne: Statement = {
  name: 'instance_leave',
  text: `with gone as (delete from instance where id = $1), ${free('$1')}`,
}

/** An instance's advisory lock: 64 bits of its id's hash, as PostgreSQL's signed number. */
export const lockKey = (instance: string): string =>
  createHash('sha256').update(instance).digest().readBigInt64BE().toString()

type Session = { client: pg.Client | null; locked: boolean; registered: boolean }

export type Instances = {
  readonly keepAlive: (options: { instance: string; leaseUntilMs: number }) => Promise<boolean>
  readonly takeOver: (options: { instance: string; leaseMs: number }) => Promise<number>
  readonly leave: (instance: string) => Promise<void>
}

export const createInstances = (pool: pg.Pool): Instances => {
  const sessions = new Map<string, Session>()

  const sessionOf = (instance: string): Session => {
    const session = sessions.get(instance) ?? { client: null, locked: false, registered: false }
    sessions.set(instance, session)
    return session
  }

  const connect = async (session: Session): Promise<pg.Client> => {
    if (session.client !== null) return session.client
    const client = await openSession(pool, () => {
      if (session.client === client) session.client = null
    })
    session.client = client
    session.locked = false
    return client
  }

  // The lock comes before the row: a row whose lock is free is the row of a dead process.
  const lock = async (session: Session, instance: string): Promise<void> => {
    if (session.locked || session.client === null) return
    const [row] = await run<{ locked: boolean }>(session.client, tryLock, [lockKey(instance)])
    // Until the server notices that our last connection is dead, that one still holds it for us.
    session.locked = row?.locked ?? false
  }

  const keepAlive = async (options: { instance: string; leaseUntilMs: number }): Promise<boolean> => {
    const { instance, leaseUntilMs } = options
    const session = sessionOf(instance)
    const client = await connect(session)
    try {
      await lock(session, instance)
      const [row] = await run<{ known: boolean }>(client, renew, [instance, lockKey(instance), leaseUntilMs])
      const alive = row?.known === true || !session.registered
      session.registered = true
      return alive
    } catch (error) {
      session.client = null
      void closeSession(client)
      throw error
    }
  }

  return {
    keepAlive,
    takeOver: ({ instance, leaseMs }) => count(pool, takeOverAll, [instance, leaseMs]),
    leave: async (instance) => {
      const client = sessions.get(instance)?.client ?? null
      sessions.delete(instance)
      try {
        await count(pool, leaveOne, [instance])
      } finally {
        if (client !== null) await closeSession(client)
      }
    },
  }
}

const count = async (runner: Runner, statement: Statement, values: readonly (string | number)[]): Promise<number> =>
  (await run(runner, statement, values)).length
