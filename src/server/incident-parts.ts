// Puts together what incidents need beside their store: live changes, the start of their callouts, and those who follow them.

import type { SpaceId } from '#core/ids'
import type { IncidentHint } from '#core/incident/records'
import type { Language } from '#core/plan/plan'
import type { IncidentsPort } from '#dialects/shared/incidents-port'
import type { Starter } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { CalloutRow, Chance, Clock, EngineLog } from '#engine/ports'
import type { ConfigStore } from '#store/config/store'
import { openLinks } from '#store/incident/callouts'
import { dueIncidents, nextAlertDueMs } from '#store/incident/forgotten'
import { wantedBefore } from '#store/incident/notices'
import { createIncidentStore } from '#store/incident/store'
import type { Pools } from '#store/pool'
import { createFollower, type Follower } from './incident-follower.ts'
import { createIncidentStarts } from './incident-starts.ts'
import { createIncidents, createLiveParts, type LiveParts } from './incidents.ts'
import type { RuleIncidents } from './rule-incidents.ts'

export type IncidentPartsOptions = {
  readonly pools: Pools
  readonly config: ConfigStore
  readonly engine: Pick<Engine, 'cancel'>
  readonly starter: Starter
  readonly language: Language
  readonly clock: Clock
  readonly chance: Chance
  readonly log: EngineLog
  readonly ruleIncidents: RuleIncidents
  /** There is something in the webhooks' outbox. */
  readonly woken: () => void
}

export type IncidentParts = Pick<LiveParts, 'live' | 'hints'> & {
  readonly incidents: IncidentsPort
  readonly follower: Follower
  /** The engine committed these callouts. */
  readonly observe: (rows: readonly CalloutRow[]) => void
}

export const createIncidentParts = (options: IncidentPartsOptions): IncidentParts => {
  const { pools, config, engine, starter, language, clock, chance, log, ruleIncidents, woken } = options
  const nowMs = () => clock.nowMs()
  const newId = (atMs: number) => chance.id(atMs)
  const { live, hints, changed } = createLiveParts({ pool: pools.engine, sender: chance.id(nowMs()), log })
  const store = createIncidentStore({
    inSpace: pools.inSpace,
    nowMs,
    newId,
    outbox: ruleIncidents.outbox,
    changed: (hint) => follow(hint),
  })
  const follow = (hint: IncidentHint): void => {
    changed(hint)
    if (hint.told) woken()
    if (hint.alertAtMs !== null) follower.expectAlert(hint.alertAtMs)
  }
  ruleIncidents.follow(follow)
  const projects = config.incidentProjects
  const starts = createIncidentStarts({ store, projects, starter, language, nowMs, log })
  const follower = createFollower({
    starts,
    copy: store.copyCallout,
    clock,
    log,
    look: {
      wantedNotices: (beforeMs, limit) => wantedBefore(pools.engine, { beforeMs, limit }),
      openLinks: (after, limit) => openLinks(pools.engine, { after, limit }),
      dueIncidents: (page) => dueIncidents(pools.engine, page),
      nextAlertMs: () => nextAlertDueMs(pools.engine),
    },
  })
  const incidents = createIncidents({
    store,
    projects,
    launch: starts.launch,
    cancel: (callout, by) => engine.cancel(callout, { ...by, via: 'api' }),
  })
  return { live, hints, incidents, follower, observe: observer(hints, follower) }
}

/** Incidents follow their callouts, and whoever looks live is invited to look at every callout again. */
const observer =
  (hints: LiveParts['hints'], follower: Follower): IncidentParts['observe'] =>
  (rows) => {
    follower.observe(rows)
    for (const { id, spaceId, projectId, head } of rows) {
      hints.publish({
        spaceId: spaceId satisfies SpaceId,
        projectId: projectId ?? null,
        kind: 'callout',
        id,
        seq: head.seq,
      })
    }
  }
