// What incidents that rules open need of the rest of the server. The store is there before whoever follows incidents: they are
// named later, and hear of what commits from then on.

import type { Language } from '#core/plan/plan'
import type { IncidentTools } from '#store/alert/rule-incidents'
import { alertsHtml } from '#words/incidents'

export type RuleIncidents = IncidentTools & { readonly follow: (changed: IncidentTools['changed']) => void }

export const createRuleIncidents = (language: Language, outbox: IncidentTools['outbox']): RuleIncidents => {
  let tell: IncidentTools['changed'] = () => undefined
  return {
    outbox,
    describe: (alerts) => alertsHtml(alerts, language),
    changed: (hint) => tell(hint),
    follow: (changed) => {
      tell = changed
    },
  }
}
