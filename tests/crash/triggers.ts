// Posts triggers the way monitoring systems do: at a pace, without waiting for each other, each once. A 2xx is a promise the
// server has to keep; anything else is not one, and is not sent again.

import type { Client } from '../support/http-client.ts'
import { policyKey } from './stage.ts'

export type Posted = {
  readonly total: number
  /** Ids of callouts that were answered with 2xx. */
  readonly promised: ReadonlySet<string>
  /** Answered with a status that is no promise, and how often. */
  readonly refused: ReadonlyMap<number, number>
  /** The connection failed: nobody knows. */
  readonly broken: number
}

export type Posting = {
  readonly count: () => number
  readonly done: Promise<Posted>
}

export type PostingOptions = {
  readonly clients: readonly Client[]
  readonly triggers: number
  readonly policies?: number
  readonly perSecond: number
  /** Before each: waits while there is no server to post to. */
  readonly up: () => Promise<unknown>
}

export const postTriggers = (options: PostingOptions): Posting => {
  const promised = new Set<string>()
  const refused = new Map<number, number>()
  const asked: Promise<void>[] = []
  let broken = 0

  const post = async (index: number): Promise<void> => {
    const client = options.clients[index % options.clients.length]
    if (client === undefined) return
    const answer = await client
      .ask('POST', '/v1/callouts', {
        body: { policy: policyKey(options.policies), text: `db${index} が停止しました` },
        headers: { 'idempotency-key': crypto.randomUUID() },
      })
      .catch(() => null)
    if (answer === null) broken += 1
    else if (answer.status === 201) promised.add(answer.json<{ id: string }>().id)
    else refused.set(answer.status, (refused.get(answer.status) ?? 0) + 1)
  }

  const run = async (): Promise<Posted> => {
    const gapMs = 1_000 / options.perSecond
    for (let index = 0; index < options.triggers; index += 1) {
      await options.up().catch(() => undefined)
      asked.push(post(index))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * gapMs))
    }
    await Promise.all(asked)
    return { total: asked.length, promised, refused, broken }
  }

  return { count: () => asked.length, done: run() }
}
