// Which alerts share an incident of a rule, and what a new one is called.
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import type { Alert } from './alert.ts'
import { incidentName, scopeOf } from './incident-rule.ts'

const alert = {
  host: 'db01',
  service: 'disk',
  condition: 'CRITICAL',
  summary: '98 %',
  groups: ['linux', 'db-servers', 'db-tokyo'],
} as unknown as Alert
const bare = { ...alert, host: null, service: null, groups: [], condition: '', summary: '' }

describe('what shares an incident', () => {
  it.each([
    ['object', alert, [], 'object 7'],
    ['host', alert, [], 'host db01'],
    ['host', bare, [], 'object 7'],
    ['group', alert, [], 'group linux'],
    ['group', alert, ['web*', 'db-*'], 'group db-servers'],
    ['group', alert, ['web*'], 'object 7'],
    ['group', bare, [], 'object 7'],
    ['rule', alert, [], ''],
  ] as const)('per %s', (...[per, of, patterns, scope]) => {
    expect(scopeOf(per, { id: '7', alert: of }, patterns)).toBe(scope)
  })
})

describe('a new incident is named', () => {
  it.each([
    ['after the object and what is wrong with it', 'object 7', alert, 'db01 / disk CRITICAL 98 %'],
    ['after the rule where nothing is known', 'object 7', bare, 'night'],
    ['after its host', 'host db 01', alert, 'db 01'],
    ['after its group', 'group db-tokyo', alert, 'db-tokyo'],
    ['after its rule', '', alert, 'night'],
  ])('%s', (...[, scope, first, name]) => {
    expect(incidentName({ scope, rule: 'night', first })).toBe(name)
  })

  it('on one line that is not too long', () => {
    const name = incidentName({
      scope: 'object 7',
      rule: 'night',
      first: { ...alert, summary: `a\nb${'c'.repeat(2_000)}` },
    })
    expect(name).toHaveLength(limits.incidentNameCharacters.max)
    expect(name).toContain('a b')
  })
})
