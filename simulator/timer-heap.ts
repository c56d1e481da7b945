// A binary heap of timers, earliest first and, within one instant, in the order they were set. The order at one instant
// matters: a digit and the end of a timeout that fall together must not be swapped between two runs of a test.

export type HeapTimer = { dueAtMs: number; order: number; run: (() => void) | null }

export class TimerHeap {
  private readonly items: HeapTimer[] = []

  push(timer: HeapTimer): void {
    const items = this.items
    let at = items.length
    items.push(timer)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = items[parentAt]
      if (!parent || !isEarlier(timer, parent)) break
      items[at] = parent
      at = parentAt
    }
    items[at] = timer
  }

  /** The earliest timer that was not cancelled; cancelled ones are thrown away on the way. */
  peek(): HeapTimer | undefined {
    while (this.items[0] && this.items[0].run === null) this.removeFirst()
    return this.items[0]
  }

  removeFirst(): void {
    const items = this.items
    const last = items.pop()
    if (!last || items.length === 0) return
    let at = 0
    for (;;) {
      const left = items[2 * at + 1]
      const right = items[2 * at + 2]
      const child = right && left && isEarlier(right, left) ? right : left
      if (!child || !isEarlier(child, last)) break
      const childAt = child === left ? 2 * at + 1 : 2 * at + 2
      items[at] = child
      at = childAt
    }
    items[at] = last
  }

  clear(): void {
    this.items.length = 0
  }

  get size(): number {
    return this.items.length
  }
}

function isEarlier(a: HeapTimer, b: HeapTimer): boolean {
  return a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.order < b.order)
}
