// The transport against providers that misbehave byte by byte: what it reports must tell "not made" from "nobody knows".

import { createServer as createSecureServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { certificates } from '../../http/testing/certificates.ts'
import { createClients } from './client.ts'
import { placementFailure } from './errors.ts'
import { type BadProvider, connection, fromNumber, json, startBadProvider, toNumber } from './testing/fixtures.ts'

const limits = { totalMs: 400, connectMs: 200, answerBytes: 64 * 1024 }
const open: { close(): Promise<void> | void }[] = []
const keep = <Thing extends { close(): Promise<void> | void }>(thing: Thing): Thing => {
  open.push(thing)
  return thing
}

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const thing of open.splice(0)) await thing.close()
})

type Around = { readonly proxy?: string } & Partial<typeof limits>

const create = (baseUrl: string, { proxy, ...changed }: Around = {}) =>
  createClients({ limits: { ...limits, ...changed }, proxy })(connection({ baseUrl })).calls.create({
    to: toNumber,
    from: fromNumber,
    url: 'https://noroshi.example.jp/x',
  })

/** What becomes of a create request, as the engine will hear it. */
const outcome = async (baseUrl: string, around?: Around): Promise<unknown> => {
  try {
    return (await create(baseUrl, around)).sid
  } catch (error) {
    const failure = placementFailure(error)
    return failure.kind === 'refused' ? [failure.refusal, failure.code] : [failure.kind, failure.code]
  }
}

const rawServer = async (speak: (socket: Socket) => void): Promise<string> => {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    speak(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  keep({
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return `127.0.0.1:${(server.address() as { port: number }).port}`
}

describe('certainly not made', () => {
  test('nobody listens', async () => {
    const provider = await startBadProvider(json(201, {}))
    await provider.close()
    expect(await outcome(provider.url)).toEqual(['temporary', 'net.ECONNREFUSED'])
  })

  test('no such host', async () => {
    expect(await outcome('http://no-such-host.invalid')).toEqual(['temporary', expect.stringMatching(/^net\.E/)])
  })

  test('TLS: not a TLS server', async () => {
    const address = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    expect(await outcome(`https://${address}`)).toEqual(['temporary', expect.stringMatching(/^net\./)])
  })

  test('TLS: a certificate nobody vouches for', async () => {
    const server = createSecureServer(
      { cert: certificates.first.crt, key: certificates.first.key },
      (_request, answer) => answer.end('{}'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    keep({ close: () => void server.close() })
    const { port } = server.address() as { port: number }
    expect(await outcome(`https://127.0.0.1:${port}`)).toEqual(['temporary', 'net.DEPTH_ZERO_SELF_SIGNED_CERT'])
  })

  test('TLS: a handshake that never ends is given up by the connect limit', async () => {
    const address = await rawServer(() => undefined)
    expect(await outcome(`https://${address}`, { totalMs: 10_000 })).toEqual(['temporary', 'net.CONNECT_TIMEOUT'])
  })

  test('TLS: a handshake that outlasts the total limit', async () => {
    const address = await rawServer(() => undefined)
    expect(await outcome(`https://${address}`, { connectMs: 10_000 })).toEqual(['temporary', 'net.TIMEOUT'])
  })

  test('a proxy that refuses', async () => {
    const address = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
    )
    expect(await outcome('https://api.example.invalid', { proxy: `http://${address}` })).toEqual([
      'temporary',
      'net.PROXY_407',
    ])
  })

  test('a proxy that never answers', async () => {
    const address = await rawServer(() => undefined)
    expect(await outcome('https://api.example.invalid', { proxy: `http://${address}` })).toEqual([
      'temporary',
      'net.PROXY_TIMEOUT',
    ])
  })
})

describe('nobody knows', () => {
  test('no answer within the total limit', async () => {
    const provider = keep(await startBadProvider(() => undefined))
    expect(await outcome(provider.url)).toEqual(['unknown', 'net.TIMEOUT'])
    expect(provider.requests).toHaveLength(1)
  })

  test('an answer that drips for ever ends with the total limit', async () => {
    let timer: NodeJS.Timeout | undefined
    const provider = keep(
      await startBadProvider((response) => {
        response.writeHead(201, { 'content-type': 'application/json' })
        timer = setInterval(() => response.write(' '), 50)
      }),
    )
    expect(await outcome(provider.url)).toEqual(['unknown', 'net.TIMEOUT'])
    clearInterval(timer)
  })

  test('the connection closes without an answer', async () => {
    const provider = keep(await startBadProvider((response) => void response.socket?.destroy()))
    expect(await outcome(provider.url)).toEqual(['unknown', 'net.ECONNRESET'])
  })

  test('201 and then half an answer', async () => {
    const provider = keep(
      await startBadProvider((response) => {
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' })
        response.write('{"sid":"CA0', () => response.socket?.destroy())
      }),
    )
    expect(await outcome(provider.url)).toEqual(['unknown', expect.stringMatching(/^net\./)])
  })

  test('201 and an HTML page', async () => {
    const provider = keep(
      await startBadProvider((response) => {
        response.writeHead(201, { 'content-type': 'text/html' })
        response.end('<html>Welcome to the guest network</html>')
      }),
    )
    expect(await outcome(provider.url)).toEqual(['unknown', 'http.201'])
  })

  test('201 and nothing', async () => {
    const provider = keep(await startBadProvider((response) => void response.writeHead(201).end()))
    expect(await outcome(provider.url)).toEqual(['unknown', 'http.201'])
  })

  test('502 of a proxy, in HTML', async () => {
    const provider = keep(
      await startBadProvider((response) => void response.writeHead(502).end('<h1>Bad Gateway</h1>')),
    )
    expect(await outcome(provider.url)).toEqual(['unknown', 'http.502'])
  })

  test('500 in the provider’s own form', async () => {
    const provider = keep(await startBadProvider(json(500, { code: 20500, message: 'Internal', status: 500 })))
    expect(await outcome(provider.url)).toEqual(['unknown', '20500'])
  })

  test('an answer larger than any call', async () => {
    const provider = keep(await startBadProvider(json(201, { sid: 'x'.repeat(200_000) })))
    expect(await outcome(provider.url)).toEqual(['unknown', expect.stringMatching(/^net\./)])
  })

  test('a redirect is not followed', async () => {
    const provider = keep(
      await startBadProvider((response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()),
    )
    expect(await outcome(provider.url)).toEqual(['unknown', 'http.302'])
    expect(provider.requests).toHaveLength(1)
  })
})

describe('refused', () => {
  const refusal = (status: number, code: number) => json(status, { code, message: 'm', more_info: 'i', status })

  test.each([
    [401, 20003, 'configuration'],
    [403, 20006, 'configuration'],
    [400, 21211, 'permanent'],
    [400, 21215, 'configuration'],
  ])('%d %d', async (status, code, meaning) => {
    const provider = keep(await startBadProvider(refusal(status, code)))
    expect(await outcome(provider.url)).toEqual([meaning, String(code)])
  })

  test('429 is not retried here: the engine knows when', async () => {
    const provider = keep(
      await startBadProvider(json(429, { code: 20429, message: 'Too many', status: 429 }, { 'retry-after': '7' })),
    )
    const failure = placementFailure(await create(provider.url).catch((error: unknown) => error))
    expect(failure).toEqual({ kind: 'refused', refusal: 'temporary', code: '20429', retryAfterMs: 7_000 })
    expect(provider.requests).toHaveLength(1)
  })

  test('advice to wait may be a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    const provider = keep(await startBadProvider(json(429, { code: 20429, message: 'm' }, { 'retry-after': date })))
    const failure = placementFailure(await create(provider.url).catch((error: unknown) => error))
    expect(failure).toMatchObject({ retryAfterMs: expect.closeTo(60_000, -4) })
  })
})

describe('the environment does not reach the client', () => {
  const made = async (provider: BadProvider): Promise<unknown> =>
    outcome(provider.url.replace('127.0.0.1', 'localhost'))
  const provide = async (): Promise<BadProvider> =>
    keep(await startBadProvider(json(201, { sid: 'CA1', status: 'queued' })))

  test('TWILIO_EDGE and TWILIO_REGION', async () => {
    vi.stubEnv('TWILIO_EDGE', 'tokyo')
    vi.stubEnv('TWILIO_REGION', 'jp1')
    expect(await made(await provide())).toBe('CA1')
  })

  test('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN', async () => {
    vi.stubEnv('TWILIO_ACCOUNT_SID', 'AC99999999999999999999999999999999')
    vi.stubEnv('TWILIO_AUTH_TOKEN', 'other')
    const provider = await provide()
    expect(await made(provider)).toBe('CA1')
    expect(provider.requests[0]?.url).toContain(connection().accountSid)
  })

  test('HTTP_PROXY', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
    vi.stubEnv('https_proxy', 'http://127.0.0.1:1')
    expect(await made(await provide())).toBe('CA1')
  })

  test('TWILIO_LOG_LEVEL prints nothing', async () => {
    vi.stubEnv('TWILIO_LOG_LEVEL', 'debug')
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect(await made(await provide())).toBe('CA1')
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
  })
})

test('a failure carries no credentials into a log', async () => {
  const provider = keep(await startBadProvider((response) => void response.socket?.destroy()))
  const error = await create(provider.url).catch((caught: unknown) => caught)
  const { accountSid, authToken } = connection()
  const written = inspect(error, { depth: 20, showHidden: true })
  expect(written).not.toContain(authToken)
  expect(written).not.toContain(Buffer.from(`${accountSid}:${authToken}`).toString('base64'))
})

test('connections are kept alive and shared', async () => {
  const provider = keep(await startBadProvider(json(201, { sid: 'CA1', status: 'queued' })))
  const clients = createClients({ limits })
  const client = clients(connection({ baseUrl: provider.url }))
  for (let call = 0; call < 10; call += 1) await client.calls.create({ to: toNumber, from: fromNumber, twiml: 'x' })
  // One is free again a moment after its answer.
  expect(provider.sockets()).toBeLessThanOrEqual(2)
})

test('a client is kept while its credentials stay, and replaced when they change', () => {
  const clients = createClients()
  const first = clients(connection())
  expect(clients(connection())).toBe(first)
  expect(clients(connection({ callsAtOnce: 7 }))).toBe(first)
  expect(clients(connection({ authToken: 'f'.repeat(32) }))).not.toBe(first)
})

test('an API key makes the requests when there is one, for the same account', async () => {
  const provider = keep(await startBadProvider(json(201, { sid: 'CA1' })))
  const apiKeySid = 'SK00000000000000000000000000000001'
  const keyed = connection({ baseUrl: provider.url, apiKeySid, apiKeySecret: 'secret' })
  await createClients({ limits })(keyed).calls.create({ to: toNumber, from: fromNumber, twiml: 'x' })
  const [request] = provider.requests
  const basic = Buffer.from(String(request?.headers.authorization).replace('Basic ', ''), 'base64').toString()
  expect(basic).toBe(`${apiKeySid}:secret`)
  expect(request?.url).toContain(`/Accounts/${keyed.accountSid}/`)
})
