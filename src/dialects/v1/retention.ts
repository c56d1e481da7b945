// What retention would delete, as it is set or as it might be. The settings themselves are the space's; the server deletes by itself.

import { type RetentionLook, retentionLook, retentionQuery } from '#contract/retention'
import { retentionOf } from '#core/retention'
import type { V1Deps } from './ports.ts'
import { instantOrNull } from './present.ts'
import { answer, route, type V1App } from './route.ts'
import { given } from './users.ts'

const lookRoute = route('config:read', {
  method: 'get',
  path: '/v1/retention',
  tags: ['settings'],
  summary: 'What is old enough to be deleted (a dry run)',
  description:
    'Counts, and deletes nothing. By the settings of the space (`retention` of `/v1/settings`), or by the days that are given.',
  request: { query: retentionQuery },
  responses: { 200: answer(retentionLook, 'Each kind, with how many would go now.') },
})

export const retentionRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(lookRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { body: set } = await deps.settings.get(spaceId)
    const settings = { ...set.retention, ...given(c.req.valid('query')) }
    const items: RetentionLook['items'] = []
    for (const retained of retentionOf(settings, deps.nowMs())) {
      const { deletes, oldestAtMs, keeps } = await deps.retention.look(spaceId, retained)
      const { kind, days, beforeMs } = retained
      items.push({ kind, days, before: instantOrNull(beforeMs), deletes, oldest: instantOrNull(oldestAtMs), keeps })
    }
    return c.json({ items }, 200)
  })
}
