// The way out to a signal light (パトランプ): it shows a pattern until its callout is over, or for some seconds. It has no words. Another
// callout that still wants it keeps it: then it shows that one's pattern.

import { isAddressOf } from '#core/plan/address'
import type { CallOrder, Placement } from '#engine/ports'
import type { MessageKind } from '../message/way.ts'
import { type LightConnection, lightConnection, patternOf } from './connection.ts'
import { LightRefused, tellLight } from './speak.ts'

export type LightOptions = {
  /** The address by which the newest other running callout has this light on; null where none has. */
  readonly wantedBy: (order: CallOrder) => Promise<string | null>
}

const failure = (error: unknown): Extract<Placement, { kind: 'refused' }> =>
  error instanceof LightRefused
    ? { kind: 'refused', refusal: 'configuration', code: 'light.refused' }
    : // Showing a pattern twice is showing it once: nothing here needs to stay unknown.
      { kind: 'refused', refusal: 'temporary', code: 'light.away' }

export const lightKind = ({ wantedBy }: LightOptions): MessageKind<LightConnection> => ({
  kind: 'patlite',
  read: lightConnection,
  pace: () => ({ callsPerSecond: null, callsAtOnce: null }),
  isAddress: (address) => isAddressOf('light', address),
  send: async ({ order }, connection) => {
    const { address, calloutId, ordinal } = order.attempt
    const pattern = patternOf(connection, address)
    if (pattern === null) return { kind: 'refused', refusal: 'configuration', code: 'light.pattern_unknown' }
    await tellLight(connection, { pattern })
    return { kind: 'delivered', providerId: `${calloutId}-${ordinal}`, detail: null }
  },
  lastsMs: ({ seconds }) => (seconds === null ? null : seconds * 1_000),
  change: async ({ order }, _providerId, connection) => {
    if (order.callout.head.outcome === null && connection.seconds === null) return
    const other = await wantedBy(order)
    const pattern = other === null ? null : patternOf(connection, other)
    await tellLight(connection, pattern === null ? 'clear' : { pattern })
  },
  failure,
})
