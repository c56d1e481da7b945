// Helpers of the simulator's own tests: a customer's server that answers webhooks with TwiML and checks every signature with
// the official library, and the official client pointed at the simulator.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { defaultAuthToken } from './account.ts'
import type { Simulator } from './index.ts'

export type Hook = {
  path: string
  query: URLSearchParams
  fields: Record<string, string>
  method: string
  headers: Record<string, string | string[] | undefined>
  isSigned: boolean
}

export type HookAnswer = {
  status?: number
  type?: string | null
  body?: string
  headers?: Record<string, string>
  isSilent?: boolean
}

export type Receiver = {
  url: string
  hooks: Hook[]
  /** What is answered, by path; a text is TwiML. */
  on(path: string, answer: string | HookAnswer | ((hook: Hook) => string | HookAnswer)): void
  /** Hooks of one path. */
  at(path: string): Hook[]
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const hooks: Hook[] = []
  const answers = new Map<string, string | HookAnswer | ((hook: Hook) => string | HookAnswer)>()
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const address = `http://127.0.0.1:${port}${request.url}`
      const fields = Object.fromEntries(new URLSearchParams(body))
      const hook: Hook = {
        path: new URL(address).pathname,
        query: new URL(address).searchParams,
        fields,
        method: request.method ?? '',
        headers: request.headers,
        isSigned: twilio.validateRequest(
          defaultAuthToken,
          String(request.headers['x-twilio-signature']),
          address,
          fields,
        ),
      }
      hooks.push(hook)
      const found = answers.get(hook.path) ?? { status: 204, type: null }
      const given = typeof found === 'function' ? found(hook) : found
      const answer: HookAnswer = typeof given === 'string' ? { body: given } : given
      if (answer.isSilent) return
      const type = answer.type === undefined ? 'text/xml' : answer.type
      response.writeHead(answer.status ?? 200, {
        ...(type === null ? {} : { 'content-type': type }),
        ...answer.headers,
      })
      response.end(answer.body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hooks,
    on: (path, answer) => void answers.set(path, answer),
    at: (path) => hooks.filter((hook) => hook.path === path),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The untouched client library, pointed at the simulator. */
export function clientOf(simulator: Simulator, authToken = simulator.authToken): twilio.Twilio {
  const client = twilio(simulator.accountSid, authToken)
  client.api.baseUrl = simulator.url
  return client
}

export const say = (text: string): string => `<Say language="ja-JP">${text}</Say>`
export const twiml = (...verbs: string[]): string => `<?xml version="1.0"?><Response>${verbs.join('')}</Response>`
