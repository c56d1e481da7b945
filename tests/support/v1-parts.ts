// Parts of the world for tests of /v1: a public address that can be applied, and sign-in through a provider.

import type { V1Deps } from '#dialects/v1/ports'
import type { OidcDeps } from '#http/oidc'
import type { Provider } from '#http/oidc-provider'
import { createOriginOf } from '../../src/server/link-for.ts'
import { oidc } from '../../src/server/oidc.ts'
import type { V1World } from './v1.ts'

export type PublicAddress = V1Deps['publicAddress'] & { url: string; given: 'set' | 'applied' | null }

export const publicAddressIn = (spaceId: string): PublicAddress => {
  const address: PublicAddress = {
    given: 'set',
    url: 'http://noroshi.test:8080',
    spaceId,
    now: () => ({ url: address.url, given: address.given }),
    apply: (url) => {
      Object.assign(address, { url, given: 'applied' })
      return Promise.resolve()
    },
  }
  return address
}

type World = Pick<V1World, 'config' | 'hosts' | 'clock'> & Pick<OidcDeps, 'box' | 'secure'>

/** Which roles the groups of the provider give in tests. */
export const rolesOfGroups = [
  { group: 'it-admins', role: 'administrator', project: null },
  { group: 'on-call', role: 'operator', project: null },
  { group: 'night', role: 'operator', project: null },
  { group: 'plant', role: 'member', project: 'plant' },
  { group: 'plant', role: 'viewer', project: 'elsewhere' },
  { group: 'plant-leads', role: 'project_manager', project: 'plant' },
] as const

export const oidcFor = ({ config, hosts, clock, box, secure }: World, provider: Provider) =>
  oidc({
    provider,
    box,
    originOf: createOriginOf('http://noroshi.test:8080', hosts),
    secure,
    nowMs: () => clock.nowMs,
    log: { warn: () => undefined },
    config,
    roles: rolesOfGroups,
    endsThere: true,
  })
