// The engine as the ways in see it: within one space, by plain values. Another space's callout is one nobody knows.

import type { Actor, Outcome } from '#core/callout/state'
import type { CalloutId, UserId } from '#core/ids'
import type { CommandAnswer, EnginePort } from '#dialects/v1/ports'
import type { Engine } from '#engine/engine'
import type { TurnResult } from '#engine/turn'

export type EngineAccess = {
  readonly engine: Engine
  readonly exists: (spaceId: string, calloutId: string) => Promise<boolean>
  /** Of a callout and what it went on as: those that run, or come back unless they are resolved. */
  readonly unresolved: (spaceId: string, calloutId: string) => Promise<readonly string[]>
}

type Order = { readonly spaceId: string; readonly calloutId: string }

/** @param wanted the outcome the command asks for: a callout that ended otherwise is too late */
const answer = (result: TurnResult | null, wanted: Outcome): CommandAnswer => {
  if (result === null) return { ok: false, code: 'callout.not_found' }
  const { outcome } = result.row.head
  return outcome === null || outcome === wanted ? { ok: true, outcome } : { ok: false, code: 'callout.ended' }
}

const actor = (by: { userId: string | null; name: string; via: 'api' | 'console' }): Actor => ({
  ...by,
  userId: by.userId as UserId | null,
})

export const createEnginePort = ({ engine, exists, unresolved }: EngineAccess): EnginePort => {
  const within = async (order: Order, command: (id: CalloutId) => Promise<CommandAnswer>): Promise<CommandAnswer> => {
    if (!(await exists(order.spaceId, order.calloutId))) return { ok: false, code: 'callout.not_found' }
    return command(order.calloutId as CalloutId)
  }
  return {
    acknowledge: (order) =>
      within(order, async (id) => answer(await engine.acknowledge(id, actor(order.by)), 'acknowledged')),
    release: (order) =>
      within(order, async (id) => {
        const result = await engine.release(id, actor(order.by))
        return result === null
          ? { ok: false, code: 'callout.not_found' }
          : { ok: true, outcome: result.row.head.outcome }
      }),
    resolve: (order) =>
      within(order, async (id) => {
        const open = (await unresolved(order.spaceId, id)).filter((one) => one !== id)
        for (const one of open) await engine.resolve(one as CalloutId, actor(order.by))
        const result = await engine.resolve(id, actor(order.by))
        if (result === null) return { ok: false, code: 'callout.not_found' }
        const { outcome, resolved } = result.row.head
        return resolved !== undefined || open.length > 0 ? { ok: true, outcome } : { ok: false, code: 'callout.ended' }
      }),
    cancel: (order) => within(order, async (id) => answer(await engine.cancel(id, actor(order.by)), 'cancelled')),
    withdrawNumber: (order) =>
      within(order, async (id) => {
        const { address, by } = order
        const result = await engine.withdrawNumber(id, { address, by: actor(by) })
        return result === null
          ? { ok: false, code: 'callout.not_found' }
          : { ok: true, outcome: result.row.head.outcome }
      }),
  }
}
