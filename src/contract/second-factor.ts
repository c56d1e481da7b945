// The second factor of one's own account: an authenticator's codes, and recovery codes for the day it is lost.

import { z } from '@hono/zod-openapi'

export const factorState = z
  .object({
    state: z.enum(['none', 'unconfirmed', 'on']),
    required: z.boolean().openapi({ description: 'whether the space asks everybody for one' }),
    recoveryCodesLeft: z.int(),
  })
  .openapi('SecondFactor')

export const factorBegin = z
  .strictObject({
    password: z
      .string()
      .min(1, { error: 'is required' })
      .max(1_000)
      .openapi({ format: 'password', description: 'the present one' }),
  })
  .openapi('SecondFactorBegin')

export const newFactor = z
  .object({
    secret: z.string().openapi({ description: 'in base32, for authenticators that read no pictures' }),
    uri: z.string().openapi({ description: 'otpauth://…, what the picture says' }),
  })
  .openapi('NewSecondFactor', { description: 'shown this once' })

export const factorCode = z
  .strictObject({ code: z.string().min(1, { error: 'is required' }).max(100) })
  .openapi('SecondFactorCode')

export const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).openapi({ description: 'shown this once; each works once' }) })
  .openapi('RecoveryCodes')

export type FactorState = z.infer<typeof factorState>
export type NewFactor = z.infer<typeof newFactor>
export type RecoveryCodes = z.infer<typeof recoveryCodes>
