// Answers and refusals in the one shape JP1's clients get: a `message`, and nothing else.

import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { errorWords } from '#contract/errors'
import { answerJson, type Failure } from '#dialects/shared/dialect-app'
import { asObject, readJson } from '#dialects/shared/json-body'
import type { AppContext } from '#http/port'
import { messages } from './choices.ts'

export const shape = ({ status, error }: Failure, context: AppContext): object => {
  if (status === 405) return { message: messages.methodNotAllowed }
  if (status === 503) return { message: messages.unavailable }
  return { message: error === null ? messages.internal : errorWords(error.code, context.get('language')).title }
}

/** A refusal on its way out. A class, so that nothing in a body can be taken for one. */
export class Refusal {
  readonly status: ContentfulStatusCode
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
  constructor(status: ContentfulStatusCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.message = message
    this.headers = headers
  }
}

export const refuse = (context: AppContext, { status, message, headers }: Refusal): Response =>
  answerJson(context, { message }, { status, headers })

export const unauthorized = (message: string = messages.unauthorized): Refusal =>
  new Refusal(401, message, { 'WWW-Authenticate': 'Bearer' })

export type Fields = Readonly<Record<string, unknown>>

/** Reads the body as an object; no body at all is an empty one. */
export const readFields = async (context: AppContext): Promise<Fields | Refusal> => {
  const body = await readJson(context)
  if (!body.ok && body.why === 'empty') return {}
  if (!body.ok && body.why === 'too_large') return new Refusal(413, messages.tooLarge)
  const fields = body.ok ? asObject(body.value) : null
  return fields ?? new Refusal(400, messages.malformed)
}

/** The scheme in any letter case; the space after the header's colon is nobody's business. */
export const bearerOf = (context: AppContext): string | null =>
  /^bearer +(\S+)$/i.exec(context.req.header('Authorization')?.trim() ?? '')?.[1] ?? null
