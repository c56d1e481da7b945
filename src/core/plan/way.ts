// By which ways an attempt may reach its destination. The first is the destination's own; after it come the connections that stand in
// for that one, and then, where the policy wants it, the person's other channels, each with its own connections. A destination
// without any way cannot be contacted: its channel was not set up when the plan was made.

import type { ConnectionId } from '../ids.ts'
import type { Channel, Destination, Plan } from './plan.ts'

/** What of an attempt says where it goes. */
export type Going = { readonly destination: number; readonly way?: number }

export type Way = Pick<Destination, 'channel' | 'address' | 'methodId'> & {
  readonly connectionId: ConnectionId | null
  /** The key of a connection that stands in for another, as people are told of it. */
  readonly standsIn?: string
  /** The caller id by this way; absent: the plan's. */
  readonly from?: string
}

type Address = Pick<Destination, 'channel' | 'address' | 'methodId'>

const by = ({ standIns }: Plan, connectionId: ConnectionId | null, to: Address): readonly Way[] => {
  const { channel, address, methodId } = to
  const own = { channel, address, methodId }
  const others = connectionId === null ? [] : (standIns?.[connectionId] ?? [])
  const instead = others.map(({ id, key, from }): Way => {
    return { ...own, connectionId: id, standsIn: key, ...(from === undefined ? {} : { from }) }
  })
  return [{ ...own, connectionId }, ...instead]
}

const ownConnection = (plan: Plan, { channel, connectionId }: Destination): ConnectionId | null =>
  connectionId ?? (channel === 'phone' ? plan.connectionId : null)

/** All ways to a destination, in the order in which they are tried; none for one the plan does not have. */
export const waysTo = (plan: Plan, destination: number): readonly Way[] => {
  const one = plan.destinations[destination]
  if (one === undefined) return []
  const others = one.otherWays ?? []
  return [by(plan, ownConnection(plan, one), one), ...others.map((other) => by(plan, other.connectionId, other))].flat()
}

/** Whether there is more than one way, without looking at them. */
export const hasOtherWays = (plan: Plan, destination: number): boolean => {
  const one = plan.destinations[destination]
  if (one === undefined) return false
  if (one.otherWays !== undefined) return true
  const own = plan.standIns === undefined ? null : ownConnection(plan, one)
  return own !== null && plan.standIns?.[own] !== undefined
}

/** Any way but the destination's own, which is not looked for among all. */
const otherWay = (plan: Plan, { destination, way = 0 }: Going): Way | undefined =>
  way === 0 ? undefined : waysTo(plan, destination)[way]

/** Returns the connection an attempt goes by; null where it has none. */
export const connectionOf = (plan: Plan, going: Going): ConnectionId | null => {
  const one = plan.destinations[going.destination]
  if (one === undefined) return null
  return otherWay(plan, going)?.connectionId ?? ownConnection(plan, one)
}

/** The destination as this attempt sees it: with the channel and the address it goes by. */
export const destinationBy = (plan: Plan, going: Going): Destination | undefined => {
  const one = plan.destinations[going.destination]
  const way = otherWay(plan, going)
  if (one === undefined || way?.connectionId == null) return one
  const { channel, address, methodId, connectionId } = way
  return { ...one, channel, address, methodId, connectionId }
}

/** The caller id of a call by this way. */
export const callerId = (plan: Plan, going: Going): string | null => otherWay(plan, going)?.from ?? plan.from

/** Whether there is a way to this destination. A phone without a connection is tried, and says so. */
export const hasWay = (plan: Plan, destination: number): boolean =>
  plan.destinations[destination]?.channel === 'phone' || connectionOf(plan, { destination }) !== null

/** Channels on which somebody is written to in the place of one that does not work: nobody's phone rings who was to be sent a mail. */
export const instead: ReadonlySet<Channel> = new Set(['sms', 'mail', 'slack', 'teams', 'lineworks', 'webhook', 'push'])
