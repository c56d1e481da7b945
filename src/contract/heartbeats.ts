// Heartbeats (到達監視): sources that are to be heard from again and again (src/core/alert/heartbeat.ts decides).

import { z } from '@hono/zod-openapi'
import { limits, severities } from './limits.ts'
import { instant, name } from './text.ts'

const { periodSeconds, graceSeconds } = limits.heartbeat

export const heartbeatSettings = z
  .strictObject({
    periodSeconds: z.int().min(periodSeconds.min).max(periodSeconds.max).openapi({
      description: 'how far one ping may be from the next',
    }),
    graceSeconds: z.int().min(graceSeconds.min).max(graceSeconds.max).default(graceSeconds.default).openapi({
      description: 'how much later it may come',
    }),
    host: name
      .nullable()
      .default(null)
      .openapi({ description: 'what the alert is about; null: the name of the source' }),
    service: name.nullable().default(null),
    severity: z.enum(severities).default('critical'),
  })
  .openapi('HeartbeatSettings')

export const heartbeatStates = ['waiting', 'up', 'missed', 'paused'] as const

export const heartbeatNow = z
  .object({
    state: z.enum(heartbeatStates).openapi({
      description:
        'waiting: for the first ping; missed: there is an alert; paused: the source is disabled, and nothing is awaited',
    }),
    pingedAt: instant.nullable(),
    dueAt: instant.nullable().openapi({ description: 'when it counts as missed; null: nothing is awaited' }),
    excusedAt: instant.nullable().openapi({
      description: 'when its period last began anew because no ping could be received before',
    }),
  })
  .openapi('HeartbeatNow')
