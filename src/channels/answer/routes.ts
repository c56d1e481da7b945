// Answers to messages by their links: GET shows, POST answers. Whoever has the link may answer for its person, once; a link of
// another space is one nobody knows.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Language } from '#core/plan/plan'
import type { CallOrder, CauseReader } from '#engine/ports'
import { saidIn } from '../message/text.ts'
import { type AnswerPorts, answerFor, attemptFor } from './answer.ts'
import { answerPage, answerPolicy, unknownPage } from './page.ts'
import { standingOf } from './standing.ts'

export type AnswerDeps = AnswerPorts & { readonly causes: CauseReader }

type Env = { Variables: { spaceId: string; language: Language } }

const BODY_BYTES_MAX = 4_096

const find = async (deps: AnswerDeps, context: Context<Env>): Promise<CallOrder | null> => {
  const attempt = await attemptFor(deps, context.req.param('token') ?? '')
  return attempt === null || attempt.spaceId !== context.get('spaceId') ? null : deps.engine.order(attempt)
}

const textIn = async (order: CallOrder, { causes }: AnswerDeps): Promise<string> => {
  try {
    return (await saidIn(order, causes)).body
  } catch {
    // What it is about cannot be read just now; who has it can be told all the same.
    return ''
  }
}

const show = async (context: Context<Env>, deps: AnswerDeps, order: CallOrder | null): Promise<Response> => {
  context.header('Content-Security-Policy', answerPolicy)
  context.header('Cache-Control', 'no-store')
  context.header('Referrer-Policy', 'no-referrer')
  if (order === null) return context.html(unknownPage(context.get('language')), 404)
  const { plan, destination } = order
  const { language, name } = destination
  const text = await textIn(order, deps)
  const told = { language, policy: plan.policyName, name, text, ...standingOf(order) }
  return context.html(answerPage(told))
}

export const answerRoutes = (deps: AnswerDeps): Hono<Env> => {
  const app = new Hono<Env>()
  app.get('/a/:token', async (context) => show(context, deps, await find(deps, context)))
  app.post('/a/:token', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    const order = await find(deps, context)
    if (order === null) return show(context, deps, null)
    await answerFor(deps, order, new URLSearchParams(await context.req.text()).get('action'))
    // The page is asked for again, so that going back or reloading answers nothing a second time.
    return context.redirect(context.req.path, 303)
  })
  return app
}
