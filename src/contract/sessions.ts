// Signing in and out, and who is signed in, as /v1 takes and shows it.

import { z } from '@hono/zod-openapi'
import { passwordText } from './accounts.ts'
import { permissions } from './permissions.ts'
import { roles } from './roles.ts'
import { id, instant, reference } from './text.ts'

const asTyped = z.string().max(300)
const accountTyped = asTyped
  .refine((text) => text.trim() !== '', { error: 'is required' })
  .openapi({ type: 'string', minLength: 1 })
const passwordTyped = z.string().min(1, { error: 'is required' }).max(1_000)

export const signInInput = z
  .strictObject({
    account: accountTyped,
    subaccount: asTyped.default(''),
    password: passwordTyped.openapi({ format: 'password' }),
    code: z
      .string()
      .max(100)
      .default('')
      .openapi({ description: 'of the authenticator, or a recovery code, where the account has a second factor' }),
    project: reference.nullable().default(null).openapi({ description: 'null: the whole space' }),
  })
  .openapi('SignInInput')

export const forgottenInput = z
  .strictObject({ account: accountTyped, subaccount: asTyped.default('') })
  .openapi('ForgottenInput')

export const sessionPatch = z.strictObject({ project: reference.nullable() }).openapi('SessionPatch')

const named = z.object({ id, key: z.string(), name: z.string() })

export const session = z
  .object({
    kind: z.enum(['token', 'session']),
    id,
    name: z.string(),
    space: named,
    user: named.extend({ number: z.int() }).nullable().openapi({ description: 'null for an API token' }),
    account: z.string().nullable(),
    subaccount: z.string().nullable(),
    project: named.nullable().openapi({ description: 'null: the whole space' }),
    projects: z.array(named).openapi({ description: 'Those it can work in.' }),
    permissions: z.array(z.enum(permissions)),
    mustChangePassword: z.boolean(),
    mustAddSecondFactor: z.boolean().openapi({ description: 'the space asks for one before anything else' }),
    expiresAt: instant.nullable(),
  })
  .openapi('Session')

export const passwordInput = z.strictObject({ current: passwordTyped, password: passwordText }).openapi('PasswordInput')

export const ownSession = z
  .object({
    id,
    kind: z.enum(['browser', 'api']),
    address: z.string(),
    agent: z.string(),
    createdAt: instant,
    lastUsedAt: instant,
    expiresAt: instant,
    current: z.boolean(),
  })
  .openapi('OwnSession')

export const signInWays = z
  .object({
    oidc: z
      .object({ name: z.string().openapi({ description: 'of the provider' }) })
      .nullable()
      .openapi({ description: 'through an OpenID provider, at /oidc/start' }),
  })
  .openapi('SignInWays')
export const groupRoles = z
  .object({
    provider: z.string().nullable().openapi({ description: 'what it is called; null: there is none' }),
    claim: z.string().openapi({ description: 'where the provider tells of its groups' }),
    items: z.array(
      z.object({
        group: z.string().openapi({ description: 'as the provider names it' }),
        role: z.enum(roles),
        project: z.string().nullable().openapi({ description: 'its key; null: in the whole space' }),
      }),
    ),
  })
  .openapi('GroupRoles', { description: 'which roles the groups of the OpenID provider give here, at each sign-in' })
export type GroupRoles = z.infer<typeof groupRoles>
export type SignInWays = z.infer<typeof signInWays>

export type Session = z.infer<typeof session>
export type OwnSession = z.infer<typeof ownSession>
