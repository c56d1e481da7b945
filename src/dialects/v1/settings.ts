// The settings of a space as a whole: its standard texts, and what Pigeon's API goes by.

import { type Settings, settings, settingsInput } from '#contract/settings'
import type { Principal } from '#http/port'
import { parseNumber } from './numbers.ts'
import type { SettingsRecord, V1Deps } from './ports.ts'
import { address, instantOrNull } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['settings']

const showSettings = ({ body: set, managedBy, updatedAtMs }: SettingsRecord, viewer: Principal): Settings => {
  const { pigeon, ...rest } = structuredClone(set as Pick<Settings, 'texts' | 'pigeon' | 'incoming' | 'retention'>)
  const transferTo = pigeon?.transferTo
  const shown = transferTo === undefined ? pigeon : { ...pigeon, transferTo: address(transferTo, viewer) }
  return { ...rest, ...given({ pigeon: shown }), managedBy, updatedAt: instantOrNull(updatedAtMs) }
}

/** Numbers are stored as E.164. */
const readNumbers = async (deps: V1Deps, spaceId: string, pigeon: Settings['pigeon']): Promise<Settings['pigeon']> => {
  if (pigeon === undefined) return undefined
  const simulated = await deps.connections.hasSimulated(spaceId)
  const read = (raw: string | undefined, field: string) =>
    raw === undefined ? raw : parseNumber(deps.numbers, raw, { use: 'phone', simulated, field: `pigeon.${field}` })
  return given({ ...pigeon, from: read(pigeon.from, 'from'), transferTo: read(pigeon.transferTo, 'transferTo') })
}

const getRoute = route('config:read', {
  method: 'get',
  path: '/v1/settings',
  tags,
  summary: 'Read the settings of the space',
  responses: { 200: answer(settings, 'The settings; what is absent was never set.') },
})
const updateRoute = route('config:write', {
  method: 'patch',
  path: '/v1/settings',
  tags,
  summary: 'Change the settings of the space; what is left out stays',
  request: { headers: ifMatch, ...body(settingsInput) },
  responses: { 200: answer(settings, 'The settings as they are now.') },
})

export const settingsRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(getRoute, async (c) => {
    const principal = c.get('principal')
    const found = await deps.settings.get(principal.spaceId)
    return c.json(showSettings(found, principal), 200, versionOf(found))
  })
  app.openapi(updateRoute, async (c) => {
    const principal = c.get('principal')
    const { pigeon, ...rest } = c.req.valid('json')
    const patch = given({ ...rest, pigeon: await readNumbers(deps, principal.spaceId, pigeon) })
    const seenAtMs = seenAt(c.req.valid('header'))
    const updated = await deps.settings.update(principal.spaceId, patch, seenAtMs)
    return c.json(showSettings(updated, principal), 200, versionOf(updated))
  })
}
