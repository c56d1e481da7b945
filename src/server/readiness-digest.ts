// The weekly digest of readiness: once a week, on Monday at nine in Japan, whoever asked for the event `readiness.digest` is told who
// cannot be reached. Of several servers one tells it; a server that was down tells it when it is up again.

import { parseNumber } from '#channels/numbers'
import { weekOf } from '#core/readiness'
import type { ReadinessPort } from '#dialects/v1/readiness-ports'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { Clock, EngineLog } from '#engine/ports'
import { spaceIds } from '#store/account/spaces'
import type { ConfigStore } from '#store/config/store'
import type { Pools } from '#store/pool'
import type { Digest } from '#words/readiness'
import { createReadiness } from './readiness.ts'

export type DigestOptions = {
  readonly readiness: ReadinessPort
  readonly facts: ConfigStore['readinessFacts']
  /** Those that exist. */
  readonly spaces: () => Promise<readonly string[]>
  /** There is something to send. */
  readonly wake: () => void
  readonly clock: Clock
  readonly log: EngineLog
}

const HOUR_MS = 3_600_000
const NAMED_MAX = 20
const PAGE = 200

const digestOf = async (readiness: ReadinessPort, spaceId: string): Promise<Digest> => {
  const people: Digest['people'][number][] = []
  let unreachable = 0
  let doubtful = 0
  let cursor: string | null = null
  do {
    const filter = { policy: null, state: null, problem: null, search: null }
    const page: Awaited<ReturnType<ReadinessPort['list']>> = await readiness.list(
      spaceId,
      { limit: PAGE, cursor },
      filter,
    )
    for (const { user, readiness: judged, state } of page.items) {
      if (state === 'doubtful') doubtful += 1
      if (state !== 'unreachable') continue
      unreachable += 1
      const problems = [...judged.problems, ...judged.methods.flatMap((one) => (one.usable ? [] : one.problems))]
      if (people.length < NAMED_MAX) people.push({ name: user.name, problems: [...new Set(problems)] })
    }
    cursor = page.next
  } while (cursor !== null)
  const { items } = await readiness.policies(spaceId)
  const policies = items.slice(0, NAMED_MAX).map(({ policy, nobody, people: own }) => ({
    name: policy.name,
    nobody,
    people: own.slice(0, NAMED_MAX).map(({ user }) => user.name),
  }))
  return { unreachable, doubtful, people, policies }
}

/** One look at all spaces: tells what is still to be told of this week. */
export const tellDigests = async ({ readiness, facts, spaces, wake, clock, log }: DigestOptions): Promise<void> => {
  const week = weekOf(clock.nowMs())
  for (const spaceId of await spaces()) {
    try {
      if (!(await facts.isUntold(spaceId, week))) continue
      const told = await facts.tell(spaceId, { week, data: await digestOf(readiness, spaceId) })
      if (told !== null && told > 0) wake()
    } catch (error) {
      // The others are not to wait for this one; it is found again.
      log.warn({ space: spaceId, cause: String(error) }, 'a digest of readiness could not be told yet')
    }
  }
}

const createWatch = (options: DigestOptions) => {
  const { clock, log } = options
  const work = async () => {
    await tellDigests(options)
    return { more: false, nextDueMs: null }
  }
  let alarm: Alarm | null = null
  return {
    run: (): void => {
      alarm = createAlarm({ clock, log, safetyMs: HOUR_MS, work, answerLost: () => undefined })
      alarm.expect(clock.nowMs())
    },
    stop: async (): Promise<void> => alarm?.stop(),
  }
}

type Parts = Pick<DigestOptions, 'wake' | 'clock' | 'log'> & {
  readonly pools: Pick<Pools, 'engine'>
  readonly config: ConfigStore
}

/** Who can be reached, and the watch that tells it every week. */
export const createReadinessParts = ({ pools, config, ...rest }: Parts) => {
  const nowMs = () => rest.clock.nowMs()
  const readiness = createReadiness({ config, numbers: { parse: parseNumber }, nowMs })
  const spaces = () => spaceIds(pools.engine)
  return { readiness, watch: createWatch({ ...rest, readiness, facts: config.readinessFacts, spaces }) }
}
