// Performs effects after their commit and feeds the results back as events. It decides nothing: it asks once more whether the
// attempt may begin, sends the request, and reports what came of it, also when that is "nobody knows".

import type { Event } from '#core/callout/event'
import type { CalloutId } from '#core/ids'
import type { AttemptRow, CallOrder, EngineLog, Observation, PhoneChannel, Placement } from './ports.ts'
import type { Incoming, TurnResult } from './turn.ts'

export type Performer = {
  /** Takes effects this instance has claimed. `reserved`: their lines are reserved already. */
  readonly offer: (attempts: readonly AttemptRow[], options?: { reserved: boolean }) => void
  readonly knows: (attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>) => boolean
  readonly size: () => number
  /** Takes nothing new; resolves when what was begun has an answer. */
  readonly drain: () => Promise<void>
}

export type PerformerOptions = {
  readonly channel: PhoneChannel
  readonly submit: (incoming: Incoming) => Promise<TurnResult | null>
  /** The attempt as it is now, with its plan and callout; null when it is gone. */
  readonly orderOf: (attempt: AttemptRow) => Promise<CallOrder | null>
  readonly log: EngineLog
  readonly instance: string
  readonly concurrencyMax: number
}

type Task = { readonly attempt: AttemptRow; readonly reserved: boolean }

const PRIORITIES = 10
const keyOf = (attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): string => `${attempt.calloutId}.${attempt.ordinal}`

export const createPerformer = (options: PerformerOptions): Performer => {
  const { channel, submit, log } = options
  const queues: Task[][] = Array.from({ length: PRIORITIES }, () => [])
  const heads = queues.map(() => 0)
  const known = new Set<string>()
  const idle: (() => void)[] = []
  let active = 0
  let draining = false

  const report = async (calloutId: CalloutId, event: Event): Promise<TurnResult | null> => submit({ calloutId, event })

  /** Begun by this event, or by us before with the answer lost. Begun by anybody else, it is not ours to send. */
  const goes = ({ before, after }: TurnResult): boolean => {
    if (before === null || after?.state !== 'begun') return false
    return before.state === 'planned' || (before.state === 'begun' && before.claimedBy === options.instance)
  }

  const order = (attempt: AttemptRow, result: TurnResult): CallOrder | null => {
    const destination = result.plan.destinations[attempt.destination]
    return destination === undefined ? null : { attempt, destination, plan: result.plan, callout: result.row }
  }

  const place = async ({ attempt, reserved }: Task): Promise<void> => {
    const { calloutId, ordinal } = attempt
    const begun = await submit({ calloutId, event: { type: 'AttemptBegan', attempt: ordinal }, reserved })
    if (begun === null || !goes(begun)) return
    const call = order(attempt, begun)
    if (call !== null) await report(calloutId, placed(ordinal, await channel.place(call)))
  }

  const ask = async ({ attempt }: Task, how: 'lookup' | 'watch'): Promise<void> => {
    const { calloutId, ordinal } = attempt
    const call = await options.orderOf(attempt)
    if (call === null) return
    const observation = await channel[how](call)
    for (const event of observed(ordinal, how, observation)) await report(calloutId, event)
  }

  const cancel = async ({ attempt }: Task): Promise<void> => {
    const call = await options.orderOf(attempt)
    if (call === null) return
    const done = await channel.cancel(call)
    await report(attempt.calloutId, { type: 'CancelSent', attempt: attempt.ordinal, done })
  }

  const perform = async (task: Task): Promise<void> => {
    const { attempt } = task
    switch (attempt.effect?.kind) {
      case 'place':
        return place(task)
      case 'settle':
        // Whoever began it is gone: the request may or may not have been sent.
        await report(attempt.calloutId, { type: 'ResultUnknown', attempt: attempt.ordinal, code: 'process_died' })
        return
      case 'lookup':
      case 'watch':
        return ask(task, attempt.effect.kind)
      case 'cancel':
        return cancel(task)
      case undefined:
        return
    }
  }

  const next = (): Task | undefined => {
    for (const [priority, queue] of queues.entries()) {
      const head = heads[priority] ?? 0
      const task = queue[head]
      if (task === undefined) continue
      heads[priority] = head + 1
      if (head > 1_000 && head * 2 > queue.length) {
        queue.splice(0, head + 1)
        heads[priority] = 0
      }
      return task
    }
    return undefined
  }

  const pump = (): void => {
    while (!draining && active < options.concurrencyMax) {
      const task = next()
      if (task === undefined) return
      active += 1
      void perform(task)
        .catch((error: unknown) =>
          log.error({ attempt: keyOf(task.attempt), cause: String(error) }, 'an effect failed'),
        )
        .finally(() => {
          active -= 1
          known.delete(keyOf(task.attempt))
          pump()
          if (active === 0) for (const resolve of idle.splice(0)) resolve()
        })
    }
  }

  return {
    offer: (attempts, { reserved } = { reserved: false }) => {
      for (const attempt of attempts) {
        if (known.has(keyOf(attempt))) continue
        known.add(keyOf(attempt))
        queues[Math.min(PRIORITIES - 1, Math.max(0, attempt.priority))]?.push({ attempt, reserved })
      }
      pump()
    },
    knows: (attempt) => known.has(keyOf(attempt)),
    size: () => known.size,
    drain: () => {
      draining = true
      return active === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))
    },
  }
}

const placed = (attempt: number, placement: Placement): Event => {
  switch (placement.kind) {
    case 'placed':
      return { type: 'CallPlaced', attempt, providerId: placement.providerId }
    case 'refused':
      return {
        type: 'CallRefused',
        attempt,
        kind: placement.refusal,
        code: placement.code,
        retryAfterMs: placement.retryAfterMs,
      }
    case 'unknown':
      return { type: 'ResultUnknown', attempt, code: placement.code }
  }
}

/** What the provider says of a call, as events. One that cannot be asked is no reason to wait for ever: it counts as silence. */
const observed = (attempt: number, how: 'lookup' | 'watch', seen: Observation): readonly Event[] => {
  switch (seen.kind) {
    case 'ended': {
      const { providerId, end, detail, answeredBy } = seen
      const ended: Event = { type: 'CallEnded', attempt, providerId, end, detail, answeredBy }
      return how === 'lookup' ? [{ type: 'CallPlaced', attempt, providerId, found: true }, ended] : [ended]
    }
    case 'live': {
      const { providerId, state } = seen
      const progressed: Event = { type: 'CallProgressed', attempt, providerId, state }
      return how === 'lookup'
        ? [{ type: 'CallPlaced', attempt, providerId, found: true }, progressed]
        : [progressed, { type: 'StillLive', attempt }]
    }
    case 'absent':
    case 'unavailable':
      return [how === 'lookup' ? { type: 'NothingFound', attempt } : { type: 'StillLive', attempt }]
  }
}
