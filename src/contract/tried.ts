// Settings of a policy that is not saved, as far as they rule what is said: to be heard beforehand, or tried on one person.

import { z } from '@hono/zod-openapi'
import { simpleCall, smsText } from './alert-forms.ts'
import { policyKinds, policyModes } from './limits.ts'
import { buttonCall } from './policies.ts'

export const triedSettings = z.strictObject({
  kind: z.enum(policyKinds).optional(),
  mode: z.enum(policyModes).optional(),
  buttonCall,
  simpleCall,
  smsText,
})
