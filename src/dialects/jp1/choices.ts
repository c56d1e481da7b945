// What the public description of JP1 CS 通報管理 leaves open, decided here and nowhere else: answers, errors, and the names of
// fields it does not show. docs/compatibility.md lists every line of this file as ours.

import type { Channel } from '#core/plan/plan'

/** Validity of an id token is told by `expires`, in seconds. The tokens themselves come from the sessions. */
export const messages = {
  malformed: 'Bad Request',
  credentialsMissing: 'account and password are required strings; subaccount is an optional string',
  unauthorized: 'Unauthorized',
  expired: 'The incoming token has expired',
  forbidden: 'Forbidden',
  notFound: 'Not Found',
  methodNotAllowed: 'Method Not Allowed',
  conflict: 'The Idempotency-Key was used for a different request',
  keyInvalid: 'Idempotency-Key must be 1 to 200 printable ASCII characters',
  tooLarge: 'Request Entity Too Large',
  tooMany: 'Too Many Requests',
  internal: 'Internal Server Error',
  unavailable: 'Service Unavailable',
} as const

/** Documented: tel_content, mail_subject, mail_content, slack_content. The others are ours. */
export const bodyFields: readonly (readonly [field: string, channel: Channel])[] = [
  ['tel_content', 'phone'],
  ['mail_content', 'mail'],
  ['slack_content', 'slack'],
  ['teams_content', 'teams'],
  ['lineworks_content', 'lineworks'],
  ['sms_content', 'sms'],
  ['desktop_content', 'push'],
  ['patlite_pattern', 'light'],
  ['command_args', 'command'],
]
export const subjectField = 'mail_subject'

/** Always 2xx once stored, and 200 rather than 202: scripts compare with 200. */
export const executeStatus = { started: 'accepted', suppressed: 'suppressed', aggregated: 'aggregated' } as const

export const charactersMax = { content: 10_000, subject: 1_000, net: 200 } as const

/** A 連絡網 is named in the path as it is: Japanese, spaces, and a slash written as %2F. */
export const netPath = /\/api\/v1\/net\/([^/?#]+)\/execute(?:[?#]|$)/

/** Keys of other dialects must not meet ours. */
export const idempotencyPrefix = 'jp1:'
