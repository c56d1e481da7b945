// For tests: a small real HTTP server that answers as /v1 does, and remembers what it was asked. Only the network's far
// end is imitated; the command line itself is the real one.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}
export type Answer = {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Close the connection instead of answering, after the request was read. */
  readonly hangUp?: boolean
}
export type Respond = (asked: Asked, turn: number) => Answer

export type FakeServer = { readonly url: string; readonly asked: Asked[]; close(): Promise<void> }

export async function startFakeServer(respond: Respond): Promise<FakeServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      asked.push(one)
      const turn = asked.filter(({ method, path }) => method === one.method && path === one.path).length
      reply(response, respond(one, turn))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, asked, close }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}

function reply(response: ServerResponse, { status = 200, body, headers = {}, hangUp = false }: Answer): void {
  if (hangUp) {
    response.destroy()
    return
  }
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body))
}

/** Returns an answer as /v1 refuses. */
export const problem = (status: number, code: string, rest: object = {}): Answer => ({
  status,
  body: { type: `urn:${code}`, title: `title of ${code}`, status, code, cure: 'a cure', instance: 'urn:x', ...rest },
})
