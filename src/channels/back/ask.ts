// A request to a monitoring system, with its answer read as JSON. The rules for addresses are those of webhooks.

import type { BackSettings } from '#core/alert/back'
import type { WebhookAnswer, WebhookSender } from '../webhook/sender.ts'
import { type BackResult, later } from './ways.ts'

export type WebBack = Exclude<BackSettings, { readonly kind: 'nagios' }>

export type Request = {
  /** Behind the address of the settings. */
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** How many characters of the answer are read. */
  readonly answerMax?: number
}
export type Answered = { readonly ok: true; readonly status: number; readonly text: string; readonly json: unknown }
export type Asked = Answered | { readonly ok: false; readonly result: BackResult }
export type Ask = (request: Request) => Promise<Asked>

const TIMEOUT_MS = 10_000

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const asked = (answer: WebhookAnswer): Asked =>
  answer.kind === 'failed'
    ? { ok: false, result: later(answer.code) }
    : { ok: true, status: answer.status, text: answer.answer, json: jsonIn(answer.answer) }

/** @param headers of every request */
export const createAsk =
  (sender: WebhookSender, { url, ca, insecure }: WebBack, headers: Readonly<Record<string, string>>): Ask =>
  async ({ path, method = 'POST', body, answerMax, ...rest }) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const answer = await sender.send({
      url: `${url.replace(/\/+$/, '')}${path}`,
      method,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'Noroshi',
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
        ...headers,
        ...rest.headers,
      },
      body: text,
      timeoutMs: TIMEOUT_MS,
      trust: { ca, insecure },
      ...(answerMax === undefined ? {} : { answerMax }),
    })
    return asked(answer)
  }

const KEPT_MAX = 1_000

/** What an answer means that is neither a yes nor known otherwise. */
export const refused = ({ status, text }: Answered): BackResult => later(`http_${status}`, kept(text))

export const kept = (text: string): string => Array.from(text).slice(0, KEPT_MAX).join('')

export const isOk = ({ status }: Answered): boolean => status >= 200 && status < 300

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** A value out of JSON that somebody else made. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
