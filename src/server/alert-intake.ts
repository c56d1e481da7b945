// Alerts of one source that arrive together share a transaction, as starts do: a storm is then a few large ones instead of thousands
// that wait for one another's locks. Whoever comes alone waits for nobody.

import { createGrouper } from '#engine/grouper'
import { StoreUnavailable } from '#engine/ports'
import type { ReceiveOrder, Taken } from '#store/alert/receiving'

export type Receive = (spaceId: string, order: ReceiveOrder) => Promise<Taken>

/** Requests that share a transaction. */
const GROUP_MAX = 100
/** A request with more is large enough by itself. */
const EVENTS_MAX = 100

type Item = { readonly spaceId: string; readonly order: ReceiveOrder }

/** Of what a transaction took, that of one request. @param rest what is to be done about all of it */
const partOf = (whole: Taken, from: number, { length }: { readonly length: number }): Taken => {
  const took = whole.took.slice(from, from + length)
  const taken = took.filter((one) => one).length
  const first = from === 0 ? whole : { ...whole, wanted: [], resting: [], waitsUntilMs: null }
  return { ...first, took, taken, ignored: length - taken, alertIds: whole.alertIds.slice(from, from + length) }
}

const bySource = (items: readonly Item[]): readonly (readonly Item[])[] => {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = `${item.spaceId} ${item.order.source.id}`
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}

/** Durable when it resolves, as `receive` is. */
export const createIntake = (receive: Receive): Receive => {
  const receiveTogether = async (items: readonly Item[], took: Map<Item, Taken>): Promise<void> => {
    const [first] = items
    if (first === undefined) return
    const whole = await receive(first.spaceId, { ...first.order, events: items.flatMap(({ order }) => order.events) })
    let from = 0
    for (const item of items) {
      took.set(item, partOf(whole, from, item.order.events))
      from += item.order.events.length
    }
  }
  const grouper = createGrouper<Item, Taken>({
    groupMax: GROUP_MAX,
    // Two would wait for each other: what storms is of the same source, and joins the same run.
    flightsMax: 1,
    splits: (error) => !(error instanceof StoreUnavailable),
    flush: async (items) => {
      const took = new Map<Item, Taken>()
      for (const group of bySource(items)) await receiveTogether(group, took)
      return items.map((item) => took.get(item) as Taken)
    },
  })
  return (spaceId, order) =>
    order.events.length > EVENTS_MAX ? receive(spaceId, order) : grouper.submit({ spaceId, order })
}
