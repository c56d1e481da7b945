// What the installation says about itself: how it is reached, and whether it can be reached from anywhere else.

import { type Installation, installation } from '#contract/installation'
import type { V1Deps } from './ports.ts'
import { answer, ownRoute, type V1App } from './route.ts'

const readRoute = ownRoute({
  method: 'get',
  path: '/v1/installation',
  tags: ['installation'],
  summary: 'How this server is reached, and its version',
  responses: { 200: answer(installation, 'The installation.') },
})

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/i

const stateOf = ({ url, given }: V1Deps['publicAddress']): Installation['publicUrlState'] => {
  if (!given) return 'unset'
  return LOOPBACK.test(new URL(url).hostname) ? 'loopback' : 'set'
}

export const installationRoutes = (app: V1App, { publicAddress, version }: V1Deps): void => {
  const found: Installation = { version, publicUrl: publicAddress.url, publicUrlState: stateOf(publicAddress) }
  app.openapi(readRoute, (c) => c.json(found, 200))
}
