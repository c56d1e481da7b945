// What is wrong with a calendar or a duty schedule, as values. Whoever opens one gets it checked whole, or the first of these.

export type CalendarRefusal =
  | 'calendar.zone_unknown'
  | 'calendar.time_malformed'
  | 'calendar.date_malformed'
  | 'calendar.weekday_unknown'
  | 'calendar.band_empty'
  | 'calendar.end_before_start'
  | 'calendar.condition_empty'
  | 'calendar.too_many'
  | 'calendar.key_twice'
  | 'calendar.out_of_range'
  | 'schedule.empty'
  | 'schedule.rotation_empty'
  | 'schedule.person_missing'
  | 'schedule.shift_length'
  | 'schedule.hand_off_day'
  | 'schedule.key_twice'
  | 'schedule.position_unknown'
  | 'schedule.end_before_start'
  | 'schedule.too_many'
  | 'schedule.too_many_at_once'
  | 'schedule.range_too_long'

export type Refused = { readonly ok: false; readonly code: CalendarRefusal; readonly detail: string }
export type Checked<Value> = { readonly ok: true; readonly value: Value } | Refused

export const good = <Value>(value: Value): Checked<Value> => ({ ok: true, value })

/** @param detail where it stands and what stands there, for people: `rules[0].bands[1].to "25:00"` */
export const refuse = (code: CalendarRefusal, detail: string): Refused => ({ ok: false, code, detail })

/** Returns all values, or the first refusal. */
export const every = <Item, Value>(
  items: readonly Item[],
  check: (item: Item, index: number) => Checked<Value>,
): Checked<readonly Value[]> => {
  const values: Value[] = []
  for (const [index, item] of items.entries()) {
    const checked = check(item, index)
    if (!checked.ok) return checked
    values.push(checked.value)
  }
  return good(values)
}
