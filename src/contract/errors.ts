// Every error code of /v1, with its status, whether the same request can succeed later, and words with a cure in both
// languages. A code never changes its meaning; docs/errors.md is this table in print and a test keeps the two equal.

import { accountErrors } from './errors-accounts.ts'
import { alertErrors } from './errors-alerts.ts'
import { configErrors } from './errors-config.ts'
import { draftErrors } from './errors-drafts.ts'
import { dutyErrors } from './errors-duty.ts'
import { incidentErrors } from './errors-incidents.ts'
import { numberErrors } from './errors-numbers.ts'
import { policyGroupErrors } from './errors-policy-groups.ts'
import { policyPeopleErrors } from './errors-policy-people.ts'
import { pushErrors } from './errors-push.ts'
import { readingErrors } from './errors-readings.ts'
import { requestErrors } from './errors-request.ts'
import { userErrors } from './errors-users.ts'
import { verificationErrors } from './errors-verification.ts'

export type ErrorWords = { readonly title: string; readonly cure: string }
export type ErrorEntry = {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 502 | 503
  readonly retry: 'never' | 'later'
  readonly en: ErrorWords
  readonly ja: ErrorWords
}

const entries = {
  ...requestErrors,
  ...configErrors,
  ...draftErrors,
  ...userErrors,
  ...policyGroupErrors,
  ...policyPeopleErrors,
  ...accountErrors,
  ...incidentErrors,
  ...numberErrors,
  ...readingErrors,
  ...dutyErrors,
  ...alertErrors,
  ...verificationErrors,
  ...pushErrors,
} as const satisfies Record<string, ErrorEntry>
export type ErrorCode = keyof typeof entries

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(entries, code)

/** Returns what an error means and what helps against it. */
export const errorWords = (code: ErrorCode, language: 'ja' | 'en'): ErrorWords => entries[code][language]

type PrintedEntry = Pick<ErrorEntry, 'status' | 'retry'> & { readonly en: string; readonly ja: string }

/** The table as docs/errors.md prints it: meaning and cure in one text per language. */
export const errorCodes = Object.fromEntries(
  Object.entries<ErrorEntry>(entries).map(([code, { status, retry, en, ja }]) => [
    code,
    { status, retry, en: `${en.title}. ${en.cure}`, ja: `${ja.title}。${ja.cure}` },
  ]),
) as Readonly<Record<ErrorCode, PrintedEntry>>

export type FieldError = { readonly field: string; readonly message: string }

export type AppErrorOptions = {
  /** What exactly was wrong, in one sentence, safe to show. */
  readonly detail?: string | undefined
  readonly field?: string | undefined
  readonly errors?: readonly FieldError[] | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly cause?: unknown
}

/** A refusal or an operating failure on its way to the caller. */
/** Their detail says what is wrong. That of others is what was given or found, which says nothing beside the field that holds it. */
const detailed: ReadonlySet<ErrorCode> = new Set(['request.invalid', 'calendar.invalid', 'schedule.invalid'])

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | null
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | null
  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ?? code, { cause: options.cause })
    this.code = code
    this.detail = options.detail ?? null
    const { field, detail } = options
    const message = detailed.has(code) ? (detail ?? code) : code
    this.errors = options.errors ?? (field === undefined ? [] : [{ field, message }])
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}
