// From what came in to the events of core: texts on one line and cut, addresses of the web, instants as milliseconds.

import type { AlertEventInput } from '#contract/alerts'
import { type AlertEvent, type AlertFacts, oneLine } from '#core/alert/alert'
import { limits } from '#core/limits'

const { nameCharacters, summaryCharacters } = limits.alerts

/** Of the web; anything else is no link that people should follow. */
const ADDRESS = /^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u

const name = (text: string): string => oneLine(text, nameCharacters.max)
const nameOrNull = (text: string | null): string | null => (text === null ? null : name(text) || null)

/** Returns facts as they are kept. */
export const cleanFacts = (facts: AlertFacts): AlertFacts => ({
  host: nameOrNull(facts.host),
  service: nameOrNull(facts.service),
  severity: facts.severity,
  condition: name(facts.condition),
  summary: oneLine(facts.summary, summaryCharacters.max),
  groups: facts.groups
    .slice(0, limits.alerts.groups.max)
    .map(name)
    .filter((one) => one !== ''),
  url: facts.url !== null && facts.url.length <= 2_000 && ADDRESS.test(facts.url) ? facts.url : null,
  hard: facts.hard,
  attempt: facts.attempt,
})

const millisecondsOf = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant))

/** Returns an event of our own API as core takes it. */
export const eventOf = (input: AlertEventInput): AlertEvent => {
  const told = { dedupKey: input.dedupKey, atMs: millisecondsOf(input.at) }
  switch (input.kind) {
    case 'problem':
      return { kind: input.kind, ...told, facts: cleanFacts(input), notification: input.notification }
    case 'recovered':
      return { kind: input.kind, ...told, facts: cleanFacts(input) }
    case 'acknowledged':
      return { kind: input.kind, ...told, by: name(input.by) }
    case 'unacknowledged':
      return { kind: input.kind, ...told }
    case 'downtime':
      return { kind: input.kind, ...told, untilMs: millisecondsOf(input.until) }
  }
}
