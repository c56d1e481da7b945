// The load generator of the bench, a process of its own: posts over keep-alive connections, each waiting for its answer before
// the next, either for a time or until a number is reached. Its first message says what to do; its answer, when what was sent.

import http from 'node:http'
import { type Entrance, startedId, startRequests } from './entrances.ts'

export type LoadOrder = {
  readonly url: string
  readonly token: string
  /** Through which API; our own when left out. */
  readonly entrance?: Entrance
  readonly connections: number
  /** One of these two ends it. */
  readonly forMs?: number
  readonly requests?: number
  /** Requests to `policy-0` … , each its own when there are enough. */
  readonly policies: number
  readonly firstPolicy?: number
  /** Waits this long between one answer and the next request. */
  readonly pauseMs?: number
}
export type LoadResult = {
  readonly answered: number
  readonly failed: number
  readonly tookMs: number
  readonly firstSentAtMs: number
  /** Per callout: its id, and when its request went out. */
  readonly sent: readonly (readonly [string, number])[]
  readonly latencyMs: readonly number[]
}

const wallMs = (): number => performance.timeOrigin + performance.now()

const post = (order: LoadOrder, agent: http.Agent, index: number): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { path, headers, body } = startRequests[order.entrance ?? 'v1']({
      token: order.token,
      policy: ((order.firstPolicy ?? 0) + index) % order.policies,
      text: `db${index} のディスク使用率が 95% を超えました`,
    })
    const request = http.request(`${order.url}${path}`, {
      method: 'POST',
      agent,
      headers: {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'idempotency-key': crypto.randomUUID(),
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    request.end(body)
  })

const run = async (order: LoadOrder): Promise<LoadResult> => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: order.connections })
  const sent: [string, number][] = []
  const latencyMs: number[] = []
  const beganMs = performance.now()
  const firstSentAtMs = wallMs()
  let next = 0
  let failed = 0
  const goesOn = (): boolean =>
    order.requests === undefined ? performance.now() - beganMs < (order.forMs ?? 0) : next < order.requests
  const connection = async (): Promise<void> => {
    while (goesOn()) {
      const index = next
      next += 1
      const atMs = wallMs()
      const answer = await post(order, agent, index).catch(() => null)
      const id = answer === null ? null : startedId[order.entrance ?? 'v1'](answer.status, answer.text)
      if (id === null) failed += 1
      else {
        latencyMs.push(wallMs() - atMs)
        sent.push([id, atMs])
      }
      if (order.pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, order.pauseMs))
    }
  }
  await Promise.all(Array.from({ length: order.connections }, connection))
  agent.destroy()
  return { answered: sent.length, failed, tookMs: performance.now() - beganMs, firstSentAtMs, sent, latencyMs }
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
