// The webhooks' outbox at work. What callouts have to tell becomes deliveries; deliveries that are due are sent, a few at once and
// never many to one address, and settled with what came of it. Being told of a commit makes it prompt; the marks in the database
// make it certain, whoever dies.

import { retryAfterMs } from '#channels/webhook/placement'
import type { WebhookAnswer, WebhookRequest } from '#channels/webhook/sender'
import { webhookSignature } from '#channels/webhook/signature'
import { afterTry, deliveryWaits, type TryResult } from '#core/redelivery'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { CalloutRow, Clock, EngineLog } from '#engine/ports'
import type { ClaimedDelivery, createOutboxStore } from '#store/webhook/deliveries'
import type { createNoticeStore, Told, Unnoticed } from '#store/webhook/notices'
import { calloutEvents } from './webhook-bodies.ts'

export type OutboxOptions = {
  readonly notices: ReturnType<typeof createNoticeStore>
  readonly store: ReturnType<typeof createOutboxStore>
  readonly send: (request: WebhookRequest) => Promise<WebhookAnswer>
  /** The same as a mail, to an address after `mailto:`. */
  readonly mail: (delivery: ClaimedDelivery) => Promise<WebhookAnswer>
  /** The same in words, as chats read them. */
  readonly inWords: (delivery: ClaimedDelivery) => string
  /** A callout in the words of Pigeon's notification; null where it has none. */
  readonly runOf: (callout: Unnoticed) => Promise<object | null>
  readonly clock: Clock
  readonly newId: (atMs: number) => string
  readonly log: EngineLog
  readonly version: string
  /** Test: how often the nets are drawn. */
  readonly netMs?: number
}

export type Outbox = {
  /** The engine committed these. */
  readonly observe: (rows: readonly CalloutRow[]) => void
  /** Something was put into the outbox. */
  readonly wake: () => void
  readonly run: () => void
  /** Lets what is being sent finish. */
  readonly stop: () => Promise<void>
}

const NET_MS = 5_000
const NOTICES_AT_ONCE = 100
const SENDING_MAX = 16
const SENDING_MAX_EACH = 4
/** Beyond the time a webhook may take itself. */
const LEASE_MS = 30_000

const headersOf = ({ id, event, body, shape, credential }: ClaimedDelivery, version: string, nowMs: number) => {
  const common = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }
  if (shape === 'reactio') {
    const origin = credential === null ? {} : { 'X-Reactio-Origin-Credential': credential }
    return { ...common, ...origin, 'User-Agent': `Reactio/1.0.0 Noroshi/${version}` }
  }
  const signed =
    credential === null ? {} : { 'Noroshi-Signature': webhookSignature(credential, body, Math.floor(nowMs / 1_000)) }
  const named = { 'Noroshi-Event': event, 'Noroshi-Delivery': id }
  return { ...common, ...named, ...signed, 'User-Agent': `Noroshi/${version}` }
}

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { clock, log, netMs = NET_MS } = options
  const senders = createSenders(options, () => sending?.expect(clock.nowMs()))
  const shared = { clock, log, answerLost: () => undefined, safetyMs: netMs }
  let noticing: Alarm | null = null
  let sending: Alarm | null = null
  const wake = (): void => sending?.expect(clock.nowMs())
  return {
    observe: (rows) => {
      if (rows.some(({ watched }) => watched === true)) noticing?.expect(clock.nowMs())
    },
    wake,
    run: () => {
      noticing = createAlarm({ ...shared, work: () => notice(options, wake) })
      sending = createAlarm({ ...shared, work: senders.sendDue })
      for (const alarm of [noticing, sending]) alarm.expect(clock.nowMs())
    },
    stop: async () => {
      await Promise.all([noticing?.stop(), sending?.stop()])
      await senders.drain()
    },
  }
}

type Worked = { readonly more: boolean; readonly nextDueMs: number | null }

/** Turns what callouts have to tell into deliveries. */
const notice = async (options: OutboxOptions, wake: () => void): Promise<Worked> => {
  const { notices, runOf, clock, newId } = options
  const callouts = await notices.unnoticed(NOTICES_AT_ONCE)
  const told: Told[] = []
  for (const callout of callouts) {
    const run = callout.wantsRun ? await runOf(callout) : null
    told.push({ callout, events: calloutEvents(callout, run) })
  }
  if (told.length > 0 && (await notices.tell(told, { nowMs: clock.nowMs(), newId })) > 0) wake()
  return { more: callouts.length === NOTICES_AT_ONCE, nextDueMs: null }
}

const createSenders = (options: OutboxOptions, free: () => void) => {
  const { store, clock, log } = options
  const running = new Map<string, Promise<void>>()
  const perWebhook = new Map<string, number>()
  const count = (webhookId: string, by: 1 | -1): void => {
    const now = (perWebhook.get(webhookId) ?? 0) + by
    if (now === 0) perWebhook.delete(webhookId)
    else perWebhook.set(webhookId, now)
  }
  const saturated = (): readonly string[] =>
    [...perWebhook].flatMap(([id, atWork]) => (atWork >= SENDING_MAX_EACH ? [id] : []))

  const begin = (delivery: ClaimedDelivery): void => {
    const { id, webhookId } = delivery
    count(webhookId, 1)
    const sent = deliver(options, delivery)
      .catch((error: unknown) =>
        log.warn({ delivery: id, cause: String(error) }, 'a delivery was not settled; it is sent again'),
      )
      .finally(() => {
        running.delete(id)
        count(webhookId, -1)
        free()
      })
    running.set(id, sent)
  }

  return {
    sendDue: async (): Promise<Worked> => {
      const room = SENDING_MAX - running.size
      if (room <= 0) return { more: false, nextDueMs: null }
      // A few at a time, so that the share of one webhook is seen before the next are taken.
      const limit = Math.min(room, SENDING_MAX_EACH)
      const claim = { nowMs: clock.nowMs(), leaseMs: LEASE_MS, limit, without: saturated() }
      const claimed = await store.claim(claim)
      for (const delivery of claimed) begin(delivery)
      if (claimed.length === limit) return { more: true, nextDueMs: null }
      return { more: false, nextDueMs: await store.nextDueMs(saturated()) }
    },
    drain: async (): Promise<void> => {
      await Promise.all(running.values())
    },
  }
}

const resultOf = (answer: WebhookAnswer): TryResult => {
  if (answer.kind === 'failed') return answer.final === true ? 'final' : 'not_taken'
  return answer.status >= 200 && answer.status < 300 ? 'taken' : 'not_taken'
}

/** How long whoever did not take it asks to be left alone. */
const adviceIn = (answer: WebhookAnswer, nowMs: number): number | undefined =>
  answer.kind === 'answered' ? (retryAfterMs(answer.retryAfter, nowMs) ?? undefined) : undefined

/** Sends one and settles it. */
const deliver = async (options: OutboxOptions, delivery: ClaimedDelivery): Promise<void> => {
  const { store, send, mail, inWords, clock, version } = options
  const { id, url, shape, timeoutMs, attempts, attemptsMax } = delivery
  const beganAtMs = clock.nowMs()
  const post = (told: ClaimedDelivery): Promise<WebhookAnswer> =>
    send({ url, headers: headersOf(told, version, beganAtMs), body: told.body, timeoutMs })
  const answer = url.startsWith('mailto:')
    ? await mail(delivery)
    : await post(shape === 'chat' ? { ...delivery, body: inWords(delivery) } : delivery)
  const nowMs = clock.nowMs()
  const tries = { tries: attempts, triesMax: attemptsMax, waits: deliveryWaits, adviceMs: adviceIn(answer, nowMs) }
  const after = afterTry(resultOf(answer), tries)
  await store.settle({
    id,
    attempts,
    state: after.state,
    dueAtMs: after.state === 'waiting' ? nowMs + after.waitMs : nowMs,
    tookMs: nowMs - beganAtMs,
    status: answer.kind === 'answered' ? answer.status : null,
    error: answer.kind === 'failed' ? answer.code : null,
    answer: answer.kind === 'answered' ? answer.answer : null,
  })
}
