// Finding the call of an attempt whose result is unknown. The provider lists calls by number only and knows nothing of our
// attempts, so the time of creation has to tell this attempt's call from earlier and later ones to the same number.

/** A call as the provider lists it, as far as the choice needs it. */
export type ListedCall = {
  readonly sid: string
  readonly direction: string
  readonly dateCreated: Date | null
}

/** The provider's clock and ours differ, and its dates are whole seconds. */
export const earlyMs = 2_000
/**
 * A request is given up after fifteen seconds, so this attempt's call was created by then. A repeat is made thirty seconds
 * after the first at the earliest, so it is never mistaken for it.
 */
export const lateMs = 20_000

/** Returns the earliest call created in the attempt's window, or null. */
export const chooseCall = <Call extends ListedCall>(calls: readonly Call[], begunAtMs: number): Call | null => {
  const createdMs = (call: Call): number => call.dateCreated?.getTime() ?? Number.NaN
  const isInWindow = (atMs: number): boolean => atMs >= begunAtMs - earlyMs && atMs <= begunAtMs + lateMs
  const own = calls.filter((call) => call.direction === 'outbound-api' && isInWindow(createdMs(call)))
  return own.sort((left, right) => createdMs(left) - createdMs(right))[0] ?? null
}
