// A Slack that keeps what is posted: the methods of its API that we use, with its answers and errors, over a real socket.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Posted = { readonly channel: string; readonly text: string; readonly blocks: readonly Block[] }
type Block = {
  readonly type: string
  readonly text?: { readonly text: string }
  readonly elements?: readonly { readonly url?: string; readonly text: { readonly text: string } }[]
}

export type Slack = {
  readonly url: string
  readonly token: string
  readonly posted: readonly Posted[]
  readonly asked: readonly string[]
  /** Resolves with the first message to this member or channel. */
  readonly messageTo: (channel: string) => Promise<Posted>
  /** Answers the next request so. */
  readonly next: (answer: {
    readonly status: number
    readonly headers?: Record<string, string>
    readonly body?: object
  }) => void
  readonly close: () => Promise<void>
}

const PATIENCE_MS = 8_000
const members = [
  { id: 'U0SATO0001', name: 'sato', deleted: false, profile: { display_name: '佐藤', real_name: '佐藤 一郎' } },
  { id: 'U0SUZUKI01', name: 'suzuki', deleted: false, profile: { display_name: '鈴木', real_name: '鈴木 花子' } },
  { id: 'U0SUZUKI02', name: 'suzuki2', deleted: false, profile: { display_name: '鈴木', real_name: '鈴木 次郎' } },
  { id: 'U0SATO0002', name: 'sato', deleted: true, profile: { display_name: '佐藤', real_name: '佐藤 一郎' } },
]

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return new URLSearchParams(Buffer.concat(parts).toString())
}

export const startSlack = async (): Promise<Slack> => {
  const token = 'xoxb-1234567890-abcdef'
  const posted: Posted[] = []
  const asked: string[] = []
  const waiting = new Set<() => void>()
  const nexts: { status: number; headers?: Record<string, string>; body?: object }[] = []

  const answer = (method: string, form: URLSearchParams): object => {
    if (method === 'users.list') return { ok: true, members, response_metadata: { next_cursor: '' } }
    if (method === 'users.lookupByEmail')
      return form.get('email') === 'sato@example.jp'
        ? { ok: true, user: members[0] }
        : { ok: false, error: 'users_not_found' }
    const channel = form.get('channel') ?? ''
    if (method !== 'chat.postMessage') return { ok: false, error: 'unknown_method' }
    if (channel.startsWith('U0GONE')) return { ok: false, error: 'channel_not_found' }
    const blocks = JSON.parse(form.get('blocks') ?? '[]') as Block[]
    posted.push({ channel, text: form.get('text') ?? '', blocks })
    for (const look of waiting) look()
    return { ok: true, channel, ts: `1700000000.${String(posted.length).padStart(6, '0')}` }
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((form) => {
      const method = (request.url ?? '').replace(/^\/api\//, '')
      asked.push(method)
      const planned = nexts.shift()
      const known = request.headers.authorization === `Bearer ${token}`
      const body = planned?.body ?? (known ? answer(method, form) : { ok: false, error: 'invalid_auth' })
      response.writeHead(planned?.status ?? 200, { 'Content-Type': 'application/json', ...planned?.headers })
      response.end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    token,
    posted,
    asked,
    next: (planned) => nexts.push(planned),
    messageTo: (channel) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`nothing for ${channel}`)), PATIENCE_MS)
        const look = (): void => {
          const found = posted.find((one) => one.channel === channel)
          if (found === undefined) return
          clearTimeout(late)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
