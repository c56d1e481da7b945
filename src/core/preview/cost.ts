// What a preview would cost by the price tables of the connections it goes by: an estimate, for the provider alone knows the bill. What
// nobody said the price of is counted beside it.

import type { Attempt } from '../callout/state.ts'
import type { ConnectionId } from '../ids.ts'
import type { Destination } from '../plan/plan.ts'
import { costsOf, type PriceTable, type Usage } from '../usage.ts'
import type { Preview } from './preview.ts'

export type Cost = Pick<Usage, 'costs' | 'unpriced'> & {
  /** Calls that rang somebody; those answered are paid for. */
  readonly calls: number
  readonly answered: number
  readonly minutes: number
  /** Whatever is no call. */
  readonly messages: number
}

/** What a connection says each costs; null: nothing. */
export type Prices = (connection: ConnectionId | null) => PriceTable | null

const MINUTE_MS = 60_000

type Made = { readonly attempt: Attempt; readonly minutes: number; readonly price: PriceTable | null }

const isCall = ({ attempt }: Made): boolean => attempt.channel === 'phone'
const isAnswered = (made: Made): boolean => isCall(made) && made.attempt.answeredAtMs !== null
const isPaid = (made: Made): boolean =>
  isAnswered(made) || (made.attempt.channel === 'sms' && made.attempt.result === 'delivered')

const minutesOf = ({ answeredAtMs, endedAtMs }: Attempt, endMs: number): number =>
  answeredAtMs === null ? 0 : Math.max(1, Math.ceil(((endedAtMs ?? endMs) - answeredAtMs) / MINUTE_MS))

const madeIn = ({ callouts, endMs }: Preview, prices: Prices): readonly Made[] =>
  callouts.flatMap(({ plan, attempts }) =>
    attempts.flatMap(({ attempt }) => {
      if (attempt.begunAtMs === null) return []
      const { connectionId = plan.connectionId } = plan.destinations[attempt.destination] as Destination
      return [{ attempt, minutes: minutesOf(attempt, endMs), price: prices(connectionId) }]
    }),
  )

export const costOf = (preview: Preview, prices: Prices): Cost => {
  const made = madeIn(preview, prices)
  const paid = made
    .filter(isPaid)
    .map(({ attempt: { channel }, price, minutes }) => ({ channel, price, minutes, paid: 1, simulated: false }))
  return {
    calls: made.filter(isCall).length,
    answered: made.filter(isAnswered).length,
    minutes: made.reduce((sum, one) => sum + (isCall(one) ? one.minutes : 0), 0),
    messages: made.filter((one) => !isCall(one)).length,
    ...costsOf(paid),
  }
}
