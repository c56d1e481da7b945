// The self-check against a server that is ours, and against proxies that spoil what passes through them.

import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { twilioRoutes } from './routes.ts'
import { checkPublicUrl } from './self-check.ts'
import { connectionsOf, memoryLog } from './testing/fixtures.ts'

const servers: Server[] = []
const listen = async (server: Server): Promise<string> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
let own: string

beforeEach(async () => {
  const engine = {
    voiceTurn: () => Promise.resolve(null),
    callProgressed: () => Promise.resolve(),
    callEnded: () => Promise.resolve(),
  }
  const attempts = { find: () => Promise.resolve(null) }
  const routes = twilioRoutes({ publicUrl: '', connections: connectionsOf(null), attempts, engine, log: memoryLog() })
  own = await listen(createAdaptorServer(new Hono().route('/hooks/twilio', routes)) as Server)
})

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A proxy in front of our server that changes the request target. */
const proxy = (change: (target: string) => string): Promise<string> =>
  listen(
    createServer((incoming, outgoing) => {
      const passed = httpRequest(own, { method: incoming.method, path: change(incoming.url ?? '') }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500)
        answer.pipe(outgoing)
      })
      incoming.pipe(passed)
    }),
  )

const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener))

test('our own server, directly', async () => {
  expect(await checkPublicUrl(own)).toEqual({ ok: true, warnings: ['public_url.not_https', 'public_url.not_public'] })
})

test('a proxy that passes on, with or without its prefix', async () => {
  expect(await checkPublicUrl(await proxy((target) => target))).toMatchObject({ ok: true })
  const prefixed = await proxy((target) => target.replace(/^\/noroshi/, ''))
  expect(await checkPublicUrl(`${prefixed}/noroshi/`)).toMatchObject({ ok: true })
})

test('a proxy that decodes or drops parts of an address breaks signatures', async () => {
  const decoding = await proxy((target) => target.replace('%2B', '+'))
  expect(await checkPublicUrl(decoding)).toMatchObject({ ok: false, code: 'public_url.rewritten' })
  const dropping = await proxy((target) => target.replace('&empty=', ''))
  expect(await checkPublicUrl(dropping)).toMatchObject({ code: 'public_url.rewritten' })
})

test('a redirect loses keys', async () => {
  const location = 'https://noroshi.example.jp/'
  const redirecting = await serve((_request, response) => void response.writeHead(301, { location }).end())
  expect(await checkPublicUrl(redirecting)).toEqual({ ok: false, code: 'public_url.redirects', detail: location })
})

test('another server, nobody, nonsense', async () => {
  const other = await serve((_request, response) => void response.end('<html>It works!</html>'))
  expect(await checkPublicUrl(other)).toMatchObject({ code: 'public_url.other_server' })
  expect(await checkPublicUrl('http://127.0.0.1:1')).toMatchObject({ code: 'public_url.unreachable' })
  expect(await checkPublicUrl('noroshi')).toMatchObject({ code: 'public_url.invalid' })
})
