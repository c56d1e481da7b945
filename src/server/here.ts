// The database for commands that work in it themselves: beside a running server its embedded database is entered as it stands;
// otherwise it is opened, brought up to date and closed again.

import type { Settings } from '#settings/settings'
import { connectionBeside } from '#store/embedded/beside'
import { checkCurrent } from '#store/migrate'
import { createPools, type Pools } from '#store/pool'
import { StoreError } from '#store/store-error'
import { openDatabase } from './database.ts'
import { createLog } from './log.ts'

export type Here = { readonly pools: Pools; readonly close: () => Promise<void> }

const beside = async ({ dataDir }: Settings): Promise<Here> => {
  const pools = createPools(connectionBeside(dataDir), { engineMax: 1, appMax: 1 })
  try {
    await checkCurrent(pools.owner)
    return { pools, close: pools.end }
  } catch (error) {
    await pools.end()
    throw error
  }
}

export const openHere = async (settings: Settings): Promise<Here> => {
  try {
    return await openDatabase(settings, createLog('silent'))
  } catch (error) {
    if (error instanceof StoreError && error.code === 'embedded.locked') return beside(settings)
    throw error
  }
}
