// Tells people that their duty begins or ends: finds schedules whose timer is due, and starts one callout for each notice, by mail
// and chat.

import type { Notice } from '#core/calendar/hand-offs'
import type { Holds } from '#core/callout/held'
import type { SpaceId } from '#core/ids'
import type { Person } from '#core/plan/policy'
import type { DueNotices, DutyNotices, NoticesTold } from '#store/duty/notices'
import { dutyMessage } from '#words/duty-notices'
import { type TellingOptions, tellDue, tellPerson } from './duty-telling.ts'

export type DutyNoticeOptions = TellingOptions & {
  readonly notices: DutyNotices
  readonly holds: { readonly read: (spaceId: SpaceId) => Promise<Holds> }
  /** Where people of a space reach the console. */
  readonly originOf: (spaceId: string) => Promise<string>
}

type About = { readonly spaceId: string; readonly due: DueNotices; readonly holds: Holds; readonly origin: string }

const edgeOf = (notice: Notice) => (notice.says === 'hand_off' ? notice.handOff : notice.edge)

const tellOne = (options: DutyNoticeOptions, notice: Notice, about: About): Promise<'told' | 'held'> => {
  const { spaceId, due, holds, origin } = about
  const { schedule, zone, people, nowMs } = due
  const { person: id, kind, atMs } = edgeOf(notice)
  const person = people.get(id) as Person
  const message = dutyMessage(
    notice,
    {
      schedule: schedule.name,
      zone,
      nameOf: (one) => people.get(one)?.name,
      link: `${origin}/console/schedules/${encodeURIComponent(schedule.key)}`,
    },
    person.language,
  )
  const key = `duty:${schedule.id}:${id}:${kind}:${atMs}:${notice.times}`
  return tellPerson(options, { spaceId, person, holds, message, key, nowMs })
}

const tellAll = async (options: DutyNoticeOptions, spaceId: string, due: DueNotices): Promise<NoticesTold> => {
  const holds = await options.holds.read(spaceId as SpaceId)
  const origin = await options.originOf(spaceId)
  const told: Notice[] = []
  for (const notice of due.notices)
    if ((await tellOne(options, notice, { spaceId, due, holds, origin })) === 'told') told.push(notice)
  return { told, again: told.length < due.notices.length }
}

export const tellDuty = (options: DutyNoticeOptions): ReturnType<typeof tellDue> =>
  tellDue(options.notices, (one) => options.notices.tell(one, (found) => tellAll(options, one.spaceId, found)), options)
