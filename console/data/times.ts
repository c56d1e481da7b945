// How instants are written: absolutely, so that nobody in any country can take them for another day.

type Day = { readonly month: 'numeric' | 'short'; readonly day: 'numeric'; readonly year?: 'numeric' }
type Minute = { readonly hour: '2-digit'; readonly minute: '2-digit'; readonly hourCycle: 'h23' }
type Happened = Day & Minute & { readonly second: '2-digit'; readonly timeZoneName: 'short' }
type Planned = Day & Minute & { readonly weekday: 'short' }
type Told = { readonly locale: string; readonly timeZone: string | undefined }

const yearIn = (at: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(at)

/** The parts of a day: in English the month has its name, for 12/1 is two days; the year stands where it is not this one. */
const dayOf = (at: Date, now: Date, { locale, timeZone }: Told): Day => ({
  month: locale.startsWith('ja') ? 'numeric' : 'short',
  day: 'numeric',
  ...(yearIn(at, timeZone) === yearIn(now, timeZone) ? {} : { year: 'numeric' }),
})

/** To the second and with its zone: for what has happened. */
export const happenedParts = (at: Date, now: Date, told: Told): Happened => ({
  ...dayOf(at, now, told),
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
})

/** Without seconds: for what was planned by people. */
export const plannedParts = (at: Date, now: Date, told: Told): Planned => ({
  ...dayOf(at, now, told),
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** Japan’s zone has a name that everybody there knows, and browsers know it in Japanese only. */
export const zoneNamed = (text: string, timeZone: string | undefined): string =>
  timeZone === 'Asia/Tokyo' ? text.replace('GMT+9', 'JST') : text
