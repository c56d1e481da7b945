// Usage by month: what is counted, what it costs, and where months begin.

import { describe, expect, it } from 'vitest'
import { openZone, type Zone } from './calendar/zone.ts'
import { type Counted, monthAt, monthIndexIn, monthText, startOfMonth, usageByMonth } from './usage.ts'

const nothing: Counted = {
  month: '2026-11',
  project: null,
  name: null,
  channel: null,
  price: null,
  simulated: false,
  callouts: 0,
  sends: 0,
  attempts: 0,
  paid: 0,
  minutes: 0,
}
const count = (one: Partial<Counted>): Counted => ({ ...nothing, ...one })
const yen = { currency: 'JPY', perCallMicros: 1_000_000, perMinuteMicros: 12_000_000, perMessageMicros: 8_000_000 }

const usage = {
  callouts: 0,
  sends: 0,
  calls: 0,
  answered: 0,
  minutes: 0,
  sms: 0,
  mails: 0,
  others: 0,
  costs: [],
  unpriced: 0,
}

describe('usage of a month', () => {
  it('counts callouts, calls, SMS, mails and the rest, of each project and of the space', () => {
    const plant = { project: 'plant', name: 'Plant' }
    const [month, ...others] = usageByMonth([
      count({ callouts: 3, sends: 1 }),
      count({ ...plant, callouts: 2 }),
      count({ ...plant, channel: 'phone', attempts: 5, paid: 2, minutes: 3, price: yen }),
      count({ channel: 'sms', attempts: 4, paid: 3, price: yen }),
      count({ channel: 'mail', attempts: 6, paid: 6 }),
      count({ channel: 'slack', attempts: 7, paid: 7 }),
    ])
    expect(others).toEqual([])
    const ofPlant = { callouts: 2, calls: 5, answered: 2, minutes: 3, costs: [{ currency: 'JPY', micros: 38_000_000 }] }
    const rest = {
      callouts: 3,
      sends: 1,
      sms: 4,
      mails: 6,
      others: 7,
      costs: [{ currency: 'JPY', micros: 24_000_000 }],
    }
    expect(month).toEqual({
      month: '2026-11',
      total: { ...usage, ...rest, ...ofPlant, callouts: 5, costs: [{ currency: 'JPY', micros: 62_000_000 }] },
      projects: [
        { ...usage, project: 'plant', name: 'Plant', ...ofPlant },
        { ...usage, project: null, name: null, ...rest },
      ],
    })
  })

  it('costs what the connections say, each in its currency, and tells what none says the price of', () => {
    const [month] = usageByMonth([
      count({
        channel: 'phone',
        attempts: 1,
        paid: 1,
        minutes: 2,
        price: { currency: 'USD', perMinuteMicros: 70_000 },
      }),
      count({ channel: 'phone', attempts: 1, paid: 1, minutes: 1, price: { currency: 'JPY', perCallMicros: 5 } }),
      count({ channel: 'phone', attempts: 2, paid: 2, minutes: 2, price: { currency: 'JPY' } }),
      count({ channel: 'sms', attempts: 1, paid: 1, price: { currency: 'JPY' } }),
      count({ channel: 'phone', attempts: 4, paid: 3, minutes: 3 }),
      count({ channel: 'sms', attempts: 2, paid: 0 }),
      count({ channel: 'phone', attempts: 9, paid: 9, minutes: 9, price: yen, simulated: true }),
    ])
    expect(month?.total).toMatchObject({
      costs: [
        { currency: 'JPY', micros: 5 },
        { currency: 'USD', micros: 140_000 },
      ],
      unpriced: 3,
    })
  })

  it('stands with the newest month first, projects by their names', () => {
    const months = usageByMonth([
      count({ month: '2026-09', callouts: 1 }),
      count({ month: '2026-11', project: 'b', name: 'Alpha', callouts: 1 }),
      count({ month: '2026-11', callouts: 1 }),
      count({ month: '2026-11', project: 'a', name: 'Beta', callouts: 1 }),
      count({ month: '2026-10', callouts: 1 }),
    ])
    expect(months.map(({ month }) => month)).toEqual(['2026-11', '2026-10', '2026-09'])
    expect(months[0]?.projects.map(({ project }) => project)).toEqual(['b', 'a', null])
  })
})

describe('months', () => {
  const zone = (name: string): Zone => {
    const opened = openZone(name)
    if (!opened.ok) throw new Error(name)
    return opened.value
  }

  it.each(['2026-11', '2026-01', '2026-12', '0999-02'])('reads and writes %s', (text) => {
    expect(monthText(monthIndexIn(text) ?? 0)).toBe(text)
  })

  it.each(['2026-13', '2026-00', '2026-1', 'x', ''])('does not read %j', (text) => {
    expect(monthIndexIn(text)).toBeNull()
  })

  it('begin when the clock of the zone says so', () => {
    const instant = Date.parse('2026-10-31T16:00:00Z')
    expect(monthText(monthAt(zone('Asia/Tokyo'), instant))).toBe('2026-11')
    expect(monthText(monthAt(zone('UTC'), instant))).toBe('2026-10')
    const november = monthIndexIn('2026-11') ?? 0
    expect(startOfMonth(zone('Asia/Tokyo'), november)).toBe(Date.parse('2026-10-31T15:00:00Z'))
    expect(startOfMonth(zone('Asia/Kathmandu'), november)).toBe(Date.parse('2026-10-31T18:15:00Z'))
  })
})
