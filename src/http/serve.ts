// The listening socket: HTTP or HTTPS, a certificate that is read again when its files change, and an end that lets running
// requests finish.

import { readFileSync } from 'node:fs'
import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { HttpLog } from './app.ts'
import type { AppEnv } from './port.ts'

export type ServeOptions = {
  readonly app: Hono<AppEnv>
  readonly host: string
  readonly port: number
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined
  readonly log: HttpLog
  /** How long a client may take to send a request, its body included. */
  readonly requestWithinMs?: number
  /** How often the certificate's files are looked at. */
  readonly watchEveryMs?: number
}

export type Serving = {
  readonly port: number
  /** Takes no new requests, waits for those that run, at most `withinMs`; then cuts them off. */
  close(withinMs: number): Promise<void>
}

const WATCH_EVERY_MS = 5_000
/** Whoever sends slower than this, on purpose or not, holds a connection that others need. */
const REQUEST_WITHIN_MS = 60_000

type Tls = NonNullable<ServeOptions['tls']>

const pair = ({ certFile, keyFile }: Tls) => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) })

type Pair = ReturnType<typeof pair>
const isSame = (one: Pair, other: Pair): boolean => one.cert.equals(other.cert) && one.key.equals(other.key)

/**
 * Looks at the certificate again and again, at what it says and not at when it was written: a change in the moment of the start
 * would be missed. A broken one is logged, once, and the old one stays in use.
 */
const reloading = (
  server: HttpsServer,
  { tls, used }: { readonly tls: Tls; readonly used: Pair },
  { log, watchEveryMs = WATCH_EVERY_MS }: ServeOptions,
): (() => void) => {
  let [seen, trouble] = [used, '']
  const reload = (): void => {
    try {
      const now = pair(tls)
      if (isSame(now, seen)) return
      seen = now
      server.setSecureContext(now)
      trouble = ''
    } catch (error) {
      // A file that is missing is missing the next time too.
      if (String(error) === trouble) return
      trouble = String(error)
      log.error({ err: error, file: tls.certFile }, 'the changed certificate cannot be used; the old one stays')
    }
  }
  const timer = setInterval(reload, watchEveryMs).unref()
  return () => clearInterval(timer)
}

const listen = (server: Server | HttpsServer, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const closing = (server: Server | HttpsServer, withinMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), withinMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Listens. Rejects with the system's error when the port cannot be had. */
export const serve = async (options: ServeOptions): Promise<Serving> => {
  const { app, host, port, tls, log, requestWithinMs = REQUEST_WITHIN_MS } = options
  const used = tls === undefined ? null : pair(tls)
  const patience = {
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    connectionsCheckingInterval: Math.ceil(requestWithinMs / 4),
  }
  const { fetch } = app
  const made =
    used === null
      ? createAdaptorServer({ fetch, createServer: createHttp, serverOptions: patience })
      : createAdaptorServer({ fetch, createServer: createHttps, serverOptions: { ...patience, ...used } })
  const server = made as Server | HttpsServer
  // Clients keep a connection for the next trigger; load balancers commonly close theirs after 60 s.
  server.keepAliveTimeout = 65_000
  await listen(server, port, host)
  server.on('error', (error) => log.error({ err: error }, 'the server socket failed'))
  const stopWatching =
    tls === undefined || used === null ? () => undefined : reloading(server as HttpsServer, { tls, used }, options)
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => {
      stopWatching()
      return closing(server, withinMs)
    },
  }
}
