// The ways back at work: what people took is told to the sources, one thing at a time to each of them, so that one that hangs is in
// nobody's way. Being told of a commit makes it prompt; the rows in the database make it certain, whoever dies.

import type { TellBack } from '#channels/back/back'
import type { BackResult } from '#channels/back/ways'
import { backTriesMax, backWaits, overtakenBy } from '#core/alert/back'
import { afterTry } from '#core/redelivery'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import type { ClaimedBack, createBackStore, SettledBack } from '#store/alert/backs'
import { backComment } from '#words/back'

export type BacksOptions = {
  readonly store: ReturnType<typeof createBackStore>
  readonly tell: TellBack
  /** Of comments. */
  readonly language: 'ja' | 'en'
  readonly clock: Clock
  readonly log: EngineLog
  /** Test: how often the net is drawn. */
  readonly netMs?: number
}

export type Backs = {
  /** There is something to tell. */
  readonly wake: () => void
  readonly run: () => void
  /** Lets what is being told finish. */
  readonly stop: () => Promise<void>
}

const NET_MS = 5_000
const TELLING_MAX = 16
const AT_ONCE = 4
/** Beyond anything that several requests may take. */
const LEASE_MS = 60_000

type Settlement = Pick<SettledBack, 'state' | 'error' | 'answer'> & { readonly waitMs: number }

const settlementOf = (result: BackResult, tries: number): Settlement => {
  const { answer } = result
  if (result.kind === 'told') return { state: 'told', error: null, answer, waitMs: 0 }
  const after = afterTry(result.final ? 'final' : 'not_taken', { tries, triesMax: backTriesMax, waits: backWaits })
  const waitMs = after.state === 'waiting' ? after.waitMs : 0
  return { state: after.state === 'waiting' ? 'waiting' : 'failed', error: result.code, answer, waitMs }
}

const dropped = (error: string): Settlement => ({ state: 'dropped', error, answer: null, waitMs: 0 })

/** Tells one, unless it is not so any more. */
const tellOne = async (
  { tell, language }: Pick<BacksOptions, 'tell' | 'language'>,
  back: ClaimedBack,
  nowMs: number,
): Promise<Settlement> => {
  const { id, source, dedupKey, alert, deed, author, attempts, to } = back
  const overtaken = overtakenBy(deed, alert, nowMs)
  if (overtaken !== null) return dropped(overtaken)
  if (to === null) return dropped('no_way_back')
  const { host, service, origin = {} } = alert
  const order = { id, source, of: { dedupKey, host, service, origin }, deed, author, nowMs, again: attempts > 1 }
  return settlementOf(await tell(to, { ...order, comment: backComment(deed.kind, author, language) }), attempts)
}

const carry = async (options: BacksOptions, back: ClaimedBack): Promise<void> => {
  const { store, clock, log } = options
  const { id, attempts, source, spaceId } = back
  const { waitMs, ...settled } = await tellOne(options, back, clock.nowMs())
  await store.settle({ ...settled, id, attempts, dueAtMs: clock.nowMs() + waitMs })
  if (settled.state === 'failed')
    log.warn({ spaceId, source, error: settled.error }, 'a source could not be told what somebody took')
}

const createTellers = (options: BacksOptions, free: () => void) => {
  const { store, clock, log } = options
  /** By source. */
  const running = new Map<string, Promise<void>>()
  const begin = (back: ClaimedBack): void => {
    const { id, sourceId } = back
    const done = carry(options, back)
      .catch((error: unknown) => log.warn({ back: id, cause: String(error) }, 'a way back is tried again'))
      .finally(() => {
        running.delete(sourceId)
        free()
      })
    running.set(sourceId, done)
  }
  return {
    tellDue: async (): Promise<{ more: boolean; nextDueMs: number | null }> => {
      const limit = Math.min(TELLING_MAX - running.size, AT_ONCE)
      if (limit <= 0) return { more: false, nextDueMs: null }
      const nowMs = clock.nowMs()
      const claimed = await store.claim({ nowMs, leaseMs: LEASE_MS, limit, without: [...running.keys()] })
      for (const back of claimed) begin(back)
      if (claimed.length === limit) return { more: true, nextDueMs: null }
      return { more: false, nextDueMs: await store.nextDueMs([...running.keys()]) }
    },
    drain: async (): Promise<void> => {
      await Promise.all(running.values())
    },
  }
}

export const createBacks = (options: BacksOptions): Backs => {
  const { clock, log, netMs = NET_MS } = options
  let alarm: Alarm | null = null
  const wake = (): void => alarm?.expect(clock.nowMs())
  const tellers = createTellers(options, wake)
  return {
    wake,
    run: () => {
      alarm = createAlarm({ clock, log, answerLost: () => undefined, safetyMs: netMs, work: tellers.tellDue })
      wake()
    },
    stop: async () => {
      await alarm?.stop()
      await tellers.drain()
    },
  }
}
