// By which of their methods somebody is told of something that is no alarm: those they read, never a phone that rings, and never an
// SMS, which costs. What keeps them from being contacted keeps this from them too.

import { type Held, type Holds, holdAt } from '../callout/held.ts'
import { suppressionAt } from '../callout/pause.ts'
import { limits } from '../limits.ts'
import type { Channel } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'

const read: ReadonlySet<Channel> = new Set(['mail', 'slack', 'teams', 'lineworks', 'webhook', 'push'])

/** Those switched on as defaults; else the first there is. */
export const readMethods = ({ methods }: Pick<Person, 'methods'>): readonly ContactMethod[] => {
  const fitting = methods.filter(({ channel }) => read.has(channel))
  const defaults = fitting.filter(({ isDefault }) => isDefault)
  return defaults.length > 0 ? defaults : fitting.slice(0, 1)
}

/** `held`: something keeps it from them that may pass. `nobody`: there is nothing to tell them by. */
export type Telling =
  | { readonly how: 'now'; readonly methods: readonly ContactMethod[] }
  | { readonly how: 'held' }
  | { readonly how: 'nobody' }

const passes = (held: Held | undefined): boolean => held !== undefined && held.why !== 'unverified'

/** Returns how somebody is told a text at an instant. No pause of a policy is meant: no policy says it. */
export const tellingAt = (person: Person, holds: Holds, { text, nowMs }: { text: string; nowMs: number }): Telling => {
  if (suppressionAt(holds.pauses, { policyId: '', text }, nowMs) !== undefined) return { how: 'held' }
  const about = { policyId: '', text, userId: person.id, priority: limits.priority.default, isCallBack: false }
  const looked = readMethods(person).map((method) => ({
    method,
    held: holdAt(holds, { ...about, channel: method.channel, address: method.address }, nowMs),
  }))
  const methods = looked.flatMap(({ method, held }) => (held === undefined ? [method] : []))
  if (methods.length > 0) return { how: 'now', methods }
  return looked.some(({ held }) => passes(held)) ? { how: 'held' } : { how: 'nobody' }
}
