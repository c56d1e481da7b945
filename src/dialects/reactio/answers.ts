// Reactio's error bodies, to the byte, and which of ours each stands for.

import { answerJson, type Failure } from '#dialects/shared/dialect-app'
import type { AppContext } from '#http/port'

export type FieldError = { readonly field: string; readonly code: string }

const bodies = {
  keyRequired: [401, { type: 'authentication_error', message: 'api key required' }],
  keyInvalid: [401, { type: 'authentication_error', message: 'invalid api key' }],
  bodyInvalid: [400, { type: 'invalid_request_body', message: 'invalid request body' }],
  bodyTooLarge: [413, { type: 'invalid_request_body', message: 'invalid request body' }],
  nobody: [400, { type: 'notification_error', message: 'Notification destination can not be found.' }],
  incidentUnknown: [400, { type: 'incident_not_found', message: 'Incident not found.' }],
  forbidden: [403, { type: 'forbidden', message: 'Forbidden' }],
  notFound: [404, { type: 'not_found', message: 'Not Found' }],
} as const

export type Refusal = keyof typeof bodies

export const refuse = (context: AppContext, why: Refusal): Response => {
  const [status, body] = bodies[why]
  return answerJson(context, body, { status })
}

export const refuseFields = (context: AppContext, errors: readonly FieldError[]): Response =>
  answerJson(context, { type: 'validation_error', message: 'validation error', errors }, { status: 400 })

/** What is not in the documents: other methods, and everything unexpected. */
export const shape = ({ status }: Failure): object => {
  if (status === 405) return { type: 'method_not_allowed', message: 'Method Not Allowed' }
  if (status === 404) return bodies.notFound[1]
  if (status === 413) return bodies.bodyTooLarge[1]
  return { type: 'internal_server_error', message: 'Internal Server Error' }
}
