// Events come in: one transaction locks the objects they are about, decides, writes their states, and joins what calls to the runs
// of the rules it matches. Whatever was answered with 2xx is on disk, and so is the wish to call somebody.

import type pg from 'pg'
import { type Alert, type AlertEvent, needsSomebody } from '#core/alert/alert'
import type { BackDeed } from '#core/alert/back'
import { type Change, mayCall, type Received, receive } from '#core/alert/receive'
import type { Router } from '#core/alert/router'
import { judgeConcerned, waitMs } from '#core/alert/routing'

import type { ConfigDeps, InSpace } from '../config/context.ts'
import { type AlertRow, insertAlerts, lockAlerts, lockObjects, Overtaken, updateAlerts } from './alert-rows.ts'
import { type Doer, wantBack } from './backs.ts'
import { addWaits, type Joining, joinRun, putToRest, takenAgain } from './joins.ts'
import {
  applyToIncidents,
  closeDesk,
  type Desk,
  type IncidentCall,
  type IncidentTools,
  openDesk,
} from './rule-incidents.ts'
import type { Rule } from './rules.ts'
import { tellUnmatched } from './unmatched.ts'

export type ReceiveOrder = {
  readonly source: { readonly id: string; readonly key: string }
  readonly events: readonly AlertEvent[]
}
export type Taken = {
  /** How many of the events changed something, how many did not, and which. */
  readonly taken: number
  readonly ignored: number
  readonly took: readonly boolean[]
  /** The alerts the events were about, in the order of the events; null where there is none. */
  readonly alertIds: readonly (string | null)[]
  /** Runs whose callouts are to be started. */
  readonly wanted: readonly string[]
  /** Runs that may have nothing left that needs somebody. */
  readonly resting: readonly string[]
  /** When the earliest of the waits that began here is due. */
  readonly waitsUntilMs: number | null
}

export type ReceivingDeps = {
  readonly inSpace: InSpace
  readonly rules: (spaceId: string) => Promise<Router<Rule>>
  /** Left out, no rule opens an incident. */
  readonly incidents?: IncidentTools | undefined
} & Pick<ConfigDeps, 'nowMs' | 'newId'>

/** An object with what the events of this request made of it, and the rules that are about it while it is a problem. */
type Touched = { row: AlertRow; concerned: readonly Rule[]; readonly isNew: boolean; readonly changes: Set<Change> }
type Decided = { readonly touched: ReadonlyMap<string, Touched>; readonly took: readonly boolean[] }

/** What is worth keeping of an event, also of one that changed nothing. */
const keptOf = (received: Received): Alert | null => {
  if (received.ok) return received.alert
  return received.reason === 'no_change' ? (received.kept ?? null) : null
}

const decideAll = (
  stored: ReadonlyMap<string, AlertRow>,
  events: readonly AlertEvent[],
  { nowMs, newId }: { readonly nowMs: number; readonly newId: ReceivingDeps['newId'] },
): Decided => {
  const touched = new Map<string, Touched>()
  const took: boolean[] = []
  const begin = (dedupKey: string, body: Alert): Touched => {
    const known = stored.get(dedupKey)
    const row = { ...(known ?? { id: newId(nowMs), dedupKey, matched: null }), body }
    return { row, concerned: [], isNew: known === undefined, changes: new Set() }
  }
  for (const event of events) {
    const { dedupKey } = event
    const before = touched.get(dedupKey)?.row ?? stored.get(dedupKey)
    const received = receive(before?.body ?? null, event, nowMs)
    took.push(received.ok)
    const body = keptOf(received)
    if (body === null) continue
    const one = touched.get(dedupKey) ?? begin(dedupKey, body)
    one.row = { ...one.row, body }
    if (received.ok) one.changes.add(received.change)
    touched.set(dedupKey, one)
  }
  return { touched, took }
}

type Routed = {
  readonly joins: readonly Joining[]
  readonly waits: readonly { readonly ruleId: string; readonly alertId: string; readonly dueAtMs: number }[]
  /** Of rules that open incidents. */
  readonly incidentCalls: readonly IncidentCall[]
}
type Call = { readonly rule: Rule; readonly id: string; readonly fresh: boolean }
type Routing = { readonly router: Router<Rule>; readonly source: string; readonly nowMs: number }

export const opensIncident = ({ body }: Rule): boolean => (body.incident ?? null) !== null

const isFresh = (changes: ReadonlySet<Change>): boolean => changes.has('problem') || changes.has('unacknowledged')

/** Rules that lead to one policy lead to one callout: whoever is on it is called once. */
const joinsOf = (calls: readonly Call[], recoveries: readonly Omit<Call, 'fresh'>[]): readonly Joining[] => {
  const byPolicy = new Map<string, { ruleId: string; alerts: Map<string, boolean>; recovered: Set<string> }>()
  const joinOf = ({ policyId, id: ruleId }: Rule) => {
    const join = byPolicy.get(policyId) ?? { ruleId, alerts: new Map<string, boolean>(), recovered: new Set<string>() }
    byPolicy.set(policyId, join)
    return join
  }
  for (const { rule, id, fresh } of calls) joinOf(rule).alerts.set(id, fresh)
  for (const { rule, id } of recoveries) joinOf(rule).recovered.add(id)
  return [...byPolicy]
    .map(([policyId, { ruleId, alerts, recovered }]) => ({
      policyId,
      ruleId,
      alerts: [...alerts].map(([id, fresh]) => ({ id, fresh })),
      recovered: [...recovered],
    }))
    .toSorted((one, other) => (one.policyId < other.policyId ? -1 : 1))
}

/** Known before, and recovered by what has just come. */
const isRecovery = ({ row, isNew, changes }: Touched): boolean =>
  !isNew && changes.has('recovered') && row.body.state === 'recovered'

/** What each rule does about what changed. */
const route = (touched: readonly Touched[], { router, source, nowMs }: Routing): Routed => {
  const calling = touched.filter(({ row, changes }) => [...changes].some((one) => mayCall(one, row.body, nowMs)))
  const calls: Call[] = []
  const waits: Routed['waits'][number][] = []
  const incidentCalls: IncidentCall[] = []
  for (const { row, changes, concerned } of calling) {
    const fresh = isFresh(changes)
    for (const rule of concerned) {
      const verdict = judgeConcerned(rule.body, row.body, nowMs)
      if (verdict === 'calls') calls.push({ rule, id: row.id, fresh })
      if (verdict === 'calls' && opensIncident(rule)) incidentCalls.push({ rule, alert: row, fresh })
      if (verdict === 'waits')
        waits.push({ ruleId: rule.id, alertId: row.id, dueAtMs: nowMs + waitMs(rule.body, row.body) })
    }
  }
  const recoveries = touched
    .filter(isRecovery)
    .flatMap(({ row }) => router.tellingRecovery(row.body, source).map((rule) => ({ rule, id: row.id })))
  // Every transaction takes runs in the order of their policies.
  return { joins: joinsOf(calls, recoveries), waits, incidentCalls }
}

/** Which rules are about it, and whether any is: of what is well it stays as it was. */
const meet = (one: Touched, { router, source }: Routing): void => {
  if (one.row.body.state !== 'problem') return
  one.concerned = router.concerned(one.row.body, source)
  one.row = { ...one.row, matched: one.concerned.length > 0 }
}

/** What events make of the objects they are about, and whom that calls. */
export type Intake = Routed & {
  readonly updated: readonly AlertRow[]
  readonly inserted: readonly AlertRow[]
  /** Known before, and needing nobody now. */
  readonly atRest: readonly string[]
  /** Problems that are new, and that no rule is about. */
  readonly unmatched: readonly AlertRow[]
  /** Recovered by these events. */
  readonly recovered: readonly AlertRow[]
  readonly took: readonly boolean[]
  readonly alertIds: readonly (string | null)[]
}
type Now = { readonly router: Router<Rule>; readonly nowMs: number; readonly newId: ReceivingDeps['newId'] }

/** Decides in memory. @param stored the objects of the source the events are about, by their keys */
export const takeIn = (
  stored: ReadonlyMap<string, AlertRow>,
  { source, events }: ReceiveOrder,
  { router, nowMs, newId }: Now,
): Intake => {
  const { touched, took } = decideAll(stored, events, { nowMs, newId })
  const routing = { router, source: source.key, nowMs }
  const all = [...touched.values()]
  for (const one of all) meet(one, routing)
  const rowsOf = (isNew: boolean) => all.filter((one) => one.isNew === isNew).map(({ row }) => row)
  const updated = rowsOf(false)
  const atRest = updated.filter(({ body }) => !needsSomebody(body, nowMs)).map(({ id }) => id)
  const idOf = (key: string) => touched.get(key)?.row.id ?? stored.get(key)?.id ?? null
  const alertIds = events.map(({ dedupKey }) => idOf(dedupKey))
  const recovered = all.filter(isRecovery).map(({ row }) => row)
  const unmatched = all.flatMap(({ row, changes }) =>
    changes.has('problem') && row.matched === false && needsSomebody(row.body, nowMs) ? [row] : [],
  )
  return { ...route(all, routing), updated, inserted: rowsOf(true), atRest, recovered, unmatched, took, alertIds }
}

/** What a transaction that takes events in decides by, and where it leaves what is to be told of incidents after its commit. */
export type Intaking = Now & { readonly spaceId: string; readonly desk: Desk | null }

/** Takes events in within a transaction of the caller's. */
export const receiveIn = async (client: pg.PoolClient, order: ReceiveOrder, now: Intaking): Promise<Taken> => {
  const { source, events } = order
  const { nowMs, newId } = now
  const keys = [...new Set(events.map(({ dedupKey }) => dedupKey))]
  const intake = takeIn(await lockObjects(client, source.id, keys), order, now)
  const { updated, inserted, joins, waits, atRest, took, alertIds } = intake
  const [, , taken] = await Promise.all([
    updateAlerts(client, updated, nowMs),
    insertAlerts(client, inserted, { sourceId: source.id, nowMs }),
    takenAgain(client, joins),
  ])
  const wanted: string[] = []
  for (const join of joins) {
    const run = await joinRun(client, join, { nowMs, newId, taken })
    if (run !== null) wanted.push(run)
  }
  await addWaits(client, waits)
  const resting = await putToRest(client, atRest)
  const news = { calls: intake.incidentCalls, recovered: intake.recovered, source: source.key }
  await applyToIncidents(client, now.desk, { news, now })
  await tellUnmatched(client, { ...now, source: source.key, rows: intake.unmatched })
  const waitsUntilMs = waits.length === 0 ? null : Math.min(...waits.map((one) => one.dueAtMs))
  const changed = took.filter((one) => one).length
  return { taken: changed, ignored: events.length - changed, took, alertIds, wanted, resting, waitsUntilMs }
}

const TRIES_MAX = 5
const DEADLOCK = '40P01'

const isPassing = (error: unknown): boolean =>
  error instanceof Overtaken || (error instanceof Error && 'code' in error && error.code === DEADLOCK)

/** Runs again what another transaction has overtaken. */
export const again = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isPassing(error) || tries === TRIES_MAX) throw error
    }
  }
}

/** Runs a transaction that takes events in, and again what another has overtaken; incidents are told of once it has committed. */
export const transacted = async <T>(
  deps: ReceivingDeps,
  spaceId: string,
  work: (client: pg.PoolClient, now: Intaking) => Promise<T>,
): Promise<T> => {
  const { inSpace, incidents, newId } = deps
  const now = { spaceId, router: await deps.rules(spaceId), nowMs: deps.nowMs(), newId }
  // Of a transaction that is run again only the last counts.
  const { done, desk } = await again(() =>
    inSpace(spaceId, async (client) => {
      const desk = openDesk(incidents, spaceId)
      return { desk, done: await work(client, { ...now, desk }) }
    }),
  )
  closeDesk(desk)
  return done
}

type ByHand = { readonly kind: 'acknowledged' } | { readonly kind: 'downtime'; readonly untilMs: number }

type Done = { readonly ids: readonly string[]; readonly change: ByHand; readonly by: Doer }

const deedOf = (change: ByHand, { sinceMs }: Alert): BackDeed =>
  change.kind === 'downtime' ? change : { kind: 'acknowledge', sinceMs }

/** What is done here by hand, which its sources are told. */
const changeAll = async (
  client: pg.PoolClient,
  { ids, change, by }: Done,
  { nowMs, newId }: { readonly nowMs: number; readonly newId: ReceivingDeps['newId'] },
): Promise<Pick<Taken, 'taken' | 'resting'>> => {
  const event = change.kind === 'downtime' ? change : { ...change, by: by.name }
  const changed = (await lockAlerts(client, ids)).flatMap((row) => {
    const received = receive(row.body, { ...event, dedupKey: row.dedupKey, atMs: null }, nowMs)
    return received.ok ? [{ ...row, body: received.alert }] : []
  })
  await updateAlerts(client, changed, nowMs)
  await wantBack(client, { rows: changed, deedOf: (alert) => deedOf(change, alert), by, nowMs, newId })
  const changedIds = changed.map(({ id }) => id)
  return { taken: changed.length, resting: await putToRest(client, changedIds) }
}

export const createReceiving = (deps: ReceivingDeps) => {
  const { inSpace, nowMs, newId } = deps
  return {
    /** Durable when it resolves: all of the events or none. */
    receive: (spaceId: string, order: ReceiveOrder): Promise<Taken> =>
      transacted(deps, spaceId, (client, now) => receiveIn(client, order, now)),
    /** Somebody here has them. Returns how many had nobody, and the runs they belong to. */
    acknowledge: (spaceId: string, ids: readonly string[], by: Doer): Promise<Pick<Taken, 'taken' | 'resting'>> => {
      const order = { ids, change: { kind: 'acknowledged' }, by } as const
      return again(() => inSpace(spaceId, (client) => changeAll(client, order, { nowMs: nowMs(), newId })))
    },
    /** Nobody is called about them until then. */
    setDowntime: (
      spaceId: string,
      ids: readonly string[],
      { by, untilMs }: { readonly by: Doer; readonly untilMs: number },
    ): Promise<Pick<Taken, 'taken' | 'resting'>> => {
      const order = { ids, change: { kind: 'downtime', untilMs }, by } as const
      return again(() => inSpace(spaceId, (client) => changeAll(client, order, { nowMs: nowMs(), newId })))
    },
  }
}
