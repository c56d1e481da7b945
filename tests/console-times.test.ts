// Instants in the console: no day can be taken for another, in whichever country it is read, nor for the same day of another year.
import { describe, expect, it } from 'vitest'
import { happenedParts, plannedParts, zoneNamed } from '../console/data/times.ts'

const now = new Date('2026-11-29T20:00:00Z')
type Case = readonly [locale: string, timeZone: string, instant: string, written: string]
const written = (parts: typeof happenedParts | typeof plannedParts, [locale, timeZone, instant]: Case): string => {
  const at = new Date(instant)
  const options = { timeZone, ...parts(at, now, { locale, timeZone }) }
  return zoneNamed(new Intl.DateTimeFormat(locale, options).format(at), timeZone)
}

describe('an instant in the console', () => {
  it.each([
    ['en', 'Asia/Tokyo', '2026-11-30T21:00:00Z', 'Dec 1, 06:00:00 JST'],
    ['en', 'Asia/Seoul', '2026-11-30T21:00:00Z', 'Dec 1, 06:00:00 GMT+9'],
    ['en', 'Europe/London', '2027-01-12T21:00:00Z', 'Jan 12, 2027, 21:00:00 GMT'],
    ['ja', 'Asia/Tokyo', '2026-11-30T21:00:00Z', '12/1 06:00:00 JST'],
    ['ja', 'Asia/Tokyo', '2025-11-30T21:00:00Z', '2025/12/1 06:00:00 JST'],
  ] as const)('that has happened, in %s and %s: %s is %s', (...one: Case) => {
    expect(written(happenedParts, one)).toBe(one[3])
  })

  it.each([
    ['en', 'Asia/Tokyo', '2026-12-02T00:00:00Z', 'Wed, Dec 2, 09:00'],
    // Already the next year there.
    ['en', 'Asia/Tokyo', '2026-12-31T16:00:00Z', 'Fri, Jan 1, 2027, 01:00'],
    ['ja', 'Asia/Tokyo', '2027-03-31T00:00:00Z', '2027/3/31(水) 09:00'],
  ] as const)('that is planned, in %s and %s: %s is %s', (...one: Case) => {
    expect(written(plannedParts, one)).toBe(one[3])
  })
})
