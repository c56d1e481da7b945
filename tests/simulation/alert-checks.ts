// What must be true of alerts: whatever is wrong when the world stops was heard by somebody who took it, or everybody was tried for
// it; nothing is said that was never true; one policy's callout says nothing of another's; and a policy has one callout at a time.

import { needsSomebody } from '#core/alert/alert'
import { concerns } from '#core/alert/router'
import { isLeft } from '#core/alert/telling'
import type { Head } from '#core/callout/state'
import type { AttemptRow, CalloutRow } from '#engine/ports'
import type { Rule } from '#store/alert/rules'
import { runOfSource } from '../../src/server/causes.ts'
import { must, type Snapshot } from './checks.ts'
import { type AlertTables, type FakeAlert, type FakeMember, type FakeRun, isOpen, isSaid } from './fake-alert-tables.ts'
import { type Monitoring, sourceKey } from './monitoring.ts'
import type { Call } from './provider.ts'

export type AlertTruth = {
  readonly tables: AlertTables
  readonly monitoring: Monitoring
  readonly calls: readonly Call[]
}

/** One thing somebody heard of an object on the phone. */
export type Heard = { readonly key: string; readonly state: 'problem' | 'recovered' }

/** Keys that end a button call with somebody who has it. */
const takes = ['9#', '3#', '5#']

const runOf = ({ runs }: AlertTables, { cause }: CalloutRow): FakeRun | null =>
  cause.kind === 'live' ? (runs.get(runOfSource(cause.source) ?? '') ?? null) : null

const rulesFor = ({ monitoring }: AlertTruth, { body, sourceId }: FakeAlert, policyId?: string): readonly Rule[] =>
  monitoring.rules.filter(
    (rule) => (policyId === undefined || rule.policyId === policyId) && concerns(rule.body, body, sourceKey(sourceId)),
  )

/** One policy has one run and one callout about alerts at a time, and its runs hold nothing of another's. */
const checkRuns = (snapshot: Snapshot, truth: AlertTruth): void => {
  const { tables } = truth
  const open = [...tables.runs.values()].filter(isOpen).map(({ policyId }) => policyId)
  must(new Set(open).size === open.length, 'a policy is about alerts once at a time', { open })
  const running = snapshot.callouts.flatMap((row) =>
    row.head.outcome === null ? (runOf(tables, row)?.policyId ?? []) : [],
  )
  must(new Set(running).size === running.length, 'a storm is one callout of each policy', { running })
  for (const run of tables.runs.values()) {
    for (const alertId of tables.members.get(run.id)?.keys() ?? []) {
      const alert = tables.alerts.get(alertId)
      const concerned = alert !== undefined && rulesFor(truth, alert, run.policyId).length > 0
      must(concerned, 'two policies never merge', { run, alertId })
    }
  }
}

/** What somebody heard was true at some time, and is about what their policy is about. */
const checkHeard = (snapshot: Snapshot, truth: AlertTruth): void => {
  const { tables, monitoring } = truth
  for (const call of truth.calls) {
    const row = snapshot.callouts.find(({ id }) => id === call.calloutId)
    const run = row === undefined ? null : runOf(tables, row)
    for (const { key, state } of call.heard.slice(call.heardChecked)) {
      must(monitoring.everWas(key, state), 'nothing is said that was never true', { sid: call.sid, key, state })
      const told = [...tables.alerts.values()].find(({ dedupKey }) => dedupKey === key)
      const own = run !== null && told !== undefined && rulesFor(truth, told, run.policyId).length > 0
      must(own, 'nobody hears of another policy', { sid: call.sid, key })
    }
    call.heardChecked = call.heard.length
  }
}

export const checkAlerts = (snapshot: Snapshot, truth: AlertTruth): void => {
  checkRuns(snapshot, truth)
  checkHeard(snapshot, truth)
}

/** After everything has come to rest. */
export const checkAlertsFinished = (snapshot: Snapshot, truth: AlertTruth, nowMs: number): void => {
  const { tables, monitoring } = truth
  must(tables.waits.size === 0, 'no wait is forgotten', [...tables.waits.values()])
  for (const run of tables.runs.values()) must(!isOpen(run), 'every run ends', run)
  for (const alert of tables.alerts.values()) {
    const { dedupKey, body } = alert
    must((body.state === 'problem') === monitoring.isProblem(dedupKey), 'what is kept is what is so', {
      dedupKey,
      body,
    })
    if (!needsSomebody(body, nowMs) || body.downtimeUntilMs !== null) continue
    for (const { policyId } of rulesFor(truth, alert)) {
      const runs = [...tables.runs.values()].filter((run) => run.policyId === policyId)
      const cared = runs.some((run) => {
        const member = tables.members.get(run.id)?.get(alert.id)
        return member !== undefined && isCaredFor(snapshot, truth, { run, member, alert })
      })
      must(cared, 'what is wrong was heard by somebody who took it', { policyId, alert, runs })
    }
  }
  for (const alert of tables.alerts.values()) {
    acknowledgedByHearing(snapshot, truth, alert)
    recoveryIsTold(truth, alert)
  }
}

/** Where a rule says so, what somebody heard of as failing and is well has been told again, if not by the call they heard it in. */
const recoveryIsTold = (truth: AlertTruth, alert: FakeAlert): void => {
  const { tables } = truth
  for (const { policyId, body } of rulesFor(truth, alert)) {
    if (alert.body.state !== 'recovered' || body.recoveries !== true) continue
    const newest = [...tables.runs.values()]
      .filter((run) => run.policyId === policyId && tables.members.get(run.id)?.has(alert.id))
      .toSorted((one, other) => other.createdAtMs - one.createdAtMs || (one.id < other.id ? 1 : -1))[0]
    const member = newest === undefined ? undefined : tables.members.get(newest.id)?.get(alert.id)
    if (member === undefined || member.recovery) continue
    const heardOfFailure = member.heardAtMs !== null && member.heardAtMs < alert.body.sinceMs
    must(!heardOfFailure, 'whoever heard of a failure is told that it is well', { policyId, alert, member })
  }
}

type Case = { readonly run: FakeRun; readonly member: FakeMember; readonly alert: FakeAlert }

/** Somebody took it as it is, or everybody was tried, or somebody ended the callout by hand. */
const isCaredFor = (snapshot: Snapshot, truth: AlertTruth, { run, member, alert }: Case): boolean => {
  if (member.joinedAtMs < alert.body.sinceMs) return false
  const row = snapshot.callouts.find(({ id }) => id === run.calloutId)
  return row !== undefined && isCaredForIn(snapshot.attemptsOf(row.id), row.head, { truth, run, member, alert })
}

type InCallout = Case & { readonly truth: AlertTruth }

const isCaredForIn = (attempts: readonly AttemptRow[], { outcome, acknowledgedBy }: Head, one: InCallout): boolean => {
  if (outcome === null) return false
  if (outcome === 'cancelled' || outcome === 'suppressed') return true
  const { truth, member } = one
  if (outcome === 'acknowledged' && acknowledgedBy?.via === 'phone')
    return attempts.some((attempt) => isTakenIn(truth, attempt, one))
  const begun = attempts.flatMap(({ begunAtMs }) => begunAtMs ?? [])
  const lastBegunAtMs = begun.length === 0 ? null : Math.max(...begun)
  return !isLeft(member, { outcome, lastBegunAtMs })
}

/** A call was ended by a key of taking, in which it was told as it still is. */
const isTakenIn = ({ tables, calls }: AlertTruth, attempt: AttemptRow, { run, alert }: Case): boolean => {
  const call = calls.find((one) => one.calloutId === attempt.calloutId && one.attempt === attempt.ordinal)
  if (attempt.result !== 'taken' || call === undefined || !call.keys.some((key) => takes.includes(key))) return false
  return [...tables.told.values()].some(
    (one) =>
      one.runId === run.id &&
      one.calloutId === attempt.calloutId &&
      one.attempt === attempt.ordinal &&
      one.alertId === alert.id &&
      isSaid(one, alert),
  )
}

/** An acknowledgement by phone is of what was named in a call of that person, who pressed a key for it. */
const acknowledgedByHearing = (snapshot: Snapshot, { calls, tables }: AlertTruth, alert: FakeAlert): void => {
  const { acknowledgedBy: by } = alert.body
  if (by === null || by === 'monitor' || by === 'Operator') return
  const heard = calls.some((call) => {
    const attempt = snapshot.attemptsOf(call.calloutId).find(({ ordinal }) => ordinal === call.attempt)
    const row = snapshot.callouts.find(({ id }) => id === call.calloutId)
    const person = row === undefined ? undefined : snapshot.planOf(row)?.destinations[attempt?.destination ?? -1]
    return (
      person?.name === by &&
      row !== undefined &&
      runOf(tables, row) !== null &&
      call.keys.some((key) => key === '3#' || key === '1') &&
      call.heard.some(({ key, state }) => key === alert.dedupKey && state === 'problem')
    )
  })
  must(heard, 'only what was heard is acknowledged', { alert })
}
