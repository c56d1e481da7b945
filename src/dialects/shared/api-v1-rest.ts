// JP1 and Reactio share the folder /api/v1. What neither of them has there gets the answer of the one whose client seems to
// ask: Reactio's sends its key with every request.

import { Hono } from 'hono'
import type { AppEnv, Dialect } from '#http/port'
import { answerJson } from './dialect-app.ts'

/** To be mounted after both of them. */
export const createApiV1Rest = (): Dialect => {
  const app = new Hono<AppEnv>()
  app.all('/api/v1/*', (context) => {
    const reactio = (context.req.header('X-Api-Key') ?? '') !== ''
    const body = reactio ? { type: 'not_found', message: 'Not Found' } : { message: 'Not Found' }
    return answerJson(context, body, { status: 404 })
  })
  return { app }
}
