// The connections to a provider: kept and shared, at most a hundred to each host, directly or through a customer's HTTPS proxy.

import { Agent, type buildConnector, type Dispatcher } from 'undici'
import { createTunnel, type Tunnel } from '../tunnel.ts'

export type WayOptions = {
  /** To be connected, TLS included. */
  readonly connectMs: number
  /** `http://[user:password@]host:port` of a proxy that speaks CONNECT; used for https only. */
  readonly proxy?: string | undefined
}

/** The way to an address, by its protocol (`https:`, `http:`). */
export type Ways = (protocol: string) => Dispatcher

/** An idle connection is dropped before the other side is likely to: a request on a dying one would be a riddle. */
const IDLE_MS = { plain: 4_000, secure: 30_000 }
const CONNECTIONS_MAX = 100

export const createWays = ({ connectMs, proxy }: WayOptions): Ways => {
  const direct = { timeout: connectMs }
  const plain = keeping(IDLE_MS.plain, direct)
  const secure = keeping(IDLE_MS.secure, proxy === undefined ? direct : tunnelled(createTunnel({ connectMs, proxy })))
  return (protocol) => (protocol === 'https:' ? secure : plain)
}

const keeping = (idleMs: number, connect: buildConnector.BuildOptions | buildConnector.connector): Agent =>
  new Agent({ connections: CONNECTIONS_MAX, keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs, connect })

const tunnelled =
  (tunnel: Tunnel): buildConnector.connector =>
  ({ hostname, port, servername }, done) =>
    tunnel({ host: hostname, port: Number(port || 443), servername: servername || hostname }, (error, socket) =>
      error === null && socket !== undefined ? done(null, socket) : done(error ?? new Error('no connection'), null),
    )
