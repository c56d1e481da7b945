// Tells people that their duty begins or ends: finds schedules whose timer is due, and starts one callout for each notice, by mail
// and chat. A callout has a key of its own, so that whoever starts it again after a crash finds the same one.

import type { Notice } from '#core/calendar/hand-offs'
import type { Holds } from '#core/callout/held'
import type { SpaceId } from '#core/ids'
import type { Person } from '#core/plan/policy'
import { tellingAt } from '#core/plan/told-by'
import type { Starter } from '#dialects/shared/starter'
import type { Clock, EngineLog } from '#engine/ports'
import type { DueNotices, DutyNotices, NoticesTold } from '#store/duty/notices'
import { dutyMessage } from '#words/duty-notices'
import { noticeOrder } from './duty-order.ts'

export type DutyNoticeOptions = {
  readonly notices: DutyNotices
  readonly holds: { readonly read: (spaceId: SpaceId) => Promise<Holds> }
  readonly starter: Pick<Starter, 'start'>
  /** Where people of a space reach the console. */
  readonly originOf: (spaceId: string) => Promise<string>
  readonly clock: Clock
  readonly log: EngineLog
}

const AT_ONCE = 20

type About = { readonly spaceId: string; readonly due: DueNotices; readonly holds: Holds; readonly origin: string }

const keyOf = ({ schedule }: DueNotices, notice: Notice): string => {
  const { person, kind, atMs } = notice.says === 'hand_off' ? notice.handOff : notice.edge
  return `duty:${schedule.id}:${person}:${kind}:${atMs}:${notice.times}`
}

/** Answers whether it is still to be told. */
const tellOne = async (options: DutyNoticeOptions, notice: Notice, about: About): Promise<'told' | 'held'> => {
  const { starter, log } = options
  const { spaceId, due, holds, origin } = about
  const { person: id } = notice.says === 'hand_off' ? notice.handOff : notice.edge
  const person = due.people.get(id) as Person
  const { schedule, zone } = due
  const message = dutyMessage(
    notice,
    {
      schedule: schedule.name,
      zone,
      nameOf: (one) => due.people.get(one)?.name,
      link: `${origin}/console/schedules/${encodeURIComponent(schedule.key)}`,
    },
    person.language,
  )
  const telling = tellingAt(person, holds, { text: message.text, nowMs: due.nowMs })
  if (telling.how === 'held') return 'held'
  const where = { spaceId, schedule: schedule.id, user: person.id }
  if (telling.how === 'nobody') {
    log.warn(where, 'somebody has neither mail nor chat to be told of their duty by')
    return 'told'
  }
  const started = await starter.start(
    noticeOrder({ spaceId, person, methods: telling.methods, message, key: keyOf(due, notice) }),
  )
  if (!started.ok) log.warn({ ...where, code: started.code }, 'a notice of duty cannot be sent')
  return 'told'
}

const tellAll = async (options: DutyNoticeOptions, spaceId: string, due: DueNotices): Promise<NoticesTold> => {
  const holds = await options.holds.read(spaceId as SpaceId)
  const origin = await options.originOf(spaceId)
  const told: Notice[] = []
  for (const notice of due.notices)
    if ((await tellOne(options, notice, { spaceId, due, holds, origin })) === 'told') told.push(notice)
  return { told, again: told.length < due.notices.length }
}

/** One look at what is due. */
export const tellDuty = async (options: DutyNoticeOptions): Promise<{ more: boolean; nextDueMs: number | null }> => {
  const { notices, clock, log } = options
  const due = await notices.due(clock.nowMs(), AT_ONCE)
  let told = 0
  for (const one of due) {
    try {
      if (await notices.tell(one, (found) => tellAll(options, one.spaceId, found))) told += 1
    } catch (error) {
      // The others are not to wait for this one; it stays due.
      log.warn({ ...one, cause: String(error) }, 'notices of duty could not be sent yet')
    }
  }
  const more = told === AT_ONCE
  // What failed, or belongs to another process now, is not spun on.
  return { more, nextDueMs: more || told < due.length ? null : await notices.nextMs() }
}
