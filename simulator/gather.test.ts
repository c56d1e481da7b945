// Gather, to the letter: when digits are taken, what ends the input, when the action is asked, when the next verb runs.
// Everything happens on a stepped clock; times are from the answer.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { KeyStep } from './behaviour.ts'
import type { Simulator } from './index.ts'
import { startSimulator } from './index.ts'
import type { Receiver } from './testing.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'

let simulator: Simulator
let receiver: Receiver
const to = '+819001230001'

beforeEach(async () => {
  // 100 ms a character; 'あいうえおかきくけこ' takes one second.
  simulator = await startSimulator({ clock: 'stepped', behaviour: { mode: 'answer', msPerChar: 100 } })
  receiver = await startReceiver()
  receiver.on('/key', twiml(say('受けました')))
})

afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

const second = say('あいうえおかきくけこ')
const press = (...steps: [afterMs: number, press: string][]): KeyStep[] =>
  steps.map(([afterMs, keys]) => ({ afterMs, press: keys }))

type Case = {
  name: string
  gather: string
  keys: KeyStep[]
  /** What /key was asked, or null for never. */
  asked: { Digits: string; FinishedOnKey: string } | null
  heard: string[]
  /** Milliseconds from answer to the action request or, without one, to the end of the call. */
  atMs?: number
}

const gather = (attributes: string, inside = second): string => `<Gather action="/key" ${attributes}>${inside}</Gather>`
const next = say('次')
const done = ['受けました']
const long = ['あいうえおかきくけこ']

const cases: Case[] = [
  {
    name: 'the last of numDigits ends it at once',
    gather: gather('numDigits="1"'),
    keys: press([300, '1']),
    asked: { Digits: '1', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 300,
  },
  {
    name: '# ends it by default and is not part of the digits',
    gather: gather(''),
    keys: press([300, '9'], [200, '#']),
    asked: { Digits: '9', FinishedOnKey: '#' },
    heard: [...long, ...done],
    atMs: 500,
  },
  {
    name: '9# with finishOnKey="" numDigits="2" is 9#, at once',
    gather: gather('finishOnKey="" numDigits="2"'),
    keys: press([300, '9#']),
    asked: { Digits: '9#', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 300,
  },
  {
    name: 'after a digit the timeout counts from that digit, five seconds by default',
    gather: gather(''),
    keys: press([300, '9']),
    asked: { Digits: '9', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 5300,
  },
  {
    name: 'each digit starts the timeout again',
    gather: gather('timeout="2"'),
    keys: press([300, '1'], [1900, '2'], [1900, '3']),
    asked: { Digits: '123', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 6100,
  },
  {
    name: 'a digit between the nested sounds still counts, and the rest is not spoken',
    gather: gather('numDigits="2"', `${second}<Pause length="1"/>${say('残り')}`),
    keys: press([1500, '4'], [500, '2']),
    asked: { Digits: '42', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 2000,
  },
  {
    name: 'no digit: the timeout counts from the end of nested audio, then the next verb runs',
    gather: gather('timeout="3"'),
    keys: [],
    asked: null,
    heard: [...long, '次'],
    atMs: 4100,
  },
  {
    name: 'the finishing key alone asks nothing',
    gather: gather(''),
    keys: press([300, '#']),
    asked: null,
    heard: [...long, '次'],
    atMs: 400,
  },
  {
    name: 'actionOnEmptyResult asks even then',
    gather: gather('actionOnEmptyResult="true" timeout="3"'),
    keys: [],
    asked: { Digits: '', FinishedOnKey: '' },
    heard: [...long, ...done],
    atMs: 4000,
  },
  {
    name: 'a digit during a Say outside of Gather goes nowhere',
    gather: `${say('前置き')}${gather('numDigits="1" timeout="1"')}`,
    keys: press([100, '1']),
    asked: null,
    heard: ['前置き', ...long, '次'],
    atMs: 2400,
  },
  {
    name: 'input="speech" takes no digits',
    gather: gather('input="speech" timeout="1"'),
    keys: press([300, '1']),
    asked: null,
    heard: [...long, '次'],
    atMs: 2100,
  },
]

test.each(cases)('$name', async ({ gather: verbs, keys, asked, heard, atMs }) => {
  const { network } = simulator
  receiver.on('/voice', twiml(verbs, next))
  const phone = network.phone(to).behave({ keys })
  await clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice` })
  await network.settled()
  const startMs = phone.calls()[0]?.answeredAtMs ?? 0
  // One millisecond before the moment nothing has happened yet; at the moment it has.
  const isOver = (): boolean => (asked ? receiver.at('/key').length > 0 : phone.state() === 'idle')
  if (atMs !== undefined) {
    await network.advance(startMs + atMs - 1 - network.clock.nowMs())
    expect(isOver()).toBe(false)
    await network.advance(1)
    expect(isOver()).toBe(true)
  }
  await network.advance(30_000)
  expect(
    receiver.at('/key').map(({ fields }) => ({ Digits: fields['Digits'], FinishedOnKey: fields['FinishedOnKey'] })),
  ).toEqual(asked ? [asked] : [])
  expect(phone.heard()).toEqual(heard)
  expect(phone.state()).toBe('idle')
})

test('without an action the same document is asked again, and later verbs are never reached', async () => {
  receiver.on('/voice', ({ fields }) =>
    fields['Digits'] === undefined ? twiml(`<Gather numDigits="1">${second}</Gather>`, next) : twiml(say('もう一度')),
  )
  const phone = simulator.network.phone(to).behave({ keys: press([100, '5']) })
  await clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice` })
  await simulator.network.settled()
  await simulator.network.advance(20_000)
  expect(receiver.at('/voice').map(({ fields }) => fields['Digits'])).toEqual([undefined, '5'])
  expect(phone.heard()).toEqual([...long, 'もう一度'])
})

test.each([
  ['finishOnKey="x"', 13310],
  ['method="PUT"', 13312],
  ['timeout="soon"', 13313],
  ['numDigits="0"', 13314],
])('a bad %s is a warning %i and the default is used', async (attribute, code) => {
  receiver.on('/voice', twiml(gather(attribute)))
  simulator.network.phone(to).behave({ keys: press([100, '1#']) })
  await clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice` })
  await simulator.network.settled()
  await simulator.network.advance(10_000)
  expect(simulator.network.debuggerLog.list().map((entry) => entry.code)).toEqual([code])
  expect(receiver.at('/key')).toHaveLength(1)
})

test('a person can wait for a phrase and press while it is still being spoken', async () => {
  receiver.on(
    '/voice',
    twiml(gather('numDigits="1"', `${say('サーバが止まりました。')}${say('対応は1を押してください。')}`)),
  )
  const phone = simulator.network.phone(to).behave({ keys: [{ afterHearing: '1を押して', afterMs: 50, press: '1' }] })
  await clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice` })
  await simulator.network.settled()
  // 11 characters, then 8 of the second sentence up to the end of the phrase.
  await simulator.network.advance(1949)
  expect(receiver.at('/key')).toHaveLength(0)
  await simulator.network.advance(1)
  expect(receiver.at('/key')).toHaveLength(1)
  expect(phone.transcript().find((item) => item.cut)?.text).toBe('対応は1を押してください。')
})
