// All of configuration storage, put together for main: one object with a part per entity.

import type { PasswordCost } from '../account/passwords.ts'
import type { RoleTable } from '../account/roles.ts'
import type { SecretOpener } from '../account/second-factor.ts'
import { createSpaces } from '../account/spaces.ts'
import { createAccountStore } from '../account/store.ts'
import type { IncidentTools } from '../alert/rule-incidents.ts'
import { createAlertStore } from '../alert/store.ts'
import { createAudit } from '../audit/audit.ts'
import { createDrafts } from '../draft/drafts.ts'
import { createCalendars } from '../duty/calendars.ts'
import { createDuty } from '../duty/duty.ts'
import { createDutyReader } from '../duty/duty-reader.ts'
import { createFeeds } from '../duty/feeds.ts'
import { createOpenSchedules } from '../duty/open-schedules.ts'
import { createOverrides } from '../duty/overrides.ts'
import { createSchedules } from '../duty/schedules.ts'
import { createSwaps } from '../duty/swaps.ts'
import { createIncidentProjects } from '../incident/settings.ts'
import { createRetention } from '../retention/look.ts'
import { createReadings } from '../speech/readings.ts'
import { createDeliveries } from '../webhook/deliveries.ts'
import { createWebhooks } from '../webhook/webhooks.ts'
import { createAnalytics } from './analytics.ts'
import { createFiles } from './apply.ts'
import { createAttemptLog } from './attempt-log.ts'
import { createCallouts } from './callouts.ts'
import { createConnections, type SecretSealer } from './connections.ts'
import type { InSpace } from './context.ts'
import { createHoldReader } from './hold-reader.ts'
import { createMerged } from './merged.ts'
import { createPauses } from './pauses.ts'
import { createPlanBundles } from './plan-bundle.ts'
import { verifyPolicy } from './plan-chain.ts'
import { createPolicies } from './policies.ts'
import { createPolicyGroups } from './policy-groups.ts'
import { createPreparation } from './preparation.ts'
import { createPush } from './push.ts'
import { createReadinessFacts } from './readiness.ts'
import { createCallers, createRuns } from './runs.ts'
import { createSettings } from './settings.ts'
import { createTemplates } from './templates.ts'
import { createTokens } from './tokens.ts'
import { createUsage } from './usage.ts'
import { createUserTable } from './user-table.ts'
import { createUsers } from './users.ts'
import { createVerification } from './verification.ts'
import { createVersions } from './version.ts'

export type ConfigStoreOptions = {
  readonly inSpace: InSpace
  readonly inSnapshot: InSpace
  readonly sealer: SecretSealer & SecretOpener
  readonly nowMs: () => number
  /** The real clock. */
  readonly leaseMs: () => number
  readonly newId: (atMs: number) => string
  readonly roles: RoleTable
  readonly passwordCost?: PasswordCost
  /** For rules that open incidents. */
  readonly incidents?: IncidentTools
}

export type ConfigStore = ReturnType<typeof createConfigStore>

export const createConfigStore = (options: ConfigStoreOptions) => {
  const versions = createVersions(options.inSpace, options.leaseMs)
  const deps = { ...options, versions, verify: verifyPolicy }
  const dutyDeps = { ...deps, open: createOpenSchedules(deps) }
  return {
    users: createUsers(deps),
    verification: createVerification(deps),
    push: createPush(deps),
    readinessFacts: createReadinessFacts(deps),
    userTable: createUserTable(deps),
    ...createAccountStore(deps),
    ...createAlertStore(deps),
    connections: createConnections(deps),
    templates: createTemplates(deps),
    policies: createPolicies(deps),
    policyGroups: createPolicyGroups(deps),
    plans: createPlanBundles(deps),
    webhooks: createWebhooks(deps),
    deliveries: createDeliveries(deps),
    readings: createReadings(deps),
    calendars: createCalendars(deps),
    schedules: createSchedules(deps),
    overrides: createOverrides(deps),
    swaps: createSwaps(deps),
    duty: createDuty(dutyDeps),
    feeds: createFeeds(deps),
    dutyReader: createDutyReader(dutyDeps),
    pauses: createPauses(deps),
    holdReader: createHoldReader(deps),
    settings: createSettings(deps),
    merged: createMerged(deps),
    tokens: createTokens(deps),
    audit: createAudit(deps),
    drafts: createDrafts(deps),
    retention: createRetention(deps),
    callouts: createCallouts(deps),
    attemptLog: createAttemptLog(deps),
    analytics: createAnalytics(deps),
    usage: createUsage(deps),
    preparation: createPreparation(deps),
    runs: createRuns(deps),
    callers: createCallers(deps),
    spaces: createSpaces(deps),
    incidentProjects: createIncidentProjects(deps),
    files: createFiles(deps),
  }
}
