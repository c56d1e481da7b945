// What a list is filtered by. Reactio names no errors for it, so nothing is refused: numbers are brought into their range, and
// what cannot be read is as if it had not been sent. The Ruby client sends it as the body of its GET, so both are read.

import { type IncidentStatus, incidentStatuses } from '#core/incident/incident'
import type { IncidentFilter, ListPage } from '#dialects/shared/incidents-port'
import { asObject } from '#dialects/shared/json-body'
import type { AppContext } from '#http/port'
import { PAGE, PER_PAGE } from './choices.ts'
import type { Body } from './fields.ts'

const BODY_BYTES_MAX = 16 * 1_024
const SECONDS_MAX = 8_640_000_000_000

const whole = (given: unknown): number | null => {
  const text = typeof given === 'number' ? String(Math.trunc(given)) : given
  return typeof text === 'string' && /^\s*-?\d+\s*$/.test(text) ? Number(text) : null
}

const within = (given: unknown, { first, max }: { readonly first: number; readonly max: number }): number => {
  const number = whole(given)
  return number === null ? first : Math.min(max, Math.max(1, number))
}

const instant = (given: unknown): number | null => {
  const seconds = whole(given)
  return seconds === null ? null : Math.min(SECONDS_MAX, Math.max(-SECONDS_MAX, seconds)) * 1_000
}

const statusOf = (given: unknown): IncidentStatus | undefined => incidentStatuses.find((one) => one === given)

export type Asked = { readonly filter: IncidentFilter; readonly page: ListPage }

/** @param listStatus what the list shows when no status is asked for */
export const asked = (fields: Body, listStatus: 'all' | 'open'): Asked => {
  const limit = within(fields['per_page'], PER_PAGE)
  return {
    filter: {
      status: statusOf(fields['status']) ?? (listStatus === 'open' ? 'open' : null),
      fromMs: instant(fields['from']),
      toMs: instant(fields['to']),
      text: null,
    },
    page: { limit, offset: (within(fields['page'], PAGE) - 1) * limit },
  }
}

type Incoming = AsyncIterable<Uint8Array> & { readonly headers: Readonly<Record<string, unknown>> }

/** A GET's body is none of the request's in the standard our framework follows; it is read from beneath it. */
const bodyOf = async ({ env }: AppContext): Promise<Body> => {
  const { incoming } = env as { readonly incoming?: Incoming }
  const length = Number(incoming?.headers['content-length'] ?? 0)
  if (incoming === undefined || !(length > 0 && length <= BODY_BYTES_MAX)) return {}
  const parts: Uint8Array[] = []
  try {
    for await (const part of incoming) parts.push(part)
    return asObject(JSON.parse(Buffer.concat(parts).toString('utf8'))) ?? {}
  } catch {
    return {}
  }
}

/** What stands in the address wins over what stands in the body. */
export const listFields = async (context: AppContext): Promise<Body> => ({
  ...(await bodyOf(context)),
  ...context.req.query(),
})
