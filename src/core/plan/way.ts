// By which connection an attempt goes out. The plan's own calls phones; whatever else is contacted says its connection itself. A
// destination without any cannot be contacted: its channel was not set up when the plan was made.

import type { ConnectionId } from '../ids.ts'
import type { Plan } from './plan.ts'

/** Returns the connection of a destination, by its place in the plan; null where it has none. */
export const connectionOf = (plan: Plan, destination: number): ConnectionId | null => {
  const one = plan.destinations[destination]
  return one?.connectionId ?? (one?.channel === 'phone' ? plan.connectionId : null)
}

/** Whether there is a way to this destination. A phone without a connection is tried, and says so. */
export const hasWay = (plan: Plan, destination: number): boolean =>
  plan.destinations[destination]?.channel === 'phone' || connectionOf(plan, destination) !== null
