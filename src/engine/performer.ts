// Performs effects after their commit and feeds the results back as events. It decides nothing: it asks once more whether the
// attempt may begin, sends the request, and reports what came of it, also when that is "nobody knows".

import type { Event } from '#core/callout/event'
import type { CalloutId } from '#core/ids'
import { destinationBy } from '#core/plan/way'
import type { Circuits } from './circuits.ts'
import { whereTo } from './draft.ts'
import type { AttemptRow, CallOrder, EngineLog, Observation, Placement, WayOut } from './ports.ts'
import { PriorityQueue } from './queue.ts'
import type { Incoming, TurnResult } from './turn.ts'

export type PerformerOptions = {
  readonly channel: WayOut
  readonly submit: (incoming: Incoming) => Promise<TurnResult | null>
  /** The attempt as it is now, with its plan and callout; null when it is gone. */
  readonly orderOf: (attempt: AttemptRow) => Promise<CallOrder | null>
  readonly circuits: Pick<Circuits, 'note'>
  readonly log: EngineLog
  /** The store did not answer: claims may be left in our name. */
  readonly answerLost: () => void
  readonly instance: string
  /** Effects at work at once. */
  readonly concurrencyMax: number
}

type AttemptKey = Pick<AttemptRow, 'calloutId' | 'ordinal'>
type Task = { readonly attempt: AttemptRow; readonly reserved: boolean }
/** An attempt whose begin is committed, with what its request is made of. */
export type Begun = Omit<CallOrder, 'destination'>

const NEVER_SENT_MAX = 10_000

const keyOf = (attempt: AttemptKey): string => `${attempt.calloutId}.${attempt.ordinal}`

export class Performer {
  readonly #options: PerformerOptions
  readonly #queue = new PriorityQueue<Task>()
  readonly #known = new Set<string>()
  readonly #next = new Map<string, Task>()
  readonly #neverSent = new Set<string>()
  readonly #idle: (() => void)[] = []
  #active = 0
  #draining = false

  constructor(options: PerformerOptions) {
    this.#options = options
  }

  /** Takes effects this instance has claimed. `reserved`: their lines are reserved already. */
  offer(attempts: readonly AttemptRow[], { reserved } = { reserved: false }): void {
    for (const attempt of attempts) {
      const key = keyOf(attempt)
      // A claim is exclusive: what is offered while its attempt is at work here is the next thing to do for it.
      if (this.#known.has(key)) this.#next.set(key, { attempt, reserved })
      else this.#enqueue({ attempt, reserved })
    }
    this.#pump()
  }

  /** Sends what has begun already; it does not queue, for the state it was let go by is growing old. */
  send(begun: readonly Begun[]): void {
    for (const order of begun) {
      const { attempt } = order
      this.#known.add(keyOf(attempt))
      this.#run({ attempt, reserved: false }, () => this.#send(order))
    }
  }

  /** How many could be sent at once. */
  room(): number {
    return this.#draining ? 0 : Math.max(0, this.#options.concurrencyMax - this.#known.size)
  }

  /** These may have begun in our name, but nothing was sent: when they turn out to have, they are sent, not looked for. */
  neverSent(attempts: readonly AttemptKey[]): void {
    if (this.#neverSent.size > NEVER_SENT_MAX) this.#neverSent.clear()
    for (const attempt of attempts) this.#neverSent.add(keyOf(attempt))
  }

  #enqueue(task: Task): void {
    this.#known.add(keyOf(task.attempt))
    this.#queue.push(task.attempt.priority, task)
  }

  knows(attempt: AttemptKey): boolean {
    return this.#known.has(keyOf(attempt))
  }

  size(): number {
    return this.#known.size
  }

  /** Takes nothing new; resolves when what was begun has an answer. */
  drain(): Promise<void> {
    this.#draining = true
    return this.#active === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  #pump(): void {
    while (!this.#draining && this.#active < this.#options.concurrencyMax) {
      const task = this.#queue.take()
      if (task === undefined) return
      this.#run(task, () => this.#perform(task))
    }
  }

  #run(task: Task, work: () => Promise<void>): void {
    this.#active += 1
    void work()
      .catch((error: unknown) => {
        const { log, answerLost } = this.#options
        log.warn(
          { spaceId: task.attempt.spaceId, attempt: keyOf(task.attempt), cause: String(error) },
          'an effect could not be performed; it is taken up again',
        )
        answerLost()
      })
      .finally(() => this.#finished(task))
  }

  #finished(task: Task): void {
    this.#active -= 1
    const key = keyOf(task.attempt)
    const next = this.#next.get(key)
    this.#known.delete(key)
    this.#next.delete(key)
    if (next !== undefined) this.#enqueue(next)
    this.#pump()
    if (this.#active === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #perform(task: Task): Promise<void> {
    const { attempt } = task
    switch (attempt.effect?.kind) {
      case 'place':
        return this.#place(task)
      case 'settle':
        if (this.#neverSent.delete(keyOf(attempt))) return this.#placeLate(task)
        // Whoever began it is gone: the request may or may not have been sent.
        return this.#unknown(attempt)
      case 'lookup':
      case 'watch':
        return this.#ask(attempt, attempt.effect.kind)
      case 'cancel':
        return this.#cancel(attempt)
      case undefined:
        return undefined
    }
  }

  async #report(calloutId: CalloutId, event: Event): Promise<void> {
    await this.#options.submit({ calloutId, event })
  }

  async #place({ attempt, reserved }: Task): Promise<void> {
    const { calloutId, ordinal } = attempt
    const begun = await this.#options.submit({ calloutId, event: { type: 'AttemptBegan', attempt: ordinal }, reserved })
    if (begun === null || !this.#goes(begun)) return
    await this.#send(asBegun(attempt, begun))
  }

  async #send({ attempt, plan, callout }: Begun): Promise<void> {
    const destination = destinationBy(plan, attempt)
    if (destination === undefined) return
    const placement = await this.#options.channel.place({ attempt, destination, plan, callout })
    this.#options.circuits.note(attempt, placement)
    await this.#report(attempt.calloutId, placed(attempt.ordinal, placement))
  }

  /** Begun by this event, or by us before with the answer lost. Begun by anybody else, it is not ours to send. */
  #goes({ before, after }: TurnResult): boolean {
    if (before === null || after?.state !== 'begun') return false
    return before.state === 'planned' || (before.state === 'begun' && before.claimedBy === this.#options.instance)
  }

  /** Begun some seconds ago with the answer lost: what has been decided since then is looked at before it is sent. */
  async #placeLate({ attempt }: Task): Promise<void> {
    const { calloutId, ordinal } = attempt
    const begun = await this.#options.submit({ calloutId, event: { type: 'AttemptBegan', attempt: ordinal } })
    if (begun === null || !this.#goes(begun)) return
    if (begun.row.head.outcome !== null || begun.after?.cancelWanted === true) return this.#unknown(attempt)
    await this.#send(asBegun(attempt, begun))
  }

  #unknown({ calloutId, ordinal }: AttemptRow): Promise<void> {
    return this.#report(calloutId, { type: 'ResultUnknown', attempt: ordinal, code: 'process_died' })
  }

  async #ask(attempt: AttemptRow, how: 'lookup' | 'watch'): Promise<void> {
    const order = await this.#options.orderOf(attempt)
    if (order === null) return
    const seen = await this.#options.channel[how](order)
    for (const event of observed(attempt.ordinal, how, seen)) await this.#report(attempt.calloutId, event)
  }

  async #cancel(attempt: AttemptRow): Promise<void> {
    const order = await this.#options.orderOf(attempt)
    if (order === null) return
    const done = await this.#options.channel.cancel(order)
    await this.#report(attempt.calloutId, { type: 'CancelSent', attempt: attempt.ordinal, done })
  }
}

/** As it is now: it may go by another way than it was claimed for. */
const asBegun = ({ way: _before, ...row }: AttemptRow, { after, plan, row: callout }: TurnResult): Begun => {
  const attempt = after === null ? row : { ...row, ...after, ...whereTo(plan, after) }
  return { attempt, plan, callout }
}

const placed = (attempt: number, placement: Placement): Event => {
  switch (placement.kind) {
    case 'placed':
      return { type: 'CallPlaced', attempt, providerId: placement.providerId }
    case 'delivered':
    case 'failed': {
      const { providerId, detail, kind: end } = placement
      return { type: 'CallEnded', attempt, providerId, end, detail, answeredBy: null }
    }
    case 'refused': {
      const { refusal: kind, code, retryAfterMs, ofConnection } = placement
      return { type: 'CallRefused', attempt, kind, code, retryAfterMs, ofConnection }
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
