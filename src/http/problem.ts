// Every error answer is one shape (RFC 9457) with a stable code. Whatever is thrown becomes one here, at the edge, once; what
// nobody foresaw is logged with its cause and shown as nothing but its request id.

import { HTTPException } from 'hono/http-exception'
import { errorSentences } from '#contract/error-sentences'
import { AppError, type ErrorCode, errorCodes, errorWords, isErrorCode } from '#contract/errors'
import type { Problem } from '#contract/objects'
import { fieldMessage } from '#words/field-messages'
import { type AppContext, Drafted, type Language } from './port.ts'

export const problemType = 'application/problem+json'

const RETRY_SECONDS = 5

const fromStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'request.malformed_json',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  413: 'request.too_large',
  415: 'request.media_type',
}

/** A refusal of the store, known by its shape: http and store share no code. */
type Refusal = Error & { readonly code: string; readonly detail: string; readonly field: string | null }
const isRefusal = (error: Error): error is Refusal =>
  error.name === 'ConfigRefusal' && 'code' in error && typeof error.code === 'string'

/** Returns what a thrown thing means to the caller. */
export const asAppError = (error: unknown, isUnavailable: (error: unknown) => boolean): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof Error && isRefusal(error) && isErrorCode(error.code)) {
    const { code, detail, field } = error
    return new AppError(code, { detail, field: field ?? undefined, cause: error })
  }
  if (error instanceof HTTPException) {
    const code = fromStatus[error.status]
    if (code !== undefined) return new AppError(code, { cause: error })
  }
  // A way of changing things that keeps no drafts.
  if (error instanceof Drafted) return new AppError('draft.not_here', { cause: error })
  if (isUnavailable(error)) return new AppError('server.unavailable', { cause: error })
  return new AppError('server.internal', { cause: error })
}

/** What is wrong with a field is said in words there too: a code alone says nothing to whoever filled it in. */
const inWords = (message: string, language: Language): string =>
  isErrorCode(message) ? errorSentences(errorWords(message, language), language) : fieldMessage(message, language)

/** Of these the detail is a sentence about a field. That of others is what was given or found, and stays as it was written. */
const saidInDetail: ReadonlySet<ErrorCode> = new Set(['request.invalid', 'config.invalid'])

/** Answers with the problem, in the language of the request. */
export const answerProblem = (context: AppContext, error: AppError, headers: Record<string, string> = {}): Response => {
  const { code, detail, errors, retryAfterSeconds } = error
  const { status, retry } = errorCodes[code]
  const language = context.get('language')
  const { title, cure } = errorWords(code, language)
  const said = errors.map(({ field, message }) => ({ field, message: inWords(message, language) }))
  const body: Problem = {
    type: `/v1/docs#${code}`,
    title,
    status,
    ...(detail === null ? {} : { detail: saidInDetail.has(code) ? fieldMessage(detail, language) : detail }),
    code,
    cure,
    ...(said.length === 0 ? {} : { errors: said }),
    instance: `urn:noroshi:request:${context.get('requestId')}`,
  }
  const waits = retryAfterSeconds ?? (retry === 'later' ? RETRY_SECONDS : null)
  return context.body(JSON.stringify(body), status, {
    'Content-Type': problemType,
    ...(waits === null ? {} : { 'Retry-After': String(waits) }),
    // The rest of the body is not read, so nothing can follow it on this connection.
    ...(status === 413 ? { Connection: 'close' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...headers,
  })
}
