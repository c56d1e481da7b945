// What is set up, put together: its store, host names, what rules open and what is told back; around it the rule that makes drafts.

import type { Chance, Clock } from '#engine/ports'
import type { Settings } from '#settings/settings'
import { createHostTable } from '#store/account/hosts'
import { createConfigStore } from '#store/config/store'
import { createBackParts, telling } from './back-parts.ts'
import type { Database } from './database.ts'
import { withDrafts } from './drafting.ts'
import { createIncidentOutbox } from './incident-webhooks.ts'
import type { ServerLog } from './log.ts'
import { roleTable } from './roles.ts'
import { createRuleIncidents } from './rule-incidents.ts'

type Configuring = {
  readonly settings: Settings
  readonly log: ServerLog
  readonly language: 'ja' | 'en'
  readonly publicUrl: () => string
  readonly clock: Clock
  readonly chance: Chance
}

/** What is set up, and what is written beside it: incidents that rules open, and what is told back to where alerts came from. */
export const configuring = (
  { pools, box, spaceId }: Pick<Database, 'pools' | 'box' | 'spaceId'>,
  { settings, log, language, publicUrl, clock, chance }: Configuring,
) => {
  const hosts = createHostTable({ pool: pools.engine, defaultSpaceId: spaceId, leaseMs: () => clock.leaseMs() })
  const times = { nowMs: () => clock.nowMs(), newId: (atMs: number) => chance.id(atMs) }
  const ruleIncidents = createRuleIncidents(language, createIncidentOutbox({ publicUrl, hosts, ...times }))
  const stored = createConfigStore({
    ...times,
    inSpace: withDrafts(pools.inSpace, () => clock.nowMs()),
    inSnapshot: pools.inSnapshot,
    sealer: box,
    leaseMs: () => clock.leaseMs(),
    roles: roleTable,
    incidents: ruleIncidents,
  })
  const backs = createBackParts({ pools, box, settings, language, clock, log })
  return { hosts, ruleIncidents, backs, config: { ...stored, alerts: telling(stored.alerts, backs) } }
}
