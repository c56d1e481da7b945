// Connections that do not work, through a whole server: another takes their place at once, it is told, and shown. Real mail servers,
// a port where nobody listens, and a phone account whose password is wrong.
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let server: MailServer

type Attempt = { channel: string; result: string; connection: string | null; reason: string }
type Health = { state: string; failed: number; succeeded: number; lastFailure: { code: string } | null } | null
type Callout = { outcome: string | null; acknowledgedBy: { name: string; via: string } | null }

/** A port of this machine where nobody listens. */
const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const smtp = (key: string, port: number, standIns: readonly string[] = []) => ({
  key,
  name: key,
  kind: 'smtp',
  settings: { host: '127.0.0.1', port, security: 'none', from: 'noroshi@example.jp' },
  secrets: {},
  standIns,
})
const twilio = (key: string, authToken: string, rest: object = {}) => {
  const { accountSid, url, numbers } = whole.simulator
  const settings = { accountSid, baseUrl: url, simulated: true, callsPerSecond: null, from: numbers[0] }
  return { key, name: key, settings, secrets: { authToken }, ...rest }
}
const policy = (key: string, to: object, rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key,
    name: key,
    steps: [{ destinations: [to], waitSeconds: 0 }],
    ...rest,
  })
const start = async (key: string) =>
  String((await whole.v1('POST', '/v1/callouts', { policy: key, text: 'db01 が停止しました' }))['id'])
const callout = async (id: string) => (await whole.v1('GET', `/v1/callouts/${id}`)) as unknown as Callout
const told = async (id: string, language: 'ja' | 'en') => {
  const { items } = await whole.v1('GET', `/v1/callouts/${id}/explanation?lang=${language}`)
  return (items as { text: string }[]).map(({ text }) => text).join('\n')
}
const logOf = async (policyKey: string) =>
  ((await whole.v1('GET', '/v1/attempts?limit=50'))['items'] as (Attempt & { policy: string })[])
    .filter((one) => one.policy === policyKey)
    .map(({ channel, connection, result }) => `${channel} ${connection ?? ''} ${result}`)
const healthOf = async (key: string) => (await whole.v1('GET', `/v1/connections/${key}`))['health'] as Health

beforeAll(async () => {
  whole = await createWhole()
  server = await startMailServer()
  await whole.v1('POST', '/v1/connections', smtp('z-spare', server.port))
  await whole.v1('POST', '/v1/connections', smtp('mail', await closedPort(), ['z-spare']))
})
afterAll(async () => {
  await whole.close()
  await server.close()
})

describe('a connection that does not work', () => {
  it('is left for the next at once, is shown as failing, and is not tried any more for a while', async () => {
    await policy('mails', { user: 'person-1', channel: 'mail' }, { deliveredIsEnough: true })
    for (const nth of [1, 2, 3, 4]) {
      const id = await start('mails')
      await expect.poll(() => server.received.length, { timeout: 8_000 }).toBe(nth)
      await expect.poll(async () => (await callout(id)).outcome).toBe('delivered')
    }
    const log = await logOf('mails')
    expect(log.filter((line) => line === 'mail z-spare delivered')).toHaveLength(4)
    // The fourth went by the other one from the start.
    expect(log.filter((line) => line === 'mail mail refused')).toHaveLength(3)
    await expect.poll(() => healthOf('mail')).toMatchObject({ state: 'failing', failed: 3, succeeded: 0 })
    expect((await healthOf('mail'))?.lastFailure?.code).toMatch(/^smtp\./)
    await expect.poll(() => healthOf('z-spare')).toMatchObject({ state: 'working', failed: 0, succeeded: 4 })
    expect(await healthOf('sim')).toBeNull()
    const metrics = await (await fetch(`${whole.url}/metrics`)).text()
    expect(metrics).toContain('noroshi_connections_failing 1')
    // Who asked for it is called about that, by another connection.
    await policy('about-ourselves', { user: 'person-1' }, { connection: 'sim', from: whole.simulator.numbers[0] })
    await whole.v1('POST', '/v1/sources', { key: 'itself', name: '自己監視', kind: 'self' })
    await whole.v1('POST', '/v1/rules', {
      key: 'itself',
      name: '自己監視',
      policy: 'about-ourselves',
      match: { sources: ['itself'] },
    })
    await expect
      .poll(() => logOf('about-ourselves'), { timeout: 15_000 })
      .toEqual([expect.stringMatching(/^phone sim/)])
    const { items } = await whole.v1('GET', '/v1/alerts?source=itself')
    expect(items).toMatchObject([
      { host: 'Noroshi', service: 'mail', state: 'problem', severity: 'critical', notifications: 1 },
    ])
    expect((items as { summary: string }[])[0]?.summary).toMatch(/^接続先「mail」が使えません\(smtp\./)
    const last = await start('mails')
    await expect.poll(() => server.received.length).toBe(5)
    expect(await told(last, 'ja')).toContain(
      'いつもの接続先が使えないため、担当1さんへのメールは接続先「z-spare」で送ります。',
    )
    expect(await told(last, 'en')).toContain('The usual connection does not work: the mail to 担当1 goes by “z-spare”.')
  })

  it('leads a call to another account, by its own number', async () => {
    await whole.v1('POST', '/v1/connections', twilio('phones', 'wrong', { standIns: ['sim'] }))
    await policy('calls', { user: 'person-2' }, { connection: 'phones' })
    const id = await start('calls')
    await whole.until(() => whole.phone(2).state() === 'ringing')
    whole.phone(2).answer()
    await whole.until(() => whole.phone(2).heard().join().includes('db01'))
    whole.phone(2).press('1')
    await expect.poll(async () => (await callout(id)).outcome, { timeout: 8_000 }).toBe('acknowledged')
    expect(await logOf('calls')).toEqual(['phone sim taken', 'phone phones refused'])
  })

  it('and a channel that does not work at all, to the person’s mailbox, where they take it', async () => {
    await whole.v1('POST', '/v1/connections', twilio('alone', 'wrong'))
    await policy('down', { user: 'person-3' }, { connection: 'alone' })
    const id = await start('down')
    const { mail } = await server.mailTo('person-3@example.jp')
    const link = /https?:\/\/\S+\/a\/\S+/.exec(mail.text ?? '')?.[0] ?? ''
    expect((await callout(id)).outcome).toBeNull()
    await fetch(`${whole.url}${new URL(link).pathname}`, {
      method: 'POST',
      body: new URLSearchParams({ action: 'take' }),
    })
    await expect
      .poll(() => callout(id))
      .toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当3', via: 'mail' } })
    expect(await told(id, 'ja')).toContain('前の手段が使えなかったため')
  })

  it('writes to nobody otherwise where the policy does not want that', async () => {
    await policy('named', { user: 'person-4' }, { connection: 'alone', otherChannels: false, loops: { max: 1 } })
    const id = await start('named')
    await expect.poll(async () => (await callout(id)).outcome).toBe('exhausted')
    expect(await logOf('named')).toEqual(['phone alone refused'])
  })

  it('is tried itself by a test send: nothing stands in', async () => {
    const to = { channel: 'mail', address: 'somebody@example.jp' }
    const sent = await whole.v1('POST', '/v1/test-sends', { to, connection: 'mail', text: '試験' })
    await expect.poll(async () => (await callout(String(sent['id']))).outcome, { timeout: 3_000 }).toBeNull()
    expect(server.received.some((one) => one.to.includes('somebody@example.jp'))).toBe(false)
  })
})

describe('what stands in for a connection', () => {
  const refusal = (body: object) => whole.v1('PATCH', '/v1/connections/mail', body).catch(String)

  it.each([
    [['nobody'], 'nobody という接続先はありません'],
    [['mail'], 'mail はこの接続先自身です'],
    [['sim'], 'sim の種類は smtp でなければなりません'],
    [['z-spare', 'z-spare'], '同じ接続先は一度だけ指定できます'],
  ])('%j is refused: %s', async (standIns, why) => {
    expect(await refusal({ standIns })).toContain(why)
  })

  it('is nothing for a place in a chat: another provider does not have it', async () => {
    const hook = { key: 'hook', name: 'hook', kind: 'webhook', settings: {}, secrets: { url: 'https://example.jp/' } }
    const made = whole.v1('POST', '/v1/connections', { ...hook, standIns: ['mail'] })
    await expect(made).rejects.toThrow('代わりの接続先を決められるのは、電話、SMS、メールの接続先だけです')
    await whole.v1('POST', '/v1/connections', hook)
    await expect(whole.v1('PATCH', '/v1/connections/hook', { standIns: ['mail'] })).rejects.toThrow(
      '代わりの接続先を決められるのは',
    )
  })

  it('stands in a configuration file, and comes back from it', async () => {
    const { connections } = (await whole.v1('GET', '/v1/config/export')) as unknown as {
      connections: { key: string; standIns?: string[] }[]
    }
    expect(connections.find(({ key }) => key === 'mail')?.standIns).toEqual(['z-spare'])
    expect(connections.find(({ key }) => key === 'z-spare')).not.toHaveProperty('standIns')
  })
})
