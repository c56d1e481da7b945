// Turns on duty as an iCalendar (RFC 5545): one event for each, in UTC, so that no time zone need be described.

import ICAL from 'ical.js'
import type { TurnShown } from '#dialects/v1/duty-ports'
import type { Language } from '#http/port'

export type Feed = {
  readonly kind: 'user' | 'schedule'
  readonly name: string
  readonly language: Language
  readonly turns: readonly TurnShown[]
  readonly nowMs: number
}

const words = { ja: { duty: '当番' }, en: { duty: 'On call' } } as const

const instant = (atMs: number): ICAL.Time => ICAL.Time.fromJSDate(new Date(atMs), true)

const summaryOf = ({ schedule, position, user }: TurnShown, { kind, language }: Feed): string =>
  kind === 'user'
    ? `${words[language].duty}: ${schedule.name} (${position})`
    : `${user.name} (${schedule.name}, ${position})`

const eventOf = (turn: TurnShown, feed: Feed): ICAL.Component => {
  const event = new ICAL.Component('vevent')
  const { schedule, position, user, fromMs, toMs } = turn
  event.updatePropertyWithValue('uid', `${schedule.id}-${position}-${user.id}-${fromMs}@noroshi`)
  event.updatePropertyWithValue('dtstamp', instant(feed.nowMs))
  event.updatePropertyWithValue('dtstart', instant(fromMs))
  event.updatePropertyWithValue('dtend', instant(toMs))
  event.updatePropertyWithValue('summary', summaryOf(turn, feed))
  event.updatePropertyWithValue('transp', 'TRANSPARENT')
  return event
}

export const icalOf = (feed: Feed): string => {
  const calendar = new ICAL.Component('vcalendar')
  calendar.updatePropertyWithValue('version', '2.0')
  calendar.updatePropertyWithValue('prodid', '-//Noroshi//Duty//EN')
  calendar.updatePropertyWithValue('method', 'PUBLISH')
  calendar.updatePropertyWithValue('x-wr-calname', `${words[feed.language].duty}: ${feed.name}`)
  for (const turn of feed.turns) calendar.addSubcomponent(eventOf(turn, feed))
  return `${calendar.toString()}\r\n`
}
