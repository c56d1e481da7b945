// Requests of the network to the customer's server: signed, with the service's time limits, size limit, redirect rules and
// one retry when no connection could be made. Counts what is outstanding, so that a stepped clock knows when all is quiet.

import { randomUUID } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { Clock, Timer } from './clock.ts'
import { limits } from './limits.ts'
import type { FormFields } from './signature.ts'
import { signature } from './signature.ts'

export type WebhookRequest = {
  url: string
  method: 'GET' | 'POST'
  fields: FormFields
  authToken: string
  accountSid: string
  /** Given to repeat an earlier request; otherwise a new one is made. */
  idempotencyToken?: string
}

export type WebhookAnswer =
  | { ok: true; status: number; contentType: string; body: string; url: string }
  | { ok: false; code: number; message: string }

type Attempt = { url: string; method: 'GET' | 'POST'; body: string; headers: Record<string, string> }

export class Webhooks {
  outstanding = 0
  private readonly clock: Clock
  private readonly httpAgent: http.Agent
  private readonly httpsAgent: https.Agent
  private readonly open = new Set<http.ClientRequest>()
  private waiting: (() => void)[] = []
  private isClosed = false

  constructor(clock: Clock, maxSockets: number = limits.webhookSockets) {
    this.clock = clock
    this.httpAgent = new http.Agent({ keepAlive: true, maxSockets })
    // The real service insists on a public certificate; a network in a box meets self-signed ones.
    this.httpsAgent = new https.Agent({ keepAlive: true, maxSockets, rejectUnauthorized: false })
  }

  /** Never rejects: what went wrong is an answer with the code the service's debugger would show. */
  async send(request: WebhookRequest): Promise<WebhookAnswer> {
    this.outstanding += 1
    try {
      return await this.follow(request)
    } finally {
      this.outstanding -= 1
      if (this.outstanding === 0) for (const wake of this.waiting.splice(0)) wake()
    }
  }

  /** Resolves when nothing is outstanding, or after `patienceMs` of real time: a server that never answers must not stop the clock. */
  idle(patienceMs: number): Promise<void> {
    if (this.outstanding === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs)
      this.waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  close(): void {
    this.isClosed = true
    for (const request of this.open) request.destroy()
    this.httpAgent.destroy()
    this.httpsAgent.destroy()
  }

  /** One request with its retries, and those it is redirected to. */
  private async follow(request: WebhookRequest): Promise<WebhookAnswer> {
    const { retries, readMs } = connectionOverrides(request.url)
    const token = request.idempotencyToken ?? randomUUID()
    let target = prepare(request, request.url, token)
    for (let turns = 0; turns <= limits.redirectsMax; turns++) {
      if (!target) return { ok: false, code: 11100, message: `Invalid URL format: ${request.url}` }
      const answer = await this.withRetries(target, { retries, readMs })
      const next = answer.ok ? redirected(target, answer) : null
      if (!next) return answer
      const again = { ...request, method: next.method, fields: next.keepsBody ? request.fields : {} }
      target = prepare(again, next.url, token)
    }
    return { ok: false, code: 11215, message: 'HTTP too many redirects' }
  }

  /** Tries again only when no connection could be made, with the same idempotency token. */
  private async withRetries(target: Attempt, how: { retries: number; readMs: number }): Promise<HttpAnswer> {
    const answer = await this.once(target, how.readMs)
    const mayRetry = !answer.ok && answer.code === 11205 && how.retries > 0 && !this.isClosed
    return mayRetry ? this.withRetries(target, { ...how, retries: how.retries - 1 }) : answer
  }

  private once(target: Attempt, readMs: number): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      const isSecure = target.url.startsWith('https:')
      const request = (isSecure ? https : http).request(target.url, {
        method: target.method,
        headers: target.headers,
        agent: isSecure ? this.httpsAgent : this.httpAgent,
      })
      this.open.add(request)
      // What waits for a socket waits for us, and no customer's server is to blame.
      let timer: Timer | null = null
      request.on('socket', () => {
        timer = this.clock.after(readMs, () => request.destroy(new WebhookTimeout()))
      })
      const finish = (answer: HttpAnswer): void => {
        timer?.cancel()
        this.open.delete(request)
        resolve(answer)
      }
      request.on('response', (response) => collect(response, target.url, finish))
      request.on('error', (error: NodeJS.ErrnoException) => {
        // A kept-alive socket that the server closed in the same moment says nothing about the server: ask once more.
        if (request.reusedSocket && error.code === 'ECONNRESET' && !this.isClosed) {
          timer?.cancel()
          this.open.delete(request)
          void this.once(target, readMs).then(resolve)
        } else {
          finish(failure(error, target.url))
        }
      })
      request.end(target.body)
    })
  }
}

type HttpAnswer = WebhookAnswer & { location?: string }

class WebhookTimeout extends Error {}

function collect(response: http.IncomingMessage, url: string, finish: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= limits.twimlBytes) chunks.push(chunk)
    else response.destroy()
  })
  response.on('close', () => {
    if (bytes > limits.twimlBytes) {
      finish({ ok: false, code: 11750, message: 'TwiML response body too large' })
    } else if (!response.complete) {
      finish({ ok: false, code: 11200, message: `HTTP retrieval failure: the answer of ${url} broke off` })
    } else {
      finish({
        ok: true,
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
        url,
        ...(response.headers.location === undefined ? {} : { location: response.headers.location }),
      })
    }
  })
}

function failure(error: NodeJS.ErrnoException, url: string): WebhookAnswer {
  if (error instanceof WebhookTimeout)
    return { ok: false, code: 11200, message: `HTTP retrieval failure: ${url} timed out` }
  const isConnecting = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT'].includes(
    error.code ?? '',
  )
  if (isConnecting) return { ok: false, code: 11205, message: `HTTP connection failure: ${url} (${error.code})` }
  return { ok: false, code: 11200, message: `HTTP retrieval failure: ${url} (${error.code ?? error.message})` }
}

function prepare(request: WebhookRequest, url: string, token: string): Attempt | null {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return null
  const bare = url.split('#', 1)[0] ?? url
  const form = new URLSearchParams(request.fields).toString()
  const isGet = request.method === 'GET'
  const address = isGet && form !== '' ? `${bare}${bare.includes('?') ? '&' : '?'}${form}` : bare
  const body = isGet ? '' : form
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': 'TwilioProxy/1.1',
    'i-twilio-idempotency-token': token,
    'x-twilio-signature': signature(request.authToken, address, isGet ? {} : request.fields),
    'x-home-region': 'us1',
  }
  if (!isGet) {
    headers['content-type'] = 'application/x-www-form-urlencoded; charset=UTF-8'
    headers['content-length'] = String(Buffer.byteLength(body))
  }
  return { url: address, method: request.method, body, headers }
}

/** 301, 302 and 303 turn into a GET without the fields, which is how digits get lost; 307 and 308 keep them. */
function redirected(
  from: Attempt,
  answer: HttpAnswer & { ok: true },
): { url: string; method: 'GET' | 'POST'; keepsBody: boolean } | null {
  if (![301, 302, 303, 307, 308].includes(answer.status) || answer.location === undefined) return null
  const keepsBody = answer.status >= 307
  const url = URL.canParse(answer.location, from.url) ? new URL(answer.location, from.url).toString() : answer.location
  return { url, method: keepsBody ? from.method : 'GET', keepsBody }
}

/** `#rc=2&rt=5000` in an address overrides retries and time limits. */
function connectionOverrides(url: string): { retries: number; readMs: number } {
  const values = new URLSearchParams(url.split('#')[1] ?? '')
  const bounded = (name: string, otherwise: number, max: number): number => {
    const value = Number.parseInt(values.get(name) ?? '', 10)
    return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, 0), max)
  }
  return {
    retries: bounded('rc', 1, 5),
    readMs: bounded('rt', limits.webhookMs, limits.webhookMs),
  }
}
