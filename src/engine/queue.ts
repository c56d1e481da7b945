// A queue by priority, first in, first out within one: 0 is served first. Taking is constant time, however long it is.

export class PriorityQueue<Item> {
  readonly #lanes = new Map<number, { items: Item[]; head: number }>()
  readonly #priorities: number[] = []

  push(priority: number, item: Item): void {
    const lane = this.#lanes.get(priority)
    if (lane !== undefined) {
      lane.items.push(item)
      return
    }
    this.#lanes.set(priority, { items: [item], head: 0 })
    this.#priorities.push(priority)
    this.#priorities.sort((one, other) => one - other)
  }

  take(): Item | undefined {
    for (const priority of this.#priorities) {
      const lane = this.#lanes.get(priority)
      if (lane === undefined || lane.head === lane.items.length) continue
      const item = lane.items[lane.head]
      lane.head += 1
      // The taken part is dropped now and then, so that a long night does not keep every task it ever had.
      if (lane.head > 1_000 && lane.head * 2 > lane.items.length) {
        lane.items = lane.items.slice(lane.head)
        lane.head = 0
      }
      return item
    }
    return undefined
  }
}
