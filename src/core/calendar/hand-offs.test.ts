// Who is told of a hand-off, and when: once for each shift, by overrides made later too, and late where it could not be told in time.

import { describe, expect, it } from 'vitest'
import { instant, layerOf, opened, openOf, shown } from '../../../tests/support/calendar.ts'
import { handOffsIn, type Notice, type NoticeRule, noticesAt, type Told } from './hand-offs.ts'
import type { OpenSchedule, Override } from './schedule.ts'

const weekly = openOf([layerOf('week')])
const hour: NoticeRule = { minutesAhead: 60, leaving: false }

type Asked = { rule?: NoticeRule; since?: string; told?: readonly Told[] }
const at = (schedule: OpenSchedule, text: string, { rule = hour, since = '2026-01-01T00:00', told = [] }: Asked = {}) =>
  opened(noticesAt(schedule, { rule, sinceMs: instant(since), told, nowMs: instant(text) }))

const words = (notice: Notice): string => {
  if (notice.says === 'not_any_more')
    return `not: ${notice.edge.person} ${notice.edge.kind} ${shown(notice.edge.atMs)} (${notice.times})`
  const { person, kind, atMs, positions, untilMs, others } = notice.handOff
  const until = untilMs === null ? '' : ` until ${shown(untilMs)}`
  return `${person} ${kind} ${positions.join('+')} ${shown(atMs)}${until}, ${others.join('+')} (${notice.times})`
}
const due = (...asked: Parameters<typeof at>) => at(...asked).due.map(words)
const told = (person: string, text: string, more: Partial<Told> = {}): Told => ({
  person,
  kind: 'comes',
  atMs: instant(text),
  state: 'told',
  times: 1,
  ...more,
})
const replacing = (by: string, from: string, to: string): Override => ({
  id: `${by} ${from}`,
  position: null,
  fromMs: instant(from),
  toMs: instant(to),
  change: { kind: 'replace', person: null, by },
})
const withOverride = (...overrides: Override[]) => openOf([layerOf('week')], { overrides })

describe('whoever comes on duty', () => {
  it.each([
    ['before the time ahead, nothing', '2026-01-12T07:59', []],
    [
      'an hour ahead',
      '2026-01-12T08:00',
      ['ben comes first Mon 2026-01-12 09:00 until Mon 2026-01-19 09:00, anna (1)'],
    ],
    ['late, after the server was down', '2026-01-12T09:59', [expect.stringContaining('ben comes')]],
    ['too late to be of use', '2026-01-12T10:00', []],
  ])('%s', (_name, text, expected) => {
    expect(due(weekly, text)).toEqual(expected)
  })

  it('is told once, and the next is due that much before the next hand-off', () => {
    const again = at(weekly, '2026-01-12T08:00', { told: [told('ben', '2026-01-12T09:00')] })
    expect([again.due, shown(again.nextAtMs)]).toEqual([[], 'Mon 2026-01-19 08:00'])
  })

  it('and whoever goes, where that is asked for', () => {
    const rule = { minutesAhead: 0, leaving: true }
    expect(due(weekly, '2026-01-12T09:00', { rule })).toEqual([
      'ben comes first Mon 2026-01-12 09:00 until Mon 2026-01-19 09:00, anna (1)',
      'anna goes first Mon 2026-01-12 09:00, ben (1)',
    ])
    expect(due(weekly, '2026-01-12T09:00', { rule: { ...rule, leaving: false } })).toHaveLength(1)
  })

  it('is told where nobody was before, and where the end is beyond what is looked at', () => {
    const alone = openOf([layerOf('one', { people: ['anna'] })])
    expect(due(alone, '2026-01-05T08:30')).toEqual(['anna comes first Mon 2026-01-05 09:00,  (1)'])
  })

  it('is told nothing of what began before notices were switched on', () => {
    expect(due(weekly, '2026-01-12T09:30', { since: '2026-01-12T09:10' })).toEqual([])
  })

  it('is told nothing of a shift that is over already', () => {
    const short = withOverride(replacing('dan', '2026-01-14T12:00', '2026-01-14T12:10'))
    const back = 'ben comes first Wed 2026-01-14 12:10 until Mon 2026-01-19 09:00, dan (1)'
    expect(due(short, '2026-01-14T12:05')).toEqual([
      'dan comes first Wed 2026-01-14 12:00 until Wed 2026-01-14 12:10, ben (1)',
      back,
    ])
    expect(due(short, '2026-01-14T12:10')).toEqual([back])
  })

  it('at several positions at once is told once, with the end of the whole stretch', () => {
    const two = openOf([], {
      positions: [
        { key: 'first', layers: [layerOf('a', { people: ['anna', 'ben'] })] },
        { key: 'second', layers: [layerOf('b', { people: ['chie', 'ben', 'chie'] })] },
      ],
    })
    expect(due(two, '2026-01-12T08:00')).toEqual([
      'ben comes first+second Mon 2026-01-12 09:00 until Mon 2026-01-19 09:00, anna+chie (1)',
    ])
  })

  it('who only moves to another position is told, and is not named as the one before', () => {
    const moving = openOf([], {
      positions: [
        { key: 'first', layers: [layerOf('a', { people: ['anna', 'ben'] })] },
        { key: 'second', layers: [layerOf('b', { people: ['ben', 'anna'] })] },
      ],
    })
    expect(due(moving, '2026-01-12T08:00')[0]).toBe(
      'ben comes first Mon 2026-01-12 09:00 until Mon 2026-01-19 09:00, anna (1)',
    )
  })
})

describe('what is changed later', () => {
  const stoodIn = withOverride(replacing('dan', '2026-01-12T09:00', '2026-01-12T18:00'))
  const before = [told('ben', '2026-01-12T09:00')]

  it('tells the stand-in, and whoever was told before that it will not be', () => {
    expect(due(stoodIn, '2026-01-12T08:30', { told: before })).toEqual([
      'not: ben comes Mon 2026-01-12 09:00 (2)',
      'dan comes first Mon 2026-01-12 09:00 until Mon 2026-01-12 18:00, anna (1)',
    ])
  })

  it('tells that once, and anew where it will be after all', () => {
    const withdrawn = [told('ben', '2026-01-12T09:00', { state: 'withdrawn', times: 2 })]
    expect(due(stoodIn, '2026-01-12T08:30', { told: [...withdrawn, told('dan', '2026-01-12T09:00')] })).toEqual([])
    expect(due(weekly, '2026-01-12T08:40', { told: withdrawn })).toEqual([expect.stringContaining('ben comes')])
    expect(due(weekly, '2026-01-12T08:40', { told: withdrawn })[0]).toContain('(3)')
  })

  it('takes nothing back of what has begun', () => {
    expect(due(stoodIn, '2026-01-12T09:01', { told: [...before, told('dan', '2026-01-12T09:00')] })).toEqual([])
  })

  it('holds also for what was told before the time ahead was shortened', () => {
    expect(due(stoodIn, '2026-01-10T09:00', { told: before })).toEqual(['not: ben comes Mon 2026-01-12 09:00 (2)'])
    const far = [told('ben', '2026-03-09T09:00')]
    expect(due(weekly, '2026-01-10T09:00', { told: far })).toEqual(['not: ben comes Mon 2026-03-09 09:00 (2)'])
  })
})

describe('when to look next', () => {
  const ending = openOf([layerOf('one', { people: ['anna'], endsAtMs: instant('2026-01-20T09:00') })])
  it.each([
    ['at the next shift of those who are told', weekly, false, 'Mon 2026-01-12 08:00'],
    [
      'after a month where nothing changes',
      openOf([layerOf('one', { people: ['anna'] })]),
      false,
      'Tue 2026-02-10 08:00',
    ],
    ['not for who only goes, unless they are told', ending, false, 'Tue 2026-02-10 08:00'],
    ['for who only goes, where they are told', ending, true, 'Tue 2026-01-20 08:00'],
  ])('%s', (...[, schedule, leaving, expected]) => {
    const rule = { minutesAhead: 60, leaving }
    expect(shown(at(schedule, '2026-01-10T08:00', { rule }).nextAtMs)).toBe(expected)
  })
})

it('refuses what no calendar answers for', () => {
  const beyond = { fromMs: instant('2120-01-01T00:00'), toMs: instant('2120-01-02T00:00') }
  expect(handOffsIn(weekly, beyond)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
  const asked = { rule: hour, sinceMs: 0, told: [], nowMs: beyond.fromMs }
  expect(noticesAt(weekly, asked)).toMatchObject({ ok: false, code: 'calendar.out_of_range' })
})
