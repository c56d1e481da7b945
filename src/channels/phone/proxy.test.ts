// HTTPS to the provider: through a customer's proxy, and with a certificate nobody trusts. Needs `openssl` for a certificate.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClients } from './client.ts'
import { placementFailure } from './errors.ts'
import { connection, fromNumber, toNumber } from './testing/fixtures.ts'

// Far more than is needed: a busy machine must not be taken for a provider that does not answer.
const limits = { totalMs: 30_000, connectMs: 20_000, answerBytes: 64 * 1024 }
const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const servers: Server[] = []
const sockets = new Set<Socket>()
const listen = async (server: Server): Promise<number> => {
  servers.push(server)
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

let provider = 0
let proxy = 0
/** Before a tunnel is opened. */
let opened: Promise<void> = Promise.resolve()
let created: IncomingMessage['headers'][] = []
let tunnels: { target: string | undefined; authorization: string | undefined }[] = []

beforeAll(async () => {
  if (!hasOpenssl) return
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const out = ['-keyout', key, '-out', cert, '-days', '2', '-nodes']
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...out, ...subject], { stdio: 'ignore' })
  const tls = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  const answering = createTlsServer(tls, (request, response) => {
    created.push(request.headers)
    request.resume()
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"CA1","status":"queued"}')
  })
  provider = await listen(answering)
  const tunnelling = createServer()
  tunnelling.on('connect', (request, socket) => {
    tunnels.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
    const upstream = connect(provider, '127.0.0.1', () => {
      void opened.then(() => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  proxy = await listen(tunnelling)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  for (const socket of sockets) socket.destroy()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
})

beforeEach(() => {
  created = []
  tunnels = []
  vi.unstubAllEnvs()
})

const order = { to: toNumber, from: fromNumber, url: 'https://noroshi.example.jp/x' }
const clientTo = (baseUrl: string, proxyUrl?: string, changed: Partial<typeof limits> = {}) =>
  createClients({ limits: { ...limits, ...changed }, proxy: proxyUrl })(connection({ baseUrl }))

describe.skipIf(!hasOpenssl)('HTTPS', () => {
  test.each([
    ['directly', false],
    ['through a proxy', true],
  ])('a certificate nobody trusts stops the request before it is sent, %s', async (_name, through) => {
    const client = clientTo(`https://localhost:${provider}`, through ? `http://127.0.0.1:${proxy}` : undefined)
    const error: unknown = await client.calls.create(order).catch((caught: unknown) => caught)
    expect(placementFailure(error)).toMatchObject({
      kind: 'refused',
      refusal: 'temporary',
      code: expect.stringMatching(/CERT|SELF_SIGNED/),
    })
    expect(created).toEqual([])
  })

  test('a proxy carries the request, with its own credentials, which the provider never sees', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const client = clientTo(`https://localhost:${provider}`, `http://user:p%40ss@127.0.0.1:${proxy}`)
    expect((await client.calls.create(order)).sid).toBe('CA1')
    expect((await client.calls.create(order)).sid).toBe('CA1')
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(tunnels[0]).toEqual({ target: `localhost:${provider}`, authorization })
    expect(created).toHaveLength(2)
    expect(created[0]).not.toHaveProperty('proxy-authorization')
  })

  test('what waits for a connection until it is given up was not sent, and is not sent when the connection is there', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    let open = (): void => undefined
    opened = new Promise((resolve) => {
      open = resolve
    })
    const client = clientTo(`https://localhost:${provider}`, `http://127.0.0.1:${proxy}`, { totalMs: 1_500 })
    const error: unknown = await client.calls.create(order).catch((caught: unknown) => caught)
    expect(placementFailure(error)).toMatchObject({ kind: 'refused', refusal: 'temporary', code: 'net.TIMEOUT' })
    open()
    expect((await client.calls.create(order)).sid).toBe('CA1')
    expect(created).toHaveLength(1)
  })
})
