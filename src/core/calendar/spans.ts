// Half-open stretches of time [fromMs, toMs), and what can be done with sorted lists of them.

export type Span = { readonly fromMs: number; readonly toMs: number }

const byStart = (one: Span, other: Span): number => one.fromMs - other.fromMs

/** Returns the same time in as few spans as possible, sorted; empty ones vanish. */
export const united = (spans: readonly Span[]): readonly Span[] => {
  const result: Span[] = []
  for (const span of spans.toSorted(byStart)) {
    const last = result.at(-1)
    if (span.fromMs >= span.toMs) continue
    if (last === undefined || last.toMs < span.fromMs) result.push({ fromMs: span.fromMs, toMs: span.toMs })
    else if (last.toMs < span.toMs) result[result.length - 1] = { fromMs: last.fromMs, toMs: span.toMs }
  }
  return result
}

/** Returns the parts of spans that lie within a range. */
export const clipped = <Item extends Span>(items: readonly Item[], { fromMs, toMs }: Span): readonly Item[] =>
  items.flatMap((item) => {
    const inside = { fromMs: Math.max(item.fromMs, fromMs), toMs: Math.min(item.toMs, toMs) }
    return inside.fromMs < inside.toMs ? [{ ...item, ...inside }] : []
  })

/** What comes after the last span. */
const NEVER: Span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }

/** Returns what of the items no span covers; both sorted and free of overlaps. An item cut in two keeps both its ends. */
export const without = <Item extends Span>(items: readonly Item[], spans: readonly Span[]): readonly Item[] => {
  const result: Item[] = []
  let next = 0
  for (const item of items) {
    let fromMs = item.fromMs
    while ((spans[next] ?? NEVER).toMs <= fromMs) next += 1
    for (let index = next; fromMs < item.toMs; index += 1) {
      const span = spans[index] ?? NEVER
      const untilMs = Math.min(span.fromMs, item.toMs)
      if (fromMs < untilMs) result.push({ ...item, fromMs, toMs: untilMs })
      fromMs = Math.max(fromMs, span.toMs)
    }
  }
  return result
}

/** Returns the time of a range that no span covers. */
export const complement = (spans: readonly Span[], { fromMs, toMs }: Span): readonly Span[] =>
  without([{ fromMs, toMs }], spans)

/** Returns the items as far as the spans cover them; both sorted and free of overlaps. */
export const during = <Item extends Span>(
  items: readonly Item[],
  spans: readonly Span[],
  range: Span,
): readonly Item[] => without(items, complement(spans, range))

/** Returns the upper items, and the lower ones where there is none above. */
export const overlaid = <Item extends Span>(upper: readonly Item[], lower: readonly Item[]): readonly Item[] =>
  [...upper, ...without(lower, upper)].sort(byStart)

export type Layered<Item> = Span & { readonly items: readonly Item[] }

/** Returns the stretches in which the same items hold, in order, where any does; in each the items stand as they were given. */
export const swept = <Item extends Span>(items: readonly Item[]): readonly Layered<Item>[] => {
  const edges = items
    .flatMap(({ fromMs, toMs }, index) => [
      { atMs: fromMs, index, opens: true },
      { atMs: toMs, index, opens: false },
    ])
    .sort((one, other) => one.atMs - other.atMs)
  const result: Layered<Item>[] = []
  let live: number[] = []
  let sinceMs = Number.NEGATIVE_INFINITY
  for (const { atMs, index, opens } of edges) {
    if (atMs > sinceMs && live.length > 0) {
      result.push({ fromMs: sinceMs, toMs: atMs, items: live.map((one) => items[one] as Item) })
    }
    sinceMs = atMs
    live = opens ? [...live, index].sort((one, other) => one - other) : live.filter((one) => one !== index)
  }
  return result
}

/** Returns the largest number of spans that hold at one instant. */
export const mostAtOnce = (spans: readonly Span[]): number => {
  const edges = spans.flatMap(({ fromMs, toMs }) => [[fromMs, 1] as const, [toMs, -1] as const])
  // At one instant those that end leave before others begin: spans are half-open.
  edges.sort(([one, by], [other, otherBy]) => one - other || by - otherBy)
  let most = 0
  let now = 0
  for (const [, by] of edges) {
    now += by
    most = Math.max(most, now)
  }
  return most
}
