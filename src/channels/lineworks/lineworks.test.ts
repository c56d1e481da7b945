// LINE WORKS: a service account's signed access, messages with buttons, and what the bot is told of presses, against a local server.

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { type LineWorks, startLineWorks } from '../../../tests/support/lineworks.ts'
import { freePort } from '../../../tests/support/server-process.ts'
import { answerToken } from '../answer/token.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { createWebhookSender } from '../webhook/sender.ts'
import { postbackFor } from './callback.ts'
import { lineWorksKind } from './lineworks.ts'
import { lineWorksRoutes } from './routes.ts'

const nowMs = 1_800_000_000_000
const kind = () => lineWorksKind({ sender: createWebhookSender({ allowed: ['127.0.0.0/8'] }), nowMs: () => nowMs })

let count = 0
channelCase({
  channel: 'lineworks',
  kind,
  peer: async () => {
    const peer = await startLineWorks()
    const { settings, secrets } = peer
    return {
      settings,
      secrets,
      away: { ...settings, baseUrl: `http://127.0.0.1:${await freePort()}` },
      wrongSecrets: { settings, secrets: { ...secrets, clientSecret: 'another' } },
      arrived: async (address) => {
        const { text, contentText, actions = [] } = await peer.messageTo(address)
        const urls = actions.flatMap(({ uri }) => uri ?? [])
        return { subject: null, text: [text ?? contentText ?? '', ...urls].join('\n') }
      },
      close: peer.close,
    }
  },
  address: () => `person-${++count}@example`,
  refused: 'gone',
  badAddresses: ['', 'a b', '../../oauth2', '#', '#a/b', 'a\nb', 'x'.repeat(201)],
})

describe('a message to LINE WORKS', () => {
  let peer: LineWorks
  beforeAll(async () => {
    peer = await startLineWorks()
  })
  afterAll(() => peer.close())
  const way = (secrets: object = peer.secrets) =>
    createMessageWay(kind(), {
      connections: {
        load: () =>
          Promise.resolve({
            id: 'connection-1' as ConnectionId,
            kind: 'lineworks',
            settings: peer.settings,
            secrets,
          }),
      },
      causes: { read: () => Promise.resolve('') },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    })

  it('J-004 goes into a talk room with buttons that answer it, and one that opens the page', async () => {
    expect(await way().place(orderFor('lineworks', { address: '#room-1' }))).toMatchObject({ kind: 'delivered' })
    const { actions = [] } = await peer.messageTo('#room-1')
    expect(actions.map(({ type, postback }) => [type, postback?.split(' ')[1]])).toEqual([
      ['message', 'take'],
      ['message', 'next'],
      ['message', 'leave'],
      ['uri', undefined],
    ])
    const { clientSecret, privateKey } = peer.secrets
    await way({ clientSecret, privateKey }).place(orderFor('lineworks', { address: '#room-2' }))
    expect((await peer.messageTo('#room-2')).actions?.map(({ type }) => type)).toEqual(['uri'])
  })

  it('is cut where it is too long for what stands above buttons', async () => {
    const cause = { kind: 'text', text: 'あ'.repeat(5_000) } as const
    await way().place(orderFor('lineworks', { address: '#long', cause }))
    expect((await peer.messageTo('#long')).contentText).toHaveLength(1_000)
  })

  it('asks for a token once, and for another when it was taken back', async () => {
    const one = way()
    const before = peer.tokens()
    await one.place(orderFor('lineworks', { address: 'a' }))
    await one.place(orderFor('lineworks', { address: 'b' }))
    expect(peer.tokens()).toBe(before + 1)
    peer.revoke()
    expect(await one.place(orderFor('lineworks', { address: 'c' }))).toMatchObject({ kind: 'delivered' })
    expect(peer.tokens()).toBe(before + 2)
  })

  it.each([
    [
      { status: 429, headers: { 'Retry-After': '3' } },
      { refusal: 'temporary', retryAfterMs: 3_000 },
    ],
    [{ status: 429 }, { refusal: 'temporary', code: 'lineworks.http_429' }],
    [{ status: 500 }, { kind: 'unknown', code: 'lineworks.http_500' }],
    [{ status: 403 }, { refusal: 'configuration' }],
    [
      { status: 302, headers: { Location: 'http://127.0.0.1:9/' } },
      { refusal: 'configuration', code: 'lineworks.http_302' },
    ],
  ])('that is answered with %j', async (reply, expected) => {
    const one = way()
    await one.place(orderFor('lineworks', { address: 'first' }))
    peer.next(reply)
    expect(await one.place(orderFor('lineworks', { address: 'd' }))).toMatchObject(expected)
  })

  it.each([[{ status: 500 }], [{ status: 200, body: '{"access_token":' }], [{ status: 200, body: '{}' }]])(
    'can be tried again where no token was given: %j',
    async (reply) => {
      peer.next(reply)
      const expected = { kind: 'refused', refusal: 'temporary', code: 'lineworks.no_token' }
      expect(await way().place(orderFor('lineworks', { address: 'e' }))).toEqual(expected)
    },
  )

  it('says so where the private key is none', async () => {
    const secrets = { ...peer.secrets, privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' }
    const placed = await way(secrets).place(orderFor('lineworks', { address: 'f' }))
    expect(placed).toEqual({ kind: 'refused', refusal: 'configuration', code: 'lineworks.private_key' })
  })
})

describe('a press that LINE WORKS tells of', () => {
  const order = orderFor('lineworks', { address: '#room' })
  const running = { ...order, callout: { ...order.callout, head: { outcome: null, acknowledgedBy: null } } }
  const token = answerToken(order.attempt)
  const botSecret = 'bot secret'
  const answered: unknown[] = []
  const secrets = { clientSecret: 'x', privateKey: 'x' }
  const app = (more: object = { botSecret }, of = 'lineworks') =>
    lineWorksRoutes({
      attempts: { find: () => Promise.resolve({ ...order.attempt, result: null } as AttemptRow) },
      engine: {
        order: () => Promise.resolve(running as unknown as CallOrder),
        respond: (answer) => Promise.resolve(answered.push(answer)),
      },
      connections: {
        load: (_space, id) =>
          Promise.resolve({
            id,
            kind: of,
            settings: { botId: '1', clientId: 'c', serviceAccount: 's' },
            secrets: { ...secrets, ...more },
          }),
      },
      nowMs: () => nowMs,
      log: { warn: () => undefined, error: () => undefined },
    })
  const told = (rest: object, atMs = nowMs) =>
    JSON.stringify({ type: 'message', issuedTime: new Date(atMs).toISOString(), ...rest })
  const sign = (body: string, secret = botSecret) => createHmac('sha256', secret).update(body).digest('base64')
  const post = async (body: string, signature = sign(body), to = app()) =>
    (await to.request('/', { method: 'POST', headers: { 'X-WORKS-Signature': signature }, body })).status
  const postback = postbackFor(token, 'take')

  it('answers for the attempt whose message it is, in both forms', async () => {
    answered.length = 0
    expect(await post(told({ content: { type: 'text', text: '対応する', postback } }))).toBe(200)
    expect(await post(told({ type: 'postback', data: postback }))).toBe(200)
    const answer = { calloutId: order.attempt.calloutId, attempt: 1, action: 'take' }
    expect(answered).toEqual([answer, answer])
  })

  it('answers nothing when it is forged, told again later, or signed by another bot', async () => {
    answered.length = 0
    const body = told({ data: postback })
    expect(await post(body, '')).toBe(403)
    expect(await post(body, sign(`${body} `))).toBe(403)
    expect(await post(body, sign(body, 'another'))).toBe(403)
    expect(await post(body, sign(body), app({}))).toBe(403)
    expect(await post(body, sign(body), app({ botSecret }, 'slack'))).toBe(403)
    expect(await post(told({ data: postbackFor(`${token.slice(0, -5)}AAAA1`, 'take') }))).toBe(404)
    // Told again after its time, something else that was said, and nothing at all: not ours to answer.
    for (const other of [told({ data: postback }, nowMs - 301_000), told({ content: { text: 'hello' } }), '', '{'])
      expect(await post(other), other).toBe(200)
    expect(answered).toEqual([])
  })
})
