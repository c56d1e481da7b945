// Readiness: whether somebody would be reached now, by what, and if not, why; before the night it is needed. What blocks a contact
// method says that nothing would come of it; what warns says that nobody knows, or that it went wrong lately.

import { changesAtMs } from './calendar/condition.ts'
import { isQuietAt, type QuietPeople } from './callout/quiet.ts'
import { limits } from './limits.ts'

export const readinessProblems = [
  'no_method',
  'none_verified',
  'user_paused',
  'quiet_all_day',
  'not_asked',
  'address_invalid',
  'connection_missing',
  'connection_failing',
  'channel_paused',
  'opted_out',
  'subscription_gone',
  'unverified_skipped',
  'unverified',
  'not_tried',
  'last_failed',
] as const
export type ReadinessProblem = (typeof readinessProblems)[number]

const warnings: ReadonlySet<ReadinessProblem> = new Set(['none_verified', 'unverified', 'not_tried', 'last_failed'])

/** Whether nothing would come of it; else it is only to be known. */
export const blocks = (problem: ReadinessProblem): boolean => !warnings.has(problem)

export type MethodFacts = {
  readonly verified: boolean
  /** It looks like a number or an address of its channel. */
  readonly valid: boolean
  /** What it goes out by, with whatever stands in. */
  readonly connection: 'works' | 'failing' | 'missing'
  readonly channelPaused: boolean
  /** Its owner, or the provider, said so. */
  readonly optedOut: boolean
  /** Of a browser: it receives nothing any more. */
  readonly gone: boolean
  readonly triedAtMs: number | null
  /** Of the last attempts, newest first: whether each failed, whatever its person did. */
  readonly failed: readonly boolean[]
  /** A policy that asks for others of the person's methods does not use it. */
  readonly asked: boolean
}

export type PersonFacts = {
  readonly paused: boolean
  readonly quietAllDay: boolean
  readonly methods: readonly MethodFacts[]
}

export type Readiness = {
  readonly reachable: boolean
  /** Of the person as a whole. */
  readonly problems: readonly ReadinessProblem[]
  /** In the order of the methods. */
  readonly methods: readonly { readonly usable: boolean; readonly problems: readonly ReadinessProblem[] }[]
}

/** How the space wants it. */
export type Judging = { readonly skipsUnverified: boolean; readonly nowMs: number }

const isOld = ({ triedAtMs }: MethodFacts, nowMs: number): boolean =>
  triedAtMs === null || nowMs - triedAtMs > limits.readiness.untriedMs

const problemsOf = (method: MethodFacts, { skipsUnverified, nowMs }: Judging): readonly ReadinessProblem[] => {
  const { connection, failed, verified } = method
  const found: readonly (readonly [boolean, ReadinessProblem])[] = [
    [!method.asked, 'not_asked'],
    [!method.valid, 'address_invalid'],
    [connection === 'missing', 'connection_missing'],
    [connection === 'failing', 'connection_failing'],
    [method.channelPaused, 'channel_paused'],
    [method.optedOut, 'opted_out'],
    [method.gone, 'subscription_gone'],
    [!verified, skipsUnverified ? 'unverified_skipped' : 'unverified'],
    [isOld(method, nowMs), 'not_tried'],
    [failed.length >= limits.readiness.failuresMin && failed.every((one) => one), 'last_failed'],
  ]
  return found.flatMap(([is, problem]) => (is ? [problem] : []))
}

export const readinessOf = ({ paused, quietAllDay, methods }: PersonFacts, judging: Judging): Readiness => {
  const judged = methods.map((method) => {
    const problems = problemsOf(method, judging)
    return { usable: !problems.some(blocks), problems }
  })
  const found: readonly (readonly [boolean, ReadinessProblem])[] = [
    [methods.length === 0, 'no_method'],
    [paused, 'user_paused'],
    [quietAllDay, 'quiet_all_day'],
    [methods.length > 0 && !methods.some(({ verified }) => verified), 'none_verified'],
  ]
  const problems = found.flatMap(([is, problem]) => (is ? [problem] : []))
  const reachable = !problems.some(blocks) && judged.some(({ usable }) => usable)
  return { reachable, problems, methods: judged }
}

/** Whether somebody is in quiet hours from now on for a whole day, as far as callouts of the usual priority go. */
export const isQuietAllDay = (people: QuietPeople, userId: string, nowMs: number): boolean => {
  const quiet = people.get(userId)
  if (quiet === undefined || !isQuietAt(people, { userId, priority: limits.priority.default }, nowMs)) return false
  const untilMs = changesAtMs(quiet.condition, nowMs)
  return untilMs === null || untilMs - nowMs >= limits.readiness.quietMs
}

/** `ready`: something is known to reach them. `doubtful`: nothing speaks against it, and nothing for it. */
export const readinessStates = ['ready', 'doubtful', 'unreachable'] as const
export type ReadinessState = (typeof readinessStates)[number]

export const stateOf = ({ reachable, methods }: Readiness): ReadinessState => {
  if (!reachable) return 'unreachable'
  return methods.some(({ problems }) => problems.length === 0) ? 'ready' : 'doubtful'
}

const DAY_MS = 24 * 60 * 60_000
const WEEK_DAYS = 7
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY_DAY = 4

/** The week an instant is in: it begins on Monday at 00:00 UTC, which is 9:00 in Japan. */
export const weekOf = (nowMs: number): number => Math.floor((nowMs / DAY_MS - FIRST_MONDAY_DAY) / WEEK_DAYS)

/** When a week begins. */
export const weekBeginsMs = (week: number): number => (week * WEEK_DAYS + FIRST_MONDAY_DAY) * DAY_MS
