// For tests in which nothing is paused and nobody has quiet hours.
import type { HoldReader } from '#engine/ports'

export const noHolds: HoldReader = { read: () => Promise.resolve({ pauses: [], quiet: new Map() }) }
