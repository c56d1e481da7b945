// A place in a list ordered by time and id; what was made in one millisecond is told apart by its id.

import { isUuid } from './objects.ts'

export const cursorOf = ({ createdAtMs, id }: { readonly createdAtMs: number; readonly id: string }): string =>
  `${createdAtMs}.${id}`

/** What a statement is given of it; nulls for the beginning, and for what is no place. */
export const fromCursor = (cursor: string | null): readonly [at: Date | null, id: string | null] => {
  const [, at = '', id = ''] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
  return isUuid(id) ? [new Date(Number(at)), id] : [null, null]
}
