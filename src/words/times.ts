// Instants as people read them, in the zone the people of this product live in.

export const TIME_ZONE = 'Asia/Tokyo'

const formats = {
  minutes: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: TIME_ZONE }),
  seconds: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: TIME_ZONE }),
}

/** For example 2026-11-29 03:00, or with its seconds. */
export const dateAndTime = (atMs: number, to: keyof typeof formats): string => formats[to].format(atMs)
