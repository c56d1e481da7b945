// Requests to the customer's server, beside what the tests of calls show of them.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { NetworkClock } from './clock.ts'
import { Webhooks } from './webhook.ts'

test('what waits for a socket still has its whole time once it has one', async () => {
  const held: ServerResponse[] = []
  let arrived = (): void => undefined
  const server = createServer((_request, response) => {
    held.push(response)
    arrived()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = new NetworkClock({ mode: 'stepped' })
  const webhooks = new Webhooks(clock, 1)
  onTestFinished(() => {
    webhooks.close()
    server.close()
  })
  const next = (): Promise<void> => new Promise((resolve) => (arrived = resolve))
  const send = (path: string) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
    return webhooks.send({ url, method: 'POST', fields: {}, authToken: 'token', accountSid: 'AC' })
  }
  const first = next()
  const answers = [send('/first'), send('/second')]
  await first
  await clock.advance(14_000, () => Promise.resolve())
  const second = next()
  held[0]?.end()
  await second
  await clock.advance(14_000, () => Promise.resolve())
  held[1]?.end()
  expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: true }])
})
