// What comes of other programs' calendars: what they write, what they write badly, and what nobody should.
import { describe, expect, it } from 'vitest'
import { openZone } from '#core/calendar/zone'
import { daysOff } from './holidays.ts'
import { type IcalEvent, readIcal } from './read.ts'
import { looksOfFile } from './repeat.ts'
import { shiftsIn } from './shifts.ts'

const NOW_MS = Date.parse('2026-11-29T00:00:00Z')
const file = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): readonly string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']

const read = (text: string) => {
  const found = readIcal(text)
  if (!found.ok) throw new Error(found.detail)
  return found
}
const days = (...lines: readonly string[]) => {
  const { events, skipped } = read(file(...event('SUMMARY:x', ...lines)))
  const off = daysOff(events, NOW_MS, looksOfFile())
  return [
    ...off.days.map(({ from, through }) => `${from}/${through}`),
    ...[...skipped, ...off.skipped].map(({ why }) => why),
  ]
}
const tokyo = openZone('Asia/Tokyo')
const shifts = (events: readonly IcalEvent[], from = '2026-12-01', to = '2027-01-01') => {
  if (!tokyo.ok) throw new Error(tokyo.detail)
  const range = { fromMs: Date.parse(`${from}T00:00+09:00`), toMs: Date.parse(`${to}T00:00+09:00`) }
  const users: Record<string, string> = { sato: 'sato', '佐藤 花子': 'sato', 'ben@example.jp': 'ben' }
  const found = shiftsIn(events, { range, zone: tokyo.value, userOf: (name) => users[name], looks: looksOfFile() })
  const iso = (atMs: number): string => new Date(atMs + 9 * 3_600_000).toISOString().slice(5, 16)
  return [
    ...found.shifts.map(({ person, fromMs, toMs }) => `${person} ${iso(fromMs)} ${iso(toMs)}`),
    ...found.skipped.map(({ why }) => why),
  ]
}
const timed = (...lines: readonly string[]) => shifts(read(file(...event(...lines))).events)

describe('days off', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['one day', ['DTSTART;VALUE=DATE:20270101'], ['2027-01-01/2027-01-01']],
    [
      'some days, the end excluded',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
      ['2026-12-24/2026-12-26'],
    ],
    ['a duration', ['DTSTART;VALUE=DATE:20261224', 'DURATION:P2D'], ['2026-12-24/2026-12-25']],
    [
      'every year for ever',
      ['DTSTART;VALUE=DATE:20001225', 'RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25'],
      ['12-25/12-25'],
    ],
    [
      'every year, some times',
      ['DTSTART;VALUE=DATE:20260704', 'RRULE:FREQ=YEARLY;COUNT=2'],
      ['2026-07-04/2026-07-04', '2027-07-04/2027-07-04'],
    ],
    [
      'every leap day, until',
      ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;UNTIL=20340101'],
      ['2028-02-29/2028-02-29', '2032-02-29/2032-02-29'],
    ],
    ['what is long past', ['DTSTART;VALUE=DATE:20010101'], []],
    ['a time of day', ['DTSTART:20270101T090000Z', 'DTEND:20270101T100000Z'], ['not_whole_days']],
    ['no begin', ['DTEND;VALUE=DATE:20270101'], ['no_start']],
    ['an end before', ['DTSTART;VALUE=DATE:20270102', 'DTEND;VALUE=DATE:20270101'], ['empty']],
    ['cancelled', ['DTSTART;VALUE=DATE:20270101', 'STATUS:CANCELLED'], ['cancelled']],
    [
      'the second Monday',
      ['DTSTART;VALUE=DATE:20260112', 'RRULE:FREQ=YEARLY;BYDAY=2MO;BYMONTH=1'],
      ['rule_unsupported'],
    ],
    ['every second', ['DTSTART;VALUE=DATE:20260112', 'RRULE:FREQ=SECONDLY'], ['rule_unsupported']],
    [
      'more times than are counted',
      ['DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=DAILY;COUNT=20001'],
      ['rule_unsupported'],
    ],
    [
      'a day that never comes',
      ['DTSTART;VALUE=DATE:20260112', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
      ['rule_unsupported'],
    ],
  ])('%s', (_, lines, told) => expect(days(...lines)).toEqual(told))

  it('names in any letters, folded lines, escapes', () => {
    const folded = file(...event('SUMMARY:建国記念の日\\, ', ' おやすみ', 'DTSTART;VALUE=DATE:20270211'))
    expect(daysOff(read(folded).events, NOW_MS, looksOfFile()).days).toEqual([
      { from: '2027-02-11', through: '2027-02-11', name: '建国記念の日, おやすみ' },
    ])
  })
})

describe('shifts', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'by key, in UTC',
      ['SUMMARY:sato', 'DTSTART:20261205T000000Z', 'DTEND:20261206T000000Z'],
      ['sato 12-05T09:00 12-06T09:00'],
    ],
    [
      'by name, in a zone as Outlook calls it',
      ['SUMMARY:佐藤 花子', 'DTSTART;TZID=Tokyo Standard Time:20261205T090000', 'DURATION:PT8H'],
      ['sato 12-05T09:00 12-05T17:00'],
    ],
    [
      'by who is invited, wherever the schedule is',
      ['SUMMARY:当番', 'ATTENDEE;CN=Ben:mailto:ben@example.jp', 'DTSTART:20261205T090000', 'DTEND:20261205T170000'],
      ['ben 12-05T09:00 12-05T17:00'],
    ],
    [
      'every week on two days, without one, until',
      [
        'SUMMARY:sato',
        'DTSTART;TZID=Asia/Tokyo:20261201T220000',
        'DTEND;TZID=Asia/Tokyo:20261202T060000',
        'RRULE:FREQ=WEEKLY;BYDAY=FR,TU;UNTIL=20261211T130000Z',
        'EXDATE;TZID=Asia/Tokyo:20261204T220000',
      ],
      ['sato 12-01T22:00 12-02T06:00', 'sato 12-08T22:00 12-09T06:00', 'sato 12-11T22:00 12-12T06:00'],
    ],
    [
      'every month on the 31st, cut to the range',
      ['SUMMARY:sato', 'DTSTART;VALUE=DATE:20261031', 'DTEND;VALUE=DATE:20261102', 'RRULE:FREQ=MONTHLY'],
      ['sato 12-31T00:00 01-01T00:00'],
    ],
    [
      'every other day',
      ['SUMMARY:sato', 'DTSTART;VALUE=DATE:20261228', 'RRULE:FREQ=DAILY;INTERVAL=2'],
      ['sato 12-28T00:00 12-29T00:00', 'sato 12-30T00:00 12-31T00:00'],
    ],
    [
      'every other week, the weeks from Sunday on, as many programs write it',
      [
        'SUMMARY:sato',
        'DTSTART;VALUE=DATE:20261206',
        'RRULE:FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,MO;UNTIL=20261221',
      ],
      [
        'sato 12-06T00:00 12-07T00:00',
        'sato 12-07T00:00 12-08T00:00',
        'sato 12-20T00:00 12-21T00:00',
        'sato 12-21T00:00 12-22T00:00',
      ],
    ],
    [
      'every other week, the weeks from Monday on where nothing is said',
      ['SUMMARY:sato', 'DTSTART;VALUE=DATE:20261206', 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;UNTIL=20261220'],
      ['sato 12-06T00:00 12-07T00:00', 'sato 12-14T00:00 12-15T00:00', 'sato 12-20T00:00 12-21T00:00'],
    ],
    ['nobody we know', ['SUMMARY:x', 'DTSTART;VALUE=DATE:20261228'], ['user_unknown']],
  ])('%s', (_, lines, told) => expect(timed(...lines)).toEqual(told))

  it.each([
    ['DAILY', 29],
    ['WEEKLY;BYDAY=TU', 5],
    ['MONTHLY', 1],
    ['YEARLY', 1],
  ])('that began long ago are there still: %s', (freq, count) => {
    const told = timed('SUMMARY:sato', 'DTSTART;VALUE=DATE:19011229', `RRULE:FREQ=${freq};UNTIL=20261229`)
    expect([told.length, told.at(-1)]).toEqual([count, 'sato 12-29T00:00 12-30T00:00'])
  })

  it('one of a series that was moved', () => {
    const series = event('SUMMARY:sato', 'DTSTART:20261201T000000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2')
    const moved = event('SUMMARY:sato', 'RECURRENCE-ID:20261202T000000Z', 'DTSTART:20261202T050000Z', 'DURATION:PT1H')
    expect(shifts(read(file(...series, ...moved)).events)).toEqual([
      'sato 12-01T09:00 12-01T10:00',
      'sato 12-02T14:00 12-02T15:00',
    ])
  })

  it('a zone that nobody knows, and one that the file describes itself', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Own',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0900',
      'TZOFFSETTO:+0900',
      'RRULE:FREQ=SECONDLY',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]
    const text = file(...zone, ...event('SUMMARY:sato', 'DTSTART;TZID=Own:20261201T000000', 'DURATION:PT1H'))
    expect(read(text).skipped).toEqual([{ summary: 'sato', why: 'zone_unknown' }])
  })
})

describe('what is no calendar', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', '', /^line 1: BEGIN:VCALENDAR$/],
    ['a page', '<html>', /^line 1/],
    ['one that breaks off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x', /./],
    ['a line that is none', file('BEGIN:VEVENT', 'what is this', 'END:VEVENT'), /./],
    ['two of them', `${file()}${file()}`, /more than one/],
    ['too many lines', file(...Array.from({ length: 60_001 }, () => 'X-A:1')), /lines; at most 60000/],
    ['nested', file(...Array.from({ length: 5 }, () => 'BEGIN:VEVENT')), /nested 5 deep; at most 4/],
    ['too many events', file(...Array.from({ length: 5_001 }, () => event()).flat()), /more than 5000/],
  ])('%s', (_, text, told) => {
    const found = readIcal(text)
    expect(found.ok).toBe(false)
    if (!found.ok) expect(found.detail).toMatch(told)
  })

  it('thousands of events that repeat for ever are not looked at for ever, and it is known that not all was', () => {
    const events = Array.from({ length: 4_990 }, () =>
      event('SUMMARY:sato', 'DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260103', 'RRULE:FREQ=DAILY'),
    )
    const found = read(file(...events.flat()))
    const looks = looksOfFile()
    daysOff(found.events, NOW_MS, looks)
    expect(looks.left).toBeLessThan(0)
  })

  it('hostile ones take no time: a rule without an end from long ago, a line a megabyte long, a thousand folds', () => {
    expect(days('DTSTART;VALUE=DATE:00010101', 'RRULE:FREQ=DAILY').length).toBeLessThan(4_100)
    expect(
      read(file(...event(`SUMMARY:${'x'.repeat(1_000_000)}`, 'DTSTART;VALUE=DATE:20270101'))).events[0]?.summary,
    ).toHaveLength(200)
    read(file(...event('SUMMARY:x', ...Array.from({ length: 50_000 }, () => ' y'), 'DTSTART;VALUE=DATE:20270101')))
  })
})
