// Events of somebody else's calendar as shifts: whoever the title names, or else the first of those invited who is a user.

import { instantOf, wallAt, type Zone } from '#core/calendar/zone'
import type { IcalEvent, Skipped } from './read.ts'
import { begins, type Looks } from './repeat.ts'

export type Shift = { readonly person: string; readonly fromMs: number; readonly toMs: number }

export type ShiftsAsked = {
  readonly range: { readonly fromMs: number; readonly toMs: number }
  /** Of the schedule: for events that name none. */
  readonly zone: Zone
  /** A user's key by key, name or mail address; undefined for nobody's, and for a name that two have. */
  readonly userOf: (name: string) => string | undefined
  readonly looks: Looks
}

const shiftsOf = (event: IcalEvent, person: string, { range, zone: own, looks }: ShiftsAsked): readonly Shift[] => {
  const zone = event.zone ?? own
  const { lengthMs, without } = event
  const wall = { fromMs: wallAt(zone, range.fromMs) - lengthMs, toMs: wallAt(zone, range.toMs) }
  return begins(event, wall, looks)
    .filter((wallMs) => !without.has(wallMs))
    .map((wallMs) => ({
      person,
      fromMs: Math.max(range.fromMs, instantOf(zone, wallMs)),
      toMs: Math.min(range.toMs, instantOf(zone, wallMs + lengthMs)),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
}

export const shiftsIn = (events: readonly IcalEvent[], asked: ShiftsAsked) => {
  const skipped: Skipped[] = []
  const shifts: Shift[] = []
  for (const event of events) {
    const { summary, people } = event
    const person = [summary, ...people].map(asked.userOf).find((user) => user !== undefined)
    if (person === undefined) skipped.push({ summary, why: 'user_unknown' })
    else for (const shift of shiftsOf(event, person, asked)) shifts.push(shift)
  }
  return { shifts: shifts.sort((one, other) => one.fromMs - other.fromMs), skipped }
}
