// Chats, devices and programs through a whole server: set up over /v1, called by policies, and what they say of it afterwards.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWebPeer, type WebPeer } from '../support/web-peer.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let web: WebPeer

type Callout = { outcome: string | null; acknowledgedBy: { name: string; via: string } | null }
const callout = async (id: unknown) => (await whole.v1('GET', `/v1/callouts/${String(id)}`)) as unknown as Callout
const ended = async (id: unknown): Promise<Callout> => {
  await expect.poll(async () => (await callout(id)).outcome, { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const explained = async (id: unknown, language: 'ja' | 'en') =>
  (
    (await whole.v1('GET', `/v1/callouts/${String(id)}/explanation?lang=${language}`))['items'] as { text: string }[]
  ).map(({ text }) => text)

type Sent = { readonly user: number; readonly channel: string; readonly address: string; readonly connection?: string }
/** A policy by the name of its channel, for a user who is reached by it alone. */
const reachBy = async ({ user, ...method }: Sent, rest: object = {}) => {
  await whole.v1('PATCH', `/v1/users/person-${user}`, { contactMethods: [{ ...method, default: true }] })
  await whole.v1('POST', '/v1/policies', {
    key: method.channel,
    name: method.channel,
    steps: [{ destinations: [{ user: `person-${user}`, channel: method.channel }] }],
    ...rest,
  })
}
const start = async (policy: string, rest: object = { text: 'db01 が停止しました' }) =>
  (await whole.v1('POST', '/v1/callouts', { policy, ...rest }))['id']
const connect = (kind: string, settings: object, secrets: object) =>
  whole.v1('POST', '/v1/connections', { key: kind, name: kind, kind, settings, secrets })
const refused = async (path: string, body: object) => {
  const headers = { Authorization: `Bearer ${whole.token}`, 'Content-Type': 'application/json' }
  const response = await fetch(`${whole.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return `${response.status} ${await response.text()}`
}
const pressed = (link: string, action: string) =>
  fetch(`${whole.url}${new URL(link).pathname}`, { method: 'POST', body: new URLSearchParams({ action }) })

beforeAll(async () => {
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8' })
  web = await startWebPeer(({ path }) => ({ status: path === '/teams' ? 202 : 200 }))
})
afterAll(async () => {
  await whole.close()
  await web.close()
})

describe('a webhook', () => {
  it('T-012 carries a callout to a receiver of one’s own, who answers by its link', async () => {
    await connect('webhook', {}, { url: `${web.url}/hook`, signingKey: 'a key of sixteen or more' })
    await reachBy({ user: 1, channel: 'webhook', address: '#運用' })
    const id = await start('webhook')
    const { headers, body } = await web.find(({ path }) => path === '/hook')
    expect(headers['noroshi-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
    const { address, link } = JSON.parse(body) as { address: string; link: string }
    expect(address).toBe('#運用')
    await pressed(link, 'take')
    expect(await ended(id)).toMatchObject({
      outcome: 'acknowledged',
      acknowledgedBy: { name: '担当1', via: 'webhook' },
    })
  })

  it.each([
    ['connections', { key: 'x', name: 'x', kind: 'webhook', settings: {}, secrets: {} }, 'secrets.url'],
    [
      'connections',
      { key: 'x', name: 'x', kind: 'webhook', settings: { format: 'xml' }, secrets: { url: 'https://a.example' } },
      'settings.format',
    ],
    [
      'connections',
      {
        key: 'x',
        name: 'x',
        kind: 'webhook',
        settings: { format: 'text', body: { a: '{{text}}' } },
        secrets: { url: 'https://a.example' },
      },
      'settings.body',
    ],
    [
      'connections',
      {
        key: 'x',
        name: 'x',
        kind: 'webhook',
        settings: {},
        secrets: { url: 'file:///etc/passwd', authorization: 'a\r\nHost: b' },
      },
      'secrets.url',
    ],
    [
      'users',
      { key: 'x', name: 'x', contactMethods: [{ channel: 'webhook', address: 'a\nb' }] },
      'contactMethods.0.address',
    ],
  ])('is refused at entry where it is wrong: %s %j', async (place, body, field) => {
    expect(await refused(`/v1/${place}`, body)).toMatch(new RegExp(`^422 .*${field.replaceAll('.', '\\.')}`))
  })
})

describe('Teams', () => {
  it('T-012 is sent a card; that it was accepted is told as no more than that', async () => {
    await connect('teams', {}, { url: `${web.url}/teams` })
    await reachBy({ user: 2, channel: 'teams', address: '運用チーム' }, { kind: 'jp1' })
    const id = await start('teams', { text: 'x', contents: { teams: { body: 'Teamsへの文面' } } })
    expect((await web.find(({ path }) => path === '/teams')).body).toContain('Teamsへの文面')
    expect((await ended(id)).outcome).toBe('delivered')
    expect(await explained(id, 'ja')).toContain(
      '担当2さんへのTeamsを送信先が受け取りました。本人に届いたかどうかは知らされません。',
    )
    expect(await explained(id, 'en')).toContain('The Teams to 担当2 was accepted; nobody reports whether it arrived.')
  })
})
