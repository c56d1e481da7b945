// What must always be true, looked at after every tick of the world and once more when it has healed. Each check names the
// promise it guards (docs/architecture.md, "What must always be true") and throws with the facts when it is broken.

import { isCallBack, isLive } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import { briefly } from '#core/cause'
import type { CalloutId } from '#core/ids'
import type { Channel, Destination, Plan } from '#core/plan/plan'
import type { AttemptRow, CalloutRow } from '#engine/ports'
import type { Duty } from './duty.ts'
import type { Pauses } from './pauses.ts'
import type { Call, Reached } from './provider.ts'

/** The store's truth at one instant. */
export type Snapshot = {
  readonly callouts: readonly CalloutRow[]
  readonly attemptsOf: (id: CalloutId) => readonly AttemptRow[]
  readonly historyOf: (id: CalloutId) => readonly HistoryEntry[]
  readonly planOf: (row: CalloutRow) => Plan | null
}

/** What the world knows beside the store. */
export type Truth = {
  readonly calls: readonly Call[]
  /** Attempts that reached somebody, by whatever connection. */
  readonly reached: readonly Reached[]
  readonly planOf: (row: CalloutRow) => Plan
  readonly heldAt: Pauses['heldAt']
  readonly isOnDuty: Duty['isOnDuty']
  /** Callouts whose start was answered with ok. */
  readonly promised: ReadonlySet<CalloutId>
  /** Outcomes seen before: they never change. */
  readonly outcomes: Map<CalloutId, string>
  /** What was seen of each callout the last time. */
  readonly seen: Map<CalloutId, Seen>
}

/** How far its history went, whether somebody was being called back, and its rows. */
export type Seen = { readonly seq: number; readonly callBacks: number; readonly rows: readonly unknown[] }

export class Violation extends Error {
  override readonly name = 'Violation'
}

export const must = (condition: boolean, promise: string, facts: unknown): void => {
  if (!condition) throw new Violation(`${promise}: ${JSON.stringify(facts)}`)
}

/** A callout to look at. */
export type Looked = Told & { readonly row: CalloutRow; readonly before: Seen }
type Told = { readonly attempts: readonly AttemptRow[]; readonly history: readonly HistoryEntry[] }

const unseen: Seen = { seq: 0, callBacks: 0, rows: [] }

/** Rows are never changed, but replaced: a callout whose rows are the same, with no call made since, was found right the last time. */
export const changedSince = (snapshot: Snapshot, { seen, calls, reached }: Truth): readonly Looked[] =>
  snapshot.callouts.flatMap((row) => {
    const attempts = snapshot.attemptsOf(row.id)
    const rows = [row, calls.length, reached.length, ...attempts]
    const before = seen.get(row.id) ?? unseen
    if (rows.length === before.rows.length && rows.every((one, index) => one === before.rows[index])) return []
    seen.set(row.id, { seq: row.head.seq, callBacks: row.head.callBacks ?? 0, rows })
    return { row, attempts, history: snapshot.historyOf(row.id), before }
  })

export const checkAlways = (snapshot: Snapshot, changed: readonly Looked[], truth: Truth): void => {
  const known = new Set(snapshot.callouts.map((row) => row.id))
  for (const id of truth.promised) must(known.has(id), '1 durable before 2xx', { id })
  for (const { row, attempts, history, before } of changed) {
    neverStuck(row, attempts)
    oneOutcome(row, truth)
    orderAndReasons(row, attempts, history)
    itStops(row, attempts, history)
    stopRuleHolds(row, truth)
    onlyHumansCount(row, truth)
    crashRepeats(row, attempts, truth)
    othersWait(row, { attempts, history, before })
    passedOver(row, { attempts, history }, truth)
    onDutyOrNamed(row, { attempts, history }, truth)
    nobodyTooEarly(row, history)
    nobodyHeld(row, { history, before }, truth)
    onlyRepeatsHeld(row, history)
  }
  oneCallPerPhone(snapshot)
}

const neverStuck = (row: CalloutRow, attempts: readonly AttemptRow[]): void => {
  const inFlight = attempts.some((attempt) => attempt.effect !== null)
  must(row.head.outcome !== null || inFlight || row.head.due !== null, '2 never stuck', { id: row.id, head: row.head })
  for (const attempt of attempts) {
    const pending = attempt.state === 'ended' ? attempt.effect === null : attempt.effect !== null
    must(pending, '2 every open attempt has something to do', { id: row.id, attempt })
  }
}

const oneOutcome = (row: CalloutRow, truth: Truth): void => {
  const { outcome } = row.head
  const before = truth.outcomes.get(row.id)
  must(before === undefined || before === outcome, '2 one outcome, for ever', { id: row.id, before, outcome })
  if (outcome !== null) truth.outcomes.set(row.id, outcome)
}

const orderAndReasons = (row: CalloutRow, attempts: readonly AttemptRow[], history: readonly HistoryEntry[]): void => {
  for (const [index, entry] of history.entries())
    must(entry.seq === index + 1, '3 history without gaps', { id: row.id, entry })
  must(history.length === row.head.seq, '3 the head knows its history', { id: row.id, seq: row.head.seq })
  must(attempts.length === row.head.attempts, '3 every attempt is recorded', { id: row.id })
  const made = history.filter(
    (entry) => entry.attempt !== null && entry.reason === attemptReason(attempts, entry.attempt),
  )
  for (const attempt of attempts) {
    const told = made.some((entry) => entry.attempt === attempt.ordinal)
    must(told, '3 each attempt records the reason it was made', { id: row.id, attempt: attempt.ordinal })
  }
}

const attemptReason = (attempts: readonly AttemptRow[], ordinal: number): string | undefined =>
  attempts.find((attempt) => attempt.ordinal === ordinal)?.reason

const itStops = (row: CalloutRow, attempts: readonly AttemptRow[], history: readonly HistoryEntry[]): void => {
  if (row.head.outcome === null) return
  const end = history.find((entry) => entry.facts['outcome'] === row.head.outcome)
  must(end !== undefined, '4 the end is in the history', { id: row.id })
  const late = history.find((entry) => entry.reason === 'begun' && entry.seq > (end?.seq ?? 0))
  must(late === undefined, '4 no attempt begins after the end', { id: row.id, late })
  for (const attempt of attempts) {
    must(attempt.state !== 'planned', '4 nothing stays planned after the end', { id: row.id, attempt: attempt.ordinal })
  }
}

/** Whoever has it, has it at once: no other phone is given the time to ring. */
const stopRuleHolds = (row: CalloutRow, truth: Truth): void => {
  const { id, head } = row
  const { stop, destinations, steps } = truth.planOf(row)
  // Whoever is on duty in a step still to come belongs to everybody.
  const awaited = head.loop === 1 && steps.some(({ onCall }, step) => onCall !== undefined && step > head.step)
  const enough = {
    first: 1,
    all: awaited ? Number.POSITIVE_INFINITY : Math.max(1, destinations.length),
    none: Number.POSITIVE_INFINITY,
  }[stop]
  must(head.outcome !== null || head.taken < enough, '4 it stops when its stop rule says', { id, stop, head })
}

const onlyHumansCount = (row: CalloutRow, truth: Truth): void => {
  const { outcome, acknowledgedBy } = row.head
  if (outcome !== 'acknowledged' || acknowledgedBy?.via !== 'phone') return
  const { buttons, template } = truth.planOf(row)
  const reactions = Object.entries(template.reactions).flatMap(([key, { action }]) =>
    action === 'take' || action === 'transfer' ? key : [],
  )
  const takes = buttons === undefined || row.cause.kind === 'text' ? reactions : ['9#', '3#', '5#']
  const pressed = truth.calls.some((call) => call.calloutId === row.id && call.keys.some((key) => takes.includes(key)))
  must(pressed, '5 only a human counts', { id: row.id, acknowledgedBy })
}

const crashRepeats = (row: CalloutRow, attempts: readonly AttemptRow[], truth: Truth): void => {
  const made = truth.calls.filter((call) => call.calloutId === row.id)
  const perAttempt = new Set(made.map((call) => call.attempt))
  must(perAttempt.size === made.length, '7 one attempt makes at most one call', { id: row.id, made })
  for (const call of made) {
    const attempt = attempts.find((each) => each.ordinal === call.attempt)
    must(attempt !== undefined && attempt.begunAtMs !== null, '7 no call without a committed begin', {
      id: row.id,
      call,
    })
  }
  for (const attempt of attempts) {
    if (attempt.reason !== 'repeat_after_unknown') continue
    must(attempt.possibleRepeat, '7 a possible repeat is recorded as one', { id: row.id, attempt: attempt.ordinal })
  }
}

/** While somebody is called back, no other phone of the callout begins to ring. */
const othersWait = (row: CalloutRow, { attempts, history, before }: Omit<Looked, 'row'>): void => {
  const callBacks = row.head.callBacks ?? 0
  if (row.head.outcome !== null || before.callBacks === 0 || callBacks === 0) return
  for (const { reason, attempt: ordinal } of history.slice(before.seq)) {
    if (reason !== 'begun') continue
    const attempt = attempts.find((each) => each.ordinal === ordinal)
    must(attempt !== undefined && isCallBack(attempt), 'no other phone rings while one is called back', {
      id: row.id,
      attempt: ordinal,
    })
  }
}

/** Whoever passed it on is not called on another phone in the same loop; whoever left, on none any more. */
const passedOver = (row: CalloutRow, { history }: Told, truth: Truth): void => {
  const { destinations } = truth.planOf(row)
  const personOf = (entry: HistoryEntry) => destinations[entry.destination ?? -1]?.person
  let passed = new Set<number>()
  const left = new Set<number>()
  let loop = 1
  for (const entry of history) {
    const person = personOf(entry)
    if (entry.reason === 'step_opened' && entry.facts['loop'] !== loop) {
      loop = Number(entry.facts['loop'])
      passed = new Set()
    }
    if (person === undefined) continue
    if (entry.reason === 'key_next') passed.add(person)
    if (entry.reason === 'key_leave') left.add(person)
    const isNew = entry.reason === 'first_attempt' || entry.reason === 'loop_repeat'
    must(!isNew || !passed.has(person), 'whoever passed is not called again in this loop', { id: row.id, entry })
    must(!isNew || !left.has(person), 'whoever left is not called again', { id: row.id, entry })
  }
}

/** Whoever was dialled was named in the policy, or on duty at that instant by the schedule as it was then; only a call-back is a promise made before. */
const onDutyOrNamed = (row: CalloutRow, { attempts, history }: Told, truth: Truth): void => {
  const { destinations } = truth.planOf(row)
  for (const { reason, attempt: ordinal, destination, atMs } of history) {
    const called = destinations[destination ?? -1]
    if (reason !== 'begun' || called?.onDuty !== true) continue
    const attempt = attempts.find((each) => each.ordinal === ordinal)
    const onDuty = truth.isOnDuty(called.userId, atMs)
    must(onDuty || (attempt !== undefined && isCallBack(attempt)), 'whoever was dialled was on duty, or named', {
      id: row.id,
      attempt: ordinal,
      atMs,
    })
  }
}

/** What begins later contacts nobody before its time, unless somebody let it begin. */
const nobodyTooEarly = (row: CalloutRow, history: readonly HistoryEntry[]): void => {
  let fromMs = 0
  for (const { reason, facts, atMs } of history) {
    if (reason === 'begins_delayed') fromMs = Number(facts['atMs'])
    else if (reason === 'released_by_hand') fromMs = 0
    else if (reason === 'begun')
      must(atMs >= fromMs, 'nobody was dialled before it was time', { id: row.id, atMs, fromMs })
  }
}

/** By another channel somebody has another address, which is not looked at. */
const wayOf = (called: Destination, channel: Channel = called.channel): Destination =>
  channel === called.channel ? called : { ...called, channel, address: '' }

/** Nobody is contacted whom a pause keeps from it at that instant, not even for a call-back; nor, but for that, in quiet hours. */
const nobodyHeld = (row: CalloutRow, { history, before }: Pick<Looked, 'history' | 'before'>, truth: Truth): void => {
  const { destinations, policyId } = truth.planOf(row)
  const goesBy = new Map<number | null, Channel>()
  const callBacks = new Set<number | null>()
  for (const { seq, reason, destination, attempt, atMs, facts } of history) {
    if (reason === 'call_back' || reason === 'call_back_after_unknown') callBacks.add(attempt)
    const called = destinations[destination ?? -1]
    if (typeof facts['channel'] === 'string') goesBy.set(attempt, facts['channel'] as Channel)
    if (reason !== 'begun' || called === undefined || seq <= before.seq) continue
    const about = { policyId, text: briefly(row.cause), priority: row.priority, isCallBack: callBacks.has(attempt) }
    const held = truth.heldAt(wayOf(called, goesBy.get(attempt)), { ...about, atMs })
    must(held === undefined, 'nobody in a pause, in quiet hours or left out was dialled', {
      id: row.id,
      destination,
      atMs,
      held,
    })
  }
}

const repeatReasons: ReadonlySet<string> = new Set(['loop_repeat', 'redial_no_key', 'redial_no_answer', 'redial_busy'])

/** However many callouts run, only repeats are ever held for there having been so many attempts. */
const onlyRepeatsHeld = (row: CalloutRow, history: readonly HistoryEntry[]): void => {
  const planned = new Map<number | null, string>()
  for (const { reason, attempt } of history) {
    if (attempt !== null && !planned.has(attempt)) planned.set(attempt, reason)
    if (reason !== 'waits_for_calm' && reason !== 'called_enough') continue
    const why = planned.get(attempt) ?? ''
    must(repeatReasons.has(why), 'nothing but a repeat was held back', { id: row.id, attempt, why })
  }
}

const oneCallPerPhone = (snapshot: Snapshot): void => {
  const busy = new Set<string>()
  for (const row of snapshot.callouts) {
    for (const attempt of snapshot.attemptsOf(row.id)) {
      if (attempt.channel !== 'phone' || !isLive(attempt) || attempt.possibleRepeat) continue
      must(!busy.has(attempt.address), 'one live call per phone', { id: row.id, attempt: attempt.ordinal })
      busy.add(attempt.address)
    }
  }
}

/** After the world has healed: everything finished, nothing left to do, nobody skipped without a reason. */
export const checkFinished = (snapshot: Snapshot, truth: Truth): void => {
  for (const row of snapshot.callouts) {
    must(row.head.outcome !== null, '2 every callout ends', { id: row.id, head: row.head })
    for (const attempt of snapshot.attemptsOf(row.id)) {
      must(attempt.state === 'ended', '2 every attempt ends', { id: row.id, attempt })
    }
    if (row.head.outcome === 'exhausted') everybodyTried(row, snapshot, truth)
    goesOnOnce(row, snapshot)
  }
  for (const call of truth.calls) must(call.endedAtMs !== null, '4 no phone rings after the end', call)
}

/** What escalates goes on, once; so does what was acknowledged and nobody resolved, as often as its plan says and no more. */
const goesOnOnce = (row: CalloutRow, snapshot: Snapshot): void => {
  const reasons = snapshot.historyOf(row.id).map(({ reason }) => reason)
  const comesBack = reasons.filter((reason) => reason === 'comes_back').length
  const successors = snapshot.callouts.filter(({ parentId }) => parentId === row.id)
  const returns = successors.filter(({ head }) => head.reminding?.of === row.id).length
  must(returns === comesBack && comesBack <= 1, '2 what is not resolved comes back, once', { id: row.id })
  const escalated = Number(row.head.outcome === 'escalated')
  must(successors.length - returns === escalated, '2 what escalates goes on, once', { id: row.id })
  const settled = row.head.resolved !== undefined || comesBack === 1 || reasons.includes('reminders_used_up')
  must(!reasons.includes('awaits_resolving') || settled, '2 what is acknowledged is not forgotten', { id: row.id })
  must(row.head.due === null, '2 nothing waits that is over', { id: row.id, due: row.head.due })
}

const everybodyTried = (row: CalloutRow, snapshot: Snapshot, truth: Truth): void => {
  const told = new Set(snapshot.historyOf(row.id).map((entry) => entry.destination))
  for (const [ordinal, { onDuty = false }] of truth.planOf(row).destinations.entries()) {
    // Whoever was on duty for the callout that this one goes on from is called where they still are.
    must(onDuty || told.has(ordinal), '3 nobody is skipped without a reason', { id: row.id, destination: ordinal })
  }
}
