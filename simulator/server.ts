// The HTTP server: reads requests, hands them to the REST API, the control API or the page, and writes answers — or, when a
// fault says so, does not. The REST API is at the root, because the client library joins page addresses to the base URL.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { wallMs } from './clock.ts'
import { EventStreams } from './control/events.ts'
import type { ControlHost } from './control/request.ts'
import { answerControl, foreignRequest } from './control/router.ts'
import type { Fault } from './faults.ts'
import { limits } from './limits.ts'
import { pageFile } from './page-files.ts'
import type { RestAnswer } from './rest/errors.ts'
import type { FormRequest, RawRequest, Route } from './rest/router.ts'
import { answerOfFault, answerRest, destinationOf, routeOf } from './rest/router.ts'

type Incoming<Raw = RawRequest> = {
  raw: Raw
  request: IncomingMessage
  response: ServerResponse
  arrivedAtMs: number
}

export type PhoneServer = { server: Server; readonly closeStreams: () => void }

export function createPhoneServer(host: ControlHost, publicHost: string): PhoneServer {
  const streams = new EventStreams()
  const server = createServer((request, response) => {
    const arrivedAtMs = wallMs()
    const [path, search] = splitTarget(request.url ?? '/')
    readBody(request, (body) => {
      if (body === null) {
        sendJson(response, 413, { error: 'the body is too large' })
        return
      }
      const raw: RawRequest = {
        method: request.method ?? 'GET',
        path,
        query: new URLSearchParams(search),
        body,
        authorization: request.headers.authorization ?? null,
      }
      const incoming = { request, response, arrivedAtMs }
      if (path.startsWith('/2010-04-01/'))
        handleRest(host, { ...incoming, raw: { ...raw, form: new URLSearchParams(body) } })
      else handleOwn(host, { incoming: { ...incoming, raw }, streams, publicHost })
    })
  })
  // Longer than clients keep idle connections, so that it is never the server that closes one under a request.
  server.keepAliveTimeout = 75_000
  server.headersTimeout = 80_000
  server.requestTimeout = 0
  return { server, closeStreams: () => streams.close() }
}

function splitTarget(target: string): [string, string] {
  const at = target.indexOf('?')
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}

function readBody(request: IncomingMessage, done: (body: string | null) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= limits.bodyBytes) chunks.push(chunk)
  })
  request.on('end', () => done(bytes > limits.bodyBytes ? null : Buffer.concat(chunks).toString('utf8')))
}

function handleRest(host: ControlHost, incoming: Incoming<FormRequest>): void {
  const { network } = host
  const { raw } = incoming
  const route = routeOf(raw.method, raw.path)
  const target = { resource: route?.resource ?? '', action: route?.action ?? '', to: destinationOf(raw, route) }
  const fault = network.faults.take(target)
  if (fault?.kind === 'slow') {
    network.watch.changed(null)
    network.clock.after(fault.delayMs ?? 0, () => answer(host, incoming, { route, fault, to: target.to }))
  } else {
    answer(host, incoming, { route, fault, to: target.to })
  }
}

function answer(
  host: ControlHost,
  incoming: Incoming<FormRequest>,
  how: { route: Route | null; fault: Fault | null; to: string | null },
): void {
  const { route, fault } = how
  const isDone = fault === null || ['lost', 'cut', 'stuck', 'slow'].includes(fault.kind)
  const result = isDone ? answerRest(host.network, incoming.raw, route) : answerOfFault(fault)
  const status = writeAnswer(incoming.response, result, fault)
  if (!host.network.settings.lean)
    logRequest(host, incoming, { to: how.to, fault: fault?.kind ?? null, status, result })
  if (fault) host.network.watch.changed(null)
}

type Outcome = { to: string | null; fault: string | null; status: number | null; result: RestAnswer | null }

function logRequest(host: ControlHost, incoming: Incoming, { to, fault, status, result }: Outcome): void {
  const { method, path } = incoming.raw
  const created = result?.status === 201 ? (result.body as { sid?: string }) : {}
  const sid = created.sid ?? null
  host.network.requests.add({ atMs: incoming.arrivedAtMs, method, path, to, status, fault, sid })
}

/** Writes as the fault allows. @returns the status the client got to see */
function writeAnswer(response: ServerResponse, result: RestAnswer | null, fault: Fault | null): number | null {
  switch (fault?.kind) {
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' })
      response.end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>')
      return 502
    case 'hang':
    case 'stuck':
      return null
    case 'close':
    case 'lost':
      response.socket?.destroy()
      return null
    case 'cut': {
      const text = JSON.stringify(result?.body ?? {})
      response.writeHead(result?.status ?? 200, jsonHeaders(text))
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy())
      return null
    }
    case undefined:
    case '401':
    case '403':
    case '429':
    case '500':
    case '503':
    case 'slow':
    case 'error':
      if (!result) return null
      sendJson(response, result.status, result.body)
      return result.status
  }
}

type Own = { incoming: Incoming; streams: EventStreams; publicHost: string }

function handleOwn(host: ControlHost, { incoming, streams, publicHost }: Own): void {
  const { raw, request, response } = incoming
  const { headers } = request
  const refusal = foreignRequest({ host: headers.host, origin: headers.origin }, publicHost)
  if (refusal !== null) {
    sendJson(response, 403, { error: refusal })
  } else if (raw.path === '/control/events' && raw.method === 'GET') {
    streams.start(host, response)
  } else if (raw.path.startsWith('/control/')) {
    answerControl(host, raw).then(
      ({ status, body }) => sendJson(response, status ?? 200, body),
      (error: unknown) => sendJson(response, 500, { error: String(error) }),
    )
  } else {
    servePage(raw, response)
  }
}

function servePage(raw: RawRequest, response: ServerResponse): void {
  const file = raw.method === 'GET' ? pageFile(raw.path) : null
  if (!file) {
    sendJson(response, 404, { error: 'there is no such page' })
    return
  }
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.body.length,
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  })
  response.end(file.body)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return
  if (status === 204) {
    response.writeHead(204)
    response.end()
    return
  }
  const text = JSON.stringify(body)
  response.writeHead(status, jsonHeaders(text))
  response.end(text)
}

function jsonHeaders(text: string): Record<string, string | number> {
  return { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }
}
