// The listening socket: HTTP or HTTPS, a certificate that is read again when its files change, and an end that lets running
// requests finish.

import { readFileSync, unwatchFile, watchFile } from 'node:fs'
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

/** Reads the certificate again when a file changes; a broken one is logged and the old one stays in use. */
const reloading = (
  server: HttpsServer,
  tls: Tls,
  { log, watchEveryMs = WATCH_EVERY_MS }: ServeOptions,
): (() => void) => {
  const reload = (): void => {
    try {
      server.setSecureContext(pair(tls))
    } catch (error) {
      log.error({ err: error, file: tls.certFile }, 'the changed certificate cannot be used; the old one stays')
    }
  }
  for (const file of [tls.certFile, tls.keyFile]) watchFile(file, { interval: watchEveryMs, persistent: false }, reload)
  return () => {
    for (const file of [tls.certFile, tls.keyFile]) unwatchFile(file, reload)
  }
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
  const patience = {
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    connectionsCheckingInterval: Math.ceil(requestWithinMs / 4),
  }
  const { fetch } = app
  const made =
    tls === undefined
      ? createAdaptorServer({ fetch, createServer: createHttp, serverOptions: patience })
      : createAdaptorServer({ fetch, createServer: createHttps, serverOptions: { ...patience, ...pair(tls) } })
  const server = made as Server | HttpsServer
  // Clients keep a connection for the next trigger; load balancers commonly close theirs after 60 s.
  server.keepAliveTimeout = 65_000
  await listen(server, port, host)
  server.on('error', (error) => log.error({ err: error }, 'the server socket failed'))
  const stopWatching = tls === undefined ? () => undefined : reloading(server as HttpsServer, tls, options)
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => {
      stopWatching()
      return closing(server, withinMs)
    },
  }
}
