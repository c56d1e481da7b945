// What the installation says about itself: how it is reached, and whether it can be reached from anywhere else. Where no setting names
// the address it is applied here.

import { AppError } from '#contract/errors'
import { type Installation, installation, installationInput } from '#contract/installation'
import { may, type Principal } from '#http/port'
import type { V1Deps } from './ports.ts'
import { answer, body, ownRoute, route, type V1App } from './route.ts'

const path = '/v1/installation'
const tags = ['installation']

const readRoute = ownRoute({
  method: 'get',
  path,
  tags,
  summary: 'How this server is reached, and its version',
  responses: { 200: answer(installation, 'The installation.') },
})
const applyRoute = route('config:write', {
  method: 'put',
  path,
  tags,
  summary: 'Apply the address at which the world reaches this server',
  description:
    'It counts at once, in every process within ten seconds. Not where NOROSHI_PUBLIC_URL names it, nor in any space but the first.',
  request: body(installationInput),
  responses: { 200: answer(installation, 'The installation as it is now.') },
})

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/i

type Address = ReturnType<V1Deps['publicAddress']['now']>

const stateOf = ({ url, given }: Address): Installation['publicUrlState'] => {
  if (given === null) return 'unset'
  return LOOPBACK.test(new URL(url).hostname) ? 'loopback' : 'set'
}

export const installationRoutes = (app: V1App, { publicAddress, version }: V1Deps): void => {
  const found = (viewer: Principal): Installation => {
    const address = publicAddress.now()
    const applies = address.given !== 'set' && viewer.spaceId === publicAddress.spaceId && may(viewer, 'config:write')
    return { version, publicUrl: address.url, publicUrlState: stateOf(address), applies }
  }
  app.openapi(readRoute, (c) => c.json(found(c.get('principal')), 200))
  app.openapi(applyRoute, async (c) => {
    const principal = c.get('principal')
    if (publicAddress.now().given === 'set') throw new AppError('installation.address_set')
    if (principal.spaceId !== publicAddress.spaceId) throw new AppError('installation.not_here')
    await publicAddress.apply(c.req.valid('json').publicUrl)
    return c.json(found(principal), 200)
  })
}
