// What a preview's calls would cost by the connection's price table: an estimate, for the provider alone knows the bill.

import type { Preview } from './preview.ts'
import type { Price } from './request.ts'

export type Cost = {
  /** Calls that rang somebody; those answered are paid for. */
  readonly calls: number
  readonly answered: number
  readonly minutes: number
  readonly price: { readonly currency: string; readonly micros: number } | null
}

const MINUTE_MS = 60_000

export const costOf = ({ callouts, endMs }: Preview, price: Price | null): Cost => {
  const begun = callouts.flatMap(({ attempts }) =>
    attempts.flatMap(({ attempt }) => (attempt.begunAtMs === null ? [] : [attempt])),
  )
  const talks = begun.flatMap(({ answeredAtMs, endedAtMs }) =>
    answeredAtMs === null ? [] : [Math.max(1, Math.ceil(((endedAtMs ?? endMs) - answeredAtMs) / MINUTE_MS))],
  )
  const minutes = talks.reduce((sum, one) => sum + one, 0)
  const micros = price === null ? 0 : talks.length * price.perCallMicros + minutes * price.perMinuteMicros
  return {
    calls: begun.length,
    answered: talks.length,
    minutes,
    price: price === null ? null : { currency: price.currency, micros },
  }
}
