// The rules of the contract suite of alerts, as each store is given them.

import type { RuleBody } from '#core/alert/rule'

const anything = { sources: [], hosts: [], services: [], groups: [], severities: [], conditions: [] }
const at = (hosts: string, delaySeconds = 0): RuleBody => ({
  enabled: true,
  match: { ...anything, hosts: [hosts] },
  soft: false,
  from: 1,
  count: null,
  delaySeconds,
})

export const ruleBodies = (delayMs: number) =>
  [
    { key: 'web', policy: 'web', body: at('web*') },
    { key: 'db', policy: 'db', body: at('db*') },
    { key: 'well', policy: 'web', body: { ...at('well*'), recoveries: true } },
    { key: 'slow', policy: 'db', body: at('slow*', delayMs / 1_000) },
  ] as const
