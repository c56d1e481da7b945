// What happens next by itself in a running callout while nobody responds: who is tried then, and when.

import type { Plan } from '#core/plan/plan'
import type { AttemptRecord, CalloutDetail } from './ports.ts'

/** `atMs` null: as soon as the attempts of this step have ended. */
type Coming = {
  readonly atMs: number | null
  readonly kind: 'begin' | 'attempt' | 'step' | 'loop' | 'end'
  readonly names: string[]
}

/** Whom a step tries: those it names, and for whoever is on duty the schedule. */
const namesOf = ({ steps, destinations }: Plan, step: number): string[] => [
  ...(steps[step]?.destinations ?? []).flatMap((one) => destinations[one]?.name ?? []),
  ...(steps[step]?.onCall ?? []).map(({ name }) => name),
]

const attempt = ({ destination, dueAtMs }: AttemptRecord, { destinations }: Plan): Coming => ({
  atMs: dueAtMs,
  kind: 'attempt',
  names: [destinations[destination]?.name ?? ''],
})

/** The step after this one, else the next round, else the end. */
const after = ({ callout, plan }: CalloutDetail, atMs: number | null): Coming => {
  const { step, loop } = callout.head
  if (step + 1 < plan.steps.length) return { atMs, kind: 'step', names: namesOf(plan, step + 1) }
  if (loop < plan.loopsMax) return { atMs, kind: 'loop', names: namesOf(plan, 0) }
  return { atMs, kind: 'end', names: [] }
}

const NEVER_MS = Number.POSITIVE_INFINITY

/** Returns null for a callout that has ended. */
export const comingIn = (detail: CalloutDetail): Coming | null => {
  const { outcome, due } = detail.callout.head
  if (outcome !== null) return null
  if (due?.for === 'begin') return { atMs: due.atMs, kind: 'begin', names: namesOf(detail.plan, 0) }
  return onTheWay(detail, due)
}

const onTheWay = (detail: CalloutDetail, due: CalloutDetail['callout']['head']['due']): Coming => {
  const planned = detail.attempts
    .filter(({ state, dueAtMs }) => state === 'planned' && dueAtMs !== null)
    .sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))[0]
  if (planned !== undefined && (planned.dueAtMs ?? 0) <= (due?.atMs ?? NEVER_MS)) return attempt(planned, detail.plan)
  return after(detail, due?.atMs ?? null)
}
