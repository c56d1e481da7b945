// Two versions of the same thing: where they differ, and what one person changed of it.

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What nobody writes: the server's own ids, and what it knows of a contact method. */
const GIVEN = new Set(['id', 'verification', 'optedOutAt', 'goneAt'])

/** Without what says nothing: what the server gives, and what is not set, however that is written. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(plain)
  if (!isFields(value)) return value === null || value === '' || value === false ? undefined : value
  const inner = Object.entries(value)
    .flatMap(([name, one]) => (GIVEN.has(name) || plain(one) === undefined ? [] : [[name, plain(one)] as const]))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return inner.length === 0 ? undefined : Object.fromEntries(inner)
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(plain(one)) === JSON.stringify(plain(other))

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** Returns what was changed from the one to the other: whole fields, as a patch takes them. */
export const changedFields = (base: unknown, now: unknown): Fields => {
  const before = fieldsOf(base)
  return Object.fromEntries(Object.entries(fieldsOf(now)).filter(([name, value]) => !same(before[name], value)))
}

/** Where theirs differs from what would be written over it. */
export const differing = (theirs: unknown, mine: object) => {
  const before = fieldsOf(theirs)
  return Object.entries(mine)
    .filter(([name, value]) => !same(before[name], value))
    .map(([field, after]) => ({ field, before: plain(before[field]), after: plain(after) }))
}
