// The pauses of a space for the engine, kept in memory per version of its configuration: it asks for every attempt.

import type { Pause } from '#core/callout/pause'
import type { PauseReader } from '#engine/ports'
import { translate } from '../failure.ts'
import type { ConfigDeps } from './context.ts'
import { pausesAt } from './pauses.ts'

const SPACES_MAX = 2_000

type Kept = { readonly version: number; readonly pauses: readonly Pause[] }

export const createPauseReader = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions' | 'nowMs'>): PauseReader => {
  const kept = new Map<string, Kept>()
  const read = async (spaceId: string): Promise<readonly Pause[]> => {
    const version = await deps.versions.current(spaceId)
    const known = kept.get(spaceId)
    if (known !== undefined && known.version >= version) return known.pauses
    const loaded = await deps.inSnapshot(spaceId, async (client) => ({
      version: await deps.versions.of(client),
      pauses: await pausesAt(client, deps.nowMs()),
    }))
    if (kept.size >= SPACES_MAX) kept.clear()
    kept.set(spaceId, loaded)
    return loaded.pauses
  }
  return {
    read: async (spaceId) => {
      try {
        return await read(spaceId)
      } catch (error) {
        throw translate(error)
      }
    },
  }
}
