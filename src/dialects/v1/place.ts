// A place in a list, as it is handed out and comes back: what the store says of it, and a mark of the list and the space it is a
// place in. So that what somebody mistyped, kept of another list, or brought from another space is told, and does not begin the
// list anew without a word. It protects nothing: rows are kept apart by their space.

import { AppError } from '#contract/errors'
import { notAPlace } from '#contract/objects'
import type { AppContext } from '#http/port'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a, 32 bits, of the UTF-16 units. */
const markOf = (text: string): string => {
  let hash = FNV_OFFSET
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), FNV_PRIME) >>> 0
  return hash.toString(16).padStart(8, '0')
}

const markIn = (c: AppContext, place: string): string => markOf(`${c.get('principal').spaceId} ${c.req.path} ${place}`)

/** As it stands in the answer; null on the last page. */
export const sealed = (c: AppContext, next: string | null): string | null =>
  next === null ? null : `${next}~${markIn(c, next)}`

/** As the store knows it; undefined: the beginning. @errors request.invalid */
export const opened = (c: AppContext, cursor: string | undefined): string | undefined => {
  if (cursor === undefined || cursor === '') return undefined
  const end = cursor.lastIndexOf('~')
  const place = cursor.slice(0, Math.max(end, 0))
  if (cursor.slice(end + 1) === markIn(c, place)) return place
  throw new AppError('request.invalid', { field: 'query.cursor', detail: notAPlace })
}
