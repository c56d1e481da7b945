// Incidents by rules: in the transaction that routes alerts, those that call by a rule open an incident or join the one that is
// open, and what recovers is written to it. Locks are taken in one order — scopes, incidents, numbers — so that neither people's
// own work on incidents nor another request can wait for us in a circle.

import type pg from 'pg'
import type { Alert } from '#core/alert/alert'
import { incidentName, type RuleIncident, scopeOf, sharedScope } from '#core/alert/incident-rule'
import type { Router } from '#core/alert/router'
import { changeStatus, type IncidentStatus } from '#core/incident/incident'
import type { IncidentHint } from '#core/incident/records'
import { limits } from '#core/limits'
import { nextNumber } from '../account/counters.ts'
import { DEFAULT_PROJECT, projectTable } from '../account/projects.ts'
import { newRow } from '../incident/create.ts'
import { addMessage } from '../incident/messages.ts'
import { amend, begin, finish, hintOf, type IncidentDeps, type OpenIncident, setState, tell } from '../incident/open.ts'
import { type IncidentRow, incidentColumns, stateOf } from '../incident/rows.ts'
import type { AlertRow } from './alert-rows.ts'
import { addMembers, failing, failingLeft, lockScopes, openScopes, recoverMembers } from './incident-members.ts'
import type { Rule } from './rules.ts'

/** What the store needs to tell of incidents as those do who work on them by hand. */
export type IncidentTools = {
  readonly outbox: IncidentDeps['outbox']
  /** Told after the commit. */
  readonly changed: (hint: IncidentHint) => void
  /** What the timeline is told of alerts, as HTML. */
  readonly describe: (alerts: readonly Alert[]) => string
}

/** Where a transaction leaves what is to be told once it has committed. */
export type Desk = { readonly spaceId: string; readonly tools: IncidentTools; hints: readonly IncidentHint[] }

export const openDesk = (tools: IncidentTools | undefined, spaceId: string): Desk | null =>
  tools === undefined ? null : { spaceId, tools, hints: [] }

/** After the commit. */
export const closeDesk = (desk: Desk | null): void => {
  for (const hint of desk?.hints ?? []) desk?.tools.changed(hint)
}

export type IncidentCall = { readonly rule: Rule; readonly alert: AlertRow; readonly fresh: boolean }
export type IncidentNews = {
  /** What calls by rules that open incidents. */
  readonly calls: readonly IncidentCall[]
  readonly recovered: readonly AlertRow[]
  /** The source's key, as who did it. */
  readonly source: string
}
type Now = {
  readonly router: Pick<Router<Rule>, 'rules'>
  readonly nowMs: number
  readonly newId: (atMs: number) => string
}

/** What one incident is told in this transaction. */
type Work = {
  readonly ruleId: string
  readonly scope: string
  readonly joins: AlertRow[]
  readonly recovers: AlertRow[]
}

const settingOf = ({ body }: Rule): RuleIncident | null => body.incident ?? null

/** The scope of each call; there are only so many incidents of a rule at a time, and the rest share one. */
const placed = async (client: pg.PoolClient, calls: readonly IncidentCall[]) => {
  const wanted = calls.flatMap(({ rule, alert }) => {
    const setting = settingOf(rule)
    if (setting === null) return []
    const scoped = { id: alert.id, alert: alert.body }
    return [{ ruleId: rule.id, scope: scopeOf(setting.per, scoped, rule.body.match.groups), alert }]
  })
  const { isOpen, counts } = await openScopes(client, wanted)
  return wanted.map((one) => {
    const name = `${one.ruleId} ${one.scope}`
    if (one.scope === sharedScope || isOpen.has(name)) return one
    const count = counts.get(one.ruleId) ?? 0
    if (count >= limits.ruleIncidents.open.max) return { ...one, scope: sharedScope }
    counts.set(one.ruleId, count + 1)
    isOpen.add(name)
    return one
  })
}

const gather = async (client: pg.PoolClient, { calls, recovered }: IncidentNews): Promise<readonly Work[]> => {
  const all = new Map<string, Work>()
  const workOn = (ruleId: string, scope: string): Work => {
    const name = `${ruleId} ${scope}`
    const one = all.get(name) ?? { ruleId, scope, joins: [], recovers: [] }
    all.set(name, one)
    return one
  }
  const members = await failing(client, [...calls.map(({ alert }) => alert.id), ...recovered.map(({ id }) => id)])
  // What an incident has already is not told again; one that was closed by hand is followed only by what is new.
  const isKnown = ({ rule, alert, fresh }: IncidentCall): boolean =>
    members.some((one) => one.ruleId === rule.id && one.alertId === alert.id && !(fresh && one.isClosed))
  for (const { ruleId, scope, alert } of await placed(
    client,
    calls.filter((call) => !isKnown(call)),
  ))
    workOn(ruleId, scope).joins.push(alert)
  for (const alert of recovered)
    for (const { alertId, ruleId, scope } of members)
      if (alertId === alert.id) workOn(ruleId, scope).recovers.push(alert)
  return [...all.values()]
}

const lockIncidents = async (
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IncidentRow>> => {
  const { rows } = await client.query<IncidentRow>(
    `select ${incidentColumns()} from incident where id = any($1::uuid[]) order by id for no key update`,
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** A project that is gone since must not keep an incident from being opened. */
const projectOf = async (client: pg.PoolClient, { project }: RuleIncident): Promise<string> => {
  const found = project === null ? null : await projectTable.find(client, project)
  return found?.id ?? (await projectTable.get(client, DEFAULT_PROJECT)).id
}

type Ready = {
  readonly client: pg.PoolClient
  readonly desk: Desk
  readonly by: { readonly userId: null; readonly name: string }
  readonly now: Now
}

const toStatus = (open: OpenIncident, to: IncidentStatus): void => {
  const from = open.row.status
  const state = changeStatus(stateOf(open.row), to, { atMs: open.nowMs, by: null })
  if (state === null) return
  setState(open, state)
  tell(open, { kind: 'status', from, to })
}

const isOver = ({ status }: IncidentRow): boolean => status === 'close'

/** Writes what came to its timeline; a storm does not fill it for ever. */
const write = async (open: OpenIncident, { desk }: Ready, { joins, recovers }: Work): Promise<void> => {
  if (open.row.seq < limits.ruleIncidents.entries.max)
    for (const rows of [joins, recovers])
      if (rows.length > 0)
        await addMessage(open, { html: desk.tools.describe(rows.map(({ body }) => body)), topic: null })
  amend(open, {})
}

/** Tells an incident there is of it. */
const tellOf = async (ready: Ready, work: Work, row: IncidentRow): Promise<OpenIncident> => {
  const { client, desk, by, now } = ready
  const open = begin(client, row, { spaceId: desk.spaceId, outbox: desk.tools.outbox, nowMs: now.nowMs, by })
  const before = await failingLeft(client, row.id, [])
  // All of it was over, and something has begun again.
  if (work.joins.length > 0 && before === 0) toStatus(open, 'open')
  await write(open, ready, work)
  const left =
    work.joins.length +
    (await failingLeft(
      client,
      row.id,
      work.recovers.map(({ id }) => id),
    ))
  const rule = now.router.rules.find(({ id }) => id === work.ruleId)
  const to = rule === undefined ? null : (settingOf(rule)?.onRecovery ?? null)
  if (left === 0 && before > 0 && to !== null && !isOver(row)) toStatus(open, to)
  await finish(open)
  return open
}

/** @param number is given out already */
const make = async (ready: Ready, work: Work, number: number): Promise<OpenIncident> => {
  const { client, desk, by, now } = ready
  const { nowMs, newId, router } = now
  const rule = router.rules.find(({ id }) => id === work.ruleId)
  const setting = rule === undefined ? null : settingOf(rule)
  const [first] = work.joins
  if (rule === undefined || setting === null || first === undefined) throw new Error('no rule opens this incident')
  const asked = {
    projectId: await projectOf(client, setting),
    name: incidentName({ scope: work.scope, rule: rule.key, first: first.body }),
    status: 'open',
    parameters: null,
    occurredAtMs: first.body.sinceMs,
    permanentActionAtMs: null,
  } as const
  const row = newRow(asked, { id: newId(nowMs), number, nowMs, by })
  const open = begin(client, row, { spaceId: desk.spaceId, outbox: desk.tools.outbox, nowMs, by })
  tell(open, { kind: 'created', name: asked.name, status: asked.status })
  open.rescheduled = true
  await write(open, ready, work)
  await finish(open, { idempotency: null })
  return open
}

/** Opens, joins and tells incidents, as the rules say. */
export const applyToIncidents = async (
  client: pg.PoolClient,
  desk: Desk | null,
  { news, now }: { readonly news: IncidentNews; readonly now: Now },
): Promise<void> => {
  if (desk === null || (news.calls.length === 0 && news.recovered.length === 0)) return
  const works = await gather(client, news)
  if (works.length === 0) return
  const ready: Ready = { client, desk, by: { userId: null, name: news.source }, now }
  const scopes = await lockScopes(client, works)
  const incidents = await lockIncidents(
    client,
    [...scopes.values()].flatMap(({ incidentId }) => incidentId ?? []),
  )
  const known = (work: Work): IncidentRow | null => {
    const row = incidents.get(scopes.get(`${work.ruleId} ${work.scope}`)?.incidentId ?? '')
    return row === undefined || (isOver(row) && work.joins.length > 0) ? null : row
  }
  const fresh = works.filter((work) => known(work) === null && work.joins.length > 0)
  let number = fresh.length === 0 ? 0 : await nextNumber(client, 'incident', fresh.length)
  for (const work of works) {
    const row = known(work)
    if (row === null && work.joins.length === 0) continue
    const open = row === null ? await make(ready, work, number++) : await tellOf(ready, work, row)
    await recoverMembers(client, work.recovers)
    await addMembers(client, { ...work, incidentId: open.row.id })
    desk.hints = [...desk.hints, hintOf(open)]
  }
}
