// What is still to happen, by time. At the same time what the phones bring comes before what a timer does, as in the engine,
// whose alarm was set again after the call had begun; beside that, in the order in which it was written down.

export type Agenda<Item> = {
  readonly add: (atMs: number, item: Item) => void
  /** A timer. */
  readonly addTimer: (atMs: number, item: Item) => void
  readonly take: () => { readonly atMs: number; readonly item: Item } | null
}

type Entry<Item> = { readonly atMs: number; readonly rank: 0 | 1; readonly order: number; readonly item: Item }

const isBefore = (one: Entry<unknown>, other: Entry<unknown>): boolean =>
  (one.atMs - other.atMs || one.rank - other.rank || one.order - other.order) < 0

/** A binary heap. */
export const createAgenda = <Item>(): Agenda<Item> => {
  const heap: Entry<Item>[] = []
  let order = 0

  const rise = (entry: Entry<Item>, from: number): void => {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Entry<Item>
      if (!isBefore(entry, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  const sink = (entry: Entry<Item>): void => {
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      if (left >= heap.length) break
      const right = left + 1
      const child =
        right < heap.length && isBefore(heap[right] as Entry<Item>, heap[left] as Entry<Item>) ? right : left
      const below = heap[child] as Entry<Item>
      if (!isBefore(below, entry)) break
      heap[index] = below
      index = child
    }
    heap[index] = entry
  }

  const add = (atMs: number, rank: 0 | 1, item: Item): void => {
    const entry = { atMs, rank, order, item }
    order += 1
    heap.push(entry)
    rise(entry, heap.length - 1)
  }

  return {
    add: (atMs, item) => add(atMs, 0, item),
    addTimer: (atMs, item) => add(atMs, 1, item),
    take: () => {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined) return null
      if (heap.length > 0) sink(last)
      return first
    },
  }
}
