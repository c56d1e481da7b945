// Small steps the contract's cases share: gates to hold one side still, writes that change one thing, decisions that count.

import type { CalloutId } from '#core/ids'
import type { CalloutWrite, EngineStore, NewCallout } from '#engine/ports'
import { makeCallout, makeHistory } from './make.ts'
import type { StoreUnderTest } from './store.case.ts'

/** Something one side waits for and the other lets pass. */
export const createGate = (): { passed: Promise<void>; open: () => void } => {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A write that changes nothing but what is given. */
export const asWrite = ({ callout }: NewCallout, change: Partial<CalloutWrite> = {}): CalloutWrite => ({
  callout,
  targets: [],
  attempts: [],
  history: [],
  ...change,
})

/** One decision that counts: it must see what the one before it has written. */
export const countUp = (store: EngineStore, ids: readonly CalloutId[]): Promise<void> =>
  store.transact(async (transaction) => {
    const rows = await transaction.lock(ids)
    await transaction.write(
      rows.map((callout) => {
        const seq = callout.head.seq + 1
        return {
          callout: { ...callout, head: { ...callout.head, seq } },
          targets: [],
          attempts: [],
          history: [makeHistory(seq)],
        }
      }),
    )
  })

/** Inserts callouts with one attempt each. */
export const insertSome = async (
  { store, spaceA, planHash }: StoreUnderTest,
  count: number,
): Promise<readonly NewCallout[]> => {
  const made = Array.from({ length: count }, () => makeCallout({ spaceId: spaceA, planHash }))
  await store.insert(made)
  return made
}
