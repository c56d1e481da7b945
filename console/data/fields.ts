// What is wrong with single fields, as the server answers it.

import type { Problem } from '#contract/objects'

type Errors = NonNullable<Problem['errors']>

/** By the path of the field, in the order in which it was told. Of several about one the first: what follows is most often said because of it. */
export const firstOfEach = (errors: Errors): Readonly<Record<string, string>> => {
  const found = new Map<string, string>()
  for (const { field, message } of errors) if (!found.has(field)) found.set(field, message)
  return Object.fromEntries(found)
}
