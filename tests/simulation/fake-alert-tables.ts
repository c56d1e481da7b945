// The rows of the in-memory store of alerts and what is read of them, as the statements of the one on PostgreSQL read them: objects,
// runs with their members, waits, and what calls have told.

import type { Alert } from '#core/alert/alert'
import { isBelievedToFail } from '#core/alert/taken'
import { keepsCalling } from '#core/alert/telling'
import type { AlertRow } from '#store/alert/alert-rows'
import type { Joining } from '#store/alert/joins'
import type { Member, Run } from '#store/alert/runs'
import type { ToldCall } from '#store/alert/told'
import type { DueWait } from '#store/alert/waits'
import type { FakeSnapshot } from './fake-store.ts'

export type FakeAlert = AlertRow & { readonly spaceId: string; readonly sourceId: string }
export type FakeRun = Run & { readonly createdAtMs: number }
export type FakeMember = Omit<Member, 'body'>
export type FakeWait = DueWait & { readonly dueAtMs: number }
export type FakeTold = ToldCall & {
  readonly alertId: string
  readonly state: Alert['state']
  readonly sinceMs: number
  /** At which turn its details were read; null: it was counted. */
  readonly turn: number | null
}

export type AlertTables = {
  readonly alerts: Map<string, FakeAlert>
  readonly runs: Map<string, FakeRun>
  readonly members: Map<string, Map<string, FakeMember>>
  readonly waits: Map<string, FakeWait>
  readonly told: Map<string, FakeTold>
  /** Callouts and attempts, which the statements join with. */
  readonly engine: () => FakeSnapshot
}

export type Tools = { readonly nowMs: number; readonly newId: (atMs: number) => string }

export const isOpen = ({ state }: Pick<Run, 'state'>): boolean => state === 'wanted' || state === 'live'
export const waitKey = ({ ruleId, alertId }: Pick<DueWait, 'ruleId' | 'alertId'>): string => `${ruleId} ${alertId}`
export const toldKey = ({ runId, calloutId, attempt, alertId }: ToldCall & { readonly alertId: string }): string =>
  `${runId} ${calloutId} ${attempt} ${alertId}`

export const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/** As it was told, it still is. */
export const isSaid = ({ state, sinceMs }: Pick<FakeTold, 'state' | 'sinceMs'>, { body }: { readonly body: Alert }) =>
  state === body.state && sinceMs === body.sinceMs

export const membersOf = ({ members, alerts }: AlertTables, runId: string): readonly Member[] =>
  [...(members.get(runId)?.values() ?? [])]
    .flatMap((member) => {
      const alert = alerts.get(member.alertId)
      return alert === undefined ? [] : [{ ...member, body: alert.body }]
    })
    .sort((one, other) => one.joinedAtMs - other.joinedAtMs || inOrder(one.alertId, other.alertId))

export const setMember = ({ members }: AlertTables, runId: string, member: FakeMember): void => {
  const known = members.get(runId) ?? new Map<string, FakeMember>()
  members.set(runId, known.set(member.alertId, member))
}

export const markHeard = (tables: AlertTables, runId: string, heard: (member: FakeMember) => number | null): void => {
  for (const member of tables.members.get(runId)?.values() ?? []) {
    const heardAtMs = member.heardAtMs ?? heard(member)
    if (heardAtMs !== member.heardAtMs) setMember(tables, runId, { ...member, heardAtMs })
  }
}

/** What somebody took in button calls of the policy, as it still is. */
const takenOf = ({ told, runs, alerts }: AlertTables, policyId: string): ReadonlySet<string> =>
  new Set(
    [...told.values()].flatMap((one) => {
      const run = runs.get(one.runId)
      const alert = alerts.get(one.alertId)
      const counts = run?.policyId === policyId && run.state === 'over' && one.state === 'problem'
      return counts && alert !== undefined && isSaid(one, alert) ? [one.alertId] : []
    }),
  )

/** What somebody may believe to fail, as the calls of the policy have left it. */
const isBelieved = ({ runs, members, engine }: AlertTables, policyId: string, alertId: string): boolean => {
  const { attemptsOf } = engine()
  const newest = [...runs.values()]
    .filter((run) => run.policyId === policyId)
    .sort((one, other) => other.createdAtMs - one.createdAtMs || inOrder(other.id, one.id))
  const calls = newest.flatMap(({ id, calloutId }) => {
    const member = members.get(id)?.get(alertId)
    if (member === undefined) return []
    const reached = (calloutId === null ? [] : attemptsOf(calloutId as never)).filter(
      ({ channel, answeredAtMs }) => channel !== 'phone' || answeredAtMs !== null,
    )
    const since = reached.some(({ begunAtMs }) => begunAtMs !== null && begunAtMs >= member.joinedAtMs)
    return { recovery: member.recovery, told: member.heardAtMs !== null || since }
  })
  return isBelievedToFail(calls)
}

/** Returns the run where its callout is to be started, else null. */
export const joinRun = (
  tables: AlertTables,
  { policyId, ruleId, alerts, recovered }: Joining,
  { spaceId, nowMs, newId }: Tools & { readonly spaceId: string },
): string | null => {
  const taken = takenOf(tables, policyId)
  const joining = [
    ...alerts.flatMap((one) => (one.fresh || !taken.has(one.id) ? { ...one, recovery: false } : [])),
    ...recovered.flatMap((id) => (isBelieved(tables, policyId, id) ? { id, fresh: true, recovery: true } : [])),
  ]
  if (joining.length === 0) return null
  const open = [...tables.runs.values()].find((one) => one.policyId === policyId && isOpen(one))
  const made = { spaceId, ruleId, policyId, state: 'wanted', calloutId: null } as const
  const run = open ?? { id: newId(nowMs), createdAtMs: nowMs, ...made }
  if (open === undefined) tables.runs.set(run.id, run)
  for (const { id: alertId, fresh, recovery } of joining) {
    const known = tables.members.get(run.id)?.has(alertId) ?? false
    if (fresh || !known) setMember(tables, run.id, { alertId, joinedAtMs: nowMs, heardAtMs: null, recovery })
  }
  return run.state === 'wanted' ? run.id : null
}

export const addWaits = (
  { waits }: AlertTables,
  spaceId: string,
  wanted: readonly Omit<FakeWait, 'spaceId'>[],
): void => {
  for (const wait of wanted) if (!waits.has(waitKey(wait))) waits.set(waitKey(wait), { ...wait, spaceId })
}

/** What needs nobody waits no longer; returns the open runs it belongs to. */
export const putToRest = (tables: AlertTables, alertIds: readonly string[]): readonly string[] => {
  const resting = new Set(alertIds)
  for (const [key, { alertId }] of tables.waits) if (resting.has(alertId)) tables.waits.delete(key)
  return [...tables.runs.values()]
    .filter((run) => isOpen(run) && alertIds.some((id) => tables.members.get(run.id)?.has(id)))
    .map(({ id }) => id)
}

/** Nobody has anything left to be told of. */
export const isResting = (tables: AlertTables, runId: string, nowMs: number): boolean =>
  !membersOf(tables, runId).some((one) => keepsCalling(one, nowMs))
