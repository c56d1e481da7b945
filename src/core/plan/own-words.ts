// A person's own words before and after a call about alerts. They stand in the plan with the person, and only there where
// such a call is made: they are long.

import type { Destination, Plan } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'

/** What goes into the destination of a person. */
export const ownWords = (
  { opening, closing }: Person,
  { channel }: Pick<ContactMethod, 'channel'>,
  { buttons, simple }: Pick<Plan, 'buttons' | 'simple'>,
): Pick<Destination, 'opening' | 'closing'> => {
  if (channel !== 'phone' || (buttons ?? simple) === undefined) return {}
  return { ...(opening ? { opening } : {}), ...(closing ? { closing } : {}) }
}
