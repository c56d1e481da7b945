// Attachments by their path, for whoever was given it: mails and other products' clients carry no token. The space is that of
// the host name that was asked; a path of another space is one that nobody knows.

import { Hono } from 'hono'
import { AppError } from '#contract/errors'
import { answerFile } from '#dialects/shared/file-answer'
import type { IncidentsPort } from '#dialects/shared/incidents-port'
import type { AppEnv, Dialect } from '#http/port'

/** @errors incident.file_not_found */
export const createFileLinks = ({ incidents }: { readonly incidents: Pick<IncidentsPort, 'fileAt'> }): Dialect => {
  const app = new Hono<AppEnv>()
  app.get('/files/incident/:number{[0-9]+}/:secret{[\\w-]{32}}/:name', async (context) => {
    const found = await incidents.fileAt(context.get('spaceId'), context.req.param('secret'))
    if (found === null) throw new AppError('incident.file_not_found')
    return answerFile(context, found)
  })
  return { app }
}
