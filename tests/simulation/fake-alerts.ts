// An in-memory store of alerts with the semantics of the one on PostgreSQL: objects, runs, waits, and what calls have told. Each of
// its transactions happens whole between two points where the world may go on, or end; `tests/store/alerts.case.ts` holds both to
// one contract.

import type { AlertEvent } from '#core/alert/alert'
import { needsSomebody } from '#core/alert/alert'
import { type Received, receive } from '#core/alert/receive'
import { concerns, routerOf } from '#core/alert/router'
import { isLeft, isToTell } from '#core/alert/telling'
import { takeIn } from '#store/alert/receiving'
import type { Rule } from '#store/alert/rules'
import { type Ended, type Member, startKey, type Unfinished, type UnfinishedPage } from '#store/alert/runs'
import type { DueWait } from '#store/alert/waits'
import type { ConfigStore } from '#store/config/store'
import {
  type AlertTables,
  addWaits,
  type FakeRun,
  inOrder,
  isOpen,
  isResting,
  isSaid,
  joinRun,
  markHeard,
  membersOf,
  putToRest,
  setMember,
  waitKey,
} from './fake-alert-tables.ts'
import type { FakeDatabase, Statement } from './fake-store.ts'
import { toldIn } from './fake-told.ts'

/** What of the store on PostgreSQL is here. */
export type AlertStore = {
  readonly alerts: Pick<ConfigStore['alerts'], 'receive' | 'acknowledge' | 'setDowntime'>
  readonly alertRuns: ConfigStore['alertRuns']
  readonly alertWaits: ConfigStore['alertWaits']
  readonly alertsTold: ConfigStore['alertsTold']
  readonly lastBegunAtMs: (spaceId: string, calloutId: string) => Promise<number | null>
  readonly look: {
    readonly dueWaits: (nowMs: number, limit: number) => Promise<readonly DueWait[]>
    readonly nextWaitMs: () => Promise<number | null>
    readonly unfinished: (page: UnfinishedPage) => Promise<readonly Unfinished[]>
  }
}

export type FakeAlertsOptions = {
  readonly database: Pick<FakeDatabase, 'statement' | 'snapshot'>
  readonly rules: readonly Rule[]
  readonly sourceKey: (id: string) => string
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

export type FakeAlerts = {
  /** The store as one process sees it. */
  readonly open: (process: string) => AlertStore
  readonly tables: AlertTables
  /** Grows whenever something was asked that may have changed a row. */
  readonly revision: () => number
}

/** How the callout of a run ended, where it was taken by button calls: what those who took it were not told. */
const untold = (
  tables: AlertTables,
  run: FakeRun,
  { byButtons, nowMs }: { readonly byButtons: NonNullable<Ended['byButtons']>; readonly nowMs: number },
): readonly Member[] => {
  const taken = tables
    .engine()
    .attemptsOf(run.calloutId as never)
    .filter(({ channel, result }) => channel === 'phone' && result === 'taken')
  const toldIn = (member: Member, attempts: readonly number[]): boolean =>
    [...tables.told.values()].some(
      (one) =>
        one.runId === run.id &&
        one.calloutId === run.calloutId &&
        one.alertId === member.alertId &&
        attempts.includes(one.attempt) &&
        isSaid(one, member),
    )
  const ordinals = (of: readonly { readonly ordinal: number }[]): readonly number[] => of.map(({ ordinal }) => ordinal)
  const takers = [...new Set(taken.map(({ destination }) => destination))]
  return membersOf(tables, run.id).filter((member) => {
    const { state } = member.body
    const recovery = byButtons.recoveries || member.recovery
    if (state === 'recovered' ? !recovery : !needsSomebody(member.body, nowMs)) return false
    if (!byButtons.everybody) return !toldIn(member, ordinals(taken))
    return takers.some((taker) => !toldIn(member, ordinals(taken.filter((one) => one.destination === taker))))
  })
}

/** Of a run that is over, only what somebody took is still asked for. */
const keepTaken = (tables: AlertTables, runId: string): void => {
  for (const [key, { runId: of, calloutId, attempt }] of tables.told) {
    const attempts = tables.engine().attemptsOf(calloutId as never)
    const taken = attempts.some(({ ordinal, result }) => ordinal === attempt && result === 'taken')
    if (of === runId && !taken) tables.told.delete(key)
  }
}

/** Closes a run; returns the one that what it leaves begins, or null. */
const close = (
  tables: AlertTables,
  run: FakeRun,
  end: Ended & { readonly nowMs: number; readonly newId: (atMs: number) => string },
): string | null => {
  const { nowMs, newId, byButtons = null } = end
  tables.runs.set(run.id, { ...run, state: 'over' })
  const left =
    byButtons !== null && run.calloutId !== null
      ? untold(tables, run, { byButtons, nowMs })
      : membersOf(tables, run.id).filter((one) => isToTell(one, nowMs) && isLeft(one, end))
  keepTaken(tables, run.id)
  if (left.length === 0) return null
  const id = newId(nowMs)
  const { spaceId, ruleId, policyId } = run
  const next = { id, spaceId, ruleId, policyId, state: 'wanted', calloutId: null } as const
  tables.runs.set(id, { ...next, createdAtMs: nowMs })
  for (const { alertId, body } of left)
    setMember(tables, id, { alertId, joinedAtMs: nowMs, heardAtMs: null, recovery: body.state === 'recovered' })
  return id
}

/** The run goes on with the callout that its own escalated to. */
const follow = (tables: AlertTables, run: FakeRun): boolean => {
  const child = tables.engine().callouts.find(({ parentId }) => parentId === run.calloutId)
  if (child !== undefined) tables.runs.set(run.id, { ...run, calloutId: child.id })
  return child !== undefined
}

export const createFakeAlerts = (options: FakeAlertsOptions): FakeAlerts => {
  const { database, rules, nowMs, newId } = options
  const tables: AlertTables = {
    alerts: new Map(),
    runs: new Map(),
    members: new Map(),
    waits: new Map(),
    told: new Map(),
    engine: database.snapshot,
  }
  const told = toldIn(tables)
  let revision = 0
  const runIn = (spaceId: string, id: string): FakeRun | null => {
    const run = tables.runs.get(id)
    return run?.spaceId === spaceId ? run : null
  }

  /** What a person here did to them, in the order of their keys. */
  const changeAll = (
    ids: readonly string[],
    change:
      | { readonly kind: 'acknowledged'; readonly by: string }
      | { readonly kind: 'downtime'; readonly untilMs: number },
  ): { readonly taken: number; readonly resting: readonly string[] } => {
    const changed = ids.flatMap((id) => {
      const alert = tables.alerts.get(id)
      if (alert === undefined) return []
      const event: AlertEvent = { ...change, dedupKey: alert.dedupKey, atMs: null }
      const received: Received = receive(alert.body, event, nowMs())
      return received.ok ? [{ ...alert, body: received.alert }] : []
    })
    for (const alert of changed) tables.alerts.set(alert.id, alert)
    return {
      taken: changed.length,
      resting: putToRest(
        tables,
        changed.map(({ id }) => id),
      ),
    }
  }

  const open = (process: string): AlertStore => {
    const whole = database.statement(process)
    const statement: Statement = (label, happen) =>
      whole(label, () => {
        revision += 1
        return happen()
      })
    const alerts: AlertStore['alerts'] = {
      receive: (spaceId, order) =>
        statement('receive', () => {
          const now = { router: routerOf(rules), nowMs: nowMs(), newId }
          const { id: sourceId } = order.source
          const known = [...tables.alerts.values()].filter((one) => one.sourceId === sourceId)
          const stored = new Map(known.map((one) => [one.dedupKey, one]))
          const intake = takeIn(stored, order, now)
          for (const row of [...intake.updated, ...intake.inserted])
            tables.alerts.set(row.id, { ...row, spaceId, sourceId })
          const wanted = intake.joins.flatMap((joining) => joinRun(tables, joining, { ...now, spaceId }) ?? [])
          addWaits(tables, spaceId, intake.waits)
          const dueMs = intake.waits.map(({ dueAtMs }) => dueAtMs)
          return {
            took: intake.took,
            taken: intake.took.filter((one) => one).length,
            ignored: intake.took.filter((one) => !one).length,
            alertIds: intake.alertIds,
            wanted,
            resting: putToRest(tables, intake.atRest),
            waitsUntilMs: dueMs.length === 0 ? null : Math.min(...dueMs),
          }
        }),
      acknowledge: (_spaceId, ids, by) =>
        statement('acknowledge', () => changeAll(ids, { kind: 'acknowledged', by: by.name })),
      setDowntime: (_spaceId, ids, { untilMs }) =>
        statement('setDowntime', () => changeAll(ids, { kind: 'downtime', untilMs })),
    }

    const alertRuns: AlertStore['alertRuns'] = {
      get: (spaceId, id) =>
        statement('run', () => {
          const run = runIn(spaceId, id)
          return run === null ? null : { run, members: membersOf(tables, id) }
        }),
      say: (_spaceId, id, { heard }) =>
        statement('say', () => {
          if (heard) markHeard(tables, id, nowMs)
          return membersOf(tables, id).map(({ body }) => body)
        }),
      started: (spaceId, id, calloutId) =>
        statement('started', () => {
          const run = runIn(spaceId, id)
          if (run?.state === 'wanted') tables.runs.set(id, { ...run, state: 'live', calloutId })
          return run?.state === 'wanted' || run?.calloutId === calloutId
        }),
      heardBy: (_spaceId, id, atMs) =>
        statement('heardBy', () => markHeard(tables, id, ({ joinedAtMs }) => (joinedAtMs <= atMs ? atMs : null))),
      refused: (spaceId, id) =>
        statement('refused', () => {
          const run = runIn(spaceId, id)
          if (run?.state === 'wanted') tables.runs.set(id, { ...run, state: 'refused' })
        }),
      dropped: (spaceId, id) =>
        statement('dropped', () => {
          const run = runIn(spaceId, id)
          if (run?.state !== 'wanted') return true
          if (database.snapshot().isStarted(spaceId, startKey(id))) return false
          if (membersOf(tables, id).some((one) => isToTell(one, nowMs()))) return false
          tables.runs.set(id, { ...run, state: 'over' })
          return true
        }),
      ended: (spaceId, id, end) =>
        statement('ended', () => {
          const run = runIn(spaceId, id)
          if (run?.state !== 'live' || (end.calloutId ?? run.calloutId) !== run.calloutId) return null
          if (end.outcome === 'escalated' && follow(tables, run)) return null
          return close(tables, run, { ...end, nowMs: nowMs(), newId })
        }),
    }

    const alertsTold: AlertStore['alertsTold'] = {
      queue: (_spaceId, call) => statement('queue', () => told.queue(call, nowMs())),
      counts: (_spaceId, call) => statement('counts', () => told.counts(call, nowMs())),
      details: (_spaceId, call, request) =>
        statement('details', () => told.details(call, { ...request, nowMs: nowMs() })),
      heard: (_spaceId, call) => statement('heard', () => ({ alertIds: told.heard(call), userKey: userKeyOf(call) })),
      keysOf: (_spaceId, calloutId) => statement('keysOf', () => told.keysOf(calloutId)),
    }

    /** Here nobody is a user: whoever was called goes by the name in the plan. */
    const userKeyOf = ({ calloutId, attempt }: { readonly calloutId: string; readonly attempt: number }): string => {
      const { callouts, attemptsOf, planOf } = database.snapshot()
      const row = callouts.find(({ id }) => id === calloutId)
      const called = attemptsOf(calloutId as never).find(({ ordinal }) => ordinal === attempt)
      return row === undefined ? '' : (planOf(row)?.destinations[called?.destination ?? -1]?.name ?? '')
    }

    const alertWaits: AlertStore['alertWaits'] = {
      serve: (wait) =>
        statement('serve', () => {
          const { ruleId, alertId, spaceId } = wait
          const rule = rules.find(({ id }) => id === ruleId)
          const alert = tables.alerts.get(alertId)
          const ended = tables.waits.delete(waitKey(wait))
          if (!ended || alert === undefined || rule === undefined) return null
          const source = options.sourceKey(alert.sourceId)
          if (!needsSomebody(alert.body, nowMs()) || !concerns(rule.body, alert.body, source)) return null
          const joining = { policyId: rule.policyId, ruleId, alerts: [{ id: alertId, fresh: true }], recovered: [] }
          return joinRun(tables, joining, { spaceId, nowMs: nowMs(), newId })
        }),
    }

    const unfinished = ({ nowMs: atMs, beforeMs, after, limit }: UnfinishedPage): readonly Unfinished[] => {
      const { callouts } = database.snapshot()
      return [...tables.runs.values()]
        .filter((run) => isOpen(run) && run.createdAtMs <= beforeMs && (after === null || run.id > after))
        .sort((one, other) => inOrder(one.id, other.id))
        .slice(0, limit)
        .map(({ id, spaceId, state, calloutId }) => ({
          id,
          spaceId,
          state: state as Unfinished['state'],
          calloutId,
          ended: callouts.some((row) => row.id === calloutId && row.head.outcome !== null),
          resting: isResting(tables, id, atMs),
        }))
    }
    const waitsInOrder = () => [...tables.waits.values()].sort((one, other) => one.dueAtMs - other.dueAtMs)

    return {
      alerts,
      alertRuns,
      alertWaits,
      alertsTold,
      lastBegunAtMs: (_spaceId, calloutId) =>
        statement('lastBegun', () => {
          const begun = database
            .snapshot()
            .attemptsOf(calloutId as never)
            .flatMap(({ begunAtMs }) => begunAtMs ?? [])
          return begun.length === 0 ? null : Math.max(...begun)
        }),
      look: {
        dueWaits: (atMs, limit) =>
          statement('dueWaits', () =>
            waitsInOrder()
              .filter(({ dueAtMs }) => dueAtMs <= atMs)
              .slice(0, limit),
          ),
        nextWaitMs: () => statement('nextWait', () => waitsInOrder()[0]?.dueAtMs ?? null),
        unfinished: (page) => statement('unfinished', () => unfinished(page)),
      },
    }
  }
  return { open, tables, revision: () => revision }
}
