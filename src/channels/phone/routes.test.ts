// The provider's way in: who is let in, what a phone hears, and that a person is never left without an answer.

import { Hono } from 'hono'
import twilio from 'twilio'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Speech, Spoken } from '#core/speech/speech'
import { connectionSettings } from './connection.ts'
import { type TwilioRoutesDeps, twilioRoutes } from './routes.ts'
import {
  accountSid,
  attempt,
  authToken,
  calloutId,
  connection,
  connectionsOf,
  destination,
  type MemoryLog,
  memoryLog,
  nonce,
  plan,
} from './testing/fixtures.ts'

const publicUrl = 'https://noroshi.example.jp'
const providerId = 'CA00000000000000000000000000000001'
const base = { AccountSid: accountSid, CallSid: providerId, CallStatus: 'in-progress', From: '', To: '' }
const own = `${calloutId}/1/${nonce}`

const spoken = (change: Partial<Speech> = {}, language: 'ja' | 'en' = 'ja'): Spoken => ({
  speech: { turn: 0, utterances: [{ phrase: 'message' }, { phrase: 'menu' }], listens: true, ...change },
  plan: plan(),
  destination: destination({ language }),
  values: { text: 'web01が停止しました。' },
})

const engine = {
  voiceTurn: vi.fn<TwilioRoutesDeps['engine']['voiceTurn']>(),
  callProgressed: vi.fn<TwilioRoutesDeps['engine']['callProgressed']>(),
  callEnded: vi.fn<TwilioRoutesDeps['engine']['callEnded']>(),
}
let log: MemoryLog
let find: TwilioRoutesDeps['attempts']['find']

beforeEach(() => {
  vi.resetAllMocks()
  engine.voiceTurn.mockResolvedValue(spoken())
  log = memoryLog()
  find = (id, ordinal) => Promise.resolve(id === calloutId && ordinal === 1 ? attempt({ turn: 2 }) : null)
})

const app = (change: Partial<TwilioRoutesDeps> = {}): Hono => {
  const deps = { publicUrl, connections: connectionsOf(connection()), attempts: { find }, engine, log, answerMs: 60 }
  return new Hono().route('/hooks/twilio', twilioRoutes({ ...deps, ...change }))
}

type Sent = { form?: Record<string, string>; signature?: string; token?: string; deps?: Partial<TwilioRoutesDeps> }

const post = async (path: string, sent: Sent = {}): Promise<{ status: number; type: string; text: string }> => {
  const form = { ...base, ...sent.form }
  const target = `/hooks/twilio${path}`
  const signature =
    sent.signature ?? twilio.getExpectedTwilioSignature(sent.token ?? authToken, publicUrl + target, form)
  const response = await app(sent.deps).request(`http://internal:8080${target}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
      'x-forwarded-host': 'attacker.example',
    },
    body: new URLSearchParams(form).toString(),
  })
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  }
}

const never = (): Promise<never> => new Promise(() => undefined)

const nothingHappened = (): void => {
  for (const called of Object.values(engine)) expect(called).not.toHaveBeenCalled()
}

describe('voice', () => {
  const path = `/voice/${own}/0?lang=ja`

  test('the phone hears the turn’s words and listens', async () => {
    const answer = await post(path)
    expect(answer).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/xml/) })
    expect(answer.text).toContain('web01が停止しました。')
    expect(answer.text).toContain(`action="${publicUrl}/hooks/twilio/voice/${own}/1?lang=ja#rc=2`)
    expect(engine.voiceTurn).toHaveBeenCalledExactlyOnceWith({
      calloutId,
      attempt: 1,
      providerId,
      turn: 0,
      key: null,
      answeredBy: null,
    })
  })

  test('a key reaches the engine; the last words hang up', async () => {
    engine.voiceTurn.mockResolvedValue(spoken({ turn: 1, utterances: [{ phrase: 'taken' }], listens: false }))
    const answer = await post(`/voice/${own}/1?lang=ja`, { form: { Digits: '1', AnsweredBy: 'human' } })
    expect(engine.voiceTurn).toHaveBeenCalledWith(expect.objectContaining({ turn: 1, key: '1', answeredBy: 'human' }))
    expect(answer.text).toContain('対応を受け付けました。')
    expect(answer.text).toContain('<Hangup/>')
  })

  describe('B.5 a call-back that is answered', () => {
    const connecting = (transferTo: string): Spoken => {
      const answered = spoken({ utterances: [], listens: false, dials: true })
      return { ...answered, plan: plan({ transferTo, ringMs: 30_000 }) }
    }

    test('joins the person to the transfer number, with our caller id', async () => {
      engine.voiceTurn.mockResolvedValue(connecting('+819001230009'))
      const answer = await post(path)
      expect(answer.text).toContain(
        `<Dial timeout="30" callerId="+815012340001" action="${publicUrl}/hooks/twilio/voice/${own}/1?lang=ja#rc=2`,
      )
      expect(answer.text).toContain('<Number>+819001230009</Number>')
    })

    test.each(['+81110', 'x'])('never dials %s, and says so as any failed call', async (transferTo) => {
      engine.voiceTurn.mockResolvedValue(connecting(transferTo))
      const answer = await post(path)
      expect(answer.text).not.toContain('<Dial')
      expect(answer.text).toContain(`/voice/${own}/1?lang=ja&amp;dialed=failed#rc=2`)
    })

    test('how it went reaches the engine, and is carried along while the person waits', async () => {
      await post(`/voice/${own}/1?lang=ja`, { form: { DialCallStatus: 'no-answer' } })
      expect(engine.voiceTurn).toHaveBeenLastCalledWith(expect.objectContaining({ turn: 1, dialed: 'no_answer' }))
      engine.voiceTurn.mockRejectedValueOnce(new Error('away'))
      const waits = await post(`/voice/${own}/1?lang=ja`, { form: { DialCallStatus: 'completed' } })
      expect(waits.text).toContain('&amp;dialed=completed&amp;again=1#')
      await post(`/voice/${own}/1?lang=ja&dialed=completed&again=1`)
      expect(engine.voiceTurn).toHaveBeenLastCalledWith(expect.objectContaining({ dialed: 'joined' }))
    })

    test('what stands in an unsigned form is carried along only when it is a word', async () => {
      const form = { DialCallStatus: '"><Dial>' }
      const waits = await post(`/voice/${own}/1?lang=ja`, { form, signature: 'x', deps: { attempts: { find: never } } })
      expect(waits.text).not.toContain('dialed')
    })
  })

  test('the language is the person’s, the voice the connection’s', async () => {
    engine.voiceTurn.mockResolvedValue(spoken({}, 'en'))
    const { voice } = connectionSettings.parse({ accountSid, voice: { en: 'Polly.Matthew-Neural' } })
    const answer = await post(path, { deps: { connections: connectionsOf(connection({ voice })) } })
    expect(answer.text).toContain('<Say language="en-US" voice="Polly.Matthew-Neural">')
    expect(answer.text).toContain('/1?lang=en#')
  })

  test('an attempt the engine does not know hears that it is over', async () => {
    engine.voiceTurn.mockResolvedValue(null)
    expect((await post(path)).text).toContain('この通報は終了しています。')
  })
})

describe('who is let in', () => {
  test.each([
    ['another nonce', `/voice/${calloutId}/1/nonce-of-another/0`, 404],
    ['a nonce that only begins the same', `/voice/${calloutId}/1/${nonce.slice(0, -1)}/0`, 404],
    ['another attempt', `/voice/${calloutId}/2/${nonce}/0`, 404],
    ['another callout', `/voice/0198a000-0000-7000-8000-00000000a002/1/${nonce}/0`, 404],
    ['no id at all', `/voice/x/1/${nonce}/0`, 404],
    ['no turn', `/voice/${own}/x`, 404],
    ['no ordinal', `/voice/${calloutId}/x/${nonce}/0`, 404],
    ['another nonce', `/status/${calloutId}/1/nonce-of-another`, 404],
    ['no id at all', `/status/x/1/${nonce}`, 404],
    ['another nonce', `/fallback/${calloutId}/1/nonce-of-another`, 404],
    ['no id at all', `/fallback/x/1/${nonce}`, 404],
  ])('not %s: %s', async (_name, path, status) => {
    expect((await post(path)).status).toBe(status)
    nothingHappened()
  })

  test.each([`/voice/${own}/0?lang=ja`, `/status/${own}`, `/fallback/${own}?lang=ja`])(
    'not without the account’s signature: %s',
    async (path) => {
      expect((await post(path, { signature: '' })).status).toBe(403)
      expect((await post(path, { token: 'other' })).status).toBe(403)
      expect((await post(path, { form: { AccountSid: 'AC99999999999999999999999999999999' } })).status).toBe(403)
      nothingHappened()
      expect(log.lines.map(({ facts }) => facts['code'])).toContain('webhook.signature')
    },
  )

  test('the token before counts while it is being changed', async () => {
    const connections = connectionsOf(connection({ authToken: 'new', previousAuthToken: authToken }))
    expect((await post(`/voice/${own}/0?lang=ja`, { deps: { connections } })).status).toBe(200)
  })

  test('not an attempt without a connection, nor one whose connection is gone', async () => {
    find = () => Promise.resolve(attempt({ connectionId: null }))
    expect((await post(`/voice/${own}/0`)).status).toBe(404)
    find = () => Promise.resolve(attempt())
    expect((await post(`/voice/${own}/0`, { deps: { connections: connectionsOf(null) } })).status).toBe(404)
  })

  test('malformed requests are refused', async () => {
    expect((await post(`/voice/${own}/0?lang=ja`, { form: { CallSid: '' } })).status).toBe(400)
    expect((await post(`/voice/${own}/0?lang=ja`, { form: { Digits: 'abc' } })).status).toBe(400)
    expect((await post(`/status/${own}`, { form: { CallStatus: 'exploded' } })).status).toBe(400)
    nothingHappened()
  })

  test('bodies have a limit', async () => {
    const response = await app().request(`/hooks/twilio/voice/${own}/0`, {
      method: 'POST',
      body: `a=${'x'.repeat(70_000)}`,
    })
    expect(response.status).toBe(413)
  })

  test('only POST', async () => {
    expect((await app().request(`/hooks/twilio/voice/${own}/0`)).status).toBe(404)
  })
})

describe('when the engine is slow or fails', () => {
  const carried = `${publicUrl}/hooks/twilio/voice/${own}/1?lang=ja&amp;Digits=1&amp;again=1#rc=2`

  test('the person is asked to wait, and the key comes back with them', async () => {
    engine.voiceTurn.mockImplementation(() => new Promise(() => undefined))
    const answer = await post(`/voice/${own}/1?lang=ja`, { form: { Digits: '1' } })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('少々お待ちください。')
    expect(answer.text).toContain(carried)
  })

  test('so they are when it rejects', async () => {
    engine.voiceTurn.mockRejectedValue(new Error('store away'))
    expect((await post(`/voice/${own}/1?lang=ja`, { form: { Digits: '1' } })).text).toContain(carried)
    expect(log.lines.at(-1)?.facts['cause']).toContain('store away')
  })

  test('so they are when nobody can look up who is calling', async () => {
    find = () => Promise.reject(new Error('store away'))
    const answer = await post(`/voice/${own}/1?lang=ja`, { form: { Digits: '1' }, signature: 'x' })
    expect(answer.text).toContain(carried)
    nothingHappened()
  })

  test('a carried key is counted when it comes back, and carried on when it must be', async () => {
    await post(`/voice/${own}/1?lang=ja&Digits=1&again=1`)
    expect(engine.voiceTurn).toHaveBeenCalledWith(expect.objectContaining({ turn: 1, key: '1' }))
    engine.voiceTurn.mockRejectedValue(new Error('store away'))
    const answer = await post(`/voice/${own}/1?lang=ja&Digits=1&again=1`, { form: { Digits: '' } })
    expect(answer.text).toContain('Digits=1&amp;again=2')
    expect(answer.text).not.toContain('少々')
  })

  test('after a minute of waiting the call ends in words', async () => {
    engine.voiceTurn.mockRejectedValue(new Error('store away'))
    const answer = await post(`/voice/${own}/1?lang=en&Digits=1&again=30`)
    expect(answer.text).toContain('We are sorry')
    expect(answer.text).toContain('<Hangup/>')
  })

  test('a late failure is logged, not thrown', async () => {
    engine.voiceTurn.mockImplementation(
      () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 100)),
    )
    await post(`/voice/${own}/1?lang=ja`)
    await vi.waitFor(() => expect(log.lines.at(-1)?.facts['cause']).toContain('late'))
  })
})

describe('status', () => {
  const status = (form: Record<string, string>) => post(`/status/${own}`, { form })

  test('progress and end reach the engine; the answer is an empty 204', async () => {
    expect(await status({ CallStatus: 'ringing', SequenceNumber: '1' })).toMatchObject({ status: 204, text: '' })
    expect(engine.callProgressed).toHaveBeenCalledWith({ calloutId, attempt: 1, providerId, state: 'ringing' })
    await status({ CallStatus: 'failed', SipResponseCode: '480', SequenceNumber: '2' })
    expect(engine.callEnded).toHaveBeenCalledWith({
      calloutId,
      attempt: 1,
      providerId,
      end: 'no_answer',
      detail: 'sip.480',
      answeredBy: null,
    })
  })

  test('what came late or twice is passed on: the engine ranks states', async () => {
    for (const CallStatus of ['completed', 'ringing', 'ringing', 'initiated']) await status({ CallStatus })
    expect(engine.callEnded).toHaveBeenCalledTimes(1)
    expect(engine.callProgressed.mock.calls.map(([{ state }]) => state)).toEqual(['ringing', 'ringing', 'placed'])
  })

  test('a detected machine is remembered until the call ends, once', async () => {
    await status({ AnsweredBy: 'machine_start', MachineDetectionDuration: '2000' })
    nothingHappened()
    const shared = app()
    const send = async (form: Record<string, string>): Promise<void> => {
      const all = { ...base, ...form }
      const target = `/hooks/twilio/status/${own}`
      const response = await shared.request(target, {
        method: 'POST',
        headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, publicUrl + target, all) },
        body: new URLSearchParams(all).toString(),
      })
      expect(response.status).toBe(204)
    }
    await send({ AnsweredBy: 'machine_start', MachineDetectionDuration: '2000' })
    await send({ CallStatus: 'completed' })
    await send({ CallStatus: 'completed' })
    expect(engine.callEnded.mock.calls.map(([{ answeredBy }]) => answeredBy)).toEqual(['machine_start', null])
  })

  test('what could not be counted is asked for again', async () => {
    engine.callEnded.mockRejectedValue(new Error('store away'))
    expect((await status({ CallStatus: 'completed' })).status).toBe(503)
  })

  test('while its attempt cannot be read it is held for a while, and counted when the database is back', async () => {
    const away = vi.fn<TwilioRoutesDeps['attempts']['find']>().mockRejectedValueOnce(new Error('store away'))
    away.mockImplementation((id, ordinal) => find(id, ordinal))
    const deps = { attempts: { find: away }, patienceMs: 1 }
    expect((await post(`/status/${own}`, { form: { CallStatus: 'completed' }, deps })).status).toBe(204)
    expect(engine.callEnded).toHaveBeenCalledTimes(1)
  })

  test.each([
    ['as it was placed here: nothing is read', nonce, 0],
    ['placed anew by another process: it is read', 'of-an-earlier-placing', 1],
  ])('an attempt that is remembered, %s', async (_name, remembered, reads) => {
    const read = vi.fn<TwilioRoutesDeps['attempts']['find']>((id, ordinal) => find(id, ordinal))
    const deps = { attempts: { find: read, placed: () => attempt({ nonce: remembered }) } }
    expect((await post(`/status/${own}`, { form: { CallStatus: 'completed' }, deps })).status).toBe(204)
    expect(engine.callEnded).toHaveBeenCalledTimes(1)
    expect(read).toHaveBeenCalledTimes(reads)
  })

  test('and asked for again when that takes too long', async () => {
    const deps = { attempts: { find: () => Promise.reject(new Error('store away')) }, patienceMs: 1 }
    expect((await post(`/status/${own}`, { form: { CallStatus: 'completed' }, deps })).status).toBe(503)
    nothingHappened()
  })
})

describe('fallback', () => {
  const fallback = (form: Record<string, string>, lang = 'ja') => post(`/fallback/${own}?lang=${lang}`, { form })

  test('leads back to the turn that failed, with its key', async () => {
    const ErrorUrl = `${publicUrl}/hooks/twilio/voice/${own}/1?lang=ja`
    const answer = await fallback({ ErrorCode: '11200', ErrorUrl, Digits: '1' })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('少々お待ちください。')
    expect(answer.text).toContain(`/voice/${own}/1?lang=ja&amp;Digits=1&amp;again=1#`)
    nothingHappened()
  })

  test('a key that was being carried is carried on', async () => {
    const ErrorUrl = `${publicUrl}/hooks/twilio/voice/${own}/1?lang=en&Digits=3&again=4`
    expect((await fallback({ ErrorUrl })).text).toContain(`/voice/${own}/1?lang=en&amp;Digits=3&amp;again=5#`)
  })

  test.each([{}, { ErrorUrl: 'https://attacker.example/voice/x/1/y/7' }])(
    'without a usable address it leads to the current turn: %j',
    async (form) => {
      expect((await fallback(form, 'en')).text).toContain(`/voice/${own}/2?lang=en&amp;again=1#`)
    },
  )

  test('with the store away it still answers', async () => {
    find = () => Promise.reject(new Error('store away'))
    const ErrorUrl = `${publicUrl}/hooks/twilio/voice/${own}/1?lang=ja`
    expect((await fallback({ ErrorUrl, Digits: '1' })).text).toContain(`/voice/${own}/1?lang=ja&amp;Digits=1`)
    expect((await fallback({})).text).toContain(`/voice/${own}/0?lang=ja&amp;again=1#`)
  })
})
