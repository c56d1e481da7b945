// X-MON's calls and SMS on the whole server: alerts come by HTTP, a phone rings, keys are dialled, and what was heard is acknowledged
// by the id of whoever heard it.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startWebPeer, type WebPeer } from '../support/web-peer.ts'
import { createWhole, type Whole } from '../support/whole.ts'
import { furnishXmon, MOBILE, toldTo } from '../support/xmon.ts'

let whole: Whole
/** The monitoring system, as far as it is told what was taken. */
let monitor: WebPeer
let secret: string
let round = 0
let heardTo = 0

beforeAll(async () => {
  monitor = await startWebPeer()
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.1' })
  secret = await furnishXmon(whole, { kind: 'webhook', url: monitor.url })
})
afterAll(async () => {
  await whole.close()
  await monitor.close()
})
beforeEach(() => {
  round += 1
})

type Item = Readonly<Record<string, unknown>>
const keyOf = (name: string) => `${name}-${round}`
const send = async (state: 'problem' | 'recovered', ...names: string[]): Promise<void> => {
  const events = names.map((name) => {
    const [host, service = null] = name.split('/')
    return { kind: state, dedupKey: keyOf(name), host, service, condition: service === null ? 'DOWN' : 'CRITICAL' }
  })
  const response = await fetch(`${whole.url}/hooks/alerts`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events }),
  })
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([202, ''])
}
const items = async (path: string): Promise<readonly Item[]> => (await whole.v1('GET', path))['items'] as Item[]
const callouts = (policy: string) => items(`/v1/callouts?limit=200&policy=${policy}`)
const alertOf = async (name: string) =>
  (await items('/v1/alerts?limit=200')).find(({ dedupKey }) => dedupKey === keyOf(name))
const patience = { timeout: 8_000, interval: 50 }
const acknowledged = (name: string, by: string | null) =>
  expect.poll(async () => (await alertOf(name))?.['acknowledgedBy'], patience).toBe(by)

/** What the monitoring system was told in this test. */
const toldBack = () => toldTo(monitor, `-${round}`)

const phone = (index: number) => whole.phone(index)
/** Rings, is answered, and hears these words. */
const answers = async (index: number, ...words: string[]): Promise<void> => {
  await whole.until(() => phone(index).state() === 'ringing')
  heardTo = phone(index).transcript().at(-1)?.n ?? 0
  phone(index).answer()
  await hears(index, ...words)
}
const hears = async (index: number, ...words: string[]): Promise<void> => {
  for (const word of words) await phone(index).hears(word, { afterN: heardTo, timeoutMs: 8_000 })
}
const said = (index: number): string =>
  phone(index)
    .transcript()
    .filter(({ n, kind }) => n > heardTo && kind === 'say')
    .map(({ text }) => text)
    .join('')
const dials = async (index: number, keys: string, ...words: string[]): Promise<void> => {
  heardTo = phone(index).transcript().at(-1)?.n ?? 0
  phone(index).press(keys)
  await hears(index, ...words)
}
const isFree = (index: number) => whole.until(() => phone(index).state() === 'idle')

describe('X-042, X-043: a button call', () => {
  it('X-067, X-071, X-099, X-100: tells counts, then details, and 3# acknowledges what was heard by the user’s id', async () => {
    await send('problem', 'r1', 'r1/HTTP')
    await answers(1, '障害、ホスト1件', '障害、サービス1件', '9、シャープ')
    await dials(1, '1#', '次のホストで障害が発生しています', '次のサービスで障害が発生しています')
    await dials(1, '3#', '2件を認知済みにしました')
    await isFree(1)
    await acknowledged('r1', 'person-1')
    await acknowledged('r1/HTTP', 'person-1')
    const [callout] = await callouts('rota')
    expect(callout).toMatchObject({ outcome: 'acknowledged' })
    // What came after the details was not heard, and the source is told of what was, by the id of whoever heard it.
    await expect
      .poll(toldBack, patience)
      .toEqual(['r1', 'r1/HTTP'].map((name) => `alert.acknowledged ${keyOf(name)} person-1`))
  })

  it('X-072, X-073: 9# ends it, nobody further is called, nothing is acknowledged, and the same problem told again calls nobody', async () => {
    const before = (await callouts('rota')).length
    await send('problem', 'r1')
    await answers(1, '障害、ホスト1件')
    await dials(1, '9#', '担当1さんの対応として記録しました')
    await isFree(1)
    await expect.poll(async () => (await callouts('rota'))[0]?.['outcome'], patience).toBe('acknowledged')
    const alert = await alertOf('r1')
    expect(alert).toMatchObject({ acknowledgedBy: null, state: 'problem' })
    expect(toldBack()).toEqual([])
    // What comes before a callout is closed still belongs to it: the problem may have joined the one before for a moment.
    const joined = async () => (await whole.v1('GET', `/v1/alerts/${String(alert?.['id'])}`))['callouts'] as Item[]
    const states = async () => new Set((await joined()).map(({ state }) => state))
    await expect.poll(states, patience).toEqual(new Set(['over']))
    await send('problem', 'r1')
    await send('recovered', 'r1')
    expect((await callouts('rota')).length).toBe(before + 1)
    expect(phone(2).state()).toBe('idle')
  })

  it('X-089, X-097: what came during a call and was not told calls the same person again, about that only', async () => {
    const before = (await callouts('rota')).length
    await send('problem', 'r1')
    await answers(1, '障害、ホスト1件')
    await send('problem', 'r2', 'r3')
    phone(1).press('9#')
    await answers(1, '障害、ホスト2件')
    await dials(1, '1#', 'r2', 'r3')
    expect(said(1)).not.toContain('r1')
    await dials(1, '3#', '2件を認知済みにしました')
    await isFree(1)
    await acknowledged('r3', 'person-1')
    expect(await alertOf('r1')).toMatchObject({ acknowledgedBy: null })
    expect((await callouts('rota')).length).toBe(before + 1)
    await send('recovered', 'r1')
  })

  it('X-084, X-086, X-075: # alone, silence and hanging up are no end: the same person is called at once', async () => {
    await send('problem', 'r1')
    await answers(1, '障害、ホスト1件')
    phone(1).press('#')
    await answers(1, '障害、ホスト1件')
    const { network } = whole.simulator
    await hears(1, '押してください')
    network.clock.setMode('stepped')
    await network.advance(31_000)
    network.clock.setMode('real')
    // The ceiling of this policy is two: after it the next person is called.
    await answers(1, '障害、ホスト1件')
    phone(1).hangUp()
    await answers(2, '障害、ホスト1件')
    await dials(2, '1#', 'r1')
    await dials(2, '3#', '1件を認知済み')
    await acknowledged('r1', 'person-2')
    const [callout] = await callouts('rota')
    const told = JSON.stringify(await whole.v1('GET', `/v1/callouts/${String(callout?.['id'])}/explanation`))
    expect(told).toContain('これ以上はかけ直しません')
  })

  it('X-088, X-112: what recovered before it was heard is told as a recovery', async () => {
    await send('problem', 'r1', 'r2')
    await whole.until(() => phone(1).state() === 'ringing')
    await send('recovered', 'r1')
    await answers(1, '障害、ホスト1件', '復旧、ホスト1件')
    await dials(1, '7#', '次のホストが復旧しました')
    expect(said(1)).toContain('r1')
    await dials(1, '2#')
    await answers(2, '障害、ホスト1件', '復旧、ホスト1件')
    await dials(2, '1#', 'r2')
    await dials(2, '5#', '1件を30分間のダウンタイム')
    await isFree(2)
    expect(await alertOf('r2')).toMatchObject({ acknowledgedBy: null, downtimeUntil: expect.any(String) })
    await expect.poll(toldBack, patience).toEqual([`alert.downtime ${keyOf('r2')} person-2`])
  })
})

describe('a button call to everybody', () => {
  it('X-072, X-082: each ends their own part; 3# is not offered', async () => {
    await send('problem', 'a1')
    await answers(3, '障害、ホスト1件')
    expect(said(3)).not.toContain('認知済み')
    await dials(3, '3#', '障害、ホスト1件')
    await dials(3, '9#', '記録しました')
    await isFree(3)
    await answers(4, '障害、ホスト1件')
    // a key without # counts when the wait is over.
    await hears(4, '押してください')
    const { network } = whole.simulator
    network.clock.setMode('stepped')
    phone(4).press('9')
    await network.advance(31_000)
    network.clock.setMode('real')
    await isFree(4)
    await expect.poll(async () => (await callouts('all'))[0]?.['outcome'], patience).toBe('acknowledged')
  })
})

it('X-051, X-052, X-053: a person hears their own words first and last, once, and in no call of somebody else', async () => {
  const words = { opening: '{{name}}様、○○センターです。', closing: '30分以内に障害復旧を行います。' }
  await whole.v1('PATCH', '/v1/users/person-3', words)
  await send('problem', 'a9')
  await answers(3, '担当3様、○○センターです。', '障害、ホスト1件', '9、シャープ')
  expect(said(3)).toMatch(/^担当3様、○○センターです。障害、ホスト1件。/)
  await dials(3, '8#', '障害、ホスト1件', '9、シャープ')
  expect(said(3)).not.toContain('センター')
  await dials(3, '9#', '記録しました')
  await isFree(3)
  expect(said(3)).toMatch(/記録しました。30分以内に障害復旧を行います。失礼します。$/)
  await answers(4, '障害、ホスト1件')
  expect(said(4)).toMatch(/^担当4さん、/)
  await dials(4, '9#', '記録しました')
  await isFree(4)
  expect(said(4)).not.toContain('30分以内')
  await whole.v1('PATCH', '/v1/users/person-3', { opening: null, closing: null })
})

it('X-092: 一斉 and 輪番 about the same failure both call, and each is ended by itself', async () => {
  await send('problem', 'b1')
  await whole.until(() => [1, 3, 4].every((index) => phone(index).state() === 'ringing'))
  for (const index of [1, 3, 4]) {
    await answers(index, '障害、ホスト1件')
    await dials(index, '9#', '記録しました')
    await isFree(index)
  }
  for (const policy of ['rota', 'all'])
    await expect.poll(async () => (await callouts(policy))[0]?.['outcome'], patience).toBe('acknowledged')
})

describe('a call setting', () => {
  const callsTo = (index: number) => {
    const { number } = phone(index)
    return whole.simulator.network.calls.all.filter(({ to }) => to === number).length
  }
  const takeBoth = async (...words: string[]): Promise<void> => {
    for (const index of [3, 4]) {
      await answers(index, ...words)
      await dials(index, '9#', '記録しました')
      await isFree(index)
    }
    await expect.poll(async () => (await callouts('all'))[0]?.['outcome'], patience).toBe('acknowledged')
  }

  it('X-094: rings each phone once for all its hosts, however many failed', async () => {
    const before = [callsTo(3), callsTo(4)]
    await send('problem', 'a21', 'a22', 'a23')
    await takeBoth('障害、ホスト3件')
    expect([callsTo(3), callsTo(4)]).toEqual(before.map((count) => count + 1))
  })

  it('X-050, X-064: takes effect through a rule that leads to it, for the states the rule is about', async () => {
    await send('problem', 'e1/HTTP')
    const unmatched = await items('/v1/alerts?unmatched=true&limit=200')
    expect(unmatched.map(({ dedupKey }) => dedupKey)).toContain(keyOf('e1/HTTP'))
    const match = { hosts: ['e*'], conditions: ['CRITICAL'] }
    await whole.v1('POST', '/v1/rules', { key: 'critical', name: '重大', policy: 'all', match })
    await send('problem', 'e2', 'e1/HTTP')
    await answers(3, '障害、サービス1件')
    expect(said(3)).not.toContain('ホスト')
    await dials(3, '9#', '記録しました')
    await answers(4, '障害、サービス1件')
    await dials(4, '9#', '記録しました')
    await isFree(4)
  })
})

describe('a simple call and an SMS', () => {
  const mobile = () => whole.simulator.network.phone(MOBILE)
  /** Picks up, presses keys, and returns everything that was heard. */
  const plays = async (phone: ReturnType<typeof mobile>, pressed: string): Promise<string> => {
    await phone.rings()
    const before = phone.transcript().at(-1)?.n ?? 0
    phone.answer()
    phone.press(pressed)
    await phone.isFree()
    const said = phone.transcript().filter(({ n, kind }) => n > before && kind === 'say')
    return said
      .map(({ text }) => text)
      .join('')
      .replaceAll(' ', '')
  }
  const outcomeOf = (policy: string) => expect.poll(async () => (await callouts(policy))[0]?.['outcome'], patience)

  it('X-021, X-022, X-023, X-077, X-105: everybody hears at once which host failed, no key does anything, and nothing of ours is asked', async () => {
    const { network } = whole.simulator
    await send('problem', 'simple1', 'simple1/HTTP')
    await whole.until(() => [mobile(), phone(5)].every((one) => one.state() === 'ringing'))
    const said = await plays(mobile(), '9#')
    expect(said).toContain(
      'シンプルからのご連絡です。次のホストで障害が発生しています。simple1、ダウン。次のサービスで障害が発生しています。simple1、エイチティーティーピー、クリティカル。',
    )
    expect(said).not.toContain('押して')
    expect(said).toMatch(/以上、○○センターでした。失礼します。$/)
    expect(await plays(phone(5), '1')).not.toContain('センター')
    await outcomeOf('simple').toBe('delivered')
    expect(await alertOf('simple1')).toMatchObject({ acknowledgedBy: null, state: 'problem' })
    const sources = network.calls.all.filter(({ to }) => to === MOBILE).map(({ order }) => Object.keys(order.source))
    expect(sources).toEqual([['twiml']])
  })

  it('X-061, X-105: with it goes an SMS to whoever has one, in the same form, with no link', async () => {
    expect(mobile().inbox().at(-1)?.body).toBe(
      '次のホストで障害が発生しています。simple1、DOWN。次のサービスで障害が発生しています。simple1、HTTP、CRITICAL。',
    )
  })

  it('X-022, X-032, X-058: a fixed text names neither host nor service, on the phone and in the SMS', async () => {
    await send('problem', 'fixed1')
    expect(await plays(mobile(), '3#')).toMatch(
      /^携帯さん、固定からのご連絡です。障害が発生しました。監視センターにご連絡ください。/,
    )
    expect(await plays(phone(5), '#')).not.toContain('fixed1')
    await whole.until(() => mobile().inbox().at(-1)?.body === '障害発生。要確認')
    await outcomeOf('fixed').toBe('delivered')
  })
})

describe('a returned call', () => {
  const ours = () => whole.simulator.numbers[0] as string
  const message = 'こちらは監視センターです。'
  let connection = ''
  beforeAll(async () => {
    const url = String((await whole.v1('GET', '/v1/connections/sim/numbers'))['incomingUrl'])
    connection = url.split('/').at(-1) ?? ''
    const owned = whole.simulator.network.defaultAccount.numbers.get(ours())
    if (owned !== undefined) owned.settings['voice_url'] = url
    const steps = [1, 2].map((index) => ({ destinations: [{ user: `person-${index}` }] }))
    const redial = { max: 0, intervalSeconds: 0, on: [] }
    for (const [key, hosts] of [
      ['back', ['kb*']],
      ['second', ['ks*']],
    ] as const) {
      await whole.v1('POST', '/v1/policies', { key, name: key, kind: 'xmon_rotation', steps, redial, from: ours() })
      await whole.v1('POST', '/v1/rules', { key, name: key, policy: key, match: { hosts } })
    }
  })
  const rings = (index: number, how = {}) => {
    heardTo = phone(index).transcript().at(-1)?.n ?? 0
    expect(phone(index).call(ours(), how)).toBe(true)
  }

  it('hears what the callout is about now, takes it with the same keys, and stops the phone of whoever came next', async () => {
    await send('problem', 'kb1')
    await whole.until(() => phone(1).state() === 'ringing')
    phone(1).reject()
    await whole.until(() => phone(2).state() === 'ringing')
    await send('problem', 'kb2')
    rings(1)
    await hears(1, '障害、ホスト2件', '9、シャープ')
    await dials(1, '1#', 'kb1', 'kb2')
    await dials(1, '3#', '2件を認知済みにしました', '以上です')
    await isFree(1)
    await isFree(2)
    await acknowledged('kb2', 'person-1')
    const [callout] = await callouts('back')
    expect(callout).toMatchObject({ outcome: 'acknowledged' })
    const told = await whole.v1('GET', `/v1/callouts/${String(callout?.['id'])}/explanation`)
    expect(JSON.stringify(told)).toContain('担当1さんから折り返しの電話がありました')
    rings(2)
    await hears(2, '現在、あなたへの通報はありません')
    await isFree(2)
  })

  it('hears one callout after the other, and each is taken by itself', async () => {
    await send('problem', 'kb3', 'ks3')
    await whole.until(() => phone(1).state() === 'ringing')
    phone(1).reject()
    await whole.until(() => [1, 2].every((index) => phone(index).state() === 'ringing'))
    phone(1).reject()
    await whole.until(() => phone(1).state() === 'idle')
    rings(1)
    await hears(1, '障害、ホスト1件', '9、シャープ')
    await dials(1, '9#', '記録しました', '障害、ホスト1件', '9、シャープ')
    await dials(1, '9#', '記録しました', '以上です')
    for (const policy of ['back', 'second'])
      await expect.poll(async () => (await callouts(policy))[0]?.['outcome'], patience).toBe('acknowledged')
    await isFree(2)
  })

  it('of somebody who is not known, or who hides, hears the message of the space and nothing else', async () => {
    const stranger = whole.simulator.network.phone('+819001249999')
    expect(stranger.call(ours())).toBe(true)
    await stranger.hears('こちらは通報専用の電話番号です')
    await stranger.isFree()
    await whole.v1('PATCH', '/v1/settings', { incoming: { message } })
    await send('problem', 'kb4')
    await whole.until(() => phone(1).state() === 'ringing')
    phone(1).reject()
    await whole.until(() => phone(2).state() === 'ringing' && phone(1).state() === 'idle')
    rings(1, { hidden: true })
    await hears(1, message)
    await isFree(1)
    expect(said(1)).toBe(message)
    await answers(2, '障害、ホスト1件')
    await dials(2, '9#', '記録しました')
    await isFree(2)
  })

  it('is answered only where the provider has signed for it', async () => {
    const form = { AccountSid: whole.simulator.accountSid, CallSid: 'CA12345678', From: '+819001240001' }
    const ask = (id: string) =>
      fetch(`${whole.url}/hooks/twilio/incoming/${id}`, { method: 'POST', body: new URLSearchParams(form) })
    expect((await ask(connection)).status).toBe(403)
    expect((await ask('0195f0f0-0000-7000-8000-0000000000aa')).status).toBe(404)
    expect((await ask('none')).status).toBe(404)
  })
})
