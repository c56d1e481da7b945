// Telling one person of their duty: by what they read, unless something keeps it from them now; and looking at everything that is due.

import type { Holds } from '#core/callout/held'
import type { Person } from '#core/plan/policy'
import { tellingAt } from '#core/plan/told-by'
import type { Starter } from '#dialects/shared/starter'
import type { Clock, EngineLog } from '#engine/ports'
import type { DutyMessage } from '#words/duty-notices'
import { noticeOrder } from './duty-order.ts'

export type TellingOptions = {
  readonly starter: Pick<Starter, 'start'>
  readonly clock: Clock
  readonly log: EngineLog
}

export type ToTell = {
  readonly spaceId: string
  readonly person: Person
  readonly holds: Holds
  readonly message: DutyMessage
  /** Names this one for ever: whoever starts it again after a crash finds the same callout. */
  readonly key: string
  readonly nowMs: number
}

/** Answers whether it is still to be told. */
export const tellPerson = async ({ starter, log }: TellingOptions, toTell: ToTell): Promise<'told' | 'held'> => {
  const { spaceId, person, holds, message, key, nowMs } = toTell
  const telling = tellingAt(person, holds, { text: message.text, nowMs })
  if (telling.how === 'held') return 'held'
  const where = { spaceId, user: person.id, key }
  if (telling.how === 'nobody') {
    log.warn(where, 'somebody has neither mail nor chat to be told of their duty by')
    return 'told'
  }
  const started = await starter.start(noticeOrder({ spaceId, person, methods: telling.methods, message, key }))
  if (!started.ok) log.warn({ ...where, code: started.code }, 'a notice of duty cannot be sent')
  return 'told'
}

type Due<One> = {
  readonly due: (nowMs: number, limit: number) => Promise<readonly One[]>
  readonly nextMs: () => Promise<number | null>
}

const AT_ONCE = 20

/** One look at what is due. @param tell answers whether it was ours to tell */
export const tellDue = async <One extends object>(
  { due, nextMs }: Due<One>,
  tell: (one: One) => Promise<boolean>,
  { clock, log }: Pick<TellingOptions, 'clock' | 'log'>,
): Promise<{ more: boolean; nextDueMs: number | null }> => {
  const all = await due(clock.nowMs(), AT_ONCE)
  let told = 0
  for (const one of all) {
    try {
      if (await tell(one)) told += 1
    } catch (error) {
      // The others are not to wait for this one; it stays due.
      log.warn({ ...one, cause: String(error) }, 'people could not be told of their duty yet')
    }
  }
  const more = told === AT_ONCE
  // What failed, or belongs to another process now, is not spun on.
  return { more, nextDueMs: more || told < all.length ? null : await nextMs() }
}
