// What a space still needs before anybody can be called.

import { preparation } from '#contract/preparation'
import type { V1Deps } from './ports.ts'
import { answer, route, type V1App } from './route.ts'

const readRoute = route('connections:read', {
  method: 'get',
  path: '/v1/preparation',
  tags: ['installation'],
  summary: 'What there is of what a callout needs: connections, people who can be reached, policies',
  responses: { 200: answer(preparation, 'How many there are of each.') },
})

export const preparationRoutes = (app: V1App, { preparation: port }: V1Deps): void => {
  app.openapi(readRoute, async (c) => c.json(await port.read(c.get('principal').spaceId), 200))
}
