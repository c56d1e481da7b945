// Webhooks put together: who is told, the outbox, and the way out.

import type { Post } from '#channels/mail/letter'
import type { WebhookAnswer, WebhookSender } from '#channels/webhook/sender'
import type { Language } from '#core/plan/plan'
import { runNotice } from '#dialects/pigeon/notice'
import type { CalloutRow, Chance, Clock, EngineLog } from '#engine/ports'
import type { ConfigStore } from '#store/config/store'
import type { Pools } from '#store/pool'
import type { SecretBox } from '#store/secret-box'
import { type ClaimedDelivery, createOutboxStore } from '#store/webhook/deliveries'
import { createWebhookEvents } from '#store/webhook/events'
import { createNoticeStore, type Unnoticed } from '#store/webhook/notices'
import { chatWords, noticeMail } from '#words/notice-mails'
import { createOutbox, type OutboxOptions } from './outbox.ts'

type Options = {
  readonly pools: Pick<Pools, 'engine' | 'inSpace'>
  readonly box: Pick<SecretBox, 'open'>
  readonly sender: WebhookSender
  readonly post: Post
  /** Of mails. */
  readonly language: Language
  readonly clock: Clock
  readonly chance: Pick<Chance, 'id'>
  readonly log: EngineLog
  readonly version: string
  /** A callout in the words of Pigeon's notification. */
  readonly runOf: (callout: Unnoticed) => Promise<object | null>
} & Pick<OutboxOptions, 'netMs'>

/** A callout as Pigeon's API knows it; null for one that belongs to no run. */
export const runsOf =
  ({ runs }: Pick<ConfigStore, 'runs'>): Options['runOf'] =>
  async ({ spaceId, id }) => {
    const run = await runs.get(spaceId, { dialect: 'pigeon', id })
    return run === null ? null : runNotice(run)
  }

/** What a mail server answers stands for what a webhook would. */
const TAKEN = 250

const mailer =
  ({ post, language }: Pick<Options, 'post' | 'language'>) =>
  async ({ spaceId, event, url, body }: ClaimedDelivery): Promise<WebhookAnswer> => {
    const address = decodeURIComponent(url.slice('mailto:'.length))
    const mail = noticeMail(event, JSON.parse(body) as object, language)
    const posted = await post(spaceId, { ...mail, to: { name: '', address } })
    if (posted.kind === 'failed') return posted
    return { kind: 'answered', status: TAKEN, answer: posted.answer }
  }

export const createWebhookParts = (options: Options) => {
  const { pools, box, sender, clock, chance, log, version, runOf, netMs, language } = options
  const newId = (atMs: number): string => chance.id(atMs)
  const outbox = createOutbox({
    notices: createNoticeStore(pools.engine),
    store: createOutboxStore(pools.engine, box),
    send: (request) => sender.send(request),
    mail: mailer(options),
    inWords: ({ event, body }) => JSON.stringify({ text: chatWords(event, JSON.parse(body) as object, language) }),
    runOf,
    clock,
    newId,
    log,
    version,
    ...(netMs === undefined ? {} : { netMs }),
  })
  const { wake } = outbox
  const events = createWebhookEvents({ inSpace: pools.inSpace, nowMs: () => clock.nowMs(), newId, woken: wake })
  return {
    outbox,
    /** For /v1, and for whoever has an event to tell. */
    events: { ...events, wake },
    observe: (rows: readonly CalloutRow[]): void => outbox.observe(rows),
  }
}
