// What differs between two objects, field by field, for people to read before they say yes. Secrets are compared elsewhere
// and come here as marks, never as values.

import { canonicalJson } from './canonical.ts'

export type FieldChange = { readonly field: string; readonly before?: unknown; readonly after?: unknown }

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns `redial.max` → 3 for `{ redial: { max: 3 } }`; lists stay whole. */
const flat = (value: Readonly<Record<string, unknown>>, prefix = ''): Map<string, unknown> => {
  const fields = new Map<string, unknown>()
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    if (!isPlain(inner)) fields.set(prefix + name, inner)
    else for (const [deeper, one] of flat(inner, `${prefix}${name}.`)) fields.set(deeper, one)
  }
  return fields
}

export const differences = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly FieldChange[] => {
  const old = flat(before)
  const wanted = flat(after)
  const names = [...new Set([...old.keys(), ...wanted.keys()])]
  return names
    .filter((name) => canonicalJson(old.get(name) ?? null) !== canonicalJson(wanted.get(name) ?? null))
    .map((field) => ({
      field,
      ...(old.has(field) ? { before: old.get(field) } : {}),
      ...(wanted.has(field) ? { after: wanted.get(field) } : {}),
    }))
}
