// By which of somebody's contact methods a step contacts them, in which order, and how long is waited in between.

import { kindDefaults } from './defaults.ts'
import type { Asked } from './groups.ts'
import type { ContactMethod, Person, PolicyBody } from './policy.ts'

const MINUTE_MS = 60_000

/** Returns those that are asked for; none where the person has nothing of the kind. */
export const methodsAsked = (
  { methods }: Pick<Person, 'methods'>,
  asked: Asked['asked'],
  { kind }: Pick<PolicyBody, 'kind'>,
): readonly ContactMethod[] => {
  if (asked.everyDefault)
    return methods.filter((method) => method.isDefault && (asked.channel ?? method.channel) === method.channel)
  if (asked.methods === 'own') return methods.filter(({ isDefault }) => isDefault)
  const fitting = methods.filter((method) => method.channel === (asked.channel ?? 'phone'))
  if (asked.methodLabel !== undefined) return fitting.filter((method) => method.label === asked.methodLabel).slice(0, 1)
  if ((asked.methods ?? kindDefaults[kind ?? 'noroshi'].methods) === 'all') return fitting
  const chosen = fitting.find((method) => method.isDefault) ?? fitting[0]
  return chosen === undefined ? [] : [chosen]
}

/** How long is waited after one of somebody's own order; after the last it is the step that waits. */
export const ownWaitMs = (methods: readonly ContactMethod[], method: ContactMethod): number =>
  method === methods.at(-1) ? 0 : (method.waitMinutes ?? 0) * MINUTE_MS
