// Tells people of swaps: whoever is asked, and both when it was answered, taken back or too late. Each message is a callout with a
// key of its own, so that whoever starts it again after a crash finds the same one.

import type { Holds } from '#core/callout/held'
import type { SpaceId } from '#core/ids'
import type { Person } from '#core/plan/policy'
import { tellingAt } from '#core/plan/told-by'
import type { SwapRow } from '#store/duty/swap-rows'
import type { SwapTimers, SwapToTell } from '#store/duty/swap-timers'
import type { DutyMessage } from '#words/duty-notices'
import { type SwapReader, swapMessage } from '#words/swaps'
import type { DutyNoticeOptions } from './duty-notices.ts'
import { noticeOrder } from './duty-order.ts'

export type SwapNoticeOptions = Omit<DutyNoticeOptions, 'notices'> & { readonly swaps: SwapTimers }

const AT_ONCE = 20

/** Who is told: of a request those who are asked, of its end also who asked. Who did it knows, but wants it in writing. */
const readersOf = ({
  state,
  fromUserId,
  asked,
  declined,
  takenBy,
}: SwapRow): readonly (readonly [string, SwapReader])[] => {
  const others = asked.filter((one) => one !== takenBy && !declined.includes(one))
  const rest = others.map((one) => [one, 'asked'] as const)
  switch (state) {
    case 'open':
    case 'withdrawn':
      return rest
    case 'declined':
      return [[fromUserId, 'asking']]
    case 'expired':
      return [[fromUserId, 'asking'], ...rest]
    case 'accepted':
      return [[fromUserId, 'asking'], ...(takenBy === null ? [] : [[takenBy, 'taking'] as const]), ...rest]
  }
}

type About = SwapToTell & { readonly spaceId: string; readonly holds: Holds; readonly origin: string }

const messageFor = ({ swap, zone, people, origin }: About, person: Person, reader: SwapReader): DutyMessage =>
  swapMessage(
    {
      ...swap,
      reader,
      zone,
      schedule: swap.scheduleName,
      from: people.get(swap.fromUserId)?.name ?? '',
      takenBy: people.get(swap.takenBy ?? '')?.name ?? '',
      link: `${origin}/console/me`,
    },
    person.language,
  )

/** Answers whether it is still to be told. */
const tellOne = async (options: SwapNoticeOptions, about: About, [id, reader]: readonly [string, SwapReader]) => {
  const { starter, log } = options
  const { spaceId, swap, people, holds, nowMs } = about
  const person = people.get(id)
  if (person === undefined) return false
  const message = messageFor(about, person, reader)
  const telling = tellingAt(person, holds, { text: message.text, nowMs })
  if (telling.how === 'held') return true
  const where = { spaceId, swap: swap.id, user: person.id }
  if (telling.how === 'nobody') {
    log.warn(where, 'somebody has neither mail nor chat to be told of a swap by')
    return false
  }
  const key = `swap:${swap.id}:${swap.state}:${person.id}`
  const started = await starter.start(noticeOrder({ spaceId, person, methods: telling.methods, message, key }))
  if (!started.ok) log.warn({ ...where, code: started.code }, 'a notice of a swap cannot be sent')
  return false
}

const tellAll = async (options: SwapNoticeOptions, spaceId: string, found: SwapToTell) => {
  const holds = await options.holds.read(spaceId as SpaceId)
  const about: About = { ...found, spaceId, holds, origin: await options.originOf(spaceId) }
  let again = false
  for (const reader of readersOf(found.swap)) if (await tellOne(options, about, reader)) again = true
  return { again }
}

/** One look at what is due. */
export const tellSwaps = async (options: SwapNoticeOptions): Promise<{ more: boolean; nextDueMs: number | null }> => {
  const { swaps, clock, log } = options
  const due = await swaps.due(clock.nowMs(), AT_ONCE)
  let told = 0
  for (const one of due) {
    try {
      if (await swaps.tell(one, (found) => tellAll(options, one.spaceId, found))) told += 1
    } catch (error) {
      // The others are not to wait for this one; it stays due.
      log.warn({ ...one, cause: String(error) }, 'people could not be told of a swap yet')
    }
  }
  const more = told === AT_ONCE
  return { more, nextDueMs: more || told < due.length ? null : await swaps.nextMs() }
}
