// One request to an address, against real sockets: what is sent, what is not followed, not read, not reached, not waited for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createSocket, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { certificates } from '../../http/testing/certificates.ts'
import { createWebhookSender } from './sender.ts'

const open: Server[] = []
const seen: { method?: string | undefined; headers: IncomingMessage['headers']; body: string }[] = []
afterEach(async () => {
  seen.length = 0
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

const listen = async (server: Server): Promise<string> => {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const serve = (respond: (response: ServerResponse) => void): Promise<string> =>
  listen(
    createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part
      })
      request.on('end', () => {
        seen.push({ method: request.method, headers: request.headers, body })
        respond(response)
      })
    }),
  )

const local = createWebhookSender({ allowed: ['127.0.0.0/8', '::1'] })
const request = (url: string, rest: { timeoutMs?: number; headers?: Record<string, string> } = {}) => ({
  url,
  headers: { 'Content-Type': 'application/json' },
  body: '{"text":"停止"}',
  timeoutMs: 2_000,
  ...rest,
})

describe('a request to a webhook', () => {
  it('is a POST of the body as it is, and its answer is kept', async () => {
    const url = await serve((response) => response.writeHead(201).end('受け取りました'))
    expect(await local.send(request(`${url}/hook?x=1`))).toEqual({
      kind: 'answered',
      status: 201,
      answer: '受け取りました',
    })
    expect(seen).toMatchObject([
      { method: 'POST', body: '{"text":"停止"}', headers: { 'content-type': 'application/json' } },
    ])
    expect(seen[0]?.headers['content-length']).toBe('17')
  })

  it('follows no redirect', async () => {
    const other = await serve((response) => response.end())
    const url = await serve((response) => response.writeHead(302, { Location: other }).end())
    expect(await local.send(request(url))).toMatchObject({ kind: 'answered', status: 302 })
    expect(seen).toHaveLength(1)
  })

  it('reads only the beginning of an endless answer', async () => {
    const url = await serve((response) => {
      response.writeHead(200)
      const write = (): void => {
        while (!response.destroyed && response.write('あ'.repeat(10_000)));
        if (!response.destroyed) response.once('drain', write)
      }
      write()
    })
    const answer = await local.send(request(url))
    expect(answer).toEqual({ kind: 'answered', status: 200, answer: 'あ'.repeat(1_000) })
  })

  it('keeps the status of an answer that breaks off, without NUL', async () => {
    const url = await serve((response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('a\0b', () => response.destroy())
    })
    expect(await local.send(request(url))).toEqual({ kind: 'answered', status: 200, answer: 'ab' })
  })

  it.each([
    ['accepts and says nothing', () => undefined],
    ['trickles headers', (socket: { write(text: string): void }) => socket.write('HTTP/1.1 200 OK\r\nX-A: ')],
  ])('ends in time where the other side %s', async (_what, greet) => {
    const server = createSocket((socket) => {
      socket.on('error', () => undefined)
      greet(socket)
      setTimeout(() => socket.destroy(), 1_500).unref()
    })
    const url = await listen(server)
    expect(await local.send(request(url, { timeoutMs: 200 }))).toEqual({ kind: 'failed', code: 'timeout' })
  })

  it('says what the system says where nobody listens', async () => {
    const url = await serve((response) => response.end())
    await new Promise((resolve) => open.splice(0)[0]?.close(resolve))
    expect(await local.send(request(url))).toEqual({ kind: 'failed', code: 'ECONNREFUSED' })
  })

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'not a url', 'javascript:alert(1)'])(
    '%s is no address',
    async (url) => {
      expect(await local.send(request(url))).toEqual({ kind: 'failed', code: 'url_invalid' })
    },
  )

  it('headers that are none are refused, not sent', async () => {
    const url = await serve((response) => response.end())
    const answer = await local.send(request(url, { headers: { 'X-A': 'b\r\nX-C: d' } }))
    expect([answer.kind, seen.length]).toEqual(['failed', 0])
  })
})

describe('private addresses', () => {
  const strict = createWebhookSender({ allowed: [] })
  const refused = { kind: 'failed', code: 'address_forbidden' }

  it('are refused however they are written, and nothing reaches them', async () => {
    const port = new URL(await serve((response) => response.end())).port
    for (const host of [
      '127.0.0.1',
      '127.1',
      '0x7f.0.0.1',
      '2130706433',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '10.0.0.1',
      '169.254.169.254',
    ])
      expect(await strict.send(request(`http://${host}:${port}/`)), host).toEqual(refused)
    expect(seen).toEqual([])
  })

  it('are refused where a name leads to them: the address that is connected to is looked at', async () => {
    const port = new URL(await serve((response) => response.end())).port
    expect(await strict.send(request(`http://localhost:${port}/`))).toEqual(refused)
    expect(seen).toEqual([])
    expect(await local.send(request(`http://localhost:${port}/`))).toMatchObject({ kind: 'answered', status: 200 })
  })
})

describe('a request over TLS', () => {
  const { crt, key } = certificates.first
  it.each([
    ['believes nobody who made their certificate themselves', undefined, { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['believes nobody but those it is told to', { ca: certificates.second.crt, insecure: false }, { kind: 'failed' }],
    [
      'believes their certificates for their names',
      { ca: crt, insecure: false },
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    ['believes anybody where it is told to', { ca: null, insecure: true }, { kind: 'answered', status: 200 }],
  ])('%s', async (_name, trust, result) => {
    const url = await listen(createSecureServer({ cert: crt, key }, (_request, response) => response.end()))
    const secure = { ...request(url.replace('http:', 'https:')), ...(trust === undefined ? {} : { trust }) }
    expect(await local.send(secure)).toMatchObject(result)
  })
})
