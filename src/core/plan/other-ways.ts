// What a plan keeps for the case that something does not work: the connections that stand in for its own, and, where the policy wants
// it, by which of their other contact methods people are written to. Whatever the plan contacts anyway is nobody's other way.

import type { ConnectionId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Channel, Destination, OtherWay, Plan, StandIn } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'
import { instead } from './way.ts'

/** A connection that may stand in; `hearsKeys`: of one that calls phones. */
export type StandInFacts = StandIn & { readonly hearsKeys: boolean }

type WayTo = (method: Pick<ContactMethod, 'channel' | 'connection'>) => ConnectionId | null

/** The methods of a person that may take the place of one of theirs, in the person's own order. */
export const otherWaysOf = (
  person: Pick<Person, 'methods' | 'inline'>,
  { channel, wayTo, contacted }: { channel: Channel; wayTo: WayTo; contacted: (method: ContactMethod) => boolean },
): readonly OtherWay[] =>
  person.methods.flatMap((method) => {
    if (!method.isDefault || method.channel === channel || !instead.has(method.channel) || contacted(method)) return []
    const connectionId = wayTo(method)
    const methodId = person.inline ? null : method.id
    return connectionId === null ? [] : [{ channel: method.channel, methodId, address: method.address, connectionId }]
  })

/** By which connection each channel is reached on which people are written to instead: whoever joins later is found a way by it. */
export const usualWays = (wayTo: WayTo): NonNullable<Plan['otherChannels']> => {
  const found = [...instead].map((channel) => [channel, wayTo({ channel, connection: null })] as const)
  return Object.fromEntries(found.filter(([, id]) => id !== null))
}

/** As `WayTo` for those who join a plan: a method that names a connection of its own is left out, for plans do not know names. */
export const wayToIn =
  ({ otherChannels }: Pick<Plan, 'otherChannels'>): WayTo =>
  ({ channel, connection }) =>
    connection == null ? (otherChannels?.[channel] ?? null) : null

type Used = Pick<Plan, 'connectionId' | 'otherChannels'> & { readonly destinations: readonly Destination[] }

const usedBy = ({ connectionId, destinations, otherChannels = {} }: Used): ReadonlySet<ConnectionId> => {
  const own = destinations.flatMap((one) => [one, ...(one.otherWays ?? [])].flatMap((way) => way.connectionId ?? []))
  return new Set([...(connectionId === null ? [] : [connectionId]), ...own, ...Object.values(otherChannels)])
}

/** Returns who stands in for the connections a plan uses. A call by one that cannot hear keys is no call like the others. */
export const standInsOf = (
  used: Used,
  facts: ((id: ConnectionId) => readonly StandInFacts[]) | undefined,
  hearsKeys: boolean,
): Plan['standIns'] => {
  const all = [...usedBy(used)].flatMap((id) => {
    const fitting = (facts?.(id) ?? []).filter((one) => id !== used.connectionId || one.hearsKeys === hearsKeys)
    const kept = fitting.slice(0, limits.standIns.max).map(({ hearsKeys: _hears, ...one }): StandIn => one)
    return kept.length === 0 ? [] : [[id, kept] as const]
  })
  return all.length === 0 ? undefined : Object.fromEntries(all)
}
