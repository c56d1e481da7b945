// What contacting somebody costs, by the kind of connection: money is asked by real telephone companies only.
import { expect, it } from 'vitest'
import { channelOfKind, costs } from './connection-kinds.ts'

it.each([
  ['twilio', {}, true],
  ['twilio_sms', {}, true],
  ['twilio', { simulated: true }, false],
  ['smtp', {}, false],
  ['slack', {}, false],
  ['web_push', {}, false],
] as const)('%s with %j costs: %s', (kind, settings, expected) => {
  expect(costs({ kind, settings })).toBe(expected)
})

it('every kind carries a channel of its own', () => {
  const channels = Object.values(channelOfKind)
  expect(new Set(channels).size).toBe(channels.length)
})
