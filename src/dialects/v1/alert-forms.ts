// The built-in forms of what is said of alerts, each with its sample.

import { alertFormList, alertFormsQuery } from '#contract/alert-forms'
import { alertFormsIn } from '#words/alert-forms'
import { answer, route, type V1App } from './route.ts'

const listRoute = route('policies:read', {
  method: 'get',
  path: '/v1/alert-forms',
  tags: ['policies'],
  summary: 'List the forms in which simple calls and SMS tell alerts, each with a sample',
  request: { query: alertFormsQuery },
  responses: { 200: answer(alertFormList, 'All of them; names is what is said where none is chosen.') },
})

export const alertFormRoutes = (app: V1App): void => {
  app.openapi(listRoute, (c) => {
    const { language = c.get('language') } = c.req.valid('query')
    return c.json({ items: alertFormsIn(language) }, 200)
  })
}
