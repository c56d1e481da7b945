// Canonical JSON: keys sorted, nothing undefined; the same content always gives the same text, and so the same hash.

import { createHash } from 'node:crypto'
import type { PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Template } from '#core/speech/template'

export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value))

/** Of what is JSON already: nothing in it says itself how it is written. */
const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key as keyof typeof value])]))
}

const sortedTemplates = new WeakMap<Template, unknown>()

/** Plans that are built together mostly share their template, and it is four fifths of a plan. */
const sortedTemplate = (template: Template): unknown => {
  const known = sortedTemplates.get(template) ?? sorted(template)
  sortedTemplates.set(template, known)
  return known
}

/** The name of a plan: SHA-256 of its canonical JSON. */
export const planHash = (plan: Plan): PlanHash => {
  const whole = { ...(sorted({ ...plan, template: null }) as object), template: sortedTemplate(plan.template) }
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex') as PlanHash
}
