// Turns of one layer: hourly to monthly, through changes of clocks, short months, leap years, with restrictions, from a
// start in the middle of a shift.

import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened, openOf, shown } from '../../../tests/support/calendar.ts'
import { HOUR_MS } from './day.ts'
import { finalSchedule, onDutyAt } from './duty.ts'
import type { Layer } from './rotation.ts'

const newYork = 'America/New_York'

/** `anna Mon 2026-01-05 09:00` for each turn that begins within the range, and where the last one ends. */
const turns = (layer: Layer, [from, to]: readonly [string, string], zone = 'Asia/Tokyo'): readonly string[] => {
  const range = { fromMs: instant(from, zone), toMs: instant(to, zone) }
  const [first] = opened(finalSchedule(openOf([layer], { zone }), range))
  return (first?.segments ?? []).map(({ fromMs, duties }) => `${duties[0]?.person} ${shown(fromMs, zone)}`)
}
const lengths = (layer: Layer, [from, to]: readonly [string, string], zone: string): readonly number[] => {
  const range = { fromMs: instant(from, zone), toMs: instant(to, zone) }
  const [first] = opened(finalSchedule(openOf([layer], { zone }), range))
  return (first?.segments ?? []).map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR_MS)
}

describe('a rotation', () => {
  it('by weeks goes round', () => {
    expect(turns(layerOf('week'), ['2026-01-05T09:00', '2026-02-01T00:00'])).toEqual([
      'anna Mon 2026-01-05 09:00',
      'ben Mon 2026-01-12 09:00',
      'chie Mon 2026-01-19 09:00',
      'anna Mon 2026-01-26 09:00',
    ])
  })

  it('by two weeks that starts on a Thursday hands on on Mondays; the first has a short shift', () => {
    const layer = layerOf('week', {
      shift: { unit: 'week', every: 2, time: '09:00', weekday: 1 },
      startsAtMs: instant('2026-01-08T13:00'),
    })
    expect(turns(layer, ['2026-01-01T00:00', '2026-02-10T00:00'])).toEqual([
      'anna Thu 2026-01-08 13:00',
      'ben Mon 2026-01-19 09:00',
      'chie Mon 2026-02-02 09:00',
    ])
  })

  it('that starts on the weekday of its hand-off, but earlier, is in the shift of the week before', () => {
    const layer = layerOf('week', { startsAtMs: instant('2026-01-05T08:00') })
    expect(turns(layer, ['2026-01-01T00:00', '2026-01-13T00:00'])).toEqual([
      'anna Mon 2026-01-05 08:00',
      'ben Mon 2026-01-05 09:00',
      'chie Mon 2026-01-12 09:00',
    ])
  })

  it('by days', () => {
    const layer = layerOf('day', {
      shift: { unit: 'day', every: 1, time: '18:00' },
      startsAtMs: instant('2026-01-05T09:00'),
    })
    expect(turns(layer, ['2026-01-05T00:00', '2026-01-08T00:00'])).toEqual([
      'anna Mon 2026-01-05 09:00',
      'ben Mon 2026-01-05 18:00',
      'chie Tue 2026-01-06 18:00',
      'anna Wed 2026-01-07 18:00',
    ])
  })

  it('by hours keeps to the grid of its hand-off time, wherever it starts', () => {
    const layer = layerOf('hour', {
      shift: { unit: 'hour', every: 8, time: '09:00' },
      startsAtMs: instant('2026-01-05T20:00'),
    })
    expect(turns(layer, ['2026-01-05T00:00', '2026-01-06T18:00'])).toEqual([
      'anna Mon 2026-01-05 20:00',
      'ben Tue 2026-01-06 01:00',
      'chie Tue 2026-01-06 09:00',
      'anna Tue 2026-01-06 17:00',
    ])
  })

  it('by months on the 31st hands on on the last day of shorter months, and on the 31st again after them', () => {
    const shift = { unit: 'month', every: 1, time: '09:00', date: 31 } as const
    const layer = layerOf('month', { shift, startsAtMs: instant('2024-01-15T00:00') })
    expect(turns(layer, ['2024-01-01T00:00', '2024-05-15T00:00'])).toEqual([
      'anna Mon 2024-01-15 00:00',
      'ben Wed 2024-01-31 09:00',
      'chie Thu 2024-02-29 09:00',
      'anna Sun 2024-03-31 09:00',
      'ben Tue 2024-04-30 09:00',
    ])
    expect(turns(layer, ['2025-02-20T00:00', '2025-03-02T00:00'])).toEqual([
      'ben Thu 2025-02-20 00:00',
      'chie Fri 2025-02-28 09:00',
    ])
  })

  it('by three months, over the year', () => {
    const shift = { unit: 'month', every: 3, time: '00:00', date: 1 } as const
    const layer = layerOf('quarter', { shift, startsAtMs: instant('2025-10-01T00:00') })
    expect(turns(layer, ['2025-10-01T00:00', '2026-07-02T00:00'])).toEqual([
      'anna Wed 2025-10-01 00:00',
      'ben Thu 2026-01-01 00:00',
      'chie Wed 2026-04-01 00:00',
      'anna Wed 2026-07-01 00:00',
    ])
  })

  it('has nobody before it starts or after it ends', () => {
    const layer = layerOf('week', { endsAtMs: instant('2026-01-14T00:00') })
    const schedule = openOf([layer])
    const who = (text: string) => opened(onDutyAt(schedule, instant(text)))[0]?.duties.map(({ person }) => person)
    expect([
      who('2026-01-05T08:59'),
      who('2026-01-05T09:00'),
      who('2026-01-13T23:59'),
      who('2026-01-14T00:00'),
    ]).toEqual([[], ['anna'], ['ben'], []])
    expect(turns(layer, ['2026-02-01T00:00', '2026-03-01T00:00'])).toEqual([])
    expect(turns(layer, ['2025-02-01T00:00', '2025-03-01T00:00'])).toEqual([])
  })

  it('with restrictions goes on counting where it is not served', () => {
    const only = {
      anyOf: [{ weekdays: [1, 2, 3, 4, 5] as const, holiday: 'no' as const, bands: [{ from: '09:00', to: '17:00' }] }],
    }
    const layer = layerOf('day', { shift: { unit: 'day', every: 1, time: '12:00' }, only })
    // Monday 12 January is Coming of Age Day.
    expect(turns(layer, ['2026-01-09T00:00', '2026-01-14T00:00'])).toEqual([
      'ben Fri 2026-01-09 09:00',
      'chie Fri 2026-01-09 12:00',
      'chie Tue 2026-01-13 09:00',
      'anna Tue 2026-01-13 12:00',
    ])
  })
})

describe('a rotation where clocks are changed', () => {
  const hourly = (every: number): Layer =>
    layerOf('hour', { shift: { unit: 'hour', every, time: '00:00' }, startsAtMs: instant('2026-03-01T00:00', newYork) })

  it('keeps its hand-offs at their time of day; one shift is an hour shorter, one longer', () => {
    const daily = layerOf('day', { shift: { unit: 'day', every: 1, time: '09:00' } })
    expect(lengths(daily, ['2026-03-06T09:00', '2026-03-10T09:00'], newYork)).toEqual([24, 23, 24, 24])
    expect(lengths(daily, ['2026-10-30T09:00', '2026-11-03T09:00'], newYork)).toEqual([24, 25, 24, 24])
    expect(turns(hourly(8), ['2026-03-08T00:00', '2026-03-09T01:00'], newYork).map((turn) => turn.slice(-5))).toEqual([
      '00:00',
      '08:00',
      '16:00',
      '00:00',
    ])
  })

  it('a hand-off that the clock jumps over happens when it jumps', () => {
    const layer = layerOf('day', {
      shift: { unit: 'day', every: 1, time: '02:30' },
      startsAtMs: instant('2026-03-01T02:30', newYork),
    })
    expect(turns(layer, ['2026-03-07T02:30', '2026-03-10T00:00'], newYork)).toEqual([
      'anna Sat 2026-03-07 02:30',
      'ben Sun 2026-03-08 03:00',
      'chie Mon 2026-03-09 02:30',
    ])
  })

  it('a hand-off that comes twice happens the first time, and is not taken back', () => {
    const layer = layerOf('day', {
      shift: { unit: 'day', every: 1, time: '01:30' },
      startsAtMs: instant('2026-10-30T01:30', newYork),
    })
    const schedule = openOf([layer], { zone: newYork })
    const firstMs = instant('2026-11-01T01:30', newYork)
    const who = (atMs: number) => opened(onDutyAt(schedule, atMs))[0]?.duties[0]?.person
    // The last is 01:10 for the second time: the clock shows a time before the hand-off, which has happened.
    expect([who(firstMs - 1), who(firstMs), who(firstMs + 40 * 60_000)]).toEqual(['ben', 'chie', 'chie'])
  })

  it('an hourly shift for which there is no hour is passed over; one whose hour comes twice lasts two', () => {
    const march = turns(hourly(1), ['2026-03-08T00:00', '2026-03-08T05:00'], newYork)
    expect(march.map((turn) => turn.slice(-5))).toEqual(['00:00', '01:00', '03:00', '04:00'])
    const people = march.map((turn) => turn.split(' ')[0] as string)
    const order = ['anna', 'ben', 'chie']
    const at = order.indexOf(people[0] as string)
    expect(people).toEqual([0, 1, 3, 4].map((more) => order[(at + more) % 3]))
    expect(lengths(hourly(1), ['2026-11-01T00:00', '2026-11-01T03:00'], newYork)).toEqual([1, 2, 1])
  })
})
