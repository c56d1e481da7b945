// Create parameters: with webhooks, and for networks nobody can call into.

import { describe, expect, test } from 'vitest'
import { type CreateParameters, createParameters } from './order.ts'
import { calloutId, connection, fromNumber, nonce, order, toNumber } from './testing/fixtures.ts'

const publicUrl = 'https://noroshi.example.jp'
type Change = Parameters<typeof connection>[0]

const parameters = (change: Change, given = order(), text = 'web01が停止しました。'): CreateParameters => {
  const made = createParameters(given, { connection: connection(change), publicUrl, text })
  if (!made.ok) throw new Error(made.code)
  return made.parameters
}

describe('webhook', () => {
  test('asks for what is not known anyway, a fallback, and retries of failed webhooks', () => {
    const overrides = '#rc=2&rp=ct,rt,5xx&rt=4500'
    const path = `${calloutId}/1/${nonce}`
    expect(parameters({})).toEqual({
      to: toNumber,
      from: fromNumber,
      timeout: 60,
      timeLimit: 600,
      url: `${publicUrl}/hooks/twilio/voice/${path}/0?lang=ja${overrides}`,
      method: 'POST',
      fallbackUrl: `${publicUrl}/hooks/twilio/fallback/${path}?lang=ja${overrides}`,
      fallbackMethod: 'POST',
      statusCallback: `${publicUrl}/hooks/twilio/status/${path}${overrides}`,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: ['ringing', 'completed'],
    })
  })

  test('a simple call asks nothing when it is answered, and so that is reported too', () => {
    const simple = order({ plan: { simple: { text: '' } } })
    expect(parameters({}, simple)).toMatchObject({ statusCallbackEvent: ['ringing', 'answered', 'completed'] })
  })

  test('B.5: a call is cut after ten minutes, or after what the policy says', () => {
    expect(parameters({}, order({ plan: { callMaxMs: 90_000 } }))).toMatchObject({ timeLimit: 90 })
  })

  test('detection, when wanted, runs beside the call', () => {
    expect(parameters({ machineDetection: true })).toMatchObject({
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: expect.stringContaining('/hooks/twilio/status/'),
    })
    expect(parameters({})).not.toHaveProperty('machineDetection')
  })

  test.each([
    [60_000, 60],
    [20_000, 20],
    [5_400, 5],
  ])('X-033: %d ms of ringing are %d seconds', (ringMs, timeout) => {
    expect(parameters({}, order({ plan: { ringMs } }))).toMatchObject({ timeout })
  })
})

describe('X-008 X-022: inline, without any inbound HTTP', () => {
  test('the words travel along, and nothing is asked to call back', () => {
    const made = parameters({ inbound: 'inline' })
    expect(Object.keys(made).sort()).toEqual(['from', 'timeLimit', 'timeout', 'to', 'twiml'])
    expect(made.twiml).toContain('web01が停止しました。')
    expect(made.twiml).not.toMatch(/Gather|Redirect|押し/)
    expect(made.twiml).toMatch(/失礼します。/)
  })

  test('X-032: 350 characters are read three times, in the person’s language', () => {
    const made = parameters({ inbound: 'inline' }, order({ destination: { language: 'en' } }), 'あ'.repeat(350))
    expect(String(made.twiml).split('あ'.repeat(350))).toHaveLength(4)
    expect(made.twiml).toContain('language="en-US"')
    expect(String(made.twiml).length).toBeLessThanOrEqual(4_000)
  })
})

describe('X-017 X-027 X-028: a TwiML Bin', () => {
  const twimlBinUrl = 'https://handler.twilio.com/twiml/EH0001?a=1'

  test('carries the message in its address', () => {
    const made = parameters({ inbound: 'twiml_bin', twimlBinUrl })
    const url = new URL(made.url ?? '')
    expect(url.origin + url.pathname).toBe('https://handler.twilio.com/twiml/EH0001')
    expect(url.searchParams.get('a')).toBe('1')
    expect(url.searchParams.get('message')).toBe('狼煙からの通報です。 web01が停止しました。')
    expect(Object.keys(made).sort()).toEqual(['from', 'timeLimit', 'timeout', 'to', 'url'])
  })

  test('an address of bounded length says that something is missing', () => {
    const made = parameters({ inbound: 'twiml_bin', twimlBinUrl }, order(), `${'あ'.repeat(100)}。`.repeat(50))
    expect(made.url?.length).toBeLessThanOrEqual(4_000)
    expect(new URL(made.url ?? '').searchParams.get('message')).toMatch(/以下省略します。$/)
  })

  test('without its address nobody is called', () => {
    const means = { connection: connection({ inbound: 'twiml_bin' }), publicUrl, text: '' }
    expect(createParameters(order(), means)).toEqual({ ok: false, code: 'twiml_bin.missing' })
  })
})

describe('X-021 X-023: a simple call', () => {
  const live = { cause: { kind: 'live', source: 'alerts:1', text: '' } } as const
  const simple = { hearsKeys: false, simple: { form: 'names' } } as const
  const own = { opening: '○○センターです。', closing: '30分以内に復旧します。' }

  test('plays its words and asks us nothing, also where we could be asked; how it went is reported there', () => {
    const made = parameters({}, order({ plan: simple }))
    expect(made).toMatchObject({ statusCallback: expect.stringContaining('/hooks/twilio/status/') })
    expect(made).not.toHaveProperty('url')
    expect(made.twiml).toContain('web01が停止しました。')
    expect(made.twiml).not.toMatch(/Gather|Redirect|押し/)
  })

  test('X-051: about alerts, between the person’s own words; about a text, without them', () => {
    const said = (given: object) => {
      const made = parameters({ inbound: 'inline' }, order({ plan: simple, destination: own, ...given }))
      return [...String(made.twiml).matchAll(/<Say[^>]*>([^<]*)/g)].map((match) => match[1])
    }
    const message = 'web01が停止しました。'
    expect(said(live)).toEqual([
      ...Array.from({ length: 3 }, () => [own.opening, message]).flat(),
      own.closing,
      '失礼します。',
    ])
    expect(said({})).not.toContain(own.opening)
  })

  test('X-052, X-053: the longest words of one’s own leave room for what happened, in a document and in an address', () => {
    const long = { opening: '前'.repeat(4_096), closing: '後'.repeat(4_096) }
    const given = order({ plan: simple, destination: long, ...live })
    const { twiml } = parameters({ inbound: 'inline' }, given)
    expect(String(twiml).length).toBeLessThanOrEqual(4_000)
    expect(twiml).toMatch(/前+.*以下省略します。.*web01が停止しました。.*後+.*以下省略します。/s)
    const { url = '' } = parameters(
      { inbound: 'twiml_bin', twimlBinUrl: 'https://handler.twilio.com/twiml/EH1' },
      given,
    )
    expect(new URL(url).searchParams.get('message')).toBe('狼煙からの通報です。 web01が停止しました。')
    const bin = parameters(
      { inbound: 'twiml_bin', twimlBinUrl: 'https://handler.twilio.com/twiml/EH1' },
      order({ plan: simple, destination: own, ...live }),
    )
    expect(new URL(bin.url ?? '').searchParams.get('message')).toBe(
      `${own.opening} web01が停止しました。 ${own.closing}`,
    )
  })
})

test('without a caller id nobody is called', () => {
  const means = { connection: connection(), publicUrl, text: '' }
  expect(createParameters(order({ plan: { from: null } }), means)).toEqual({ ok: false, code: 'from.missing' })
})
