// The Slack channel: Slack's own client against a local server that answers as Slack does.

import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { freePort } from '../../../tests/support/server-process.ts'
import { type Slack, startSlack } from '../../../tests/support/slack.ts'
import { certificates } from '../../http/testing/certificates.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { memberNamed } from './recipient.ts'
import { slackKind } from './slack.ts'

let count = 0
channelCase({
  channel: 'slack',
  kind: slackKind,
  peer: async () => {
    const slack = await startSlack()
    const settings = { baseUrl: slack.url }
    return {
      settings,
      secrets: { botToken: slack.token },
      away: { baseUrl: `http://127.0.0.1:${await freePort()}/api/` },
      wrongSecrets: { settings, secrets: { botToken: 'xoxb-revoked' } },
      arrived: async (address) => {
        const { text, blocks } = await slack.messageTo(address)
        const urls = blocks.flatMap(({ elements = [] }) => elements.map(({ url }) => url))
        return { subject: null, text: [text, ...urls].join('\n') }
      },
      close: slack.close,
    }
  },
  address: () => `U0PERSON${String(++count).padStart(2, '0')}`,
  refused: 'U0GONE0001',
  badAddresses: ['', '@', 'a\nb', '<!channel>', '#a b', '@a@b', 'x'.repeat(201)],
})

describe('a message to Slack', () => {
  let slack: Slack
  beforeAll(async () => {
    slack = await startSlack()
  })
  afterAll(() => slack.close())

  const way = (baseUrl = slack.url) =>
    createMessageWay(slackKind(), {
      connections: {
        load: () =>
          Promise.resolve({
            id: 'connection-1' as ConnectionId,
            kind: 'slack',
            settings: { baseUrl },
            secrets: { botToken: slack.token },
          }),
      },
      causes: { read: () => Promise.resolve('') },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    })

  it.each([
    ['@sato', 'U0SATO0001'],
    ['佐藤', 'U0SATO0001'],
    ['佐藤 一郎', 'U0SATO0001'],
    ['sato@example.jp', 'U0SATO0001'],
    ['#alerts', '#alerts'],
  ])('J-026 goes to a member by name or mail, or to a channel: %s', async (address, channel) => {
    const placement = await way().place(orderFor('slack', { address }))
    expect(placement).toMatchObject({ kind: 'delivered', providerId: expect.stringContaining(`${channel}.17`) })
    expect(slack.posted.at(-1)?.channel).toBe(channel)
  })

  it.each(['nobody', 'gone@example.jp', '鈴木'])(
    'goes to nobody where there is none of that name, or two: %s',
    async (address) => {
      expect(await way().place(orderFor('slack', { address }))).toMatchObject({ kind: 'refused', refusal: 'permanent' })
    },
  )

  it('looks a name up once', async () => {
    const one = way()
    await one.place(orderFor('slack', { address: 'suzuki' }))
    await one.place(orderFor('slack', { address: 'suzuki' }))
    expect(slack.asked.slice(-3)).toEqual(['users.list', 'chat.postMessage', 'chat.postMessage'])
  })

  it('offers its answers behind one button, and cannot call a whole channel by what it says', async () => {
    const cause = { kind: 'text', text: '<!channel> & db01' } as const
    await way().place(orderFor('slack', { address: '#escaped', cause }))
    const { text, blocks } = await slack.messageTo('#escaped')
    expect(text).toBe('message &lt;!channel&gt; &amp; db01')
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'actions'])
    expect(blocks[2]?.elements?.[0]?.text.text).toBe('対応する / 次の人に回す / この通報から抜ける')
  })

  it.each([
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { refusal: 'temporary', code: 'slack.ratelimited', retryAfterMs: 7_000 },
    ],
    [{ status: 429 }, { kind: 'refused', refusal: 'temporary', code: 'slack.ratelimited' }],
    [
      { status: 429, headers: { 'Retry-After': 'soon' } },
      { kind: 'refused', refusal: 'temporary', code: 'slack.ratelimited' },
    ],
    [
      { status: 307, headers: { Location: 'http://127.0.0.1:9/' } },
      { refusal: 'configuration', code: 'slack.redirected' },
    ],
    [{ status: 403 }, { refusal: 'configuration', code: 'slack.http_403' }],
    [{ status: 413 }, { refusal: 'configuration', code: 'slack.http_413' }],
    [{ status: 503 }, { refusal: 'temporary', code: 'slack.http_503' }],
    [{ status: 500 }, { kind: 'unknown', code: 'slack.http_500' }],
    [{ status: 200, body: { ok: false, error: 'internal_error' } }, { refusal: 'temporary' }],
    [
      { status: 200, body: { ok: false, error: 'token_revoked' } },
      { refusal: 'configuration', code: 'slack.token_revoked' },
    ],
    [
      { status: 200, body: { ok: false, error: 'not_in_channel' } },
      { refusal: 'configuration', code: 'slack.not_in_channel' },
    ],
  ])('that Slack answers with %j', async (answer, expected) => {
    slack.next(answer)
    expect(await way().place(orderFor('slack', { address: '#alerts' }))).toMatchObject(expected)
  })

  it('tells of a page that is not Slack’s without repeating it', async () => {
    const page = `<html>${'x'.repeat(100_000)}`
    slack.next({ status: 200, body: { ok: false, error: page } })
    const placement = await way().place(orderFor('slack', { address: '#alerts' }))
    expect(placement).toEqual({ kind: 'unknown', code: 'slack.foreign_answer' })
  })

  it.each([
    ['whose certificate nobody vouches for', certificates.first, 'slack.DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that speaks no TLS', null, 'slack.ERR_SSL_WRONG_VERSION_NUMBER'],
  ])('goes to no server %s', async (...[, certificate, code]) => {
    const server =
      certificate === null ? createServer() : createSecureServer({ cert: certificate.crt, key: certificate.key })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const placement = await way(`https://127.0.0.1:${port}/api/`).place(orderFor('slack', { address: '#alerts' }))
    expect(placement).toEqual({ kind: 'refused', refusal: 'configuration', code })
    await new Promise((resolve) => server.close(resolve))
  })

  it('finds members by what they are called, whatever the width and case', () => {
    expect(memberNamed([{ id: 'U1', name: 'ＳＡＴＯ' }], 'sato')).toBe('U1')
    expect(memberNamed([{ id: 'U1', name: 'a', deleted: true }], 'a')).toBeNull()
  })
})
