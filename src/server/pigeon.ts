// Wires Pigeon's API to the store and the engine. It knows callouts only by their runs: what does not belong to it is not there.

import { parseNumber } from '#channels/numbers'
import type { CalloutId } from '#core/ids'
import { createPigeon } from '#dialects/pigeon/pigeon'
import type { PigeonDeps } from '#dialects/pigeon/ports'
import type { Engine } from '#engine/engine'
import { createFailures } from '#http/auth'
import type { Dialect } from '#http/port'
import type { ConfigStore } from '#store/config/store'

export type PigeonParts = Pick<PigeonDeps, 'starter' | 'digest' | 'isUnavailable' | 'log'> & {
  readonly config: Pick<ConfigStore, 'tokens' | 'runs' | 'callers' | 'settings' | 'connections' | 'spaces'>
  readonly engine: Pick<Engine, 'cancel'>
  readonly nowMs: () => number
}

const dialect = 'pigeon'

const settingsOf = ({ settings, callers }: PigeonParts['config']): PigeonDeps['settings'] => {
  const read = async (spaceId: string) => (await settings.get(spaceId)).body.pigeon ?? {}
  return {
    caller: async (spaceId) => {
      const { connection, from, transferTo } = await read(spaceId)
      // Whatever is not set is as the space's own call flows have it.
      const usual = await callers.of(spaceId, dialect)
      return {
        connection: connection ?? usual.connection,
        from: from ?? usual.from,
        transferTo: transferTo ?? null,
      }
    },
    missingParameters: async (spaceId) => (await read(spaceId)).missingParameters ?? 'refuse',
  }
}

export const pigeon = ({ config, engine, nowMs, ...rest }: PigeonParts): Dialect => {
  const failures = createFailures(nowMs)
  return createPigeon({
    ...rest,
    // Tokens brought along from the original are worth as much as ours.
    tokens: { check: config.tokens.checkKey, failed: (context) => failures(context.get('address')) },
    runs: {
      get: (spaceId, id) => config.runs.get(spaceId, { dialect, id }),
      list: (spaceId, page) => config.runs.list(spaceId, { dialect, ...page }),
    },
    settings: settingsOf(config),
    numbers: { parse: parseNumber, hasSimulated: (spaceId) => config.connections.hasSimulated(spaceId) },
    abort: async ({ id, by }) => {
      await engine.cancel(id as CalloutId, { userId: null, name: by, via: 'api' })
    },
    organization: (spaceId) => config.spaces.get(spaceId),
  })
}
