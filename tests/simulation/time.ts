// The world's time: a heap of alarms and nothing else. Time moves only from alarm to alarm, and only when everything that
// could happen now has happened.

export type Time = {
  readonly nowMs: () => number
  /** Calls back at `atMs`; returns what cancels it. */
  readonly at: (atMs: number, ring: () => void) => () => void
  readonly sleep: (ms: number) => Promise<void>
  /** Rings the next alarm; false when there is none. */
  readonly step: () => Promise<boolean>
}

type Alarm = { readonly atMs: number; readonly order: number; ring: (() => void) | null }

const before = (one: Alarm, other: Alarm): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)

/** Promise callbacks run before any of these; one turn of the real loop lets all of them finish. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const createTime = (startMs: number): Time => {
  const heap: Alarm[] = []
  let nowMs = startMs
  let order = 0

  const push = (alarm: Alarm): void => {
    let index = heap.push(alarm) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Alarm
      if (!before(alarm, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = alarm
  }

  const pop = (): Alarm | undefined => {
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      if (left >= heap.length) break
      const right = left + 1
      const child = right < heap.length && before(heap[right] as Alarm, heap[left] as Alarm) ? right : left
      if (!before(heap[child] as Alarm, last)) break
      heap[index] = heap[child] as Alarm
      index = child
    }
    heap[index] = last
    return first
  }

  const at = (atMs: number, ring: () => void): (() => void) => {
    const alarm: Alarm = { atMs: Math.max(atMs, nowMs), order: order++, ring }
    push(alarm)
    return () => {
      alarm.ring = null
    }
  }

  return {
    nowMs: () => nowMs,
    at,
    sleep: (ms) => new Promise((resolve) => at(nowMs + ms, resolve)),
    step: async () => {
      await settle()
      for (let alarm = pop(); alarm !== undefined; alarm = pop()) {
        if (alarm.ring === null) continue
        nowMs = alarm.atMs
        alarm.ring()
        return true
      }
      return false
    },
  }
}
