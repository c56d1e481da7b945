// Keep-alive agents that know whether a connection ever became usable. Before that nothing can have been sent, so a failure is
// certainly "not made"; after it, a failure leaves the result unknown. Also the way through a customer's HTTPS proxy.

import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import tls from 'node:tls'

type Done = (error: Error | null, socket?: Socket) => void
/** Node's own hook for making a connection, which its types do not show on agents. */
type Connect = (this: http.Agent, options: tls.ConnectionOptions, done: Done) => Socket | undefined

export type Agents = {
  readonly http: http.Agent
  readonly https: https.Agent
  /** Whether a request on this socket may have reached the other side. */
  readonly isUsable: (socket: unknown) => boolean
}

export type AgentOptions = {
  /** To be connected, TLS included. */
  readonly connectMs: number
  /** `http://[user:password@]host:port` of a proxy that speaks CONNECT; used for https only. */
  readonly proxy?: string | undefined
}

class ConnectError extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** An idle connection is dropped before the other side is likely to: a request on a dying one would be a riddle. */
const idleMs = { http: 4_000, https: 30_000 }

export const createAgents = (options: AgentOptions): Agents => {
  const usable = new WeakSet()
  const watch = (socket: Socket, ready: 'connect' | 'secureConnect'): Socket => {
    const timer = setTimeout(() => socket.destroy(new ConnectError('CONNECT_TIMEOUT')), options.connectMs)
    socket.once(ready, () => {
      clearTimeout(timer)
      usable.add(socket)
    })
    socket.once('close', () => clearTimeout(timer))
    return socket
  }
  // Read once, so that a broken address fails at the start and not when somebody has to be called.
  const proxy = options.proxy === undefined ? null : new URL(options.proxy)
  const common = { keepAlive: true, maxSockets: 100, maxFreeSockets: 20 }
  const plain = new http.Agent({ ...common, timeout: idleMs.http })
  const secure = new https.Agent({ ...common, timeout: idleMs.https })
  intercept(plain, (direct) => (connection, done) => {
    const socket = direct(connection, done)
    return socket && watch(socket, 'connect')
  })
  intercept(secure, (direct) => (connection, done) => {
    if (proxy !== null) {
      const through = { proxy, connectMs: options.connectMs, watch }
      connectThrough(through, connection, done)
      return undefined
    }
    const socket = direct(connection, done)
    return socket && watch(socket, 'secureConnect')
  })
  return {
    http: plain,
    https: secure,
    isUsable: (socket) => typeof socket === 'object' && socket !== null && usable.has(socket),
  }
}

type Plain = (options: tls.ConnectionOptions, done: Done) => Socket | undefined

const intercept = (agent: http.Agent, wrap: (direct: Plain) => Plain): void => {
  const original = Reflect.get(agent, 'createConnection') as Connect
  const wrapped = wrap((options, done) => original.call(agent, options, done))
  Reflect.set(agent, 'createConnection', wrapped)
}

type Through = {
  readonly proxy: URL
  readonly connectMs: number
  readonly watch: (socket: Socket, ready: 'connect' | 'secureConnect') => Socket
}

const connectThrough = (through: Through, target: tls.ConnectionOptions, done: Done): void => {
  const { proxy } = through
  const authority = `${target.host}:${target.port ?? 443}`
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const request = (proxy.protocol === 'https:' ? https : http).request({
    host: proxy.hostname,
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(proxy.username === ''
        ? {}
        : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  })
  const timer = setTimeout(() => request.destroy(new ConnectError('PROXY_TIMEOUT')), through.connectMs)
  request.once('connect', (response, socket: Socket) => {
    clearTimeout(timer)
    if (response.statusCode !== 200) {
      socket.destroy()
      done(new ConnectError(`PROXY_${response.statusCode}`))
      return
    }
    const secure = tls.connect({ ...target, socket, servername: target.servername ?? target.host })
    done(null, through.watch(secure, 'secureConnect'))
  })
  request.once('error', (error) => {
    clearTimeout(timer)
    done(error)
  })
  request.end()
}
