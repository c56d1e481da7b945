// What keeps people from being contacted, at an imagined instant: pauses and quiet hours. The rest of a preview: preview.test.ts.
import { describe, expect, it } from 'vitest'
import { conditionOf, instant, shown } from '../../../tests/support/calendar.ts'
import { mailbox, planOf } from '../../../tests/support/plans.ts'
import { first, requestOf, START_MS } from '../../../tests/support/previews.ts'
import type { Pause } from '../callout/pause.ts'
import type { OpenQuiet } from '../callout/quiet.ts'
import type { PlanHash } from '../ids.ts'
import type { Plan } from '../plan/plan.ts'
import { preview } from './preview.ts'
import { type PreviewRequest } from './request.ts'

describe('J-014 pauses at the imagined instant', () => {
  const pause: Pause = {
    id: 'p1',
    scope: 'user',
    of: 'user-1',
    beginsAtMs: 0,
    endsAtMs: START_MS + 30_000,
    repeats: null,
    match: '*',
    stopsRunning: false,
    reason: '',
    createdBy: 'Operator',
  }
  const withPause = (change: Partial<Pause>, plan: Partial<Plan> = {}) =>
    first(
      requestOf(planOf(1, { ringMs: 20_000, loopsMax: 2, loopIntervalMs: 60_000, ...plan }), {
        pauses: [{ ...pause, ...change }],
      }),
    )

  it('a person in one is passed over until it ends, on the phone and by mail', () => {
    expect(withPause({}).attempts.map(({ detail }) => detail)).toEqual(['user_paused', null])
    const byMail = withPause({}, { destinations: [mailbox(1)], deliveredIsEnough: true })
    expect(byMail.attempts.map(({ detail, result }) => detail ?? result)).toEqual(['user_paused', 'delivered'])
  })

  it('what would be suppressed is, and says so; what was begun ends', () => {
    expect(withPause({ scope: 'space', of: null }).callout.head.outcome).toBe('suppressed')
    const begun = withPause({ scope: 'space', of: null, beginsAtMs: START_MS + 1, endsAtMs: null, stopsRunning: true })
    expect([begun.callout.head.outcome, begun.attempts.length]).toEqual(['suppressed', 2])
  })

  it('one that is about some texts is about no callout without a text', () => {
    const asked = { pauses: [{ ...pause, match: 'db*' }], values: {} }
    expect(
      first(requestOf(planOf(1, { ringMs: 20_000, loopsMax: 1 }), asked)).attempts.map(({ detail }) => detail),
    ).toEqual([null])
  })

  it('no policy that is escalated to is kept from beginning', () => {
    const done = preview(
      requestOf([planOf(1, { escalatesTo: 'x' as PlanHash, loopsMax: 1 }), planOf(1)], { values: {} }),
    )
    expect(done.callouts).toHaveLength(2)
  })
})

describe('quiet hours at the imagined instant', () => {
  const quietUntil = (untilMs: number, breaksThrough = 2): OpenQuiet => ({
    breaksThrough,
    condition: conditionOf({ anyOf: [{ bands: [{ from: '00:00', to: shown(untilMs).slice(-5) }] }] }),
  })
  const night = instant('2026-12-02T03:00')
  const at = (priority: number, plan: Partial<Plan> = {}) =>
    first({
      ...requestOf(planOf(1, { ringMs: 20_000, loopsMax: 2, loopIntervalMs: 60_000, ...plan }), {
        quiet: { people: new Map([['user-1', quietUntil(night + 60_000)]]), priority },
      }),
      startMs: night,
    })

  it('a person in them is passed over until they end, on the phone and by mail', () => {
    expect(at(5).attempts.map(({ detail }) => detail)).toEqual(['quiet_hours', null])
    const byMail = at(5, { destinations: [mailbox(1)], deliveredIsEnough: true })
    expect(byMail.attempts.map(({ detail, result }) => detail ?? result)).toEqual(['quiet_hours', 'delivered'])
  })

  it('what is urgent breaks through', () => {
    expect(at(2).attempts.map(({ detail }) => detail)).toEqual([null, null])
  })
})

describe('a callout that begins later', () => {
  const later = { why: 'begins_delayed', untilMs: START_MS + 600_000 } as const
  const begins = (change: Partial<PreviewRequest> = {}) =>
    first({ ...requestOf([planOf(1, { escalatesTo: 'x' as PlanHash, loopsMax: 1 }), planOf(1)]), later, ...change })

  it('begins then, and what it escalates to at once', () => {
    const { callouts } = begins()
    const starts = callouts.map(({ attempts }) => (attempts[0]?.attempt.begunAtMs ?? 0) - START_MS)
    expect(starts[0]).toBe(600_000)
    expect(starts[1]).toBe((callouts[0]?.head.endedAtMs ?? 0) - START_MS)
    expect(callouts[0]?.history.map(({ reason }) => reason)).toContain('begins_delayed')
    expect(callouts[1]?.history.map(({ reason }) => reason)).not.toContain('begins_delayed')
  })

  it('is held back by a pause that is on then, and not by one that is over', () => {
    const pause: Pause = {
      id: 'p1',
      scope: 'space',
      of: null,
      beginsAtMs: START_MS + 300_000,
      endsAtMs: START_MS + 900_000,
      repeats: null,
      match: null,
      stopsRunning: false,
      reason: '',
      createdBy: 'Operator',
    }
    expect(begins({ pauses: [pause] }).callout.head.outcome).toBe('suppressed')
    expect(begins({ pauses: [{ ...pause, endsAtMs: START_MS + 599_999 }] }).callout.head.outcome).toBe('escalated')
  })
})
