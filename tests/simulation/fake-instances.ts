// The instances of the in-memory store: who is alive, by the lock its session holds and by its lease, and whose claims are free.

export type FakeInstances = {
  readonly keepAlive: (options: { instance: string; leaseUntilMs: number; holder: object }) => boolean
  /** Strikes out who is gone; returns whether an instance has no owner any more. */
  readonly takeOver: (options: { instance: string; leaseMs: number }) => (holder: string) => boolean
  readonly leave: (instance: string) => void
  /** The sessions of a holder break, and the locks they held are free. */
  readonly drop: (breaks: (instance: string, holder: object) => boolean) => void
}

export const createInstances = (): FakeInstances => {
  const rows = new Map<string, { leaseUntilMs: number; holder: object | null }>()
  const registered = new Set<string>()
  return {
    keepAlive: ({ instance, leaseUntilMs, holder }) => {
      const known = rows.has(instance) || !registered.has(instance)
      registered.add(instance)
      rows.set(instance, { leaseUntilMs, holder })
      return known
    },
    takeOver: ({ instance, leaseMs }) => {
      for (const [other, { leaseUntilMs, holder }] of rows) {
        if (other !== instance && (leaseUntilMs < leaseMs || holder === null)) rows.delete(other)
      }
      return (holder) => holder !== instance && !rows.has(holder)
    },
    leave: (instance) => {
      rows.delete(instance)
    },
    drop: (breaks) => {
      for (const [instance, row] of rows) if (row.holder !== null && breaks(instance, row.holder)) row.holder = null
    },
  }
}
