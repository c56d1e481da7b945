// Plans for tests: short to write, whole in what they say.

import type { ConnectionId, PolicyId, UserId } from '#core/ids'
import type { Destination, Plan, Step } from '#core/plan/plan'
import type { Phrases, Template } from '#core/speech/template'

const phrases: Phrases = {
  opening: 'opening',
  message: 'message {{text}}',
  menu: 'menu',
  taken: 'taken {{name}}',
  alreadyTaken: 'already taken by {{name}}',
  over: 'over',
  unknownKey: 'unknown key',
  passed: 'passed',
  left: 'left',
  unanswered: 'unanswered',
  transferring: 'transferring',
  connecting: 'connecting',
  notConnected: 'not connected',
  reminder: 'not resolved yet',
  resolved: 'resolved',
  goodbye: 'goodbye',
}

export const template: Template = {
  phrases: { ja: phrases, en: phrases },
  reactions: {
    '1': { action: 'take' },
    '2': { action: 'next' },
    '3': { action: 'leave' },
    '4': { action: 'take', say: 'thank you {{name}}' },
    '5': { action: 'transfer' },
    '8': { action: 'repeat' },
  },
  readingsMax: 3,
  keyWaitMs: 8_000,
  reminder: { key: '9', menu: { ja: 'menu, 9 resolves', en: 'menu, 9 resolves' } },
}

export const person = (index: number): Destination => ({
  channel: 'phone',
  userId: `user-${index}` as UserId,
  methodId: null,
  name: `Person ${index}`,
  address: `+81900123${String(index).padStart(4, '0')}`,
  language: 'ja',
})

/** Somebody's mail address, with the connection it is reached by. */
export const mailbox = (index: number): Destination => ({
  ...person(index),
  channel: 'mail',
  address: `person${index}@example.jp`,
  connectionId: 'mail-1' as ConnectionId,
})

export const people = (count: number): Destination[] => Array.from({ length: count }, (_, index) => person(index + 1))

/** A sequential plan, one person a step, unless steps are given. */
export const planOf = (count: number, change: Partial<Plan> = {}): Plan => {
  const destinations = change.destinations ?? people(count)
  const steps: Step[] = destinations.map((_, index) => ({ destinations: [index], waitMs: 0 }))
  return {
    policyId: '00000000-0000-7000-8000-00000000001a' as PolicyId,
    policyKey: 'night',
    policyName: 'Night',
    stop: 'first',
    steps,
    loopsMax: 1,
    loopIntervalMs: 0,
    ringMs: 60_000,
    redial: { max: 0, intervalMs: 0, on: [] },
    deliveredIsEnough: false,
    endsOnRecovery: true,
    connectionId: null,
    hearsKeys: true,
    from: '+815012340001',
    template,
    escalatesTo: null,
    ...change,
    destinations,
  }
}

/** Everybody in one step. */
export const together = (count: number, change: Partial<Plan> = {}): Plan =>
  planOf(count, { steps: [{ destinations: people(count).map((_, index) => index), waitMs: 0 }], ...change })
