// Thinning (間引き): a request that follows an accepted one of its kind is merged into that one's callout. The window begins with
// the callout and does not move, so a storm is heard of again and again, once per window. Requests of one kind take turns here;
// between processes a lock in the database does the same.

import type { ConfigStore } from '#store/config/store'

type Merged = Pick<ConfigStore['merged'], 'merge' | 'mergeOrStart'>
type Write = Parameters<Merged['mergeOrStart']>[1]['write']
type Accepted = { readonly id: string; readonly createdAtMs: number }

export type Thinned<Result> =
  | { readonly kind: 'merged'; readonly into: Accepted }
  /** The idempotency key of the request was used before. */
  | { readonly kind: 'used' }
  | { readonly kind: 'started'; readonly result: Result }

export type ThinningOrder<Result> = {
  readonly spaceId: string
  readonly thinningKey: string
  readonly seconds: number
  readonly write: Write
  readonly start: () => Promise<Result>
  /** The callout that was started, or null when none was. */
  readonly startedBy: (result: Result) => Accepted | null
}

const KEPT_MAX = 10_000

export const createThinning = ({ merged, nowMs }: { readonly merged: Merged; readonly nowMs: () => number }) => {
  /** What was accepted last, as far as this process knows. */
  const last = new Map<string, Accepted>()
  const turns = new Map<string, Promise<unknown>>()

  const remember = (place: string, callout: Accepted): void => {
    last.delete(place)
    if (last.size >= KEPT_MAX) last.delete(last.keys().next().value ?? '')
    last.set(place, callout)
  }

  /** The common case of a storm: what was accepted is known, and the request only has to be written down. */
  const mergeHere = async <Result>(place: string, order: ThinningOrder<Result>): Promise<Thinned<Result> | null> => {
    const into = last.get(place)
    if (into === undefined || into.createdAtMs <= nowMs() - order.seconds * 1_000) return null
    const kind = await merged.merge(order.spaceId, { ...order.write, calloutId: into.id })
    if (kind === 'gone') last.delete(place)
    return kind === 'gone' ? null : kind === 'used' ? { kind } : { kind, into }
  }

  const mergeOrStart = async <Result>(place: string, order: ThinningOrder<Result>): Promise<Thinned<Result>> => {
    const { spaceId, thinningKey, seconds, write, start, startedBy } = order
    const sinceMs = nowMs() - seconds * 1_000
    const thinned = await merged.mergeOrStart(spaceId, { thinningKey, sinceMs, write }, start)
    const accepted =
      thinned.kind === 'merged' ? thinned.into : thinned.kind === 'started' ? startedBy(thinned.result) : null
    if (accepted !== null) remember(place, accepted)
    return thinned
  }

  /** One at a time for each kind of request; whoever waited finds what the one before started. */
  const inTurn = async <Result>(place: string, work: () => Promise<Result>): Promise<Result> => {
    const before = turns.get(place) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(work)
    turns.set(place, mine)
    try {
      return await mine
    } finally {
      if (turns.get(place) === mine) turns.delete(place)
    }
  }

  /** Durable when it resolves: merged, or started. */
  return async <Result>(order: ThinningOrder<Result>): Promise<Thinned<Result>> => {
    const place = `${order.spaceId} ${order.thinningKey}`
    const known = await mergeHere(place, order)
    return known ?? inTurn(place, async () => (await mergeHere(place, order)) ?? mergeOrStart(place, order))
  }
}
