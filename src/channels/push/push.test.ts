// Web Push: messages for browsers, against a push service that checks who sends them and reads them as a browser does. What decrypts
// here is held to the example of RFC 8291 first, so that it is the document and not the library that is agreed with.

import { createECDH } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId, SpaceId } from '#core/ids'
import { decrypt, readVapid } from '../../../tests/support/push-crypto.ts'
import { type FakeBrowser, type PushService, startPushService } from '../../../tests/support/push-service.ts'
import { freePort } from '../../../tests/support/server-process.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { createWebhookSender } from '../webhook/sender.ts'
import { pushKind, type Subscription } from './push.ts'
import { createSigner } from './vapid.ts'

const nowMs = () => Date.now()
const connectionId = 'connection-1' as ConnectionId

const keyPair = () => {
  const pair = createECDH('prime256v1')
  const publicKey = pair.generateKeys('base64url')
  return {
    publicKey,
    privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  }
}
const ours = keyPair()

/** Names of subscriptions, as the store keeps them. */
let count = 0
const nameOf = (): string => String(++count).padStart(43, 'A')
const kept = new Map<string, Subscription>()
const gone: string[] = []
const subscriptions = {
  find: (_space: SpaceId, address: string) => Promise.resolve(kept.get(address) ?? null),
  gone: (_space: SpaceId, address: string) => {
    gone.push(address)
    return Promise.resolve()
  },
}
const sender = createWebhookSender({ allowed: ['127.0.0.0/8'] })
const kind = () => pushKind({ sender, nowMs, subscriptions })

const keep = ({ endpoint, keys }: Pick<FakeBrowser, 'endpoint' | 'keys'>, rest: Partial<Subscription> = {}): string => {
  const name = nameOf()
  kept.set(name, { connectionId, endpoint, ...keys, isGone: false, ...rest })
  return name
}

const settings = { contact: 'mailto:ops@example.jp' }
let service: PushService
const browsers = new Map<string, FakeBrowser>()
const subscribed = (): string => {
  const browser = service.browser(ours.publicKey)
  const name = keep(browser)
  browsers.set(name, browser)
  return name
}

channelCase({
  channel: 'push',
  kind,
  peer: async () => {
    service = await startPushService()
    return {
      settings,
      secrets: ours,
      away: {},
      wrongSecrets: { settings, secrets: keyPair() },
      arrived: async (address) => {
        const { title, body, url } = (await browsers.get(address)?.find(() => true)) ?? { title: '', body: '' }
        return { subject: title, text: [body, ...(url === undefined ? [] : [url])].join('\n') }
      },
      close: () => service.close(),
    }
  },
  address: () => subscribed(),
  // Whether anybody is away depends on where a browser is reached, not on the connection: below.
  isAway: false,
  refused: 'A'.repeat(43),
  badAddresses: ['', 'https://push.example/1', 'x'.repeat(44), '../../etc'],
})

it('RFC 8291, appendix A: the example of the document is read', () => {
  const at = (text: string) => Buffer.from(text, 'base64url')
  const receiver = {
    privateKey: at('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
    publicKey: at('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
    auth: at('BTBZMqHH6r4Tts7J_aSIgg'),
  }
  const body = at(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
  expect(decrypt(body, receiver)).toBe('When I grow up, I want to be a watermelon')
})

describe('a message to a browser', () => {
  let own: PushService
  beforeAll(async () => {
    own = await startPushService()
  })
  afterAll(() => own.close())

  const wayBy = (find = subscriptions.find) =>
    createMessageWay(pushKind({ sender, nowMs, subscriptions: { ...subscriptions, find } }), {
      connections: {
        load: (_space, id) => Promise.resolve({ id, kind: 'web_push', settings, secrets: ours }),
      },
      causes: { read: () => Promise.resolve('') },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    })
  const place = (address: string, text = 'x') =>
    wayBy().place(orderFor('push', { address, cause: { kind: 'text', text } }))

  it('says whose it is, is urgent, and takes the place of an earlier one of its callout', async () => {
    const browser = own.browser(ours.publicKey)
    expect(await place(keep(browser))).toMatchObject({ kind: 'delivered', detail: 'accepted' })
    const [{ headers, vapid, message } = {}] = browser.received as FakeBrowser['received'] | []
    expect(vapid).toMatchObject({ aud: own.url, sub: 'mailto:ops@example.jp', publicKey: ours.publicKey })
    expect(headers).toMatchObject({ ttl: '3600', urgency: 'high', topic: expect.stringMatching(/^[\w-]{22}$/) })
    expect(message).toMatchObject({ tag: expect.stringMatching(/^0195f0f0/), lang: 'ja', action: '対応する' })
  })

  it.each(['あ', '"', 'x', '🔥', '\n'])('fits into what a push service takes, however long: %j', async (character) => {
    const browser = own.browser()
    expect(await place(keep(browser), `z${character.repeat(100_000)}z`)).toMatchObject({ kind: 'delivered' })
    const { body } = await browser.find(() => true)
    expect(body.endsWith('…') && Buffer.byteLength(JSON.stringify(body)) > 3_000).toBe(true)
    expect(body).not.toContain('\uFFFD')
  })

  it.each([404, 410])('that is answered with %d finds nobody, for good, and that is noted', async (status) => {
    const name = keep(own.browser())
    own.next({ status })
    expect(await place(name)).toMatchObject({ kind: 'refused', refusal: 'permanent', code: 'push.gone' })
    expect(gone).toContain(name)
  })

  it('is not sent where it is known that nobody receives it', async () => {
    const before = own.requests()
    const refused = { kind: 'refused', refusal: 'permanent' }
    expect(await place(keep(own.browser(), { isGone: true }))).toMatchObject({ ...refused, code: 'push.gone' })
    expect(await place(nameOf())).toMatchObject({ ...refused, code: 'push.unregistered' })
    const foreign = keep(own.browser(), { connectionId: 'connection-2' })
    expect(await place(foreign)).toMatchObject({ ...refused, code: 'push.other_key' })
    const spoilt = { endpoint: own.url, keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) } }
    expect(await place(keep(spoilt))).toMatchObject({ ...refused, code: 'push.keys_invalid' })
    expect(own.requests()).toBe(before)
  })

  it('is tried later where nobody knows who receives it, or nothing answers', async () => {
    const unread = wayBy(() => Promise.reject(new Error('away')))
    const later = { kind: 'refused', refusal: 'temporary' }
    expect(await unread.place(orderFor('push', { address: nameOf() }))).toMatchObject({
      ...later,
      code: 'push.unreadable',
      ofConnection: false,
    })
    const away = keep({ ...own.browser(), endpoint: `http://127.0.0.1:${await freePort()}/push/1` })
    expect(await place(away)).toMatchObject({ ...later, code: 'push.ECONNREFUSED' })
  })

  it('does not go into a network that is not open, wherever a browser says it is reached', async () => {
    const inside = keep({ ...own.browser(), endpoint: 'https://169.254.169.254/latest' })
    expect(await place(inside)).toMatchObject({ kind: 'refused', code: 'push.address_forbidden' })
    const named = keep({ ...own.browser(), endpoint: 'file:///etc/passwd' })
    expect(await place(named)).toMatchObject({ kind: 'refused', code: 'push.url_invalid' })
  })

  it.each([
    [{ status: 413 }, { refusal: 'permanent', code: 'push.http_413' }],
    [{ status: 400 }, { refusal: 'permanent', code: 'push.http_400' }],
    [{ status: 403 }, { refusal: 'configuration', code: 'push.http_403' }],
    [{ status: 307, headers: { Location: 'http://127.0.0.1/' } }, { refusal: 'configuration' }],
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { refusal: 'temporary', retryAfterMs: 7_000 },
    ],
    [{ status: 429 }, { refusal: 'temporary', code: 'push.http_429' }],
    [{ status: 503 }, { refusal: 'temporary' }],
    [{ status: 500 }, { kind: 'unknown', code: 'push.http_500' }],
  ])('that is answered with %j', async (reply, expected) => {
    own.next(reply)
    expect(await place(keep(own.browser()))).toMatchObject(expected)
  })
})

it('RFC 8292: one signature holds for an hour of messages to one push service, and is made anew after that', () => {
  let atMs = Date.now()
  const sign = createSigner(() => atMs)
  const connection = { id: connectionId, ...settings, ...ours, keepSeconds: 0, messagesPerSecond: null }
  const first = sign(connection, 'https://a.example')
  expect(readVapid(first, atMs)).toMatchObject({ aud: 'https://a.example' })
  expect(sign(connection, 'https://a.example')).toBe(first)
  expect(readVapid(sign(connection, 'https://b.example'), atMs).aud).toBe('https://b.example')
  expect(readVapid(sign({ ...connection, contact: 'mailto:b@example.jp' }, 'https://a.example'), atMs).sub).toBe(
    'mailto:b@example.jp',
  )
  atMs += 3_600_001
  const later = sign(connection, 'https://a.example')
  expect(later).not.toBe(first)
  expect(readVapid(later, atMs + 11 * 3_600_000).exp).toBeGreaterThan(readVapid(first, Date.now()).exp)
})
