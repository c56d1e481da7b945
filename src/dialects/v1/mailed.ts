// A link by mail: sent before it is answered for, and withdrawn when it could not be.

import { AppError } from '#contract/errors'
import type { AddressedLink } from './account-ports.ts'
import type { V1Deps } from './ports.ts'

/** Returns the address it went to; null for a link that is handed over by hand. @errors mail.not_sent */
export const mailed = async (
  { letters, links }: Pick<V1Deps, 'letters' | 'links'>,
  spaceId: string,
  { recipient, ...link }: AddressedLink,
): Promise<string | null> => {
  if (recipient === null) return null
  const posted = await letters.send(spaceId, { ...link, recipient })
  if (posted.kind === 'sent') return recipient.address
  await links.withdraw(spaceId, link.record.id)
  throw new AppError('mail.not_sent', { detail: posted.code })
}
