// (m) one callout for 1,300 recipients at once over five channels, none with a pace: how long until the last request is out. And mails
// through one connection, as many as a server on this machine takes, and what they leave in memory.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTransports, mailKind } from '#channels/mail/mail'
import { createMessageWay } from '#channels/message/way'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { type Answer, must } from '../tests/support/http-client.ts'
import { mailbox, planOf } from '../tests/support/plans.ts'
import { newReceiver } from '../tests/support/push-crypto.ts'
import { each, numberOf } from '../tests/support/staff.ts'
import { type Child, startChild } from './child.ts'
import { atLeast, atMost, figure, type Row } from './figures.ts'
import type { Sinks, Taken } from './sinks.ts'
import type { Size } from './starts.ts'
import { furnish, openYard, pause, until, type Yard } from './yard.ts'

const CHANNELS = ['phone', 'sms', 'mail', 'webhook', 'push'] as const
const WITHIN_MS = 60_000
const password = 'correct horse battery'

type Field = { readonly yard: Yard; readonly sinks: Child; readonly at: Sinks }

const post = ({ yard }: Field, path: string, body: object): Promise<Answer> =>
  must(yard.client.ask('POST', path, { body }))

const connect = async (field: Field): Promise<void> => {
  const { provider } = field.yard
  const { mailPort, webUrl } = field.at
  const twilio = { accountSid: provider.accountSid, baseUrl: provider.url, simulated: true, from: provider.numbers[0] }
  const add = (kind: string, settings: object, secrets: object = {}) =>
    post(field, '/v1/connections', { key: kind.replace('_', '-'), name: kind, kind, settings, secrets })
  await add('twilio_sms', { ...twilio, messagesPerSecond: null }, { authToken: provider.authToken })
  await add('smtp', { host: '127.0.0.1', port: mailPort, security: 'none', from: 'a@example.jp' })
  await add('webhook', { messagesPerSecond: null }, { url: `${webUrl}/hook` })
  await add('web_push', { contact: 'mailto:a@example.jp' })
}

/** A person may have 20 contact methods: browsers are registered by as many people as that takes. */
const BROWSERS_EACH = 18

const addBrowsers = async (field: Field, user: string, count: number): Promise<void> => {
  await post(field, '/v1/users', { key: user, name: user })
  await post(field, '/v1/accounts', { user, account: user, password, mustChange: false })
  const { url } = field.yard.server()
  const ask = async (path: string, body: object, cookie = ''): Promise<Response> => {
    const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', Cookie: cookie }
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const { headers } = await ask('/v1/session', { account: user, password })
  const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
  for (let index = 0; index < count; index += 1) {
    const { publicKey, auth } = newReceiver()
    const keys = { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') }
    const endpoint = `${field.at.webUrl}/push/${user}/${index}`
    const body = { connection: 'web-push', endpoint, keys, label: `browser ${index}` }
    await ask('/v1/session/user/push', body, cookie)
  }
}

const addressOn: Readonly<Record<'sms' | 'mail' | 'webhook', (index: number) => string>> = {
  sms: (index) => numberOf(500_000 + index),
  mail: (index) => `user-${index}@example.jp`,
  webhook: (index) => `#room-${index}`,
}

/** Returns whom the policy contacts: as many on each channel. */
const addRecipients = async (field: Field, perChannel: number): Promise<readonly object[]> => {
  await each(perChannel, (index) => {
    const others = (['sms', 'mail', 'webhook'] as const).map((channel) => ({
      channel,
      address: addressOn[channel](index),
    }))
    const contactMethods = [{ channel: 'phone', address: numberOf(index), default: true }, ...others]
    return post(field, '/v1/users', { key: `user-${index}`, name: `User ${index}`, contactMethods })
  })
  const people = Math.ceil(perChannel / BROWSERS_EACH)
  const browsersOf = (person: number): number => Math.min(BROWSERS_EACH, perChannel - person * BROWSERS_EACH)
  await each(people, (person) => addBrowsers(field, `browsing-${person}`, browsersOf(person)), 2)
  const four = CHANNELS.slice(0, -1).flatMap((channel) =>
    Array.from({ length: perChannel }, (_, index) => ({ user: `user-${index}`, channel })),
  )
  const browsers = Array.from({ length: people }, (_, person) =>
    Array.from({ length: browsersOf(person) }, (_each, index) => ({
      user: `browsing-${person}`,
      channel: 'push',
      methodLabel: `browser ${index}`,
    })),
  )
  return [...four, ...browsers.flat()]
}

/** What has come by each way, and when the last did. */
const arrivedAt = async ({ sinks, yard }: Field) => {
  const { mails: mail, requests } = await sinks.ask<Taken>({})
  const { calls, messages } = await yard.out()
  return { phone: calls, SMS: messages, mail, 'webhook and push': requests }
}

type Arrived = Awaited<ReturnType<typeof arrivedAt>>
const countOf = (arrived: Arrived): number => Object.values(arrived).reduce((sum, { count }) => sum + count, 0)

/** From the request to the last message by each way at its provider. */
const callAll = async (field: Field, count: number): Promise<Readonly<Record<string, number>>> => {
  const before = countOf(await arrivedAt(field))
  const beganAtMs = performance.timeOrigin + performance.now()
  const started = await post(field, '/v1/callouts', { policy: 'everybody', text: 'db01 が停止しました' })
  const all = await until(async () => countOf(await arrivedAt(field)) >= before + count, WITHIN_MS)
  const arrived = Object.entries(await arrivedAt(field))
  await post(field, `/v1/callouts/${started.json<{ id: string }>().id}/cancel`, {})
  await pause(2_000)
  return Object.fromEntries(
    arrived.map(([way, { lastAtMs }]) => [way, all ? lastAtMs - beganAtMs : Number.POSITIVE_INFINITY]),
  )
}

const lastOf = (tookMs: Readonly<Record<string, number>>): number => Math.max(...Object.values(tookMs))

const mixed = async (field: Field, recipients: number): Promise<readonly Row[]> => {
  await furnish(field.yard, { count: 0, connection: {}, users: 0 })
  await connect(field)
  const destinations = await addRecipients(field, recipients / CHANNELS.length)
  await post(field, '/v1/policies', {
    key: 'everybody',
    name: 'everybody',
    mode: 'simultaneous',
    stop: 'all',
    from: field.yard.provider.numbers[0],
    steps: [{ destinations }],
    loops: { max: 1 },
    redial: { max: 0 },
  })
  const first = await callAll(field, destinations.length)
  const second = await callAll(field, destinations.length)
  const what = `${destinations.length} at once by phone, SMS, mail, webhook and push`
  return [
    figure('m', `${what}, freshly started: last request out`, [lastOf(first), 'ms']),
    atMost(figure('m', '  … and once more', [lastOf(second), 'ms']), 3_000),
    ...Object.entries(second).map(([way, tookMs]) => figure('m', `  … of them the last by ${way}`, [tookMs, 'ms'])),
  ]
}

/** A mail as the engine orders it. */
const orderOf = (index: number): CallOrder => {
  const destination = mailbox(index % 10_000)
  const attempt = {
    ordinal: 1,
    destination: 0,
    channel: 'mail',
    calloutId: `0195f0f0-0000-7000-8000-${String(index).padStart(12, '0')}` as CalloutId,
    spaceId: 'space-1' as SpaceId,
    connectionId: 'mail-1' as ConnectionId,
    address: destination.address,
    nonce: 'n'.repeat(22),
  }
  const callout = { id: attempt.calloutId, cause: { kind: 'text', text: 'db01 が停止しました' }, parameters: {} }
  const plan = planOf(1, { destinations: [destination] })
  return { attempt: attempt as unknown as AttemptRow, destination, plan, callout: callout as CallOrder['callout'] }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapMb = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const IN_FLIGHT = 64

const mails = async ({ at }: Pick<Field, 'at'>, count: number): Promise<readonly Row[]> => {
  const transports = createTransports()
  const settings = { host: '127.0.0.1', port: at.mailPort, security: 'none', from: 'a@example.jp' }
  const way = createMessageWay(mailKind(transports), {
    connections: { load: (_space, id) => Promise.resolve({ id, kind: 'smtp', settings, secrets: {} }) },
    causes: { read: () => Promise.resolve('') },
    originOf: () => Promise.resolve('https://noroshi.test'),
    log: { warn: () => undefined, error: () => undefined },
  })
  const refused: string[] = []
  const send = (from: number, many: number) =>
    each(
      many,
      async (index) => {
        const placed = await way.place(orderOf(from + index))
        if (placed.kind !== 'delivered') refused.push(placed.kind)
      },
      IN_FLIGHT,
    )
  const quarter = count / 4
  await send(0, quarter)
  const before = heapMb()
  const beganMs = performance.now()
  await send(quarter, count - quarter)
  const tookS = (performance.now() - beganMs) / 1_000
  const grownMb = heapMb() - before
  transports.close()
  if (refused.length > 0) throw new Error(`${refused.length} mails were not taken: ${refused[0]}`)
  return [
    atLeast(figure('m', 'mails to one server, five connections', [(count - quarter) / tookS, '/s']), 500),
    atMost(figure('m', `  … heap after ${count} mails, beside that after ${quarter}`, [grownMb, 'MB']), 5),
  ]
}

export const channels = async ({ quick }: Size): Promise<readonly Row[]> => {
  const sinks = startChild('sinks')
  const at = await sinks.heard<Sinks>()
  const mailRows = await mails({ at }, quick ? 4_000 : 20_000)
  const yard = await openYard({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.0/8' })
  try {
    return [...(await mixed({ yard, sinks, at }, quick ? 130 : 1_300)), ...mailRows]
  } finally {
    await yard.close()
    sinks.end()
  }
}
