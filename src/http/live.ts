// Live changes over server-sent events. A stream carries invitations to look again (what, and how far it has come), never
// content, so nothing is lost that a reload does not bring. A reader that falls behind is cut off, and comes back by itself.

import { AppError } from '#contract/errors'
import type { Principal } from './port.ts'

/** The same shape as the store's. */
export type Hint = {
  readonly spaceId: string
  readonly projectId: string | null
  readonly kind: 'incident' | 'callout' | 'alert'
  readonly id: string
  readonly seq: number
}

export type LiveOptions = {
  /** Test: how often a comment is sent so that proxies keep the stream open. */
  readonly beatMs?: number
  readonly streamsPerSpaceMax?: number
  /** After this a stream ends and its reader signs in anew: what was allowed then may not be now. */
  readonly lifeMs?: number
}

export type StreamOrder = {
  readonly who: Principal
  /** One incident only, from its timeline entry `after` on; null: everything the reader may see. */
  readonly incident: { readonly id: string; readonly after: number; readonly seq: () => Promise<number> } | null
  /** Cuts the connection: of a reader that does not read, an end of the stream would wait behind what it left unread. */
  readonly cut: () => void
}

export type Live = {
  /** Null: anything may have changed. */
  readonly publish: (hint: Hint | null) => void
  /** @errors events.too_many_streams */
  readonly open: (order: StreamOrder) => Promise<ReadableStream<Uint8Array>>
  readonly size: () => number
  readonly stop: () => void
}

const BEAT_MS = 15_000
const LIFE_MS = 10 * 60_000
const STREAMS_PER_SPACE_MAX = 500
/** What a reader may leave unread; each hint has some hundred bytes. */
const UNREAD_MAX = 512
const RETRY_SECONDS = 10
const RECONNECT_MS = 2_000

type Stream = {
  readonly order: StreamOrder
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  /** For one incident: the highest entry told of. */
  told: number
  readonly endsAtBeat: number
}

const encoder = new TextEncoder()
const permissionOf = { incident: 'incidents:read', callout: 'callouts:read', alert: 'alerts:read' } as const

const mayHear = ({ who, incident }: StreamOrder, hint: Hint): boolean => {
  if (hint.spaceId !== who.spaceId || !who.scopes.has(permissionOf[hint.kind])) return false
  if (who.projectId !== null && who.projectId !== hint.projectId) return false
  return incident === null || (hint.kind === 'incident' && hint.id === incident.id)
}

const textOf = ({ order }: Stream, { kind, id, seq }: Hint): string =>
  order.incident === null
    ? `event: ${kind}\ndata: ${JSON.stringify({ id, seq })}\n\n`
    : `id: ${seq}\nevent: timeline\ndata: ${JSON.stringify({ seq })}\n\n`

/** Those that are open, each with what waits to be read. */
class Streams {
  readonly all = new Set<Stream>()

  open(order: StreamOrder, endsAtBeat: number): { stream: Stream; body: ReadableStream<Uint8Array> } {
    const opened: Stream[] = []
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          opened.push({ order, controller, told: order.incident?.after ?? 0, endsAtBeat })
        },
        cancel: () => {
          for (const stream of opened) this.all.delete(stream)
        },
      },
      new CountQueuingStrategy({ highWaterMark: UNREAD_MAX }),
    )
    const [stream] = opened as [Stream]
    this.all.add(stream)
    return { stream, body }
  }

  close(stream: Stream): void {
    if (this.all.delete(stream)) stream.controller.close()
  }

  send(stream: Stream, text: string): void {
    if ((stream.controller.desiredSize ?? 0) > 0) return stream.controller.enqueue(encoder.encode(text))
    this.close(stream)
    return stream.order.cut()
  }

  tell(stream: Stream, hint: Hint): void {
    if (!mayHear(stream.order, hint)) return
    if (stream.order.incident !== null) {
      if (hint.seq <= stream.told) return
      stream.told = hint.seq
    }
    this.send(stream, textOf(stream, hint))
  }

  count(spaceId: string): number {
    return [...this.all].filter((stream) => stream.order.who.spaceId === spaceId).length
  }
}

export const createLive = (options: LiveOptions = {}): Live => {
  const { beatMs = BEAT_MS, streamsPerSpaceMax = STREAMS_PER_SPACE_MAX, lifeMs = LIFE_MS } = options
  const streams = new Streams()
  let beats = 0

  const beat = setInterval(() => {
    beats += 1
    for (const stream of streams.all) {
      if (stream.endsAtBeat <= beats) streams.close(stream)
      else streams.send(stream, ': still here\n\n')
    }
  }, beatMs).unref()

  const open = async (order: StreamOrder): Promise<ReadableStream<Uint8Array>> => {
    if (streams.count(order.who.spaceId) >= streamsPerSpaceMax) {
      throw new AppError('events.too_many_streams', { retryAfterSeconds: RETRY_SECONDS })
    }
    const { stream, body } = streams.open(order, beats + Math.max(1, Math.ceil(lifeMs / beatMs)))
    streams.send(stream, `retry: ${RECONNECT_MS}\n: live\n\n`)
    try {
      // Asked for after the stream hears: whatever happens in between is told of by one or the other.
      const { incident } = order
      if (incident !== null)
        streams.tell(stream, { ...order.who, kind: 'incident', id: incident.id, seq: await incident.seq() })
    } catch (error) {
      streams.close(stream)
      throw error
    }
    return body
  }

  return {
    open,
    publish: (hint) => {
      for (const stream of streams.all) {
        if (hint !== null) streams.tell(stream, hint)
        else streams.send(stream, 'event: reset\ndata: {}\n\n')
      }
    },
    size: () => streams.all.size,
    stop: () => {
      clearInterval(beat)
      for (const stream of streams.all) streams.close(stream)
    },
  }
}
