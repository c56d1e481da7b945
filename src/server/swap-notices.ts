// Tells people of swaps: whoever is asked, and both when it was answered, taken back or too late. Each message is a callout of its own.

import { type SwapReader, swapReaders } from '#core/calendar/swap'
import type { Holds } from '#core/callout/held'
import type { SpaceId } from '#core/ids'
import type { Person } from '#core/plan/policy'
import type { SwapTimers, SwapToTell } from '#store/duty/swap-timers'
import type { DutyMessage } from '#words/duty-notices'
import { swapMessage } from '#words/swaps'
import type { DutyNoticeOptions } from './duty-notices.ts'
import { tellDue, tellPerson } from './duty-telling.ts'

export type SwapNoticeOptions = Omit<DutyNoticeOptions, 'notices'> & { readonly swaps: SwapTimers }

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

const tellAll = async (options: SwapNoticeOptions, spaceId: string, found: SwapToTell) => {
  const { swap, people, nowMs } = found
  const holds = await options.holds.read(spaceId as SpaceId)
  const about: About = { ...found, spaceId, holds, origin: await options.originOf(spaceId) }
  let again = false
  for (const [id, reader] of swapReaders({ ...swap, from: swap.fromUserId })) {
    const person = people.get(id)
    if (person === undefined) continue
    const message = messageFor(about, person, reader)
    const key = `swap:${swap.id}:${swap.state}:${person.id}`
    if ((await tellPerson(options, { spaceId, person, holds, message, key, nowMs })) === 'held') again = true
  }
  return { again }
}

export const tellSwaps = (options: SwapNoticeOptions): ReturnType<typeof tellDue> =>
  tellDue(options.swaps, (one) => options.swaps.tell(one, (found) => tellAll(options, one.spaceId, found)), options)
