// (m) one callout for 1,300 people at once on five channels, and (o) mails by one pooled connection: how long until the last request is
// out, beside a program that does nothing but send the same to the same peers.

import { createTransport } from 'nodemailer'
import { must } from '../tests/support/http-client.ts'
import { each, numberOf } from '../tests/support/staff.ts'
import { type Child, startChild } from './child.ts'
import { atLeast, atMost, figure, type Row } from './figures.ts'
import type { SinkName, Sinks, Sunk } from './sinks.ts'
import type { Size } from './starts.ts'
import { openYard, quiet, until, type Yard } from './yard.ts'

const ARRIVE_WITHIN_MS = 120_000
const AT_ONCE = 64
const MAIL_CONNECTIONS = 20
const channels = ['phone', 'sms', 'mail', 'slack', 'webhook'] as const
type Channel = (typeof channels)[number]
/** Of every thirteen people. */
const shares: Readonly<Record<Channel, number>> = { phone: 5, sms: 2, mail: 3, slack: 1, webhook: 2 }
const mixed = channels.flatMap((channel) => Array.from({ length: shares[channel] }, () => channel))

type Peers = { readonly yard: Yard; readonly child: Child; readonly sinks: Sinks }

const wallMs = (): number => performance.timeOrigin + performance.now()
const sunk = ({ child }: Peers): Promise<Sunk> => child.ask<Sunk>({})

const addressOf = (channel: Channel, index: number): string => {
  if (channel === 'phone' || channel === 'sms') return numberOf(index)
  return channel === 'mail' ? `person-${index}@example.jp` : `C0${String(index).padStart(8, '0')}`
}

const furnish = async ({ yard, sinks }: Peers, people: readonly Channel[]): Promise<void> => {
  const { accountSid, authToken, url, numbers } = yard.provider
  const twilio = { accountSid, baseUrl: url, simulated: true, from: numbers[0] }
  const smtp = { host: '127.0.0.1', port: sinks.smtpPort, security: 'none', from: 'noroshi@example.jp' }
  const connections = [
    { kind: 'twilio', settings: { ...twilio, callsPerSecond: null, callsAtOnce: null }, secrets: { authToken } },
    { kind: 'twilio_sms', settings: { ...twilio, messagesPerSecond: null }, secrets: { authToken } },
    { kind: 'smtp', settings: { ...smtp, messagesPerSecond: null, connectionsMax: MAIL_CONNECTIONS } },
    {
      kind: 'slack',
      settings: { baseUrl: `${sinks.webUrl}/api/`, messagesPerSecond: null },
      secrets: { botToken: 'xoxb-bench-bench' },
    },
    { kind: 'webhook', settings: { messagesPerSecond: null }, secrets: { url: `${sinks.webUrl}/hook` } },
  ]
  for (const one of connections)
    await must(
      yard.client.ask('POST', '/v1/connections', { body: { secrets: {}, ...one, key: one.kind, name: one.kind } }),
    )
  await each(people.length, (index) => {
    const channel = people[index] ?? 'phone'
    const contactMethods = [{ channel, address: addressOf(channel, index), default: true }]
    return must(
      yard.client.ask('POST', '/v1/users', { body: { key: `user-${index}`, name: `User ${index}`, contactMethods } }),
    )
  })
}

const addPolicy = ({ yard }: Peers, key: string, people: readonly Channel[]): Promise<unknown> => {
  const destinations = people.map((channel, index) => ({ user: `user-${index}`, channel }))
  const rules = { mode: 'simultaneous', stop: 'all', redial: { max: 0 }, loops: { max: 1 } }
  const body = {
    key,
    name: key,
    ...rules,
    connection: 'twilio',
    from: yard.provider.numbers[0],
    steps: [{ destinations }],
  }
  return must(yard.client.ask('POST', '/v1/policies', { body }))
}

/** From the request to the last of these at its peer. */
const callout = async (peers: Peers, policy: string, people: readonly Channel[]): Promise<number> => {
  const { yard } = peers
  const [before, textsBefore] = [await sunk(peers), await yard.texts()]
  const wanted = (channel: Channel) => people.filter((one) => one === channel).length
  const sentAtMs = wallMs()
  await must(yard.client.ask('POST', '/v1/callouts', { body: { policy, text: 'db01 のディスク使用率が 95% です' } }))
  const out = async (): Promise<readonly boolean[]> => {
    const now = await sunk(peers)
    const sinks = (['mail', 'slack', 'webhook'] as const satisfies readonly SinkName[]).map(
      (name) => now[name].count - before[name].count >= wanted(name),
    )
    const texts = (await yard.texts()).count - textsBefore.count >= wanted('sms')
    return [...sinks, texts, (await yard.arrived()) >= wanted('phone')]
  }
  if (!(await until(async () => (await out()).every(Boolean), ARRIVE_WITHIN_MS))) return Number.POSITIVE_INFINITY
  const now = await sunk(peers)
  const calls = await yard.take()
  const lasts = [now.mail, now.slack, now.webhook, await yard.texts()].map(({ lastAtMs }) => lastAtMs)
  return Math.max(...lasts, ...calls.map(({ atMs }) => atMs)) - sentAtMs
}

/** The same requests, by a program that only sends. */
const bare = async ({ yard, sinks }: Peers, people: readonly Channel[]): Promise<number> => {
  const { accountSid, authToken, url, numbers } = yard.provider
  const mails = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: sinks.smtpPort,
    ignoreTLS: true,
    maxConnections: MAIL_CONNECTIONS,
  })
  const text = 'db01 のディスク使用率が 95% です'.repeat(10)
  const form = (resource: string, to: string, what: Record<string, string>) =>
    fetch(`${url}/2010-04-01/Accounts/${accountSid}/${resource}.json`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      body: new URLSearchParams({ To: to, From: numbers[0] ?? '', ...what }),
    })
  const json = (path: string) => fetch(`${sinks.webUrl}${path}`, { method: 'POST', body: JSON.stringify({ text }) })
  const send: Readonly<Record<Channel, (address: string) => Promise<unknown>>> = {
    phone: (to) => form('Calls', to, { Url: `${url}/voice/x/1/x` }),
    sms: (to) => form('Messages', to, { Body: text }),
    mail: (to) => mails.sendMail({ from: 'noroshi@example.jp', to, subject: '通報', text, html: `<p>${text}</p>` }),
    slack: () => json('/api/chat.postMessage'),
    webhook: () => json('/hook'),
  }
  const beganMs = performance.now()
  await each(
    people.length,
    async (index) => {
      const channel = people[index] ?? 'phone'
      const answer = await send[channel](addressOf(channel, index))
      if (answer instanceof Response) await answer.text()
    },
    AT_ONCE,
  )
  const tookMs = performance.now() - beganMs
  mails.close()
  await yard.take()
  return tookMs
}

const withPeers = async (work: (peers: Peers) => Promise<readonly Row[]>): Promise<readonly Row[]> => {
  const child = startChild('sinks')
  const sinks = await child.heard<Sinks>()
  const yard = await openYard({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.1' })
  try {
    return await work({ yard, child, sinks })
  } finally {
    await yard.close()
    child.end()
  }
}

const best = async (times: number, run: () => Promise<number>): Promise<number> => {
  const took: number[] = []
  for (let time = 0; time < times; time += 1) took.push(await run())
  return Math.min(...took)
}

export const mixedChannels = ({ quick }: Size): Promise<readonly Row[]> =>
  withPeers(async (peers) => {
    const people = Array.from({ length: quick ? 130 : 1_300 }, (_, index) => mixed[index % mixed.length] ?? 'phone')
    await furnish(peers, people)
    await addPolicy(peers, 'warm', people.slice(0, 65))
    await addPolicy(peers, 'mixed', people)
    await callout(peers, 'warm', people.slice(0, 65))
    await quiet(peers.yard)
    const tookMs = await callout(peers, 'mixed', people)
    await quiet(peers.yard)
    const ceilingMs = await best(2, () => bare(peers, people))
    const what = `one callout for ${people.length} on five channels: the last request is out`
    return [
      atMost(figure('m', what, [tookMs, 'ms']), 3_000),
      figure('m', '  … a program that only sends the same to the same peers', [ceilingMs, 'ms']),
      figure('m', '  … times as long', [tookMs / ceilingMs, '×']),
    ]
  })

export const mailsOut = ({ quick }: Size): Promise<readonly Row[]> =>
  withPeers(async (peers) => {
    const { yard } = peers
    const people = Array.from({ length: quick ? 500 : 3_000 }, (): Channel => 'mail')
    await furnish(peers, people)
    await addPolicy(peers, 'mails', people)
    const rates: number[] = []
    const memoryMb: number[] = []
    for (let run = 0; run < 3; run += 1) {
      rates.push(people.length / ((await callout(peers, 'mails', people)) / 1_000))
      await quiet(yard)
      memoryMb.push(yard.memoryMb())
    }
    const ceiling = people.length / ((await best(2, () => bare(peers, people))) / 1_000)
    const [first = 0, , last = 0] = memoryMb
    return [
      atLeast(
        figure('o', `mails of one callout for ${people.length}, by one connection`, [Math.max(...rates), '/s']),
        500,
      ),
      figure('o', '  … a program that only sends them to the same server', [ceiling, '/s']),
      atMost(figure('o', '  … memory after the third such callout ÷ after the first', [last / first, '×']), 1.2),
    ]
  })
