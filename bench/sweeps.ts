// (w) The times of a week with nobody to call: 500 policies, each of a duty schedule of ten layers and two people it names, at
// every quarter of an hour. Pure computing, no server.

import { onDutyAt } from '#core/calendar/duty'
import type { OpenSchedule } from '#core/calendar/schedule'
import type { DutyFound } from '#core/callout/duty'
import type { MethodId, ScheduleId, UserId } from '#core/ids'
import type { DutyRef, Plan } from '#core/plan/plan'
import type { Person } from '#core/plan/policy'
import { type PreviewRequest, previewLimits, usualNetwork } from '#core/preview/request'
import { openSweep } from '#core/preview/sweep'
import { person, planOf } from '../tests/support/plans.ts'
import { scheduleOf, startMs } from './calendar.ts'
import { atMost, figure, percentile, type Row } from './figures.ts'
import type { Size } from './starts.ts'

const DAYS = 7
const ref: DutyRef = { schedule: 's' as ScheduleId, name: 'Duty', channel: 'phone' }
const staff = new Map(
  ['anna', 'ben', 'chie', 'dan', 'eri', 'fumi'].map((key, index): [string, Person] => {
    const { name, language, address } = person(index + 1)
    const method = { id: `${key}-1` as MethodId, channel: 'phone', label: '', address, isDefault: true } as const
    return [key, { id: key as UserId, key, name, language, methods: [method] }]
  }),
)

const dutyIn =
  (schedule: OpenSchedule) =>
  (refs: readonly DutyRef[], atMs: number): readonly DutyFound[] => {
    const found = onDutyAt(schedule, atMs)
    if (!found.ok) throw new Error(found.detail)
    const duties = found.value.flatMap(({ position, duties: own }) =>
      own.map((duty) => ({ person: staff.get(duty.person) as Person, position, because: duty.because })),
    )
    return refs.map((one) => ({ ref: one, duties }))
  }

/** Half of them have nobody but who is on duty. */
const policyOf = (index: number): Plan => {
  const onDuty = { destinations: [], waitMs: 0, onCall: [ref] }
  return index % 2 === 0
    ? planOf(0, { steps: [onDuty], loopsMax: 3 })
    : planOf(2, { steps: [onDuty, { destinations: [0], waitMs: 0 }, { destinations: [1], waitMs: 0 }] })
}

const requestOf = (index: number): PreviewRequest => ({
  plans: [policyOf(index)],
  values: { text: 'db01 does not answer' },
  startMs,
  seed: 1,
  behaviours: () => null,
  others: { does: 'no_answer' },
  network: usualNetwork,
  duty: dutyIn(scheduleOf(index, 20)),
  allows: () => true,
  limits: previewLimits,
})

export const sweeps = ({ quick }: Size): Promise<readonly Row[]> => {
  const count = quick ? 50 : 500
  const requests = Array.from({ length: count }, (_, index) => requestOf(index))
  const took: number[] = []
  for (const request of requests) {
    const beganMs = performance.now()
    const sweep = openSweep(request, request.startMs + DAYS * 24 * 3_600_000)
    while (!sweep.advance());
    sweep.result()
    took.push(performance.now() - beganMs)
  }
  const total = took.reduce((sum, one) => sum + one, 0) / 1_000
  return Promise.resolve([
    atMost(figure('w', `${DAYS} days of ${count} policies, every quarter of an hour`, [total, 's']), 30),
    figure('w', 'one policy, p99', [percentile(took, 0.99), 'ms']),
  ])
}
