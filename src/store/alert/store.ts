// All of the storage of alerts, put together: a part of the configuration store, because sources and rules are configuration.

import { createAlerts } from './alerts.ts'
import { createChecks } from './checks.ts'
import { createHeartbeats } from './heartbeats.ts'
import { createReceivedMails } from './mails.ts'
import { createReceiving, type ReceivingDeps } from './receiving.ts'
import { createRuleReader, createRules } from './rules.ts'
import { createRuns } from './runs.ts'
import { createSources, type SourceDeps } from './sources.ts'
import { createTold } from './told.ts'
import { createWaits } from './waits.ts'

export const createAlertStore = (deps: SourceDeps & Pick<ReceivingDeps, 'incidents'>) => {
  const rules = createRuleReader(deps)
  const shared = { ...deps, rules }
  return {
    alerts: { ...createAlerts(deps), ...createReceiving(shared) },
    alertSources: createSources(deps),
    receivedMails: createReceivedMails(deps),
    alertRules: createRules(deps),
    alertRouting: rules,
    alertRuns: createRuns(deps),
    alertChecks: createChecks(shared),
    alertHeartbeats: createHeartbeats(shared),
    alertsTold: createTold(deps),
    alertWaits: createWaits(shared),
  }
}
