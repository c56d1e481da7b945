// Noroshi as what is watched (自己監視): a connection that does not work, and callouts that are late, are alerts of a source like any
// others, so that rules lead them to a policy that calls by another connection. What is so is told again and again; only what was not
// known counts.

import type { AlertEvent, AlertFacts } from './alert.ts'

export type FailingConnection = { readonly key: string; readonly name: string; readonly code: string | null }

/** What is wrong in a space. */
export type Itself = {
  readonly failing: readonly FailingConnection[]
  /** Callouts whose timer is overdue by more than it may. */
  readonly late: number
}

export type SelfTrouble =
  | { readonly kind: 'connection'; readonly name: string; readonly code: string | null }
  | { readonly kind: 'late'; readonly count: number }

/** What is a problem of the source now. */
export type KnownTrouble = { readonly dedupKey: string; readonly service: string | null }

const HOST = 'Noroshi'
const LATE = 'callouts'

const factsOf = (service: string | null, condition: string, summary: string): AlertFacts => ({
  host: HOST,
  service,
  severity: 'critical',
  condition,
  summary,
  groups: [],
  url: null,
  hard: true,
  attempt: null,
})

/** Returns what its source tells: all that is wrong, and what is so no more. @param say the trouble in words */
export const selfEvents = (
  known: readonly KnownTrouble[],
  { failing, late }: Itself,
  say: (trouble: SelfTrouble) => string,
): readonly AlertEvent[] => {
  const troubles = [
    ...failing.map(({ key, name, code }) => ({
      dedupKey: `connection/${key}`,
      service: name,
      summary: say({ kind: 'connection', name, code }),
    })),
    ...(late === 0 ? [] : [{ dedupKey: LATE, service: LATE, summary: say({ kind: 'late', count: late }) }]),
  ]
  const wrong = new Set(troubles.map(({ dedupKey }) => dedupKey))
  return [
    ...troubles.map(
      ({ dedupKey, service, summary }): AlertEvent => ({
        kind: 'problem',
        dedupKey,
        atMs: null,
        facts: factsOf(service, 'CRITICAL', summary),
        notification: null,
        standing: true,
      }),
    ),
    ...known
      .filter(({ dedupKey }) => !wrong.has(dedupKey))
      .map(
        ({ dedupKey, service }): AlertEvent => ({
          kind: 'recovered',
          dedupKey,
          atMs: null,
          facts: factsOf(service, 'OK', ''),
        }),
      ),
  ]
}
