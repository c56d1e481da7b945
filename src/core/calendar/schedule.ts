// A duty schedule: positions, each with rotation layers of which the upper win; temporary schedules, in whose time the
// layers do not count; overrides, which have the last word. Here it is checked and opened; duty.ts answers from it.

import { limits } from '../limits.ts'
import { type HolidayCalendar, openHolidays } from './holidays.ts'
import { type Checked, every, good, type Refused, refuse } from './refusal.ts'
import { type Duty, type Layer, type OpenLayer, openLayer, type Segment } from './rotation.ts'
import { mostAtOnce, type Span, swept } from './spans.ts'
import { openZone, outOfRange, type Zone } from './zone.ts'

/** One place to be filled, such as first or second on call. */
export type Position = {
  readonly key: string
  /** From the uppermost down: where one has somebody on duty, those below have not. */
  readonly layers: readonly Layer[]
}

/** What an override does to who is on duty by rotation or temporary schedule: once, never to what another override did. */
export type Change =
  | { readonly kind: 'add'; readonly person: string }
  | { readonly kind: 'remove'; readonly person: string }
  /** `person` null: whoever is on duty, and also where nobody is. */
  | { readonly kind: 'replace'; readonly person: string | null; readonly by: string }

export type Override = Span & {
  readonly id: string
  /** null: every position. */
  readonly position: string | null
  readonly change: Change
}

export type Temporary = Span & {
  readonly id: string
  readonly shifts: readonly (Span & { readonly position: string; readonly person: string })[]
}

export type Schedule = {
  readonly zone: string
  readonly holidays: HolidayCalendar
  readonly positions: readonly Position[]
  /** In the order in which they were made: of two that concern the same person, the later counts. */
  readonly overrides: readonly Override[]
  /** Of two in the same time the later in this list counts. */
  readonly temporaries: readonly Temporary[]
}

type OpenTemporary = Span & { readonly segments: readonly Segment[] }

export type OpenPosition = {
  readonly key: string
  readonly layers: readonly OpenLayer[]
  readonly overrides: readonly Override[]
  readonly temporaries: readonly OpenTemporary[]
}

export type OpenSchedule = { readonly zone: Zone; readonly positions: readonly OpenPosition[] }

const wrongSpan = ({ fromMs, toMs }: Span, place: string): Refused | null => {
  const refused = outOfRange(fromMs, `${place}.fromMs`) ?? outOfRange(toMs, `${place}.toMs`)
  if (refused !== null) return refused
  return toMs <= fromMs ? refuse('schedule.end_before_start', place) : null
}

const peopleIn = (change: Change): readonly (string | null)[] =>
  change.kind === 'replace' ? [change.person, change.by] : [change.person]

const checkOverride =
  (keys: ReadonlySet<string>) =>
  (override: Override, index: number): Checked<Override> => {
    const place = `overrides[${index}]`
    const refused = wrongSpan(override, place)
    if (refused !== null) return refused
    if (override.position !== null && !keys.has(override.position)) {
      return refuse('schedule.position_unknown', `${place} ${JSON.stringify(override.position.slice(0, 100))}`)
    }
    return peopleIn(override.change).includes('') ? refuse('schedule.person_missing', place) : good(override)
  }

const over = (count: number, { max }: { readonly max: number }, what: string): Refused | null =>
  count > max ? refuse('schedule.too_many', `${count} ${what}; at most ${max}`) : null

const crowded = (spans: readonly Span[], place: string): Refused | null => {
  const most = mostAtOnce(spans)
  const { max } = limits.overridesAtOnce
  return most > max ? refuse('schedule.too_many_at_once', `${place}: ${most} at one instant; at most ${max}`) : null
}

const checkTemporary =
  (keys: ReadonlySet<string>) =>
  (temporary: Temporary, index: number): Checked<Temporary> => {
    const place = `temporaries[${index}]`
    const all = `${place}.shifts`
    const refused = wrongSpan(temporary, place) ?? over(temporary.shifts.length, limits.shiftsPerTemporary, all)
    if (refused !== null) return refused
    const shifts = every(temporary.shifts, (shift, number) => {
      const where = `${place}.shifts[${number}]`
      const wrong = wrongSpan(shift, where)
      if (wrong !== null) return wrong
      if (shift.fromMs < temporary.fromMs || shift.toMs > temporary.toMs)
        return refuse('calendar.out_of_range', `${where} is outside its schedule`)
      if (!keys.has(shift.position))
        return refuse('schedule.position_unknown', `${where} ${JSON.stringify(shift.position.slice(0, 100))}`)
      return shift.person === '' ? refuse('schedule.person_missing', where) : good(shift)
    })
    if (!shifts.ok) return shifts
    return crowded(temporary.shifts, all) ?? good(temporary)
  }

const openTemporary = ({ id, fromMs, toMs, shifts }: Temporary, position: string): OpenTemporary => {
  const own = shifts.filter((shift) => shift.position === position)
  const dutyOf = (person: string): Duty => ({ person, because: 'temporary', of: id })
  const segments = swept(own).map(({ items, ...span }) => {
    const people = new Set(items.map(({ person }) => person))
    return { ...span, duties: Array.from(people, dutyOf) }
  })
  return { fromMs, toMs, segments }
}

const wrongKeys = (items: readonly { readonly key: string }[], place: string): Refused | null => {
  const keys = new Set<string>()
  for (const [index, { key }] of items.entries()) {
    if (keys.has(key)) return refuse('schedule.key_twice', `${place}[${index}] ${JSON.stringify(key.slice(0, 100))}`)
    keys.add(key)
  }
  return null
}

const wrongPositions = (positions: readonly Position[]): Refused | null => {
  if (positions.length < limits.positionsPerSchedule.min)
    return refuse('schedule.empty', 'the schedule has no position')
  const refused = over(positions.length, limits.positionsPerSchedule, 'positions') ?? wrongKeys(positions, 'positions')
  if (refused !== null) return refused
  for (const [index, { layers }] of positions.entries()) {
    const place = `positions[${index}].layers`
    const wrong = over(layers.length, limits.layersPerPosition, place) ?? wrongKeys(layers, place)
    if (wrong !== null) return wrong
  }
  const conditions = positions.flatMap(({ layers }) => layers.flatMap(({ only }) => only ?? []))
  const rules = conditions.reduce((sum, { anyOf }) => sum + anyOf.length, 0)
  return over(rules, limits.rulesPerSchedule, 'rules in restrictions')
}

/** Returns the refusal of what stands beside the layers, or null. */
const wrongExceptions = ({ overrides, temporaries, positions }: Schedule): Refused | null => {
  const keys = new Set(positions.map(({ key }) => key))
  const many =
    over(temporaries.length, limits.temporariesPerSchedule, 'temporary schedules') ??
    over(overrides.length, limits.overridesPerSchedule, 'overrides')
  if (many !== null) return many
  const checked = every(temporaries, checkTemporary(keys))
  if (!checked.ok) return checked
  const each = every(overrides, checkOverride(keys))
  return each.ok ? crowded(overrides, 'overrides') : each
}

/**
 * Checks a schedule whole and makes it ready to answer. A position without layers is allowed: overrides may fill it.
 * @errors every CalendarRefusal but schedule.range_too_long
 */
export const openSchedule = (schedule: Schedule): Checked<OpenSchedule> => {
  const zone = openZone(schedule.zone)
  if (!zone.ok) return zone
  const holidays = openHolidays(schedule.holidays)
  if (!holidays.ok) return holidays
  const refused = wrongPositions(schedule.positions) ?? wrongExceptions(schedule)
  if (refused !== null) return refused
  const place = { zone: zone.value, holidays: holidays.value }
  const positions = every(schedule.positions, ({ key, layers }, index) => {
    const opened = every(layers, (layer, number) => openLayer(layer, `positions[${index}].layers[${number}]`, place))
    if (!opened.ok) return opened
    return good({
      key,
      layers: opened.value,
      overrides: schedule.overrides.filter(({ position }) => position === null || position === key),
      temporaries: schedule.temporaries.map((temporary) => openTemporary(temporary, key)),
    })
  })
  return positions.ok ? good({ zone: zone.value, positions: positions.value }) : positions
}
