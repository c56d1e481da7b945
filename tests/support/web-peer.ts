// A web address that takes JSON and keeps it: what arrived, as it arrived, and any answer one likes, over a real socket. Stands for Teams'
// workflows, Mattermost, Google Chat and Discord: tests hold what it was sent to Microsoft's documents of Adaptive Cards 1.4 and Workflows,
// and to the chats' own of incoming webhooks. Not proven live: whether they show it, and what they refuse that their documents allow.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Taken = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }
type Reply = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }

export type WebPeer = {
  readonly url: string
  readonly taken: readonly Taken[]
  /** Resolves with the first that fits. */
  readonly find: (fits: (one: Taken) => boolean) => Promise<Taken>
  /** Answers the next request so. */
  readonly next: (reply: Reply) => void
  readonly close: () => Promise<void>
}

const PATIENCE_MS = 8_000

export const startWebPeer = async (answer: (one: Taken) => Reply = () => ({ status: 200 })): Promise<WebPeer> => {
  const taken: Taken[] = []
  const waiting = new Set<() => void>()
  const nexts: Reply[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() }
      const { status, headers = {}, body = '' } = nexts.shift() ?? answer(one)
      if (status < 300) taken.push(one)
      response.writeHead(status, headers).end(body)
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    find: (fits) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('nothing of the kind arrived')), PATIENCE_MS)
        const look = (): void => {
          const found = taken.find(fits)
          if (found === undefined) return
          clearTimeout(late)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    next: (reply) => nexts.push(reply),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
