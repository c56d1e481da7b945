// Adaptive grouping: work is flushed at once when the line is free, and shares the next flush when it is not. At most two
// flushes are in flight; a fixed timer would cost an idle system its latency. A failing group is tried one by one, so that
// one bad item cannot fail its neighbours.

type Waiting<Item, Result> = {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export type Grouper<Item, Result> = {
  readonly submit: (item: Item) => Promise<Result>
  /** Items not yet answered. */
  readonly size: () => number
}

export type GrouperOptions<Item, Result> = {
  readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>
  readonly groupMax: number
  /** Whether a failed group may succeed one by one. */
  readonly splits: (error: unknown) => boolean
  readonly flightsMax?: number
}

export const createGrouper = <Item, Result>(options: GrouperOptions<Item, Result>): Grouper<Item, Result> => {
  const waiting: Waiting<Item, Result>[] = []
  const flightsMax = options.flightsMax ?? 2
  let flights = 0
  let unanswered = 0

  const settle = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.flush(group.map((entry) => entry.item))
      for (const [index, entry] of group.entries()) entry.resolve(results[index] as Result)
    } catch (error) {
      if (group.length > 1 && options.splits(error)) for (const entry of group) await settle([entry])
      else for (const entry of group) entry.reject(error)
    }
  }

  const pump = (): void => {
    while (flights < flightsMax && waiting.length > 0) {
      const group = waiting.splice(0, options.groupMax)
      flights += 1
      void settle(group).finally(() => {
        flights -= 1
        unanswered -= group.length
        pump()
      })
    }
  }

  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        unanswered += 1
        waiting.push({ item, resolve, reject })
        // One turn of the event loop lets requests that arrived together share a flush without waiting for a timer.
        // oxlint-disable-next-line no-restricted-globals -- it is no time that passes
        if (waiting.length === 1) setImmediate(pump)
      }),
    size: () => unanswered,
  }
}
