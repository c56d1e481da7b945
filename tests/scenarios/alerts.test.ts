// From Alertmanager to the phone and back: one storm is one call, what is said is what is true now, and one key takes what was
// heard of.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let secret: string
let told = 0
beforeAll(async () => {
  whole = await createWhole()
  await whole.v1('POST', '/v1/policies', {
    key: 'ops',
    name: '運用',
    steps: [{ destinations: [{ user: 'person-1' }] }],
    from: whole.simulator.numbers[0],
  })
  const source = await whole.v1('POST', '/v1/sources', { key: 'am', name: 'am', kind: 'alertmanager' })
  secret = String(source['secret'])
  await whole.v1('POST', '/v1/rules', { key: 'all', name: '全部', policy: 'ops' })
})
afterAll(() => whole.close())
beforeEach(() => {
  told += 100
})

/** When each began: Alertmanager says so as long as it lasts. */
const began = new Map<string, string>()
const startOf = (key: string, at: string): string => {
  const start = began.get(key) ?? at
  began.set(key, start)
  return start
}

const send = async (status: 'firing' | 'resolved', names: readonly string[]): Promise<void> => {
  const at = new Date(Date.now() + (status === 'resolved' ? 1 : 0)).toISOString()
  const alerts = names.map((host) => ({
    status,
    labels: { alertname: 'Down', instance: `${host}:9100`, severity: 'critical' },
    fingerprint: `${host}-${told}`,
    ...(status === 'firing' ? { startsAt: startOf(`${host}-${told}`, at) } : { endsAt: at }),
  }))
  const response = await fetch(`${whole.url}/hooks/alertmanager`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts }),
  })
  expect(response.status).toBe(200)
}

type Item = Readonly<Record<string, unknown>>
const items = async (path: string): Promise<readonly Item[]> => (await whole.v1('GET', path))['items'] as Item[]
const callouts = async () => items('/v1/callouts?limit=200')
const alertOf = async (host: string) =>
  (await items('/v1/alerts?limit=200')).find(({ dedupKey }) => dedupKey === `${host}-${told}`)
const patience = { timeout: 8_000, interval: 50 }
const eventually = (look: () => Promise<boolean>) => expect.poll(look, patience).toBe(true)

const phone = () => whole.phone(1)
const rings = () => whole.until(() => phone().state() === 'ringing')
const hears = (words: string) =>
  whole.until(() =>
    phone()
      .heard()
      .some((line) => line.includes(words)),
  )
/** All of it was said, of this call and not of one before. */
const isAsked = () => whole.until(() => phone().heard().at(-1)?.includes('押してください') === true)
const idle = () => whole.until(() => phone().state() === 'idle')

describe('alerts', () => {
  it('X-048, X-090, X-095: are one call, whatever comes while it runs, and one key takes what was heard', async () => {
    const before = (await callouts()).length
    await send('firing', ['web01'])
    await rings()
    await send('firing', ['web02', 'web03'])
    phone().answer()
    await hears('障害はサービス3件')
    await send('firing', ['web04'])
    await send('resolved', ['web02'])
    phone().press('8')
    await hears('復旧はサービス1件')
    phone().press('1')
    await idle()
    await eventually(async () => (await alertOf('web04'))?.['acknowledgedBy'] === '担当1')
    expect(await alertOf('web01')).toMatchObject({ acknowledgedBy: '担当1', state: 'problem' })
    expect(await alertOf('web02')).toMatchObject({ acknowledgedBy: null, state: 'recovered' })
    const all = await callouts()
    expect(all.length).toBe(before + 1)
    expect(all[0]).toMatchObject({ outcome: 'acknowledged', createdBy: 'alerts' })
    // Told again, nobody is called: somebody has it.
    await send('firing', ['web01'])
    expect((await callouts()).length).toBe(before + 1)
  })

  it('that began anew call, although somebody had what was before: of what is silenced no recovery is told', async () => {
    const takeIt = async () => {
      await send('firing', ['ntp01'])
      await rings()
      await whole.v1('POST', `/v1/alerts/${String((await alertOf('ntp01'))?.['id'])}/acknowledge`)
      await idle()
    }
    await takeIt()
    began.clear()
    await takeIt()
    await expect.poll(async () => (await callouts())[0]?.['outcome'], patience).toBe('acknowledged')
  })

  it('X-097: what was not said before the key is not taken by it, and calls by itself', async () => {
    await send('firing', ['db01'])
    await rings()
    phone().answer()
    await hears('障害はサービス1件')
    await send('firing', ['db02'])
    phone().press('1')
    await idle()
    await rings()
    expect(await alertOf('db01')).toMatchObject({ acknowledgedBy: '担当1' })
    expect(await alertOf('db02')).toMatchObject({ acknowledgedBy: null })
    phone().answer()
    await hears('db02')
    phone().press('1')
    await idle()
    await eventually(async () => (await alertOf('db02'))?.['acknowledgedBy'] === '担当1')
  })

  it('that all recover end the call while it rings', async () => {
    await send('firing', ['nas01', 'nas02'])
    await rings()
    await send('resolved', ['nas01'])
    await send('resolved', ['nas02'])
    await idle()
    await expect.poll(async () => (await callouts())[0]?.['outcome'], patience).toBe('recovered')
  })

  it('that go into downtime at their source end it, also where recoveries do not', async () => {
    await whole.v1('PATCH', '/v1/policies/ops', { endsOnRecovery: false })
    await send('firing', ['san01', 'san02'])
    await rings()
    const until = new Date(Date.now() + 600_000).toISOString()
    const events = ['san01', 'san02'].map((host) => ({ kind: 'downtime', dedupKey: `${host}-${told}`, until }))
    await whole.v1('POST', '/v1/alerts', { source: 'am', events })
    await idle()
    await expect.poll(async () => (await callouts())[0]?.['outcome'], patience).toBe('recovered')
    const explained = await whole.v1('GET', `/v1/callouts/${String((await callouts())[0]?.['id'])}/explanation`)
    expect(JSON.stringify(explained)).toContain('cause_in_downtime')
    await whole.v1('PATCH', '/v1/policies/ops', { endsOnRecovery: true })
  })

  it('that somebody takes elsewhere end it too', async () => {
    await send('firing', ['ldap01'])
    await rings()
    const alert = await alertOf('ldap01')
    await whole.v1('POST', `/v1/alerts/${String(alert?.['id'])}/acknowledge`)
    await idle()
    await expect.poll(async () => (await callouts())[0]?.['outcome'], patience).toBe('acknowledged')
  })

  it('are taken all together when the callout is acknowledged by hand', async () => {
    await send('firing', ['mx01', 'mx02'])
    await rings()
    const [callout] = await callouts()
    await whole.v1('POST', `/v1/callouts/${String(callout?.['id'])}/acknowledge`, {})
    await idle()
    await eventually(async () => (await alertOf('mx02'))?.['acknowledgedBy'] === 'test')
    const detail = await whole.v1('GET', `/v1/alerts/${String((await alertOf('mx01'))?.['id'])}`)
    // Where it came while the call before was ending, that one is listed too.
    const [newest] = detail['callouts'] as Item[]
    expect(newest).toMatchObject({ rule: 'all', state: 'over', callout: callout?.['id'] })
  })

  it('whose policy is gone say so, and the next one tries again', async () => {
    await whole.v1('POST', '/v1/policies', {
      key: 'brief',
      name: '短命',
      steps: [{ destinations: [{ user: 'person-2' }] }],
      from: whole.simulator.numbers[0],
    })
    await whole.v1('PATCH', '/v1/rules/all', { policy: 'brief' })
    await whole.v1('DELETE', '/v1/policies/brief')
    await send('firing', ['gone01'])
    const detail = async () => whole.v1('GET', `/v1/alerts/${String((await alertOf('gone01'))?.['id'])}`)
    await eventually(async () => JSON.stringify(await detail()).includes('policy.not_found'))
    expect((await detail())['callouts']).toMatchObject([{ state: 'refused', callout: null }])
    await whole.v1('PATCH', '/v1/rules/all', { policy: 'ops' })
    await send('firing', ['gone01'])
    await rings()
    await send('resolved', ['gone01'])
    await idle()
  })

  it('open an incident where the rule says so, and whoever looks live hears of it', async () => {
    await whole.v1('PATCH', '/v1/rules/all', { incident: { per: 'rule', onRecovery: 'close' } })
    const abort = new AbortController()
    const headers = { Authorization: `Bearer ${whole.token}` }
    const stream = await fetch(`${whole.url}/v1/events`, { headers, signal: abort.signal })
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
    await send('firing', ['inc01'])
    let heard = ''
    while (!heard.includes('"incident"') && !heard.includes('event: incident'))
      heard += new TextDecoder().decode((await reader.read()).value)
    abort.abort()
    expect(await items('/v1/incidents')).toMatchObject([{ name: 'all', status: 'open' }])
    await rings()
    await send('resolved', ['inc01'])
    await idle()
    expect(await items('/v1/incidents')).toMatchObject([{ status: 'close' }])
    await whole.v1('PATCH', '/v1/rules/all', { incident: null })
  })

  it('X-112: whoever heard of a failure is called again when it is well, where a rule says so; who heard of none is not', async () => {
    const rule = { key: 'ups', name: '電源', policy: 'ops', match: { hosts: ['ups*'] }, recoveries: true }
    await whole.v1('POST', '/v1/rules', rule)
    await send('firing', ['ups01'])
    await rings()
    phone().answer()
    await isAsked()
    phone().press('1')
    await idle()
    await eventually(async () => (await alertOf('ups01'))?.['acknowledgedBy'] === '担当1')
    await send('resolved', ['ups01'])
    await rings()
    phone().answer()
    await isAsked()
    expect(phone().heard().join()).toMatch(/復旧はサービス1件[^障]*$/)
    phone().press('1')
    await idle()
    const before = (await callouts()).length
    await send('firing', ['ups03'])
    await rings()
    await send('resolved', ['ups03'])
    await idle()
    await eventually(async () => (await callouts())[0]?.['outcome'] === 'recovered')
    expect((await callouts()).length, 'nobody had heard of it').toBe(before + 1)
  })
})
