// For tests in which nothing is paused.
import type { PauseReader } from '#engine/ports'

export const noPauses: PauseReader = { read: () => Promise.resolve([]) }
