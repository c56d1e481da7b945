// A plain HTTP client for programs that drive a server from outside: keep-alive connections, JSON in and out, and an error
// where no answer came, so that "refused" and "nobody knows" stay apart.

import http from 'node:http'

export type Answer = {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
  /** What a script reads of the answer; throws when it is not JSON. */
  readonly json: <Body = Record<string, unknown>>() => Body
}

export type Client = {
  readonly ask: (method: string, path: string, options?: Ask) => Promise<Answer>
  readonly close: () => void
}

type Ask = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }

const ANSWER_MS = 30_000

/** Rejects when the connection failed or nothing came within thirty seconds. */
export const createClient = (
  base: string,
  options: { readonly token: () => string; readonly sockets?: number },
): Client => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: options.sockets ?? 64 })

  const ask: Client['ask'] = (method, path, { body, headers } = {}) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? null : JSON.stringify(body)
      const request = http.request(new URL(path, base), {
        method,
        agent,
        timeout: ANSWER_MS,
        headers: {
          authorization: `Bearer ${options.token()}`,
          ...(payload === null
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...headers,
        },
      })
      request.on('timeout', () => request.destroy(new Error('no answer in time')))
      request.on('error', reject)
      request.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('error', reject)
        response.on('close', () => {
          const json = <Body>(): Body => JSON.parse(text) as Body
          if (!response.complete) reject(new Error('the answer broke off'))
          else resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
        })
      })
      request.end(payload)
    })

  return { ask, close: () => agent.destroy() }
}

/** Asks and insists on a 2xx. */
export const must = async (asked: Promise<Answer>): Promise<Answer> => {
  const answer = await asked
  if (answer.status < 200 || answer.status > 299) throw new Error(`answered ${answer.status}: ${answer.text}`)
  return answer
}
