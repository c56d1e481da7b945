// The settings of a space as a whole: so far its standard texts.

import { type Settings, settings, settingsInput } from '#contract/settings'
import type { SettingsRecord, V1Deps } from './ports.ts'
import { instantOrNull } from './present.ts'
import { answer, body, route, type V1App } from './route.ts'
import { given } from './users.ts'

const tags = ['settings']

const showSettings = ({ body: set, managedBy, updatedAtMs }: SettingsRecord): Settings => ({
  ...structuredClone(set as Pick<Settings, 'texts'>),
  managedBy,
  updatedAt: instantOrNull(updatedAtMs),
})

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
  request: body(settingsInput),
  responses: { 200: answer(settings, 'The settings as they are now.') },
})

export const settingsRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(getRoute, async (c) => c.json(showSettings(await deps.settings.get(c.get('principal').spaceId)), 200))
  app.openapi(updateRoute, async (c) => {
    const patch = given(c.req.valid('json'))
    return c.json(showSettings(await deps.settings.update(c.get('principal').spaceId, patch)), 200)
  })
}
