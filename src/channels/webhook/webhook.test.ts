// Messages to any web address that takes JSON: what is posted, how it is signed, and what answers mean.

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { freePort } from '../../../tests/support/server-process.ts'
import { startWebPeer, type Taken, type WebPeer } from '../../../tests/support/web-peer.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { createWebhookSender } from './sender.ts'
import { webhookKind } from './webhook.ts'

const nowMs = (): number => 1_800_000_000_500
const sender = createWebhookSender({ allowed: ['127.0.0.0/8'] })
const kind = () => webhookKind({ sender, nowMs })
const authorization = 'Bearer somebody'

let count = 0
channelCase({
  channel: 'webhook',
  kind,
  peer: async () => {
    const peer = await startWebPeer(({ headers, body }) => {
      if (headers.authorization !== authorization) return { status: 401 }
      return { status: body.includes('gone') ? 422 : 200 }
    })
    const url = `${peer.url}/hooks/secret`
    return {
      settings: {},
      secrets: { url, authorization },
      away: {},
      awaySecrets: { url: `http://127.0.0.1:${await freePort()}/hooks/secret`, authorization },
      wrongSecrets: { settings: {}, secrets: { url, authorization: 'Bearer nobody' } },
      arrived: async (address) => {
        const { body } = await peer.find(({ body: text }) => text.includes(`"address":${JSON.stringify(address)}`))
        const { message, subject } = JSON.parse(body) as { message: string; subject: string }
        return { subject, text: message }
      },
      close: peer.close,
    }
  },
  address: () => `place-${++count}`,
  refused: 'gone',
  badAddresses: ['', 'a\nb', 'x'.repeat(201)],
})

describe('a message to a webhook', () => {
  let peer: WebPeer
  beforeAll(async () => {
    peer = await startWebPeer()
  })
  afterAll(() => peer.close())

  const place = (
    settings: object,
    { order = orderFor('webhook', { address: '#ops' }), secrets = {}, used = kind() } = {},
  ) =>
    createMessageWay(used, {
      connections: {
        load: () =>
          Promise.resolve({
            id: 'connection-1' as ConnectionId,
            kind: 'webhook',
            settings,
            secrets: { url: `${peer.url}/x`, ...secrets },
          }),
      },
      causes: { read: () => Promise.resolve('') },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    }).place(order)
  const lastTaken = (): Taken => {
    const one = peer.taken.at(-1)
    if (one === undefined) throw new Error('nothing arrived')
    return one
  }
  const last = () => JSON.parse(lastTaken().body) as Record<string, unknown>
  const hostile = (text: string) => orderFor('webhook', { address: '#ops', cause: { kind: 'text', text } })

  it('T-012 is posted as Mattermost, Google Chat and Discord read it, and calls no whole channel', async () => {
    await place({ format: 'text' }, { order: hostile('@channel @here <users/all> db01') })
    expect(last()).toEqual({
      text: expect.stringMatching(
        /^message @\u200bchannel @\u200bhere <\u200busers\/all> db01\n応答:https:\/\/noroshi\.test\/a\/[\w-]+$/,
      ),
    })
    await place({ format: 'discord' }, { order: hostile('@everyone db01') })
    expect(last()).toEqual({ content: expect.stringContaining('@everyone db01'), allowed_mentions: { parse: [] } })
  })

  it('has a body of one’s own, whose shape no text can change', async () => {
    const body = { channel: '{{address}}', props: [{ title: '{{host}}: {{text}}', level: 5 }, null, '{{unknown}}'] }
    const order = hostile('"},"channel":"town-square')
    const parameters = { host: 'db01', text: 'another' }
    await place({ body }, { order: { ...order, callout: { ...order.callout, parameters } } })
    expect(last()).toEqual({
      channel: '#ops',
      props: [{ title: 'db01: message another', level: 5 }, null, ''],
    })
  })

  it('keeps the link whole however long the text is', async () => {
    await place({ format: 'discord' }, { order: hostile('あ'.repeat(100_000)) })
    const content = String(last()['content'])
    expect(content.length).toBe(2_000)
    expect(content).toMatch(/…\n応答:https:\/\/noroshi\.test\/a\/\w{22}n{22}1$/)
  })

  it('says everything there is to a receiver of one’s own, signed over its time and body', async () => {
    const signingKey = 'a key of sixteen or more'
    await place({}, { secrets: { signingKey } })
    const { headers, body } = lastTaken()
    const mac = createHmac('sha256', signingKey).update(`1800000000.${body}`).digest('hex')
    expect(headers['noroshi-signature']).toBe(`t=1800000000,v1=${mac}`)
    expect(headers['noroshi-delivery']).toMatch(/^0195f0f0-.*-1$/)
    expect(headers['noroshi-possible-repeat']).toBeUndefined()
    expect(JSON.parse(body)).toMatchObject({
      event: 'message',
      name: 'Person 1',
      attempt: 1,
      answers: ['take', 'next', 'leave'],
    })
  })

  it('says so when it may be a repeat', async () => {
    const order = orderFor('webhook', { address: '#ops' })
    await place({}, { order: { ...order, attempt: { ...order.attempt, possibleRepeat: true } } })
    expect(peer.taken.at(-1)?.headers['noroshi-possible-repeat']).toBe('true')
  })

  it.each([
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { refusal: 'temporary', retryAfterMs: 7_000 },
    ],
    [{ status: 429, headers: { 'Retry-After': 'Fri, 15 Jan 2027 08:00:05 GMT' } }, { retryAfterMs: 4_500 }],
    [
      { status: 429, headers: { 'Retry-After': '999999999' } },
      { refusal: 'temporary', retryAfterMs: 999_999_999_000 },
    ],
    [
      { status: 429, headers: { 'Retry-After': 'soon' } },
      { kind: 'refused', refusal: 'temporary', code: 'webhook.http_429' },
    ],
    [{ status: 429 }, { kind: 'refused', refusal: 'temporary', code: 'webhook.http_429' }],
    [
      { status: 503, headers: { 'Retry-After': '1' } },
      { refusal: 'temporary', retryAfterMs: 1_000 },
    ],
    [
      { status: 302, headers: { Location: '/elsewhere' } },
      { refusal: 'configuration', code: 'webhook.http_302' },
    ],
    [{ status: 404 }, { refusal: 'configuration' }],
    [{ status: 413 }, { refusal: 'permanent' }],
    [{ status: 500 }, { kind: 'unknown', code: 'webhook.http_500' }],
  ])('that is answered with %j', async (reply, expected) => {
    const before = peer.taken.length
    peer.next(reply)
    expect(await place({})).toMatchObject(expected)
    // A redirect in particular leads nowhere.
    expect(peer.taken.length).toBe(before)
  })

  it('reaches no private address unless a setting opens it', async () => {
    const strict = webhookKind({ sender: createWebhookSender({ allowed: [] }), nowMs })
    const expected = { kind: 'refused', refusal: 'configuration', code: 'webhook.address_forbidden' }
    const before = peer.taken.length
    expect(await place({}, { used: strict })).toEqual(expected)
    expect(await place({}, { used: strict, secrets: { url: 'http://169.254.169.254/' } })).toEqual(expected)
    expect(peer.taken.length).toBe(before)
  })

  it('trusts no encryption that is none, and leaves open what became of silence', async () => {
    const url = peer.url.replace('http:', 'https:')
    expect(await place({}, { secrets: { url } })).toMatchObject({ refusal: 'configuration' })
    const silent = webhookKind({ sender: { send: () => Promise.resolve({ kind: 'failed', code: 'timeout' }) }, nowMs })
    expect(await place({}, { used: silent })).toEqual({ kind: 'unknown', code: 'webhook.timeout' })
    const broken = webhookKind({ sender: { send: () => Promise.reject(new Error('x')) }, nowMs })
    expect(await place({}, { used: broken })).toEqual({ kind: 'unknown', code: 'webhook.failed' })
  })
})
