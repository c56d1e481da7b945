// The demo's configuration holds to the contract: each object fits its schema, every reference leads somewhere, every
// number is a demo number, and each policy can be followed by what a callout brings without parameters.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseNumber } from '#channels/numbers'
import { configDocument } from '#contract/config'
import { missingParameters } from '#core/speech/template'
import { completeTemplate } from '#words/speech'

const path = fileURLToPath(new URL('../../demo/data/noroshi.yaml', import.meta.url))
const text = readFileSync(path, 'utf8')
  .replaceAll('${SIMULATOR_URL}', 'http://127.0.0.1:8090')
  .replaceAll('${SIMULATOR_ACCOUNT_SID}', 'AC00000000000000000000000000000001')
type Keyed = { readonly key: string }
const { users, connections, templates, policies } = configDocument.parse(parse(text))
const keys = (all: readonly Keyed[]) => all.map(({ key }) => key)

describe('the demo configuration', () => {
  it('leaves no placeholder but the two that are documented', () => {
    expect(text.replaceAll(/^#.*$/gm, '')).not.toContain('${')
  })

  it('has six people with demo numbers, two of whom speak English', () => {
    const called = users.filter(({ contactMethods }) => contactMethods.length > 0)
    expect(called).toHaveLength(6)
    expect(users.filter(({ language }) => language === 'en')).toHaveLength(2)
    const addresses = users.flatMap(({ contactMethods }) => contactMethods.map(({ address }) => address))
    for (const [index, address] of addresses.entries()) {
      expect(address).toBe(`+81-90-0123-000${index + 1}`)
      expect(parseNumber(address, { use: 'phone', simulated: true })).toMatchObject({ ok: true, demo: true })
      expect(parseNumber(address, { use: 'phone', simulated: false })).toMatchObject({ ok: false })
    }
  })

  it('takes the simulator’s secret from the environment', () => {
    expect(connections).toHaveLength(1)
    expect(connections[0]).toMatchObject({
      key: 'simulator',
      settings: { simulated: true },
      secrets: { authToken: { env: 'SIMULATOR_AUTH_TOKEN' } },
    })
  })

  it.each(policies.map((policy) => [policy.key, policy] as const))('%s refers to what exists', (_key, policy) => {
    const asked = policy.steps.flatMap(({ destinations }) => destinations.map(({ user }) => user))
    expect(keys(users)).toEqual(expect.arrayContaining(asked))
    expect(keys(connections)).toContain(policy.connection)
    if (policy.template != null) expect(keys(templates)).toContain(policy.template)
    if (policy.escalatesTo != null) expect(keys(policies)).toContain(policy.escalatesTo)
  })

  it('night, managers, everyone, blogtest, shougai-call: as described', () => {
    expect(keys(policies)).toEqual(['night', 'managers', 'everyone', 'blogtest', 'shougai-call'])
    expect(policies[4]).toMatchObject({ name: '障害コール', kind: 'pigeon', loops: { max: 2 } })
    expect(policies[3]).toMatchObject({ name: 'blogtest', kind: 'jp1' })
    expect(policies[0]).toMatchObject({ mode: 'sequential', loops: { max: 3 }, escalatesTo: 'managers' })
    expect(policies[2]).toMatchObject({ mode: 'simultaneous', stop: 'all' })
  })

  it.each(templates.map((template) => [template.key, template] as const))(
    '%s needs the parameters it is known for',
    (key, template) => {
      const needed = key === 'shougai' ? ['server', 'incident'] : []
      expect(missingParameters(completeTemplate(template), {})).toEqual(needed)
    },
  )
})
