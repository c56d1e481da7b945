// Mails that come in by the hundred, mails that come back for ever, and what is no mail at all: one callout at most comes of them, and
// the next mail is taken as though nothing had been.
import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/server-process.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let port: number
beforeAll(async () => {
  port = await freePort()
  whole = await createWhole({ NOROSHI_SMTP_PORT: String(port) })
})
afterAll(() => whole.close())

const source = async (key: string, mail: object | null = null) => {
  const { secret } = await whole.v1('POST', '/v1/sources', { key, name: key, kind: 'mail', mail })
  return `noroshi+${String(secret)}@in.example.jp`
}
const policy = (key: string, person: number, rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key,
    name: key,
    from: whole.simulator.numbers[0],
    steps: [{ destinations: [{ user: `person-${person}` }] }],
    ...rest,
  })
const itemsOf = async (path: string) => (await whole.v1('GET', path))['items'] as Record<string, unknown>[]
const alerts = (key: string) => itemsOf(`/v1/alerts?source=${key}`)

/** Sends them over some connections at once; answers what the server said to each. */
const send = async (to: string, mails: readonly object[]): Promise<readonly string[]> => {
  const client = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, pool: true, maxConnections: 10 })
  const from = 'monitor@example.jp'
  const answers = mails.map((mail) =>
    client.sendMail({ from, to, envelope: { from, to: [to] }, ...mail }).then(
      ({ response }) => response.slice(0, 3),
      (error: { responseCode?: number }) => String(error.responseCode),
    ),
  )
  try {
    return await Promise.all(answers)
  } finally {
    client.close()
  }
}
const many = <Made>(count: number, make: (index: number) => Made): readonly Made[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('T-004 a flood of mails', () => {
  it('about one object is one alert, which says the last', async () => {
    const to = await source('flood')
    const mails = many(300, (index) => ({ subject: `disk at ${index} %`, text: 'x' }))
    expect(new Set(await send(to, mails))).toEqual(new Set(['250']))
    expect(await alerts('flood')).toMatchObject([
      { state: 'problem', summary: expect.stringMatching(/^disk at \d+ %$/) },
    ])
  })

  it('is one callout where its policy thins out what follows, and one phone rings once', async () => {
    await policy('thinned', 1, { thinning: { by: 'policy', seconds: 600 } })
    const to = await source('thinned', { rules: [{ does: 'callout', policy: 'thinned' }] })
    const mails = many(60, (index) => ({ subject: `bomb ${index}`, text: 'x', messageId: `<${index}@bomb.example>` }))
    expect(new Set(await send(to, mails))).toEqual(new Set(['250']))
    const [only, ...others] = await itemsOf('/v1/callouts?policy=thinned')
    expect([only?.['outcome'], others]).toEqual([null, []])
    await whole.until(() => whole.phone(1).state() === 'ringing')
    await whole.v1('POST', `/v1/callouts/${String(only?.['id'])}/cancel`)
  })

  it('that holds every connection is told to come again, and keeps nobody out once it is gone', async () => {
    const to = await source('held')
    const greeted = (): Promise<readonly [Socket, string]> =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1')
        socket.once('error', reject)
        socket.once('data', (words) => resolve([socket, words.toString().slice(0, 3)]))
      })
    const held = await Promise.all(many(120, greeted))
    const told = held.map(([, words]) => words)
    expect([told.filter((words) => words === '220').length, told.filter((words) => words === '421').length]).toEqual([
      100, 20,
    ])
    for (const [socket] of held) socket.destroy()
    await expect.poll(() => send(to, [{ subject: 'after', text: 'x' }]), { timeout: 5_000 }).toEqual(['250'])
    expect(await alerts('held')).toMatchObject([{ summary: 'after' }])
  })
})

describe('a mail', () => {
  it('may have attachments: none is looked at, whatever it is called or says', async () => {
    const rules = [
      { body: ['*RECOVERED*'], does: 'recovered' },
      { does: 'problem', extract: ['Host: {host}'] },
    ]
    const to = await source('attached', { rules })
    const attachments = [
      { filename: '../../etc/passwd', content: 'RECOVERED\nHost: evil' },
      { filename: 'a\r\nBcc: b@example.jp.eml', content: 'RECOVERED', contentType: 'message/rfc822' },
      { filename: 'x.zip', content: Buffer.alloc(600_000, 0) },
    ]
    expect(await send(to, [{ subject: 'disk', text: 'Host: db01', attachments }])).toEqual(['250'])
    expect(await alerts('attached')).toMatchObject([{ state: 'problem', host: 'db01', summary: 'disk' }])
  })

  it.each([
    ['no mail at all', Buffer.from(Array.from({ length: 2_000 }, (_, index) => index % 256))],
    ['nothing', Buffer.from('\r\n')],
    ['one line without end', Buffer.alloc(900_000, 'a')],
    ['headers without end', Buffer.from(`X: ${'a'.repeat(300_000)}\r\n\r\nx`)],
    [
      'a thousand parts within parts',
      Buffer.from(
        many(1_000, (level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join(''),
      ),
    ],
    [
      'twenty thousand parts beside each other',
      Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}--b--`),
    ],
  ])('that is %s is answered, and disturbs nobody', async (what, raw) => {
    const key = `spoilt-${raw.length}`
    const to = await source(key)
    expect([what, ...(await send(to, [{ raw }]))]).toEqual([what, expect.stringMatching(/^(250|55\d)$/)])
    expect(await send(to, [{ subject: 'after', text: 'x' }])).toEqual(['250'])
    expect(await alerts(key)).toContainEqual(expect.objectContaining({ summary: 'after' }))
  })
})

describe('a loop', () => {
  it('is none: what the server tells a mail address comes back to it as no news', async () => {
    await policy('echo', 2)
    const to = await source('echo', { rules: [{ does: 'callout', policy: 'echo' }] })
    const settings = { host: '127.0.0.1', port, security: 'none', from: 'noroshi@example.jp' }
    await whole.v1('POST', '/v1/connections', { key: 'mail', name: 'mail', kind: 'smtp', settings, secrets: {} })
    await whole.v1('POST', '/v1/webhooks', { key: 'echo', name: 'echo', url: `mailto:${to}`, events: ['callout.*'] })
    const { id } = await whole.v1('POST', '/v1/callouts', { policy: 'echo', text: 'db01' })
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`)
    const delivered = async () => (await itemsOf('/v1/webhooks/echo/deliveries')).map(({ state }) => state)
    await expect.poll(delivered, { timeout: 8_000 }).toEqual(['delivered', 'delivered'])
    expect((await itemsOf('/v1/callouts?policy=echo')).map((one) => one['id'])).toEqual([id])
    expect((await itemsOf('/v1/sources/echo/mails')).map(({ did }) => did)).toEqual(['ignored', 'ignored'])
  })
})
