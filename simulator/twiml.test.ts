// TwiML that goes wrong, and what the callee and the debugger notice of it; Redirect, Dial, Play, voicemail, detection.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from './index.ts'
import { startSimulator } from './index.ts'
import type { HookAnswer, Receiver } from './testing.ts'
import { clientOf, say, startReceiver, twiml } from './testing.ts'
import { parseTwiml, spokenText } from './twiml/document.ts'

let simulator: Simulator
let receiver: Receiver
const to = '+819001230001'
const sorry = 'We are sorry, an application error has occurred. Goodbye.'

beforeEach(async () => {
  simulator = await startSimulator({
    clock: 'stepped',
    behaviour: { mode: 'answer', msPerChar: 10 },
    settings: { patienceMs: 100 },
  })
  receiver = await startReceiver()
})

afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

async function callAndWait(extra: Record<string, unknown> = {}): Promise<void> {
  await clientOf(simulator).calls.create({ to, from: '+815012340001', url: `${receiver.url}/voice`, ...extra } as never)
  await simulator.network.settled()
  await simulator.network.advance(60_000)
}

const heard = (): string[] => simulator.network.phone(to).heard()
const codes = (): number[] => simulator.network.debuggerLog.list().map((entry) => entry.code)

describe('a document that cannot be used', () => {
  const failures: [name: string, answer: string | HookAnswer, code: number][] = [
    ['404', { status: 404 }, 11200],
    ['500', { status: 500, body: twiml(say('x')) }, 11200],
    ['an empty body', '', 12100],
    ['broken XML', '<Response><Say>a & b</Say></Response>', 12100],
    ['an unclosed tag', '<Response><Say>a</Response>', 12100],
    ['another root', '<Speak>a</Speak>', 12100],
    ['JSON', { body: '{}', type: 'application/json' }, 12300],
    ['no Content-Type', { body: twiml(say('x')), type: null }, 12300],
    ['more than 64 kB', twiml(say('x'.repeat(65_000)), '<Pause/>'.repeat(200)), 11750],
    ['silence for 15 s', { isSilent: true }, 11200],
  ]

  test.each(failures)('%s is an apology and error %#', async (_name, answer, code) => {
    receiver.on('/voice', answer)
    await callAndWait()
    expect(heard()).toEqual([sorry])
    expect(codes()).toEqual([code])
    expect(simulator.network.phone(to).calls()[0]?.status).toBe('completed')
  })

  test('the fallback address is asked instead, and told why', async () => {
    receiver.on('/voice', { status: 500 })
    receiver.on('/fallback', twiml(say('予備です')))
    await callAndWait({ fallbackUrl: `${receiver.url}/fallback` })
    expect(heard()).toEqual(['予備です'])
    expect(receiver.at('/fallback')[0]?.fields).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${receiver.url}/voice` })
    expect(receiver.at('/fallback')[0]?.isSigned).toBe(true)
  })

  test('when the fallback fails too, there is the apology', async () => {
    receiver.on('/voice', { status: 500 })
    receiver.on('/fallback', { status: 500 })
    await callAndWait({ fallbackUrl: `${receiver.url}/fallback` })
    expect(heard()).toEqual([sorry])
    expect(codes()).toEqual([11200, 11200])
  })

  test('a server that is not there is 11205', async () => {
    await callAndWait({ url: 'http://127.0.0.1:9/voice' })
    expect(codes()).toEqual([11205])
  })
})

describe('verbs', () => {
  test('are performed in document order, unknown ones skipped with a warning', async () => {
    receiver.on('/voice', twiml(say('一'), '<Play>https://example.jp/a.mp3</Play>', '<Enqueue>x</Enqueue>', say('二')))
    await callAndWait()
    const kinds = simulator.network
      .phone(to)
      .transcript()
      .map((item) => item.kind)
    expect(kinds).toEqual(['ring', 'answer', 'say', 'play', 'say', 'end'])
    expect(codes()).toEqual([12200])
  })

  test('a Say too long when URL-encoded is not spoken', async () => {
    receiver.on('/voice', twiml(say('あ'.repeat(500)), say('い'.repeat(501))))
    await callAndWait()
    expect(heard()).toEqual(['あ'.repeat(500)])
    expect(codes()).toEqual([13521])
  })

  test('Redirect takes relative addresses and methods; a GET carries its fields in the address, signed', async () => {
    receiver.on('/voice', twiml('<Redirect method="GET">next?x=1&amp;y=%E3%81%82</Redirect>', say('届かない')))
    receiver.on('/next', twiml(say('次')))
    await callAndWait()
    expect(heard()).toEqual(['次'])
    const hook = receiver.at('/next')[0]
    expect(hook).toMatchObject({ method: 'GET', isSigned: true })
    expect(hook?.query.get('CallStatus')).toBe('in-progress')
  })

  test('an HTTP redirect loses the fields, 307 keeps them', async () => {
    receiver.on('/voice', { status: 302, headers: { location: '/a' } })
    receiver.on('/a', { status: 307, headers: { location: '/b' } })
    receiver.on('/b', twiml(say('着いた')))
    await callAndWait()
    expect(heard()).toEqual(['着いた'])
    expect(receiver.at('/b')[0]).toMatchObject({ method: 'GET', fields: {}, isSigned: true })
  })

  test('Dial connects a second phone and reports how it went', async () => {
    receiver.on('/voice', twiml('<Dial action="/after"><Number>+819001230002</Number></Dial>'))
    receiver.on('/after', twiml(say('終わり')))
    simulator.network.phone('+819001230002').behave({ afterMs: 2000, hangUpAfterMs: 5000 })
    await callAndWait()
    expect(receiver.at('/after')[0]?.fields).toMatchObject({ DialCallStatus: 'completed', DialCallDuration: '5' })
    const child = simulator.network.phone('+819001230002').calls()[0]
    expect(child).toMatchObject({ direction: 'outbound-dial', parentSid: simulator.network.phone(to).calls()[0]?.sid })
    const list = await clientOf(simulator).calls.list({ parentCallSid: child?.parentSid ?? '' })
    expect(list.map((call) => call.sid)).toEqual([child?.sid])
  })

  test('Dial: both phones show whom they are connected with, and the knobs of the next call are for it too', async () => {
    receiver.on('/voice', twiml('<Dial action="/after"><Number>+819001230002</Number></Dial>'))
    receiver.on('/after', twiml(say('終わり')))
    const second = simulator.network.phone('+819001230002')
    second.behaveNext({ mode: 'answer', hangUpAfterMs: 3000 })
    await callAndWait()
    const connected = (number: string) =>
      simulator.network
        .phone(number)
        .transcript()
        .filter((item) => item.kind === 'connected')
        .map((item) => item.text)
    expect(connected(to)).toEqual(['+819001230002'])
    expect(connected('+819001230002')).toEqual([to])
    expect(heard()).toEqual(['終わり'])
  })

  test.each([
    [{ mode: 'busy' }, 'busy'],
    [{ mode: 'never' }, 'no-answer'],
    [{ mode: 'unreachable' }, 'failed'],
  ] as const)('Dial to a phone that is %o reports %s', async (...[knobs, status]) => {
    receiver.on('/voice', twiml('<Dial timeout="5" action="/after"><Number>+819001230002</Number></Dial>'))
    receiver.on('/after', twiml(say('終わり')))
    simulator.network.phone('+819001230002').behaveNext(knobs)
    await callAndWait()
    expect(receiver.at('/after')[0]?.fields).toMatchObject({ DialCallStatus: status })
  })

  test('Dial: when the first hangs up, the second phone is free', async () => {
    receiver.on('/voice', twiml('<Dial><Number>+819001230002</Number></Dial>'))
    simulator.network.phone(to).behave({ hangUpAfterMs: 4000 })
    const second = simulator.network.phone('+819001230002')
    await callAndWait()
    expect(second.state()).toBe('idle')
    expect(second.calls()[0]).toMatchObject({ status: 'completed' })
  })

  test('inline TwiML needs no server', async () => {
    await callAndWait({ url: undefined, twiml: twiml(say('インライン')) })
    expect(heard()).toEqual(['インライン'])
    expect(receiver.hooks).toHaveLength(0)
  })

  test('a document that redirects to itself for ever is cut off', async () => {
    receiver.on('/voice', twiml('<Redirect/>'))
    await callAndWait()
    await simulator.network.waitFor(() => simulator.network.phone(to).state() === 'idle', 15_000)
    expect(heard()).toEqual([sorry])
  })
})

test('text is read as spoken: entities once, CDATA as it is, substitutions applied', () => {
  const document = parseTwiml(
    '<Response><Say>ホスト <sub alias="ディービー">db</sub>\n &amp;lt; &#12354;<![CDATA[ <b>&amp;]]></Say></Response>',
  )
  expect(document.ok && document.verbs.map(spokenText)).toEqual(['ホスト ディービー &lt; あ <b>&amp;'])
})

describe('voicemail and detection', () => {
  const machine = { mode: 'voicemail', afterMs: 1000, greetingMs: 3000, amdMs: 500 } as const

  test('records only what is said after the tone', async () => {
    receiver.on('/voice', twiml(say('早口'), '<Pause length="5"/>', say('録音される')))
    simulator.network.phone(to).behave(machine)
    await callAndWait()
    expect(simulator.network.phone(to).recorded()).toEqual(['録音される'])
    expect(
      simulator.network
        .phone(to)
        .transcript()
        .map((item) => item.kind),
    ).toContain('beep')
  })

  test.each([
    ['Enable', machine, 'machine_start'],
    ['DetectMessageEnd', machine, 'machine_end_beep'],
    ['Enable', { mode: 'answer', amdMs: 700 }, 'human'],
    ['Enable', { ...machine, answeredBy: 'human' }, 'human'],
    ['Enable', { mode: 'answer', amdMs: 40_000 }, 'unknown'],
  ] as const)('%s %o is %s', async (machineDetection, behaviour, answeredBy) => {
    receiver.on('/voice', twiml(say('もしもし')))
    simulator.network.phone(to).behave(behaviour)
    await callAndWait({ machineDetection })
    expect(receiver.at('/voice')[0]?.fields['AnsweredBy']).toBe(answeredBy)
    expect((await clientOf(simulator).calls.list({ to }))[0]?.answeredBy).toBe(answeredBy)
  })

  test('asynchronous detection reports beside the call', async () => {
    receiver.on('/voice', twiml(say('もしもし'), '<Pause length="10"/>'))
    simulator.network.phone(to).behave(machine)
    await callAndWait({
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${receiver.url}/amd`,
    })
    expect(receiver.at('/voice')[0]?.fields['AnsweredBy']).toBeUndefined()
    expect(receiver.at('/amd')[0]).toMatchObject({
      isSigned: true,
      fields: { AnsweredBy: 'machine_start', MachineDetectionDuration: '500' },
    })
  })
})

test('a person hangs up at the n-th thing they hear', async () => {
  receiver.on('/voice', twiml(say('一'), say('二'), say('三')))
  simulator.network.phone(to).behave({ hangUpAtStep: 2, msPerChar: 100 })
  await callAndWait()
  expect(heard()).toEqual(['一', '二'])
  expect(simulator.network.phone(to).transcript().at(-1)).toMatchObject({ kind: 'end', by: 'phone' })
})
