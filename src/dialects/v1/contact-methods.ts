// Verifying contact methods: a code goes out by the method's own channel, as a callout that is recorded like any other but says the
// code nowhere else; it is entered by its person on their own page, or by whoever manages people; who manages people may vouch.

import { AppError } from '#contract/errors'
import {
  byMethod,
  byOwnMethod,
  type CodeSent,
  codeInput,
  codeSent,
  type User,
  user as userSchema,
} from '#contract/users'
import { sourceOfCode } from '#core/verification'
import type { Principal } from '#http/port'
import { verificationTemplate, verificationWords } from '#words/verification'
import { bundleOf, problemOf } from './direct.ts'
import { personOf } from './own-user.ts'
import type { UserRecord } from './people-ports.ts'
import type { V1Deps } from './ports.ts'
import { instant, showUser } from './present.ts'
import { answer, body, ownRoute, route, type V1App } from './route.ts'

const tags = ['users']
const managed = '/v1/users/{ref}/contact-methods/{method}'
const own = '/v1/session/user/contact-methods/{method}'
const known = { 200: answer(userSchema, 'The user, with how each contact method stands.') }
const sentAnswer = {
  202: answer(codeSent, 'It is on its way; it counts for ten minutes, and the one before does not.'),
}

const sendRoute = route('users:write', {
  method: 'post',
  path: `${managed}/code`,
  tags,
  summary: 'Send a code by a contact method’s own channel, to verify it',
  request: { params: byMethod },
  responses: sentAnswer,
})
const verifyRoute = route('users:write', {
  method: 'post',
  path: `${managed}/verify`,
  tags,
  summary: 'Enter the code that somebody received',
  request: { params: byMethod, ...body(codeInput) },
  responses: known,
})
const vouchRoute = route('users:write', {
  method: 'post',
  path: `${managed}/vouch`,
  tags,
  summary: 'Vouch for a contact method: it is recorded who did, and when',
  request: { params: byMethod },
  responses: known,
})
const doubtRoute = route('users:write', {
  method: 'delete',
  path: `${managed}/verification`,
  tags,
  summary: 'Take back that a contact method is verified',
  request: { params: byMethod },
  responses: known,
})
const ownSendRoute = ownRoute({
  method: 'post',
  path: `${own}/code`,
  tags: ['session'],
  summary: 'Send oneself a code by a contact method’s own channel, to verify it',
  request: { params: byOwnMethod },
  responses: sentAnswer,
})
const ownVerifyRoute = ownRoute({
  method: 'post',
  path: `${own}/verify`,
  tags: ['session'],
  summary: 'Enter the code that one received',
  request: { params: byOwnMethod, ...body(codeInput) },
  responses: known,
})

type At = { readonly user: UserRecord; readonly methodId: string; readonly principal: Principal }

/** @errors contact_method.not_found */
const methodOf = ({ user, methodId }: At) => {
  const found = user.methods.find(({ id }) => id === methodId)
  if (found === undefined) throw new AppError('contact_method.not_found', { detail: methodId })
  return found
}

/** One message to one method, by whichever connection it is reached. */
const orderOf = ({ user, methodId, principal }: At) => {
  const { channel, label } = methodOf({ user, methodId, principal })
  const fields = {
    steps: [{ destinations: [{ user: user.id, channel, methodLabel: label }] }],
    loops: { max: 1 },
    redial: { max: 0 },
    deliveredIsEnough: true,
    otherChannels: false,
  }
  const policy = { inline: { key: 'verification', name: verificationWords[user.language].name, fields } }
  return { policy, template: { inline: verificationTemplate } }
}

/** @errors contact_method.not_found, verification.channel, verification.too_many_codes, policy.channel_unavailable, policy.from_missing */
const sendCode = async (deps: V1Deps, at: At): Promise<CodeSent> => {
  const { user, methodId, principal } = at
  const { spaceId } = principal
  const order = orderOf(at)
  // What could not be sent at all costs no code.
  bundleOf(await deps.plans.compose(spaceId, order))
  const { codeId, channel, untilMs } = await deps.verification.begin(spaceId, { userId: user.id, methodId })
  const started = await deps.starter.start({
    ...order,
    spaceId,
    projectId: null,
    cause: { kind: 'live', source: sourceOfCode(codeId), text: verificationWords[user.language].listed },
    parameters: {},
    priority: null,
    createdBy: principal.name,
    purpose: 'verification',
    idempotency: null,
  })
  if (!started.ok) throw problemOf(started)
  return { channel, until: instant(untilMs), callout: started.id }
}

/** @errors verification.code_wrong, verification.no_code */
const enterCode = async (deps: V1Deps, { user, methodId, principal }: At, code: string): Promise<User> => {
  const { spaceId } = principal
  const by = principal.name
  const { result, left } = await deps.verification.enter(spaceId, { userId: user.id, methodId }, { code, by })
  if (result === 'none') throw new AppError('verification.no_code')
  if (result === 'wrong') throw new AppError('verification.code_wrong', { field: 'code', detail: String(left) })
  return showUser(await deps.users.get(spaceId, user.id), principal)
}

const managedRoutes = (app: V1App, deps: V1Deps): void => {
  const find = async (principal: Principal, { ref, method }: { ref: string; method: string }): Promise<At> => ({
    user: await deps.users.get(principal.spaceId, ref),
    methodId: method,
    principal,
  })
  app.openapi(sendRoute, async (c) =>
    c.json(await sendCode(deps, await find(c.get('principal'), c.req.valid('param'))), 202),
  )
  app.openapi(verifyRoute, async (c) => {
    const at = await find(c.get('principal'), c.req.valid('param'))
    return c.json(await enterCode(deps, at, c.req.valid('json').code), 200)
  })
  app.openapi(vouchRoute, async (c) => {
    const { user, methodId, principal } = await find(c.get('principal'), c.req.valid('param'))
    await deps.verification.vouch(principal.spaceId, { userId: user.id, methodId }, principal.name)
    return c.json(showUser(await deps.users.get(principal.spaceId, user.id), principal), 200)
  })
  app.openapi(doubtRoute, async (c) => {
    const { user, methodId, principal } = await find(c.get('principal'), c.req.valid('param'))
    await deps.verification.doubt(principal.spaceId, { userId: user.id, methodId })
    return c.json(showUser(await deps.users.get(principal.spaceId, user.id), principal), 200)
  })
}

export const contactMethodRoutes = (app: V1App, deps: V1Deps): void => {
  managedRoutes(app, deps)
  const mine = async (principal: Principal, methodId: string): Promise<At> => {
    const { userId, self } = personOf(principal)
    return { user: await deps.users.get(self.spaceId, userId), methodId, principal: self }
  }
  app.openapi(ownSendRoute, async (c) =>
    c.json(await sendCode(deps, await mine(c.get('principal'), c.req.valid('param').method)), 202),
  )
  app.openapi(ownVerifyRoute, async (c) => {
    const at = await mine(c.get('principal'), c.req.valid('param').method)
    return c.json(await enterCode(deps, at, c.req.valid('json').code), 200)
  })
}
