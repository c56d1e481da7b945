// T-013 looking at devices: real sockets, the real ping; hosts that refuse, hang, answer without end, or may not be looked at.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { DeviceCheck, Seen } from '#core/alert/liveness'
import { createProbe } from './probe.ts'

const probe = createProbe({ allowed: ['127.0.0.1', '::1'] })
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

const opened = async (server: Server, host = '127.0.0.1'): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return (server.address() as AddressInfo).port
}
const web = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await opened(createHttpServer(answer))}/`

type Asked = {
  readonly by: DeviceCheck['by']
  readonly address?: string
  readonly port?: number
  readonly url?: string
  readonly status?: readonly number[]
}
const named = { host: 'device', service: null }
const see = (asked: Asked, timeoutMs = 20_000): Promise<Seen> =>
  probe({ ...named, address: '127.0.0.1', status: [], anyCertificate: false, ...asked } as DeviceCheck, { timeoutMs })
const closedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await opened(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('T-013 a port', () => {
  it('that takes a connection is up, by address in both families and by name', async () => {
    const port = await opened(createServer((socket) => socket.destroy()))
    expect(await see({ by: 'tcp', port })).toEqual({ kind: 'up' })
    expect(await see({ by: 'tcp', address: 'localhost', port })).toEqual({ kind: 'up' })
    const other = await opened(createServer(), '::1')
    expect(await see({ by: 'tcp', address: '::1', port: other })).toEqual({ kind: 'up' })
  })

  it('that refuses is down; so is a name nobody has', async () => {
    expect(await see({ by: 'tcp', port: await closedPort() })).toEqual({ kind: 'down', code: 'ECONNREFUSED' })
    expect(await see({ by: 'tcp', address: 'nowhere.invalid', port: 80 })).toMatchObject({ kind: 'down' })
  })

  it.each(['10.255.255.1', '169.254.169.254', '127.0.0.2', 'fd00::1', '::ffff:10.0.0.1', '0.0.0.0'])(
    'at %s, which no setting names, is not looked at',
    async (address) => {
      const forbidden = { kind: 'unable', code: 'address_forbidden' }
      expect(await see({ by: 'tcp', address, port: 80 })).toEqual(forbidden)
      expect(await see({ by: 'ping', address })).toEqual(forbidden)
      const url = `http://${address.includes(':') ? `[${address}]` : address}/`
      expect(await see({ by: 'http', url })).toEqual(forbidden)
    },
  )

  it('behind a name that leads to such an address is not looked at either', async () => {
    const strict = createProbe({ allowed: [] })
    const check: DeviceCheck = { ...named, by: 'tcp', address: 'localhost', port: 1 }
    expect(await strict(check, { timeoutMs: 2_000 })).toEqual({ kind: 'unable', code: 'address_forbidden' })
    const ping: DeviceCheck = { ...named, by: 'ping', address: 'localhost' }
    expect(await strict(ping, { timeoutMs: 2_000 })).toEqual({ kind: 'unable', code: 'address_forbidden' })
  })
})

describe('T-013 a web server', () => {
  it.each<[number, number[], Seen]>([
    [204, [], { kind: 'up' }],
    [301, [], { kind: 'up' }],
    [503, [], { kind: 'down', code: 'status_503' }],
    [404, [404], { kind: 'up' }],
    [200, [404], { kind: 'down', code: 'status_200' }],
  ])('that answers %i where %j is good', async (...[status, wanted, seen]) => {
    const url = await web((_request, response) => response.writeHead(status, { Location: '/elsewhere' }).end())
    expect(await see({ by: 'http', url, status: wanted })).toEqual(seen)
  })

  it('whose answer has no end is up at its first line, and let go of', async () => {
    let gone: () => void = () => undefined
    const over = new Promise<void>((resolve) => {
      gone = resolve
    })
    const url = await web((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.once('close', () => {
        clearInterval(timer)
        gone()
      })
    })
    expect(await see({ by: 'http', url })).toEqual({ kind: 'up' })
    await over
  })

  it('that never answers is down in time; so is one that speaks something else', async () => {
    const url = await web(() => undefined)
    expect(await see({ by: 'http', url }, 100)).toEqual({ kind: 'down', code: 'timeout' })
    const port = await opened(createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')))
    expect(await see({ by: 'http', url: `http://127.0.0.1:${port}/` })).toMatchObject({ kind: 'down' })
    expect(await see({ by: 'http', url: `https://127.0.0.1:${port}/` })).toMatchObject({ kind: 'down' })
    const talker = createServer((socket) => {
      // It is let go of in the middle of it.
      socket.on('error', () => undefined)
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1e6)}`)
    })
    const endless = await opened(talker)
    expect(await see({ by: 'http', url: `http://127.0.0.1:${endless}/` })).toMatchObject({ kind: 'down' })
  })
})

describe('T-013 a ping', () => {
  it('reaches this host, by address and by name', async () => {
    expect(await see({ by: 'ping' })).toEqual({ kind: 'up' })
    expect(await see({ by: 'ping', address: 'localhost' })).toEqual({ kind: 'up' })
  })

  it('that nobody answers is down in time', async () => {
    const other = createProbe({ allowed: ['240.0.0.0/4'] })
    const seen = await other({ ...named, by: 'ping', address: '240.0.0.1' }, { timeoutMs: 300 })
    expect(seen).toMatchObject({ kind: 'down' })
  })

  it('where there is no such program, or it may not be run, says nothing of the device', async () => {
    const check: DeviceCheck = { ...named, by: 'ping', address: '127.0.0.1' }
    const without = (pingProgram: string) =>
      createProbe({ allowed: ['127.0.0.1'], pingProgram })(check, { timeoutMs: 500 })
    expect(await without('/nowhere/ping')).toEqual({ kind: 'unable', code: 'ping_missing' })
    const program = join(mkdtempSync(join(tmpdir(), 'noroshi-ping-')), 'ping')
    writeFileSync(program, '#!/bin/sh\necho "ping: socket: Operation not permitted" >&2; exit 2\n', { mode: 0o755 })
    expect(await without(program)).toEqual({ kind: 'unable', code: 'ping_not_permitted' })
  })

  it('takes no name for an option', async () => {
    expect(await see({ by: 'ping', address: '-c100' })).toMatchObject({ kind: 'down' })
  })
})
