// The whole path of a JP1 script: sign in, execute, phones ring in the simulator, a key, an outcome. Nothing in between is a fake.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let token: string
const password = 'correct horse battery'

const post = async (path: string, body: unknown, bearer = token) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` }
  const response = await fetch(`${whole.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
const execute = async (net: string, body: object = { tel_content: 'db01 が停止しました' }): Promise<string> => {
  const { status, body: answer } = await post(`/api/v1/net/${encodeURIComponent(net)}/execute`, body)
  expect([status, answer['status']]).toEqual([200, 'accepted'])
  return answer['id'] ?? ''
}

/** A 連絡網 with JP1's habits. Every test has people of its own. */
const net = (name: string, people: readonly number[], rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key: name.replaceAll(' ', '-'),
    name,
    kind: 'jp1',
    from: whole.simulator.numbers[0],
    steps: people.map((one) => ({ destinations: [{ user: `person-${one}` }] })),
    loops: { max: 2, intervalSeconds: 0 },
    ...rest,
  })

type Callout = {
  outcome: string | null
  acknowledgedBy: { name: string } | null
  attempts: { name: string; reason: string }[]
}
const callout = async (id: string) => (await whole.v1('GET', `/v1/callouts/${id}`)) as unknown as Callout
const ended = async (id: string): Promise<Callout> => {
  await expect.poll(async () => (await callout(id)).outcome, { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const reasons = async (id: string) =>
  ((await whole.v1('GET', `/v1/callouts/${id}/explanation`))['items'] as { reason: string }[]).map(
    ({ reason }) => reason,
  )

const rings = (index: number) => whole.until(() => whole.phone(index).state() === 'ringing')
const takes = async (index: number, hears: string, key = '1') => {
  const phone = whole.phone(index)
  await rings(index)
  phone.answer()
  await whole.until(() => phone.heard().some((line) => line.includes(hears)))
  await whole.until(() => phone.heard().some((line) => line.includes('押してください')))
  phone.press(key)
  await whole.until(() => phone.state() === 'idle')
}

beforeAll(async () => {
  whole = await createWhole()
  const { config, spaceId } = whole.server
  const write = { user: 'person-9', account: 'ops', subaccount: '', password, mustChange: false, policies: null }
  await config.accounts.create(spaceId, write, 'everything')
  await config.grants.create(spaceId, { role: 'member', user: 'person-9', group: null, project: null }, 'everything')
  token = (await post('/api/v1/signin', { account: 'ops', password }, 'none')).body['id_token'] ?? ''
})
afterAll(() => whole.close())

describe('JP1 execute', () => {
  it('J-021 J-029 J-052: phones ring in order, hear tel_content, a key ends it; mail waits for its channel', async () => {
    const both = [{ destinations: [{ user: 'person-1' }, { user: 'person-2', channel: 'mail' }] }]
    await net('夜間 連絡網', [], { steps: both })
    const contents = {
      tel_content: 'エラーが発生しました',
      mail_subject: '件名',
      mail_content: '本文',
      slack_content: 'スラック',
    }
    const id = await execute('夜間 連絡網', contents)
    await takes(1, 'エラーが発生しました')
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当1' } })
    expect(await reasons(id)).toContain('channel_not_configured')
  })

  it('J-007 J-012: what is repeated is repeated to the unreached only', async () => {
    await net('全員確認', [2, 3], { stop: 'all' })
    whole.phone(3).behave({ mode: 'busy' })
    const id = await execute('全員確認')
    await takes(2, 'db01')
    const { outcome, attempts } = await ended(id)
    expect(attempts.map(({ name }) => name)).toEqual(['担当2', '担当3', '担当3'])
    expect(attempts.map(({ reason }) => reason)).toEqual(['first_attempt', 'first_attempt', 'loop_repeat'])
    expect(await reasons(id)).toContain('already_taken')
    expect(outcome).toBe('exhausted')
  })

  it('J-008: nobody takes it, so the next 連絡網 goes on with the same words', async () => {
    await net('緊急連絡網', [5])
    await net('一次連絡網', [4], { loops: { max: 1 }, escalatesTo: '緊急連絡網' })
    whole.phone(4).behave({ mode: 'busy' })
    const id = await execute('一次連絡網', { slack_content: '共有ディスク異常' })
    await takes(5, '共有ディスク異常')
    expect((await ended(id)).outcome).toBe('escalated')
    const { items } = (await whole.v1('GET', '/v1/callouts?status=ended&limit=1')) as {
      items: { escalatedFrom: string; outcome: string }[]
    }
    expect(items[0]).toMatchObject({ escalatedFrom: id, outcome: 'acknowledged' })
  })

  it('what is not urgent begins later: accepted, and it waits', async () => {
    await net('急がない', [6], { later: [{ seconds: 600 }] })
    const { body } = await post(`/api/v1/net/${encodeURIComponent('急がない')}/execute`, { tel_content: 'x' })
    expect(body['status']).toBe('accepted')
    expect(await whole.v1('GET', `/v1/callouts/${body['id']}`)).toMatchObject({ next: { kind: 'begin' } })
    await whole.v1('POST', `/v1/callouts/${body['id']}/cancel`)
  })

  it('J-014: while it is stopped no phone rings; after it was resumed one does', async () => {
    await net('停止中', [6])
    const { id: pause } = await whole.v1('POST', '/v1/pauses', { policy: '停止中', reason: '計画停電' })
    const { body } = await post(`/api/v1/net/${encodeURIComponent('停止中')}/execute`, { tel_content: 'x' })
    expect(body['status']).toBe('suppressed')
    const kept = (await whole.v1('GET', `/v1/callouts/${body['id']}/explanation?lang=ja`))['items'] as {
      text: string
    }[]
    expect(kept.map(({ text }) => text)).toEqual([expect.stringContaining('計画停電')])
    await whole.v1('POST', `/v1/pauses/${String(pause)}/end`)
    const id = await execute('停止中')
    await takes(6, 'db01')
    expect((await ended(id)).outcome).toBe('acknowledged')
    expect(whole.phone(6).calls().length).toBe(1)
  })

  it('J-013 J-015: a 連絡網 is switched by the time of day, in its people and its means', async () => {
    const always = { key: 'always', anyOf: [{}] }
    await whole.v1('POST', '/v1/calendars', {
      key: 'bands',
      name: '時間帯',
      conditions: [always, { ...always, key: 'never', inverted: true }],
    })
    const variants = ['never', 'always'].map((condition, index) => ({
      name: condition,
      when: { calendar: 'bands', condition },
      steps: [{ destinations: [{ user: `person-${7 + index}` }] }],
    }))
    await net('切替連絡網', [1], { variants })
    const id = await execute('切替連絡網')
    await takes(8, 'db01')
    expect((await ended(id)).attempts.map(({ name }) => name)).toEqual(['担当8'])
    expect(await reasons(id)).toContain('variant_applies')
  })
})
