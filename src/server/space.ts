// The `noroshi space` commands: on the database itself, because spaces stand above every API token. Beside a running server its
// embedded database is entered as it stands; otherwise it is opened, brought up to date and closed again.

import type { LocalOptions, SpaceAnswer, SpaceRequest } from '#cli/cli'
import { permissions } from '#contract/permissions'
import type { Settings } from '#settings/settings'
import { createSpaces } from '#store/account/found'
import { ConfigRefusal } from '#store/config/context'
import { StoreError } from '#store/store-error'
import { type Environment, settingsFrom } from './commands.ts'
import { openHere } from './here.ts'
import { realChance } from './real.ts'

type Spaces = ReturnType<typeof createSpaces>
type Opened = { readonly spaces: Spaces; readonly close: () => Promise<void> }

const chance = realChance()
const spacesOf = (engine: Parameters<typeof createSpaces>[0]['engine']): Spaces =>
  createSpaces({ engine, nowMs: () => Date.now(), newId: (atMs) => chance.id(atMs) })

const open = async (settings: Settings): Promise<Opened> => {
  const { pools, close } = await openHere(settings)
  return { spaces: spacesOf(pools.engine), close }
}

const carryOut = async (
  spaces: Spaces,
  request: SpaceRequest,
  language: 'ja' | 'en',
): Promise<Extract<SpaceAnswer, { ok: true }>> => {
  switch (request.do) {
    case 'add': {
      const { key, name, hosts, account } = request
      const administrator = { account, password: null, language }
      const { administrator: made, ...space } = await spaces.add({
        key,
        name,
        hosts,
        administrator,
        scopes: permissions,
      })
      const oneTimePassword = made.oneTimePassword ?? ''
      return { ok: true, did: 'add', space: { ...space, account: made.account, oneTimePassword } }
    }
    case 'list':
      return { ok: true, did: 'list', spaces: await spaces.list() }
    case 'rename':
      await spaces.rename(request.key, { key: request.newKey, name: request.name })
      return { ok: true, did: 'change' }
    case 'addHost':
      await spaces.addHost(request.key, request.host)
      return { ok: true, did: 'change' }
    case 'removeHost':
      await spaces.removeHost(request.key, request.host)
      return { ok: true, did: 'change' }
  }
}

export const spaceHere = async (
  env: Environment,
  request: SpaceRequest,
  options: LocalOptions,
): Promise<SpaceAnswer> => {
  const settings = settingsFrom(env, options)
  let opened: Opened | null = null
  try {
    opened = await open(settings)
    return await carryOut(opened.spaces, request, options.language)
  } catch (error) {
    if (error instanceof ConfigRefusal) return { ok: false, code: error.code, detail: error.detail }
    if (error instanceof StoreError) return { ok: false, code: 'unreachable', detail: error.message }
    throw error
  } finally {
    await opened?.close()
  }
}
