// How a source is told what somebody took here. A password or token goes in and never comes out again.

import { z } from '@hono/zod-openapi'

/** Which kinds of sources can be told so; any of them can by a webhook. */
const backKinds = {
  nagios: ['nagios', 'icinga'],
  icinga: ['icinga'],
  alertmanager: ['alertmanager', 'grafana'],
  zabbix: ['zabbix'],
} as const

const web = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), { error: 'must not hold a password; use secret' }),
  ca: z
    .string()
    .max(100_000)
    .regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be certificates in PEM')
    .nullable()
    .default(null)
    .openapi({
      description: 'certificates (PEM) whose issuers are believed, in the place of those everybody believes',
    }),
  insecure: z.boolean().default(false).openapi({ description: 'true: any certificate is believed' }),
}

const user = z
  .string()
  .max(200)
  .regex(/^[^:\p{Cc}]+$/u, 'must have no colon')

const nagios = z.strictObject({
  kind: z.literal('nagios'),
  commandFile: z
    .string()
    .max(1_000)
    .regex(/^\/[^\p{Cc}]+$/u, 'must be an absolute path')
    .openapi({ description: 'its command pipe on this server; one of those in NOROSHI_COMMAND_FILES' }),
})
const icinga = z.strictObject({
  kind: z.literal('icinga'),
  ...web,
  user: user.openapi({ description: 'an ApiUser; the secret is its password' }),
})
const alertmanager = z.strictObject({
  kind: z.literal('alertmanager'),
  ...web,
  user: user.nullable().default(null).openapi({
    description: 'for basic authentication, with the secret as its password; null: the secret is a bearer token',
  }),
  silenceMinutes: z
    .int()
    .min(1)
    .max(43_200)
    .default(480)
    .openapi({ description: 'how long what somebody has is silenced there' }),
})
const zabbix = z.strictObject({ kind: z.literal('zabbix'), ...web })
const webhook = z.strictObject({ kind: z.literal('webhook'), ...web })

const withSecret = <Secret extends z.ZodType>(secret: Secret) =>
  z.discriminatedUnion('kind', [
    nagios,
    icinga.extend({ secret }),
    alertmanager.extend({ secret }),
    zabbix.extend({ secret }),
    webhook.extend({ secret }),
  ])

export const backInput = withSecret(
  z
    .string()
    .min(1)
    .max(500)
    .regex(/^\P{Cc}*$/u, 'must not have control characters')
    .nullable()
    .optional()
    .openapi({ description: 'Write-only. Left out it stays, while kind, url and user do; null takes it away.' }),
).openapi('SourceBackInput')

/** In a file a secret is the name of a variable. */
export const fileBack = <Reference extends z.ZodType>(reference: Reference) => withSecret(reference.optional())

const hasSecret = z.boolean()
export const backShown = z
  .discriminatedUnion('kind', [
    nagios.extend({ hasSecret }),
    icinga.extend({ hasSecret }),
    alertmanager.extend({ hasSecret }),
    zabbix.extend({ hasSecret }),
    webhook.extend({ hasSecret }),
  ])
  .openapi('SourceBack')

/** Returns what is wrong with how a source of a kind is told. */
export const wrongBack = (source: string, kind: z.output<typeof backInput>['kind']): string | null =>
  kind === 'webhook' || (backKinds[kind] as readonly string[]).includes(source)
    ? null
    : 'does not fit this kind of source'
