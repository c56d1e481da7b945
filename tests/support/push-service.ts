// A push service with browsers behind it: it checks who sends, as RFC 8030 and RFC 8292 ask, and each browser reads what is for it alone.
// Not proven live: what Google's, Mozilla's, Apple's and Microsoft's services answer beyond these documents.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decrypt, newReceiver, readVapid, type Vapid } from './push-crypto.ts'

export type Received = {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly lang: string
  readonly url?: string
  readonly action?: string
}

export type FakeBrowser = {
  readonly endpoint: string
  /** As a browser gives them to a page. */
  readonly keys: { readonly p256dh: string; readonly auth: string }
  /** Everything it was sent, decrypted. */
  readonly received: readonly {
    readonly message: Received
    readonly headers: Readonly<Record<string, unknown>>
    readonly vapid: Vapid
  }[]
  /** Resolves with the first that fits. */
  readonly find: (fits: (message: Received) => boolean) => Promise<Received>
}

type Reply = { readonly status: number; readonly headers?: Record<string, string> }

export type PushService = {
  readonly url: string
  /** @param publicKey whose messages alone it takes; absent: those of whoever sends first */
  readonly browser: (publicKey?: string) => FakeBrowser
  /** What its browser subscribed for it has forgotten. */
  readonly forget: (browser: FakeBrowser) => void
  /** Answers the next request so. */
  readonly next: (reply: Reply) => void
  readonly requests: () => number
  readonly close: () => Promise<void>
}

const PATIENCE_MS = 8_000
const BODY_BYTES_MAX = 4_096

type Behind = FakeBrowser & {
  readonly received: FakeBrowser['received'][number][]
  readonly take: (headers: Readonly<Record<string, unknown>>, body: Buffer, origin: string) => number
}

const createBrowser = (endpoint: string, publicKey: string | undefined): Behind => {
  const receiver = newReceiver()
  const received: Behind['received'] = []
  const waiting = new Set<() => void>()
  let known = publicKey
  const take: Behind['take'] = (headers, body, origin) => {
    if (body.length > BODY_BYTES_MAX) return 413
    if (!/^\d+$/.test(String(headers['ttl'])) || headers['content-encoding'] !== 'aes128gcm') return 400
    try {
      const vapid = readVapid(String(headers['authorization']), Date.now())
      known ??= vapid.publicKey
      if (vapid.aud !== origin || vapid.publicKey !== known) return 403
      received.push({ message: JSON.parse(decrypt(body, receiver)) as Received, headers, vapid })
    } catch {
      return 401
    }
    for (const look of waiting) look()
    return 201
  }
  const find: FakeBrowser['find'] = (fits) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no such message was pushed')), PATIENCE_MS)
      const look = (): void => {
        const found = received.find(({ message }) => fits(message))
        if (found === undefined) return
        clearTimeout(late)
        waiting.delete(look)
        resolve(found.message)
      }
      waiting.add(look)
      look()
    })
  const keys = { p256dh: receiver.publicKey.toString('base64url'), auth: receiver.auth.toString('base64url') }
  return { endpoint, keys, received, find, take }
}

export const startPushService = async (): Promise<PushService> => {
  const browsers = new Map<string, Behind>()
  const nexts: Reply[] = []
  let [made, asked] = [0, 0]
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked += 1
      const { status, headers = {} } = nexts.shift() ?? {
        status: browsers.get(request.url ?? '')?.take(request.headers, Buffer.concat(parts), url) ?? 410,
      }
      response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    browser: (publicKey) => {
      made += 1
      const path = `/push/${made}`
      const browser = createBrowser(`${url}${path}`, publicKey)
      browsers.set(path, browser)
      return browser
    },
    forget: ({ endpoint }) => void browsers.delete(new URL(endpoint).pathname),
    next: (reply) => nexts.push(reply),
    requests: () => asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
