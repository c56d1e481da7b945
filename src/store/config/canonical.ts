// Canonical JSON: keys sorted, nothing undefined; the same content always gives the same text, and so the same hash.

import { createHash } from 'node:crypto'
import type { PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'

export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value))

/** Of what is JSON already: nothing in it says itself how it is written. */
const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key as keyof typeof value])]))
}

/** The name of a plan: SHA-256 of its canonical JSON. */
export const planHash = (plan: Plan): PlanHash =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex') as PlanHash
