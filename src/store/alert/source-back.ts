// How a source is told what was taken, as it is kept: the settings in the clear, the password or token sealed for its source.

import { type BackSettings, backFits, backNeedsSecret } from '#core/alert/back'
import type { SecretSealer } from '../config/connections.ts'
import { ConfigRefusal } from '../config/context.ts'

/** null takes the secret away; left out it stays, as long as it goes to the same place. */
export type BackWrite = BackSettings & { readonly secret?: string | null | undefined }

export type OwnBack = { readonly back: BackSettings | null; readonly back_secret: string | null }
export const noBack: OwnBack = { back: null, back_secret: null }

/** Where a secret is sealed for: it opens nowhere else. */
export const backContext = (sourceId: string): string => `source/${sourceId}/back`

/** Who is given the secret: whoever may change that must not get it sent elsewhere. */
const receiver = (back: BackSettings): string =>
  JSON.stringify([back.kind, 'url' in back ? back.url : null, 'user' in back ? back.user : null])

type Order = {
  readonly id: string
  /** The source's. */
  readonly kind: string
  /** null: it is not told; undefined: as before. */
  readonly write: BackWrite | null | undefined
  readonly old: OwnBack
  readonly sealer: Pick<SecretSealer, 'seal'>
  /** Where it stands in what was asked for. */
  readonly field?: string
}

/** The secret as it is kept from now on. */
const sealedFor = (back: BackSettings, { id, write, old, sealer }: Order): string | null => {
  const secret = write?.secret
  if (typeof secret === 'string') return sealer.seal(secret, backContext(id))
  if (secret === null || old.back === null) return null
  return receiver(old.back) === receiver(back) ? old.back_secret : null
}

/** @errors request.invalid */
export const ownBack = (order: Order): OwnBack => {
  const { kind, write, old, field = 'back' } = order
  // What was set up for another kind of source is worth nothing to this one.
  if (write === undefined) return old.back !== null && backFits(old.back.kind, kind) ? old : noBack
  if (write === null) return noBack
  if (!backFits(write.kind, kind))
    throw new ConfigRefusal('request.invalid', 'does not fit this kind of source', `${field}.kind`)
  const { secret: _secret, ...back } = write
  const sealed = sealedFor(back, order)
  if (sealed === null && backNeedsSecret(back.kind))
    throw new ConfigRefusal('request.invalid', 'secret is required', `${field}.secret`)
  return { back, back_secret: sealed }
}

type Marks = { readonly before: object; readonly after: object }

/** How a file's differs from what there is, in the place of secrets whether they are set, and whether the value is another. */
export const backMarks = (
  { id, back, back_secret: sealed }: OwnBack & { readonly id: string },
  write: BackWrite | null,
  sealer: Pick<SecretSealer, 'open'>,
): Marks => {
  const before = back === null ? {} : { back: { ...back, ...(sealed === null ? {} : { secret: '(set)' }) } }
  if (write === null) return { before, after: {} }
  const { secret, ...rest } = write
  const stays = back !== null && receiver(back) === receiver(rest) && sealed !== null
  const isSame = typeof secret !== 'string' || (stays && sealer.open(sealed, backContext(id)) === secret)
  const mark = isSame ? (stays ? { secret: '(set)' } : {}) : { secret: '(new value)' }
  return { before, after: { back: { ...rest, ...mark } } }
}
