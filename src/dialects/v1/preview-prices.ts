// The price tables of the connections that plans go by.

import type { ConnectionId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Prices } from '#core/preview/cost'
import type { PriceTable } from '#core/usage'
import type { V1Deps } from './ports.ts'

const priceIn = (value: unknown): PriceTable | null =>
  typeof value === 'object' && value !== null && typeof (value as Partial<PriceTable>).currency === 'string'
    ? (value as PriceTable)
    : null

const connectionsOf = ({ connectionId, destinations }: Plan): readonly (ConnectionId | null)[] => [
  connectionId,
  ...destinations.map((one) => one.connectionId ?? null),
]

export const pricesOf = async (
  { connections }: Pick<V1Deps, 'connections'>,
  spaceId: string,
  plans: readonly Plan[],
): Promise<Prices> => {
  const tables = new Map<ConnectionId | null, PriceTable | null>()
  for (const id of new Set(plans.flatMap(connectionsOf)))
    if (id !== null) tables.set(id, priceIn((await connections.get(spaceId, id)).settings['price']))
  return (connection) => tables.get(connection) ?? null
}
