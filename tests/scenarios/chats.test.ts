// Chats, devices and programs through a whole server: set up over /v1, called by policies, and what they say of it afterwards.
import { createHmac } from 'node:crypto'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Light, startLight } from '../support/light.ts'
import { type LineWorks, startLineWorks } from '../support/lineworks.ts'
import { type Posted, type Slack, startSlack } from '../support/slack.ts'
import { startWebPeer, type WebPeer } from '../support/web-peer.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let web: WebPeer
let slack: Slack
let light: Light
let works: LineWorks
const siren = join(mkdtempSync(join(tmpdir(), 'noroshi-siren-')), 'siren')
const signingSecret = '8f742231b10e8888abcd990000000000'

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
  writeFileSync(siren, '#!/bin/sh\necho "siren $1: $(cat)"\n')
  chmodSync(siren, 0o755)
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8', NOROSHI_COMMANDS: siren })
  slack = await startSlack()
  light = await startLight('pns')
  works = await startLineWorks()
  const { url: baseUrl, token: botToken, appToken } = slack
  // First, for its socket is opened a moment later.
  await connect('slack', { baseUrl, messagesPerSecond: null }, { botToken, signingSecret, appToken })
  web = await startWebPeer(({ path }) => ({ status: path === '/teams' ? 202 : 200 }))
})
afterAll(async () => {
  await whole.close()
  await web.close()
  await slack.close()
  await light.close()
  await works.close()
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

describe('Slack', () => {
  const bySigned = async (posted: Posted, action: string) => {
    const body = new URLSearchParams({ payload: JSON.stringify(slack.pressOf(posted, action)) }).toString()
    const seconds = Math.floor(Date.now() / 1_000)
    const mac = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex')
    const headers = { 'X-Slack-Request-Timestamp': String(seconds), 'X-Slack-Signature': `v0=${mac}` }
    return (await fetch(`${whole.url}/hooks/slack`, { method: 'POST', headers, body })).status
  }
  const says = ({ ts }: Posted) => {
    const blocks = slack.now(ts)?.blocks ?? []
    const buttons = blocks.flatMap(({ elements = [] }) => elements).map(({ action_id }) => action_id)
    return [...blocks.slice(2).map(({ text }) => text?.text ?? ''), ...buttons].filter((one) => one !== '')
  }

  it('is answered by its buttons, signed or through a socket, and its messages say how the callout goes on and ends', async () => {
    await whole.v1('PATCH', '/v1/users/person-4', {
      contactMethods: [{ channel: 'slack', address: '#second', default: true }],
    })
    const bySlack = (user: number) => ({ destinations: [{ user: `person-${user}`, channel: 'slack' }] })
    await reachBy({ user: 3, channel: 'slack', address: '#first' }, { steps: [bySlack(3), bySlack(4)] })
    const id = await start('slack')
    const first = await slack.messageTo('#first')
    expect(says(first)).toEqual(['take', 'next', 'open'])
    expect(await bySigned(first, 'next')).toBe(200)
    const second = await slack.messageTo('#second')
    await expect.poll(() => says(first), { timeout: 5_000 }).toEqual(['*次の担当者に連絡します。*', 'take', 'open'])

    await expect.poll(() => slack.sockets().open, { timeout: 8_000 }).toBe(true)
    await slack.tell(slack.pressOf(second, 'take'))
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当4', via: 'slack' } })
    await expect.poll(() => says(first), { timeout: 5_000 }).toEqual(['*担当4さんが対応しています。*'])
    await expect
      .poll(() => says(second), { timeout: 5_000 })
      .toEqual(['*ありがとうございます。対応として記録しました。*'])
    // What is over stays as it is, whatever is pressed in a copy of the old message.
    expect(await bySigned(first, 'take')).toBe(200)
    expect((await callout(id)).acknowledgedBy?.name).toBe('担当4')
    expect(await explained(id, 'ja')).toContain('担当3さんがSlackから次の人に回しました。')
  })

  it('brings a message up to date later where Slack does not take the change at once', async () => {
    await whole.v1('POST', '/v1/policies', {
      key: 'later',
      name: 'later',
      steps: [{ destinations: [{ user: 'person-3', channel: 'slack' }] }],
    })
    const before = slack.posted.length
    const id = await start('later')
    await expect.poll(() => slack.posted.length, { timeout: 8_000 }).toBe(before + 1)
    const posted = slack.posted[before] as Posted
    slack.next({ status: 429, headers: { 'Retry-After': '1' } })
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`)
    await expect.poll(() => says(posted), { timeout: 15_000 }).toEqual(['*この通報は終わりました。*'])
  })
})

describe('a signal light', () => {
  it('T-006 is on until somebody has taken the callout, and dark after that', async () => {
    const settings = { host: '127.0.0.1', port: light.port, protocol: 'pns', patterns: { critical: '100001' } }
    await connect('patlite', settings, {})
    await reachBy(
      { user: 5, channel: 'light', address: 'critical' },
      {
        steps: [
          {
            destinations: [
              { user: 'person-5', channel: 'light' },
              { user: 'person-1', channel: 'webhook' },
            ],
          },
        ],
      },
    )
    const before = web.taken.length
    const id = await start('light')
    await expect.poll(() => light.shows(), { timeout: 8_000 }).toBe('100001')
    await expect.poll(() => web.taken.length, { timeout: 8_000 }).toBe(before + 1)
    await pressed((JSON.parse(web.taken[before]?.body ?? '') as { link: string }).link, 'take')
    await ended(id)
    await expect.poll(() => light.shows(), { timeout: 8_000 }).toBe('000000')
  })

  it('is on for as long as its connection says where no answer is asked for', async () => {
    const settings = { host: '127.0.0.1', port: light.port, protocol: 'pns', seconds: 1 }
    await whole.v1('POST', '/v1/connections', { key: 'timed', name: 'timed', kind: 'patlite', settings, secrets: {} })
    await whole.v1('PATCH', '/v1/users/person-5', {
      contactMethods: [{ channel: 'light', address: '020000', default: true, connection: 'timed' }],
    })
    await whole.v1('POST', '/v1/policies', {
      key: 'blink',
      name: 'blink',
      kind: 'jp1',
      steps: [{ destinations: [{ user: 'person-5', channel: 'light' }] }],
    })
    expect((await ended(await start('blink'))).outcome).toBe('delivered')
    expect(light.shows()).toBe('020000')
    await expect.poll(() => light.shows(), { timeout: 8_000 }).toBe('000000')
  })
})

describe('a program', () => {
  const attempts = async (id: unknown) =>
    (await whole.v1('GET', `/v1/callouts/${String(id)}`))['attempts'] as { result: string; detail: string | null }[]

  it('T-010 is run with the words of the callout, and what it prints stands in the attempt', async () => {
    await connect('command', { program: siren, arguments: ['{{address}}'] }, {})
    await reachBy({ user: 6, channel: 'command', address: 'north' }, { kind: 'jp1' })
    const id = await start('command', { text: 'x', contents: { command: { body: 'level 2' } } })
    expect((await ended(id)).outcome).toBe('delivered')
    expect(await attempts(id)).toMatchObject([{ result: 'delivered', detail: 'siren north: level 2' }])
  })

  it('is not run where the settings do not name it', async () => {
    const settings = { program: '/bin/sh' }
    await whole.v1('POST', '/v1/connections', { key: 'shell', name: 'shell', kind: 'command', settings, secrets: {} })
    const method = { channel: 'command', address: 'north', connection: 'shell', default: true }
    await whole.v1('PATCH', '/v1/users/person-6', { contactMethods: [method] })
    const id = await start('command')
    const told = async () => (await attempts(id)).map(({ result, detail }) => `${result} ${detail}`)
    await expect.poll(told, { timeout: 8_000 }).toContain('refused command.not_allowed')
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`)
    expect(
      await refused('/v1/connections', {
        key: 'x',
        name: 'x',
        kind: 'command',
        settings: { program: 'sh' },
        secrets: {},
      }),
    ).toContain('settings.program')
  })
})

describe('LINE WORKS', () => {
  it('J-004 is sent a message whose buttons answer, signed by the bot; a copy of it answers nothing more', async () => {
    await connect('lineworks', works.settings, works.secrets)
    await reachBy({ user: 7, channel: 'lineworks', address: 'sato@example' })
    const id = await start('lineworks')
    const { actions = [] } = await works.messageTo('sato@example')
    const press = (index: number) => {
      const { body, signature } = works.press(actions[index]?.postback ?? '', Date.now())
      return fetch(`${whole.url}/hooks/lineworks`, {
        method: 'POST',
        headers: { 'X-WORKS-Signature': signature },
        body,
      })
    }
    expect((await press(0)).status).toBe(200)
    expect(await ended(id)).toMatchObject({ acknowledgedBy: { name: '担当7', via: 'lineworks' } })
    expect((await press(1)).status).toBe(200)
    expect(await explained(id, 'ja')).toContain('担当7さんがLINE WORKSから対応を引き受けました。')
  })
})
