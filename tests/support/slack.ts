// A Slack that keeps what is posted: the methods of its API that we use, with its answers and errors, over a real socket. Follows
// Slack's documents of chat.postMessage, chat.update, users.list, users.lookupByEmail, apps.connections.open and Socket Mode. Not proven
// live: in which order errors are looked for, how fast Slack lets one post, and which names its members really have.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export type Posted = {
  readonly channel: string
  readonly text: string
  readonly blocks: readonly Block[]
  readonly ts: string
}
type Block = {
  readonly type: string
  readonly text?: { readonly text: string }
  readonly elements?: readonly {
    readonly url?: string
    readonly action_id: string
    readonly value: string
    readonly text: { readonly text: string }
  }[]
}

export type Slack = {
  readonly url: string
  readonly token: string
  readonly appToken: string
  readonly posted: readonly Posted[]
  readonly asked: readonly string[]
  /** What a message says now. */
  readonly now: (ts: string) => Posted | undefined
  /** What Slack tells of a pressed button. */
  readonly pressOf: (posted: Posted, action: string) => object
  /** Tells it through the newest socket; resolves with the id that was acknowledged. */
  readonly tell: (payload: object) => Promise<string>
  /** Sockets that were opened so far, and the one that is open. */
  readonly sockets: () => { readonly opened: number; readonly open: boolean }
  /** Breaks the open socket off, as Slack does every few hours. */
  readonly breakOff: () => void
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
  const appToken = 'xapp-1-A0123456789'
  const posted: Posted[] = []
  const asked: string[] = []
  const waiting = new Set<() => void>()
  const nexts: { status: number; headers?: Record<string, string>; body?: object }[] = []

  const update = (form: URLSearchParams, message: Omit<Posted, 'ts'>): object => {
    const ts = form.get('ts') ?? ''
    const at = posted.findIndex((one) => one.ts === ts && one.channel === message.channel)
    if (at < 0) return { ok: false, error: 'message_not_found' }
    posted[at] = { ...message, ts }
    return { ok: true, channel: message.channel, ts }
  }
  const post = (message: Omit<Posted, 'ts'>): object => {
    const { channel } = message
    if (channel.startsWith('U0GONE')) return { ok: false, error: 'channel_not_found' }
    const ts = `1700000000.${String(posted.length + 1).padStart(6, '0')}`
    posted.push({ ...message, ts })
    for (const look of waiting) look()
    return { ok: true, channel, ts }
  }
  const field = (form: URLSearchParams, name: string): string => form.get(name) ?? ''
  const lookUp = (mail: string): object =>
    mail === 'sato@example.jp' ? { ok: true, user: members[0] } : { ok: false, error: 'users_not_found' }
  const answer = (method: string, form: URLSearchParams): object => {
    if (method === 'users.list') return { ok: true, members, response_metadata: { next_cursor: '' } }
    if (method === 'users.lookupByEmail') return lookUp(field(form, 'email'))
    const blocks = JSON.parse(form.get('blocks') ?? '[]') as Block[]
    const message = { channel: field(form, 'channel'), text: field(form, 'text'), blocks }
    if (method === 'chat.update') return update(form, message)
    return method === 'chat.postMessage' ? post(message) : { ok: false, error: 'unknown_method' }
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((form) => {
      const method = (request.url ?? '').replace(/^\/api\//, '')
      asked.push(method)
      if (method === 'apps.connections.open') {
        const opens = request.headers.authorization === `Bearer ${appToken}`
        const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/socket`
        response.writeHead(200, { 'Content-Type': 'application/json' })
        response.end(JSON.stringify(opens ? { ok: true, url } : { ok: false, error: 'invalid_auth' }))
        return
      }
      const planned = nexts.shift()
      const known = request.headers.authorization === `Bearer ${token}`
      const body = planned?.body ?? (known ? answer(method, form) : { ok: false, error: 'invalid_auth' })
      response.writeHead(planned?.status ?? 200, { 'Content-Type': 'application/json', ...planned?.headers })
      response.end(JSON.stringify(body))
    })
  })
  let opened = 0
  let socket: WebSocket | undefined
  const acknowledged = new Map<string, () => void>()
  const gate = new WebSocketServer({ server, path: '/socket' })
  gate.on('connection', (made) => {
    opened += 1
    socket = made
    made.send(JSON.stringify({ type: 'hello', num_connections: 1 }))
    made.on('message', (data: Buffer) => {
      const { envelope_id: id } = JSON.parse(data.toString()) as { envelope_id: string }
      acknowledged.get(id)?.()
    })
    made.on('close', () => {
      if (socket === made) socket = undefined
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    token,
    appToken,
    now: (ts) => posted.find((one) => one.ts === ts),
    pressOf: ({ channel, ts, blocks }, action) => {
      const button = blocks.flatMap(({ elements = [] }) => elements).find(({ action_id: id }) => id === action)
      const { action_id = action, value = '' } = button ?? {}
      return {
        type: 'block_actions',
        user: { id: 'U0SATO0001', username: 'sato' },
        container: { type: 'message', message_ts: ts, channel_id: channel },
        actions: [{ action_id, value, type: 'button', action_ts: ts }],
      }
    },
    tell: (payload) =>
      new Promise((resolve, reject) => {
        const id = `envelope-${acknowledged.size + 1}`
        const late = setTimeout(() => reject(new Error('nobody acknowledged')), PATIENCE_MS)
        acknowledged.set(id, () => {
          clearTimeout(late)
          resolve(id)
        })
        socket?.send(JSON.stringify({ type: 'interactive', envelope_id: id, accepts_response_payload: false, payload }))
      }),
    sockets: () => ({ opened, open: socket !== undefined }),
    breakOff: () => socket?.close(),
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
    close: () => {
      for (const one of gate.clients) one.terminate()
      gate.close()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
