// Chance that can be replayed: everything a run draws comes from its seed.

export type Random = {
  /** 0 ≤ n < 1 */
  readonly next: () => number
  readonly chance: (probability: number) => boolean
  /** Whole number, both ends included. */
  readonly between: (min: number, max: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
}

/** mulberry32: small, fast, and the same everywhere. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    chance: (probability) => next() < probability,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
