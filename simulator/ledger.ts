// Everything created, in order of creation, found by identifier and by number in constant time. Lists are read backwards
// from the end, newest first, so that no request ever sorts or copies ten thousand calls.

export type LedgerItem = { sid: string; to: string; index: number; deleted: boolean }

export type PageRequest = {
  size: number
  /** Items older than this one come; null starts at the newest. */
  olderThan: number | null
  /** Items newer than this one come (the previous page). */
  newerThan: number | null
}

export class Ledger<T extends LedgerItem> {
  readonly all: T[] = []
  private readonly bySid = new Map<string, T>()
  private readonly byTo = new Map<string, T[]>()

  /** The index the next item must carry. */
  get nextIndex(): number {
    return this.all.length
  }

  add(item: T): void {
    this.all.push(item)
    this.bySid.set(item.sid, item)
    const sameTo = this.byTo.get(item.to)
    if (sameTo) sameTo.push(item)
    else this.byTo.set(item.to, [item])
  }

  get(sid: string): T | undefined {
    const item = this.bySid.get(sid)
    return item && !item.deleted ? item : undefined
  }

  indexOf(sid: string): number | null {
    return this.bySid.get(sid)?.index ?? null
  }

  to(number: string): readonly T[] {
    return this.byTo.get(number) ?? []
  }

  /** One page, newest first, and whether older ones follow. */
  page(request: PageRequest, to: string | null, fits: (item: T) => boolean): { items: T[]; hasMore: boolean } {
    const source = to === null ? this.all : this.to(to)
    const isWanted = (item: T): boolean => !item.deleted && fits(item)
    if (request.newerThan !== null) return pageBackwards(source, request, isWanted)
    const items: T[] = []
    for (let at = startOf(source, request.olderThan); at >= 0; at--) {
      const item = source[at]
      if (!item || !isWanted(item)) continue
      if (items.length === request.size) return { items, hasMore: true }
      items.push(item)
    }
    return { items, hasMore: false }
  }

  clear(): void {
    this.all.length = 0
    this.bySid.clear()
    this.byTo.clear()
  }
}

function startOf<T extends LedgerItem>(source: readonly T[], olderThan: number | null): number {
  if (olderThan === null) return source.length - 1
  return firstAtOrAfter(source, olderThan) - 1
}

function pageBackwards<T extends LedgerItem>(
  source: readonly T[],
  request: PageRequest,
  isWanted: (item: T) => boolean,
): { items: T[]; hasMore: boolean } {
  const items: T[] = []
  const from = firstAtOrAfter(source, (request.newerThan ?? 0) + 1)
  for (let at = from; at < source.length && items.length < request.size; at++) {
    const item = source[at]
    if (item && isWanted(item)) items.unshift(item)
  }
  return { items, hasMore: true }
}

/** Binary search: indexes rise within each list. */
function firstAtOrAfter<T extends LedgerItem>(source: readonly T[], index: number): number {
  let low = 0
  let high = source.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((source[middle]?.index ?? 0) < index) low = middle + 1
    else high = middle
  }
  return low
}
