// The status of an incident: what each change sets, clears and leaves.
import { describe, expect, it } from 'vitest'
import type { UserId } from '../ids.ts'
import { changeStatus, type IncidentState, type IncidentStatus, incidentStatuses, newState, take } from './incident.ts'

const anna = 'anna' as UserId
const ben = 'ben' as UserId
const at = (atMs: number, by: UserId | null = anna) => ({ atMs, by })

/** The first must be a change, or this is a mistake of the test. */
const through = (...statuses: readonly IncidentStatus[]): IncidentState => {
  const [first = 'open', ...rest] = statuses
  return rest.reduce<IncidentState>(
    (state, to, index) => {
      const next = changeStatus(state, to, at(index + 1))
      if (next === null) throw new Error('no change')
      return next
    },
    newState(first, at(0, null)),
  )
}

describe('a new incident', () => {
  it('R-016 R-017 is open, and has been since it was made', () => {
    expect(newState('open', at(5))).toEqual({
      status: 'open',
      openSinceMs: 5,
      pended: null,
      closed: null,
      taken: null,
      alertedAtMs: null,
    })
  })

  it('R-018 R-019 R-043 may be born pended or closed, by whoever made it', () => {
    expect(newState('pend', at(5, null))).toMatchObject({ pended: at(5, null), closed: null })
    expect(newState('close', at(5, null))).toMatchObject({ pended: null, closed: at(5, null) })
  })
})

describe('changing the status', () => {
  it.each(incidentStatuses)('to what it is already (%s) is no change', (status) => {
    expect(changeStatus(newState(status, at(0)), status, at(9, ben))).toBe(null)
  })

  it('R-018 R-042 pending says who and when', () => {
    expect(through('open', 'pend')).toMatchObject({ status: 'pend', pended: at(1), closed: null, openSinceMs: 0 })
  })

  it('R-019 R-042 closing keeps who pended it', () => {
    expect(through('open', 'pend', 'close')).toMatchObject({ status: 'close', pended: at(1), closed: at(2) })
    expect(through('open', 'close')).toMatchObject({ pended: null, closed: at(1) })
  })

  it('closed and pended again: it is closed by nobody', () => {
    expect(through('open', 'pend', 'close', 'pend')).toMatchObject({ status: 'pend', pended: at(3), closed: null })
  })

  it('back to open clears everything, as if it had just been found', () => {
    const before = take(through('open', 'pend', 'close'), at(7, ben))
    expect(before?.taken).toEqual(at(7, ben))
    expect(changeStatus({ ...(before as IncidentState), alertedAtMs: 8 }, 'open', at(9))).toEqual(
      newState('open', at(9)),
    )
  })
})

describe('taking it', () => {
  it('is the first person’s', () => {
    const taken = take(newState('open', at(0)), at(3))
    expect(taken?.taken).toEqual(at(3))
    expect(take(taken as IncidentState, at(4, ben))).toBe(null)
  })
})
