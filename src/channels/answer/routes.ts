// Answers to messages by their links: GET shows, POST answers. Whoever has the link may answer for its person, once; a link of
// another space is one nobody knows.

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type ResponseAction, responseActions } from '#core/callout/event'
import type { Attempt } from '#core/callout/state'
import type { CalloutId } from '#core/ids'
import { answersOf } from '#core/plan/answers'
import type { Language } from '#core/plan/plan'
import type { AttemptRow, CallOrder, CauseReader } from '#engine/ports'
import { messageWords } from '#words/messages-out'
import { saidIn } from '../message/text.ts'
import { answerPage, answerPolicy, unknownPage } from './page.ts'
import { isNonceOf, readToken } from './token.ts'

export type AnswerDeps = {
  readonly attempts: { find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null> }
  readonly engine: {
    /** An attempt as it is now, with its callout and plan; null when it is gone. */
    order(attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): Promise<CallOrder | null>
    /** Durable when it resolves. */
    respond(answer: {
      readonly calloutId: CalloutId
      readonly attempt: number
      readonly action: ResponseAction
    }): Promise<unknown>
  }
  readonly causes: CauseReader
}

type Env = { Variables: { spaceId: string; language: Language } }

const BODY_BYTES_MAX = 4_096

const find = async ({ attempts, engine }: AnswerDeps, context: Context<Env>): Promise<CallOrder | null> => {
  const token = readToken(context.req.param('token') ?? '')
  const attempt = token === null ? null : await attempts.find(token.calloutId, token.attempt)
  if (token === null || attempt === null || attempt.spaceId !== context.get('spaceId')) return null
  return isNonceOf(attempt, token.nonce) ? engine.order(attempt) : null
}

/** What this person has said already. */
const saidBefore = ({ result }: Attempt): ResponseAction | null => {
  if (result === 'taken') return 'take'
  if (result === 'left') return 'leave'
  return result === 'passed' ? 'next' : null
}

const stateOf = ({ attempt, callout, destination }: CallOrder): string => {
  const words = messageWords[destination.language]
  const said = saidBefore(attempt)
  const { outcome, acknowledgedBy } = callout.head
  if (said === 'take') return words.done.take
  if (acknowledgedBy !== null) return words.takenBy(acknowledgedBy.name)
  if (outcome !== null) return words.over
  return said === null ? words.running : words.done[said]
}

const openActions = ({ attempt, callout, plan }: CallOrder): readonly ResponseAction[] => {
  if (callout.head.outcome !== null) return []
  const said = saidBefore(attempt)
  if (said === 'next') return ['take']
  return said === null ? answersOf(plan) : []
}

const textIn = async (order: CallOrder, { causes }: AnswerDeps): Promise<string> => {
  try {
    return (await saidIn(order, causes, openActions(order).length > 0)).body
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
  const told = { language, policy: plan.policyName, name, text, state: stateOf(order), actions: openActions(order) }
  return context.html(answerPage(told))
}

const isAction = (value: unknown): value is ResponseAction => (responseActions as readonly unknown[]).includes(value)

export const answerRoutes = (deps: AnswerDeps): Hono<Env> => {
  const app = new Hono<Env>()
  app.get('/a/:token', async (context) => show(context, deps, await find(deps, context)))
  app.post('/a/:token', bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    const order = await find(deps, context)
    if (order === null) return show(context, deps, null)
    const action = new URLSearchParams(await context.req.text()).get('action')
    if (isAction(action) && openActions(order).includes(action)) {
      const { calloutId, ordinal } = order.attempt
      await deps.engine.respond({ calloutId, attempt: ordinal, action })
    }
    // The page is asked for again, so that going back or reloading answers nothing a second time.
    return context.redirect(context.req.path, 303)
  })
  return app
}
