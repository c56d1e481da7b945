// The table of the control API: every knob of the page and of README.md. Without authentication, hence only for the machine
// it runs on: requests that come from another site's page, or under a foreign host name, are refused.

import { isIP } from 'node:net'
import * as all from './network.ts'
import * as phones from './phones.ts'
import type { ControlAnswer, ControlHost, ControlRequest } from './request.ts'
import { ControlError } from './request.ts'

type Handler = (request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>

const table: readonly [method: string, path: string, handler: Handler][] = [
  ['GET', '/control/network', all.getNetwork],
  ['GET', '/control/stats', all.getStats],
  ['GET', '/control/calls', all.listCalls],
  ['GET', '/control/calls/:sid', all.getCall],
  ['GET', '/control/messages', all.listMessages],
  ['GET', '/control/requests', all.listRequests],
  ['PATCH', '/control/behaviour', all.patchBehaviour],
  ['PATCH', '/control/settings', all.patchSettings],
  ['GET', '/control/faults', all.listFaults],
  ['POST', '/control/faults', all.setFaults],
  ['DELETE', '/control/faults', all.clearFaults],
  ['POST', '/control/accounts', all.addAccount],
  ['PATCH', '/control/accounts/:sid', all.patchAccount],
  ['GET', '/control/clock', all.getClock],
  ['POST', '/control/clock', all.setClock],
  ['POST', '/control/clock/advance', all.advanceClock],
  ['POST', '/control/settle', all.settle],
  ['POST', '/control/reset', all.reset],
  ['GET', '/control/debugger', all.listDebugger],
  ['DELETE', '/control/debugger', all.clearDebugger],
  ['POST', '/control/demo/start', all.demoStart],
  ['GET', '/control/phones', phones.listPhones],
  ['GET', '/control/phones/:number', phones.getPhone],
  ['PATCH', '/control/phones/:number', phones.patchPhone],
  ['DELETE', '/control/phones/:number/behaviour', phones.resetPhone],
  ['POST', '/control/phones/:number/next', phones.behaveNext],
  ['GET', '/control/phones/:number/wait', phones.waitForPhone],
  ['POST', '/control/phones/:number/:act', phones.act],
]

const routes = table.map(([method, path, handler]) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/:[a-z]+/g, '([^/]+)')}$`),
  handler,
}))

export type ControlCall = { method: string; path: string; query: URLSearchParams; body: string }

export async function answerControl(host: ControlHost, call: ControlCall): Promise<ControlAnswer> {
  try {
    const fitting = routes.filter((route) => route.pattern.test(call.path))
    const route = fitting.find((each) => each.method === call.method)
    if (!route) {
      const methods = fitting.map((each) => each.method).join(', ')
      throw new ControlError(methods === '' ? 404 : 405, methods === '' ? 'there is no such path' : `try ${methods}`)
    }
    const parts = (route.pattern.exec(call.path) ?? []).slice(1).map(decodeURIComponent)
    const body = parseBody(call.body)
    return await route.handler({ host, network: host.network, query: call.query, body, parts })
  } catch (error) {
    if (error instanceof ControlError) return { status: error.status, body: { error: error.message } }
    throw error
  }
}

/** Null when the request may pass; otherwise why not. */
export function foreignRequest(
  headers: { host: string | undefined; origin: string | undefined },
  own: string,
): string | null {
  const host = headers.host ?? ''
  const name = host.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '')
  const isOurs = isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || name === own
  if (!isOurs) return `this is not ${host}`
  const { origin } = headers
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return null
  return 'pages of other sites may not control the simulator'
}

function parseBody(text: string): Record<string, unknown> {
  if (text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ControlError(400, 'the body must be JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(400, 'the body must be a JSON object')
  }
  return value as Record<string, unknown>
}
