// POST /api/v1/net/{name}/execute: starts the 連絡網 of this name with what is to be said on each channel. A 200 means that it
// is on disk, whether somebody is called now, nobody because it is stopped, or another execution carries it.

import { errorWords, isErrorCode } from '#contract/errors'
import { storable } from '#contract/text'
import type { Content, Contents } from '#core/cause'
import type { Channel } from '#core/plan/plan'
import { answerJson } from '#dialects/shared/dialect-app'
import type { NotStarted, StartOrder } from '#dialects/shared/starter'
import type { AppContext } from '#http/port'
import { bearerOf, type Fields, Refusal, readFields, refuse, unauthorized } from './answers.ts'
import {
  bodyFields,
  charactersMax,
  executeStatus,
  idempotencyPrefix,
  messages,
  netPath,
  subjectField,
} from './choices.ts'
import type { IdToken, Jp1Deps } from './ports.ts'

type Caller = Extract<IdToken, { ok: true }>

const callerOf = async (context: AppContext, { sessions }: Jp1Deps): Promise<Caller | Refusal> => {
  const token = bearerOf(context)
  if (token === null) return unauthorized()
  const checked = await sessions.checkIdToken(token, context.get('spaceId'))
  if (!checked.ok) return unauthorized(checked.code === 'auth.expired' ? messages.expired : messages.unauthorized)
  return checked.scopes.has('callouts:start') ? checked : new Refusal(403, messages.forbidden)
}

/** The name as it was meant. One that no 連絡網 can have is not looked for. */
const netOf = (context: AppContext): string | Refusal => {
  const written = netPath.exec(context.req.raw.url)?.[1] ?? ''
  try {
    const name = decodeURIComponent(written).normalize('NFC')
    const possible = storable(name) === name && Array.from(name).length <= charactersMax.net
    return possible ? name : new Refusal(404, messages.notFound)
  } catch {
    return new Refusal(400, messages.malformed)
  }
}

const textOf = (fields: Fields, field: string, max: number): string | Refusal => {
  const value = fields[field] ?? ''
  if (typeof value !== 'string') return new Refusal(400, `${field} must be a string`)
  const text = storable(value)
  if (Array.from(text).length <= max) return text
  return new Refusal(400, `${field} must have at most ${max} characters`)
}

/** What was given for each channel; an empty text is none. */
const contentsOf = (fields: Fields): Contents | Refusal => {
  const contents: { [channel in Channel]?: Content } = {}
  const subject = textOf(fields, subjectField, charactersMax.subject)
  if (typeof subject !== 'string') return subject
  for (const [field, channel] of bodyFields) {
    const body = textOf(fields, field, charactersMax.content)
    if (typeof body !== 'string') return body
    if (channel === 'mail' && subject.trim() !== '') contents.mail = { subject, body }
    else if (body.trim() !== '') contents[channel] = { body }
  }
  return contents
}

const idempotencyOf = (context: AppContext, deps: Jp1Deps, what: unknown): StartOrder['idempotency'] | Refusal => {
  const key = context.req.header('Idempotency-Key')
  if (key === undefined) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) return new Refusal(400, messages.keyInvalid)
  return { key: `${idempotencyPrefix}${key}`, fingerprint: deps.digest(JSON.stringify(what)) }
}

const refusalOf = ({ code, detail }: NotStarted, context: AppContext): Refusal => {
  if (code === 'policy.not_found') return new Refusal(404, messages.notFound)
  if (code === 'policy.forbidden') return new Refusal(403, messages.forbidden)
  if (code === 'idempotency.conflict') return new Refusal(409, messages.conflict)
  const words = isErrorCode(code) ? errorWords(code, context.get('language')) : { title: code, cure: detail }
  return new Refusal(400, `${words.title}: ${words.cure}`)
}

type Asked = Pick<StartOrder, 'idempotency'> & { readonly net: string; readonly contents: Contents }

const askedFor = async (context: AppContext, deps: Jp1Deps): Promise<Asked | Refusal> => {
  const net = netOf(context)
  if (typeof net !== 'string') return net
  const fields = await readFields(context)
  if (fields instanceof Refusal) return fields
  const contents = contentsOf(fields)
  if (contents instanceof Refusal) return contents
  const idempotency = idempotencyOf(context, deps, [net, contents])
  return idempotency instanceof Refusal ? idempotency : { net, contents, idempotency }
}

export const execute =
  (deps: Jp1Deps) =>
  async (context: AppContext): Promise<Response> => {
    const caller = await callerOf(context, deps)
    if (caller instanceof Refusal) return refuse(context, caller)
    const asked = await askedFor(context, deps)
    if (asked instanceof Refusal) return refuse(context, asked)
    const { net, contents, idempotency } = asked
    const started = await deps.starter.start({
      spaceId: context.get('spaceId'),
      projectId: caller.projectId,
      policy: { name: net },
      template: null,
      cause: { kind: 'contents', contents },
      parameters: {},
      // Its clients can give none, and a message with a gap is better than none.
      missingParameters: 'say_nothing',
      priority: null,
      createdBy: caller.name,
      idempotency,
      allowed: caller.policies,
    })
    if (!started.ok) return refuse(context, refusalOf(started, context))
    return answerJson(context, { id: started.id, net, status: executeStatus[started.status] })
  }
