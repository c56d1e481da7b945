// What people are told of their duty, in tests: the server's own code on a real database, with the test's clock, and an engine that
// remembers what it was asked to start. The same key is the same callout, as in the engine.

import { createDutyNotices } from '#store/duty/notices'
import { createSwapTimers } from '#store/duty/swap-timers'
import type { DutyNoticeOptions } from '../../src/server/duty-notices.ts'
import { createStarter } from '../../src/server/starter.ts'
import type { SwapNoticeOptions } from '../../src/server/swap-notices.ts'
import type { EngineStart, V1World } from './v1.ts'

export type DutyTeller = {
  readonly options: DutyNoticeOptions & SwapNoticeOptions
  readonly started: Map<string, EngineStart>
  readonly logged: string[]
}

export const createDutyTeller = async (world: V1World): Promise<DutyTeller> => {
  const settings = { host: 'mail.example.jp', port: 25, from: 'noroshi@example.jp', security: 'none' }
  const mail = { key: 'mail', name: 'mail', kind: 'smtp', settings, secrets: {} }
  await world.ask('POST', '/v1/connections', { body: mail })
  const started = new Map<string, EngineStart>()
  const logged: string[] = []
  const engine = {
    start: async (order: EngineStart) => {
      const { key = '' } = order.idempotency ?? {}
      const replayed = started.has(key)
      if (!replayed) started.set(key, order)
      return { ok: true, id: key, createdAtMs: 0, outcome: null, replayed } as never
    },
  }
  const nowMs = () => world.clock.nowMs
  const keep = (_facts: object, message: string) => logged.push(message)
  const options = {
    notices: createDutyNotices({ ...world.pools, nowMs }),
    swaps: createSwapTimers({ ...world.pools, nowMs }),
    holds: world.config.holdReader,
    starter: createStarter({ ...world.config, engine, nowMs, digest: (text) => text }),
    originOf: async () => 'https://noroshi.test',
    clock: { nowMs, leaseMs: nowMs, wakeAt: () => () => undefined },
    log: { warn: keep, info: keep, error: keep } as never,
  }
  return { options, started, logged }
}

/** Whom one was for, by what, and what it said. */
export const toldBy = ({ plans, cause, purpose }: EngineStart) => {
  const to = plans[0]?.plan.destinations.map(({ name, channel }) => `${name} ${channel}`).join(' ')
  const contents = cause.kind === 'text' ? cause.contents : undefined
  return { to, subject: cause.text ?? '', text: contents?.mail?.body, purpose }
}
