// Canonical JSON: keys sorted, nothing undefined; the same content always gives the same text, and so the same hash.

import { createHash } from 'node:crypto'
import type { PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'

export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })

/** The name of a plan: SHA-256 of its canonical JSON. */
export const planHash = (plan: Plan): PlanHash =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex') as PlanHash
