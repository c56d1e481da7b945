// What a failure means for an attempt: never again (permanent), our settings are wrong (configuration), certainly not made
// (temporary), or nobody knows (unknown). The provider's code decides first, then the HTTP status, then what the socket saw.

import { maskNumber } from '#core/plan/mask'
import type { Placement } from '#engine/ports'
import { ProviderAnswered, ProviderSilent } from './http-client.ts'

type Meaning = 'permanent' | 'configuration' | 'temporary' | 'unknown'
type Failure = Extract<Placement, { kind: 'refused' | 'unknown' }>

/**
 * Codes of answers to REST requests.
 * @source Twilio error dictionary; docs/telephony.md names where each is tested
 */
export const restErrors: Readonly<Record<number, { readonly means: Meaning; readonly text: string }>> = {
  10001: { means: 'configuration', text: 'account not active' },
  10002: { means: 'configuration', text: 'not available to trial accounts' },
  10004: { means: 'temporary', text: 'call concurrency limit exceeded' },
  10005: { means: 'configuration', text: 'voice calls disabled for this account' },
  20001: { means: 'configuration', text: 'unknown parameters' },
  20003: { means: 'configuration', text: 'authenticate' },
  20005: { means: 'configuration', text: 'account not active' },
  20006: { means: 'configuration', text: 'access denied' },
  20404: { means: 'configuration', text: 'not found' },
  20429: { means: 'temporary', text: 'too many concurrent requests' },
  20500: { means: 'unknown', text: 'internal error' },
  21201: { means: 'permanent', text: 'no To' },
  21202: { means: 'permanent', text: 'premium or x11 number' },
  21203: { means: 'configuration', text: 'international calls not enabled' },
  21205: { means: 'configuration', text: 'invalid Url' },
  21206: { means: 'configuration', text: 'invalid SendDigits' },
  21208: { means: 'configuration', text: 'invalid Timeout' },
  21209: { means: 'configuration', text: 'invalid Method' },
  21210: { means: 'configuration', text: 'From not verified' },
  21211: { means: 'permanent', text: 'invalid To' },
  21212: { means: 'configuration', text: 'invalid From' },
  21213: { means: 'configuration', text: 'no From' },
  21214: { means: 'permanent', text: 'To cannot be reached' },
  21215: { means: 'configuration', text: 'geographic permission' },
  21216: { means: 'permanent', text: 'To is blocked' },
  21217: { means: 'permanent', text: 'To does not appear valid' },
  21219: { means: 'configuration', text: 'To not verified (trial)' },
  21262: { means: 'configuration', text: 'detection without its callback' },
  21602: { means: 'configuration', text: 'message: no body' },
  21603: { means: 'configuration', text: 'message: no From' },
  21604: { means: 'permanent', text: 'message: no To' },
  21606: { means: 'configuration', text: 'message: From not capable' },
  21608: { means: 'configuration', text: 'message: To not verified (trial)' },
  21609: { means: 'configuration', text: 'invalid StatusCallback' },
  21610: { means: 'permanent', text: 'message: recipient opted out' },
  21611: { means: 'temporary', text: 'message: queue of From full' },
  21612: { means: 'permanent', text: 'message: To unreachable from From' },
  21614: { means: 'permanent', text: 'message: not a mobile number' },
  21617: { means: 'configuration', text: 'message: too long' },
  30001: { means: 'temporary', text: 'message: queue overflow' },
  30003: { means: 'permanent', text: 'message: handset unreachable' },
  30004: { means: 'permanent', text: 'message: blocked' },
  30005: { means: 'permanent', text: 'message: unknown handset' },
  30006: { means: 'permanent', text: 'message: landline or unreachable carrier' },
  30007: { means: 'configuration', text: 'message: filtered' },
  30008: { means: 'unknown', text: 'message: unknown error' },
  11100: { means: 'configuration', text: 'invalid URL format' },
  13225: { means: 'permanent', text: 'blocked number' },
  13227: { means: 'configuration', text: 'geographic permission' },
  13805: { means: 'configuration', text: 'trial calls end after ten minutes' },
  32018: { means: 'configuration', text: 'Twiml too long' },
  573002: { means: 'configuration', text: 'From is not the number assigned to this recipient (trial)' },
  573005: { means: 'configuration', text: 'recipient not verified yet (trial)' },
}

/** The call is over: what was to be stopped has stopped. */
export const callIsOverCode = 21220
/** There is no such call. */
export const notFoundCode = '20404'

const failure = (means: Meaning, code: string, retryAfterMs: number | null = null): Failure =>
  means === 'unknown'
    ? { kind: 'unknown', code }
    : { kind: 'refused', refusal: means, code, ...(retryAfterMs === null ? {} : { retryAfterMs }) }

/** A status of its own, or a page of somebody between us and the provider. */
const byStatus = (status: number, isOwn: boolean): Meaning => {
  if (status === 429) return 'temporary'
  if (status === 401 || status === 403 || status === 407) return 'configuration'
  // A refusal with a code we do not know was still a refusal: nothing was made, and the settings deserve a look.
  return isOwn && status >= 400 && status < 500 && status !== 408 ? 'configuration' : 'unknown'
}

/** Returns what became of a request to make something. */
export const placementFailure = (error: unknown): Failure => {
  if (error instanceof ProviderSilent) return failure(error.sent ? 'unknown' : 'temporary', `net.${error.code}`)
  if (!(error instanceof ProviderAnswered)) return failure('configuration', 'client.error')
  const { status, code, retryAfterMs } = error
  // An answer with a server error is as silent as no answer, whatever it says.
  const known = status < 500 && code !== null ? restErrors[code] : undefined
  const means = status === 429 ? 'temporary' : (known?.means ?? byStatus(status, code !== null))
  return failure(means, code === null ? `http.${status}` : String(code), retryAfterMs)
}

/** Returns the code of a failed question; asking again is always safe. */
export const askFailure = (error: unknown): string => {
  if (error instanceof ProviderSilent) return `net.${error.code}`
  if (!(error instanceof ProviderAnswered)) return 'client.error'
  return error.code === null ? `http.${error.status}` : String(error.code)
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof ProviderAnswered && error.status === 404 && error.code !== null

export const isCallOver = (error: unknown): boolean =>
  error instanceof ProviderAnswered && error.code === callIsOverCode

/** The words of an error for a log: providers like to repeat the number they refuse. */
export const loggable = (error: unknown): string => String(error).replace(/\+\d{8,15}/g, maskNumber)
