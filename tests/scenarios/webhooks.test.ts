// Who is told by webhook, the whole way: a real server, phones in the simulator, and somebody listening at the other end.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'

type Heard = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string }

let whole: Whole
let server: Server
let url: string
const heard: Heard[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, text })
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  whole = await createWhole({ NOROSHI_WEBHOOK_NETWORKS: '127.0.0.1' })
})
afterAll(async () => {
  await whole.close()
  await new Promise((resolve) => server.close(resolve))
})

const at = (path: string) => heard.filter((one) => one.path === path)
const bodyOf = ({ text }: Heard) => JSON.parse(text) as { event: string; callout: Record<string, unknown> }
const policy = (key: string, people: readonly number[], rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key,
    name: key,
    from: whole.simulator.numbers[0],
    steps: people.map((one) => ({ destinations: [{ user: `person-${one}` }] })),
    loops: { max: 1 },
    redial: { max: 0 },
    ...rest,
  })
const start = async (key: string) =>
  String((await whole.v1('POST', '/v1/callouts', { policy: key, text: '停止' }))['id'])
const patience = { timeout: 8_000 }

describe('a webhook', () => {
  it('hears that a callout began and who took it, signed, and without a number', async () => {
    await whole.v1('POST', '/v1/webhooks', { key: 'ops', name: 'ops', url: `${url}/ops`, credential: 'shared-secret' })
    await policy('night', [1])
    const id = await start('night')
    await expect.poll(() => at('/ops').length, patience).toBe(1)
    const phone = whole.phone(1)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().some((line) => line.includes('押してください')))
    phone.press('1')
    await expect.poll(() => at('/ops').length, patience).toBe(2)
    expect(at('/ops').map(bodyOf)).toMatchObject([
      { event: 'callout.started', callout: { id, status: 'running' } },
      { event: 'callout.acknowledged', callout: { id, acknowledgedBy: { name: '担当1', via: 'phone' } } },
    ])
    for (const { headers, text } of at('/ops')) {
      const [, seconds, mac] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['noroshi-signature'])) ?? []
      expect(mac).toBe(createHmac('sha256', 'shared-secret').update(`${seconds}.${text}`).digest('hex'))
      expect(text).not.toMatch(/\+8190/)
    }
  })

  it('in the shape of a chat hears in words how it went, and calls no channel', async () => {
    await whole.v1('POST', '/v1/webhooks', {
      key: 'chat',
      name: 'chat',
      url: `${url}/chat`,
      shape: 'chat',
      events: ['callout.cancelled'],
      credential: 'another-secret',
    })
    await policy('chatty', [5])
    const { id } = await whole.v1('POST', '/v1/callouts', { policy: 'chatty', text: '<!channel> @here db03 が停止' })
    await whole.v1('POST', `/v1/callouts/${String(id)}/cancel`, {})
    await expect.poll(() => at('/chat').length, patience).toBe(1)
    const { text: body, headers } = at('/chat')[0] as Heard
    const { text, ...rest } = JSON.parse(body) as { text: string }
    expect([text.split('\n')[0], rest]).toEqual(['[Noroshi] chatty: 取り消し', {}])
    expect(text).toContain('db03 が停止')
    expect(text).not.toMatch(/<!channel|@here/)
    const [, seconds, mac] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['noroshi-signature'])) ?? []
    expect(mac).toBe(createHmac('sha256', 'another-secret').update(`${seconds}.${body}`).digest('hex'))
    await whole.v1('DELETE', '/v1/webhooks/chat')
  })

  it('hears of the policy that goes on, of a stop by hand and of one that was never to start', async () => {
    await whole.v1('POST', '/v1/webhooks', { key: 'all', name: 'all', url: `${url}/all`, events: ['callout.*'] })
    await policy('last', [3])
    await policy('first', [2], { escalatesTo: 'last' })
    whole.phone(2).behave({ mode: 'busy' })
    const id = await start('first')
    await whole.until(() => whole.phone(3).state() === 'ringing')
    await expect.poll(() => at('/all').length, patience).toBe(3)
    const child = at('/all')
      .map(bodyOf)
      .find(({ callout }) => callout['escalatedFrom'] === id)
    await whole.v1('POST', `/v1/callouts/${String(child?.callout['id'])}/cancel`)
    await expect.poll(() => at('/all').length, patience).toBe(4)
    const { id: pause } = await whole.v1('POST', '/v1/pauses', {})
    await start('first')
    await whole.v1('POST', `/v1/pauses/${String(pause)}/end`)
    await expect.poll(() => at('/all').length, patience).toBe(5)
    const names = at('/all').map((one) => bodyOf(one).event)
    expect(names.toSorted()).toEqual([
      'callout.cancelled',
      'callout.escalated',
      'callout.started',
      'callout.started',
      'callout.suppressed',
    ])
  })

  it('B.5 of Pigeon hears of its runs, and of nothing else', async () => {
    const hook = { key: 'pigeon', name: 'pigeon', url: `${url}/pigeon`, shape: 'pigeon' }
    await whole.v1('POST', '/v1/webhooks', hook)
    await policy('no-run', [5])
    whole.phone(5).behave({ mode: 'busy' })
    await start('no-run')
    const contacts = [{ displayName: '田中さん', phones: [{ phoneNumber: '090-0124-0004' }] }]
    const guidance = {
      messageTemplate: '障害です',
      reactions: { '1': { behavior: 'terminate', messageTemplate: '了解' } },
    }
    const invoked = await fetch(`${whole.url}/api/apps/pigeon/chain/invoke`, {
      method: 'POST',
      headers: { 'X-Authorization': `Token ${whole.token}` },
      body: JSON.stringify({ params: { callflow: { loopLimit: 1, contacts }, guidance } }),
    })
    const { resultId } = (await invoked.json()) as { resultId: string }
    const phone = whole.phone(4)
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await whole.until(() => phone.heard().some((line) => line.includes('障害です')))
    phone.press('1')
    await expect.poll(() => at('/pigeon').length, patience).toBe(2)
    const told = at('/pigeon').map(({ text }) => JSON.parse(text) as Record<string, unknown>)
    expect(told).toMatchObject([
      { event: 'started', resultId, callflowId: null },
      { event: 'completed', resultId, receivedContactName: '田中さん', keyInput: '1' },
    ])
  })

  it('C.8 of Reactio hears a ping with the origin’s credential', async () => {
    const reactio = { key: 'reactio', name: 'reactio', url: `${url}/reactio`, shape: 'reactio', credential: 'origin' }
    await whole.v1('POST', '/v1/webhooks', reactio)
    await whole.v1('POST', '/v1/webhooks/reactio/ping')
    await expect.poll(() => at('/reactio').length, patience).toBe(1)
    expect(at('/reactio')[0]).toMatchObject({
      text: '{"target":"ping","action":"requested","data":{"message":"ping"}}',
      headers: { 'x-reactio-origin-credential': 'origin', 'content-type': 'application/json' },
    })
    const shown = async () => (await whole.v1('GET', '/v1/webhooks/reactio/deliveries'))['items']
    await expect.poll(shown, patience).toMatchObject([{ state: 'delivered', status: 200, answer: 'ok', attempts: 1 }])
  })

  it('at a private address that no setting opens is not reached, and says so', async () => {
    await whole.v1('POST', '/v1/webhooks', { key: 'inside', name: 'i', url: 'http://10.0.0.1/', attemptsMax: 1 })
    await whole.v1('POST', '/v1/webhooks/inside/ping')
    const shown = async () => (await whole.v1('GET', '/v1/webhooks/inside/deliveries'))['items']
    await expect.poll(shown, patience).toMatchObject([{ state: 'failed', error: 'address_forbidden', status: null }])
  })

  it('in Reactio’s shape hears of a new incident, with the credential that proves where it comes from', async () => {
    const hook = {
      key: 'incidents',
      name: 'incidents',
      url: `${url}/incidents`,
      shape: 'reactio',
      credential: 'origin-token',
    }
    await whole.v1('POST', '/v1/webhooks', hook)
    await whole.v1('POST', '/v1/incidents', { name: 'サイト閲覧不可', topics: ['原因調査'] })
    await expect.poll(() => at('/incidents').length, patience).toBe(1)
    const [told] = at('/incidents')
    expect(told?.headers['x-reactio-origin-credential']).toBe('origin-token')
    expect(told?.headers['user-agent']).toMatch(/^Reactio\/1\.0\.0/)
    expect(JSON.parse(told?.text ?? '')).toMatchObject({
      target: 'incident',
      action: 'created',
      data: { incident: { name: 'サイト閲覧不可', status: 'open', users: [], topics: [{ name: '原因調査' }] } },
    })
  })
})
