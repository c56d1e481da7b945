// Whole calls: our routes behind a real HTTP server, the official client, and a phone of the simulator that is answered and
// pressed. The engine is scripted; what it decides is tested elsewhere.

import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallEnd } from '#core/callout/event'
import type { Speech } from '#core/speech/speech'
import { type Simulator, startSimulator } from '../../../simulator/index.ts'
import { createPhoneChannel } from './phone-channel.ts'
import { twilioRoutes, type VoiceEngine } from './routes.ts'
import {
  attempt,
  connection,
  connectionsOf,
  destination,
  type MemoryLog,
  memoryLog,
  order,
  plan,
  toNumber,
} from './testing/fixtures.ts'

type Turn = Parameters<VoiceEngine['voiceTurn']>[0]

let simulator: Simulator
let server: ServerType
let log: MemoryLog
let turns: Turn[]
let states: string[]
let ends: { end: CallEnd; detail: string | null; answeredBy: string | null }[]
/** What the engine does at a turn, before it answers. */
let hinder: (turn: Turn) => Promise<void> | void
let publicUrl: string
/** Whether the server is down for this request. */
let down: (path: string) => boolean

const say = (turn: number, phrases: readonly Speech['utterances'][number]['phrase'][], listens: boolean): Speech => ({
  turn,
  utterances: phrases.map((phrase) => ({ phrase })),
  listens,
})

/** Reads out, repeats on silence up to three times, and is taken by 1. The same turn always gets the same answer. */
const speechFor = ({ turn, key }: Turn): Speech => {
  if (key === '1') return say(turn, ['taken', 'goodbye'], false)
  if (turn >= 3) return say(turn, ['goodbye'], false)
  return turn === 0 ? say(0, ['opening', 'message', 'menu'], true) : say(turn, ['message', 'menu'], true)
}

const engine: VoiceEngine = {
  voiceTurn: async (turn) => {
    turns.push(turn)
    await hinder(turn)
    const values = { text: 'web01が停止しました。' }
    return { speech: speechFor(turn), plan: plan(), destination: destination(), values }
  },
  callProgressed: async ({ state }) => void states.push(state),
  callEnded: async ({ end, detail, answeredBy }) => void ends.push({ end, detail, answeredBy }),
}

beforeEach(async () => {
  turns = []
  states = []
  ends = []
  hinder = () => undefined
  down = () => false
  log = memoryLog()
  simulator = await startSimulator({ clock: { mode: 'stepped', nowMs: Date.UTC(2026, 10, 22, 3, 0, 0) } })
  const app = new Hono()
  server = createAdaptorServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connections = connectionsOf(connection({ baseUrl: simulator.url, machineDetection: true }))
  const attempts = { find: () => Promise.resolve(attempt()) }
  app.use(async (context, next) => (down(context.req.path) ? context.text('down', 503) : next()))
  app.route('/hooks/twilio', twilioRoutes({ publicUrl, connections, attempts, engine, log, answerMs: 150 }))
  const channel = createPhoneChannel({ connections, publicUrl, simulatorAllowed: true, log })
  phone().behave({ msPerChar: 100 })
  await channel.place(order())
  await simulator.network.settled()
})

afterEach(async () => {
  await simulator.close()
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

const phone = () => simulator.network.phone(toNumber)
const advance = (ms: number) => simulator.network.advance(ms)
const heard = () =>
  phone()
    .transcript()
    .filter(({ kind }) => kind === 'say')
    .map(({ text }) => text)
const keys = () => turns.map(({ turn, key }) => [turn, key])
const complaints = () =>
  simulator.network.debuggerLog
    .list()
    .map(({ code }) => code)
    .filter((code) => code !== 21262)

describe('an ordinary call', () => {
  test('J-052: is answered, speaks Japanese, takes a key while it speaks, and ends', async () => {
    expect(states).toEqual(['ringing'])
    phone().answer()
    await advance(1_000)
    expect(heard()[0]).toBe('狼煙からの通報です。')
    phone().press('1')
    await advance(100)
    expect(heard()).toContain('対応を受け付けました。')
    await advance(60_000)
    expect(keys()).toEqual([
      [0, null],
      [1, '1'],
    ])
    expect(states).toEqual(['ringing'])
    expect(ends).toEqual([{ end: 'completed', detail: null, answeredBy: 'human' }])
    expect(complaints()).toEqual([])
    expect(log.lines).toEqual([])
  })

  test('silence asks on, turn by turn, and then the call ends', async () => {
    phone().answer()
    await advance(120_000)
    expect(keys()).toEqual([
      [0, null],
      [1, null],
      [2, null],
      [3, null],
    ])
    expect(heard().filter((text) => text.includes('web01'))).toHaveLength(3)
    expect(ends).toHaveLength(1)
    expect(complaints()).toEqual([])
  })

  test.each(['#', '*', '0'])('the key %s reaches the engine too', async (key) => {
    phone().answer()
    await advance(500)
    phone().press(key)
    await advance(100)
    expect(keys().at(1)).toEqual([1, key])
  })

  test('a voicemail is a hint at the end, and was asked for a key like anybody', async () => {
    phone().voicemail()
    await advance(200_000)
    expect(ends).toEqual([{ end: 'completed', detail: null, answeredBy: 'machine_start' }])
    expect(keys().every(([, key]) => key === null)).toBe(true)
  })

  test('nobody answers', async () => {
    await advance(61_000)
    expect(ends).toEqual([{ end: 'no_answer', detail: 'sip.487', answeredBy: null }])
  })

  test('declined', async () => {
    phone().reject()
    await simulator.network.settled()
    expect(ends).toEqual([{ end: 'busy', detail: 'sip.603', answeredBy: null }])
  })
})

describe('trouble', () => {
  test('a slow engine: the key is carried until it counts', async () => {
    let slow = 2
    hinder = ({ key }) => {
      slow -= key === '1' ? 1 : 0
      return key === '1' && slow >= 0 ? new Promise((resolve) => setTimeout(resolve, 300)) : undefined
    }
    phone().answer()
    await advance(1_000)
    phone().press('1')
    await advance(30_000)
    expect(heard()).toContain('少々お待ちください。')
    expect(heard()).toContain('対応を受け付けました。')
    expect(keys().filter(([turn]) => turn === 1)).toEqual([
      [1, '1'],
      [1, '1'],
      [1, '1'],
    ])
    expect(complaints()).toEqual([])
  })

  test('an engine that fails once loses nothing', async () => {
    let failures = 1
    hinder = ({ key }) => {
      if (key === '1' && failures-- > 0) throw new Error('commit failed')
    }
    phone().answer()
    await advance(1_000)
    phone().press('1')
    await advance(30_000)
    expect(heard()).toContain('対応を受け付けました。')
  })

  test('an engine that stays away ends the call in words within two minutes', async () => {
    hinder = ({ turn }) => {
      if (turn > 0) throw new Error('store away')
    }
    phone().answer()
    await advance(1_000)
    phone().press('1')
    await advance(120_000)
    expect(heard().at(-1)).toMatch(/のちほどあらためてお電話いたします。$/)
    expect(ends).toHaveLength(1)
  })

  test('a voice address that fails once: the fallback leads back to it, and the person is asked again', async () => {
    phone().answer()
    await advance(1_000)
    let failures = 1
    down = (path) => path.includes('/voice/') && failures-- > 0
    phone().press('1')
    await advance(3_000)
    expect(heard()).toContain('少々お待ちください。')
    phone().press('1')
    await advance(100)
    expect(heard()).toContain('対応を受け付けました。')
    // The simulator's fallback request, unlike what a real one may carry, has no digits: the first press is asked for again.
    expect(keys()).toEqual([
      [0, null],
      [1, null],
      [2, '1'],
    ])
  })

  test('a server that is down when the phone is answered: an apology by the network, never our words half', async () => {
    down = () => true
    phone().answer()
    await advance(60_000)
    expect(turns).toEqual([])
    expect(complaints()).toContain(11200)
  })

  test('callbacks that come twice, late or swapped change nothing but their number', async () => {
    phone().behave({ callbacks: { duplicate: ['*'], reorder: true } })
    phone().answer()
    await advance(1_000)
    phone().press('1')
    await advance(60_000)
    expect(ends.length).toBeGreaterThanOrEqual(1)
    expect(new Set(ends.map(({ end }) => end))).toEqual(new Set(['completed']))
  })
})
