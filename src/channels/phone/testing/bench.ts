// A channel, its simulator with a standing clock, and the orders of one attempt: what the tests of the channel begin with.

import type { CallOrder, Placement, WayOut } from '#engine/ports'
import { startSimulator } from '../../../../simulator/index.ts'
import type { TwilioConnection } from '../connection.ts'
import { createPhoneChannel, type PhoneChannelOptions } from '../phone-channel.ts'
import { connection, connectionsOf, memoryLog, order, toNumber } from './fixtures.ts'

const startMs = Date.UTC(2026, 10, 22, 3, 0, 0, 400)
const httpLimits = { totalMs: 400, connectMs: 200, answerBytes: 1024 * 1024 }

export type Bench = Awaited<ReturnType<typeof startBench>>

export const startBench = async () => {
  const log = memoryLog()
  const simulator = await startSimulator({ clock: { mode: 'stepped', nowMs: startMs } })
  const channelOf = (change: Partial<TwilioConnection> = {}, options: Partial<PhoneChannelOptions> = {}): WayOut =>
    createPhoneChannel({
      connections: connectionsOf(connection({ baseUrl: simulator.url, ...change })),
      publicUrl: 'http://127.0.0.1:9',
      simulatorAllowed: true,
      log,
      httpLimits,
      ...options,
    })
  const withId = (given: CallOrder, providerId: string | null): CallOrder => ({
    ...given,
    attempt: { ...given.attempt, providerId },
  })
  return {
    simulator,
    log,
    channelOf,
    withId,
    phone: () => simulator.network.phone(toNumber),
    /** An order whose attempt begins now. */
    begun: (change: Parameters<typeof order>[0] = {}): CallOrder =>
      order({ ...change, attempt: { begunAtMs: simulator.network.clock.nowMs(), ...change.attempt } }),
    /** Places a call that must succeed; returns the order with the provider's id. */
    place: async (channel: WayOut, given: CallOrder): Promise<CallOrder> => {
      const placed: Placement = await channel.place(given)
      if (placed.kind !== 'placed') throw new Error(`not placed: ${JSON.stringify(placed)}`)
      await simulator.network.settled()
      return withId(given, placed.providerId)
    },
  }
}
