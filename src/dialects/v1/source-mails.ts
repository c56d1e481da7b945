// The mails that came to a source that is a mailbox, over /v1: who they were from, and what came of them.

import { receivedMails } from '#contract/mail-sources'
import { byReference } from '#contract/objects'
import type { V1Deps } from './ports.ts'
import { address, instant } from './present.ts'
import { answer, route, type V1App } from './route.ts'

const listRoute = route('sources:read', {
  method: 'get',
  path: '/v1/sources/{ref}/mails',
  tags: ['sources'],
  summary: 'List the last mails of a source that is a mailbox, and what came of them',
  request: { params: byReference },
  responses: { 200: answer(receivedMails, 'The newest first, up to 50; none for other kinds.') },
})

export const sourceMailRoutes = (app: V1App, { receivedMails: mails }: V1Deps): void => {
  app.openapi(listRoute, async (c) => {
    const principal = c.get('principal')
    const found = await mails.list(principal.spaceId, c.req.valid('param').ref)
    const items = found.map(({ atMs, sourceId: _source, from, ...rest }) => ({
      ...rest,
      at: instant(atMs),
      from: address(from, principal),
    }))
    return c.json({ items }, 200)
  })
}
