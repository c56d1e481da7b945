// Messages to Teams: the card in its envelope as Microsoft describes it, against a local server.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { freePort } from '../../../tests/support/server-process.ts'
import { startWebPeer, type WebPeer } from '../../../tests/support/web-peer.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { createWebhookSender } from '../webhook/sender.ts'
import { teamsKind } from './teams.ts'

const kind = () =>
  teamsKind({ sender: createWebhookSender({ allowed: ['127.0.0.0/8'] }), nowMs: () => 1_800_000_000_000 })

type Card = {
  readonly version: string
  readonly body: readonly { readonly inlines: readonly { readonly text: string }[] }[]
  readonly actions?: readonly { readonly type: string; readonly title: string; readonly url: string }[]
}
const cardIn = (body: string): Card => {
  const { type, attachments } = JSON.parse(body) as {
    type: string
    attachments: { contentType: string; content: Card }[]
  }
  expect([type, attachments.length, attachments[0]?.contentType]).toEqual([
    'message',
    1,
    'application/vnd.microsoft.card.adaptive',
  ])
  return (attachments[0] as { content: Card }).content
}

let count = 0
channelCase({
  channel: 'teams',
  kind,
  peer: async () => {
    const peer = await startWebPeer(({ path }) => ({ status: path.startsWith('/wrong') ? 401 : 202 }))
    return {
      settings: {},
      secrets: { url: `${peer.url}/workflows/secret` },
      away: {},
      awaySecrets: { url: `http://127.0.0.1:${await freePort()}/workflows/secret` },
      wrongSecrets: { settings: {}, secrets: { url: `${peer.url}/wrong` } },
      // A workflow knows one place only: what came last is what was just sent.
      arrived: async () => {
        await peer.find(() => true)
        const { body, actions = [] } = cardIn(peer.taken.at(-1)?.body ?? '')
        const [first = '', ...rest] = body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
        const text = [...(rest.length === 0 ? [first] : rest), ...actions.map(({ url }) => url)].join('\n')
        return { subject: rest.length === 0 ? null : first, text }
      },
      close: peer.close,
    }
  },
  address: () => `チーム ${++count}`,
  refused: null,
  badAddresses: ['', 'a\nb', 'x'.repeat(201)],
})

describe('a message to Teams', () => {
  let peer: WebPeer
  beforeAll(async () => {
    peer = await startWebPeer(() => ({ status: 202 }))
  })
  afterAll(() => peer.close())
  const place = (text: string) =>
    createMessageWay(kind(), {
      connections: {
        load: () =>
          Promise.resolve({
            id: 'connection-1' as ConnectionId,
            kind: 'teams',
            settings: {},
            secrets: { url: `${peer.url}/x` },
          }),
      },
      causes: { read: () => Promise.resolve('') },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    }).place(orderFor('teams', { address: '運用', cause: { kind: 'text', text } }))

  it('T-012 is a card with the words as they are, and one button that opens the page to answer on', async () => {
    await place('**db01** [x](https://evil.example) が停止')
    const card = cardIn(peer.taken.at(-1)?.body ?? '')
    expect(card.version).toBe('1.4')
    expect(card.body[1]).toEqual({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: 'message **db01** [x](https://evil.example) が停止' }],
    })
    expect(card.actions).toEqual([
      {
        type: 'Action.OpenUrl',
        title: '対応する / 次の人に回す / この通報から抜ける',
        url: expect.stringMatching(/^https:\/\/noroshi\.test\/a\//),
      },
    ])
  })

  it('that is accepted is recorded as no more than that', async () => {
    expect(await place('x')).toMatchObject({ kind: 'delivered', detail: 'accepted' })
    peer.next({ status: 200 })
    expect(await place('x')).toMatchObject({ kind: 'delivered', detail: null })
  })

  it('fits into what Teams takes', async () => {
    await place('"'.repeat(100_000))
    expect(Buffer.byteLength(peer.taken.at(-1)?.body ?? '')).toBeLessThan(28 * 1_024)
    await place('あ'.repeat(100_000))
    expect(Buffer.byteLength(peer.taken.at(-1)?.body ?? '')).toBeLessThan(28 * 1_024)
  })

  it.each([
    [
      { status: 429, headers: { 'Retry-After': '9' } },
      { refusal: 'temporary', retryAfterMs: 9_000 },
    ],
    [{ status: 429 }, { refusal: 'temporary', code: 'teams.http_429' }],
    [{ status: 502 }, { kind: 'unknown' }],
    [{ status: 404 }, { refusal: 'configuration', code: 'teams.http_404' }],
    [
      { status: 302, headers: { Location: 'http://127.0.0.1:9/' } },
      { refusal: 'configuration', code: 'teams.http_302' },
    ],
  ])('that Teams answers with %j', async (reply, expected) => {
    peer.next(reply)
    expect(await place('x')).toMatchObject(expected)
  })
})
