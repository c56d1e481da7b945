// By which of their methods somebody is told of their duty, and what keeps it from them.

import { describe, expect, it } from 'vitest'
import type { Holds } from '../callout/held.ts'
import { contactKey } from '../callout/held.ts'
import type { Pause } from '../callout/pause.ts'
import { openQuiet } from '../callout/quiet.ts'
import type { MethodId, UserId } from '../ids.ts'
import type { Channel } from './plan.ts'
import type { ContactMethod, Person } from './policy.ts'
import { readMethods, tellingAt } from './told-by.ts'

const method = (channel: Channel, isDefault = true): ContactMethod => ({
  id: channel as unknown as MethodId,
  channel,
  label: channel,
  address: `${channel} address`,
  isDefault,
})
const person = (...methods: ContactMethod[]): Person => ({
  id: 'anna' as UserId,
  key: 'anna',
  name: 'Anna',
  language: 'ja',
  methods,
})
const free: Holds = { pauses: [], quiet: new Map() }
const pause = (more: Partial<Pause>): Pause => ({
  id: 'p',
  scope: 'space',
  of: null,
  beginsAtMs: 0,
  endsAtMs: null,
  repeats: null,
  match: null,
  stopsRunning: false,
  reason: '',
  createdBy: '',
  ...more,
})
const paused = (more: Partial<Pause>): Holds => ({ ...free, pauses: [pause(more)] })
const quiet = openQuiet({ zone: 'Asia/Tokyo', country: null, breaksThrough: 2, anyOf: [{}] })
if (!quiet.ok) throw new Error(quiet.detail)

describe('somebody is told', () => {
  it.each([
    [
      'by each default that they read',
      [method('phone'), method('mail'), method('slack'), method('sms')],
      ['mail', 'slack'],
    ],
    [
      'by the first that they read where none is a default',
      [method('phone'), method('slack', false), method('mail', false)],
      ['slack'],
    ],
    ['never by phone or SMS', [method('phone'), method('sms'), method('light'), method('command')], []],
  ])('%s', (_name, methods, expected) => {
    expect(readMethods({ methods }).map(({ channel }) => channel)).toEqual(expected)
  })
})

describe('what keeps it from them', () => {
  const both = person(method('mail'), method('slack'))
  const skipping = { ...free, unverified: new Set([contactKey('anna', 'mail address')]) }
  it.each<[string, Person, Holds, string]>([
    ['nothing', both, free, 'now mail+slack'],
    ['a pause of the space', both, paused({}), 'held'],
    ['a pause of the person', both, paused({ scope: 'user', of: 'anna' }), 'held'],
    ['a pause of somebody else does not', both, paused({ scope: 'user', of: 'ben' }), 'now mail+slack'],
    ['a pause of a channel keeps that one', both, paused({ scope: 'channel', of: 'mail' }), 'now slack'],
    ['a pause of a policy does not', both, paused({ scope: 'policy', of: 'night' }), 'now mail+slack'],
    ['quiet hours', both, { ...free, quiet: new Map([['anna', quiet.value]]) }, 'held'],
    ['not being verified, where the space wants it so', both, skipping, 'now slack'],
    ['not being verified by anything', person(method('mail')), skipping, 'nobody'],
    ['having nothing', person(method('phone')), free, 'nobody'],
  ])('%s', (...[, who, holds, expected]) => {
    const telling = tellingAt(who, holds, { text: 'x', nowMs: 1 })
    const by = telling.how === 'now' ? ` ${telling.methods.map(({ channel }) => channel).join('+')}` : ''
    expect(`${telling.how}${by}`).toBe(expected)
  })
})
