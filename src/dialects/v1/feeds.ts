// Calendar feeds of users and schedules over /v1: made, looked at, taken back. Whoever holds the address reads it without a
// token, so only those who may change schedules hand it out.

import { feed, feedInput, newFeed } from '#contract/feeds'
import { byReference } from '#contract/objects'
import type { FeedRecord } from './duty-ports.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'

const kinds = [
  { kind: 'user', path: '/v1/users/{ref}/feed', what: 'a user’s duty' },
  { kind: 'schedule', path: '/v1/schedules/{ref}/feed', what: 'a schedule' },
] as const

const show = ({ language, createdBy, createdAtMs, readAtMs }: FeedRecord) => ({
  language,
  createdBy,
  createdAt: instant(createdAtMs),
  readAt: instantOrNull(readAtMs),
})

const routesOf = ({ path, what }: (typeof kinds)[number]) => ({
  get: route('schedules:read', {
    method: 'get',
    path,
    tags: ['schedules'],
    summary: `Whether ${what} has a calendar address`,
    request: { params: byReference },
    responses: { 200: answer(feed, 'When it was made and last read; never the address.') },
  }),
  renew: route('schedules:write', {
    method: 'post',
    path,
    tags: ['schedules'],
    summary: `Make a secret calendar address of ${what}; an old one ends`,
    description: 'An iCalendar of the last 31 days and the next 183, for Outlook, Google Calendar and the like.',
    request: { params: byReference, ...body(feedInput) },
    responses: { 201: answer(newFeed, 'The address, which is shown this once.') },
  }),
  revoke: route('schedules:write', {
    method: 'delete',
    path,
    tags: ['schedules'],
    summary: `Take the calendar address of ${what} back`,
    request: { params: byReference },
    responses: { 204: nothing },
  }),
})

export const feedRoutes = (app: V1App, { feeds, feedLinkFor }: V1Deps): void => {
  for (const one of kinds) {
    const { kind } = one
    const routes = routesOf(one)
    app.openapi(routes.get, async (c) => {
      const { ref } = c.req.valid('param')
      return c.json(show(await feeds.get(c.get('principal').spaceId, { kind, ref })), 200)
    })
    app.openapi(routes.renew, async (c) => {
      const { spaceId, name: createdBy } = c.get('principal')
      const { ref } = c.req.valid('param')
      const language = c.req.valid('json').language ?? c.get('language')
      const { record, secret } = await feeds.renew(spaceId, { kind, ref }, { language, createdBy })
      return c.json({ ...show(record), url: await feedLinkFor(spaceId, secret) }, 201)
    })
    app.openapi(routes.revoke, async (c) => {
      const { ref } = c.req.valid('param')
      await feeds.revoke(c.get('principal').spaceId, { kind, ref })
      return c.body(null, 204)
    })
  }
}
