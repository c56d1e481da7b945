// Through a customer's proxy, which is asked for a tunnel (CONNECT) and sees nothing of what goes through it. A connection that
// was not made in time was certainly not used.

import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import tls from 'node:tls'

export type TunnelOptions = {
  /** For the proxy to answer, and then for TLS through it. */
  readonly connectMs: number
  /** `http://[user:password@]host:port`. */
  readonly proxy: string
}

type Done = (error: Error | null, socket?: Socket) => void

/** Opens a tunnel and speaks TLS through it. */
export type Tunnel = (target: tls.ConnectionOptions, done: Done) => void

class ConnectError extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** @errors (given to `done`) `PROXY_TIMEOUT`, `PROXY_` and its status, `CONNECT_TIMEOUT`, what the system or TLS say */
export const createTunnel = (options: TunnelOptions): Tunnel => {
  // Read once, so that a broken address fails at the start and not when somebody has to be called.
  const proxy = new URL(options.proxy)
  return (target, done) => {
    const request = connectRequest(proxy, `${target.host}:${target.port ?? 443}`)
    const timer = setTimeout(() => request.destroy(new ConnectError('PROXY_TIMEOUT')), options.connectMs)
    request.once('connect', (response, socket: Socket) => {
      clearTimeout(timer)
      if (response.statusCode === 200) return secured({ ...target, socket }, options.connectMs, done)
      socket.destroy()
      done(new ConnectError(`PROXY_${response.statusCode}`))
    })
    request.once('error', (error) => {
      clearTimeout(timer)
      done(error)
    })
    request.end()
  }
}

/** An agent whose requests go through a proxy. */
export const createTunnelAgent = (options: TunnelOptions): https.Agent => {
  const agent = new https.Agent({ keepAlive: true, timeout: 30_000 })
  const tunnel = createTunnel(options)
  // Node's own hook for making a connection, which its types do not show on agents.
  Reflect.set(agent, 'createConnection', tunnel)
  return agent
}

const connectRequest = (proxy: URL, authority: string): http.ClientRequest => {
  const secure = proxy.protocol === 'https:'
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return (secure ? https : http).request({
    host: proxy.hostname,
    port: proxy.port === '' ? (secure ? 443 : 80) : proxy.port,
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
}

const secured = (target: tls.ConnectionOptions, withinMs: number, done: Done): void => {
  const socket = tls.connect({ ...target, servername: target.servername ?? target.host })
  const timer = setTimeout(() => socket.destroy(new ConnectError('CONNECT_TIMEOUT')), withinMs)
  const failed = (error: Error): void => {
    clearTimeout(timer)
    done(error)
  }
  socket.once('error', failed)
  socket.once('secureConnect', () => {
    clearTimeout(timer)
    // From here on it belongs to whoever asked for it.
    socket.off('error', failed)
    done(null, socket)
  })
}
