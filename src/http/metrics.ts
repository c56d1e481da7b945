// How many requests, how they ended, how long they took. Labels are few on purpose: method and class of status.

import type { MiddlewareHandler } from 'hono'
import { Histogram, type Registry } from 'prom-client'
import type { AppEnv } from './port.ts'

export const requestMetrics = (registry: Registry): MiddlewareHandler<AppEnv> => {
  const seconds = new Histogram({
    name: 'noroshi_http_request_seconds',
    help: 'Time to answer HTTP requests, by method and class of status.',
    labelNames: ['method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return async (context, next) => {
    const begin = process.hrtime.bigint()
    await next()
    const took = Number(process.hrtime.bigint() - begin) / 1e9
    seconds.observe({ method: context.req.method, status: `${Math.floor(context.res.status / 100)}xx` }, took)
  }
}
