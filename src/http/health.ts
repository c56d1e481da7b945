// For whoever watches us: /healthz as soon as the process serves, /readyz when the database answers and the engine runs,
// /metrics for Prometheus. None of them needs a token, none tells anything about a space.

import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { AppEnv } from './port.ts'

export type HealthDeps = {
  /** Why the server is not ready; empty when it is. */
  readonly readiness: () => Promise<readonly string[]>
  readonly registry: Registry
}

const READY_WITHIN_MS = 5_000

/** A database that does not answer must not keep the question waiting. */
const inTime = (reasons: Promise<readonly string[]>): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve(['no answer in time']), READY_WITHIN_MS)
  })
  return Promise.race([reasons, late]).finally(() => clearTimeout(timer))
}

export const health = ({ readiness, registry }: HealthDeps): Hono<AppEnv> => {
  const app = new Hono<AppEnv>()
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.get('/readyz', async (context) => {
    const reasons = await inTime(readiness()).catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ])
    if (reasons.length === 0) return context.json({ status: 'ready' })
    return context.json({ status: 'not ready', reasons }, 503, { 'Retry-After': '5' })
  })
  app.get('/metrics', async (context) =>
    context.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  )
  return app
}
