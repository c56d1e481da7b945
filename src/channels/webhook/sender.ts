// One request to a webhook: a POST that follows no redirect, reaches no private address, ends in time, and of whose answer only
// the beginning is read. It never throws: whatever goes wrong is a result.

import http from 'node:http'
import https from 'node:https'
import { createTunnelAgent } from '../tunnel.ts'
import { createAddressRule } from './address.ts'
import { checkedUrl, codeOf, guarded } from './guard.ts'

export type WebhookRequest = {
  readonly url: string
  /** POST when not given. */
  readonly method?: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly timeoutMs: number
  /** How many characters of the answer are kept; 1,000 when not given. */
  readonly answerMax?: number
  /** Whose certificates are believed; what everybody believes when not given. */
  readonly trust?: { readonly ca: string | null; readonly insecure: boolean }
}

export type WebhookAnswer =
  /** Something answered; whether with yes is in the status. `retryAfter` as it was said. */
  | { readonly kind: 'answered'; readonly status: number; readonly answer: string; readonly retryAfter?: string }
  /** `address_forbidden`, `timeout`, `url_invalid`, or what the system calls it. `final`: no other attempt would be taken. */
  | { readonly kind: 'failed'; readonly code: string; readonly final?: boolean }

export type SenderOptions = {
  /** Private addresses and networks that may be reached. */
  readonly allowed: readonly string[]
  /** A proxy resolves names itself: addresses are its affair then, but for those written as such. */
  readonly proxy?: string | undefined
}

export interface WebhookSender {
  send(request: WebhookRequest): Promise<WebhookAnswer>
}

const CONNECT_MS = 10_000
const ANSWER_BYTES_MAX = 64 * 1024
const ANSWER_CHARACTERS_KEPT = 1_000
/** Of UTF-8. */
const BYTES_PER_CHARACTER = 4

/** The beginning of an answer; what comes after is not read. */
const beginning = (response: http.IncomingMessage, charactersMax: number): Promise<string> =>
  new Promise((resolve) => {
    const parts: Buffer[] = []
    const bytesMax = Math.max(ANSWER_BYTES_MAX, charactersMax * BYTES_PER_CHARACTER)
    let bytes = 0
    const over = (): void => {
      const text = new TextDecoder().decode(Buffer.concat(parts))
      resolve(Array.from(text.replaceAll('\0', '')).slice(0, charactersMax).join(''))
    }
    response.on('data', (part: Buffer) => {
      bytes += part.length
      parts.push(part)
      if (bytes > bytesMax) response.destroy()
    })
    response.once('close', over)
  })

const trusting = (trust: WebhookRequest['trust']): https.RequestOptions =>
  trust === undefined ? {} : { rejectUnauthorized: !trust.insecure, ...(trust.ca === null ? {} : { ca: trust.ca }) }

/** Whether the host may be reached is said again for each request: settings do not change, names do. */
export const createWebhookSender = ({ allowed, proxy }: SenderOptions): WebhookSender => {
  const allows = createAddressRule(allowed)
  const proxied = proxy === undefined ? undefined : createTunnelAgent({ connectMs: CONNECT_MS, proxy })

  const exchange = ({
    url,
    method = 'POST',
    headers,
    body,
    timeoutMs,
    answerMax,
    trust,
  }: WebhookRequest): Promise<WebhookAnswer> =>
    new Promise((resolve, reject) => {
      const target = checkedUrl(url, allows)
      const secure = target.protocol === 'https:'
      const agent = secure && proxied !== undefined ? proxied : false
      const options = {
        method,
        agent,
        ...trusting(trust),
        lookup: guarded(allows),
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      }
      const request = (secure ? https : http).request(target, options)
      request.once('error', reject)
      request.once('response', (response) => {
        // The status is what counts: an answer that breaks off or is too long has it all the same.
        response.once('error', () => undefined)
        beginning(response, answerMax ?? ANSWER_CHARACTERS_KEPT).then((answer) => {
          const { statusCode: status = 0, headers: told } = response
          const retryAfter = told['retry-after']
          resolve({ kind: 'answered', status, answer, ...(retryAfter === undefined ? {} : { retryAfter }) })
        }, reject)
      })
      request.end(body)
    })

  return {
    send: async (request) => {
      try {
        return await exchange(request)
      } catch (error) {
        const code = codeOf(error)
        return { kind: 'failed', code: code === 'ABORT_ERR' ? 'timeout' : code }
      }
    },
  }
}
