// Accounts, invitations and roles, as /v1 takes and shows them. A password goes in and never comes out, but for one that was made
// for one use, in the one answer that makes it.

import { z } from '@hono/zod-openapi'
import { pageOf, pageQuery, searched, wholeQuery } from './objects.ts'
import { roles } from './roles.ts'
import { id, instant, name, nameNow, reference } from './text.ts'

/** Longer ones are refused before anything is computed; the rules proper are checked where it is hashed. */
const PASSWORD_MAX = 1_000

export const passwordText = z
  .string()
  .min(1, { error: 'is required' })
  .max(PASSWORD_MAX)
  .openapi({ format: 'password', description: '10 to 200 characters in NFKC, not the name of the account.' })

export const accountName = name.openapi({ example: 'admin', description: 'Compared in NFKC, without regard to case.' })
const subaccount = z
  .union([z.literal(''), accountName])
  .openapi({ description: 'Another way in for the same account name, with its own password; empty: none.' })
const policies = z
  .array(reference)
  .max(500)
  .nullable()
  .openapi({ description: 'The only policies it may start, by key or id; null: all.' })

const linkKinds = ['invitation', 'reset'] as const

export const accountsQuery = pageQuery.extend({
  user: reference.optional().openapi({ description: 'the key or id of whose they are' }),
  search: searched.openapi({ description: 'a part of the name of the account or of whose it is' }),
})

const INVITATIONS_MAX = 1_000
export const invitationsQuery = wholeQuery(INVITATIONS_MAX).extend({
  user: reference.optional().openapi({ description: 'the key or id of whom they are for' }),
  kind: z.enum(linkKinds).optional(),
})

const GRANTS_MAX = 10_000
export const rolesQuery = wholeQuery(GRANTS_MAX).extend({
  role: z.enum(roles).optional(),
  user: reference.optional().openapi({ description: 'the key or id of whom they are given to, by themselves' }),
  group: reference.optional().openapi({ description: 'the key or id of the group they are given to' }),
  project: reference.optional().openapi({ description: 'the key or id of the project they are given in' }),
})

export const accountInput = z
  .strictObject({
    user: reference,
    account: accountName,
    subaccount: subaccount.default(''),
    password: passwordText.optional().openapi({ description: 'When left out, one for one use is made and shown.' }),
    mustChange: z
      .boolean()
      .default(true)
      .openapi({ description: 'Whether the password must be changed first; false for a script’s account.' }),
    policies: policies.default(null),
  })
  .openapi('AccountInput')

export const accountPatch = z
  .strictObject({ account: accountName, subaccount, disabled: z.boolean(), policies })
  .partial()
  .openapi('AccountPatch')

const accountFields = {
  id,
  account: z.string(),
  subaccount: z.string(),
  user: z.string(),
  userName: z.string(),
  mustChange: z.boolean(),
  disabled: z.boolean(),
  hasSecondFactor: z.boolean(),
  policies: z.array(z.string()).nullable(),
  lockedUntil: instant.nullable().openapi({ description: 'Too many wrong passwords in a row; it opens by itself.' }),
  lastSignInAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
}

export const account = z.object(accountFields).openapi('Account')
export const newAccount = z
  .object({ ...accountFields, oneTimePassword: z.string().nullable().openapi({ description: 'shown this once' }) })
  .openapi('NewAccount')

export const resetInput = z
  .strictObject({
    by: z.enum(['link', 'mail', 'password']).openapi({
      description:
        'A link on which the person sets a new password themselves, to be handed over or sent by mail; or a password for one use.',
    }),
  })
  .openapi('ResetInput')
export const reset = z
  .object({
    link: z.string().nullable(),
    expiresAt: instant.nullable(),
    oneTimePassword: z.string().nullable().openapi({ description: 'shown this once' }),
    mailedTo: z.string().nullable().openapi({ description: 'the address the link was sent to' }),
  })
  .openapi('Reset')

const role = z.enum(roles)
const grant = z.strictObject({
  role,
  project: reference.nullable().default(null).openapi({ description: 'null: in the whole space' }),
})

export const invitationInput = z
  .strictObject({
    user: reference,
    account: accountName
      .nullable()
      .default(null)
      .openapi({ description: 'The name of the account; null leaves it to the person.' }),
    subaccount: subaccount.default(''),
    roles: z.array(grant).max(100).default([]).openapi({ description: 'What comes with accepting it.' }),
    mail: z.boolean().default(false).openapi({ description: 'Send the link to the user’s first mail address.' }),
  })
  .openapi('InvitationInput')

const invitationFields = {
  id,
  kind: z.enum(linkKinds),
  user: z.string(),
  userName: z.string(),
  account: z.string().nullable(),
  subaccount: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
}
export const invitation = z.object(invitationFields).openapi('Invitation')
export const newInvitation = z
  .object({
    ...invitationFields,
    link: z.string().nullable().openapi({ description: 'shown this once; null when it was sent by mail' }),
    mailedTo: z.string().nullable(),
  })
  .openapi('NewInvitation')

const secret = z.string().max(200).openapi({ description: 'What follows # in the link.' })
export const invitationLook = z.strictObject({ secret }).openapi('InvitationLook')
export const invitationUse = z
  .strictObject({ secret, account: accountName.nullable().default(null), password: passwordText })
  .openapi('InvitationUse')

export const roleInput = z
  .strictObject({
    role,
    user: reference.nullable().default(null),
    group: reference.nullable().default(null),
    project: reference.nullable().default(null).openapi({ description: 'null: in the whole space' }),
  })
  .refine((one) => (one.user === null) !== (one.group === null), { error: 'either a user or a group', path: ['user'] })
  .openapi('RoleInput')

export const roleGrant = z
  .object({
    id,
    role: z.string(),
    user: z.string().nullable(),
    group: z.string().nullable(),
    project: z.string().nullable(),
    projectName: nameNow,
    byProvider: z.boolean().openapi({
      description: 'given by the OpenID provider at a sign-in; it takes it away again, and nobody else does',
    }),
    createdAt: instant,
  })
  .openapi('RoleGrant')

export const accountPage = pageOf(account).openapi('AccountPage')
export const invitationPage = pageOf(invitation).openapi('InvitationPage')
export const rolePage = pageOf(roleGrant).openapi('RolePage')

export type Account = z.infer<typeof account>
export type Invitation = z.infer<typeof invitation>
export type RoleGrant = z.infer<typeof roleGrant>
