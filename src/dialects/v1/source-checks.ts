// What a source that looks at devices has found, over /v1.

import { AppError } from '#contract/errors'
import { type CheckShown, checkList } from '#contract/liveness'
import { byReference } from '#contract/objects'
import { objectOf } from '#core/alert/liveness'
import type { CheckRecord } from '#dialects/shared/alerts-port'
import type { V1Deps } from './ports.ts'
import { instantOrNull } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const showCheck = ({ check, state, failures, failure, checkedAtMs }: CheckRecord): CheckShown => ({
  ...objectOf(check),
  by: check.by,
  state,
  failures,
  failure,
  checkedAt: instantOrNull(checkedAtMs),
})

const listRoute = route('sources:read', {
  method: 'get',
  path: '/v1/sources/{ref}/checks',
  tags: ['sources'],
  summary: 'List the devices a source looks at, with what it found; none while it is disabled',
  request: { params: byReference },
  responses: { 200: answer(checkList, 'All of them, in the order of the source.') },
})

export const sourceCheckRoutes = (app: V1App, { alertSources, alertChecks }: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { id, kind } = await alertSources.get(spaceId, c.req.valid('param').ref)
    if (kind !== 'liveness') throw new AppError('source.not_liveness')
    return c.json({ items: (await alertChecks.list(spaceId, id)).map(showCheck) }, 200)
  })
}
