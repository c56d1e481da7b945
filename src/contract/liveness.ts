// Device liveness monitoring (機器稼動監視): which devices a source looks at, and how (src/core/alert/liveness.ts decides).

import { z } from '@hono/zod-openapi'
import { limits, severities } from './limits.ts'
import { instant, name } from './text.ts'

const { liveness: bounds } = limits

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/
const isAddress = (text: string): boolean =>
  HOST_NAME.test(text) || z.ipv4().safeParse(text).success || z.ipv6().safeParse(text).success

const atMost = (max: number) => ({ error: `must have at most ${max} characters` })
const host = name
  .refine((text) => text.length <= bounds.hostCharacters.max, atMost(bounds.hostCharacters.max))
  .openapi({ description: 'what the alert is about' })
const service = name
  .refine((text) => text.length <= bounds.serviceCharacters.max, atMost(bounds.serviceCharacters.max))
  .nullable()
  .default(null)
  .openapi({ description: 'null: the host itself for ping, else TCP and the port, or HTTP' })
const address = z
  .string()
  .refine(isAddress, { error: 'must be a host name or an address' })
  .nullable()
  .default(null)
  .openapi({ description: 'a name, IPv4 or IPv6; null: the host' })

const url = z
  .url({ protocol: /^https?$/, error: 'must be an address beginning with https:// or http://' })
  .max(2_000)
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), { error: 'must not hold a password' })

const check = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('ping'), host, service, address }),
    z.strictObject({ by: z.literal('tcp'), host, service, address, port: z.int().min(1).max(65_535) }),
    z.strictObject({
      by: z.literal('http'),
      host,
      service,
      url,
      status: z.array(z.int().min(100).max(599)).max(100).readonly().default([]).openapi({
        description: 'which answers are good; none: 200 to 399. No redirect is followed',
      }),
      anyCertificate: z.boolean().default(false).openapi({ description: 'one nobody vouches for is good enough' }),
    }),
  ])
  .refine((given) => given.by === 'http' || given.address !== null || isAddress(given.host), {
    error: 'is required where the host is no name of the network',
    path: ['address'],
  })
  .openapi('DeviceCheck')

type Check = z.output<typeof check>

/** As core names them. */
const nameOf = (given: Check): string => {
  const { host: about, service: part } = given
  if (part !== null) return `${about}/${part}`
  if (given.by === 'ping') return about
  return given.by === 'tcp' ? `${about}/TCP ${given.port}` : `${about}/HTTP`
}

const onceEach = (checks: readonly Check[], context: z.core.$RefinementCtx): void => {
  const seen = new Set<string>()
  for (const [index, one] of checks.entries()) {
    const named = nameOf(one)
    if (seen.has(named)) context.addIssue({ code: 'custom', path: [index], message: `${named} stands twice` })
    seen.add(named)
  }
}

const within = ({ min, max, default: usual }: { min: number; max: number; default: number }) =>
  z.int().min(min).max(max).default(usual)

export const livenessSettings = z
  .strictObject({
    intervalSeconds: within(bounds.intervalSeconds),
    timeoutSeconds: within(bounds.timeoutSeconds),
    retries: within(bounds.retries).openapi({ description: 'how many failures in a row are no alert yet' }),
    retrySeconds: within(bounds.retrySeconds).openapi({ description: 'how soon it is looked at again after one' }),
    severity: z.enum(severities).default('critical'),
    checks: z
      .array(check)
      .min(bounds.checksPerSource.min)
      .max(bounds.checksPerSource.max)
      .superRefine(onceEach)
      .readonly(),
  })
  .openapi('LivenessSettings')

export const checkStates = ['unknown', 'up', 'down', 'unable'] as const

const checkShown = z
  .object({
    host: z.string(),
    service: z.string().nullable(),
    by: z.enum(['ping', 'tcp', 'http']),
    state: z.enum(checkStates).openapi({
      description:
        'unknown: not looked at yet; down, unable: there is an alert. unable: the look itself could not be made',
    }),
    failures: z.int().openapi({ description: 'in a row' }),
    failure: z
      .string()
      .nullable()
      .openapi({ description: 'what the last look found: timeout, ECONNREFUSED, status_503, …' }),
    checkedAt: instant.nullable(),
  })
  .openapi('DeviceCheckNow')
export const checkList = z.object({ items: z.array(checkShown) }).openapi('DeviceCheckList')
export type CheckShown = z.infer<typeof checkShown>
