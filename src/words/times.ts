// Instants as people read them, in the zone the people of this product live in.

export const TIME_ZONE = 'Asia/Tokyo'

const formats = {
  minutes: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: TIME_ZONE }),
  seconds: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: TIME_ZONE }),
}

/** For example 2026-11-29 03:00, or with its seconds. */
export const dateAndTime = (atMs: number, to: keyof typeof formats): string => formats[to].format(atMs)

const inZones = new Map<string, Intl.DateTimeFormat>()
const ZONES_MAX = 100

/** The same on the clock of a zone, which is named where it is not the one the people of this product live in. */
export const dateAndTimeIn = (atMs: number, zone: string): string => {
  if (zone === TIME_ZONE) return dateAndTime(atMs, 'minutes')
  let format = inZones.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone })
    if (inZones.size >= ZONES_MAX) inZones.clear()
    inZones.set(zone, format)
  }
  return `${format.format(atMs)} (${zone})`
}
