// Times of day on a picture: as short as they can be told apart, and the day where it begins or changes.

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (timeZone: string, kind: 'time' | 'seconds' | 'date'): Intl.DateTimeFormat => {
  const key = `${timeZone} ${kind}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const two = '2-digit' as const
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    ...(kind === 'date'
      ? { year: 'numeric', month: two, day: two }
      : { hour: two, minute: two, hourCycle: 'h23', ...(kind === 'seconds' ? { second: two } : {}) }),
  })
  formats.set(key, made)
  return made
}

export const dateOf = (ms: number, timeZone: string): string => formatOf(timeZone, 'date').format(ms)
export const timeOf = (ms: number, timeZone: string): string =>
  formatOf(timeZone, ms % 60_000 === 0 ? 'time' : 'seconds').format(ms)

/** What the clocks there are called: a picture travels to readers whose own say something else. */
export const zoneOf = (ms: number, timeZone: string): string => {
  if (timeZone === 'Asia/Tokyo') return 'JST'
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' }).formatToParts(ms)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** Whole minutes in full, seconds within one alone. */
export const shortTimeOf = (ms: number, timeZone: string): string =>
  ms % 60_000 === 0 ? timeOf(ms, timeZone) : timeOf(ms, timeZone).slice(5)
